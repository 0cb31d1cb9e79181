"""The units' progress on the plan's products → the clean table of events."""

from collections.abc import Sequence

import pandas as pd

from cchc_analysis.sources.checks import DUPLICATE, PROGRESS_CHECKS
from cchc_analysis.sources.dossiers import NOT_CONTENT, Rows, check_rows, finding
from cchc_analysis.tables import PROGRESS
from cchc_analysis.text import fold


def progress_rows(parts: Sequence[pd.DataFrame], known_items: Sequence[str], units: dict[str, str]) -> Rows:
    """The mapped rows of all progress workbooks, checked against the plan's products; equal events are kept once.

    `units` maps unit codes to names: a workbook may name the reporting unit either way.
    """
    rows = pd.concat(parts, ignore_index=True)
    rows["is_known"] = rows["item_id"].isin(list(known_items))
    codes = {fold(name): code for code, name in units.items()} | {fold(code): code for code in units}
    rows["reporting_unit"] = rows["reporting_unit"].map(lambda text: codes.get(fold(text), text), na_action="ignore")
    rows["share_done"] = pd.to_numeric(rows["share_done"].str.rstrip("%"), errors="coerce").round().astype("Int64")
    checked = check_rows(rows, PROGRESS_CHECKS, "item_id")
    content = [name for name in checked.kept if name not in NOT_CONTENT]
    again = checked.kept.duplicated(content)
    found = finding(checked.kept[again], DUPLICATE, "identical", "item_id")
    kept = PROGRESS.conform(checked.kept[~again])
    return Rows(kept, pd.concat([checked.findings, found], ignore_index=True))
