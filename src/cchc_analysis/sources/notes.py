"""The analysts' own words for a report: `data/notes/<period>/`, one Markdown file for each section, or one Word file with their headings.

A note holds paragraphs. One that begins with quoted lines (`> …`) stands in the place of the generated sentence that they quote;
any other is added after what is generated. `{{measure}}` in a note is a figure of the report.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.errors import InputError
from cchc_analysis.text import clean, did_you_mean, fold

# The sections of the report: name of the note's file → heading, as the report prints it.
SECTIONS = {
    "muc-do-hoan-thanh": "Mức độ hoàn thành kế hoạch",
    "chi-dao-dieu-hanh": "Chỉ đạo, điều hành, thông tin, tuyên truyền",
    "the-che": "Cải cách thể chế",
    "thu-tuc-hanh-chinh": "Cải cách thủ tục hành chính",
    "to-chuc-bo-may": "Cải cách tổ chức bộ máy",
    "cong-vu": "Cải cách chế độ công vụ",
    "tai-chinh-cong": "Cải cách tài chính công",
    "chinh-phu-dien-tu": "Xây dựng và phát triển Chính phủ điện tử",
    "chi-tieu": "Kết quả thực hiện các chỉ tiêu",
    "ton-tai": "Tồn tại, hạn chế",
    "phuong-huong": "Phương hướng, nhiệm vụ kỳ tới",
    "kien-nghi": "Kiến nghị, đề xuất",
}
# "IV. ", "2. ", "a) " before a heading.
_NUMBERING = re.compile(r"^(?:[IVX]+|\d+|[a-zđ])[.)]\s*")
REFERENCE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# A number that no measure stands behind; dates, years and the numbers of documents are not meant to be figures.
_NUMBER = re.compile(r"(?<![\w/.,-])\d[\d.,]*\d?%?(?![\w/-])")
_NO_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}(?:/\d{4})?|\d+/(?:\d{4}/)?[A-ZĐ]+[\w-]*|(?:năm|tháng|ngày|quý|điều|khoản|điểm|mục|nhóm)\s+\d+(?:/\d+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a note: its words, and the generated sentence that it stands for (empty where it is added)."""

    words: str
    instead_of: str = ""


@dataclass(frozen=True)
class Note:
    """The own words for one section; `file` is where they stand."""

    section: str
    file: str
    paragraphs: tuple[Paragraph, ...]

    def references(self) -> Iterator[str]:
        """The figures that it names."""
        for paragraph in self.paragraphs:
            yield from REFERENCE.findall(paragraph.words)

    def bare_numbers(self) -> list[str]:
        """The numbers that it writes out itself, which nothing checks."""
        return [
            number
            for paragraph in self.paragraphs
            for number in _NUMBER.findall(_NO_FIGURE.sub(" ", REFERENCE.sub(" ", paragraph.words)))
        ]


def load_notes(folder: Path) -> dict[str, Note]:
    """The notes of one period by section; raises InputError for a file that is of no section, or two of the same."""
    notes: dict[str, Note] = {}
    for path in sorted(folder.glob("*")):
        if path.name.startswith((".", "~$")) or path.suffix not in (".md", ".docx"):
            continue
        for section, found in _read(path).items():
            if found and section in notes:
                raise InputError(
                    f'data/notes/{folder.name}: both {notes[section].file} and {path.name} have words for "{SECTIONS[section]}". Keep one.'
                )
            if found:
                notes[section] = Note(section, path.name, tuple(found))
    return notes


def _read(path: Path) -> dict[str, list[Paragraph]]:
    if path.suffix == ".docx":
        return _read_word(path)
    if path.stem not in SECTIONS:
        raise InputError(
            f"data/notes/{path.parent.name}/{path.name}: the report has no section of this name."
            f"{did_you_mean(path.stem, list(SECTIONS))} Its sections: {', '.join(SECTIONS)}."
        )
    try:
        return {path.stem: list(paragraphs(path.read_text(encoding="utf-8-sig")))}
    except UnicodeDecodeError:
        raise InputError(f"data/notes/{path.parent.name}/{path.name} is not UTF-8. Save it as UTF-8.") from None


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a note in Markdown; each line of a list is one."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines()]
        quoted = [line.removeprefix(">") for line in lines if line.startswith(">")]
        words = [line for line in lines if not line.startswith(">")]
        if not quoted and words and all(line.startswith("- ") for line in words):
            yield from (Paragraph(clean(line)) for line in words)
        elif quoted or any(words):
            yield Paragraph(clean(" ".join(words)), clean(" ".join(quoted)))


def _read_word(path: Path) -> dict[str, list[Paragraph]]:
    """The paragraphs below each heading that the report has."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise InputError(f"data/notes/{path.parent.name}/{path.name} cannot be read as a Word file: {error}.") from None
    found: dict[str, list[Paragraph]] = {}
    section = ""
    for paragraph in document.paragraphs:
        text = clean(paragraph.text)
        if heading := section_of(text):
            section = heading
        elif text and not section:
            raise InputError(
                f'data/notes/{path.parent.name}/{path.name}: "{text[:60]}" stands below no heading of the report. '
                f"The headings: {'; '.join(SECTIONS.values())}."
            )
        elif text:
            found.setdefault(section, []).append(Paragraph(text))
    return found


def section_of(heading: str) -> str:
    """The section that a heading begins, numbered or not; empty for another text."""
    wanted = fold(_NUMBERING.sub("", clean(heading)))
    return next((name for name, title in SECTIONS.items() if fold(title) == wanted), "")
