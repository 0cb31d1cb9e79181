"""Charts about an edition. Each is legible in black and white: hatches and words tell what colours tell."""

from collections.abc import Sequence
from typing import Any

from matplotlib.ticker import MaxNLocator

from cchc_analysis.edition import Edition
from cchc_analysis.periods import months_of
from cchc_analysis.present.display import Figure
from cchc_analysis.present.numbers import format_count
from cchc_analysis.present.plan_tables import cutoffs
from cchc_analysis.present.style import HATCHES, new_figure

BAR_WIDTH = 0.38


def dossiers_by_month(edition: Edition, label: str = "fig-theo-thang") -> Figure:
    """Dossiers received and settled in each reporting month of the period, as pairs of columns."""
    months = months_of(edition.period, edition.settings.period.cutoff)
    received, settled = (
        [edition.value(name, period=month).numerator for month in months] for name in ("received", "settled")
    )
    names = [f"{month.end:%m/%Y}" for month in months]
    figure = new_figure(160, 70)
    axes = figure.add_subplot()
    for number, (name, heights) in enumerate((("Tiếp nhận mới", received), ("Đã giải quyết", settled))):
        places = [place + (number - 0.5) * BAR_WIDTH for place in range(len(months))]
        bars = axes.bar(places, heights, BAR_WIDTH, label=name, hatch=HATCHES[number], edgecolor="black", linewidth=0.6)
        axes.bar_label(bars, labels=[format_count(height) for height in heights], padding=2)
    axes.set_xticks(range(len(months)), names)
    axes.set_ylabel("Số hồ sơ")
    _frame(axes)
    alt = "; ".join(
        f"tháng {name}: tiếp nhận mới {a}, đã giải quyết {b}"
        for name, a, b in zip(names, received, settled, strict=True)
    )
    return Figure(figure, "Hồ sơ tiếp nhận mới và đã giải quyết theo tháng báo cáo", label, f"Biểu đồ cột, {alt}.")


def plan_by_group(edition: Edition, label: str = "fig-ke-hoach") -> Figure:
    """The products of each group of tasks: done, late, and still open, as lying stacked bars."""
    groups = edition.register.groups
    done, late, total = (
        [edition.value(f"products_{name}", {"group_no": number}).numerator for number in groups]
        for name in ("done", "overdue", "total")
    )
    rest = [whole - a - b for whole, a, b in zip(total, done, late, strict=True)]
    parts: Sequence[tuple[str, list[int]]] = (
        ("Đã hoàn thành", done),
        ("Chậm tiến độ", late),
        ("Chưa hoàn thành", rest),
    )
    figure = new_figure(160, 110)
    axes = figure.add_subplot()
    left = [0] * len(groups)
    names = [_wrapped(f"{number}. {name}") for number, name in groups.items()]
    for number, (name, widths) in enumerate(parts):
        bars = axes.barh(
            range(len(groups)), widths, left=left, label=name, hatch=HATCHES[number], edgecolor="black", linewidth=0.6
        )
        # On a white ground, because digits on a hatched bar cannot be read.
        counts = [format_count(width) if width else "" for width in widths]
        for text in axes.bar_label(bars, labels=counts, label_type="center"):
            if text.get_text():
                text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.set_yticks(range(len(groups)), names)
    axes.invert_yaxis()
    axes.set_xlabel("Số sản phẩm")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _frame(axes)
    alt = "; ".join(
        f"{name}: {a} đã hoàn thành, {b} chậm tiến độ, {c} chưa hoàn thành"
        for name, a, b, c in zip(groups.values(), done, late, rest, strict=True)
    )
    return Figure(figure, "Sản phẩm của Kế hoạch theo nhóm nhiệm vụ", label, f"Biểu đồ thanh, {alt}.")


def plan_over_year(edition: Edition, label: str = "fig-trong-nam") -> Figure:
    """The products done and those fallen due at the end of each month so far, as two lines told apart by their dashes."""
    series = cutoffs(edition)
    done, due, met = (
        [edition.value(f"products_{name}", period=period).numerator for period in series]
        for name in ("done", "due", "done_of_due")
    )
    names = [f"{period.end:%d/%m}" for period in series]
    figure = new_figure(160, 75)
    axes = figure.add_subplot()
    lines = (("Đã hoàn thành", done, "-", "o"), ("Đến hạn", due, "--", "s"), ("Đến hạn đã hoàn thành", met, ":", "^"))
    for name, heights, style, marker in lines:
        axes.plot(range(len(series)), heights, style, marker=marker, label=name, markersize=4)
    axes.set_xticks(range(len(series)), names)
    axes.set_xlabel("Đến hết ngày")
    axes.set_ylabel("Số sản phẩm")
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _frame(axes)
    alt = "; ".join(
        f"đến {name}: {a} đã hoàn thành, {b} đến hạn, {c} đến hạn đã hoàn thành"
        for name, a, b, c in zip(names, done, due, met, strict=True)
    )
    return Figure(figure, "Sản phẩm hoàn thành và đến hạn qua các mốc chốt số liệu", label, f"Biểu đồ đường, {alt}.")


def _frame(axes: Any) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(y=0.12)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=3, frameon=False)


def _wrapped(text: str, longest: int = 30) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > longest and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
