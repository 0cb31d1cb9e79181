"""The sample year against the figures that its generator counted from its own events, without this package."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.measures.appendix import appendix_measures
from cchc_analysis.measures.core import Count, evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.dossiers import COUNT_FORM, dossier_measures
from cchc_analysis.measures.explanations import CAUSES, explanation_measures, overdue_dossiers
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.periods import Period
from cchc_analysis.plan.measures import item_measures
from cchc_analysis.plan.progress import item_states
from cchc_analysis.plan.register import Register
from cchc_analysis.sources.build import TABLES, CleanTables
from cchc_analysis.sources.reference import Reference
from cchc_analysis.workdays import Calendar

EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "sample" / "expected.json").read_text(encoding="utf-8"))
PERIODS = list(EXPECTED["periods"])
CALENDAR = Calendar.load(Path(__file__).parents[2] / "data" / "reference" / "calendar_vn.csv")
READING = Reading(CountingRules(), CALENDAR.index)
MEASURES = dossier_measures(READING)
FORM = [MEASURES[name] for name in COUNT_FORM]


def figures(table: pd.DataFrame, period: Period, by: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    """Group → measure → value, without the groups that have nothing."""
    found = evaluate(table, FORM, period, by)
    (column,) = by
    by_group = {str(key): dict(zip(part["measure"], part["value"], strict=True)) for key, part in found.groupby(column)}
    return {key: values for key, values in by_group.items() if any(values.values())}


def with_something(groups: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {key: values for key, values in groups.items() if any(values.values())}


def test_the_files_hold_all_figures_that_are_compared_here() -> None:
    assert {"2021-Q1", "2021-6M", "2021-9M", "2021"} <= set(PERIODS)
    assert set(COUNT_FORM) == set(EXPECTED["periods"]["2021-Q1"]["measures"])


@pytest.mark.parametrize("key", PERIODS)
def test_form_06a_in_all(tables: CleanTables, key: str) -> None:
    period, expected = Period.parse(key), EXPECTED["periods"][key]
    assert (str(period.start), str(period.end)) == (expected["start"], expected["end"])
    found = evaluate(tables.dossiers, FORM, period)
    assert dict(zip(found["measure"], found["value"], strict=True)) == expected["measures"]


@pytest.mark.parametrize("column", ["field", "unit", "channel", "procedure"])
@pytest.mark.parametrize("key", PERIODS)
def test_form_06a_by_group(tables: CleanTables, groups: dict[str, list[str]], key: str, column: str) -> None:
    found = figures(tables.dossiers, Period.parse(key), {column: groups[column]})
    assert found == with_something(EXPECTED["periods"][key][f"by_{column}"])


@pytest.mark.parametrize("key", PERIODS)
def test_post(tables: CleanTables, reference: Reference, key: str) -> None:
    period = Period.parse(key)
    names = {
        "received": "received", "received_by_post": "post_in", "received_listed": "received_listed",
        "received_listed_by_post": "post_in_listed", "returned": "returned", "returned_by_post": "post_out",
    }  # fmt: skip
    counted = evaluate(tables.dossiers, [MEASURES[name] for name in names], period)
    procedures = evaluate(
        procedure_activity(tables.dossiers, reference.procedures, period, Reading()),
        procedure_measures().values(),
        period,
    )
    found = {names[name]: value for name, value in zip(counted["measure"], counted["value"], strict=True)}
    once = dict(zip(procedures["measure"], procedures["numerator"], strict=True))
    found["listed_procedures"] = once["procedures_listed"]
    found["listed_procedures_with_post"] = once["procedures_listed_with_post"]
    assert found == EXPECTED["periods"][key]["postal"]


@pytest.mark.parametrize("measure", ["settled_late", "pending_overdue"])
@pytest.mark.parametrize("key", PERIODS)
def test_the_dossiers_behind_the_overdue_figures(tables: CleanTables, key: str, measure: str) -> None:
    count = MEASURES[measure]
    assert isinstance(count, Count)
    assert sorted(rows(tables.dossiers, count, Period.parse(key))["dossier_id"]) == EXPECTED["periods"][key][measure]


ACCOUNTED = {
    "read": "read", "accepted": "accepted", "rejected": "rejected", "identical": "duplicates_identical",
    "superseded": "superseded",
}  # fmt: skip


def test_what_became_of_the_rows_of_each_file(tables: CleanTables) -> None:
    files = tables.files[tables.files["kind"] != "progress"].set_index("source_file").rename(columns=ACCOUNTED)
    found = files[list(ACCOUNTED.values())].to_dict("index")
    expected: dict[str, dict[str, Any]] = EXPECTED["rows"]["files"]
    assert found == {
        name: {key: count for key, count in line.items() if key != "rejected_by_rule"}
        for name, line in expected.items()
    }


def test_why_rows_were_rejected_in_each_file(tables: CleanTables) -> None:
    rejected = tables.findings[tables.findings["outcome"] == "rejected"]
    found = {
        str(name): {str(rule): int(count) for rule, count in part["rule"].value_counts().items()}
        for name, part in rejected.groupby("source_file")
    }
    expected = {name: line["rejected_by_rule"] for name, line in EXPECTED["rows"]["files"].items()}
    assert found == {name: rules for name, rules in expected.items() if rules}


def test_the_account_of_all_rows_adds_up(tables: CleanTables) -> None:
    files = tables.files
    assert (files["read"] == files["accepted"] + files["rejected"] + files["duplicates"]).all()
    assert (files["lines"] == files["other_lines"] + files["read"]).all()
    dossiers = files[files["kind"] == "dossiers"]
    assert dossiers["accepted"].sum() == len(tables.dossiers) == EXPECTED["rows"]["dossiers"]["accepted"]
    assert tables.dossiers["is_received"].sum() == EXPECTED["dossiers_counted"]
    flagged = tables.findings[tables.findings["outcome"] == "flagged"]["rule"].value_counts()
    for rule, count in EXPECTED["flags"]["rows"].items():
        assert flagged[rule] == count


def test_what_is_flagged_in_the_lists_beside_the_dossiers(tables: CleanTables) -> None:
    flagged = tables.findings[tables.findings["outcome"] == "flagged"]
    for file, expected in EXPECTED["lists"]["flagged"].items():
        assert flagged.loc[flagged["source_file"] == file, "rule"].value_counts().to_dict() == expected


def test_only_the_list_of_withdrawn_dossiers_says_that_these_ended(tables: CleanTables) -> None:
    codes = EXPECTED["lists"]["only_in_the_list_of_withdrawn"]
    found = tables.dossiers[tables.dossiers["dossier_id"].isin(codes)]
    assert len(found) == len(codes) == 1
    assert found["is_withdrawn"].all() and found["finished_date"].tolist() == [pd.Timestamp(2021, 12, 2)]


def test_feedback_and_counts_of_documents(tables: CleanTables) -> None:
    expected, found = EXPECTED["lists"]["feedback"], tables["feedback"]
    words = {"conduct": "Hành vi hành chính", "regulation": "Quy định hành chính", "both": "Cả hai"}
    kinds = found["kind"].map(words, na_action="ignore").fillna("").value_counts().to_dict()
    assert (len(found), kinds) == (expected["lines"], expected["by_kind"])
    assert found["status"].eq("answered").sum() == expected["answered"]
    assert found["published_date"].notna().sum() == expected["published"]
    columns = [
        "received",
        "received_electronic",
        "handled_online",
        "sent",
        "sent_electronic",
        "signed",
        "via_axis",
        "confidential",
    ]
    assert tables["documents"][columns].sum().tolist() == list(EXPECTED["lists"]["documents"].values())


@pytest.mark.parametrize("key", PERIODS)
def test_explanations_of_overdue_dossiers(tables: CleanTables, key: str) -> None:
    period, expected = Period.parse(key), EXPECTED["explanations"][key]
    table = overdue_dossiers(tables.dossiers, tables["explanations"], period, READING)
    found = evaluate(table, explanation_measures().values(), period).set_index("measure")["numerator"]
    assert {name: found[name] for name in expected["measures"]} == expected["measures"]
    causes = table["cause"].value_counts()
    assert {cause: causes.get(cause, 0) for cause in CAUSES} == expected["by_cause"]
    unanswered = rows(table, explanation_measures()["overdue_unanswered"], period)
    assert sorted(unanswered["dossier_id"]) == expected["unanswered"]


def test_lines_of_forms_that_units_left_blank(tables: CleanTables) -> None:
    forms = tables.files[tables.files["kind"].isin(["explanations", "appendix"])].set_index("source_file")
    assert forms["unfilled_lines"].to_dict() == EXPECTED["unfilled"]


@pytest.mark.parametrize("key", PERIODS)
def test_figures_that_were_entered_by_hand(tables: CleanTables, reference: Reference, key: str) -> None:
    period, expected = Period.parse(key), EXPECTED["appendix"][key]
    sums = {
        code: appendix_measures(reference.indicators)[f"appendix_{code}"]
        for code in (i.code for i in reference.indicators)
    }
    by_name = {f"appendix_{code}": code for code in sums}
    found = evaluate(tables["appendix"], sums.values(), period).set_index("measure")["numerator"]
    assert {by_name[name]: figure for name, figure in found.items()} == dict.fromkeys(sums, 0) | expected["all"]
    told = {
        code: rows(tables["appendix"], measure, period)["field"].map(reference.fields, na_action="ignore").dropna()
        for code, measure in sums.items()
    }
    assert {code: sorted(names) for code, names in told.items() if len(names)} == {
        code: sorted(name for name, figures in expected["by_field"].items() if code in figures)
        for code in {code for figures in expected["by_field"].values() for code in figures}
    }


@pytest.mark.parametrize("cutoff", list(EXPECTED["progress"]))
def test_progress_on_the_plan(tables: CleanTables, register: Register, cutoff: str) -> None:
    expected, day = EXPECTED["progress"][cutoff], pd.Timestamp(cutoff)
    period = Period.parse(f"2020-12-15..{cutoff}")
    states = item_states(register.items, tables.progress, day.date())
    counts = evaluate(states, item_measures().values(), period).set_index("measure")["numerator"]
    assert counts[["items_total", "items_due", "items_done_of_due"]].tolist() == [
        expected["items"], expected["due"], expected["done_of_due"],
    ]  # fmt: skip

    def items(condition: pd.Series) -> list[str]:
        return sorted(states.loc[condition, "item_id"])

    assert items(states["state"] == "overdue") == sorted(expected["overdue"])
    assert items(states["completed_date"] > states["due_date"]) == sorted(expected["completed_after_due_date"])
    assert items(~states["is_reported"]) == sorted(expected["silent"])
    known = tables.progress[(tables.progress["event_date"] <= day) & ~(tables.progress["document_date"] > day)]
    done = known[known["status"] == "done"]
    assert sorted(set(done["item_id"])) == sorted(expected["with_done_event"])
    without_document = set(done.loc[done["document_no"].isna(), "item_id"])
    assert sorted(without_document) == sorted(expected["done_events_without_document"])
    assert known["status"].value_counts().to_dict() == expected["events"]


@pytest.mark.parametrize("name", list(TABLES))
def test_no_person_is_in_any_clean_table(tables: CleanTables, project: Path, name: str) -> None:
    text = tables[name].to_csv()
    stored = (project / "data" / "clean" / f"{name}.parquet").read_bytes()
    for canary in EXPECTED["canaries"]:
        assert canary not in text
        assert canary.encode() not in stored
    for pattern in EXPECTED["canary_patterns"]:
        assert not re.search(pattern, text)
