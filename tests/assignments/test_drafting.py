"""What the coaching form drafts from findings, and what of it stays when somebody changes the words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.assignments.draft import Draft, Facts, complaints
from coaching.assignments.drafted_lines import brought_up_to_date, lines_of, with_line
from coaching.assignments.drafting import (
    AlwaysMet,
    Better,
    Failing,
    Findings,
    Moment,
    Place,
    Risen,
    Sentence,
    sentences,
    steps_of_metrics,
    true_of_all,
)
from coaching.assignments.form_draft import FormDraft
from coaching.words import wording
from coaching.words.days import Period
from tests.assignments.assignable_draft import GOOD, TODAY

FIRST = Place(interaction_id="c-1", called="30 Oct 2026, 09:34 UTC, Room booking")
MESSAGE = replace(FIRST, at="2:00")
SECOND = Place(interaction_id="c-2", called="31 Oct 2026, 09:34 UTC, Room booking")
BEST = Better(
    place=Place(interaction_id="c-9", called="1 Nov 2026, 10:00 UTC, Room booking", at="1:05"),
    did="the best response answered the question (Accuracy 100 against 0)",
    did_without_scores="the best response answered the question",
    quote="It is free until Friday.",
)
ANSWERS = Failing(
    name="Answers the question",
    coaching_area="Accuracy",
    unwanted=False,
    fatal=False,
    lost=60,
    places=(FIRST, SECOND),
    applied=3,
    chosen=3,
    moment=Moment(place=MESSAGE, speaker="agent", quote="No idea."),
    better=BEST,
)
SUMS_UP = replace(ANSWERS, name="Sums up what was agreed", places=(SECOND,), applied=2, moment=None, better=None)
GREETS = AlwaysMet(name="Greets the customer", coaching_area="Etiquette", unwanted=False, interactions=12)
RISEN = Risen(coaching_area="Empathy", before=62, after=78.5, low=4.1, high=28.9, n_before=20, n_after=25)
FINDINGS = Findings(
    coaching_areas=("Accuracy",), failing=(ANSWERS, SUMS_UP), judged=(FIRST, SECOND), always_met=(GREETS,),
    risen=(RISEN,), period=Period.of_days(date(2026, 10, 25), date(2026, 10, 31)),
)  # fmt: skip
STEPS = {"Accuracy": ["Sum up what was agreed at the end", "Look it up first [where]", "Read it"]}
STEP_WHERE = "Look it up first [where]"


def drafted(findings: Findings = FINDINGS, form_draft: FormDraft | None = None) -> Draft:
    form_draft = form_draft or FormDraft()
    return form_draft.filled(form_draft.draft, sentences(findings, STEPS))


def known(findings: Findings = FINDINGS) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in sentences(findings, STEPS):
        found.setdefault(each.field, {})[each.key] = each.text
    return found


def test_the_sentences_say_what_failed_when_and_what_the_best_response_did() -> None:
    draft = drafted()
    assert draft.went_well.split("\n\n") == [
        "Empathy rose from 62 to 78.5 (between +4.1 and +28.9 points) from 25 Oct 2026 to 31 Oct 2026, compared with "
        "the 7 days before.",
        "“Greets the customer” was met in all 12 interactions that it applied to from 25 Oct 2026 to 31 Oct 2026.",
    ]
    assert draft.work_on.split("\n\n") == [
        "“Answers the question” was missed in 2 of 3 interactions. 30 Oct 2026, 09:34 UTC, Room booking, at 2:00: you "
        "said “No idea.” The best response answered the question (Accuracy 100 against 0): “It is free until Friday.”",
        "“Sums up what was agreed” was missed in 1 of the 2 interactions that it applied to.",
    ]
    assert draft.action_plan == [STEP_WHERE, "If it comes up again: Sum up what was agreed at the end"]
    assert draft.placeholders == ["[where]"]
    assert len(draft.unread) == 6


def test_every_sentence_names_its_sources() -> None:
    found = {each.key: [(one.kind, one.interaction_id) for one in each.sources] for each in sentences(FINDINGS, STEPS)}
    assert found["failed\nAccuracy\nanswers the question"] == [
        ("interaction", "c-1"),
        ("interaction", "c-2"),
        ("interaction", "c-9"),
    ]
    assert found["always\nEtiquette\ngreets the customer"] == [("figures", None)]
    assert found["step\nAccuracy\nanswers the question"] == [("template", None)]
    assert all(found.values())


def test_where_nothing_failed_it_says_so_and_without_evidence_nothing() -> None:
    nothing = replace(FINDINGS, failing=(), always_met=(), risen=())
    assert drafted(nothing).work_on == "In the 2 interactions nothing failed in Accuracy."
    assert drafted(nothing).action_plan == []
    assert sentences(replace(nothing, judged=()), STEPS) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"places": (FIRST,), "applied": 1, "chosen": 1}, "was missed in the interaction."),
        ({"places": (FIRST,), "applied": 1}, "was missed in the one interaction that it applied to."),
        ({"unwanted": True}, "“Answers the question” happened in 2 of 3 interactions."),
        (
            {"moment": Moment(place=FIRST, speaker="evaluation", quote="Guessed")},
            "Room booking: the evaluation says “Guessed”.",
        ),
        ({"moment": Moment(place=MESSAGE, speaker="customer", quote="a\nb ")}, "the customer said “a b”."),
        ({"moment": Moment(place=MESSAGE, speaker="agent", quote="word " * 99)}, "word word…”"),
    ],
)
def test_how_it_is_said(change: dict[str, object], says: str) -> None:
    (one, *_) = sentences(replace(FINDINGS, failing=(replace(ANSWERS, **change),), period=None), {})  # type: ignore[arg-type]
    assert says in one.text
    assert "\n" not in one.text


def test_one_text_to_all_says_only_what_is_true_of_each() -> None:
    other = replace(
        FINDINGS,
        failing=(replace(ANSWERS, places=(SECOND,), applied=1, chosen=1),),
        always_met=(replace(GREETS, interactions=5),),
    )
    draft = drafted(true_of_all([FINDINGS, other]))
    assert draft.work_on == (
        "“Answers the question” was missed in at least one of these interactions. The best response answered the "
        "question: “It is free until Friday.”"
    )
    assert draft.went_well == (
        "“Greets the customer” was met in all interactions that it applied to, at least 5, from 25 Oct 2026 to 31 Oct "
        "2026."
    )
    assert true_of_all([FINDINGS]) == FINDINGS
    passed = replace(FINDINGS, failing=(), always_met=())
    assert sentences(true_of_all([FINDINGS, passed]), STEPS) == ()


def test_a_step_goes_with_the_metric_that_it_names() -> None:
    steps = STEPS["Accuracy"]
    assert steps_of_metrics(["Answers the question", "Sums up what was agreed"], [], steps) == {
        "Sums up what was agreed": steps[0],
        "Answers the question": steps[1],
    }
    # a step about what did not fail is nobody else's
    assert steps_of_metrics(["Answers the question"], ["Sums up what was agreed"], steps[:1]) == {}
    assert steps_of_metrics(["A", "B"], [], ["One"]) == {"A": "One"}


def test_a_sentence_that_somebody_changed_is_theirs_and_the_others_follow_the_evidence() -> None:
    draft = drafted()
    mine = draft.work_on.replace("“Sums up what was agreed” was", "Hello! “Sums up what was agreed” was")
    form_draft = FormDraft().changed({"work_on": mine}, "tab", known())
    once = replace(FINDINGS, failing=(replace(ANSWERS, places=(FIRST,)), replace(SUMS_UP, places=(FIRST, SECOND))))
    after = drafted(once, form_draft)
    assert after.work_on.startswith("“Answers the question” was missed in 1 of 3 interactions.")
    assert after.work_on.endswith(
        "Hello! “Sums up what was agreed” was missed in 1 of the 2 interactions that it applied to."
    )
    assert after.action_plan == [
        "If it comes up again: Look it up first [where]",  # weaker
        "Sum up what was agreed at the end",
    ]
    gone = drafted(replace(FINDINGS, failing=()), form_draft)
    assert gone.work_on == "Hello! “Sums up what was agreed” was missed in 1 of the 2 interactions that it applied to."
    assert gone.action_plan == []
    # nothing is added to a field that somebody has changed
    more = replace(FINDINGS, failing=(replace(ANSWERS, name="New one"), *FINDINGS.failing))
    assert "New one" not in drafted(more, form_draft).work_on


def test_the_step_of_what_is_taken_out_goes_along() -> None:
    first = drafted().work_on.split("\n\n")[0]
    form_draft = FormDraft().changed({"work_on": first}, "tab", known())
    assert drafted(FINDINGS, form_draft).action_plan == [STEP_WHERE]
    # whoever writes in their own words may mean both
    form_draft = FormDraft().changed({"work_on": "Answer first, then sum it up."}, "tab", known())
    assert len(drafted(FINDINGS, form_draft).action_plan) == 2


def test_what_is_filled_in_otherwise_stays() -> None:
    assert drafted(form_draft=FormDraft().changed({"went_well": ""})).went_well == ""
    assert drafted(form_draft=FormDraft(draft=Draft(work_on="Typed long ago"))).work_on == "Typed long ago"
    on_purpose = drafted(form_draft=FormDraft(draft=Draft(without_feedback_because="")))
    assert (on_purpose.work_on, on_purpose.action_plan, on_purpose.unread) == ("", [], [])
    edited = drafted(form_draft=FormDraft(base=Draft(), version=1))
    assert (edited.went_well, edited.unread) == ("", [])


def test_a_draft_is_unread_until_somebody_has_read_it_and_again_when_it_changes() -> None:
    draft = drafted()
    form_draft = FormDraft().having_read(draft.unread)
    assert drafted(form_draft=form_draft).unread == []
    once = replace(FINDINGS, failing=(replace(ANSWERS, places=(FIRST,)), SUMS_UP))
    assert [each[:22] for each in drafted(once, form_draft).unread] == [
        "“Answers the question”",
        "If it comes up again: ",
    ]
    assert drafted(form_draft=form_draft.having_read(draft.unread, meant=False)).unread == draft.unread
    assert FormDraft().read(form_draft.to_json()) == form_draft


def test_nothing_is_assigned_unread() -> None:
    facts = Facts(
        agent="ana@example.com", known_areas=["Accuracy"], agent_of={"c-ana-1": "ana@example.com"}, may_show=["c-ben-1"]
    )
    draft = replace(GOOD.tidy, interactions=["c-ana-1"], work_on="One.\n\n Two. ", action_plan=["Do it"])
    assert complaints(draft, facts, TODAY) == {}
    unread = replace(draft, unread=["Two.", "Do it"])
    assert complaints(unread, facts, TODAY) == {
        "work_on": wording.DRAFT_UNREAD,
        "action_plan": wording.DRAFT_UNREAD,
    }
    assert complaints(replace(unread, work_on="One. Two!", action_plan=["Do it now"]), facts, TODAY) == {}


WORDS = st.text(alphabet="ab \n", max_size=12)
KNOWN = st.dictionaries(st.sampled_from("klm"), st.sampled_from(["One.", "Two.", "Three."]), max_size=3)


@given(WORDS, KNOWN, KNOWN)
def test_words_of_ones_own_are_never_overwritten(words: str, before: dict[str, str], now: dict[str, str]) -> None:
    lines = lines_of(words)
    assert "\n".join(brought_up_to_date(lines, before, now)) == words
    for text in before.values():
        lines = with_line(lines, text, apart=True)
    after = brought_up_to_date(lines, before, now)
    assert [line for line in after if line.strip() and line not in now.values()] == [
        line for line in words.split("\n") if line.strip()
    ]
    gone = {text for key, text in before.items() if key not in now} - set(now.values())
    assert not gone & set(after)


def test_a_sentence_is_one_line_of_its_field() -> None:
    sentence = Sentence(key="k", field="work_on", text="One.", about="One")
    assert with_line(["Mine", "", ""], sentence.text, apart=True) == ["Mine", "", "One."]
    assert with_line([""], sentence.text, apart=True) == ["One."]
    assert brought_up_to_date(["One.", "", "Mine"], {"k": "One."}, {}) == ["Mine"]
