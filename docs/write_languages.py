"""Brings the translations in coaching/words/languages/ up to date with coaching/words/wording.py.

    .venv/bin/python docs/write_languages.py

Texts that are new there come in without a translation, those that are gone go. One whose English has changed keeps its
translation, marked "fuzzy": it is not used until somebody has read it and taken the mark away. For a new language, name
it in coaching/words/reader.py first.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from coaching.words import catalogue, wording  # noqa: E402
from coaching.words.catalogue import Counted  # noqa: E402
from coaching.words.reader import ENGLISH, LANGUAGES  # noqa: E402

HEADER = r"""# What coaching/words/wording.py says in another language: docs/write_languages.py keeps the two together.
msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
WIDTH = 120
TRANSLATED = tuple(language for language in LANGUAGES if language != ENGLISH)


def up_to_date(language: str) -> str:
    """The file of a language as it has to be."""
    header = HEADER.format(language=language)
    known = {message.context: message for message in _known(language)}
    made = read_po(io.StringIO(header), locale=language)
    for context, text in catalogue.texts(vars(wording)):
        english = tuple(text) if isinstance(text, Counted) else text
        message = known.get(context)
        if message is None or isinstance(message.string, tuple) is not isinstance(english, tuple):
            made.add(english, context=context)
        else:
            is_read = message.id == english and not message.fuzzy
            made.add(english, message.string, flags=() if is_read else {"fuzzy"}, context=context)
    written = io.BytesIO()
    write_po(written, made, width=WIDTH, omit_header=True)
    return header + written.getvalue().decode()


def _known(language: str) -> list[Message]:
    """The translations that there are."""
    if not catalogue.file_of(language).exists():
        return []
    return [message for message in catalogue.read(language) if message.id and message.string]


if __name__ == "__main__":
    for language in TRANSLATED:
        catalogue.file_of(language).write_text(up_to_date(language))
        left = [each.context for each in catalogue.read(language) if each.id and not catalogue.is_translated(each)]
        print(f"{language}: {len(left)} to translate or to read again: {', '.join(map(str, left))}")
