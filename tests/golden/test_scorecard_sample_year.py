"""The scorecard of the sample year against points that were reckoned without the package, at the cut-off of each report."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.pipeline.trace import trace
from cchc_analysis.plan.scorecard import Origin

EXPECTED = Path(__file__).parents[2] / "data" / "sample" / "scores.csv"
TARGETS = Path(__file__).parent / "targets_sample_year.csv"


def lines(period: str) -> Iterator[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as stream:
        yield from (
            line
            for line in csv.DictReader(row for row in stream if not row.startswith("#"))
            if line["period"] == period
        )


def hundredths(text: str) -> int:
    return int(Fraction(text or "0") * 100)


@pytest.fixture(scope="module", params=["2021-Q1", "2021-6M", "2021-9M", "2021"])
def edition(request: pytest.FixtureRequest, project: Path) -> Edition:
    return open_edition(request.param, project)


def test_every_criterion_has_the_points_that_were_reckoned(edition: Edition) -> None:
    found = [
        {
            "period": edition.asked.key,
            "criterion": each.criterion.code,
            "origin": each.origin.name.lower(),
            "points": "" if each.points is None else f"{each.points / 100:.2f}",
            "expected": "" if each.expected is None else f"{each.expected / 100:.2f}",
            "has_document": str(bool(each.documents)),
        }
        for each in edition.scores()
    ]
    assert found == list(lines(edition.asked.key))


def test_the_sums_are_those_of_what_was_reckoned(edition: Edition) -> None:
    known = list(lines(edition.asked.key))
    for measure, origins, column in (
        ("score_total", ("computed", "entered"), "points"),
        ("score_computed", ("computed",), "points"),
        ("score_entered", ("entered",), "points"),
        ("score_expected", ("computed", "entered"), "expected"),
    ):
        wanted = sum(hundredths(line[column]) for line in known if line["origin"] in origins)
        assert edition.value(measure).numerator == wanted, measure
        for number in edition.scorecard.fields:
            of_field = [line for line in known if line["criterion"].startswith(f"{number}.")]
            wanted = sum(hundredths(line[column]) for line in of_field if line["origin"] in origins)
            assert edition.value(measure, {"score_field": number}).numerator == wanted, (measure, number)
    assert edition.value("score_maximum").numerator == 10_000
    assert edition.value("score_total").numerator + edition.value("score_missing").numerator == 10_000


def test_a_criterion_that_rests_on_a_target_shows_its_figure(edition: Edition) -> None:
    with TARGETS.open(encoding="utf-8", newline="") as stream:
        stated = {line["target"]: line[edition.asked.key].split(" ")[0] for line in csv.DictReader(stream)}
    for each in edition.scores():
        basis = each.criterion.basis
        if basis and basis.target and "/" in stated[basis.target]:
            value = edition.value(basis.measure)
            assert f"{value.numerator}/{value.denominator}" == stated[basis.target]


def test_bringing_what_is_lacking_brings_the_points(edition: Edition) -> None:
    """What is said to be needed is put into the rule again: it gives the points, and one less does not reach the level."""
    told = [each for each in edition.scores() if each.next and each.full]
    assert told
    for each in told:
        basis, rule, needs = each.criterion.basis, each.criterion.rule, (each.next, each.full)
        assert basis and rule
        value = edition.value(basis.measure, dict(basis.group))
        below = value.denominator or 1
        for need in needs:
            assert need and abs(need.needed - value.numerator) == need.lacking
            reached = rule.points(Fraction(need.needed, below), each.criterion.maximum)
            assert reached == (each.points or 0) + need.gain
            short = need.needed - 1 if need.level.asks_more else need.needed + 1
            assert not need.level.is_reached(Fraction(short, below))
        assert each.full and (each.points or 0) + each.full.gain == each.criterion.maximum


def test_the_rows_behind_the_total_are_the_criteria_with_points(edition: Edition) -> None:
    found = trace(edition, "score_total")
    scored = {each.criterion.code for each in edition.scores() if each.origin is not Origin.UNSCORED}
    assert set(found.rows["criterion"]) == scored
    assert int(found.rows["points_hundredths"].sum()) == found.value.numerator


def test_the_score_of_the_report_before_is_what_that_report_said(edition: Edition, project: Path) -> None:
    if before := edition.report_before:
        assert edition.value("score_total", period=before) == open_edition(before.key, project).value("score_total")
