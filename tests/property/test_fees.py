"""The measures of the payments of fees equal a naive loop over dossiers, on every engine, and each payment has its own period."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from drawn import BOUNDED, CALENDAR, CHANNELS, DEFAULT, FIELDS, LENGTH, day, period, periods
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis.measures.core import evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources.fees import fee_payments
from cchc_analysis.tables import DOSSIERS

ToEngine = Callable[[pd.DataFrame], Any]
# A payment: day, dong, online or direct. A dossier: its field and channel, whether it is interlinked, what was paid for it.
Payment = tuple[date, int, str]
Dossier = tuple[str, str, bool, list[Payment]]
PAYMENT = st.tuples(
    st.integers(0, LENGTH - 1).map(day), st.sampled_from([0, 25_000, 300_000, 4_000_000_000]), st.sampled_from(["online", "direct"])
)  # fmt: skip
DOSSIER = st.tuples(
    st.sampled_from(FIELDS), st.sampled_from(CHANNELS), st.booleans(), st.lists(PAYMENT, max_size=4, unique=True)
)
LISTS = st.lists(DOSSIER, max_size=12)
RULES = st.sampled_from([DEFAULT, CountingRules(interlinked="excluded")])


def table_of(dossiers: list[Dossier]) -> pd.DataFrame:
    """The clean table of payments; in the list they stand in any order."""
    named = {f"H21.15-210101-{number:04d}": dossier for number, dossier in enumerate(dossiers)}
    known = DOSSIERS.conform(
        pd.DataFrame(
            [
                {
                    "dossier_id": code, "procedure": "1", "field": field, "unit": "VP", "channel": channel,
                    "is_interlinked": interlinked, "due_basis": "none", "source_file": "a.csv", "source_row": 1,
                }
                for code, (field, channel, interlinked, _) in named.items()
            ],
            columns=DOSSIERS.columns,
        )
    )  # fmt: skip
    lines = [(code, *payment) for code, (*_, payments) in named.items() for payment in payments]
    kept = pd.DataFrame(lines[::-1], columns=["dossier_id", "fee_date", "fee_amount", "payment"])
    return fee_payments(kept.assign(source_file="b.csv", source_sheet="", source_row=range(len(lines))), known)


def loop(dossiers: list[Dossier], span: Period, rules: CountingRules) -> dict[str, int]:
    found = {"fee_paid": 0, "fee_paid_online": 0, "fee_amount": 0}
    for _, _, interlinked, payments in dossiers:
        made = [(amount, way) for at, amount, way in payments if span.start <= at <= span.end and amount > 0]
        if made and not (interlinked and rules.interlinked == "excluded"):
            found["fee_paid"] += 1
            found["fee_paid_online"] += all(way == "online" for _, way in made)
            found["fee_amount"] += sum(amount for amount, _ in made)
    return found


def counted(table: Any, span: Period, rules: CountingRules, by: dict[str, list[str]] | None = None) -> pd.DataFrame:
    return evaluate(table, fee_measures(Reading(rules, CALENDAR.index)).values(), span, by).set_index("measure")


def test_every_measure_equals_the_loop(to_engine: ToEngine, engine: str) -> None:
    @settings(BOUNDED, max_examples=2 if engine == "spark" else 40)
    @given(LISTS, periods(), RULES)
    def holds(dossiers: list[Dossier], span: Period, rules: CountingRules) -> None:
        table = to_engine(table_of(dossiers))
        for column, place in (("field", 0), ("channel", 1)):
            values = FIELDS if column == "field" else CHANNELS
            found = counted(table, span, rules, {column: values})
            for value in values:
                expected = loop([dossier for dossier in dossiers if dossier[place] == value], span, rules)
                figures = found[found[column] == value]["numerator"].to_dict()
                assert {name: figures[name] for name in expected} == expected
                share = found[found[column] == value].loc["online_of_fee_paid"]
                assert (share["numerator"], share["denominator"]) == (expected["fee_paid_online"], expected["fee_paid"])

    holds()


@settings(BOUNDED, max_examples=60)
@given(LISTS, st.integers(0, LENGTH - 2))
def test_amounts_of_adjacent_periods_add_up_and_every_payment_is_in_one_of_them(
    dossiers: list[Dossier], middle: int
) -> None:
    spans = (period(0, middle), period(middle + 1, LENGTH - 1), period(0, LENGTH - 1))
    one, other, both = (counted(table_of(dossiers), span, DEFAULT)["numerator"] for span in spans)
    assert one["fee_amount"] + other["fee_amount"] == both["fee_amount"]
    assert max(one["fee_paid"], other["fee_paid"]) <= both["fee_paid"] <= one["fee_paid"] + other["fee_paid"]
    measure = fee_measures(Reading())["fee_amount"]
    listed = [rows(table_of(dossiers), measure, span) for span in spans]
    assert len(listed[0]) + len(listed[1]) == len(listed[2])
    assert sum(part["fee_amount"].sum() for part in listed[:2]) == both["fee_amount"]


@settings(BOUNDED, max_examples=40)
@given(LISTS, periods())
def test_what_is_paid_after_the_cutoff_changes_no_figure(dossiers: list[Dossier], span: Period) -> None:
    then = [
        (field, channel, interlinked, [payment for payment in payments if payment[0] <= span.end])
        for field, channel, interlinked, payments in dossiers
    ]
    found = [counted(table_of(each), span, DEFAULT) for each in (then, dossiers)]
    pd.testing.assert_frame_equal(*found)
