"""The form of an official document (Nghị định 30/2020/NĐ-CP, Phụ lục I): what each element must be, held against what was seen.

`official_docx` and `official_pdf` read a file back and say what they saw; what is right is written here once for both. Ranges are
those of the decree; where it leaves a choice to the office (how a table is carried over to the next page, from which number of columns
on it lies on its side) the rule is our own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

from cchc_analysis.present.display import MOTTO, NATIONAL_NAME, RECIPIENTS, SALUTATION
from cchc_analysis.present.wording import DRAFT_STAMP, KIND, PROVISIONAL_STAMP

Side = Literal["left", "right", "centre", "text"]
Range = tuple[float, float]

END = "./."
# Times New Roman and the fonts that are as wide, letter for letter.
FONTS = ("times new roman", "tinos", "liberation serif", "timesnewroman", "liberationserif")
A4 = (210, 297)
# From this number of columns on a table lies on its side.
WIDE = 10
# What a printer or a rounding may add or take away.
MM, POINT = 0.6, 0.1
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ANNEX = re.compile(r"Phụ lục(?: \w{1,5})?")
_NUMBER = re.compile(r"Số: (?:\d{2,})/[A-ZĐ]+(?:-[A-ZĐ&]+)+")
_NUMBER_GAP = re.compile(r"Số:\s*/[A-ZĐ]+(?:-[A-ZĐ&]+)+")
_DATE = re.compile(r".+, ngày (?:0[1-9]|[12]\d|3[01]) tháng (?:0[12]|[3-9]|1[0-2]) năm \d{4}")
_DATE_GAP = re.compile(r".+, ngày\s+tháng (?:\s*|0[12]|[3-9]|1[0-2]) năm \d{4}")
_PLACE_DATE = re.compile(r"[^,]+, ngày.*tháng.*năm \d{4}$")


@dataclass(frozen=True)
class Finding:
    """An element of the form: what was measured, what is expected, and whether the one is the other."""

    element: str
    measured: str
    expected: str
    is_right: bool


@dataclass(frozen=True)
class Line:
    """A line of a PDF, or a paragraph of a DOCX up to its end or the next line break.

    `side`: where it stands on the page. `level`: of a heading, else 0. `page` counts from 1 (0: the format has no pages), `down` is
    larger for what comes later on it.
    """

    text: str
    size: float
    is_bold: bool
    is_italic: bool
    side: Side
    page: int = 0
    down: float = 0
    level: int = 0


@dataclass(frozen=True)
class Paper:
    """A page or a section: its size and margins in millimetres; None for a margin that nothing shows."""

    width: float
    height: float
    top: float | None
    bottom: float | None
    left: float | None
    right: float | None

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True)
class Body:
    """The paragraphs of the text, as ranges over them all.

    Sizes in points; the share of lines (or paragraphs) that are justified; first-line indents in millimetres; line spacing in
    multiples of a single line; the space between paragraphs in points.
    """

    sizes: Range
    justified: float
    indents: Range
    spacing: Range
    between: float


@dataclass(frozen=True)
class PageNumbers:
    """How pages are numbered: what was seen on the first page and on the others."""

    on_first: bool
    missing: int  # pages, or sections, that should have a number and have none
    size: float
    is_upright: bool
    is_centred: bool
    is_in_top_margin: bool


@dataclass(frozen=True)
class SeenTable:
    """A table: how it is named, how many columns it has, and how it behaves where a page ends."""

    name: str
    columns: int
    is_landscape: bool
    repeats_head: bool
    cut_rows: int


@dataclass(frozen=True)
class Seen:
    """What was read back from a file."""

    lines: tuple[Line, ...]
    papers: tuple[Paper, ...]
    fonts: frozenset[str]
    is_black: bool
    numbers: PageNumbers
    # The length of the rule below a line as a share of the line, where there is one.
    motto_rule: float | None
    agency_rule: float | None
    subject_rule: float | None
    body: Body | None
    tables: tuple[SeenTable, ...]
    # Stamps across each page (or each kind of page).
    stamps: tuple[frozenset[str], ...]
    signature_together: bool
    annexes_on_new_pages: bool
    others: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Blocks:
    """The parts of an official document, found by what they say and where they stand."""

    parent: tuple[Line, ...]
    agency: tuple[Line, ...]
    nation: tuple[Line, ...]
    motto: tuple[Line, ...]
    number: tuple[Line, ...]
    place_date: tuple[Line, ...]
    kind: tuple[Line, ...]
    subject: tuple[Line, ...]
    addressees: tuple[Line, ...]
    headings: tuple[Line, ...]
    closing: tuple[Line, ...]
    recipients_head: tuple[Line, ...]
    recipients: tuple[Line, ...]
    capacity: tuple[Line, ...]
    signer: tuple[Line, ...]
    annexes: tuple[Line, ...]
    annex_titles: tuple[Line, ...]
    annex_references: tuple[Line, ...]

    @property
    def is_draft(self) -> bool:
        """It has no number yet."""
        return not any(_NUMBER.fullmatch(line.text) for line in self.number)


def find_blocks(lines: Sequence[Line]) -> Blocks:
    """The parts of the document among its `lines`, which are in reading order; what is not there is empty."""

    def first(holds: Callable[[Line], bool], since: int = 0) -> int:
        return next((at for at in range(since, len(lines)) if holds(lines[at])), len(lines))

    number = first(lambda line: line.text.startswith("Số:"))
    kind = first(lambda line: line.text == KIND)
    addressed = first(lambda line: line.text.startswith(SALUTATION))
    head = lines[: min(kind, addressed)]
    subject = list(takewhile(lambda line: line.is_bold and line.side == "centre", lines[kind + 1 : addressed]))
    received = first(lambda line: line.text == RECIPIENTS)
    annex = first(lambda line: bool(_ANNEX.fullmatch(line.text)), received)
    ends = [line for line in lines[:received] if line.text.endswith(END)]
    foot = lines[received + 1 : annex]
    # In a PDF the two columns of the foot are read line by line, in a DOCX one after the other.
    beside = [line for line in lines[max(0, received - 3) : annex] if line.side in ("right", "centre") and line.is_bold]
    annexes = [at for at in range(received, len(lines)) if _ANNEX.fullmatch(lines[at].text)]
    titles, references = [], []
    for at in annexes:
        following = list(takewhile(lambda line: line.side == "centre" and line.size >= 12.5, lines[at + 1 : at + 6]))
        titles += [line for line in following if line.is_bold]
        references += [line for line in following if line.is_italic]
    return Blocks(
        parent=tuple(
            line for line in head if line.side == "left" and not line.is_bold and not line.text.startswith("Số:")
        ),
        agency=tuple(line for line in head if line.side == "left" and line.is_bold),
        nation=tuple(line for line in head if line.text.replace("HOÀ", "HÒA") == NATIONAL_NAME),
        motto=tuple(line for line in head if line.text == MOTTO),
        number=tuple(lines[number : number + 1]) if number < kind else (),
        place_date=tuple(line for line in head if _PLACE_DATE.match(line.text)),
        kind=tuple(lines[kind : kind + 1]),
        subject=tuple(subject),
        addressees=tuple(lines[addressed : addressed + 1]),
        headings=tuple(line for line in lines[addressed:received] if line.level > 1),
        closing=tuple(ends[-1:]),
        recipients_head=tuple(lines[received : received + 1]),
        recipients=tuple(line for line in foot if line.side == "left"),
        capacity=tuple(line for line in beside if is_caps(line.text)),
        signer=tuple(line for line in beside if not is_caps(line.text)),
        annexes=tuple(lines[at] for at in annexes),
        annex_titles=tuple(titles),
        annex_references=tuple(references),
    )


def check(seen: Seen) -> list[Finding]:
    """Every element of the form, in the order of the document."""
    blocks = find_blocks(seen.lines)
    return [
        *_paper(seen),
        *_fonts(seen),
        *_page_numbers(seen.numbers),
        *_head(seen, blocks),
        *_order(blocks),
        *_text(seen, blocks),
        *_foot(seen, blocks),
        *_annexes(seen, blocks),
        *_tables(seen.tables),
        *_stamps(seen, blocks),
        *seen.others,
    ]


# -------------------------------------------------------------------------------------------------------- paper and fonts


def _paper(seen: Seen) -> Iterator[Finding]:
    sizes = sorted({(round(paper.width), round(paper.height)) for paper in seen.papers})
    yield Finding(
        "Khổ giấy",
        ", ".join(f"{width} × {height} mm" for width, height in sizes),
        "A4 (210 × 297 mm)",
        bool(sizes) and all(tuple(sorted(size)) == A4 for size in sizes),
    )
    for landscape, where in ((False, "trang dọc"), (True, "trang ngang")):
        papers = [paper for paper in seen.papers if paper.is_landscape == landscape]
        if not papers:
            continue
        for name, given, wanted in (
            ("trên", [paper.top for paper in papers], (20, 25)),
            ("trái", [paper.left for paper in papers], (30, 35)),
            ("phải", [paper.right for paper in papers], (15, 20)),
        ):
            yield _within(f"Lề {name}, {where}", min(_known(given), default=None), wanted, "mm", MM)
        # A page need not be full, so only the least is held.
        bottom = min(_known([paper.bottom for paper in papers]), default=None)
        yield Finding(
            f"Lề dưới, {where}", _measure(bottom, "mm"), "từ 20 mm", bottom is not None and bottom >= 20 - 2 * MM
        )


def _fonts(seen: Seen) -> Iterator[Finding]:
    right = all(name.casefold().partition("-")[0].startswith(FONTS) for name in seen.fonts)
    yield Finding(
        "Phông chữ",
        ", ".join(sorted(seen.fonts)),
        "Times New Roman hoặc phông cùng kích thước",
        bool(seen.fonts) and right,
    )
    yield Finding("Màu chữ", "đen" if seen.is_black else "có chữ màu khác", "đen", seen.is_black)


def _page_numbers(numbers: PageNumbers) -> Iterator[Finding]:
    yield Finding("Số trang, trang đầu", "có" if numbers.on_first else "không", "không", not numbers.on_first)
    said = [
        "đủ" if not numbers.missing else f"thiếu {numbers.missing}",
        f"cỡ {_number(numbers.size)}",
        "đứng" if numbers.is_upright else "nghiêng",
        "giữa" if numbers.is_centred else "lệch",
        "trong lề trên" if numbers.is_in_top_margin else "ngoài lề trên",
    ]
    right = numbers.is_upright and numbers.is_centred and numbers.is_in_top_margin and not numbers.missing
    yield Finding(
        "Số trang, từ trang thứ hai",
        ", ".join(said),
        "đủ, cỡ 13–14, đứng, giữa, trong lề trên",
        right and _in(numbers.size, (13, 14), POINT),
    )


# ------------------------------------------------------------------------------------------------------------------- head


def _head(seen: Seen, blocks: Blocks) -> Iterator[Finding]:
    yield _look("Quốc hiệu", blocks.nation, (12, 13), bold=True, caps=True, side="right")
    yield _look("Tiêu ngữ", blocks.motto, (13, 14), bold=True, caps=False, side="right")
    yield _rule("Dòng kẻ dưới tiêu ngữ", seen.motto_rule, (0.95, 1.06))
    yield _look("Cơ quan chủ quản", blocks.parent, (12, 13), bold=False, caps=True, side="left")
    yield _look("Cơ quan ban hành", blocks.agency, (12, 13), bold=True, caps=True, side="left")
    yield _rule("Dòng kẻ dưới cơ quan ban hành", seen.agency_rule, (1 / 3, 1 / 2))
    yield _look("Số, ký hiệu", blocks.number, (13, 13), bold=False, side="left")
    number = _said(blocks.number)
    gap = bool(_NUMBER_GAP.fullmatch(number))
    yield Finding(
        "Cách ghi số",
        "để trống" if gap else number or "không có",
        "Số: 15/BC-…; dưới 10 có số 0; dự thảo để trống",
        gap or bool(_NUMBER.fullmatch(number)),
    )
    yield _look("Địa danh, thời gian", blocks.place_date, (13, 14), bold=False, italic=True, side="right")
    said = _said(blocks.place_date)
    yield Finding(
        "Cách ghi ngày",
        said or "không có",
        "ngày dưới 10, tháng 1 và 2 có số 0; dự thảo để trống ngày",
        bool(_DATE.fullmatch(said)) or (blocks.is_draft and bool(_DATE_GAP.fullmatch(said))),
    )
    yield _look("Tên loại văn bản", blocks.kind, (13, 15), bold=True, caps=True, side="centre")
    yield _look("Trích yếu", blocks.subject, (13, 14), bold=True, caps=False, side="centre")
    yield _rule("Dòng kẻ dưới trích yếu", seen.subject_rule, (1 / 3, 1 / 2))
    yield _look("Kính gửi", blocks.addressees, (13, 14), bold=False)


def _order(blocks: Blocks) -> Iterator[Finding]:
    """Both columns of the head, then the text, the foot and the annexes, each after the other."""
    rest = [
        ("tên loại", blocks.kind),
        ("trích yếu", blocks.subject),
        ("Kính gửi", blocks.addressees),
        ("nội dung", blocks.headings[:1]),
        ("kết thúc", blocks.closing),
        ("nơi nhận", blocks.recipients_head),
        ("phụ lục", blocks.annexes[:1]),
    ]
    columns = (
        [("chủ quản", blocks.parent), ("ban hành", blocks.agency), ("số", blocks.number)],
        [("quốc hiệu", blocks.nation), ("tiêu ngữ", blocks.motto), ("ngày", blocks.place_date)],
    )
    wrong = []
    for column in columns:
        given = [(name, lines[0]) for name, lines in [*column, *rest] if lines]
        wrong += [
            f"{after} trước {before}"
            for (before, one), (after, other) in pairwise(given)
            if (other.page, other.down) < (one.page, one.down)
        ]
    yield Finding("Thứ tự các thành phần", "; ".join(dict.fromkeys(wrong)) or "đúng", "đúng", not wrong)


# ------------------------------------------------------------------------------------------------------------------- text


def _text(seen: Seen, blocks: Blocks) -> Iterator[Finding]:
    body = seen.body
    if body is None:
        yield Finding("Nội dung", "không đọc được đoạn văn nào", "có đoạn văn", False)
    else:
        yield _spread("Nội dung, cỡ chữ", body.sizes, (13, 14), "", POINT)
        yield Finding(
            "Nội dung, căn lề", f"{round(100 * body.justified)}% đều hai bên", "đều hai bên", body.justified > 0.98
        )
        yield _spread("Nội dung, lùi đầu dòng", body.indents, (10, 12.7), "mm", 0.2)
        yield _spread("Nội dung, giãn dòng", body.spacing, (1, 1.5), "dòng", 0.02)
        yield Finding("Nội dung, cách đoạn", _measure(body.between, "pt"), "từ 6 pt", body.between >= 6 - POINT)
    yield from _headings(blocks.headings)
    end = blocks.closing
    yield Finding("Kết thúc nội dung", f"…{end[0].text[-12:]}" if end else "không có ./.", "./. ở cuối", bool(end))


def _headings(headings: Sequence[Line]) -> Iterator[Finding]:
    """I. II. …, within them 1. 2. …, within them a) b) …: all in bold, none left out."""
    wrong, counts = [], dict.fromkeys((2, 3, 4), 0)
    for line in headings:
        if line.level not in counts:
            wrong.append(f"cấp {line.level}: {line.text[:30]}")
            continue
        counts[line.level] += 1
        counts |= {level: 0 for level in counts if level > line.level}
        position = counts[line.level]
        expected = {2: f"{_roman(position)}. ", 3: f"{position}. ", 4: f"{'abcdđeghiklmn'[min(position, 13) - 1]}) "}
        title = line.text.removeprefix(expected[line.level])
        if title == line.text or not line.is_bold or (line.level == 2 and not is_caps(title)):
            wrong.append(line.text[:30])
        elif not _in(line.size, (13, 14), POINT):
            wrong.append(f"cỡ {_number(line.size)}: {line.text[:30]}")
    yield Finding(
        "Đề mục",
        f"{len(headings)} đề mục" + (f"; sai: {'; '.join(wrong)}" if wrong else ""),
        "I. in hoa, 1., a); đậm, cỡ 13–14, đủ thứ tự",
        bool(headings) and not wrong,
    )


# ------------------------------------------------------------------------------------------------------------------- foot


def _foot(seen: Seen, blocks: Blocks) -> Iterator[Finding]:
    yield _look("Nơi nhận", blocks.recipients_head, (12, 12), bold=True, italic=True, side="left")
    yield _look("Danh sách nơi nhận", blocks.recipients, (11, 11), bold=False, side="left")
    names = [line.text for line in blocks.recipients if line.text.startswith("-")]
    right = (
        len(names) > 1
        and names[0] == "- Như trên;"
        and all(name.endswith(";") for name in names[:-1])
        and re.fullmatch(r"- Lưu: .+\.", names[-1]) is not None
    )
    said = f"{names[0]} … {names[-1]}" if names else "không có"
    yield Finding("Cách ghi nơi nhận", said, "- Như trên; … - Lưu: VT, ….", right)
    yield _look("Chức vụ người ký", blocks.capacity, (13, 14), bold=True, caps=True)
    capacity = [line.text for line in blocks.capacity]
    yield Finding(
        "Quyền hạn người ký",
        " / ".join(capacity) or "không có",
        "GIÁM ĐỐC, hoặc KT. … (TM., TUQ., Q.) và chức vụ ở dòng dưới",
        len(capacity) == 1 if not any(_ACTS_FOR.match(line) for line in capacity) else len(capacity) > 1,
    )
    if blocks.signer or not blocks.is_draft:
        yield _look("Họ tên người ký", blocks.signer, (13, 14), bold=True, caps=False)
    yield Finding(
        "Khối chữ ký",
        "cùng một trang với đoạn cuối" if seen.signature_together else "bị tách trang",
        "cùng một trang với đoạn cuối",
        seen.signature_together,
    )


_ACTS_FOR = re.compile(r"(?:KT|TM|TL|TUQ)\. ")


def _annexes(seen: Seen, blocks: Blocks) -> Iterator[Finding]:
    if not blocks.annexes:
        return
    names = [line.text for line in blocks.annexes]
    expected = ["Phụ lục"] if len(names) == 1 else [f"Phụ lục {_roman(n)}" for n in range(1, len(names) + 1)]
    # A single annex may carry its number all the same.
    right = names == expected or names == ["Phụ lục I"]
    yield Finding("Tên phụ lục", ", ".join(names), ", ".join(expected), right)
    yield _look("Tên phụ lục, cách trình bày", blocks.annexes, (14, 14), bold=True, side="centre")
    yield _look("Tiêu đề phụ lục", blocks.annex_titles, (13, 14), bold=True, caps=True, side="centre")
    yield _look("Dòng kèm theo", blocks.annex_references, (13, 14), bold=False, italic=True, side="centre")
    yield Finding(
        "Phụ lục sang trang mới",
        "có" if seen.annexes_on_new_pages else "không",
        "mỗi phụ lục bắt đầu một trang",
        seen.annexes_on_new_pages,
    )


def _tables(tables: Sequence[SeenTable]) -> Iterator[Finding]:
    if not tables:
        return
    for element, expected, wrong in (
        ("Tiêu đề bảng", "lặp lại trên mỗi trang", [t.name for t in tables if not t.repeats_head]),
        ("Dòng của bảng", "không bị cắt giữa hai trang", [f"{t.name} ({t.cut_rows})" for t in tables if t.cut_rows]),
        (
            "Bảng rộng",
            f"từ {WIDE} cột: trang ngang",
            [t.name for t in tables if t.columns >= WIDE and not t.is_landscape],
        ),
    ):
        measured = f"{len(tables)} bảng" + (f"; sai: {'; '.join(wrong)}" if wrong else "")
        yield Finding(element, measured, expected, not wrong)


def _stamps(seen: Seen, blocks: Blocks) -> Iterator[Finding]:
    """A stamp that is on one page is on all; a draft has its own, what has a number has none of that."""
    pages = len(seen.stamps)
    on = {word: sum(word in page for page in seen.stamps) for word in sorted(frozenset().union(*seen.stamps))}

    def finding(element: str, words: Sequence[str], wanted: bool | None, why: str) -> Finding:
        counts = [on[word] for word in words]
        measured = ", ".join(f"{word} {on[word]}/{pages}" for word in words) or "không có"
        right = all(count == pages for count in counts) and (wanted is None or bool(words) == wanted)
        return Finding(element, measured, why, right)

    draft = [word for word in on if word == DRAFT_STAMP]
    provisional = [word for word in on if word.startswith(PROVISIONAL_STAMP)]
    is_provisional = any("số liệu tạm tính" in line.text.casefold() and line.level == 0 for line in seen.lines)
    yield finding(
        "Dấu DỰ THẢO", draft, blocks.is_draft, "mọi trang (chưa có số)" if blocks.is_draft else "không có (đã có số)"
    )
    yield finding(
        "Dấu SỐ LIỆU TẠM TÍNH",
        provisional,
        is_provisional,
        "mọi trang (số liệu tạm tính)" if is_provisional else "không có (kỳ đã chốt)",
    )
    yield finding(
        "Dấu khác", [word for word in on if word not in (*draft, *provisional)], None, "như nhau trên mọi trang"
    )


# ------------------------------------------------------------------------------------------------------------- small parts


def _look(
    element: str,
    lines: Sequence[Line],
    sizes: Range,
    *,
    bold: bool,
    italic: bool = False,
    caps: bool | None = None,
    side: Side | None = None,
) -> Finding:
    """The size, weight, slope, letters and place of a part; every line of it must be right."""
    expected = ", ".join(
        [
            f"cỡ {_number(sizes[0])}" + (f"–{_number(sizes[1])}" if sizes[1] != sizes[0] else ""),
            _LOOKS[bold, italic],
            *([] if caps is None else ["in hoa" if caps else "in thường"]),
            *([] if side is None else [_SIDES[side]]),
        ]
    )
    if not lines:
        return Finding(element, "không có", expected, False)

    def describe(line: Line) -> str:
        parts = [f"cỡ {_number(line.size)}", _LOOKS[line.is_bold, line.is_italic]]
        parts += [] if caps is None else ["in hoa" if is_caps(line.text) else "in thường"]
        return ", ".join(parts + ([] if side is None else [_SIDES[line.side]]))

    right = all(
        _in(line.size, sizes, POINT)
        and (line.is_bold, line.is_italic) == (bold, italic)
        and (caps is None or is_caps(line.text) == caps)
        and (side is None or line.side == side)
        for line in lines
    )
    return Finding(element, "; ".join(dict.fromkeys(map(describe, lines))), expected, right)


_LOOKS = {
    (False, False): "đứng",
    (True, False): "đứng, đậm",
    (False, True): "nghiêng",
    (True, True): "nghiêng, đậm",
}
_SIDES = {"left": "bên trái", "right": "bên phải", "centre": "giữa", "text": "theo lề"}


def is_caps(text: str) -> bool:
    """Written in capitals; codes with digits (II.06a) stay as they are."""
    words = " ".join(word for word in text.split() if not any(letter.isdigit() for letter in word))
    return words == words.upper()


def _rule(element: str, share: float | None, wanted: Range) -> Finding:
    expected = "bằng độ dài dòng chữ" if wanted[0] > 0.9 else "1/3–1/2 độ dài dòng chữ"
    measured = "không có" if share is None else f"{_number(round(share, 2))} độ dài dòng chữ"
    return Finding(element, measured, expected, share is not None and _in(share, wanted, 0.015))


def _within(element: str, value: float | None, wanted: Range, unit: str, slack: float) -> Finding:
    expected = f"{_number(wanted[0])}–{_number(wanted[1])} {unit}"
    return Finding(element, _measure(value, unit), expected, value is not None and _in(value, wanted, slack))


def _spread(element: str, values: Range, wanted: Range, unit: str, slack: float) -> Finding:
    low, high = (round(value, 2) for value in values)
    measured = _number(low) if high - low < 0.05 else f"{_number(low)}–{_number(high)}"
    expected = f"{_number(wanted[0])}–{_number(wanted[1])} {unit}".strip()
    return Finding(
        element, f"{measured} {unit}".strip(), expected, _in(low, wanted, slack) and _in(high, wanted, slack)
    )


def _in(value: float, wanted: Range, slack: float) -> bool:
    return wanted[0] - slack <= value <= wanted[1] + slack


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _measure(value: float | None, unit: str) -> str:
    return "không đo được" if value is None else f"{_number(round(value, 1))} {unit}"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _roman(number: int) -> str:
    return ROMAN[number - 1] if number <= len(ROMAN) else str(number)


def _said(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)
