"""The analysts' own words in the places of a report where they belong, with the figures that they name.

A generated sentence is known by its words with `{{figures}}` for its numbers, so that a sentence of other words stands for it whatever
the numbers become.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator

from cchc_analysis.edition import Edition
from cchc_analysis.errors import MeasureError, PeriodError
from cchc_analysis.present.display import Prose
from cchc_analysis.present.figures import in_words, written_as
from cchc_analysis.present.markup import escape
from cchc_analysis.sources.notes import REFERENCE, SECTIONS, Note, Paragraph
from cchc_analysis.text import clean, did_you_mean

_MARKED = re.compile(r'<span data-measure="([^"]*)">[^<]*</span>')


def in_own_words(edition: Edition, section: str, *parts: object) -> list[object]:
    """What a section shows, with the sentences that the note on it replaces, and its further paragraphs at the end.

    Raises MeasureError for a figure that there is not.
    """
    note = edition.notes.get(section)
    if note is None:
        return list(parts)
    instead = {clean(each.instead_of): each for each in note.paragraphs if each.instead_of}
    shown = [Prose(_replaced(edition, note, part.text, instead)) if isinstance(part, Prose) else part for part in parts]
    added = _added(edition, note)
    return [*shown, Prose(added)] if added else shown


def own_words(edition: Edition, section: str, generated: Prose) -> Prose:
    """The words of a note in the place of all that is generated; with sentences of its own for single ones, as `in_own_words`."""
    note = edition.notes.get(section)
    if note is None:
        return generated
    if any(paragraph.instead_of for paragraph in note.paragraphs):
        return Prose(
            "\n\n".join(part.text for part in in_own_words(edition, section, generated) if isinstance(part, Prose))
        )
    return Prose(_added(edition, note))


def units(text: str) -> Iterator[str]:
    """The paragraphs of generated Markdown; each line of a list is one."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        yield from lines if all(line.startswith("- ") for line in lines) else [" ".join(lines)]


def as_written(unit: str, period: str) -> str:
    """A generated paragraph as a note quotes it: plain text, with {{figures}} for its numbers."""
    named = _MARKED.sub(lambda found: f"{{{{{written_as(html.unescape(found[1]), period)}}}}}", unit)
    return clean(html.unescape(named))


def out_of_use(notes: Iterable[Note], shown: Collection[str]) -> list[tuple[Note, Paragraph]]:
    """The paragraphs whose sentence is not generated any more, by all that a report shows (`as_written`).

    One that only takes a sentence away leaves no trace to know it by.
    """
    return [
        (note, paragraph)
        for note in notes
        for paragraph in note.paragraphs
        if paragraph.instead_of and paragraph.words and _canonical(paragraph.words) not in shown
    ]


def _canonical(words: str) -> str:
    return REFERENCE.sub(lambda found: f"{{{{{found[1]}}}}}", clean(words))


def check_notes(edition: Edition) -> None:
    """Raises MeasureError for every figure in the notes that there is not."""
    for note in edition.notes.values():
        for written in note.references():
            _figure(edition, note, written)


def _replaced(edition: Edition, note: Note, text: str, instead: dict[str, Paragraph]) -> str:
    blocks = []
    for block in text.split("\n\n"):
        lines = [
            _shown(edition, note, instead[key].words)
            if (key := as_written(unit, edition.period.key)) in instead
            else unit
            for unit in units(block)
        ]
        if kept := [line for line in lines if line]:
            blocks.append("\n".join(kept))
    return "\n\n".join(blocks)


def _added(edition: Edition, note: Note) -> str:
    """The paragraphs that stand for no generated one; lines of a list stay together."""
    text = ""
    for paragraph in note.paragraphs:
        if not paragraph.instead_of:
            shown, is_item = _shown(edition, note, paragraph.words), paragraph.words.startswith("- ")
            before = text.rpartition("\n")[2].startswith("- ")
            text += ("" if not text else "\n" if is_item and before else "\n\n") + shown
    return text


def _shown(edition: Edition, note: Note, words: str) -> str:
    """The words literally, their figures as marked numbers; a dash at the beginning makes an item of a list."""
    dash = "- " if words.startswith("- ") else ""
    pieces = REFERENCE.split(words.removeprefix(dash))
    # Of a split at a group, every second piece is what the group held.
    return dash + "".join(
        _figure(edition, note, piece) if number % 2 else _escaped(piece) for number, piece in enumerate(pieces)
    )


def _escaped(piece: str) -> str:
    """Literal text that keeps its blanks at both ends, where a number stands beside it."""
    inner = piece.strip()
    return (" " if piece[:1].isspace() and inner else "") + escape(inner) + (" " if piece[-1:].isspace() else "")


def _figure(edition: Edition, note: Note, written: str) -> str:
    try:
        return in_words(edition, written).markdown
    except (KeyError, PeriodError):
        raise MeasureError(
            f'data/notes/{edition.asked.key}/{note.file}, section "{SECTIONS[note.section]}": there is no figure '
            f'"{written}".{did_you_mean(written.split("[")[0], list(edition.measures))} cchc measures lists all.'
        ) from None
