"""Make reference.docx beside this file: page, header and styles of every DOCX report (Nghị định 30/2020/NĐ-CP).

    python report/_extensions/cchc/reference_docx.py

Starts from Pandoc's own reference document, which has all styles that Pandoc writes. The same Pandoc gives the same
bytes.
"""

import io
import subprocess
from pathlib import Path

import pypandoc
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from cchc_analysis.pipeline.docx import write_same_bytes

FONT = "Times New Roman"
LEFT, CENTRE, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)

# name: size, bold, italic, alignment, points before, points after
OWN_STYLES = {
    "CCHC Parent": (12, False, False, CENTRE, 0, 0),
    "CCHC Agency": (12, True, False, CENTRE, 0, 0),
    "CCHC Nation": (12, True, False, CENTRE, 0, 0),
    "CCHC Motto": (13, True, False, CENTRE, 0, 0),
    "CCHC Number": (13, False, False, CENTRE, 4, 0),
    "CCHC Place Date": (13, False, True, CENTRE, 4, 0),
    "CCHC Title": (14, True, False, CENTRE, 14, 2),
    "CCHC Subject": (14, True, False, CENTRE, 0, 4),
    "CCHC Addressees": (14, False, False, LEFT, 3, 3),
    "CCHC Recipients Head": (12, True, True, LEFT, 12, 2),
    "CCHC Recipient": (11, False, False, LEFT, 0, 0),
    "CCHC Capacity": (14, True, False, CENTRE, 12, 70),
    "CCHC Signer Name": (14, True, False, CENTRE, 0, 0),
    "CCHC Annex": (14, True, False, CENTRE, 0, 3),
    "CCHC Annex Title": (14, True, False, CENTRE, 0, 3),
    "CCHC Annex Reference": (13, False, True, CENTRE, 0, 10),
    "CCHC Form Side": (11, False, False, LEFT, 0, 0),
    "CCHC Form Side Head": (11, True, False, LEFT, 0, 0),
    "CCHC Form Centre": (13, False, False, CENTRE, 0, 2),
    "CCHC Form Centre Head": (13, True, False, CENTRE, 0, 2),
    "CCHC Note": (12, False, True, LEFT, 3, 6),
    "CCHC Note Right": (12, False, True, RIGHT, 3, 3),
    "CCHC Stamp": (12, True, False, CENTRE, 0, 6),
    "CCHC Cell": (11, False, False, LEFT, 1, 1),
    "CCHC Small Cell": (10, False, False, LEFT, 0, 0),
    "CCHC Brief": (11, False, False, JUSTIFY, 0, 3),
    "CCHC Rule": (2, False, False, CENTRE, 0, 0),
    "CCHC Section": (1, False, False, LEFT, 0, 0),
}
KEEP_WITH_NEXT = (
    "CCHC Title",
    "CCHC Annex",
    "CCHC Annex Title",
    "CCHC Annex Reference",
    "CCHC Note Right",
    "Table Caption",
)


def main() -> None:
    """Write the reference document."""
    pandoc = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"], check=True, capture_output=True
    )
    document = Document(io.BytesIO(pandoc.stdout))
    set_page(document)
    set_defaults(document)
    set_pandoc_styles(document)
    set_links(document)
    for name, look in OWN_STYLES.items():
        add_style(document, name, *look)
    add_kept(document)
    subject = paragraph_style(document, "CCHC Subject").paragraph_format
    subject.left_indent = subject.right_indent = Mm(10)
    add_rule_border(document)
    add_outline_levels(document)
    for name in KEEP_WITH_NEXT:
        paragraph_style(document, name).paragraph_format.keep_with_next = True
    set_table_style(document)
    add_layout_style(document)
    write_same_bytes(document, Path(__file__).with_name("reference.docx"), epoch=0)


def set_page(document: DocumentType) -> None:
    """A4 upright with the margins of the decree, and the page number in the top margin from the second page on."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), (None, ""), ("end", None)):
        paragraph.add_run()._r.append(_field_part(kind, text))
    # Not linked to anything, or Word would show the header of the other pages.
    section.first_page_header.is_linked_to_previous = False


def _field_part(kind: str | None, text: str | None) -> BaseOxmlElement:
    if kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:instrText" if text else "w:t")
    part.text = text or "1"
    return part


def set_defaults(document: DocumentType) -> None:
    """Times New Roman 14, Vietnamese, for whatever has no style of its own."""
    run_defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(run_defaults):
        run_defaults.remove(child)
    run_defaults.append(_fonts())
    for tag, value in (("w:sz", "28"), ("w:szCs", "28")):
        size = OxmlElement(tag)
        size.set(qn("w:val"), value)
        run_defaults.append(size)
    language = OxmlElement("w:lang")
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), "vi-VN")
    run_defaults.append(language)


def _fonts() -> BaseOxmlElement:
    return parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>')


def paragraph_style(document: DocumentType, name: str) -> ParagraphStyle:
    # By iterating, because python-docx looks for Word's own "caption" where Pandoc has a "Caption".
    found = next(style for style in document.styles if style.element.name_val.lower() == name.lower())
    assert isinstance(found, ParagraphStyle)
    return found


def shape(
    style: ParagraphStyle,
    size: float,
    bold: bool,
    italic: bool,
    alignment: WD_ALIGN_PARAGRAPH,
    before: float,
    after: float,
) -> None:
    """Give a paragraph style its look, and take away colours and theme fonts that it came with."""
    run_properties = style.element.get_or_add_rPr()
    for child in list(run_properties):
        run_properties.remove(child)
    run_properties.append(_fonts())
    font, form = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    form.alignment = alignment
    form.space_before, form.space_after = Pt(before), Pt(after)


def set_pandoc_styles(document: DocumentType) -> None:
    """The styles that Pandoc gives to paragraphs, headings, captions and lists."""
    for name in ("Normal", "Body Text", "First Paragraph"):
        style = paragraph_style(document, name)
        shape(style, 14, False, False, JUSTIFY, 0, 6)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
        style.paragraph_format.line_spacing = 1.1
        if name != "Normal":
            style.paragraph_format.first_line_indent = Mm(10)
    for name, italic in (("Heading 1", False), ("Heading 2", False), ("Heading 3", False), ("Heading 4", True)):
        style = paragraph_style(document, name)
        shape(style, 14, True, italic, JUSTIFY, 8, 6)
        style.paragraph_format.first_line_indent = Mm(10)
        style.paragraph_format.keep_with_next = True
    # Pandoc's document has no such style, though its headers ask for it.
    header = document.styles.add_style("Header", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    header.element.set(qn("w:styleId"), "Header")
    shape(paragraph_style(document, "Header"), 13, False, False, CENTRE, 0, 0)
    shape(paragraph_style(document, "Compact"), 14, False, False, JUSTIFY, 0, 3)
    shape(paragraph_style(document, "Table Caption"), 12, False, False, CENTRE, 8, 4)
    shape(paragraph_style(document, "Image Caption"), 12, False, False, CENTRE, 2, 10)
    shape(paragraph_style(document, "Caption"), 12, False, False, CENTRE, 4, 6)
    figure = paragraph_style(document, "Captioned Figure")
    shape(figure, 14, False, False, CENTRE, 8, 0)
    figure.paragraph_format.keep_with_next = True
    figure.paragraph_format.first_line_indent = Mm(0)


def set_links(document: DocumentType) -> None:
    """Links in a signed document look like the text around them."""
    font = document.styles["Hyperlink"].font
    font.color.rgb = RGBColor(0, 0, 0)


def add_style(
    document: DocumentType,
    name: str,
    size: float,
    bold: bool,
    italic: bool,
    alignment: WD_ALIGN_PARAGRAPH,
    before: float,
    after: float,
) -> None:
    """One of our own paragraph styles, which cchc.lua names by its id ("CCHC Note" is CchcNote)."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.element.set(qn("w:styleId"), style_id(name))
    style.base_style = document.styles["Normal"]
    shape(style, size, bold, italic, alignment, before, after)
    style.paragraph_format.line_spacing = 1.0
    style.paragraph_format.first_line_indent = Mm(0)


def add_kept(document: DocumentType) -> None:
    """A paragraph that stays with what follows: the last one before the signature, one that announces a list."""
    style = document.styles.add_style("CCHC Kept", WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.element.set(qn("w:styleId"), style_id("CCHC Kept"))
    style.base_style = paragraph_style(document, "Body Text")
    style.paragraph_format.keep_with_next = True


def style_id(name: str) -> str:
    return "".join(word.capitalize() for word in name.split())


def add_rule_border(document: DocumentType) -> None:
    """A rule is the upper border of an empty, very low paragraph."""
    rule = paragraph_style(document, "CCHC Rule")
    rule.paragraph_format.line_spacing = Pt(3)
    rule.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    )
    properties = rule.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")
    section = paragraph_style(document, "CCHC Section")
    section.paragraph_format.line_spacing = Pt(1)
    section.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY


def add_outline_levels(document: DocumentType) -> None:
    """Title and annexes are headings to a screen reader and in the navigation pane."""
    for name in ("CCHC Title", "CCHC Annex"):
        properties = paragraph_style(document, name).element.get_or_add_pPr()
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0")
        properties.append(level)


def set_table_style(document: DocumentType) -> None:
    """Tables are ruled all over, as on official forms."""
    _replace_style(
        document,
        "Table",
        f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>
        <w:basedOn w:val="TableNormal"/><w:qFormat/><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>
        <w:rPr><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>
        <w:tblPr><w:jc w:val="center"/><w:tblBorders>{_borders("single")}</w:tblBorders>
        <w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/>
        <w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>""",
    )


def add_layout_style(document: DocumentType) -> None:
    """Letterhead, signature and form heads stand in tables without borders."""
    _replace_style(
        document,
        "CCHC Layout",
        f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="CchcLayout"><w:name w:val="CCHC Layout"/>
        <w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_borders("nil")}</w:tblBorders></w:tblPr></w:style>""",
    )


def _borders(kind: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)


def _replace_style(document: DocumentType, name: str, xml: str) -> None:
    for style in list(document.styles.element):
        name_element = style.find(qn("w:name"))
        if name_element is not None and name_element.get(qn("w:val")) == name:
            document.styles.element.remove(style)
    document.styles.element.append(parse_xml(xml))


if __name__ == "__main__":
    main()
