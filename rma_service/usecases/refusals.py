"""Why a person gets no answer: one sentence for each thing that stands in the way."""

from collections.abc import Sequence


class NoAnswer(Exception):  # noqa: N818 - it tells a person why, and is no fault of the program
    """What was asked cannot be done; the sentences say why and what to do."""

    exit_status = 2

    def __init__(self, sentences: Sequence[str]) -> None:
        """Keep the sentences; the message is one of them a line."""
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class FaultyInput(NoAnswer):
    """Files or arguments are wrong; nothing was planned."""


class IllegalPlan(NoAnswer):
    """The independent check refuses the plan that was found; nothing was written."""

    exit_status = 3
