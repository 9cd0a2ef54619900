"""What do the settings of the centre look like? In groups, with meaning and default, and who changed what."""

import zoneinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.people.centre_settings import SETTINGS, Group, Setting
from coaching.people.setting_kinds import Days, OneOf, Weekdays, YesOrNo, Zone
from coaching.ui.pages.settings_actions import PLACE, SettingsForm
from coaching.ui.pieces import change_table, commands, setting_words
from coaching.ui.shell import draft_fields, navigation
from coaching.words import wording
from coaching.words.formatting import day_and_time, plain

HISTORY_TABLE = "settings_history"
WIDTH = 640
DAYS_HEIGHT = 120


def form(form: SettingsForm, history: pd.DataFrame, zone: ZoneInfo) -> None:
    """Every setting in its group, and one Save. `history`: centre_settings.history()."""
    newest = {row.setting: row for row in history.drop_duplicates("setting").itertuples()}
    for group in Group:
        st.header(wording.SETTING_GROUPS[group], anchor=False)
        for setting in SETTINGS.values():
            if setting.group == group:
                with st.container(width=WIDTH, gap="xsmall"):
                    _field(setting, form.key(setting.name), newest.get(setting.name), zone)
    # Beside the button that was pressed.
    commands.about_the_whole(PLACE)
    complaints = len(commands.complaints_of(PLACE))
    if complaints:
        st.error(wording.SETTINGS_NOT_SAVED, icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(wording.SAVE_SETTINGS, key="settings_save", type="primary", on_click=form.save)
        if form.changed:
            draft_fields.ask_first(wording.PUT_BACK, "settings_put_back", form.put_back)
    if form.changed:
        st.caption(wording.SETTINGS_UNSAVED)


def _field(setting: Setting, key: str, newest: Any, zone: ZoneInfo) -> None:
    """One setting: its widget, what is wrong with it, what it means, its default and who changed it last."""
    _widget(setting, key)
    commands.complaint(PLACE, setting.name, key)
    default = setting_words.value(setting.name, setting.kind.write(setting.default))
    said = [wording.SETTING_MEANINGS[setting.name], wording.SETTING_DEFAULT.format(default=default)]
    if newest is not None:
        when = day_and_time(newest.changed_at, zone)
        said.append(wording.SETTING_CHANGED_BY.format(name=newest.name, when=when))
    st.caption(plain(" ".join(said)))


def _widget(setting: Setting, key: str) -> None:
    label = wording.SETTING_LABELS[setting.name]
    match setting.kind:
        case YesOrNo():
            st.checkbox(label, key=key)
        case OneOf():
            words = wording.SETTING_CHOICES[setting.name]
            st.radio(label, list(words), format_func=words.__getitem__, key=key)
        case Zone():
            st.selectbox(label, sorted({*_zones(), st.session_state[key]}), key=key)
        case Weekdays():
            st.pills(label, range(7), selection_mode="multi", format_func=wording.WEEKDAYS.__getitem__, key=key)
        case Days():
            st.text_area(label, key=key, height=DAYS_HEIGHT)
        case _:
            st.text_input(label, key=key)


@cache
def _zones() -> set[str]:
    return zoneinfo.available_timezones()


def history(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """Who changed what, newest first, folded away; nothing where nothing was changed. `rows`:
    centre_settings.history()."""
    if rows.empty:
        return
    told = rows.assign(
        changed_by=rows["name"],
        field=rows["setting"],
        **{
            column: [setting_words.value(*each) for each in zip(rows["setting"], rows[column], strict=True)]
            for column in ("was", "becomes")
        },
    )
    with st.expander(wording.HISTORY, icon=":material/history:"):
        change_table.draw(HISTORY_TABLE, told, wording.SETTING_LABELS, navigation.SETTINGS, zone)
