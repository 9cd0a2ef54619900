"""The tables of formats are those of the registry."""

from pathlib import Path

from coaching.importers import formats
from coaching.importers.registry import all_formats
from docs import write_formats

BEHIND = "run .venv/bin/python -m docs.write_formats"


def test_the_page_and_the_table_are_those_of_the_registry() -> None:
    assert write_formats.PAGE.read_text(encoding="utf-8") == write_formats.page(), BEHIND
    assert write_formats.IMPORTERS.read_text(encoding="utf-8") == write_formats.importers_readme(), BEHIND
    assert write_formats.short_table() in write_formats.importers_readme()


def test_every_module_of_formats_is_in_the_table() -> None:
    modules = [path for path in Path(formats.__path__[0]).glob("*.py") if path.name != "__init__.py"]
    rows = write_formats.short_table().count("\n") - 2
    assert rows == len(all_formats()) == len([path for path in modules if "\nFORMAT = " in path.read_text()])
