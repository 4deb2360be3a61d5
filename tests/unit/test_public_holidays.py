from datetime import date

import holidays
import pytest

from optimizer.local_days import UnknownYearError
from optimizer.public_holidays import PublicHolidays, days_of

MOVED_WEEKENDS = ["AE", "DZ", "JO", "KW", "OM", "QA", "SA", "SD", "TH", "TW", "YE"]
"""Countries whose weekend was moved at some time, in the package."""


@pytest.mark.parametrize("country", [*MOVED_WEEKENDS, "BN", "DE", "IR", "NP"])
def test_weekend_days_are_those_of_the_package_date_by_date(country: str) -> None:
    package = holidays.country_holidays(country)
    known = PublicHolidays(country, None, half_days=False)
    for year in range(max(1950, package.start_year), 2040):
        expected = {day for day in days_of(year) if package.is_weekend(date.fromordinal(day))}
        assert known.year(year).weekend_days == expected, year


def test_a_year_brings_its_own_days_only() -> None:
    # China: 28 Apr, a Sunday of 2024, was worked, and no day of 2023 or 2025 is among them.
    china = PublicHolidays("CN", None, half_days=False)
    china.year(2023)
    china.year(2025)
    brings = china.year(2024)
    assert date(2024, 4, 28).toordinal() in brings.makeup_days
    days = {date.fromordinal(day).year for day in (*brings.names, *brings.makeup_days)}
    assert days == {2024}


@pytest.mark.parametrize("year", [2000, 2036])
def test_a_year_with_holidays_missing_is_refused_however_often_it_is_asked_for(year: int) -> None:
    # Of India the package knows what follows the moon from 2001 to 2035 only.
    india = PublicHolidays("IN", "MH", half_days=False)
    for _ in range(2):
        with pytest.raises(UnknownYearError, match=f"Some holidays of IN in {year} are not known"):
            india.year(year)
    assert india.year(2035).names


@pytest.mark.parametrize("name", ["utils", "HolidayBase", "de", "DEU", "", "US "])
def test_what_is_no_code_of_a_country_has_no_holidays(name: str) -> None:
    with pytest.raises(ValueError, match=f"No holidays are known for {name}"):
        PublicHolidays(name, None, half_days=False)
