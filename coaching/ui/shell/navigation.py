"""Which pages are there, and who finds which in the menu? A hidden page still guards itself."""

import ast
import copy
import gc
import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coaching.administration.retention import Retention
from coaching.assignments import marks, team_assignments
from coaching.charts import score_charts
from coaching.comparison.past_tense import past_tense
from coaching.intake import inbox
from coaching.intake.taking_in import TakingIn
from coaching.keeping import backups
from coaching.measuring import to_do
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.settings import settings
from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError
from coaching.storage.file_identity import keep_new_files_private
from coaching.telling.telling import Telling, mailer_of
from coaching.ui.shell import access, carried, failures, network_access, page_shown, session
from coaching.ui.shell.network_access import Doors
from coaching.words import wording
from coaching.words.formatting import numeral
from coaching.words.reader import BRITISH, reader

ROOT = Path(__file__).parents[3]
# The thresholds of Python's garbage collector. A full collection takes a fifth of a second with two hundred viewers, in
# which nobody is served, so it comes less often than Python would have it.
COLLECT_AFTER = (2_000, 10, 50)
MOST_MENUS = 256

MY_COACHING = "my-coaching"
ASSIGNMENT = "assignment"
INTERACTION = "interaction"
COMPARE = "compare"
MY_DASHBOARD = "my-dashboard"
TO_DO = "to-do"
ASSIGNMENTS = "assignments"
EVALUATION = "evaluation"
AUDIT = "audit"
ASSIGN = "assign"
MARKED_FOR_COACHING = "marked-for-coaching"
TEMPLATES = "templates"
COACHING_MONITOR = "coaching-monitor"
PROGRESS = "progress"
EFFECT = "effect"
COVERAGE = "coverage"
REPORT = "report"
PLANNER = "planner"
TEAM = "team"
AGENT_PAGE = "agent"
IMPORTS = "imports"
BACKUPS = "backups"
SETTINGS = "settings"
NOTICES = "notices"
CHANGE_LOG = "change-log"
PEOPLE = "people"
HELP = "help"
FILES = {
    MY_COACHING: "pages/agent/my_coaching.py",
    MY_DASHBOARD: "pages/agent/my_dashboard.py",
    ASSIGNMENT: "pages/agent/assignment.py",
    INTERACTION: "pages/agent/interaction.py",
    COMPARE: "pages/agent/compare.py",
    TO_DO: "pages/supervisor/to_do.py",
    ASSIGNMENTS: "pages/supervisor/assignments.py",
    EVALUATION: "pages/supervisor/evaluation.py",
    AUDIT: "pages/supervisor/audit.py",
    ASSIGN: "pages/supervisor/assign.py",
    MARKED_FOR_COACHING: "pages/supervisor/marked_for_coaching.py",
    TEMPLATES: "pages/supervisor/templates.py",
    COACHING_MONITOR: "pages/supervisor/coaching_monitor.py",
    PROGRESS: "pages/supervisor/progress.py",
    EFFECT: "pages/supervisor/effect.py",
    COVERAGE: "pages/supervisor/coverage.py",
    REPORT: "pages/supervisor/report.py",
    PLANNER: "pages/supervisor/planner.py",
    TEAM: "pages/supervisor/team.py",
    AGENT_PAGE: "pages/supervisor/agent.py",
    IMPORTS: "pages/administrator/imports.py",
    BACKUPS: "pages/administrator/backups.py",
    SETTINGS: "pages/administrator/settings.py",
    NOTICES: "pages/agent/notices.py",
    CHANGE_LOG: "pages/administrator/change_log.py",
    PEOPLE: "pages/administrator/people.py",
    HELP: "pages/agent/help.py",
}
# What one must be allowed to open a page: its guard asks for it, and the menu lists the page for whoever may.
ACTION = {
    MY_COACHING: Action.OPEN_AGENT_PAGES,
    MY_DASHBOARD: Action.OPEN_AGENT_PAGES,
    ASSIGNMENT: Action.OPEN_AGENT_PAGES,
    INTERACTION: Action.OPEN_AGENT_PAGES,
    COMPARE: Action.OPEN_AGENT_PAGES,
    TO_DO: Action.COACH,
    ASSIGNMENTS: Action.OPEN_SUPERVISOR_PAGES,
    EVALUATION: Action.OPEN_SUPERVISOR_PAGES,
    AUDIT: Action.COACH,
    ASSIGN: Action.COACH,
    MARKED_FOR_COACHING: Action.OPEN_SUPERVISOR_PAGES,
    TEMPLATES: Action.OPEN_SUPERVISOR_PAGES,
    COACHING_MONITOR: Action.MEASURE,
    PROGRESS: Action.MEASURE,
    EFFECT: Action.MEASURE,
    COVERAGE: Action.MEASURE,
    REPORT: Action.MEASURE,
    PLANNER: Action.MEASURE,
    TEAM: Action.MEASURE,
    AGENT_PAGE: Action.OPEN_SUPERVISOR_PAGES,
    IMPORTS: Action.ADMINISTER,
    BACKUPS: Action.ADMINISTER,
    SETTINGS: Action.ADMINISTER,
    NOTICES: Action.READ_NOTICES,
    CHANGE_LOG: Action.ADMINISTER,
    PEOPLE: Action.ADMINISTER,
    HELP: Action.OPEN_AGENT_PAGES,
}

# What a supervisor's menu has under each heading, an agent's under that of administration only; the start and what is
# only opened from a list stand in no menu.
SECTIONS = {
    "today": (TO_DO, TEAM, AGENT_PAGE),
    "coach": (ASSIGNMENTS, EVALUATION, MARKED_FOR_COACHING, PLANNER, MY_COACHING),
    "measure": (COACHING_MONITOR, EFFECT, COVERAGE, REPORT, MY_DASHBOARD),
    "set_up": (TEMPLATES,),
    "administration": (PEOPLE, IMPORTS, BACKUPS, SETTINGS, CHANGE_LOG),
}
UNLISTED = ("", ASSIGNMENT, INTERACTION, COMPARE, AUDIT, ASSIGN, PROGRESS, NOTICES, HELP)

# For history.js. Parameters that every link carries on, beside what carried.py names; those that are no filters, so
# that a link with no others leads to a page as it was left; and those, by page, with which it is not led back: its menu
# entry leads to its start.
ALWAYS = (access.VIEWER,)
UNFILTERED = (access.VIEWER, access.AGENT)
FORGOTTEN = {
    TO_DO: ("to_do_all",),
    MARKED_FOR_COACHING: (access.AGENT, "group", "edit"),
    EVALUATION: ("evaluation_sample", "evaluation_selected"),
    COVERAGE: ("coverage_show",),
    TEAM: ("team_show", "team_row", "team_over", "team_metric"),
    MY_DASHBOARD: ("my_dashboard_failed",),
    IMPORTS: ("import",),
    PEOPLE: ("person",),
    BACKUPS: ("backup",),
}


def pages(viewer: Viewer | None) -> dict[str, list[StreamlitPage]]:
    """Every page of the app by the section of the menu. Listed there: the start of what this viewer may open.

    To be called for every run anew: Streamlit notes in a page that it is the one that runs.
    """
    allowed = frozenset(action for action in Action if viewer is not None and viewer.may(action))
    waiting = to_answer = asking = 0
    if viewer is not None and viewer.may_coach:
        asked = (session.database(), viewer.person_id)
        waiting = to_do.number_waiting(*asked, session.today())
        to_answer, asking = team_assignments.number_to_answer(*asked), marks.number_asking(*asked)
    known = _known_pages(reader().tag, allowed, waiting, to_answer, asking)
    sections: dict[str, Sequence[str]] = {"": UNLISTED, **SECTIONS}
    if Action.OPEN_SUPERVISOR_PAGES not in allowed:
        administration = SECTIONS["administration"]
        others = [page.url_path for page in known if page.url_path not in administration]
        sections = {"": others, "administration": administration}
    return {
        wording.MENU_SECTIONS.get(section, ""): [copy.copy(page) for page in known if page.url_path in addresses]
        for section, addresses in sections.items()
    }


def _pages(
    _tag: str, allowed: frozenset[Action], waiting: int = 0, to_answer: int = 0, asking: int = 0
) -> list[StreamlitPage]:
    """What they are called is said to the reader of this tag.

    `allowed`: what the viewer may do; `waiting`: how many things wait for them; `to_answer`: about how many
    assignments an agent waits for an answer; `asking`: how many agents want coaching."""
    supervises = Action.OPEN_SUPERVISOR_PAGES in allowed
    coaching = wording.ASSIGNMENTS_OF_AGENT if supervises else wording.COACHING_ASSIGNMENTS
    dashboard = wording.DASHBOARD_OF_AGENT if supervises else wording.MY_DASHBOARD
    listed = [
        (TO_DO, _with_count(wording.TO_DO, waiting), ":material/checklist:"),
        (ASSIGNMENTS, _with_count(wording.COACHING_ASSIGNMENTS, to_answer), ":material/groups:"),
        (TEAM, wording.TEAM, ":material/grid_on:"),
        (AGENT_PAGE, wording.AGENT_PAGE, ":material/person:"),
        (EVALUATION, wording.EVALUATION, ":material/fact_check:"),
        (MARKED_FOR_COACHING, _with_count(wording.MARKED_FOR_COACHING, asking), ":material/flag:"),
        (TEMPLATES, wording.TEMPLATES, ":material/edit_note:"),
        (COACHING_MONITOR, wording.COACHING_MONITOR, ":material/query_stats:"),
        (EFFECT, wording.EFFECT, ":material/trending_up:"),
        (COVERAGE, wording.COVERAGE, ":material/radar:"),
        (PLANNER, wording.PLANNER, ":material/casino:"),
        (REPORT, wording.REPORT, ":material/summarize:"),
        (MY_COACHING, coaching, ":material/school:"),
        (MY_DASHBOARD, dashboard, ":material/monitoring:"),
        (PEOPLE, wording.PEOPLE, ":material/manage_accounts:"),
        (IMPORTS, wording.IMPORTS, ":material/upload_file:"),
        (BACKUPS, wording.BACKUPS, ":material/backup:"),
        (SETTINGS, wording.SETTINGS, ":material/tune:"),
        (CHANGE_LOG, wording.CHANGE_LOG, ":material/history:"),
    ]
    hidden = [
        (ASSIGNMENT, wording.ASSIGNMENT, ":material/assignment:"),
        (INTERACTION, wording.INTERACTION, ":material/forum:"),
        (COMPARE, wording.COMPARE, ":material/compare_arrows:"),
        (AUDIT, wording.AUDIT, ":material/rule:"),
        (ASSIGN, wording.ASSIGN, ":material/add_task:"),
        (PROGRESS, wording.PROGRESS, ":material/show_chart:"),
        (NOTICES, wording.NOTICES, ":material/notifications:"),
        (HELP, wording.HELP, ":material/help:"),
    ]
    return [
        st.Page(start, title=wording.PRODUCT, url_path="start", default=True, visibility="hidden"),
        *(_page(*page, listed=ACTION[page[0]] in allowed) for page in listed),
        *(_page(*page, listed=False) for page in hidden),
    ]


def _with_count(title: str, count: int) -> str:
    return wording.WAITING.format(page=title, count=numeral(count)) if count else title


def title_without_count(page: StreamlitPage) -> str:
    """What a page is called wherever nothing is counted: a tab is found again by its name."""
    counting = {
        TO_DO: wording.TO_DO,
        ASSIGNMENTS: wording.COACHING_ASSIGNMENTS,
        MARKED_FOR_COACHING: wording.MARKED_FOR_COACHING,
    }
    return counting.get(page.url_path, page.title)


# Streamlit looks for the file of each page whenever it is named.
_known_pages = lru_cache(maxsize=MOST_MENUS)(_pages)


@cache
def _page_at(address: str) -> StreamlitPage:
    """For links, which have words of their own: what the page is called depends on who reads."""
    return next(page for page in _known_pages(BRITISH.tag, frozenset()) if page.url_path == address)


def prepare_server() -> Doors:
    """What a server does once, before its first visitor: close its doors, open the data, name the pages and load what
    they import. Returns who may come in.

    Naming them here, outside any visit, tells Streamlit that they are ours to name. The folder pages/ makes it look for
    pages of its own until it has seen a navigation, and the first visitor of a fresh server would read "Page not found"
    at every address but the bare one. Ends the program with one sentence when a setting is wrong or the data cannot be
    opened.
    """
    keep_new_files_private()
    try:
        failures.keep_logs_clean(settings().log)
        closed = network_access.close()
        database = session.database()
        if folder := settings().inbox:
            inbox.check(folder, database.address, database.data_path)
        if folder := settings().backups:
            backups.check_folder(folder, settings().inbox)
    except (ValueError, DatabaseLockedError, DatabaseUnusableError) as error:
        sys.exit(str(error))
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    st.navigation(_pages(reader().tag, frozenset()))
    # These take long the first time: done here, the first visitor does not wait for them.
    _load_modules_of_pages()
    score_charts.prepare()
    past_tense("Verifies")
    # What is in memory now stays until the end, so the garbage collector need not look through it: measured, the server
    # draws a quarter more pages a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    return closed


def _load_modules_of_pages() -> None:
    """Imports what the files of the pages import.

    The statistics of the dashboard alone take a second, and ten where others are served meanwhile: for so long whoever
    opened it first would look at an empty page, and whoever came to another such page would wait for the same modules.
    """
    for file in FILES.values():
        for statement in ast.parse((ROOT / file).read_text()).body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                exec(compile(ast.Module([statement], []), file, "exec"), {})


@asynccontextmanager
async def serving(_app: st.App) -> AsyncIterator[None]:
    """Takes files in and tells people while the server runs, and lets go of the data when it stops."""
    taking_in = TakingIn(session.database(), settings().inbox)
    telling, retention = Telling(session.database(), mailer_of(settings())), Retention(session.database())
    if (keeper := session.backup_keeper()) is not None:
        keeper.start()
    try:
        yield
    finally:
        telling.stop()
        retention.stop()
        taking_in.stop()
        session.close_database()


def title_of(address: str, viewer: Viewer) -> str:
    """What this viewer's menu calls the page at this address."""
    allowed = frozenset(action for action in Action if viewer.may(action))
    return next(page.title for page in _known_pages(reader().tag, allowed) if page.url_path == address)


def start() -> None:
    """The bare address: leads on to the viewer's own first page."""
    someone = access.viewer()
    if someone is not None and first_page(someone) == IMPORTS:
        go(IMPORTS)
    viewer = access.require(Action.OPEN_AGENT_PAGES)
    go(first_page(viewer))


def first_page(viewer: Viewer) -> str:
    """Where this viewer begins: a supervisor with what waits for them, whoever may only look with what is assigned, and
    an agent with their own coaching; whoever may do nothing but administer, with the imports."""
    if viewer.may(Action.ADMINISTER) and not viewer.may(Action.OPEN_AGENT_PAGES):
        return IMPORTS
    if viewer.may_coach:
        return TO_DO
    return ASSIGNMENTS if viewer.is_supervisor else MY_COACHING


def link_home() -> None:
    """A link to the viewer's own first page, if there is one."""
    viewer = access.viewer()
    if viewer is not None and viewer.may(Action.OPEN_AGENT_PAGES):
        label = wording.TO_DO if viewer.may_coach else wording.COACHING_ASSIGNMENTS
        link(first_page(viewer), label, ":material/home:")


def go(page: str, **parameters: str) -> None:
    """Leaves for another page, with the demo's person and what is looked at kept in the address."""
    here = page_shown.address()
    along = carried.onward(here, page, carried.query(), parameters)
    if page != here:
        carried.forget_fields(page)
    st.switch_page(str(ROOT / FILES[page]), query_params={**along, **access.address(**parameters)})


def link(page: str, label: str, icon: str | None = None, **parameters: str) -> None:
    """A link to another page. The label is Markdown: other people's words in it need `formatting.plain`."""
    st.page_link(_page_at(page), label=label, icon=icon, query_params=access.address(**parameters))


def filtered_link(page: str, label: str, filters: Mapping[str, Sequence[str]]) -> None:
    """As link(). `filters`: the parameters of the address, each with its values."""
    st.page_link(_page_at(page), label=label, query_params={**filters, **access.address()})


def _page(address: str, title: str, icon: str, *, listed: bool) -> StreamlitPage:
    visibility: Literal["visible", "hidden"] = "visible" if listed else "hidden"
    return st.Page(ROOT / FILES[address], title=title, icon=icon, url_path=address, visibility=visibility)
