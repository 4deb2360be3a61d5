"""What a solver made of an option problem."""

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.dispatch.options.horizon import Ints


@dataclass(frozen=True, slots=True)
class LevelFound:
    """A level as its solver tells it."""

    value: int
    bound: float
    proved: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Lines of each option (None: no answer), the levels that were begun, seconds of stages."""

    taken: Ints | None
    levels: tuple[LevelFound, ...]
    seconds: Mapping[str, float]

    @property
    def chosen(self) -> Ints:
        """Lines of each option, of an answer that there is."""
        if self.taken is None:
            raise ValueError("There is no answer.")
        return self.taken
