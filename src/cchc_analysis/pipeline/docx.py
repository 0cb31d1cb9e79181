"""What Pandoc and Quarto leave undone in a DOCX: sections, watermarks, tables that fit, and the same bytes every time.

Runs on the finished file of either renderer. Styles, margins and page numbers come from the extension's reference.docx;
the order of blocks comes from its Lua filter.
"""

import copy
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Pt
from docx.table import Table

# Before 1980 a ZIP archive has no dates.
_FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DATA_TABLE_STYLE = "Table"
_FONT = "Times New Roman"
_CELL_STYLE, _SMALL_CELL_STYLE = "CchcCell", "CchcSmallCell"


def finish(path: Path, *, title: str, stamps: Sequence[str], epoch: int, mark: str = "") -> None:
    """Finish the DOCX at `path` in place.

    `stamps` go across every page, `title` and `epoch` (seconds; the only date) into the properties,
    and so does `mark`, by which the draft is known again when people have worked in it.
    """
    document = Document(str(path))
    end_in_landscape(document)
    give_all_sections_the_headers(document)
    for table, width in data_tables(document):
        fit(table, width)
    if stamps:
        add_watermarks(document, stamps)
    use_dashes(document)
    settle(document)
    document.core_properties.title = title
    document.core_properties.identifier = mark
    write_same_bytes(document, path, epoch)


def write_same_bytes(document: DocumentType, path: Path | BytesIO, epoch: int) -> None:
    """Write `document` so that its contents decide the bytes: no author, dates from `epoch`, parts in a fixed order."""
    properties = document.core_properties
    moment = datetime.fromtimestamp(epoch, tz=UTC).replace(tzinfo=None)
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = ""
    properties.language = "vi-VN"
    properties.revision = 1
    save_same_bytes(document, path)


def save_same_bytes(document: DocumentType, path: Path | BytesIO) -> None:
    """Write `document` with its parts in a fixed order and without the times of writing."""
    buffer = BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        # [Content_Types].xml comes first, as readers expect; the rest by name.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _FIRST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))


def sections_in_order(document: DocumentType) -> list[BaseOxmlElement]:
    """The section properties of the document, in the order of its pages."""
    return list(document.element.body.iter(qn("w:sectPr")))


def end_in_landscape(document: DocumentType) -> None:
    """Where the last pages lie on the side, drop the empty upright section that the template would add behind them.

    The Lua filter closes that section with a paragraph of its own, because a filter cannot reach the section of the
    document.
    """
    body = document.element.body
    last = body[-1]
    before = last.getprevious()
    inner = None if before is None else before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if last.tag != qn("w:sectPr") or inner is None:
        return
    for tag in ("w:pgSz", "w:pgMar"):
        last.replace(last.find(qn(tag)), copy.deepcopy(inner.find(qn(tag))))
    body.remove(before)


def give_all_sections_the_headers(document: DocumentType) -> None:
    """Only the last section, which comes from the template, has headers; the first one needs them, the others inherit.

    The first page of the document alone is without a number, so `titlePg` stays in the first section only.
    """
    first, *others = sections_in_order(document)
    if not others:
        return
    last = others[-1]
    for position, reference in enumerate(last.findall(qn("w:headerReference"))):
        first.insert(position, reference)
    title_page = last.find(qn("w:titlePg"))
    if title_page is not None:
        first.append(title_page)


def data_tables(document: DocumentType) -> Iterator[tuple[Table, int]]:
    """Every data table and the width in twips that it may fill; not the borderless ones of letterhead and signature."""
    sections = iter(sections_in_order(document))
    width = text_width(next(sections))
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            style = element.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
            if style is not None and style.get(qn("w:val")) == _DATA_TABLE_STYLE:
                yield Table(element, document._body), width
        elif element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            width = text_width(next(sections))


def text_width(section: BaseOxmlElement) -> int:
    """What is left of the page between its margins, in twips."""
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return int(size.get(qn("w:w"))) - int(margin.get(qn("w:left"))) - int(margin.get(qn("w:right")))


def fit(table: Table, width: int) -> None:
    """Make `table` `width` twips wide and keep the proportions of its columns; rows stay whole, letters are small."""
    grid = table._tbl.tblGrid.gridCol_lst
    given = [int(column.get(qn("w:w"))) for column in grid]
    widths = [share * width // sum(given) for share in given]
    for column, new_width in zip(grid, widths, strict=True):
        column.set(qn("w:w"), str(new_width))
    _set_width(table._tbl.tblPr, "w:tblW", width)
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        start = 0
        for cell in row.tc_lst:
            properties = cell.get_or_add_tcPr()
            _set_width(properties, "w:tcW", sum(widths[start : start + cell.grid_span]))
            start += cell.grid_span
            is_small = any(paragraph.style == _SMALL_CELL_STYLE for paragraph in cell.p_lst)
            properties.append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="{"top" if is_small else "center"}"/>'))
            for paragraph in cell.p_lst:
                paragraph.style = _SMALL_CELL_STYLE if is_small else _CELL_STYLE
        if len(row.tc_lst) == 1 < len(widths):
            # The title of a group stays with the first row of the group.
            _keep_with_next(row)
    for row, below in pairwise(table._tbl.tr_lst):
        # So do rows that share a merged cell; what is higher than a page is cut all the same.
        if any(cell.vMerge == "continue" for cell in below.tc_lst):
            _keep_with_next(row)


def _keep_with_next(row: Any) -> None:
    for cell in row.tc_lst:
        for paragraph in cell.p_lst:
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _set_width(properties: BaseOxmlElement, tag: str, width: int) -> None:
    for old in properties.findall(qn(tag)):
        properties.remove(old)
    element = OxmlElement(tag)
    element.set(qn("w:w"), str(width))
    element.set(qn("w:type"), "dxa")
    # The schema wants the width first in a cell, after the style in a table.
    properties.insert(1 if tag == "w:tblW" else 0, element)


def use_dashes(document: DocumentType) -> None:
    """Lists begin with a dash, as in Vietnamese documents; Pandoc knows only its own bullets."""
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        if level.find(qn("w:numFmt")).get(qn("w:val")) == "bullet":
            level.find(qn("w:lvlText")).set(qn("w:val"), "-")
            # Word and LibreOffice take a font of symbols for what has none.
            fonts = parse_xml(
                f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:cs="{_FONT}"/></w:rPr>'
            )
            level.append(fonts)


def settle(document: DocumentType) -> None:
    """Let Word open the document as one of its own: not in compatibility mode, Vietnamese, with decimal commas."""
    settings = document.settings.element
    language = settings.find(qn("w:themeFontLang"))
    language.set(qn("w:val"), "vi-VN")
    for tag, value in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        settings.find(qn(tag)).set(qn("w:val"), value)
    # Tables of older modes reach into the margin. The schema wants this before the language.
    language.addprevious(
        parse_xml(
            f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        )
    )


def add_watermarks(document: DocumentType, stamps: Sequence[str]) -> None:
    """Write `stamps`, a line each, across every page behind the text."""
    sections = list(document.sections)
    page_number = copy.deepcopy(sections[0].header.paragraphs[0]._p)
    ids = count(1)
    add_watermark(sections[0].first_page_header.paragraphs[0]._p, stamps, sections[0], ids)
    turned = None
    for section in sections:
        # The place of a line is measured on the page, so pages that are turned need a header of their own.
        if section.orientation == turned:
            continue
        turned = section.orientation
        if section is not sections[0]:
            section.header.is_linked_to_previous = False
            old = section.header.paragraphs[0]._p
            old.getparent().replace(old, copy.deepcopy(page_number))
        add_watermark(section.header.paragraphs[0]._p, stamps, section, ids)


def add_watermark(paragraph: BaseOxmlElement, stamps: Sequence[str], section: Section, ids: Iterator[int]) -> None:
    """Put `stamps` into a `paragraph` of a header of `section`, stacked round the middle of the page."""
    page_width, page_height = int(section.page_width or 0) / Pt(1), int(section.page_height or 0) / Pt(1)
    # Upright letters are about six tenths as wide as they are high.
    sizes = [(min(440, 42 * len(stamp)), min(70, 440 / len(stamp) / 0.55)) for stamp in stamps]
    # Lines that lean at 45 degrees are a height apart when they are 1.4 heights apart from top to bottom.
    lean = 1.6
    top = page_height / 2 - lean * sum(height for _, height in sizes) / 2
    for stamp, (width, height) in zip(stamps, sizes, strict=True):
        middle = top + lean * height / 2
        shape = _WATERMARK.format(
            id=(number := next(ids)),
            spid=2048 + number,
            words=escape(stamp, {'"': "&quot;"}),
            left=round(page_width / 2 - width / 2),
            top=round(middle - height / 2),
            width=round(width),
            height=round(height),
        )
        paragraph.append(parse_xml(shape))
        top += lean * height


# Text along a line (WordArt) as Word itself writes it for a watermark.
_WATERMARK = f"""<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>
<v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/>
</v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{{id}}" o:spid="_x0000_s{{spid}}" type="#_x0000_t136" alt="{{words}}"
 style="position:absolute;margin-left:{{left}}pt;margin-top:{{top}}pt;width:{{width}}pt;height:{{height}}pt;rotation:315;
 z-index:-251658752;mso-position-horizontal-relative:page;mso-position-vertical-relative:page" o:allowincell="f"
 fillcolor="#e0e0e0" stroked="f"> <v:textpath style="font-family:&quot;Times New
 Roman&quot;;font-size:1pt;font-weight:bold" string="{{words}}"/>
</v:shape></w:pict></w:r>"""
