"""What stands in the way of an approval, each with its line and with what to do next."""

import re
from dataclasses import dataclass

from rma_service.web.plan_row import anchor

_LINE = re.compile(r"Line ([^\s:]+)")
_NEXT = (
    ("no unit of", "The next plan looks for another depot, part or courier."),
    ("which is past", "The next plan takes a departure that is still to come."),
    ("An import has changed", "The next plan works with the network of now."),
    ("another target", "The next plan works to the new target."),
    ("takes it for open", "Somebody has dealt with it: the next plan leaves it alone."),
)
"""Words of a conflict, and what to do about it."""

PLAN_AGAIN = "Plan again: the next plan knows what changed."


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """One conflict: its sentence, the place of its line on the page, and what to do next."""

    sentence: str
    line_id: str
    anchor: str
    next: str


def conflict_words(sentence: str) -> ConflictWords:
    """One conflict in words."""
    named = _LINE.match(sentence)
    line_id = named.group(1) if named else ""
    known = (said for words, said in _NEXT if words in sentence)
    place = anchor(line_id) if line_id else ""
    return ConflictWords(sentence, line_id, place, next(known, PLAN_AGAIN))
