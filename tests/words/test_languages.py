"""What is read in another language is what stands in wording.py, and nobody reads the language of somebody else."""

import ast
import io
import string
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from coaching.charts import score_charts
from coaching.charts.chart_specs import locale
from coaching.people import people
from coaching.storage.database import Database
from coaching.ui.pieces import cell_values
from coaching.words import catalogue, formatting, wording
from coaching.words.catalogue import Counted
from coaching.words.days import Period, Span, named_days
from coaching.words.reader import BRITISH, LANGUAGES, Reader, reader, reader_of, reading_as
from coaching.words.sentences import listed, listed_or
from docs import write_languages
from tests.places import ROOT

ENGLISH = dict(catalogue.texts(vars(wording)))
TRANSLATED = [language for language in LANGUAGES if language != "en"]
TAGS = ("en-GB", "en-US", "de-DE", "de-CH", "es-ES", "es-MX", "en-ZA")


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple) else (str(text),)


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


def test_every_language_is_complete_and_up_to_date(language: str) -> None:
    written = catalogue.file_of(language).read_text()
    assert written == write_languages.up_to_date(language), "run .venv/bin/python docs/write_languages.py"
    left = [each.context for each in catalogue.read(language) if each.id and not catalogue.is_translated(each)]
    assert left == []


def test_every_translation_fills_in_what_the_english_does(language: str) -> None:
    wrong = []
    for message in catalogue.read(language):
        for english, translated in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            blanks = [(text[:1].isspace(), text[-1:].isspace()) for text in (english, translated)]
            if placeholders(english) != placeholders(translated) or blanks[0] != blanks[1]:
                wrong.append((message.context, translated))
    assert wrong == []


def test_a_language_has_the_same_constants(language: str) -> None:
    with reading_as(reader_of(language, None)):
        translated = dict(catalogue.texts({name: getattr(wording, name) for name in vars(wording) if name.isupper()}))
    assert translated.keys() == ENGLISH.keys()
    assert all(
        isinstance(translated[context], Counted) is isinstance(text, Counted) for context, text in ENGLISH.items()
    )
    assert len({context for context in ENGLISH if translated[context] != ENGLISH[context]}) > 0.9 * len(ENGLISH)


def test_what_two_threads_say_is_in_the_language_of_their_readers() -> None:
    said: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    begin = threading.Barrier(len(LANGUAGES))

    def speak(language: str) -> None:
        with reading_as(reader_of(language, None)):
            begin.wait()
            said[language] = {wording.NO_AGENTS for _ in range(500)}

    threads = [threading.Thread(target=speak, args=(language,)) for language in LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(sentences) == 1 for sentences in said.values())
    assert len(set.union(*said.values())) == len(LANGUAGES)
    assert reader() is BRITISH


@pytest.mark.parametrize(
    ("chosen", "browser", "tag"),
    [
        (None, None, "en-GB"),
        (None, "fr-FR", "en-GB"),
        (None, "en-US", "en-US"),
        (None, "de", "de-DE"),
        (None, "de-AT", "de-AT"),
        (None, "de-XX", "de-DE"),
        (None, "\0<b>", "en-GB"),
        ("es", "de-AT", "es-ES"),
        ("de", "de-CH", "de-CH"),
        ("xx", "es-MX", "es-MX"),
    ],
)
def test_the_choice_counts_and_then_the_browser(chosen: str | None, browser: str | None, tag: str) -> None:
    assert reader_of(chosen, browser).tag == tag


@given(
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=20) | st.from_regex(r"(en|de|es)[-_]\w{1,8}", fullmatch=True),
)
def test_whatever_a_browser_says_somebody_can_read(chosen: str | None, browser: str | None) -> None:
    assert reader_of(chosen, browser).language in LANGUAGES


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("en-GB", ["18 Nov 2026", "18 Nov 2026, 21:40", "1,234", "62.5", "−3.2"]),
        ("en-US", ["Nov 18, 2026", "Nov 18, 2026, 9:40\u202fPM", "1,234", "62.5", "−3.2"]),
        ("de-DE", ["18.\u00a0Nov. 2026", "18.\u00a0Nov. 2026, 21:40", "1.234", "62,5", "−3,2"]),
        ("es-ES", ["18 nov 2026", "18 nov 2026, 21:40", "1234", "62,5", "−3,2"]),
        ("es-MX", ["18 nov 2026", "18 nov 2026, 9:40\u202fp.m.", "1,234", "62.5", "−3.2"]),
    ],
)
def test_days_and_numbers_are_written_as_where_the_reader_is(tag: str, shown: list[str]) -> None:
    when = datetime(2026, 11, 18, 21, 40)
    with reading_as(reader_of(None, tag)):
        assert shown == [
            formatting.day(when.date()),
            formatting.day_and_time(when, ZoneInfo("UTC")),
            formatting.numeral(1234),
            formatting.score(62.5),
            formatting.signed(-3.2),
        ]


def readers() -> Iterator[Reader]:
    return (reader_of(None, tag) for tag in TAGS)


@given(
    st.sampled_from(list(readers())),
    st.integers(-(10**9), 10**9),
    st.floats(-1000, 1000),
    st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1)),
)
def test_a_file_has_the_numbers_and_days_that_its_reader_saw(
    found: Reader, whole: int, score: float, when: datetime
) -> None:
    when = when.replace(second=0, microsecond=0)
    with reading_as(found):
        assert cell_values.of_text(formatting.numeral(whole), "number").value == whole
        assert cell_values.of_text(formatting.signed(score), "number").value == formatting.as_shown(score)
        assert cell_values.of_text(formatting.day(when.date()), "day").value == when.date()
        assert cell_values.of_text(formatting.day_and_time(when, ZoneInfo("UTC")), "day").value == when
        assert cell_values.of_text(f"⚠ {formatting.day(when.date())} {wording.OVERDUE}", "day").value == when.date()


def test_what_is_kept_for_one_reader_is_not_given_to_another(small_centre: Database) -> None:
    """Answers of the database and charts are kept by this one process for all readers."""

    def said() -> list[str]:
        labels = people.sign_in_labels(small_centre)
        chart = score_charts.score_chart(50, None, None, 60)
        axis = score_charts._empty_flow_chart()["layer"][1]["encoding"]["x"]["title"]
        return [labels["sam@example.com"], chart["layer"][0]["data"]["values"][0]["score"], axis]

    def in_each() -> list[list[str]]:
        found = []
        for language in LANGUAGES:
            with reading_as(reader_of(language, None)):
                found.append(said())
        return found

    first = in_each()
    assert len({tuple(each) for each in first}) == len(LANGUAGES)
    assert all(len({each[place] for each in first}) > 1 for place in range(3))
    assert in_each() == first


def test_spanish_joins_words_by_how_the_last_one_begins() -> None:
    with reading_as(reader_of("es", None)):
        assert listed(["padres", "hijos"]) == "padres e hijos"
        assert listed(["agua", "hielo"]) == "agua y hielo"
        assert listed_or(["siete", "ocho"]) == "siete u ocho"
        assert listed_or(["a", "b"]) == "a o b"
    assert (listed(["a", "ideas"]), listed_or(["a", "oranges"])) == ("a and ideas", "a or oranges")


def test_charts_write_numbers_and_days_as_their_reader_does() -> None:
    assert locale() == {}
    with reading_as(reader_of("de", None)):
        made = locale()["locale"]
    assert (made["number"]["decimal"], made["number"]["thousands"]) == (",", ".")
    assert made["time"]["shortMonths"][2] == "März"
    assert len(made["time"]["days"]) == 7
    assert len(made["time"]["months"]) == 12


@pytest.mark.parametrize(("tag", "begins"), [("en-GB", 23), ("de-DE", 23), ("en-US", 29), ("es-MX", 29)])
def test_a_week_begins_on_the_day_on_which_it_does_where_the_reader_is(tag: str, begins: int) -> None:
    sunday = date(2026, 11, 29)
    with reading_as(reader_of(None, tag)):
        found = named_days(Span.THIS_WEEK, newest=sunday, today=sunday)
    assert found == Period.of_days(date(2026, 11, begins), sunday)


def looked_up_at_import(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and the name of each text of wording that a module takes while it is imported."""

    def within(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "wording":
            if node.attr.isupper():
                yield node.lineno, node.attr
            return
        if isinstance(node, ast.Lambda):
            return
        parts: list[ast.AST] = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = [*node.decorator_list, *node.args.defaults, *(each for each in node.args.kw_defaults if each)]
        for part in parts:
            yield from within(part)

    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "coaching.words.wording":
            yield from ((node.lineno, name.name) for name in node.names if name.name.isupper())
        yield from within(node)


def test_nothing_keeps_the_language_of_nobody() -> None:
    """A page is run for its reader, but the modules below it are imported once, for all readers."""
    files = [file for file in (ROOT / "coaching").rglob("*.py") if file != Path(str(wording.__file__))]
    assert len(files) > 200
    found = [
        f"{file.relative_to(ROOT)}:{line}: wording.{name}"
        for file in files
        for line, name in looked_up_at_import(ast.parse(file.read_text()))
    ]
    assert found == []


def is_kept(function: ast.FunctionDef) -> bool:
    """Whether what a function returns is kept for whoever asks next, in whichever language they read."""
    kept = {"cache", "lru_cache"} & {ast.unparse(each).split("(")[0].split(".")[-1] for each in function.decorator_list}
    says_who_reads = "reading_as(" in ast.unparse(function) or {"tag", "_tag"} & {
        each.arg for each in function.args.args
    }
    return bool(kept) and not says_who_reads


def texts_kept(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and is_kept(function)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "wording" and node.attr.isupper()
    ]


def test_no_cache_keeps_the_language_of_whoever_came_first() -> None:
    files = [*(ROOT / "coaching").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found = {str(file.relative_to(ROOT)): texts_kept(ast.parse(file.read_text())) for file in files}
    assert len(found) > 250
    assert {file: lines for file, lines in found.items() if lines} == {}
    kept, of_a_language = (
        "@cache\ndef a():\n    return wording.PRINT\n",
        "@lru_cache(8)\ndef b(tag):\n    return wording.PRINT\n",
    )
    assert texts_kept(ast.parse(kept + of_a_language)) == [3]


def test_a_text_is_translated_once_all_its_forms_are() -> None:
    catalog = Catalog(locale="de")
    for name, forms_of_it in (
        ("NONE", ("", "")),
        ("ONE", ("{count} Tag", "")),
        ("ALL", ("{count} Tag", "{count} Tage")),
    ):
        catalog.add(("{count} day", "{count} days"), forms_of_it, context=name)
    written = io.BytesIO()
    write_po(written, catalog)
    read = read_po(io.BytesIO(written.getvalue()), locale="de")
    assert [each.context for each in read if each.id and catalogue.is_translated(each)] == ["ALL"]


def test_the_search_for_texts_taken_at_import_finds_them() -> None:
    code = (
        "from coaching.words.wording import NAME\n"
        "A = wording.NAME\n"
        "B = {'a': [wording.NAME.format(x=1)]}\n"
        "C = table.Column('a', lambda: wording.NAME)\n"
        "def f(x=wording.NAME): return wording.NAME\n"
        "@st.dialog(wording.NAME)\n"
        "def g(): return wording.NAME\n"
        "class D:\n"
        "    e = wording.NAME\n"
        "    def h(self): return wording.NAME\n"
    )
    assert sorted({line for line, _ in looked_up_at_import(ast.parse(code))}) == [1, 2, 3, 5, 6, 9]
