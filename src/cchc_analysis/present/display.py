"""What a notebook shows: tables, figures, prose, and the blocks of an official document.

Every thing here is a frozen dataclass that a cell ends with (or hands to `display`). It answers in the MIME types that
both renderers choose from: `text/html` for pages and JupyterLab, `text/markdown` for PDF and DOCX. The Markdown of an
official block is a code block of class `cchc-block` with its content as JSON, which `report/_extensions/cchc/cchc.lua`
turns into typst calls and Word paragraphs: no text can leave a JSON string, whatever it holds. What the numbers are,
and how they are written, is `present.numbers`; how things look is the extension folder.
"""

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_analysis.present.markup import Marked, escape, escape_with_gaps, inline, printable, with_gaps

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


class Merged(Enum):
    """A cell without contents of its own: it is one with the cell above it."""

    ABOVE = "above"


ABOVE = Merged.ABOVE
# A data text, a number with its mark, None where there is nothing to state, or the cell above going on.
Cell = str | Marked | Merged | None
MimeBundle = dict[str, str]

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SALUTATION = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
NOTHING = "–"

# Beside the notebook, which is also the folder that it is rendered in.
FIGURE_FOLDER = Path("figures")
_LABEL = re.compile(r"(tbl|fig)-[a-z0-9-]+")


@dataclass(frozen=True, repr=False)
class Table:
    """A table with a caption and a label to refer to (`@tbl-…`).

    `columns`: the head of each column, a text or its path from the top row down, e.g. `("Tiếp nhận", "Trong kỳ", "Trực
    tuyến")`; equal neighbours share a cell and short paths reach down. With `numbered` the last part of each path
    stands in a row of its own at the foot of the head, as (1), (2), … do on official forms. `rows`: as many cells as
    columns; or a single text, which is a group's title across the table. Numbers come as `Marked`, and `ABOVE` is a cell
    that is one with the cell above it. `align`: a letter a column out of l, c, r (default: numbers right, texts left).
    `widths`: relative widths (default: from the contents). `total_row`: the last row is a total. `dense`: for long
    tables of texts, in smaller letters that begin at the top of each cell; `tight` with closer rows, for a page that must hold much.
    `landscape`: on pages of its own turned to
    the side; inside a landscape `Annex` this changes nothing.

    Raises ValueError for a row, `align` or `widths` that do not fit the columns, an `ABOVE` with nothing above it, a
    label that is none, and TypeError for a bare number.
    """

    columns: Sequence[str | Sequence[str]]
    rows: Sequence[Sequence[Cell]]
    caption: str
    label: str
    align: str = ""
    widths: Sequence[float] = ()
    numbered: bool = False
    total_row: bool = False
    dense: bool = False
    tight: bool = False
    landscape: bool = False
    css_class: str = ""

    def __post_init__(self) -> None:
        _check_label(self.label, "tbl")
        n = len(self.columns)
        for what, given in (("align", self.align), ("widths", self.widths)):
            if given and len(given) != n:
                raise ValueError(f"{self.label}: {what} has {len(given)} entries for {n} columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row) not in (1, n):
                raise ValueError(f"{self.label}: row {number} has {len(row)} cells for {n} columns")
            for cell in row:
                if cell is not None and not isinstance(cell, str | Marked | Merged):
                    raise TypeError(
                        f"{self.label}: row {number} holds a bare {type(cell).__name__}; write it with present.numbers"
                    )
            if ABOVE in row and (number == 1 or len(self.rows[number - 2]) != len(row)):
                raise ValueError(f"{self.label}: row {number} goes on with cells, but there are none above it")

    def __repr__(self) -> str:
        # Jupyter stores it beside the table: a third copy of all cells would be of no use to anyone.
        return f"Table {self.label}: {self.caption} ({len(self.rows)} rows)"

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        html = self._html()
        return _bundle(html, self._markdown(html))

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The head of every column as a path."""
        return [(column,) if isinstance(column, str) else tuple(column) for column in self.columns]

    def _alignment(self) -> str:
        return self.align or "".join(
            "r" if any(isinstance(row[index], Marked) for row in self.rows if len(row) > 1) else "l"
            for index in range(len(self.columns))
        )

    def _widths(self) -> list[float]:
        """Shares of the width, in per cent."""
        weights = list(self.widths) or [
            _natural_width([*path, *(row[index] for row in self.rows if len(row) > 1 and row[index] is not ABOVE)])
            for index, path in enumerate(self.paths)
        ]
        return [round(100 * weight / sum(weights), 2) for weight in weights]

    def _markdown(self, html: str) -> str:
        n = len(self.columns)
        lines = [_pipe("<br>".join(escape(part) for part in path) for path in self.paths)]
        # The longer a line of dashes, the wider the column; over 72 in all Pandoc reads them as shares of the page.
        ends = {"l": (":", "-"), "c": (":", ":"), "r": ("-", ":")}
        lines.append(
            "|"
            + "|".join(
                ends[letter][0] + "-" * max(1, round(width * 2)) + ends[letter][1]
                for letter, width in zip(self._alignment(), self._widths(), strict=True)
            )
            + "|"
        )
        for row in self.rows:
            cells = [_cell(cell) for cell in row]
            if len(row) == 1 < n:
                cells = [f'<span class="cchc-group">{cells[0]}</span>', *[""] * (n - 1)]
            lines.append(_pipe(cells))
        options = {
            "numbered": self.numbered,
            "total": self.total_row,
            "dense": self.dense or self.tight,
            "tight": self.tight,
            "landscape": self.landscape,
        }
        flags = "".join(f' {name}="true"' for name, is_set in options.items() if is_set)
        in_html = ["``` {.cchc-html}", html, "```"]
        caption = f": {escape(self.caption)} {{#{self.label}}}"
        return "\n".join([f"::: {{.cchc-table{flags}}}", "", *lines, "", caption, "", *in_html, "", ":::"])

    def _html(self) -> str:
        n = len(self.columns)
        letters = self._alignment()
        head = "\n".join(
            "<tr>" + "".join(_head_cell_html(cell) for cell in row) + "</tr>"
            for row in head_rows(self.paths, self.numbered)
        )
        body = []
        for number, row in enumerate(self.rows, start=1):
            if len(row) == 1 < n:
                body.append(f'<tr class="cchc-group"><th colspan="{n}" scope="rowgroup">{_cell(row[0])}</th></tr>')
                continue
            cells = "".join(
                f'<td class="{letter}{_long(cell)}"{self._rows_below(number, column)}>{_cell(cell)}</td>'
                for column, (letter, cell) in enumerate(zip(letters, row, strict=True))
                if cell is not ABOVE
            )
            total = ' class="cchc-total"' if self.total_row and number == len(self.rows) else ""
            body.append(f"<tr{total}>{cells}</tr>")
        columns = "".join(f'<col style="width:{width:g}%">' for width in self._widths())
        # Below this the columns are too narrow to read, so the table scrolls in its box instead (cchc.css). A column of texts
        # needs room for two words.
        room = sum(6.5 if letter == "l" else 4.6 for letter in letters)
        least = f' style="--least:{room:g}em"' if n > 4 else ""
        classes = " ".join(
            ["cchc-table", *(["cchc-dense"] if self.dense or self.tight else []), *filter(None, [self.css_class])]
        )
        # Quarto would otherwise take the HTML table apart and write it anew.
        return (
            f'<figure class="{classes}" data-label="{self.label}"><figcaption>{escape(self.caption)}</figcaption>\n'
            f'<div class="cchc-scroll" role="region" tabindex="0" aria-label="{escape(self.caption)}">\n'
            f'<table data-quarto-disable-processing="true"{least}><colgroup>{columns}</colgroup>\n'
            f"<thead>\n{head}\n</thead>\n<tbody>\n" + "\n".join(body) + "\n</tbody></table>\n</div></figure>"
        )

    def _rows_below(self, number: int, column: int) -> str:
        """The attribute that says how many rows a cell reaches down to, where it is more than its own (`number`, from 1)."""
        below = takewhile(lambda row: len(row) > 1 and row[column] is ABOVE, self.rows[number:])
        reach = 1 + sum(1 for _ in below)
        return f' rowspan="{reach}"' if reach > 1 else ""


@dataclass(frozen=True)
class HeadCell:
    """A cell of a table's head: its text and how many rows and columns it covers."""

    text: str
    rows: int
    columns: int


def head_rows(paths: Sequence[tuple[str, ...]], numbered: bool = False) -> list[list[HeadCell]]:
    """The rows of a table's head, built from each column's path.

    Neighbours whose paths agree down to a level share the cell of that level; the last part of a path shorter than the
    others reaches down to the foot (with `numbered`: to the row of numbers). `cchc.lua` does the same for PDF and DOCX.
    """
    bodies = [path[:-1] if numbered else path for path in paths]
    depth = max(len(body) for body in bodies)
    rows = []
    for level in range(depth):
        row: list[HeadCell] = []
        start = 0
        while start < len(bodies):
            body = bodies[start]
            end = start + 1
            while end < len(bodies) and level < len(body) - 1 and bodies[end][: level + 1] == body[: level + 1]:
                end += 1
            if level < len(body):
                row.append(HeadCell(body[level], depth - level if level == len(body) - 1 else 1, end - start))
            start = end
        rows.append(row)
    if numbered:
        rows.append([HeadCell(path[-1], 1, 1) for path in paths])
    return rows


@dataclass(frozen=True)
class Figure:
    """A drawing with a caption, a label to refer to (`@fig-…`) and a text for those who cannot see it.

    Shown, it writes `figures/<label>.svg` and `.png` beside the notebook, the same bytes every time.
    """

    figure: "Drawing"
    caption: str
    label: str
    alt: str

    def __post_init__(self) -> None:
        _check_label(self.label, "fig")

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        from cchc_analysis.present.style import save  # matplotlib is slow to import, and most cells show no figure

        path = save(self.figure, FIGURE_FOLDER / self.label)
        attributes = f'#{self.label} fig-alt="{escape(self.alt)}"'
        return {"text/markdown": f"![{escape(self.caption)}]({path.as_posix()}){{{attributes}}}"}


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists in our own Markdown, with numbers as `Marked` and data texts escaped (`markup.fill`)."""

    text: str

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        return {"text/markdown": self.text}


@dataclass(frozen=True)
class Brief(Prose):
    """Paragraphs as `Prose` in smaller letters, for a page that must hold much."""

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        return {"text/markdown": f"::: {{.cchc-brief}}\n{self.text}\n:::"}


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page; in a page for the screen nothing is seen of it."""

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        return _official("newpage", '<div class="cchc-newpage"></div>')


@dataclass(frozen=True)
class Letterhead:
    """The head of an official document: who writes, the state's name and motto, number, place and date, kind and
    subject.

    A letter (công văn) has no kind and no subject; what it is `about` ("V/v …") stands under its number. A draft has a gap in `number` and `place_date`. `parent` and `agency` are broken into balanced lines when long.
    `stamps` stand across every page ("DỰ THẢO") and once as a line above the head.
    """

    parent: str
    agency: str
    number: str
    place_date: str
    kind: str = ""
    subject: str = ""
    stamps: Sequence[str] = ()
    about: str = ""

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        agency, parent = balanced_lines(self.agency, 24), balanced_lines(self.parent, 30)
        about = f'<p class="cchc-number">{escape(self.about)}</p>' if self.about else ""
        title = f'<h1>{escape(self.kind)}</h1><p class="cchc-subject">{escape(self.subject)}</p>' if self.kind else ""
        html = (
            f"{_stamps_html(self.stamps)}"
            '<header class="cchc-letterhead"><div class="cchc-heads">'
            f'<div class="cchc-left"><p>{_lines_html(parent)}</p><p class="cchc-agency">{_lines_html(agency)}</p>'
            f'<p class="cchc-number">{escape_with_gaps(self.number)}</p>{about}</div>'
            f'<div class="cchc-right"><p class="cchc-nation">{NATIONAL_NAME}</p><p class="cchc-motto">{MOTTO}</p>'
            f'<p class="cchc-place-date">{escape_with_gaps(self.place_date)}</p></div></div>'
            f"{title}</header>"
        )
        return _official(
            "letterhead",
            html,
            parent=parent,
            agency=agency,
            nation=NATIONAL_NAME,
            motto=MOTTO,
            number=self.number,
            place_date=self.place_date,
            about=self.about,
            title=self.kind,
            subject=self.subject,
            stamps=list(self.stamps),
        )


@dataclass(frozen=True)
class PageHead:
    """The head of a page that is not an official document: a title, what it is about, the stamps, and perhaps whose it is."""

    title: str
    subtitle: str = ""
    stamps: Sequence[str] = ()
    agency: str = ""

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        agency = f'<p class="cchc-owner">{escape(self.agency)}</p>' if self.agency else ""
        subtitle = f'<p class="cchc-subtitle">{escape_with_gaps(self.subtitle)}</p>' if self.subtitle else ""
        html = f'{_stamps_html(self.stamps)}<header class="cchc-pagehead">{agency}<h1>{escape(self.title)}</h1>{subtitle}</header>'
        head = {"title": self.title, "subtitle": self.subtitle, "stamps": list(self.stamps), "agency": self.agency}
        return _official("pagehead", html, **head)


@dataclass(frozen=True)
class Addressees:
    """Kính gửi: one addressee on the same line, several as a list."""

    to: Sequence[str]

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        if len(self.to) == 1:
            lines = f"<p>{SALUTATION} {escape(self.to[0])}</p>"
        else:
            lines = f"<p>{SALUTATION}</p><ul>" + "".join(f"<li>{escape(line)}</li>" for line in self.to) + "</ul>"
        html = f'<div class="cchc-addressees">{lines}</div>'
        return _official("addressees", html, salutation=SALUTATION, to=list(self.to))


@dataclass(frozen=True)
class Signature:
    """The close: who receives the document (left) and who signs it (right), kept together on a page.

    `capacity`: the lines above the name, e.g. `("GIÁM ĐỐC",)` or `("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")`; `name` is empty on
    a draft. Without recipients there is no "Nơi nhận".
    """

    recipients: Sequence[str]
    capacity: Sequence[str]
    name: str = ""

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.recipients)
        recipients = f"<p>{RECIPIENTS}</p><ul>{lines}</ul>" if lines else ""
        html = (
            '<div class="cchc-signature"><div class="cchc-recipients">'
            f"{recipients}</div>"
            f'<div class="cchc-signer"><p>{_lines_html(self.capacity)}</p>'
            f'<p class="cchc-name">{escape(self.name)}</p></div></div>'
        )
        return _official(
            "signature",
            html,
            heading=RECIPIENTS if lines else "",
            recipients=list(self.recipients),
            capacity=list(self.capacity),
            name=self.name,
        )


@dataclass(frozen=True)
class Annex:
    """The beginning of an annex, on a new page: its number, its title, and the document that it belongs to.

    With `landscape` the pages are turned to the side until the next annex begins.
    """

    number: str
    title: str
    reference: str
    landscape: bool = False

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        name = f"Phụ lục {self.number}".strip()
        classes = "cchc-annex cchc-landscape" if self.landscape else "cchc-annex"
        html = (
            f'<header class="{classes}"><h2>{escape(name)}</h2><p class="cchc-annex-title">{escape(self.title)}</p>'
            f'<p class="cchc-annex-reference">{escape_with_gaps(self.reference)}</p></header>'
        )
        return _official("annex", html, name=name, title=self.title, reference=self.reference, landscape=self.landscape)


@dataclass(frozen=True)
class FormHead:
    """The three-part head of an official form: its code (left), title and period (centre), who reports to whom (right).

    The first line of `left` and of `centre` is bold.
    """

    left: Sequence[str]
    centre: Sequence[str]
    right: Sequence[str]

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        sides = {"left": list(self.left), "centre": list(self.centre), "right": list(self.right)}
        parts = "".join(
            f'<div class="cchc-form-{name}">' + "".join(f"<p>{escape_with_gaps(line)}</p>" for line in lines) + "</div>"
            for name, lines in sides.items()
        )
        return _official("formhead", f'<header class="cchc-formhead">{parts}</header>', **sides)


@dataclass(frozen=True)
class Note:
    """A line in italics beside a table: "Đơn vị tính: …" above it (`align="right"`), a source or a remark below it."""

    text: str | Marked
    align: str = "left"

    def _repr_mimebundle_(self, **_: object) -> MimeBundle:
        text = inline(self.text)
        html = f'<p class="cchc-note {escape(self.align)}">{text}</p>'
        return _bundle(html, f'::: {{.cchc-note align="{self.align}"}}\n{text}\n:::')


def balanced_lines(text: str, longest: int) -> list[str]:
    """`text` as one line, or as two of nearly equal length where it is longer than `longest` characters."""
    words = printable(text).split(" ")
    if len(text) <= longest or len(words) < 2:
        return [" ".join(words)]
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    # Of two breaks that are as good, the one with the longer second line.
    first, second = min(breaks, key=lambda pair: (abs(len(pair[0]) - len(pair[1])), -len(pair[1])))
    return [first, second]


def _check_label(label: str, kind: str) -> None:
    if not _LABEL.fullmatch(label) or not label.startswith(kind):
        raise ValueError(f'label "{label}": expected "{kind}-" and small letters, digits and hyphens')


def _cell(cell: Cell) -> str:
    if cell is ABOVE:
        return '<span class="cchc-above"></span>'
    return NOTHING if cell is None else inline(cell)


def _long(cell: Cell) -> str:
    """The class of a cell with a word (a code, an address) that may be cut anywhere; Vietnamese words are shorter."""
    words = cell.split() if isinstance(cell, str) else ()
    return " long" if any(len(word) > 20 for word in words) else ""


def _pipe(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _head_cell_html(cell: HeadCell) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    scope = "colgroup" if cell.columns > 1 else "col"
    return f'<th scope="{scope}"{spans}>{escape(cell.text)}</th>'


def _natural_width(cells: Sequence[Cell]) -> float:
    """A column's share from its contents: room for its longest word, and for texts in a few lines."""
    texts = [cell.text if isinstance(cell, Marked) else printable(str(cell or NOTHING)) for cell in cells]
    longest_word = max(len(word) for text in texts for word in text.split() or [""])
    return max(4, min(longest_word, 24) + 1, min(max(len(text) for text in texts), 34))


def _official(kind: str, html: str, **content: object) -> MimeBundle:
    """An official block in both types; the Markdown holds the HTML too, for a renderer that knows no other type.

    Angle brackets and backquotes are written as JSON escapes, so the code block holds no fence, tag or shortcode.
    """
    block = {"kind": kind, "content": _visible(content), "html": html}
    payload = json.dumps(block, ensure_ascii=False, sort_keys=True)
    for char in "<>`":
        payload = payload.replace(char, f"\\u{ord(char):04x}")
    return _bundle(html, f"``` {{.cchc-block}}\n{payload}\n```")


def _bundle(html: str, markdown: str) -> MimeBundle:
    """Both types; but where Quarto itself runs the notebook, Markdown alone.

    Quarto answers any HTML output with scripts that it loads from the internet.
    """
    both = {"text/html": html, "text/markdown": markdown}
    return {"text/markdown": markdown} if "QUARTO_DOCUMENT_PATH" in os.environ else both


def _visible(content: object) -> object:
    if isinstance(content, str):
        return with_gaps(content)
    if isinstance(content, dict):
        return {name: _visible(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_visible(value) for value in content]
    return content


def _lines_html(lines: Sequence[str]) -> str:
    return "<br>".join(escape_with_gaps(line) for line in lines)


def _stamps_html(stamps: Sequence[str]) -> str:
    """The stamps as a line at the top, and as an overlay that the style sheet spreads over the window."""
    if not stamps:
        return ""
    words = "".join(f"<span>{escape(stamp)}</span>" for stamp in stamps)
    # The overlay is drawn by the style sheet: so pale that it is no text to read, and said by the line above.
    pale = "".join(f'<span data-stamp="{escape(stamp)}"></span>' for stamp in stamps)
    return f'<p class="cchc-stamps">{words}</p><div class="cchc-overlay" aria-hidden="true" hidden>{pale}</div>'
