"""Operators that give a word: who owns a case, which phase a product is in."""

from collections.abc import Mapping, Sequence

from optimizer.business_time import BusinessTime
from rma_service.policies.case import BadCaseError
from rma_service.policies.choosing import choosing
from rma_service.policies.operators import (
    DATE,
    INSTANT,
    TEXT,
    WINDOWS,
    WORD,
    Argument,
    BuildError,
    Compiler,
    Node,
    Operator,
    Path,
)
from rma_service.policies.run import Day, Find, Instant, Run, Word
from rma_service.policies.tables import looking_up

_Phases = Sequence[tuple[str, Day | None]]
_Hubs = Mapping[str, Find[BusinessTime]]


def _phases(compiler: Compiler, nodes: Node, path: Path) -> _Phases:
    made = []
    for i, node in enumerate(nodes):
        if ("from" in node) is not (i > 0):
            raise BuildError((*path, i), "every phase but the first must say from when it is")
        begins = DATE.make(compiler, node["from"], (*path, i, "from")) if i > 0 else None
        made.append((node["word"], begins))
    return made


def _phase(on: Day, phases: _Phases) -> Word:
    """Source: deadlines.md T12: a phase begins on the date that is given for it."""

    def word(run: Run) -> str:
        day = on(run)
        begun = [word for word, begins in phases if begins is None or begins(run) <= day]
        return begun[-1]

    return word


def _hubs(compiler: Compiler, node: Node, path: Path) -> _Hubs:
    return {word: WINDOWS.make(compiler, name, (*path, word)) for word, name in node.items()}


def _open_hub(at: Instant, default: Word, hubs: _Hubs, none_: str) -> Word:
    """Source: deadlines.md A31: the default hub when open, else the one that opened last."""

    def word(run: Run) -> str:
        now, own = at(run), default(run)
        if own not in hubs:
            raise BadCaseError("bad_parameter", f"{own!r} is none of {', '.join(hubs)}.")
        opened = {hub: clock(run).opened_at(now) for hub, clock in hubs.items()}
        if opened[own] is not None:
            return own
        since = [(begun, hub) for hub, begun in opened.items() if begun is not None]
        return max(since)[1] if since else none_

    return word


WORDS = (
    *choosing("word", WORD),
    looking_up("word"),
    Operator("word", "phase", {"on": DATE, "phases": Argument("phases", _phases)}, _phase),
    Operator(
        "word",
        "open_hub",
        {"at": INSTANT, "default": WORD, "hubs": Argument("hubs", _hubs), "none": TEXT},
        _open_hub,
    ),
)
