"""The working-day calendar: the reviewed table against public figures, and counting in it."""

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import numpy as np
import pytest

from cchc_analysis.errors import CchcError, InputError, PeriodError
from cchc_analysis.periods import Period
from cchc_analysis.workdays import Calendar, minutes_worked

TABLE = Path(__file__).parents[2] / "data" / "reference" / "calendar_vn.csv"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.load(TABLE)


def working_days(calendar: Calendar, start: date, end: date) -> int:
    return sum(calendar.is_working(start + timedelta(days=number)) for number in range((end - start).days + 1))


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        pytest.param(date(2020, 12, 30), 7, date(2021, 1, 11), id="new-year"),
        pytest.param(date(2021, 2, 5), 7, date(2021, 2, 23), id="tet-2021"),
        pytest.param(date(2021, 2, 5), 10, date(2021, 2, 26), id="tet-2021-longer"),
        pytest.param(date(2021, 4, 26), 7, date(2021, 5, 7), id="thirtieth-of-april"),
        pytest.param(date(2021, 8, 30), 5, date(2021, 9, 8), id="two-days-of-september"),
        pytest.param(date(2021, 12, 10), 3, date(2021, 12, 15), id="past-the-yearly-cutoff"),
        pytest.param(date(2020, 1, 20), 10, date(2020, 2, 10), id="tet-2020"),
        pytest.param(date(2022, 1, 28), 5, date(2022, 2, 11), id="tet-2022"),
        pytest.param(date(2023, 4, 27), 7, date(2023, 5, 11), id="may-2023"),
        pytest.param(date(2024, 4, 26), 3, date(2024, 5, 4), id="due-on-a-worked-saturday"),
        pytest.param(date(2025, 4, 25), 5, date(2025, 5, 6), id="over-a-worked-saturday"),
        pytest.param(date(2025, 12, 31), 1, date(2026, 1, 5), id="swapped-second-of-january"),
        pytest.param(date(2026, 1, 9), 1, date(2026, 1, 10), id="next-day-a-worked-saturday"),
        pytest.param(date(2026, 2, 10), 7, date(2026, 2, 26), id="tet-2026"),
        pytest.param(date(2021, 3, 13), 1, date(2021, 3, 15), id="received-on-a-saturday"),
        pytest.param(date(2021, 3, 14), 5, date(2021, 3, 19), id="received-on-a-sunday"),
    ],
)
def test_due_after_working_days(calendar: Calendar, received: date, days: int, due: date) -> None:
    assert calendar.add_working(received, days) == due
    assert calendar.index(due) - calendar.index(received) == days


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        pytest.param(date(2021, 3, 1), 10, date(2021, 3, 11), id="ends-on-a-thursday"),
        pytest.param(date(2021, 3, 1), 12, date(2021, 3, 15), id="saturday-moves-to-monday"),
        pytest.param(date(2021, 2, 1), 10, date(2021, 2, 17), id="tet-moves-on"),
        pytest.param(date(2024, 5, 1), 3, date(2024, 5, 4), id="worked-saturday-stays"),
    ],
)
def test_calendar_days_never_end_on_a_day_off(calendar: Calendar, received: date, days: int, due: date) -> None:
    assert calendar.add_calendar(received, days) == due


# Year → working days in quý I, 6 tháng, 9 tháng, năm (periods of Nghị định 09/2019) and from 1/1 to 31/12.
WORKING_DAYS = {
    2020: (59, 121, 186, 251, 252),
    2021: (58, 121, 185, 250, 250),
    2022: (58, 121, 185, 250, 249),
    2023: (58, 121, 185, 250, 249),
    2024: (59, 122, 185, 250, 251),
    2025: (59, 121, 184, 249, 250),
    2026: (59, 121, 185, 249, 249),
}


@pytest.mark.parametrize("year", list(WORKING_DAYS))
def test_working_days_of_reporting_periods(calendar: Calendar, year: int) -> None:
    periods = [Period.parse(f"{year}{part}") for part in ("-Q1", "-6M", "-9M", "")]
    spans = [(period.start, period.end) for period in periods] + [(date(year, 1, 1), date(year, 12, 31))]
    assert tuple(working_days(calendar, *span) for span in spans) == WORKING_DAYS[year]
    # Durations are differences of the index: the days of a period are the index at its end less that of the day before.
    ends = [calendar.index(end) - calendar.index(start - timedelta(days=1)) for start, end in spans]
    assert tuple(ends) == WORKING_DAYS[year]


# The one known difference: the package lacks that Friday 02/01/2026 is off and Saturday 10/01/2026 worked instead, which the
# Government's office made known on 25/12/2025 (12729/VPCP-KGVX). The table is the authority.
SWAPPED_LATE = {2026: [date(2026, 1, 2), date(2026, 1, 10)]}


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_table_agrees_with_the_package_holidays(calendar: Calendar, year: int) -> None:
    vietnam = holidays.country_holidays("VN", years=[year])
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0))]
    differing = [day for day in days if calendar.is_working(day) != vietnam.is_working_day(day)]
    assert differing == SWAPPED_LATE.get(year, [])


def test_each_line_of_the_table_changes_its_day_and_says_why_and_where_it_was_seen() -> None:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["date"][:4] for line in lines} == set(map(str, range(2019, 2027)))
    assert [line["date"] for line in lines] == sorted(line["date"] for line in lines)
    for line in lines:
        is_weekend = date.fromisoformat(line["date"]).weekday() > 4
        assert is_weekend == (line["kind"] == "worked"), line
        assert line["note"], line
        assert re.fullmatch(r"\[[SD]\] .+", line["source"]), line


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 1)])
def test_a_year_that_nobody_reviewed_is_an_error_that_names_it_and_the_table(calendar: Calendar, day: date) -> None:
    told = rf"outside the working-day table \(2019-2026\). Add the days off of {day.year} to data/reference/calendar_vn.csv"
    with pytest.raises(PeriodError, match=told):
        calendar.index(day)


def test_counting_beyond_the_table_is_an_error(calendar: Calendar) -> None:
    with pytest.raises(PeriodError, match=r"beyond the working-day table .* of 2027 to data/reference/calendar_vn.csv"):
        calendar.add_working(date(2026, 12, 30), 10)
    with pytest.raises(PeriodError, match="outside the working-day table"):
        calendar.add_calendar(date(2026, 12, 30), 10)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param("2021-01-01,off,,\n2021-01-01,worked,,", "line 3: 2021-01-01 stands there twice", id="twice"),
        pytest.param("2021-01-01,holiday,,", 'line 2: kind "holiday"', id="unknown-kind"),
        pytest.param("01/01/2021,off,,", "line 2: expected date,kind", id="other-date-format"),
        pytest.param("2021-02-30,off,,", "line 2: expected date,kind", id="no-such-day"),
        pytest.param("2021-01-01", 'line 2: kind "None"', id="cut-line"),
        pytest.param("2020-01-01,off,,\n2022-01-01,off,,", "year between them is missing", id="gap-of-a-year"),
    ],
)
def test_a_damaged_table_names_its_line(tmp_path: Path, lines: str, message: str) -> None:
    table = tmp_path / "calendar_vn.csv"
    table.write_text(f"date,kind,note,source\n{lines}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Calendar.load(table)


def test_a_table_without_lines_says_so(tmp_path: Path) -> None:
    table = tmp_path / "calendar_vn.csv"
    table.write_text("date,kind,note,source\n", encoding="utf-8")
    with pytest.raises(CchcError):
        Calendar.load(table)


def test_suspended_days_are_not_worked() -> None:
    calendar = Calendar.of({date(2021, 8, 2): "suspended", date(2021, 8, 7): "worked"})
    assert calendar.add_working(date(2021, 8, 1), 1) == date(2021, 8, 3)
    assert calendar.is_working(date(2021, 8, 7))
    assert calendar.index(date(2021, 1, 1)) == 1
    assert calendar.is_working(date(2021, 1, 1))


@pytest.mark.parametrize(
    ("time", "minutes"),
    [
        ("00:00", 0), ("06:59", 0), ("07:00", 0), ("07:01", 1), ("11:30", 270), ("12:15", 270), ("13:30", 270), ("13:31", 271),
        ("17:00", 480), ("23:59", 480),
    ],
)  # fmt: skip
def test_office_hours_behind_a_working_day(time: str, minutes: int) -> None:
    hour, minute = (int(part) for part in time.split(":"))
    assert minutes_worked(hour * 60 + minute) == minutes


MINUTES = [
    pytest.param("2021-03-09 08:00", "2021-03-09 10:00", 120, id="in-one-morning"),
    pytest.param("2021-03-09 11:00", "2021-03-09 14:00", 60, id="over-the-noon-break"),
    pytest.param("2021-03-09 05:00", "2021-03-09 22:00", 480, id="a-whole-day-and-its-night"),
    pytest.param("2021-03-09 16:00", "2021-03-10 08:00", 120, id="over-a-night"),
    pytest.param("2021-03-09 19:00", "2021-03-10 06:00", 0, id="handed-in-and-received-at-night"),
    pytest.param("2021-03-05 16:30", "2021-03-08 07:30", 60, id="over-a-weekend"),
    pytest.param("2021-03-06 09:00", "2021-03-07 15:00", 0, id="within-a-weekend"),
    pytest.param("2021-03-07 09:00", "2021-03-08 09:00", 120, id="sent-on-a-sunday"),
    pytest.param("2021-02-09 16:00", "2021-02-17 08:00", 120, id="over-tet"),
    pytest.param("2024-05-03 16:00", "2024-05-04 08:00", 120, id="into-a-worked-saturday"),
    pytest.param("2021-03-08 09:00", "2021-03-09 09:00", 480, id="exactly-eight-hours"),
    pytest.param("2021-03-08 09:00", "2021-03-09 09:01", 481, id="a-minute-more"),
    pytest.param("2021-03-09 09:00", "2021-03-09 09:00", 0, id="the-same-moment"),
]


@pytest.mark.parametrize(("start", "end", "minutes"), MINUTES)
def test_minutes_of_office_hours_between_two_moments(calendar: Calendar, start: str, end: str, minutes: int) -> None:
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    assert calendar.working_minutes(first, last) == minutes
    assert calendar.working_minutes(last, first) == -minutes, "received before it was handed in"


def test_minutes_add_up_over_any_moment_between(calendar: Calendar) -> None:
    """And they are those that one counts by going through every minute."""
    start, end = datetime(2021, 3, 5, 16, 10), datetime(2021, 3, 9, 8, 20)
    moments = [start + timedelta(minutes=number) for number in range(int((end - start).total_seconds() // 60) + 1)]
    at_work = [
        calendar.is_working(each.date())
        and (420 <= (of_day := each.hour * 60 + each.minute) < 690 or 810 <= of_day < 1020)
        for each in moments
    ]
    assert calendar.working_minutes(start, end) == sum(at_work[:-1])
    for each in moments[::97]:
        assert calendar.working_minutes(start, each) + calendar.working_minutes(each, end) == sum(at_work[:-1])


def test_whole_columns_are_counted_as_each_day_alone(calendar: Calendar) -> None:
    random = np.random.default_rng(7)
    seconds = random.integers(0, (len(calendar.counts) - 60) * 86_400, 400).astype("timedelta64[s]")
    moments, counts = np.datetime64(calendar.first, "us") + seconds, random.integers(1, 25, 400)
    one_by_one = list(zip(moments.tolist(), counts.tolist(), strict=True))
    assert calendar.indexes(moments).tolist() == [calendar.index(moment.date()) for moment, _ in one_by_one]
    assert calendar.add_working_days(moments, counts).tolist() == [
        calendar.add_working(moment.date(), count) for moment, count in one_by_one
    ]
    assert calendar.add_calendar_days(moments, counts).tolist() == [
        calendar.add_calendar(moment.date(), count) for moment, count in one_by_one
    ]
    starts, ends = moments[:200], moments[200:]
    assert calendar.working_minutes_between(starts, ends).tolist() == [
        calendar.working_minutes(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def test_a_column_with_a_day_outside_the_table_is_an_error_that_names_it(calendar: Calendar) -> None:
    with pytest.raises(PeriodError, match="2050-01-01 is outside"):
        calendar.indexes(np.array(["2021-01-04", "2050-01-01"], dtype="datetime64[us]"))
    with pytest.raises(PeriodError, match="beyond the working-day table"):
        calendar.add_working_days(np.array([calendar.last], dtype="datetime64[us]"), np.array([5]))
