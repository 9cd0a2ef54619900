"""Which text are the bytes of a file? UTF-8 and UTF-16 with and without their marks, Windows-1252, other code pages."""

import codecs
import re
from typing import NamedTuple

from coaching.quality.english import likeliest_language

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_LOOKED_AT = 4096  # bytes in which UTF-16 without a mark shows, as every second one is zero
_SAMPLE = 20_000  # bytes of words with other letters, by which a code page is guessed
# The code pages that exports are written in, besides Windows-1252: a guess among all there are is often wrong.
_CODE_PAGES = (
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp932",
    "gb18030",
    "big5",
    "cp949",
)
# Code pages of Latin letters with the languages that need them: in Windows-1252 the same bytes are other letters.
_LATIN_PAGES = {
    "cp1250": frozenset({"bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq", "sr"}),
    "cp1254": frozenset({"az", "tr"}),
    "cp1257": frozenset({"et", "lt", "lv"}),
}
_LANGUAGES_OF_OTHERS = frozenset().union(*_LATIN_PAGES.values())
# Measured on names and phrases of twenty languages: fewer letters, or less more certain, and western European names are
# taken for others.
_FEWEST_LETTERS = 12
_MORE_CERTAIN = 0.1
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")
# Ends only at characters that are no second byte of any letter.
_BYTES_OF_WORD = re.compile(rb"[^\s\"',:;]+")
_PUNCTUATION = frozenset("‘’‚“”„–—…«»‹›·´°€©®™£§¡¿\xa0")


class Decoded(NamedTuple):
    """The text of a file. `encoding` is what people call its encoding; `is_guessed` says that the bytes alone do not
    settle it. Bytes that are no text in it are lone surrogates, which fields.check_text refuses."""

    text: str
    encoding: str
    is_guessed: bool = False


def decoded(data: bytes) -> Decoded:
    """The text of a whole file. Never raises."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return Decoded(_as(data[len(mark) :], codec), name)
    utf_16 = _utf_16_without_mark(data[:_LOOKED_AT])
    if utf_16 is not None:
        return Decoded(_as(data, utf_16), "UTF-16")
    data = data.rstrip(b"\0")  # which fills up the end of some files
    try:
        return Decoded(data.decode(), "UTF-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "surrogateescape")
    wrong = sum(map(text.count, set(re.findall("[\udc80-\udcff]", text))))
    right = len(re.findall("[^\x00-\x7f]", text)) - wrong
    # UTF-8 of which a few bytes are broken, rather than another encoding.
    return Decoded(text, "UTF-8") if right > wrong else _code_page(data)


def decoded_beginning(head: bytes) -> Decoded:
    """As `decoded`, of the first bytes of a file, which may end within a character."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return decoded(head[: len(head) - cut])
    return decoded(head)


def _as(data: bytes, codec: str) -> str:
    width = {"utf-16": 2, "utf-32": 4}.get(codec[:6], 1)
    whole = data[: len(data) // width * width]
    try:
        return whole.decode(codec, "surrogateescape" if width == 1 else "surrogatepass")
    except UnicodeDecodeError:
        return whole.decode(codec, "replace")


def _utf_16_without_mark(head: bytes) -> str | None:
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 4 or max(even, odd) < half * 0.4 or min(even, odd) > half * 0.1:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _code_page(data: bytes) -> Decoded:
    # Only the words: ids, times and addresses in the same lines make the guess worse.
    words = (word for line in data.splitlines() if not line.isascii() for word in _BYTES_OF_WORD.findall(line))
    sample = b" ".join(word for word in words if not word.isascii())[:_SAMPLE]
    if not _is_windows_1252(sample):
        from charset_normalizer import from_bytes  # loaded only here: hardly any file needs it

        found = from_bytes(sample, cp_isolation=[*_CODE_PAGES]).best()
        if found is not None:
            return Decoded(data.decode(found.encoding, "replace"), found.encoding.replace("cp125", "Windows-125"), True)
    page = _latin_page(sample)
    if page is not None:
        return Decoded(data.decode(page, "replace"), page.replace("cp", "Windows-"), True)
    # Bytes that Windows-1252 does not define are those of ISO 8859-1, as in browsers.
    try:
        return Decoded(data.decode("cp1252"), "Windows-1252", True)
    except UnicodeDecodeError:
        return Decoded(data.decode("latin-1"), "ISO-8859-1", True)


def _latin_page(sample: bytes) -> str | None:
    """The page in whose letters the sample reads as one of its languages, more certainly than in those of Windows-1252
    as one of theirs; None where there is no such page."""
    if len(sample) < _FEWEST_LETTERS:
        return None
    western = sample.decode("cp1252", "replace")
    own, certainty = likeliest_language(western)
    most = _MORE_CERTAIN + (0.0 if own in _LANGUAGES_OF_OTHERS else certainty)
    found = None
    for page, languages in _LATIN_PAGES.items():
        text = sample.decode(page, "replace")
        language, certainty = likeliest_language(text)
        if language in languages and certainty > most and text != western:
            found, most = page, certainty
    return found


def _is_windows_1252(sample: bytes) -> bool:
    """Whether the sample reads as a western European language would: in its words are letters, and not mostly accented
    ones, as those of Cyrillic or Greek would become."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = accented = 0
    for word in _WORD.findall(text):
        others = [character for character in word if not character.isascii() and character not in _PUNCTUATION]
        if not others:
            continue
        if not all(map(str.isalpha, others)):
            return False
        letters += len(word)
        accented += len(others)
    return accented <= letters / 2
