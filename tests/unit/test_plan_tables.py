"""Tables about the plan and its targets for the analysts: every one is made in every report of the year, and says what it should."""

import html
import re
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.present import plan_tables, sentences, tables
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.present.markup import Marked

PERIODS = ["2021-Q1", "2021-9M", "2021", "2021-Q2"]
TABLES = [
    plan_tables.counted_in, plan_tables.over_the_year, plan_tables.timeliness, plan_tables.due_soon,
    plan_tables.reporting_units, plan_tables.prospects, plan_tables.estimates, plan_tables.entered_for_others,
    plan_tables.rest_of_year, plan_tables.trends, plan_tables.target_definitions, plan_tables.sub_plans,
    plan_tables.open_sub_plan_tasks, plan_tables.inspected_units, tables.targets,
]  # fmt: skip


@pytest.fixture(scope="module", params=PERIODS)
def edition(request: pytest.FixtureRequest, project: Path) -> Edition:
    return open_edition(request.param, project)


@pytest.fixture(scope="module")
def year(project: Path) -> Edition:
    return open_edition("2021", project)


def cells(table: Table, column: int, key: str) -> list[str]:
    """The text of the rows that begin with a key, in one column."""
    found = [row[column] for row in table.rows if len(row) > 1 and row[0] == key]
    return [cell.text if isinstance(cell, Marked) else str(cell) for cell in found]


def test_every_number_in_every_table_is_counted_anew_from_its_id(edition: Edition) -> None:
    printed: dict[str, dict[str, list[str]]] = {}
    for make in TABLES:
        for row in make(edition).rows:
            for cell in row:
                if isinstance(cell, Marked) and cell.measure_id:
                    printed.setdefault(cell.measure_id, {}).setdefault(cell.text, []).append(make.__name__)
    assert len(checked_numbers(edition, printed)) == len(printed) > 100


def test_what_inspections_found_is_listed_with_what_became_of_it(edition: Edition) -> None:
    tables_ = plan_tables.inspection_findings(edition)
    states = [row[-1] for table in tables_ for row in table.rows]
    done, open_ = "Đã xử lý", "Chưa xử lý"
    assert states == {"2021-Q1": [], "2021-Q2": [done, open_]}.get(edition.asked.key, [done, done, open_])


def test_the_estimate_is_told_in_the_yearly_report_alone(edition: Edition) -> None:
    said = sentences.plan_sentences(edition).text
    assert ("Ước đến ngày 31/12/2021" in said) == (edition.asked.key == "2021")


def test_five_ways_to_count(year: Edition) -> None:
    names = ["Nhiệm vụ", "Dòng nhiệm vụ", "Sản phẩm không tính trùng", "Sản phẩm", "Lượt sản phẩm"]
    table = plan_tables.counted_in(year)
    assert [row[0] for row in table.rows] == names
    assert [cells(table, 1, name) for name in names] == [["39"], ["41"], ["68"], ["71"], ["91"]]


def test_the_year_is_told_month_by_month_up_to_the_cut_off(edition: Edition) -> None:
    ends = [str(period.end) for period in plan_tables.cutoffs(edition)]
    last = {"2021-Q1": 3, "2021-Q2": 6, "2021-9M": 9, "2021": 12}[edition.asked.key]
    assert ends == [f"2021-{month:02d}-14" for month in range(1, last + 1)]


def test_silent_units_are_named(year: Edition) -> None:
    said = sentences.reporting_sentence(year).text
    assert "chưa báo cáo: Hội đồng thi đua khen thưởng Sở; Ban biên tập Bản tin; Bộ phận Một cửa." in said
    assert cells(plan_tables.reporting_units(year), 4, "Ban biên tập Bản tin") == ["Chưa báo cáo"]


def test_what_was_told_by_phone_says_so(year: Edition) -> None:
    table = plan_tables.entered_for_others(year)
    assert {row[4] for row in table.rows} == {"Báo qua điện thoại, Văn phòng Sở nhập thay"}
    assert {row[3] for row in table.rows} == {"Văn phòng Sở"}


def test_targets_carry_gap_earlier_share_and_estimate(year: Edition) -> None:
    table = tables.targets(year)
    assert (
        cells(table, 8, "T6") == ["Đạt"] and cells(table, 5, "T6") == ["33,33%"] and cells(table, 6, "T6") == ["+3,33"]
    )
    assert cells(table, 7, "T8") == ["40,00%"]
    below = [row[1] for row in table.rows if row[0] == ""]
    assert below.count("Ước đến 31/12") == 2 and sum("Cách tính khác" in str(name) for name in below) == 2


def numbers_of(prose: Prose) -> dict[str, dict[str, list[str]]]:
    """Id → text of the marked numbers of a text."""
    found = re.findall(r'<span data-measure="([^"]+)">([^<]+)</span>', prose.text)
    return {html.unescape(number): {html.unescape(text): ["prose"]} for number, text in found}


def test_the_trend_of_each_target_is_told_in_points_against_the_report_before(project: Path) -> None:
    half = open_edition("2021-6M", project)
    said = sentences.target_trends(half)
    plain = html.unescape(re.sub("<[^>]+>", "", said.text))
    assert (
        "T4. Tỷ lệ kết quả giải quyết TTHC được trả qua dịch vụ BCCI: tăng 0,76 điểm phần trăm so với quý I năm 2021; "
        "giảm 9,04 điểm phần trăm so với cùng kỳ năm 2020; giảm 4,19 điểm phần trăm so với 6 tháng cuối năm 2020;"
        in plain
    )
    assert "T5. Tỷ lệ giảm thời gian giải quyết TTHC theo quy định: không thay đổi so với quý I năm 2021;" in plain
    assert cells(plan_tables.trends(half), 4, "T4") == ["+0,76"] and cells(plan_tables.trends(half), 5, "T4") == [
        "Tăng"
    ]
    printed = numbers_of(said)
    assert len(checked_numbers(half, printed)) == len(printed) == 18


@pytest.mark.parametrize("key", PERIODS)
def test_a_trend_is_the_difference_of_the_two_shares_beside_it(project: Path, key: str) -> None:
    edition = open_edition(key, project)
    for target in edition.targets:
        change = edition.since_report_before(target.measure) if target.measure else None
        if change is None:
            assert (
                edition.report_before is None
                or not target.measure
                or not all(
                    edition.value(target.measure, period=period).denominator
                    for period in (edition.period, edition.report_before)
                )
            )
            continue
        now, then = (
            edition.value(target.measure, period=period).share for period in (edition.period, edition.report_before)
        )
        assert now is not None and then is not None and change.difference == now - then
        assert resolve(edition, change.id())[0] == change


def test_the_first_report_of_a_year_has_none_before_it(project: Path) -> None:
    quarter = open_edition("2021-Q1", project)
    assert "report_before" not in sentences.target_trends(quarter).text
    with pytest.raises(KeyError):
        resolve(quarter, "online_of_received!report_before@2021-Q1")


def test_the_rest_of_the_year(project: Path) -> None:
    table = plan_tables.rest_of_year(open_edition("2021-Q1", project))
    assert cells(table, 5, "T2") == ["Đã đạt"] and cells(table, 5, "T4") == ["Còn khả năng đạt"]
    assert (cells(table, 2, "T6"), cells(table, 3, "T6")) == (["6"], ["2"])


def test_a_quarter_alone_says_nothing_of_the_rest_of_the_year(project: Path) -> None:
    quarter = open_edition("2021-Q2", project)
    assert plan_tables.rest_of_year(quarter).rows == []
    assert sentences.rest_assumption(quarter) == Prose("")
    assert quarter.report_before is not None and quarter.report_before.key == "2021-Q1"


def test_without_an_estimate_there_is_none(project: Path) -> None:
    table = plan_tables.sub_plans(open_edition("2021-Q1", project))
    assert all(row[4] is None for row in table.rows)


def test_the_gap_is_that_of_the_share(year: Edition) -> None:
    for target in year.targets:
        if target.measure and (share := year.value(target.measure).share) is not None:
            gap = year.value("target_gap", {"target_id": target.id}).share
            assert gap == share - target.threshold
            assert gap is not None and abs(Decimal(gap.numerator) / gap.denominator) <= 1
