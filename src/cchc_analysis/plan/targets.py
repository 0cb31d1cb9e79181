"""The numeric targets of the plan: how they are written down, when they are met, and what the rest of the year must bring.

Figures come from elsewhere. A target is judged on whole numbers, exactly: a share of just 90 % misses "trên 90%" and 10 % meets
"từ 10% trở lên".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from operator import eq, ge, gt
from pathlib import Path
from typing import Any

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.files import read_toml

OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {">": gt, ">=": ge, "=": eq}
# When a target is judged: in every period, or missed only once the plan's year is over. Met early is met: what such a target
# counts (tasks done, units inspected, approved times) does not come undone.
EACH_PERIOD, YEAR_END = "mỗi kỳ", "cuối năm"
# Whether what a share is taken of grows over the year (dossiers), or is known from the start (units, tasks, procedures).
GROWS, FIXED = "tăng dần", "cố định"
# What no denominator means: nothing arose, or the register that should give it is empty.
WHEN_NONE = ("Không phát sinh", "Chưa có số liệu")
# What the plan "strives for" is no duty: missing it is no breach, and is worded so.
STRIVEN, BINDING = "phấn đấu", "bắt buộc"
# How the citation of a target begins that was carried over from another year's plan and not yet compared with this one's.
UNCONFIRMED = "CẦN XÁC NHẬN: "


class Outcome(StrEnum):
    """How a target stands; the value is the printed word."""

    MET = "Đạt"
    MISSED = "Chưa đạt"
    MISSED_STRIVEN = "Chưa đạt mức phấn đấu"
    NOT_ARISEN = "Không phát sinh"
    NOT_YET = "Chưa đến kỳ đánh giá"
    NO_DATA = "Chưa có số liệu"


@dataclass(frozen=True)
class Target:
    """A measure, an operator and a threshold, with the paragraph that sets it.

    `measure` is the name of a Ratio, "" where no figures exist yet; `second` that of another reading, shown beside it; `expected`
    that of the estimate to 31/12, where units give one; `threshold` a share from 0 to 1; `better` the direction, "higher"; `kind`
    "phấn đấu" or "bắt buộc"; `judged` "mỗi kỳ" or "cuối năm"; `base` "tăng dần" or "cố định"; `when_none` what a denominator of 0
    means; `note` says in Vietnamese what the share is taken of, where the paragraph does not.
    """

    id: str
    label: str
    measure: str
    second: str
    expected: str
    operator: str
    threshold: Fraction
    better: str
    citation: str
    kind: str
    judged: str
    base: str
    when_none: str
    unit: str
    note: str


@dataclass(frozen=True)
class Rest:
    """What the rest of the year must bring: at least `needed` of `remaining`, the number that is still to come or still open."""

    needed: int
    remaining: int

    @property
    def is_secured(self) -> bool:
        return self.needed == 0

    @property
    def is_out_of_reach(self) -> bool:
        return self.needed > self.remaining


def load_targets(path: Path) -> list[Target]:
    """The targets of a plan, in the file's order; raises PlanError with everything that is wrong in it."""
    written = read_toml(path, "The plan's targets stand in it.").get("target", [])
    ids = [str(target.get("id")) for target in written]
    problems = [f"target {number}: {words}" for number, target in enumerate(written, 1) for words in _problems(target)]
    problems += [f'the id "{name}" stands more than once.' for name in sorted(set(ids)) if ids.count(name) > 1]
    if problems or not written:
        raise PlanError("\n".join([f"{path} must list [[target]] tables:", *problems]))
    if open_ := [target["id"] for target in written if target["citation"].startswith(UNCONFIRMED)]:
        raise PlanError(
            f"{path}: {', '.join(open_)} carried over from the year before. Compare threshold and citation of each with the "
            f'plan, then take "{UNCONFIRMED.strip()}" out of its citation.'
        )
    return [Target(**{**target, "threshold": Fraction(target["threshold"])}) for target in written]


def evaluate_target(
    target: Target, numerator: int | None, denominator: int | None, is_year_over: bool = True
) -> Outcome:
    """How `numerator` out of `denominator` stands against the target; None means that there are no figures.

    A denominator of 0 is `NOT_ARISEN` (nothing to be judged happened, which is neither met nor missed) unless the target says that
    it means missing figures. A target for the year's end that is not met before it is `NOT_YET`.
    """
    if numerator is None or denominator is None:
        return Outcome.NO_DATA
    if denominator == 0:
        return Outcome(target.when_none)
    if OPERATORS[target.operator](Fraction(int(numerator), int(denominator)), target.threshold):
        return Outcome.MET
    if target.judged == YEAR_END and not is_year_over:
        return Outcome.NOT_YET
    return Outcome.MISSED_STRIVEN if target.kind == STRIVEN else Outcome.MISSED


def gap(target: Target, numerator: int, denominator: int) -> Fraction | None:
    """How far the share is over (or, negative, under) the threshold; None where there is no share."""
    return Fraction(numerator, denominator) - target.threshold if denominator else None


def rest_of_year(target: Target, numerator: int, denominator: int, days: tuple[int, int]) -> Rest | None:
    """The least that the rest of the year must bring to meet the target; None where there is nothing to say.

    `days` are those of the year so far and those left. What grows is assumed to come in as it did so far, day by day; of a fixed
    number, what is not yet counted is left.
    """
    passed, left = days
    if denominator == 0 or left <= 0 or passed <= 0:
        return None
    # Half up, because the remaining number is an assumption that a reader should be able to check by hand.
    remaining = (
        denominator - numerator
        if target.base == FIXED
        else floor(Fraction(denominator * left, passed) + Fraction(1, 2))
    )
    whole = denominator if target.base == FIXED else denominator + remaining
    wanted = target.threshold * whole
    least = floor(wanted) + 1 if target.operator == ">" else ceil(wanted)
    return Rest(max(least - numerator, 0), remaining)


def _problems(written: dict[str, Any]) -> Iterator[str]:
    names = [field.name for field in fields(Target)]
    if odd := sorted(set(written) ^ set(names)):
        yield f"it needs exactly {', '.join(names)}; see {', '.join(odd)}."
        return
    if not_text := [name for name in names if not isinstance(written[name], str)]:
        yield f"{', '.join(not_text)} must be text in quotes (a threshold too, so that it stays exact)."
        return
    if written["operator"] not in OPERATORS:
        yield f'operator "{written["operator"]}" is none of {" ".join(OPERATORS)}.'
    if written["kind"] not in (STRIVEN, BINDING):
        yield f'kind "{written["kind"]}" is none of "{STRIVEN}", "{BINDING}".'
    if written["better"] != "higher":
        yield f'better "{written["better"]}" is not "higher": the operators {" ".join(OPERATORS)} ask for more, not less.'
    for name, known in (("judged", (EACH_PERIOD, YEAR_END)), ("base", (GROWS, FIXED)), ("when_none", WHEN_NONE)):
        if written[name] not in known:
            yield f'{name} "{written[name]}" is none of {", ".join(map(repr, known))}.'
    if not _is_share(written["threshold"]):
        yield f'threshold "{written["threshold"]}" is no share from 0 to 1 (write "0.9" for 90 %).'


def _is_share(text: str) -> bool:
    try:
        return 0 <= Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        return False
