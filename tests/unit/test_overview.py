"""What `cchc check` and `cchc periods` say: complete, in Vietnamese, and with what to do next."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.cli import common
from cchc_analysis.edition import Edition
from cchc_analysis.pipeline import overview
from cchc_analysis.pipeline.overview import Section, check_overview, measure_overview, period_overview
from cchc_analysis.present.sentences import chain_text
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.feeds import FEEDS, LABELS


def with_findings(edition: Edition, findings: pd.DataFrame) -> Edition:
    return replace(edition, tables=CleanTables(edition.tables.frames | {"findings": findings}))


def titled(sections: list[Section], start: str) -> Section:
    return next(section for section in sections if section.title.startswith(start))


def test_every_rule_is_told_in_its_own_words() -> None:
    """The words are looked up by the rule's name: two checks of one name must say the same."""
    for check in (check for feed in FEEDS.values() for check in feed.checks):
        assert LABELS[check.name] == check.label, check.name


def test_check_accounts_for_every_row_and_says_where_the_rejected_stand(first_quarter: Edition) -> None:
    sections = check_overview(first_quarter)
    assert sections[0].title.startswith("2021-Q1 (quý I năm 2021): 15/12/2020 – 14/03/2021\n")
    *kinds, total = sections[0].lines
    for name in ("Đã đọc", "Được nhận", "Bị loại", "Trùng"):
        assert sum(line[name] for line in kinds) == total[name]
    assert total["Đã đọc"] == total["Được nhận"] + total["Bị loại"] + total["Trùng"]
    rejected, places = titled(sections, "Dòng bị loại"), titled(sections, "Nơi có dòng bị loại")
    assert sum(line["Số dòng"] for line in rejected.lines) == len(places.lines) == total["Bị loại"]
    assert {"Tệp": "dossiers/2021-02.xlsx", "Trang tính": "Danh sách hồ sơ", "Dòng": 57, "Mã hồ sơ, sản phẩm": "–",
            "Lý do": "Thiếu mã hồ sơ"} in places.lines  # fmt: skip
    assert "chạy lại cchc check" in sections[-1].advice[0]


UNUSED = "Mục ánh xạ không dùng đến: không tệp nào có cách viết này"


def test_of_many_rows_some_of_every_rule_are_shown_and_that_is_said(first_quarter: Edition) -> None:
    many = first_quarter.tables.findings.query("outcome == 'rejected'")
    sections = check_overview(with_findings(first_quarter, pd.concat([many] * 30, ignore_index=True)))
    places = titled(sections, "Nơi có dòng bị loại")
    assert places.title.endswith(f"({overview.MOST_PLACES} dòng đầu của mỗi quy tắc)")
    shown = pd.Series([line["Lý do"].partition(" (")[0] for line in places.lines]).value_counts()
    assert set(shown) == {overview.MOST_PLACES}
    assert len(shown) == many["rule"].nunique()


def test_clean_data_lead_to_the_report(first_quarter: Edition) -> None:
    sections = check_overview(with_findings(first_quarter, first_quarter.tables.findings.head(0)))
    assert [section.title for section in sections[1:]] == [
        "Từng tệp", "Không có dòng bị loại", "Không có dòng cần xem lại", UNUSED, chain_text(first_quarter),
        "Không có gì phải sửa. Lập báo cáo: cchc report 2021-Q1",
    ]  # fmt: skip


def test_entries_of_mappings_that_no_file_has_are_listed(first_quarter: Edition) -> None:
    section = titled(check_overview(first_quarter), UNUSED)
    unused = {(line["Ánh xạ"], line["Cột"]): line["Mục"].split(", ") for line in section.lines}
    words = unused["Danh sách hồ sơ một cửa", "channel"]
    assert "VNPost" in words and "Trực tuyến" not in words
    assert unused["Danh sách thu phí, lệ phí", "dossier_id"] == ["Số hồ sơ"]
    assert "OpenCPS – danh sách hồ sơ" in section.advice[1]
    assert not any(mapping.startswith("OpenCPS") for mapping, _ in unused), (
        "a layout without a file is named, not spelled out"
    )


def test_of_an_unreadable_date_it_says_which(first_quarter: Edition) -> None:
    one = first_quarter.tables.findings.query("outcome == 'rejected'").head(1)
    found = one.assign(rule="unreadable_date", detail="Ngày nhận: 31/02/2021")
    places = titled(check_overview(with_findings(first_quarter, found)), "Nơi có dòng bị loại")
    assert [line["Lý do"] for line in places.lines] == ["Ngày không đọc được (Ngày nhận: 31/02/2021)"]


def test_what_cells_do_not_show_is_said_of_the_file(first_quarter: Edition) -> None:
    files = first_quarter.tables.files.copy()
    files.loc[files.index[0], "notes"] = "3 công thức chưa được tính"
    noted = replace(first_quarter, tables=CleanTables(first_quarter.tables.frames | {"files": files}))
    assert titled(check_overview(noted), "Điều các ô không cho thấy").lines == [
        {
            "Tệp": files["source_file"][0],
            "Trang tính": files["source_sheet"][0],
            "Ghi chú": "3 công thức chưa được tính",
        }
    ]


def test_provisional_figures_are_said_to_be_so(first_quarter: Edition) -> None:
    early = replace(first_quarter, period=first_quarter.period.until(date(2021, 2, 28)))
    assert "số liệu tạm tính đến hết ngày 28/02/2021" in check_overview(early)[0].title


def test_periods_say_how_far_the_data_reach_and_what_to_type(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (section,) = period_overview(project, project / "data", tmp_path)
    assert [line["Kỳ"] for line in section.lines][:3] == ["2021-Q1", "2021-Q2", "2021-6M"]
    assert section.lines[0] == {
        "Kỳ": "2021-Q1", "Tên": "quý I năm 2021", "Từ ngày": "15/12/2020", "Đến ngày": "14/03/2021", "Dữ liệu": "đủ",
        "Dự thảo": "–", "Đã phát hành": "–",
    }  # fmt: skip
    assert section.advice == ["Lập báo cáo một kỳ: cchc report 2021-Q1. Kiểm tra dữ liệu trước: cchc check 2021-Q1."]
    reach = iter([date(2021, 3, 14), date(2021, 5, 31), None, None, None, None, None])
    monkeypatch.setattr(overview, "covered_until", lambda *_: next(reach))
    (section,) = period_overview(project, project / "data", tmp_path)
    assert [line["Dữ liệu"] for line in section.lines] == ["đủ", "đến 31/05/2021", *["chưa có"] * 5]
    assert "cchc report 2021-Q2 --provisional" in section.advice[1]
    assert "data/raw/intake.xlsx" in section.advice[2]


def test_every_measure_is_listed_but_those_of_one_role(first_quarter: Edition, project: Path) -> None:
    """The measures by leading and supporting unit are those of items and products under another name."""
    listed = [line["measure"] for line in measure_overview(first_quarter.settings, [], project / "data")]
    assert len(listed) == len(set(listed))
    assert {name for name in first_quarter.measures if not name.endswith(("_by_lead_unit", "_by_support_unit"))} == set(
        listed
    )


def test_of_two_years_the_sub_plans_of_both_are_listed(first_quarter: Edition, project: Path, tmp_path: Path) -> None:
    for year in ("2021", "2022"):
        shutil.copytree(project / "data" / "plan" / "2021", tmp_path / "plan" / year)
    own = tmp_path / "plan" / "2022" / "sub-plans" / "sub-plans.toml"
    text = own.read_text(encoding="utf-8").replace('measure = "legal_work"', 'measure = "iso"\nlabel = "kế hoạch ISO"')
    own.write_text(text, encoding="utf-8")
    found = measure_overview(first_quarter.settings, ["_done_share"], tmp_path)
    assert {"legal_work_done_share", "iso_done_share"} <= {line["measure"] for line in found}
    assert "Mức độ thực hiện kế hoạch ISO" in {line["label"] for line in found}


def test_sections_are_printed_aligned_with_a_blank_line_between() -> None:
    lines = [{"Tệp": "a.csv", "Dòng": 7}, {"Tệp": "ngày.csv", "Dòng": 112}]
    printed = common.sections_text([Section("Một", lines, ["Rồi sao."]), Section("Hai")])
    assert printed == ("Một\n\nTệp       Dòng\n--------  ----\na.csv        7\nngày.csv   112\n\nRồi sao.\n\nHai\n")
