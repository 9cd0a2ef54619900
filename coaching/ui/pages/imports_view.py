"""How are imports shown? A row an import, the newest first, and below the list the report of the one that is open."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.intake.import_log import Ended
from coaching.intake.uploads import Upload
from coaching.ui.pieces import downloads, freshness, pager, scrolling, table
from coaching.ui.pieces.table import Tone
from coaching.ui.shell import carried, navigation, states
from coaching.words import wording
from coaching.words.formatting import counted, day_and_time, escape, isolated, long_text, numeral, one_line, plain

MOST = 1_000  # imports in the list
MOST_FILES = 20  # that are named above a report
TABLE, PAGE = "imports_table", "imports_page"
IMPORT = "import"  # the parameter of the address
REPORT, RETURNED, ELEMENT = "imports_report", "imports_returned", "import-report"
RUNNING = "running"
NUMBERS = ("loaded", "set_aside", "refused", "left_out")
TONES: dict[str, Tone] = {Ended.COMPLETE: "good", RUNNING: "quiet"}


def title(newest: datetime | None, zone: ZoneInfo) -> None:
    """The heading, and how fresh the data is. `newest`: when the newest interaction began."""
    st.title(wording.IMPORTS)
    st.caption(wording.IMPORTS_NO_DATA if newest is None else freshness.said(newest, zone))
    if (old := freshness.alarm(newest)) is not None:
        st.warning(wording.DATA_TOO_OLD_HERE.format(old=old), icon=":material/schedule:")


def upload(key: str, most_bytes: int, begin: Callable[[], None]) -> None:
    """The field for files, of which one has at most so many bytes, and the button that imports them."""
    st.file_uploader(
        wording.UPLOAD,
        accept_multiple_files=True,
        key=key,
        help=wording.UPLOAD_HELP,
        max_upload_size=most_bytes // (1024 * 1024),
    )
    st.button(
        wording.UPLOAD_BEGIN,
        icon=":material/upload_file:",
        type="primary",
        disabled=not st.session_state.get(key),
        on_click=begin,
        key="imports_begin",
    )


def progress(running: Sequence[Upload], stop: Callable[[str], None]) -> None:
    """How far each upload is, with its way to stop it."""
    for one in running:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(1.0, one.done / one.files) if one.files else 0.0, plain(_how_far(one)))
            st.button(
                wording.STOP_UPLOAD,
                key=f"imports_stop_{one.upload_id}",
                icon=":material/close:",
                type="tertiary",
                help=wording.STOP_UPLOAD_HELP,
                disabled=one.is_stopping,
                on_click=stop,
                args=(one.upload_id,),
            )
    if running:
        st.caption(wording.UPLOAD_GOES_ON)


def failed() -> None:
    """That an import of uploaded files has failed of which no report tells."""
    st.error(wording.IMPORT_ENDED_MEANS["failed"], icon=":material/error:")


def _how_far(one: Upload) -> str:
    more = len(one.names) - 1
    name = isolated(one_line(one.names[0]))
    file = counted(more, wording.UPLOAD_MORE, file=name) if more else name
    if one.is_stopping:
        return wording.UPLOAD_STOPPING.format(file=file)
    if one.is_waiting:
        return wording.UPLOAD_WAITS.format(file=file)
    if not one.files:
        return wording.UPLOAD_LOOKS.format(file=file)
    return counted(one.files, wording.UPLOAD_PROGRESS, file=file, done=numeral(one.done))


def listing(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """A row an import, which opens its report. `rows`: import_log.imports()."""
    newest = wording.IMPORTS_NEWEST.format(count=numeral(MOST))
    pager.say_count(newest if len(rows) == MOST else counted(len(rows), wording.IMPORTS_COUNTED))
    columns = [
        table.Column(key, label, align="right" if key in NUMBERS else "tight" if key == "begun" else "left")
        for key, label in wording.IMPORT_COLUMNS.items()
    ]
    here = carried.query()
    shown = [_row(row, here, zone) for row in pager.cut(rows, PAGE, TABLE).itertuples()]
    table.draw(TABLE, wording.IMPORTS, columns, shown, page=navigation.IMPORTS, stays=True)
    if len(rows) > pager.ROWS:
        pager.draw(PAGE, len(rows), pager.ROWS, wording.IMPORTS_COUNTED)


def _row(row: Any, here: dict[str, list[str]], zone: ZoneInfo) -> table.Row:
    when, files = day_and_time(row.begun_at, zone), list(row.files)
    cells = {
        "begun": table.opens(when, wording.OPEN_REPORT_OF_IMPORT.format(when=when)),
        "by": table.text(_who(row)),
        "way": table.text(_way(row)),
        "files": _files(files),
        "ended": table.text(wording.IMPORT_ENDED.get(_ended(row), _ended(row)), TONES.get(_ended(row), "warn")),
    }
    numbers = {key: _number(getattr(row, key)) for key in NUMBERS}
    return table.Row(row.import_id, {**here, IMPORT: row.import_id}, cells | numbers)


def _files(files: Sequence[str]) -> dict[str, Any]:
    """The name of the first file, and how many more there are."""
    if not files:
        return table.text(wording.NA, "quiet")
    more = counted(len(files) - 1, wording.IMPORT_MORE_FILES) if len(files) > 1 else None
    return table.text(PurePath(files[0]).name or files[0], note=more)


def _number(value: Any) -> dict[str, Any]:
    return table.text(wording.NA, "quiet") if pd.isna(value) else table.text(numeral(int(value)))


def _who(row: Any) -> str:
    return wording.NA if pd.isna(row.begun_by) else str(row.begun_by)


def _way(row: Any) -> str:
    return wording.IMPORT_WAYS.get(row.came_by, str(row.came_by))


def _ended(row: Any) -> str:
    return RUNNING if pd.isna(row.outcome) else str(row.outcome)


def report(
    rows: pd.DataFrame,
    import_id: str,
    text: str | None,
    zone: ZoneInfo,
    returned: Callable[[], bytes | None] | None = None,
) -> None:
    """What one import said at its end, as it was said. `rows`: import_log.imports(), `text`: import_log.report_of().
    `returned`: makes the file with what was refused, where there is one."""
    found = rows[rows["import_id"] == import_id]
    if found.empty:
        states.refused(None, wording.NO_SUCH_IMPORT)
        return
    row: Any = next(found.itertuples())
    when = day_and_time(row.begun_at, zone)
    heading = wording.REPORT_OF_IMPORT.format(when=when)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(heading, anchor=False, width="content")
        st.button(wording.CLOSE, icon=":material/close:", type="tertiary", on_click=_close, key="imports_close")
    st.html(_about(row, when, zone))
    st.text(_named(list(row.files)))
    if text:
        st.code(long_text(text), language=None, wrap_lines=True)
        with st.container(horizontal=True):
            downloads.offer_text(REPORT, heading, text)
            if returned is not None:
                title = f"{wording.RETURNED} {when}"
                downloads.offer_archive(RETURNED, wording.RETURNED_TAKE, title, returned)
        if returned is not None:
            st.caption(wording.RETURNED_HELP)
    elif _ended(row) != RUNNING:
        st.caption(wording.IMPORT_SAID_NOTHING)
    scrolling.to(ELEMENT, f"imports_scroll_{import_id}")


def _about(row: Any, when: str, zone: ZoneInfo) -> str:
    """Who imported, by which way, when, and what the word means for how it ended."""
    ended_at = None if pd.isna(row.ended_at) else day_and_time(row.ended_at, zone)
    said = wording.IMPORT_FROM if ended_at is None else wording.IMPORT_FROM_TO
    who = said.format(way=_way(row), name=isolated(one_line(_who(row))), begun=when, ended=ended_at)
    ended = wording.IMPORT_ENDED.get(_ended(row), _ended(row))
    means = wording.IMPORT_ENDED_MEANS.get(_ended(row), "")
    return f'<p id="{ELEMENT}"><strong>{escape(ended)}:</strong> {escape(means)}<br>{escape(who)}</p>'


def _named(files: Sequence[str]) -> str:
    """The files with their whole paths, a line each."""
    lines = [one_line(each) for each in files[:MOST_FILES]]
    if len(files) > MOST_FILES:
        lines.append(counted(len(files) - MOST_FILES, wording.IMPORT_MORE_FILES))
    return "\n".join(lines)


def _close() -> None:
    st.query_params.pop(IMPORT, None)
