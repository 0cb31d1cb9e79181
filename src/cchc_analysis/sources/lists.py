"""Lists that people keep by hand in a workbook: lines of text cells by the heads of their columns, whatever stands above them.

Only how such a list is found on its sheet is known here; what its cells mean is the business of those who ask for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.errors import InputError
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.text import fold


@dataclass(frozen=True)
class HandList:
    """The lines of a list, each with its row number and a text ("" for none) for every head; `above` are the texts over it."""

    above: tuple[str, ...] = ()
    lines: tuple[tuple[int, Mapping[str, str]], ...] = ()


def load_list(path: Path, heads: Sequence[str]) -> HandList:
    """The list on the first sheet of a workbook that has cells; empty where there is no such file.

    The columns may stand in any order and others beside them. Raises InputError where a head is missing or stands twice.
    """
    if not path.is_file():
        return HandList()
    rows = read_sheets(path, path.name)[0].rows
    wanted = set(map(fold, heads))
    # The row that has most of the heads, so that a missing one can be named.
    head = max(range(len(rows)), key=lambda number: len(wanted & set(map(fold, rows[number]))))
    found = [fold(cell) for cell in rows[head]]
    if len(wanted & set(found)) < 2:  # one of them may be the text of any cell
        raise InputError(f"{path.name}: no row has the heads {', '.join(heads)}.")
    if missing := [name for name in heads if fold(name) not in found]:
        raise InputError(f"{path.name}, row {head + 1}: the column {', '.join(missing)} is missing.")
    if twice := [name for name in heads if found.count(fold(name)) > 1]:
        raise InputError(f"{path.name}, row {head + 1}: the column {', '.join(twice)} stands twice.")
    places = {name: found.index(fold(name)) for name in heads}
    return HandList(
        tuple(cell for row in rows[:head] for cell in row if cell),
        tuple(
            (number, {name: row[place] for name, place in places.items()})
            for number, row in enumerate(rows[head + 1 :], start=head + 2)
            if any(row[place] for place in places.values())
        ),
    )
