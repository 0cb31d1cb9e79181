"""The sheet of published figures: each line is read as it was published, or says what is wrong with it and where."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.errors import InputError
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.periods import CutoffRule, Period
from cchc_analysis.sources.published import HEADS, Published, key_of, load_published

MEASURES = dossier_measures(Reading())
GROUPS = {"field": ["BC", "XB"], "unit": ["VP"]}
RECEIVED = ["2020-Q1", "received", "", 113, "", "18/BC-STTTT", date(2020, 3, 17)]
SHARE = ["2020-Q1", "on_time_of_settled", "", 115, 116, "18/BC-STTTT", date(2020, 3, 17)]

Sheet = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes a sheet with the given lines under a title row."""

    def make(*lines: list[Any], heads: tuple[str, ...] = HEADS) -> Path:
        path = tmp_path / "published.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            page = book.add_worksheet()
            for number, row in enumerate([["SỐ LIỆU MẪU"], [], list(heads), *lines]):
                page.write_row(number, 0, row)
        return path

    return make


def load(path: Path, cutoff: CutoffRule = "decree-09-2019") -> list[Published]:
    return list(load_published(path, MEASURES, GROUPS, cutoff).values())


def test_a_line_is_read_as_it_was_published(sheet: Sheet) -> None:
    day = date(2020, 3, 17)
    assert load(sheet(RECEIVED, [], SHARE)) == [
        Published(Period.parse("2020-Q1"), "received", (), 113, None, "18/BC-STTTT", day),
        Published(Period.parse("2020-Q1"), "on_time_of_settled", (), 115, 116, "18/BC-STTTT", day),
    ]


def test_without_a_sheet_nothing_was_published(tmp_path: Path) -> None:
    assert load_published(tmp_path / "published.xlsx", MEASURES, GROUPS, "calendar") == {}


def test_a_figure_is_found_by_its_days_however_the_period_is_written(sheet: Sheet) -> None:
    dates = ["2019-12-15..2020-03-14", *RECEIVED[1:]]
    found = load_published(sheet(dates), MEASURES, GROUPS, "decree-09-2019")
    assert key_of(Period.parse("2020-Q1"), "received") in found
    assert key_of(Period.parse("2020-Q1", "calendar"), "received") not in found


@pytest.mark.parametrize(
    ("figure", "base", "numerator", "denominator"),
    [
        pytest.param("1.234", "2.000", 1234, 2000, id="dots"),
        pytest.param("98,13%", "", 9813, 10000, id="percent"),
        pytest.param("98,13", "", 9813, 10000, id="percent-without-sign"),
        pytest.param(98.5, "", 985, 1000, id="percent-as-a-number"),
        pytest.param("100%", "", 100, 100, id="all"),
        pytest.param("0,5%", "", 5, 1000, id="half-a-percent"),
        pytest.param(0, "", 0, 100, id="none"),
    ],
)
def test_ways_to_write_a_share(sheet: Sheet, figure: Any, base: Any, numerator: int, denominator: int) -> None:
    (found,) = load(sheet([*SHARE[:3], figure, base, *SHARE[5:]]))
    assert (found.numerator, found.denominator) == (numerator, denominator)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("field=BC", (("field", "BC"),)),
        (" unit = VP, field = BC ", (("field", "BC"), ("unit", "VP"))),
    ],
)
def test_a_group_is_read(sheet: Sheet, group: str, expected: tuple[tuple[str, str], ...]) -> None:
    (found,) = load(sheet([*RECEIVED[:2], group, *RECEIVED[3:]]))
    assert found.group == expected


def changed(line: list[Any], column: str, value: Any) -> list[Any]:
    return [value if head == column else cell for head, cell in zip(HEADS, line, strict=True)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            changed(RECEIVED, "Chỉ số", "recieved"), 'row 4: "recieved" is not a measure. Did you mean "received"', id="measure"
        ),
        pytest.param(changed(RECEIVED, "Chỉ số", "zzz"), '"zzz" is not a measure. cchc measures lists', id="nothing-near"),
        pytest.param(changed(RECEIVED, "Kỳ báo cáo", "Q1/2020"), 'row 4: Period "Q1/2020" is not one', id="period"),
        pytest.param(changed(RECEIVED, "Số liệu", "khoảng 110"), '"khoảng 110" is not a whole number', id="no-number"),
        pytest.param(changed(RECEIVED, "Số liệu", 113.5), '"113.5" is not a whole number', id="part-of-a-dossier"),
        pytest.param(changed(RECEIVED, "Số liệu", ""), '"" is not a whole number', id="empty"),
        pytest.param(changed(RECEIVED, "Mẫu số", 116), "received is a count and has no Mẫu số", id="count-with-base"),
        pytest.param(changed(SHARE, "Mẫu số", 0), "Mẫu số is 0", id="share-of-nothing"),
        pytest.param(
            changed(changed(SHARE, "Mẫu số", ""), "Số liệu", 0.9813), "may be a share of 1 or of 100", id="stored-percent"
        ),
        pytest.param(
            changed(changed(SHARE, "Mẫu số", ""), "Số liệu", "101%"), "more than 100%", id="more-than-all"
        ),
        pytest.param(
            changed(RECEIVED, "Chỉ số", "median_working_days"), "neither a count nor a share", id="median"
        ),
        pytest.param(changed(RECEIVED, "Nhóm", "BC"), 'group "BC" names no column', id="no-column"),
        pytest.param(changed(RECEIVED, "Nhóm", "feld=BC"), 'Did you mean "field"', id="unknown-column"),
        pytest.param(changed(RECEIVED, "Nhóm", "field=XX"), 'field "XX" is not known', id="unknown-group"),
        pytest.param(changed(RECEIVED, "Số văn bản", ""), "Số văn bản is missing", id="no-document"),
        pytest.param(changed(RECEIVED, "Ngày văn bản", "tháng 3"), '"tháng 3" is not a day', id="no-day"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_right_says_where_and_how_to_mend_it(sheet: Sheet, line: list[Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        load(sheet(line))
    assert message in str(error.value)
    assert str(error.value).startswith("published.xlsx, row 4: ")


def test_one_figure_stands_once_whatever_its_period_is_called(sheet: Sheet) -> None:
    with pytest.raises(InputError, match=r"row 6: received of 2019-12-15\.\.2020-03-14 stands in row 4 already"):
        load(sheet(RECEIVED, SHARE, ["2019-12-15..2020-03-14", *RECEIVED[1:]]))


@pytest.mark.parametrize(
    ("heads", "message"),
    [
        (("Kỳ", *HEADS[1:]), "no row has the heads Kỳ báo cáo"),
        ((*HEADS[:5], "Văn bản", HEADS[6]), "row 3: the column Số văn bản is missing"),
    ],
)
def test_a_sheet_without_its_heads(sheet: Sheet, heads: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(sheet(RECEIVED, heads=heads))


def test_the_column_of_bases_may_be_left_out(sheet: Sheet) -> None:
    heads = tuple(head for head in HEADS if head != "Mẫu số")
    (found,) = load(sheet([*RECEIVED[:4], *RECEIVED[5:]], heads=heads))
    assert found.numerator == 113
