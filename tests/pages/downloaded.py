"""Taking a file from a page without a browser, and reading it."""

import base64
import gzip
import io
import json
from dataclasses import dataclass
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pandas as pd
from streamlit.testing.v1 import AppTest

from coaching.ui.pieces.downloads import MENU, Kind
from coaching.words import wording
from tests.pages.screens import elements_of


@dataclass(frozen=True)
class File:
    """A file as the browser is handed it."""

    name: str
    type: str
    content: bytes

    @property
    def table(self) -> pd.DataFrame:
        """The rows of a CSV file, every cell as text."""
        return pd.read_csv(io.BytesIO(self.content), encoding="utf-8-sig", keep_default_na=False, dtype=str)

    @property
    def sheets(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of a workbook's sheets, by their names."""
        return {
            sheet.title: list(sheet.iter_rows(values_only=True))
            for sheet in openpyxl.load_workbook(io.BytesIO(self.content))
        }

    @property
    def about(self) -> dict[str, str]:
        """What the first sheet of a workbook says."""
        return {str(name): str(value) for name, value in self.sheets[wording.ABOUT_SHEET]}


def menus_of(app: AppTest) -> dict[str, list[str]]:
    """The menus of the page that make files: what each offers, by the key of what it belongs to."""
    return {
        str(menu.key).removeprefix(MENU): menu.options for menu in app.menu_button if str(menu.key).startswith(MENU)
    }


def press(app: AppTest, key: str, kind: Kind) -> AppTest:
    """Has the page run because a file of what has this key is wanted."""
    return app.menu_button(key=MENU + key).click(kind).run()


def taken(app: AppTest, key: str, kind: Kind) -> File:
    """The file that the menu of what has this key makes."""
    files = handed_over(press(app, key, kind))
    assert len(files) == 1, [message.value for message in (*app.error, *app.warning, *app.exception)]
    return files[0]


def handed_over(app: AppTest) -> list[File]:
    """The files that the browser is handed now."""
    told = [json.loads(element.proto.json)[0] for element in elements_of(app, "coaching_download")]
    return [File(each["name"], each["type"], gzip.decompress(base64.b64decode(each["bytes"]))) for each in told]


def tables_on(app: AppTest) -> list[str]:
    """The keys of the tables and maps that the page draws."""
    found = [
        *elements_of(app, "coaching_table"),
        *elements_of(app, "coaching_map"),
        *elements_of(app, "coaching_my_list"),
    ]
    return [element.proto.id.rpartition("-")[2] for element in found]
