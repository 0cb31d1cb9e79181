"""Figures in a form that others made: the cells that were asked for, and nothing else of the file."""

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner
from docx import Document
from python_calamine import CalamineWorkbook

from cchc_analysis.cli import main
from cchc_analysis.edition import Edition
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.pipeline.fill import Block, CellMap, fill, load_map

SHEET = "Biểu 1"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A receiver's form: heads, an empty cell of each kind, a merged one, a formula, a drawn box."""
    path = tmp_path / "bieu.xlsx"
    with xlsxwriter.Workbook(path) as book:
        percent, framed = book.add_format({"num_format": "0.00%"}), book.add_format({"border": 1, "bold": True})
        sheet = book.add_worksheet(SHEET)
        sheet.write_row("A1", ["Lĩnh vực", "Tiếp nhận", "Giải quyết", "Tỷ lệ"], framed)
        sheet.write_blank("B2", None, framed)
        sheet.write_blank("D2", None, percent)
        sheet.write("A2", "Toàn Sở & các phòng", framed)
        sheet.merge_range("B5:D5", "", framed)
        sheet.write_formula("C9", "=B2*2", framed, 0)
        sheet.set_column("F:F", 12, percent)
        sheet.insert_shape("H2", {"type": "line"}) if hasattr(sheet, "insert_shape") else sheet.insert_textbox(
            "H2", "x"
        )
        sheet.data_validation("B2", {"validate": "integer", "criteria": ">=", "value": 0})
        book.add_worksheet("Biểu 2").write("A1", "Khác")
    return path


def cells(path: Path, sheet: str = SHEET) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_points_are_numbers_of_points(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    wanted = {
        f"{SHEET}!B2": "score_total",
        "C2": "score_maximum[score_field=1]",
        "D2": "score_share",
        "B3": "score_share.numerator",
    }
    fill(form, CellMap(wanted), first_quarter, tmp_path / "out.xlsx")
    found = cells(tmp_path / "out.xlsx")
    assert (found[1][1:4], found[2][1]) == ([50.67, 20.0, 0.5067], 50.67)


def test_counts_are_numbers_and_shares_as_the_cell_shows_them(
    first_quarter: Edition, form: Path, tmp_path: Path
) -> None:
    wanted = {
        f"{SHEET}!B2": "total",
        "C2": "settled[field=XB]",
        "D2": "on_time_of_settled",
        "B3": "on_time_of_settled",
        "C3": "on_time_of_settled.numerator",
        "D3": "on_time_of_settled.denominator[field=BC]",
        "B5": "received",
        "F7": "late_of_settled",
        "Biểu 2!AB40": "carried_over",
    }
    assert fill(form, CellMap(wanted), first_quarter, tmp_path / "out.xlsx") == len(wanted)
    value = first_quarter.value
    share = value("on_time_of_settled")
    written = cells(tmp_path / "out.xlsx")
    assert written[1][1:4] == [
        value("total").numerator, value("settled", {"field": "XB"}).numerator,
        pytest.approx(round(share.numerator / (share.denominator or 0), 4)),
    ]  # fmt: skip
    assert written[2][1:4] == [
        share.percent.text, share.numerator, value("on_time_of_settled", {"field": "BC"}).denominator
    ]  # fmt: skip
    assert written[4][1] == value("received").numerator
    assert isinstance(written[6][5], float), "a new cell takes the percent format of its column"
    assert cells(tmp_path / "out.xlsx", "Biểu 2")[39][27] == value("carried_over").numerator


def test_all_else_in_the_form_is_as_it_was(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    fill(form, CellMap({"B2": "total"}), first_quarter, tmp_path / "out.xlsx")
    fill(form, CellMap({"B2": "total"}), first_quarter, tmp_path / "again.xlsx")
    before, after = parts(form), parts(tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert b"drawing" in after["xl/worksheets/sheet1.xml"], "the drawn shapes are still there"
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    style = b'<c r="B2" s="2"'
    assert style in before["xl/worksheets/sheet1.xml"]
    assert style in after["xl/worksheets/sheet1.xml"]


def test_libreoffice_opens_it_and_computes_its_formulas(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    if not (soffice := shutil.which("soffice")):
        pytest.skip("there is no LibreOffice on the PATH")
    fill(form, CellMap({"B2": "total"}), first_quarter, tmp_path / "out.xlsx")
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        [
            *command,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "out.xlsx"),
        ],
        check=True,
        capture_output=True,
    )
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    total = first_quarter.value("total").numerator
    assert lines[1].split(",")[1] == str(total)
    assert lines[8].split(",")[2] == str(2 * total)


def test_a_block_is_rows_of_groups_and_columns_of_measures(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    block = Block(f"{SHEET}!B12", ("field=BC", "field=XB", ""), ("total", "settled"))
    assert fill(form, CellMap(blocks=(block,)), first_quarter, tmp_path / "out.xlsx") == 6
    value = first_quarter.value
    expected = [
        [value(name, group).numerator for name in ("total", "settled")]
        for group in ({"field": "BC"}, {"field": "XB"}, {})
    ]
    assert [row[1:3] for row in cells(tmp_path / "out.xlsx")[11:14]] == expected


BAD = {
    "unknown-measure": ("B2", "totl", 'B2: there is no figure "totl". Did you mean "total"?'),
    "unknown-group": ("B2", "total[field=QQ]", r'B2: there is no figure "total\[field=QQ\]"'),
    "part-of-a-count": ("B2", "total.numerator", "there is no figure"),
    "unknown-part": ("B2", "on_time_of_settled.half", "there is no figure"),
    "not-empty": ("A2", "total", "A2: the cell is not empty"),
    "formula": ("C9", "total", "C9: the cell holds a formula"),
    "merged": ("C5", "total", "C5: the cell is merged into B5; write there"),
    "no-sheet": ("Biểu 3!A1", "total", 'there is no sheet "Biểu 3"'),
}


@pytest.mark.parametrize(("place", "figure", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_filled_is_said_and_nothing_is_written(
    first_quarter: Edition, form: Path, tmp_path: Path, place: str, figure: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        fill(form, CellMap({"B3": "settled", place: figure}), first_quarter, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_all_problems_are_told_at_once(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        fill(form, CellMap({place: figure for place, figure, _ in BAD.values()}), first_quarter, tmp_path / "out.xlsx")
    assert str(told.value).count("\n  ") == len({place for place, *_ in BAD.values()})


@pytest.mark.parametrize("name", ["bieu.pdf", "nothing.xlsx"])
def test_a_file_that_is_no_form_is_refused(first_quarter: Edition, tmp_path: Path, name: str) -> None:
    (tmp_path / "bieu.pdf").write_bytes(b"%PDF")
    with pytest.raises(InputError, match=name):
        fill(tmp_path / name, CellMap({"B2": "total"}), first_quarter, tmp_path / "out")


def test_a_damaged_workbook_is_refused(first_quarter: Edition, form: Path, tmp_path: Path) -> None:
    form.write_bytes(form.read_bytes()[:500])
    with pytest.raises(InputError, match="no workbook in XLSX"):
        fill(form, CellMap({"B2": "total"}), first_quarter, tmp_path / "out.xlsx")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    document = Document()
    document.add_table(1, 1)
    table = document.add_table(3, 3, style="Table Grid")
    table.cell(0, 0).text = "Tiếp nhận"
    table.cell(2, 0).merge(table.cell(2, 1))
    document.save(str(tmp_path / "bieu.docx"))
    return tmp_path / "bieu.docx"


def test_the_cells_of_word_tables_are_filled(first_quarter: Edition, letter: Path, tmp_path: Path) -> None:
    wanted = {"2!B1": "total", "2!C2": "on_time_of_settled", "2!A3": "settled", "A1": "mean_working_days"}
    assert fill(letter, CellMap(wanted), first_quarter, tmp_path / "out.docx") == 4
    one, table = Document(str(tmp_path / "out.docx")).tables
    value = first_quarter.value
    assert table.cell(0, 1).text == str(value("total").numerator)
    assert table.cell(1, 2).text == value("on_time_of_settled").percent.text
    assert table.cell(2, 1).text == str(value("settled").numerator)
    assert one.cell(0, 0).text == value("mean_working_days").average.text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("3!A1", "there is no table 3; the form has 2"),
        ("2!D1", "has 3 rows and 3 columns"),
        ("2!A1", "not empty"),
        ("x!A1", "no table x"),
    ],
)
def test_word_cells_that_are_not_there_are_told(first_quarter: Edition, letter: Path, place: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        fill(letter, CellMap({place: "total"}), first_quarter, letter.with_name("out.docx"))


MAP = '[cells]\n"B2" = "total"\n[[blocks]]\nat = "B12"\nrows = ["field=BC"]\ncolumns = ["total"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "names no cell", id="empty"),
        pytest.param('[cell]\n"B2" = "total"\n', '"cell" is not a setting. Did you mean "cells"?', id="misspelt"),
        pytest.param('[cells]\n"B0" = "total"\n[[blocks]]\nat = "Q"\nrows = [""]\ncolumns = ["total"]', '"Q" is no cell', id="no-cell"),
        pytest.param(MAP.replace("B12", "B2"), "The cell B2 is named twice", id="twice"),
        pytest.param("[cells", "cannot be read", id="no-toml"),
        pytest.param(MAP.replace("[[blocks]]", "[blocks]"), r"\[\[blocks\]\]", id="one-block"),
    ],
)  # fmt: skip
def test_a_wrong_list_of_cells_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_map(path)


def test_the_command_fills_a_copy_and_never_an_existing_file(
    project: Path, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.toml").write_text(MAP, encoding="utf-8")
    monkeypatch.chdir(project)
    words = ["fill", str(form), "2021-Q1", "--map", str(tmp_path / "m.toml"), "--out", str(tmp_path / "out.xlsx")]
    before = form.read_bytes()
    made = CliRunner().invoke(main, words)
    assert (made.exit_code, made.output.splitlines()[-1].startswith("2 cell(s) filled")) == (0, True)
    assert form.read_bytes() == before
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 3
    assert "somebody may have worked on it" in again.output
