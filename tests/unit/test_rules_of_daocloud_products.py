"""DaoCloud: phases of the product series, extended maintenance, and periods of service."""

from typing import Any

import pytest

from tests.asking_policies import answer, fault, part_of


def _told(
    target: str, event: dict[str, Any], params: dict[str, str] | None = None
) -> dict[str, object]:
    return answer("daocloud-support", target, event, "Shanghai", params=params)


LAST_DAY = {"phase_boundary": "last_day_of_phase"}


@pytest.mark.parametrize(
    ("series", "on_date", "phase", "last_day_phase"),
    [
        ("5.y", "2023-05-31", "pre_ga", "pre_ga"),
        ("5.y", "2023-06-01", "standard_support", "standard_support"),
        ("5.y", "2026-05-31", "standard_support", "standard_support"),
        ("5.y", "2026-06-01", "post_eoss", "standard_support"),
        ("5.y", "2026-06-02", "post_eoss", "post_eoss"),
        ("5.y", "2028-10-29", "post_eoss", "post_eoss"),
        ("5.y", "2028-10-30", "end_of_life", "post_eoss"),
        ("5.y", "2028-10-31", "end_of_life", "end_of_life"),
        ("4.y", "2020-03-30", "pre_ga", "pre_ga"),
        ("4.y", "2020-03-31", "standard_support", "standard_support"),
        ("4.y", "2023-03-31", "post_eoss", "standard_support"),
        ("4.y", "2025-03-31", "end_of_life", "post_eoss"),
        ("4.y", "2025-04-01", "end_of_life", "end_of_life"),
        ("3.y", "2018-07-14", "pre_ga", "pre_ga"),
        ("3.y", "2018-07-15", "standard_support", "standard_support"),
        ("3.y", "2021-07-30", "post_eoss", "standard_support"),
        ("3.y", "2023-07-30", "end_of_life", "post_eoss"),
        ("3.y", "2099-12-31", "end_of_life", "end_of_life"),
    ],
)
def test_a_named_date_begins_the_next_phase_or_else_ends_the_last(
    series: str, on_date: str, phase: str, last_day_phase: str
) -> None:
    event = {"series": series, "on_date": on_date}
    told = _told("lifecycle", event)
    assert (told["kind"], told["phase"]) == ("lifecycle_phase", phase)
    assert _told("lifecycle", event, LAST_DAY)["phase"] == last_day_phase


COVER = ("available", "covers_from", "covers_until", "latest_end_date")
ARREARS = ("arrears_from", "arrears_until")
NO_ARREARS = (None, None)


@pytest.mark.parametrize(
    ("series", "signed", "years", "cover", "arrears"),
    [
        # Standard support of 5.y ends on 1 Jun 2026, two years later is the latest end.
        ("5.y", "2026-01-15", 1, (True, "2026-06-01", "2027-06-01", "2028-06-01"), NO_ARREARS),
        ("5.y", "2026-06-01", 2, (True, "2026-06-01", "2028-06-01", "2028-06-01"), NO_ARREARS),
        (
            "5.y",
            "2026-06-02",
            2,
            (True, "2026-06-01", "2028-06-01", "2028-06-01"),
            ("2026-06-01", "2026-06-02"),
        ),
        # A year that is over when it is signed: still from the end of fixes, without a gap.
        (
            "5.y",
            "2027-08-01",
            1,
            (True, "2026-06-01", "2027-06-01", "2028-06-01"),
            ("2026-06-01", "2027-08-01"),
        ),
        # The last day on which something is left to be extended, and the day after it.
        (
            "5.y",
            "2028-05-31",
            2,
            (True, "2026-06-01", "2028-06-01", "2028-06-01"),
            ("2026-06-01", "2028-05-31"),
        ),
        (
            "5.y",
            "2028-06-01",
            2,
            (False, "2026-06-01", "2028-06-01", "2028-06-01"),
            ("2026-06-01", "2028-06-01"),
        ),
        # Three years are not offered, and no years are no extension; told is what was asked for.
        ("5.y", "2026-01-15", 3, (False, "2026-06-01", "2029-06-01", "2028-06-01"), NO_ARREARS),
        ("5.y", "2026-01-15", 0, (False, "2026-06-01", "2026-06-01", "2028-06-01"), NO_ARREARS),
        # 4.y: 31 Mar 2023. 3.y: 30 Jul 2021.
        (
            "4.y",
            "2023-04-30",
            1,
            (True, "2023-03-31", "2024-03-31", "2025-03-31"),
            ("2023-03-31", "2023-04-30"),
        ),
        ("3.y", "2021-07-30", 2, (True, "2021-07-30", "2023-07-30", "2023-07-30"), NO_ARREARS),
    ],
)
def test_extended_maintenance_follows_the_end_of_fixes_without_a_gap(
    series: str,
    signed: str,
    years: int,
    cover: tuple[object, ...],
    arrears: tuple[object, ...],
) -> None:
    told = _told("eam", {"series": series, "signed_date": signed, "years": years})
    assert told["kind"] == "eam"
    assert tuple(told.get(key) for key in COVER) == cover
    assert tuple(told.get(key) for key in ARREARS) == arrears


@pytest.mark.parametrize(
    ("series", "signed", "cover", "arrears"),
    [
        # Service of 5.y ceases on 30 Oct 2028, of 3.y on 30 Jul 2023.
        ("5.y", "2028-10-30", (True, "2028-10-30", "2029-10-30", "2030-10-30"), NO_ARREARS),
        (
            "5.y",
            "2028-11-15",
            (True, "2028-10-30", "2029-10-30", "2030-10-30"),
            ("2028-10-30", "2028-11-15"),
        ),
        (
            "3.y",
            "2025-07-30",
            (False, "2023-07-30", "2024-07-30", "2025-07-30"),
            ("2023-07-30", "2025-07-30"),
        ),
    ],
)
def test_extended_maintenance_may_follow_the_end_of_life(
    series: str, signed: str, cover: tuple[object, ...], arrears: tuple[object, ...]
) -> None:
    event = {"series": series, "signed_date": signed, "years": 1}
    told = _told("eam", event, {"eam_anchor": "eosl"})
    assert tuple(told.get(key) for key in COVER) == cover
    assert tuple(told.get(key) for key in ARREARS) == arrears


def test_the_boundary_of_phases_does_not_move_extended_maintenance() -> None:
    event = {"series": "5.y", "signed_date": "2026-07-01", "years": 1}
    assert _told("eam", event, LAST_DAY) == _told("eam", event)


@pytest.mark.parametrize(
    ("event", "start", "end"),
    [
        # Twelve months from 1 Mar end on 28 Feb; from 2 Mar on 1 Mar.
        (
            {"product": "software", "activation_date": "2024-03-01", "term_months": 12},
            "2024-03-01",
            "2025-02-28",
        ),
        (
            {"product": "software", "activation_date": "2024-03-02", "term_months": 12},
            "2024-03-02",
            "2025-03-01",
        ),
        # From 29 Feb there is no such day a year later: the last of February, not a day less.
        (
            {"product": "software", "activation_date": "2024-02-29", "term_months": 12},
            "2024-02-29",
            "2025-02-28",
        ),
        # Four years later there is one: the day before it.
        (
            {"product": "software", "activation_date": "2024-02-29", "term_months": 48},
            "2024-02-29",
            "2028-02-28",
        ),
        # One month from 31 Jan ends on 29 Feb 2024; from 31 Dec on 30 Jan; from 1 Jan on 31 Jan.
        (
            {"product": "integrated", "delivery_date": "2024-01-31", "term_months": 1},
            "2024-01-31",
            "2024-02-29",
        ),
        (
            {"product": "integrated", "delivery_date": "2024-12-31", "term_months": 1},
            "2024-12-31",
            "2025-01-30",
        ),
        (
            {"product": "integrated", "delivery_date": "2024-01-01", "term_months": 1},
            "2024-01-01",
            "2024-01-31",
        ),
        # Software that is also delivered starts with its activation, an integrated product that
        # is also activated with its delivery.
        (
            {
                "product": "software",
                "activation_date": "2024-03-01",
                "delivery_date": "2024-02-01",
                "term_months": 12,
            },
            "2024-03-01",
            "2025-02-28",
        ),
        (
            {
                "product": "integrated",
                "activation_date": "2024-03-01",
                "delivery_date": "2024-02-01",
                "term_months": 12,
            },
            "2024-02-01",
            "2025-01-31",
        ),
        # A new cluster has its own period, by activation or else by delivery.
        (
            {
                "product": "expansion_new_cluster",
                "activation_date": "2024-03-01",
                "term_months": 24,
                "original_end_date": "2024-12-31",
            },
            "2024-03-01",
            "2026-02-28",
        ),
        (
            {
                "product": "expansion_new_cluster",
                "delivery_date": "2024-02-01",
                "term_months": 12,
            },
            "2024-02-01",
            "2025-01-31",
        ),
        # An existing cluster keeps its period, whatever was activated since.
        (
            {
                "product": "expansion_existing_cluster",
                "original_start_date": "2023-05-01",
                "original_end_date": "2026-04-30",
                "activation_date": "2024-03-01",
                "term_months": 12,
            },
            "2023-05-01",
            "2026-04-30",
        ),
    ],
)
def test_a_service_is_valid_from_its_start_to_its_last_day(
    event: dict[str, Any], start: str, end: str
) -> None:
    expected = {"kind": "validity", "start_date": start, "end_date": end, "received_utc": None}
    assert part_of(_told("service_validity", event), expected) == expected


@pytest.mark.parametrize(
    ("target", "event", "type_"),
    [
        ("lifecycle", {"on_date": "2024-01-01"}, "missing_field"),
        ("lifecycle", {"series": "5.y"}, "missing_field"),
        ("lifecycle", {"series": "6.y", "on_date": "2024-01-01"}, "bad_parameter"),
        ("lifecycle", {"series": "5.y", "on_date": "2024-13-01"}, "bad_instant"),
        ("eam", {"series": "5.y", "signed_date": "2026-01-15"}, "missing_field"),
        ("eam", {"series": "5.y", "years": 3}, "missing_field"),
        (
            "eam",
            {"series": "5.y", "signed_date": "2026-01-15", "years": 1.5},
            "bad_parameter",
        ),
        ("service_validity", {"activation_date": "2024-01-01"}, "missing_field"),
        ("service_validity", {"product": "software", "term_months": 12}, "missing_field"),
        (
            "service_validity",
            {"product": "software", "activation_date": "2024-01-01"},
            "missing_field",
        ),
        ("service_validity", {"product": "hardware"}, "bad_parameter"),
    ],
)
def test_a_product_that_cannot_be_judged_is_refused_by_type(
    target: str, event: dict[str, Any], type_: str
) -> None:
    assert fault("daocloud-support", target, event) == type_
