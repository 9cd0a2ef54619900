"""Writes the fonts of the pages anew, `python -m docs.write_fonts`: Streamlit's, without the letters and icons that no
page has. To be run after an icon was used for the first time, and for another Streamlit."""

import re
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from coaching.ui.shell.streamlit_files import ICON_FONT, LETTERS, STATIC, TEXT_FONT
from coaching.ui.styles import ASSETS

ROOT = Path(__file__).parents[1]
MEDIA = STATIC / "static" / "media"
FILES = {TEXT_FONT: "SourceSansVF-Upright*.woff2", ICON_FONT: "MaterialSymbols-Rounded*.woff2"}
FEATURES = ["kern", "liga", "tnum", "lnum", "mark", "mkmk", "ccmp", "locl", "calt"]


def icons() -> set[str]:
    """The names of all icons of our pages and styles, and of Streamlit's own scripts."""
    ours = [ROOT / "app.py", *(ROOT / "coaching").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found: set[str] = set()
    for file in [*ours, *(STATIC / "static" / "js").glob("*.js")]:
        found.update(re.findall(r":material/(\w+)", file.read_text()))
    for style in ASSETS.glob("*.css"):
        found.update(re.findall(r'content: "([a-z_]+)"', style.read_text()))
    return found


def ligatures(font: TTFont) -> dict[str, str]:
    """By the name of an icon, its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(letters[glyph] for glyph in (first, *one.Component)).lower(): one.LigGlyph
        for table in _tables(font)
        for first, ones in getattr(table, "ligatures", {}).items()
        for one in ones
    }


def _tables(font: TTFont) -> Iterator[object]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            yield getattr(table, "ExtSubTable", table)


def streamlits(name: str) -> TTFont:
    """Streamlit's own font of this name."""
    (file,) = MEDIA.glob(FILES[name])
    return TTFont(file)


def _write(font: TTFont, name: str, features: list[str], *, closure: bool, **kept: object) -> None:
    options = subset.Options(flavor="woff2", layout_features=features, layout_closure=closure, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(**kept)
    subsetter.subset(font)
    subset.save_font(font, ASSETS / f"{name}.woff2", options)


def main() -> None:
    """Writes both."""
    text = [code for first, last in LETTERS for code in range(first, last + 1)]
    _write(streamlits(TEXT_FONT), "text", FEATURES, closure=True, unicodes=text)
    font = streamlits(ICON_FONT)
    glyphs = ligatures(font)
    used = icons() & set(glyphs)
    letters = {ord(letter) for name in used for letter in name}
    drawn = [glyphs[name] for name in sorted(used)]
    _write(font, "icons", ["liga", "rlig"], closure=False, unicodes=letters, glyphs=drawn)


if __name__ == "__main__":
    main()
