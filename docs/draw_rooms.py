"""Draws the rooms of coaching/ from its imports: `.venv/bin/python -m docs.draw_rooms` writes it into architecture.md.

An arrow says that something in the one room imports something of the other. Arrows that follow from others are left
out: where pages use pieces and pieces use the shell, no arrow leads from pages to the shell.
"""

from pathlib import Path

import grimp

PAGE = Path(__file__).parent / "architecture.md"
BEGIN, END = "<!-- drawn by draw_rooms.py -->", "<!-- end of the drawing -->"
PLAIN = ("coaching.ui",)  # a room that is only a corridor to rooms of its own


def rooms(graph: grimp.ImportGraph) -> list[str]:
    """The packages that are rooms, such as "quality" and "ui.shell"."""
    of_coaching = {name for name in graph.find_children("coaching") if graph.find_children(name)}
    inner = {name for name in graph.find_children("coaching.ui") if graph.find_children(name)}
    return sorted(name.removeprefix("coaching.") for name in (of_coaching | inner) - set(PLAIN))


def arrows(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    """Each pair of rooms of which the first imports the second."""
    names = rooms(graph)
    found = set()
    for importer in names:
        modules = {f"coaching.{importer}", *graph.find_descendants(f"coaching.{importer}")}
        imported = {one for module in modules for one in graph.find_modules_directly_imported_by(module)}
        found |= {
            (importer, other)
            for other in names
            if other != importer and any(f"{one}.".startswith(f"coaching.{other}.") for one in imported)
        }
    return found


def without_detours(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those pairs that do not follow from others by going through a third room."""

    def reached(start: str, left_out: tuple[str, str]) -> set[str]:
        found: set[str] = set()
        ahead = [start]
        while ahead:
            room = ahead.pop()
            new = {end for begin, end in pairs - {left_out} if begin == room} - found
            found |= new
            ahead.extend(new)
        return found

    return {(start, end) for start, end in pairs if end not in reached(start, (start, end))}


def drawing() -> str:
    """The drawing as a Mermaid flowchart, which GitHub and many editors show as a picture."""
    graph = grimp.build_graph("coaching", cache_dir=None)
    lines = [f"    {start} --> {end}" for start, end in sorted(without_detours(arrows(graph)))]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def page_with_drawing() -> str:
    """The text of architecture.md with the drawing of today."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{drawing()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with_drawing())
