"""Charts about an edition. Each answers a question, and its caption says the answer; labels stand at what they name.

All are made for the narrowest page: no wider than their letters stay legible on a phone, names above the bars and not beside them.
They are legible in black and white, and every number in them and in their words is a measure's. Which way of drawing serves
several charts is at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_analysis.edition import Edition
from cchc_analysis.measures.dossiers import AGES
from cchc_analysis.periods import Period, months_of
from cchc_analysis.plan.targets import Outcome
from cchc_analysis.present import wording
from cchc_analysis.present.display import Figure
from cchc_analysis.present.numbers import Value, format_count, format_percent
from cchc_analysis.present.plan_tables import cutoffs
from cchc_analysis.present.style import LINE_MM, WIDTH_MM, new_figure
from cchc_analysis.present.tables import wanted

# The measures that say how dossiers come in and results go out, in the order in which a dossier meets them.
CHANNEL_MEASURES = (
    "online_of_received",
    "procedures_with_post_of_listed",
    "post_in_of_received_listed",
    "post_out_of_returned",
)
BAR_WIDTH = 0.66
# How many letters fit above a bar, roughly.
_LETTERS = 64


def dossiers_by_month(edition: Edition, label: str = "fig-theo-thang") -> Figure:
    """Whether as many dossiers are settled as received, and what that does to those pending: each reporting month of the period."""
    months = months_of(edition.period, edition.settings.period.cutoff)
    series = {
        name: [edition.value(measure, period=month).numerator for month in months]
        for measure, name in wording.MONTH_SERIES.items()
    }
    received, settled, pending, before = (
        edition.value(name).numerator for name in ("received", "settled", "pending", "carried_over")
    )
    answer = wording.MONTH_ANSWER.format(settled=_compared(settled, received), pending=_compared(pending, before))
    return _columns(series, *_month_names(months), f"{wording.MONTH_CAPTION}: {answer}", label)


def channels_against_targets(edition: Edition, label: str = "fig-hinh-thuc") -> Figure:
    """How far the targets for online services and the post are met: each share beside its mark."""
    targets = {target.measure: target for target in edition.targets}
    bars, outcomes = [], []
    for target in (targets[measure] for measure in CHANNEL_MEASURES if measure in targets):
        value, outcome = edition.value(target.measure), edition.outcomes[target.id]
        said = wording.CHART_TARGET.format(wanted=wanted(target), outcome=outcome)
        bars.append(
            Bar(f"{target.label}: {format_percent(value.share)}", (_share(value),), said, float(target.threshold))
        )
        outcomes += [outcome] if value.denominator else []
    if not outcomes:
        answer = Outcome.NOT_ARISEN.lower()
    else:
        answer = wording.ALL_TARGETS_MET if set(outcomes) == {Outcome.MET} else wording.SOME_TARGETS_MISSED
    return _lying(bars, f"{wording.CHANNEL_CAPTION}: {answer}", label, end=1)


def time_against_regulated(edition: Edition, label: str = "fig-thoi-gian") -> Figure:
    """Whether dossiers take as long as they may: by field, the share of the regulated time that was used."""
    found = [
        (name + suffix, edition.value(f"{unit}_used_of_regulated", {"field": code}))
        for code, name in edition.reference.fields.items()
        for unit, suffix in wording.TIME_UNITS.items()
    ]
    found = [(name, value) for name, value in found if value.denominator]
    bars = [Bar(f"{name}: {format_percent(value.share)}", (_share(value),), "", 1) for name, value in found]
    if not bars:
        return _lying(bars, f"{wording.TIME_CAPTION}: {Outcome.NOT_ARISEN.lower()}", label)
    slow = [name for name, value in found if value.share and value.share > 1]
    answer = wording.TIME_SLOW.format(names=", ".join(slow)) if slow else wording.TIME_KEPT
    return _lying(bars, f"{wording.TIME_CAPTION}: {answer}", label, end=1, mark=wording.TIME_MARK)


def overdue_by_age(edition: Edition, label: str = "fig-tuoi") -> Figure:
    """For how long the overdue dossiers have been waiting: pending ones by working days since they were due."""
    counts = {words: edition.value(name).numerator for name, (_, _, words) in AGES.items()}
    bars = [Bar(f"{_first_big(words)}: {format_count(count)} hồ sơ", (count,)) for words, count in counts.items()]
    longest = [words for words, count in counts.items() if count]
    answer = wording.AGE_LONGEST.format(words=longest[-1]) if longest else wording.AGE_NONE
    return _lying(bars, f"{wording.AGE_CAPTION}: {answer}", label)


def plan_by_group(edition: Edition, label: str = "fig-ke-hoach") -> Figure:
    """Which groups of tasks are late: the products of each, done, late and still open, in this order."""
    bars, late_groups = [], []
    for number, name in edition.register.groups.items():
        done, late, total = (
            edition.value(f"products_{each}", {"group_no": number}).numerator for each in ("done", "overdue", "total")
        )
        parts = (done, late, total - done - late)
        said = wording.PLAN_PARTS.format(*map(format_count, parts))
        bars.append(Bar(f"{number}. {name}", parts, said))
        late_groups += [name] if late else []
    answer = wording.PLAN_LATE.format(names="; ".join(late_groups)) if late_groups else wording.PLAN_NONE_LATE
    return _lying(bars, f"{wording.PLAN_CAPTION}: {answer}", label)


def plan_over_year(edition: Edition, label: str = "fig-trong-nam") -> Figure:
    """Whether products are done as they fall due: at the end of each month so far, due, done of these, and done in all."""
    series = cutoffs(edition)
    lines = {
        words: [edition.value(f"products_{name}", period=period).numerator for period in series]
        for name, words in wording.YEAR_SERIES.items()
    }
    due, met = (edition.value(f"products_{name}").numerator for name in ("due", "done_of_due"))
    answer = wording.YEAR_OPEN if met < due else wording.YEAR_MET
    return _columns(lines, *_month_names(series), f"{wording.YEAR_CAPTION}: {answer}", label)


# ------------------------------------------------------------------------------------------------ two ways of drawing


@dataclass(frozen=True)
class Bar:
    """A lying bar: one length, or several parts end to end. Above it stand its name and what is `said` of it; `mark` is a line across."""

    name: str
    parts: tuple[float, ...]
    said: str = ""
    mark: float | None = None

    @property
    def words(self) -> str:
        return f"{self.name} – {self.said}" if self.said else self.name


# Dark, hatched, white: told apart in grey, and in the order in which the words name them.
_FILLS: Sequence[Mapping[str, Any]] = (
    {"color": "C0"},
    {"color": "C1", "hatch": "////"},
    {"color": "white"},
)


def _lying(bars: Sequence[Bar], caption: str, label: str, end: float = 0, mark: str = "") -> Figure:
    """Bars below each other, each under its words. The axis reaches to `end` at least; `mark` names the lines across the bars."""
    texts = ["\n".join(_wrapped(words) for words in (bar.name, bar.said) if words) for bar in bars]
    # In lines of text: the words, the bar, and air below it.
    tops, height = [], 0.4 + (1.2 if mark else 0)
    for text in texts:
        tops.append(height)
        height += text.count("\n") + 1 + 1.5
    figure = new_figure(WIDTH_MM, max(height, 2) * LINE_MM + 2)
    axes = figure.add_subplot()
    for top, text, bar in zip(tops, texts, bars, strict=True):
        middle = top + text.count("\n") + 1 + 0.6
        axes.text(0, middle - 0.6, text, va="bottom", linespacing=1.15)
        left = 0.0
        for width, fill in zip(bar.parts, _FILLS, strict=False):
            axes.barh(middle, width, 0.9, left=left, edgecolor="black", linewidth=0.6, **fill)
            left += width
        if bar.mark is not None:
            axes.plot(
                [bar.mark, bar.mark],
                [middle - 0.65, middle + 0.65],
                color="black",
                linewidth=2.2,
                solid_capstyle="butt",
            )
    axes.set_ylim(max(height, 2), 0)
    # Air at the right, so that a mark at the end is seen whole.
    axes.set_xlim(0, 1.04 * max([end, 1e-9, *(max(sum(bar.parts), bar.mark or 0) for bar in bars)]))
    if mark and bars:
        axes.text(bars[0].mark or 0, 0.1, mark, ha="right", va="top")
    axes.axis("off")
    return Figure(
        figure, caption, label, f"Biểu đồ thanh. {'; '.join(bar.words for bar in bars) or wording.CHART_EMPTY}."
    )


def _columns(series: Mapping[str, Sequence[int]], names: Sequence[str], axis: str, caption: str, label: str) -> Figure:
    """A row of columns for each series, one above the other on the same scale, each under its name."""
    figure = new_figure(WIDTH_MM, 19 * len(series) + 10)
    highest = max([1, *(height for heights in series.values() for height in heights)])
    for place, (name, heights) in enumerate(series.items()):
        axes = figure.add_subplot(len(series), 1, place + 1)
        axes.set_title(name, loc="left", pad=3)
        bars = axes.bar(range(len(heights)), heights, BAR_WIDTH, color=f"C{place}", edgecolor="black", linewidth=0.6)
        axes.bar_label(bars, labels=[format_count(height) for height in heights], padding=1)
        axes.set_ylim(0, highest * 1.5)
        axes.set_xlim(-0.6, max(len(names), 3) - 0.4)
        axes.set_yticks([])
        axes.spines[["left", "top", "right"]].set_visible(False)
        is_last = place == len(series) - 1
        axes.set_xticks(range(len(names)), names if is_last else [""] * len(names))
        axes.tick_params(axis="x", length=0)
        if is_last:
            axes.set_xlabel(axis)
    lines = [
        f"{name}: " + ", ".join(f"{height} ({at})" for height, at in zip(heights, names, strict=True))
        for name, heights in series.items()
    ]
    return Figure(figure, caption, label, f"Biểu đồ cột. {axis}. {'; '.join(lines) if names else wording.CHART_EMPTY}.")


def _month_names(months: Sequence[Period]) -> tuple[list[str], str]:
    """Short names for the foot of the columns, and what the axis is called."""
    years = {month.end.year for month in months}
    if len(years) == 1:
        return [f"{month.end:%m}" for month in months], wording.MONTH_AXIS.format(year=years.pop())
    return [f"{month.end:%m/%y}" for month in months], wording.MONTHS_AXIS


def _compared(now: int, other: int) -> str:
    more, less, same = wording.MORE_LESS_SAME
    return more if now > other else less if now < other else same


def _share(value: Value) -> float:
    return float(value.share or 0)


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > _LETTERS and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
