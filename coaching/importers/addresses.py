"""Which e-mail address does a text of an export mean?"""

import re
import unicodedata
from functools import lru_cache

# Blanks, separators without a second address, and what nobody sees: soft hyphens, zero-width spaces and joiners, marks
# of direction, a BOM.
_AROUND = " \t\r\n\xa0;,\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"
_QUOTES = "'\"\u2018\u2019\u201c\u201d"
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]*)>")
_COMMENTED_ADDRESS = re.compile(r"([^()]*)\([^()@]*\)")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\]+")


@lru_cache(maxsize=4096)
def address(written: str) -> str | None:
    """The one spelling of an e-mail address: lower case, without blanks and invisible characters around it, without
    "mailto:", a name before it or a comment after it. None where the text is no address, or more than one.

    An invisible character within it makes it no address: it could be one that only looks like somebody's. So does a
    character that stands for ASCII ones (the Kelvin sign becomes k, a wide @ is a second one): it could be taken for
    somebody else's.
    """
    value = written.strip(_AROUND)
    named = _NAMED_ADDRESS.fullmatch(value) or _COMMENTED_ADDRESS.fullmatch(value)
    if named and _is_another(_without_quotes(value.partition("<")[0].strip(_AROUND)), named[1].strip(_AROUND)):
        return None
    value = _without_quotes((named[1] if named else value).strip(_AROUND))
    if value[:7].lower() == "mailto:":
        value = value[7:].partition("?")[0].strip(_AROUND)
    if not _ADDRESS.fullmatch(value) or not value.isprintable() or _has_empty_part(value):
        return None
    letters = (unicodedata.normalize("NFKC", letter).lower() for letter in value if not letter.isascii())
    if any(letter[0].isascii() for letter in letters):
        return None
    return unicodedata.normalize("NFC", value).lower()


def _is_another(name: str, value: str) -> bool:
    """Whether the name before an address is another address, so that nobody knows which of them counts."""
    return bool(_ADDRESS.fullmatch(name)) and name.lower() != value.lower()


def _without_quotes(value: str) -> str:
    is_quoted = len(value) > 2 and value[0] in _QUOTES and value[-1] in _QUOTES
    return value[1:-1].strip(_AROUND) if is_quoted else value


def _has_empty_part(value: str) -> bool:
    """Whether the domain begins or ends with a dot, or has two of them side by side."""
    domain = value.rpartition("@")[2]
    return not all(domain.split("."))
