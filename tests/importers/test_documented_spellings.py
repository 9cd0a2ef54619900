"""What the documentation of exports writes is known in any case and with any blanks around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import fields
from coaching.importers.conversations import language
from coaching.importers.notes import Notes
from coaching.importers.spellings import Spellings
from coaching.importers.transcripts import speaker

ANSWERS = {
    **dict.fromkeys(("Yes", "Y", "Adhered", "True"), "YES"),
    **dict.fromkeys(("No", "N", "Not Adhered", "not_adhered", "Not  Adhered", "Not\u00a0Adhered", "False"), "NO"),
    **dict.fromkeys(("NA", "N/A", "n.a.", "#N/A", "Not Applicable", "NaN", "null", "-", ""), "NA"),
}
SPEAKERS = {
    **dict.fromkeys(("AGENT", "HUMAN_AGENT", "Live Agent"), "agent"),
    **dict.fromkeys(("USER", "CUSTOMER", "END_USER", "Caller", "Consumer", "External"), "customer"),
    **dict.fromkeys(("BOT", "SYSTEM", "CUSTOM_BOT", "Virtual Agent", "IVR", "ACD"), "system"),
}
AUDITOR = Spellings({"Auditor Name": ("auditor", "auditedBy")})
VALUES = Spellings({"value": ()})
blanks = st.text(" \t\n\u00a0", max_size=3)
cases = st.sampled_from((str.upper, str.lower, str.title, str.swapcase, str))


@given(st.sampled_from(sorted(ANSWERS)), cases, blanks, blanks)
def test_an_answer_is_known_in_any_case(word: str, case: type[str], before: str, after: str) -> None:
    notes = Notes()
    written = f"{before}{case(word)}{after}"
    assert fields.qualification(VALUES.read({"value": written}, notes), "value") == ANSWERS[word]
    assert notes.left_out == []


@pytest.mark.parametrize(
    ("written", "name"),
    [("en-GB", "English"), ("eng", "English"), ("Englisch", "English"), ("anglais", "English"), ("deu", "German"),
     ("Deutsch", "German"), ("fran\u00e7ais", "French"), ("Esperanto", "Esperanto"), (None, None)],
)  # fmt: skip
def test_a_language_is_known_by_its_codes_and_names(written: str | None, name: str | None) -> None:
    assert language(written) == name


@given(st.sampled_from(sorted(SPEAKERS)), cases, st.sampled_from(("", " ", "_", "-")), blanks)
def test_a_speaker_is_known_in_any_case(word: str, case: type[str], between: str, around: str) -> None:
    written = around + case(word).replace(" ", between).replace("_", between) + around
    assert speaker(written) == SPEAKERS[word]


@given(st.sampled_from(("NA", "N/A", "n.a.", "#N/A", "NaN", "null", "None", "-", "--", "–", "")), cases, blanks)
def test_what_says_that_there_is_nothing_is_no_value(word: str, case: type[str], around: str) -> None:
    notes = Notes()
    values = VALUES.read({"value": f"{around}{case(word)}{around}"}, notes)
    found = (
        fields.text(values, "value"),
        fields.score(values, "value"),
        fields.email(values, "value"),
        fields.instant(values, "value"),
        fields.identifier(values, "value"),
        fields.boolean(values, "value"),
        fields.duration(values, "value"),
    )
    assert (found, notes.left_out) == ((None,) * 7, [])


@given(st.integers(0, 100), st.sampled_from(("'{}'", '"{}"', "'{}", "{}", " {} ", "{}.0", "{}%", "{} / 100")))
def test_a_score_in_the_quotes_of_a_spreadsheet_is_a_score(score: int, written: str) -> None:
    assert fields.score(VALUES.read({"value": written.format(score)}, Notes()), "value") == score


@given(st.sampled_from(("auditor", "Auditor Name", "audited_by")), cases, st.sampled_from((" ", "_", "-", "")))
def test_a_key_is_known_in_any_case(key: str, case: type[str], between: str) -> None:
    assert AUDITOR.read({case(key).replace(" ", between): "Sol Soto"}) == {"Auditor Name": "Sol Soto"}


@pytest.mark.parametrize("word", ["Supervisor", "???", "0"])
def test_another_word_for_a_speaker_is_not_guessed(word: str) -> None:
    assert speaker(word) is None
