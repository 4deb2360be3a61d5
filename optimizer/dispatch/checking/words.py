"""Are the words of a plan true: verdicts, who would lose, and what is said to help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.dispatch.checking.answers import Answers, is_met, is_met_in_the_median
from optimizer.dispatch.checking.report import Violation
from optimizer.dispatch.problem import Line, LinePlan, Option, Verdict

Lines = tuple[Line, ...]


def word_of(answer: LinePlan) -> Verdict:
    """The word that is said of a line, or would be if it were owed."""
    return answer.outlook or answer.verdict


@dataclass(frozen=True, slots=True)
class Told:
    """Lines that are decided together with their answers; `proved`: level missed is."""

    lines: Lines
    given: tuple[LinePlan, ...]
    proved: bool

    @property
    def is_met(self) -> bool:
        """Whether the plan meets the targets of all."""
        return self.is_met_by([answer.option for answer in self.given])

    def is_met_by(self, ways: Sequence[Option | None]) -> bool:
        """Whether some ways meet the targets of all."""
        return all(is_met(line, way) for line, way in zip(self.lines, ways, strict=True))

    @property
    def is_met_in_the_median(self) -> bool:
        """Whether the plan meets the targets of all in one case of two."""
        pairs = zip(self.lines, self.given, strict=True)
        return all(is_met_in_the_median(line, answer.option) for line, answer in pairs)

    @property
    def missed_weight(self) -> int:
        """Weight of what is owed and missed."""
        return sum(
            line.target.miss_weight
            for line, answer in zip(self.lines, self.given, strict=True)
            if line.target.owed and not is_met(line, answer.option)
        )


def told_of(bundles: Iterable[Lines], answers: Answers, *, proved: bool) -> list[Told]:
    """Bundles of which every line is answered."""
    return [
        Told(lines, tuple(answers[line.line_id] for line in lines), proved)
        for lines in bundles
        if all(line.line_id in answers for line in lines)
    ]


def verdict_violations(told: Iterable[Told]) -> Iterator[Violation]:
    """Each verdict is the first word of dispatch.md that holds, as far as one plan shows it."""
    for each in told:
        for sentence in _verdict_faults(each):
            yield Violation(each.lines[0].line_id, "verdict", sentence)


def _verdict_faults(told: Told) -> Iterator[str]:
    for line, answer in zip(told.lines, told.given, strict=True):
        if (answer.verdict is Verdict.EXCLUDED_BY_CLAUSE) != (not line.target.owed):
            owed = "" if line.target.owed else "not "
            yield f"Verdict {answer.verdict.value}, but {line.line_id} is {owed}owed."
            return
        if line.target.owed and answer.outlook is not None:
            yield f"An outlook of {answer.outlook.value}, but {line.line_id} is owed."
            return
    words = {word_of(answer) for answer in told.given}
    if Verdict.EXCLUDED_BY_CLAUSE in words:
        yield "A target that a clause excludes needs an outlook, one of the other words."
    elif len(words) > 1:
        named = ", ".join(sorted(word.value for word in words))
        yield f"Lines of one kit share a verdict, these have {named}."
    else:
        yield from _word_faults(words.pop(), told)


def _word_faults(word: Verdict, told: Told) -> Iterator[str]:
    """Hold one word against what the options of its lines do."""
    if told.is_met != (word is Verdict.GUARANTEED):
        yield f"Said {word.value}, but the plan {'meets' if told.is_met else 'misses'} the target."
    elif word is Verdict.AT_RISK and not told.is_met_in_the_median:
        yield "Said at_risk, but the target is missed in the median too."
    elif word is Verdict.IMPOSSIBLE_ALONE and told.is_met_in_the_median:
        yield "Said impossible_alone, but the plan meets the target in the median."
    elif not told.is_met and told.proved == (word is Verdict.NOT_PROVED):
        yield f"Said {word.value}, but level missed is {'' if told.proved else 'not '}proved."
    elif word in (Verdict.IMPOSSIBLE_ALONE, Verdict.AT_RISK):
        offered = zip(*(answer.alternatives for answer in told.given), strict=False)
        if any(told.is_met_by([each.option for each in way]) for way in offered):
            yield f"Said {word.value}, but an alternative meets the target."


def loser_violations(told: Sequence[Told]) -> Iterator[Violation]:
    """Who would lose is owed and met now, and weighs no less than what would be met instead.

    Lines of kits that are met in part may lose unnamed, so that their weight is left aside.
    """
    kept = {
        line.line_id: line.target.miss_weight
        for each in told
        if each.is_met
        for line in each.lines
        if line.target.owed
    }
    unnamed = sum(_met_in_part(each) for each in told)
    for each in told:
        for sentence in _loser_faults(each, kept, unnamed):
            yield Violation(each.lines[0].line_id, "would_lose", sentence)


def _met_in_part(told: Told) -> int:
    owed = sum(line.target.miss_weight for line in told.lines if line.target.owed)
    return 0 if told.is_met else owed - told.missed_weight


def _loser_faults(told: Told, kept: Mapping[str, int], unnamed: int) -> Iterator[str]:
    named, word = told.given[0].would_lose, word_of(told.given[0])
    strange = [line_id for line_id in named if line_id not in kept]
    if any(answer.would_lose != named for answer in told.given):
        yield "Lines of one kit name different lines that would lose."
    elif named and word is not Verdict.IMPOSSIBLE_TOGETHER:
        yield f"Said {word.value}, and {', '.join(named)} would lose."
    elif len(set(named)) < len(named):
        yield f"A line is named twice in {', '.join(named)}."
    elif strange:
        yield f"{', '.join(strange)} would lose, and no such line is owed and met."
    elif told.proved and word is Verdict.IMPOSSIBLE_TOGETHER:
        lost = sum(kept[line_id] for line_id in named) + unnamed
        known = not any("would_lose" in answer.left_out for answer in told.given)
        if known and lost < told.missed_weight:
            yield f"Lines that weigh {lost} would lose for {told.missed_weight}."
