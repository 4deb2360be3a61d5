"""What the levels before have left: live options, rows that must be full, sums that must hold."""

from dataclasses import dataclass

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.horizon import Flags, Ints


@dataclass(frozen=True, slots=True)
class SideRow:
    """low <= sum of `weight` x lines of `option` <= high, over some options."""

    option: Ints
    weight: Ints
    low: float
    high: float

    def without(self, taken: Ints) -> "SideRow":
        """What is left to the others when some lines, of shape (options,), take theirs."""
        done = int((self.weight * taken[self.option]).sum())
        return SideRow(self.option, self.weight, self.low - done, self.high - done)

    def within(self, options: Ints) -> "SideRow":
        """The same over some options alone, in ascending order and counted from zero."""
        mine = np.isin(self.option, options)
        place = np.searchsorted(options, self.option[mine])
        return SideRow(place, self.weight[mine], self.low, self.high)


@dataclass(frozen=True, slots=True)
class Standing:
    """What every choice keeps to that is best on the levels done so far.

    Options of shape (options,) that one may take; rows of shape (rows,) that it uses up; groups
    of shape (groups,) of which no option may be cut, as a side row asks for some of them.
    """

    live: Flags
    tight: Flags
    side: tuple[SideRow, ...]
    whole_groups: Flags

    def kept_groups(self, problem: OptionProblem) -> Flags:
        """Groups that no core may cut: side rows, or rows that must be full, may need any option.

        Shape (groups,).
        """
        uses = problem.uses
        kept = self.whole_groups.copy()
        kept[problem.group_of[uses.option[self.live[uses.option] & self.tight[uses.row]]]] = True
        return kept

    @classmethod
    def at_first(cls, problem: OptionProblem, side: tuple[SideRow, ...] = ()) -> "Standing":
        """Everything is open, but for what side rows ask."""
        whole = np.zeros(problem.groups, dtype=np.bool_)
        for row in side:
            whole[problem.group_of[row.option]] = True
        every = np.ones(problem.options, dtype=np.bool_)
        return cls(every, np.zeros(problem.rows, dtype=np.bool_), side, whole)
