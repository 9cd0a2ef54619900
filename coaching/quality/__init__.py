"""How good interactions are: their evaluation, audits and scores."""
