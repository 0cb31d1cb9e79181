"""Which entries of the mappings the raw files really have: spellings of columns, words of vocabularies.

An entry that no file ever used may be a slip, or stand for a layout that is gone. Only the distinct values are looked at.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict

import pandas as pd

from cchc_analysis.sources.columns import arrow_texts
from cchc_analysis.sources.layout import RawTable
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.tables import ENTRIES
from cchc_analysis.text import fold

Entry = tuple[str, str, str, str]  # list, target, meaning, spelling
Met = tuple[str, str]  # target of a vocabulary, or "" for heads; folded text


def mapping_entries(mappings: Sequence[Mapping], met_under: Dict[str, set[Met]]) -> pd.DataFrame:
    """Every entry of every mapping, one row each, with whether one of the tables that were read under it has it.

    `met_under` is, by the name of a mapping, what its tables have (`met`).
    """
    lines = []
    for mapping in mappings:
        met = met_under.get(mapping.name, set())
        lines += [
            (
                mapping.name,
                where,
                target,
                meaning,
                spelling,
                (target if where == "vocabularies" else "", fold(spelling)) in met,
            )
            for where, target, meaning, spelling in _entries(mapping)
        ]
    return ENTRIES.conform(pd.DataFrame(lines, columns=ENTRIES.columns).drop_duplicates(ENTRIES.columns[:-1]))


def _entries(mapping: Mapping) -> Iterator[Entry]:
    yield from (("columns", target, "", name) for target, names in mapping.columns.items() for name in names)
    yield from (("personal", "", "", name) for name in mapping.personal)
    yield from (("unused", "", "", name) for name in mapping.unused)
    for target, values in mapping.vocabularies.items():
        yield from (("vocabularies", target, value, word) for value, words in values.items() for word in words)


def met(table: RawTable) -> set[Met]:
    """Every head that a table has, and every word of the columns that its mapping has a vocabulary for."""
    heads = {("", fold(name)) for name in table.names if name}
    words = {
        (target, fold(word))
        for target in table.mapping.vocabularies
        if target in table.frame
        for word in arrow_texts(table.frame[target]).dictionary_encode().dictionary.to_pylist()
    }
    return heads | words
