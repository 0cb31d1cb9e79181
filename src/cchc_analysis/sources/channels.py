"""The channel of dossiers whose own list has no such column: it comes from the lists of those sent in online and by post.

One-stop systems' ordinary lists of dossiers have no channel; who sends in online stands in a list of its own. Where a list has a
channel, that counts.
"""

from collections.abc import Sequence

import pandas as pd

from cchc_analysis.sources.dossiers import with_codes


def with_channels(rows: pd.DataFrame, online: Sequence[pd.DataFrame], posted: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Mapped rows of a list without channels, each with the one that the other lists give.

    A dossier that is in the list of those sent in online is online, in the post's list of received ones postal, and in neither
    direct. Without any list of online dossiers nothing is taken for granted: the channel stays missing.
    """
    if not online:
        return rows
    codes = with_codes(rows)["dossier_id"]
    channel = pd.Series("direct", index=rows.index, dtype="str")
    for value, lists in (("postal", posted), ("online", online)):
        listed = [with_codes(part)["dossier_id"] for part in lists]
        if listed:
            channel = channel.mask(codes.isin(pd.concat(listed)) & codes.notna(), value)
    return rows.assign(channel=channel)
