"""Targets of the plan: read exactly, judged exactly."""

from pathlib import Path

import pytest

from cchc_analysis.errors import PlanError
from cchc_analysis.measures.core import Ratio
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.measures.procedures import procedure_measures
from cchc_analysis.plan.targets import Outcome, Target, evaluate_target, load_targets

FILE = Path(__file__).parents[2] / "data" / "plan" / "2021" / "targets.toml"
TARGETS = {target.id: target for target in load_targets(FILE)}

ENTRY = """
[[target]]
id = "T1"
label = "Tỷ lệ"
measure = ""
operator = ">"
threshold = "0.9"
citation = "Mục I.7"
kind = "bắt buộc"
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
    known = dossier_measures(Reading()) | procedure_measures()
    named = {target.id: known[target.measure] for target in TARGETS.values() if target.measure}
    assert list(named) == ["T1", "T2", "T3", "T4"]
    assert all(isinstance(measure, Ratio) for measure in named.values())


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
