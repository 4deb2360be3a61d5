"""The demonstration in a terminal: what to open, as whom, where it is kept, how to end it."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from rma_service.domain.people import Principal, Role
from rma_service.terminal.columns import Column, show_table
from rma_service.usecases.demonstration import Demonstration
from rma_service.usecases.first_people import FirstPerson

_MAY = {
    Role.DISPATCHER: "plans, approves, follows every part",
    Role.PLANNER: "plans and asks what if",
    Role.PARTNER: "opens RMAs and sees what is promised",
    Role.ADMINISTRATOR: "looks after people, keys and health",
}


def show_ready(console: Console, address: str, done: Demonstration, file: Path | None) -> None:
    """Print what a newcomer needs, the address first."""
    console.print("\nReady: open ", f"[bold]{address}[/]", sep="", markup=True, soft_wrap=True)
    console.print()
    if done.people:
        show_table(console, _people_columns(done.people))
        console.print()
    console.print(_kept_words(done, file), soft_wrap=True)
    console.print("Stop with Ctrl-C.")


def show_stopped(console: Console, file: Path | None) -> None:
    """Say that all is kept, below the ^C of a terminal."""
    if console.is_terminal:
        console.print()
    console.print(f"Stopped. `make run` goes on with {_named(file)}.", soft_wrap=True)


def _people_columns(people: Sequence[FirstPerson]) -> list[Column]:
    return [
        Column("sign in as", [each.sign_in_name for each in people]),
        Column("password", [each.password for each in people]),
        Column("who", [_role(each.principal) for each in people], goes=1),
        Column("", [_MAY[each.principal.role] for each in people], goes=2),
    ]


def _role(principal: Principal) -> str:
    return f"{principal.role.value} {principal.partner_id or ''}".rstrip()


def _kept_words(done: Demonstration, file: Path | None) -> str:
    if not done.is_ours:
        return f"It is served as it is: {_named(file)} was not filled by the demonstration."
    if done.is_new:
        return f"Everything is kept in {_named(file)}; started again, it goes on from there."
    over = ", and `make run FRESH=1` starts over" if file else ""
    return f"It goes on where it was: {_named(file)} is kept{over}."


def _named(file: Path | None) -> str:
    return str(file) if file else "the database of RMA_DATABASE_URL"
