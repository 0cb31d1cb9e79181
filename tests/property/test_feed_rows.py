"""Whatever a file of any kind holds: every row is accepted, rejected or a duplicate, and no bad value becomes a good one.

Walks all kinds of raw files as `FEEDS` declares them; a further kind is tested here without a line of its own. The dossiers have tests of
their messy files, too (`test_rows_balance`).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources.build import CleanTables, _assemble, _Part
from cchc_analysis.sources.dossiers import mapped_rows
from cchc_analysis.sources.feeds import FEEDS, Feed
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import Mapping, load_mappings
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.sources.reference import load_reference

DATA = Path(__file__).parents[2] / "data"
REFERENCE = load_reference(DATA / "reference")
MAPPINGS = load_mappings(DATA / "mappings")
EXPORTED = (date(2021, 4, 1), date(2021, 5, 4))
ITEM = "1.1-1"
PERSON = "Nguyễn Văn Mẫu"
DOSSIERS = [f"H21.15-210301-000{number}" for number in (1, 2)]
DAYS = (date(2021, 3, 1), date(2021, 3, 5), date(2021, 12, 1))
# By the kind of a column: what may stand there, good and bad; "" is an empty cell.
CELLS = {
    "text": ["A-1", "A-2", "", "  A-1 "],
    "whole": ["1", "2", "", "1.245", "ba", "-1"],
    "words": ["Đang làm", "gọi 0905 123 456", ""],
    "amount": ["150.000", "350000", "", "ba", "-1"],
    "unit": ["Thanh tra Sở", "P. CNTT", "", "Phòng không có"],
    "field": ["Bưu chính", "", "Lĩnh vực lạ"],
    "indicator": [*(each.code for each in REFERENCE.indicators[:2]), "", "so_khac"],
}
CODES = {"dossier_id": [*DOSSIERS, "H21.15-210301-0009", "", "không phải mã"], "item_id": [ITEM, "9.9-9", ""]}
CODES["procedure"] = ["1.003868", "9.999999", ""]
every_feed = pytest.mark.parametrize("kind", list(FEEDS))


def layout_of(feed: Feed) -> Mapping:
    """The layout of the kind that has the most of its columns."""
    return max((m for m in MAPPINGS if m.table == feed.kind), key=lambda m: len(m.columns))


def cells_of(feed: Feed, layout: Mapping) -> dict[str, list[str]]:
    """Column → the cells that a test may put there: those of its kind, of its vocabulary, or codes."""
    found = {}
    for name in feed.columns:
        if name in layout.columns:
            words = [spellings[0] for spellings in layout.vocabularies.get(name, {}).values()]
            days = [*(f"{day:{layout.date_formats[0]}}" for day in DAYS), "", "31/02/2021", "mai"]
            kinds = CELLS | {"date": days}
            found[name] = CODES.get(name) or ([*words, "chữ lạ", ""] if words else kinds[feed.columns[name]])
    return found


def part(feed: Feed, rows: list[dict[str, str]], file: str, day: date) -> _Part:
    """A file with these rows: title, heads, and a personal column that no table may take over."""
    layout = layout_of(feed)
    heads = [layout.columns[name][0] for name in rows[0]]
    lines = [(*row.values(), PERSON) for row in rows]
    sheet = Sheet.of(file, "", (("DANH SÁCH",), (*heads, layout.personal[0]), *lines))
    intake = Intake(file, feed.kind, day, date(2021, 1, 1), day)
    table = find_table(sheet, [layout])
    return _Part(feed.kind, table, mapped_rows(table, intake), intake)


def ours() -> _Part:
    """Two dossiers for what stands beside dossiers."""
    feed = FEEDS["dossiers"]
    plain = good_row(feed)
    return part(feed, [plain | {"dossier_id": code} for code in DOSSIERS], "ours.xlsx", EXPORTED[0])


def good_row(feed: Feed) -> dict[str, str]:
    """A row that no rule rejects: the first cell of each column, and dates in an order that every kind takes."""
    layout = layout_of(feed)
    said = {
        name: layout.vocabularies.get(name, {}).get(value, [value])[0]
        for name, value in GOOD.get(feed.kind, {}).items()
    }
    return {name: said.get(name, cells[0]) for name, cells in cells_of(feed, layout).items()}


# What a whole row of a kind says beside the first cells, in the words' meanings.
GOOD = {
    "dossiers": {"status": "pending", "finished_date": "", "refused_date": "", "returned_date": ""},
    "progress": {"status": "running", "share_done": "50", "estimate_share": ""},
}


def built(*parts: _Part) -> CleanTables:
    beside = [] if any(each.kind == "dossiers" for each in parts) else [ours()]
    return _assemble([*beside, *parts], REFERENCE, [ITEM])


def outcomes(tables: CleanTables, file: str) -> dict[int, set[tuple[str, str]]]:
    """Row → the outcomes and rules that it met."""
    found: dict[int, set[tuple[str, str]]] = {}
    for line in tables.findings[tables.findings["source_file"] == file].itertuples():
        found.setdefault(int(line.source_row), set()).add((line.outcome, line.rule))
    return found


@every_feed
def test_every_row_is_accepted_rejected_or_a_duplicate(kind: str) -> None:
    feed = FEEDS[kind]
    good, cells = good_row(feed), cells_of(feed, layout_of(feed))
    changes = st.lists(st.sampled_from(list(cells)), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: st.sampled_from(cells[name]) for name in names})
    )
    rows = st.lists(
        changes.map(lambda changed: good | changed).filter(lambda row: any(row.values())), min_size=1, max_size=6
    )

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows, rows)
    def holds(first: list[dict[str, str]], second: list[dict[str, str]]) -> None:
        # Whole rows above, because a column of bad cells alone is taken for a head over the wrong values, and the file refused.
        files = {"1.xlsx": [good] * 4 + first, "2.xlsx": second + [good] * 4}
        try:
            tables = built(
                *(part(feed, each, name, day) for (name, each), day in zip(files.items(), EXPORTED, strict=True))
            )
        except ConflictError:  # two contents of one key on one day
            return
        account = tables.files.set_index("source_file")
        for name, each in files.items():
            line = account.loc[name]
            assert line["read"] == len(each) == line["accepted"] + line["rejected"] + line["duplicates"]
        told = pd.concat([tables.findings, tables.files, *filter(len, clean(tables, feed))])
        assert "Mẫu" not in told.to_csv()
        for table in clean(tables, feed):
            from_here = table[table["source_file"].isin(list(files))]
            set_aside = tables.findings[
                tables.findings["outcome"].ne("flagged") & tables.findings["source_file"].isin(list(files))
            ]
            where = Counter(
                zip(*(pd.concat([from_here[c], set_aside[c]]) for c in ("source_file", "source_row")), strict=True)
            )
            assert where == Counter((name, row) for name, each in files.items() for row in range(3, 3 + len(each)))

    holds()


def clean(tables: CleanTables, feed: Feed) -> list[pd.DataFrame]:
    """The clean table of the kind's own rows, where it has one."""
    return [tables[feed.table.name]] if feed.table else []


@every_feed
def test_a_whole_row_is_accepted(kind: str) -> None:
    tables = built(part(FEEDS[kind], [good_row(FEEDS[kind])], "1.xlsx", EXPORTED[1]))
    rejected = {
        rule for rules in outcomes(tables, "1.xlsx").values() for outcome, rule in rules if outcome != "flagged"
    }
    assert rejected == set()
    assert tables.files.set_index("source_file").loc["1.xlsx", "accepted"] == 1


def bad_values() -> Iterator[tuple[str, str, str]]:
    """Kind, column and a cell that cannot be read or is empty where it must not be."""
    for kind, feed in FEEDS.items():
        for name in cells_of(feed, layout_of(feed)):
            if feed.columns[name] == "date":
                yield kind, name, "31/02/2021"
            if feed.columns[name] in ("whole", "amount"):
                yield kind, name, "ba trăm"
            if name in feed.vocabularies:
                yield kind, name, "chữ lạ"
            if name in feed.required:
                yield kind, name, ""


# Columns that say nothing which any figure rests on.
UNUSED = {("online", "submitted_date"), ("postal_in", "posted_date"), ("postal_out", "posted_date")}
# An empty one of these is worked out from others, or not known yet.
# A figure that is not typed may be the one of the period before, marked to be kept.
MAY_BE_EMPTY = {("dossiers", "received_date"), ("overdue", "due_date"), ("appendix", "value")}


@pytest.mark.parametrize(("kind", "column", "cell"), list(bad_values()))
def test_a_bad_value_is_told_and_never_counted(kind: str, column: str, cell: str) -> None:
    feed = FEEDS[kind]
    tables = built(part(feed, [good_row(feed) | {column: cell}], "1.xlsx", EXPORTED[1]))
    if (kind, column) in UNUSED or (not cell and (kind, column) in MAY_BE_EMPTY):
        return
    met = {rule for rules in outcomes(tables, "1.xlsx").values() for _, rule in rules}
    assert met, "nothing says that this cell is bad"
    for table in clean(tables, feed):
        kept = table[table["source_file"] == "1.xlsx"]
        assert kept.empty or kept[column].isna().all()
