"""What do templates look like? The areas, one area's template to read or to write, and who changed it."""

from enum import StrEnum
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.draft import MOST_FEEDBACK
from coaching.assignments.templates import Template
from coaching.ui.pages.templates_actions import TemplateForm
from coaching.ui.pieces import addressed, change_table, commands
from coaching.ui.shell import draft_fields, states
from coaching.words import wording
from coaching.words.formatting import as_labels, long_text, plain
from coaching.words.refusals import OutdatedError
from coaching.words.sentences import listed

AREA = "templates_area"
WHOSE = "templates_whose"
HISTORY_TABLE = "templates_history"
TEXT_HEIGHT = 260


class Whose(StrEnum):
    """The two templates of an area."""

    TEAM = "team"
    OWN = "own"


def whose() -> Whose:
    """Whether the template of all supervisors or the viewer's own is looked at, in the address."""
    words = addressed.named(Whose, wording.WHOSE_TEMPLATE)
    chosen = addressed.switch(wording.WHOSE_TEMPLATE_IS, words, WHOSE, Whose.TEAM)
    st.caption(wording.WHOSE_TEMPLATE_MEANS[chosen])
    return chosen


def area(rows: pd.DataFrame, shown: Whose) -> str:
    """The coaching area that is looked at, in the address, and which areas have no template."""
    areas: list[str] = rows.loc[~rows["own"], "coaching_area"].tolist()
    labels = as_labels(areas)
    chosen = addressed.always_one(st.pills, wording.COACHING_AREA, labels, AREA, areas[0], required=True)
    written = set(rows.loc[rows["written"] & (rows["own"] == (shown == Whose.OWN)), "coaching_area"])
    missing = [each for each in areas if each not in written]
    if missing:
        st.caption(plain(wording.WITHOUT_TEMPLATE.format(areas=listed(missing))))
    return chosen


def read(template: Template | None, coaching_area: str) -> None:
    """One template, for those who do not change it."""
    st.caption(wording.LOOK_ONLY_TEMPLATES)
    if template is None:
        # Whoever may only look cannot write one, and nothing else needs one.
        states.nothing(plain(wording.NO_TEMPLATE.format(area=coaching_area)), states.stay, ":material/edit_note:")
        return
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(template.action_plan, 1))
    parts = (
        (wording.WENT_WELL, template.went_well),
        (wording.WORK_ON, template.work_on),
        (wording.ACTION_PLAN, steps),
    )
    for column, (heading, words) in zip(st.columns(3), parts, strict=True):
        with column.container(border=True, height="stretch"):
            st.subheader(heading, anchor=False)
            st.text(long_text(words or wording.NO_FEEDBACK), width="stretch")


def form(form: TemplateForm, own: Template | None) -> None:
    """One template, to write. What is typed stays until it is saved or put back, also behind another area.

    `own`: the viewer's own, which the words may be saved as where the template of all is somebody else's.
    """
    if form.template is None:
        st.caption(plain(wording.NO_TEMPLATE.format(area=form.coaching_area)))
    fields = (
        ("went_well", wording.WENT_WELL, wording.WENT_WELL_HINT, MOST_FEEDBACK),
        ("work_on", wording.WORK_ON, wording.WORK_ON_HINT, MOST_FEEDBACK),
        ("action_plan", wording.TEMPLATE_PLAN, wording.PLAN_HINT, None),
    )
    for column, (field, label, hint, most) in zip(st.columns(3), fields, strict=True):
        with column:
            st.text_area(
                label,
                key=form.key(field),
                max_chars=most,
                height=TEXT_HEIGHT,
                placeholder=hint,
                persist_state="session",
            )
            form.words.under(field)
            commands.complaint(form.place, field, form.key(field))
    form.words.mirror()
    # Beside the button that was pressed.
    commands.about_the_whole(form.place)
    if isinstance(commands.refused(form.place), OutdatedError):
        _as_saved(form.saved)
    _buttons(form, own)


def _save(form: TemplateForm, own: Template | None) -> None:
    """Saves at once what nobody else has written, and asks before the words of another supervisor are replaced."""
    other = form.template.changed_by if form.template else None
    if other is None:
        st.button(wording.SAVE_TEMPLATE, key="templates_save", type="primary", on_click=form.save)
        return
    with st.popover(wording.SAVE_TEMPLATE, type="primary"):
        st.caption(plain(wording.TEMPLATE_OF_ANOTHER.format(name=other)))
        as_own = wording.REPLACE_OWN_TEMPLATE if own else wording.SAVE_AS_OWN_TEMPLATE
        st.button(as_own, key="templates_save_own", type="primary", on_click=form.save_as_own, args=(own,))
        st.button(wording.REPLACE_TEMPLATE, key="templates_save", on_click=form.save)


def _buttons(form: TemplateForm, own: Template | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _save(form, own)
        if form.template is not None:
            with st.popover(wording.REMOVE_TEMPLATE, icon=":material/delete:"):
                st.caption(wording.REMOVE_OWN_TEMPLATE_MEANS if form.own else wording.REMOVE_TEMPLATE_MEANS)
                st.button(wording.REMOVE_TEMPLATE, key="templates_remove", on_click=form.remove)
        if form.changed:
            draft_fields.ask_first(wording.PUT_BACK, "templates_put_back", form.put_back)
    if form.changed:
        st.caption(wording.TEMPLATE_UNSAVED)


def _as_saved(saved: Template) -> None:
    """What somebody else has saved, beside what is typed here."""
    with st.container(border=True):
        st.subheader(wording.SAVED_NOW, anchor=False)
        for label, words in (
            (wording.WENT_WELL, saved.went_well),
            (wording.WORK_ON, saved.work_on),
            (wording.ACTION_PLAN, "\n".join(saved.action_plan)),
        ):
            st.caption(label)
            st.text(long_text(words or wording.NO_FEEDBACK), width="stretch")


def history(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """Who changed what, newest first, folded away; nothing where nothing was changed."""
    if rows.empty:
        return
    with st.expander(wording.HISTORY, icon=":material/history:"):
        change_table.draw(HISTORY_TABLE, rows, wording.TEMPLATE_HISTORY_FIELDS, "templates", zone)
