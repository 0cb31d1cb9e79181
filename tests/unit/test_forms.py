"""Supplied forms II.06a in the shapes that offices send, and the report on whether they close."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.cli import main
from cchc_analysis.errors import InputError
from cchc_analysis.pipeline.supplied import form_report
from cchc_analysis.sources.forms import read_forms

Row = Sequence[Any]
# domain.md §10.3: constructed, not real.
BODY: list[Row] = [
    [1, "Bưu chính", 9, 6, 2, 1, 7, 5, 2, "-", 2, 2, ""],
    [2, "Báo chí", 31, 28, 2, 1, 29, 20, 8, 1, 2, 1, 1],
    [3, "Xuất bản, In và Phát hành", 118, 103, 9, 6, 111, 82, 27, 2, 7, 7, 0],
    [4, "PTTH và TTĐT", 14, 12, 1, 1, 13, 9, 4, 0, 1, 1, "–"],
    ["", "Tổng cộng", 172, 149, 14, 9, 160, 116, 41, 3, 12, 11, 1],
]
NUMBERS: Row = [f"({number})" for number in range(1, 14)]
R, S, P = "Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết", "Số lượng hồ sơ đang giải quyết"
HEADS: list[Row] = [
    ["TT", "Lĩnh vực, công việc giải quyết theo cấp", R, "", "", "", S, "", "", "", P, "", ""],
    ["", "", "Tổng số", "Trong kỳ", "", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số",
     "Trong hạn", "Quá hạn"],
    ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính"],
]  # fmt: skip
TITLES: list[Row] = [["Biểu số II.06a/VPCP/KSTT"], ["(Từ ngày 15/12/2020 đến ngày 14/3/2021)"], []]
FOOT: list[Row] = [[], ["", "Gia Lai, ngày 16 tháng 3 năm 2021"], ["", "Người lập biểu", "", "", "", "GIÁM ĐỐC"]]


def xlsx(path: Path, rows: Sequence[Row]) -> Path:
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        sheet = book.add_worksheet("06a")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path.with_suffix(".xlsx")


def xls(path: Path, rows: Sequence[Row]) -> Path:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    path.with_suffix(".xls").write_text(f"<html><meta charset=utf-8><table>{body}</table></html>", encoding="utf-8")
    return path.with_suffix(".xls")


def csv(path: Path, rows: Sequence[Row]) -> Path:
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
    path.with_suffix(".csv").write_text(text, encoding="utf-8-sig")
    return path.with_suffix(".csv")


WRITERS = {"xlsx": xlsx, "html-as-xls": xls, "csv": csv}
LAYOUTS: dict[str, list[Row]] = {
    "numbers": [*TITLES, *HEADS, NUMBERS, *BODY, *FOOT],
    "plain-numbers": [list(range(1, 14)), *BODY],
    "formulas": [["(1)", "(2)", "(3)=(4)+(5)+(6)", *NUMBERS[3:6], "(7)=(8)+(9)+(10)", *NUMBERS[7:]], *BODY],
    "heads": [*TITLES, *HEADS, *BODY, *FOOT],
}


@pytest.mark.parametrize("write", list(WRITERS.values()), ids=list(WRITERS))
@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_form_that_closes(tmp_path: Path, write: Callable[[Path, Sequence[Row]], Path], layout: str) -> None:
    path = write(tmp_path / "bieu", LAYOUTS[layout])
    (form,) = read_forms(path)
    assert form.columns == tuple((number,) for number in range(3, 14))
    assert [row.name for row in form.rows] == [row[1] for row in BODY[:-1]]
    assert form.rows[0].figures[(10,)] == form.rows[0].figures[(13,)] == 0
    assert form.total is not None
    assert list(form.total.figures.values()) == list(BODY[-1][2:])
    lines, gaps = form_report(path)
    assert gaps == 0
    assert sum(line.startswith("✔ khớp") for line in lines) == 5 * 4 + 11


def test_vietnamese_numbers(tmp_path: Path) -> None:
    total = ["Tổng cộng", "", "159.845", "151.295", "148.761", "2.534", "8.550", "7.815", "735"]
    path = csv(tmp_path / "bieu", [["(1)", "(2)", "(3)", "(7)", "(8)", "(10)", "(11)", "(12)", "(13)"], total])
    (form,) = read_forms(path)
    assert form.total is not None
    assert form.total.figures[(3,)] == 159_845


def test_published_figures_are_refused_with_each_gap(tmp_path: Path) -> None:
    heads = [
        ["Đơn vị", "Tiếp nhận", "", "", "", "Đã giải quyết", "", "", "Đang giải quyết", "", ""],
        ["", "Tổng số", "Trực tuyến", "Trực tiếp, BCCI", "Kỳ trước", "Tổng số", "Trước hạn, đúng hạn", "Quá hạn",
         "Tổng số", "Trong hạn", "Quá hạn"],
    ]  # fmt: skip
    row = [
        "Tổng cộng",
        "139.506",
        "107.152",
        "8.713",
        "23.641",
        "113.295",
        "109.447",
        "3.848",
        "26.068",
        "19.972",
        "4.104",
    ]
    lines, gaps = form_report(xlsx(tmp_path / "bieu", [*heads, row]))
    assert gaps == 2
    assert [line for line in lines if line.startswith("✘")] == [
        "✘ lệch 1.992  Tổng cộng: (11) = (12) + (13): 26.068 so với 19.972 + 4.104 = 24.076",
        "✘ lệch 143  Tổng cộng: (3) = (7) + (11): 139.506 so với 113.295 + 26.068 = 139.363",
    ]
    assert "✔ khớp  Tổng cộng: (7) = (8+9) + (10): 113.295 so với 109.447 + 3.848 = 113.295" in lines
    assert "– bỏ qua  cộng theo cột: biểu chỉ có dòng tổng" in lines


def test_columns_that_are_missing_are_said(tmp_path: Path) -> None:
    heads = [
        "Đơn vị",
        "Tiếp nhận mới",
        "Tiếp nhận kỳ trước",
        "Tổng số hồ sơ tiếp nhận",
        "Đã giải quyết quá hạn",
        "Ghi chú",
    ]
    lines, gaps = form_report(csv(tmp_path / "hoi-an", [heads, ["Hội An", 10133, 612, "10.455", 743, ""]]))
    assert gaps == 1
    assert "✘ lệch 290  Hội An: (3) = (4+5) + (6): 10.455 so với 10.133 + 612 = 10.745" in lines
    assert any(line.startswith("– bỏ qua  Hội An") and "(7), (8), (9)" in line for line in lines)
    assert "– bỏ qua  cộng theo cột: biểu không có dòng tổng" in lines


def test_a_wrong_total_is_named_by_its_column(tmp_path: Path) -> None:
    total = [*BODY[-1][:7], 115, 42, *BODY[-1][9:]]
    lines, gaps = form_report(xlsx(tmp_path / "bieu", [NUMBERS, *BODY[:-1], total]))
    assert gaps == 2
    assert "✘ lệch 1  Tổng cộng: cột (8) = cộng các dòng: 115 so với 116" in lines


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param([["Mã hồ sơ", "Ngày nhận"], ["1", "2"]], "no table of it is a form II.06a", id="another-table"),
        pytest.param(
            [NUMBERS, [*BODY[0][:3], "sáu", *BODY[0][4:]]], 'row 2, column (4): "sáu" is not a whole number', id="word"
        ),
        pytest.param([NUMBERS, [*BODY[0][:2], "9,5", *BODY[0][3:]]], 'column (3): "9,5" is not', id="part-of-a-dossier"),
        pytest.param([NUMBERS, *BODY, BODY[-1]], "rows 6, 7 all call themselves the total", id="two-totals"),
        pytest.param(
            [["x", "Tiếp nhận", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"], ["A", 1, 2, 3, 4]],
            'two columns read "Tiếp nhận"', id="twice",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where(tmp_path: Path, rows: list[Row], message: str) -> None:
    with pytest.raises(InputError) as error:
        read_forms(csv(tmp_path / "bieu", rows))
    assert message in str(error.value)
    assert str(error.value).startswith("bieu.csv")


@pytest.mark.parametrize(
    ("total", "code", "said"),
    [
        pytest.param(BODY[-1], 0, "", id="closes"),
        pytest.param([*BODY[-1][:2], 173, *BODY[-1][3:]], 12, "3 figure(s) do not close", id="gaps"),
        pytest.param([*BODY[-1][:2], "nhiều", *BODY[-1][3:]], 6, '"nhiều" is not a whole number', id="unreadable"),
    ],
)
def test_the_command_has_an_exit_code_for_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], total: Row, code: int, said: str
) -> None:
    path = csv(tmp_path / "bieu", [NUMBERS, *BODY[:-1], total])
    with pytest.raises(SystemExit) as end:
        main(["check-form", str(path)])
    assert end.value.code == code
    assert said in capsys.readouterr().err
