-- What forms say of a metric that another form has as well, and whose definition `metrics` has: of several the one of the
-- form whose name comes last, whichever was imported first.
CREATE TABLE shared_metrics (
    metric_id         VARCHAR NOT NULL,
    form_id           VARCHAR NOT NULL,
    name              VARCHAR NOT NULL,
    coaching_area     VARCHAR NOT NULL,
    weight            DOUBLE NOT NULL,
    negative_weight   DOUBLE NOT NULL,
    fatal             BOOLEAN NOT NULL,
    expected_response VARCHAR NOT NULL,
    position          INTEGER NOT NULL
);

-- Metrics that their form has no more, and no other form has: they stay as that form said until a form has them again.
CREATE TABLE dropped_metrics (
    metric_id VARCHAR NOT NULL
);
