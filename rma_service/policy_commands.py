"""Commands of policies: which there are, what they say, what differs, and what waits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rma_service.edge import record, told_plainly
from rma_service.usecases.refusals import FaultyInput

if TYPE_CHECKING:
    from rich.console import Console

    from rma_service.settings import Settings

policies = typer.Typer(
    no_args_is_help=True, help="Support policies: read them, compare them, see what would move."
)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--policies",
        metavar="DIR",
        help="Directory of support policies (YAML). Default: RMA_POLICIES_DIR, else those that "
        "come with the program.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the answer as JSON on standard output, nothing else.")
]
AsCsv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows of the table as CSV.")
]
Place = Annotated[Path, typer.Argument(help="A policy file, or a folder of them.")]


@policies.command("list")
def list_policies(*, folder: Folder = None, as_json: AsJson = False, csv: AsCsv = None) -> None:
    """List policies with their editions: version, first day, and what running contracts do.

    Example: rma policies list
    """
    with told_plainly():
        from rma_service.policies.texts import policy_text  # noqa: PLC0415 - only for work
        from rma_service.terminal import policy_tables as tables  # noqa: PLC0415 - the same
        from rma_service.usecases.comparing_policies import policies_at  # noqa: PLC0415 - the same

        found = policies_at(_folder(folder))
        texts = [policy_text(found[name]) for name in sorted(found)]
        rows = tables.list_rows(texts)
        _write_csv(csv, tables.LIST_HEADER, rows)
        if as_json:
            _print_json([dict(zip(tables.LIST_HEADER, row, strict=True)) for row in rows])
        else:
            tables.show_policies(_console(), texts)


@policies.command("show")
def show_policy(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the policy.")],
    *,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Show what a policy says: targets with their clauses, parameters, what is not owed.

    Example: rma policies show NAME --json
    """
    with told_plainly():
        from rma_service.policies.texts import policy_text  # noqa: PLC0415 - only for work
        from rma_service.terminal import policy_tables as tables  # noqa: PLC0415 - the same
        from rma_service.usecases.comparing_policies import policies_at  # noqa: PLC0415 - the same

        found = policies_at(_folder(folder))
        if name not in found:
            raise FaultyInput(
                [f"There is no policy {name}; known are: {', '.join(sorted(found))}."]
            )
        text = policy_text(found[name])
        if as_json:
            _print_json(asdict(text))
        else:
            tables.show_policy(_console(), text)


@policies.command("diff")
def compare_policies(
    old: Place,
    new: Place,
    *,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help="Record whose running targets are derived by both, such as sqlite:///var/rma.db.",
        ),
    ] = None,
    as_json: AsJson = False,
    csv: AsCsv = None,
) -> None:
    """Say what differs between policies, and which open cases of a record would move and how.

    Example: rma policies diff data/policies next --database sqlite:///var/rma.db
    """
    with told_plainly():
        from rma_service.terminal import policy_tables as tables  # noqa: PLC0415 - only for work
        from rma_service.usecases import comparing_policies as usecase  # noqa: PLC0415 - the same

        if database is None:
            found = usecase.compare_policies(old, new)
        else:
            with record(_settings_with(database)) as opened:
                found = usecase.compare_policies(old, new, opened)
        rows = tables.difference_rows(found.policies)
        if found.cases is None:
            _write_csv(csv, tables.DIFFERENCE_HEADER, rows)
        else:
            _write_csv(csv, tables.CHANGE_HEADER, tables.change_rows(found.cases))
        if as_json:
            cases = None if found.cases is None else tables.changes_document(found.cases)
            _print_json({"policies": [asdict(each) for each in found.policies], "cases": cases})
        else:
            tables.show_comparison(_console(), found)


@policies.command("check")
def check_targets(*, as_json: AsJson = False, csv: AsCsv = None) -> None:
    """Say which targets of the record the rules and data of now would set otherwise.

    Example: rma policies check
    """
    with told_plainly(), record() as database:
        from rma_service.terminal import policy_tables as tables  # noqa: PLC0415 - only for work
        from rma_service.usecases.target_changes import changes_of  # noqa: PLC0415 - the same

        changes = changes_of(database)
        _write_csv(csv, tables.CHANGE_HEADER, tables.change_rows(changes))
        if as_json:
            _print_json(tables.changes_document(changes))
        else:
            waits = (
                "Nothing waits." if not changes.all else "An administrator confirms on /policies."
            )
            tables.show_changes(_console(), changes, waits)


def _folder(named: Path | None) -> Path:
    """Folder that is asked about: the one that is named, else the one in use."""
    if named is not None:
        if not named.is_dir():
            raise FaultyInput([f"{named} is no folder of policy files."])
        return named
    from rma_service.settings import policies_folder  # noqa: PLC0415 - heavy

    try:
        return policies_folder()
    except ValueError as wrong:
        raise FaultyInput(str(wrong).splitlines()) from wrong


def _settings_with(database_url: str) -> "Settings":
    from rma_service.settings import read_settings  # noqa: PLC0415 - heavy

    return read_settings().model_copy(update={"database_url": database_url})


def _write_csv(path: Path | None, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if path is not None:
        from rma_service.usecases.rows_written import write_rows  # noqa: PLC0415 - only for work

        write_rows(path, header, rows)


def _console() -> "Console":
    from rma_service.terminal.consoles import output_console  # noqa: PLC0415 - only for people

    return output_console()


def _print_json(document: Mapping[str, object] | Sequence[object]) -> None:
    """Print JSON as UTF-8, whatever the encoding of the terminal."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    typer.echo(f"{text}\n".encode(), nl=False)
