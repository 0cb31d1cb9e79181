"""Figures of other periods: where they come from, how the change is said, and that every printed one is counted anew."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import unescape

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.measures.compare import Contribution
from cchc_analysis.periods import Period
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.present import trends
from cchc_analysis.present.changes import AGAINST, Against, Change, format_points
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value
from cchc_analysis.present.sentences import change_words, changes, comparison_sentence, dossier_sentences
from cchc_analysis.present.tables import overdue_dossiers


def plain(markdown: str) -> str:
    return unescape(re.sub("<[^>]+>", "", markdown))


def marked(markdown: str) -> dict[str, dict[str, list[str]]]:
    found = re.findall(r'<span data-measure="([^"]+)">([^<]*)</span>', markdown)
    return {unescape(number): {unescape(text): ["x.html"]} for number, text in found}


def cells(shown: Table | Prose) -> list[Marked]:
    assert isinstance(shown, Table)
    return [cell for row in shown.rows for cell in row if isinstance(cell, Marked)]


def change(
    now: Value, before: Value, against: Against = "year_before", other: str = "2020-Q1", document: str = ""
) -> Change:
    return Change(now, before, against, Period.parse(other), document)


def count(number: int, period: str = "2021-Q1") -> Value:
    return Value("received", period, number)


def share(above: int, below: int) -> Value:
    return Value("on_time_of_settled", "2021-Q1", above, below)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param(change(count(163), count(151)), "tăng 12 hồ sơ (7,95%) so với cùng kỳ năm 2020", id="many"),
        pytest.param(change(count(152), count(151)), "tăng 01 hồ sơ (0,66%) so với cùng kỳ năm 2020", id="one"),
        pytest.param(change(count(0), count(3)), "giảm 03 hồ sơ (100%) so với cùng kỳ năm 2020", id="to-nothing"),
        pytest.param(change(count(300), count(100)), "tăng 200 hồ sơ (200,00%) so với cùng kỳ năm 2020", id="trebled"),
        pytest.param(
            change(count(3), count(0)), "tăng 03 hồ sơ so với cùng kỳ năm 2020 (kỳ đó không phát sinh)", id="from-nothing"
        ),
        pytest.param(change(count(5), count(5)), "không thay đổi so với cùng kỳ năm 2020", id="equal"),
        pytest.param(
            change(share(157, 160), share(99_325, 100_000), "previous", "2020-Q4"),
            "giảm 1,20 điểm phần trăm so với quý trước", id="points",
        ),
        pytest.param(
            change(share(157, 160), share(157, 160), "previous", "2021-02"), "không thay đổi so với tháng trước", id="share"
        ),
        pytest.param(
            change(share(500_001, 1_000_000), share(1, 2), "previous", "2020-06-15..2020-12-14"),
            "hầu như không thay đổi so với kỳ liền trước", id="hardly",
        ),
        pytest.param(
            change(count(2), count(1), other="2020", document="96/BC-STTTT ngày 16/12/2020"),
            "tăng 01 hồ sơ (100%) so với năm 2020 (Báo cáo số 96/BC-STTTT ngày 16/12/2020)", id="year-published",
        ),
    ],
)  # fmt: skip
def test_how_a_change_is_said(told: Change, words: str) -> None:
    assert plain(change_words(told, "hồ sơ")) == words


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (Fraction(12, 1000), "1,20"), (Fraction(-12, 1000), "1,20"), (Fraction(5, 100_000), "0,01"),
        (Fraction(4_999, 100_000_000), "0,00"), (Fraction(0), "0,00"), (Fraction(1), "100,00"),
    ],
)  # fmt: skip
def test_points_are_rounded_half_up(difference: Fraction, text: str) -> None:
    assert format_points(difference) == text


@pytest.mark.parametrize(
    ("part", "texts", "data"),
    [
        ("", {"12", "+12"}, 12),
        ("relative", {"7,95%"}, {"numerator": 12, "denominator": 151}),
        ("contribution", {"+12", "12"}, 12),
        ("unexplained", {"-2"}, -2),
    ],
)
def test_the_parts_of_a_change_of_a_count(part: str, texts: set[str], data: object) -> None:
    told = replace(change(count(163), count(151)), unexplained=-2)
    assert (told.texts(part), told.plain(part)) == (texts, data)


def test_the_parts_of_a_change_of_a_share() -> None:
    told = replace(change(share(9, 10), share(8, 10)), split=Contribution(Fraction(1, 100), Fraction(-3, 100)))
    assert [told.texts(part) for part in ("rate", "weight", "contribution")] == [
        {"+1,00"},
        {"-3,00"},
        {"-2,00", "2,00"},
    ]
    assert told.plain("") == {"numerator": 1, "denominator": 10}
    for absent in ("relative", "unexplained", "rates"):
        with pytest.raises(KeyError):
            told.texts(absent)


def test_a_published_figure_wins_and_names_its_document(first_quarter: Edition) -> None:
    found = first_quarter.comparison("received", None, "year_before")
    assert found is not None
    assert (found.before.numerator, found.document) == (113, "18/BC-STTTT ngày 17/3/2020")
    assert found.before.id() == "received!published@2020-Q1"
    counted = first_quarter.value("received", period=Period.parse("2020-Q1"))
    assert found.unexplained == counted.numerator - 113


def test_where_nothing_was_published_the_data_are_counted(first_quarter: Edition) -> None:
    found = first_quarter.comparison("received", None, "previous")
    assert found is not None
    assert (found.before, found.document) == (first_quarter.value("received", period=Period.parse("2020-Q4")), "")
    of_field = first_quarter.comparison("received", {"field": "XB"}, "year_before")
    assert of_field is not None
    assert (of_field.before.origin, of_field.before.numerator) == ("published", 63)


@pytest.mark.parametrize("measure", ["items_done_of_due_share", "procedures_listed", "rows_read", "targets_total"])
def test_only_dossiers_reach_into_other_periods(first_quarter: Edition, measure: str) -> None:
    """The plan, the procedures and the account of rows are tables of this period."""
    assert [first_quarter.comparison(measure, None, against) for against in AGAINST] == [None, None]


def test_a_period_that_is_not_covered_whole_is_not_compared_with(first_quarter: Edition) -> None:
    short = replace(
        first_quarter, intake=[line for line in first_quarter.intake if line.first >= date(2020, 10, 1)], published={}
    )
    assert short.comparison("received", None, "previous") is None
    assert short.contributions("received", "field", "previous") is None
    assert comparison_sentence(short).text == "Không có số liệu của kỳ khác để so sánh."
    assert isinstance(trends.count_changes(short, "received", "field", "previous", "tbl-a"), Prose)


def test_provisional_figures_are_not_compared(first_quarter: Edition) -> None:
    early = replace(first_quarter, period=first_quarter.asked.until(date(2021, 3, 4)))
    assert [early.comparison("received", None, against) for against in AGAINST] == [None, None]
    assert early.contributions("received", "field", "previous") is None
    assert "tạm tính" in comparison_sentence(early).text
    assert "so với" not in dossier_sentences(early).text


def test_a_published_figure_serves_where_the_data_do_not_reach(first_quarter: Edition) -> None:
    without = replace(first_quarter, intake=[])
    found = without.comparison("received", None, "year_before")
    assert found is not None
    assert (found.before.numerator, found.unexplained) == (113, None)


def test_of_a_year_the_two_comparisons_are_one(project: object) -> None:
    year = open_edition("2021", str(project))
    assert [found.against for found in changes(year, "received")] == ["year_before"]
    assert plain(comparison_sentence(year).text).count("so với năm 2020 (Báo cáo số 96/BC-STTTT") == 2


def test_the_report_says_both_changes(first_quarter: Edition) -> None:
    said = plain(dossier_sentences(first_quarter).text)
    assert "Hồ sơ tiếp nhận mới tăng 57 hồ sơ (50,44%) so với cùng kỳ năm 2020 (Báo cáo số 18/BC-STTTT" in said
    assert "Tỷ lệ giải quyết trước hạn và đúng hạn giảm" in said


@pytest.mark.parametrize("column", ["field", "unit", "procedure", "channel"])
@pytest.mark.parametrize("against", AGAINST)
def test_groups_and_what_is_left_sum_to_the_change(first_quarter: Edition, column: str, against: Against) -> None:
    for measure in ("received", "on_time_of_settled"):
        whole, parts = (
            first_quarter.comparison(measure, None, against), first_quarter.contributions(measure, column, against)
        )  # fmt: skip
        assert whole is not None
        assert parts is not None
        amounts = [part.split.both if part.split else part.difference for part in parts.values()]
        assert sum(amounts, Fraction(0)) + (whole.unexplained or 0) == whole.difference


SHOWN: dict[str, Callable[[Edition], list[Marked]]] = {
    "counts": lambda e: cells(trends.count_changes(e, "received", "field", "year_before", "tbl-a")),
    "shares": lambda e: cells(trends.share_changes(e, "on_time_of_settled", "field", "year_before", "tbl-a")),
    "procedures": lambda e: cells(trends.share_changes(e, "on_time_of_settled", "procedure", "previous", "tbl-a")),
    "months": lambda e: cells(trends.by_month(e)),
}


@pytest.mark.parametrize("shown", list(SHOWN))
def test_every_number_in_the_tables_is_counted_anew(first_quarter: Edition, shown: str) -> None:
    numbers = SHOWN[shown](first_quarter)
    assert numbers
    checked_numbers(first_quarter, {number.measure_id: {number.text: ["x.html"]} for number in numbers})


def test_every_number_in_the_sentence_is_counted_anew(first_quarter: Edition) -> None:
    numbers = checked_numbers(first_quarter, marked(comparison_sentence(first_quarter).text))
    assert numbers["received!year_before@2021-Q1"]["value"] == 57
    assert numbers["received!year_before.relative@2021-Q1"]["value"] == {"numerator": 57, "denominator": 113}
    assert "on_time_of_settled!previous@2021-Q1" in numbers


@pytest.mark.parametrize(
    "wrong",
    [
        "received!year_before@2020-Q1",
        "received!next@2021-Q1",
        "received!year_before.rate@2021-Q1[field=BC]",
        "received!year_before.contribution@2021-Q1",
        "received!year_before.numerator@2021-Q1",
        "received!published@2020-Q2",
        "received.relative@2021-Q1",
        "done_of_due!previous@2021-Q1",
    ],
)
def test_an_id_of_no_change_is_refused(first_quarter: Edition, wrong: str) -> None:
    with pytest.raises(KeyError):
        value, part = resolve(first_quarter, wrong)
        assert isinstance(value, Change)
        value.texts(part)


def test_the_months_of_the_year_so_far_add_up(first_quarter: Edition, project: object) -> None:
    half = open_edition("2021-Q2", str(project))
    table = trends.by_month(half)
    assert [row[0] for row in table.rows] == [*(f"{month:02d}/2021" for month in range(1, 7)), "Lũy kế từ đầu năm"]
    received = [int(row[1].text) for row in table.rows if isinstance(row[1], Marked)]
    assert sum(received[:-1]) == received[-1]
    # Pending is a stock, not a sum.
    assert isinstance(table.rows[-1][5], Marked)
    assert isinstance(table.rows[-2][5], Marked)
    assert table.rows[-1][5].text == table.rows[-2][5].text
    quarter = [row[0] for row in trends.by_month(first_quarter).rows]
    assert quarter == ["01/2021", "02/2021", "03/2021", "Lũy kế từ đầu năm"]


def test_an_overdue_dossier_is_listed_with_the_due_date_that_it_is_judged_by(project: object) -> None:
    """In the second quarter one has none of its own: it is recomputed."""
    quarter = open_edition("2021-Q2", str(project))
    assert quarter.rows("overdue")["due_date"].isna().any()
    assert quarter.judged("overdue")["due_date"].notna().all()
    assert len(overdue_dossiers(quarter).rows) == quarter.value("overdue").numerator


def test_the_control_chart_tells_its_figures(first_quarter: Edition) -> None:
    figure = trends.on_time_chart(first_quarter)
    assert figure.alt.startswith("Biểu đồ đường, trung bình 9")
    assert "tháng 03/21 96,30%" in figure.alt
    assert "kiểm soát" in trends.control_sentence(first_quarter).text
