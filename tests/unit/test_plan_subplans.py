"""The sub-plans that targets rest on: read whole, refused where they do not hold together, counted by their tasks alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_analysis.errors import PlanError
from cchc_analysis.measures.core import evaluate
from cchc_analysis.periods import Period
from cchc_analysis.plan.measures import inspection_finding_measures, inspection_measures, sub_plan_measures
from cchc_analysis.plan.subplans import SubPlans, load_sub_plans

PLAN = Path(__file__).parents[2] / "data" / "plan" / "2021"
UNITS = ["VP", "TTRA", "CNTT", "TTBCXB", "BCVT", "TTCNTT"]
PERIODS = [Period.parse(key) for key in ("2021-Q1", "2021-6M", "2021-9M", "2021", "2021-01-01..2021-12-31")]


@pytest.fixture(scope="module")
def plans() -> SubPlans:
    return load_sub_plans(PLAN, UNITS)


def series(plans: SubPlans, measure: str) -> list[tuple[int, int]]:
    measures = sub_plan_measures(plans.labels) | inspection_measures() | inspection_finding_measures()
    tables = {"units": plans.inspected, "inspection": plans.findings}
    table = tables.get(measure.partition("_")[0], plans.tasks)
    found = evaluate(table, [measures[measure]], PERIODS)
    return list(zip(found["numerator"], found["denominator"], strict=True))


# Counted by hand from the files: quý I, 6 tháng, 9 tháng, năm, 31/12.
SHARES = {
    "law_monitoring_done_share": [(1, 5), (2, 5), (4, 5), (5, 5), (5, 5)],
    "legal_work_done_share": [(0, 5), (2, 5), (2, 5), (4, 5), (4, 5)],
    "legal_work_expected_share": [(0, 5), (2, 5), (2, 5), (5, 5), (5, 5)],
    "communication_done_share": [(2, 7), (3, 7), (4, 7), (5, 7), (5, 7)],
    "communication_expected_share": [(2, 7), (3, 7), (4, 7), (6, 7), (6, 7)],
    "self_inspection_done_share": [(0, 3), (1, 3), (2, 3), (3, 3), (3, 3)],
    "units_inspected_share": [(0, 6), (1, 6), (2, 6), (2, 6), (2, 6)],
    "inspection_findings_handled_share": [(0, 0), (1, 2), (2, 3), (2, 3), (2, 3)],
}


@pytest.mark.parametrize("measure", SHARES)
def test_tasks_done_by_date(plans: SubPlans, measure: str) -> None:
    assert series(plans, measure) == SHARES[measure]


def test_a_plan_and_its_report_alone_are_no_task(plans: SubPlans) -> None:
    (tasks,) = evaluate(plans.tasks, [sub_plan_measures(plans.labels)["law_monitoring_tasks"]], PERIODS[0])["numerator"]
    assert (tasks, (plans.tasks["measure"] == "law_monitoring").sum()) == (5, 7)


def test_the_sample_says_that_it_is_one(plans: SubPlans) -> None:
    assert plans.tasks["note"].str.startswith("số liệu mẫu").all()
    assert all("(số liệu mẫu)" in title for title in plans.titles.values())


def test_a_plan_without_sub_plans_has_none(tmp_path: Path) -> None:
    plans = load_sub_plans(tmp_path, UNITS)
    assert (len(plans.tasks), len(plans.inspected), sub_plan_measures(plans.labels)) == (0, 0, {})


def replaced(name: str, old: str, new: str) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "unknown kind": (replaced("phap-che.csv", "2,work,", "2,job,"), r'phap-che\.csv, line 3: kind "job" is none of'),
    "unknown unit": (replaced("phap-che.csv", ",VP,2021-04-30", ",VPS,2021-04-30"), 'line 3: unit "VPS" is not known'),
    "no day": (replaced("phap-che.csv", "2021-04-30", "30/4/2021"), 'due_date "30/4/2021" is no date'),
    "number twice": (replaced("phap-che.csv", "3,work,", "2,work,"), "task_no 2 stands more than once"),
    "estimate without a day": (replaced("phap-che.csv", "done,2021-12-10", "done,"), "an estimate needs the day"),
    "unknown estimate": (replaced("phap-che.csv", "done,2021-12-10", "soon,2021-12-10"), 'estimate "soon" is neither'),
    "unit twice": (replaced("inspected-units.csv", "\nTTRA,", "\nVP,"), "unit VP stands more than once"),
    "finding of no unit": (replaced("inspection-findings.csv", "BCVT,", "BCV,"), 'line 2: unit "BCV" is not known'),
    "handled before it was found": (replaced("inspection-findings.csv", "2021-06-11", "2021-05-11"), "2021-05-11 is before found_date"),
    "finding without a day": (replaced("inspection-findings.csv", "2021-08-24", ""), "line 4: found_date must be filled in"),
    "no file": (lambda folder: (folder / "phap-che.csv").unlink(), r"There is no phap-che\.csv in .*sub-plans"),
    "no list": (lambda folder: (folder / "sub-plans.toml").unlink(), r"There is no sub-plans\.toml"),
    "list without a title": (replaced("sub-plans.toml", "title = ", "titel = "), "sub-plan 1 lacks title"),
    "a measure that no one knows, without a label": (replaced("sub-plans.toml", '"legal_work"', '"iso"'), "sub-plan 2 lacks label"),
    "no date": (replaced("sub-plans.toml", "date = 2020-12-28", 'date = "28/12/2020"'), "sub-plan 1 lacks date"),
    "id twice": (replaced("sub-plans.toml", 'id = "phap-che"', 'id = "tu-kiem-tra"'), "tu-kiem-tra stands more than once"),
    "another column": (replaced("phap-che.csv", "task_no", "no"), "the first line must be"),
    "ragged line": (replaced("phap-che.csv", "58/BC-STTTT", "58/BC-STTTT,"), "record 3 has not 10 cells"),
}  # fmt: skip


def test_a_sub_plan_that_is_not_issued_yet_has_no_number_and_date(tmp_path: Path) -> None:
    shutil.copytree(PLAN / "sub-plans", tmp_path / "sub-plans")
    for old, new in (('number = "162/QĐ-STTTT"', 'number = ""'), ("date = 2020-12-28", 'date = ""')):
        replaced("sub-plans.toml", old, new)(tmp_path / "sub-plans")
    assert len(load_sub_plans(tmp_path, UNITS).titles) == 5


@pytest.mark.parametrize("name", BROKEN)
def test_says_what_is_wrong(tmp_path: Path, name: str) -> None:
    damage, message = BROKEN[name]
    shutil.copytree(PLAN / "sub-plans", tmp_path / "sub-plans")
    damage(tmp_path / "sub-plans")
    with pytest.raises(PlanError, match=message):
        load_sub_plans(tmp_path, UNITS)
