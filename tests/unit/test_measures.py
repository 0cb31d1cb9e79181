"""Measures on rows that can be checked by hand: the days that decide, groups without rows, and what is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.measures.core import Count, Measure, Ratio, Sum, evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading, other_readings
from cchc_analysis.measures.dossiers import COUNT_FORM, FORM_06A, dossier_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.periods import Period
from cchc_analysis.rules import col

Q1 = Period.parse("2021-Q1")  # 15/12/2020 to 14/3/2021
Row = dict[str, Any]
Make = Callable[[list[Row]], pd.DataFrame]
DEFAULT = Reading()


def counted(make: Make, row: Row, rules: CountingRules = DEFAULT.rules) -> set[str]:
    """The names of the counts that one dossier adds to."""
    measures = [measure for measure in dossier_measures(Reading(rules)).values() if isinstance(measure, Count)]
    found = evaluate(make([row]), measures, Q1)
    return set(found.loc[found["value"] == 1, "measure"])


def dossier(received: str, due: str | None = None, finished: str | None = None, **more: Any) -> Row:
    return {"received_date": received, "due_date": due, "finished_date": finished, **more}


FLOWS = {"received", "received_online", "received_other", "carried_over", "total", "settled", "pending"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            dossier("2020-12-14", "2020-12-20"), {"carried_over", "total", "pending"}, id="day-before-the-first"
        ),
        pytest.param(
            dossier("2020-12-15", "2020-12-20"), {"received", "received_online", "total", "pending"}, id="first-day"
        ),
        pytest.param(dossier("2021-03-14"), {"received", "received_online", "total", "pending"}, id="last-day"),
        pytest.param(dossier("2021-03-15"), set(), id="day-after-the-last"),
        pytest.param(dossier("2020-12-01", None, "2020-12-14"), set(), id="finished-the-day-before"),
        pytest.param(
            dossier("2020-12-01", None, "2020-12-15"),
            {"carried_over", "total", "settled"},
            id="finished-on-the-first-day",
        ),
        pytest.param(
            dossier("2021-03-14", None, "2021-03-14"),
            {"received", "received_online", "total", "settled"},
            id="in-and-out-on-the-last-day",
        ),
        pytest.param(
            dossier("2021-03-01", None, "2021-03-15"),
            {"received", "received_online", "total", "pending"},
            id="finished-the-day-after",
        ),
        pytest.param(
            dossier("2021-03-01", channel="direct"), {"received", "received_other", "total", "pending"}, id="direct"
        ),
        pytest.param(
            dossier("2021-03-01", channel="postal"), {"received", "received_other", "total", "pending"}, id="postal"
        ),
        pytest.param(dossier("2021-03-01", None, "2021-03-02", is_received=False), set(), id="refused-counts-nowhere"),
    ],
)
def test_the_days_that_decide_where_a_dossier_flows(dossier_table: Make, row: Row, expected: set[str]) -> None:
    assert counted(dossier_table, row) & FLOWS == expected


SETTLED = {
    "settled_early",
    "settled_on_time",
    "settled_late",
    "settled_no_due_date",
    "settled_column_9",
    "settled_in_time",
    "overdue",
}


@pytest.mark.parametrize(
    ("due", "finished", "expected"),
    [
        pytest.param("2021-03-10", "2021-03-09", {"settled_early", "settled_in_time"}, id="a-day-early"),
        pytest.param(
            "2021-03-10", "2021-03-10", {"settled_on_time", "settled_column_9", "settled_in_time"}, id="on-the-day"
        ),
        pytest.param("2021-03-10", "2021-03-11", {"settled_late", "overdue"}, id="a-day-late"),
        pytest.param(
            None, "2021-03-11", {"settled_no_due_date", "settled_column_9", "settled_in_time"}, id="no-due-date"
        ),
        pytest.param("2021-03-10", None, {"overdue"}, id="not-settled"),
    ],
)
def test_early_on_time_and_late(dossier_table: Make, due: str | None, finished: str | None, expected: set[str]) -> None:
    assert counted(dossier_table, dossier("2021-03-01", due, finished)) & SETTLED == expected


PENDING = {"pending_in_time", "pending_overdue", "pending_no_due_date", "pending_column_12", "overdue"}


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("2021-03-13", {"pending_overdue", "overdue"}, id="due-the-day-before-the-cutoff"),
        pytest.param("2021-03-14", {"pending_in_time", "pending_column_12"}, id="due-on-the-cutoff-is-still-in-time"),
        pytest.param("2021-03-15", {"pending_in_time", "pending_column_12"}, id="due-after-the-cutoff"),
        pytest.param(None, {"pending_no_due_date", "pending_column_12"}, id="no-due-date"),
    ],
)
def test_pending_in_time_and_overdue(dossier_table: Make, due: str | None, expected: set[str]) -> None:
    assert counted(dossier_table, dossier("2021-03-01", due)) & PENDING == expected
    finished_later = dossier("2021-03-01", due, "2021-03-20", status="finished")
    assert counted(dossier_table, finished_later) & PENDING == expected, "the state on the cut-off day, not today's"


@pytest.mark.parametrize(
    ("asked", "answered", "is_paused"),
    [
        pytest.param("2021-03-10", None, True, id="waiting"),
        pytest.param("2021-03-14", None, True, id="asked-on-the-cutoff"),
        pytest.param("2021-03-15", None, False, id="asked-after-the-cutoff"),
        pytest.param("2021-03-10", "2021-03-14", False, id="answered-on-the-cutoff"),
        pytest.param("2021-03-10", "2021-03-15", True, id="answered-after-the-cutoff"),
        pytest.param(None, None, False, id="never-asked"),
    ],
)
def test_a_dossier_that_waits_for_its_applicant(
    dossier_table: Make, asked: str | None, answered: str | None, is_paused: bool
) -> None:
    row = dossier("2021-02-01", "2021-03-01", supplement_requested_date=asked, supplement_done_date=answered)
    found = counted(dossier_table, row)
    assert ("pending_in_time" in found, "pending_overdue" in found) == (is_paused, not is_paused)
    assert ("pending_paused" in found) == is_paused
    by_date = counted(dossier_table, row, CountingRules(paused="by_date"))
    assert "pending_overdue" in by_date
    assert ("pending_paused" in by_date) == is_paused, "how many wait is told under either reading"


@pytest.mark.parametrize("due", ["2021-03-10", "2021-02-10", None], ids=["early", "late", "no-due-date"])
def test_a_withdrawn_dossier_is_on_time_or_judged_by_its_dates(dossier_table: Make, due: str | None) -> None:
    row = dossier("2021-02-01", due, "2021-03-01", is_withdrawn=True)
    assert counted(dossier_table, row) & SETTLED == {"settled_on_time", "settled_column_9", "settled_in_time"}
    plain = counted(dossier_table, {**row, "is_withdrawn": False})
    by_date = counted(dossier_table, row, CountingRules(withdrawn="by_date"))
    assert by_date - {"settled_withdrawn"} == plain - {"ran_its_course"}


def test_channel_and_post_are_two_facts(dossier_table: Make) -> None:
    row = dossier("2021-03-01", None, "2021-03-05", via_post_in=True, via_post_out=True, on_postal_list=True)
    found = counted(dossier_table, {**row, "returned_date": "2021-03-08", "service_level": 3})
    assert {"received_online", "received_by_post", "received_listed_by_post", "returned_by_post"} <= found
    assert {"received_level_3_4", "received_level_3_4_online"} <= found
    unlisted = counted(dossier_table, {**row, "on_postal_list": False, "service_level": 2})
    assert unlisted.isdisjoint({"received_listed", "received_listed_by_post", "received_level_3_4", "returned_by_post"})


def test_a_result_fetched_late_makes_nothing_late(dossier_table: Make) -> None:
    row = dossier("2021-02-01", "2021-03-01", "2021-02-26", returned_date="2021-03-10")
    assert {"settled_early", "returned"} <= counted(dossier_table, row)
    assert "overdue" not in counted(dossier_table, row)


def test_the_form_and_the_count_name_measures_that_exist() -> None:
    known = dossier_measures(DEFAULT)
    assert {*FORM_06A, *COUNT_FORM} <= known.keys()


@pytest.mark.parametrize(
    "rules", [CountingRules(), CountingRules("by_date", "by_date", "leave")], ids=["default", "by-date"]
)
def test_each_measure_says_what_it_counts(rules: CountingRules) -> None:
    measures = [
        *dossier_measures(Reading(rules, date.toordinal)).items(),
        *procedure_measures().items(),
        *file_measures().items(),
    ]
    for name, measure in [*measures, *finding_measures().items()]:
        assert measure.name == name
        assert measure.label
        assert measure.definition.endswith("."), name
    assert len({measure.definition for _, measure in measures}) == len(measures)


@pytest.mark.parametrize(
    ("row", "names"),
    [
        pytest.param({"status": "registered"}, {"awaiting_receipt"}, id="neither-received-nor-refused"),
        pytest.param({"status": "refused", "refused_date": "2021-03-15"}, {"awaiting_receipt"}, id="refused-later"),
        pytest.param({"status": "refused", "refused_date": "2021-03-14"}, {"refused"}, id="refused-on-the-last-day"),
        pytest.param({"status": "refused"}, {"refused"}, id="refused-on-a-day-that-is-not-told"),
    ],
)
def test_what_was_sent_in_waits_for_receipt_until_it_is_refused(dossier_table: Make, row: Row, names: set[str]) -> None:
    sent = {"received_date": None, "submitted_date": "2021-03-12", "is_received": False}
    assert counted(dossier_table, sent | row) == names


def test_a_procedure_counts_once_however_many_dossiers_it_has(dossier_table: Make) -> None:
    post = {"via_post_in": True, "via_post_out": True}
    dossiers = dossier_table(
        [
            dossier("2021-03-01", procedure="1"),
            dossier("2021-03-02", procedure="1", **post),
            dossier("2021-03-02", procedure="1", **post),
            dossier("2020-12-01", None, "2021-02-01", procedure="2", returned_date="2021-02-02", via_post_out=True),
            dossier("2020-12-01", None, None, procedure="3", via_post_in=True),
            dossier("2021-03-01", procedure="4", is_received=False, via_post_in=True),
            dossier("2021-03-01", procedure="5", **post),
        ]
    )
    listed = {"1": True, "2": True, "3": True, "4": True, "5": False, "6": True}
    procedures = pd.DataFrame(
        {
            "procedure": list(listed), "field": "XB", "unit": "TTBCXB", "on_postal_list": list(listed.values()),
            "legal_time": pd.array([10, 10, 20, None, 10, 30], "Int64"),
            "regulated_time": pd.array([9, 10, 15, None, 8, 30], "Int64"),
            "time_unit": ["working", "working", "working", "working", "calendar", "calendar"],
            "service_level": pd.array([3, 4, None, 2, 4, 3], "Int64"),
            "national_portal_date": pd.to_datetime(["2021-03-14", "2021-03-15", "2021-01-01", "2021-01-01", "2020-12-01", None]),
        }
    )  # fmt: skip
    activity = procedure_activity(dossiers, procedures, Q1, DEFAULT)
    found = evaluate(activity, procedure_measures().values(), Q1).set_index("measure")
    assert found["numerator"].to_dict() == {
        "procedures_total": 6, "procedures_listed": 5, "procedures_listed_with_post": 2, "procedures_without_dossier": 3,
        "procedures_with_post_of_listed": 2, "procedures_timed": 5, "procedures_cut_by_tenth": 3,
        "procedures_cut_by_tenth_of_timed": 3, "legal_time_working": 40, "time_cut_working": 6,
        "time_cut_of_legal_working": 6, "legal_time_calendar": 40, "time_cut_calendar": 2, "time_cut_of_legal_calendar": 2,
        "procedures_level_3_4": 4, "procedures_level_3": 2, "procedures_level_4": 2, "procedures_level_3_4_with_online": 2,
        "procedures_level_3_4_without_online": 2, "procedures_on_national_portal": 2,
        "procedures_on_national_portal_with_online": 2, "online_used_of_level_3_4": 2, "on_national_portal_of_level_3_4": 2,
    }  # fmt: skip
    assert found.loc["procedures_with_post_of_listed", "value"] == 2 / 5


ONE_FIELD = [dossier("2021-03-01", "2021-03-05", "2021-03-04"), dossier("2021-03-02", channel="direct")]


class TestEvaluate:
    def test_one_line_per_measure_and_group_with_zeros_for_absent_groups(self, dossier_table: Make) -> None:
        known = dossier_measures(DEFAULT)
        measures = [known["received"], known["on_time_of_settled"]]
        found = evaluate(
            dossier_table(ONE_FIELD), measures, Q1, {"field": ["BC", "XB"], "channel": ["online", "direct"]}
        )
        assert found.columns.tolist() == [
            "measure", "period_start", "period_end", "field", "channel", "numerator", "denominator", "value",
        ]  # fmt: skip
        figures = found.set_index(["measure", "field", "channel"])
        assert figures["numerator"].to_dict() == {
            ("received", "BC", "online"): 0, ("received", "BC", "direct"): 0,
            ("received", "XB", "online"): 1, ("received", "XB", "direct"): 1,
            ("on_time_of_settled", "BC", "online"): 0, ("on_time_of_settled", "BC", "direct"): 0,
            ("on_time_of_settled", "XB", "online"): 1, ("on_time_of_settled", "XB", "direct"): 0,
        }  # fmt: skip
        is_ratio = found["measure"].eq("on_time_of_settled")
        assert found.loc[is_ratio, "value"].isna().tolist() == [True, True, False, True], (
            "no share where nothing was settled"
        )
        assert found.loc[~is_ratio, "denominator"].isna().all()

    def test_a_table_without_rows_counts_zero(self, dossier_table: Make, to_engine: Callable[..., Any]) -> None:
        measures = dossier_measures(DEFAULT)
        found = evaluate(to_engine(dossier_table([])), measures.values(), Q1, {"field": ["XB"]})
        assert found["numerator"].eq(0).all()
        assert len(found) == len(measures)

    def test_rows_of_an_unknown_group_are_an_error_because_they_would_be_lost(self, dossier_table: Make) -> None:
        with pytest.raises(ValueError, match=r"rows of unknown groups.*XB"):
            evaluate(dossier_table(ONE_FIELD), [dossier_measures(DEFAULT)["received"]], Q1, {"field": ["BC"]})

    def test_two_measures_of_one_name_are_refused(self, dossier_table: Make) -> None:
        other = Count("received", "", "", lambda period: col("field").is_present())
        with pytest.raises(ValueError, match='two different measures are called "received"'):
            evaluate(dossier_table(ONE_FIELD), [dossier_measures(DEFAULT)["received"], other], Q1)

    def test_a_measure_that_is_also_part_of_a_ratio_counts_once(self, dossier_table: Make) -> None:
        known = dossier_measures(DEFAULT)
        names = ["settled", "on_time_of_settled", "late_of_settled"]
        found = evaluate(dossier_table(ONE_FIELD), [known[name] for name in names], Q1)
        assert found["measure"].tolist() == names

    def test_a_sum_adds_a_column_and_missing_values_add_nothing(self, to_engine: Callable[..., Any]) -> None:
        frame = pd.DataFrame({"kind": ["a", "a", "b", "b"], "n": pd.array([1, None, 40, None], "Int64")})
        total = Sum("n", "", "", lambda period: col("kind").is_present(), col("n"))
        of_a = Sum("n_of_a", "", "", lambda period: col("kind").equals("a"), col("n"))
        share = Ratio("share", "", "", of_a, total)
        found = evaluate(to_engine(frame), [total, of_a, share], Q1).set_index("measure")
        assert found["numerator"].to_dict() == {"n": 41, "n_of_a": 1, "share": 1}
        assert found.loc["share", "value"] == pytest.approx(1 / 41)
        grouped = evaluate(to_engine(frame), [total], Q1, {"kind": ["a", "b", "c"]})
        assert grouped["value"].tolist() == [1, 40, 0]

    def test_the_caller_s_frame_is_left_as_it_was(self, dossier_table: Make) -> None:
        frame = dossier_table(ONE_FIELD)
        before = frame.copy(deep=True)
        measures = dossier_measures(DEFAULT)
        evaluate(frame, measures.values(), Q1, {"field": ["XB"]})
        for measure in measures.values():
            rows(frame, measure, Q1, {"field": "XB"})
        pd.testing.assert_frame_equal(frame, before)


def test_the_rows_behind_a_number_are_those_it_counts(dossier_table: Make) -> None:
    frame = dossier_table(ONE_FIELD)
    received: Measure = dossier_measures(DEFAULT)["received"]
    assert isinstance(received, Count)
    assert rows(frame, received, Q1)["dossier_id"].tolist() == frame["dossier_id"].tolist()
    assert rows(frame, received, Q1, {"channel": "direct"})["dossier_id"].tolist() == [frame["dossier_id"][1]]
    assert len(rows(frame, received, Q1, {"field": "BC"})) == 0


def test_read_rows_are_accounted_for_by_kind_and_rule() -> None:
    files = pd.DataFrame(
        {
            "source_file": ["a", "b"], "kind": ["dossiers", "progress"], "lines": [12, 5], "other_lines": [2, 1],
            "read": [10, 4], "accepted": [7, 4], "rejected": [1, 0], "duplicates": [2, 0], "identical": [1, 0],
            "superseded": [1, 0],
        }
    )  # fmt: skip
    found = evaluate(files, file_measures().values(), Q1).set_index("measure")["value"].to_dict()
    assert found["rows_read"] == found["rows_accepted"] + found["rows_rejected"] + found["rows_duplicates"] == 14
    findings = pd.DataFrame({"outcome": ["rejected", "flagged", "rejected"], "rule": ["x", "y", "y"]})
    by_rule = evaluate(findings, finding_measures().values(), Q1, {"rule": ["x", "y", "z"]})
    nonzero = by_rule[by_rule["value"] > 0]
    assert set(zip(nonzero["measure"], nonzero["rule"], nonzero["value"], strict=True)) == {
        ("findings_rejected", "x", 1), ("findings_rejected", "y", 1), ("findings_flagged", "y", 1),
    }  # fmt: skip


def test_other_readings_differ_in_one_setting_each() -> None:
    found = other_readings(CountingRules())
    assert [(setting, value) for setting, value, _ in found] == [
        ("withdrawn", "by_date"), ("withdrawn", "excluded"), ("paused", "by_date"), ("no_due_date", "leave"),
        ("due_date", "first"), ("due_date", "current"), ("end_date", "returned"), ("refused", "counted"),
        ("interlinked", "excluded"), ("transferred", "holder"),
    ]  # fmt: skip
    for setting, value, rules in found:
        assert vars(rules) == vars(CountingRules()) | {setting: value}


def test_other_readings_start_from_the_rules_in_force() -> None:
    rules = CountingRules(withdrawn="excluded", no_due_date="block")
    found = {(setting, value): changed for setting, value, changed in other_readings(rules)}
    assert {value for setting, value in found if setting == "withdrawn"} == {"on_time", "by_date"}
    assert {value for setting, value in found if setting == "no_due_date"} == {"recompute", "leave"}
    assert all(changed.withdrawn == "excluded" for (setting, _), changed in found.items() if setting != "withdrawn")


INTERLINKED = {
    "is_interlinked": True,
    "supplement_requested_date": "2021-03-02",
}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(dossier("2021-03-01", "2021-03-05", "2021-03-04"), id="settled"),
        pytest.param(dossier("2021-03-01", "2021-03-05", "2021-03-04", is_withdrawn=True), id="withdrawn"),
        pytest.param(dossier("2021-03-01", "2021-03-05"), id="pending"),
        pytest.param({"status": "refused", "refused_date": "2021-03-01", "is_received": False}, id="refused"),
        pytest.param({"status": "registered", "submitted_date": "2021-03-01", "is_received": False}, id="awaiting"),
    ],
)
@pytest.mark.parametrize("refused", ["excluded", "counted"])
def test_an_interlinked_dossier_counts_nowhere_but_in_its_own_count(
    dossier_table: Make, row: Row, refused: Any
) -> None:
    rules = CountingRules(refused=refused)
    assert counted(dossier_table, row | INTERLINKED, rules) - {"interlinked"}
    left_out = CountingRules(refused=refused, interlinked="excluded")
    assert counted(dossier_table, row | INTERLINKED, left_out) <= {"interlinked"}


@pytest.mark.parametrize(
    ("row", "waits"),
    [
        pytest.param({"submitted_date": "2021-03-14", "status": "registered"}, True, id="sent-on-the-cutoff"),
        pytest.param({"submitted_date": "2021-03-15", "status": "registered"}, False, id="sent-after-the-cutoff"),
        pytest.param(dossier("2021-03-14", submitted_date="2021-03-12"), False, id="received-on-the-cutoff"),
        pytest.param(dossier("2021-03-15", submitted_date="2021-03-12"), True, id="received-after-the-cutoff"),
        pytest.param(
            {"submitted_date": "2021-03-12", "refused_date": "2021-03-14", "status": "refused"}, False,
            id="refused-on-the-cutoff",
        ),
        pytest.param(
            {"submitted_date": "2021-03-12", "refused_date": "2021-03-15", "status": "refused"}, True,
            id="refused-after-the-cutoff",
        ),
        pytest.param({"submitted_date": "2021-03-12", "status": "refused"}, False, id="refused-nobody-says-when"),
        pytest.param(
            {"submitted_date": "2020-10-01", "status": "registered", "last_listed_date": "2020-11-02"}, False,
            id="gone-from-the-lists-before",
        ),
        pytest.param(
            {"submitted_date": "2021-03-12", "status": "registered", "last_listed_date": "2021-03-14"}, True,
            id="listed-on-the-cutoff",
        ),
    ],
)  # fmt: skip
def test_who_awaits_receipt_at_the_cutoff(dossier_table: Make, row: Row, waits: bool) -> None:
    row = {"is_received": "received_date" in row} | row
    assert ("awaiting_receipt" in counted(dossier_table, row)) == waits


@pytest.mark.parametrize(
    ("row", "slow"),
    [
        pytest.param({"intake_minutes": 480}, False, id="eight-hours"),
        pytest.param({"intake_minutes": 481}, True, id="a-minute-more"),
        pytest.param({"intake_minutes": 20, "received_workday": 9, "submitted_workday": 1}, False, id="times-decide"),
        pytest.param({"received_workday": 3, "submitted_workday": 2}, False, id="the-next-working-day"),
        pytest.param({"received_workday": 4, "submitted_workday": 2}, True, id="two-working-days"),
        pytest.param({}, False, id="not-told"),
        pytest.param({"intake_minutes": 481, "channel": "direct"}, False, id="not-online"),
    ],
)
def test_who_was_received_after_eight_hours(dossier_table: Make, row: Row, slow: bool) -> None:
    assert ("received_after_8_hours" in counted(dossier_table, dossier("2021-03-01") | row)) == slow


def test_a_refused_dossier_is_not_received_late(dossier_table: Make) -> None:
    row = {"status": "refused", "is_received": False, "refused_date": "2021-03-04", "intake_minutes": 900}
    found = counted(dossier_table, row, CountingRules(refused="counted"))
    assert "received_online" in found
    assert "received_after_8_hours" not in found
