"""How figures move: what each group adds to a change between two periods, the months of the year, and a control chart.

For the analysts' notebooks. The signed report says a change in a sentence (`sentences`); control limits are no statistic that an
official form asks for, and stay here.
"""

from cchc_analysis.edition import Edition
from cchc_analysis.measures.compare import ControlChart
from cchc_analysis.measures.compare import control_chart as p_chart
from cchc_analysis.periods import Period, months_of
from cchc_analysis.present import wording
from cchc_analysis.present.changes import Against, Change, shows_as_none
from cchc_analysis.present.display import Cell, Figure, Prose, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import format_percent
from cchc_analysis.present.sentences import other_period
from cchc_analysis.present.style import new_figure

TOTAL = "Tổng cộng"
PUBLISHED_GAP = "Số đã công bố khác dữ liệu hiện nay"
GROUP_HEADS = {
    "field": "Lĩnh vực",
    "unit": "Phòng, đơn vị",
    "procedure": "Thủ tục hành chính",
    "channel": "Hình thức nộp",
}
MONTH_COUNTS = ("received", "settled", "settled_in_time", "settled_late", "pending", "pending_overdue")
ON_TIME = "on_time_of_settled"
# A year and a half: enough months for limits, few enough to be legible.
CHART_MONTHS = 18


def count_changes(edition: Edition, measure: str, column: str, against: Against, label: str) -> Table | Prose:
    """By how much a count changed in each group, counted from the data, and in all; the parts sum to the whole."""
    whole, parts = edition.comparison(measure, None, against), edition.contributions(measure, column, against)
    if whole is None or parts is None:
        return _no_split(edition)
    rows: list[list[Cell]] = [
        [name, change.before.count, change.now.count, change.added] for name, change in _named(edition, column, parts)
    ]
    if whole.unexplained:
        rows.append([PUBLISHED_GAP, None, None, whole.left_over])
    rows.append([TOTAL, whole.before.count, whole.now.count, whole.signed])
    heads = (GROUP_HEADS[column], _head(whole), "Kỳ này", "Tăng (+), giảm (-)")
    caption = f"{edition.measures[measure][1].label} so với {other_period(whole)}"
    return Table(heads, rows, caption, label, align="lrrr", widths=(43, 19, 19, 19), total_row=True)


def share_changes(edition: Edition, measure: str, column: str, against: Against, label: str) -> Table | Prose:
    """What each group adds to the change of a share: because its own share changed, or because its part of the whole did."""
    whole, parts = edition.comparison(measure, None, against), edition.contributions(measure, column, against)
    if whole is None or parts is None:
        return _no_split(edition)
    rows: list[list[Cell]] = [
        [
            name, change.before.parts[1], change.before.percent, change.now.parts[1], change.now.percent,
            change.by_rate, change.by_weight, change.added,
        ]
        for name, change in _named(edition, column, parts)
    ]  # fmt: skip
    if whole.unexplained and not shows_as_none(whole.unexplained):
        rows.append([PUBLISHED_GAP, *[None] * 6, whole.left_over])
    # A published share may be known in percent alone.
    below = None if whole.document else whole.before.parts[1]
    rows.append([TOTAL, below, whole.before.percent, whole.now.parts[1], whole.now.percent, None, None, whole.signed])
    contribution = "Góp vào thay đổi chung (điểm phần trăm)"
    heads = (
        GROUP_HEADS[column], (_head(whole), "Mẫu số"), (_head(whole), "Tỷ lệ"), ("Kỳ này", "Mẫu số"), ("Kỳ này", "Tỷ lệ"),
        (contribution, "Do tỷ lệ của nhóm"), (contribution, "Do tỷ trọng của nhóm"), (contribution, "Cộng"),
    )  # fmt: skip
    caption = f"{edition.measures[measure][1].label} so với {other_period(whole)}"
    return Table(heads, rows, caption, label, align="l" + "r" * 7, widths=(23, *(11,) * 7), total_row=True)


def by_month(edition: Edition, label: str = "tbl-theo-thang") -> Table:
    """The reporting months from the start of the report year to the end of the data, and all of them together.

    What is pending is a stock: of all months together it is that of the last day.
    """
    year = Period.parse(str(edition.asked.year), edition.settings.period.cutoff)
    so_far = year.until(edition.period.end)
    # Several months of a report on any two dates may lie before its own start, or before the data.
    months = [month for month in months_of(so_far, year.cutoff) if edition.covers(month)]
    rows = [_month_row(edition, f"{month.end:%m/%Y}", month) for month in months]
    if months:
        together = Period.parse(f"{months[0].start}..{so_far.end}", year.cutoff)
        # The report's own period keeps its own name.
        is_own = (together.start, together.end) == (edition.period.start, edition.period.end)
        rows.append(_month_row(edition, "Lũy kế từ đầu năm", edition.period if is_own else together))
    heads = (
        "Tháng báo cáo", "Tiếp nhận mới", ("Đã giải quyết", "Tổng số"), ("Đã giải quyết", "Trước hạn, đúng hạn"),
        ("Đã giải quyết", "Quá hạn"), ("Đang giải quyết cuối kỳ", "Tổng số"), ("Đang giải quyết cuối kỳ", "Quá hạn"),
        "Tỷ lệ trước hạn, đúng hạn",
    )  # fmt: skip
    caption = f"Hồ sơ theo tháng báo cáo, từ đầu năm {year.year}"
    return Table(heads, rows, caption, label, align="l" + "r" * 7, widths=(19, *(11,) * 6, 14), total_row=bool(months))


def on_time_chart(edition: Edition, label: str = "fig-kiem-soat") -> Figure:
    """The on-time share of the last months with its control limits; months outside are named beside their mark."""
    months, chart = _chart_of_months(edition)
    names = [f"{month.end:%m/%y}" for month in months]
    figure = new_figure(height_mm=75)
    axes = figure.add_subplot()
    shown = [(place, point) for place, point in enumerate(chart.points) if point.share is not None]
    places = [place for place, _ in shown]
    shares = [100 * float(point.share or 0) for _, point in shown]
    # The limits are named outside of the band that the line is wanted in.
    for side, name, va in (("lower", "Giới hạn dưới", "top"), ("upper", "Giới hạn trên", "bottom")):
        limits = [100 * getattr(point, side) for _, point in shown]
        axes.step(places, limits, where="mid", color="black", linestyle=":", linewidth=0.9)
        if limits:
            edge = min(limits) if va == "top" else max(limits)
            axes.annotate(name, (0, edge), xytext=(0, -3 if va == "top" else 3), textcoords="offset points", va=va)
    if chart.centre is not None:
        height = 100 * float(chart.centre)
        axes.axhline(height, color="black", linestyle="--", linewidth=0.9)
        name = f"Trung bình\n{format_percent(chart.centre)}"
        axes.annotate(name, (len(months) - 0.3, height), va="center", annotation_clip=False)
    axes.plot(places, shares, color="black", marker="o", markersize=4, linewidth=1)
    for (place, point), height in zip(shown, shares, strict=True):
        if point.is_outside:
            axes.plot([place], [height], marker="s", markersize=9, fillstyle="none", color="black")
            axes.annotate(
                f"{format_percent(point.share)}\nngoài giới hạn", (place, height), xytext=(0, 9),
                textcoords="offset points", ha="center",
            )  # fmt: skip
    # Every third month has its name, the last one among them.
    named = range((len(months) - 1) % 3, len(months), 3)
    axes.set_xticks(named, [names[place] for place in named])
    axes.margins(y=0.15)
    axes.set_xlim(-0.6, len(months) - 0.4)
    axes.set_ylabel("Trước hạn, đúng hạn (%)")
    axes.spines[["top", "right"]].set_visible(False)
    caption = "Tỷ lệ trước hạn, đúng hạn theo tháng báo cáo với giới hạn kiểm soát (ba độ lệch chuẩn)"
    return Figure(figure, caption, label, _chart_text(names, chart))


def control_sentence(edition: Edition) -> Prose:
    """Whether a month stands out of what chance alone brings about."""
    months, chart = _chart_of_months(edition)
    outside = [
        f"tháng {month.end:%m/%Y} ({_on_time(edition, month)})"
        for month, point in zip(months, chart.points, strict=True)
        if point.is_outside
    ]
    return Prose(wording.OUT_OF_CONTROL.format(months="; ".join(outside)) if outside else wording.IN_CONTROL)


def _named(edition: Edition, column: str, parts: dict[str, Change]) -> list[tuple[str, Change]]:
    """The groups with their names; those that have nothing in either period are left out unless they are fields."""
    names = edition.subjects["dossiers"].groups[column]
    return [(names[code], change) for code, change in parts.items() if column == "field" or _has_cases(change)]


def _has_cases(change: Change) -> bool:
    return any(figure.numerator or figure.denominator for figure in (change.now, change.before))


def _no_split(edition: Edition) -> Prose:
    return Prose(wording.NOT_COMPARED if edition.is_provisional else wording.NOT_SPLIT)


def _head(change: Change) -> str:
    name = other_period(change)
    return name[0].upper() + name[1:]


def _month_row(edition: Edition, name: str, month: Period) -> list[Cell]:
    counts: list[Cell] = [edition.value(measure, period=month).count for measure in MONTH_COUNTS]
    return [name, *counts, _on_time(edition, month)]


def _on_time(edition: Edition, month: Period) -> Marked:
    return edition.value(ON_TIME, period=month).percent


def _chart_of_months(edition: Edition) -> tuple[list[Period], ControlChart]:
    """The last whole months that the data cover, up to the end of the period, and their chart."""
    cutoff, end = edition.settings.period.cutoff, edition.period.end
    years = Period.parse(f"{end.year - 2}-01-01..{end}", cutoff)
    months = [month for month in months_of(years, cutoff) if edition.covers(month)][-CHART_MONTHS:]
    values = [edition.value(ON_TIME, period=month) for month in months]
    return months, p_chart([(value.numerator, value.denominator or 0) for value in values])


def _chart_text(names: list[str], chart: ControlChart) -> str:
    """The figures of the chart for those who cannot see it."""
    parts = [
        f"tháng {name} {format_percent(point.share)}" + (" (ngoài giới hạn)" if point.is_outside else "")
        for name, point in zip(names, chart.points, strict=True)
    ]
    return f"Biểu đồ đường, trung bình {format_percent(chart.centre)}; {'; '.join(parts)}."
