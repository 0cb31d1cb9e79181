"""A column of dates is read in one order of day and month, or it stops the file with examples."""

from datetime import datetime

import pandas as pd
import pytest

from cchc_analysis.errors import InputError
from cchc_analysis.sources.dates import moments

DAY_FIRST = ("%d/%m/%Y",)
BOTH = ("%d/%m/%Y", "%m/%d/%Y")


def read(*cells: str | None, formats: tuple[str, ...] = DAY_FIRST) -> list[datetime | None]:
    column = pd.Series(list(cells), index=range(5, 5 + len(cells)), dtype="str")
    return [
        None if pd.isna(found) else found.to_pydatetime()
        for found in moments(column, formats, 'a.csv, column "Ngày nhận"')
    ]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("05/03/2021", datetime(2021, 3, 5)),
        ("5/3/2021 7:05", datetime(2021, 3, 5, 7, 5)),
        ("05/03/2021 17:30:59", datetime(2021, 3, 5, 17, 30, 59)),
        ("29/02/2020", datetime(2020, 2, 29)),
        ("2021-03-05", datetime(2021, 3, 5)),
        ("2021-03-05T10:00:00", datetime(2021, 3, 5, 10)),
        ("2021-03-05 10:00:00.123", datetime(2021, 3, 5, 10)),
        ("20210305", datetime(2021, 3, 5)),
        ("20210305101530", datetime(2021, 3, 5, 10, 15, 30)),
        ("44260", datetime(2021, 3, 5)),
        ("44260.75", datetime(2021, 3, 5, 18)),
    ],
)
def test_forms_that_are_read(cell: str, moment: datetime) -> None:
    assert read(cell) == [moment]


@pytest.mark.parametrize(
    "cell",
    ["31/02/2021", "29/02/2021", "05/03/21", "01/01/1900", "1900-01-01", "1", "0", "05/03/2021 24:00", "05/03/2021 ", "05-03-2021",
     "05/03/2100", "hôm qua", "２０２１-03-05", "00/03/2021", "05/00/2021", "20211305", "202103", "99999", "05/03/2021 07:60"],
)  # fmt: skip
def test_what_is_no_date_stays_missing(cell: str) -> None:
    assert read(cell, "06/03/2021") == [None, datetime(2021, 3, 6)]


@pytest.mark.parametrize("formats", [DAY_FIRST, BOTH])
def test_cells_of_both_orders_stop_the_file_with_examples(formats: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as error:
        read("05/03/2021", "25/03/2021", None, "03/26/2021", formats=formats)
    assert str(error.value).startswith(
        'a.csv, column "Ngày nhận": some dates can only have the day first (25/03/2021 in row 6)'
    )
    assert "03/26/2021 in row 8" in str(error.value)


def test_a_month_first_column_needs_a_mapping_that_says_so() -> None:
    with pytest.raises(
        InputError, match=r"the month first \(03/25/2021 in row 6\), but the mapping reads the day first"
    ):
        read("05/03/2021", "03/25/2021")
    assert read("05/03/2021", "03/25/2021", formats=("%m/%d/%Y",)) == [datetime(2021, 5, 3), datetime(2021, 3, 25)]
    assert read("05/03/2021", "03/25/2021", formats=BOTH) == [datetime(2021, 5, 3), datetime(2021, 3, 25)]


def test_where_every_cell_reads_both_ways_the_mapping_decides() -> None:
    assert read("05/03/2021", "06/03/2021", formats=BOTH) == [datetime(2021, 3, 5), datetime(2021, 3, 6)]
    assert read("05/03/2021", "06/03/2021", formats=BOTH[::-1]) == [datetime(2021, 5, 3), datetime(2021, 6, 3)]


def test_a_spreadsheet_that_took_days_for_months_leaves_a_trace() -> None:
    text, real = ["13/03/2021", "25/03/2021", "31/03/2021"], ["2021-05-03", "2021-06-03", "2021-07-03"]
    with pytest.raises(InputError, match="a spreadsheet has taken day for month in part of them"):
        read(*text, *real)
    assert read("05/03/2021", *text, *real)[0] == datetime(2021, 3, 5)


def test_many_cells_are_read_as_each_of_them_alone() -> None:
    days = pd.date_range("2000-01-01", "2099-12-31", freq="13D")
    column = pd.Series(days.strftime("%d/%m/%Y"), dtype="str")
    assert moments(column, DAY_FIRST).tolist() == days.tolist()
