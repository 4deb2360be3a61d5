"""What every test may ask for: the demonstration network, its plan, databases, figures."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from optimizer.dispatch.problem import DispatchPlan, DispatchProblem

ROOT = Path(__file__).resolve().parents[1]
DEMO_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
pytest_plugins = ["tests.databases"]
FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def demo_directory() -> Path:
    """Give the folder of the demonstration network."""
    return ROOT / "data" / "demo"


@pytest.fixture(scope="session")
def demo_problem(demo_directory: Path) -> DispatchProblem:
    """Ask for the open requests of the demonstration network on the day that `make run` plans."""
    from optimizer.files.read import read_directory  # noqa: PLC0415 - pandas is slow to import
    from rma_service.policies.load import load_policies  # noqa: PLC0415 - only where it is asked for
    from rma_service.usecases.offline import problem_of  # noqa: PLC0415 - the same

    directory = read_directory(demo_directory, demo_directory / "requests.csv")
    return problem_of(directory, load_policies(ROOT / "data" / "policies"), DEMO_AT)


@pytest.fixture(scope="session")
def demo_plan(demo_problem: DispatchProblem) -> DispatchPlan:
    """Plan the demonstration network once for all tests that only read the plan."""
    from optimizer.dispatch.solve import solve  # noqa: PLC0415 - the solver is slow to import

    return solve(demo_problem)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[str]:
    """Collect lines that are printed after the last test, whatever the outcome."""
    return request.config.stash.setdefault(FIGURES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests measured."""
    for line in terminalreporter.config.stash.get(FIGURES, []):
        terminalreporter.write_line(f"figure: {line}")
