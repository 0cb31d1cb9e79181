"""The forms that `cchc check` writes for the units that supplied files: "Phiếu đề nghị rà soát dữ liệu", and the quality tables.

One workbook for each unit, with the rows that were rejected and those that only need a look: where each stands, which rule it met, the
values that the rule looks at, what to do, and room for the unit's answer. Codes of dossiers and products, days and words of
vocabularies only: nothing of applicants. The same findings give the same bytes. The forms are never read as raw data.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd
import xlsxwriter

from cchc_analysis.edition import Edition
from cchc_analysis.errors import SettingsError
from cchc_analysis.pipeline.overview import correction_lines, file_lines
from cchc_analysis.present import document
from cchc_analysis.present.display import MOTTO, NATIONAL_NAME
from cchc_analysis.sources.build import REVIEW_FORM
from cchc_analysis.sources.checks import EXCLUDED
from cchc_analysis.sources.feeds import CHECKS, LABELS
from cchc_analysis.tables import records
from cchc_analysis.text import fold, table_date

FOLDER = "kiem-tra"
QUALITY_TABLES = "bang-chat-luong.xlsx"
TITLE = "PHIẾU ĐỀ NGHỊ RÀ SOÁT DỮ LIỆU"
PLACE_DATE = "{place}, ngày      tháng      năm 20…"
TO = "Kính gửi: {unit}"
ASKING = (
    "Qua kiểm tra dữ liệu do đơn vị xuất (lần xuất gần nhất ngày {day}), đề nghị đơn vị rà soát các dòng dưới đây, sửa tại hệ thống "
    "nguồn rồi xuất lại; ghi ý kiến và ngày sửa vào hai cột cuối và gửi lại phiếu này. Phiếu không phải là tệp dữ liệu."
)
PARTS = {
    "rejected": "I. Dòng không được tính vào số liệu ({count} dòng)",
    "flagged": "II. Dòng vẫn được tính, đề nghị kiểm tra lại ({count} lượt)",
}
NONE = "Không có."
CUT = "Chỉ liệt kê {shown} dòng đầu trong số {count} dòng; sửa xong các dòng này rồi đề nghị kiểm tra lại."
SIGNATURES = ("NGƯỜI LẬP PHIẾU", "ĐẠI DIỆN ĐƠN VỊ RÀ SOÁT")
COLUMNS = {
    "TT": 5, "Tệp": 20, "Trang tính": 14, "Dòng": 7, "Mã hồ sơ, sản phẩm": 20, "Quy tắc": 24, "Giá trị vi phạm": 32,
    "Đề nghị xử lý": 36, "Ý kiến của đơn vị": 22, "Ngày sửa": 11,
}  # fmt: skip
# Of each part; nobody goes through more rows than that by hand, and a sheet ends at a million.
MOST_LINES = 10_000
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_UNSURE = ("=", "+", "-", "@")


def write_reviews(edition: Edition, folder: Path, data: Path) -> list[Path]:
    """Writes a form for each unit with rows to look at, and the quality tables; forms of an earlier check go away.

    Raises SettingsError for a folder among the raw data.
    """
    raw = (data / "raw").resolve()
    if raw in (folder.resolve(), *folder.resolve().parents):
        raise SettingsError(f"The forms of {FOLDER}/ cannot be written into data/raw. Name another folder with --out.")
    folder.mkdir(parents=True, exist_ok=True)
    made = {form_name(edition, unit): review_form(edition, unit, found) for unit, found in by_unit(edition).items()}
    made[QUALITY_TABLES] = quality_tables(edition)
    for old in folder.glob(f"{REVIEW_FORM}*.xlsx"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        fresh = folder / f".{name}.new"
        fresh.write_bytes(content)
        fresh.replace(folder / name)
    return [folder / name for name in made]


def by_unit(edition: Edition) -> dict[str, pd.DataFrame]:
    """Unit as the intake list names it → the rejected and flagged rows of its files; what a correction left out is nobody's to mend."""
    findings = edition.tables.findings
    found = findings[findings["outcome"].isin(list(PARTS)) & (findings["rule"] != EXCLUDED.name)]
    suppliers = {line.file: line.supplier or line.file for line in edition.intake}
    unit = found["source_file"].map(lambda file: suppliers.get(file, edition.settings.agency.name)).astype("str")
    return {str(name): part for name, part in found.groupby(unit, sort=True)}


def form_name(edition: Edition, unit: str) -> str:
    """phieu-ra-soat-bpmc.xlsx; a unit that the reference table does not know is named in full."""
    known = edition.reference.unit_codes.get(fold(unit), unit)
    words = re.sub(r"\W+", "-", fold(known)).strip("-")
    return f"{REVIEW_FORM}{words}.xlsx"


def review_form(edition: Edition, unit: str, found: pd.DataFrame) -> bytes:
    """The form of one unit as a workbook."""
    buffer = io.BytesIO()
    with _workbook(edition, buffer) as book:
        sheet = book.add_worksheet("Phiếu rà soát")
        form = _Form(book, sheet)
        exported = max((line.exported_at for line in edition.intake if line.supplier == unit), default=None)
        form.head(edition, unit, table_date(exported) if exported else "…")
        for outcome, title in PARTS.items():
            form.part(title, found[found["outcome"] == outcome])
        form.signatures()
        _print_setup(sheet, list(COLUMNS.values()))
        sheet.repeat_rows(form.heads_at)
    return buffer.getvalue()


def quality_tables(edition: Edition) -> bytes:
    """The account of the files, the rules that rows met, and the corrections, a sheet for each."""
    findings = edition.tables.findings
    told = findings[findings["outcome"].isin(list(PARTS))]
    counted = told.groupby(["outcome", "rule"], as_index=False).agg(count=("key", "size"))
    words = {"rejected": "Bị loại", "flagged": "Cần xem lại"}
    rules = [
        {
            "Quy tắc": LABELS[row["rule"]],
            "Tên trong cchc.toml": row["rule"],
            "Kết quả": words[row["outcome"]],
            "Số dòng": row["count"],
        }
        for row in records(counted.sort_values(["count", "rule"], ascending=[False, True]))
    ]
    sheets = {"Theo tệp": file_lines(edition), "Theo quy tắc": rules, "Hiệu chỉnh": correction_lines(edition)}
    buffer = io.BytesIO()
    with _workbook(edition, buffer) as book:
        bold = book.add_format(_FONT | {"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        body = book.add_format(_FONT | {"border": 1, "text_wrap": True, "valign": "top"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            heads = list(lines[0]) if lines else [NONE]
            sheet.write_row(0, 0, heads, bold)
            for number, line in enumerate(lines, start=1):
                sheet.write_row(number, 0, list(line.values()), body)
            _print_setup(sheet, [60 if head in ("Vì sao", "Quy tắc") else 18 for head in heads])
            sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _workbook(edition: Edition, buffer: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook whose texts stay texts, dated with the period so that its bytes do not change."""
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": TITLE, "created": datetime.combine(edition.asked.end, time(12))})
    return book


def _print_setup(sheet: Any, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&10Trang &P/&N")


def _height(texts: Iterable[str]) -> int:
    """Points that a row of wrapped cells needs; programs do not all find it out themselves."""
    lines = (len(wrap(text, int(width) - 1)) for text, width in zip(texts, COLUMNS.values(), strict=True))
    return 15 * max(1, *lines) + 3


class _Form:
    """Writes the form from top to bottom; `row` is the next free one."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Any) -> None:
        self.sheet, self.row, self.heads_at = sheet, 0, 0
        centre = _FONT | {"align": "center", "text_wrap": True}
        self.plain = book.add_format(centre)
        self.bold = book.add_format(centre | {"bold": True})
        self.italic = book.add_format(centre | {"italic": True})
        self.title = book.add_format(centre | {"bold": True, "font_size": 14})
        self.prose = book.add_format(_FONT | {"text_wrap": True, "align": "left"})
        self.section = book.add_format(_FONT | {"bold": True})
        self.columns = book.add_format(centre | {"bold": True, "border": 1, "bg_color": "#E7E6E6"})
        cell = _FONT | {"border": 1, "text_wrap": True, "valign": "top", "font_size": 11}
        self.text, self.number = book.add_format(cell), book.add_format(cell | {"align": "center"})
        # Keeps a text one also when somebody edits it.
        self.unsure = book.add_format(cell | {"quote_prefix": True})

    def head(self, edition: Edition, unit: str, exported: str) -> None:
        agency = edition.settings.agency
        for left, right, right_style in (
            ((agency.parent_short.upper(), self.plain), NATIONAL_NAME, self.bold),
            ((agency.name.upper(), self.bold), MOTTO, self.bold),
            (("", self.plain), PLACE_DATE.format(place=agency.place), self.italic),
        ):
            self.sheet.merge_range(self.row, 0, self.row, 4, *left)
            self.sheet.merge_range(self.row, 6, self.row, 9, right, right_style)
            self.row += 1
        self.row += 1
        stamps = document.stamps(edition)
        for text, style, height in (
            (TITLE, self.title, 24),
            *((f"({'; '.join(stamps)})", self.italic, 18) for _ in stamps[:1]),
            (TO.format(unit=unit), self.bold, 22),
            (ASKING.format(day=exported), self.prose, 36),
        ):
            self.across(text, style, height)
        self.heads_at = self.row
        self.sheet.write_row(self.row, 0, list(COLUMNS), self.columns)
        self.sheet.set_row(self.row, 34)
        self.row += 1

    def part(self, title: str, found: pd.DataFrame) -> None:
        self.across(title.format(count=len(found)), self.section, 20)
        if found.empty:
            self.across(NONE, self.prose, 18)
        for number, line in enumerate(records(found.head(MOST_LINES)), start=1):
            self.line(number, line)
        if len(found) > MOST_LINES:
            self.across(CUT.format(shown=MOST_LINES, count=len(found)), self.prose, 18)

    def line(self, number: int, found: Mapping[str, Any]) -> None:
        check = CHECKS[found["rule"]]
        said = ["" if pd.isna(found[name]) else str(found[name]) for name in ("source_sheet", "key", "detail")]
        sheet, key, detail = said
        values = (
            number,
            found["source_file"],
            sheet,
            int(found["source_row"]),
            key,
            check.label,
            detail,
            check.remedy,
            "",
            "",
        )
        for column, value in enumerate(values):
            if isinstance(value, int):
                self.sheet.write_number(self.row, column, value, self.number)
            else:
                self.sheet.write_string(
                    self.row, column, value, self.unsure if value.startswith(_UNSURE) else self.text
                )
        self.sheet.set_row(self.row, _height(map(str, values)))
        self.row += 1

    def signatures(self) -> None:
        self.row += 1
        for column, text in zip((0, 6), SIGNATURES, strict=True):
            self.sheet.merge_range(self.row, column, self.row, column + (4 if column == 0 else 3), text, self.bold)

    def across(self, text: str, style: Any, height: int) -> None:
        self.sheet.merge_range(self.row, 0, self.row, len(COLUMNS) - 1, text, style)
        self.sheet.set_row(self.row, height)
        self.row += 1
