"""The command line: arguments in, tables or JSON out. Nothing heavy is imported before it works.

Exit status 0: done. 2: the question or its files are wrong. 3: the independent check refused the
plan. 4: the record contradicts itself. 130, 143: stopped by the keyboard, by the system.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rma_service import dispatch_commands, policy_commands, rule_commands
from rma_service.edge import instant, now, record, told_plainly, working
from rma_service.shipped import shipped_policies
from rma_service.terminal import process
from rma_service.usecases.asking import DEMO_AT, PlanFiles, Question, require_writable

if TYPE_CHECKING:
    from rma_service.db.engine import Database
    from rma_service.demo import Place

_IMPORT = "rma import"
"""Who has done what the command does, in the record."""

PLAN_STAGES = 8
WHATIF_STAGES = 12
DEMO_STAGES = 9
"""Stages that a progress bar counts; a what-if question plans and checks twice."""

DEMO_FILES = PlanFiles(Path("plan.json"), Path("plan.csv"), Path("plan.html"))

GOES_ON = "Stopped; `make run` goes on from here."

app = typer.Typer(
    name="rma",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What can be promised to every open RMA line, why, and which depot and courier keep it.",
)

rule_commands.conform.command("dispatch")(dispatch_commands.conform_dispatch)
app.add_typer(rule_commands.conform, name="conform")
app.command("explain-target")(rule_commands.explain_target)
app.add_typer(policy_commands.policies, name="policies")
app.command("replay")(dispatch_commands.replay_plan)

Network = Annotated[
    Path,
    typer.Option(
        "--network", metavar="DIR", help="Directory of CSV tables that describes the network."
    ),
]
Requests = Annotated[
    Path | None,
    typer.Option(
        "--requests",
        metavar="FILE",
        help="Open RMA lines as CSV. Default: requests.csv of the network.",
    ),
]
At = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="INSTANT",
        help="Instant of the plan with its zone, such as 2026-11-23T09:00:00Z.",
    ),
]
Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies",
        metavar="DIR",
        help="Directory of support policies (YAML). Default: those that come with the program.",
    ),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0.001,
        max=1_000_000,
        help="Stop solving after so long; what is not proved by then says so. Default: no limit.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the answer as JSON on standard output, nothing else.")
]


def _out(flag: str, what: str) -> object:
    return typer.Option(flag, metavar="FILE", help=f"Write {what}.")


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import for one option

        typer.echo(f"rma {version('rma-service')}")
        raise typer.Exit


@app.callback()
def _rma(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take the options that every command shares."""


@app.command()
def plan(  # noqa: PLR0913 - one argument for each option of the command
    *,
    network: Network,
    at: At,
    requests: Requests = None,
    out: Annotated[Path | None, _out("--out", "the plan as JSON")] = None,
    csv: Annotated[Path | None, _out("--csv", "the lines of the plan as CSV")] = None,
    html: Annotated[
        Path | None, _out("--html", "the plan as one page with a map that needs no network")
    ] = None,
    geojson: Annotated[Path | None, _out("--geojson", "depots, sites and ways as GeoJSON")] = None,
    problem: Annotated[Path | None, _out("--problem", "what was solved, for rma replay")] = None,
    as_json: AsJson = False,
    policies: Policies = None,
    time_limit: TimeLimit = None,
) -> None:
    """Plan every open line: its verdict with the reason, depot, courier, departure and arrival.

    Example: rma plan --network data/demo --at 2026-11-23T09:00:00Z --out plan.json
    """
    with told_plainly():
        files = PlanFiles(out, csv, html, geojson, problem)
        _plan(_question(network, requests, at, policies, time_limit), files, as_json=as_json)


@app.command()
def whatif(  # noqa: PLR0913 - one argument for each option of the command
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO.toml", help="The change of the world to try.")
    ],
    *,
    network: Network,
    at: At,
    requests: Requests = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="BASE.toml",
            help="Compare with this scenario instead of the network as it is.",
        ),
    ] = None,
    out: Annotated[Path | None, _out("--out", "the comparison as JSON")] = None,
    as_json: AsJson = False,
    policies: Policies = None,
    time_limit: TimeLimit = None,
) -> None:
    """Plan the same lines with and without a change: promises lost and gained, cost and load.

    Example: rma whatif scenarios/close_frankfurt.toml --network data/demo --at 2026-11-23T09:00:00Z
    """
    with told_plainly():
        with working(WHATIF_STAGES) as stages:
            question = _question(network, requests, at, policies, time_limit)
            require_writable([out], question, scenario, against)
            with stages.stage("loading"):
                from rma_service.usecases import whatif as usecase  # noqa: PLC0415 - only for work
            answer = usecase.whatif_from_files(scenario, question, against, stages)
            with stages.stage("write"):
                written = usecase.write_whatif(answer, out)
        _tell_degraded(answer.before.degraded, answer.after.degraded)
        if as_json:
            _print_json(usecase.whatif_json(answer))
            return
        from rma_service.terminal import consoles, plan_tables, whatif_tables  # noqa: PLC0415 - only for people

        console = consoles.output_console()
        whatif_tables.show_comparison(
            console, answer.comparison, answer.network, answer.partner_names
        )
        plan_tables.show_end(console, stages.seconds, written)


@app.command("demo")
def show_demonstration(
    *,
    network: Annotated[
        Path,
        typer.Option("--network", metavar="DIR", help="Directory of the demonstration network."),
    ] = Path("data", "demo"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete the database of the demonstration first.")
    ] = False,
) -> None:
    """Plan the demonstration from its files, then serve it from a database that is kept.

    Example: rma demo --fresh
    """
    with told_plainly(GOES_ON):
        from rma_service.demo import claimed  # noqa: PLC0415 - heavy

        with claimed(fresh=fresh, tell=typer.echo) as place:
            _plan(_question(network, None, DEMO_AT, None, None), DEMO_FILES)
            with record(place.settings, migrated=False) as database:
                _serve_demonstration(place, database, network)


@app.command("migrate")
def migrate_database() -> None:
    """Bring the database of RMA_DATABASE_URL to the tables of this release.

    Example: rma migrate
    """
    with told_plainly(), record(migrated=False) as database:
        from rma_service.db.migrate import migrate, newest_revision  # noqa: PLC0415 - heavy

        migrate(database)
        typer.echo(f"The database has the tables of revision {newest_revision()}.")


@app.command("import")
def import_network(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Directory of CSV tables to take over.")
    ],
    *,
    requests: Annotated[
        Path | None,
        typer.Option("--requests", metavar="FILE", help="Open RMA lines to take over, as CSV."),
    ] = None,
    shift_to_now: Annotated[
        bool,
        typer.Option(
            "--shift-to-now",
            help="Move receipts and requests from the day of the demonstration to now.",
        ),
    ] = False,
) -> None:
    """Take a directory over as the new network; what RMAs hold in the record stays held.

    Example: rma import data/demo --requests data/demo/requests.csv --shift-to-now
    """
    with told_plainly(), record() as database:
        from rma_service.usecases.importing import import_directory  # noqa: PLC0415 - heavy
        from rma_service.usecases.requests import import_requests  # noqa: PLC0415 - the same

        shift_to = now() if shift_to_now else None
        done = import_directory(database, now, _IMPORT, directory, shift_to, requests)
        opened = import_requests(database, now, _IMPORT, done.requests)
    typer.echo(
        f"Network version {done.version}: {done.depots} depots, {done.sites} sites, "
        f"{done.shelves} shelves, {done.receipts} receipts to come; {opened} new RMAs."
    )


@app.command("export")
def export_network(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="New or empty directory to write to.")
    ],
) -> None:
    """Write the network, its stock of now and the lines not shipped yet as CSV tables.

    Example: rma export today && rma plan --network today --at 2026-11-24T09:00:00Z
    """
    with told_plainly(), record() as database:
        from rma_service.usecases.exporting import export_directory  # noqa: PLC0415 - heavy

        files = export_directory(database, directory)
    typer.echo(f"{directory} has {files} tables.")


@app.command("audit")
def audit_record() -> None:
    """Add up the ledger and read every chain of events again; say whether the record is right.

    Example: rma audit
    """
    with told_plainly(), record() as database:
        from rma_service.usecases.audit import audit  # noqa: PLC0415 - heavy

        audit(database)
    typer.echo("Movements explain every counter, and no event was changed after it was recorded.")


@app.command("serve")
def serve_people() -> None:
    """Serve pages and API on RMA_HOST and RMA_PORT until stopped.

    Example: RMA_PORT=8080 rma serve
    """
    with told_plainly(), record() as database:
        from rma_service.main import serve  # noqa: PLC0415 - heavy
        from rma_service.settings import read_settings  # noqa: PLC0415 - the same

        serve(read_settings(), database, now, typer.echo)


@app.command("worker")
def work_off_jobs() -> None:
    """Do the jobs of a record on PostgreSQL, one after the other, until stopped.

    Example: RMA_DATABASE_URL=postgresql://rma@db/rma rma worker
    """
    with told_plainly(), record() as database:
        from rma_service.worker import work  # noqa: PLC0415 - heavy

        work(database, now, typer.echo)


def main() -> None:
    """Run the command line as a process of its own."""
    process.run(app)


def _plan(question: Question, files: PlanFiles, *, as_json: bool = False) -> None:
    """Answer a question with a plan: to the terminal, and to files."""
    with working(PLAN_STAGES) as stages:
        require_writable(files.all, question)
        with stages.stage("loading"):
            from rma_service.usecases import plan as usecase  # noqa: PLC0415 - only for work
            from rma_service.web.plan_page import plan_page  # noqa: PLC0415 - the same
        planned = usecase.plan_from_files(question, stages)
        with stages.stage("write"):
            written = usecase.write_plan(planned, files, plan_page)
    _tell_degraded(planned.plan.degraded)
    if as_json:
        _print_json(usecase.plan_json(planned.plan))
        return
    from rma_service.terminal import consoles, plan_tables  # noqa: PLC0415 - only for people

    console = consoles.output_console()
    plan_tables.show_plan(console, planned.plan, planned.network)
    plan_tables.show_end(console, stages.seconds, written)


def _tell_degraded(*whys: str | None) -> None:
    """Say on standard error of each plan that no solver made, why, and what stands in its place."""
    from rma_service.plan_words import NO_PROOF  # noqa: PLC0415 - only after work

    for why in whys:
        if why is not None:
            typer.echo(f"{why} {NO_PROOF}", err=True)


def _question(
    network: Path, requests: Path | None, at: str, policies: Path | None, limit: float | None
) -> Question:
    return Question(network, requests, instant(at), policies or shipped_policies(), limit)


def _print_json(text: str) -> None:
    """Print JSON as UTF-8, whatever the encoding of the terminal."""
    typer.echo(text.encode(), nl=False)


def _serve_demonstration(place: "Place", database: "Database", network: Path) -> None:
    """Fill the database where it lacks something, tell what to open, and serve."""
    from rma_service.api.logs import log_as_json  # noqa: PLC0415 - heavy
    from rma_service.main import serve_on  # noqa: PLC0415 - the same
    from rma_service.terminal import consoles, demo_words  # noqa: PLC0415 - the same
    from rma_service.usecases import demonstration  # noqa: PLC0415 - the same

    with working(DEMO_STAGES) as stages:
        done = demonstration.prepare(database, now, network, stages)
    shown = {"demo": done.is_ours or place.settings.demo}
    console = consoles.output_console()
    log_as_json(place.log)
    serve_on(
        place.listener,
        place.settings.model_copy(update=shown),
        database,
        now,
        lambda: demo_words.show_ready(console, place.address, done, place.file),
    )
    demo_words.show_stopped(console, place.file)
