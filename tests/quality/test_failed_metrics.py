"""Which metrics of a coaching area an interaction fails: the one that cost most comes first."""

from coaching.quality.failed_metrics import failed_metrics
from coaching.quality.forms import metric_labels
from coaching.storage.database import Database


def test_the_costliest_comes_first(small_centre: Database) -> None:
    """What failing costs is the weight and what is lost on top; an audited interaction fails what its audit says."""
    asked = (small_centre, "ana@example.com", ["c-ana-1", "c-ana-2"], "Accuracy")
    names = metric_labels(small_centre)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE metrics SET coaching_area = 'Accuracy', expected_response = 'YES'")
        cursor.execute("UPDATE metric_results SET qualification = 'NO', fatal_error = FALSE, weight = 20, "
                       "negative_weight = 0 WHERE interaction_id IN ('c-ana-1', 'c-ana-2')")  # fmt: skip
        cursor.execute("UPDATE metric_results SET weight = 10, negative_weight = 30 WHERE metric_id = 'm-verify'")
    found = failed_metrics(*asked)
    assert found["c-ana-1"][0] == names["m-verify"]
    assert len(found["c-ana-1"]) > 1
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE metric_results SET fatal_error = TRUE WHERE metric_id = 'm-answer'")
    assert failed_metrics(*asked)["c-ana-1"][0] == names["m-answer"]
