"""What a command and the app say to each other: understood as it was meant, and anything else is one sentence."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.sentiment_scale import SentimentScale
from coaching.intake import listener, meeting_place, messages
from coaching.intake.importing import Importer
from coaching.intake.listener import Listener, first_not_readable
from coaching.intake.messages import Connection, MessageError, said, understood
from coaching.intake.request import CameBy, Request
from coaching.storage.database import Database
from tests import databases
from tests.intake.another_user import as_nobody, open_folder

NAMES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), min_size=1, max_size=30)
PATHS = st.lists(NAMES.map(lambda name: Path("/export") / name.lstrip("/")), min_size=1, max_size=5)
SCALES = st.tuples(st.integers(-99, -1), st.integers(0, 99)).map(lambda s: SentimentScale(low=s[0], high=s[1]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=9,
)
IMPORT_LIKE = st.fixed_dictionaries(
    {
        "folder": JSON | st.just("/x"),
        "paths": JSON | st.lists(st.just("/x") | st.text()),
        "sentiment_scale": JSON | st.just("-10..10"),
    },
    optional={"mapping": JSON, "account": JSON, "more": JSON},
).map(lambda wanted: {"import": wanted})


@given(PATHS, SCALES, st.none() | NAMES, st.none() | st.text(max_size=20))
def test_what_is_said_is_understood(
    paths: list[Path], scale: SentimentScale, mapping: str | None, account: str | None
) -> None:
    request = Request(
        paths=tuple(paths),
        came_by=CameBy.COMMAND,
        sentiment_scale=scale,
        mapping=None if mapping is None else Path("/maps") / mapping.lstrip("/"),
        account=account,
    )
    heard = understood(json.loads(json.dumps(said(request))))
    normal = [Path(os.path.abspath(path)) for path in request.paths]
    assert [*heard.paths] == normal
    assert (heard.sentiment_scale, heard.account) == (request.sentiment_scale, request.account)
    assert (heard.mapping is None) == (mapping is None)


def test_paths_are_those_of_whoever_gives_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    message = said(Request(paths=(Path("a.json"), Path("../b")), came_by=CameBy.COMMAND, mapping=Path("m.toml")))
    monkeypatch.chdir("/")
    assert understood(message).paths == (tmp_path / "a.json", tmp_path.parent / "b")
    assert understood(message).mapping == tmp_path / "m.toml"


@given(st.dictionaries(st.text(max_size=9), JSON, max_size=3) | IMPORT_LIKE)
def test_any_other_message_is_one_sentence(message: dict[str, object]) -> None:
    wrong = []
    try:
        assert all(path.is_absolute() for path in understood(message).paths)
    except MessageError as error:
        wrong.append(str(error))
    assert all(sentence.strip() and "\n" not in sentence for sentence in wrong)


def test_a_name_that_is_no_text_is_handed_over() -> None:
    path = Path("/export/a\udcff.json")
    heard = understood(json.loads(json.dumps(said(Request(paths=(path,), came_by=CameBy.COMMAND)))))
    assert heard.paths == (path,)
    wanted = {"folder": "/", "paths": ["a\ud800"], "sentiment_scale": "0..1", "mapping": None, "account": None}
    with pytest.raises(MessageError):
        understood({"import": wanted})


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database whose app listens in this process."""
    address = str(tmp_path_factory.mktemp("app") / "coaching.duckdb")
    with closing(Database(address)) as database:
        listening = Listener(Importer(database, beside_people=True), address)
        listening.start()
        yield address
        listening.stop()


def answer(address: str, sent: bytes) -> list[dict[str, object]]:
    """What the app says to whoever sends this and nothing more, once it has said that it hears."""
    found = meeting_place.connect(address)
    assert found is not None
    with closing(Connection(found)) as connection:
        sending = threading.Thread(target=_send, args=(found, sent))
        sending.start()
        assert connection.next(30) == messages.HEARD
        heard = []
        while (message := connection.next(30)) is not None:
            heard.append(message)
        sending.join()
        return heard


def _send(to: socket.socket, sent: bytes) -> None:
    try:
        to.sendall(sent)
        to.shutdown(socket.SHUT_WR)
    except OSError:  # the app has answered and hung up before it had read all
        pass


@databases.about_files
@given(st.binary(max_size=200) | JSON.map(lambda message: json.dumps(message).encode()))
def test_whatever_is_sent_the_app_answers_with_one_sentence_and_goes_on(app: str, sent: bytes) -> None:
    line = sent.replace(b"\n", b" ") + b"\n"
    (heard,) = answer(app, line)
    assert heard.keys() == {"refused"}
    assert "Traceback" not in str(heard)


@databases.about_files
@pytest.mark.parametrize("sent", [b"[" * 200_000 + b"\n", b'{"a": ' * 100_000 + b"\n", b"9" * 10_000 + b"\n"])
def test_what_is_deep_or_long_is_one_sentence(app: str, sent: bytes) -> None:
    (heard,) = answer(app, sent)
    assert heard.keys() == {"refused"}


@databases.about_files
def test_a_line_without_end_is_refused(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MOST_BYTES", 100_000)
    assert answer(app, b"x" * 300_000) == [{"refused": "A message is longer than 100,000 bytes."}]


@databases.about_files
def test_whoever_says_nothing_is_hung_up_on(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "PATIENCE_SECONDS", 0.2)
    found = meeting_place.connect(app)
    assert found is not None
    with closing(Connection(found)) as connection:
        assert connection.next(30) == messages.HEARD
        assert connection.next(30) == {"refused": listener.NO_MESSAGE}
        assert connection.next(30) is None
    assert answer(app, b"") == []


def test_what_this_process_may_not_read_is_found() -> None:
    with open_folder() as folder:
        (folder / "hidden").mkdir()
        for name in ("open.json", "shut.json", "hidden/a.json"):
            (folder / name).write_text("[]")
            (folder / name).chmod(0o644)
        open_ones = [folder / "open.json", folder / "no such", folder]
        assert as_nobody(lambda: str(first_not_readable(open_ones))) == "None"
        (folder / "shut.json").chmod(0)
        (folder / "hidden").chmod(0)
        for name in ("shut.json", "hidden", "hidden/a.json"):
            asked = [*open_ones, folder / name]
            assert as_nobody(lambda asked=asked: str(first_not_readable(asked))) == str(folder / name)  # type: ignore[misc]
        (folder / "hidden").chmod(0o700)
