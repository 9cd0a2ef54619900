"""A field whose choice is in the address by its value: what comes from there, goes there, and is forgotten."""

from typing import Any

from streamlit.testing.v1 import AppTest

from coaching.ui.pieces import old_labels


def fields() -> None:
    """A page with a field that has a default, one without, and one with several choices."""
    import streamlit as st

    from coaching.ui.pieces import addressed

    orders = {"newest": "Newest first", "oldest": "Oldest first"}
    chosen = addressed.one(st.selectbox, "Order", orders, "assignments_order", default="newest")
    queues = {"q-1": "Hotel", "q-2": "Flights"}
    queue = addressed.one(st.selectbox, "Queue", queues, "queue", index=None, placeholder="All")
    kinds = addressed.several(st.pills, "Only", {"low": "Low scores", "mine": "Mine"}, "only", selection_mode="multi")
    st.button("Clear", on_click=addressed.forget, args=(["assignments_order", "queue", "only"],))
    st.text(repr((chosen, queue, kinds)))


def opened(**address: str | list[str]) -> AppTest:
    page = AppTest.from_function(fields, default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def chosen(page: AppTest) -> Any:
    assert not page.exception
    return page.text[0].value


def address(page: AppTest) -> dict[str, list[str]]:
    found = {name: page.query_params[name] for name in page.query_params}
    return {name: value if isinstance(value, list) else [value] for name, value in found.items()}


def test_the_default_is_not_in_the_address() -> None:
    page = opened()
    assert chosen(page) == "('newest', None, [])"
    assert address(page) == {}
    assert address(opened(assignments_order="newest")) == {}


def test_a_choice_is_in_the_address_by_its_value() -> None:
    page = opened()
    page.selectbox(key="assignments_order").set_value("oldest").run()
    page.selectbox(key="queue").set_value("q-2").run()
    page.button_group(key="only").set_value(["mine", "low"]).run()
    assert chosen(page) == "('oldest', 'q-2', ['mine', 'low'])"
    assert address(page) == {"assignments_order": ["oldest"], "queue": ["q-2"], "only": ["mine", "low"]}
    assert page.selectbox(key="queue").options == ["Hotel", "Flights"]
    again = opened(**address(page))
    assert chosen(again) == chosen(page)
    assert address(again) == address(page)


def test_choosing_the_default_again_takes_it_out_of_the_address() -> None:
    page = opened(assignments_order="oldest", queue="q-1", only="low")
    page.selectbox(key="assignments_order").set_value("newest").run()
    page.selectbox(key="queue").set_value(None).run()
    page.button_group(key="only").set_value([]).run()
    assert chosen(page) == "('newest', None, [])"
    assert address(page) == {}


def test_what_is_no_option_is_not_chosen() -> None:
    page = opened(assignments_order="worst", queue=["q-9", "x"], only=["low", "nothing", "low"])
    assert chosen(page) == "('newest', None, ['low'])"
    assert address(page) == {"only": ["low"]}


def test_names_of_data_in_older_addresses_are_understood() -> None:
    page = opened(queue="Flights", only=["Mine", "Low scores"])
    assert chosen(page) == "('newest', 'q-2', ['mine', 'low'])"
    assert address(page) == {"queue": ["q-2"], "only": ["mine", "low"]}


def test_words_in_older_addresses_are_understood_by_the_table_alone() -> None:
    assert chosen(opened(assignments_order="Newest assigned first")) == "('newest', None, [])"
    assert chosen(opened(assignments_order="Oldest first")) == "('newest', None, [])"  # version 0.5 had no such word


def test_what_is_forgotten_is_gone_from_the_address_and_the_field() -> None:
    page = opened(assignments_order="oldest", queue="q-1", only="low")
    page.button[0].click().run()
    assert chosen(page) == "('newest', None, [])"
    assert address(page) == {}
    page.selectbox(key="queue").set_value("q-2").run()
    assert address(page) == {"queue": ["q-2"]}


def test_a_forged_choice_is_not_chosen() -> None:
    page = opened(only="mine")
    page.button_group(key="only").set_value(["low", "no such"]).run()
    assert "no such" not in chosen(page)
    assert set(address(page)["only"]) <= {"low", "mine"}


def test_saved_words_become_values() -> None:
    saved = {
        "monitor_by": "Follow-up",
        "monitor_period": "Next 28 days",
        "monitor_team": "Any time",
        "monitor_area": ["Open"],
    }
    assert old_labels.understood(saved) == saved | {"monitor_by": "follow_up", "monitor_period": "next_28_days"}
    assert old_labels.understood({"monitor_by": "follow_up", "monitor_period": None}) == {
        "monitor_by": "follow_up",
        "monitor_period": None,
    }
