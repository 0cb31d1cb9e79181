"""How points come about: each rule at its edges, what missing points need, and when entered points count."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.plan.criteria import (
    BASIS,
    CODE,
    ENTERED,
    FIELD,
    HEADS,
    MAXIMUM,
    METHOD,
    PARAMETERS,
    TEXT,
    read_scorecard,
)
from cchc_analysis.plan.measures import item_measures
from cchc_analysis.plan.scorecard import (
    Criterion,
    Document,
    Figure,
    Level,
    Method,
    Origin,
    Proportion,
    Reason,
    Score,
    Steps,
    half_up,
    score,
    standing,
)
from cchc_analysis.settings import Scoring

CUTOFF = date(2021, 3, 14)
KNOWN = {name: (measure, {}) for name, measure in item_measures().items()}
SHARE, COUNT = "items_done_of_due_share", "items_overdue"


def criterion(method: str, maximum: str, parameters: str = "", basis: str = SHARE, entered: str = "") -> Criterion:
    cells = {FIELD: "1", CODE: "1.1", TEXT: "Tiêu chí", MAXIMUM: maximum, METHOD: method, PARAMETERS: parameters}
    cells |= {BASIS: "" if method == "Nhập tay" else basis, ENTERED: entered}
    return read_scorecard([(6, dict.fromkeys(HEADS, "") | cells)], (), [], KNOWN).criteria[0]


def scored(of: Criterion, *figure: int, rules: Scoring | None = None) -> Score:
    return score(of, Figure(*figure) if figure else None, None, CUTOFF, rules or Scoring())


@pytest.mark.parametrize(
    ("method", "maximum", "parameters", "figure", "points"),
    [
        pytest.param("Đủ hoặc không", "2", "95%", (19, 20), 200, id="all-exactly"),
        pytest.param("Đủ hoặc không", "2", "95%", (9499, 10_000), 0, id="all-just-below"),
        pytest.param("Đủ hoặc không", "2", "trên 95%", (19, 20), 0, id="all-strictly-exactly"),
        pytest.param("Đủ hoặc không", "2", ">95%", (9501, 10_000), 200, id="all-strictly-just-above"),
        pytest.param("Đủ hoặc không", "2", "không quá 5%", (1, 20), 200, id="all-at-most-exactly"),
        pytest.param("Đủ hoặc không", "2", "dưới 5%", (1, 20), 0, id="all-below-exactly"),
        pytest.param("Đủ hoặc không", "1,25", "đạt 100%", (7, 7), 125, id="all-of-the-whole"),
        pytest.param("Đủ hoặc không", "1,25", "Đạt 100%", (6, 7), 0, id="all-but-one"),
        pytest.param("Theo tỷ lệ", "6", "trần: 100%; sàn: 80%", (4, 5), 480, id="share-at-the-floor"),
        pytest.param("Theo tỷ lệ", "6", "trần: 100%; sàn: 80%", (7999, 10_000), 0, id="share-just-below-the-floor"),
        pytest.param("Theo tỷ lệ", "6", "trần: 95%", (19, 20), 600, id="share-at-the-ceiling"),
        pytest.param("Theo tỷ lệ", "6", "95%", (1, 1), 600, id="share-above-the-ceiling-is-capped"),
        pytest.param("Theo tỷ lệ", "6", "trần: 95%", (9499, 10_000), 600, id="share-just-below-rounds-to-all"),
        pytest.param("Theo tỷ lệ", "3", "trần: 80%", (23, 50), 173, id="share-1.725-rounds-up"),
        pytest.param("Theo tỷ lệ", "6", "", (1, 3), 200, id="share-without-parameters"),
        pytest.param("Theo tỷ lệ", "6", "", (0, 3), 0, id="share-of-none"),
        pytest.param("Theo bậc", "1", "90%: 1; 80%: 0,5", (9, 10), 100, id="steps-first-exactly"),
        pytest.param("Theo bậc", "1", "90%:1;80%:0,5", (8999, 10_000), 50, id="steps-just-below-the-first"),
        pytest.param("Theo bậc", "1", "90%: 1; 80%: 0.5", (4, 5), 50, id="steps-last-exactly"),
        pytest.param("Theo bậc", "1", "90%: 1; 80%: 0,5", (79, 100), 0, id="steps-below-the-last"),
        pytest.param("Theo bậc", "3", ">30%: 3; 30%: 2", (3, 10), 200, id="steps-strict-beside-not-strict"),
        pytest.param("Theo bậc", "3", ">30%: 3; 20%: 1,5", (2, 6), 300, id="steps-2-of-6-is-over-30"),
    ],
)
def test_a_share_gives_points(method: str, maximum: str, parameters: str, figure: tuple[int, int], points: int) -> None:
    found = scored(criterion(method, maximum, parameters), *figure)
    assert (found.points, found.origin, found.reason) == (points, Origin.COMPUTED, None)


@pytest.mark.parametrize(
    ("method", "parameters", "count", "points"),
    [
        ("Theo bậc", "không quá 0: 2; không quá 3: 1", 0, 200),
        ("Theo bậc", "không quá 0: 2; không quá 3: 1", 3, 100),
        ("Theo bậc", "<=0: 2; <=3: 1", 4, 0),
        ("Theo bậc", "<1: 2; ≤3: 1", 1, 100),
        ("Đủ hoặc không", "12", 12, 200),
        ("Đủ hoặc không", "12", 11, 0),
        ("Theo tỷ lệ", "trần: 12; sàn: 6", 9, 150),
        ("Theo tỷ lệ", "trần: 12; sàn: 6", 5, 0),
    ],
)
def test_a_count_gives_points(method: str, parameters: str, count: int, points: int) -> None:
    assert scored(criterion(method, "2", parameters, COUNT), count).points == points


@pytest.mark.parametrize(
    ("setting", "entered", "points", "origin"),
    [
        ("by_hand", "", None, Origin.UNSCORED),
        ("by_hand", "1,5", 150, Origin.ENTERED),
        ("full", "1,5", 200, Origin.COMPUTED),
        ("none", "", 0, Origin.COMPUTED),
    ],
)
def test_a_share_of_nothing_is_a_setting(setting: str, entered: str, points: int | None, origin: Origin) -> None:
    rules = Scoring(setting)  # type: ignore[arg-type]
    found = scored(criterion("Đủ hoặc không", "2", "95%", entered=entered), 0, 0, rules=rules)
    assert (found.points, found.origin, found.reason) == (points, origin, Reason.NOT_ARISEN)
    assert found.next is None


def test_without_figures_a_person_enters_the_points_whatever_the_setting() -> None:
    of = criterion("Đủ hoặc không", "2", "95%", entered="1")
    missing = Figure(0, 0, "Chưa có số liệu")
    for found in (scored(of), score(of, missing, None, CUTOFF, Scoring("full"))):
        assert (found.points, found.origin, found.reason) == (100, Origin.ENTERED, Reason.NO_DATA)


def test_computed_points_win_over_entered_ones_which_are_told() -> None:
    found = scored(criterion("Đủ hoặc không", "2", "95%", entered="1"), 19, 20)
    assert (found.points, found.origin, found.differs) == (200, Origin.COMPUTED, True)
    assert not scored(criterion("Đủ hoặc không", "2", "95%", entered="2"), 19, 20).differs


@pytest.mark.parametrize(
    ("days", "points"),
    [((), 300), ((CUTOFF,), 300), ((date(2021, 3, 15),), None), ((date(2021, 3, 15), date(2021, 3, 1)), 300)],
    ids=["none", "on-the-cut-off", "after-it", "one-of-two-after-it"],
)
def test_entered_points_count_once_a_document_of_theirs_exists(days: tuple[date, ...], points: int | None) -> None:
    documents = tuple(Document(f"{number}/BC", day) for number, day in enumerate(days))
    found = score(
        Criterion("1", "1.1", "", 400, Method.BY_HAND, entered=300, documents=documents), None, None, CUTOFF, Scoring()
    )
    assert found.points == points
    assert found.missing == 400 - (points or 0)
    assert [document.day for document in found.documents] == [day for day in days if day <= CUTOFF]


def test_the_estimate_gives_points_of_its_own() -> None:
    of = criterion("Theo tỷ lệ", "3", "trần: 100%; sàn: 80%")
    found = score(of, Figure(5, 7), Figure(6, 7), CUTOFF, Scoring())
    assert (found.points, found.expected) == (0, 257)
    assert score(of, Figure(5, 7), None, CUTOFF, Scoring()).expected == 0


def test_what_the_next_level_and_the_maximum_need() -> None:
    found = scored(criterion("Theo tỷ lệ", "3", "trần: 100%; sàn: 80%"), 5, 7)
    assert found.next and found.full
    assert (found.next.needed, found.next.lacking, found.next.gain) == (6, 1, 257)
    assert (found.full.needed, found.full.lacking, found.full.gain) == (7, 2, 300)
    fewer = scored(criterion("Theo bậc", "2", "không quá 0: 2; không quá 3: 1", COUNT), 4)
    assert fewer.next and fewer.full
    assert (fewer.next.needed, fewer.next.lacking, fewer.next.gain) == (3, 1, 100)
    assert (fewer.full.needed, fewer.full.lacking, fewer.full.gain) == (0, 4, 200)


def test_nothing_is_needed_where_nothing_is_missing() -> None:
    found = scored(criterion("Đủ hoặc không", "2", "95%"), 20, 20)
    assert (found.next, found.full, found.missing) == (None, None, 0)


SHARES = st.fractions(0, 1, max_denominator=200)


@given(
    operator=st.sampled_from([">=", ">", "<=", "<"]),
    threshold=st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100),
    below=st.integers(1, 300),
)
def test_the_needed_numerator_is_the_nearest_that_reaches_a_level(
    operator: str, threshold: Fraction, below: int
) -> None:
    level = Level(operator, threshold)
    reaching = [above for above in range(below + 1) if level.is_reached(Fraction(above, below))]
    assert level.needed(below) == (min(reaching) if level.asks_more else max(reaching))


@given(
    figure=SHARES,
    other=SHARES,
    ceiling=st.fractions(Fraction(1, 2), 1, max_denominator=100),
    floor=st.fractions(0, Fraction(1, 2), max_denominator=100),
    maximum=st.integers(1, 2000),
)
def test_more_never_gives_fewer_points_and_never_over_the_maximum(
    figure: Fraction, other: Fraction, ceiling: Fraction, floor: Fraction, maximum: int
) -> None:
    for rule in (
        Proportion(Level(">=", ceiling), Level(">=", floor)),
        Steps(((Level(">=", ceiling), maximum), (Level(">=", floor), maximum // 2))),
    ):
        low, high = (rule.points(each, maximum) for each in sorted((figure, other)))
        assert 0 <= low <= high <= maximum


@given(st.integers(0, 10_000), st.integers(1, 1000))
def test_half_up(above: int, below: int) -> None:
    rounded = half_up(Fraction(above, below))
    assert -below <= 2 * (above - rounded * below) < below


def test_the_table_of_no_criteria_has_its_columns() -> None:
    empty = standing([])
    assert len(empty) == 0
    assert list(empty) == list(standing([scored(criterion("Đủ hoặc không", "2", "95%"), 19, 20)]))
