"""What a PDF shows of the official form: its pages measured, its tags followed, and what an archive and a screen reader need.

Blocks are found by their place on the page, paragraphs and tables by their tags; a PDF without tags has its blocks measured only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pypdf
from pypdf.errors import PyPdfError

from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline.official import Body, Finding, Line, PageNumbers, Paper, Seen, SeenTable, Side, find_blocks
from cchc_analysis.pipeline.pdf_pages import Page, Piece, Tag, read_page, read_tags
from cchc_analysis.text import clean

MM = 72 / 25.4
# A capital letter and a single line of Times New Roman, as shares of the size of its letters.
CAPITAL, SINGLE_LINE = 0.66, 1.149
# Wider than any space between words of a justified line.
_GAP = 18
_TOP_MARGIN = 20 * MM
# Text may reach to the very edge of the margin.
_MARGIN = 19.5 * MM
# A text of this share of its letters is in bold, in italics.
_MOST = 0.6
# A row that takes this share of a page, and its head with it, fits on none.
_AS_HIGH_AS_A_PAGE = 0.75
_LISTS = ("Table", "L", "Figure", "Caption", "TOC")


@dataclass(frozen=True)
class _Placed:
    """A line and where it stands."""

    line: Line
    left: float
    right: float
    baseline: float
    pieces: tuple[Piece, ...]


def read_pdf(path: Path) -> Seen:
    """What the PDF at `path` shows of the form; raises RenderError for a file that cannot be read."""
    try:
        reader = pypdf.PdfReader(path)
        pages = [read_page(page, reader) for page in reader.pages]
        tags = read_tags(reader)
    except (PyPdfError, OSError, KeyError, ValueError) as error:
        raise RenderError(f"{path.name} is not a PDF that can be read: {error}.") from error
    levels = _levels(tags)
    placed = [line for number, page in enumerate(pages, start=1) for line in _lines(page, number, levels)]
    lines = tuple(each.line for each in placed)
    blocks = find_blocks(lines)
    where = {id(each.line): each for each in placed}
    foot = [*blocks.closing, *blocks.recipients_head, *blocks.recipients, *blocks.capacity, *blocks.signer]
    pictures = _content(tags, "Figure")
    text = [
        piece
        for number, page in enumerate(pages)
        for piece in page.pieces
        if not piece.artifact and not piece.is_turned and (number, piece.mcid) not in pictures
    ]

    def rule(block: Sequence[Line]) -> float | None:
        return _rule_below([where[id(line)] for line in block], pages)

    return Seen(
        lines=lines,
        papers=tuple(map(_paper, pages)),
        fonts=frozenset(piece.font.partition("-")[0].partition(",")[0] for piece in text if piece.text.strip()),
        is_black=all(piece.is_black for piece in text if piece.text.strip()),
        numbers=_page_numbers(pages),
        motto_rule=rule(blocks.motto),
        agency_rule=rule(blocks.agency),
        subject_rule=rule(blocks.subject),
        body=_body(tags, pages, blocks.addressees, blocks.closing, lines, where),
        tables=tuple(_tables(tags, pages)),
        stamps=tuple(frozenset(clean(p.text) for p in page.pieces if p.is_turned) for page in pages),
        signature_together=bool(foot) and len({line.page for line in foot}) == 1,
        annexes_on_new_pages=all(_is_first(line, lines) for line in blocks.annexes),
        others=tuple(_standards(reader, tags)),
    )


# ------------------------------------------------------------------------------------------------------------------ lines


def _lines(page: Page, number: int, levels: dict[tuple[int, int | None], int]) -> Iterator[_Placed]:
    """The lines of a page in the order of its content, without what stands in the top margin."""
    left, right = _edges(page)
    run: list[Piece] = []
    for piece in [*page.pieces, None]:
        if piece is not None and (piece.is_turned or piece.artifact or piece.baseline > page.height - _TOP_MARGIN):
            continue
        if run and (piece is None or not _follows(piece, run[-1])):
            if clean("".join(each.text for each in run)):
                yield _placed(run, page, number, left, right, levels)
            run = []
        if piece is not None:
            run.append(piece)


def _follows(piece: Piece, before: Piece) -> bool:
    return abs(piece.baseline - before.baseline) < 1 and -1 <= piece.left - before.right <= _GAP


def _placed(
    run: Sequence[Piece], page: Page, number: int, left: float, right: float, levels: dict[tuple[int, int | None], int]
) -> _Placed:
    weights: Counter[tuple[float, bool, bool]] = Counter()
    for piece in run:
        style = piece.font.casefold()
        weights[piece.size, "bold" in style, "italic" in style or "oblique" in style] += len(piece.text.strip())
    total = sum(weights.values()) or 1
    size = max(weights, key=lambda look: weights[look])[0]
    start, end = run[0].left, max(piece.right for piece in run if piece.text.strip() or len(run) == 1)
    line = Line(
        clean("".join(piece.text for piece in run)),
        round(size, 1),
        sum(n for (_, bold, _), n in weights.items() if bold) / total > _MOST,
        sum(n for (_, _, italic), n in weights.items() if italic) / total > _MOST,
        _side(start, end, left, right, page.width),
        number,
        page.height - run[0].baseline,
        max((levels.get((number - 1, piece.mcid), 0) for piece in run), default=0),
    )
    return _Placed(line, start, end, run[0].baseline, tuple(run))


def _side(start: float, end: float, left: float, right: float, width: float) -> Side:
    if abs((start + end) / 2 - (left + right) / 2) < 4 and start - left > 3:
        return "centre"
    if start > 0.45 * width:
        return "right"
    return "left" if end < 0.5 * width else "text"


def _edges(page: Page) -> tuple[float, float]:
    """Where the text of a page begins and ends from left to right."""
    inside = [piece for piece in page.pieces if not piece.is_turned and not piece.artifact and piece.text.strip()]
    lines = [(piece.left, piece.right) for piece in inside] + [
        (rule.left + 0.5, rule.right - 0.5) for rule in page.rules
    ]
    return min((left for left, _ in lines), default=0), max((right for _, right in lines), default=page.width)


def _paper(page: Page) -> Paper:
    inside = [
        piece
        for piece in page.pieces
        if not piece.is_turned and piece.artifact != "Pagination" and piece.baseline < page.height - _TOP_MARGIN + CAPITAL
        and piece.text.strip()
    ]  # fmt: skip
    left, right = _edges(page)
    rules = [rule.height for rule in page.rules]
    top = max([piece.baseline + CAPITAL * piece.size for piece in inside] + rules, default=None)
    bottom = min([piece.baseline for piece in inside] + rules, default=None)
    return Paper(
        page.width / MM,
        page.height / MM,
        None if top is None else (page.height - top) / MM,
        None if bottom is None else bottom / MM,
        left / MM if inside else None,
        (page.width - right) / MM if inside else None,
    )


def _is_first(line: Line, lines: Sequence[Line]) -> bool:
    return line is min((each for each in lines if each.page == line.page), key=lambda each: each.down)


def _page_numbers(pages: Sequence[Page]) -> PageNumbers:
    found = [_page_number(page, number) for number, page in enumerate(pages, start=1)]
    shown = [(piece, page) for piece, page in zip(found[1:], pages[1:], strict=True) if piece is not None]
    return PageNumbers(
        on_first=bool(found) and found[0] is not None,
        missing=len(pages) - 1 - len(shown),
        size=max((piece.size for piece, _ in shown), default=13),
        is_upright=not any("italic" in piece.font.casefold() for piece, _ in shown),
        is_centred=all(_is_centred(piece, page) for piece, page in shown),
        is_in_top_margin=all(piece.baseline > page.height - _TOP_MARGIN for piece, page in shown),
    )


def _page_number(page: Page, number: int) -> Piece | None:
    """What says the number of the page: alone on its line in the upper or lower margin."""
    lines: dict[int, list[Piece]] = defaultdict(list)
    for piece in page.pieces:
        if not piece.is_turned and not _MARGIN < piece.baseline < page.height - _MARGIN:
            lines[round(piece.baseline)].append(piece)
    alone = [line[0] for line in lines.values() if clean("".join(piece.text for piece in line)) == str(number)]
    return max(alone, key=lambda piece: piece.baseline, default=None)


def _is_centred(piece: Piece, page: Page) -> bool:
    """In the middle of the page, or of its text."""
    left, right = _edges(page)
    middle = (piece.left + piece.right) / 2
    return (
        min(abs(middle - page.width / 2), abs(middle - (left + right) / 2), abs(middle - _text_middle(page))) < 3 * MM
    )


def _text_middle(page: Page) -> float:
    """The middle between margins of 30 and 15 mm, for pages whose text does not reach both."""
    return (30 * MM + page.width - 15 * MM) / 2


def _rule_below(block: Sequence[_Placed], pages: Sequence[Page]) -> float | None:
    """The length of the rule close below a block as a share of its longest line."""
    if not block:
        return None
    last, width = block[-1], max(each.right - each.left for each in block)
    middle = (last.left + last.right) / 2
    near = [
        rule
        for rule in pages[last.line.page - 1].rules
        if 0 < last.baseline - rule.height < 16 and abs((rule.left + rule.right) / 2 - middle) < 8
    ]
    return max((rule.right - rule.left for rule in near), default=0) / width or None


# ------------------------------------------------------------------------------------------------------------------- tags


def _levels(tags: Tag | None) -> dict[tuple[int, int | None], int]:
    """Page and MCID of what is in a heading → its level."""
    found = tags.walk() if tags else ()
    return {mark: int(tag.kind[1:]) for tag in found if re.fullmatch(r"H\d", tag.kind) for mark in tag.content}


def _content(tags: Tag | None, kind: str) -> set[tuple[int, int | None]]:
    return {mark for tag in (tags.walk() if tags else ()) if tag.kind == kind for mark in tag.content}


def _paragraphs(tag: Tag) -> Iterator[Tag]:
    """The paragraphs of the text: not those in tables, lists and captions."""
    if tag.kind == "P":
        yield tag
    elif tag.kind not in _LISTS:
        for inside in tag.inside:
            yield from _paragraphs(inside)


def _body(
    tags: Tag | None,
    pages: Sequence[Page],
    addressees: Sequence[Line],
    closing: Sequence[Line],
    lines: Sequence[Line],
    where: dict[int, _Placed],
) -> Body | None:
    """The paragraphs between the addressees and the closing, measured."""
    if tags is None or not addressees or not closing:
        return None
    start, end = (addressees[0].page, addressees[0].down), (closing[0].page, closing[0].down)
    by_mark: dict[tuple[int, int | None], list[_Placed]] = defaultdict(list)
    for line in lines:
        for piece in where[id(line)].pieces:
            by_mark[line.page - 1, piece.mcid].append(where[id(line)])
    paragraphs = []
    for tag in _paragraphs(tags):
        placed = list({id(each): each for mark in tag.content for each in by_mark[mark]}.values())
        inside = [each for each in placed if start < (each.line.page, each.line.down) <= end]
        if inside and len(inside) == len(placed) and all(each.line.level == 0 for each in inside):
            paragraphs.append(inside)
    long = [paragraph for paragraph in paragraphs if len(paragraph) > 1]
    if not long:
        return None
    left = {number: _edges(page)[0] for number, page in enumerate(pages, start=1)}
    right = max(each.right for paragraph in long for each in paragraph[:-1])
    full = [abs(each.right - right) < 1 for paragraph in long for each in paragraph[:-1]]
    sizes = [each.line.size for paragraph in paragraphs for each in paragraph]
    steps = [
        (one.baseline - other.baseline) / (one.line.size * SINGLE_LINE)
        for paragraph in long
        for one, other in pairwise(paragraph)
        if one.line.page == other.line.page
    ]
    step = median(steps) * median(sizes) * SINGLE_LINE if steps else 0
    # Neighbours only: a list, a table or a heading between two paragraphs has spaces of its own.
    between = [
        one[-1].baseline - other[0].baseline - step
        for one, other in pairwise(paragraphs)
        if one[-1].line.page == other[0].line.page and one[-1].baseline - other[0].baseline < 2.2 * step
    ]
    # A line that ends before the margin on purpose begins at the same place as the others, so only beginnings are measured.
    indents = [(paragraph[0].left - left[paragraph[0].line.page]) / MM for paragraph in long]
    return Body(
        (min(sizes), max(sizes)),
        sum(full) / len(full),
        (min(indents), max(indents)),
        (min(steps, default=0), max(steps, default=0)),
        min(between, default=6),
    )


def _tables(tags: Tag | None, pages: Sequence[Page]) -> Iterator[SeenTable]:
    texts: dict[tuple[int, int | None], str] = defaultdict(str)
    heights: dict[tuple[int, int | None], float] = {}
    for number, page in enumerate(pages):
        for piece in page.pieces:
            texts[number, piece.mcid] += piece.text
            heights[number, piece.mcid] = piece.baseline
    whole = [_unbroken("".join(piece.text for piece in page.pieces)) for page in pages]
    caption = ""
    for tag in tags.walk() if tags else ():
        # A caption stands before its table, in it or beside it.
        if tag.kind == "Caption":
            caption = clean("".join(texts[mark] for mark in tag.content))
        if tag.kind != "Table":
            continue
        own = next((inside for inside in tag.inside if inside.kind == "Caption"), None)
        name = clean("".join(texts[mark] for mark in own.content)) if own else caption
        rows = [inside for inside in tag.walk() if inside.kind == "TR"]
        columns = max((sum(cell.columns for cell in row.inside) for row in rows), default=0)
        # The title of a group across the table is tagged as a head too, but not repeated.
        heads = [
            _unbroken("".join(texts[mark] for mark in cell.content))
            for part in tag.inside
            if part.kind == "THead"
            for row in part.inside
            for cell in row.inside
            if cell.columns < columns
        ]
        on = sorted({page for row in rows for page, _ in row.content})
        yield SeenTable(
            name.partition(".")[0] or "bảng không tên",
            columns,
            all(pages[page].width > pages[page].height for page in on),
            len(on) < 2 or (bool(heads) and all(head in whole[page] for page in on for head in heads)),
            sum(_is_cut(row, heights, pages) for row in rows),
        )


def _is_cut(row: Tag, heights: Mapping[tuple[int, int | None], float], pages: Sequence[Page]) -> bool:
    """A row is on more than one page, though it is not as high as one; a cell that is one with cells below it may go on there."""
    cells = [cell.content for cell in row.inside if cell.rows == 1]
    if len({page for cell in cells for page, _ in cell}) < 2:
        return False
    whole = 0.0
    for cell in cells:
        on: dict[int, list[float]] = defaultdict(list)
        for mark in cell:
            if mark in heights:
                on[mark[0]].append(heights[mark])
        share = sum((max(each) - min(each)) / (pages[page].height - 2 * _TOP_MARGIN) for page, each in on.items())
        whole = max(whole, share)
    return whole < _AS_HIGH_AS_A_PAGE


def _unbroken(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", clean(text))


# -------------------------------------------------------------------------------------------------------------- standards


def _standards(reader: pypdf.PdfReader, tags: Tag | None) -> Iterator[Finding]:
    """What an archive (PDF/A) and a screen reader (PDF/UA) need, as the file itself says it has it."""
    root = reader.root_object
    metadata = root["/Metadata"].get_object().get_data().decode("utf-8", "replace") if "/Metadata" in root else ""  # type: ignore[union-attr]

    def said(name: str) -> str:
        found = re.search(rf"<{name}>([^<]*)</{name}>|{name}=\"([^\"]*)\"", metadata)
        return (found[1] or found[2]) if found else ""

    archive = f"{said('pdfaid:part')}{said('pdfaid:conformance').lower()}"
    yield Finding("PDF/A", f"PDF/A-{archive}" if archive else "không", "PDF/A-2a (hoặc 3a)", archive in ("2a", "3a"))
    accessible = said("pdfuaid:part")
    yield Finding("PDF/UA", f"PDF/UA-{accessible}" if accessible else "không", "PDF/UA-1", accessible == "1")
    marked = bool(root.get("/MarkInfo", {}).get_object().get("/Marked")) if "/MarkInfo" in root else False
    yield Finding("Gắn thẻ", "có" if marked and tags else "không", "có", marked and tags is not None)
    language = str(root.get("/Lang", ""))
    yield Finding("Ngôn ngữ", language or "không", "vi-VN", language.casefold().startswith("vi"))
    marks = _flat(reader.outline)
    headings = sum(1 for tag in (tags.walk() if tags else ()) if re.fullmatch(r"H\d", tag.kind))
    yield Finding(
        "Dấu trang", f"{marks} dấu trang, {headings} đề mục", "mỗi đề mục một dấu trang", marks == headings > 0
    )
    loose = sorted(_loose_fonts(reader))
    yield Finding("Nhúng phông", ", ".join(loose) or "tất cả", "tất cả", not loose)
    pictures = [tag for tag in (tags.walk() if tags else ()) if tag.kind == "Figure"]
    silent = sum(1 for tag in pictures if not tag.alternative.strip())
    yield Finding("Mô tả hình", f"{len(pictures) - silent}/{len(pictures)} hình", "mọi hình", not silent)


def _flat(outline: Sequence[object]) -> int:
    return sum(_flat(item) if isinstance(item, list) else 1 for item in outline)


def _loose_fonts(reader: pypdf.PdfReader) -> set[str]:
    """The fonts that are not in the file."""
    loose = set()
    for page in reader.pages:
        for font in page.get("/Resources", {}).get_object().get("/Font", {}).get_object().values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", {}).get_object()
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                loose.add(str(font.get("/BaseFont", "?")).removeprefix("/"))
    return loose
