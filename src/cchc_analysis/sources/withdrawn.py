"""What the list of returned and withdrawn dossiers (trả lại, xin rút) adds to the dossiers.

One-stop systems often go on showing such a dossier as pending, or show no status at all. The list fills what the dossier's own
exports lack and overrules nothing that they say; where the two contradict each other the row is flagged (`checks`).
"""

import pandas as pd


def with_withdrawals(dossiers: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """The latest state of each dossier, ended where the list says so and the exports do not say otherwise.

    A dossier becomes withdrawn if its last export shows it pending or paused without a day of end, or gives no status. Its day of
    end is the list's where it has none. Dossiers that were finished, refused, never received or already withdrawn stay as they are.
    """
    ended = listed.set_index("dossier_id")["finished_date"].reindex(dossiers["dossier_id"]).set_axis(dossiers.index)
    is_open = dossiers["status"].isin(["pending", "paused"]) & dossiers["finished_date"].isna()
    changes = ended.notna() & (is_open | dossiers["status_text"].isna())
    return dossiers.assign(
        status=dossiers["status"].mask(changes, "withdrawn"),
        finished_date=dossiers["finished_date"].fillna(ended.where(changes)),
    )
