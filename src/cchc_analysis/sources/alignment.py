"""Whether the cells of a table stand under their own heads.

One-stop systems have exports whose head names a column that the rows lack: every later value stands one column to the left of its
name, and dates are read as other dates. Codes, statuses and dates tell: they look like nothing else.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.errors import InputError
from cchc_analysis.sources.cells import PROCEDURE
from cchc_analysis.sources.columns import Mask, cleaned, picked
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.sources.readers import Sheet, place
from cchc_analysis.text import fold

# So many rows, spread over the table, show where its values stand.
SAMPLE = 400
CODE = r"^((\d{3}\.\d{2}\.\d{2}\.)?[A-Za-z]\d{2}(\.\d{1,3}){0,3})-(\d{6}|\d{8})-\d{4,7}$"
_DATE = r"^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2}|20\d{6}|20\d{12})([ T]\d{1,2}:\d{2}.*)?$"
# Columns of which a mapping wants nothing may hold dates of their own, under names like these.
_DATE_WORDS = ("ngày", "hạn", "thời", "date", "_dt")


def refuse_shifted_head(
    sheet: Sheet, mapping: Mapping, names: Sequence[str], columns: dict[str, int], is_data: Mask
) -> None:
    """Raises InputError where values stand beside their heads: it names the head, what stands under it, and how to mend it."""
    rows = np.flatnonzero(is_data)
    if not len(rows):
        return
    sample = rows[np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows)), dtype=np.int64)]
    cells = [cleaned(picked(column, sample)) for column in sheet.columns]
    target_of = {number: target for target, number in columns.items()}
    for target, own in columns.items():
        here = _fit(cells, own, mapping, target)
        if here is None or here > 0.2:
            continue
        for beside in sorted(set(range(len(cells))) - {own}, key=lambda number: abs(number - own)):
            there = _fit(cells, beside, mapping, target)
            # A neighbour that holds what its own head says proves nothing: due dates stand beside dates of receipt.
            at_home = _fit(cells, beside, mapping, target_of[beside]) if beside in target_of else None
            if there is not None and there > 0.8 and (at_home is None or at_home < 0.8):
                raise InputError(_told(sheet, names, own, beside))
    _refuse_dates_left_of_their_heads(sheet, names, columns, cells, mapping)


def _fit(cells: Sequence[pa.Array], column: int, mapping: Mapping, target: str) -> float | None:
    """The share of a column's cells that look like the target's values; None where nothing can be said."""
    texts = cells[column].drop_null()
    if not len(texts):
        return None
    if target == "dossier_id":
        fits = pc.match_substring_regex(texts, CODE)
    elif target == "procedure":
        fits = pc.match_substring_regex(texts, PROCEDURE)
    elif mapping.feed.columns.get(target) == "date":
        fits = pc.match_substring_regex(texts, _DATE)
    elif words := mapping.words(target):
        if target in mapping.otherwise:
            return None
        return float(np.mean([fold(text) in words for text in texts.to_pylist()]))
    else:
        return None
    return float(pc.mean(fits.cast(pa.int8())).as_py())


def _refuse_dates_left_of_their_heads(
    sheet: Sheet, names: Sequence[str], columns: dict[str, int], cells: Sequence[pa.Array], mapping: Mapping
) -> None:
    """Where only dates follow the missing column, each head has dates under it, but the last is empty and a name has a date."""
    dates = sorted(number for target, number in columns.items() if mapping.feed.columns.get(target) == "date")
    if len(dates) < 2 or dates != list(range(dates[0], dates[-1] + 1)) or cells[dates[-1]].null_count < len(cells[0]):
        return
    before = dates[0] - 1
    if before < 0 or before in columns.values() or any(word in fold(names[before]) for word in _DATE_WORDS):
        return
    texts = cells[before].drop_null()
    if len(texts) >= 3 and pc.all(pc.match_substring_regex(texts, _DATE)).as_py():
        raise InputError(_told(sheet, names, dates[0], before))


def _told(sheet: Sheet, names: Sequence[str], own: int, beside: int) -> str:
    other = f'"{names[beside]}"' if names[beside] else "a column without a name"
    if abs(own - beside) > 1:
        return (
            f'{place(sheet)}: the values of the column "{names[own]}" stand under {other}. The head and the rows do not match: '
            f"export the list again, or put the heads over their values."
        )
    return (
        f'{place(sheet)}: the values of the column "{names[own]}" stand one column to the {"left" if beside < own else "right"}, '
        f"under {other}. The head and the rows do not match from there on: take the head that has no values out of the head row "
        f'(often "Người tiếp nhận"), or add the one that is missing, and save the file.'
    )
