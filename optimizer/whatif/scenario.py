"""A named change of the world, stored as a delta in TOML and applied to a network."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from optimizer.network import Network, require
from optimizer.whatif.change import Change, near_names
from optimizer.whatif.courier_changes import ChangePrice, ChangeVehicles, CloseCourier
from optimizer.whatif.place_changes import (
    BorderChange,
    CloseDepot,
    DepotCallout,
    DepotOpening,
    EndCallout,
    Licence,
    SiteReceiving,
)
from optimizer.whatif.stock_changes import AddStock, DelayInbound, MoveStock, RemoveStock

KINDS: Mapping[str, type[Change]] = {
    "stock.move": MoveStock,
    "stock.add": AddStock,
    "stock.remove": RemoveStock,
    "inbound.delay": DelayInbound,
    "depots.opening": DepotOpening,
    "depots.callout": DepotCallout,
    "depots.no_callout": EndCallout,
    "depots.close": CloseDepot,
    "couriers.price": ChangePrice,
    "couriers.vehicles": ChangeVehicles,
    "couriers.close": CloseCourier,
    "customs.border": BorderChange,
    "customs.licence": Licence,
    "sites.receiving": SiteReceiving,
}
"""Tables that a scenario may hold, applied in this order: stock moves before a depot closes."""

_LARGEST = 1_000_000
"""No number of a scenario may be larger, so that none overflows a date or a sum."""

_WORDS = ("title", "why")
_TYPES: Mapping[object, tuple[tuple[type, ...], str]] = {
    str: ((str,), "a text in quotes"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
    tuple[str, ...]: ((list,), "a list of texts"),
}


class FaultyScenario(ValueError):  # noqa: N818 - named like FaultyFiles, by what it is about
    """A scenario that cannot be read or applied; `faults` holds one sentence for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep the faults; the message is all of them."""
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question of a planner: its changes, each with its place in the file, in their order."""

    title: str
    why: str
    source: str
    changes: tuple[tuple[str, Change], ...]

    def __post_init__(self) -> None:
        """Refuse a scenario without name, or that changes nothing."""
        require(bool(self.title.strip()), f"{self.source}: title is empty; ask the question in it.")
        require(bool(self.changes), f"{self.source} changes nothing; {_allowed_tables()}")


def apply(scenario: Scenario, network: Network) -> Network:
    """Give the network after every change of the scenario; the given one stays as it is.

    Raises
    ------
    FaultyScenario
        When a change names something that the network lacks, or cannot be made.
    """
    for where, change in scenario.changes:
        try:
            network = change.applied_to(network)
        except ValueError as refused:
            raise FaultyScenario([f"{scenario.source}, {where}: {refused}"]) from refused
    return network


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises
    ------
    FaultyScenario
        When the file cannot be read, or says what no scenario can say.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise FaultyScenario([f"{path} is not UTF-8 text."]) from fault
    except OSError as fault:
        raise FaultyScenario([f"{path} cannot be read: {fault.strerror}."]) from fault
    return parse_scenario(text, str(path))


def parse_scenario(text: str, source: str) -> Scenario:
    """Make a scenario of TOML text; `source` names the text in every refusal.

    Raises
    ------
    FaultyScenario
        With a sentence for every fault.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        last = f"at line {len(text.splitlines())}, the end of the file"
        detail = str(fault).replace("at end of document", last)
        raise FaultyScenario([f"{source} is no valid TOML: {detail}."]) from fault
    except RecursionError as fault:
        raise FaultyScenario([f"{source} is nested too deeply to be a scenario."]) from fault
    faults: list[str] = []
    changes = tuple(_changes(document, source, faults))
    title, why = (_words(document, key, source, faults) for key in _WORDS)
    if faults:
        raise FaultyScenario(faults)
    try:
        return Scenario(title, why, source, changes)
    except ValueError as refused:
        raise FaultyScenario([str(refused)]) from refused


def _words(document: Mapping[str, object], key: str, source: str, faults: list[str]) -> str:
    words = document.get(key)
    if isinstance(words, str):
        return words
    faults.append(f'{source}: {key} is missing or no text; write {key} = "..." at the top.')
    return ""


def _changes(
    document: Mapping[str, object], source: str, faults: list[str]
) -> Iterator[tuple[str, Change]]:
    """Yield changes in the order of the kinds, then of the file; faults are noted instead."""
    tables = dict(_tables(document, source, faults))
    for kind, change_type in KINDS.items():
        rows = tables.get(kind, [])
        for number, row in enumerate(rows, start=1):
            where = f"{kind} {number}" if len(rows) > 1 else kind
            try:
                yield where, _change(row, change_type)
            except FaultyScenario as refused:
                faults.extend(f"{source}, {where}: {fault}" for fault in refused.faults)


def _change(row: object, change_type: type[Change]) -> Change:
    """Make a change of one table; every fault of its keys and values is refused at once."""
    if not isinstance(row, dict):
        known = ", ".join(_fields(change_type))
        raise FaultyScenario([f"it must be a table with the keys {known}."])
    found = _faults_of(row, change_type)
    if found:
        raise FaultyScenario(found)
    try:
        return change_type(**_values(row))
    except ValueError as refused:
        raise FaultyScenario([str(refused)]) from refused


def _tables(
    document: Mapping[str, object], source: str, faults: list[str]
) -> Iterator[tuple[str, list[object]]]:
    """Yield every known kind of the document with its tables; a lone table counts as a list."""
    sections = {kind.partition(".")[0] for kind in KINDS}
    for section, verbs in document.items():
        if section in _WORDS:
            continue
        if section not in sections:
            known = {*_WORDS, *sections}
            faults.append(f"{source}: key {section} is unknown; {near_names(section, known)}")
        elif not isinstance(verbs, dict):
            faults.append(f"{source}: {section} is no table; {_allowed_tables(section)}")
        else:
            for verb, rows in verbs.items():
                kind = f"{section}.{verb}"
                if kind in KINDS:
                    yield kind, rows if isinstance(rows, list) else [rows]
                else:
                    known = {each for each in KINDS if each.startswith(f"{section}.")}
                    faults.append(f"{source}: key {kind} is unknown; {near_names(kind, known)}")


def _faults_of(row: Mapping[str, object], change_type: type[Change]) -> list[str]:
    """Say everything that is wrong with the keys of one table."""
    known = _fields(change_type)
    unknown = [key for key in row if key not in known]
    missing = [key for key, field in known.items() if key not in row and field.default is MISSING]
    hints = get_type_hints(change_type)
    return [
        *(f"key {key} is unknown; {near_names(key, known)}" for key in unknown),
        *(f"key {key} is missing." for key in missing),
        *(
            fault
            for key in row
            if key in known
            for fault in _type_faults(key, row[key], hints[key])
        ),
    ]


def _type_faults(key: str, value: object, hint: object) -> list[str]:
    """Say that a value is of a wrong type; true and false are no numbers."""
    plain = next(each for each in _TYPES if hint in (each, each | None))  # type: ignore[operator]  # a type or a union of types
    types, words = _TYPES[plain]
    fits = isinstance(value, types) and (plain is bool or not isinstance(value, bool))
    if fits and isinstance(value, list):
        fits = all(isinstance(each, str) for each in value)
    if not fits:
        return [f"{key} = {value!r} is not {words}."]
    if isinstance(value, int | float) and not abs(value) <= _LARGEST:
        return [f"{key} = {value!r} is beyond {_LARGEST:,}, more than any network holds."]
    return []


def _values(row: Mapping[str, object]) -> dict[str, Any]:
    """Keys and values of a checked table as arguments of its change."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _fields(change_type: type[Change]) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(change_type)}  # type: ignore[arg-type]  # every change is a dataclass


def _allowed_tables(section: str = "") -> str:
    kinds = [f"[[{kind}]]" for kind in KINDS if kind.startswith(section)]
    return "it may hold the tables " + ", ".join(kinds) + "."
