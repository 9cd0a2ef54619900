"""How are backups shown? How and when they are made, a row for each, and below the list the one that is open."""

import shlex
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.keeping.backup_keeper import BackupKeeper
from coaching.keeping.backups import KeptBackup
from coaching.people.centre_settings import CentreSettings
from coaching.ui.pages.backups_actions import NOW, TAKE, BackupActions
from coaching.ui.pieces import commands, pager, scrolling, table
from coaching.ui.shell import carried, navigation, states
from coaching.words import wording
from coaching.words.formatting import counted, day_and_time, escape, numeral, plain, tenths

TABLE, PAGE = "backups_table", "backups_page"
BACKUP = "backup"  # the parameter of the address
ELEMENT = "backup"
LOOK_EVERY_SECONDS = 2.0
NUMBERS = ("rows", "size")


def title() -> None:
    """The heading, and what a backup is."""
    st.title(wording.BACKUPS)
    st.caption(wording.BACKUPS_MEANS)


def state(keeper: BackupKeeper, known: CentreSettings, zone: ZoneInfo, actions: BackupActions) -> None:
    """When backups are made, whether the last one failed, and the button that makes one."""
    said = wording.BACKUPS_BY_HAND if known.backup_hour is None else wording.BACKUPS_DAILY
    more = {"hour": known.backup_hour, "zone": known.time_zone.key, "folder": str(keeper.folder)}
    st.caption(plain(counted(known.backups_kept, said, **more)))
    if keeper.failed is not None:
        when = day_and_time(keeper.failed.at, zone)
        st.error(plain(wording.BACKUP_FAILED.format(when=when, why=keeper.failed.sentence)), icon=":material/error:")
    commands.about_the_whole(NOW)
    is_running = keeper.progress is not None
    if is_running:
        st.fragment(_progress, run_every=LOOK_EVERY_SECONDS)(keeper)
    st.button(
        wording.BACK_UP_NOW,
        icon=":material/backup:",
        type="primary",
        disabled=is_running,
        on_click=actions.back_up_now,
        key="backups_now",
    )


def _progress(keeper: BackupKeeper) -> None:
    share = keeper.progress
    if share is None:
        st.rerun()
    st.progress(share, wording.BACKUP_SHARE.format(share=numeral(int(100 * share))))


def listing(found: Sequence[KeptBackup], zone: ZoneInfo) -> None:
    """A row a backup, which opens it. `found`: backups.kept()."""
    if not found:
        states.nothing(wording.NO_BACKUPS, states.beside)
        return
    pager.say_count(counted(len(found), wording.BACKUPS_COUNTED))
    columns = [
        table.Column(key, label, align="right" if key in NUMBERS else "tight" if key == "made" else "left")
        for key, label in wording.BACKUP_COLUMNS.items()
    ]
    here = carried.query()
    table.draw(
        TABLE, wording.BACKUPS, columns, [_row(each, here, zone) for each in found], page=navigation.BACKUPS, stays=True
    )


def _row(backup: KeptBackup, here: dict[str, list[str]], zone: ZoneInfo) -> table.Row:
    when, made = day_and_time(backup.made_at, zone), backup.manifest
    cells = {
        "made": table.opens(when, wording.OPEN_BACKUP.format(when=when)),
        "version": table.text(wording.NA, "quiet") if made is None else table.text(made.version),
        "rows": table.text(wording.NA, "quiet") if made is None else table.text(numeral(made.rows)),
        "size": table.text(_size(backup)),
        "checked": table.text(wording.BACKUP_NOT_WHOLE, "warn")
        if made is None
        else table.text(wording.BACKUP_WHOLE, "good"),
    }
    return table.Row(backup.path.name, {**here, BACKUP: backup.path.name}, cells)


def _size(backup: KeptBackup) -> str:
    return wording.MEGABYTES.format(number=tenths(backup.size / 1e6))


def one(found: Sequence[KeptBackup], name: str, address: str, zone: ZoneInfo, actions: BackupActions) -> None:
    """Where one backup lies, how it is restored, and how it is taken away. `address`: of the database."""
    backup = next((each for each in found if each.path.name == name), None)
    if backup is None:
        states.refused(None, wording.NO_SUCH_BACKUP)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(wording.BACKUP_OF.format(when=day_and_time(backup.made_at, zone)), anchor=False, width="content")
        st.button(wording.CLOSE, icon=":material/close:", type="tertiary", on_click=_close, key="backups_close")
    st.html(f'<p id="{ELEMENT}">{escape(wording.BACKUP_LIES_AT.format(path=backup.path))}</p>')
    if backup.trouble is not None:
        st.error(plain(backup.trouble), icon=":material/error:")
    else:
        st.caption(wording.BACKUP_RESTORE)
        restore = (
            f"python -m coaching restore {shlex.quote(str(backup.path))} --replace --database {shlex.quote(address)}"
        )
        st.code(restore, language=None, wrap_lines=True)
    _download(backup, actions)
    scrolling.to(ELEMENT, f"backups_scroll_{backup.path.name}")


def _download(backup: KeptBackup, actions: BackupActions) -> None:
    commands.about_the_whole(TAKE)
    link = actions.link_to(backup)
    if link is None:
        st.button(
            wording.TAKE_BACKUP, icon=":material/download:", on_click=actions.prepare, args=[backup], key="backups_take"
        )
        return
    label = wording.BACKUP_LINK.format(name=backup.path.name, size=_size(backup))
    st.html(f'<p><a href="{escape(link)}" download="{escape(backup.path.name)}" target="_self">{escape(label)}</a></p>')
    st.caption(wording.BACKUP_LINK_MEANS)


def _close() -> None:
    st.query_params.pop(BACKUP, None)
