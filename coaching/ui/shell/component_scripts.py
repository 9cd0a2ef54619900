"""How does the browser get the script of a component? Once, and not with every redraw.

Streamlit sends the script of a component with each of its messages. What it is given here is one line, which has the
browser fetch the script: under a name that says what is in it, so that it is kept for good and never older than the
server.
"""

import rjsmin
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from coaching.ui.shell import kept_files
from coaching.ui.styles import ASSETS

# Until it is drawn the page says so: whoever waits for it can tell an empty part from one that is to come.
# What is drawn a second time before its script has come draws both times at once, in any order. Streamlit calls what it
# was returned at once for the run that is out of date: so nothing is drawn before that can have happened.
FETCH = """/* fetched */
export default async (it) => {{
  const host = it.parentElement.getRootNode().host ?? it.parentElement;
  const isDrawn = () => host.removeAttribute("aria-busy");
  host.setAttribute("aria-busy", "true");
  const script = await import(new URL("{address}", document.baseURI)).catch((error) => {{ isDrawn(); throw error; }});
  let isOver = false, end;
  setTimeout(() => {{
    if (isOver) return;
    isDrawn();
    end = script.default(it);
  }});
  return () => {{ isOver = true; end?.(); }};
}}"""
_scripts: dict[str, str] = {}  # by the part of the name that says what is in it


def fetching(*names: str) -> str:
    """What Streamlit is given as a component's script: those of these names in assets/ are fetched as one, which has a
    default export, and do the rest. The line break tells Streamlit that it is no path of a file."""
    script = str(rjsmin.jsmin("\n".join((ASSETS / f"{name}.js").read_text() for name in names)))
    digest = kept_files.digest_of(script)
    _scripts[digest] = script
    return FETCH.format(address=_address(digest))


def elements() -> str:
    """The elements of the page that have a browser fetch these scripts before anything is drawn with them. Pages
    register theirs when they are imported, which the server does at its start."""
    return "".join(f'<link rel="modulepreload" href="{_address(digest)}">' for digest in _scripts)


def _address(digest: str) -> str:
    return f"./component-{digest}.js"


def route() -> Route:
    """GET for these scripts."""

    async def answer(request: Request) -> Response:
        script = _scripts.get(request.path_params["digest"])
        if script is None:
            return PlainTextResponse("", 404, headers={"Cache-Control": "no-store"})
        return kept_files.answer_with(script, "text/javascript")

    return Route("/component-{digest}.js", answer, methods=["GET"])
