"""The data dictionary is written from the definitions, and what is committed is what they say."""

from pathlib import Path

from cchc_analysis.sources.build import TABLES
from cchc_analysis.sources.dictionary import dictionary
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.mapping import load_mappings

ROOT = Path(__file__).parents[2]
WRITTEN = dictionary(load_mappings(ROOT / "data" / "mappings"))


def test_the_committed_dictionary_is_not_stale() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == WRITTEN, "run make docs"


def test_every_table_kind_and_column_stands_in_it() -> None:
    for table in TABLES.values():
        section = WRITTEN.split(f"### {table.name}\n")[1].split("###")[0]
        assert all(f"| {field.name} |" in section or f"| **{field.name}** |" in section for field in table.fields)
        assert [name for name in table.columns if f"**{name}**" in section] == [
            n for n in table.columns if n in table.key
        ]
    for feed in FEEDS.values():
        section = WRITTEN.split(f"### {feed.kind} – ")[1].split("###")[0]
        assert all(f"| {name} |" in section for name in (*feed.columns, *(check.name for check in feed.checks)))


def test_every_column_has_a_meaning() -> None:
    assert [field.name for table in TABLES.values() for field in table.fields if not field.meaning] == []
