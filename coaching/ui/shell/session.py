"""What every page needs of the running app: its database, the viewer's time zone, today."""

import os
import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from coaching import demo
from coaching.quality import interactions
from coaching.storage.database import DEFAULT_ADDRESS, Database, address_from_environment
from coaching.words import days

# Enough for every page over ten million interactions.
MEMORY = "256MB"

_opened: dict[str, Database] = {}
_opening = threading.Lock()


def database() -> Database:
    """The app's database, opened once a process. The default one is made, with demo data, where there is none; any
    other must be there."""
    address = address_from_environment()
    with _opening:
        if address not in _opened:
            opened = Database(address, must_exist=address != DEFAULT_ADDRESS)
            opened.limit_memory(os.environ.get("COACHING_MEMORY") or MEMORY)
            if address == DEFAULT_ADDRESS and demo.fits_into(opened):
                demo.create(opened)
            _opened[address] = opened
        return _opened[address]


def close_database() -> None:
    """Lets go of the database file when the server stops."""
    with _opening:
        for opened in _opened.values():
            opened.close()
        _opened.clear()


def time_zone() -> ZoneInfo:
    """The viewer's zone as their browser says it, else COACHING_TIME_ZONE, else UTC."""
    for name in (st.context.timezone, os.environ.get("COACHING_TIME_ZONE")):
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
                continue
    return ZoneInfo("UTC")


def today() -> date:
    """Today's date where the viewer is."""
    return days.today(time_zone())


def last_day(newest_assigned_at: datetime | None) -> date:
    """The day from which periods of the past are counted: the newest one with an interaction or an assignment.

    `newest_assigned_at`: naive UTC. Today where there is neither, and never later: data that was imported weeks ago is
    looked at as it was then.
    """
    newest = interactions.data_as_of(database())
    known = [newest.date()] if newest else []
    if newest_assigned_at is not None:
        known.append(days.day_of(newest_assigned_at, time_zone()))
    return min(max(known), today()) if known else today()


def names_other_agents() -> bool:
    """Whether agents read who gave a best response (COACHING_SHOW_BEST_RESPONSE_AGENT=yes). Off by default."""
    return os.environ.get("COACHING_SHOW_BEST_RESPONSE_AGENT", "no").lower() in ("yes", "true", "1")
