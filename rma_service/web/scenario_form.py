"""A planner's own question: a small form that becomes a scenario."""

import json
from collections.abc import Iterable

from rma_service.domain.errors import Refused
from rma_service.web.door import Form

FIELDS = (
    "close_depot",
    "close_service",
    "add_depot",
    "add_part",
    "add_units",
    "move_from",
    "move_to",
    "move_part",
    "move_units",
)
"""Fields of the form."""

MOST_UNITS = 1_000


def scenario_text(form: Form) -> str:
    """The question as a scenario in TOML; texts are written as JSON does, which TOML reads alike.

    Raises
    ------
    Refused
        When nothing is asked, or half of something.
    """
    entered = {name: form.text(name) for name in FIELDS}
    tables = [
        *_closing(entered["close_depot"], entered["close_service"]),
        *_adding(entered["add_depot"], entered["add_part"], entered["add_units"]),
        *_moving(
            (entered["move_from"], entered["move_to"]), entered["move_part"], entered["move_units"]
        ),
    ]
    if not tables:
        raise Refused(["Fill in one row: without a change there is nothing to ask."])
    words = " and ".join(words for words, _ in tables)
    head = f"title = {_text(f'What if we {words}?')}\nwhy = {_text('Asked on the what-if page.')}\n"
    return head + "".join(f"\n{table}" for _, table in tables)


def _closing(depot: str, service: str) -> Iterable[tuple[str, str]]:
    if depot:
        yield f"closed {depot}", f"[[depots.close]]\ndepot = {_text(depot)}\n"
    if service:
        yield f"did without {service}", f"[[couriers.close]]\nservice = {_text(service)}\n"


def _adding(depot: str, part: str, units: str) -> Iterable[tuple[str, str]]:
    if not (depot or part or units):
        return
    if not (depot and part):
        raise Refused(["To put units on a shelf, name the depot and the part."])
    count = _units(units)
    table = f"[[stock.add]]\ndepot = {_text(depot)}\npart = {_text(part)}\nunits = {count}\n"
    yield f"had {count} more {part} in {depot}", table


def _moving(between: tuple[str, str], part: str, units: str) -> Iterable[tuple[str, str]]:
    start, end = between
    if not (start or end or part or units):
        return
    if not (start and end and part):
        raise Refused(["To move units, name both depots and the part."])
    count = _units(units)
    table = (
        f"[[stock.move]]\nfrom_depot = {_text(start)}\nto_depot = {_text(end)}\n"
        f"part = {_text(part)}\nunits = {count}\n"
    )
    yield f"moved {count} {part} from {start} to {end}", table


def _units(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:5]) <= MOST_UNITS):
        raise Refused([f"Units are a whole number from 1 to {MOST_UNITS:,}, not {text[:20]}."])
    return int(text)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
