-- What the centre has decided for everybody (coaching/people/centre_settings.py); what it left open is not here, and its
-- default counts. Who changed it, when, from what to what, is in `changes`, with the subject `setting`.
CREATE TABLE centre_settings (
    name  VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL               -- as its kind writes it
);
