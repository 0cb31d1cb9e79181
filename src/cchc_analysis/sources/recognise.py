"""Telling by its head what a raw file is: the kind, the mapping that knows its layout, and the days that its rows are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from cchc_analysis.errors import InputError
from cchc_analysis.sources.dates import moments
from cchc_analysis.sources.layout import RawTable, find_table, knowing
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.sources.readers import place, read_sheets


@dataclass(frozen=True)
class Recognised:
    """What a file is by its head. `first` and `last`: the days in its main column of dates; `others`: further kinds that fit as well."""

    kind: str
    mapping: str
    first: date | None
    last: date | None
    others: tuple[str, ...]


def recognise(path: Path, name: str, mappings: Sequence[Mapping]) -> Recognised:
    """What a raw file is; raises InputError where no mapping knows all its columns, or it cannot be read."""
    if not mappings:
        raise InputError("data/mappings holds no mapping.")
    sheets = read_sheets(path, name)
    tables = [find_table(sheet, mappings) for sheet in sheets]
    days = pd.concat([_days(table) for table in tables])
    first, last = (days.min(), days.max()) if days.notna().any() else (None, None)
    kind = tables[0].mapping.table
    others = dict.fromkeys(mapping.table for mapping in knowing(sheets[0], mappings) if mapping.table != kind)
    return Recognised(
        kind, tables[0].mapping.name, first.date() if first else None, last.date() if last else None, tuple(others)
    )


def _days(table: RawTable) -> pd.Series:
    """The days of the columns that say what a file covers."""
    columns = [name for name in table.mapping.feed.covers if name in table.frame]
    read = [
        moments(table.frame[name], table.mapping.date_formats, f'{place(table.sheet)}, column "{table.heads[name]}"')
        for name in columns
    ]
    return pd.concat(read) if read else pd.Series(dtype="datetime64[us]")
