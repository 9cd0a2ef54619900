"""Why is a command or a page not carried out? The named errors, each with one sentence to say.

RefusedError                 whatever follows: nothing was changed
    NotAllowedError          it is not the viewer's to do
    NotFoundError            there is no such thing, or the viewer does not see it
    NotPossibleError         the thing is there, and is in no state for it
        AlreadyDoneError     it was done before
            AlreadyAssignedError
    InvalidFieldsError       fields of the form have to be filled in otherwise
    OutdatedError            somebody else has changed it since the form was opened
    NotSavedError            see storage.errors: the data cannot be written
"""

from collections.abc import Mapping, Sequence

from coaching.words import wording
from coaching.words.sentences import listed


class RefusedError(Exception):
    """Nothing was changed. `sentence` says why; empty where each field has a sentence of its own."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowedError(RefusedError):
    """It is not the viewer's to do. `permissions`: what it takes, beside being about them or an agent of theirs."""

    def __init__(self, *permissions: str) -> None:
        super().__init__(wording.NOT_ALLOWED.format(permissions=listed(permissions)))


class NotFoundError(RefusedError):
    """There is no such thing, or it is not the viewer's to see."""


class NotPossibleError(RefusedError):
    """The thing is there and the viewer's, and is in no state for it: withdrawn, too early, nothing to audit."""


class AlreadyDoneError(NotPossibleError):
    """It was done before, and nothing was done twice."""


class AlreadyAssignedError(AlreadyDoneError):
    """The same form was sent before: `assignment_ids` came of it."""

    def __init__(self, assignment_ids: Sequence[str]) -> None:
        super().__init__(wording.ASSIGNED_FROM_THE_SAME_FORM)
        self.assignment_ids = list(assignment_ids)


class InvalidFieldsError(RefusedError):
    """Fields have to be filled in otherwise. `complaints`: a sentence by field; `sentence`: about the whole, if any."""

    def __init__(self, complaints: Mapping[str, str], sentence: str = "") -> None:
        super().__init__(sentence)
        self.complaints = dict(complaints)
        self.args = (" ".join(filter(None, (*complaints.values(), sentence))),)


class OutdatedError(RefusedError):
    """Somebody else has changed it since the form was opened.

    `changed_by`: their name; `version`: what it is now.
    """

    def __init__(self, changed_by: str, fields: Sequence[str], version: int) -> None:
        said = wording.OUTDATED_IN.format(name=changed_by, fields=", ".join(fields)) if fields else ""
        super().__init__(said or wording.OUTDATED.format(name=changed_by))
        self.changed_by = changed_by
        self.version = version
