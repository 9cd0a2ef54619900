"""Which interactions does the evaluation page list, and how? Filters, also saved ones, order and columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.people import people
from coaching.quality.forms import Metric
from coaching.quality.interaction_filter import (
    FEWEST_LETTERS,
    MOST_WORDS,
    InteractionFilter,
    Only,
    Range,
    SaidBy,
    Transcript,
    Words,
    is_too_short,
    words_in,
)
from coaching.quality.interaction_list import By, Choices, Sorted, WideScope
from coaching.quality.named_filters import NAME_LENGTH, NamedFilter, Parameters
from coaching.ui.pieces import addressed, commands, folded_filters, pager, scope_filters, table
from coaching.ui.pieces.agent_picker import chosen_agent
from coaching.ui.shell import filters_said, navigation, tab_title
from coaching.ui.shell.access import AGENT, refuse
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.days import DAYS_BACK, Period, Span, day_of
from coaching.words.formatting import counted, isolated, plain, score

NAME = "evaluation"
TEAM, PERIOD, DATES, QUEUE, CHANNEL, TOPIC = (
    f"{NAME}_{each}" for each in ("team", "period", "dates", "queue", "channel", "topic")
)
AUDITED, AREA, METRIC, ONLY = (f"{NAME}_{each}" for each in ("audited", "area", "metric", "only"))
LANGUAGE, DIRECTION, TRANSCRIPT = (f"{NAME}_{each}" for each in ("language", "direction", "transcript"))
KORE, AUDIT, SENTIMENT = (f"{NAME}_{each}" for each in ("kore", "audit", "sentiment"))
SAID, SAID_ANY, SAID_NONE, SAID_BY = (f"{NAME}_{each}" for each in ("said", "said_any", "said_none", "said_by"))
TYPED = (SAID, SAID_ANY, SAID_NONE)
LONGEST_WORDS = 200
COLUMNS, SORT, WAY = (f"{NAME}_{each}" for each in ("columns", "sort", "way"))
PAGE = "evaluation_page"
TABLE = "evaluation_table"
CLEAR = "evaluation_clear_filters"
FILTER_NAME, FILTER_SHARED = "evaluation_filter_name", "evaluation_filter_shared"
CHOSEN_AGENT = chosen_agent(navigation.EVALUATION)
SELECTED = "evaluation_selected"  # the ids of what is ticked
SPANS = (*scope_filters.SPANS[:-1], Span.ANY_TIME, Span.OWN_DATES)
ADDRESSED = (TEAM, PERIOD, QUEUE, CHANNEL, TOPIC, AUDITED, AREA, METRIC, ONLY, LANGUAGE, DIRECTION, TRANSCRIPT, SAID_BY)
# The whole range of each score, and its step.
SCORES = {KORE: (0.0, 100.0, 1.0), AUDIT: (0.0, 100.0, 1.0), SENTIMENT: (-10.0, 10.0, 0.5)}
# The filters behind a button.
FOLDED = (TEAM, QUEUE, CHANNEL, METRIC, AUDITED, ONLY, SAID_BY, SAID_ANY, SAID_NONE, TRANSCRIPT, LANGUAGE, DIRECTION,
          *SCORES)  # fmt: skip
KEPT = (*ADDRESSED, DATES, *SCORES, *TYPED, COLUMNS, SORT, WAY)  # what a filter with a name holds, beside the agent
WIDTH, RANGE_WIDTH = 150, 250
AGENT_WIDTH, LINE_WIDTH, WORDS_WIDTH = 180, 130, 170  # of what stands in one line
IN_LINE: Mapping[str, Any] = {"label_visibility": "collapsed"}  # of fields that say themselves what they are about

CHOSEN_COLUMNS: Sequence[By] = tuple(
    by for by in By if by is not By.DATE
)  # the date opens the interaction and is always there
USUAL_COLUMNS: Sequence[By] = (By.AGENT, By.QUEUE, By.TOPIC, By.FAILS, By.KORE, By.AUDIT, By.SENTIMENT)
# The newest, the longest and what fails most first; of everything else the lowest.
DESCENDING = (By.DATE, By.DURATION, By.FAILS)


def whose(agents: pd.DataFrame) -> tuple[str | None, str | None]:
    """The agent (in the address, None for all) and the team to list interactions of.

    `agents`: visibility.agents_visible_to(). Another agent or team leads back to the first page of the list.
    """
    agent = st.query_params.get(AGENT)
    if agent is not None and agent not in set(agents["agent_id"]):
        refuse(wording.NO_SUCH_AGENT, None)
    team = next(iter(addressed.asked(TEAM, teams_of(agents))), None)
    of_team = agents if team is None else agents[(agents["team"] == team) | (agents["agent_id"] == agent)]
    labels = people.labels_with_team(of_team)
    tab_title.set_to(labels.get(agent, "") if agent else "", wording.EVALUATION)
    show(CHOSEN_AGENT, agent)
    st.selectbox(
        wording.COLUMN_AGENT,
        list(labels),
        index=None,
        format_func=lambda each: labels.get(each, each),
        key=CHOSEN_AGENT,
        placeholder=wording.ALL_AGENTS,
        on_change=_agent_chosen,
        width=AGENT_WIDTH,
        **IN_LINE,
    )
    filters_said.say(wording.COLUMN_AGENT, [labels.get(agent, agent)] if agent else [])
    return agent, None if agent else team


def teams_of(agents: pd.DataFrame) -> dict[str, str]:
    """The teams of these agents to choose from."""
    return {team: team for team in sorted(agents["team"].dropna().unique())}


def _agent_chosen() -> None:
    pager.all_first()
    st.query_params.pop(SELECTED, None)
    chosen = st.session_state[CHOSEN_AGENT]
    if chosen is None:
        st.query_params.pop(AGENT, None)
    else:
        st.query_params[AGENT] = chosen


def period(newest: datetime, zone: ZoneInfo) -> Period | None:
    """The days of `zone` to list interactions of, None for all. `newest`: the instant on whose day periods end."""
    span = scope_filters.period_choice(
        wording.PERIOD, SPANS, PERIOD, width=LINE_WIDTH, **IN_LINE, **pager.turning_back(PAGE)
    )
    last = day_of(newest, zone)
    found = scope_filters.days_of(span, last, zone)
    if span == Span.OWN_DATES:
        usual = Period.of_last_days(DAYS_BACK[Span.LAST_28_DAYS], last)
        found = scope_filters.dates(DATES, usual, pager.filtering(PAGE), **IN_LINE) or usual
    scope_filters.say_days(found)
    return found


def most_used(choices: Choices, areas: Sequence[str]) -> InteractionFilter:
    """Topic, coaching area and the words that must all have been said. `choices`, `areas`: what there is."""
    look: dict[str, Any] = {"width": LINE_WIDTH, **IN_LINE, **pager.turning_back(PAGE)}
    topic, area = (
        scope_filters.choice(label, {each: each for each in values}, key, placeholder=label, **look)
        for label, values, key in ((wording.TOPIC, choices.topics, TOPIC), (wording.FAILS, areas, AREA))
    )
    typed: dict[str, Any] = {"placeholder": wording.SAID, "icon": ":material/search:", "width": WORDS_WIDTH, **IN_LINE}
    words = Words(all_of=_words(wording.SAID, SAID, **typed))
    return InteractionFilter(topic=topic, failed_area=area, words=words)


def folded(
    scope: WideScope,
    found: InteractionFilter,
    teams: Mapping[str, str],
    choices: Choices,
    metrics: Mapping[str, Metric],
    called: Mapping[str, str],
) -> tuple[WideScope, InteractionFilter]:
    """The filters behind the button; what the list is about by them and by those beside it, which say `scope` and
    `found`.

    `teams`, `choices`: what there is to choose from. `metrics`: all metrics, and what they are `called`; those of the
    area that is chosen can be chosen.
    """
    turning_back = {"width": WIDTH, **pager.turning_back(PAGE)}
    channels = {each: wording.CHANNELS.get(each, each) for each in choices.channels}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if scope.agent_id is None:
            scope_filters.choice(wording.COLUMN_TEAM, teams, TEAM, **turning_back)
        queue = scope_filters.choice(wording.QUEUE, choices.queues, QUEUE, **turning_back)
        channel = scope_filters.choice(wording.CHANNEL, channels, CHANNEL, **turning_back)
        metric = None
        if found.failed_area is not None:
            of_area = {each: called[each] for each, one in metrics.items() if one.coaching_area == found.failed_area}
            metric = scope_filters.choice(wording.FAILS_METRIC, of_area, METRIC, **turning_back)
        language = _one_of(wording.LANGUAGE, choices.languages, LANGUAGE)
        direction = _one_of(wording.DIRECTION, choices.directions, DIRECTION)
    only = addressed.several(
        st.pills,
        wording.ONLY,
        addressed.named(Only, wording.ONLY_CHOICES),
        ONLY,
        selection_mode="multi",
        wrap=True,
        **pager.turning_back(PAGE),
    )
    said = _audit_transcript_and_words(found.words)
    with st.container(horizontal=True):
        kore = _range(wording.KORE_EVALUATION_SCORE, KORE)
        audit = _range(wording.SUPERVISOR_AUDIT_SCORE, AUDIT)
        sentiment = _range(wording.SENTIMENT_SCORE, SENTIMENT)
    return replace(scope, queue_id=queue, channel=channel), replace(
        found,
        bookmarked=Only.BOOKMARKED in only,
        below_pass_score=Only.BELOW_PASS_SCORE in only,
        fatal=Only.FATAL in only,
        doubtful=Only.DOUBTFUL in only,
        failed_metric_id=metric,
        language=language,
        direction=direction,
        **said,
        kore=kore,
        audit=audit,
        sentiment=sentiment,
    )


def _audit_transcript_and_words(said: Words | None) -> dict[str, Any]:
    """Filters of the audit, the transcript and what was said in it, as fields of InteractionFilter."""
    turning_back = pager.turning_back(PAGE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audited = scope_filters.audited_or_not(wording.SUPERVISOR_AUDIT, AUDITED, PAGE)
        choices = addressed.named(Transcript, wording.TRANSCRIPT_CHOICES)
        transcript = addressed.one(st.segmented_control, wording.TRANSCRIPT, choices, TRANSCRIPT, **turning_back)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        any_of, none_of = _words(wording.SAID_ANY, SAID_ANY), _words(wording.SAID_NONE, SAID_NONE)
        sides = addressed.named(SaidBy, wording.SAID_BY_CHOICES)
        said_by = scope_filters.choice(
            wording.SAID_BY, sides, SAID_BY, placeholder=wording.ANYBODY, width=WIDTH, **turning_back
        )
    st.caption(wording.SAID_MEANS)
    words = Words(all_of=said.all_of if said else (), any_of=any_of, none_of=none_of, said_by=said_by)
    return {
        "audited": audited,
        "transcript": None if transcript is None else transcript == Transcript.THERE,
        "words": words if words.all_of or any_of or none_of else None,
    }


def set_filters() -> None:
    """What the filters behind the button are set to, in words, and which words are not looked for."""
    folded_filters.said(navigation.EVALUATION, PAGE, FOLDED)
    _words_left_out()


def _one_of(label: str, values: Sequence[str], key: str) -> str | None:
    named = {each: each for each in values}
    return scope_filters.choice(label, named, key, width=WIDTH, **pager.turning_back(PAGE))


def _words(label: str, key: str, **look: Any) -> tuple[str, ...]:
    """The first MOST_WORDS of the words typed into a field that are long enough; in the address as they were typed."""
    look = {"max_chars": LONGEST_WORDS, "width": RANGE_WIDTH} | look
    typed = st.text_input(label, key=key, **look, **pager.filtering(PAGE)) or ""
    filters_said.say(label, [typed] if typed else [], key)
    return _looked_for(typed)[:MOST_WORDS]


def _looked_for(typed: str) -> tuple[str, ...]:
    return tuple(word for word in words_in(typed) if not is_too_short(word))


def _words_left_out() -> None:
    """Says which of the words that were typed are not looked for."""
    typed = [st.session_state.get(key) or "" for key in TYPED]
    short = [isolated(word) for words in typed for word in words_in(words) if is_too_short(word)]
    if short:
        st.caption(plain(wording.WORDS_TOO_SHORT.format(fewest=FEWEST_LETTERS, words=wording.COMMA.join(short))))
    left_out = [isolated(word) for words in typed for word in _looked_for(words)[MOST_WORDS:]]
    if left_out:
        said = counted(len(left_out), wording.WORDS_LEFT_OUT, most=MOST_WORDS, words=wording.COMMA.join(left_out))
        st.caption(plain(said))


def _range(label: str, key: str) -> Range | None:
    """A range of scores; None while it is the whole one."""
    low, high, step = SCORES[key]
    look: dict[str, Any] = {"help": wording.NA_IS_IN_NO_RANGE, "width": RANGE_WIDTH, "key": key, "format": "%g"}
    chosen = st.slider(label, low, high, (low, high), step, **look, **pager.filtering(PAGE))
    narrowed = None if chosen == (low, high) else Range(*chosen)
    said = wording.FROM_TO.format(first=score(chosen[0]), last=score(chosen[1]))
    filters_said.say(label, [said] if narrowed else [], key)
    return narrowed


def columns_and_order() -> tuple[Sequence[By], Sorted]:
    """The columns that are shown besides the date, and how the list is sorted: as chosen here, or by the heading that
    was pressed just now."""
    _sort_as_pressed()
    words = addressed.named(By, wording.INTERACTION_COLUMNS)
    with st.popover(wording.COLUMNS_AND_ORDER, icon=":material/view_column:"):
        shown = addressed.several(
            st.pills,
            wording.COLUMNS_SHOWN,
            addressed.named(CHOSEN_COLUMNS, wording.INTERACTION_COLUMNS),
            COLUMNS,
            default=USUAL_COLUMNS,
            selection_mode="multi",
            wrap=True,
        )
        by = addressed.always_one(st.selectbox, wording.SORTED_BY, words, SORT, By.DATE, on_change=_other_order)
        usual = _usual_way(by)
        way = addressed.switch(wording.SORTED_BY, wording.SORT_WAYS, WAY, usual, **pager.turning_back(PAGE))
    return [each for each in CHOSEN_COLUMNS if each in shown], Sorted(by, way == "descending")


def _usual_way(by: By) -> str:
    return "descending" if by in DESCENDING else "ascending"


def _sort_as_pressed() -> None:
    """Sorts by the heading that was pressed just now, the other way round where the list is sorted by it already."""
    pressed = table.just_sorted(TABLE)
    if pressed not in set(By):
        return
    by = By(pressed)
    now = next(iter(addressed.asked(SORT, wording.INTERACTION_COLUMNS, [By.DATE])))
    way = next(iter(addressed.asked(WAY, wording.SORT_WAYS, [_usual_way(By(now))])))
    other = "ascending" if way == "descending" else "descending"
    st.session_state[SORT] = by
    st.session_state[WAY] = other if by == now else _usual_way(by)
    pager.first(PAGE)


def _other_order() -> None:
    st.session_state[WAY] = _usual_way(By(st.session_state[SORT] or By.DATE))
    pager.first(PAGE)


def named(filters: Sequence[NamedFilter], save: Callable[[Parameters], None], remove: Callable[[str], None]) -> None:
    """The filters that have a name, as links, and the form that gives one to those of now.

    `save` is given the parameters of now, `remove` a filter_id; both are called when a button is pressed.
    """
    with st.popover(wording.NAMED_FILTERS, icon=":material/bookmarks:"):
        if not filters:
            st.caption(wording.NO_NAMED_FILTERS)
        for each in filters:
            label = wording.FILTER_SHARED.format(filter=each.name) if each.shared else each.name
            if each.shared_by is not None:
                label = wording.FILTER_SHARED_BY.format(filter=each.name, name=each.shared_by)
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                navigation.filtered_link(navigation.EVALUATION, plain(isolated(label)), each.parameters)
                if each.shared_by is None:
                    st.button(
                        "",
                        icon=":material/delete:",
                        type="tertiary",
                        help=plain(wording.REMOVE_FILTER.format(name=isolated(each.name))),
                        on_click=remove,
                        args=(each.filter_id,),
                        key=f"evaluation_remove_{each.filter_id}",
                    )
        st.text_input(wording.NAMED_FILTER_NAME, key=FILTER_NAME, max_chars=NAME_LENGTH)
        commands.complaints(FILTER_NAME, {"name": FILTER_NAME})
        st.checkbox(wording.SHARE_FILTER, key=FILTER_SHARED, help=wording.SHARE_FILTER_MEANS)
        st.button(wording.SAVE_FILTER, type="primary", on_click=_save, args=(save,), key="evaluation_save")


def _save(save: Callable[[Parameters], None]) -> None:
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key in (AGENT, *KEPT)}
    save(kept)


def clear_button() -> None:
    """Takes every filter away but the agent."""
    used = [key for key in (*ADDRESSED, DATES, *SCORES, *TYPED) if key in st.query_params]
    st.button(
        wording.CLEAR,
        type="tertiary",
        icon=":material/filter_alt_off:",
        on_click=clear,
        disabled=not used,
        key=CLEAR,
    )


def clear() -> None:
    """Takes every filter away but the agent."""
    addressed.forget(ADDRESSED)
    st.session_state.pop(DATES, None)
    for key, (low, high, _) in SCORES.items():
        st.session_state[key] = (low, high)
    for key in TYPED:
        st.session_state[key] = ""
    pager.first(PAGE)
