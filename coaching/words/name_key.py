"""When are two spellings of a name the same name? Pure.

People write the names of people, teams, queues, forms, metrics and areas by hand: one time with a capital letter, with
two blanks, with a blank that does not break, or with letters that are put together of parts. Whoever compares such
names compares their keys.
"""

import re
import unicodedata
from functools import lru_cache

# Characters that show nothing although Unicode counts them neither among blanks nor among format characters.
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Blanks stand for one blank; what is invisible and no blank stands for nothing.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_BLANK = frozenset({"Zs", "Zl", "Zp"})


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """The one spelling by which a name is compared: no capitals, single blanks, nothing invisible, and one way to write
    each letter. Names without anything to see have the key "".

    Example: "Greets\\u00a0 the Customer" and "greets the customer" have the same key.
    """
    if name.isascii() and name.isprintable():  # most names: a tenth of the time
        return " ".join(name.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    shown = UNSEEN.sub("", "".join(map(_shown, folded)))
    return " ".join(unicodedata.normalize("NFKC", shown).split())


@lru_cache(maxsize=16384)
def person_key(name: str) -> str:
    """As `name_key`, of a person, whom some exports call "Udo, Uma" instead of "Uma Udo"."""
    key = name_key(name)
    last, comma, first = (part.strip() for part in key.partition(","))
    return f"{first} {last}" if comma and first and last and "," not in first else key


def without_invisible(text: str) -> str:
    """A text without the characters that nobody sees; blanks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each for each in UNSEEN.sub("", text) if unicodedata.category(each) not in _INVISIBLE)


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    return " " if category in _BLANK else "" if category in _INVISIBLE else character
