"""The units' progress on the plan's products → the clean table of events."""

from collections.abc import Sequence

import pandas as pd

from cchc_analysis.sources.checks import AS_SET, DUPLICATE, PROGRESS_CHECKS, Checking
from cchc_analysis.sources.dossiers import NOT_CONTENT, Rows, check_rows, finding
from cchc_analysis.tables import PROGRESS
from cchc_analysis.text import fold

SHARES = ("share_done", "estimate_share")
_SHARE = r"\d{1,4}(\.\d+)? ?%?"


def progress_rows(
    parts: Sequence[pd.DataFrame], known_items: Sequence[str], units: dict[str, str], checking: Checking = AS_SET
) -> Rows:
    """The mapped rows of all progress workbooks, checked against the plan's products; equal events are kept once.

    `units` maps unit codes to names: a workbook may name a unit either way.
    """
    rows = pd.concat(parts, ignore_index=True)
    rows["is_known"] = rows["item_id"].isin(list(known_items))
    codes = {fold(name): code for code, name in units.items()} | {fold(code): code for code in units}
    for name in ("reporting_unit", "entered_by"):
        rows[name] = rows[name].map(lambda text: codes.get(fold(text), text), na_action="ignore")
    read = {name: _percent(rows[name], rows["source_file"]) for name in SHARES}
    is_unreadable = [rows[name].notna() & share.isna() for name, share in read.items()]
    rows = rows.assign(**read, has_unreadable_share=pd.concat(is_unreadable, axis=1).any(axis=1))
    checked = check_rows(rows, PROGRESS_CHECKS, "item_id", checking.knowing({"item_id": list(known_items)}))
    content = [name for name in checked.kept if name not in NOT_CONTENT]
    again = checked.kept.duplicated(content)
    found = finding(checked.kept[again], DUPLICATE, "identical", "item_id")
    kept = PROGRESS.conform(checked.kept[~again])
    return Rows(kept, pd.concat([checked.findings, found], ignore_index=True))


def _percent(written: "pd.Series[str]", file: "pd.Series[str]") -> pd.Series:
    """Shares as people write them → whole percent: "50%", 50, and the 0,5 that a cell with the format % really holds.

    Such a cell of 100 % holds 1, which in a plain cell would be one percent. It is taken for the whole unless its workbook has a
    plain number above 1, which no cell with the format % has. Missing where the cell is empty or holds no share from 0 to 100 %.
    """
    text = written.str.replace(",", ".")
    number = pd.to_numeric(text.where(text.str.fullmatch(_SHARE).eq(True)).str.rstrip("% "), errors="coerce")
    plain = number.where(~text.str.endswith("%", na=False))
    counts_to_100 = plain.groupby(file).transform("max") > 1
    is_fraction = (plain > 0) & ((plain < 1) | ((plain == 1) & ~counts_to_100))
    percent = number.mask(is_fraction, number * 100)
    return (percent.where(percent.between(0, 100)) + 0.5).floordiv(1).astype("Int64")
