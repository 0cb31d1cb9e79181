"""What stands where on the pages of a PDF: every piece of text with its place, size, font and tag, and every horizontal rule.

pypdf gives the operators of a page and the text of a whole page, but not how wide a text is or which tag it belongs to; the
check of the official form needs both. Lengths are points from the lower left corner, as in the PDF itself.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
# Lines that are thicker than this are areas.
_THICKEST_RULE = 2.5
_BLACK = ((0.0,), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))


@dataclass(frozen=True)
class Piece:
    """A piece of text: its letters, from where to where (without the spaces at its end), on which baseline, and how it looks.

    `artifact` is its kind where it belongs to no paragraph (Pagination, Background, …); `mcid` leads to its tag.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str
    is_black: bool = True
    is_turned: bool = False
    artifact: str = ""
    mcid: int | None = None


@dataclass(frozen=True)
class Rule:
    """A horizontal line."""

    left: float
    right: float
    height: float


@dataclass(frozen=True)
class Page:
    """A page, its size, and what stands on it in the order of its content."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    rules: tuple[Rule, ...]


def read_page(page: PageObject, reader: PdfReader) -> Page:
    """The page with all pieces of text and all horizontal rules that its content draws."""
    ink = _Ink(reader)
    if (contents := page.get_contents()) is not None:
        ink.draw(contents, page.get("/Resources", {}), IDENTITY)
    box = page.mediabox
    return Page(float(box.width), float(box.height), tuple(ink.pieces), tuple(ink.rules))


@dataclass(frozen=True)
class Font:
    """How the codes of a font are cut, what they say and how wide they are (per thousand of the size)."""

    name: str
    code_length: int
    letters: Mapping[int, str]
    widths: Mapping[int, float]
    default_width: float

    def codes(self, text: bytes) -> list[int]:
        step = self.code_length
        return [int.from_bytes(text[start : start + step], "big") for start in range(0, len(text), step)]


def font_of(font: DictionaryObject) -> Font:
    """A font of a page's resources, composite or simple."""
    name = re.sub(r"^[A-Z]{6}\+", "", str(font.get("/BaseFont", "/")).removeprefix("/"))
    letters = _unicode_of(font["/ToUnicode"].get_data()) if "/ToUnicode" in font else {}  # type: ignore[attr-defined]
    if font.get("/Subtype") == "/Type0":
        inner: Any = font["/DescendantFonts"][0].get_object()  # type: ignore[index]
        return Font(name, 2, letters, _composite_widths(inner.get("/W", [])), float(inner.get("/DW", 1000)))
    first = int(font.get("/FirstChar", 0))
    widths = {first + index: float(width) for index, width in enumerate(font.get("/Widths", []))}
    return Font(name, 1, letters or {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}, widths, 0)


def _unicode_of(cmap: bytes) -> dict[int, str]:
    """Code → letters, from a ToUnicode map."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letters in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>", block):
            found[int(code, 16)] = _utf16(letters)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, several, one in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:\[(.*?)\]|<([0-9A-Fa-f]+)>)", block, re.DOTALL
        ):
            codes = range(int(low, 16), int(high, 16) + 1)
            if one:
                start = _utf16(one)
                found |= {code: start[:-1] + chr(ord(start[-1]) + step) for step, code in enumerate(codes) if start}
            else:
                found |= dict(zip(codes, map(_utf16, re.findall(rb"<([0-9A-Fa-f]*)>", several)), strict=False))
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _composite_widths(entries: Sequence[Any]) -> dict[int, float]:
    """Code → width, from the array W: `first [w w …]` or `first last w`."""
    widths: dict[int, float] = {}
    rest = [entry.get_object() for entry in entries]
    while rest:
        first, second, *rest = rest
        if isinstance(second, list):
            widths |= {int(first) + index: float(width) for index, width in enumerate(second)}
        else:
            third, *rest = rest
            widths |= dict.fromkeys(range(int(first), int(second) + 1), float(third))
    return widths


def times(one: Matrix, other: Matrix) -> Matrix:
    """`one` inside `other`, as the operator cm puts it."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


@dataclass(frozen=True)
class _State:
    """What q saves and Q brings back."""

    place: Matrix = IDENTITY
    is_black: bool = True
    thickness: float = 1.0
    font: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0


class _Ink:
    """Draws a content stream and keeps what it drew."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.pieces: list[Piece] = []
        self.rules: list[Rule] = []
        self.marks: list[tuple[str, int | None]] = []
        self.fonts: dict[int, Font] = {}

    def draw(self, stream: Any, resources: Any, place: Matrix) -> None:
        state, saved = _State(place), []
        line = text = IDENTITY
        path: list[tuple[float, float]] = []
        resources = resources.get_object()
        for operands, operator in ContentStream(stream, self.reader).operations:
            match operator:
                case b"q":
                    saved.append(state)
                case b"Q" if saved:
                    state = saved.pop()
                case b"cm":
                    state = replace(state, place=times(_numbers(operands), state.place))
                case b"w":
                    state = replace(state, thickness=float(operands[0]))
                case b"g" | b"rg" | b"k" | b"sc" | b"scn":
                    state = replace(state, is_black=tuple(float(x) for x in operands if _is_number(x)) in _BLACK)
                case b"BT":
                    line = text = IDENTITY
                case b"Tf":
                    font = resources["/Font"][operands[0]].get_object()
                    state = replace(state, font=self._font(font), size=float(operands[1]))
                case b"Tc":
                    state = replace(state, letter_space=float(operands[0]))
                case b"Tw":
                    state = replace(state, word_space=float(operands[0]))
                case b"Tz":
                    state = replace(state, scale=float(operands[0]) / 100)
                case b"TL":
                    state = replace(state, leading=float(operands[0]))
                case b"Tm":
                    line = text = _numbers(operands)
                case b"Td" | b"TD":
                    across, up = map(float, operands)
                    if operator == b"TD":
                        state = replace(state, leading=-up)
                    line = text = times((1, 0, 0, 1, across, up), line)
                case b"T*":
                    line = text = times((1, 0, 0, 1, 0, -state.leading), line)
                case b"Tj" | b"TJ":
                    text = self._write(operands[0] if operator == b"TJ" else operands, state, text)
                case b"BDC" | b"BMC":
                    self.marks.append(_mark(operands, resources))
                case b"EMC" if self.marks:
                    self.marks.pop()
                case b"m":
                    path = [_at(operands, state.place)]
                case b"l":
                    path.append(_at(operands, state.place))
                case b"re":
                    self._rectangle(operands, state.place)
                case b"S" | b"s":
                    self._line(path)
                    path = []
                case b"Do":
                    self._form(resources["/XObject"][operands[0]].get_object(), resources, state.place)
                case _:
                    pass

    def _font(self, font: DictionaryObject) -> Font:
        if id(font) not in self.fonts:
            self.fonts[id(font)] = font_of(font)
        return self.fonts[id(font)]

    def _write(self, parts: Sequence[Any], state: _State, text: Matrix) -> Matrix:
        """Notes a piece of text; returns where the next one starts."""
        if state.font is None:
            return text
        letters, wide, seen = [], 0.0, 0.0
        for part in parts:
            if _is_number(part):
                wide -= float(part) / 1000 * state.size
                continue
            for code in state.font.codes(_bytes_of(part)):
                letter = state.font.letters.get(code, "\ufffd")
                letters.append(letter)
                wide += state.font.widths.get(code, state.font.default_width) / 1000 * state.size + state.letter_space
                wide += state.word_space if state.font.code_length == 1 and code == 32 else 0
                seen = seen if letter.isspace() else wide
        placed = times(text, state.place)
        size = state.size * math.hypot(placed[2], placed[3])
        artifact, mcid = self._tag()
        self.pieces.append(
            Piece(
                "".join(letters),
                placed[4],
                placed[4] + (seen or wide) * state.scale * placed[0],
                placed[5],
                round(size, 2),
                state.font.name,
                state.is_black,
                abs(placed[1]) > 0.01 * abs(placed[0]),
                artifact,
                mcid,
            )
        )
        return times((1, 0, 0, 1, wide * state.scale, 0), text)

    def _tag(self) -> tuple[str, int | None]:
        artifact = next((kind for kind, _ in reversed(self.marks) if kind), "")
        return artifact, None if artifact else next(
            (mcid for _, mcid in reversed(self.marks) if mcid is not None), None
        )

    def _rectangle(self, operands: Sequence[Any], place: Matrix) -> None:
        left, low, width, height = map(float, operands)
        (x0, y0), (x1, y1) = _at((left, low), place), _at((left + width, low + height), place)
        if abs(y1 - y0) <= _THICKEST_RULE < abs(x1 - x0):
            self.rules.append(Rule(min(x0, x1), max(x0, x1), (y0 + y1) / 2))

    def _line(self, path: Sequence[tuple[float, float]]) -> None:
        for (x0, y0), (x1, y1) in pairwise(path):
            if abs(y1 - y0) < 0.1 and abs(x1 - x0) > _THICKEST_RULE:
                self.rules.append(Rule(min(x0, x1), max(x0, x1), y0))

    def _form(self, form: StreamObject, resources: Any, place: Matrix) -> None:
        if form.get("/Subtype") == "/Form":
            inner = times(_numbers(form.get("/Matrix", IDENTITY)), place)
            self.draw(form, form.get("/Resources", resources), inner)


def _numbers(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands)
    return (a, b, c, d, e, f)


def _is_number(operand: Any) -> bool:
    return isinstance(operand, int | float)


def _bytes_of(text: Any) -> bytes:
    return bytes(text) if isinstance(text, bytes) else bytes(text.original_bytes)


def _at(point: Sequence[Any], place: Matrix) -> tuple[float, float]:
    moved = times((1, 0, 0, 1, float(point[0]), float(point[1])), place)
    return moved[4], moved[5]


def _mark(operands: Sequence[Any], resources: Any) -> tuple[str, int | None]:
    """What a marked sequence is: the kind of an artifact, or the number that leads to its tag."""
    tag, properties = operands[0], operands[1] if len(operands) > 1 else {}
    if isinstance(properties, str):
        properties = resources.get("/Properties", {}).get(properties, {}).get_object()
    if tag == "/Artifact":
        return str(properties.get("/Type", "/Artifact")).removeprefix("/"), None
    return "", properties.get("/MCID") if hasattr(properties, "get") else None


# ---------------------------------------------------------------------------------------------------------------- tags


@dataclass(frozen=True)
class Tag:
    """An element of the tree of tags: its kind (P, H2, Table, …), what is inside, and the marked pieces of its own."""

    kind: str
    inside: tuple["Tag", ...]
    marked: tuple[tuple[int, int], ...]  # (index of the page, MCID)
    alternative: str = ""
    rows: int = 1
    columns: int = 1

    def walk(self) -> Iterator["Tag"]:
        yield self
        for tag in self.inside:
            yield from tag.walk()

    @property
    def content(self) -> tuple[tuple[int, int], ...]:
        """All marked pieces, of whatever is inside too."""
        return tuple(mark for tag in self.walk() for mark in tag.marked)


def read_tags(reader: PdfReader) -> Tag | None:
    """The tree of tags of a document, None where it has none."""
    tree = reader.root_object.get("/StructTreeRoot")
    if tree is None:
        return None
    pages = {page.indirect_reference.idnum: index for index, page in enumerate(reader.pages) if page.indirect_reference}
    root = tree.get_object()
    kinds = {str(own): str(known) for own, known in root.get("/RoleMap", {}).items()}
    return Tag("", tuple(_tags(root.get("/K"), None, pages, kinds)), ())


def _tags(kids: Any, page: int | None, pages: Mapping[int, int], kinds: Mapping[str, str]) -> Iterator[Tag]:
    for kid in _listed(kids):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield _tag(kid, page, pages, kinds)


def _tag(element: DictionaryObject, page: int | None, pages: Mapping[int, int], kinds: Mapping[str, str]) -> Tag:
    own = element.raw_get("/Pg").idnum if "/Pg" in element else None
    page = pages.get(own, page) if own is not None else page
    marked = []
    for kid in _listed(element.get("/K")):
        if isinstance(kid, int) and page is not None:
            marked.append((page, int(kid)))
        elif isinstance(kid, DictionaryObject) and "/MCID" in kid:
            on = pages.get(kid.raw_get("/Pg").idnum, page) if "/Pg" in kid else page
            number: Any = kid["/MCID"]
            marked.append((on or 0, int(number)))
    said: dict[str, Any] = reduce(lambda found, more: found | dict(more), _listed(element.get("/A")), {})
    kind = str(element["/S"])
    return Tag(
        kinds.get(kind, kind).removeprefix("/"),
        tuple(_tags(element.get("/K"), page, pages, kinds)),
        tuple(marked),
        str(element.get("/Alt", "")),
        int(said.get("/RowSpan", 1)),
        int(said.get("/ColSpan", 1)),
    )


def _listed(value: Any) -> list[Any]:
    value = value.get_object() if hasattr(value, "get_object") else value
    if value is None:
        return []
    return (
        [item.get_object() if hasattr(item, "get_object") else item for item in value]
        if isinstance(value, list)
        else [value]
    )


def tagged_text(reader: PdfReader, without: Collection[str] = ()) -> str:
    """The text of a tagged document in the order of its tags, a line for each marked piece; empty where nothing is tagged.

    What belongs to no tag (numbers of pages, heads that are repeated, stamps) is not in it; nor are tags of the kinds `without`.
    """
    texts: dict[tuple[int, int | None], str] = {}
    for number, page in enumerate(reader.pages):
        for piece in read_page(page, reader).pieces:
            texts[number, piece.mcid] = texts.get((number, piece.mcid), "") + piece.text

    def lines(tag: Tag) -> Iterator[str]:
        if tag.kind not in without:
            yield from (texts.get(mark, "") for mark in tag.marked)
            for inside in tag.inside:
                yield from lines(inside)

    tags = read_tags(reader)
    return "\n".join(lines(tags)) if tags else ""
