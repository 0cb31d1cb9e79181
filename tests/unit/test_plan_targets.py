"""Targets of the plan: read exactly, judged exactly."""

from fractions import Fraction
from pathlib import Path

import pytest

from cchc_analysis.errors import PlanError
from cchc_analysis.measures.connections import office_measures, system_measures
from cchc_analysis.measures.core import Ratio
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.documents import DocumentRules, document_measures
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.measures.procedures import procedure_measures
from cchc_analysis.plan.measures import inspection_measures, sub_plan_measures
from cchc_analysis.plan.subplans import load_sub_plans
from cchc_analysis.plan.targets import Outcome, Rest, Target, evaluate_target, gap, load_targets, rest_of_year

FILE = Path(__file__).parents[2] / "data" / "plan" / "2021" / "targets.toml"
UNITS = ["VP", "TTRA", "CNTT", "TTBCXB", "BCVT", "TTCNTT"]
TARGETS = {target.id: target for target in load_targets(FILE)}

ENTRY = """
[[target]]
id = "T1"
label = "Tỷ lệ"
measure = ""
second = ""
expected = ""
operator = ">"
threshold = "0.9"
better = "higher"
citation = "Mục I.7"
kind = "bắt buộc"
judged = "mỗi kỳ"
base = "tăng dần"
when_none = "Không phát sinh"
unit = "%"
note = ""
"""


@pytest.mark.parametrize(
    ("target", "numerator", "denominator", "outcome"),
    [
        ("T1", 90, 100, "Chưa đạt mức phấn đấu"),  # "trên 90%": just 90 % is not over it
        ("T1", 901, 1000, "Đạt"),
        ("T3", 10, 100, "Đạt"),  # "từ 10% trở lên"
        ("T3", 99, 1000, "Chưa đạt"),
        ("T3", 3, 30, "Đạt"),  # 0.1 is no binary fraction
        ("T2", 15, 30, "Đạt"),
        ("T4", 1, 5, "Đạt"),
        ("T6", 3, 10, "Chưa đạt"),
        ("T6", 2, 6, "Đạt"),
        ("T5", 9, 100, "Chưa đạt mức phấn đấu"),
        ("T11", 99_999_999, 100_000_000, "Chưa đạt"),
        ("T11", 7, 7, "Đạt"),
        ("T12a", 0, 0, "Không phát sinh"),
        ("T12a", None, None, "Chưa có số liệu"),
        ("T12a", None, 0, "Chưa có số liệu"),
        ("T12a", 3, None, "Chưa có số liệu"),
    ],
)
def test_outcome(target: str, numerator: int | None, denominator: int | None, outcome: str) -> None:
    assert evaluate_target(TARGETS[target], numerator, denominator) == outcome


def test_the_plan_has_fifteen_targets_of_which_two_are_striven_for() -> None:
    assert list(TARGETS) == [*(f"T{n}" for n in range(1, 12)), "T12a", "T12b", "T12c", "T12d"]
    assert {name for name, target in TARGETS.items() if target.kind == "phấn đấu"} == {"T1", "T5"}
    assert {name for name, target in TARGETS.items() if target.operator == ">"} == {"T1", "T6"}


def test_named_measures_exist_and_are_ratios() -> None:
    plans = load_sub_plans(FILE.parent, UNITS)
    known = dossier_measures(Reading()) | procedure_measures() | inspection_measures() | sub_plan_measures(plans.labels)
    known |= document_measures(DocumentRules()) | system_measures() | office_measures()
    assert all(target.measure for target in TARGETS.values())
    for target in TARGETS.values():
        for name in (target.measure, target.second, target.expected):
            assert not name or isinstance(known[name], Ratio)


@pytest.mark.parametrize(
    ("target", "numerator", "denominator", "is_year_over", "outcome"),
    [
        ("T6", 1, 6, False, "Chưa đến kỳ đánh giá"),
        ("T6", 2, 6, False, "Đạt"),  # what is inspected does not come undone
        ("T6", 1, 6, True, "Chưa đạt"),
        ("T6", 2, 5, True, "Đạt"),  # five units, where the Văn phòng inspects
        ("T6", 1, 5, True, "Chưa đạt"),
        ("T5", 9, 100, False, "Chưa đến kỳ đánh giá"),
        ("T5", 10, 100, False, "Đạt"),
        ("T7", 4, 5, False, "Chưa đến kỳ đánh giá"),
        ("T7", 4, 5, True, "Chưa đạt"),
        ("T7", 0, 0, True, "Chưa có số liệu"),  # a list without tasks proves nothing
        ("T1", 89, 100, False, "Chưa đạt mức phấn đấu"),  # judged in every period
    ],
)
def test_outcome_before_and_after_the_year_is_over(
    target: str, numerator: int, denominator: int, is_year_over: bool, outcome: str
) -> None:
    assert evaluate_target(TARGETS[target], numerator, denominator, is_year_over) == outcome


@pytest.mark.parametrize(
    ("target", "numerator", "denominator", "days", "rest"),
    [
        ("T1", 80, 100, (90, 90), Rest(101, 100)),  # over 90 % of 200 is 181: out of reach by one
        ("T1", 81, 100, (90, 90), Rest(100, 100)),
        ("T1", 100, 100, (300, 30), Rest(0, 10)),  # over 90 % of 110 even if none of the ten comes online
        ("T3", 10, 100, (100, 100), Rest(10, 100)),  # from 10 % on: just 20 of 200
        ("T3", 5, 10, (10, 3), Rest(0, 3)),
        ("T1", 9, 10, (20, 5), Rest(3, 3)),  # 2.5 more, half up
        ("T6", 1, 6, (90, 275), Rest(1, 5)),
        ("T6", 2, 6, (90, 275), Rest(0, 4)),
        ("T7", 3, 5, (90, 275), Rest(2, 2)),
        ("T2", 3, 15, (90, 275), Rest(5, 12)),  # eight of fifteen
        ("T1", 0, 0, (90, 275), None),
        ("T1", 9, 10, (365, 0), None),
    ],
)
def test_what_the_rest_of_the_year_must_bring(
    target: str, numerator: int, denominator: int, days: tuple[int, int], rest: Rest | None
) -> None:
    found = rest_of_year(TARGETS[target], numerator, denominator, days)
    assert found == rest
    if found and TARGETS[target].base == "tăng dần":
        # The least is enough, and one less is not.
        total = denominator + found.remaining
        assert evaluate_target(TARGETS[target], numerator + found.needed, total) == "Đạt"
        if found.needed:
            assert evaluate_target(TARGETS[target], numerator + found.needed - 1, total) != "Đạt"


def test_secured_and_out_of_reach() -> None:
    assert (Rest(0, 5).is_secured, Rest(0, 5).is_out_of_reach) == (True, False)
    assert (Rest(5, 5).is_secured, Rest(5, 5).is_out_of_reach) == (False, False)
    assert (Rest(6, 5).is_secured, Rest(6, 5).is_out_of_reach) == (False, True)


def test_gap_is_exact() -> None:
    assert gap(TARGETS["T1"], 9, 10) == 0
    assert gap(TARGETS["T3"], 9, 100) == Fraction(-1, 100)
    assert gap(TARGETS["T3"], 0, 0) is None


def test_outcomes_print_their_label() -> None:
    assert f"{Outcome.MET}" == "Đạt"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"0.9"', "0.9", "threshold must be text in quotes"),
        ('"0.9"', '"90"', "no share from 0 to 1"),
        ('"0.9"', '"chín"', "no share from 0 to 1"),
        ('">"', '"≥"', 'operator "≥" is none of'),
        ('"bắt buộc"', '"nên"', 'kind "nên" is none of'),
        ('unit = "%"', 'units = "%"', "see unit, units"),
        ('"higher"', '"lower"', 'better "lower" is not "higher"'),
        ('"mỗi kỳ"', '"mỗi năm"', 'judged "mỗi năm" is none of'),
        ('"tăng dần"', '"giảm dần"', 'base "giảm dần" is none of'),
        ("[[target]]", "[[targets]]", "must list"),
        ("[[target]]", "[target", "cannot be read as TOML"),
        ('note = ""\n', 'note = ""\n' + ENTRY, 'the id "T1" stands more than once'),
    ],
)
def test_a_bad_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(ENTRY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError, match=message):
        load_targets(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"There is no targets\.toml"):
        load_targets(tmp_path / "targets.toml")


def test_targets_are_frozen() -> None:
    with pytest.raises(AttributeError):
        TARGETS["T1"].operator = ">="  # type: ignore[misc]
    assert isinstance(TARGETS["T1"], Target)
