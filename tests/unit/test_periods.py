"""Periods: the days that each way of writing one stands for, under both cut-off rules."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cchc_analysis.errors import PeriodError
from cchc_analysis.periods import CutoffRule, Period, months_of

# Nghị định 09/2019/NĐ-CP, Điều 12, with the provinces' reading of nine months. Part of the year → first day (-1: in the year
# before), last day, number of days in a common year.
DECREE = {
    "-Q1": ((-1, 12, 15), (3, 14), 90),
    "-Q2": ((0, 3, 15), (6, 14), 92),
    "-6M": ((-1, 12, 15), (6, 14), 182),
    "-Q3": ((0, 6, 15), (9, 14), 92),
    "-9M": ((-1, 12, 15), (9, 14), 274),
    "-Q4": ((0, 9, 15), (12, 14), 91),
    "": ((-1, 12, 15), (12, 14), 365),
}
HOLDS_FEBRUARY = {"-Q1", "-6M", "-9M", ""}


@pytest.mark.parametrize("year", range(2020, 2027))
@pytest.mark.parametrize("part", list(DECREE))
def test_the_decree_gives_these_days(year: int, part: str) -> None:
    (shift, month, day), last, length = DECREE[part]
    period = Period.parse(f"{year}{part}")
    assert (period.start, period.end) == (date(year + shift, month, day), date(year, *last))
    leap = year % 4 == 0 and part in HOLDS_FEBRUARY
    assert (period.end - period.start).days + 1 == length + leap
    assert (period.key, period.year) == (f"{year}{part}", year)


@pytest.mark.parametrize(
    ("written", "cutoff", "start", "end"),
    [
        ("2021-01", "decree-09-2019", date(2020, 12, 15), date(2021, 1, 14)),
        ("2021-05", "decree-09-2019", date(2021, 4, 15), date(2021, 5, 14)),
        ("2021-12", "decree-09-2019", date(2021, 11, 15), date(2021, 12, 14)),
        ("2021-Q1", "calendar", date(2021, 1, 1), date(2021, 3, 31)),
        ("2021-Q4", "calendar", date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-6M", "calendar", date(2021, 1, 1), date(2021, 6, 30)),
        ("2021-9M", "calendar", date(2021, 1, 1), date(2021, 9, 30)),
        ("2021", "calendar", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02", "calendar", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-02", "calendar", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-12", "calendar", date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-01-01..2021-03-31", "decree-09-2019", date(2021, 1, 1), date(2021, 3, 31)),
        ("2020-12-01..2020-12-01", "calendar", date(2020, 12, 1), date(2020, 12, 1)),
        (" 2021-q1 ", "decree-09-2019", date(2020, 12, 15), date(2021, 3, 14)),
    ],
)
def test_each_way_of_writing(written: str, cutoff: CutoffRule, start: date, end: date) -> None:
    period = Period.parse(written, cutoff)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    "written",
    [
        "", "2021-Q5", "2021-Q0", "2021-Q", "2021-13", "2021-00", "2021-5", "2021-3M", "2021-12M", "21-Q1", "quý I",
        "1999", "2101", "2021-Q1 2021-Q2", "2021-01-01", "2021-01-01..", "..2021-01-01",
        "2021-02-30..2021-03-31", "2021-01-01..2021-02-29", "2021-13-01..2021-12-31",
        "2021-03-31..2021-01-01", "9999-01-01..9999-12-31",
    ],
)  # fmt: skip
def test_an_impossible_period_is_refused_with_what_was_written(written: str) -> None:
    with pytest.raises(PeriodError) as error:
        Period.parse(written)
    assert written[:10] in str(error.value)


def test_the_fifteenth_belongs_to_the_new_period() -> None:
    first, second = Period.parse("2021-Q1"), Period.parse("2021-Q2")
    assert date(2021, 3, 14) in first
    assert date(2021, 3, 14) not in second
    assert date(2021, 3, 15) in second
    assert date(2020, 12, 15) in first
    assert date(2020, 12, 14) not in first


@pytest.mark.parametrize("cutoff", ["decree-09-2019", "calendar"])
def test_quarters_and_months_of_a_year_leave_no_day_out_and_none_double(cutoff: CutoffRule) -> None:
    year = Period.parse("2021", cutoff)
    quarters = [Period.parse(f"2021-Q{number}", cutoff) for number in range(1, 5)]
    for parts in (quarters, months_of(year, cutoff)):
        assert parts[0].start == year.start
        assert parts[-1].end == year.end
        assert all(after.start == before.end + timedelta(days=1) for before, after in pairwise(parts))


def test_only_whole_months_make_the_series_of_a_period() -> None:
    assert [month.key for month in months_of(Period.parse("2021-Q1"))] == ["2021-01", "2021-02", "2021-03"]
    assert months_of(Period.parse("2021-01-20..2021-02-20"), "calendar") == []


@pytest.mark.parametrize(
    ("written", "name", "next_name", "next_end"),
    [
        ("2021-Q1", "quý I năm 2021", "quý II năm 2021", date(2021, 6, 30)),
        ("2021-Q3", "quý III năm 2021", "quý IV năm 2021", date(2021, 12, 31)),
        ("2021-Q4", "quý IV năm 2021", "năm 2022", date(2022, 12, 31)),
        ("2021-6M", "6 tháng đầu năm 2021", "6 tháng cuối năm 2021", date(2021, 12, 31)),
        ("2021-9M", "9 tháng đầu năm 2021", "quý IV năm 2021", date(2021, 12, 31)),
        ("2021", "năm 2021", "năm 2022", date(2022, 12, 31)),
        ("2021-05", "tháng 05 năm 2021", "tháng 06 năm 2021", date(2021, 6, 30)),
        ("2021-12", "tháng 12 năm 2021", "tháng 01 năm 2022", date(2022, 1, 31)),
    ],
)
def test_officials_names_and_what_lies_ahead(written: str, name: str, next_name: str, next_end: date) -> None:
    period = Period.parse(written)
    assert (period.name, period.next_name, period.next_end) == (name, next_name, next_end)


def test_a_period_of_two_dates_is_named_by_them() -> None:
    period = Period.parse("2021-01-01..2021-03-31")
    assert (period.key, period.year) == ("2021-01-01..2021-03-31", 2021)
    assert (period.name, period.next_name) == ("từ ngày 01/01/2021 đến ngày 31/3/2021", "kỳ tiếp theo")


def test_figures_end_where_the_data_end() -> None:
    period = Period.parse("2021-Q1")
    assert period.until(date(2021, 3, 4)).end == date(2021, 3, 4)
    assert period.until(date(2021, 3, 31)) == period
    assert period.until(date(2021, 3, 4)).key == "2021-Q1"


def test_the_days_are_said_in_words() -> None:
    assert Period.parse("2021-Q1").span == "từ ngày 15/12/2020 đến hết ngày 14/3/2021"


@pytest.mark.parametrize(
    ("written", "previous", "name"),
    [
        ("2021-Q1", "2020-Q4", "quý IV năm 2020"),
        ("2021-Q3", "2021-Q2", "quý II năm 2021"),
        ("2021-01", "2020-12", "tháng 12 năm 2020"),
        ("2021-12", "2021-11", "tháng 11 năm 2021"),
        ("2021", "2020", "năm 2020"),
        ("2021-6M", "2020-06-15..2020-12-14", "6 tháng cuối năm 2020"),
        ("2019-12-01..2020-02-29", "2019-09-01..2019-11-30", "từ ngày 01/9/2019 đến ngày 30/11/2019"),
        ("2020-12-15..2021-03-14", "2020-09-15..2020-12-14", "từ ngày 15/9/2020 đến ngày 14/12/2020"),
        ("2021-03-01..2021-03-31", "2021-02-01..2021-02-28", "từ ngày 01/02/2021 đến ngày 28/02/2021"),
        ("2021-01-11..2021-01-20", "2021-01-01..2021-01-10", "từ ngày 01/01/2021 đến ngày 10/01/2021"),
        ("2021-01-31..2021-03-30", "2020-12-03..2021-01-30", "từ ngày 03/12/2020 đến ngày 30/01/2021"),
    ],
)
def test_the_previous_period_of_the_same_kind(written: str, previous: str, name: str) -> None:
    period = Period.parse(written)
    found = period.previous()
    assert found is not None
    assert (found.key, found.name) == (previous, name)
    assert found.end == period.start - timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "before"),
    [
        ("2021-Q1", "2020-Q1"),
        ("2021-6M", "2020-6M"),
        ("2021-9M", "2020-9M"),
        ("2021", "2020"),
        ("2021-05", "2020-05"),
        ("2021-01-01..2021-03-31", "2020-01-01..2020-03-31"),
        ("2019-12-01..2020-02-29", "2018-12-01..2019-02-28"),
        ("2020-12-01..2021-02-28", "2019-12-01..2020-02-29"),
        ("2020-02-29..2020-03-31", "2019-02-28..2019-03-31"),
    ],
)
def test_the_same_part_of_the_year_before(written: str, before: str) -> None:
    assert Period.parse(written).year_before() == Period.parse(before)


@pytest.mark.parametrize("written", ["2000-Q1", "2000", "2000-01", "2000-6M", "2000-01-01..2000-01-31"])
def test_before_the_first_year_there_is_nothing(written: str) -> None:
    assert (Period.parse(written).previous(), Period.parse(written).year_before()) == (None, None)


def test_nine_months_have_none_of_their_kind_before_them() -> None:
    assert Period.parse("2021-9M").previous() is None


@pytest.mark.parametrize("cutoff", ["decree-09-2019", "calendar"])
@pytest.mark.parametrize("part", ["-Q1", "-Q2", "-Q3", "-Q4", "-6M", "", "-01", "-03", "-12"])
def test_neighbours_follow_the_same_cutoff_rule(cutoff: CutoffRule, part: str) -> None:
    period = Period.parse(f"2021{part}", cutoff)
    before, earlier = period.previous(), period.year_before()
    assert before is not None
    assert earlier == Period.parse(f"2020{part}", cutoff)
    assert before.end + timedelta(days=1) == period.start
    assert (before.cutoff, before.year) == (cutoff, before.end.year)


def test_a_clipped_period_is_beside_the_same_whole_ones() -> None:
    period = Period.parse("2021-Q1")
    assert period.until(date(2021, 3, 4)).previous() == period.previous()
    assert period.until(date(2021, 3, 4)).year_before() == period.year_before()
