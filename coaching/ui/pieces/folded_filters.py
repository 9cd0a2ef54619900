"""How do a list's filters take one line? The most used stand in it, the others behind a button.

What they are set to can always be read: below that line, as links that each take their filter away.
"""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.ui.shell import access, carried, filters_said
from coaching.words import wording
from coaching.words.formatting import escape

BUTTON_WIDTH = 130  # closed; open, the fields have the whole width below the line, see layout.css


def more() -> DeltaGenerator:
    """The button behind which the filters that are used less often are to be drawn.

    It is no popover: fields in a closed one are not in the browser's page, are not told what the address says, and go
    on sending what they were set to before. It always says the same: another label would be another button, closed.
    """
    return st.expander(wording.FILTERS, icon=":material/tune:", key="more_filters", width=BUTTON_WIDTH)


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
