"""The raw files as the offices hand them over: layouts, spellings, date forms, and where each line came to stand.

A sheet is made as a grid of cells first and written as XLSX, CSV or HTML after: every form has the same content.
"""

import csv
import html
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from sample_exports import Line, Month
from sample_world import Dice, Dossier

Cell = str | int | date | datetime | None

SAMPLE_NOTE = "SỐ LIỆU MẪU – không phải số liệu thật"
SHEET = "Danh sách hồ sơ"
HEADINGS = [
    "STT", "Đơn vị tiếp nhận", "Lĩnh vực", "Mã TTHC", "Tên thủ tục hành chính", "Mã hồ sơ", "Hình thức nộp",
    "Trạng thái", "Chủ hồ sơ", "Địa chỉ", "Số điện thoại", "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả",
    "Ngày kết thúc xử lý", "Ngày trả kết quả", "Ngày từ chối", "Ngày yêu cầu", "Ngày bổ sung", "Đơn vị giải quyết",
]  # fmt: skip
REFUSED = "Ngày từ chối"
# Merged heads over the first to the last of the dates.
HEADING_GROUPS = [("Thời gian", "Ngày nộp hồ sơ", "Ngày từ chối"), ("Bổ sung", "Ngày yêu cầu", "Ngày bổ sung")]
# What the system called the same columns after its upgrade at the turn of the year.
RENAMED_2021 = {
    "Hình thức nộp": "Kênh tiếp nhận",
    "Ngày nhận": "Ngày tiếp nhận",
    "Mã TTHC": "Mã thủ tục",
    "Trạng thái": "Tình trạng hồ sơ",
    "Ngày nộp hồ sơ": "Ngày nộp",
    "Ngày yêu cầu": "Ngày yêu cầu bổ sung",
}
RENAMED_CSV = {"Ngày yêu cầu": "Ngày yêu cầu bổ sung", "Ngày bổ sung": "Ngày công dân bổ sung"}

# The first spelling of each is the usual one.
CHANNELS = {
    "online": ["Trực tuyến", "Qua mạng", "Nộp trực tuyến", "Online"],
    "direct": ["Trực tiếp", "Trực tiếp tại một cửa", "Bộ phận Một cửa"],
    "postal": ["Bưu chính công ích", "BCCI", "Qua bưu điện"],
}
STATUSES = {
    "registered": ["Mới đăng ký", "Chờ tiếp nhận"],
    "refused": ["Không được tiếp nhận", "Không tiếp nhận", "Từ chối tiếp nhận"],
    "accepted": ["Được tiếp nhận", "Mới tiếp nhận"],
    "processing": ["Đang xử lý", "Đang giải quyết"],
    "stopped": ["Dừng xử lý", "Tạm dừng"],
    "owing": ["Chờ nghĩa vụ tài chính"],
    "supplement": ["Yêu cầu bổ sung giấy tờ", "Chờ bổ sung", "Yêu cầu bổ sung"],
    "done": ["Đã xử lý xong", "Chờ trả kết quả", "Đã có kết quả"],
    "returned": ["Đã trả kết quả", "Đã trả"],
    "withdrawn": ["Công dân yêu cầu rút hồ sơ", "Trả lại", "Xin rút", "Huỷ hồ sơ", "Hủy hồ sơ"],
}
# What stands in the column of the field, or of the unit, of dossiers planted to be flagged for it.
MISPLACED = {"unknown_field": "Chuyển đổi số", "field_differs": "Bưu chính"}
UNKNOWN_UNIT = "Phòng Hợp tác quốc tế"


@dataclass(frozen=True)
class Names:
    """Printed names of a reference table by code: the proper one first, then its aliases."""

    fields: dict[str, list[str]]
    units: dict[str, list[str]]

    @classmethod
    def read(cls, reference: Path) -> "Names":
        return cls(read_names(reference / "fields.csv", "field_code"), read_names(reference / "units.csv", "unit_code"))


def read_names(path: Path, key: str) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {r[key]: [r["name"], *filter(None, r["aliases"].split("|"))] for r in csv.DictReader(file)}


@dataclass
class Grid:
    """A sheet before it is written: rows of cells, merged ranges, and the empty columns before them in a workbook."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    indent: int = 1

    def add(self, cells: Sequence[Cell]) -> int:
        """Append a row; returns its number as a spreadsheet counts, from 1."""
        self.rows.append(list(cells))
        return len(self.rows)


@dataclass(frozen=True)
class Placed:
    """A line where it came to stand, with the headings and texts that a reader of the file sees there."""

    line: Line
    row: int
    cells: dict[str, str]  # by the plain heading
    headings: dict[str, str]  # plain heading → heading in this file


def dossier_file(lines: Sequence[Line], month: Month, names: Names) -> tuple[Grid, list[Placed]]:
    ending = month.file.rsplit(".", 1)[1]
    renamed = RENAMED_CSV if ending == "csv" else RENAMED_2021 if month.start.year == 2021 else {}
    headings = {h: renamed.get(h, h) for h in HEADINGS if h != REFUSED or month.tells_refusals}
    grid = Grid()
    if ending == "csv":
        grid.add(list(headings.values()))
    else:
        add_titles(grid, f"DANH SÁCH HỒ SƠ THÁNG {month.start:%m/%Y}", month.start, month.end)
        add_two_row_header(grid, headings)
    placed: list[Placed] = []
    for code, field_names in names.fields.items():
        group = sorted((x for x in lines if x.shown.procedure.field_code == code), key=lambda x: x.dossier.submitted)
        if group and ending != "csv":
            grid.add([f"Lĩnh vực: {field_names[0]}"])
        for number, line in enumerate(group, start=1):
            cells = dict(zip(HEADINGS, line_cells(line, number, names), strict=True))
            row = grid.add([as_printed(cells[h], ending, month) for h in headings])
            texts = {h: as_text(c) for h, c in zip(headings, grid.rows[-1], strict=True)}
            placed.append(Placed(line, row, texts, headings))
    grid.add([])
    grid.add([f"Tổng cộng: {len(lines)} hồ sơ"])
    return grid, placed


def add_titles(grid: Grid, title: str, start: date, end: date) -> None:
    for text in (title, f"Từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}", SAMPLE_NOTE):
        grid.add([text])
    grid.add([])


def add_two_row_header(grid: Grid, headings: dict[str, str]) -> None:
    top: list[Cell] = list(headings.values())
    below: list[Cell] = [None] * len(headings)
    first, plain = len(grid.rows), list(headings)
    for title, opens, closes in HEADING_GROUPS:
        start = plain.index(opens)
        end = plain.index(closes if closes in headings else "Ngày trả kết quả")
        below[start : end + 1] = top[start : end + 1]
        top[start : end + 1] = [title] + [None] * (end - start)
        grid.merges.append((first, start, first, end))
    grid.merges += [(first, i, first + 1, i) for i, cell in enumerate(below) if cell is None]
    grid.add(top)
    grid.add(below)
    grid.add([f"({i})" for i in range(1, len(headings) + 1)])


def line_cells(line: Line, number: int, names: Names) -> list[Cell]:
    """The cells of a line; words vary from dossier to dossier, typing from file to file."""
    shown, dossier = line.shown, line.dossier
    words = Dice(f"words-{dossier.serial}-{shown.status}")
    typing = Dice(f"typing-{dossier.serial}-{line.month.label}")
    suffix = ".000.00.00.H21" if typing.chance(0.12) else ""
    return [
        number,
        untidy(names.units["BPMC"][0], typing),
        untidy(MISPLACED.get(dossier.distortion) or spelled(names.fields[shown.procedure.field_code], words), typing),
        shown.procedure.code + suffix,
        shown.procedure.name,
        line.printed_code,
        untidy(spelled(CHANNELS[shown.channel], Dice(f"channel-{dossier.serial}")), typing),
        untidy(spelled(STATUSES[shown.status], words), typing),
        applicant(dossier),
        dossier.address or f"Số {dossier.serial} đường Mẫu, Gia Lai",
        phone(dossier),
        shown.submitted,
        shown.received,
        datetime.combine(shown.due, time(17)) if shown.due else None,
        shown.finished,
        shown.returned,
        shown.refused,
        shown.requested,
        shown.answered,
        untidy(
            UNKNOWN_UNIT if dossier.distortion == "unknown_unit" else spelled(names.units[shown.unit], words), typing
        ),
    ]


def applicant(dossier: Dossier) -> str:
    kind = "Nguyễn Văn Mẫu" if dossier.serial % 3 else "Công ty TNHH Mẫu"
    return dossier.applicant or f"{kind} {dossier.serial:04d}"


def phone(dossier: Dossier) -> str:
    return f"090000{dossier.serial:04d}"


def spelled(spellings: Sequence[str], dice: Dice) -> str:
    return spellings[0] if dice.chance(0.85) else dice.pick(spellings)


def untidy(text: str, dice: Dice) -> str:
    """The text as hands and systems type it: now and then in capitals, in decomposed letters, with odd spaces."""
    if not dice.chance(0.05):
        return text
    forms = [
        text.upper(),
        text.lower(),
        unicodedata.normalize("NFD", text),
        text.replace(" ", "\u00a0"),
        text.replace(" ", "  ", 1),
        text + " ",
    ]
    return dice.pick(forms)


def as_printed(cell: Cell, ending: str, month: Month) -> Cell:
    """Dates as this file has them: text in the files of 2019 and 2020, real ones in the workbooks of 2021."""
    if not isinstance(cell, datetime):
        return cell
    if ending == "csv":
        return f"{cell:%d/%m/%Y %H:%M}"
    return cell if ending == "xlsx" and month.start.year == 2021 else f"{cell:%d/%m/%Y %H:%M:%S}"


def as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    return "" if cell is None else str(cell)


def write_grid(grid: Grid, path: Path, sheet: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    writers = {".xlsx": xlsx_bytes, ".csv": csv_bytes, ".xls": html_bytes}
    path.write_bytes(writers[path.suffix](grid, sheet))


def xlsx_bytes(grid: Grid, sheet: str) -> bytes:
    """A workbook of one sheet; the same bytes for the same grid."""
    indent = grid.indent
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2022, 1, 4), "comments": SAMPLE_NOTE})
    page = book.add_worksheet(sheet)
    formats = {
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for top, left, bottom, right in grid.merges:
        page.merge_range(top, left + indent, bottom, right + indent, "")
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(r, c + indent, cell, formats[type(cell)])
            elif isinstance(cell, int):
                page.write_number(r, c + indent, cell)
            elif cell is not None:
                # Never as a formula, whatever the text begins with.
                page.write_string(r, c + indent, cell)
    page.set_column(0, 0, 2 if indent else 8)
    page.set_column(1, 20, 18)
    book.close()
    return buffer.getvalue()


def csv_bytes(grid: Grid, _sheet: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([as_text(cell) for cell in row] for row in grid.rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def html_bytes(grid: Grid, sheet: str) -> bytes:
    """An HTML table, as one system saves its ".xls"."""
    width = max(len(row) for row in grid.rows)
    body = "\n".join(html_row(r, row, grid, width) for r, row in enumerate(grid.rows))
    head = f'<html><head><meta charset="utf-8"><title>{sheet}</title></head>'
    return f'{head}\n<body><table border="1">\n{body}\n</table></body></html>\n'.encode()


def html_row(r: int, row: Sequence[Cell], grid: Grid, width: int) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    covered = {
        (i, j)
        for top, left, bottom, right in grid.merges
        for i in range(top, bottom + 1)
        for j in range(left, right + 1)
    } - set(spans)
    if len(row) <= 1:
        text = html.escape(as_text(row[0])) if row else "&nbsp;"
        return f'<tr><td colspan="{width}">{text}</td></tr>'
    cells = []
    for c, cell in enumerate(row):
        if (r, c) not in covered:
            down, across = spans.get((r, c), (1, 1))
            span = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            cells.append(f"<td{span}>{html.escape(as_text(cell)) or '&nbsp;'}</td>")
    return "<tr>" + "".join(cells) + "</tr>"
