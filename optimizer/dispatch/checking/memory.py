"""What was worked out once about a place, road or route is kept by it, as long as it lives.

A plan of ten thousand lines asks the same of few places, hours and parts. The functions that answer
stay plain; an object that is remembered by is made anew for each plan that is checked.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple


class Remembering:
    """Something that keeps what functions have answered about it."""

    def __init__(self) -> None:
        """Begin with no answers."""
        self.answers: dict[object, object] = {}


_UNKNOWN = object()

About = TypeVar("About", bound=Remembering)
Asked = TypeVarTuple("Asked")
Told = TypeVar("Told")


def remembered(function: Callable[[About, *Asked], Told]) -> Callable[[About, *Asked], Told]:
    """Let a function of an object and of hashable values work out each answer once."""

    @wraps(function)
    def ask(about: About, /, *asked: *Asked) -> Told:
        key = (function, asked)
        told = about.answers.get(key, _UNKNOWN)
        if told is _UNKNOWN:
            told = about.answers[key] = function(about, *asked)
        return told  # type: ignore[return-value]  # kept above, as told

    return ask
