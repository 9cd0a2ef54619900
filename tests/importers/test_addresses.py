"""The spellings of one e-mail address, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.addresses import address

INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"
LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=10)
ADDRESSES = st.builds("{}.{}@{}.example".format, LABEL, LABEL, LABEL)


@pytest.mark.parametrize(
    "written",
    [
        "ana@x.example",
        "Ana@X.example",
        " ana@x.example ",
        "ana@x.example\u200b",
        "\ufeffana@x.example",
        "Ana Alves <ana@x.example>",
        '"Alves, Ana" <ana@x.example>',
        "mailto:ana@x.example",
        "MAILTO:ana@x.example?subject=x",
        "<ana@x.example>",
        "ANA@x.example <ana@x.example>",
        "Ana <mailto:ana@x.example>",
        "ana@x.example (Ana Alves)",
        "ana@x.example;",
        "'ana@x.example'",
        '"ana@x.example"',
        "\xa0ana@x.example\r\n",
        "Ana Alves <ana@x.example>; ",
    ],
)
def test_one_address_in_many_spellings(written: str) -> None:
    assert address(written) == "ana@x.example"


def test_a_letter_with_an_accent_has_one_spelling() -> None:
    assert address("u\u0308ma@example.com") == address("\xfcma@example.com") == "\xfcma@example.com"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "unknown",
        "ana@x.example; ben@x.example",
        "ana@x.example, ben@x.example",
        "ana@x.example ben@x.example",
        "Ana <ana@x.example>, Ben <ben@x.example>",
        "ana@x.example (ben@x.example)",
        "ben@x.example <ana@x.example>",
        '"ben@x.example" <ana@x.example>',
        "ana@@x.example",
        "ana@x@example",
        "@x.example",
        "ana@",
        "ana@x.example.",
        "ana@.example",
        "ana@x..example",
        "an a@x.example",
        "a\xadna@x.example",
        "ana@x.example\0",
        "\u0130ana@x.example",
        "an\u212a@x.example",
        "\uff20na@x.example",
        "\uff41na@x.example",
        "ana@x\uff0eexample",
        "http://x.example/ana@x.example",
        "auditor:ana@x.example",
        "ben@x.example <ana@x.example> x",
    ],
)
def test_what_is_no_address_or_two(written: str) -> None:
    assert address(written) is None


@given(ADDRESSES, st.text(INVISIBLE, min_size=1, max_size=3), st.integers(0, 40), st.text("Ana Alves", max_size=9))
def test_dressed_addresses_are_the_same(plain: str, invisible: str, place: int, name: str) -> None:
    dressed = invisible + plain + invisible
    for written in (
        dressed,
        dressed.upper(),
        f" {dressed} ",
        f"{name} <{dressed}>",
        f"mailto:{dressed}",
        f"{dressed}\n",
    ):
        assert address(written) == plain
    if 0 < place < len(plain):
        assert address(plain[:place] + invisible + plain[place:]) is None


@given(ADDRESSES, ADDRESSES, st.sampled_from(["; ", ", ", " ", "/", "\n", "|", " or ", "@"]))
def test_two_addresses_are_never_one(one: str, other: str, between: str) -> None:
    assert address(one + between + other) is None
    assert address(f"A <{one}>{between}B <{other}>") is None


@given(st.text())
def test_whatever_is_an_address_stays_the_same(written: str) -> None:
    found = address(written)
    assert found is None or address(found) == found
