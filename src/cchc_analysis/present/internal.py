"""What goes with a report to whoever signs it, besides the leader's page: what needs their eye, what changed since the last version,
what was entered by hand and who said so. None of it is sent.
"""

from dataclasses import replace
from itertools import chain

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.appendix import NO_FIELD
from cchc_analysis.measures.core import Quantile, Ratio, SurvivalMedian
from cchc_analysis.measures.versions import SAME
from cchc_analysis.plan.labels import STATUS_LABELS
from cchc_analysis.present import wording
from cchc_analysis.present.display import Cell, PageHead, Prose, Table
from cchc_analysis.present.document import NUMBER_GAP, span, stamps
from cchc_analysis.present.feed_sentences import not_covered
from cchc_analysis.present.markup import fill
from cchc_analysis.present.numbers import Value
from cchc_analysis.present.sentences import MISSED, bullets, chain_sentence, item_name, paragraphs, reporting_sentence
from cchc_analysis.present.tables import STATISTICS, definitions, wanted
from cchc_analysis.sources.notes import SECTIONS
from cchc_analysis.tables import records
from cchc_analysis.text import short_date, table_date


def head(edition: Edition) -> PageHead:
    """Whose file it is, of which period, and which report it goes with."""
    agency, subject = edition.settings.agency, wording.SUBJECT.partition(" và ")[0].format(period=edition.asked.name)
    about = wording.INTERNAL_ABOUT.format(
        number=f"{NUMBER_GAP}/{agency.symbol}", about=subject[:1].lower() + subject[1:], span=span(edition)
    )
    owner = wording.INTERNAL_AGENCY.format(parent=agency.parent_short, agency=agency.name).upper()
    return PageHead(wording.INTERNAL_TITLE, about, stamps(edition), owner)


def for_the_eye(edition: Edition) -> Prose:
    """What who signs must know: how complete the data are, what is missed, unproved, unchecked, and does not fit the report before."""
    return paragraphs(
        _data(edition),
        _rejected(edition),
        wording.EYE_CHAIN.format(said=chain_sentence(edition).text),
        _answered(edition),
        wording.EYE_REPORTED.format(said=reporting_sentence(edition).text),
        _stale(edition),
        _missed(edition),
        _unproved(edition),
        _unchecked(edition),
    )


def version_sentence(edition: Edition) -> Prose:
    """Which version was published last, and how many of its figures are counted otherwise now."""
    last = edition.last_version
    if last is None:
        return Prose(wording.VERSION_NONE)
    figures = {
        name: edition.value(name) for name in ("version_figures", "version_figures_changed", "version_figures_gone")
    }
    told, changed, gone = figures.values()
    if not told.numerator:
        return Prose(fill(wording.VERSION_EMPTY, document=last.document))
    template = wording.VERSION_CHANGED if changed.numerator else wording.VERSION_SAME
    said = fill(template, document=last.document, all=told.words, changed=changed.words)
    return Prose(f"{said} {fill(wording.VERSION_GONE, gone=gone.words)}" if gone.numerator else said)


def version_changes(edition: Edition, label: str = "tbl-phien-ban") -> list[Table]:
    """The figures of the last version that differ now, both figures; no table where none does."""
    rows: list[list[Cell]] = []
    for figure in edition.version_figures:
        if figure.outcome != SAME:
            name, group = _named(edition, figure.before)
            rows.append([name, group, *_cells(edition, figure.before), *_cells(edition, figure.now)])
    heads = (
        "Chỉ số", "Nhóm", *((side, part) for side in ("Phiên bản trước", "Hiện nay") for part in ("Số lượng", "Trên tổng số", "Tỷ lệ")),
    )  # fmt: skip
    caption = "Số liệu thay đổi so với phiên bản trước"
    return (
        [Table(heads, rows, caption, label, align="llrrrrrr", widths=(28, 18, *(9,) * 6), dense=True)] if rows else []
    )


def report_definitions(edition: Edition, label: str = "tbl-dinh-nghia") -> Table:
    """What each figure of the report counts: those of the statistical annex and of the targets."""
    of_targets = [name for target in edition.targets for name in (target.measure, target.second) if name]
    names = list(dict.fromkeys([*chain.from_iterable(STATISTICS.values()), *of_targets]))
    return replace(definitions(edition, names, "Định nghĩa các số liệu trong báo cáo", label), dense=True)


def by_hand(edition: Edition, label: str = "tbl-nhap-tay") -> Table | Prose:
    """The figures that were entered for the period, with the document or source that they are from and who sent them."""
    table = edition.tables["appendix"]
    period = edition.period
    indicators = {each.code: f"{each.name} ({each.unit})" for each in edition.reference.indicators}
    entered = table[
        (table["first_date"] == pd.Timestamp(period.start)) & (table["last_date"] == pd.Timestamp(period.end))
        & table["indicator"].isin(list(indicators))
    ]  # fmt: skip
    suppliers = {line.file: line.supplier for line in edition.intake}
    rows: list[list[Cell]] = []
    for line in records(entered):
        of_field: str = NO_FIELD if pd.isna(line["field"]) else str(line["field"])
        figure = edition.value(f"appendix_{line['indicator']}", {"field": of_field})
        sender = suppliers.get(str(line["source_file"]), "")
        rows.append(
            [
                indicators[str(line["indicator"])], edition.reference.fields[of_field] if of_field else "", figure.count,
                None if pd.isna(line["document"]) else str(line["document"]),
                ", ".join(filter(None, [sender, f"ngày {short_date(line['exported_at'])}", str(line["source_file"])])),
            ]
        )  # fmt: skip
    if not rows:
        return Prose(wording.NONE_BY_HAND)
    heads = ("Chỉ tiêu", "Lĩnh vực", "Số liệu", "Văn bản, nguồn", "Nơi gửi")
    return Table(
        heads, rows, "Số liệu nhập tay của kỳ báo cáo", label, align="llrll", widths=(33, 15, 9, 20, 23), dense=True
    )  # fmt: skip


def for_others(edition: Edition, label: str = "tbl-nhap-thay") -> Table | Prose:
    """What one unit entered of another's products, and from what: a phone call, a letter."""
    events = edition.progress
    told = events[
        events["entered_by"].notna() & events["reporting_unit"].notna() & (events["entered_by"] != events["reporting_unit"])
        & (events["event_date"] <= pd.Timestamp(edition.period.end))
    ]  # fmt: skip
    units, items = edition.reference.units, {str(item["item_id"]): item for item in records(edition.items)}
    rows: list[list[Cell]] = [
        [
            str(items[str(event["item_id"])]["product_text"]).rstrip(" .;:"), STATUS_LABELS[str(event["status"])],
            table_date(event["event_date"]), units[str(event["reporting_unit"])], units[str(event["entered_by"])],
            None if pd.isna(event["origin"]) else str(event["origin"]),
        ]
        for event in records(told)
    ]  # fmt: skip
    if not rows:
        return Prose(wording.NONE_FOR_OTHERS)
    heads = ("Sản phẩm", "Tình trạng", "Ngày", "Đơn vị báo", "Đơn vị nhập", "Nguồn")
    return Table(
        heads, rows, "Tiến độ do đơn vị khác nhập thay", label, align="llclll", widths=(30, 12, 11, 16, 13, 18), dense=True
    )  # fmt: skip


def no_corrections(edition: Edition) -> list[Prose]:
    """That nothing was corrected, where so."""
    return [] if len(edition.tables.corrections) else [Prose(wording.NO_CORRECTIONS)]


def _data(edition: Edition) -> str:
    end = edition.asked.end
    if edition.is_provisional:
        said = wording.EYE_PROVISIONAL.format(day=short_date(edition.period.end), end=short_date(end))
    else:
        said = wording.EYE_COMPLETE.format(day=short_date(end))
    gaps = [not_covered(edition, kind) for kind in wording.NOT_COVERED if edition.not_covered(kind)]
    return " ".join([said, *gaps])


def _rejected(edition: Edition) -> str:
    rejected = edition.value("findings_rejected")
    return fill(wording.EYE_REJECTED, count=rejected.words) if rejected.numerator else wording.EYE_NONE_REJECTED


def _answered(edition: Edition) -> str:
    if not edition.value("overdue").numerator:
        return ""
    open_ = edition.value("overdue_unanswered")
    return fill(wording.EYE_UNANSWERED, count=open_.words) if open_.numerator else wording.EYE_ANSWERED


def _stale(edition: Edition) -> str:
    return wording.EYE_STALE if edition.tables.corrections["stale"].notna().any() else ""


def _missed(edition: Edition) -> str:
    lines = [
        fill(
            wording.EYE_TARGET,
            id=target.id,
            label=target.label,
            share=edition.value(target.measure).percent,
            wanted=wanted(target),
        )
        for target in edition.targets
        if edition.outcomes[target.id] in MISSED
    ]
    return bullets(wording.EYE_TARGETS, lines) if lines else wording.EYE_NONE_MISSED


def _unproved(edition: Edition) -> str:
    items = edition.items[edition.items["done_without_document"]]
    if items.empty:
        return wording.EYE_ALL_PROVED
    head = fill(wording.EYE_UNPROVED, count=edition.value("products_done_without_document").words)
    return bullets(head, [item_name(item) for item in records(items)])


def _unchecked(edition: Edition) -> str:
    """The numbers that notes write out themselves, by section."""
    if not edition.notes:
        return wording.EYE_NO_NOTES
    numbers = {note.section: found for note in edition.notes.values() if (found := note.bare_numbers())}
    lines = [
        fill(wording.EYE_NOTE, section=SECTIONS[section], numbers="; ".join(found))
        for section, found in numbers.items()
    ]
    return bullets(wording.EYE_NOTES, lines) if lines else wording.EYE_NOTES_CHECKED


def _named(edition: Edition, figure: Value) -> tuple[str, str]:
    """A figure's name and its group in words; codes that no list has any more stand as they are."""
    if figure.measure not in edition.measures:
        return wording.VERSION_DROPPED, ""
    subject, measure = edition.measures[figure.measure]
    names = [subject.groups.get(column, {}).get(code, code) for column, code in figure.group]
    return measure.label, "; ".join(names) or wording.VERSION_WHOLE


def _cells(edition: Edition, figure: Value | None) -> list[Cell]:
    """Count, of how many, share; dashes where the figure is not there, or what counted it is not."""
    if figure is None or figure.measure not in edition.measures:
        return [None, None, None]
    measure = edition.measures[figure.measure][1]
    match measure:
        case Ratio(unit="%"):
            return [*figure.parts, figure.percent]
        case Ratio():
            return ["", "", figure.ratio(measure.unit)]
        case Quantile() | SurvivalMedian():
            return [figure.quantile, "", ""]
    return [figure.amount(measure.unit), "", ""]
