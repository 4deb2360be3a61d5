"""A progress bar on a terminal, nothing anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

STAGE_WORDS = {
    "loading": "Loading",
    "reading": "Reading the files",
    "entitlement": "Finding what is owed",
    "begin": "Starting the solver",
    "options": "Finding every way",
    "solve": "Choosing the best plan",
    "check": "Checking the plan",
    "write": "Writing",
}
FILLING_WORDS = {
    "tables": "Making the database",
    "import": "Importing the network",
    "people": "Adding people",
    "first plan": "Planning what is open",
}
CASE_WORDS = {"cases": "Evaluating the cases"}
"""What a person reads for a stage; others are read as they stand."""


class Bar:
    """Follows stages; `completed` counts each as one, and inside a stage the share of its steps."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        """Start before the first stage."""
        self._progress = progress
        self._task = task
        self._stage = ""
        self._stages_done = 0
        self.completed = 0.0

    def tell(self, stage: str, done: int, steps: int) -> None:
        """Show how far a stage is."""
        if stage != self._stage:
            self._stages_done += bool(self._stage)
            self._stage = stage
        self.completed = self._stages_done + done / max(steps, 1)
        words = (STAGE_WORDS | FILLING_WORDS | CASE_WORDS).get(stage, stage)
        self._progress.update(self._task, completed=self.completed, description=words)


@contextmanager
def progress_bar(console: Console, stages: int) -> Iterator[Bar]:
    """Show a bar of so many stages while the work inside goes on; it leaves no trace."""
    columns = (TextColumn("{task.description:24}"), BarColumn(), TimeElapsedColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        yield Bar(progress, progress.add_task("", total=stages))
