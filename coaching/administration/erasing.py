"""How is a customer's conversation erased? Everywhere and for good; what it added to daily totals stays.

Erased are its interactions, what was said, its answers, scores and audits, evidence, details, marks and bookmarks,
where it stood in assignments, its words in the index, and drafts and waiting records that name it. What people wrote
in assignments and notes stays theirs. That something was erased is noted without any name or id, and an import knows
an erased conversation by a one-way hash of its ids (importers/erased.py) and leaves it out.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import duckdb

from coaching.importers import erased
from coaching.importers.interaction_ids import OF_CONVERSATION, OF_INTERACTION
from coaching.importers.staging import TEXT, staged
from coaching.people.permissions import ADMINISTRATION, Action
from coaching.people.visibility import viewer_may
from coaching.quality import daily_totals, transcript_words
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError

MAY = f"SELECT 1 WHERE {viewer_may(Action.ADMINISTER)}"
WORD = re.compile(r"[\w-]+")
NUMBER = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")|-?[0-9][0-9.eE+-]*')  # in JSON, outside its texts
WRITES = [EVERY_TABLE]
AT_ONCE = 500  # conversations that are erased in one transaction: a Save waits for it

# Every id that the asked conversations have.
CONVERSATIONS = """
    CREATE OR REPLACE TEMP TABLE erased_conversations AS
    WITH asked AS (
        SELECT coalesce(c.conversation_id, r.conversation_id, i.interaction_id) AS conversation_id
        FROM asked_conversations a
        LEFT JOIN conversation_ids c ON c.other_id = a.id
        LEFT JOIN interaction_records r ON r.interaction_id = a.id OR r.conversation_id = a.id
        LEFT JOIN interactions i ON i.interaction_id = a.id)
    SELECT DISTINCT conversation_id FROM asked WHERE conversation_id IS NOT NULL"""

INTERACTIONS = """
    CREATE OR REPLACE TEMP TABLE erased_interactions AS
    SELECT interaction_id FROM interactions
    WHERE interaction_id IN (SELECT conversation_id FROM erased_conversations)
       OR interaction_id IN (SELECT interaction_id FROM interaction_records
                             WHERE conversation_id IN (SELECT conversation_id FROM erased_conversations))"""

IDS = """
    SELECT conversation_id FROM erased_conversations
    UNION SELECT interaction_id FROM erased_interactions
    UNION SELECT other_id FROM conversation_ids
    WHERE conversation_id IN (SELECT conversation_id FROM erased_conversations)"""

_OF_ERASED = "SELECT interaction_id FROM erased_interactions"
_AUDITS = f"SELECT audit_id FROM audits WHERE interaction_id IN ({_OF_ERASED})"
_MARKS = f"SELECT mark_id FROM marks WHERE interaction_id IN ({_OF_ERASED})"
_CONVERSATIONS = "SELECT conversation_id FROM erased_conversations"
ERASE = (
    f"DELETE FROM drafts WHERE form = 'words' AND regexp_extract(subject_id, '^aside ([^:]*):', 1) IN ({_MARKS})",
    f"DELETE FROM audit_answers WHERE audit_id IN ({_AUDITS})",
    f"DELETE FROM audit_orders WHERE audit_id IN ({_AUDITS})",
    f"DELETE FROM mark_closings WHERE mark_id IN ({_MARKS})",
    *(
        f"DELETE FROM {table} WHERE interaction_id IN ({_OF_ERASED}) OR interaction_id IN ({_CONVERSATIONS})"
        for table in (*(name for name, _ in OF_CONVERSATION), *OF_INTERACTION)
    ),
    f"DELETE FROM interaction_records WHERE conversation_id IN ({_CONVERSATIONS})",
    f"DELETE FROM interactions WHERE interaction_id IN ({_OF_ERASED})",
    f"DELETE FROM conversation_ids WHERE conversation_id IN ({_CONVERSATIONS})",
)

# A draft of an audit is about the interaction alone; what another form is about follows the first colon.
DRAFTS_ABOUT = """
    DELETE FROM drafts
    WHERE subject_id IN (SELECT id FROM erased_names)
       OR subject_id[strpos(subject_id, ':') + 1:] IN (SELECT id FROM erased_names)"""

NOTE = "INSERT INTO erasures SELECT $reason, $erased_at, $erased_by, $conversations"

# Whole conversations that ended before a day; those without a time are never too old.
OLD = """
    SELECT conversation_id
    FROM (SELECT coalesce(r.conversation_id, i.interaction_id) AS conversation_id,
                 coalesce(i.ended_at, i.started_at) AS ended_at
          FROM interactions i
          LEFT JOIN (SELECT DISTINCT interaction_id, conversation_id FROM interaction_records
                     WHERE agent_id IS NOT NULL) r ON r.interaction_id = i.interaction_id)
    GROUP BY conversation_id HAVING max(ended_at) < $before AND count(ended_at) = count(*)
    ORDER BY conversation_id LIMIT $most"""


class Reason(StrEnum):
    """Why conversations were erased."""

    ASKED = "asked"
    AGE = "age"
    PSEUDONYM = "pseudonym"
    """None: a former agent became a pseudonym."""


def erase_conversation(database: Database, viewer_id: str, conversation_id: str, *, confirmed: str) -> int:
    """Erases one conversation by any of its ids, and returns how many interactions it had. `confirmed`: the id again.

    Raises NotAllowedError for who may not administer, InvalidFieldsError where the two are not the same, NotFoundError
    where there is no such conversation.
    """
    if conversation_id.strip() != confirmed.strip():
        raise InvalidFieldsError({"again": wording.NOT_THE_SAME_ID})
    with database.transaction(writes=WRITES) as cursor:
        if not cursor.execute(MAY, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError(ADMINISTRATION)
        found = _erase(cursor, [conversation_id.strip()], Reason.ASKED, viewer_id)
    if not found:
        raise NotFoundError(wording.NO_SUCH_CONVERSATION)
    return found


def erase_by_command(database: Database, conversation_ids: Sequence[str]) -> int:
    """Erases these conversations for whoever may use the database's own command line; returns how many interactions
    they had."""
    with database.transaction(writes=WRITES) as cursor:
        return _erase(cursor, conversation_ids, Reason.ASKED, None)


def erase_older(database: Database, before: datetime) -> Iterator[int]:
    """Erases the conversations that ended before this instant (naive UTC), AT_ONCE in a transaction of its own so that
    nobody waits long; says after each how many interactions that were. Whoever asks for no more stops it."""
    while True:
        with database.transaction(writes=WRITES) as cursor:
            rows = cursor.execute(OLD, {"before": before, "most": AT_ONCE}).fetchall()
            if not rows:
                return
            erased_now = _erase(cursor, [row[0] for row in rows], Reason.AGE, None)
        yield erased_now


def _erase(cursor: duckdb.DuckDBPyConnection, asked: Collection[str], reason: Reason, erased_by: str | None) -> int:
    with staged(cursor, "asked_conversations", {"id": TEXT}, [(each,) for each in set(asked)]):
        cursor.execute(CONVERSATIONS)
    cursor.execute(INTERACTIONS)
    ids = [each for (each,) in cursor.execute(IDS).fetchall()]
    ((conversations,),) = cursor.execute("SELECT count(*) FROM erased_conversations").fetchall()
    ((interactions,),) = cursor.execute("SELECT count(*) FROM erased_interactions").fetchall()
    if not conversations:
        return 0
    daily_totals.keep_contributions(cursor, "erased_interactions")
    transcript_words.forget(cursor, "erased_interactions")
    for statement in ERASE:
        cursor.execute(statement)
    _forget_where_named(cursor, ids)
    erased.remember(cursor, ids)
    noted = {"reason": reason.value, "erased_at": utc_now(), "erased_by": erased_by, "conversations": conversations}
    cursor.execute(NOTE, noted)
    return int(interactions)


def _forget_where_named(cursor: duckdb.DuckDBPyConnection, ids: Collection[str]) -> None:
    """Removes drafts and waiting records that name one of these ids, and the ids from reports of imports. What imports
    gave back goes as well: nobody can see whether it holds the conversation."""
    naming = Naming(ids)
    for table, column, named_in in (
        ("drafts", "content", naming.is_in_text_of),
        ("waiting_records", "record", naming.is_in),
    ):
        rows = cursor.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()
        found = [(text,) for (text,) in rows if named_in(text)]
        with staged(cursor, "naming_texts", {"text": TEXT}, found):
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT text FROM naming_texts)")
    with staged(cursor, "erased_names", {"id": TEXT}, [(each,) for each in ids]):
        cursor.execute(DRAFTS_ABOUT)
        cursor.execute("DELETE FROM waiting_records WHERE waits_for IN (SELECT id FROM erased_names)")
    for import_id, report in cursor.execute(
        "SELECT import_id, report FROM imports WHERE report IS NOT NULL"
    ).fetchall():
        if naming.is_in(report):
            said = {"said": naming.left_out_of(report), "id": import_id}
            cursor.execute("UPDATE imports SET report = $said WHERE import_id = $id", said)
    cursor.execute("UPDATE imports SET returned = NULL WHERE returned IS NOT NULL")


class Naming:
    """Finds any of these ids as a whole word, as it is written in text or in JSON. People's commands wait meanwhile, so
    ids of letters, digits and dashes, which most are, are looked up word by word: a pattern of a thousand of them takes
    twenty times as long."""

    def __init__(self, ids: Iterable[str]) -> None:
        written = {form for each in ids for form in (each, json.dumps(each)[1:-1])}
        self._words = {each for each in written if WORD.fullmatch(each)}
        others = "|".join(re.escape(each) for each in sorted(written - self._words, key=len, reverse=True))
        self._others = re.compile(rf"(?<![\w-])(?:{others})(?![\w-])") if others else None

    def is_in(self, text: str) -> bool:
        """Whether the text names one of the ids."""
        return not self._words.isdisjoint(WORD.findall(text)) or bool(self._others and self._others.search(text))

    def is_in_text_of(self, written: str) -> bool:
        """Whether a text in this JSON names one of the ids. A number does not: only files write ids as numbers."""
        return self.is_in(written) and self.is_in(NUMBER.sub(r"\g<text>", written))

    def left_out_of(self, text: str) -> str:
        """The text with … in place of the ids."""
        said = self._others.sub("…", text) if self._others else text
        return WORD.sub(lambda word: "…" if word[0] in self._words else word[0], said)
