from tests.business_hours import Hours

BAVARIA = ("DE", "BY", "Europe/Berlin")


def test_every_span_is_told_with_its_reason() -> None:
    # Fri 17 May 2024 15:00 CEST + 8 h: 3 h, then 5 h on Tue 21. Times are UTC, dates local.
    berlin = Hours(*BAVARIA)
    end = "2024-05-21T14:00:00+02:00"
    assert berlin.add("2024-05-17T15:00:00+02:00", 8) == "2024-05-21T12:00:00Z"
    assert berlin.told("2024-05-17T15:00:00+02:00", end) == [
        ("17 13:00 - 16:00", "counted"),
        ("17 16:00 - 22:00", "outside hours"),
        ("18 22:00 - 22:00", "weekend"),
        ("19 22:00 - 22:00", "weekend"),
        ("20 22:00 - 22:00", "public holiday: Pentecost Monday"),
        ("21 22:00 - 07:00", "outside hours"),
        ("21 07:00 - 12:00", "counted"),
    ]


def test_lunch_and_night_are_outside_hours() -> None:
    split = Hours(*BAVARIA, (9, 12), (13, 18))
    assert split.told("2024-05-14T04:00:00Z", "2024-05-14T20:00:00Z") == [
        ("14 04:00 - 07:00", "outside hours"),
        ("14 07:00 - 10:00", "counted"),
        ("14 10:00 - 11:00", "outside hours"),
        ("14 11:00 - 16:00", "counted"),
        ("14 16:00 - 20:00", "outside hours"),
    ]


def test_halts_cut_what_counts_and_nothing_else() -> None:
    # Halted 09:00-10:00 UTC within, 15:00 UTC over closing at 16:00, and from 04:00 on without end.
    told = Hours(*BAVARIA).told(
        "2024-05-14T08:00:00Z",
        "2024-05-15T08:00:00Z",
        ("2024-05-14T09:00:00Z", "2024-05-14T10:00:00Z"),
        ("2024-05-14T15:00:00Z", "2024-05-14T17:00:00Z"),
        ("2024-05-15T04:00:00Z", None),
    )
    assert told == [
        ("14 08:00 - 09:00", "counted"),
        ("14 09:00 - 10:00", "halted"),
        ("14 10:00 - 15:00", "counted"),
        ("14 15:00 - 16:00", "halted"),
        ("14 16:00 - 22:00", "outside hours"),
        ("15 22:00 - 07:00", "outside hours"),
        ("15 07:00 - 08:00", "halted"),
    ]


def test_a_make_up_day_counts_and_is_told_as_such() -> None:
    # Sat 11 May 2024 in Shanghai, 09:00-18:00 +08:00.
    china = Hours("CN", None, "Asia/Shanghai")
    assert china.told("2024-05-11T01:00:00Z", "2024-05-11T03:00:00Z") == [
        ("11 01:00 - 03:00", "make-up working day")
    ]
    plain = Hours("CN", None, "Asia/Shanghai", makeup_workdays=False)
    assert plain.told("2024-05-11T01:00:00Z", "2024-05-11T03:00:00Z") == [
        ("11 01:00 - 03:00", "weekend")
    ]


def test_a_date_that_never_was_is_told_without_length() -> None:
    # Samoa, from Thu 29 Dec 2011 17:00 -10:00 to Sat 31 noon +14:00.
    samoa = Hours("WS", None, "Pacific/Apia")
    assert samoa.told("2011-12-30T03:00:00Z", "2011-12-30T22:00:00Z") == [
        ("29 03:00 - 04:00", "counted"),
        ("29 04:00 - 10:00", "outside hours"),
        ("30 10:00 - 10:00", "no such date here"),
        ("31 10:00 - 22:00", "weekend"),
    ]


def test_counted_spans_add_up_to_the_amount() -> None:
    # 27 h over the change of the clocks on Sun 29 Mar 2026.
    time = Hours(*BAVARIA).time
    start = 1_774_620_000_000_000  # Fri 27 Mar 2026 14:00 UTC
    end = time.add(start, 27 * 3_600_000_000)
    assert end is not None
    counted = [each for each in time.intervals(start, end) if each.counted]
    assert sum((each.to_at - each.from_at).total_seconds() for each in counted) == 27 * 3600
