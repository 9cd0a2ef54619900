"""A command that is not carried out, and why: one sentence for each field of the form that it came from."""

from collections.abc import Mapping, Sequence

from coaching.words import wording


class RefusedError(Exception):
    """Nothing was changed. `complaints` has a sentence by field; a field "" is about the whole."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        super().__init__(" ".join(complaints.values()))
        self.complaints = dict(complaints)


class OutdatedError(RefusedError):
    """Somebody else has changed it since the form was opened. Nothing was changed; `version` is what it is now."""

    def __init__(self, changed_by: str, fields: Sequence[str], version: int) -> None:
        what = f" ({', '.join(fields)})" if fields else ""
        super().__init__(
            {
                "": f"{changed_by} has changed this{what} since you opened it. What you typed is still here. Compare "
                "it with what is saved now, and save again if yours is to replace it."
            }
        )
        self.changed_by = changed_by
        self.version = version


class AlreadyAssignedError(RefusedError):
    """The same form was sent before: `assignment_ids` came of it. Nothing was made twice."""

    def __init__(self, assignment_ids: Sequence[str]) -> None:
        super().__init__({"": "This was assigned already, from the same form. Nothing was assigned twice."})
        self.assignment_ids = list(assignment_ids)


NOT_YOURS = "You may not coach this agent: it takes the permission qa_functionalities and an agent whom you supervise."
NO_SUCH_ASSIGNMENT = wording.NO_SUCH_ASSIGNMENT
