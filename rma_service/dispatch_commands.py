"""Commands of the optimizer itself: a problem file answered, and a plan made again from its own."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rma_service.edge import record, told_plainly, working
from rma_service.usecases.refusals import FaultyInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.dispatch.problem import Level
    from rma_service.usecases.answering_files import Conformed
    from rma_service.usecases.replaying_plans import KeptPlan, Replayed
    from rma_service.usecases.stages import Stages

CONFORM_STAGES = 6
REPLAY_STAGES = 5
"""Stages that a progress bar counts."""

MOST_DIGITS = 12
"""Digits of what may be the number of a plan; more of them name a file."""

DIFFERS = 1
"""Exit status when a plan comes out otherwise than it is kept."""

IN_ITS_PLACE = "In its place stands what was found without it, which may miss more than it must."
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


def replay_plan(
    plan: Annotated[
        str,
        typer.Argument(
            metavar="PLAN", help="Number of a plan of the record, or a file of rma plan --out."
        ),
    ],
    *,
    problem: Annotated[
        Path | None,
        typer.Option(
            "--problem",
            metavar="FILE",
            help="Problem file of a plan that is a file. Default: PLAN with .npz in the end.",
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the answer as JSON on standard output, nothing else."),
    ] = False,
) -> None:
    """Make a plan again from what was solved for it, and say whether it is the same bit for bit.

    Example: rma replay 1
    """
    with told_plainly():
        with working(REPLAY_STAGES) as stages:
            with stages.stage("loading"):
                from rma_service.usecases import replaying_plans as usecase  # noqa: PLC0415 - only for work
            kept = _kept(plan, problem, stages)
            done = usecase.replay_plan(kept, stages)
        if as_json:
            told = {"identical": not done.differences, **asdict(done)}
            typer.echo(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode(), nl=False)
        else:
            typer.echo(_words_of(done))
        if done.differences:
            raise typer.Exit(DIFFERS)


def _kept(plan: str, problem: Path | None, stages: "Stages") -> "KeptPlan":
    from rma_service.usecases import replaying_plans as usecase  # noqa: PLC0415 - only for work

    if not (plan.isascii() and plan.isdecimal() and len(plan) <= MOST_DIGITS):
        file = Path(plan)
        with stages.stage("reading"):
            return usecase.plan_of_files(file, problem or file.with_suffix(".npz"))
    if problem is not None:
        raise FaultyInput(["--problem is for a plan that is a file; the record keeps its own."])
    with record() as database, stages.stage("reading"):
        return usecase.plan_of_record(database, int(plan))


def _words_of(done: "Replayed") -> str:
    """Say that a plan is the same with its figures, or in what it differs first."""
    if not done.differences:
        lines = f"{done.lines} {'line' if done.lines == 1 else 'lines'}"
        return f"{done.name} is identical: {lines}; {_levels(done.levels)}."
    first, count = done.differences[0], len(done.differences)
    more = f" {count - 1} more differ." if count > 1 else ""
    return (
        f"{done.name} differs, first in {first.what}: "
        f"kept is {first.kept}; again it is {first.again}.{more}"
    )


def _tell(done: "Conformed", out: Path) -> None:
    """Say how good the answer is, and on standard error that the solver gave none."""
    if done.answer.degraded:
        typer.echo(f"{done.answer.degraded} {IN_ITS_PLACE}", err=True)
    typer.echo(f"{done.status}: {_levels(done.answer.levels)}; wrote {out}.")


def _levels(levels: "Sequence[Level]") -> str:
    return ", ".join(
        f"{level.name} {level.value} ({'proved' if level.proved else 'not proved'})"
        for level in levels
    )
