"""Messages that no browser would send: whatever they say, the answer is the page or a plain refusal.

A real server, spoken to over Streamlit's websocket: widget values that were never offered, of another type, of elements
that are gone or of other pages, triggers of components, huge texts.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import DoubleArray, SInt64Array, StringArray, StringTriggerValue
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Origin, Subprotocol

from coaching.ui.shell import navigation
from coaching.words import wording
from tests import databases, event_loop, servers
from tests.pages.test_strangers import PARAMETERS

SAM, ANA = "sam@example.com", "ana@example.com"
PATIENCE_SECONDS = 120
# Of an error that nobody has foreseen.
TROUBLE = re.compile(f"Traceback|Uncaught|site-packages|Error:|{re.escape(wording.TROUBLE.split('{')[0])}")
# An interaction of an agent of another team, which neither of them may see.
OTHERS = ("c-cleo-2", "The answer of c-cleo-2")
AGENTS_PAGES = (navigation.MY_COACHING, navigation.MY_DASHBOARD, navigation.ASSIGNMENT)

VALUES: dict[str, dict[str, Any]] = {
    "never offered": {"string_value": "never offered"},
    "never offered, several": {"string_array_value": StringArray(data=["never offered", "'; DROP TABLE people; --"])},
    "an index out of range": {"int_value": 99_999_999},
    "several indexes out of range": {"int_array_value": SInt64Array(data=[-1, 99_999, 0])},
    "a number": {"double_value": float("nan")},
    "several numbers": {"double_array_value": DoubleArray(data=[1e308, float("inf"), -1.0])},
    "a truth": {"bool_value": True},
    "a trigger": {"trigger_value": True},
    "a trigger with text": {"string_trigger_value": StringTriggerValue(data="never offered")},
    "a component's nonsense": {"json_value": '{"asked": ["a", {"b": 1}], "typed": {"restored": {"note": 7}}}'},
    "a component's text": {"json_value": '"text"'},
    "no JSON": {"json_value": "{"},
    "a component's trigger": {"json_trigger_value": '[{"event": "typed", "value": {"restored": ["a"]}}, 7]'},
    "no JSON in a trigger": {"json_trigger_value": "[["},
    "bytes": {"bytes_value": b"\xff\x00"},
    "a huge text": {"string_value": "x" * 200_000},
    "a huge text of a component": {"json_value": '{"asked": "' + "x" * 200_000 + '"}'},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("forged")
    database = databases.address_of_small_centre(folder / "centre.duckdb")
    with servers.running(database, log=folder / "server.log") as address:
        yield address.removeprefix("http://")
    databases.drop(database)


class Visit:
    """One tab that sends what it wants."""

    def __init__(self, connection: Any, viewer: str, page: str) -> None:
        self.connection = connection
        self.page = page
        self.query = "&".join(f"{name}={value}" for name, value in ({"viewer": viewer} | PARAMETERS[page]).items())
        self.hash = ""

    async def send(self, states: list[WidgetState]) -> tuple[str, set[str]]:
        """Everything that comes back as text, and the ids of the widgets in it."""
        ask = BackMsg()
        ask.rerun_script.query_string, ask.rerun_script.page_name = self.query, self.page
        ask.rerun_script.page_script_hash = self.hash
        ask.rerun_script.widget_states.widgets.extend(states)
        await self.connection.send(ask.SerializeToString())
        said, ids = "", set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self.connection.recv())
                kind = message.WhichOneof("type")
                said += f"{message}\n"
                if kind == "new_session":
                    self.hash = message.new_session.page_script_hash
                element = message.delta.new_element
                if kind == "delta" and (name := element.WhichOneof("type")):
                    ids.add(getattr(getattr(element, name), "id", ""))
                if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return said, ids - {""}


async def forge(host: str, viewer: str, page: str) -> list[str]:
    """What came back that must not, of every value for every widget of the page; each kind of value in one message."""
    async with websockets.connect(
        f"ws://{host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=60,
        origin=Origin(f"http://{host}"),
    ) as connection:  # fmt: skip
        visit = Visit(connection, viewer, page)
        said, ids = await visit.send([])
        assert ids, said[:500]
        wrong = []
        gone = ["$$ID-0123456789abcdef0123456789abcdef-None", "$$ID-0123456789abcdef-marked_save", "", "no id at all"]
        for name, value in VALUES.items():
            # One widget at a time: one refusal would hide the next.
            for chosen in [*([each] for each in sorted(ids)), gone]:
                said, _ = await visit.send([WidgetState(id=each, **value) for each in chosen])
                trouble = [line for line in said.splitlines() if TROUBLE.search(line)]
                trouble += [line for line in said.splitlines() if any(one in line for one in OTHERS)]
                wrong += [f"{name} for {chosen[:1]}: {line.strip()[:300]}" for line in trouble]
        said, _ = await visit.send([])
        wrong += [] if "script_finished" in said else ["The page does not come any more."]
        return wrong


@pytest.mark.parametrize("page", navigation.FILES)
def test_forged_messages_are_refused_in_plain_words(server: str, page: str) -> None:
    viewer = ANA if page in AGENTS_PAGES else SAM
    assert event_loop.run(forge(server, viewer, page)) == []
