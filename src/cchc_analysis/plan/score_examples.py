"""The worked example of the scorecard: a criterion of each kind, at the edges of its rule. See `measures.examples` for how it is written.

Sums of points are written in hundredths.
"""

from typing import Any

import pandas as pd

from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.examples import Example, Row, row
from cchc_analysis.plan import criteria
from cchc_analysis.plan.measures import item_measures
from cchc_analysis.plan.scorecard import Criterion, Figure, Method, Score, score, standing
from cchc_analysis.settings import Scoring

# What the criteria of the example rest on: any share and any count will do, as the figures stand in its rows.
_SHARE, _COUNT = "items_done_of_due_share", "items_overdue"


def _standing(example: Example) -> pd.DataFrame:
    known: dict[str, tuple[Measure, dict[str, dict[str, str]]]] = {
        name: (measure, {}) for name, measure in item_measures().items()
    }
    card = criteria.read_scorecard([(n, _line(each)) for n, each in enumerate(example.rows)], (), [], known)
    return standing(
        [_score(each, criterion, example) for each, criterion in zip(example.rows, card.criteria, strict=True)]
    )


def _line(each: Row) -> dict[str, str]:
    """The row as the workbook would have it."""
    values = each.values
    basis = _SHARE if "denominator" in values else _COUNT if "numerator" in values else ""
    cells: dict[str, Any] = {
        criteria.FIELD: "1",
        criteria.CODE: each.letter,
        criteria.TEXT: each.note,
        criteria.MAXIMUM: values["maximum"],
        criteria.METHOD: values["method"],
        criteria.BASIS: basis,
        criteria.PARAMETERS: values.get("parameters"),
        criteria.ENTERED: values.get("entered"),
        criteria.DOCUMENT: "1/BC" if "document_date" in values else None,
        criteria.DAY: values.get("document_date"),
    }
    return {head: "" if cells.get(head) is None else str(cells[head]) for head in criteria.HEADS}


def _score(each: Row, criterion: Criterion, example: Example) -> Score:
    above, below, expected = (each.values.get(name) for name in ("numerator", "denominator", "expected"))
    now = None if above is None else Figure(above, below)
    estimate = None if expected is None else Figure(expected, below)
    return score(criterion, now, estimate, example.period.end, Scoring())


SCORE_EXAMPLES = (
    Example(
        "scorecard",
        "Tự chấm điểm: mỗi cách chấm tại ngưỡng của nó",
        "criteria",
        (
            row("A", "đúng 95% là đạt", maximum=2, method=Method.ALL_OR_NOTHING, parameters="95%", numerator=19, denominator=20, document_date="2021-03-01"),
            row("B", "“trên 30%”: đúng 30% chỉ được bậc sau", maximum=3, method=Method.STEPS, parameters=">30%: 3; 20%: 1,5", numerator=3, denominator=10),
            row("C", "46% ÷ 80% × 3 điểm = 1,725, làm tròn 1,73; điểm nhập tay khác", maximum=3, method=Method.PROPORTIONAL, parameters="trần: 80%", numerator=23, denominator=50, entered="2", document_date="2021-03-01"),
            row("D", "5/7 dưới sàn: 0 điểm; ước 6/7 × 3 điểm = 2,57", maximum=3, method=Method.PROPORTIONAL, parameters="trần: 100%; sàn: 80%", numerator=5, denominator=7, expected=6),
            row("E", "mẫu số bằng 0: lấy điểm nhập tay", maximum=1, method=Method.ALL_OR_NOTHING, parameters="95%", numerator=0, denominator=0, entered="1"),
            row("F", "tài liệu sau ngày chốt số liệu: điểm nhập tay chưa tính", maximum=4, method=Method.BY_HAND, entered="3", document_date="2021-03-15"),
            row("G", "tài liệu đúng ngày chốt số liệu", maximum=4, method=Method.BY_HAND, entered="3,5", document_date="2021-03-14"),
            row("H", "4 việc quá hạn: quá bậc cuối", maximum=2, method=Method.STEPS, parameters="không quá 0: 2; không quá 3: 1", numerator=4),
        ),
        {
            "score_maximum": "A B C D E F G H: 2200",
            "score_total": "A B C D E G H: 973",
            "score_expected": "A B C D E G H: 1230",
            "score_computed": "A B C D H: 523",
            "score_entered": "E G: 450",
            "score_missing": "A B C D E F G H: 1227",
            "score_unscored_maximum": "F: 400",
            "score_by_hand": "C E F G: 950",
            "score_share": "A B C D E G H: 973 / A B C D E F G H: 2200",
            "score_expected_share": "A B C D E G H: 1230 / A B C D E F G H: 2200",
            "criteria_total": "A B C D E F G H",
            "criteria_computed": "A B C D H",
            "criteria_entered": "E G",
            "criteria_unscored": "F",
            "criteria_full": "A E",
            "criteria_without_document": "B D E F H",
            "criteria_differing": "C",
            "score_next_needed": "B C D H: 53",
            "score_next_lacking": "B C D H: 20",
            "score_next_gain": "B C D H: 634",
            "score_full_needed": "B C D H: 51",
            "score_full_lacking": "B C D H: 24",
            "score_full_gain": "B C D H: 777",
        },
        _standing,
        "criterion",
    ),
)  # fmt: skip
