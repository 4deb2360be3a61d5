"""Commands of the rules: deadlines of a file of cases, and how one target came about."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rma_service.edge import now, record, told_plainly, working
from rma_service.shipped import shipped_policies
from rma_service.usecases.refusals import FaultyInput

if TYPE_CHECKING:
    from rma_service.usecases.explaining import Explained

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


def explain_target(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Number of an RMA, or with --case the id of a case."),
    ] = None,
    *,
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="TARGET", help="Only this target of the RMA."),
    ] = None,
    case: Annotated[
        Path | None,
        typer.Option("--case", metavar="CASES.json", help="Explain a case of a file instead."),
    ] = None,
    policies: Policies = None,
) -> None:
    """Explain how targets came about: clause, hours counted and skipped, readings, versions.

    Example: rma explain-target W05 --case tests/golden/worked_examples.json
    """
    with told_plainly():
        if case is None:
            explained = _of_record(name, target, policies)
        else:
            explained = _of_case(case, name, target, policies)
        from rma_service.terminal import consoles, explanation  # noqa: PLC0415 - only for people

        console = consoles.output_console()
        for each in explained:
            explanation.show_explanation(console, each.heading, each.sentences)


def _of_record(
    rma_number: str | None, target: str | None, policies: Path | None
) -> "tuple[Explained, ...]":
    if rma_number is None:
        raise FaultyInput(["Say the number of an RMA, or name a file of cases with --case."])
    if policies is not None:
        raise FaultyInput(["--policies goes with --case; the record has policies of its own."])
    with record() as database:
        from rma_service.usecases.explaining_rma import explain_rma  # noqa: PLC0415 - heavy

        return explain_rma(database, now, rma_number, target)


def _of_case(
    file: Path, case_id: str | None, target: str | None, policies: Path | None
) -> "tuple[Explained, ...]":
    if target is not None:
        raise FaultyInput(["--target is for an RMA; a case has one target."])
    from rma_service.usecases.explaining import explain_case  # noqa: PLC0415 - only for work

    return (explain_case(file, case_id, policies or shipped_policies()),)
