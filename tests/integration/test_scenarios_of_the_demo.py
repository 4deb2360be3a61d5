"""Every scenario that comes with the product fits the demonstration network."""

from dataclasses import fields
from pathlib import Path

import pytest

from optimizer.dispatch.problem import DispatchProblem
from optimizer.network import Network
from optimizer.whatif.scenario import apply, read_scenario

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.toml"))
CHANGED_TABLES = {
    "buenos_aires_around_the_clock": {"depots", "sites"},
    "charter_strike": {"services"},
    "close_frankfurt": {"depots", "inbound", "stock", "vehicles"},
    "controller_for_zurich": {"stock"},
    "second_board_in_madrid": {"stock"},
}
"""Tables of the network that each question changes; charter has no vehicles of its own."""


def changed_tables(before: Network, after: Network) -> set[str]:
    """Name the tables that differ."""
    names = [field.name for field in fields(Network)]
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def test_there_are_five_questions() -> None:
    assert {path.stem for path in SCENARIOS} == set(CHANGED_TABLES)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_is_a_question_and_changes_the_tables_that_it_is_about(
    path: Path, demo_problem: DispatchProblem
) -> None:
    scenario = read_scenario(path)

    after = apply(scenario, demo_problem.network)

    assert scenario.title.startswith("What if ")
    assert scenario.title.endswith("?")
    assert scenario.why.strip().endswith(("?", "."))
    assert changed_tables(demo_problem.network, after) == CHANGED_TABLES[path.stem]
