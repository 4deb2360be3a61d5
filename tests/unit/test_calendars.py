from datetime import UTC, date, datetime, timedelta

import pytest

from optimizer.calendars import business_days, data_versions, zone

MONDAY = date(2026, 11, 23)


def test_a_zone_is_read_from_the_bundled_data_and_known_by_its_name() -> None:
    berlin = zone("Europe/Berlin")
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert berlin.key == "Europe/Berlin"
    # Winter time in Berlin is UTC+1.
    assert noon.astimezone(berlin).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", ["localtime", "posixrules", "../etc/passwd", "", "Europe", "CEST"])
def test_a_zone_that_only_the_system_may_know_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no IANA time zone"):
        zone(name)


def test_the_calendar_data_are_the_pinned_versions() -> None:
    assert data_versions() == {"holidays": "0.109", "tzdata": "2026.6"}


@pytest.mark.parametrize(
    ("country", "timezone", "year", "weekend"),
    [
        ("DE", "Europe/Berlin", 2026, {"Sat", "Sun"}),
        ("SA", "Asia/Riyadh", 2026, {"Fri", "Sat"}),
        ("SA", "Asia/Riyadh", 2012, {"Thu", "Fri"}),  # moved to Fri-Sat in June 2013
        ("BN", "Asia/Brunei", 2026, {"Fri", "Sun"}),
        ("AE", "Asia/Dubai", 2021, {"Fri", "Sat"}),
        ("AE", "Asia/Dubai", 2022, {"Sat", "Sun"}),
        ("HK", "Asia/Hong_Kong", 2026, {"Sat", "Sun"}),  # six-day week by law
        ("PY", "America/Asuncion", 2026, {"Sat", "Sun"}),
        ("TK", "Pacific/Fakaofo", 2026, {"Sat", "Sun"}),
    ],
)
def test_the_weekend_is_that_of_the_country_on_that_date(
    country: str, timezone: str, year: int, weekend: set[str]
) -> None:
    days = business_days(country, None, timezone)
    week = [date(year, 3, 1) + timedelta(days=i) for i in range(7)]
    assert {day.strftime("%a") for day in week if days.is_weekend(day)} == weekend


def test_a_weekend_can_be_imposed() -> None:
    friday = date(2026, 11, 27)
    riyadh = business_days("SA", None, "Asia/Riyadh", weekend=frozenset({5, 6}))
    assert riyadh.is_business_day(friday)
    assert not riyadh.is_business_day(friday + timedelta(days=2))


def test_a_make_up_saturday_is_a_business_day_unless_such_days_do_not_count() -> None:
    # Sat 11 May 2024 was worked in China for the Labor Day week; Sun 12 May was not.
    saturday, sunday = date(2024, 5, 11), date(2024, 5, 12)
    china = business_days("CN", None, "Asia/Shanghai")
    assert [china.is_business_day(saturday), china.is_business_day(sunday)] == [True, False]
    assert china.nth_business_day_after(date(2024, 5, 10), 1) == saturday
    plain = business_days("CN", None, "Asia/Shanghai", makeup_workdays=False)
    assert not plain.is_business_day(saturday)


def test_the_make_up_day_is_known_even_when_it_is_the_first_question() -> None:
    # A new calendar, not the cached one: the package knows make-up days only of years it has seen.
    fresh = type(business_days("CN", None, "Asia/Shanghai"))("CN", None, "Asia/Shanghai")
    assert fresh.is_makeup_workday(date(2024, 5, 11))


def test_a_substitute_day_is_a_holiday() -> None:
    # New Year 2022 fell on a Saturday: federal offices closed on Friday 31 December 2021.
    america = business_days("US", None, "America/New_York")
    assert not america.is_business_day(date(2021, 12, 31))
    assert america.nth_business_day_after(date(2021, 12, 30), 1) == date(2022, 1, 3)


def test_holidays_are_those_of_the_subdivision() -> None:
    # Assumption day is public in Saarland and not in Berlin: Mon 15 Aug 2022.
    day = date(2022, 8, 15)
    assert not business_days("DE", "SL", "Europe/Berlin").is_business_day(day)
    assert business_days("DE", "BE", "Europe/Berlin").is_business_day(day)


def test_half_days_are_closed_only_when_asked_for() -> None:
    # Women's Day is a half day in China, Fri 8 Mar 2024.
    day = date(2024, 3, 8)
    assert business_days("CN", None, "Asia/Shanghai").is_business_day(day)
    assert not business_days("CN", None, "Asia/Shanghai", half_days=True).is_business_day(day)


def test_half_days_change_nothing_where_the_country_has_none() -> None:
    assert business_days("DE", None, "Europe/Berlin", half_days=True).is_business_day(MONDAY)


def test_a_date_that_a_zone_never_had_is_not_counted() -> None:
    # Samoa crossed the date line: Thu 29 Dec 2011 was followed by Sat 31. Then the weekend, and
    # New Year's Day on a Sunday with Mon 2 Jan as a holiday: the next business day is Tue 3 Jan.
    samoa = business_days("WS", None, "Pacific/Apia")
    assert samoa.closed_because(date(2011, 12, 30)) == "no such date here"
    assert samoa.nth_business_day_after(date(2011, 12, 29), 1) == date(2012, 1, 3)


def test_a_closed_day_says_why() -> None:
    tokyo = business_days("JP", None, "Asia/Tokyo")
    assert tokyo.closed_because(MONDAY) == "public holiday: Labor Thanksgiving Day"
    assert tokyo.closed_because(date(2026, 11, 22)) == "weekend"
    assert tokyo.closed_because(date(2026, 11, 24)) is None


def test_names_of_holidays_do_not_follow_the_language_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    fresh = type(business_days("JP", None, "Asia/Tokyo"))("JP", None, "Asia/Tokyo")
    assert fresh.holiday_name(MONDAY) == "Labor Thanksgiving Day"


def test_the_nth_business_day_crosses_years() -> None:
    # After Wed 30 Dec 2026: Thu 31, (Fri 1 Jan holiday, weekend), Mon 4, Tue 5.
    berlin = business_days("DE", None, "Europe/Berlin")
    found = [berlin.nth_business_day_after(date(2026, 12, 30), n) for n in (1, 2, 3)]
    assert found == [date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5)]


def test_business_days_are_counted_after_one_date_and_up_to_another() -> None:
    # After Fri 20 Nov up to Tue 24 Nov 2026: Mon and Tue; in Japan that Monday is a holiday.
    friday, tuesday = date(2026, 11, 20), date(2026, 11, 24)
    assert business_days("DE", None, "Europe/Berlin").count_business_days(friday, tuesday) == 2
    assert business_days("JP", None, "Asia/Tokyo").count_business_days(friday, tuesday) == 1


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("DE", "ZZ")])
def test_a_place_without_known_holidays_is_refused(country: str, subdivision: str | None) -> None:
    with pytest.raises(ValueError, match=f"No holidays are known for {country}"):
        business_days(country, subdivision, "Europe/Berlin")


def test_before_and_after_the_years_with_known_holidays_only_weekends_are_closed() -> None:
    # Of Nepal they are known from 2010 on, of Sri Lanka to 2026. Fri 6 Mar 2009, Thu 31 Dec 2026;
    # 1 Jan 2027 is a Friday, so the weekend after it is 2 and 3 Jan.
    nepal = business_days("NP", None, "Asia/Kathmandu")
    assert nepal.nth_business_day_after(date(2009, 3, 6), 1) == date(2009, 3, 9)
    sri_lanka = business_days("LK", None, "Asia/Colombo")
    assert sri_lanka.nth_business_day_after(date(2026, 12, 31), 2) == date(2027, 1, 4)


def test_business_days_are_not_counted_from_zero() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        business_days("DE", None, "Europe/Berlin").nth_business_day_after(MONDAY, 0)


def test_business_days_are_counted_by_ordinals_too() -> None:
    # Fri 20 Nov 2026 and the Mondays after it in Japan, of which 23 Nov is a holiday.
    tokyo = business_days("JP", None, "Asia/Tokyo")
    friday = date(2026, 11, 20).toordinal()
    assert [tokyo.is_open_day(friday + days) for days in range(5)] == [True, *[False] * 3, True]
    assert tokyo.nth_after(friday, 1) == friday + 4
    assert tokyo.open_days(friday, friday + 5) == [friday, friday + 4, friday + 5]


def test_years_between_two_that_were_asked_for_are_known_too() -> None:
    # Business days of Berlin begin 2025 with Thu 2, Fri 3, 6 to 10 and 13 to 15 Jan: the tenth is
    # Wed 15 Jan. After Thu 30 Dec 2027 come Fri 31 Dec and Mon 3 Jan 2028.
    fresh = type(business_days("DE", "BE", "Europe/Berlin"))("DE", "BE", "Europe/Berlin")
    assert fresh.is_business_day(date(2027, 1, 4))
    assert fresh.is_business_day(date(2019, 1, 2))
    assert fresh.is_business_day(date(2031, 1, 2))
    in_2024 = fresh.count_business_days(date(2024, 1, 2), date(2024, 12, 31))
    assert fresh.nth_business_day_after(date(2024, 1, 2), in_2024 + 10) == date(2025, 1, 15)
    assert fresh.nth_business_day_after(date(2027, 12, 30), 2) == date(2028, 1, 3)


def test_make_up_days_stand_in_the_list_of_business_days() -> None:
    # Sun 28 Sep and Sat 11 Oct 2025 were worked in China for the National Day week of 1 to 8 Oct:
    # from Fri 26 Sep to Sat 11 Oct these are 26, 28, 29, 30 Sep, 9, 10, 11 Oct.
    china = business_days("CN", None, "Asia/Shanghai")
    first, last = date(2025, 9, 26), date(2025, 10, 11)
    open_days = china.open_days(first.toordinal(), last.toordinal())
    assert [date.fromordinal(day).day for day in open_days] == [26, 28, 29, 30, 9, 10, 11]


def test_a_place_may_have_no_public_holidays() -> None:
    christmas = date(2026, 12, 25)
    berlin = business_days("DE", None, "Europe/Berlin", public_holidays=False)
    assert berlin.is_business_day(christmas)
    assert berlin.holiday_name(christmas) is None
    nowhere = business_days(None, None, "Europe/Berlin")
    assert [nowhere.is_business_day(christmas + timedelta(days=n)) for n in range(3)] == [
        True,
        False,
        False,
    ]


def test_a_week_of_nothing_but_weekend_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a day that is no weekend"):
        business_days("DE", None, "Europe/Berlin", weekend=frozenset(range(7)))
