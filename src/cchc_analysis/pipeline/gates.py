"""What a rendered file must be before it is let out: whole, readable, Vietnamese, and free of what only a source may hold.

Each check reads the file back with another library than the one that wrote it, and names everything that is wrong at once.
That figures are right is the manifest's business, not theirs.
"""

import base64
import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pypdf
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from pypdf.errors import PyPdfError

from cchc_analysis.errors import RenderError

# What a reader must never see, and what it is a sign of.
_LEFTOVERS = (
    (re.compile(r"Traceback \(most recent call last\)"), "a Python error"),
    (re.compile(r"[@?](?:tbl|fig)-[a-z0-9]"), "a cross-reference that was not resolved"),
    (re.compile(r"\{#(?:tbl|fig)-[a-z0-9]"), "a label that was not taken up"),
    (re.compile(r"data-measure=|cchc-(?:block|table|html|group)\b"), "markup that was not taken up"),
    (re.compile(r"^\s*:::", re.MULTILINE), "a fence that was not taken up"),
    (re.compile(r"(?:Bảng|Hình)\s*\?\?"), "a reference to nothing"),
    (re.compile("\ufffd"), "a letter that was lost"),
)
# Letters that only Vietnamese has, with and without a tone: if a font or an encoding fails, it fails on these.
_VIETNAMESE = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
# Code that a page shows may hold anything; the title of a page is not on it.
_NOT_PROSE = {"title", "style", "script", "code"}
# Elements that HTML closes by itself.
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_CLOSED_BY_WHAT_FOLLOWS = frozenset(["p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "dt", "dd"])


def check_html(path: Path) -> None:
    """The page at `path` is one whole file in Vietnamese that loads nothing, and runs nothing but the script of its template.

    Raises RenderError with everything that is wrong.
    """
    page = _Page()
    source = path.read_text(encoding="utf-8")
    page.feed(source)
    page.close()
    problems = list(page.problems)
    if not source.rstrip().endswith("</html>"):
        problems.append("it does not end with </html>")
    if page.language != "vi":
        problems.append(f'its language is "{page.language}" instead of "vi"')
    _refuse(path, [*problems, *_text_problems("".join(page.texts))])


def script_sum(script: str) -> str:
    """How the policy of a page names a script that may run: 'sha256-…'."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def check_pdf(path: Path, expected_texts: Iterable[str] = ()) -> None:
    """The PDF at `path` opens, has pages with text, is tagged, and its Vietnamese letters can be read back.

    Raises RenderError with everything that is wrong.
    """
    try:
        reader = pypdf.PdfReader(path)
        text = "\n".join(page.extract_text() for page in reader.pages)
        mark_info = reader.root_object.get("/MarkInfo", {})
        marked = bool(mark_info.get_object().get("/Marked")) if mark_info else False
    except (PyPdfError, OSError, KeyError) as error:
        raise RenderError(f"{path.name} is not a PDF that can be read: {error}. Render it again.") from error
    problems = [] if marked else ["it is not tagged, so a screen reader cannot follow it"]
    _refuse(path, [*problems, *_text_problems(text), *_missing(text, expected_texts)])


def check_docx(path: Path, expected_texts: Iterable[str] = ()) -> None:
    """The DOCX at `path` opens, its Vietnamese letters can be read back, and the `expected_texts` are in it.

    Raises RenderError with everything that is wrong.
    """
    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RenderError(f"{path.name} is not a DOCX that can be read: {error}. Render it again.") from error
    # Everything in the body in its order, cells of tables and paragraphs alike; runs of one paragraph belong together.
    paragraphs = document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    text = "\n".join("".join(paragraph.itertext()) for paragraph in paragraphs)
    _refuse(path, [*_text_problems(text), *_missing(text, expected_texts)])


def _text_problems(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text)
    problems = [
        f"it shows {what}: {_around(composed, found)}" for sign, what in _LEFTOVERS if (found := sign.search(composed))
    ]
    if not composed.strip():
        problems.append("it has no text")
    elif not _VIETNAMESE & set(composed.casefold()):
        problems.append("no Vietnamese letter can be read back from it")
    return problems


def _missing(text: str, expected: Iterable[str]) -> list[str]:
    """Which of the expected texts are not there; how a text is broken into lines does not matter."""
    read = _unbroken(text)
    return [f'"{wanted}" cannot be read back from it' for wanted in expected if _unbroken(wanted) not in read]


def _unbroken(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def _around(text: str, found: re.Match[str]) -> str:
    return '"' + " ".join(text[max(0, found.start() - 20) : found.end() + 20].split()) + '"'


def _refuse(path: Path, problems: list[str]) -> None:
    if problems:
        raise RenderError(f"{path.name} cannot be let out: {'; '.join(problems)}.")


class _Page(HTMLParser):
    """Collects what a page shows, and what it loads or runs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.texts: list[str] = []
        self.open_elements: list[str] = []
        self.policy = ""
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang")
        if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy" and "body" not in self.open_elements:
            self.policy = values.get("content") or ""
        if tag in ("iframe", "object", "embed") or (tag == "script" and attrs):
            self.problems.append(f"it has a <{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.problems.append(f"a <{tag}> has {name}=")
            if name in ("src", "href") and value and not _stays_inside(tag, value):
                self.problems.append(f"a <{tag}> points outside: {value[:60]}")
        if tag not in _VOID:
            self.open_elements.append(tag)
            self.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag not in self.open_elements:
            self.problems.append(f"a </{tag}> closes nothing")
            return
        while (inner := self.open_elements.pop()) != tag:
            if inner not in _CLOSED_BY_WHAT_FOLLOWS:
                self.problems.append(f"a <{inner}> is not closed")

    def handle_data(self, data: str) -> None:
        # A script comes in one piece. That of the template is named in the head, before anything that comes from data.
        if "script" in self.open_elements and script_sum(data) not in self.policy:
            self.problems.append("it has a <script> that its policy does not know")
        if not _NOT_PROSE & set(self.open_elements):
            self.texts.append(data)


def _stays_inside(tag: str, address: str) -> bool:
    """Whether a page with this address in it is still whole without a network or other files: links to read are not loaded."""
    return address.startswith(("#", "data:")) or tag == "a"
