"""The worked examples hold: for each, the figure and the very rows, on every engine; and no measure is without one."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.measures import dossier_examples, examples, feed_examples
from cchc_analysis.measures.appendix import appendix_measures
from cchc_analysis.measures.appendix_examples import APPENDIX_EXAMPLES, INDICATORS
from cchc_analysis.measures.core import Count, Measure, Ratio, Source, evaluate
from cchc_analysis.measures.counting import CountingRules, other_readings
from cchc_analysis.measures.examples import Example, Part, letters_behind, outcome, parts_of
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.measures.versions import version_measures
from cchc_analysis.plan import examples as plan_examples
from cchc_analysis.plan.measures import ROLLED_UP
from cchc_analysis.plan.score_examples import SCORE_EXAMPLES
from cchc_analysis.present.definitions import source_words
from cchc_analysis.present.examples import EXAMPLES, SECTIONS, rows_table, worked
from cchc_analysis.present.reference import RULES, reference

ROOT = Path(__file__).parents[2]

ToEngine = Callable[[pd.DataFrame], Any]
ALL = [
    *dossier_examples.DOSSIER_EXAMPLES,
    *dossier_examples.OVERDUE_EXAMPLES,
    *dossier_examples.FEE_EXAMPLES,
    *dossier_examples.PROCEDURE_EXAMPLES,
    *feed_examples.FEEDBACK_EXAMPLES,
    *feed_examples.DOCUMENT_EXAMPLES,
    *feed_examples.CONNECTION_EXAMPLES,
    *plan_examples.ITEM_EXAMPLES,
    *plan_examples.PRODUCT_EXAMPLES,
    *plan_examples.UNIT_EXAMPLES,
    *plan_examples.TARGET_EXAMPLES,
    *SCORE_EXAMPLES,
    *APPENDIX_EXAMPLES,
    *examples.FILE_EXAMPLES,
    *examples.FINDING_EXAMPLES,
    *examples.VERSION_EXAMPLES,
]
MEASURES: dict[str, Measure] = (
    dossier_examples.example_measures()
    | feed_examples.feed_example_measures()
    | appendix_measures(INDICATORS)
    | plan_examples.example_measures()
    | file_measures()
    | finding_measures()
    | version_measures()
)
every_example = pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)


def measures_of(example: Example) -> list[Measure]:
    return [MEASURES[name] for name in example.expected]


@every_example
def test_the_figures_are_the_expected_ones(example: Example, to_engine: ToEngine) -> None:
    found = evaluate(to_engine(example.table), measures_of(example), example.period).set_index("measure")
    for measure in measures_of(example):
        line = found.loc[measure.name]
        parts = parts_of(example.expected[measure.name])
        assert line["numerator"] == figure_or_cases(measure, parts[0]), measure.name
        if isinstance(measure, Ratio):
            above, below = (part.figure for part in parts)
            assert line["denominator"] == below, measure.name
            assert (None if pd.isna(line["value"]) else line["value"]) == (
                None if not below else pytest.approx(float((above or 0) / below))
            )
        elif parts[0].figure is None:
            assert pd.isna(line["value"]), measure.name
        else:
            assert isclose(line["value"], parts[0].figure), measure.name


def figure_or_cases(measure: Measure, part: Part) -> Fraction | int | None:
    """The numerator that `evaluate` gives: the figure, of a quantile the number of its cases."""
    is_added = isinstance(measure, Ratio | Count) or hasattr(measure, "column")
    return part.figure if is_added else len(part.letters)


@every_example
def test_the_rows_behind_a_figure_are_the_expected_ones(example: Example, to_engine: ToEngine) -> None:
    table = to_engine(example.table)
    for measure in measures_of(example):
        parts = parts_of(example.expected[measure.name])
        counted = [measure.numerator, measure.denominator] if isinstance(measure, Ratio) else [measure]
        for part, wanted in zip(counted, parts, strict=True):
            behind = letters_behind(table, part, example.period, example.key)
            assert behind == list(wanted.letters), (measure.name, part.name)


@every_example
def test_an_outcome_is_written_as_it_is_expected(example: Example) -> None:
    table = example.table
    written = {each.name: outcome(table, each, example.period, example.key) for each in measures_of(example)}
    assert written == dict(example.expected)


def test_every_measure_of_an_edition_has_an_example_and_none_is_unknown(first_quarter: Edition) -> None:
    shown = {name for example in ALL for name in example.expected}
    # A measure of each indicator that a project lists, all made by one function, of which some are shown.
    entered = set(first_quarter.subjects["appendix"].measures)
    assert shown - entered == set(first_quarter.measures) - entered
    assert shown & entered == set(appendix_measures(INDICATORS))


def test_an_example_can_be_checked_in_the_head() -> None:
    for example in ALL:
        assert 4 <= len(example.rows) <= 10, example.name
        letters = [each.letter for each in example.rows]
        assert letters == sorted(letters), example.name
        assert all(each.note for each in example.rows), example.name
        if not example.subject.startswith(ROLLED_UP):
            assert len(set(letters)) == len(letters), example.name
    assert [name for name, times in Counter(example.name for example in ALL).items() if times > 1] == []


# Setting and value → the columns of form II.06a that change, with the rows in them.
CHANGES: dict[tuple[str, str], dict[str, str]] = {
    ("withdrawn", "by_date"): {"settled_column_9": "E F", "settled_late": "A C D"},
    ("withdrawn", "excluded"): {
        "total": "B C D E F H I",
        "received_online": "B C D E F H I",
        "settled": "C D E F",
        "settled_column_9": "E F",
    },
    ("paused", "by_date"): {"pending_column_12": "H I", "pending_overdue": "B"},
    ("no_due_date", "leave"): {"settled_column_9": "A C E F", "settled_late": "D"},
    ("due_date", "first"): {"settled_column_9": "A F", "settled_late": "C D E"},
    ("due_date", "current"): {"settled_early": "D", "settled_late": "C"},
    ("end_date", "returned"): {
        "settled": "A C D E",
        "settled_column_9": "A E",
        "pending": "B F H I",
        "pending_overdue": "F",
    },
    ("refused", "counted"): {
        "total": "A B C D E F G H I",
        "received_online": "A B C D E F G H I",
        "settled": "A C D E F G",
        "settled_column_9": "A E F G",
    },
    ("interlinked", "excluded"): {
        "total": "A B C D E F I",
        "received_online": "A B C D E F I",
        "pending": "B I",
        "pending_column_12": "B I",
    },
    ("transferred", "holder"): {},
}


def test_what_another_reading_changes() -> None:
    table = dossier_examples.dossier_table(dossier_examples.READING_ROWS)
    default = dossier_examples.form_under(table, CountingRules())
    assert default == dict.fromkeys(default, "") | {
        "total": "A B C D E F H I",
        "received_online": "A B C D E F H I",
        "settled": "A C D E F",
        "settled_column_9": "A E F",
        "settled_late": "C D",
        "pending": "B H I",
        "pending_column_12": "B H I",
    }
    found = {
        (setting, value): {
            name: letters
            for name, letters in dossier_examples.form_under(table, rules).items()
            if letters != default[name]
        }
        for setting, value, rules in other_readings(CountingRules())
    }
    assert found == CHANGES


def test_the_reference_describes_every_setting_and_value() -> None:
    for setting in fields(CountingRules):
        assert list(RULES[setting.name][1]) == list(get_args(setting.type))
    assert list(RULES) == [setting.name for setting in fields(CountingRules)]


def test_the_reference_is_not_stale() -> None:
    stored = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert stored == reference(), "docs/measures.md is stale: run make docs and look at the difference"


def test_every_link_of_the_reference_leads_somewhere() -> None:
    text = reference()
    heads = {line.lstrip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= heads


def test_what_is_unverified_never_reads_as_law() -> None:
    assert source_words(Source("Luật X", "M")) == "Luật X (chưa kiểm chứng)"
    assert source_words(Source("Luật X", "?")) == "Luật X (chưa kiểm chứng)"
    assert source_words(Source("", "M")) == "Cách tính của báo cáo (chưa kiểm chứng)"
    assert source_words(Source("Biểu II.06a", "V")) == "Biểu II.06a (theo phần mềm một cửa)"
    assert source_words(Source("Kế hoạch", "SEED")) == "Kế hoạch"


def test_every_example_stands_in_one_section_of_the_notebook_and_its_columns_have_heads() -> None:
    assert [name for names in SECTIONS.values() for name in names] == [example.name for example in EXAMPLES.values()]
    assert list(EXAMPLES.values()) == ALL
    for example in ALL:
        rows_table(example)


def test_a_reviewer_can_look_at_some_measures_alone() -> None:
    shown = [str(row[0]) for table in worked("settled", "quá hạn")[:1] for row in table.rows]
    assert shown
    assert all("quá hạn" in label.casefold() for label in shown)
    assert worked("fees", "không có chỉ số này") == []


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("A C", [Part(("A", "C"), Fraction(2))]),
        ("", [Part((), Fraction(0))]),
        ("A: 12", [Part(("A",), Fraction(12))]),
        ("A B: 2,5", [Part(("A", "B"), Fraction(5, 2))]),
        ("A: –", [Part(("A",), None)]),
        (" / A B", [Part((), Fraction(0)), Part(("A", "B"), Fraction(2))]),
        ("A B: 9 / A B", [Part(("A", "B"), Fraction(9)), Part(("A", "B"), Fraction(2))]),
    ],
)
def test_how_an_outcome_is_read(written: str, parts: list[Part]) -> None:
    assert parts_of(written) == parts
