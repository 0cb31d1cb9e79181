"""The forms that units fill in as files: `cchc template progress`, `overdue` and `appendix`. The same bytes every time.

In the workbook the columns that are filled in are locked (without a password: a sheet is locked against slips, not against people),
words are chosen from lists, dates and shares are checked while they are typed. Word checks nothing; the reader does.
"""

import io
import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from cchc_analysis.edition import Edition
from cchc_analysis.pipeline.docx import add_watermarks, write_same_bytes
from cchc_analysis.pipeline.outbox import hand_out
from cchc_analysis.present.appendix_form import appendix_form
from cchc_analysis.present.explanation_form import explaining_units, explanation_form
from cchc_analysis.present.form import Column, Form
from cchc_analysis.present.progress_form import progress_form
from cchc_analysis.present.wording import FORM_INSTRUCTIONS, SAMPLE_STAMP
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.standing import Standing

# What a workbook takes as the title of a message, and as a message or a list of words.
LONGEST_TITLE, LONGEST_TEXT = 32, 255
_FONT, _GREY, _GROUP_GREY = "Times New Roman", "#EDEDED", "#D9D9D9"
# How many letters of that font, at 12 points, stand in a column's unit of width, with some to spare.
_LETTERS_PER_WIDTH = 1.15
_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = 297, 210, 12


def write_forms(
    standing: Standing, extension: Path, out: Path, tell: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Writes the workbook and the Word file of every leading unit into a folder.

    `extension` is the folder of the Quarto extension, whose styles the Word files have. Raises SettingsError where a file of
    the same name was changed by someone.
    """
    files: dict[str, bytes] = {}
    for unit in standing.units:
        form = progress_form(standing, unit)
        name = f"tien-do-{unit.lower()}-{standing.period.key}"
        tell(f"form of {standing.units[unit]}: {sum(isinstance(line, dict) for line in form.lines)} products")
        files[f"{name}.xlsx"] = form_workbook(form)
        files[f"{name}.docx"] = form_document(form, extension)
    return hand_out(files, out)


def write_explanation_forms(
    edition: Edition, layouts: Sequence[Mapping], out: Path, tell: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Writes the workbook of every unit with overdue dossiers into a folder; no file where no dossier is overdue.

    `layouts` are the mappings that read filled copies. Raises SettingsError where a file of the same name was changed by someone.
    """
    files: dict[str, bytes] = {}
    for unit in explaining_units(edition):
        form = explanation_form(edition, unit, layouts)
        tell(f"form of {edition.reference.units[unit]}: {len(form.lines)} overdue dossiers")
        files[f"giai-trinh-qua-han-{unit.lower()}-{edition.asked.key}.xlsx"] = form_workbook(form)
    return hand_out(files, out)


def write_appendix_form(standing: Standing, layouts: Sequence[Mapping], out: Path) -> list[Path]:
    """Writes the workbook for the figures of a period that are entered by hand into a folder."""
    name = f"phu-luc-so-lieu-{standing.period.key}.xlsx"
    return hand_out({name: form_workbook(appendix_form(standing, layouts))}, out)


def form_workbook(form: Form) -> bytes:
    """The form as a workbook of one sheet."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": form.title, "created": datetime(form.cutoff.year, form.cutoff.month, form.cutoff.day)}
    )
    sheet = book.add_worksheet(form.sheet)
    _write_sheet(book, sheet, form)
    book.close()
    return buffer.getvalue()


def _write_sheet(book: Any, sheet: Any, form: Form) -> None:
    last = len(form.columns) - 1
    whole_width = sum(column.width for column in form.columns)
    styles = _Styles(book)
    for number, column in enumerate(form.columns):
        sheet.set_column(number, number, column.width)
    tops = [form.title, *([SAMPLE_STAMP] if form.is_sample else []), *form.subtitles]
    for row, text in enumerate(tops):
        sheet.merge_range(row, 0, row, last, text, styles.title if row == 0 else styles.plain)
        sheet.set_row(row, 24 if row == 0 else _height([(text, whole_width)]))
    head = len(tops)
    sheet.set_row(head, _height([(column.head, column.width) for column in form.columns]))
    for number, column in enumerate(form.columns):
        sheet.write_string(head, number, column.head, styles.entry_head if column.entry else styles.head)
    for row, line in enumerate(form.lines, start=head + 1):
        if isinstance(line, str):
            sheet.merge_range(row, 0, row, last, line, styles.group)
            sheet.set_row(row, _height([(line, whole_width)]))
            continue
        cells = form.cells(line)
        sheet.set_row(row, _height([(cell, column.width) for column, cell in zip(form.columns, cells, strict=True)]))
        for number, (column, cell) in enumerate(zip(form.columns, cells, strict=True)):
            style = styles.of(column)
            sheet.write_string(row, number, cell, style) if cell else sheet.write_blank(row, number, None, style)
    end = head + len(form.lines)
    for number, column in enumerate(form.columns):
        if column.entry and end > head:
            sheet.data_validation(head + 1, number, end, number, _check(column, form.year))
    for row, text in enumerate((FORM_INSTRUCTIONS, *form.instructions), start=end + 2):
        sheet.merge_range(row, 0, row, last, text, styles.strong if row == end + 2 else styles.plain)
        sheet.set_row(row, _height([(text, whole_width)]))
    # Only the columns that say what a line is about stay while one scrolls to the right.
    sheet.freeze_panes(head + 1, 3)
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.35, right=0.35, top=0.5, bottom=0.55)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, end + 2 + len(form.instructions), last)
    sheet.set_footer("&C&8&P/&N")
    sheet.set_selection(head + 1, 0, head + 1, 0)


class _Styles:
    """The formats of the sheet; what is not an entry is locked and grey."""

    def __init__(self, book: Any) -> None:
        def style(**properties: Any) -> Any:
            return book.add_format(
                {"font_name": _FONT, "font_size": 12, "text_wrap": True, "valign": "top"} | properties
            )

        ruled = {"border": 1}
        self.title = style(bold=True, font_size=14, align="center", valign="vcenter")
        self.plain = style()
        self.strong = style(bold=True)
        self.head = style(bold=True, align="center", valign="vcenter", bg_color=_GROUP_GREY, **ruled)
        self.entry_head = style(bold=True, align="center", valign="vcenter", **ruled)
        self.group = style(bold=True, bg_color=_GROUP_GREY, **ruled)
        self._filled = style(bg_color=_GREY, **ruled)
        self._entries = {
            # As text, so that 12/3 stays the number of a document.
            "text": style(locked=False, num_format="@", **ruled),
            "choice": style(locked=False, **ruled),
            "day": style(locked=False, num_format="dd/mm/yyyy", align="center", **ruled),
            "share": style(locked=False, num_format="0", align="center", **ruled),
            "number": style(locked=False, num_format="#,##0", **ruled),
        }

    def of(self, column: Column) -> Any:
        return self._entries[column.entry] if column.entry else self._filled


def _check(column: Column, year: int) -> dict[str, Any]:
    """The data validation of a column: what one may enter, and what is told before and after."""
    title, message = column.head[:LONGEST_TITLE], column.hint[:LONGEST_TEXT]
    told = {"input_title": title, "input_message": message, "error_title": title, "error_message": message}
    match column.entry:
        case "choice" if len(",".join(column.words)) <= LONGEST_TEXT:
            return {"validate": "list", "source": list(column.words), **told}
        case "day":
            # Plans are issued in the last weeks of the year before; what is late comes in the year after.
            first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last, **told}
        case "share":
            return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100, **told}
        case "number":
            return {"validate": "integer", "criteria": ">=", "value": 0, **told}
    return {"validate": "any", **{name: text for name, text in told.items() if name.startswith("input")}}


def _height(cells: Sequence[tuple[str, int]]) -> float:
    """How high a row must be, in points, for texts in so many characters' width: not every program finds out by itself."""
    lines = (len(textwrap.wrap(text, int(width * _LETTERS_PER_WIDTH))) for text, width in cells if text)
    return 3 + 15.75 * max(lines)


def form_document(form: Form, extension: Path) -> bytes:
    """The form as a Word file: title and instructions, then one table whose head is repeated on every page."""
    document = Document(str(extension / "reference.docx"))
    document._body.clear_content()  # its styles are wanted, not the samples of them
    _lay_on_the_side(document)
    document.add_paragraph(form.title, style="CCHC Title")
    for text in (*form.subtitles, f"{FORM_INSTRUCTIONS}:", *(f"- {hint}" for hint in form.instructions), ""):
        document.add_paragraph(text, style="CCHC Small Cell")
    document.element.body.insert_element_before(parse_xml(_table(form)), "w:sectPr")
    # Word wants a paragraph behind a table.
    document.add_paragraph("", style="CCHC Small Cell")
    if form.is_sample:
        add_watermarks(document, [SAMPLE_STAMP])
    document.core_properties.title = form.title
    buffer = io.BytesIO()
    write_same_bytes(document, buffer, int(datetime(*form.cutoff.timetuple()[:3], 12, tzinfo=UTC).timestamp()))
    return buffer.getvalue()


def _lay_on_the_side(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAGE_WIDTH), Mm(_PAGE_HEIGHT)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(15)


def _table(form: Form) -> str:
    """The table in Word's own words."""
    whole, room = sum(column.width for column in form.columns), Mm(_PAGE_WIDTH - 2 * _MARGIN).twips
    widths = [room * column.width // whole for column in form.columns]
    head = "".join(
        _cell(column.head, width, shade="" if column.entry else _GROUP_GREY, bold=True, centred=True)
        for column, width in zip(form.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for line in form.lines:
        if isinstance(line, str):
            cells = _cell(line, sum(widths), shade=_GROUP_GREY, bold=True, span=len(widths))
        else:
            cells = "".join(
                _cell(text, width, shade="" if column.entry else _GREY)
                for column, width, text in zip(form.columns, widths, form.cells(line), strict=True)
            )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(text: str, width: int, *, shade: str = "", bold: bool = False, centred: bool = False, span: int = 1) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade[1:]}"/>' if shade else ""
    align = '<w:jc w:val="center"/>' if centred else ""
    weight = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="18"/></w:rPr>'
    # The title of a task stays with its first product.
    keep = "<w:keepNext/>" if span > 1 else ""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="CchcSmallCell"/>{keep}{align}</w:pPr>'
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{fill}</w:tcPr>{paragraphs}</w:tc>'
