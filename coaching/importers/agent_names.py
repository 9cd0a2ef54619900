"""Who is meant where a record tells its agent by name only? Whoever alone has that name, however it is spelled."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from coaching.importers.conversations import AUDITOR_PREFIX, AgentMention
from coaching.importers.format import SourceFile
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.report import Report
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from coaching.words.name_key import person_key

PEOPLE = "SELECT person_id, email, name FROM people WHERE NOT starts_with(person_id, $auditor)"
NAMES_SHOWN = 3


class AgentNames:
    """The people who are known by name. Make it when everybody is stored whom other records name."""

    def __init__(self, database: Database) -> None:
        self._found: defaultdict[str, list[AgentMention]] = defaultdict(list)
        for row in database.rows(PEOPLE, {"auditor": AUDITOR_PREFIX}):
            who = AgentMention(email=row["email"], source_id=None if row["email"] else row["person_id"])
            self._found[person_key(row["name"])].append(who)
        self._told: Counter[str] = Counter()  # records, by their file
        self._unknown: defaultdict[str, list[str]] = defaultdict(list)  # names, one a record

    def agent(self, named: AgentMention, file: SourceFile) -> AgentMention | None:
        """Who this is; None, which `say` will tell, where that is nobody or several people."""
        found: Sequence[AgentMention] = self._found.get(person_key(named.name or ""), ())
        if len(found) != 1:
            self._unknown[file.name].append(named.name or "")
            return None
        self._told[file.name] += 1
        return found[0]

    def say(self, report: Report) -> None:
        """Reports how many records of each file were told so, and refuses the others, a file at a time."""
        for file, count in self._told.items():
            report.note(counted(count, wording.AGENTS_BY_NAME, file=file))
        for file, names in self._unknown.items():
            different = list(dict.fromkeys(names))
            example = ", ".join(map(shown, different[:NAMES_SHOWN])) + (", …" if len(different) > NAMES_SHOWN else "")
            reason = counted(len(names), wording.REPORT_WITHOUT_AGENTS, names=example)
            report.refuse(Refusal(file=file, position="", field="Agent Email", reason=reason))
