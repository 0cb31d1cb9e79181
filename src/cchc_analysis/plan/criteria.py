"""Reading the scorecard: the lines of `data/plan/<year>/scorecard.xlsx`, which people keep, become criteria or say what is wrong.

The lines come here as texts by the heads of their columns. How criteria give points is `scorecard`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from cchc_analysis.errors import PlanError
from cchc_analysis.measures.core import Count, Measure, Ratio, Sum
from cchc_analysis.plan.scorecard import (
    OPERATOR_WORDS,
    OPERATORS,
    Basis,
    Criterion,
    Document,
    Hundredths,
    Level,
    Method,
    Proportion,
    Rule,
    Scorecard,
    Steps,
)
from cchc_analysis.plan.targets import Target
from cchc_analysis.text import did_you_mean, fold

NAME = "scorecard.xlsx"
FIELD, CODE, TEXT, MAXIMUM, METHOD, BASIS, PARAMETERS, ENTERED, DOCUMENT, DAY, NOTE = HEADS = (
    "Lĩnh vực", "Mã tiêu chí", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Chỉ số", "Tham số", "Điểm tự chấm nhập tay",
    "Tài liệu kiểm chứng", "Ngày tài liệu", "Ghi chú, giải trình",
)  # fmt: skip
_OPERATORS = {words: operator for operator, words in OPERATOR_WORDS.items()} | {
    "≥": ">=",
    "≤": "<=",
    "đạt": ">=",
    "": ">=",
}
CEILING, FLOOR, ESTIMATE = "trần", "sàn", "ước"

_CODE = re.compile(r"\w+(?:\.\w+)*")
_BASIS = re.compile(r"(?P<name>\w+)(?:\.(?P<part>numerator|denominator))?(?:\[(?P<group>[^\[\]]+)\])?")
_LEVEL = re.compile(r"(?P<operator>[^\d]*?)\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<percent>%?)")
_POINTS = re.compile(r"\d+(?:[.,]\d{1,2})?")
_DAYS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S")

Line = tuple[int, Mapping[str, str]]
Groups = Mapping[str, Mapping[str, str]]


def read_scorecard(
    lines: Iterable[Line],
    above: Sequence[str],
    targets: Sequence[Target],
    measures: Mapping[str, tuple[Measure, Groups]],
) -> Scorecard:
    """The scorecard from the lines of its workbook (row number, texts by head); raises PlanError with all that is wrong at once.

    A line without a code names a further document of the criterion above it, or the field of those below it; a field is that of the line
    above where it is empty.
    `measures` are those that a criterion may rest on, each with the groups that it can be read by.
    """
    known = _Known({target.id: target for target in targets}, measures)
    criteria: list[Criterion] = []
    numbers: dict[str, str] = {}  # of the fields, by name
    field = ""
    problems: list[str] = []
    for row, cells in lines:
        if cells[FIELD]:
            field = numbers.setdefault(cells[FIELD], str(len(numbers) + 1))
        try:
            if cells[CODE]:
                criteria.append(_criterion(cells, field, known, {each.code for each in criteria}))
            elif any(text for head, text in cells.items() if head != FIELD):
                criteria[-1:] = [_continued(criteria, cells)]
        except _LineError as error:
            problems.append(f"row {row}: {error}")
    if problems:
        raise PlanError("\n".join([f"{NAME} cannot be scored as it stands:", *problems]))
    return Scorecard(tuple(criteria), {number: name for name, number in numbers.items()}, tuple(above))


class _LineError(Exception):
    """What is wrong with one line; told together with the others."""


@dataclass(frozen=True)
class _Known:
    targets: Mapping[str, Target]
    measures: Mapping[str, tuple[Measure, Groups]]


def _criterion(cells: Mapping[str, str], field: str, known: _Known, codes: set[str]) -> Criterion:
    code = cells[CODE]
    if not _CODE.fullmatch(code):
        raise _LineError(f'{CODE} "{code}" is no code. Write letters, digits and dots: 1.2.')
    if code in codes:
        raise _LineError(
            f'{CODE} "{code}" stands in a line above already. (Format the column as text: 1.10 is not 1.1.)'
        )
    if not field:
        raise _LineError(f"{FIELD} is missing.")
    if not cells[TEXT]:
        raise _LineError(f"{TEXT} is missing.")
    maximum = _points(cells[MAXIMUM], MAXIMUM)
    if not maximum:
        raise _LineError(f"{MAXIMUM} must be more than 0.")
    method = _method(cells[METHOD])
    entered = _points(cells[ENTERED], ENTERED) if cells[ENTERED] else None
    if entered is not None and entered > maximum:
        raise _LineError(f"{ENTERED} {cells[ENTERED]} is more than {MAXIMUM} {cells[MAXIMUM]}.")
    if method is Method.BY_HAND:
        if cells[BASIS] or cells[PARAMETERS]:
            raise _LineError(
                f'"{method}" takes no {BASIS} and no {PARAMETERS}. Empty them, or choose another {METHOD}.'
            )
        basis, rule = None, None
    else:
        basis = _basis(cells[BASIS], known)
        rule = _rule(method, cells[PARAMETERS], maximum, basis, known)
    return Criterion(
        field, code, cells[TEXT], maximum, method, basis, rule, entered, tuple(_documents(cells)), cells[NOTE]
    )


def _continued(criteria: Sequence[Criterion], cells: Mapping[str, str]) -> Criterion:
    """The criterion above with one more document."""
    if not criteria or any(cells[name] for name in HEADS if name not in (FIELD, DOCUMENT, DAY, NOTE)):
        raise _LineError(
            f"{CODE} is missing. (A line without it may only name a further document of the criterion above.)"
        )
    last = criteria[-1]
    note = "; ".join(filter(None, (last.note, cells[NOTE])))
    return replace(last, documents=(*last.documents, *_documents(cells)), note=note)


def _documents(cells: Mapping[str, str]) -> Iterator[Document]:
    number, day = cells[DOCUMENT], cells[DAY]
    if bool(number) != bool(day):
        raise _LineError(f"{DOCUMENT} and {DAY} belong together; one of them is empty.")
    if number:
        yield Document(number, _day(day))


def _day(text: str) -> date:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise _LineError(f'{DAY} "{text}" is not a day. Write it as 16/03/2021.')


def _points(text: str, head: str) -> Hundredths:
    if not _POINTS.fullmatch(text):
        raise _LineError(f'{head} "{text}" is no number of points. Write 2 or 1,5, with at most two decimals.')
    return int(Fraction(text.replace(",", ".")) * 100)


def _method(text: str) -> Method:
    methods = {fold(method): method for method in Method}
    if fold(text) not in methods:
        raise _LineError(f'{METHOD} "{text}" is not known.{did_you_mean(text, list(Method))}')
    return methods[fold(text)]


def _basis(text: str, known: _Known) -> Basis:
    """on_time_of_settled[field=BC], received.numerator, T6, or a measure with its estimate: "…; ước: …"."""
    first, *others = (part.strip() for part in text.split(";"))
    found = _BASIS.fullmatch(first)
    if found is None:
        raise _LineError(
            f'{BASIS} "{text}" cannot be read. Write online_of_received, on_time_of_settled[field=BC] or T6.'
        )
    expected = ""
    for other in others:
        word, _, expected = (part.strip() for part in other.partition(":"))
        if fold(word) != ESTIMATE or len(others) > 1:
            raise _LineError(f'{BASIS}: "{other}" cannot be read. Only "; {ESTIMATE}: measure" may follow.')
    if found["name"] in known.targets:
        target = known.targets[found["name"]]
        if found["part"] or found["group"] or others:
            raise _LineError(f"{BASIS}: {target.id} is a target and taken as it is, without part, group or estimate.")
        return Basis(target.measure, target=target.id, expected=target.expected)
    names = [found["name"], expected] if others else [found["name"]]
    for name in names:
        if name not in known.measures:
            raise _LineError(
                f'{BASIS}: "{name}" is neither a measure nor a target.{_near(name, [*known.measures, *known.targets])} '
                f"cchc measures lists all measures."
            )
    kinds = [known.measures[name][0] for name in names]
    if any(not isinstance(kind, Count | Sum | Ratio) for kind in kinds) or len({_is_share(kind) for kind in kinds}) > 1:
        raise _LineError(
            f"{BASIS}: only counts, sums and ratios can be scored, and an estimate must be of the same kind."
        )
    if found["part"] and not isinstance(kinds[0], Ratio):
        raise _LineError(f"{BASIS}: {names[0]} is no ratio and has no {found['part']}.")
    if found["part"] and others:
        raise _LineError(f"{BASIS}: an estimate stands beside a whole measure, not beside a {found['part']}.")
    groups = [known.measures[name][1] for name in names]
    return Basis(names[0], found["part"] or "", _group(found["group"] or "", groups), expected=expected)


def _group(text: str, groups: Sequence[Groups]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in filter(None, (part.strip() for part in text.split(","))):
        column, _, code = (piece.strip() for piece in pair.partition("="))
        for known in groups:
            if code not in known.get(column, {}):
                names = list(known.get(column, known))
                raise _LineError(f'{BASIS}: the measure has no group "{pair}".{did_you_mean(code or column, names)}')
        pairs.append((column, code))
    return tuple(sorted(pairs))


def _near(name: str, known: Sequence[str]) -> str:
    """The nearest names; where none is near, nothing: there are too many to list."""
    told = did_you_mean(name, known)
    return told if told.startswith(" Did") else ""


def _is_share(measure: Measure) -> bool:
    return isinstance(measure, Ratio) and measure.unit == "%"


def _rule(method: Method, text: str, maximum: Hundredths, basis: Basis, known: _Known) -> Rule:
    target = known.targets.get(basis.target)
    is_share = bool(target) or (not basis.part and _is_share(known.measures[basis.measure][0]))
    if method is Method.STEPS:
        return _steps(text, maximum, is_share)
    if method is Method.PROPORTIONAL:
        return _proportion(text, target, is_share)
    if text:
        return Steps(((_level(text, is_share), maximum),))
    if target is None:
        raise _LineError(f'{PARAMETERS} is missing: "{method}" needs a level, such as 95%.')
    return Steps(((_target_level(target), maximum),))


def _target_level(target: Target) -> Level:
    """What a target asks for; "đạt 100%" is from 100 % on, because a share cannot be more."""
    if target.operator != "=":
        return Level(target.operator, target.threshold)
    if target.threshold != 1:
        raise _LineError(f"{PARAMETERS} is missing: {target.id} asks for just one share, and a level is needed.")
    return Level(">=", Fraction(1))


def _steps(text: str, maximum: Hundredths, is_share: bool) -> Steps:
    steps: list[tuple[Level, Hundredths]] = []
    for part in (part.strip() for part in text.split(";")):
        level, colon, points = part.rpartition(":")
        if not colon:
            raise _LineError(f'{PARAMETERS} "{text}" cannot be read. Write the steps as 90%: 1; 80%: 0,5.')
        steps.append((_level(level.strip(), is_share), _points(points.strip(), PARAMETERS)))
    if steps[0][1] != maximum:
        raise _LineError(f"{PARAMETERS}: the first step must give {MAXIMUM}, or it can never be reached.")
    for (better, more), (worse, less) in pairwise(steps):
        if less >= more or not _is_better(better, worse):
            raise _LineError(
                f'{PARAMETERS} "{text}": each step must be easier than the one before it and give fewer points.'
            )
    return Steps(tuple(steps))


def _is_better(better: Level, worse: Level) -> bool:
    """The one is harder to reach than the other."""
    if better.asks_more != worse.asks_more:
        return False
    if better.threshold == worse.threshold:
        return better.operator in (">", "<") and worse.operator in (">=", "<=")
    return (better.threshold > worse.threshold) == better.asks_more


def _proportion(text: str, target: Target | None, is_share: bool) -> Proportion:
    levels: dict[str, Level] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        word, colon, level = part.rpartition(":")
        name = fold(word) if colon else CEILING
        if name not in (CEILING, FLOOR) or name in levels:
            raise _LineError(f'{PARAMETERS} "{text}" cannot be read. Write {CEILING}: 95%; {FLOOR}: 80%.')
        levels[name] = _level(level.strip(), is_share)
    if CEILING not in levels and not is_share:
        raise _LineError(f"{PARAMETERS}: a count needs a {CEILING}, the number from which the maximum is given.")
    ceiling = levels.get(CEILING) or Level(">=", target.threshold if target else Fraction(1))
    floor_ = levels.get(FLOOR)
    if not ceiling.threshold or ceiling.operator != ">=" or (floor_ and floor_.operator not in (">=", ">")):
        raise _LineError(
            f'{PARAMETERS} "{text}": {CEILING} and {FLOOR} are least shares or numbers, and {CEILING} is more than 0.'
        )
    if floor_ and floor_.threshold > ceiling.threshold:
        raise _LineError(f'{PARAMETERS} "{text}": {FLOOR} lies above {CEILING}.')
    return Proportion(ceiling, floor_)


def _level(text: str, is_share: bool) -> Level:
    """95%, từ 95%, >30%, trên 30%; of a count 12, không quá 3."""
    found = _LEVEL.fullmatch(text)
    operator = fold(found["operator"]) if found else None
    if found is None or operator not in _OPERATORS | dict.fromkeys(OPERATORS):
        raise _LineError(f'{PARAMETERS}: "{text}" is no level. Write 95%, trên 30%, or of a count: không quá 3.')
    if is_share != bool(found["percent"]):
        wanted = "a share and needs the sign %" if is_share else "no share and takes no %"
        raise _LineError(f'{PARAMETERS}: "{text}": the measure is {wanted}.')
    number = Fraction(found["number"].replace(",", "."))
    threshold = number / 100 if is_share else number
    level = Level(_OPERATORS.get(operator, operator), threshold, is_share)
    if is_share and (threshold > 1 or not _can_be_reached(level)):
        raise _LineError(f'{PARAMETERS}: no share can reach "{text}".')
    return level


def _can_be_reached(level: Level) -> bool:
    return level.is_reached(Fraction(1)) if level.asks_more else level.is_reached(Fraction(0))
