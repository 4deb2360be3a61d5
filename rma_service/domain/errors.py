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


class KeyReused(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """An idempotency key came again with another request."""


class SecretShownOnce(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """A request that made a secret came again; only a hash of the secret is known."""


class NotSignedIn(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """Nobody known asks: no credentials, or none that hold any more."""


class SignInRefused(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """Name and password do not belong together."""


class NotAllowed(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """The role of the principal does not include this."""


class Later(DomainError):  # noqa: N818 - says what is so, not that the program failed
    """It cannot be done now; the same request may succeed after a while."""

    def __init__(self, sentence: str, seconds: int) -> None:
        """Keep how long to wait [s] beside the sentence."""
        super().__init__(sentence)
        self.seconds = seconds


class LockedOut(Later):
    """Too many sign-ins failed under this name, or from this address."""


class Busy(Later):
    """Everything that could do this is taken."""
