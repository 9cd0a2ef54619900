import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.storage.drafts import NewerDraftError
from tests import kept_drafts
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage

SAM, KIM = "sam@example.com", "kim@example.com"


@permission_of(drafts.get, drafts.put, drafts.discard)
def test_a_draft_is_kept_for_its_writer_alone_until_it_is_discarded(small_centre: Database) -> None:
    first = drafts.put(small_centre, SAM, "assignment", "ana", {"name": "Half"}, None)
    second = drafts.put(small_centre, SAM, "assignment", "ana", {"name": "Half a name", "areas": ["Accuracy"]}, first)
    drafts.put(small_centre, SAM, "audit", "ana", {"answers": {}}, None)
    assert second > first
    stored = drafts.get(small_centre, SAM, "assignment", "ana")
    assert stored == ({"name": "Half a name", "areas": ["Accuracy"]}, second)
    assert drafts.get(small_centre, KIM, "assignment", "ana") is None
    drafts.discard(small_centre, KIM, "assignment", "ana")
    assert drafts.get(small_centre, SAM, "assignment", "ana") == stored
    drafts.discard(small_centre, SAM, "assignment", "ana")
    assert drafts.get(small_centre, SAM, "assignment", "ana") is None
    assert kept_drafts.content_of(small_centre, SAM, "audit", "ana") == {"answers": {}}


@permission_of(drafts.put)
def test_a_stranger_keeps_nothing(small_centre: Database) -> None:
    drafts.put(small_centre, "stranger@example.com", "assignment", "ana", {"name": "x"}, None)
    assert small_centre.query("FROM drafts").empty


def test_whoever_has_an_older_version_is_told_what_is_there_now_and_replaces_nothing(small_centre: Database) -> None:
    first = drafts.put(small_centre, SAM, "assignment", "ana", {"name": "First"}, None)
    second = drafts.put(small_centre, SAM, "assignment", "ana", {"name": "Second"}, first)
    for version in (None, first):
        with pytest.raises(NewerDraftError) as refused:
            drafts.put(small_centre, SAM, "assignment", "ana", {"name": "Third"}, version)
        assert refused.value.stored == ({"name": "Second"}, second)
    drafts.discard(small_centre, SAM, "assignment", "ana")
    with pytest.raises(NewerDraftError) as refused:
        drafts.put(small_centre, SAM, "assignment", "ana", {"name": "Third"}, second)
    assert refused.value.stored is None
    assert small_centre.query("FROM drafts").empty


def test_what_cannot_be_read_has_a_version_and_no_content(small_centre: Database) -> None:
    first = drafts.put(small_centre, SAM, "assignment", "ana", {"name": "First"}, None)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE drafts SET content = '[1, 2'")
    assert drafts.get(small_centre, SAM, "assignment", "ana") == ({}, first)


NOTE = "note:ca-ana"


def test_changes_that_overlap_lose_nothing_of_each_other(small_centre: Database) -> None:
    """As when somebody fills in one field after the other while the server is busy."""
    fields = [f"field {number}" for number in range(8)]
    begin = threading.Barrier(len(fields))

    def fill_in(field: str) -> None:
        begin.wait()
        drafts.keep_words(
            small_centre, SAM, NOTE, {field: "filled in"}, writer=field, known={field: ""}, start={field: ""}
        )

    threads = [threading.Thread(target=fill_in, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts.words(small_centre, SAM, NOTE).texts == dict.fromkeys(fields, "filled in")


def keep(database: Database, text: str, writer: str, known: str = "", viewer: str = SAM) -> str | None:
    kept = drafts.keep_words(
        database, viewer, NOTE, {"note": text}, writer=writer, known={"note": known}, start={"note": ""}
    )
    return kept["note"].value if kept["note"].overtaken else None


@permission_of(
    drafts.words, drafts.words_about, drafts.keep_words, drafts.drop_words, drafts.has_any, drafts.discard_all
)
def test_what_is_typed_is_kept_for_its_writer_alone(small_centre: Database) -> None:
    assert keep(small_centre, "Half", "tab 1") is None
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "Half"}
    assert drafts.words(small_centre, KIM, NOTE).texts == {}
    assert drafts.words_about(small_centre, KIM, ["ca-ana"]) == {}
    assert list(drafts.words_about(small_centre, SAM, ["ca-ana", "other"])) == [NOTE]
    assert drafts.words_about(small_centre, SAM, ["ca-ben"]) == {}
    assert not drafts.has_any(small_centre, KIM, [NOTE])
    drafts.discard_all(small_centre, KIM, [NOTE])
    drafts.drop_words(small_centre, KIM, NOTE, writer="tab 1", known={"note": ["Half"]})
    assert drafts.has_any(small_centre, SAM, [NOTE])
    drafts.discard_all(small_centre, SAM, [NOTE])
    assert not drafts.has_any(small_centre, SAM, [NOTE])
    assert keep(small_centre, "x", "tab 1", viewer="stranger@example.com") is None
    assert small_centre.query("FROM drafts").empty


def test_another_tab_is_told_and_overwrites_nothing(small_centre: Database) -> None:
    assert keep(small_centre, "First", "tab 1") is None
    assert keep(small_centre, "Second", "tab 2") == "First"
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "First"}
    assert keep(small_centre, "First and more", "tab 1", "First") is None
    assert keep(small_centre, "Second", "tab 2", "First and more") is None  # it has seen that one
    drafts.drop_words(small_centre, SAM, NOTE, writer="tab 1", known={"note": ["First and more"]})
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "Second"}  # sent was the other one
    drafts.drop_words(small_centre, SAM, NOTE, writer="tab 2", known={"note": ["Second"]})
    assert small_centre.query("FROM drafts").empty


def test_an_emptied_field_is_no_draft(small_centre: Database) -> None:
    keep(small_centre, "Half", "tab 1")
    keep(small_centre, "", "tab 1", "Half")
    assert small_centre.query("FROM drafts").empty


CHOICES = st.lists(st.sampled_from(["Accuracy", "Compliance", "Empathy", "Other"]), unique=True)
TEXTS = st.sampled_from(["", "one", "two", "three"])


@given(mine=CHOICES, known=CHOICES, stored=CHOICES)
def test_choices_of_two_tabs_are_put_together(mine: list[str], known: list[str], stored: list[str]) -> None:
    kept = drafts.settle(mine, known, stored)
    assert not kept.overtaken
    added, taken_away = (set(mine) | set(stored)) - set(known), set(known) - (set(mine) & set(stored))
    assert set(kept.value) == (set(known) | added) - taken_away
    assert len(kept.value) == len(set(kept.value))


@given(mine=TEXTS, known=TEXTS, stored=TEXTS)
def test_a_text_of_another_tab_is_never_replaced_unread(mine: str, known: str, stored: str) -> None:
    kept = drafts.settle(mine, known, stored)
    assert kept.overtaken == (stored not in (known, mine))
    assert kept.value == (stored if kept.overtaken else mine)


class Tab:
    """What one tab shows of two fields: the newest where nothing was typed, what was typed where it contradicts."""

    def __init__(self, database: Database, name: str) -> None:
        self.database, self.name = database, name
        self.told = {"a": "", "b": ""}
        self.here = dict(self.told)

    def draw(self, typed: dict[str, str]) -> set[str]:
        """The fields of which it is told that they were typed elsewhere."""
        self.here |= typed
        stored = drafts.words(self.database, SAM, NOTE).texts
        changed = {name: text for name, text in self.here.items() if text != self.told[name]}
        kept = drafts.keep_words(
            self.database, SAM, NOTE, changed, writer=self.name, known=self.told, start={"a": "", "b": ""}
        )
        for name in self.here:
            if name not in changed:
                self.here[name] = self.told[name] = str(stored.get(name, ""))
            elif not kept[name].overtaken:
                self.told[name] = self.here[name]
        return {name for name, each in kept.items() if each.overtaken}


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from([0, 1]), st.dictionaries(st.sampled_from("ab"), TEXTS)), max_size=8))
def test_no_tab_loses_a_text_that_it_has_typed(small_centre: Database, steps: list[tuple[int, dict[str, str]]]) -> None:
    """Whatever two tabs type in whatever order: a text is replaced by a tab that has shown it, or both are kept."""
    drafts.discard(small_centre, SAM, "words", NOTE)
    tabs = [Tab(small_centre, "first"), Tab(small_centre, "second")]
    for number, typed in steps:
        tab = tabs[number]
        before, seen = drafts.words(small_centre, SAM, NOTE).texts, dict(tab.told)
        told = tab.draw(typed)
        after = drafts.words(small_centre, SAM, NOTE).texts
        for name in "ab":
            if after.get(name, "") != before.get(name, ""):
                assert seen[name] == before.get(name, "")  # it had shown what it replaces
            elif tab.here[name] != after.get(name, ""):
                assert name in told
