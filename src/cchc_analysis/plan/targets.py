"""The numeric targets of the plan: how they are written down and when they are met. Figures come from elsewhere.

A target is judged on whole numbers, exactly: a share of just 90 % misses "trên 90%" and 10 % meets "từ 10% trở lên".
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from operator import eq, ge, gt
from pathlib import Path
from typing import Any

from cchc_analysis.errors import PlanError

OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {">": gt, ">=": ge, "=": eq}
# What the plan "strives for" is no duty: missing it is no breach, and is worded so.
STRIVEN, BINDING = "phấn đấu", "bắt buộc"


class Outcome(StrEnum):
    """How a target stands; the value is the printed word."""

    MET = "Đạt"
    MISSED = "Chưa đạt"
    MISSED_STRIVEN = "Chưa đạt mức phấn đấu"
    NOT_ARISEN = "Không phát sinh"
    NO_DATA = "Chưa có số liệu"


@dataclass(frozen=True)
class Target:
    """A measure, an operator and a threshold, with the paragraph that sets it.

    `measure` is the name of a Ratio, "" where none exists yet; `threshold` a share from 0 to 1; `kind` "phấn đấu" or
    "bắt buộc"; `note` says in Vietnamese what the share is taken of, where the paragraph does not.
    """

    id: str
    label: str
    measure: str
    operator: str
    threshold: Fraction
    citation: str
    kind: str
    unit: str
    note: str


def load_targets(path: Path) -> list[Target]:
    """The targets of a plan, in the file's order; raises PlanError with everything that is wrong in it."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8")).get("target", [])
    except FileNotFoundError:
        raise PlanError(f"There is no {path.name} in {path.parent}. The plan's targets stand in it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} cannot be read as TOML: {error}.") from None
    ids = [str(target.get("id")) for target in written]
    problems = [f"target {number}: {words}" for number, target in enumerate(written, 1) for words in _problems(target)]
    problems += [f'the id "{name}" stands more than once.' for name in sorted(set(ids)) if ids.count(name) > 1]
    if problems or not written:
        raise PlanError("\n".join([f"{path} must list [[target]] tables:", *problems]))
    return [Target(**{**target, "threshold": Fraction(target["threshold"])}) for target in written]


def evaluate_target(target: Target, numerator: int | None, denominator: int | None) -> Outcome:
    """How `numerator` out of `denominator` stands against the target; None means that there are no figures.

    A denominator of 0 is `NOT_ARISEN`: nothing to be judged happened, which is neither met nor missed.
    """
    if numerator is None or denominator is None:
        return Outcome.NO_DATA
    if denominator == 0:
        return Outcome.NOT_ARISEN
    if OPERATORS[target.operator](Fraction(int(numerator), int(denominator)), target.threshold):
        return Outcome.MET
    return Outcome.MISSED_STRIVEN if target.kind == STRIVEN else Outcome.MISSED


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
    if not _is_share(written["threshold"]):
        yield f'threshold "{written["threshold"]}" is no share from 0 to 1 (write "0.9" for 90 %).'


def _is_share(text: str) -> bool:
    try:
        return 0 <= Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        return False
