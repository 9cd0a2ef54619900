"""Which text are the bytes of a file? UTF-8 and UTF-16 with and without their marks, Windows-1252, other code pages."""

import codecs
import re
import unicodedata
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
_FEWEST_SIGNS = 8  # where no letter is ASCII
_MORE_CERTAIN = 0.1
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")
# Ends only at characters that are no second byte of any letter.
_BYTES_OF_WORD = re.compile(rb"[^\s\"',:;]+")
_PUNCTUATION = frozenset("‘’‚“”„–—…«»‹›·´°€©®™£§¡¿\xa0")


# Pages that charset-normalizer does not tell by a few words, with what people call them, what is no letter of theirs,
# and the languages that prove them (none: how the words look does).
_NO_LATIN = re.compile(r"[^A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xfe\u0152\u0153\u0160\u0161\u017d\u017e]")
_NO_CYRILLIC = re.compile(r"[^\u0400-\u045f\u0490\u0491]")
_CYRILLIC_VOWELS = re.compile("[\u0430\u0435\u0451\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0454\u0456\u0457]")
# Vowels among the letters of a Russian text, and in a word with few of them; Hebrew read as Cyrillic has fewer.
_VOWELS, _VOWELS_OF_A_WORD = 0.3, 0.2
_CYRILLIC = frozenset({"be", "bg", "kk", "mk", "ru", "sr", "uk"})
_OTHER_PAGES = {
    "mac_roman": ("Mac Roman", _NO_LATIN, frozenset[str]()),
    "cp850": ("CP850", _NO_LATIN, frozenset[str]()),
    "cp1251": ("Windows-1251", _NO_CYRILLIC, _CYRILLIC),
    "koi8_u": ("KOI8", _NO_CYRILLIC, _CYRILLIC),
    "cp866": ("CP866", _NO_CYRILLIC, _CYRILLIC),
}
_BETWEEN_WORDS = re.compile(r"[\x00-@\[-`{-\xa0\u2013\u2014\u2018\u2019\u201c\u201d\u2026\xab\xb7\xbb]+")
# Signs of Windows-1252 where writers put them: around words, as apostrophes (don’t, l’heure, O’Brien) and dashes. The
# same bytes are letters on the Mac and in DOS, which stand anywhere.
_SIGN_INSIDE = re.compile(r"[A-Za-z][^\x00-\x7f’–—…][A-Za-z]")
_SIGNED = re.compile(
    r"""[!-/:-@\[-`{-~‘“„«‹•·–—¿¡£€©§±]*
    (?:[A-Za-z]+’(?i:s|t|d|m|re|ve|ll|clock)
    | [OD]’[A-Z][a-z]+
    | (?i:[cdjlmnst]|qu|jusqu|lorsqu|all|dell|nell|sull|un)’[AEIOUYHaeiouyh][a-z]{2,}
    | [A-Za-z]{3,}s’
    | [A-Z][a-z]*[–—][A-Z][a-z]*
    | [0-9.,]+[–—][0-9.,]+
    | [A-Za-z0-9.,%/-]*)
    (?:(?<=[A-Za-z0-9.!?])…)?[!-/:-@\[-`{-~”“»›–—™®©°€£]*""",
    re.VERBOSE,
)
_LONGEST_WORD = 60  # a longer one, such as a ruler of dashes, would take long to be told
_WELL_WRITTEN = 0.9  # so much of the words must look like words
_RARE = re.compile("[\xee\xef\xeb\xfb\xf5]")  # accented letters that most languages do without
# Vowels of Windows-1252 that are consonants in 1250, and a consonant that is a vowel on the Mac: whether a letter
# stands among consonants tells which it is.
_WESTERN_VOWELS = frozenset("\xe0\xe8\xf2\xf8\xe5\xe6\xc0\xc8\xd2\xd8\xc5\xc6")


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
    named = _page_by_words(sample)
    if named is not None:
        return Decoded(data.decode(named[0], "replace"), named[1], True)
    if not _is_windows_1252(sample):
        from charset_normalizer import from_bytes  # loaded only here: hardly any file needs it

        is_cyrillic = _vowels(sample.decode("cp1251", "replace")) >= _VOWELS_OF_A_WORD
        pages = [page for page in _CODE_PAGES if is_cyrillic or page != "cp1251"]
        found = from_bytes(sample, cp_isolation=pages).best()
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


def _page_by_words(sample: bytes) -> tuple[str, str] | None:
    """The page in which the words of a sample look like words, as they do not in Windows-1252, and what it is called;
    None where there is no such page among _OTHER_PAGES."""
    if _is_windows_1252(sample) and (_well_written(sample, "cp1252") > 0.5 or _is_signed(sample.decode("cp1252"))):
        return None
    proven, looking = [], []
    for page, (name, _, languages) in _OTHER_PAGES.items():
        if _well_written(sample, page) < _WELL_WRITTEN:
            continue
        text = sample.decode(page, "replace")
        language, certainty = likeliest_language(text)
        if not languages:
            looking.append((-len(_RARE.findall(text.lower())), certainty, page, name))
        elif language in languages and len(sample) >= _FEWEST_SIGNS and _vowels(text) >= _VOWELS:
            small = sum(not word.isupper() for word in text.split())
            if small or page == "cp1251":  # Hebrew would be capitals of the others
                proven.append((small, certainty, page, name))
    found = max(proven, default=None) or max(looking, default=None)
    return None if found is None else found[-2:]


def _is_signed(western: str) -> bool:
    """Whether the words of a sample have no letters but ASCII, and signs mostly where writers put them."""
    if _SIGN_INSIDE.search(western) or any(each.isalpha() and not each.isascii() for each in western):
        return False
    words = western.split()
    signed = sum(len(word) <= _LONGEST_WORD and _SIGNED.fullmatch(word) is not None for word in words)
    return signed > len(words) / 2


def _vowels(cyrillic: str) -> float:
    """Which part of the Cyrillic letters of a text are vowels; 1 where it has none of these letters."""
    letters = len(_NO_CYRILLIC.sub("", cyrillic))
    return len(_CYRILLIC_VOWELS.findall(cyrillic.lower())) / letters if letters else 1.0


def _well_written(sample: bytes, page: str) -> float:
    """Which part of the words with letters that are not ASCII looks like a word: of letters only, and without capitals
    behind small letters; 0 where Latin letters are mostly accented ones."""
    others = _OTHER_PAGES[page][1] if page in _OTHER_PAGES else _NO_LATIN
    words = [word for word in _BETWEEN_WORDS.split(sample.decode(page, "replace")) if not word.isascii()]
    if others is _NO_LATIN and sum(map(_accented, words)) > sum(map(len, words)) / 2:
        return 0.0
    good = sum(
        not others.search(word)
        and (word[1:].islower() or not word[1:].upper().isupper() or word.isupper())
        and not any(_among_consonants(word, place) for place, letter in enumerate(word) if letter == "\u0161")
        for word in words
    )
    return good / len(words) if words else 0.0


def _among_consonants(word: str, place: int) -> bool:
    """Whether neither the letter before nor the one behind is a vowel."""
    around = unicodedata.normalize("NFD", (word[place - 1 : place] + word[place + 1 : place + 2]).lower())
    return not any(letter in "aeiouy\xe6\xf8\u0153" for letter in around)


def _accented(word: str) -> int:
    return sum(not character.isascii() for character in word)


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
        if page == "cp1250" and _has_western_vowels(western):
            continue
        text = sample.decode(page, "replace")
        language, certainty = likeliest_language(text)
        if language in languages and certainty > most and text != western:
            found, most = page, certainty
    return found


def _has_western_vowels(western: str) -> bool:
    """Whether more of the letters that are consonants in Windows-1250 stand where a vowel does: among consonants."""
    vowels = [
        _among_consonants(word, place)
        for word in _BETWEEN_WORDS.split(western)
        for place, letter in enumerate(word)
        if letter in _WESTERN_VOWELS
    ]
    return sum(vowels) > len(vowels) / 2


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
