"""Why the record refuses what a person asks; every message is a full sentence."""

from collections.abc import Sequence


class DomainError(Exception):
    """The record refuses; nothing was changed."""


class NotFound(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """There is no such thing, or none that this person may see."""


class Refused(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """What was sent contradicts the record; the sentences say where."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Keep the sentences; the message is one of them a line."""
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class IllegalMove(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """A line cannot make this move in its state, or not at the hand of this person."""


class StaleVersion(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """Somebody changed the thing since it was read."""


class Conflicts(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """The world has moved on since the plan was made; each conflict is one sentence."""

    def __init__(self, sentence: str, conflicts: Sequence[str]) -> None:
        """Keep the conflicts beside the sentence."""
        super().__init__(sentence)
        self.conflicts = tuple(conflicts)
