"""What was said in an interaction and how it was evaluated, kept for a moment.

In a file, answers.py would know without it; in a DuckLake, which keeps no answers, this is what spares a page the
longest of its questions.
"""

import pandas as pd
import streamlit as st

from coaching import interactions
from coaching.database import Database

KEPT_SECONDS = 30
MOST_KEPT = 200


def said_and_evaluated(database: Database, viewer: str, interaction_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """interactions.turns() and interactions.metric_results(), at most KEPT_SECONDS old.

    Whether the viewer may see the interaction is for the caller to ask, every time, before this.
    """
    return _kept(database, database.address, viewer, interaction_id)


def forget() -> None:
    """After an audit: whoever looks next sees what it says."""
    _kept.clear()


@st.cache_data(ttl=KEPT_SECONDS, max_entries=MOST_KEPT, show_spinner=False)
def _kept(_database: Database, address: str, viewer: str, interaction_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return (
        interactions.turns(_database, viewer, interaction_id),
        interactions.metric_results(_database, viewer, interaction_id),
    )
