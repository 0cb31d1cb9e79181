"""What a DOCX shows of the official form: its styles resolved as Word does, its sections, tables and headers as they are set.

A DOCX has no pages until a word processor lays it out. Where an element is about pages (a head that repeats, a row that stays whole, a
signature that is kept together), what is read is the setting that makes it so. What makes a document hard to edit is read too.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline.official import (
    END,
    Body,
    Finding,
    Line,
    PageNumbers,
    Paper,
    Seen,
    SeenTable,
    Side,
    find_blocks,
)
from cchc_analysis.present.display import RECIPIENTS, SALUTATION
from cchc_analysis.text import clean

TWIPS_A_MM = 1440 / 25.4
EMU_A_TWIP = 635
_SIDES: dict[str, Side] = {"center": "centre"}
# How wide letters of Times New Roman are, in thousandths of their size: roughly, but near enough to compare a rule with a line.
_BOLD_WIDTHS = {
    **dict.fromkeys("ijlít,.:;' ", 290), **dict.fromkeys("frs-", 350), "I": 390, "J": 500, **dict.fromkeys("ceêéègz", 450),
    **dict.fromkeys("BELTSPF", 640), **dict.fromkeys("ACDGHNOQRUVXYKZÀÁẢÃẠĂÂĐÔƠƯ", 735), **dict.fromkeys("MW", 970),
    **dict.fromkeys("mw", 780),
}  # fmt: skip
_TYPICAL = 530
# A row of a table without borders that arranges blocks side by side: letterhead, foot, head of a form.
_LAYOUT_ROWS, _LAYOUT_COLUMNS = 3, 3


@dataclass(frozen=True)
class _Placed:
    """A line, the paragraph that it is in, and the width in twips of the column that it stands in."""

    line: Line
    paragraph: Any
    column: int


def read_docx(path: Path) -> Seen:
    """What the DOCX at `path` shows of the form; raises RenderError for a file that cannot be read."""
    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RenderError(f"{path.name} is not a DOCX that can be read: {error}.") from error
    return _Reader(document).seen()


class _Reader:
    """A document with its styles; each question about it is a method."""

    def __init__(self, document: DocumentType) -> None:
        self.document = document
        self.body = document.element.body
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self.default = next(
            (
                name
                for name, style in self.styles.items()
                if style.get(qn("w:default")) == "1" and _kind(style) == "paragraph"
            ),
            "",
        )
        self.placed = list(self._all_lines())

    def seen(self) -> Seen:
        lines = tuple(each.line for each in self.placed)
        blocks = find_blocks(lines)
        where = {id(each.line): each for each in self.placed}

        def rule(block: Sequence[Line]) -> float | None:
            return self._rule_below([where[id(line)] for line in block])

        return Seen(
            lines=lines,
            papers=tuple(map(_paper, self.body.iter(qn("w:sectPr")))),
            fonts=frozenset(self._fonts()),
            is_black=self._colours() <= {"auto", "000000"},
            numbers=self._page_numbers(),
            motto_rule=rule(blocks.motto),
            agency_rule=rule(blocks.agency),
            subject_rule=rule(blocks.subject),
            body=self._text(),
            tables=tuple(self._tables()),
            stamps=tuple(self._stamps()),
            signature_together=self._signature_together(),
            annexes_on_new_pages=all(self._is_on_new_page(where[id(line)].paragraph) for line in blocks.annexes),
            others=tuple(self._editing()),
        )

    # ---------------------------------------------------------------------------------------------------------- styles

    def _chain(self, name: str | None) -> Iterator[Any]:
        """A style and those that it is based on, the nearest first."""
        style = self.styles.get(name)
        while style is not None:
            yield style
            base = style.find(qn("w:basedOn"))
            style = None if base is None else self.styles.get(base.get(qn("w:val")))

    def _style(self, paragraph: Any) -> str:
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return str(named.get(qn("w:val"))) if named is not None else self.default

    def paragraph_value(self, paragraph: Any, tag: str, attribute: str = "w:val") -> str | None:
        """What a property of a paragraph comes to: its own, its style's, the document's."""
        own = paragraph.find(qn("w:pPr"))
        levels = [own, *(style.find(qn("w:pPr")) for style in self._chain(self._style(paragraph)))]
        defaults = self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
        return _first([*levels, defaults], tag, attribute)

    def run_value(self, paragraph: Any, run: Any, tag: str, attribute: str = "w:val") -> str | None:
        """What a property of a run comes to: its own, its character style's, its paragraph's, the document's."""
        own = run.find(qn("w:rPr"))
        named = None if own is None else own.find(qn("w:rStyle"))
        levels = [own]
        levels += [style.find(qn("w:rPr")) for style in self._chain(None if named is None else named.get(qn("w:val")))]
        levels += [style.find(qn("w:rPr")) for style in self._chain(self._style(paragraph))]
        levels.append(self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"))
        return _first(levels, tag, attribute)

    def has(self, paragraph: Any, tag: str) -> bool:
        """Whether a property that is on or off is on in a paragraph."""
        return _is_on(self.paragraph_value(paragraph, tag))

    # ----------------------------------------------------------------------------------------------------------- lines

    def _all_lines(self) -> Iterator[_Placed]:
        """Every line outside of tables of data, in order."""
        sections = iter(list(self.body.iter(qn("w:sectPr"))))
        width = _text_width(next(sections))
        count = 0
        for element in self.body:
            if element.tag == qn("w:p"):
                for line in self._lines(element, None, count):
                    yield _Placed(line, element, width)
                if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    width = _text_width(next(sections))
            elif element.tag == qn("w:tbl") and _is_layout(element):
                for row in element.iter(qn("w:tr")):
                    cells = row.findall(qn("w:tc"))
                    for position, cell in enumerate(cells):
                        side: Side = "left" if position == 0 else "right" if position == len(cells) - 1 else "centre"
                        for paragraph in cell.iter(qn("w:p")):
                            for line in self._lines(paragraph, side, count):
                                yield _Placed(line, paragraph, _cell_width(cell))
                    count += 1
            count += 1

    def _lines(self, paragraph: Any, side: Side | None, down: int) -> Iterator[Line]:
        """The lines of a paragraph, cut at its line breaks; none where it has no text."""
        parts: list[list[tuple[str, Any]]] = [[]]
        for run in _runs(paragraph):
            for child in run:
                if child.tag == qn("w:br") and child.get(qn("w:type")) is None:
                    parts.append([])
                elif child.tag == qn("w:t"):
                    parts[-1].append((child.text or "", run))
                elif child.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
                    parts[-1].append(("-" if child.tag == qn("w:noBreakHyphen") else " ", run))
        if side is None:
            side = _SIDES.get(self.paragraph_value(paragraph, "w:jc") or "", "text")
        level = self.paragraph_value(paragraph, "w:outlineLvl")
        for part in parts:
            if text := clean("".join(letters for letters, _ in part)):
                size, bold, italic = self._look(paragraph, part)
                yield Line(text, size, bold, italic, side, 0, down, int(level) + 1 if level and int(level) < 9 else 0)

    def _look(self, paragraph: Any, part: Sequence[tuple[str, Any]]) -> tuple[float, bool, bool]:
        """Size, weight and slope of most letters."""
        weights: Counter[tuple[float, bool, bool]] = Counter()
        for letters, run in part:
            size = float(self.run_value(paragraph, run, "w:sz") or 20) / 2
            bold, italic = (_is_on(self.run_value(paragraph, run, tag)) for tag in ("w:b", "w:i"))
            weights[size, bold, italic] += len(letters.strip())
        return max(weights, key=lambda look: weights[look])

    def _rule_below(self, block: Sequence[_Placed]) -> float | None:
        """The length of the rule below a block, a border or a drawn line, as a share of its longest line."""
        if not block:
            return None
        paragraph, column = block[-1].paragraph, block[-1].column
        indents = sum(int(self.paragraph_value(paragraph, "w:ind", f"w:{side}") or 0) for side in ("left", "right"))
        longest = min(max(bold_width(each.line.text) * each.line.size * 20 for each in block), column - indents)
        below = paragraph.getnext()
        lengths = [
            column
            - inside
            - sum(int(self.paragraph_value(each, "w:ind", f"w:{side}") or 0) for side in ("left", "right"))
            for each, edge in ((paragraph, "w:bottom"), (below, "w:top"), (below, "w:bottom"))
            if each is not None and each.tag == qn("w:p") and self._has_border(each, edge)
            for inside in (216 if each.getparent().tag == qn("w:tc") else 0,)
        ]
        for each in (paragraph, below):
            if each is not None:
                lengths += [int(extent.get("cx")) // EMU_A_TWIP for extent in each.iter(qn("wp:extent"))]
        return max(lengths) / longest if lengths else None

    def _has_border(self, paragraph: Any, edge: str) -> bool:
        own = paragraph.find(qn("w:pPr"))
        for level in [own, *(style.find(qn("w:pPr")) for style in self._chain(self._style(paragraph)))]:
            if level is not None and (border := level.find(f"{qn('w:pBdr')}/{qn(edge)}")) is not None:
                return bool(border.get(qn("w:val")) not in ("nil", "none"))
        return False

    # ------------------------------------------------------------------------------------------------------------ text

    def _fonts(self) -> Iterator[str]:
        for paragraph in self.body.iter(qn("w:p")):
            for run in _runs(paragraph):
                if "".join(text.text or "" for text in run.iter(qn("w:t"))).strip():
                    yield self.run_value(paragraph, run, "w:rFonts", "w:ascii") or "phông của chủ đề"

    def _colours(self) -> set[str]:
        return {
            self.run_value(paragraph, run, "w:color") or "auto"
            for paragraph in self.body.iter(qn("w:p"))
            for run in _runs(paragraph)
        }

    def _text(self) -> Body | None:
        """The paragraphs between the addressees and the closing: not headings, lists, captions and pictures."""
        paragraphs, inside = [], False
        for paragraph in self.body.iterchildren(qn("w:p")):
            text = _plain(paragraph)
            if text.startswith(SALUTATION):
                inside = True
            elif inside and text and not text.startswith("- ") and not self._is_apart(paragraph):
                paragraphs.append(paragraph)
            if inside and text.endswith(END):
                break
        if not paragraphs:
            return None
        sizes = [
            self._look(paragraph, [(_plain(paragraph), run)])[0] for paragraph in paragraphs for run in _runs(paragraph)
        ]
        justified = [self.paragraph_value(paragraph, "w:jc") == "both" for paragraph in paragraphs]
        indents = [
            int(self.paragraph_value(paragraph, "w:ind", "w:firstLine") or 0) / TWIPS_A_MM for paragraph in paragraphs
        ]
        spacing = [self._line_spacing(paragraph) for paragraph in paragraphs]
        between = [int(self.paragraph_value(paragraph, "w:spacing", "w:after") or 0) / 20 for paragraph in paragraphs]
        return Body(
            (min(sizes), max(sizes)),
            sum(justified) / len(justified),
            (min(indents), max(indents)),
            (min(spacing), max(spacing)),
            min(between),
        )

    def _is_apart(self, paragraph: Any) -> bool:
        """A heading, an entry of a list, a caption or a picture."""
        return (
            self.paragraph_value(paragraph, "w:outlineLvl") is not None
            or next(paragraph.iter(qn("w:numPr")), None) is not None
            or "caption" in self._style(paragraph).casefold()
            or next(paragraph.iter(qn("w:drawing")), None) is not None
        )

    def _line_spacing(self, paragraph: Any) -> float:
        line = int(self.paragraph_value(paragraph, "w:spacing", "w:line") or 240)
        if self.paragraph_value(paragraph, "w:spacing", "w:lineRule") in ("exact", "atLeast"):
            size = self._look(paragraph, [("x", run) for run in _runs(paragraph)])[0]
            return line / 20 / (size * 1.149)
        return line / 240

    # ------------------------------------------------------------------------------------------------ pages and tables

    def _page_numbers(self) -> PageNumbers:
        sections = list(self.document.sections)
        first, *_ = sections
        headers = [section.header for section in sections]
        front = first.first_page_header if first.different_first_page_header_footer else first.header
        found = [number for header in headers if (number := _page_field(header._element)) is not None]
        sizes = [float(self.run_value(paragraph, run, "w:sz") or 20) / 2 for paragraph, run in found]
        return PageNumbers(
            on_first=_page_field(front._element) is not None,
            missing=len(headers) - len(found),
            size=max(sizes, default=0),
            is_upright=not any(_is_on(self.run_value(paragraph, run, "w:i")) for paragraph, run in found),
            is_centred=all(self.paragraph_value(paragraph, "w:jc") == "center" for paragraph, _ in found),
            is_in_top_margin=all(
                int(section.header_distance or 0) < int(section.top_margin or 0) for section in sections
            ),
        )

    def _tables(self) -> Iterator[SeenTable]:
        sections = iter(list(self.body.iter(qn("w:sectPr"))))
        section, caption = next(sections), ""
        for element in self.body:
            if element.tag == qn("w:p"):
                caption = _plain(element) or caption
                if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    section = next(sections)
            elif element.tag == qn("w:tbl") and not _is_layout(element):
                rows = element.findall(qn("w:tr"))
                yield SeenTable(
                    caption.partition(".")[0][:20],
                    len(element.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")),
                    _paper(section).is_landscape,
                    _row_is(rows[0], "w:tblHeader"),
                    sum(not _row_is(row, "w:cantSplit") for row in rows),
                )

    def _stamps(self) -> Iterator[frozenset[str]]:
        """The words across the first page, and across the others of each section."""
        sections = list(self.document.sections)
        headers = [section.header for section in sections]
        if sections[0].different_first_page_header_footer:
            headers.insert(0, sections[0].first_page_header)
        for header in headers:
            yield frozenset(
                clean(path.get("string", "")) for path in header._element.iter("{urn:schemas-microsoft-com:vml}textpath")
                if path.get("string")
            )  # fmt: skip

    def _signature_together(self) -> bool:
        """The foot is one row that is not split, and the last paragraph stays with it."""
        closing = None
        for element in self.body:
            if element.tag == qn("w:p") and _plain(element).endswith(END):
                closing = element
            if element.tag == qn("w:tbl") and any(_plain(each) == RECIPIENTS for each in element.iter(qn("w:p"))):
                return (
                    closing is not None
                    and closing.getnext() is element
                    and self.has(closing, "w:keepNext")
                    and all(_row_is(row, "w:cantSplit") for row in element.findall(qn("w:tr")))
                    and len(element.findall(qn("w:tr"))) == 1
                )
        return False

    def _is_on_new_page(self, paragraph: Any) -> bool:
        before = paragraph.getprevious()
        if self.has(paragraph, "w:pageBreakBefore") or before is None:
            return True
        ends_section = before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
        return ends_section or any(each.get(qn("w:type")) == "page" for each in before.iter(qn("w:br")))

    # --------------------------------------------------------------------------------------------------------- editing

    def _editing(self) -> Iterator[Finding]:
        """What makes a document easy to edit: styles instead of single letters' looks, tables that fit, nothing that floats."""
        boxes = sum(1 for _ in self.body.iter(qn("w:txbxContent")))
        yield Finding("Hộp văn bản", str(boxes), "không có", not boxes)
        headings = [each for each in self.placed if each.line.level > 1]
        styled = [each for each in headings if self._name(each.paragraph).startswith("heading")]
        yield Finding(
            "Kiểu đề mục", f"{len(styled)}/{len(headings)} theo Heading", "mọi đề mục", len(styled) == len(headings) > 0
        )
        wide = list(self._wide_tables())
        yield Finding("Độ rộng bảng", "; ".join(wide) or "vừa khổ giấy", "vừa khổ giấy, các cột cộng đúng", not wide)
        empty = sum(1 for paragraph in self.body.iterchildren(qn("w:p")) if self._is_filler(paragraph))
        yield Finding("Đoạn trống để giãn trang", str(empty), "không có", not empty)
        pictures = list(self.body.iter(qn("wp:docPr")))
        silent = sum(1 for each in pictures if not (each.get("descr") or "").strip())
        yield Finding("Mô tả hình", f"{len(pictures) - silent}/{len(pictures)} hình", "mọi hình", not silent)
        language = self.document.styles.element.find(
            f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
        )
        said = "" if language is None else str(language.get(qn("w:val")))
        yield Finding("Ngôn ngữ", said or "không", "vi-VN", said.casefold().startswith("vi"))

    def _name(self, paragraph: Any) -> str:
        style = self.styles.get(self._style(paragraph))
        name = None if style is None else style.find(qn("w:name"))
        return "" if name is None else str(name.get(qn("w:val"))).casefold()

    def _wide_tables(self) -> Iterator[str]:
        sections = iter(list(self.body.iter(qn("w:sectPr"))))
        width, count = _text_width(next(sections)), 0
        for element in self.body:
            if element.tag == qn("w:tbl"):
                count += 1
                grid = sum(int(each.get(qn("w:w"))) for each in element.iter(qn("w:gridCol")))
                if grid > width + 20:
                    yield f"bảng thứ {count}: rộng hơn {round((grid - width) / TWIPS_A_MM)} mm"
            elif element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                width = _text_width(next(sections))

    def _is_filler(self, paragraph: Any) -> bool:
        holds = ("w:sectPr", "w:drawing", "w:pict", "w:br")
        return (
            not _plain(paragraph)
            and not any(next(paragraph.iter(qn(tag)), None) is not None for tag in holds)
            and not any(self._has_border(paragraph, edge) for edge in ("w:top", "w:bottom"))
        )


# ------------------------------------------------------------------------------------------------------------- small parts


@cache
def bold_width(text: str) -> float:
    """How wide a text in bold is, as a multiple of the size of its letters."""
    capital = 710 if text == text.upper() else _TYPICAL
    return sum(_BOLD_WIDTHS.get(letter, capital if letter.isupper() else _TYPICAL) for letter in text) / 1000


def _kind(style: Any) -> str:
    return str(style.get(qn("w:type")))


def _first(levels: Sequence[Any], tag: str, attribute: str) -> str | None:
    """The attribute of the first level that has it; an element without the attribute says "1" of what is on or off."""
    for level in levels:
        found = None if level is None else level.find(qn(tag))
        if found is not None and (found.get(qn(attribute)) is not None or attribute == "w:val"):
            return str(found.get(qn(attribute), "1"))
    return None


def _is_on(value: str | None) -> bool:
    return value not in (None, "0", "false", "off", "none")


def _runs(paragraph: Any) -> Iterator[Any]:
    """The runs of a paragraph, also those in links; not those inside of what is drawn in it."""
    for child in paragraph:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag in (qn("w:hyperlink"), qn("w:ins"), qn("w:smartTag")):
            yield from child.iterchildren(qn("w:r"))


def _plain(paragraph: Any) -> str:
    return clean("".join(text.text or "" for run in _runs(paragraph) for text in run.iter(qn("w:t"))))


def _is_layout(table: Any) -> bool:
    """A table that arranges blocks side by side: few cells and no head."""
    rows = table.findall(qn("w:tr"))
    columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
    has_head = any(_row_is(row, "w:tblHeader") for row in rows)
    return not has_head and len(rows) <= _LAYOUT_ROWS and columns <= _LAYOUT_COLUMNS


def _row_is(row: Any, tag: str) -> bool:
    found = row.find(f"{qn('w:trPr')}/{qn(tag)}")
    return found is not None and _is_on(found.get(qn("w:val"), "1"))


def _cell_width(cell: Any) -> int:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    return 0 if width is None else int(float(width.get(qn("w:w"))))


def _text_width(section: Any) -> int:
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return int(size.get(qn("w:w"))) - int(margin.get(qn("w:left"))) - int(margin.get(qn("w:right")))


def _paper(section: Any) -> Paper:
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = (int(size.get(qn(f"w:{name}"))) / TWIPS_A_MM for name in ("w", "h"))
    top, bottom, left, right = (
        int(margin.get(qn(f"w:{name}"))) / TWIPS_A_MM for name in ("top", "bottom", "left", "right")
    )
    return Paper(width, height, top, bottom, left, right)


def _page_field(header: Any) -> tuple[Any, Any] | None:
    """The paragraph and the run that hold the number of the page."""
    for paragraph in header.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            if any(re.match(r"\s*PAGE\b", text.text or "") for text in run.iter(qn("w:instrText"))):
                return paragraph, run
        for field in paragraph.iter(qn("w:fldSimple")):
            if re.match(r"\s*PAGE\b", field.get(qn("w:instr"), "")):
                return paragraph, next(field.iter(qn("w:r")))
    return None
