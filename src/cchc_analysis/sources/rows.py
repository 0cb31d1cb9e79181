"""The rows of one kind of file, as its feed declares them: codes and numbers read, checked, repeated ones told apart."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources import cells
from cchc_analysis.sources.checks import AS_SET, DUPLICATE, SUPERSEDED, Checking
from cchc_analysis.sources.dossiers import Rows, check_rows, finding, with_codes, workday_indexes
from cchc_analysis.sources.feeds import NAMED, Feed
from cchc_analysis.tables import Table
from cchc_analysis.text import fold
from cchc_analysis.workdays import Calendar

# Nobody counts so many documents, but an identity number in the wrong column looks like it.
NOT_A_COUNT = 10**8


def feed_rows(
    parts: Sequence[pd.DataFrame],
    feed: Feed,
    dossiers: pd.DataFrame,
    names: Mapping[str, Mapping[str, str]],
    checking: Checking = AS_SET,
    calendar: Calendar | None = None,
) -> Rows:
    """The mapped rows of all files of a feed, checked; rows that repeat another become findings.

    `dossiers` are those that were kept, one row each: rows that name one say with `is_known` whether there is such a dossier, and have
    the feed's `beside` columns of it. `names` maps for each of the `NAMED` kinds of columns folded names to codes; without any,
    names stay as they are. With a `calendar`,
    columns of the feed's table that are called `…_workday` are filled from the dates beside them. The rows say with `has_unreadable_number` whether a cell should be a number and is none, with
    `has_unknown_unit`, `has_unknown_field`, `has_unknown_indicator` the like.
    """
    rows = pd.concat(parts, ignore_index=True)
    if "procedure" in feed.columns:
        rows["procedure"] = cells.procedure_code(rows["procedure"])
    if "dossier_id" in feed.columns:
        rows = _beside_dossiers(with_codes(rows, checking.excluded), feed, dossiers)
    elif feed.columns[feed.key] == "text":
        rows = _with_key(rows, feed.key)
    rows = _with_codes_of_names(_with_numbers(rows, feed), feed, names)
    checked = check_rows(rows, feed.checks, feed.key, checking)
    told_apart = _latest(checked.kept, feed) if feed.latest else _first(checked.kept, feed)
    kept = feed.table.conform(_with_workdays(told_apart.kept, feed.table, calendar)) if feed.table else told_apart.kept
    return Rows(kept, pd.concat([checked.findings, told_apart.findings], ignore_index=True))


def _beside_dossiers(rows: pd.DataFrame, feed: Feed, dossiers: pd.DataFrame) -> pd.DataFrame:
    own = dossiers.set_index("dossier_id")[list(feed.beside)].reindex(rows["dossier_id"]).set_axis(rows.index)
    taken = [name for name in feed.beside if feed.table and name in feed.table.columns and name not in feed.columns]
    rows = rows.join(own.add_prefix("own_")).join(own[taken])
    return rows.assign(is_known=rows["dossier_id"].isin(dossiers["dossier_id"]))


def _with_key(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The key where it is a code at all. What is none is left out: a name there must not become a key."""
    is_code = cells.looks_like_code(rows[key])
    return rows.assign(**{key: rows[key].where(is_code)}, has_unreadable_code=rows[key].notna() & ~is_code)


def _with_numbers(rows: pd.DataFrame, feed: Feed) -> pd.DataFrame:
    is_unreadable = pd.Series(False, index=rows.index)
    counts = {name: cells.whole_numbers(rows[name]) for name in feed.of_kind("whole")}
    numbers = {name: count.where(count < NOT_A_COUNT) for name, count in counts.items()}
    numbers |= {name: cells.whole_numbers(rows[name]) for name in feed.of_kind("amount")}
    for name, number in numbers.items():
        is_unreadable |= rows[name].notna() & number.isna()
    return rows.assign(**numbers, has_unreadable_number=is_unreadable)


def _with_codes_of_names(rows: pd.DataFrame, feed: Feed, names: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    for kind in NAMED:
        is_unknown = pd.Series(False, index=rows.index)
        for column in feed.of_kind(kind) if names.get(kind) else ():
            codes = _codes(rows[column], names[kind])
            is_unknown |= rows[column].notna() & codes.isna()
            rows = rows.assign(**{column: codes})
        rows = rows.assign(**{f"has_unknown_{kind}": is_unknown})
    return rows


def _codes(column: pd.Series, known: Mapping[str, str]) -> pd.Series:
    return cells.by_word(column, lambda name: known.get(fold(name)))


def _with_workdays(rows: pd.DataFrame, table: Table, calendar: Calendar | None) -> pd.DataFrame:
    names = [name.removesuffix("_workday") for name in table.columns if name.endswith("_workday")] if calendar else []
    return rows.assign(
        **{f"{name}_workday": workday_indexes(rows[f"{name}_date"], calendar) for name in names if calendar}
    )


def _first(rows: pd.DataFrame, feed: Feed) -> Rows:
    """Of rows that agree in the feed's `once` columns, or in everything that they say, the first one."""
    again = rows.duplicated(list(feed.once or feed.columns))
    return Rows(rows[~again], finding(rows[again], DUPLICATE, "identical", feed.key))


def _latest(rows: pd.DataFrame, feed: Feed) -> Rows:
    """Of rows that agree in the feed's `latest` columns the one of the latest export; an equal one before it stays instead.

    Raises ConflictError where two of one day of export differ.
    """
    key, content = list(feed.latest), list(feed.columns)
    ordered = rows.sort_values([*key, "exported_at"], kind="stable", ignore_index=True)
    follows = _as_before(ordered, key)
    identical = follows & _as_before(ordered, content)
    states = ordered[~identical].reset_index(drop=True)
    clash = states[_as_before(states, key) & (_as_before(states, ["exported_at"]) | states["exported_at"].isna())]
    if len(clash):
        told = [f"{row.source_file}, row {row.source_row}" for row in clash.head(5).itertuples()]
        raise ConflictError(
            f"{len(clash)} row(s) that say something else of the same {feed.key} than another row of that day of export: "
            f"{'; '.join(told)}. Take the wrong row out, or give the files their dates of export in data/raw/intake.xlsx."
        )
    is_last = ~states.duplicated(key, keep="last")
    findings = [
        finding(ordered[identical], DUPLICATE, "identical", feed.key),
        finding(states[~is_last], SUPERSEDED, "newer_export", feed.key),
    ]
    return Rows(states[is_last], pd.concat(findings, ignore_index=True))


def _as_before(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Whether a row has in these columns what the row before it has, missing values being equal."""
    here = rows[list(columns)]
    before = here.shift()
    return (here.eq(before) | (here.isna() & before.isna())).fillna(False).all(axis=1) & (rows.index > 0)
