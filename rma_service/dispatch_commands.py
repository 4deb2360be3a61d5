"""Commands of the optimizer itself: a problem file answered, and a plan made again from its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rma_service.edge import told_plainly, working

if TYPE_CHECKING:
    from rma_service.usecases.answering_files import Conformed

CONFORM_STAGES = 6
"""Stages that a progress bar counts."""

IN_ITS_PLACE = "In its place stands first come, first served, of which nothing is proved."
"""What is said of an answer without a solver."""

Limit = Annotated[
    float | None,
    typer.Option(
        "--limit",
        metavar="SECONDS",
        min=0.001,
        max=1_000_000,
        help="Stop solving after so long; bounds say how good the answer is. Default: no limit.",
    ),
]


def conform_dispatch(
    problem: Annotated[
        Path, typer.Argument(metavar="PROBLEM.npz", help="Option problem as a problem file.")
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="ANSWER.json", help="Write what is taken, and levels.")
    ],
    limit: Limit = None,
) -> None:
    """Answer a problem file: what is taken, each level with its bound, and whether it is proved.

    Example: rma conform dispatch problem.npz --out answer.json --limit 60
    """
    with told_plainly():
        with working(CONFORM_STAGES) as stages:
            with stages.stage("loading"):
                from rma_service.usecases import answering_files  # noqa: PLC0415 - only for work
            done = answering_files.conform_dispatch(problem, out, limit, stages)
        _tell(done, out)


def _tell(done: "Conformed", out: Path) -> None:
    """Say how good the answer is, and on standard error that the solver gave none."""
    if done.answer.degraded:
        typer.echo(f"{done.answer.degraded} {IN_ITS_PLACE}", err=True)
    levels = ", ".join(
        f"{level.name} {level.value} ({'proved' if level.proved else 'not proved'})"
        for level in done.answer.levels
    )
    typer.echo(f"{done.status}: {levels}; wrote {out}.")
