"""How does the browser get Streamlit's own scripts, styles and fonts? Small: Streamlit sends them as they are, 3 MB for
the first page, most of it fonts with letters and icons that no page has, and scripts that nobody compressed.

A script is compressed when it is first asked for, and kept. The fonts are ours, with the letters of European languages
and the icons that are used (`python -m docs.write_fonts`); rare letters still come from Streamlit's font.
"""

import gzip
import re
from functools import cache
from pathlib import Path, PurePosixPath

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from coaching.ui.shell import kept_files
from coaching.ui.styles import ASSETS

STATIC = Path(streamlit.__file__).parent / "static"
LEVEL = 9  # 70 ms for all scripts of the first page
SCRIPTS = PurePosixPath("/static/js")
TEXT_FONT, ICON_FONT = "Source Sans", "Material Symbols Rounded"
# The letters of our font: Latin with its accents, punctuation, currencies, arrows, shapes and a few signs. Streamlit's
# font has more signs, for which it is not worth fetching: a font of the reader's machine draws them.
LETTERS = (
    (0x00, 0x17F), (0x2BC, 0x2DD), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2122, 0x2122), (0x2190, 0x2193),
    (0x2212, 0x2212), (0x2248, 0x2265), *((code, code) for code in map(ord, "■▲▸▼◆○●✓✗")),
)  # fmt: skip
# Those for which Streamlit's is fetched: rare Latin letters, accents that stand alone, Greek, Cyrillic, Vietnamese.
RARE_LETTERS = ((0x180, 0x2BB), (0x2DE, 0x52F), (0x1E00, 0x1FFF))
# Scripts that Streamlit loads when a page is drawn with them, and every page is.
NEEDED = ("Html", "purify.es", "BidiComponent", "serialization", "recordbatch", "_arrayReduce", "MenuButton")
_FACE = re.compile(r"@font-face\{[^}]*\}")
_STYLE = re.compile(r'href="\./static/css/(index\.[\w-]+\.css)"')
_PRELOADED_FONT = re.compile(r'<link\s+rel="preload"\s+href="[^"]*\.woff2"[^>]*>')


def page() -> str:
    """Streamlit's page, with its style sheet and fonts replaced by ours, and all named that every page needs: on a slow
    line nothing is asked for late."""
    found = (STATIC / "index.html").read_text()
    fonts = "".join(
        f'<link rel="preload" href="./{_font_name(name)}" as="font" type="font/woff2" crossorigin>'
        for name in ("text", "icons")
    )
    found = _STYLE.sub(f'href="./{_style_name()}"', _PRELOADED_FONT.sub(fonts, found))
    late = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{file.name}">'
        for name in NEEDED
        for file in sorted((STATIC / "static" / "js").glob(f"{name}.*.js"))
    )
    return found.replace("</head>", f"{late}</head>", 1)


def routes() -> list[Route]:
    """GET for its style sheet and fonts."""
    return [
        kept_files.route(_style_name(), _style(), "text/css"),
        *(kept_files.route(_font_name(font), _font(font), "font/woff2") for font in ("text", "icons")),
    ]


class Compressing:
    """The layer of the app that sends Streamlit's scripts; its addresses are not free for routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request for a script of Streamlit's by a browser that can decompress it; any other goes on."""
        file = _script_at(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if file is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        headers = {"Cache-Control": kept_files.KEPT, "Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
        compressed = await run_in_threadpool(_compressed, file)
        await Response(compressed, media_type="text/javascript", headers=headers)(scope, receive, send)


def _script_at(path: str) -> Path | None:
    """The file with this address, if it is a script of Streamlit's."""
    asked = PurePosixPath(path)
    if asked.parent != SCRIPTS or asked.suffix != ".js":
        return None
    file = STATIC / "static" / "js" / asked.name
    return file if file.is_file() else None


@cache
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), LEVEL)


@cache
def _style() -> str:
    """Streamlit's style sheet: icons come from our font, letters from ours where it has them."""
    (name,) = _STYLE.findall((STATIC / "index.html").read_text())
    found = (STATIC / "static" / "css" / name).read_text().replace("url(../media/", "url(./static/media/")
    return _FACE.sub(lambda face: _with_our_font(face[0]), found)


def _with_our_font(face: str) -> str:
    if f"font-family:{ICON_FONT};" in face:
        return re.sub(r"url\([^)]*\)", f"url(./{_font_name('icons')})", face)
    if f"font-family:{TEXT_FONT};" in face and "font-style:normal" in face:
        own = re.sub(r"url\([^)]*\)", f"url(./{_font_name('text')})", face)
        return _in_range(face, RARE_LETTERS) + _in_range(own, LETTERS)
    return face


def _in_range(face: str, letters: tuple[tuple[int, int], ...]) -> str:
    ranges = ",".join(f"U+{first:X}-{last:X}" for first, last in letters)
    return f"{face[:-1]};unicode-range:{ranges}}}"


def _style_name() -> str:
    return f"streamlit-{kept_files.digest_of(_style())}.css"


@cache
def _font(name: str) -> bytes:
    return (ASSETS / f"{name}.woff2").read_bytes()


def _font_name(name: str) -> str:
    return f"{name}-{kept_files.digest_of(_font(name))}.woff2"
