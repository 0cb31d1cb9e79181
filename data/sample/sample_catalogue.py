"""The list of planted traps with the place where each can be seen: file, sheet, row, heading and the text there.

Row 0 means that the trap is an absence. Numbers are those of the project's catalogue of traps; "policy" marks a
counting rule that needs a case of its own, "plan" one of the plan's progress.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from sample_fees import AMOUNT, CODE, PAYMENT, PLANTS, FeeLine
from sample_fees import SHEET as FEE_SHEET
from sample_files import CHANNELS, SHEET, STATUSES, Grid, Names, Placed, as_text
from sample_lists import IDENTICAL, SUPERSEDED, ListLine
from sample_post import CODE_HEADING, PostLine
from sample_progress import HEADINGS as PROGRESS_HEADINGS
from sample_world import EMPTY_FIELD


@dataclass(frozen=True)
class Trap:
    trap: str
    name: str
    file: str
    sheet: str
    row: int
    code: str
    heading: str
    shown: str
    planted: str
    right_reading: str


def sheet_of(file: str) -> str:
    return SHEET if file.endswith(".xlsx") else ""


def trap_at(one: Placed, trap: str, name: str, heading: str, planted: str, right: str) -> Trap:
    file = one.line.month.file
    code, shown = one.line.shown.code, one.cells[heading]
    return Trap(trap, name, file, sheet_of(file), one.row, code, one.headings[heading], shown, planted, right)


def planted_on_dossiers(placed: Sequence[Placed]) -> list[Trap]:
    traps = []
    for one in {p.line.dossier.serial: p for p in placed if p.line.dossier.plants}.values():
        of_dossier = [p for p in placed if p.line.dossier.serial == one.line.dossier.serial]
        for plant in one.line.dossier.plants:
            # Of a line that stands twice the second one is meant.
            where = [p for p in of_dossier if plant.month in ("last", p.line.month.label)][-1]
            traps.append(trap_at(where, plant.trap, plant.name, plant.heading, plant.planted, plant.right))
    return traps


def spellings(placed: Sequence[Placed], names: Names) -> list[Trap]:
    """The first place of each other word and of each way of typing, and of a procedure code with the local suffix."""
    usual = {
        "Lĩnh vực": {n[0] for n in names.fields.values()},
        "Đơn vị tiếp nhận": {names.units["BPMC"][0]},
        "Đơn vị giải quyết": {n[0] for n in names.units.values()},
        "Hình thức nộp": {words[0] for words in CHANNELS.values()},
        "Trạng thái": {words[0] for words in STATUSES.values()},
    }
    traps: list[Trap] = []
    seen: set[tuple[str, str]] = set()
    for one in placed:
        for heading, proper in usual.items():
            text = one.cells[heading]
            way = typing_of(text)
            form = way or text
            if text not in proper and (heading, form) not in seen:
                seen.add((heading, form))
                right = "read as the usual spelling"
                traps.append(trap_at(one, "19", "spelling", heading, way or "another word", right))
    suffixed = next(p for p in placed if p.cells["Mã TTHC"].endswith(".H21"))
    right = "compared without the suffix"
    return [*traps, trap_at(suffixed, "11", "code with suffix", "Mã TTHC", "local suffix on the code", right)]


def typing_of(text: str) -> str:
    """The way of typing that shows in the text; nothing for plain letters and single spaces."""
    ways = {
        "trailing space": text != text.rstrip(),
        "non-breaking space": "\u00a0" in text,
        "double space": "  " in text,
        "decomposed": text != unicodedata.normalize("NFC", text),
        "capitals": text == text.upper(),
        "small letters": text == text.lower(),
    }
    return next((way for way, shows in ways.items() if shows), "")


def date_forms(placed: Sequence[Placed]) -> list[Trap]:
    """One date of each form whose day could be taken for a month."""
    forms = {
        "dossiers/2019-11.xlsx": "text with seconds",
        "dossiers/2020-08.csv": "text without seconds",
        "dossiers/2021-01.xlsx": "a real date",
        "dossiers/2021-05.xls": "text in an HTML table",
    }
    traps = []
    for file, form in forms.items():
        one = next(
            p
            for p in placed
            if p.line.month.file == file
            and (received := p.line.shown.received)
            and received.day <= 12
            and received.day != received.month
        )
        traps.append(trap_at(one, "16", "date form", "Ngày nhận", f"{form}; the day could be a month", "day first"))
    return traps


def rows_that_are_no_dossiers(grids: dict[str, Grid]) -> list[Trap]:
    kinds = {
        "DANH SÁCH": "title",
        "Từ ngày": "title",
        "SỐ LIỆU MẪU": "title",
        "(1)": "column numbers",
        "Lĩnh vực:": "group",
        "Tổng cộng": "total",
    }
    traps = []
    for file in ("dossiers/2021-01.xlsx", "dossiers/2021-05.xls"):
        for start, kind in kinds.items():
            number, text = next(
                (i, str(row[0])) for i, row in enumerate(grids[file].rows, 1) if row and str(row[0]).startswith(start)
            )
            planted = f"a {kind} row among the rows"
            traps.append(
                Trap(
                    "17", f"{kind} row", file, sheet_of(file), number, "", "STT", text, planted, "not read as a dossier"
                )
            )
    return traps


def in_the_post_lists(post: Iterable[PostLine]) -> list[Trap]:
    planted = {
        "unknown": ("11", "unknown dossier", "a code that no dossier has", "rejected: unknown_dossier"),
        "repeated": ("22", "line twice", "the first line of the list once more", "a duplicate; counted once"),
        "typing": ("11", "typed by hand", "other order, small letters or spaces around", "joined all the same"),
    }
    traps = []
    ways_seen: set[str] = set()
    for line in post:
        way = line.plant if line.plant != "typing" else typing_of(line.typed) + line.typed[:3]
        if line.plant and (line.plant != "typing" or way not in ways_seen):
            ways_seen.add(way)
            trap, name, what, right = planted[line.plant]
            traps.append(
                Trap(
                    trap, name, line.file.file, "Danh sách", line.row, line.code, CODE_HEADING, line.typed, what, right
                )
            )
    return traps


def in_the_fee_lists(fees: Sequence[FeeLine]) -> list[Trap]:
    """The spoilt lines of the lists of fees, an amount of each form, and dossiers that paid twice."""
    unknown, spoilt, word, same = "unknown dossier", "unreadable amount", "unknown word", "line twice"
    planted = {
        "unknown_dossier": ("11", unknown, CODE, "a code that no dossier has", "rejected: unknown_dossier"),
        "unreadable_amount": ("policy", spoilt, AMOUNT, "an amount in words", "rejected: unreadable_amount"),
        "unknown_payment": ("19", word, PAYMENT, "a way to pay that no list of words has", "rejected: unknown_payment"),
        "identical": ("22", same, CODE, "the first line of the list once more", "a duplicate; counted once"),
    }
    traps = [fee_trap(next(x for x in fees if x.plant == plant), *planted[plant]) for plant in PLANTS]
    clean = [x for x in fees if not x.plant]
    for grouped in (True, False):
        line = next(x for x in clean if x.file.start.year == 2021 and ("." in x.cells[AMOUNT]) == grouped)
        form = "text with dots between thousands" if grouped else "a real number"
        traps.append(fee_trap(line, "policy", "amount form", AMOUNT, form, "the same amount in dong"))
    codes = [x.code for x in clean]
    twice = next(x for n, x in enumerate(clean) if x.file.start.year == 2021 and x.code in codes[:n])
    right = "one dossier: its amounts added up, paid online only if both were"
    traps.append(fee_trap(twice, "policy", "two payments", CODE, "the second payment of a dossier", right))
    before = {x.code for x in clean if x.payment.at.date() < date(2021, 3, 15)}
    across = next(x for x in clean if x.code in before and x.payment.at.date() >= date(2021, 3, 15))
    planted_across, right = "the first payment was made in quý I", "each payment in its own period; the dossier in both"
    return [
        *traps,
        fee_trap(across, "policy", "payments on both sides of a cut-off", "Ngày thu", planted_across, right),
    ]


def fee_trap(line: FeeLine, trap: str, name: str, heading: str, planted: str, right: str) -> Trap:
    shown = line.cells[heading]
    return Trap(trap, name, line.file.file, FEE_SHEET, line.row, line.code, heading, shown, planted, right)


# Of each thing that is planted in the lists: number, name, heading that shows it (by kind where they differ), what it is.
IN_THE_LISTS = {
    "unknown_dossier": ("11", "unknown dossier", "Mã hồ sơ", "a code that no dossier has"),
    "withdrawal_date_differs": (
        "policy",
        "another day of end",
        "Ngày kết thúc xử lý",
        "another day than in the exports",
    ),
    "withdrawn_but_finished": (
        "policy",
        "withdrawn or finished",
        "Mã hồ sơ",
        "finished by the exports, withdrawn by the list",
    ),
    "withdrawn_but_listed": ("policy", "withdrawn by the list", "Ngày kết thúc xử lý", "in process in later exports"),
    "answered_before_received": ("5", "answered too early", "Ngày trả lời", "the answer stands before the receipt"),
    "unknown_feedback_status": ("19", "unknown word", "Trạng thái", "a state that no list of words has"),
    "answered_without_date": ("4", "answered without a day", "Ngày trả lời", "answered by its state, no day"),
    "missing_feedback_code": ("11", "missing code", "Mã PAKN", "no code"),
    "unclassified_feedback": ("policy", "not classified", "Phân loại", "nothing says what it is about"),
    "unlisted_feedback_unit": ("19", "unknown unit", "Đơn vị xử lý", "a unit of another agency"),
    "published_before_answered": ("5", "published too early", "Ngày công khai", "published the day before the answer"),
    "more_signed_than_sent_electronic": (
        "policy",
        "parts and whole",
        "Văn bản đi có ký số",
        "more than were sent electronically",
    ),
    "unreadable_number": ("policy", "unreadable number", "Tổng số văn bản đi", "a number in words"),
    "unknown_cause": ("19", "unknown word", "Nguyên nhân", "a cause that no list of words has"),
    "date_after_export": ("6", "apology to come", "Ngày xin lỗi", "an apology dated after the form came back"),
    "apology_before_received": ("5", "apology too early", "Ngày xin lỗi", "an apology of the year before"),
    "missing_cause": ("policy", "explained without a cause", "Nguyên nhân", "words of its own and no cause"),
    "apology_without_date": ("policy", "apology without a day", "Ngày xin lỗi", "an apology's number and no day"),
    "apology_after_due_date": ("policy", "apology too late", "Ngày xin lỗi", "an apology after the due date"),
    "new_date_not_later": ("policy", "promised anew for the due date", "Ngày hẹn lại", "no later than the due date"),
    "explained_not_overdue": ("policy", "explained in vain", "Mã hồ sơ", "a dossier that is not overdue"),
    "unknown_indicator": ("19", "unknown indicator", "Mã chỉ tiêu", "a code that was typed over"),
    "nothing_entered": ("policy", "a source without a figure", "Số liệu kỳ này", "a source and no figure"),
    "nothing_to_keep": ("policy", "nothing to keep", "Giữ số kỳ trước", "a mark where the period before has no figure"),
    "kept_but_changed": ("policy", "kept and changed", "Số liệu kỳ này", "a mark beside another figure"),
    "missing_document": ("policy", "figure without a source", "Văn bản, nguồn số liệu", "no source"),
    "unlisted_unit": ("19", "unknown unit", "Đơn vị", "a unit that no reference table knows"),
}


def in_the_lists(lines: Sequence[ListLine]) -> list[Trap]:
    """One line for each thing planted in the lists of withdrawn dossiers, of feedback and of documents."""
    traps = []
    for rule, (trap, name, heading, planted) in IN_THE_LISTS.items():
        line = next(x for x in lines if rule in (x.outcome, *x.flagged))
        right = f"{'rejected' if rule == line.outcome else 'flagged'}: {rule}"
        traps.append(list_trap(line, trap, name, heading, planted, right))
    older = next(x for x in lines if x.outcome == SUPERSEDED)
    traps.append(list_trap(older, "22", "older state", "Trạng thái", "answered by the later export", "superseded"))
    for line in (x for x in lines if x.outcome == IDENTICAL):
        heading = next(h for h in ("Mã hồ sơ", "Mã PAKN", "Đơn vị") if h in line.cells)
        traps.append(
            list_trap(
                line, "22", "line twice", heading, "a line that stands elsewhere too", "a duplicate; counted once"
            )
        )
    return traps


def list_trap(line: ListLine, trap: str, name: str, heading: str, planted: str, right: str) -> Trap:
    return Trap(
        trap, name, line.file.file, line.file.sheet, line.row, line.code, heading, line.cells[heading], planted, right
    )


def in_progress(grids: dict[str, Grid]) -> list[Trap]:
    wanted = [
        (
            "vp",
            "2.1b-1",
            "Ngày văn bản",
            "dated on the very day of 'trước ngày 31/12/2020'",
            "trùng ngày hạn: not condemned",
        ),
        ("vp", "2.1a-1", "Ngày văn bản", "issued before the plan's year", "đã ban hành trước kỳ"),
        ("vp", "2.6-1", "Số, ký hiệu văn bản", "done without a document", "flagged done_without_document"),
        ("vp", "4.5-1", "Ngày văn bản", "issued after its date", "done late"),
        (
            "ttcntt",
            "5.3-1.2020Q4",
            "Ngày ghi nhận",
            "still running after its date",
            "overdue on 14/3/2021, done late after it",
        ),
        ("ttra", "1.1-2", "Ngày văn bản", "dated on the cut-off day 14/12/2021", "done at that cut-off"),
        ("vp", "4.2-1", "Tình trạng", "due on 31/12/2021 and never done", "not yet due on 14/12/2021"),
    ]
    traps = []
    for unit, item, heading, planted, right in wanted:
        file = f"progress/tien-do-{unit}-2021.xlsx"
        column = PROGRESS_HEADINGS.index(heading)
        number, row = next((i, r) for i, r in enumerate(grids[file].rows, 1) if len(r) > 1 and r[1] == item)
        # The last line of a product is the one that counts, but the first shows what is planted here.
        if item == "1.1-2":
            number, row = [(i, r) for i, r in enumerate(grids[file].rows, 1) if len(r) > 1 and r[1] == item][-1]
        traps.append(
            Trap("plan", "progress", file, "Tiến độ", number, item, heading, as_text(row[column]), planted, right)
        )
    return traps


def empty_field(names: Names) -> list[Trap]:
    right = "the field's row stands there with zeros, its share is a dash"
    planted = f"no dossier of {names.fields[EMPTY_FIELD][0]} received or pending in the first quarter of 2021"
    return [Trap("25", "empty field", "dossiers/2021-02.xlsx", SHEET, 0, "", "Lĩnh vực", "", planted, right)]


def everyone_is_personal(placed: Sequence[Placed]) -> list[Trap]:
    planted, right = ("invented names, addresses and numbers in every line", "dropped while mapping")
    return [
        trap_at(placed[0], "18", "personal data", h, planted, right) for h in ("Chủ hồ sơ", "Địa chỉ", "Số điện thoại")
    ]


def catalogue(
    placed: Sequence[Placed],
    post: Sequence[PostLine],
    fees: Sequence[FeeLine],
    lists: Sequence[ListLine],
    grids: dict[str, Grid],
    names: Names,
) -> list[Trap]:
    traps = planted_on_dossiers(placed) + spellings(placed, names) + date_forms(placed)
    traps += rows_that_are_no_dossiers(grids) + in_the_post_lists(post) + in_progress(grids)
    traps += in_the_fee_lists(fees) + in_the_lists(lists) + empty_field(names) + everyone_is_personal(placed)
    return sorted(traps, key=lambda t: (t.trap.isalpha(), t.trap.zfill(2), t.name, t.file, t.row, t.heading))


def as_csv(traps: Iterable[Trap]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([f.name for f in fields(Trap)])
    writer.writerows(asdict(t).values() for t in traps)
    return buffer.getvalue()
