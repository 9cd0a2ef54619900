"""The types of the columns that every list of interactions has."""

SCORES = {
    "kore_evaluation_score": "float64",
    "supervisor_audit_score": "float64",
    "sentiment_score": "float64",
    "sentiment_estimated": "bool",
    "fatal": "bool",
    "fails_fatally": "bool",
}
