"""An option problem together with the lines and ways that its groups and options stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from optimizer.dispatch.option_problem import OptionProblem
from optimizer.dispatch.options.generate import joined_columns
from optimizer.dispatch.options.horizon import Ints
from optimizer.dispatch.options.weighing import DemandOptions
from optimizer.dispatch.options.world import World

UNASSIGNED = -1
"""Index that stands for "no way", wherever a way would be named."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WayNames:
    """What the options of a problem are called.

    `depot`, `service` and `bundle` of shape (options,) are places in the lists of names, one
    bundle being the parts of a shipment in line order; UNASSIGNED where nothing is sent.
    `departs` holds microseconds since 1970.
    """

    depot_ids: tuple[str, ...]
    service_ids: tuple[str, ...]
    bundles: tuple[tuple[str, ...], ...]
    depot: Ints
    service: Ints
    bundle: Ints
    departs: Ints


@dataclass(frozen=True, slots=True)
class Way:
    """One option by name."""

    depot_id: str
    part_numbers: tuple[str, ...]
    service_id: str
    departs_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What was solved for a plan; a problem from elsewhere may come without the names.

    `line_ids` has the lines of each group; a group of one that has several is a kit.
    """

    problem: OptionProblem
    line_ids: tuple[tuple[str, ...], ...] | None = None
    way_names: WayNames | None = None

    @property
    def line_groups(self) -> list[int]:
        """Group of each line, in the order of line ids; a kit counts once, at its first line."""
        if self.line_ids is None:
            groups: list[int] = np.repeat(
                np.arange(self.problem.groups), self.problem.group_count
            ).tolist()
            return groups
        counts = self.problem.group_count.tolist()
        places = [
            (line_id, k)
            for k, (line_ids, count) in enumerate(zip(self.line_ids, counts, strict=True))
            for line_id in line_ids[:count]
        ]
        return [k for _, k in sorted(places)]

    def way(self, option: int) -> Way | None:
        """What an option sends and how; None: nothing, or nobody wrote it down."""
        names = self.way_names
        if names is None or names.depot[option] == UNASSIGNED:
            return None
        return Way(
            names.depot_ids[names.depot[option]],
            names.bundles[names.bundle[option]],
            names.service_ids[names.service[option]],
            EPOCH + timedelta(microseconds=int(names.departs[option])),
        )


def question_of(world: World, options: Sequence[DemandOptions], problem: OptionProblem) -> Question:
    """The problem of some demands with the names of their lines and ways."""
    numbers: dict[tuple[str, ...], int] = {}
    places = [
        numbers.setdefault(bundle.part_numbers, len(numbers))
        for each in options
        for bundle in each.demand.bundles
    ]
    columns, is_way = joined_columns(options), ~problem.is_unassigned
    of_demands = np.array([len(each.demand.bundles) for each in options], dtype=np.int64)
    first = np.repeat(np.cumsum(of_demands) - of_demands, np.diff(columns.start))
    bundles = np.array(places, dtype=np.int64)[first + columns.bundle]
    microseconds = np.rint(columns.departs * 1e6).astype(np.int64)
    depot, service, bundle, departs = np.full((4, problem.options), UNASSIGNED, dtype=np.int64)
    depot[is_way], service[is_way] = columns.depot, columns.service
    bundle[is_way], departs[is_way] = bundles, microseconds
    names = WayNames(
        tuple(each.depot_id for each in world.depots),
        tuple(each.service_id for each in world.services),
        tuple(numbers),
        depot,
        service,
        bundle,
        departs,
    )
    line_ids = tuple(tuple(line.line_id for line in each.demand.lines) for each in options)
    return Question(problem, line_ids, names)
