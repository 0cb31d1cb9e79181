"""Text cells become days, words and codes, or stay missing: never a guess."""

from datetime import date

import pandas as pd
import pytest

from cchc_analysis.sources import cells
from cchc_analysis.sources.dates import moments
from cchc_analysis.sources.mapping import Mapping

FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")
MAPPING = Mapping(
    "A", "dossiers", {}, FORMATS,
    vocabularies={"channel": {"online": ("Trực tuyến", "Qua mạng"), "postal": ("Bưu chính",)}},
)  # fmt: skip


def text(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def read(*values: str | None) -> list[date | None]:
    return [None if pd.isna(day) else day.date() for day in moments(text(*values), FORMATS)]


@pytest.mark.parametrize(
    ("column", "days"),
    [
        pytest.param(["05/03/2021", "13/03/2021"], [date(2021, 3, 5), date(2021, 3, 13)], id="day-first"),
        pytest.param(["03/04/2021", "04/03/2021"], [date(2021, 4, 3), date(2021, 3, 4)], id="day-first-below-13"),
        pytest.param(["05/03/2021 17:30:00", None], [date(2021, 3, 5), None], id="time-of-day-dropped"),
        pytest.param(["14/03/2021 23:59:59"], [date(2021, 3, 14)], id="last-second-of-the-cutoff"),
        pytest.param(["15/03/2021 00:10:00"], [date(2021, 3, 15)], id="ten-past-midnight"),
        pytest.param(["2021-03-05 07:00:00"], [date(2021, 3, 5)], id="as-a-workbook-holds-it"),
        pytest.param(["2021-03-05"], [date(2021, 3, 5)], id="iso"),
        # Readers give a workbook's moment of midnight as a day: both are the workbook's own dates.
        pytest.param(
            ["2021-03-05 17:30:00", "2021-03-06"], [date(2021, 3, 5), date(2021, 3, 6)], id="midnight-in-a-workbook"
        ),
        pytest.param(
            ["05/03/2021", "06/03/2021", "2021-03-07"],
            [date(2021, 3, 5), date(2021, 3, 6), None],
            id="another-format-is-missing",
        ),
        pytest.param(["30/02/2021", "01/03/2021"], [None, date(2021, 3, 1)], id="no-such-day"),
        pytest.param(["44260", "05/03/2021"], [None, date(2021, 3, 5)], id="serial-number"),
        pytest.param(["hôm qua"], [None], id="words"),
        pytest.param([None, None], [None, None], id="empty"),
        pytest.param([], [], id="no-rows"),
    ],
)
def test_a_column_of_dates_has_one_format(column: list[str | None], days: list[date | None]) -> None:
    assert read(*column) == days


def test_moments_keep_the_rows_they_stand_in() -> None:
    column = pd.Series(["05/03/2021", None], index=[7, 9], dtype="str")
    assert moments(column, FORMATS).index.tolist() == [7, 9]


def test_words_of_a_vocabulary() -> None:
    found = cells.words(text("TRỰC TUYẾN", "Qua  mạng", "bưu chính", "Chim bồ câu", None), MAPPING, "channel")
    assert found.fillna("?").tolist() == ["online", "online", "postal", "?", "?"]


def test_an_open_list_has_a_value_for_the_rest_but_not_for_nothing() -> None:
    mapping = Mapping("A", "dossiers", {}, FORMATS, otherwise={"channel": "direct"})
    assert cells.words(text("Call", None), mapping, "channel").fillna("?").tolist() == ["direct", "?"]


@pytest.mark.parametrize(
    ("written", "newer"),
    [
        ("000.00.15.H21-201130-0001", "H21.15-201130-0001"),
        ("H21.15-201130-0001", "H21.15-201130-0001"),
        ("h21.15-201130-0001", "H21.15-201130-0001"),
        ("000.00.00.H49-201130-0001", "H49.00-201130-0001"),
        ("G09.20-20260609-0092637", "G09.20-20260609-0092637"),
        ("101004143000", "101004143000"),
    ],
)
def test_both_orders_of_an_agency_code_meet(written: str, newer: str) -> None:
    assert cells.dossier_code(text(written)).tolist() == [newer]


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("H21.15-210305-0012", date(2021, 3, 5)),
        ("G09.20-20260609-0092637", date(2026, 6, 9)),
        ("H21-210305-0012", date(2021, 3, 5)),
        ("H21.15-211305-0012", None),
        ("101004143000", None),
        (None, None),
    ],
)
def test_the_day_in_a_code(code: str | None, day: date | None) -> None:
    (found,) = cells.code_day(text(code, "H21.15-210101-0001"))[:1]
    assert (None if pd.isna(found) else found.date()) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.003384.000.00.00.H21", "1.003384"),
        ("1.003384", "1.003384"),
        ("2.001584.000.00.00.H13", "2.001584"),
        ("1.003384.000.00.00", "1.003384.000.00.00"),
    ],
)
def test_a_procedure_is_known_without_its_local_suffix(written: str, code: str) -> None:
    assert cells.procedure_code(text(written)).tolist() == [code]


def test_missing_codes_stay_missing() -> None:
    for column in (cells.dossier_code(text(None, "H1")), cells.procedure_code(text(None, "1.0"))):
        assert column.isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("350000", 350_000),
        ("1.234.000", 1_234_000),
        ("750 000", 750_000),
        ("12.000.000.000", 12_000_000_000),
        ("12,5", None),
        ("12.5", None),
        ("350000.000", None),
        ("1.234 000", None),
        ("1.23.000", None),
        ("1,234,000", None),
        ("-5", None),
        ("150.000 đồng", None),
        ("Miễn phí", None),
        ("", None),
        (None, None),
    ],
)
def test_whole_numbers_with_or_without_marks_between_thousands(written: str | None, number: int | None) -> None:
    (found,) = cells.whole_numbers(text(written, "1"))[:1]
    assert (None if pd.isna(found) else found) == number


def test_a_column_without_any_number_stays_a_column_of_numbers() -> None:
    assert cells.whole_numbers(text(None, "x")).dtype == cells.whole_numbers(text()).dtype == "Int64"


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("1.003868", True),
        ("1.003868.000.00.00.H21", True),
        ("H21.15-210305-0012", False),
        ("101004143000", False),
        ("1.0038", False),
        (None, False),
    ],
)
def test_a_procedure_is_no_dossier(code: str | None, is_one: bool) -> None:
    assert cells.is_procedure_code(text(code, "H21.15-210101-0001")).tolist() == [is_one, False]
