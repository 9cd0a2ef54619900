"""The guides for agents, supervisors and administrators: the pictures are there, and what they quote is on screens."""

import re
from collections.abc import Iterator

import pytest

from coaching.words import wording
from tests.places import ROOT

GUIDES = sorted((ROOT / "docs").glob("for-*.md"))
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
QUOTED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]+)")
MOST_LINES_FOR_AGENTS = 45


def words_of_screens() -> Iterator[str]:
    for name, value in vars(wording).items():
        if name.isupper():
            yield from ([value] if isinstance(value, str) else [])
    yield from wording.SETTING_LABELS.values()


def test_there_is_one_for_each_kind_of_reader() -> None:
    assert [guide.stem for guide in GUIDES] == ["for-administrators", "for-agents", "for-supervisors"]
    assert len((ROOT / "docs" / "for-agents.md").read_text().splitlines()) <= MOST_LINES_FOR_AGENTS


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.stem))
def test_pictures_and_pages_that_it_names_are_there(guide: object) -> None:
    text = guide.read_text()  # type: ignore[attr-defined]
    pictures = PICTURE.findall(text)
    assert pictures
    taken = (ROOT / "tests" / "pictures.py").read_text()
    for _, name in pictures:
        assert (ROOT / "docs" / name).is_file(), name
        assert f'"{name.rpartition("/")[2]}"' in taken, f"{name} is not taken by tests.pictures"
    assert [name for name in LINK.findall(text) if not (ROOT / "docs" / name).exists()] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.stem))
def test_what_it_quotes_is_written_so_on_the_screen(guide: object) -> None:
    text = guide.read_text().replace("**", "")  # type: ignore[attr-defined]
    quoted = {" ".join(words.split()) for words in QUOTED.findall(text)} - {"italics"}
    assert len(quoted) > 2
    assert quoted - set(words_of_screens()) == set()
