"""What a promise costs beside many open lines, and planning a few neighbors anew."""

from collections import Counter
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np

from benchmarks.dispatch.instances import places_in, world_of
from benchmarks.dispatch.nearest import nearest_depot
from benchmarks.dispatch.problems import MANY_DEPOTS, network_problem
from optimizer.dispatch.bridge import option_problem
from optimizer.dispatch.options.demands import Demand, demands_of
from optimizer.dispatch.options.generate import options_of
from optimizer.dispatch.options.surroundings import Surroundings
from optimizer.dispatch.problem import DispatchProblem, Line
from optimizer.dispatch.question import Way, question_of
from optimizer.dispatch.solve import Limits, settled, solve
from optimizer.dispatch.under_way import Sent, vehicles_out
from optimizer.network import Network, StockCell

WARMING = 20
"""Promises before those that are timed."""

NEIGHBORS = 40
REPLANS = 20
SHARES = (50, 95, 99)
"""Percentiles that are told."""


def promise_times(seed: int, lines: int, asked: int) -> dict[str, object]:
    """Milliseconds of promises while so many lines hold stock and vehicles, and of re-plans."""
    problem = network_problem(seed, lines, MANY_DEPOTS)
    network = _held(problem)
    surroundings = Surroundings(network)
    wall, cpu, at_once = [], [], 0
    for line in _singles(network_problem(seed + 1, lines, MANY_DEPOTS))[: asked + WARMING]:
        question = DispatchProblem(network, (line,), problem.now)
        start, before = perf_counter(), process_time()
        plan = settled(question, surroundings)
        wall.append((perf_counter() - start) * 1_000)
        cpu.append((process_time() - before) * 1_000)
        at_once += plan is not None
    again = _replans(problem, network)
    return {
        "wall_ms": np.percentile(wall[WARMING:], SHARES).tolist(),
        "cpu_ms": np.percentile(cpu[WARMING:], SHARES).tolist(),
        "at_once": at_once,
        "asked": len(wall),
        "replan_ms": np.percentile(again, SHARES).tolist(),
    }


def _singles(problem: DispatchProblem) -> list[Line]:
    """Lines that are alone in their RMA."""
    rmas = Counter(line.rma_number for line in problem.lines)
    return [line for line in problem.lines if rmas[line.rma_number] == 1]


def _held(problem: DispatchProblem) -> Network:
    """Network in which every line of a problem holds what nearest first gives it."""
    world = world_of(problem)
    options = options_of(world, demands_of(problem.lines, problem.network))
    asked = option_problem(world, options)
    question = question_of(world, options, asked)
    taken = nearest_depot(asked, places_in(world, options)).chosen
    held: Counter[tuple[str, str]] = Counter()
    sent: list[Sent] = []
    for option in np.flatnonzero(taken).tolist():
        way, group = question.way(option), int(asked.group_of[option])
        if way is not None:
            sent += _sent(way, options[group].demand, option) * int(taken[option])
    held.update((each.depot_id, each.part_number) for each in sent)
    stock = {key: _less(cell, held[key]) for key, cell in problem.network.stock.items()}
    out = vehicles_out(problem.network, sent)
    return replace(problem.network, stock=stock, vehicles_out=out)


def _sent(way: Way, demand: Demand, trip: int) -> list[Sent]:
    """Units of one shipment."""
    return [
        Sent(
            trip,
            demand.is_kit,
            way.depot_id,
            way.service_id,
            demand.site_id,
            part_number,
            way.departs_at,
        )
        for part_number in way.part_numbers
    ]


def _less(cell: StockCell, units: int) -> StockCell:
    """What is left of a cell; what comes later may hold the rest."""
    return replace(cell, reserved=cell.reserved + min(units, cell.free))


def _replans(problem: DispatchProblem, network: Network) -> list[float]:
    """Milliseconds of planning again some lines of one customs zone, one set after another."""
    by_zone: dict[str, list[Line]] = {}
    for line in problem.lines:
        by_zone.setdefault(network.sites[line.site_id].customs_zone, []).append(line)
    near = [line for zone in sorted(by_zone) for line in by_zone[zone]]
    step = max(NEIGHBORS, len(near) // (REPLANS + 1))
    sets = [near[place : place + NEIGHBORS] for place in range(0, len(near), step)]
    return [_replan(DispatchProblem(network, tuple(lines), problem.now)) for lines in sets]


def _replan(question: DispatchProblem) -> float:
    start = perf_counter()
    solve(question, Limits(work=0))
    return (perf_counter() - start) * 1_000
