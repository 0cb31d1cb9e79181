"""Feedback, documents and connections of the sample year against the generator's own loops over the lines, and the rows behind each."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.measures.connections import office_measures, system_measures
from cchc_analysis.measures.core import Count, Measure, Ratio, evaluate, rows
from cchc_analysis.measures.documents import DocumentRules, document_measures, document_table
from cchc_analysis.measures.feedback import FeedbackReading, FeedbackRules, feedback_measures, feedback_table
from cchc_analysis.periods import Period
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.reference import Reference, load_registers

EXPECTED = json.loads((Path(__file__).parents[2] / "data" / "sample" / "expected.json").read_text(encoding="utf-8"))
FIGURES, RATIOS = EXPECTED["feeds"], EXPECTED["feed_ratios"]
# The words of the raw list → the kinds that they are read as.
KINDS = {
    "Hành vi hành chính": "conduct", "Quy định hành chính": "regulation", "Cả hai": "both", "": "unclassified",
}  # fmt: skip
Part = tuple[pd.DataFrame, dict[str, Measure]]


@pytest.fixture(scope="module")
def parts(tables: CleanTables, reference: Reference, project: Path) -> list[Part]:
    registers = load_registers(project / "data" / "reference")
    return [
        (
            feedback_table(tables["feedback"]),
            feedback_measures(FeedbackReading(FeedbackRules(), reference.calendar.index)),
        ),
        (document_table(tables["documents"]), document_measures(DocumentRules())),
        (registers["systems"], system_measures()),
        (registers["offices"], office_measures()),
    ]


def expected(measure: Measure, figures: dict[str, int]) -> tuple[int, int | None]:
    if isinstance(measure, Ratio):
        above, below = RATIOS[measure.name]
        return figures[above], figures[below]
    return figures[measure.name], None


@pytest.mark.parametrize("key", list(FIGURES))
def test_every_figure_is_the_generator_s(parts: list[Part], key: str) -> None:
    period = Period.parse(key)
    for table, measures in parts:
        for line in evaluate(table, measures.values(), period).to_dict("records"):
            measure = measures[line["measure"]]
            below = None if pd.isna(line["denominator"]) else line["denominator"]
            assert (line["numerator"], below) == expected(measure, FIGURES[key][""]), measure.name
            if isinstance(measure, Count):
                assert len(rows(table, measure, period)) == line["numerator"], measure.name


@pytest.mark.parametrize("key", list(FIGURES))
def test_the_kinds_of_feedback_share_it_out(parts: list[Part], key: str) -> None:
    table, measures = parts[0]
    found = evaluate(table, measures.values(), Period.parse(key), {"kind": list(KINDS.values())})
    for words, kind in KINDS.items():
        for line in found[found["kind"] == kind].to_dict("records"):
            above, _ = expected(measures[line["measure"]], FIGURES[key][f"kind={words}"])
            assert line["numerator"] == above, (kind, line["measure"])


def test_every_measure_has_its_figure_and_counts_something_in_the_year(parts: list[Part]) -> None:
    measures = {name: measure for _, of_table in parts for name, measure in of_table.items()}
    assert {name for name, measure in measures.items() if isinstance(measure, Ratio)} == set(RATIOS)
    assert set(measures) - set(RATIOS) == set(FIGURES["2021"][""])
    nothing = {name for name, figure in FIGURES["2021"][""].items() if not figure}
    assert nothing == {"document_spans_overlapping"}, "the sample has no line that counts twice"
