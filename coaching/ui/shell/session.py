"""What does every page need of the running app? Its database, the viewer's time zone, today."""

import threading
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from coaching import demo
from coaching.keeping.backup_keeper import BackupKeeper
from coaching.people.centre_settings import centre_settings
from coaching.quality import interactions
from coaching.settings import DEFAULT_DATABASE, Settings, settings
from coaching.storage.database import Database
from coaching.words import days

SETTINGS = "_coaching_settings"  # of the context of a run

_opened: dict[str, Database] = {}
_keepers: dict[tuple[str, str], BackupKeeper] = {}  # by the database and the folder
_opening = threading.Lock()


def settings_of_run() -> Settings:
    """The settings, read once while a page runs: a page asks for them two dozen times, and each reading looks up every
    variable."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return settings()
    found = vars(context).get(SETTINGS)
    if not isinstance(found, Settings):
        found = settings()
        setattr(context, SETTINGS, found)
    return found


def database() -> Database:
    """The app's database, opened once a process. The default one is made, with demo data, where there is none; any
    other must be there."""
    address = settings_of_run().database
    with _opening:
        if address not in _opened:
            opened = Database(address, must_exist=address != DEFAULT_DATABASE)
            opened.limit_memory(settings().memory)
            if address == DEFAULT_DATABASE and demo.fits_into(opened):
                demo.create(opened)
            _opened[address] = opened
        return _opened[address]


def backup_keeper() -> BackupKeeper | None:
    """Who makes the backups of this process; None where no folder is set for them."""
    folder, kept = settings().backups, database()
    if folder is None:
        return None
    with _opening:
        key = (kept.address, folder)
        if key not in _keepers:
            _keepers[key] = BackupKeeper(kept, Path(folder).expanduser().absolute())
        return _keepers[key]


def close_database() -> None:
    """Lets go of the database file when the server stops."""
    for keeper in _keepers.values():
        keeper.stop()
    with _opening:
        _keepers.clear()
        for opened in _opened.values():
            opened.close()
        _opened.clear()


def time_zone() -> ZoneInfo:
    """The viewer's zone as their browser says it, else that of the centre."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "Europe"
        return centre_settings(database()).time_zone


def today() -> date:
    """Today's date where the viewer is."""
    return days.today(time_zone())


def last_day(newest_assigned_at: datetime | None) -> date:
    """The day from which periods of the past are counted, see days.last_known_day(). `newest_assigned_at`: naive
    UTC."""
    return days.last_known_day(interactions.data_as_of(database()), newest_assigned_at, today(), time_zone())


def names_other_agents() -> bool:
    """Whether agents read who gave a best response."""
    return centre_settings(database()).agents_see_best_response_agent
