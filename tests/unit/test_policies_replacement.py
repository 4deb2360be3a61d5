"""What the shipped policy promises for a replacement, rule by rule and reading by reading."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rma_service.policies.case import Case
from rma_service.policies.deadline import Deadline, deadline
from rma_service.policies.load import load_policies

POLICY = load_policies(Path(__file__).parents[2] / "data" / "policies")["xfusion-co-care"]
PLACES = {
    "Berlin": ("DE", "BE", "Europe/Berlin"),
    "Riyadh": ("SA", None, "Asia/Riyadh"),
    "Shanghai": ("CN", None, "Asia/Shanghai"),
    "New York": ("US", None, "America/New_York"),
    "Sydney": ("AU", "NSW", "Australia/Sydney"),
    "London": ("GB", "ENG", "Europe/London"),
}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _deadline(
    at: str,
    place: str = "Berlin",
    level: str = "standard",
    priority: str | None = None,
    **more: Any,
) -> Deadline:
    """Deadline of an RMA number of that UTC instant; more: events, or `params`."""
    country, subdivision, timezone = PLACES[place]
    params = more.pop("params", {})
    assert isinstance(params, dict)
    event = {"rma_generated_at": f"{at}Z", **more}
    return deadline(
        POLICY, Case("ahr", level, priority, event, country, subdivision, timezone, params)
    )


def test_basic_ships_the_next_business_day_however_late_and_shows_no_ship_date() -> None:
    # Sat 21 Nov 2026, 23:30 in Berlin: ships on Mon 23, by 18:00 = 17:00 UTC.
    found = _deadline("2026-11-21T22:30:00", level="basic")
    assert (found.kind, found.due_at) == ("ship_by", _utc("2026-11-23T17:00"))
    assert (found.due_date, found.ship_date) == (date(2026, 11, 23), None)


def test_a_late_evening_on_a_business_day_does_not_roll_one_more_day() -> None:
    # Mon 23:59 in Berlin, after the cut-off: shipped on Tuesday.
    found = _deadline("2026-11-23T22:59:00")
    assert (found.kind, found.due_date) == ("ship_by", date(2026, 11, 24))


def test_the_local_date_counts_and_not_the_utc_date() -> None:
    # 22:00 UTC on Mon 23 Nov is Tue 24, 09:00 in Sydney (+11): before the cut-off, arrives Wed.
    found = _deadline("2026-11-23T22:00:00", "Sydney")
    assert (found.kind, found.due_date) == ("arrive_by", date(2026, 11, 25))


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("2026-11-23T13:59:59", "arrive_by"),
        ("2026-11-23T14:00:00", "ship_by"),
        ("2026-11-23T14:00:01", "ship_by"),
    ],
)
def test_the_cut_off_is_before_fifteen_hours_to_the_second(at: str, kind: str) -> None:
    # 15:00 in Berlin in winter is 14:00 UTC.
    assert _deadline(at).kind == kind


@pytest.mark.parametrize(
    ("at", "kind"), [("2026-11-23T14:00:00", "arrive_by"), ("2026-11-23T14:00:01", "ship_by")]
)
def test_an_inclusive_cut_off_takes_fifteen_hours_itself_and_not_a_second_more(
    at: str, kind: str
) -> None:
    assert _deadline(at, params={"cutoff_inclusive": True}).kind == kind


def test_another_cut_off_moves_the_limit() -> None:
    # 13:30 in Berlin is after 13:00.
    assert _deadline("2026-11-23T12:30:00", params={"cutoff": "13:00"}).kind == "ship_by"


def test_a_depot_clock_judges_the_cut_off_and_the_day() -> None:
    # 21:00 UTC on Mon 23 Nov: 22:00 in Berlin, after the cut-off; in Denver it is 14:00, before.
    params = {"cutoff_zone": "depot"}
    late = _deadline("2026-11-23T21:00:00")
    early = _deadline("2026-11-23T21:00:00", depot_tz="America/Denver", params=params)
    assert (late.kind, early.kind) == ("ship_by", "arrive_by")
    # The window still closes at the site: Tue 24 Nov 18:00 in Berlin.
    assert early.due_at == _utc("2026-11-24T17:00")


def test_an_rma_on_a_weekend_ships_on_the_next_business_day_and_arrives_one_later() -> None:
    # Sat 16:00, even after 15:00: shipped Mon, arrives Tue.
    found = _deadline("2026-11-21T15:00:00")
    assert (found.kind, found.ship_date) == ("arrive_by", date(2026, 11, 23))
    assert found.due_at == _utc("2026-11-24T17:00")


def test_the_literal_reading_lets_a_weekend_rma_arrive_on_the_next_business_day() -> None:
    params = {"nonbusiness_receipt": "literal"}
    morning = _deadline("2026-11-21T09:00:00", params=params)
    evening = _deadline("2026-11-21T15:00:00", params=params)
    assert (morning.kind, morning.due_date, morning.ship_date) == (
        "arrive_by",
        date(2026, 11, 23),
        None,
    )
    assert (evening.kind, evening.due_date) == ("ship_by", date(2026, 11, 23))


def test_a_holiday_is_a_closed_day_too() -> None:
    # Thanksgiving, Thu 26 Nov 2026, 10:00 in New York: ships Fri 27, arrives Mon 30.
    found = _deadline("2026-11-26T15:00:00", "New York")
    assert (found.ship_date, found.due_date) == (date(2026, 11, 27), date(2026, 11, 30))


def test_a_substitute_day_is_skipped() -> None:
    # Christmas 2027 is Sat and Boxing Day Sun: Mon 27 and Tue 28 are off in England.
    assert _deadline("2027-12-24T10:00:00", "London").due_date == date(2027, 12, 29)


def test_the_week_ends_on_thursday_where_the_weekend_is_friday_and_saturday() -> None:
    # Thu 26 Nov 2026, 10:00 in Riyadh: arrives Sun 29, 18:00 +03.
    assert _deadline("2026-11-26T07:00:00", "Riyadh").due_at == _utc("2026-11-29T15:00")


def test_a_saturday_and_sunday_weekend_can_be_read_everywhere() -> None:
    # The same Thursday arrives on Friday.
    params = {"weekend": ["sat", "sun"]}
    found = _deadline("2026-11-26T07:00:00", "Riyadh", params=params)
    assert found.due_date == date(2026, 11, 27)


def test_a_make_up_saturday_counts_unless_it_is_read_otherwise() -> None:
    # Fri 10 May 2024, 10:00 in Shanghai; Sat 11 May is worked.
    at = "2024-05-10T02:00:00"
    assert _deadline(at, "Shanghai").due_date == date(2024, 5, 11)
    params = {"makeup_workdays": False}
    assert _deadline(at, "Shanghai", params=params).due_date == date(2024, 5, 13)


def test_half_days_are_business_days_unless_they_are_read_as_holidays() -> None:
    # Thu 7 Mar 2024; Fri 8 Mar is half a day off in China.
    at = "2024-03-07T02:00:00"
    assert _deadline(at, "Shanghai").due_date == date(2024, 3, 8)
    params = {"half_days": "holiday"}
    assert _deadline(at, "Shanghai", params=params).due_date == date(2024, 3, 11)


def test_the_day_closes_with_its_last_window() -> None:
    # 09:00-12:00 and 13:00-17:00 in Berlin: 16:00 UTC.
    params = {"nbd_window": ["09:00-12:00", "13:00-17:00"]}
    assert _deadline("2026-11-23T09:00:00", params=params).due_at == _utc("2026-11-24T16:00")


def test_the_end_of_the_day_is_the_first_instant_of_the_next() -> None:
    # Fri 23 Oct 2026 before the cut-off: due Mon 26, ending at Tue 00:00 winter time = Mon 23:00.
    found = _deadline("2026-10-23T09:00:00", params={"due_at": "end_of_day"})
    assert found.due_at == _utc("2026-10-26T23:00")


@pytest.mark.parametrize("priority", ["P1", "P2"])
def test_four_hours_run_through_holidays_and_clock_changes(priority: str) -> None:
    # Sun 25 Oct 2026, 01:30 summer time in Berlin; the repeated hour counts: four hours in UTC.
    found = _deadline("2026-10-24T23:30:00", level="premier", priority=priority)
    assert (found.kind, found.due_at) == ("arrive_by", _utc("2026-10-25T03:30"))
    assert found.due_date is None


@pytest.mark.parametrize("priority", ["P3", "P4"])
def test_the_lower_priorities_of_premier_are_treated_as_standard(priority: str) -> None:
    found = _deadline("2026-11-23T09:00:00", level="premier", priority=priority)
    assert (found.kind, found.due_at) == ("arrive_by", _utc("2026-11-24T17:00"))
    assert found.clause == "Co-Care 2.4, Premier P3/P4"


def test_the_clock_starts_with_the_last_of_number_decision_and_form() -> None:
    found = _deadline(
        "2026-11-23T09:00:00",
        level="premier",
        priority="P1",
        part_deemed_necessary_at="2026-11-23T09:30:00Z",
        form_completed_at="2026-11-23T09:10:00Z",
    )
    assert found.received_at == _utc("2026-11-23T09:30")
    assert found.due_at == _utc("2026-11-23T13:30")


@pytest.mark.parametrize(
    ("level", "priority", "weights"),
    [
        ("premier", "P1", (0.95, 100, 20)),
        ("premier", "P2", (0.95, 40, 8)),
        ("premier", "P3", (0.95, 15, 3)),
        ("premier", "P4", (0.95, 15, 3)),
        ("standard", "P1", (0.90, 15, 3)),
        ("standard", None, (0.90, 15, 3)),
        ("basic", "P1", (0.90, 5, 2)),
    ],
)
def test_levels_and_priorities_weigh_what_the_policy_says(
    level: str, priority: str | None, weights: tuple[float, int, int]
) -> None:
    found = _deadline("2026-11-23T09:00:00", level=level, priority=priority)
    assert (found.confidence, found.miss_weight, found.late_weight) == weights


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"rma_count_same_time": 2}, "2 RMAs for the same part and site"),
        ({"faulty_parts_in_rma": 20}, "20 faulty units of the same part"),
        ({"rma_timely": False}, "not requested in a timely manner"),
    ],
)
def test_what_note_five_excludes_keeps_its_date_and_weighs_next_to_nothing(
    event: dict[str, Any], words: str
) -> None:
    found = _deadline("2026-11-23T09:00:00", **event)
    assert found.due_at == _utc("2026-11-24T17:00")
    assert (found.owed, found.clause) == (False, "Co-Care 1 note 5")
    assert found.not_owed_reason is not None
    assert words in found.not_owed_reason
    assert (found.confidence, found.miss_weight, found.late_weight) == (0.90, 0, 1)


@pytest.mark.parametrize(
    ("event", "params"),
    [
        ({"rma_count_same_time": 5}, {"max_rmas_same_time": 5}),
        ({"faulty_parts_in_rma": 5}, {"max_parts_per_rma": 5}),
    ],
)
def test_larger_limits_let_larger_batches_be_owed(
    event: dict[str, Any], params: dict[str, int]
) -> None:
    found = _deadline("2026-11-23T09:00:00", params=params, **event)
    assert found.owed
    assert found.not_owed_reason is None
