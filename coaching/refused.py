"""A command that is not carried out, and why: one sentence for each field of the form that it came from."""

from collections.abc import Mapping


class RefusedError(Exception):
    """Nothing was changed. `complaints` has a sentence by field; a field "" is about the whole."""

    def __init__(self, complaints: Mapping[str, str]) -> None:
        super().__init__(" ".join(complaints.values()))
        self.complaints = dict(complaints)


NOT_YOURS = "You may not coach this agent: it takes the permission qa_functionalities and an agent whom you supervise."
