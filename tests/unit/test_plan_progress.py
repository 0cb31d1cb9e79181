"""States of the plan's items at a cut-off: a table of cases, and what is counted from them."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.errors import PlanError
from cchc_analysis.measures.core import evaluate, rows
from cchc_analysis.periods import Period
from cchc_analysis.plan.labels import STATE_LABELS
from cchc_analysis.plan.measures import OPEN_STATES, PROSPECT_WORDS, item_measures, plan_measures
from cchc_analysis.plan.progress import (
    DONE_STATES,
    PROSPECTS,
    by_deliverable,
    by_product,
    by_row,
    by_task,
    by_unit,
    item_states,
    reporting_units,
)
from cchc_analysis.tables import PROGRESS

Q1, Y_REPORT, Y_END = date(2021, 3, 14), date(2021, 12, 14), date(2021, 12, 31)
PERIOD = Period.parse("2021-Q1")

# item, kind, planned start, due date, printed "before" date, leading units
ITEMS = [
    ("strict", "dated", None, "2020-12-30", "2020-12-31", "VP"),
    ("quarter", "dated", "2021-01-01", "2021-03-31", None, "VP|CNTT"),
    ("q4", "dated", "2021-10-01", "2021-12-31", None, "CNTT"),
    ("report", "dated", None, "2021-03-14", None, "VP"),
    ("sunday", "dated", None, "2021-08-13", "2021-08-15", "VP"),
    ("always", "continuous", None, None, None, "CNTT"),
    ("someday", "undated", None, None, None, "TTRA"),
]


def items() -> pd.DataFrame:
    table = pd.DataFrame(ITEMS, columns=["item_id", "kind", "planned_start", "due_date", "before_date", "lead_units"])
    dates = {
        name: pd.to_datetime(table[name]).dt.as_unit("us") for name in ("planned_start", "due_date", "before_date")
    }
    return table.assign(
        **dates, plan_year=2021, product_id=table["item_id"], row_id="1.1", group_no="1", group_name="Nhóm",
        printed_no="", product_text="Sản phẩm", task_ids="1.1", task_text="Nhiệm vụ", support_units="",
        deliverable_id=table["item_id"],
    )  # fmt: skip


def events(*lines: tuple[Any, ...]) -> pd.DataFrame:
    """Events written (item, event date, status, document date or None, document number or None)."""
    columns = ["item_id", "event_date", "status", "document_date", "document_no"]
    table = pd.DataFrame(lines, columns=columns, dtype="object")
    dates = {name: pd.to_datetime(table[name]) for name in ("event_date", "document_date")}
    return PROGRESS.conform(table.assign(**dates, source_file="VP.xlsx", source_row=range(2, 2 + len(table))))


def state_of(item_id: str, cutoff: date, *lines: tuple[Any, ...]) -> dict[str, Any]:
    states = item_states(items(), events(*((item_id, *line) for line in lines)), cutoff)
    (found,) = states[states["item_id"] == item_id].to_dict("records")
    return {str(name): value for name, value in found.items()}


DONE, RUN = "done", "running"
CASES = [
    # strictly before 31/12/2020
    ("strict", Q1, [], "overdue"),
    ("strict", Q1, [("2021-01-05", DONE, "2020-12-30", "12/KH-STTTT")], "done_before_year"),
    ("strict", Q1, [("2021-01-05", DONE, "2020-12-31", "12/KH-STTTT")], "done_on_due_day"),
    ("strict", Q1, [("2021-01-05", DONE, "2021-01-04", "12/KH-STTTT")], "done_late"),
    ("strict", Q1, [("2021-01-05", DONE, None, None)], "done_late"),
    ("strict", Q1, [("2021-01-05", RUN, None, None)], "overdue"),
    ("strict", Q1, [("2021-01-05", "blocked", None, None)], "overdue"),
    ("strict", date(2020, 12, 30), [], "not_reported"),
    ("strict", date(2020, 12, 29), [], "not_yet_due"),
    ("strict", date(2020, 12, 31), [], "overdue"),
    # in quý I: not yet due at the cut-off of the quarterly report
    ("quarter", Q1, [], "not_yet_due"),
    ("quarter", Q1, [("2021-03-01", RUN, None, None)], "running"),
    ("quarter", Q1, [("2021-03-01", "blocked", None, None)], "running"),
    ("quarter", Q1, [("2021-03-01", DONE, "2021-02-26", "7/KH-STTTT")], "done_in_time"),
    ("quarter", Q1, [("2021-03-01", DONE, "2020-12-28", "7/KH-STTTT")], "done_before_year"),
    ("quarter", Q1, [("2021-03-10", DONE, "2021-03-15", "7/KH-STTTT")], "not_yet_due"),
    ("quarter", Q1, [("2021-03-15", DONE, "2021-03-12", "7/KH-STTTT")], "not_yet_due"),
    ("quarter", Y_REPORT, [("2021-03-31", DONE, "2021-03-31", "7/KH-STTTT")], "done_in_time"),
    ("quarter", Y_REPORT, [("2021-04-02", DONE, "2021-04-01", "7/KH-STTTT")], "done_late"),
    ("quarter", Y_REPORT, [], "overdue"),
    # in quý IV: earlier is early, and nothing is overdue in the report closed on 14/12
    ("q4", Y_REPORT, [], "not_yet_due"),
    ("q4", Y_REPORT, [("2021-09-30", DONE, "2021-09-30", "90/BC-STTTT")], "done_early"),
    ("q4", Y_REPORT, [("2021-10-01", DONE, "2021-10-01", "90/BC-STTTT")], "done_in_time"),
    ("q4", Y_END, [], "not_reported"),
    ("q4", Y_END, [("2021-12-30", RUN, None, None)], "running"),
    ("q4", date(2022, 1, 1), [("2021-12-30", RUN, None, None)], "overdue"),
    ("q4", Y_END, [("2021-12-20", "not_arisen", None, None)], "not_arisen"),
    # due on the cut-off day itself is still in time
    ("report", Q1, [], "not_reported"),
    ("report", date(2021, 3, 15), [], "overdue"),
    ("report", Q1, [("2021-03-14", DONE, "2021-03-14", "15/BC-STTTT")], "done_in_time"),
    # aimed at Friday 13/8, printed "trước 15/8": Saturday is in time by the letter
    ("sunday", date(2021, 8, 14), [], "not_reported"),
    ("sunday", date(2021, 8, 15), [], "overdue"),
    ("sunday", Y_REPORT, [("2021-08-16", DONE, "2021-08-14", "50/BC-STTTT")], "done_in_time"),
    ("sunday", Y_REPORT, [("2021-08-16", DONE, "2021-08-15", "50/BC-STTTT")], "done_on_due_day"),
    ("sunday", Y_REPORT, [("2021-08-16", DONE, "2021-08-16", "50/BC-STTTT")], "done_late"),
    # continuous: complete only with the year, and only on evidence
    ("always", Q1, [], "not_reported"),
    ("always", Q1, [("2021-02-01", DONE, None, None)], "continuous"),
    ("always", Y_REPORT, [("2021-02-01", RUN, None, None)], "continuous"),
    ("always", Y_END, [("2021-02-01", RUN, None, None)], "done"),
    ("always", Y_END, [], "not_reported"),
    ("always", Y_END, [("2021-02-01", "blocked", None, None)], "running"),
    ("always", Y_END, [("2021-02-01", "not_arisen", None, None)], "not_arisen"),
    ("always", Y_END, [("2021-02-01", RUN, None, None), ("2021-05-01", "not_arisen", None, None)], "done"),
    # undated: nothing to be late by
    ("someday", Y_END, [], "undated"),
    ("someday", Q1, [("2021-02-01", DONE, "2021-02-01", "3/BC-STTTT")], "done"),
    ("someday", Q1, [("2021-02-01", RUN, None, None)], "running"),
    ("someday", Q1, [("2021-02-01", "not_arisen", None, None)], "not_arisen"),
    # several events
    ("quarter", Q1, [("2021-02-01", RUN, None, None), ("2021-03-01", DONE, "2021-03-01", "7/KH")], "done_in_time"),
    ("quarter", Q1, [("2021-02-01", DONE, "2021-02-01", "7/KH"), ("2021-03-01", RUN, None, None)], "done_in_time"),
    ("strict", Q1, [("2021-01-04", DONE, None, None), ("2021-02-01", DONE, "2020-12-30", "7/KH")], "done_before_year"),
    # a document judges, not an earlier word without one
    ("quarter", Y_END, [("2021-03-20", DONE, None, None), ("2021-05-01", DONE, "2021-04-05", "7/KH")], "done_late"),
    ("quarter", Y_END, [("2021-03-01", DONE, "2021-03-01", "7/KH"), ("2021-06-01", DONE, "2021-06-01", "9/KH")],
     "done_in_time"),
]  # fmt: skip


@pytest.mark.parametrize(("item_id", "cutoff", "lines", "state"), CASES, ids=[f"{c[0]}-{c[1]}-{c[3]}" for c in CASES])
def test_state(item_id: str, cutoff: date, lines: list[tuple[Any, ...]], state: str) -> None:
    found = state_of(item_id, cutoff, *lines)
    assert found["state"] == state
    assert found["is_done"] is (state in DONE_STATES)
    assert found["is_overdue"] is (state == "overdue")
    assert found["is_reported"] is any(date.fromisoformat(line[0]) <= cutoff and
                                       (line[2] is None or date.fromisoformat(line[2]) <= cutoff) for line in lines)  # fmt: skip


def test_every_state_has_a_label_and_a_case() -> None:
    assert {case[3] for case in CASES} == set(STATE_LABELS) == {*DONE_STATES, *OPEN_STATES}


class TestFacts:
    def test_due_by_date_unless_nothing_arose(self) -> None:
        assert state_of("report", Q1)["is_due"] is True
        assert state_of("report", date(2021, 3, 13))["is_due"] is False
        assert state_of("report", Q1, ("2021-03-01", "not_arisen", None, None))["is_due"] is False
        assert state_of("always", Y_END)["is_due"] is False

    def test_done_without_document_is_done_and_marked(self) -> None:
        found = state_of("quarter", Q1, ("2021-02-01", DONE, None, " "))
        assert (found["is_done"], found["done_without_document"]) == (True, True)
        assert state_of("quarter", Q1, ("2021-02-01", DONE, None, "7/KH"))["done_without_document"] is False
        assert state_of("quarter", Q1, ("2021-02-01", RUN, None, None))["done_without_document"] is False

    def test_a_draft_is_no_proof_of_what_was_done_without_a_document(self) -> None:
        found = state_of("quarter", Q1, ("2021-01-20", RUN, "2021-01-20", "dự thảo"), ("2021-02-01", DONE, None, None))
        assert found["done_without_document"] is True

    def test_proof_comes_from_the_completing_event_and_the_rest_from_the_latest(self) -> None:
        found = state_of("quarter", Q1, ("2021-02-01", DONE, "2021-01-30", "7/KH"), ("2021-03-01", RUN, None, None))
        assert (found["document_no"], found["latest_status"]) == ("7/KH", RUN)
        assert found["completed_date"] == pd.Timestamp("2021-01-30")

    def test_a_year_of_continuous_work_shows_its_newest_document(self) -> None:
        lines = [("2021-02-01", RUN, "2021-02-01", "1/BC"), ("2021-05-01", RUN, "2021-05-01", "2/BC"),
                 ("2021-09-01", RUN, None, None)]  # fmt: skip
        found = state_of("always", Y_END, *lines)
        assert (found["document_no"], found["done_without_document"]) == ("2/BC", False)

    def test_inputs_are_left_alone(self) -> None:
        plan, progress = items(), events(("quarter", "2021-02-01", DONE, "2021-02-01", "7/KH"))
        before = plan.copy(), progress.copy()
        item_states(plan, progress, Q1)
        pd.testing.assert_frame_equal(plan, before[0])
        pd.testing.assert_frame_equal(progress, before[1])

    def test_unknown_items_and_statuses_are_refused_together(self) -> None:
        progress = events(("quarte", "2021-02-01", DONE, None, None), ("q4", "2021-02-01", "finished", None, None))
        with pytest.raises(PlanError) as error:
            item_states(items(), progress, Q1)
        assert 'item "quarte" is not in the plan. Did you mean "quarter"' in str(error.value)
        assert 'status "finished" is none of' in str(error.value)


def sample_states(cutoff: date) -> pd.DataFrame:
    progress = events(
        ("strict", "2021-01-05", DONE, "2021-01-04", "1/KH-STTTT"),
        ("quarter", "2021-03-01", DONE, "2021-03-01", "2/KH-STTTT"),
        ("always", "2021-02-01", RUN, None, None),
        ("someday", "2021-02-01", "not_arisen", None, None),
    )
    return item_states(items(), progress, cutoff)


class TestMeasures:
    @pytest.mark.parametrize("cutoff", [Q1, Y_REPORT, Y_END], ids=str)
    def test_states_share_out_all_items(self, cutoff: date) -> None:
        figures = evaluate(sample_states(cutoff), item_measures().values(), PERIOD).set_index("measure")["numerator"]
        parts = ["items_done", *(f"items_{state}" for state in OPEN_STATES)]
        assert figures[parts].sum() == figures["items_total"] == len(ITEMS)

    def test_shares(self) -> None:
        figures = evaluate(sample_states(Q1), item_measures().values(), PERIOD).set_index("measure")
        assert figures.loc["items_done_of_all_share", ["numerator", "denominator"]].tolist() == [2, 7]
        assert figures.loc["items_done_of_due_share", ["numerator", "denominator"]].tolist() == [1, 2]
        assert figures.loc["items_done_late", "numerator"] == 1

    def test_an_item_of_two_leading_units_is_in_both(self) -> None:
        long = by_unit(sample_states(Q1), "lead")
        by = {"lead_unit": ["VP", "CNTT", "TTRA", "BCVT"]}
        total = evaluate(long, [item_measures()["items_total"]], PERIOD, by=by).set_index("lead_unit")["numerator"]
        assert total.to_dict() == {"VP": 4, "CNTT": 3, "TTRA": 1, "BCVT": 0}

    def test_rows_behind_a_count(self) -> None:
        overdue = item_measures()["items_overdue"]
        assert set(rows(sample_states(Y_END), overdue, PERIOD)["item_id"]) == {"report", "sunday"}

    def test_a_product_is_done_when_all_of_it_that_arose_is(self) -> None:
        plan = items().assign(product_id=["a", "a", "b", "b", "c", "d", "d"])
        progress = events(
            ("strict", "2021-01-05", DONE, "2021-01-04", "1/KH-STTTT"),
            ("report", "2021-03-10", DONE, "2021-03-10", "2/BC-STTTT"),
            ("q4", "2021-03-01", "not_arisen", None, None),
            ("someday", "2021-03-01", "not_arisen", None, None),
        )
        products = by_product(item_states(plan, progress, Q1)).set_index("product_id")
        assert products["is_done"].to_dict() == {"a": False, "b": True, "c": False, "d": False}
        assert products["is_done_of_due"].to_dict() == {"a": True, "b": True, "c": False, "d": False}
        figures = evaluate(products.reset_index(), plan_measures("products").values(), PERIOD).set_index("measure")
        assert figures.loc["products_done_of_all_share", ["numerator", "denominator"]].tolist() == [1, 4]
        assert figures.loc["products_done_of_due_share", ["numerator", "denominator"]].tolist() == [2, 2]

    @pytest.mark.parametrize("cutoff", [Q1, Y_REPORT, Y_END], ids=str)
    def test_prospects_share_out_all_items(self, cutoff: date) -> None:
        figures = evaluate(sample_states(cutoff), item_measures().values(), PERIOD).set_index("measure")["numerator"]
        parts = ["items_done", *(name for name, _ in PROSPECT_WORDS.values())]
        assert figures[parts].sum() == len(ITEMS)
        assert {"done", *PROSPECT_WORDS} == set(PROSPECTS)

    def test_timings_share_out_what_is_done(self) -> None:
        figures = evaluate(sample_states(Q1), item_measures().values(), PERIOD).set_index("measure")["numerator"]
        timings = [f"items_done_{timing}" for timing in ("early", "in_time", "late", "undated")]
        assert figures[timings].tolist() == [0, 1, 1, 0]
        assert figures[timings].sum() == figures["items_done"]

    def test_overdue_by_age_in_calendar_days_after_the_last_day_in_time(self) -> None:
        figures = evaluate(sample_states(date(2021, 9, 13)), item_measures().values(), PERIOD).set_index("measure")
        ages = figures.loc[["items_overdue_to_30", "items_overdue_31_to_90", "items_overdue_over_90"], "numerator"]
        assert ages.tolist() == [1, 0, 1]  # "trước 15/8": 30 days after 14/8; the report of 14/3
        assert figures.loc["items_overdue", "numerator"] == 2

    def test_what_falls_due_soon(self) -> None:
        figures = evaluate(sample_states(date(2021, 7, 14)), item_measures().values(), PERIOD).set_index("measure")
        assert figures.loc[["items_due_within_30", "items_due_within_60"], "numerator"].tolist() == [1, 1]
        assert state_of("sunday", date(2021, 7, 14))["days_to_due"] == 30
        assert state_of("sunday", date(2021, 6, 15))["days_to_due"] == 59
        done = state_of("sunday", date(2021, 7, 14), ("2021-07-01", DONE, "2021-07-01", "5/BC"))
        assert pd.isna(done["days_to_due"])


def estimated(cutoff: date, *lines: tuple[str, str, str, str | None]) -> dict[str, Any]:
    """Prospects by item, from events written (item, event date, status, estimate)."""
    table = events(*((item, day, status, None, None) for item, day, status, _ in lines))
    told = {number: estimate for number, (*_, estimate) in enumerate(lines, start=2)}
    table["estimate_status"] = table["source_row"].map(told).astype("str").where(table["source_row"].map(told).notna())
    states = item_states(items(), PROGRESS.conform(table), cutoff).set_index("item_id")
    return {str(name): prospect for name, prospect in states["prospect"].items()}


class TestEstimates:
    def test_the_units_word_before_the_year_is_over(self) -> None:
        lines = [("q4", "2021-12-10", RUN, "done"), ("sunday", "2021-12-10", RUN, "running"),
                 ("someday", "2021-12-10", RUN, "not_arisen"), ("always", "2021-03-01", RUN, None)]  # fmt: skip
        found = estimated(Y_REPORT, *lines)
        assert found == {
            "q4": "done_by_estimate", "sunday": "not_done", "someday": "not_arisen", "always": "done_by_evidence",
            "strict": "no_estimate", "quarter": "no_estimate", "report": "no_estimate",
        }  # fmt: skip

    def test_a_unit_that_doubts_its_continuous_work_is_believed(self) -> None:
        assert estimated(Y_REPORT, ("always", "2021-12-10", RUN, "running"))["always"] == "not_done"

    def test_the_latest_estimate_counts_and_a_later_event_without_one_keeps_it(self) -> None:
        lines = [
            ("q4", "2021-11-10", RUN, "running"),
            ("q4", "2021-12-01", RUN, "done"),
            ("q4", "2021-12-10", RUN, None),
        ]
        assert estimated(Y_REPORT, *lines)["q4"] == "done_by_estimate"
        assert estimated(date(2021, 11, 20), *lines)["q4"] == "not_done"

    def test_no_estimate_outlives_the_year(self) -> None:
        assert estimated(Y_END, ("q4", "2021-12-10", RUN, "done"))["q4"] == "not_done"

    def test_an_unknown_estimate_is_refused(self) -> None:
        with pytest.raises(PlanError, match='estimate "maybe" is none of'):
            estimated(Y_REPORT, ("q4", "2021-12-10", RUN, "maybe"))


class TestRollUps:
    """Two rows ask for one document ("a" of row 1.1, "b" of row 7.1), and row 1.1 for a second one."""

    def plan(self) -> pd.DataFrame:
        return items().assign(
            product_id=["a", "c", "b", "d", "d", "e", "f"], deliverable_id=["a", "c", "a", "d", "d", "e", "d"],
            row_id=["1.1", "1.1", "7.1", "2.1", "2.1", "6.3", "7.3"],
            task_ids=["1.1", "1.1", "7.1", "2.1", "2.1", "6.3|6.4", "7.3"],
            group_no=["1", "1", "7", "2", "2", "6", "7"],
        )  # fmt: skip

    def states(self, *lines: tuple[Any, ...]) -> pd.DataFrame:
        return item_states(self.plan(), events(*lines), Q1)

    def test_one_document_counts_once(self) -> None:
        states = self.states(
            ("strict", "2021-01-05", DONE, "2020-12-28", "1/KH"), ("q4", "2021-01-05", DONE, "2020-12-28", "1/KH")
        )
        assert by_product(states)["is_done"].sum() == 2
        documents = by_deliverable(states).set_index("deliverable_id")
        assert list(documents.index) == ["a", "c", "d", "e"]
        assert documents["is_done"].to_dict() == {"a": True, "c": False, "d": False, "e": False}

    def test_whichever_row_reports_it_and_where_the_plan_first_asks_for_it(self) -> None:
        documents = by_deliverable(self.states(("q4", "2021-01-05", DONE, "2020-12-28", "1/KH"))).set_index(
            "deliverable_id"
        )
        assert documents.loc["a", ["is_done", "row_id", "group_no"]].tolist() == [True, "1.1", "1"]

    def test_of_a_document_with_several_dates_these_judge(self) -> None:
        documents = by_deliverable(self.states(("someday", "2021-01-05", DONE, "2021-01-05", "1/BC")))
        assert not documents.set_index("deliverable_id").loc["d", "is_done"]

    def test_rows_and_tasks(self) -> None:
        states = self.states(("strict", "2021-01-05", DONE, "2020-12-28", "1/KH"))
        assert list(by_row(states)["table_row"]) == ["1.1", "7.1", "2.1", "6.3", "7.3"]
        assert list(by_task(states)["task_id"]) == ["1.1", "7.1", "2.1", "6.3", "6.4", "7.3"]
        assert not by_row(states)["is_done"].any()

    def test_the_whole_is_late_when_a_part_is(self) -> None:
        done = (
            ("report", "2021-03-10", DONE, "2021-03-10", "1/BC"),
            ("sunday", "2021-03-10", DONE, "2021-03-10", "2/BC"),
        )
        late = ("strict", "2021-01-05", DONE, "2021-01-04", "1/KH")
        products = by_product(self.states(*done, late)).set_index("product_id")
        assert products.loc[["a", "d"], "timing"].tolist() == ["late", "in_time"]


def test_a_silent_unit_is_shown() -> None:
    progress = events(("q4", "2021-03-01", RUN, None, None), ("strict", "2020-12-01", RUN, None, None))
    progress["reporting_unit"] = ["VP" if item == "strict" else "CNTT" for item in progress["item_id"]]
    states = item_states(items(), progress, Q1)
    table = reporting_units(states, progress, ["VP", "CNTT", "TTRA"], date(2020, 12, 15), Q1).set_index("unit")
    assert table["has_reported"].to_dict() == {"VP": False, "CNTT": True, "TTRA": False}
    assert table["n_items"].to_dict() == {"VP": 4, "CNTT": 3, "TTRA": 1}
    assert table["n_items_reported"].to_dict() == {"VP": 1, "CNTT": 1, "TTRA": 0}
    assert table.loc["VP", "last_report_date"] == pd.Timestamp("2020-12-01")
