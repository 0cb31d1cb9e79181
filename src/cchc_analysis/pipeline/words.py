"""The Word round trip: what people changed in a draft's DOCX, read back into the notes of the period.

A draft's words are those of its executed notebook, where every number still has its id. They are kept under the draft's own mark,
which its DOCX carries too, so that a file of an older draft is held against the very words that it was made from.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

import nbformat

from cchc_analysis.errors import InputError
from cchc_analysis.present.own_words import as_written, units
from cchc_analysis.sources.notes import SECTIONS, Note, Paragraph, section_of
from cchc_analysis.text import clean

FOLDER = ".drafts"
# What the official parts that follow the last section begin with.
_END = ("Trên đây là", "Nơi nhận")
_SPAN = re.compile(r'<span data-measure="[^"]*">([^<]*)</span>')
_TOKEN = re.compile(r"\{\{[^{}]*\}\}|[+-]?[\d.,]*\d%?|\w+|[^\w\s]")
_IS_NUMBER = re.compile(r"[+-]?[\d.,]*\d%?")
# Paragraphs with less in common than this are two paragraphs.
ALIKE = 0.6


@dataclass(frozen=True)
class Unit:
    """A paragraph of a draft: its section, its words with {{figures}} for the numbers, and as it reads."""

    section: str
    written: str
    plain: str


@dataclass(frozen=True)
class Change:
    """A paragraph that people changed (`now` empty: took away; `unit` missing: added).

    `figures` are numbers that were typed over: as the draft had it, as it is now.
    """

    section: str
    now: str
    unit: Unit | None = None
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReadBack:
    """What a DOCX brings back. `moved` are figures of the draft that the data give otherwise today, before and now.

    `is_known`: the words of the draft that it was made from are kept. Where they are not, nobody can tell a number that was typed
    over from one that the data changed.
    """

    changes: tuple[Change, ...]
    moved: tuple[tuple[Unit, Unit], ...] = ()
    is_known: bool = True
    notes: Mapping[str, Note] = field(default_factory=dict)


def words_of(notebook: nbformat.NotebookNode, period: str) -> list[Unit]:
    """Every paragraph of the report's sections, in order."""
    found: list[Unit] = []
    section = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                section = section_of(line.lstrip("#")) or ("" if line.startswith("#") else section)
        elif section:
            found += [
                Unit(section, as_written(unit, period), clean(html.unescape(_SPAN.sub(r"\1", unit))))
                for text in _prose(cell)
                for unit in units(text)
                if not unit.startswith(_END)
            ]
    return found


def _prose(cell: nbformat.NotebookNode) -> Iterator[str]:
    """The outputs of a cell that are paragraphs and lists; tables, figures and official blocks are fenced or marked."""
    for output in cell.get("outputs", ()):
        text = "".join(output.get("data", {}).get("text/markdown", ""))
        if (
            text.strip()
            and not text.lstrip().startswith(("```", "![", ":::", "|", "+", "<div"))
            and "text/html" not in output.data
        ):
            yield text


def keep(out: Path, period: str, mark: str, words: Sequence[Unit]) -> None:
    """Keeps the words of a draft beside the reports, for files that were made from it."""
    folder = out / FOLDER / period
    folder.mkdir(parents=True, exist_ok=True)
    lines = [[unit.section, unit.written, unit.plain] for unit in words]
    (folder / f"{mark}.json").write_text(json.dumps(lines, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def kept(out: Path, period: str, mark: str) -> list[Unit] | None:
    """The words of a draft; None where they are not kept."""
    try:
        return [
            Unit(*line) for line in json.loads((out / FOLDER / period / f"{mark}.json").read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, TypeError):
        return None


def read_back(path: Path, now: Sequence[Unit], notes: Mapping[str, Note], out: Path, period: str) -> ReadBack:
    """What was changed in a DOCX, against the draft that it was made from, and the notes with it.

    Raises InputError for a file that is no DOCX of this report.
    """
    mark, paragraphs = _docx_words(path)
    before = kept(out, period, mark)
    base = now if before is None else before
    changes = [
        change
        for section in SECTIONS
        for change in _changes(section, [u for u in base if u.section == section], paragraphs.get(section, []))
    ]
    current = {(unit.section, unit.written): unit for unit in now}
    moved = [
        (unit, found)
        for unit in (before or ())
        if (found := current.get((unit.section, unit.written))) and found.plain != unit.plain
    ]
    return ReadBack(tuple(changes), tuple(moved), before is not None, _with_changes(notes, changes))


def _docx_words(path: Path) -> tuple[str, dict[str, list[str]]]:
    """The draft's mark, and by section its paragraphs; items of lists begin with a dash."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, OSError):
        raise InputError(f"{path.name} cannot be read as a Word file (DOCX). Save it as one.") from None
    found: dict[str, list[str]] = {}
    section = ""
    for paragraph in document.paragraphs:
        text = clean(paragraph.text)
        if heading := section_of(text):
            section = heading
            found.setdefault(section, [])
        elif text.startswith(_END):
            section = ""
        elif text and section and not _is_furniture(paragraph.style.name if paragraph.style else ""):
            properties = paragraph._p.pPr
            is_item = properties is not None and properties.numPr is not None
            found[section].append(f"- {text}" if is_item and not text.startswith("- ") else text)
        elif text and _is_heading(paragraph.style.name if paragraph.style else ""):
            section = ""
    if missing := [title for name, title in SECTIONS.items() if name not in found]:
        raise InputError(
            f"{path.name} is no draft of this report: it has no heading {'; '.join(missing[:3])}. Take a copy of bao-cao.docx to work in."
        )
    return document.core_properties.identifier or "", found


def _is_heading(style: str) -> bool:
    return style.lower().startswith(("heading", "tiêu đề"))


def _is_furniture(style: str) -> bool:
    """Captions, headings: what no note holds."""
    return _is_heading(style) or "caption" in style.lower()


def _changes(section: str, base: Sequence[Unit], paragraphs: Sequence[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [unit.plain for unit in base], list(paragraphs), autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            yield from _paired(section, list(base[first:last]), list(paragraphs[start:end]))


def _paired(section: str, base: list[Unit], paragraphs: list[str]) -> Iterator[Change]:
    """Each new paragraph with the one that it was, the most alike first; what is left over was taken away or added."""
    alike = sorted(
        (
            (_alike(unit.plain, text), i, j)
            for i, unit in enumerate(base)
            for j, text in enumerate(paragraphs)
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )  # fmt: skip
    partner: dict[int, int] = {}
    for likeness, i, j in alike:
        if likeness >= ALIKE and j not in partner and i not in partner.values():
            partner[j] = i
    for i, unit in enumerate(base):
        if i not in partner.values():
            yield Change(section, "", unit)
    for j, text in enumerate(paragraphs):
        if j in partner:
            words, figures = _with_figures(base[partner[j]], text)
            yield Change(section, words, base[partner[j]], figures)
        else:
            yield Change(section, text)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, _TOKEN.findall(one), _TOKEN.findall(other), autojunk=False).ratio()


def _with_figures(unit: Unit, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The new words with {{figures}} where the draft's numbers still stand, and the numbers that were typed over."""
    named, plain = _TOKEN.findall(unit.written), _TOKEN.findall(unit.plain)
    # Both have the same tokens but for the numbers, unless the name of a figure was cut apart.
    names = dict(enumerate(named)) if len(named) == len(plain) else {}
    places = list(_TOKEN.finditer(text))
    put: dict[int, str] = {}
    typed: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, plain, [place[0] for place in places], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            put |= {
                start + n: names[first + n] for n in range(last - first) if names.get(first + n, "").startswith("{{")
            }
        elif kind == "replace":
            old = [n for n in range(first, last) if names.get(n, "").startswith("{{")]
            new = [n for n in range(start, end) if _IS_NUMBER.fullmatch(places[n][0])]
            typed += [(plain[a], places[b][0]) for a, b in zip(old, new, strict=False)]
    pieces, at = [], 0
    for number, place in enumerate(places):
        pieces += [text[at : place.start()], put.get(number, place[0])]
        at = place.end()
    return "".join([*pieces, text[at:]]), tuple(typed)


def only_figures(change: Change) -> bool:
    """Nothing but numbers was changed: no words of the analyst, but figures that are no longer those of the measures."""
    if change.unit is None or not change.figures:
        return False
    return _worded(change.unit.plain) == _worded(re.sub(r"\{\{[^{}]*\}\}", "0", change.now))


def _worded(text: str) -> list[str]:
    return ["0" if _IS_NUMBER.fullmatch(token) else token for token in _TOKEN.findall(text)]


def _with_changes(notes: Mapping[str, Note], changes: Sequence[Change]) -> dict[str, Note]:
    """The notes with the changes in them; a paragraph of which only figures were typed over is left as it is generated."""
    made = dict(notes)
    for change in changes:
        if only_figures(change):
            continue
        note = made.get(change.section) or Note(change.section, f"{change.section}.md", ())
        made[change.section] = replace(note, paragraphs=tuple(_changed(note.paragraphs, change)))
    return made


def _changed(paragraphs: Sequence[Paragraph], change: Change) -> Iterator[Paragraph]:
    """The paragraphs of a note after one change: of its own words if they were changed, else of a generated sentence."""
    is_done = False
    for paragraph in paragraphs:
        if change.unit and clean(paragraph.words) == change.unit.written and not is_done:
            is_done = True
            if change.now or paragraph.instead_of:
                yield replace(paragraph, words=change.now)
        else:
            yield paragraph
    if not is_done:
        yield Paragraph(change.now, change.unit.written if change.unit else "")


def note_text(note: Note) -> str:
    """A note as its Markdown file has it; lines of a list stay together."""
    text = ""
    for paragraph in note.paragraphs:
        block = f"> {paragraph.instead_of}\n{paragraph.words}".rstrip() if paragraph.instead_of else paragraph.words
        is_item = not paragraph.instead_of and block.startswith("- ")
        continues = (
            is_item and text.rpartition("\n")[2].startswith("- ") and not text.rpartition("\n\n")[2].startswith(">")
        )
        text += ("" if not text else "\n" if continues else "\n\n") + block
    return text + "\n"


def write_notes(folder: Path, notes: Mapping[str, Note], changed: Sequence[str]) -> list[Path]:
    """Writes the notes of the changed sections, each whole or not at all, and says which files they are.

    Raises InputError where notes stand in a Word file, which would then say something else.
    """
    if in_word := sorted({note.file for note in notes.values() if note.file.endswith(".docx")}):
        raise InputError(
            f"The notes of {folder.name} stand in {in_word[0]}, and Markdown beside it would contradict it. Change them there, or move it away."
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for section in changed:
        path = folder / f"{section}.md"
        fresh = path.with_name(f".{path.name}")
        fresh.write_text(note_text(notes[section]), encoding="utf-8", newline="\n")
        fresh.replace(path)
        written.append(path)
    return written
