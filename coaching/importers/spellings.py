"""How do exports spell what has one name here: the keys of records, and words such as yes and no, voice and English?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from coaching.importers import limits
from coaching.importers.notes import NotedValues, Notes, Values
from coaching.importers.refused_records import UnusableRecordError, shown

NOTHING = frozenset(
    {"", "-", "--", "\u2013", "\u2014", "na", "n/a", "n.a.", "n.a", "#n/a", "#na", "nan", "null", "none"}
)
LONGEST_NOTHING = max(map(len, NOTHING))
# What is written where an id is missing, as programs do.
NO_IDS = frozenset({"nil", "none", "not applicable", "not available", "null", "unassigned", "undefined", "unknown"})
LONGEST_NO_ID = max(map(len, NO_IDS))
# Letters and digits of what stands for no agent.
NOBODY = frozenset(
    {
        "agent", "anonymous", "default", "deleted", "na", "nan", "nil", "noagent", "nobody", "none", "notapplicable",
        "notavailable", "null", "system", "test", "unassigned", "undefined", "unknown", "unknownagent", "user",
    }
)  # fmt: skip
# By `normalised`.
QUALIFICATIONS = {
    **dict.fromkeys(("yes", "y", "true", "adhered"), "YES"),
    **dict.fromkeys(("no", "n", "false", "notadhered", "nonadhered"), "NO"),
    "notapplicable": "NA",
}
TRUE = frozenset({"true", "yes", "y", "1", "1.0"})
FALSE = frozenset({"false", "no", "n", "0", "0.0"})

# Who takes part in a conversation, by the letters of what a source calls them. A "user" is whoever uses the system that
# writes it: of a chat the customer, of a list of agents an agent.
_CUSTOMERS = ("CUSTOMER", "ENDUSER", "CLIENT", "CALLER", "VISITOR", "CONSUMER", "EXTERNAL")
SPEAKERS = {
    **dict.fromkeys((*_CUSTOMERS, "USER"), "customer"),
    **dict.fromkeys(("AGENT", "HUMANAGENT", "LIVEAGENT", "ADVISOR", "REPRESENTATIVE", "INTERNAL"), "agent"),
    **dict.fromkeys(("SYSTEM", "BOT", "CUSTOMBOT", "VIRTUALAGENT", "VIRTUALASSISTANT", "IVR", "ACD"), "system"),
}
CUSTOMERS = frozenset(each.lower() for each in _CUSTOMERS)
SUPERVISING = frozenset({"coach", "manager", "monitor", "observer", "supervisor", "teamleader"})
# What exports call whoever is no human, by its kind, its name or the beginning of its id.
BOTS = frozenset(
    {
        "acd", "ai agent", "assistant", "automated process", "automation", "bot", "chat bot", "chatbot",
        "conversational bot", "ivr", "system", "virtual agent", "virtual assistant", "virtualagent",
        "virtualassistant", "voice bot", "voicebot", "workflow",
    }
)  # fmt: skip
# What bots are for. "Support Bot" is one, "Jan Bot" may be a person: Bot is a surname in the Netherlands.
TASKS_OF_BOTS = frozenset(
    {
        "ai", "auto", "bank", "banking", "billing", "booking", "care", "chat", "customer", "delivery", "demo", "faq",
        "greeting", "help", "helpdesk", "hr", "info", "it", "kore", "live", "messenger", "my", "order", "orders", "our",
        "payment", "payments", "returns", "routing", "sales", "service", "shop", "smart", "support", "survey", "test",
        "the", "triage", "virtual", "voice", "web", "welcome", "whatsapp",
    }
)  # fmt: skip
CHANNELS = {
    "korevg": "voice",
    "voice": "voice",
    "call": "voice",
    "phone": "voice",
    "rtm": "chat",
    "chat": "chat",
    "messaging": "chat",
    "email": "email",
    "mail": "email",
}
# By their codes of two letters and of three, and by their names in languages of Europe.
LANGUAGES = {
    **dict.fromkeys(("ar", "ara"), "Arabic"),
    **dict.fromkeys(("cs", "ces", "cze"), "Czech"),
    **dict.fromkeys(("da", "dan"), "Danish"),
    **dict.fromkeys(("de", "deu", "ger", "deutsch", "allemand", "alem\u00e1n", "tedesco"), "German"),
    **dict.fromkeys(("en", "eng", "englisch", "anglais", "ingl\u00e9s", "inglese"), "English"),
    **dict.fromkeys(("es", "spa", "spanisch", "espagnol", "espa\u00f1ol", "spagnolo"), "Spanish"),
    **dict.fromkeys(("fi", "fin"), "Finnish"),
    **dict.fromkeys(("fr", "fra", "fre", "franz\u00f6sisch", "fran\u00e7ais", "franc\u00e9s", "francese"), "French"),
    **dict.fromkeys(("hi", "hin"), "Hindi"),
    **dict.fromkeys(("it", "ita", "italienisch", "italien", "italiano"), "Italian"),
    **dict.fromkeys(("ja", "jpn"), "Japanese"),
    **dict.fromkeys(("ko", "kor"), "Korean"),
    **dict.fromkeys(("nl", "nld", "dut"), "Dutch"),
    **dict.fromkeys(("no", "nor"), "Norwegian"),
    **dict.fromkeys(("pl", "pol"), "Polish"),
    **dict.fromkeys(("pt", "por"), "Portuguese"),
    **dict.fromkeys(("ru", "rus"), "Russian"),
    **dict.fromkeys(("sv", "swe"), "Swedish"),
    **dict.fromkeys(("tr", "tur"), "Turkish"),
    **dict.fromkeys(("uk", "ukr"), "Ukrainian"),
    **dict.fromkeys(("zh", "zho", "chi"), "Chinese"),
}


def normalised(key: str) -> str:
    """A key without case, spaces and punctuation, so that "Conversation ID" and conversationId are the same key. "" for
    a key that is longer than any known one."""
    return _normalised(key) if len(key) <= limits.KEY else ""


@lru_cache(maxsize=4096)
def _normalised(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())


def _refuse_twice(record: Mapping[str, Any], key: str, field: str) -> None:
    """Refuses a record with two values under one key. Of two names for a field the first counts, as nobody can say
    whether both mean the same."""
    value = record[key]
    for other, first in record.items():
        if other == key:
            return
        if normalised(other) == normalised(key) and not {_word(first), _word(value)} & NOTHING and first != value:
            there = f"{shown(first)} is here and {shown(value)} in {shown(key)}, which is the same key"
            raise UnusableRecordError(field, f"{there}: leave the one that counts")


def _word(value: object) -> str:
    return str(value)[: LONGEST_NOTHING + 1].strip().casefold() if value is not None else ""


class Spellings:
    """The fields of one kind of record, each with the spellings that exports use."""

    def __init__(self, fields: Mapping[str, Iterable[str]]) -> None:
        """`fields` maps our name of a field to further spellings; its own name is one of them. `names` keeps it."""
        self.names = {field: tuple(others) for field, others in fields.items()}
        self._field_of = {
            normalised(spelling): field for field, others in self.names.items() for spelling in (field, *others)
        }
        self._field_of_key: dict[str, str | None] = {}

    def read(self, record: Mapping[str, Any], notes: Notes | None = None) -> Values:
        """The record's known fields under our names. Unknown keys are left out; of two spellings the first counts.

        With `notes`, readers leave out what cannot be used; a record within a record has the notes of that one. Then it
        raises UnusableRecordError where two keys that differ only in case, blanks or punctuation have different values.
        """
        values: Values = {}
        if notes is not None:
            values = NotedValues()
            values.notes = notes
        fields = self._field_of_key
        for key, value in record.items():
            try:
                field = fields[key]
            except KeyError:
                field = self._field(key)
            if field is None or value is None:
                continue
            if field not in values:
                values[field] = value
            elif notes is not None and value != values[field]:
                _refuse_twice(record, key, field)
        return values

    def spelling_in(self, record: object, field: str) -> str:
        """How the record spells `field`, or our own name where the record does not have it."""
        found = record if isinstance(record, Mapping) else {}
        keys = [key for key in found if self._field_of.get(normalised(key)) == field]
        return next((key for key in keys if found[key] is not None), keys[0] if keys else field)

    def mentions(self, record: Mapping[str, Any], field: str) -> bool:
        """Whether the record has the field, be it with null."""
        return any(self._field_of.get(normalised(key)) == field for key in record)

    def spelled(self, *fields: str) -> frozenset[str]:
        """The normalised names that exports use for these fields."""
        return frozenset(normalised(spelling) for field in fields for spelling in (field, *self.names[field]))

    def field_of(self, name: str) -> str | None:
        """The field that is spelled with this normalised name."""
        return self._field_of.get(name)

    def _field(self, key: str) -> str | None:
        field = self._field_of.get(normalised(key))
        # Bounded, because a file may have a new key in every record.
        if len(self._field_of_key) < 4096 and len(key) <= limits.KEY:
            self._field_of_key[key] = field
        return field
