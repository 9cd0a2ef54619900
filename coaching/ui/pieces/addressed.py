"""How does the address hold what is chosen in a field? By its value, while the words of the options are on the screen.

Streamlit's own bind="query-params" writes the words into the address: a word that is changed would break bookmarks. So
a field of this module is not bound. Where somebody comes by an address, the address decides what is chosen; afterwards
the field does, and writes its value into the address when it is drawn. An address that holds the words of an earlier
version is still understood, see old_labels.py.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from coaching.ui.pieces import old_labels
from coaching.ui.shell import filters_said
from coaching.ui.shell.carried import LEFT
from coaching.ui.shell.shown_value import came_by_address, show

Value = TypeVar("Value", bound=str)


def one(
    field: Callable[..., Any],
    label: str,
    words: Mapping[Value, str],
    key: str,
    *,
    default: Value | None = None,
    **look: Any,
) -> Value | None:
    """Draws a field with one choice, such as st.selectbox or st.pills, and returns the value chosen.

    `words`: what each value is called, no two alike. `key`: of the field, and of its parameter in the address, which
    has none while the `default` is chosen. `look`: what else the field takes, but no default of its own.
    """
    chosen = asked(key, words, [] if default is None else [default])
    show(key, chosen[0] if chosen else None)
    found: Value | None = field(label, list(words), format_func=_called(words), key=key, **look)
    _keep(key, [] if found is None else [found], [] if default is None else [default])
    filters_said.say(label, [] if found is None else [words[found]], key)
    return found


def always_one(
    field: Callable[..., Any], label: str, words: Mapping[Value, str], key: str, default: Value, **look: Any
) -> Value:
    """As `one`, where something is always chosen: at first, and where the reader takes the choice back, the default."""
    return one(field, label, words, key, default=default, **look) or default


def switch(label: str, words: Mapping[Value, str], key: str, default: Value, **look: Any) -> Value:
    """As `always_one`, drawn as one row of buttons of which one is pressed. The label is for screen readers only."""
    look = {"required": True, "label_visibility": "collapsed"} | look
    return always_one(st.segmented_control, label, words, key, default, **look)


def several(
    field: Callable[..., Any],
    label: str,
    words: Mapping[Value, str],
    key: str,
    *,
    default: Sequence[Value] = (),
    **look: Any,
) -> list[Value]:
    """As `one`, with any number of choices, at first those of `default`."""
    show(key, asked(key, words, default))
    found = list(field(label, list(words), format_func=_called(words), key=key, **look))
    _keep(key, found, default)
    filters_said.say(label, [words[each] for each in found], key)
    return found


def asked(key: str, words: Mapping[Value, str], default: Sequence[Value] = ()) -> list[Value]:
    """What is chosen in a field, whether or not it is drawn yet; only what is among the options."""
    is_drawn = key in st.session_state  # Streamlit forgets a field that a run did not draw
    if is_drawn and not came_by_address():
        return _among(words, _as_list(st.session_state[key]))
    if key in st.query_params:
        meant = (_meant(key, words, each) for each in st.query_params.get_all(key))
        found = list(dict.fromkeys(each for each in meant if each is not None))
    elif came_by_address():
        return list(default)
    else:
        found = _among(words, st.session_state.get(LEFT, {}).get(key, default))
    return found or list(default)


def named(values: Iterable[Value], words: Mapping[str, str]) -> dict[Value, str]:
    """These values with their words, in this order."""
    return {value: words[value] for value in values}


def forget(keys: Iterable[str]) -> None:
    """Nothing is chosen any more in these fields, whether they are drawn or not."""
    for key in keys:
        st.session_state.pop(key, None)
        st.session_state.get(LEFT, {}).pop(key, None)
        st.query_params.pop(key, None)


def _meant(key: str, words: Mapping[Value, str], written: str) -> Value | None:
    """The option that an address means, by its value or by what an earlier version wrote there."""
    values: dict[str, Value] = {str(value): value for value in words}
    if written in values:
        return values[written]
    if key in old_labels.VALUES:
        return values.get(old_labels.VALUES[key].get(written, ""))
    # Names of queues, people and areas are data: an earlier version wrote what they were called.
    called = [value for value, word in words.items() if word == written]
    return called[0] if len(called) == 1 else None


def _among(words: Mapping[Value, str], chosen: Iterable[Any]) -> list[Value]:
    values = {str(value): value for value in words}
    return [values[str(each)] for each in chosen if str(each) in values]


def _as_list(chosen: Any) -> list[Any]:
    if chosen is None:
        return []
    return list(chosen) if isinstance(chosen, list | tuple) else [chosen]


def _called(words: Mapping[Value, str]) -> Callable[[Any], str]:
    return lambda value: words.get(value, str(value))


def _keep(key: str, chosen: Sequence[str], default: Sequence[str]) -> None:
    st.session_state.setdefault(LEFT, {})[key] = list(chosen)
    written = [str(value) for value in chosen] if list(chosen) != list(default) else []
    if written == st.query_params.get_all(key):
        return
    if written:
        st.query_params[key] = written if len(written) > 1 else written[0]
    else:
        st.query_params.pop(key, None)
