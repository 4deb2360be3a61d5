"""Commands of the rules: deadlines of a file of cases, and how one target came about."""

from pathlib import Path
from typing import Annotated

import typer

from rma_service.edge import told_plainly, working
from rma_service.shipped import shipped_policies

CONFORM_STAGES = 4

conform = typer.Typer(no_args_is_help=True, help="Evaluate cases, to compare with other programs.")

Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies",
        metavar="DIR",
        help="Directory of support policies (YAML). Default: those that come with the program.",
    ),
]


@conform.callback()
def _conform() -> None:
    """Evaluate cases, to compare with other programs."""


@conform.command("deadlines")
def conform_deadlines(
    cases: Annotated[
        Path, typer.Argument(metavar="CASES.json", help="Cases to evaluate, as JSON.")
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="RESULTS.json", help="Write the results by id.")
    ],
    policies: Policies = None,
) -> None:
    """Evaluate every case of a file; what is wrong with a case is its result.

    Example: rma conform deadlines data/conformance/elapsed.json --out results.json
    """
    with told_plainly():
        with working(CONFORM_STAGES) as stages:
            with stages.stage("loading"):
                from rma_service.usecases import conforming  # noqa: PLC0415 - only for work
            folder = policies or shipped_policies()
            done = conforming.conform_deadlines(cases, out, folder, stages)
        typer.echo(f"{done.cases} cases evaluated, {done.invalid} of them invalid; wrote {out}.")
