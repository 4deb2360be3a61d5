"""Compiles the entries of targets and exclusions, and files them by target, level and priority."""

from collections.abc import Iterable, Mapping, Sequence
from string import Formatter

from rma_service.policies.compiling import BranchCompiler, Scope
from rma_service.policies.keys import KEYS, SHOWN
from rma_service.policies.names import Names
from rma_service.policies.operators import BuildError, Node, Path, known
from rma_service.policies.policy import Asked, Branch, Exclusion, TargetRule, When
from rma_service.policies.run import Instant, Test

_RECEIVED = "received_at"
_TOLD_IN_SENTENCES = ("count", "flag", "word")


def read_when(node: Node) -> When:
    """Read the levels and priorities of an entry."""
    levels, priorities = node.get("service_level"), node.get("priority")
    return When(
        None if levels is None else frozenset(levels),
        None if priorities is None else frozenset(priorities),
    )


def read_exclusion(names: Names, node: Node, path: Path) -> Exclusion:
    """Compile one entry of `exclusions`."""
    compiler = BranchCompiler(names, Scope())
    test = compiler.expression("test", node["if"], (*path, "if"))
    for _, name, _, _ in Formatter().parse(node["sentence"]):
        if name is not None:
            _refuse_untold(names, name, (*path, "sentence"))
    return Exclusion(
        frozenset(node["targets"]),
        test,
        node["clause"],
        node["quote"],
        node["sentence"],
        tuple(node.get("register", ())),
    )


def _refuse_untold(names: Names, name: str, path: Path) -> None:
    names.event(name, _TOLD_IN_SENTENCES, path)
    if names.events[name].default is None:
        raise BuildError(path, f"event {name!r} has no default")


class TargetCompiler:
    """One entry of `targets` while it is compiled; `reads` are the events that it looks at."""

    def __init__(self, names: Names, node: Node, path: Path) -> None:
        """Begin with the entry of a file."""
        self._names = names
        self._node = node
        self._path = path
        self._when = read_when(node.get("when", {}))
        self._reads: set[str] = set(node.get("needs", ()))

    def rule(self, exclusions: Iterable[Exclusion]) -> TargetRule:
        """Compile the entry.

        Raises
        ------
        BuildError
            At the first name or value that cannot be.
        """
        node = self._node
        start = self._start()
        for i, name in enumerate(node.get("needs", ())):
            known("event", self._names.events, name, (*self._path, "needs", i))
        branches = self._branches()
        return TargetRule(
            target=node["target"],
            when=self._when,
            clause=node["clause"],
            quote=node["quote"],
            register=tuple(node.get("register", ())),
            coverage=self._coverage(),
            needs=tuple(node.get("needs", ())),
            start=start,
            stop=self._event_of(node, "stop", self._path),
            pauses=self._pauses(),
            guarantee=node.get("guarantee", False),
            branches=branches,
            exclusions=tuple(e for e in exclusions if node["target"] in e.targets),
            events=frozenset(self._reads),
        )

    def _start(self) -> Instant | None:
        if "start" not in self._node:
            return None
        compiler = BranchCompiler(self._names, Scope(self._path))
        start = compiler.expression("instant", self._node["start"], (*self._path, "start"))
        self._reads |= compiler.reads
        return start

    def _coverage(self) -> str | None:
        name: str | None = self._node.get("coverage")
        if name not in {None, "always"}:
            known("coverage", self._names.coverage, str(name), (*self._path, "coverage"))
        return name

    def _pauses(self) -> str | None:
        if "pauses" not in self._node:
            return None
        path = (*self._path, "pauses", "event")
        name = self._names.event(self._node["pauses"]["event"], ("intervals",), path)
        if name not in self._reads:
            raise BuildError(path, f"nothing in this target is halted by {name!r}")
        return name

    def _event_of(self, node: Node, key: str, path: Path) -> str | None:
        if key not in node:
            return None
        return self._names.event(node[key]["event"], ("instant", "date"), (*path, key, "event"))

    def _branches(self) -> tuple[Branch, ...]:
        nodes, path = self._node["branches"], (*self._path, "branches")
        if "if" in nodes[-1]:
            raise BuildError(path, "the last branch must have no 'if'")
        for i, node in enumerate(nodes[:-1]):
            if "if" not in node:
                raise BuildError((*path, i), "every branch but the last must have an 'if'")
        return tuple(self._branch(node, (*path, i)) for i, node in enumerate(nodes))

    def _branch(self, node: Node, path: Path) -> Branch:
        ready = frozenset({_RECEIVED} if "start" in self._node else ())
        test = self._test(node, path, ready)
        keys = {name: node[name] for name in KEYS if name in node}
        compiler = BranchCompiler(self._names, Scope(path, keys, ready, self._when.priorities))
        compiler.all_keys()
        self._reads |= compiler.reads
        told = [name for name in KEYS if name in keys or name in ready]
        return Branch(
            test=test,
            keys=tuple(compiler.functions.items()),
            shown=tuple((name, SHOWN[KEYS[name]]) for name in told),
            clause=node.get("clause", self._node["clause"]),
            quote=node.get("quote", self._node["quote"]),
            stop=self._event_of(node, "stop", path)
            or self._event_of(self._node, "stop", self._path),
        )

    def _test(self, node: Node, path: Path, ready: frozenset[str]) -> Test | None:
        if "if" not in node:
            return None
        scope = Scope((*path, "if"), {}, ready, self._when.priorities)
        compiler = BranchCompiler(self._names, scope)
        test = compiler.expression("test", node["if"], (*path, "if"))
        self._reads |= compiler.reads
        return test


def filed(
    rules: Sequence[TargetRule], levels: Iterable[str], priorities: Iterable[str]
) -> Mapping[Asked, TargetRule]:
    """File entries by everything that they may be asked for; of two that fit, the first holds.

    Raises
    ------
    BuildError
        When an entry is never reached.
    """
    asked = [(level, priority) for level in (None, *levels) for priority in (None, *priorities)]
    found: dict[Asked, TargetRule] = {}
    for i, rule in enumerate(rules):
        mine = [each for each in asked if rule.when.fits(*each)]
        new = [(rule.target, *each) for each in mine if (rule.target, *each) not in found]
        if not new:
            problem = f"an earlier entry of {rule.target!r} holds for all of it"
            raise BuildError(("targets", i), problem)
        found |= dict.fromkeys(new, rule)
    return found


def refuse_unknown_words(node: Node, levels: Node, priorities: Node, path: Path) -> None:
    """Refuse an entry for a level or a priority that the policy does not have."""
    when = node.get("when", {})
    for key, known_words in (("service_level", levels), ("priority", priorities)):
        for i, word in enumerate(when.get(key, ())):
            if word not in known_words:
                raise BuildError((*path, "when", key, i), f"the policy has no {key} {word!r}")
