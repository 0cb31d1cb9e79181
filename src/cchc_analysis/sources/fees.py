"""The payments of fees as a clean table: each with what its dossier says, so that payments are counted in the same groups."""

import pandas as pd

from cchc_analysis.tables import FEES

OF_DOSSIER = ["procedure", "field", "unit", "holder_unit", "channel", "is_interlinked"]


def fee_payments(kept: pd.DataFrame, dossiers: pd.DataFrame) -> pd.DataFrame:
    """The clean table of payments, from the rows that were kept of the lists of fees and the clean dossier table.

    Every payment is of one of the dossiers. Only what is more than nothing comes before or after another payment.
    """
    payments = FEES.conform(kept)
    own = dossiers.set_index("dossier_id")[OF_DOSSIER].reindex(payments["dossier_id"]).set_axis(payments.index)
    paid = payments[payments["fee_amount"] > 0]
    direct = paid["fee_date"].where(paid["payment"].ne("online"))
    return FEES.conform(
        payments.assign(
            **{name: own[name] for name in OF_DOSSIER},
            previous_fee_date=paid.groupby("dossier_id")["fee_date"].shift(),
            next_direct_date=direct.groupby(paid["dossier_id"]).bfill(),
        )
    )
