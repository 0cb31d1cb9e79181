"""The rows of one kind of file, as its feed declares them: codes and numbers read, checked, repeated ones told apart."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cchc_analysis.sources import cells
from cchc_analysis.sources.checks import AS_SET, DUPLICATE, Checking
from cchc_analysis.sources.dossiers import NOT_CONTENT, Rows, check_rows, finding, with_codes
from cchc_analysis.sources.feeds import Feed


def feed_rows(
    parts: Sequence[pd.DataFrame], feed: Feed, known: Mapping[str, pd.Series], checking: Checking = AS_SET
) -> Rows:
    """The mapped rows of all files of a feed, checked; rows that repeat another become findings.

    `known` holds, by the column that names them, the values that there are elsewhere (the codes of all dossiers); the rows say with
    `is_known` whether theirs is one of them, and with `has_unreadable_number` whether a cell should be a number and is none.
    """
    rows = pd.concat(parts, ignore_index=True)
    if "dossier_id" in feed.columns:
        rows = with_codes(rows, checking.excluded)
    if feed.key in known:
        rows["is_known"] = rows[feed.key].isin(known[feed.key])
    rows = _with_numbers(rows, feed)
    checked = check_rows(rows, feed.checks, feed.key, checking)
    told_apart = list(feed.once) or [name for name in map(str, checked.kept) if name not in NOT_CONTENT]
    again = checked.kept.duplicated(told_apart)
    found = finding(checked.kept[again], DUPLICATE, "identical", feed.key)
    kept = checked.kept[~again]
    return Rows(
        feed.table.conform(kept) if feed.table else kept, pd.concat([checked.findings, found], ignore_index=True)
    )


def _with_numbers(rows: pd.DataFrame, feed: Feed) -> pd.DataFrame:
    is_unreadable = pd.Series(False, index=rows.index)
    numbers = {name: cells.whole_numbers(rows[name]) for name in feed.of_kind("whole")}
    for name, number in numbers.items():
        is_unreadable |= rows[name].notna() & number.isna()
    return rows.assign(**numbers, has_unreadable_number=is_unreadable)
