"""Templates: the areas, one area's template to read or to write, and who changed it."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments import templates
from coaching.assignments.draft import MOST_FEEDBACK
from coaching.assignments.templates import Template
from coaching.people.people import Viewer
from coaching.ui.pieces import addressed, change_table, commands
from coaching.ui.shell import draft_fields
from coaching.ui.shell.draft_fields import Typed
from coaching.words import wording
from coaching.words.formatting import as_labels, long_text, plain
from coaching.words.refusals import OutdatedError, RefusedError
from coaching.words.sentences import listed

AREA = "templates_area"
HISTORY_TABLE = "templates_history"
TEXT_HEIGHT = 260


def area(rows: pd.DataFrame) -> str:
    """The coaching area that is looked at, in the address, and which areas have no template."""
    areas: list[str] = rows["coaching_area"].tolist()
    labels = as_labels(areas)
    chosen = addressed.one(st.pills, wording.COACHING_AREA, labels, AREA, default=areas[0], required=True)
    missing = rows.loc[~rows["written"], "coaching_area"].tolist()
    if missing:
        st.caption(plain(wording.WITHOUT_TEMPLATE.format(areas=listed(missing))))
    return chosen or areas[0]


def read(template: Template | None, coaching_area: str) -> None:
    """One template, for those who do not change it."""
    st.caption(wording.LOOK_ONLY_TEMPLATES)
    if template is None:
        st.info(plain(wording.NO_TEMPLATE.format(area=coaching_area)), icon=":material/edit_note:")
        return
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(template.action_plan, 1))
    parts = (
        (wording.WENT_WELL, template.went_well),
        (wording.WORK_ON, template.work_on),
        (wording.ACTION_PLAN, steps),
    )
    for part, (heading, words) in zip(st.columns(3), parts, strict=True):
        with part.container(border=True, height="stretch"):
            st.markdown(f"**{heading}**")
            st.text(long_text(words or wording.NO_FEEDBACK), width="stretch")


def form(viewer: Viewer, template: Template | None, coaching_area: str) -> None:
    """One template, to write. What is typed stays until it is saved or put back, also behind another area."""
    place = f"templates_{coaching_area}"
    saved = template or Template(coaching_area=coaching_area, went_well="", work_on="", action_plan=[], version=0)
    words = _begin(viewer.person_id, place, saved)
    if template is None:
        st.caption(plain(wording.NO_TEMPLATE.format(area=coaching_area)))
    fields = (
        ("went_well", wording.WENT_WELL, wording.WENT_WELL_HINT, MOST_FEEDBACK),
        ("work_on", wording.WORK_ON, wording.WORK_ON_HINT, MOST_FEEDBACK),
        ("action_plan", wording.TEMPLATE_PLAN, wording.PLAN_HINT, None),
    )
    for part, (field, label, hint, most) in zip(st.columns(3), fields, strict=True):
        with part:
            st.text_area(
                label,
                key=f"{place}_{field}",
                max_chars=most,
                height=TEXT_HEIGHT,
                placeholder=hint,
                persist_state="session",
            )
            words.under(field)
            commands.complaint(place, field, f"{place}_{field}")
    words.mirror()
    # Beside the button that was pressed.
    commands.about_the_whole(place)
    if isinstance(commands.refused(place), OutdatedError):
        _as_saved(saved)
    _actions(viewer, place, template, coaching_area)


def _actions(viewer: Viewer, place: str, template: Template | None, coaching_area: str) -> None:
    changed = _typed(place) != st.session_state[f"{place}_base"][1:]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            wording.SAVE_TEMPLATE,
            key="templates_save",
            type="primary",
            on_click=_save,
            args=(place, viewer.person_id, coaching_area),
        )
        if template is not None:
            with st.popover(wording.REMOVE_TEMPLATE, icon=":material/delete:"):
                st.caption(wording.REMOVE_TEMPLATE_MEANS)
                st.button(
                    wording.REMOVE_TEMPLATE,
                    key="templates_remove",
                    on_click=_remove,
                    args=(place, viewer.person_id, coaching_area),
                )
        if changed:
            arguments = (viewer.person_id, place)
            draft_fields.ask_first(wording.PUT_BACK, "templates_put_back", _begin_anew, arguments)
    if changed:
        st.caption(wording.TEMPLATE_UNSAVED)


def _typed(place: str) -> tuple[str, str, str]:
    went_well, work_on, plan = (st.session_state[f"{place}_{field}"] or "" for field in templates.FIELDS)
    return went_well, work_on, plan


def _begin(viewer_id: str, place: str, saved: Template) -> Typed:
    """Fills the form in, with what was typed before, and whenever others have saved and nothing is typed here."""
    base: tuple[Any, ...] | None = st.session_state.get(f"{place}_base")
    if base is None or f"{place}_went_well" not in st.session_state:
        commands.forget(place)
        base = None
    elif base[0] != saved.version and _typed(place) == base[1:]:
        base = None
    if base is None:
        base = (saved.version, saved.went_well, saved.work_on, "\n".join(saved.action_plan))
        st.session_state[f"{place}_base"] = base
    words = _words(viewer_id, place)
    words.begin()
    return words


def _words(viewer_id: str, place: str) -> Typed:
    """What is typed over one version of a template: what was typed over an older one is not put over a newer."""
    version, *texts = st.session_state[f"{place}_base"]
    keys = {field: f"{place}_{field}" for field in templates.FIELDS}
    start = dict(zip(templates.FIELDS, texts, strict=True))
    area = place.removeprefix("templates_")
    finish = ["templates_save", "templates_remove", "templates_put_back"]
    return Typed(viewer_id, f"template {version}:{area}", keys, start=start, finish=finish)


def _begin_anew(viewer_id: str, place: str) -> None:
    commands.forget(place)
    _words(viewer_id, place).discard()
    st.session_state.pop(f"{place}_base", None)


def _as_saved(saved: Template) -> None:
    """What somebody else has saved, beside what is typed here."""
    with st.container(border=True):
        st.markdown(f"**{wording.SAVED_NOW}**")
        for label, words in (
            (wording.WENT_WELL, saved.went_well),
            (wording.WORK_ON, saved.work_on),
            (wording.ACTION_PLAN, "\n".join(saved.action_plan)),
        ):
            st.caption(label)
            st.text(long_text(words or wording.NO_FEEDBACK), width="stretch")


def _save(place: str, viewer_id: str, coaching_area: str) -> None:
    went_well, work_on, plan = _typed(place)
    version = st.session_state[f"{place}_base"][0]
    _after(
        place,
        commands.carry_out(
            place, templates.save, viewer_id, coaching_area, version, went_well, work_on, plan.split("\n")
        ),
        wording.TEMPLATE_SAVED,
        viewer_id,
    )


def _remove(place: str, viewer_id: str, coaching_area: str) -> None:
    version = st.session_state[f"{place}_base"][0]
    refused = commands.carry_out(place, templates.remove, viewer_id, coaching_area, version)
    _after(place, refused, wording.TEMPLATE_REMOVED, viewer_id)


def _after(place: str, refused: RefusedError | None, done: str, viewer_id: str) -> None:
    if refused is None:
        _begin_anew(viewer_id, place)
        st.toast(done, icon=":material/check:")
    elif isinstance(refused, OutdatedError):
        base = st.session_state[f"{place}_base"]
        before = _words(viewer_id, place)
        st.session_state[f"{place}_base"] = (refused.version, *base[1:])  # who saves again has read what it replaces
        _words(viewer_id, place).go_on_from(before)


def history(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """Who changed what, newest first, folded away; nothing where nothing was changed."""
    if rows.empty:
        return
    with st.expander(wording.HISTORY, icon=":material/history:"):
        change_table.draw(HISTORY_TABLE, rows, wording.TEMPLATE_HISTORY_FIELDS, "templates", zone)
