"""RMAs to send: every one for another unit of the demonstration network, the same on every run."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"
SEED = 20261123
PRIORITIES = ("P1", "P2", "P3")
OBSERVED_BEFORE = timedelta(hours=2)

Body = dict[str, Any]


def rmas_of(partner_id: str, lines: int, count: int, at: datetime) -> list[Body]:
    """RMAs of one partner with so many lines each, of different parts, observed shortly before."""
    return list(islice(_rmas(partner_id, lines, at - OBSERVED_BEFORE), count))


def _rmas(partner_id: str, lines: int, observed_at: datetime) -> Iterator[Body]:
    categories = {row["part_number"]: row["category"] for row in _table("parts")}
    codes = _codes()
    parts: dict[str, list[str]] = {}
    for row in _table("bom"):
        if categories[row["part_number"]] in codes:
            parts.setdefault(row["platform"], []).append(row["part_number"])
    mine = {row["site_id"] for row in _table("sites") if row["partner_id"] == partner_id}
    units = [row for row in _table("installed_base") if row["site_id"] in mine]
    asked = [
        (row["site_id"], row["platform"], parts[row["platform"]][place : place + lines])
        for row in units
        for place in range(0, len(parts[row["platform"]]) - lines + 1, lines)
    ]
    chance = Random(SEED)  # noqa: S311 - a choice of examples, no secret
    chance.shuffle(asked)
    for site_id, platform, numbers in asked:
        tags = [_tag(platform, each, codes[categories[each]], observed_at) for each in numbers]
        yield {"site_id": site_id, "priority": chance.choice(PRIORITIES), "lines": tags}


def _tag(platform: str, part_number: str, fault_code: str, observed_at: datetime) -> Body:
    return {
        "platform": platform,
        "part_number": part_number,
        "product_serial": f"{platform}-0001",
        "fault_code": fault_code,
        "fault_observed_at": observed_at.isoformat(timespec="seconds"),
        "data_removed": "yes",
    }


def _codes() -> dict[str, str]:
    """A fault code for each category of parts."""
    return {
        category: row["fault_code"]
        for row in _table("fault_codes")
        for category in row["part_categories"].split(";")
    }


def _table(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
