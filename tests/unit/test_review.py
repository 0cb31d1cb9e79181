"""The forms that go back to the units: every row of theirs to look at, what to do, nothing of a person, the same bytes every time."""

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import python_calamine

from cchc_analysis.edition import Edition
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.pipeline import review
from cchc_analysis.pipeline.overview import file_lines, rejected_count
from cchc_analysis.pipeline.review import by_unit, form_name, quality_tables, review_form, write_reviews
from cchc_analysis.present import tables as page_tables
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.feeds import CHECKS


def rows_of(content: bytes, sheet: int = 0) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python()


def with_findings(edition: Edition, findings: pd.DataFrame) -> Edition:
    return replace(edition, tables=CleanTables(edition.tables.frames | {"findings": findings}))


def test_every_row_goes_to_the_unit_that_supplied_it(first_quarter: Edition) -> None:
    found = by_unit(first_quarter)
    wanted = first_quarter.tables.findings.query("outcome == 'rejected' or outcome == 'flagged'")
    assert sum(map(len, found.values())) == len(wanted)
    assert set(found["Bưu điện tỉnh"]["source_file"]) == {"postal/bcci-nhan-2021.xlsx", "postal/bcci-tra-2021.xlsx"}
    assert form_name(first_quarter, "Bộ phận Một cửa") == "phieu-ra-soat-bpmc.xlsx"


def test_a_form_says_where_what_and_what_to_do(first_quarter: Edition) -> None:
    found = by_unit(first_quarter)["Bộ phận Một cửa"]
    rows = rows_of(review_form(first_quarter, "Bộ phận Một cửa", found))
    texts = [str(cell) for row in rows for cell in row if cell != ""]
    for said in (review.TITLE, "Kính gửi: Bộ phận Một cửa", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "(SỐ LIỆU MẪU)"):
        assert said in texts
    (line,) = [row for row in rows if row[1:4] == ["dossiers/2021-01.xlsx", "Danh sách hồ sơ", 43]]
    check = CHECKS["finished_without_date"]
    assert line[4:] == [
        "H21.15-210107-0002", check.label, "Trạng thái: Đã trả kết quả; Ngày kết thúc xử lý: (trống)", check.remedy, "", "",
    ]  # fmt: skip
    listed = [row for row in rows if isinstance(row[0], float | int)]
    assert len(listed) == len(found)


def test_nothing_of_a_person_is_in_a_form(first_quarter: Edition) -> None:
    for unit, found in by_unit(first_quarter).items():
        text = str(rows_of(review_form(first_quarter, unit, found)))
        assert "Mẫu" not in text.replace("SỐ LIỆU MẪU", "")
        assert "HYPERLINK" not in text
        assert "090000" not in text


def test_texts_stay_texts(first_quarter: Edition) -> None:
    found = by_unit(first_quarter)["Bưu điện tỉnh"].assign(key='=HYPERLINK("http://vidu.invalid")')
    content = review_form(first_quarter, "Bưu điện tỉnh", found)
    assert '=HYPERLINK("http://vidu.invalid")' in str(
        rows_of(content)
    )  # calamine shows what formulas gave, not formulas
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles


def test_the_same_findings_give_the_same_bytes(first_quarter: Edition) -> None:
    unit, found = next(iter(by_unit(first_quarter).items()))
    assert review_form(first_quarter, unit, found) == review_form(first_quarter, unit, found)
    assert quality_tables(first_quarter) == quality_tables(first_quarter)


def test_of_very_many_rows_the_first_are_listed_and_that_is_said(
    first_quarter: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_LINES", 3)
    found = by_unit(first_quarter)["Bộ phận Một cửa"].query("outcome == 'flagged'")
    rows = rows_of(review_form(first_quarter, "Bộ phận Một cửa", found))
    assert sum(isinstance(row[0], float | int) for row in rows) == 3
    assert any(str(row[0]).startswith(f"Chỉ liệt kê 3 dòng đầu trong số {len(found)} dòng") for row in rows)


def test_forms_of_an_earlier_check_go_away(first_quarter: Edition, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / review.FOLDER
    written = write_reviews(first_quarter, folder, project / "data")
    assert {path.name for path in written} == {path.name for path in folder.iterdir()}
    assert "phieu-ra-soat-bpmc.xlsx" in {path.name for path in written}
    clean = with_findings(first_quarter, first_quarter.tables.findings.head(0))
    assert [path.name for path in write_reviews(clean, folder, project / "data")] == [review.QUALITY_TABLES]
    assert [path.name for path in folder.iterdir()] == [review.QUALITY_TABLES]


def test_forms_are_never_raw_data(first_quarter: Edition, project: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written into data/raw"):
        write_reviews(first_quarter, project / "data" / "raw" / review.FOLDER, project / "data")


def test_a_form_in_the_intake_list_is_refused(tmp_path: Path, project: Path) -> None:
    import shutil

    import xlsxwriter

    from cchc_analysis.sources.intake import HEADS

    data = tmp_path / "data"
    for name in ("mappings", "reference"):
        shutil.copytree(project / "data" / name, data / name)
    (data / "raw").mkdir()
    (data / "raw" / "phieu-ra-soat-vp.xlsx").write_bytes(b"PK")
    with xlsxwriter.Workbook(data / "raw" / "intake.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        days = ["01/04/2021", "VP", "01/01/2021", "31/03/2021"]
        sheet.write_row(1, 0, ["phieu-ra-soat-vp.xlsx", "dossiers", "Một cửa", *days])
    with pytest.raises(InputError, match="is a form that cchc check wrote"):
        build(data, [])


def test_each_file_has_its_line(first_quarter: Edition) -> None:
    lines = file_lines(first_quarter)
    assert [line["Tệp"] for line in lines] == first_quarter.tables.files["source_file"].tolist()
    for line in lines:
        assert line["Đã đọc"] == line["Được nhận"] + line["Bị loại"] + line["Trùng"]
        assert bool(line["Vì sao"]) == bool(line["Bị loại"] + line["Cần xem lại"]), line["Tệp"]


def test_an_approved_exclusion_is_no_defect(first_quarter: Edition) -> None:
    findings = first_quarter.tables.findings
    count, files = rejected_count(first_quarter)
    assert count == findings["outcome"].eq("rejected").sum()
    assert "fees/thu-phi-2021.xlsx" in files
    excluded = findings.query("outcome == 'rejected'").assign(rule="excluded_by_correction")
    assert rejected_count(with_findings(first_quarter, excluded)) == (0, [])
    assert by_unit(with_findings(first_quarter, excluded)) == {}


def test_the_quality_page_shows_only_what_was_set_otherwise(first_quarter: Edition) -> None:
    assert page_tables.changed_checks(first_quarter) == []
    checks = {"level2_online": "reject", "code_date_differs": "flag"}
    other = replace(first_quarter, settings=replace(first_quarter.settings, checks=checks))
    (table,) = page_tables.changed_checks(other)
    assert table.rows == [["TTHC mức độ 2 ghi nhận nộp trực tuyến", "Đánh dấu", "Loại"]]


def test_the_quality_page_lists_corrections_with_their_grounds(first_quarter: Edition) -> None:
    assert page_tables.corrections(first_quarter) == []
    line = {
        "sheet": "", "source_row": 5, "action": "correct", "dossier_id": "H21.15-210201-0001", "column": "due_date",
        "expected": "09/02/2021", "new_value": None, "reason": "Nhập nhầm", "source": "CV 12", "approver": "CVP", "rows": 0,
        "stale": "Dữ liệu đã có giá trị mới",
    }  # fmt: skip
    corrections = first_quarter.tables.corrections
    frame = pd.concat([corrections, pd.DataFrame([line])]) if len(corrections) else pd.DataFrame([line])
    other = replace(first_quarter, tables=CleanTables(first_quarter.tables.frames | {"corrections": frame}))
    (table,) = page_tables.corrections(other)
    assert table.rows == [
        ["5", "Sửa H21.15-210201-0001", "Ngày hẹn trả", "09/02/2021", "", "Nhập nhầm (CV 12; CVP duyệt)",
         "Không còn áp dụng: dữ liệu đã có giá trị mới"],
    ]  # fmt: skip
