"""How do a list's filters take one line? The most used stand in it, the others behind a button with their number.

What they are set to can always be read: below that line, as links that each take their filter away.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from coaching.ui.pieces import addressed
from coaching.ui.shell import access, carried, filters_said
from coaching.words import wording
from coaching.words.formatting import escape, numeral


def more(fields: Mapping[str, Any]) -> Any:
    """The button behind which these filters are to be drawn; it says how many of them are set. `fields`: by key, what
    is chosen at first."""
    number = sum(addressed.is_set(key, at_first) for key, at_first in fields.items())
    label = wording.FILTERS_SET.format(count=numeral(number)) if number else wording.FILTERS
    return st.popover(label, icon=":material/tune:", key="more_filters")


def said(page: str, list_key: str, keys: Sequence[str], together: Mapping[str, Sequence[str]] | None = None) -> None:
    """What the filters with these `keys` are set to. To be drawn after them.

    `page`: the address of the page. `list_key`: of its list, which goes back to its first page. `together`: by filter,
    those that go with it.
    """
    links = []
    for key, sentence in filters_said.of_fields(keys).items():
        address = carried.query()
        for gone in (key, list_key, *(together or {}).get(key, ())):
            address.pop(gone, None)
        links.append(
            f'<a href="{escape(access.link_to(page, **address))}" target="_self" data-stay'
            f' title="{escape(wording.WITHOUT_FILTER)}"><bdi>{escape(sentence)}</bdi></a>'
        )
    if links:
        st.html(f'<nav class="set" aria-label="{escape(wording.FILTERS_THAT_ARE_SET)}">{"".join(links)}</nav>')
