"""Replacements under Co-Care: every other reading of cut-off, closed days and business days."""

from typing import Any

import pytest

from tests.asking_policies import answer


def _ahr(
    event: dict[str, Any],
    place: str,
    *,
    level: str = "standard",
    params: dict[str, Any] | None = None,
) -> dict[str, object]:
    return answer("xfusion-co-care", "ahr", event, place, level=level, params=params)


def _generated(at: str, **more: Any) -> dict[str, Any]:
    return {"rma_generated_at": at, **more}


@pytest.mark.parametrize(
    ("at", "params", "more", "expected"),
    [
        # Tue 18 Jun 2024, 13:30 in Berlin: after 13:00, in time for 17:00.
        ("2024-06-18T11:30:00Z", {"cutoff": "13:00"}, {}, ("ship_by", None, "2024-06-19")),
        ("2024-06-18T14:30:00Z", {"cutoff": "17:00"}, {}, ("arrive_by", None, "2024-06-19")),
        # 15:00:00 itself, out and in; a second later is out in both readings.
        ("2024-06-18T13:00:00Z", {}, {}, ("ship_by", None, "2024-06-19")),
        (
            "2024-06-18T13:00:00Z",
            {"cutoff_inclusive": True},
            {},
            ("arrive_by", None, "2024-06-19"),
        ),
        ("2024-06-18T13:00:01Z", {"cutoff_inclusive": True}, {}, ("ship_by", None, "2024-06-19")),
        # 14:30 at the site is 20:30 at a depot in Shanghai: out. 16:00 is 15:00 in London: out;
        # 15:59 is 14:59 there: in, though it is late at the site.
        (
            "2024-06-18T12:30:00Z",
            {"cutoff_zone": "depot"},
            {"depot_tz": "Asia/Shanghai"},
            ("ship_by", None, "2024-06-19"),
        ),
        (
            "2024-06-18T14:00:00Z",
            {"cutoff_zone": "depot"},
            {"depot_tz": "Europe/London"},
            ("ship_by", None, "2024-06-19"),
        ),
        (
            "2024-06-18T13:59:00Z",
            {"cutoff_zone": "depot"},
            {"depot_tz": "Europe/London"},
            ("arrive_by", None, "2024-06-19"),
        ),
        # Fri 21 Jun, 20:00 in Berlin is Sat at a depot in Shanghai, a closed day: ships Mon 24,
        # arrives Tue 25.
        (
            "2024-06-21T18:00:00Z",
            {"cutoff_zone": "depot"},
            {"depot_tz": "Asia/Shanghai"},
            ("arrive_by", "2024-06-24", "2024-06-25"),
        ),
        # Sat 22 Jun taken literally: 10:00 is before 15:00 and arrives Mon 24, 16:00 ships then.
        (
            "2024-06-22T08:00:00Z",
            {"nonbusiness_receipt": "literal"},
            {},
            ("arrive_by", None, "2024-06-24"),
        ),
        (
            "2024-06-22T14:00:00Z",
            {"nonbusiness_receipt": "literal"},
            {},
            ("ship_by", None, "2024-06-24"),
        ),
        # Tue 18 Jun with Wednesdays closed: Thu 20.
        ("2024-06-18T08:00:00Z", {"weekend": ["wed"]}, {}, ("arrive_by", None, "2024-06-20")),
    ],
)
def test_other_readings_of_the_cut_off_and_of_closed_days(
    at: str, params: dict[str, Any], more: dict[str, str], expected: tuple[str, str | None, str]
) -> None:
    told = _ahr(_generated(at, **more), "Berlin", params=params)
    assert (told["kind"], told.get("ship_date"), told["due_date"]) == expected


@pytest.mark.parametrize(
    ("params", "due"),
    [
        # Tue 18 Jun 2024, due Wed 19 in Berlin, +02.
        ({"due_at": "end_of_day"}, "2024-06-19T22:00:00Z"),
        ({"nbd_window": ["08:00-17:00"]}, "2024-06-19T15:00:00Z"),
        ({"nbd_window": ["08:00-17:00"], "due_at": "end_of_day"}, "2024-06-19T22:00:00Z"),
    ],
)
@pytest.mark.parametrize("level", ["basic", "standard"])
def test_other_readings_of_the_end_of_a_business_day(
    level: str, params: dict[str, Any], due: str
) -> None:
    told = _ahr(_generated("2024-06-18T08:00:00Z"), "Berlin", level=level, params=params)
    assert told["due_utc"] == due


@pytest.mark.parametrize(
    ("place", "at", "params", "due_date"),
    [
        # Fri 10 May 2024, 10:00: Sat 11 is worked, or not -> Mon 13.
        ("Shanghai", "2024-05-10T02:00:00Z", {}, "2024-05-11"),
        ("Shanghai", "2024-05-10T02:00:00Z", {"makeup_workdays": False}, "2024-05-13"),
        # Thu 7 Mar 2024: Fri 8 is half a day off.
        ("Shanghai", "2024-03-07T02:00:00Z", {}, "2024-03-08"),
        ("Shanghai", "2024-03-07T02:00:00Z", {"half_days": "holiday"}, "2024-03-11"),
    ],
)
def test_other_readings_of_the_days_of_a_week(
    place: str, at: str, params: dict[str, Any], due_date: str
) -> None:
    assert _ahr(_generated(at), place, params=params)["due_date"] == due_date
