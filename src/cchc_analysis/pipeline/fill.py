"""`cchc fill`: figures poured into a form that others made, cell by cell, with everything else in it left as it was.

A list of cells (TOML) says which figure goes where. A workbook is filled in its own XML, because libraries that write workbooks drop
what they do not know: drawn lines, pictures, controls. In Word the cells are those of tables.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from cchc_analysis.edition import Edition
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.pipeline.sheets import Workbook, letters, number_of
from cchc_analysis.present.figures import Figure, figure
from cchc_analysis.settings import read_section
from cchc_analysis.text import did_you_mean

_PLACE = re.compile(r"(?:(?P<sheet>.+)!)?(?P<column>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})")


@dataclass(frozen=True)
class Block:
    """A rectangle of cells: its upper left one, and the figures as rows × columns.

    `rows` are groups ("field=BC"; empty for the whole), `columns` measures, each with its part if it has one.
    """

    at: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class CellMap:
    """Which figure goes into which cell."""

    cells: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()

    def figures(self) -> dict[str, str]:
        """Cell → figure, the blocks among them; raises SettingsError for a cell that is named twice."""
        found: dict[str, str] = {}
        for place, written in [*self.cells.items(), *(pair for block in self.blocks for pair in _spread(block))]:
            if place in found:
                raise SettingsError(f"The cell {place} is named twice: {found[place]} and {written}.")
            found[place] = written
        return found


def load_map(path: Path) -> CellMap:
    """Reads the list of cells; raises SettingsError for what it does not know."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"There is no list of cells {path.name}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from None
    blocks = written.pop("blocks", [])
    if not isinstance(blocks, list):
        raise SettingsError(f"{path.name}: write each block under [[blocks]].")
    made = read_section(CellMap, written, path.name)
    read = tuple(read_section(Block, block, f"{path.name} [[blocks]] {n}") for n, block in enumerate(blocks, start=1))
    cells = CellMap(made.cells, read)
    if not cells.figures():
        raise SettingsError(f'{path.name} names no cell. Write [cells] and under it lines like "II.06a!C8" = "total".')
    return cells


def fill(form: Path, cells: CellMap, edition: Edition, target: Path) -> int:
    """Writes `form` with its figures as `target`, and says how many cells were filled.

    Raises InputError with every cell that is not there or not empty and every figure that does not exist, before anything is written.
    """
    writers: Mapping[str, Callable[[Path, Mapping[str, Figure | None], Path | None], list[str]]] = {
        ".xlsx": _fill_workbook,
        ".docx": _fill_document,
    }
    if form.suffix.lower() not in writers:
        raise InputError(f"{form.name}: only forms in XLSX and DOCX can be filled. Save it as one of them.")
    if not form.is_file():
        raise InputError(f"There is no form {form.name}.")
    wanted = cells.figures()
    values, problems = _values(wanted, edition)
    problems += writers[form.suffix.lower()](form, values, None if problems else target)
    if problems:
        raise InputError(f"{form.name} was not filled:\n  " + "\n  ".join(problems))
    return len(wanted)


def _values(wanted: Mapping[str, str], edition: Edition) -> tuple[dict[str, Figure | None], list[str]]:
    found: dict[str, Figure | None] = {}
    problems = []
    for place, written in wanted.items():
        try:
            found[place] = figure(edition, written)
        except KeyError:
            known = [*edition.measures]
            problems.append(f'{place}: there is no figure "{written}".{did_you_mean(written.split("[")[0], known)}')
            found[place] = None
    return found, problems


def _spread(block: Block) -> Iterator[tuple[str, str]]:
    sheet, column, row = split_place(block.at)
    prefix = f"{sheet}!" if sheet else ""
    for down, group in enumerate(block.rows):
        for right, measure in enumerate(block.columns):
            yield f"{prefix}{letters(column + right)}{row + down}", f"{measure}[{group}]" if group else measure


def split_place(place: str) -> tuple[str, int, int]:
    """Sheet ("" for the first), column and row from 1; raises SettingsError for what is no cell."""
    parts = _PLACE.fullmatch(place)
    if parts is None:
        raise SettingsError(f'"{place}" is no cell. Write C8, or "II.06a!C8" with the name of the sheet.')
    return parts["sheet"] or "", number_of(parts["column"]), int(parts["row"])


def _fill_workbook(form: Path, values: Mapping[str, Figure | None], target: Path | None) -> list[str]:
    book = Workbook.read(form)
    problems = []
    for place, value in values.items():
        sheet, column, row = split_place(place)
        if sheet and sheet not in book.sheets:
            problems.append(f'{place}: there is no sheet "{sheet}".{did_you_mean(sheet, list(book.sheets))}')
            continue
        cell = book.cell(sheet or next(iter(book.sheets)), column, row)
        if problem := cell.why_not():
            problems.append(f"{place}: {problem}")
        elif value is not None:
            cell.write(_held(value, cell.shows_percent))
    if target and not problems:
        book.write(target)
    return problems


def _held(figure: Figure, shows_percent: bool) -> int | Decimal | str:
    """What a cell of a workbook holds: counts as numbers, shares as 98,13% or, where the cell itself shows percent, as 0.9813."""
    if figure.number is not None:
        return figure.number if figure.points is None else figure.points
    return figure.text if not shows_percent or figure.fraction is None else figure.fraction


def _fill_document(form: Path, values: Mapping[str, Figure | None], target: Path | None) -> list[str]:
    from docx import Document

    from cchc_analysis.pipeline.docx import save_same_bytes

    document = Document(str(form))
    problems = []
    for place, value in values.items():
        sheet, column, row = split_place(place)
        number = int(sheet or 1) if (sheet or "1").isdigit() else 0
        if not 0 < number <= len(document.tables):
            problems.append(f"{place}: there is no table {sheet or 1}; the form has {len(document.tables)}.")
            continue
        table = document.tables[number - 1]
        if row > len(table.rows) or column > len(table.columns):
            problems.append(f"{place}: table {number} has {len(table.rows)} rows and {len(table.columns)} columns.")
            continue
        cell = table.cell(row - 1, column - 1)
        if cell.text.strip():
            problems.append(f"{place}: the cell is not empty.")
        elif value is not None:
            cell.paragraphs[0].add_run(value.text)
    if target and not problems:
        save_same_bytes(document, target)
    return problems
