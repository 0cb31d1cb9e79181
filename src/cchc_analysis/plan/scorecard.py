"""The scorecard: the criteria that an office gives itself points by, how points come about, and what the missing ones would need.

The criteria come from a workbook that people keep (see `criteria`), figures from elsewhere. Points are whole hundredths, reckoned with
fractions and rounded half up criterion by criterion, so that totals are sums of what is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from operator import ge, gt, le, lt

import pandas as pd

from cchc_analysis.plan.targets import WHEN_NONE
from cchc_analysis.settings import Scoring
from cchc_analysis.text import fold

# What a workbook says above its heads where its criteria are not those of a province; every page then says so, too.
EXAMPLE = "Bộ tiêu chí ví dụ, không phải bộ chỉ số của tỉnh"
OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt}
OPERATOR_WORDS = {">=": "từ", ">": "trên", "<=": "không quá", "<": "dưới"}
Hundredths = int


class Method(StrEnum):
    """How points are given; the value is the word in the workbook and on pages."""

    ALL_OR_NOTHING = "Đủ hoặc không"
    PROPORTIONAL = "Theo tỷ lệ"
    STEPS = "Theo bậc"
    BY_HAND = "Nhập tay"


class Origin(StrEnum):
    """Where the points of a criterion come from; the value is the printed word."""

    COMPUTED = "Tính từ số liệu"
    ENTERED = "Nhập tay"
    UNSCORED = "Chưa chấm"


class Reason(StrEnum):
    """Why a criterion that rests on a measure has no computed points; the value is the printed word."""

    NOT_ARISEN = "không phát sinh"
    NO_DATA = "chưa có số liệu"


@dataclass(frozen=True)
class Level:
    """A threshold that a figure reaches or not: from 95 %, over 30 %, not over 3."""

    operator: str
    threshold: Fraction
    is_share: bool = True

    def is_reached(self, figure: Fraction) -> bool:
        return OPERATORS[self.operator](figure, self.threshold)

    @property
    def asks_more(self) -> bool:
        return self.operator in (">=", ">")

    def needed(self, denominator: int) -> int:
        """The numerator nearest to the threshold that reaches it over this denominator."""
        wanted = self.threshold * denominator
        match self.operator:
            case ">=":
                return ceil(wanted)
            case ">":
                return floor(wanted) + 1
            case "<=":
                return floor(wanted)
        return ceil(wanted) - 1


@dataclass(frozen=True)
class Steps:
    """Points for the first level that is reached, none below the last; the best level comes first."""

    steps: tuple[tuple[Level, Hundredths], ...]

    @property
    def levels(self) -> tuple[Level, ...]:
        return tuple(level for level, _ in self.steps)

    def points(self, figure: Fraction, maximum: Hundredths) -> Hundredths:
        return next((points for level, points in self.steps if level.is_reached(figure)), 0)


@dataclass(frozen=True)
class Proportion:
    """The maximum from the ceiling on, below it as much of it as the figure is of the ceiling, below the floor nothing."""

    ceiling: Level
    floor: Level | None = None

    @property
    def levels(self) -> tuple[Level, ...]:
        return (self.ceiling, self.floor) if self.floor else (self.ceiling,)

    def points(self, figure: Fraction, maximum: Hundredths) -> Hundredths:
        if self.floor and not self.floor.is_reached(figure):
            return 0
        return half_up(min(Fraction(1), figure / self.ceiling.threshold) * maximum)


Rule = Steps | Proportion


@dataclass(frozen=True)
class Basis:
    """The measure that a criterion rests on, of one group or one part of a ratio where it says so.

    `target` is the id of the plan's target that was named in its place; `expected` is the measure of the estimate to 31/12, "" for none.
    """

    measure: str
    part: str = ""
    group: tuple[tuple[str, str], ...] = ()
    target: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Document:
    """A document that proves a criterion: its number, or what it is, and its day."""

    number: str
    day: date


@dataclass(frozen=True)
class Criterion:
    """A line of the scorecard. `field` is the number of its field (lĩnh vực); `rule` and `basis` are missing where points are entered."""

    field: str
    code: str
    text: str
    maximum: Hundredths
    method: Method
    basis: Basis | None = None
    rule: Rule | None = None
    entered: Hundredths | None = None
    documents: tuple[Document, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Scorecard:
    """The criteria of a year in the workbook's order, its fields (number → name), and what stands above its heads."""

    criteria: tuple[Criterion, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()

    @property
    def is_example(self) -> bool:
        return any(fold(EXAMPLE) in fold(text) for text in self.above)


@dataclass(frozen=True)
class Figure:
    """What a measure gives: a count, or a ratio with its denominator. `when_none`: what a denominator of 0 means."""

    numerator: int
    denominator: int | None = None
    when_none: str = WHEN_NONE[0]

    @property
    def number(self) -> Fraction | None:
        return (
            Fraction(self.numerator, 1 if self.denominator is None else self.denominator) if self.has_number else None
        )

    @property
    def has_number(self) -> bool:
        return self.denominator != 0


@dataclass(frozen=True)
class Need:
    """What reaching a level would need over the denominator that there is: this numerator, so many more (or fewer), for these points."""

    level: Level
    needed: int
    lacking: int
    gain: Hundredths


@dataclass(frozen=True)
class Score:
    """How a criterion stands at a cut-off. `points` is None where it is left to a person who has not entered any.

    `expected` are the points with the estimate to 31/12 where there is one. `documents` are those dated by the cut-off. `next` and
    `full` say what the next level and the maximum would need, None where nothing is missing or no figure tells.
    """

    criterion: Criterion
    points: Hundredths | None
    origin: Origin
    expected: Hundredths | None
    documents: tuple[Document, ...]
    reason: Reason | None = None
    next: Need | None = None
    full: Need | None = None

    @property
    def missing(self) -> Hundredths:
        return self.criterion.maximum - (self.points or 0)

    @property
    def differs(self) -> bool:
        """A person entered other points than the figures give; the figures stand."""
        return self.origin is Origin.COMPUTED and self.criterion.entered not in (None, self.points)


def half_up(number: Fraction) -> int:
    """The nearest whole number, of two the larger."""
    return floor(number + Fraction(1, 2))


def score(criterion: Criterion, figure: Figure | None, expected: Figure | None, cutoff: date, rules: Scoring) -> Score:
    """The points of a criterion at a cut-off, from the figure of its basis (None: there is none) or as a person entered them.

    Computed points win over entered ones. Entered points whose documents are all of a later day do not exist yet.
    """
    known = tuple(document for document in criterion.documents if document.day <= cutoff)
    points, reason = _computed(criterion, figure, rules)
    if points is not None:
        estimate, _ = _computed(criterion, expected, rules)
        nearest, full = _needs(criterion, figure, points)
        return Score(
            criterion, points, Origin.COMPUTED, points if estimate is None else estimate, known, reason, nearest, full
        )
    entered = criterion.entered if known or not criterion.documents else None
    origin = Origin.UNSCORED if entered is None else Origin.ENTERED
    return Score(criterion, entered, origin, entered, known, reason)


def _computed(criterion: Criterion, figure: Figure | None, rules: Scoring) -> tuple[Hundredths | None, Reason | None]:
    if criterion.rule is None:
        return None, None
    if figure is None or (figure.number is None and figure.when_none != WHEN_NONE[0]):
        return None, Reason.NO_DATA
    if figure.number is None:
        by_setting = {"by_hand": None, "full": criterion.maximum, "none": 0}
        return by_setting[rules.not_arisen], Reason.NOT_ARISEN
    return criterion.rule.points(figure.number, criterion.maximum), None


def _needs(criterion: Criterion, figure: Figure | None, points: Hundredths) -> tuple[Need | None, Need | None]:
    """What the next level and the maximum would need."""
    if criterion.rule is None or figure is None or figure.number is None or points == criterion.maximum:
        return None, None
    below = 1 if figure.denominator is None else figure.denominator
    needs = []
    for level in criterion.rule.levels:
        if level.is_reached(figure.number):
            break
        needed = level.needed(below)
        gain = criterion.rule.points(Fraction(needed, below), criterion.maximum) - points
        needs.append(Need(level, needed, abs(needed - figure.numerator), gain))
    return needs[-1], needs[0]


def standing(scores: Sequence[Score]) -> pd.DataFrame:
    """One row per criterion, for the measures of `measures.score_measures`."""
    rows = [
        {
            "criterion": each.criterion.code,
            "score_field": each.criterion.field,
            "maximum_hundredths": each.criterion.maximum,
            "points_hundredths": each.points,
            "expected_hundredths": each.expected,
            "entered_hundredths": each.criterion.entered,
            "missing_hundredths": each.missing,
            "origin": each.origin.name.lower(),
            "has_document": bool(each.documents),
            "is_full": each.missing == 0,
            "differs": each.differs,
            **_need_cells("next", each.next),
            **_need_cells("full", each.full),
        }
        for each in scores
    ]
    texts, flags = ("criterion", "score_field", "origin"), ("has_document", "is_full", "differs")
    numbers = (
        "maximum_hundredths",
        "points_hundredths",
        "expected_hundredths",
        "entered_hundredths",
        "missing_hundredths",
    )
    needs = [f"{kind}_{name}" for kind in ("next", "full") for name in ("needed", "lacking", "gain_hundredths")]
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(flags, "bool") | dict.fromkeys((*numbers, *needs), "Int64")
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _need_cells(kind: str, need: Need | None) -> dict[str, int | None]:
    return {
        f"{kind}_needed": need.needed if need else None,
        f"{kind}_lacking": need.lacking if need else None,
        f"{kind}_gain_hundredths": need.gain if need else None,
    }
