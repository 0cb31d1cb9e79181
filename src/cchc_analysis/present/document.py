"""The official parts of a report from its edition: letterhead, addressees, opening, closing, signature, annex heads, stamps."""

from dataclasses import dataclass, replace
from datetime import date

from cchc_analysis.edition import Edition
from cchc_analysis.present import wording
from cchc_analysis.present.display import Addressees, Annex, FormHead, Letterhead, PageHead, Prose, Signature
from cchc_analysis.present.markup import fill
from cchc_analysis.text import enumerate_vi, long_date, short_date, uncapitalised

# The gaps that a clerk fills in by hand.
NUMBER_GAP, DAY_GAP = " " * 6, " " * 4


@dataclass(frozen=True)
class Version:
    """What a version of a report carries once it is issued; empty in a draft."""

    number: str = ""
    issued: str = ""
    signer: str = ""
    replaces: str = ""

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.issued) if self.issued else None


def stamps(edition: Edition, version: Version | None = None) -> tuple[str, ...]:
    """What is printed across every page: sample data, draft (of a report that is signed), provisional figures."""
    marks = []
    if edition.settings.report.sample_data:
        marks.append(wording.SAMPLE_STAMP)
    if version and version.is_draft:
        marks.append(wording.DRAFT_STAMP)
    if edition.is_provisional:
        marks.append(f"{wording.PROVISIONAL_STAMP} đến hết ngày {short_date(edition.period.end)}")
    return tuple(marks)


def page_head(edition: Edition, title: str) -> PageHead:
    """The head of a page for the analysts, with the period and the days that its figures cover."""
    return PageHead(title, f"Kỳ báo cáo: {edition.asked.name} {span(edition)}", stamps(edition))


def score_head(edition: Edition) -> PageHead:
    """The head of the scorecard's page; criteria that are an example are stamped so."""
    title = f"Tự đánh giá, chấm điểm cải cách hành chính năm {edition.asked.year}"
    head = page_head(edition, title)
    return replace(head, stamps=(*head.stamps, wording.EXAMPLE_STAMP)) if edition.scorecard.is_example else head


def letterhead(edition: Edition, version: Version) -> Letterhead:
    """The head of the edition's paper; one that is not signed has no number."""
    agency, is_signed = edition.sender, edition.paper.signed
    return Letterhead(
        parent=agency.parent_short.upper(),
        agency=agency.name.upper(),
        number=f"Số: {version.number or f'{NUMBER_GAP}/{agency.symbol}'}" if is_signed else "",
        place_date=f"{agency.place}, {_day(edition, version)}",
        kind=wording.KIND,
        subject=_about(edition, wording.SUBJECT),
        stamps=stamps(edition, version if is_signed else None),
    )


def addressees(edition: Edition) -> Addressees:
    return Addressees(edition.sender.addressees)


def opening(edition: Edition, version: Version) -> Prose:
    """Why the report is written, and the days that its figures cover."""
    register, agency = edition.register, edition.sender.name
    said = fill(
        wording.OPENING,
        number=register.number,
        day=long_date(register.date).removeprefix("ngày "),
        agency=agency,
        title=uncapitalised(register.title),
        about=uncapitalised(_about(edition, wording.OPENING_ABOUT)),
    )
    parts = [said, span(edition)]
    if version.replaces:
        parts.insert(1, fill(wording.REPLACES, replaces=version.replaces))
    return Prose("\n\n".join(parts))


def span(edition: Edition) -> str:
    """Which days the figures cover, in brackets."""
    if edition.is_provisional:
        return wording.PROVISIONAL_SPAN.format(day=short_date(edition.period.end), span=edition.asked.span)
    return wording.SPAN.format(span=edition.period.span)


def closing(edition: Edition) -> Prose:
    agency = edition.sender
    return Prose(
        fill(
            wording.CLOSING,
            about=uncapitalised(_about(edition, wording.CLOSING_ABOUT)),
            agency=agency.name,
            addressees=enumerate_vi(agency.addressees),
        )
    )


def signature(edition: Edition, version: Version) -> Signature:
    """Who receives the paper and who signs it; one that is not signed goes to nobody."""
    agency = edition.sender
    sent_to = [f"- {name};" for name in agency.recipients] + [f"- Lưu: {agency.filed_at}."]
    recipients = sent_to if edition.paper.signed else []
    title = agency.signer_titles.get(version.signer, agency.signer_title)
    return Signature(recipients, title.split("\n"), version.signer)


def annex(edition: Edition, version: Version, number: str, title: str, landscape: bool = False) -> Annex:
    agency = edition.sender
    reference = wording.ANNEX_REFERENCE.format(
        number=version.number or f"{NUMBER_GAP}/{agency.symbol}",
        day=_day(edition, version).removeprefix("ngày "),
        agency=agency.name,
    )
    return Annex(number, title, reference, landscape)


def form_head(edition: Edition) -> FormHead:
    """The head of form II.06a, as a one-stop system prints it."""
    agency, asked = edition.sender, edition.asked
    return FormHead(
        left=("Biểu số II.06a/VPCP/KSTT", "Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020"),
        centre=(
            "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
            f"Kỳ báo cáo: {asked.name}",
            f"(Từ ngày {short_date(asked.start)} đến ngày {short_date(edition.period.end)})",
        ),
        right=(f"- Đơn vị báo cáo: {agency.name}", f"- Đơn vị nhận báo cáo: {agency.addressees[0]}"),
    )


def _about(edition: Edition, of_main: str) -> str:
    """What the paper is about, as its title says; of the main report, whose head, opening and closing differ, as given."""
    title = edition.paper.title or of_main
    return title.format(period=edition.asked.name, next_period=edition.asked.next_name)


def _day(edition: Edition, version: Version) -> str:
    """ngày 16 tháng 3 năm 2021, or with a gap for the day in a draft (of the month in which the period ends)."""
    if version.day:
        return long_date(version.day)
    return f"ngày {DAY_GAP} " + long_date(edition.asked.end).split(" ", 2)[2]
