"""The letter that reminds units: what it lists and why, its parts as an official letter, the file."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document

from cchc_analysis.errors import SettingsError
from cchc_analysis.pipeline.remind import write_reminder
from cchc_analysis.present.display import Addressees, Letterhead, Signature, Table
from cchc_analysis.present.reminder import open_items, reminder
from cchc_analysis.standing import Standing, open_standing

EXTENSION = Path(__file__).parents[2] / "report" / "_extensions" / "cchc"
DAY = date(2021, 3, 14)


@pytest.fixture(scope="module")
def standing(project: Path) -> Standing:
    return open_standing("2021", project, today=date(2022, 3, 1))


def item(state: str, due: str | None = None, **facts: Any) -> dict[str, Any]:
    plain = {"is_done": False, "is_overdue": state == "overdue", "done_without_document": False}
    return plain | {"item_id": "x", "state": state, "due_date": pd.Timestamp(due) if due else pd.NaT} | facts


CASES = {
    "overdue": (item("overdue", "2021-03-01"), "overdue"),
    "falls due today": (item("not_reported", "2021-03-14"), "soon"),
    "in thirty days": (item("not_yet_due", "2021-04-13"), "soon"),
    "in thirty-one days": (item("not_yet_due", "2021-04-14"), None),
    "running, soon": (item("running", "2021-03-31"), "soon"),
    "done before its day": (item("done_in_time", "2021-03-31", is_done=True), None),
    "not arisen": (item("not_arisen", "2021-03-31"), None),
    "continuous without evidence": (item("not_reported"), "silent"),
    "continuous with evidence": (item("continuous"), None),
    "undated": (item("undated"), None),
    "in time on Saturday, aimed at Friday": (item("not_reported", "2021-03-12"), "silent"),
    "done, no document": (item("done_late", "2021-03-01", is_done=True, done_without_document=True), "unproved"),
}


@pytest.mark.parametrize(("facts", "why"), CASES.values(), ids=CASES)
def test_each_item_is_listed_once_and_for_its_reason(facts: dict[str, Any], why: str | None) -> None:
    found = open_items(pd.DataFrame([facts]), DAY)
    assert [kind for kind, items in found.items() if len(items)] == ([why] if why else [])


def parts(standing: Standing, units: list[str], answer_by: date | None = None) -> dict[type, list[Any]]:
    letter = reminder(standing, units, answer_by)
    assert letter is not None
    found: dict[type, list[Any]] = {}
    for part in letter.parts:
        found.setdefault(type(part), []).append(part)
    return found


def test_one_letter_goes_to_all_who_have_something_open_with_a_table_for_each(standing: Standing) -> None:
    found = parts(standing, list(standing.units))
    names = [table.caption for table in found[Table]]
    assert found[Addressees][0].to == names
    assert "Văn phòng Sở" in names
    assert "Phòng Bưu chính - Viễn thông" not in names  # leads continuous work that it has reported on
    assert found[Letterhead][0].kind == ""
    assert found[Letterhead][0].number.endswith("/STTTT-VP")
    assert found[Signature][0].capacity == ["GIÁM ĐỐC"]


def test_a_table_has_every_open_product_with_its_deadline_as_printed_and_as_read(standing: Standing) -> None:
    (table,) = parts(standing, ["VP"])[Table]
    open_ = open_items(standing.led_by("VP"), standing.day)
    rows = [row for row in table.rows if len(row) > 1]
    assert [row[1] for row in rows] == [code for items in open_.values() for code in items["item_id"]]
    assert [row[0] for row in table.rows if len(row) == 1] == ["Chậm tiến độ", "Đến hạn trong 30 ngày tới"]
    by_item = {row[1]: row for row in rows}
    assert by_item["4.6-1.M08"][4:] == ["Hàng tháng Quý IV/2021", "31/08/2021", "Chậm tiến độ; chưa báo cáo"]


def test_what_two_units_lead_is_counted_once(standing: Standing, tmp_path: Path) -> None:
    codes = [
        {code for items in [open_items(standing.led_by(unit), standing.day)["overdue"]] for code in items["item_id"]}
        for unit in standing.units
    ]
    n_overdue, n_lines = len(set().union(*codes)), sum(map(len, codes))
    assert n_overdue < n_lines
    assert f"{n_overdue:02d} lượt sản phẩm chậm tiến độ" in text_of(write(standing, tmp_path))


def write(standing: Standing, out: Path, **options: Any) -> Path:
    path = write_reminder(standing, EXTENSION, out, **options)
    assert path is not None
    return path


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_file_reads_as_an_official_letter(standing: Standing, tmp_path: Path) -> None:
    path = write(standing, tmp_path, answer_by=date(2021, 12, 5))
    assert path.name == "don-doc-2021.docx"
    said = text_of(path)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "V/v đôn đốc thực hiện và báo cáo tiến độ Kế hoạch số", "Kính gửi:",
        "Thực hiện Kế hoạch số 163/KH-STTTT ngày 29 tháng 12 năm 2020", "tính đến hết ngày 14/12/2021",
        "Gửi báo cáo về Văn phòng Sở chậm nhất ngày 05 tháng 12 năm 2021", "Nơi nhận:", "- Như trên;", "- Lưu: VT, VP.",
        "GIÁM ĐỐC", "Phụ lục", "SỐ LIỆU MẪU",
    ):  # fmt: skip
        assert words in said, words
    assert "BÁO CÁO\n" not in said
    document = Document(str(path))
    assert [section.orientation for section in document.sections] == [0, 1]


def test_without_a_day_a_clerk_fills_it_in(standing: Standing, tmp_path: Path) -> None:
    assert "chậm nhất ngày …… tháng …… năm 2021" in text_of(write(standing, tmp_path))


def test_a_letter_to_one_unit_names_it(standing: Standing, tmp_path: Path) -> None:
    path = write(standing, tmp_path, unit="Ban ISO")
    assert path.name == "don-doc-iso-2021.docx"
    said = text_of(path)
    assert "Kính gửi: Ban ISO" in said
    assert "đề nghị Ban ISO thực hiện" in said
    assert "Văn phòng Sở\n" not in said


def test_it_is_the_same_bytes_every_time_and_no_draft_is_overwritten(standing: Standing, tmp_path: Path) -> None:
    path = write(standing, tmp_path)
    first = path.read_bytes()
    assert write(standing, tmp_path).read_bytes() == first
    with pytest.raises(SettingsError, match=r"already holds don-doc-2021\.docx with other content"):
        write(standing, tmp_path, answer_by=date(2021, 12, 5))
    assert path.read_bytes() == first


def test_where_nothing_is_open_there_is_no_letter(standing: Standing, tmp_path: Path) -> None:
    settled = replace(
        standing, items=standing.items.assign(is_done=True, is_overdue=False, state="done", done_without_document=False)
    )
    assert write_reminder(settled, EXTENSION, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_without_settings_for_letters_the_symbol_is_the_agency_s(standing: Standing) -> None:
    agency = replace(standing.settings.agency, letter_symbol="", collector="")
    bare = replace(standing, settings=replace(standing.settings, agency=agency))
    letter = reminder(bare, ["VP"])
    assert letter is not None
    assert isinstance(letter.parts[0], Letterhead)
    assert letter.parts[0].number.endswith("/STTTT")
    assert "Gửi báo cáo chậm nhất" in letter.parts[2].text  # type: ignore[union-attr]
