"""The leader's page: what it says of a change for none, one and many, and that every number on it is counted anew."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.present import leader, wording
from cchc_analysis.present.display import Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.published import Published, key_of

UNITS = {"BC": "BCVT", "VT": "BCVT", "XB": "TTBCXB", "BAO": "TTBCXB", "PTTH": "TTBCXB"}
BEFORE, NOW = date(2020, 9, 21), date(2021, 1, 4)
Counts = dict[str, tuple[int, int]]  # field → settled in time, settled late
DossierTable = Callable[[list[dict[str, Any]]], pd.DataFrame]
Make = Callable[..., Edition]


def rows_of(counts: Counts, first: date) -> list[dict[str, Any]]:
    """Dossiers received on a day, due ten days later, and settled on that day or five days after it."""
    return [
        {
            "field": field, "unit": UNITS[field], "received_date": str(first), "due_date": str(first + timedelta(days=10)),
            "finished_date": str(first + timedelta(days=10 + late)),
        }
        for field, (in_time, n_late) in counts.items()
        for late in [0] * in_time + [5] * n_late
    ]  # fmt: skip


@pytest.fixture
def edition(first_quarter: Edition, dossier_table: DossierTable) -> Make:
    """The first quarter with these dossiers and those of the quarter before, and nothing published."""

    def make(now: Counts, before: Counts | None = None) -> Edition:
        dossiers = dossier_table([*rows_of(now, NOW), *rows_of(before or {}, BEFORE)])
        return replace(
            first_quarter, tables=CleanTables(first_quarter.tables.frames | {"dossiers": dossiers}), published={}
        )

    return make


def plain(markdown: str) -> str:
    return unescape(re.sub("<[^>]+>|[*]", "", markdown))


def printed(*shown: str) -> dict[str, dict[str, list[str]]]:
    numbers: dict[str, dict[str, list[str]]] = {}
    for text in shown:
        for number_id, written in re.findall(r'<span data-measure="([^"]+)">([^<]*)</span>', text):
            numbers.setdefault(unescape(number_id), {})[unescape(written)] = ["x.html"]
    return numbers


RATE = "Tỷ lệ giải quyết trước hạn và đúng hạn"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        pytest.param({}, {}, f"{RATE}: trong kỳ chưa có hồ sơ được giải quyết xong.", id="nothing-settled"),
        pytest.param({"BC": (3, 1)}, {}, f"{RATE} đạt 03/04 hồ sơ (75,00%).", id="nothing-before"),
        pytest.param({"BC": (1, 2)}, {"BC": (3, 0)},
            f"{RATE} giảm 66,67 điểm phần trăm so với quý trước, chủ yếu do lĩnh vực Bưu chính (02/03 hồ sơ quá hạn, làm giảm "
            "66,67 điểm phần trăm); theo đơn vị: Phòng Bưu chính - Viễn thông (02/03 hồ sơ quá hạn, làm giảm 66,67 điểm phần "
            "trăm).", id="one-group"),
        pytest.param({"BC": (8, 2), "XB": (8, 2), "BAO": (9, 1)}, {"BC": (10, 0), "XB": (10, 0), "BAO": (10, 0)},
            f"{RATE} giảm 16,67 điểm phần trăm so với quý trước, chủ yếu do lĩnh vực Bưu chính (02/10 hồ sơ quá hạn, làm giảm 6,67 "
            "điểm phần trăm), Xuất bản, In và Phát hành (02/10 hồ sơ quá hạn, làm giảm 6,67 điểm phần trăm); theo đơn vị: Phòng "
            "Thông tin - Báo chí - Xuất bản (03/20 hồ sơ quá hạn, làm giảm 10,00 điểm phần trăm).", id="half-of-it"),
        pytest.param(dict.fromkeys(UNITS, (9, 1)), dict.fromkeys(UNITS, (10, 0)),
            f"{RATE} giảm 10,00 điểm phần trăm so với quý trước, nhiều nhất do lĩnh vực", id="spread"),
        pytest.param({"BC": (3, 0)}, {"BC": (1, 1)},
            f"{RATE} tăng 50,00 điểm phần trăm so với quý trước, chủ yếu do lĩnh vực Bưu chính (03/03 hồ sơ trước hạn và đúng hạn, "
            "làm tăng 50,00 điểm phần trăm)", id="better"),
        pytest.param({"BC": (1, 1), "XB": (2, 0)}, {"BC": (1, 1), "XB": (18, 0)},
            f"{RATE} giảm 20,00 điểm phần trăm so với quý trước, chủ yếu do lĩnh vực Bưu chính (tỷ trọng trong tổng số tăng, làm giảm",
            id="weight"),
        pytest.param({"BC": (3, 1)}, {"BC": (6, 2)}, f"{RATE} không thay đổi so với quý trước.", id="unchanged"),
    ],
)  # fmt: skip
def test_why_the_on_time_share_changed(edition: Make, now: Counts, before: Counts, said: str) -> None:
    made = edition(now, before)
    words = leader.on_time(made)
    assert plain(words).startswith(said)
    checked_numbers(made, printed(words))


def test_a_published_figure_that_moved_against_the_data_gives_no_groups(edition: Make) -> None:
    """The data say worse, what was published says better: no group can be the reason."""
    made = edition({"BC": (8, 2)}, {"BC": (9, 1)})
    quarter = made.asked.previous()
    assert quarter is not None
    figure = Published(quarter, "on_time_of_settled", (), 5, 10, "96/BC-STTTT", date(2020, 12, 16))
    words = leader.on_time(replace(made, published={key_of(quarter, "on_time_of_settled", ()): figure}))
    assert (
        "tăng 30,00 điểm phần trăm so với quý trước; số đã công bố khác dữ liệu hiện nay nên chưa tách được"
        in plain(words)
    )
    assert "chủ yếu" not in words


def test_where_the_figures_before_come_from_is_said(edition: Make, first_quarter: Edition) -> None:
    assert plain(leader.published(first_quarter)) == (
        "Theo Báo cáo số 18/BC-STTTT ngày 17/3/2020: hồ sơ tiếp nhận mới, giải quyết trước hạn và đúng hạn; số liệu khác của kỳ trước "
        "tính theo dữ liệu hiện nay."
    )
    assert plain(leader.published(edition({"BC": (1, 0)}, {"BC": (1, 0)}))).startswith("Số liệu của kỳ trước tính theo")


def test_a_period_that_is_not_over_is_compared_with_none(first_quarter: Edition) -> None:
    early = replace(first_quarter, period=first_quarter.asked.until(date(2021, 3, 4)))
    assert leader.comparisons(early) == ()
    assert leader.published(early) == ""
    assert len(leader.key_figures(early).columns) == 4
    said = plain(leader.reasons(early).text)
    assert "so với" not in said.replace("chưa so sánh với", "")
    assert said.endswith(wording.NOT_COMPARED)


@pytest.mark.parametrize("key", ["2021-Q1", "2021-Q2", "2021-6M", "2021-9M", "2021", "2021-05"])
def test_every_number_on_the_page_is_counted_anew(project: object, key: str) -> None:
    made = open_edition(key, str(project))
    tables = [leader.key_figures(made), *leader.worst_dossiers(made)]
    numbers = printed(leader.reasons(made).text, *(table._html() for table in tables))
    assert len(checked_numbers(made, numbers)) == len(numbers) > 50


def texts(table: Table, row: int) -> list[str]:
    return [cell.text if isinstance(cell, Marked) else str(cell) for cell in table.rows[row]]


def test_the_key_figures_stand_beside_the_report_before_and_the_year_before(project: object) -> None:
    table = leader.key_figures(open_edition("2021-6M", str(project)))
    assert [path[0] for path in table.paths[4:]] == ["Quý I năm 2021"] * 2 + ["6 tháng đầu năm 2020"] * 2
    assert texts(table, 2)[1:] == ["312", "324", "96,30%", "96,95%", "-0,65", "99,20%", "-2,91"]
    assert texts(table, 9)[1:] == ["16", "16", "100%", "83,33%", "+16,67", "None", "None"]


def test_the_dossiers_named_are_those_that_are_overdue_longest(first_quarter: Edition) -> None:
    (table,) = leader.worst_dossiers(first_quarter)
    overdue = first_quarter.overdue_dossiers().nlargest(leader.WORST_DOSSIERS, "working_days_overdue")
    assert [texts(table, row)[:3:2] for row in range(leader.WORST_DOSSIERS)] == [
        [code, str(days)] for code, days in zip(overdue["dossier_id"], overdue["working_days_overdue"], strict=True)
    ]
    assert "Phụ lục IV" in table.caption


def test_a_dossier_with_signs_that_an_id_does_not_take_is_listed_without_its_days(
    first_quarter: Edition, dossier_table: DossierTable
) -> None:
    rows = [
        row | {"dossier_id": code} for row, code in zip(rows_of({"BC": (0, 2)}, NOW), ("A,B=1]", "A-2"), strict=True)
    ]
    frames = first_quarter.tables.frames | {"dossiers": dossier_table(rows)}
    (table,) = leader.worst_dossiers(replace(first_quarter, tables=CleanTables(frames)))
    assert {str(row[0]): row[2] is None for row in table.rows} == {"A,B=1]": True, "A-2": False}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"BC": (1, 0)}, "Hồ sơ quá hạn: trong kỳ không có."),
        ({"BC": (0, 1)}, "Hồ sơ quá hạn: 01 hồ sơ (đã giải quyết 01 hồ sơ, đang giải quyết 0 hồ sơ), tăng 01 hồ sơ so với"),
        ({"BC": (0, 1), "XB": (0, 2)}, "theo đơn vị: Phòng Thông tin - Báo chí - Xuất bản 02 hồ sơ, Phòng Bưu chính - Viễn thông 01"),
    ],
    ids=["none", "one", "many"],
)  # fmt: skip
def test_overdue_dossiers(edition: Make, now: Counts, said: str) -> None:
    made = edition(now)
    assert said in plain(leader.overdue(made))
    assert bool(leader.worst_dossiers(made)) == any(late for _, late in now.values())


def test_the_plan_names_what_is_late(first_quarter: Edition, project: object) -> None:
    said = plain(leader.plan(first_quarter))
    assert said.startswith(
        "Kế hoạch: chậm tiến độ 02 sản phẩm: nhiệm vụ 5.3 (Trung tâm Công nghệ thông tin và Truyền thông, hạn 31/12/2020), "
    )
    assert leader.plan(open_edition("2021-6M", str(project))) == wording.LEADER_PLAN_NONE_LATE


def test_targets_that_are_met_now_and_were_not_before_are_named(project: object) -> None:
    nine = plain(leader.targets(open_edition("2021-9M", str(project))))
    assert nine.endswith("so với 6 tháng đầu năm 2021 đạt thêm T4, T6.")
    assert "chưa đạt T11 (75,00%)" in nine
    half = plain(leader.targets(open_edition("2021-6M", str(project))))
    assert half.endswith("so với quý I năm 2021 không chỉ tiêu nào đổi kết quả đánh giá.")


def test_feedback_without_a_list_is_not_feedback_that_did_not_arise(first_quarter: Edition) -> None:
    unknown = replace(first_quarter, intake=[line for line in first_quarter.intake if line.kind != "feedback"])
    assert plain(leader.feedback(unknown)).endswith("chưa có số liệu của kỳ báo cáo.")
    nothing = first_quarter.tables.frames | {"feedback": first_quarter.tables["feedback"].iloc[:0]}
    assert plain(leader.feedback(replace(first_quarter, tables=CleanTables(nothing)))).endswith("không phát sinh.")
    assert "trả lời quá hạn: Phòng Bưu chính - Viễn thông 01 PAKN" in plain(leader.feedback(first_quarter))
