"""Every sentence that a user reads is in coaching/words/wording.py: one place to change it, and to translate it.

What is not for users: docstrings, SQL, logs, errors that a programmer or an operator reads, HTML tags and style.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from coaching.words import wording
from coaching.words.formatting import counted
from coaching.words.wording import Counted
from tests.places import ROOT

# Rooms whose words reach users: what importers, the demo and storage say is read by whoever runs the app.
ROOMS = ("ui", "charts", "assignments", "quality", "measuring", "people", "words")
WORDING = ROOT / "coaching" / "words" / "wording.py"
# What a function is given that a user reads, whatever room it is called in; None: its positional arguments as well.
SHOWN_BY = {"help", "placeholder", "label", "title", "alt", "text", "labelExpr"}
REFUSALS = {
    "RefusedError",
    "NotFoundError",
    "NotPossibleError",
    "AlreadyDoneError",
    "InvalidFieldsError",
    "NotSavedError",
}
ELEMENTS = {
    "button", "caption", "checkbox", "date_input", "error", "expander", "header", "info", "markdown", "metric",
    "multiselect", "pills", "popover", "radio", "segmented_control", "selectbox", "subheader", "success", "tabs",
    "text", "text_area", "text_input", "title", "toast", "toggle", "warning", "refuse", "complaint", "ask_first",
    "opens", "tags", "tick", "asks", "Column", "Doubt",
}  # fmt: skip
# Called with the label of a widget or of a link, besides the elements.
LABELLED = {"choice", "period_choice", "one", "several", "link", "_step", "Tooltip", "Axis"}
LABELS = {"help", "placeholder", "label", "title"}
SENTENCE = re.compile(r"[a-z]{2,}\w* |\ [a-z]{2,}")
CAPITALISED_WORD, WORD = re.compile(r"\W*[A-Z][a-z]+\W*"), re.compile(r"\W*[A-Za-z]{2,}\W*")
MARKUP = re.compile(r"<[^>]*>?|[^<]*>|:(?:red|orange|gray|small|blue|green)\S*|:material/\w+:|#+ ")


def files() -> list[Path]:
    own = [file for room in ROOMS for file in (ROOT / "coaching" / room).rglob("*.py") if file != WORDING]
    return [*own, *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]


def literals(expression: ast.AST) -> Iterator[ast.Constant]:
    """The texts in an expression: of f-strings the parts between the values, not what a call inside is given."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression
    elif isinstance(expression, ast.JoinedStr):
        for part in expression.values:
            yield from literals(part)
    elif isinstance(expression, ast.BinOp):
        yield from literals(expression.left)
        yield from literals(expression.right)
    elif isinstance(expression, ast.IfExp):
        yield from literals(expression.body)
        yield from literals(expression.orelse)
    elif isinstance(expression, ast.Dict):
        for value in expression.values:
            yield from literals(value)
    elif isinstance(expression, ast.List | ast.Tuple):
        for value in expression.elts:
            yield from literals(value)
    elif isinstance(expression, ast.Call) and called(expression) in {"plain", "as_label", "long_text", "format"}:
        inside = [expression.func.value] if isinstance(expression.func, ast.Attribute) else []
        for value in (*inside, *expression.args):
            yield from literals(value)


def without_placeholder(file: Path) -> Iterator[int]:
    """The lines of fields that may be empty and say nothing then: Streamlit says "Choose an option" in English."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        fields = {name.attr for name in (node.func, *node.args) if isinstance(name, ast.Attribute)}
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        index = named.get("index")
        starts_empty = isinstance(index, ast.Constant) and index.value is None
        if ("multiselect" in fields or ("selectbox" in fields and starts_empty)) and "placeholder" not in named:
            yield node.lineno


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def shown(file: Path) -> Iterator[tuple[int, str]]:
    """The line and the words of each text that reaches a user from this file without being in wording."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "LOG":
            continue
        given = [*node.args] if name in ELEMENTS | REFUSALS else []
        given += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN_BY and name != "add_parser"]
        for expression in given:
            for literal in literals(expression):
                if SENTENCE.search(MARKUP.sub(" ", str(literal.value))):
                    yield literal.lineno, str(literal.value)


def labels(file: Path) -> Iterator[tuple[int, str]]:
    """The line and the words of each label of one word that is not in wording, and each tooltip without a title: it
    shows the name of a column."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if name == "Tooltip" and "title" not in keywords:
            yield node.lineno, ast.unparse(node)
        given = [(each, CAPITALISED_WORD) for each in node.args if name in ELEMENTS | LABELLED]
        given += [(value, WORD) for keyword, value in keywords.items() if keyword in LABELS]
        for expression, word in given:
            for literal in literals(expression):
                if word.fullmatch(MARKUP.sub(" ", str(literal.value))):
                    yield literal.lineno, str(literal.value)


def test_no_label_of_one_word_reaches_a_user_from_outside_wording() -> None:
    found = [f"{file.relative_to(ROOT)}:{line}: {words!r}" for file in files() for line, words in labels(file)]
    assert not found, "\n".join(found)


def test_the_search_for_labels_finds_what_it_is_for(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'st.selectbox("Team", teams, key="Team")\n'
        'scope_filters.choice("Queue", queues, f"{page}_queue")\n'
        'addressed.one(st.pills, "Lines", words, BY)\n'
        'st.text_input(wording.NAME, placeholder="any")\n'
        'alt.Tooltip("score:Q")\n'
        'alt.Tooltip("score:Q", title="score")\n'
        'alt.Axis(title="Weeks")\n'
        'alt.Tooltip("score:Q", title=wording.TOOLTIP_SCORE)\n'
        'navigation.link(navigation.COMPARE, wording.OPEN, ":material/close:")\n'
        'table.Column("team", wording.COLUMN_TEAM)\n'
    )
    assert sorted({line for line, _ in labels(page)}) == [1, 2, 3, 4, 5, 6, 7]


def test_no_sentence_reaches_a_user_from_outside_wording() -> None:
    found = [f"{file.relative_to(ROOT)}:{line}: {words!r}" for file in files() for line, words in shown(file)]
    assert len(files()) > 80
    assert not found, "\n".join(found)


# Whoever runs the app reads these, or a load balancer does, on the command line and in the log.
FOR_OPERATORS = {"health.py", "network_access.py", "access.py", "failures.py"}
SQL = re.compile(r"\b(SELECT|FROM|WHERE|GROUP BY)\b")
WHOLE_SENTENCE = re.compile(r"^[^a-z<]*[A-Z][\w’']* (?=.*\b[a-z]{3,}\b)[^<]*[a-z][.!?]$")


def test_no_whole_sentence_is_written_down_elsewhere() -> None:
    """Also where it is returned first and shown by another module."""
    found = []
    for file in files():
        tree = ast.parse(file.read_text())
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
                continue
            if SQL.search(node.value) or file.name in FOR_OPERATORS:
                continue
            if WHOLE_SENTENCE.match(node.value):
                found.append(f"{file.relative_to(ROOT)}:{node.lineno}: {node.value!r}")
    assert not found, "\n".join(found)


def test_the_search_finds_what_it_is_for(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'st.caption("Nothing is here.")\n'
        'st.button(plain(f"Open {name} of {agent} now"))\n'
        'st.text_input(wording.NAME, placeholder="any name")\n'
        'raise NotFoundError("There is no such thing.")\n'
        'table.Column("name", "Name of it")\n'
        'st.html("<div class=\\"one two\\">")\n'
        "st.caption(wording.NOTHING)\n"
    )
    assert sorted({line for line, _ in shown(page)}) == [1, 2, 3, 4, 5]


def test_wording_imports_only_what_says_it_in_another_language() -> None:
    imported = {
        f"{node.module}.{name.name}"
        for file in ("wording", "catalogue", "reader")
        for node in ast.walk(ast.parse(WORDING.with_name(f"{file}.py").read_text()))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    rooms = {name for name in imported if name.startswith(("coaching", "streamlit"))}
    assert {name.split(".")[2] for name in rooms} <= {"catalogue", "reader"}


def test_nothing_in_wording_is_said_by_nobody() -> None:
    names = [name for name in vars(wording) if name.isupper()]
    code = "\n".join(file.read_text() for file in [*(ROOT / "coaching").rglob("*.py"), *files()] if file != WORDING)
    own = WORDING.read_text()
    used = set(re.findall(r"wording\.([A-Z_0-9]+)", code))
    unused = [name for name in names if name not in used and len(re.findall(rf"\b{name}\b", own)) < 2]
    assert not unused


def test_one_and_several_are_said_by_one_function() -> None:
    for name, said in vars(wording).items():
        if isinstance(said, Counted):
            more = dict.fromkeys(set(re.findall(r"{(\w+)}", said.one + said.several)) - {"count"}, "x")
            assert counted(1, said, **more) != counted(1_200, said, **more), name
            assert "1,200" in counted(1_200, said, **more), name


def test_an_empty_field_says_in_our_words_what_to_do() -> None:
    assert [f"{file.relative_to(ROOT)}:{line}" for file in files() for line in without_placeholder(file)] == []
