"""Streamlit's scripts come compressed and unchanged, and our fonts have every icon and letter that pages may have."""

import gzip
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message

from coaching.ui.shell import kept_files, streamlit_files
from coaching.ui.styles import ASSETS
from coaching.words import wording
from coaching.words.reader import LANGUAGES, reader_of, reading_as
from docs import write_fonts
from tests import event_loop

SCRIPTS = sorted((streamlit_files.STATIC / "static" / "js").glob("*.js"))


APP = Starlette(routes=streamlit_files.routes(), middleware=[Middleware(streamlit_files.Compressing)])


def get(path: str, encoding: str = "gzip") -> tuple[int, dict[str, str], bytes]:
    """What the app answers to a browser that takes this encoding: status, headers, body."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"accept-encoding", encoding.encode())],
    }  # fmt: skip
    event_loop.run(APP(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message["body"] for message in sent[1:])


def font(name: str) -> TTFont:
    return TTFont(BytesIO((ASSETS / f"{name}.woff2").read_bytes()))


@pytest.mark.parametrize("file", SCRIPTS[::50], ids=lambda file: str(file.name))
def test_a_script_comes_compressed_unchanged_and_is_kept(file: Path) -> None:
    status, headers, body = get(f"/static/js/{file.name}")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == file.read_bytes()
    assert headers["cache-control"] == kept_files.KEPT
    assert headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/static/js/nothing.js", "/static/js/../index.html", "/static/css/index.css"])
def test_what_is_no_script_of_streamlits_is_left_to_streamlit(path: str) -> None:
    assert get(path)[0] == 404


def test_a_browser_that_cannot_decompress_is_left_to_streamlit() -> None:
    assert get(f"/static/js/{SCRIPTS[0].name}", "identity")[0] == 404


def test_our_font_draws_every_icon_that_is_used() -> None:
    with_names = write_fonts.icons() & set(write_fonts.ligatures(write_fonts.streamlits(streamlit_files.ICON_FONT)))
    assert len(with_names) > 60
    assert with_names - set(write_fonts.ligatures(font("icons"))) == set()


def test_our_font_has_the_letters_of_european_languages() -> None:
    assert set(map(ord, "ÄÖÜäöüß¡¿ñáéíóúçàèěłőž€“„”‘’–—…→−≥≤≈«»·×ø")) - set(font("text").getBestCmap()) == set()


def test_our_font_has_what_we_say() -> None:
    """In every language. What Streamlit's font lacks as well is drawn by a font of the reader's machine."""
    said = "".join(text for language in LANGUAGES for text in _texts_in(language))
    known = set(write_fonts.streamlits(streamlit_files.TEXT_FONT).getBestCmap())
    assert set("ß▲●") <= set(said)
    assert {letter for letter in said if ord(letter) in known} - set(map(chr, font("text").getBestCmap())) == set()


def _texts_in(language: str) -> Iterator[str]:
    with reading_as(reader_of(language, None)):
        said = {name: getattr(wording, name) for name in vars(wording) if name.isupper()}
    yield from (each for value in said.values() for each in _strings(value))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        yield from (each for part in value for each in _strings(part))


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r'(?:href|src)="\./([^"]+)"', streamlit_files.page())
    style = get(f"/{next(name for name in named if name.endswith('.css'))}")[2].decode()
    fonts = re.findall(r"url\(\./([^)]*)\)", style)
    assert streamlit_files.ICON_FONT in style
    for name in {*named, *fonts} - {"favicon.png", "_stcore/agent/openapi.json"}:
        assert (streamlit_files.STATIC / name).is_file() or get(f"/{name}")[0] == 200, name
    assert not [name for name in fonts if "MaterialSymbols" in name]
    for name in streamlit_files.NEEDED:
        assert f"/{name}." in streamlit_files.page()
