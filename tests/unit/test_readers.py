"""Raw files of every format that offices send come out as the same text cells; damaged ones say so."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cchc_analysis.errors import InputError
from cchc_analysis.sources import workbooks
from cchc_analysis.sources.readers import LARGEST_UNPACKED, read_sheets

Cells = tuple[tuple[str, ...], ...]
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


def cells(folder: Path, content: bytes, name: str = "a.xlsx") -> Cells:
    (folder / name).write_bytes(content)
    (sheet,) = read_sheets(folder / name, f"dossiers/{name}")
    return sheet.rows


def refusal(folder: Path, content: bytes, name: str = "a.xlsx") -> str:
    (folder / name).write_bytes(content)
    with pytest.raises(InputError) as error:
        read_sheets(folder / name, f"dossiers/{name}")
    assert str(error.value).startswith(f"dossiers/{name}"), "an error names the file as the intake list does"
    assert str(folder) not in str(error.value), "an error names no machine path"
    return str(error.value)


class TestWorkbooks:
    def test_dates_numbers_and_codes_read_as_they_are_meant(self, tmp_path: Path) -> None:
        row = [date(2021, 3, 5), datetime(2021, 3, 5, 17, 30), 12, 12.5, "0012", True, None, "x"]
        (found,) = cells(tmp_path, workbook({"S": [row]}))
        assert found == ("2021-03-05", "2021-03-05 17:30:00", "12", "12.5", "0012", "TRUE", "", "x")

    def test_a_day_beyond_the_twelfth_and_one_before_stay_apart(self, tmp_path: Path) -> None:
        found = cells(tmp_path, workbook({"S": [[date(2021, 2, 1), date(2021, 1, 2), date(2021, 1, 22)]]}))
        assert found == (("2021-02-01", "2021-01-02", "2021-01-22"),)

    def test_rows_keep_the_numbers_that_the_program_shows(self, tmp_path: Path) -> None:
        found = cells(tmp_path, workbook({"S": [[], [], ["a"], [], ["b"]]}))
        assert [number for number, row in enumerate(found, start=1) if any(row)] == [3, 5]

    def test_sheets_without_cells_are_left_out(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(workbook({"Trống": [], "Danh sách": [["x"]], "Nữa": [["y"]]}))
        assert [sheet.name for sheet in read_sheets(path, "a.xlsx")] == ["Danh sách", "Nữa"]

    def test_text_is_composed_and_its_blanks_are_single(self, tmp_path: Path) -> None:
        (found,) = cells(tmp_path, workbook({"S": [[unicodedata.normalize("NFD", " Báo\u00a0 chí\n")]]}))
        assert found == ("Báo chí",)

    def test_the_name_does_not_decide_the_format(self, tmp_path: Path) -> None:
        assert cells(tmp_path, workbook({"S": [["x"]]}), "a.csv") == (("x",),)


class TestText:
    TEXT = "Mã hồ sơ;Lĩnh vực\nH21;Báo chí\n"
    CELLS = (("Mã hồ sơ", "Lĩnh vực"), ("H21", "Báo chí"))

    # Windows-1258 writes tone marks as combining letters of their own.
    TONES = str.maketrans({"ã": "a\u0303", "ồ": "ô\u0300", "ự": "ư\u0323", "ĩ": "i\u0303", "í": "i\u0301"})

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(TEXT.encode(), id="utf-8"),
            pytest.param(TEXT.encode("utf-8-sig"), id="utf-8-bom"),
            pytest.param(TEXT.encode("utf-16"), id="utf-16"),
            pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16-be"),
            pytest.param(TEXT.translate(TONES).encode("cp1258"), id="cp1258"),
            pytest.param(unicodedata.normalize("NFD", TEXT).encode(), id="nfd"),
            pytest.param(TEXT.replace("\n", "\r\n").encode(), id="windows-line-ends"),
            pytest.param(TEXT.replace(";", ",").encode(), id="comma"),
            pytest.param(TEXT.replace(";", "\t").encode(), id="tab"),
        ],
    )
    def test_encodings_and_delimiters(self, tmp_path: Path, content: bytes) -> None:
        assert cells(tmp_path, content, "a.csv") == self.CELLS

    def test_commas_inside_cells_do_not_split_them(self, tmp_path: Path) -> None:
        text = 'Mã;Tên;Ngày\nH1;"Sửa đổi, bổ sung; cấp lại";05/03/2021\n'
        assert cells(tmp_path, text.encode(), "a.csv")[1] == ("H1", "Sửa đổi, bổ sung; cấp lại", "05/03/2021")

    def test_title_lines_with_commas_do_not_choose_the_delimiter(self, tmp_path: Path) -> None:
        text = "Danh sách, từ ngày 01/03, đến ngày 31/03\n" + "Mã;A;B;C;D\nH1;1;2;3;4\n"
        assert cells(tmp_path, text.encode(), "a.csv")[2] == ("H1", "1", "2", "3", "4")

    @pytest.mark.parametrize("cell", ['"Cấp lại', '"Cấp lại' + "x" * 200_000], ids=["short", "beyond-the-limit"])
    def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_below(self, tmp_path: Path, cell: str) -> None:
        text = f"Mã;Tên\nH1;{cell}\nH2;b\nH3;c\n"
        assert "damaged" in refusal(tmp_path, text.encode(), "a.csv")

    def test_bytes_of_no_known_encoding_are_refused(self, tmp_path: Path) -> None:
        assert "no known encoding" in refusal(tmp_path, b"M\x8d h\x9d s\xff, a\n1,2", "a.csv")


class TestHtmlSavedAsWorkbook:
    def test_merged_cells_keep_every_value_under_its_head(self, tmp_path: Path) -> None:
        table = """<html><body><table>
        <tr><th rowspan="2">Mã</th><th colspan="2">Thời gian</th><th rowspan="2">Trạng thái</th></tr>
        <tr><th>Ngày nhận</th><th>Ngày hẹn trả</th></tr>
        <tr><td>H1</td><td>05/03/2021</td><td>&nbsp;</td><td>Đã  trả</td></tr>
        </table></body></html>"""
        assert cells(tmp_path, table.encode(), "a.xls") == (
            ("Mã", "Thời gian", "", "Trạng thái"),
            ("", "Ngày nhận", "Ngày hẹn trả", ""),
            ("H1", "05/03/2021", "", "Đã trả"),
        )

    @pytest.mark.parametrize(
        "span", ["0", "-1", "abc", "", "99999999999999"], ids=["zero", "negative", "word", "empty", "huge"]
    )
    def test_senseless_spans_are_borne(self, tmp_path: Path, span: str) -> None:
        table = f'<table><tr><td rowspan="{span}">a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>'
        assert cells(tmp_path, table.encode(), "a.xls")[0][:2] == ("a", "b")

    def test_a_bom_and_blanks_before_the_markup(self, tmp_path: Path) -> None:
        content = b"\xef\xbb\xbf\r\n " + "<table><tr><td>Báo chí</td></tr></table>".encode()
        assert cells(tmp_path, content, "a.xls") == (("Báo chí",),)

    def test_a_table_inside_a_cell_is_that_cell_s_text(self, tmp_path: Path) -> None:
        table = (
            "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr><tr><td>d</td></tr></table>"
        )
        found = cells(tmp_path, table.encode(), "a.xls")
        assert found[0][0] == "a"
        assert "b" in found[0][1]
        assert found[-1][0] == "d"
        assert len(found) == 2

    def test_two_tables_are_two_sheets(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        path.write_text("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", encoding="utf-8")
        assert [sheet.rows for sheet in read_sheets(path, "a.xls")] == [(("a",),), (("b",),)]

    def test_markup_is_never_run_or_kept(self, tmp_path: Path) -> None:
        table = "<table><tr><td><b>H1</b><!-- note --></td><td>&lt;script&gt;</td></tr></table>"
        assert cells(tmp_path, table.encode(), "a.xls") == (("H1", "<script>"),)


class TestDamage:
    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^dossiers/a.xlsx: there is no such file"):
            read_sheets(tmp_path / "a.xlsx", "dossiers/a.xlsx")

    def test_a_folder_in_the_place_of_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^a.xlsx cannot be opened"):
            read_sheets(tmp_path, "a.xlsx")

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="no-bytes"),
            pytest.param(b"\n\n ; ;\n", id="only-delimiters"),
            pytest.param(workbook({"S": []}), id="empty-workbook"),
            pytest.param(b"<html><body><p>x</p></body></html>", id="html-without-table"),
            pytest.param(b"<table></table>", id="table-without-rows"),
            pytest.param(b"\xef\xbb\xbf", id="only-a-byte-order-mark"),
        ],
    )
    def test_nothing_in_it(self, tmp_path: Path, content: bytes) -> None:
        assert "empty" in refusal(tmp_path, content, "a.csv")

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
    def test_a_workbook_cut_short(self, tmp_path: Path, share: float) -> None:
        whole = workbook({"S": [["Mã hồ sơ", number] for number in range(200)]})
        assert "damaged" in refusal(tmp_path, whole[: int(len(whole) * share)])

    def test_a_workbook_with_broken_bytes_inside(self, tmp_path: Path) -> None:
        whole = bytearray(workbook({"S": [["Mã hồ sơ", number] for number in range(2000)]}))
        with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
            entry = archive.getinfo("xl/worksheets/sheet1.xml")
        start = entry.header_offset + 30 + len(entry.filename) + 50
        whole[start : start + 400] = b"\xff" * 400
        assert "damaged" in refusal(tmp_path, bytes(whole))

    def test_a_zip_that_is_no_workbook(self, tmp_path: Path) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("readme.txt", "x")
        assert "damaged" in refusal(tmp_path, target.getvalue())

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"%PDF-1.7\n\x00\x01\x02", id="pdf"),
            pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="png"),
            pytest.param(bytes(range(256)) * 4, id="junk"),
        ],
    )
    def test_other_binary_files(self, tmp_path: Path, content: bytes) -> None:
        assert "neither a workbook, an HTML table nor a text file" in refusal(tmp_path, content)

    def test_an_old_workbook_that_is_only_its_first_bytes(self, tmp_path: Path) -> None:
        assert "damaged" in refusal(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls")

    def test_a_workbook_that_would_unpack_to_more_than_memory_is_not_unpacked(self, tmp_path: Path) -> None:
        assert "unpacks to more than 1 GiB" in refusal(tmp_path, with_declared_size(LARGEST_UNPACKED + 1))
        assert cells(tmp_path, with_declared_size(None)) == (("x",),)


def with_declared_size(size: int | None) -> bytes:
    """A small workbook whose archive says that its first part unpacks to `size` bytes."""
    content = bytearray(workbook({"S": [["x"]]}))
    if size is not None:
        entry = content.index(b"PK\x01\x02")  # the first entry of the central directory
        content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(content)


class TestRaggedText:
    TEXT = 'DANH SÁCH\n\nMã;Tên;Ngày\nH1;"hai\ndòng";05/03/2021\nH2;b\nH3;b;c;thừa\nH4;b;c;\nH5;b;c\nTổng\n'

    def test_rows_of_any_length_stay_at_their_numbers(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(self.TEXT, encoding="utf-8")
        (sheet,) = read_sheets(tmp_path / "a.csv", "a.csv")
        assert [row[0] for row in sheet.rows] == ["DANH SÁCH", "", "Mã", "H1", "H2", "H3", "H4", "H5", "Tổng"]
        assert sheet.rows[3][1] == "hai dòng"
        assert sheet.rows[5] == ("H3", "b", "c", "thừa")
        assert sheet.long_rows == (6,), "an empty cell too many is no cell"

    def test_a_quote_closed_rows_later_is_damage(self, tmp_path: Path) -> None:
        text = 'a;b\nH1;"x\nH2;y\nH3;z"w\nH4;v\n'
        assert "damaged" in refusal(tmp_path, text.encode(), "a.csv")

    def test_utf_8_with_a_broken_byte_is_not_taken_for_another_encoding(self, tmp_path: Path) -> None:
        content = bytearray("Mã hồ sơ;Lĩnh vực\nH21;Báo chí\n".encode())
        content[-4] = 0xFF
        assert "damaged" in refusal(tmp_path, bytes(content), "a.csv")


class TestWhatCellsDoNotShow:
    def test_merged_cells_and_formulas_never_computed_are_noted(self, tmp_path: Path) -> None:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet("S")
            sheet.merge_range("A2:A3", "x")
            sheet.write_formula("B1", "=1+1", None, "")
            sheet.write_formula("B2", "=1+1", None, 2)
        (tmp_path / "a.xlsx").write_bytes(target.getvalue())
        (found,) = read_sheets(tmp_path / "a.xlsx", "a.xlsx")
        assert found.oddities.merged == ((2, 3),)
        assert found.oddities.uncomputed_formulas == 1

    def test_a_cell_in_the_farthest_corner_is_not_read_up_to(self, tmp_path: Path) -> None:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            sheet = book.add_worksheet("S")
            sheet.write(0, 0, "x")
            sheet.write(1_048_575, 16_383, "y")
        assert "more cells than an export has" in refusal(tmp_path, target.getvalue())

    @pytest.mark.parametrize(
        "cell",
        [
            pytest.param('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', id="plain"),
            pytest.param("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", id="other-quotes"),
            pytest.param('<row r="3"><c r="XFD1048576"><v>1</v></c></row>', id="in-a-near-row"),
            pytest.param('<row><c r="XFD1048576"><v>1</v></c></row>', id="in-a-row-without-number"),
            pytest.param('<row r="3"><c s="1" r="XFD1048576"><v>1</v></c></row>', id="address-comes-second"),
            pytest.param('<row r="3"><c\n r = "XFD1048576"><v>1</v></c></row>', id="with-line-breaks"),
            pytest.param(
                f'<x:row xmlns:x="{SPREADSHEET}" r="3"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
                id="with-a-prefix",
            ),
        ],
    )
    @pytest.mark.parametrize("before", [0, workbooks._PIECE], ids=["first-piece", "on-the-edge-of-two"])
    def test_however_the_far_cell_is_written(self, tmp_path: Path, cell: str, before: int) -> None:
        content = repacked(workbook({"S": [["x", 1]]}), lambda xml: padded(xml, cell, before))
        assert "more cells than an export has" in refusal(tmp_path, content)

    def test_formulas_are_counted_once_where_two_pieces_meet(self, tmp_path: Path) -> None:
        cell = '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        for shift in range(0, 60, 7):
            content = repacked(
                workbook({"S": [["x"]]}),
                lambda xml, at=workbooks._PIECE - shift: padded(xml, cell, at),  # type: ignore[misc]
            )
            (tmp_path / "a.xlsx").write_bytes(content)
            (found,) = read_sheets(tmp_path / "a.xlsx", "a.xlsx")
            assert found.oddities.uncomputed_formulas == 1


def repacked(content: bytes, change: Callable[[str], str]) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()) if name == "xl/worksheets/sheet1.xml" else part)
    return target.getvalue()


def padded(xml: str, row: str, place: int) -> str:
    """The sheet with one more row at the end, which begins some letters before a place in the text, or where it does."""
    at = xml.index("</sheetData>")
    return xml[:at] + " " * max(place - at - 20, 0) + row + xml[at:]


class TestTooMuch:
    """Small files that would fill the memory are refused before they do."""

    def test_a_parquet_file_of_many_rows(self, tmp_path: Path) -> None:
        pq.write_table(pa.table({f"c{number}": pa.nulls(2_500_000) for number in range(50)}), tmp_path / "b.parquet")
        content = (tmp_path / "b.parquet").read_bytes()
        assert "2500000 rows of 50 columns: more than an export has" in refusal(tmp_path, content, "a.parquet")

    @pytest.mark.parametrize("as_dictionary", [True, False])
    def test_a_parquet_file_of_long_texts(self, tmp_path: Path, as_dictionary: bool) -> None:
        places = pa.array(np.zeros(100_000, dtype=np.int32))
        texts = pa.DictionaryArray.from_arrays(places, pa.array(["x" * 50_000]))
        pq.write_table(pa.table({"a": texts}), tmp_path / "b.parquet", store_schema=as_dictionary)
        content = (tmp_path / "b.parquet").read_bytes()
        assert len(content) < 100_000
        assert "more than 4 GiB of texts" in refusal(tmp_path, content, "a.parquet")

    @pytest.mark.parametrize("lines", ["Mã;Tên\nH1;b\n{}\nH2;c\n", "{}\nMã;Tên\n"], ids=["in-a-row", "in-all-rows"])
    def test_a_text_file_with_more_cells_in_a_row_than_a_spreadsheet(self, tmp_path: Path, lines: str) -> None:
        told = refusal(tmp_path, lines.format(";" * 20_000).encode(), "a.csv")
        assert "20001 cells in a row" in told


def test_a_parquet_file_has_its_names_in_row_1(tmp_path: Path) -> None:
    table = pa.table({"Mã": ["H1", None], "Ngày": [datetime(2021, 3, 5, 7), None], "Số": [1.0, 2.5]})
    pq.write_table(table, tmp_path / "a.parquet")
    (sheet,) = read_sheets(tmp_path / "a.parquet", "a.parquet")
    assert sheet.rows == (("Mã", "Ngày", "Số"), ("H1", "2021-03-05 07:00:00", "1"), ("", "", "2.5"))
