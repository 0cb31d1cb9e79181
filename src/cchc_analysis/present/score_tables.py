"""The scorecard as it is shown: points by field and criterion, how each comes about, what the missing ones need, and the proofs."""

from decimal import Decimal
from fractions import Fraction

from cchc_analysis.edition import Edition
from cchc_analysis.measures.core import Ratio
from cchc_analysis.plan.criteria import NAME
from cchc_analysis.plan.scorecard import (
    EXAMPLE,
    OPERATOR_WORDS,
    Criterion,
    Level,
    Method,
    Need,
    Origin,
    Proportion,
    Score,
)
from cchc_analysis.present import wording
from cchc_analysis.present.display import ABOVE, Cell, Prose, Table
from cchc_analysis.present.markup import Marked, fill
from cchc_analysis.present.numbers import Value, format_decimal, format_score
from cchc_analysis.present.tables import TOTAL
from cchc_analysis.text import short_date, table_date


def about(edition: Edition) -> Prose:
    """That the criteria are an example, where they are; how points are reckoned."""
    if not edition.scorecard.criteria:
        return Prose(wording.NO_CRITERIA.format(year=edition.asked.year))
    file = f"data/plan/{edition.asked.year}/{NAME}"
    said = [fill(wording.EXAMPLE_CRITERIA, example=EXAMPLE, file=file)] if edition.scorecard.is_example else []
    rounding = fill(
        wording.SCORE_ROUNDING,
        day=short_date(edition.period.end),
        not_arisen=wording.NOT_ARISEN_WORDS[edition.settings.scoring.not_arisen],
    )
    return Prose("\n\n".join([*said, rounding]))


def summary(edition: Edition) -> Prose:
    """The points in all, computed and entered, what is not scored yet, and the estimate to 31/12 where it differs."""
    value = edition.value
    parts = [
        fill(
            wording.SCORED,
            total=value("score_total").score,
            maximum=value("score_maximum").score,
            share=value("score_share").percent,
            computed=value("score_computed").score,
            n_computed=value("criteria_computed").words,
            entered=value("score_entered").score,
            n_entered=value("criteria_entered").words,
        )
    ]
    unscored = value("criteria_unscored")
    if unscored.numerator:
        parts.append(fill(wording.UNSCORED, count=unscored.words, maximum=value("score_unscored_maximum").score))
    else:
        parts.append(wording.ALL_SCORED)
    if value("score_expected").numerator != value("score_total").numerator:
        share = value("score_expected_share").percent
        parts.append(fill(wording.SCORE_EXPECTED, expected=value("score_expected").score, share=share))
    return Prose(" ".join(parts))


def by_field(edition: Edition, label: str = "tbl-diem-linh-vuc") -> Table:
    """Points by field: the maximum, those computed and entered, their share, what is not scored, the estimate."""
    fields = edition.scorecard.fields
    rows: list[list[Cell]] = [[name, *_sums(edition, {"score_field": number})] for number, name in fields.items()]
    rows.append([TOTAL, *_sums(edition, {})])
    heads = (
        "Lĩnh vực", "Số tiêu chí", "Điểm tối đa", ("Điểm tự chấm", "Tính từ số liệu"), ("Điểm tự chấm", "Nhập tay"),
        ("Điểm tự chấm", "Cộng"), "Tỷ lệ", "Chưa chấm (điểm tối đa)", "Ước đến 31/12",
    )  # fmt: skip
    return Table(
        heads, rows, "Điểm tự chấm theo lĩnh vực", label, align="l" + "r" * 8, widths=(28, *(9,) * 8), total_row=True
    )


def _sums(edition: Edition, group: dict[str, str]) -> list[Cell]:
    score = {name: edition.value(f"score_{name}", group).score for name in
             ("maximum", "computed", "entered", "total", "unscored_maximum", "expected")}  # fmt: skip
    share = edition.value("score_share", group).percent
    return [
        edition.value("criteria_total", group).count, score["maximum"], score["computed"], score["entered"], score["total"], share,
        score["unscored_maximum"], score["expected"],
    ]  # fmt: skip


def scores(edition: Edition, label: str = "tbl-cham-diem") -> Table:
    """The scorecard: each criterion with its points and whether they were computed or entered, with sums by field and in all."""
    rows: list[list[Cell]] = []
    of_all = edition.scores()
    for number, name in edition.scorecard.fields.items():
        rows.append([name])
        rows.extend(
            [each.criterion.code, each.criterion.text, *_points(edition, each), str(each.origin)]
            for each in of_all
            if each.criterion.field == number
        )
        rows.append(["", "Cộng lĩnh vực", *_subtotal(edition, {"score_field": number}), ""])
    rows.append(["", TOTAL, *_subtotal(edition, {}), ""])
    heads = ("Mã", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Tỷ lệ", "Ước đến 31/12", "Cách có điểm")
    return Table(
        heads,
        rows,
        "Điểm tự chấm theo tiêu chí",
        label,
        align="clrrrrl",
        widths=(7, 40, 9, 9, 10, 10, 18),
        total_row=True,
    )


def _points(edition: Edition, score: Score) -> list[Cell]:
    """Maximum, points, share and estimate; nothing but the maximum where there are no points yet."""
    cells = _subtotal(edition, _one(score))
    return cells if score.points is not None else [cells[0], None, None, None]


def _subtotal(edition: Edition, group: dict[str, str]) -> list[Cell]:
    return [
        edition.value("score_maximum", group).score,
        edition.value("score_total", group).score,
        edition.value("score_share", group).percent,
        edition.value("score_expected", group).score,
    ]


def grounds(edition: Edition, label: str = "tbl-giai-trinh") -> Table:
    """How each score comes about: the rule in words, the figure that it was given for, and what the office has to say."""
    rows: list[list[Cell]] = []
    of_all = edition.scores()
    for number, name in edition.scorecard.fields.items():
        rows.append([name])
        rows.extend(_grounds(edition, each) for each in of_all if each.criterion.field == number)
    heads = (
        "Mã", "Tiêu chí", "Cách chấm", "Chỉ số", ("Số liệu", "Tử số"), ("Số liệu", "Mẫu số"), ("Số liệu", "Kết quả"), "Điểm",
        "Giải trình",
    )  # fmt: skip
    return Table(
        heads,
        rows,
        "Giải trình điểm tự chấm",
        label,
        align="clllrrrrl",
        widths=(6, 19, 19, 19, 6, 6, 8, 6, 16),
        dense=True,
    )


def _grounds(edition: Edition, score: Score) -> list[Cell]:
    criterion, points = score.criterion, edition.value("score_total", _one(score)).score
    return [
        criterion.code,
        criterion.text,
        rule_words(criterion),
        _basis_words(edition, criterion),
        *_figure(edition, criterion),
        None if score.points is None else points,
        _explanation(score),
    ]


def rule_words(criterion: Criterion) -> str:
    """từ 95%: 2 điểm; không đạt: 0 điểm"""
    maximum = format_score(criterion.maximum)
    rule = criterion.rule
    if rule is None:
        return str(criterion.method)
    if isinstance(rule, Proportion):
        ceiling = _number(rule.ceiling)
        below = wording.PROPORTION_OF_ALL if rule.ceiling.threshold == 1 else wording.PROPORTION
        above_floor = wording.FROM_FLOOR.format(floor=level_words(rule.floor)) if rule.floor else ""
        parts = [
            f"{level_words(rule.ceiling)}: {maximum} điểm",
            above_floor + below.format(ceiling=ceiling, maximum=maximum),
        ]
        parts += [wording.BELOW_FLOOR.format(floor=_number(rule.floor))] if rule.floor else []
    else:
        parts = [f"{level_words(level)}: {format_score(points)} điểm" for level, points in rule.steps]
        parts.append(wording.LEVEL_ELSE["one" if criterion.method is Method.ALL_OR_NOTHING else "many"])
    return f"{criterion.method}: {'; '.join(parts)}"


def level_words(level: Level) -> str:
    """từ 95%, trên 30%, không quá 3, đạt 100%"""
    is_whole = level.is_share and level.threshold == 1
    return f"{'đạt' if is_whole else OPERATOR_WORDS[level.operator]} {_number(level)}"


def _number(level: Level) -> str:
    number: Fraction = level.threshold * 100 if level.is_share else level.threshold
    exact = (Decimal(number.numerator) / Decimal(number.denominator)).normalize() + 0
    return format_decimal(exact) + ("%" if level.is_share else "")


def _basis_words(edition: Edition, criterion: Criterion) -> str | None:
    """The label of the measure, with the target that names it and the group that it is taken of."""
    basis = criterion.basis
    if basis is None:
        return None
    if not basis.measure:
        return f"Chỉ tiêu {basis.target}"
    subject, measure = edition.measures[basis.measure]
    part = getattr(measure, basis.part) if basis.part else measure
    groups = [subject.groups[column][code] for column, code in basis.group]
    head = f"Chỉ tiêu {basis.target}: " if basis.target else ""
    return f"{head}{part.label}" + (f" ({'; '.join(groups)})" if groups else "")


def _value(edition: Edition, criterion: Criterion) -> Value | None:
    basis = criterion.basis
    return edition.value(basis.measure, dict(basis.group)) if basis and basis.measure else None


def _figure(edition: Edition, criterion: Criterion) -> list[Cell]:
    """Numerator, denominator and result of what a criterion rests on."""
    value, basis = _value(edition, criterion), criterion.basis
    if value is None or basis is None:
        return [None] * 3
    if basis.part:
        return [None, None, value.parts[0 if basis.part == "numerator" else 1]]
    if value.denominator is None:
        return [None, None, value.count]
    return [*value.parts, value.ratio(edition.measures[basis.measure][1].unit)]


def _explanation(score: Score) -> str:
    parts = [str(score.origin)]
    if score.reason:
        parts.append(str(score.reason))
    if score.origin is Origin.UNSCORED and score.criterion.entered is not None:
        parts = [wording.NOT_YET_PROVED[:1].upper() + wording.NOT_YET_PROVED[1:]]
    return ". ".join(filter(None, ("; ".join(parts), score.criterion.note)))


def needs(edition: Edition) -> Prose:
    """What each missing point would need, criterion by criterion."""
    short = [score for score in edition.scores() if score.missing]
    if not short:
        return Prose(wording.NONE_MISSING)
    value = edition.value
    head = fill(
        wording.SCORE_MISSING,
        missing=value("score_missing").score,
        full=value("criteria_full").words,
        total=value("criteria_total").words,
    )
    return Prose("\n".join([head, "", *(f"- {_need_line(edition, score)}" for score in short)]))


def _need_line(edition: Edition, score: Score) -> str:
    criterion, missing = score.criterion, edition.value("score_missing", _one(score)).score
    parts = [fill(wording.NEED_HEAD, code=criterion.code, text=criterion.text, missing=missing)]
    if score.next and score.full:
        parts += [_now(edition, criterion), _need(edition, score, score.next, "next")]
        if score.full != score.next:
            parts.append(wording.NEED_FULL + _need(edition, score, score.full, "full"))
    elif score.origin is Origin.ENTERED:
        parts.append(wording.NEED_ENTERED)
    elif criterion.entered is not None and score.origin is Origin.UNSCORED:
        parts.append(wording.NOT_YET_PROVED)
    else:
        parts += [str(score.reason)] if score.reason else []
        parts += [wording.NEED_UNSCORED] if score.origin is Origin.UNSCORED else []
    return "; ".join(parts) + "."


def _now(edition: Edition, criterion: Criterion) -> str:
    """hiện 76/81 hồ sơ (93,83%)"""
    above, below, result = _figure(edition, criterion)
    if isinstance(above, Marked) and isinstance(below, Marked) and isinstance(result, Marked):
        unit = _unit(edition, criterion)
        return fill(wording.NEED_RATIO, above=above, below=below, unit=unit, percent=result)
    assert isinstance(result, Marked)
    return fill(wording.NEED_COUNT, count=result, unit=_unit(edition, criterion))


def _need(edition: Edition, score: Score, need: Need, kind: str) -> str:
    """cần đạt từ 95%, thêm 01 hồ sơ (77/81) thì được thêm 2 điểm"""
    group, criterion = _one(score), score.criterion
    value = _value(edition, criterion)
    said = fill(
        wording.NEED_MORE if need.level.asks_more else wording.NEED_LESS,
        level=level_words(need.level).removeprefix("đạt "),
        lacking=edition.value(f"score_{kind}_lacking", group).words,
        unit=_unit(edition, criterion),
    )
    if value is not None and value.denominator is not None and criterion.basis and not criterion.basis.part:
        needed = edition.value(f"score_{kind}_needed", group).count
        said += fill(wording.NEED_OVER, needed=needed, below=value.parts[1])
    return said + fill(wording.NEED_GAIN, gain=edition.value(f"score_{kind}_gain", group).score)


def _unit(edition: Edition, criterion: Criterion) -> str:
    """What the numerator of a criterion's figure is counted in."""
    assert criterion.basis
    measure = edition.measures[criterion.basis.measure][1]
    if isinstance(measure, Ratio):
        return measure.denominator.unit if criterion.basis.part == "denominator" else measure.numerator.unit
    return measure.unit


def documents(edition: Edition, label: str = "tbl-tai-lieu") -> Table:
    """The documents that prove the criteria, dated by the cut-off."""
    rows: list[list[Cell]] = []
    for score in edition.scores():
        for number, document in enumerate(score.documents):
            of: list[Cell] = [ABOVE, ABOVE] if number else [score.criterion.code, score.criterion.text]
            rows.append([*of, str(len(rows) + 1), document.number, table_date(document.day)])
    heads = ("Mã", "Tiêu chí", "TT", "Số, ký hiệu hoặc tên tài liệu", "Ngày")
    return Table(heads, rows, "Danh mục tài liệu kiểm chứng", label, align="clclc", widths=(8, 48, 6, 26, 12))


def documents_sentence(edition: Edition) -> Prose:
    """How many criteria have no proof."""
    missing = edition.value("criteria_without_document")
    if not missing.numerator:
        return Prose(wording.DOCUMENTS_COMPLETE)
    return Prose(fill(wording.DOCUMENTS_MISSING, count=missing.words, total=edition.value("criteria_total").words))


def without_documents(edition: Edition, label: str = "tbl-chua-co-tai-lieu") -> list[Table]:
    """The criteria that no document proves by the cut-off; no table where there are none."""
    rows: list[list[Cell]] = [
        [score.criterion.code, score.criterion.text, *_points(edition, score)[:2], str(score.origin)]
        for score in edition.scores()
        if not score.documents
    ]
    heads = ("Mã", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Cách có điểm")
    caption = "Tiêu chí chưa có tài liệu kiểm chứng"
    return [Table(heads, rows, caption, label, align="clrrl", widths=(8, 52, 12, 12, 16))] if rows else []


def differences(edition: Edition) -> Prose:
    """The criteria for which a person entered other points than the figures give; nothing where there are none."""
    differing = [score for score in edition.scores() if score.differs]
    if not differing:
        return Prose("")
    lines = [
        fill(
            wording.SCORE_DIFFERS,
            code=score.criterion.code,
            text=score.criterion.text,
            points=edition.value("score_total", _one(score)).score,
            entered=edition.value("score_by_hand", _one(score)).score,
        )
        for score in differing
    ]
    head = fill(wording.SCORES_DIFFER, count=edition.value("criteria_differing").words)
    return Prose("\n".join([head, "", *(f"- {line}." for line in lines)]))


def _one(score: Score) -> dict[str, str]:
    return {"criterion": score.criterion.code}
