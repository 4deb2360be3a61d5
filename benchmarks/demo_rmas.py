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


class DemoRmas:
    """Gives RMAs of one partner, none for a part that another one asks for at the same site.

    Such RMAs would meet at the batch guard, which takes guarantees away.
    """

    def __init__(self, partner_id: str, at: datetime) -> None:
        """Let all faults be observed shortly before an instant."""
        self._observed_at = at - OBSERVED_BEFORE
        self._codes = _codes()
        self._categories = {row["part_number"]: row["category"] for row in _table("parts")}
        self._parts: dict[str, list[str]] = {}
        for row in _table("bom"):
            if self._categories[row["part_number"]] in self._codes:
                self._parts.setdefault(row["platform"], []).append(row["part_number"])
        mine = {row["site_id"] for row in _table("sites") if row["partner_id"] == partner_id}
        self._units = [row for row in _table("installed_base") if row["site_id"] in mine]
        self._asked: set[tuple[str, str]] = set()
        self._chance = Random(SEED)  # noqa: S311 - a choice of examples, no secret

    def take(self, lines: int, count: int) -> list[Body]:
        """Give so many more RMAs with so many lines of different parts."""
        return list(islice(self._more(lines), count))

    def _more(self, lines: int) -> Iterator[Body]:
        while True:
            unit = self._chance.choice(self._units)
            site_id, platform = unit["site_id"], unit["platform"]
            left = [each for each in self._parts[platform] if (site_id, each) not in self._asked]
            if len(left) < lines:
                continue
            parts = self._chance.sample(left, lines)
            self._asked |= {(site_id, each) for each in parts}
            tags = [self._tag(platform, each) for each in parts]
            yield {"site_id": site_id, "priority": self._chance.choice(PRIORITIES), "lines": tags}

    def _tag(self, platform: str, part_number: str) -> Body:
        return {
            "platform": platform,
            "part_number": part_number,
            "product_serial": f"{platform}-0001",
            "fault_code": self._codes[self._categories[part_number]],
            "fault_observed_at": self._observed_at.isoformat(timespec="seconds"),
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
