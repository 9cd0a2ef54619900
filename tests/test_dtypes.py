"""The columns of every frame that a query returns, and their dtypes: what pages, charts and figures rely on."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import coaching
from coaching.measuring import team_effect
from coaching.people import people
from coaching.quality import hidden_parts
from coaching.storage.database import Database
from tests import simulated_centre
from tests.frame_columns import QUERIES, filled
from tests.measuring.frame_columns import COURSE, ESTIMATES, KIM

ROOMS = ("people", "quality", "assignments", "measuring", "administration")


def dtypes(frame: pd.DataFrame) -> str:
    return " ".join(f"{name}:{dtype}" for name, dtype in frame.dtypes.items())


@pytest.mark.storage
def test_the_columns_of_every_frame_have_their_dtypes(small_centre: Database) -> None:
    filled(small_centre)
    found = {name(query): dtypes(ask(small_centre)) for query, (ask, _) in QUERIES.items()}
    assert found == {name(query): columns for query, (_, columns) in QUERIES.items()}


def test_the_columns_of_every_estimate_have_their_dtypes(database: Database) -> None:
    simulation = simulated_centre.fill(database)
    asked = (database, KIM, team_effect.EffectFilter())
    found = {name(query): dtypes(query(*asked)) for query in ESTIMATES}
    assert found == {name(query): columns for query, columns in ESTIMATES.items()}
    assert dtypes(team_effect.course(database, KIM, simulation.assignments["assignment_id"].iloc[0])) == COURSE


def test_every_query_that_returns_a_frame_has_its_dtypes_here() -> None:
    returning = {
        function
        for module in pkgutil.walk_packages(coaching.__path__, "coaching.")
        if module.name.split(".")[1] in ROOMS or module.name == "coaching.intake.import_log"
        for _, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        if function.__module__ == module.name
        and not function.__name__.startswith("_")
        and "database" in inspect.signature(function).parameters
        and "DataFrame" in str(inspect.signature(function).return_annotation)
    }
    assert len(returning) > 40
    pinned: set[Callable[..., Any]] = {*QUERIES, *ESTIMATES, team_effect.course}
    pinned |= {people.with_labels, hidden_parts.without_automatic, hidden_parts.without_hidden}
    # The last three have the columns of the frame that they are given.
    assert {f"{function.__module__}.{function.__name__}" for function in returning} == {
        name(function) for function in pinned
    }


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"
