"""How are interactions drawn at random on the evaluation page, and looked at instead of its list?"""

import secrets
from collections.abc import Callable, Sequence

import streamlit as st

from coaching.ui.pages.evaluation_view import PAGE
from coaching.ui.pieces import pager
from coaching.ui.shell import filters_said
from coaching.words import wording
from coaching.words.formatting import counted

SAMPLE = "evaluation_sample"
DRAWN = 5


def sampled() -> tuple[str, ...]:
    """The interactions that were drawn at random and are looked at instead of the list, as the address says; none where
    it is the list."""
    return tuple(st.query_params.get_all(SAMPLE))[:DRAWN]


def draw_button(draw: Callable[..., Sequence[str]]) -> None:
    """The button that draws DRAWN at random. `draw`: interaction_list.at_random() of those to choose from."""
    st.button(
        wording.AT_RANDOM,
        icon=":material/casino:",
        help=wording.AT_RANDOM_MEANS,
        on_click=_draw,
        args=(draw,),
        key="evaluation_draw",
    )


def _draw(draw: Callable[..., Sequence[str]]) -> None:
    drawn = list(draw(many=DRAWN, seed=secrets.randbits(32)))
    if drawn:
        st.query_params[SAMPLE] = drawn
        pager.first(PAGE)
    else:
        st.toast(wording.NOTHING_TO_DRAW, icon=":material/casino:")


def sample_bar(shown: int) -> None:
    """How many were drawn, and the way back to the list."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = counted(shown, wording.DRAWN)
        filters_said.say(wording.ONLY, [said])
        st.caption(said, width="content")
        st.button(wording.BACK_TO_ALL, icon=":material/arrow_back:", on_click=_back_to_all, key="evaluation_all")


def _back_to_all() -> None:
    st.query_params.pop(SAMPLE, None)
