"""Tables of Word files as sheets: merged cells, several paragraphs, what reviewers changed, tables that are mere layout."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cchc_analysis.errors import InputError
from cchc_analysis.sources.readers import Sheet, read_sheets

HEAD = ("TT", "Mã sản phẩm", "Tình trạng")


def saved(document: Any, path: Path) -> Path:
    document.save(str(path))
    return path


def with_table(*rows: tuple[str, ...]) -> Any:
    document = Document()
    document.add_paragraph("BÁO CÁO TIẾN ĐỘ")
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return document


def only_sheet(path: Path) -> Sheet:
    (sheet,) = read_sheets(path, "progress/vp.docx")
    return sheet


def test_a_table_is_read_with_its_own_row_numbers_whatever_stands_above(tmp_path: Path) -> None:
    sheet = only_sheet(saved(with_table(HEAD, ("1", "1.1-1", ""), ("2", "1.1-2", "Hoàn thành")), tmp_path / "a.docx"))
    assert (sheet.file, sheet.name) == ("progress/vp.docx", "bảng 1")
    assert sheet.rows == (HEAD, ("1", "1.1-1", ""), ("2", "1.1-2", "Hoàn thành"))
    assert sheet.columns[2].to_pylist() == ["Tình trạng", None, "Hoàn thành"]


def test_it_is_a_word_file_by_its_contents_not_by_its_name(tmp_path: Path) -> None:
    assert only_sheet(saved(with_table(HEAD), tmp_path / "a.xlsx")).rows == (HEAD,)


def test_merged_cells_keep_their_text_in_the_first_one_and_are_told_of(tmp_path: Path) -> None:
    document = with_table(HEAD, ("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i"))
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(1, 2)).text = "Nhóm"
    table.cell(2, 1).merge(table.cell(3, 1)).text = "cả hai"
    sheet = only_sheet(saved(document, tmp_path / "a.docx"))
    assert sheet.rows == (HEAD, ("Nhóm", "", ""), ("d", "cả hai", "f"), ("g", "", "i"))
    assert sheet.oddities.merged == ((3, 4),)


def test_a_cell_of_several_paragraphs_and_lines_is_one_text(tmp_path: Path) -> None:
    document = with_table(HEAD, ("1", "1.1-1", "Đang"))
    cell = document.tables[0].cell(1, 2)
    cell.add_paragraph("thực\thiện")
    cell.paragraphs[0].runs[0].add_break()
    assert only_sheet(saved(document, tmp_path / "a.docx")).rows[1][2] == "Đang thực hiện"


def cell_with(xml: str) -> Any:
    document = with_table(HEAD, ("1", "1.1-1", ""))
    cell = document.tables[0].cell(1, 2)._tc
    cell.remove(cell.p_lst[0])
    cell.append(parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))
    return document


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param("<w:p><w:ins w:id='1'><w:r><w:t>Hoàn thành</w:t></w:r></w:ins></w:p>", id="inserted"),
        pytest.param(
            "<w:p><w:del w:id='1'><w:r><w:delText>Xong</w:delText></w:r></w:del><w:r><w:t>Hoàn thành</w:t></w:r></w:p>",
            id="struck-out",
        ),
        pytest.param(
            "<w:p><w:moveFrom w:id='1'><w:r><w:t>Xong</w:t></w:r></w:moveFrom><w:r><w:t>Hoàn thành</w:t></w:r></w:p>",
            id="moved-away",
        ),
        pytest.param("<w:p><w:r><w:t>Hoàn </w:t></w:r><w:r><w:t>thành</w:t></w:r></w:p>", id="two-runs"),
        pytest.param(
            "<w:p><w:sdt><w:sdtContent><w:r><w:t>Hoàn thành</w:t></w:r></w:sdtContent></w:sdt></w:p>", id="control"
        ),
        pytest.param("<w:p><w:hyperlink><w:r><w:t>Hoàn thành</w:t></w:r></w:hyperlink></w:p>", id="link"),
        pytest.param(
            "<w:p><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:t>Hoàn thành</w:t></w:r></w:p>", id="field"
        ),
    ],
)
def test_what_a_page_shows_is_what_counts(tmp_path: Path, xml: str) -> None:
    assert only_sheet(saved(cell_with(xml), tmp_path / "a.docx")).rows[1][2] == "Hoàn thành"


def test_rows_and_cells_in_content_controls_are_rows_and_cells(tmp_path: Path) -> None:
    document = with_table(HEAD, ("1", "1.1-1", "Hoàn thành"))
    table = document.tables[0]._tbl
    row = table.tr_lst[1]
    box = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    table.replace(row, box)
    box[0].append(row)
    assert only_sheet(saved(document, tmp_path / "a.docx")).rows[1] == ("1", "1.1-1", "Hoàn thành")


def test_rows_that_begin_further_to_the_right_keep_their_columns(tmp_path: Path) -> None:
    document = with_table(HEAD, ("1", "1.1-1", "Hoàn thành"))
    row = document.tables[0]._tbl.tr_lst[1]
    row.remove(row.tc_lst[0])
    row.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:gridBefore w:val='1'/></w:trPr>"))
    assert only_sheet(saved(document, tmp_path / "a.docx")).rows[1] == ("", "1.1-1", "Hoàn thành")


def test_letterheads_and_signatures_are_layout_and_a_table_in_a_cell_is_its_text(tmp_path: Path) -> None:
    document = Document()
    document.add_table(1, 2).cell(0, 0).text = "UBND TỈNH"
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = text
    table.cell(1, 1).add_table(1, 3).cell(0, 1).text = "1.1-1"
    document.add_table(1, 2).cell(0, 1).text = "GIÁM ĐỐC"
    sheet = only_sheet(saved(document, tmp_path / "a.docx"))
    assert sheet.name == "bảng 2"
    assert sheet.rows == (HEAD, ("", "1.1-1", ""))


def test_narrow_tables_alone_are_read_so_that_they_are_told_of(tmp_path: Path) -> None:
    assert only_sheet(saved(with_table(("Mã", "Tình trạng")), tmp_path / "a.docx")).rows == (("Mã", "Tình trạng"),)


def damaged() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document><w:body>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b"\xd0\xcf\x11\xe0" + b"\0" * 512 + "WordDocument".encode("utf-16-le"), "save it as .docx", id="old-form"
        ),
        pytest.param(damaged(), "damaged and cannot be read as a Word file", id="broken-xml"),
    ],
)
def test_what_is_no_readable_word_file_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_sheets(tmp_path / "a.docx", "progress/vp.docx")


def test_a_word_file_without_a_table_is_told(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Đã hoàn thành")
    with pytest.raises(InputError, match=r"vp\.docx has no table"):
        read_sheets(saved(document, tmp_path / "a.docx"), "progress/vp.docx")


def test_a_file_that_unpacks_to_too_much_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cchc_analysis.sources.documents.LARGEST_UNPACKED", 1000)
    with pytest.raises(InputError, match="unpacks to more than"):
        read_sheets(saved(with_table(HEAD), tmp_path / "a.docx"), "progress/vp.docx")
