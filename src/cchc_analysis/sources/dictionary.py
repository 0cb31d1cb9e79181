"""The data dictionary (docs/data-dictionary.md) as Markdown, from the definitions of tables, kinds of raw files and mappings."""

from collections.abc import Iterable, Iterator, Sequence

from cchc_analysis.sources.build import TABLES
from cchc_analysis.sources.feeds import FEEDS, Feed
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.tables import Table

_KINDS = {
    "text": "text", "words": "free text: what looks personal is masked", "date": "date", "whole": "whole number", "amount": "amount in dong", "unit": "unit: name, alias or code of `data/reference/units.csv`",
    "field": "field: name, alias or code of `data/reference/fields.csv`",
    "indicator": "indicator: code of `data/reference/appendix_indicators.csv`",
}  # fmt: skip


def dictionary(mappings: Sequence[Mapping]) -> str:
    """The whole dictionary. `mappings` are those of the project: they say what is personal and which layouts there are."""
    return "\n".join(_lines(mappings)) + "\n"


def _lines(mappings: Sequence[Mapping]) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written by `make docs` from the definitions in `tables.py`, `sources/feeds.py` and `data/mappings/`; edits here are lost."
    yield ""
    yield "## Clean tables"
    yield ""
    yield (
        "`data/clean/<name>.parquet`. No column holds personal data. Dates are days; **bold** columns are the key, which is unique; "
        "a column marked • is never missing."
    )
    for table in TABLES.values():
        yield from _table(table)
    yield ""
    yield "## Raw files"
    yield ""
    yield (
        "Each line of `data/raw/intake.xlsx` names a file and its kind (Loại). The layouts of a kind are mappings in `data/mappings`, "
        "which say how each column is spelled; columns of a layout that are personal data are dropped while reading."
    )
    for feed in FEEDS.values():
        yield from _feed(feed, [mapping for mapping in mappings if mapping.table == feed.kind])


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"### {table.name}", "", "| column | kind | | meaning |", "|---|---|---|---|")
    for field in table.fields:
        name = f"**{field.name}**" if field.name in table.key else field.name
        yield f"| {name} | {field.kind} | {'•' if field.required else ''} | {field.meaning} |"


def _feed(feed: Feed, mappings: Sequence[Mapping]) -> Iterator[str]:
    yield from ("", f"### {feed.kind} – {feed.label}", "")
    yield from (_becomes(feed), "", "| column | read as | | words stand for |", "|---|---|---|---|")
    for name, kind in feed.columns.items():
        values = ", ".join(feed.vocabularies.get(name, ()))
        yield f"| {name} | {_KINDS[kind]} | {'•' if name in feed.required else ''} | {values} |"
    yield ""
    yield from ("| row rule | | what it says |", "|---|---|---|")
    yield from (f"| {check.name} | {check.outcome} | {check.label} |" for check in feed.checks)
    yield from ("", "Layouts:", "")
    for mapping in mappings:
        personal = _list(mapping.personal) or "none"
        yield f"- {mapping.name}. Personal, dropped: {personal}."


def _becomes(feed: Feed) -> str:
    to = (
        f"Becomes the table `{feed.table.name}`."
        if feed.table
        else "Adds to the table `dossiers`, or is held against it."
    )
    once = [
        f"Of rows that agree in {_list(columns)} {which} counts."
        for columns, which in ((feed.once, "the first"), (feed.latest, "the one of the latest export"))
        if columns
    ]
    beside = [f"Held against the dossier's own {_list(feed.beside)}."] if feed.beside else []
    covers = [f"Its days are those of {_list(feed.covers)}."] if feed.covers else []
    return " ".join([to, "A column marked • is one without which no row can be used.", *once, *beside, *covers])


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
