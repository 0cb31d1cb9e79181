"""The one-stop system's lists of fees: a line for each payment of a dossier, one list a year.

Amounts are text in the list of 2020 and numbers in that of 2021, where some were typed over as text. The fees of postal
licences are those seen in public notices; all others are invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sample_exports import older_order
from sample_files import SAMPLE_NOTE, Cell, Grid, applicant, as_text, spelled
from sample_world import CODE_SWITCH, FIRST_DAY, LAST_DAY, Dice, Dossier, World

HEADINGS = [
    "STT", "Mã hồ sơ", "Người nộp", "Chủ hồ sơ", "Địa chỉ", "Hình thức thu", "Hình thức thanh toán",
    "Thu phí/lệ phí (VNĐ)", "Ngày thu",
]  # fmt: skip
SHEET = "Thu phí"
CODE, PAYMENT, AMOUNT = "Mã hồ sơ", "Hình thức thanh toán", "Thu phí/lệ phí (VNĐ)"
FEE, CHARGE = "Thu phí", "Thu lệ phí"
# What a procedure costs, in dong; a dossier with two lines here makes two payments.
PRICES = {
    "1.003659": [(FEE, 10_750_000)],
    "1.003633": [(FEE, 2_750_000)],
    "1.003687": [(FEE, 2_750_000)],
    "1.004379": [(FEE, 1_250_000)],
    "1.005442": [(FEE, 500_000)],
    "2.001594": [(FEE, 300_000), (CHARGE, 25_000)],
    "1.004153": [(FEE, 300_000), (CHARGE, 25_000)],
    "1.003725": [(CHARGE, 50_000)],
    "2.001098": [(FEE, 400_000)],
    "2.001765": [(FEE, 600_000), (CHARGE, 25_000)],
    "9.000013": [(FEE, 1_000_000)],
    "9.000004": [(FEE, 200_000)],
}
# This one is charged by the page.
BY_PAGE, PER_PAGE = "1.003868", 15_000
WAYS = {
    "online": ["Trực tuyến", "Thanh toán trực tuyến", "Cổng thanh toán"],
    "direct": ["Tiền mặt", "Trực tiếp", "Tại bộ phận một cửa"],
}
UNKNOWN_CODE, UNREADABLE, UNKNOWN_WAY = "H21.15-210231-0003", "2,75 triệu đồng", "Ví điện tử"


@dataclass(frozen=True)
class Payment:
    at: datetime
    kind: str
    amount: int
    way: str  # online, direct


@dataclass(frozen=True)
class FeeFile:
    """A year's list: the days it covers and when it was exported."""

    file: str
    start: date
    end: date
    exported: date


@dataclass(frozen=True)
class FeeLine:
    """A line of such a list: the code that it means, what it says was paid, and what is wrong with it."""

    file: FeeFile
    code: str
    payment: Payment
    row: int
    cells: dict[str, str]
    plant: str = ""  # "", or one of PLANTS


FEE_FILES = [
    FeeFile("fees/thu-phi-2020.xlsx", FIRST_DAY, date(2020, 12, 31), date(2021, 1, 8)),
    FeeFile("fees/thu-phi-2021.xlsx", date(2021, 1, 1), LAST_DAY, date(2022, 1, 7)),
]
# The lines of the list of 2021 that are spoilt, by their number in it, and what stands at the end of it besides.
SPOILT = {3: "unreadable_amount", 6: "unknown_payment"}
PLANTS = (*SPOILT.values(), "unknown_dossier", "identical")


def fee_file(
    file: FeeFile, world: World, dossiers: Sequence[Dossier], codes: dict[int, str]
) -> tuple[Grid, list[FeeLine]]:
    paid = [(p, d) for d in dossiers for p in payments(world, d) if file.start <= p.at.date() <= file.end]
    paid.sort(key=lambda pair: (pair[0].at, codes[pair[1].serial], pair[0].kind))
    grid, lines = Grid(), list[FeeLine]()
    grid.add(["DANH SÁCH THU PHÍ, LỆ PHÍ"])
    grid.add([f"Từ ngày {file.start:%d/%m/%Y} đến ngày {file.end:%d/%m/%Y} – {SAMPLE_NOTE}"])
    grid.add(HEADINGS)
    for number, (payment, dossier) in enumerate(paid, start=1):
        plant = SPOILT.get(number, "") if file.start.year == 2021 else ""
        lines.append(add_line(grid, file, payment, dossier, codes[dossier.serial], plant))
    if file.start.year == 2021:
        lines += add_planted(grid, file, *paid[0], codes[paid[0][1].serial])
    total = sum(line.payment.amount for line in lines if line.plant != "unreadable_amount")
    grid.add([f"Tổng cộng: {len(lines)}", *[None] * 6, total, None])
    return grid, lines


def payments(world: World, dossier: Dossier) -> list[Payment]:
    """What was paid for a dossier, within a day or two of its receipt. One that waits for its payment has none."""
    if dossier.received is None or dossier.outcome == "refused" or dossier.only_month or dossier.paused_as == "owing":
        return []
    dice = Dice(f"fee-{dossier.serial}")
    prices = PRICES.get(dossier.procedure.code, [])
    if dossier.procedure.code == BY_PAGE:
        prices = [(FEE, PER_PAGE * dice.between(8, 160))]
    made: list[Payment] = []
    day = world.calendar.add(dossier.received.date(), dice.between(0, 1))
    for kind, amount in prices:
        way = "online" if dossier.channel == "online" and dice.chance(0.55) else "direct"
        made.append(Payment(datetime.combine(day, time(dice.between(8, 16), dice.between(0, 59))), kind, amount, way))
        day = world.calendar.add(day, 1)
    return made


def add_line(
    grid: Grid, file: FeeFile, payment: Payment, dossier: Dossier, code: str, plant: str = "", number: str = ""
) -> FeeLine:
    dice = Dice(f"fee-line-{dossier.serial}-{payment.kind}")
    real = file.start.year == 2021
    way = UNKNOWN_WAY if plant == "unknown_payment" else spelled(WAYS[payment.way], dice)
    typed: Cell = payment.amount if real and not dice.chance(0.1) else f"{payment.amount:,}".replace(",", ".")
    older = bool(code) and dossier.code_day < CODE_SWITCH
    row: list[Cell] = [
        len(grid.rows) - 2,
        number or (older_order(code) if older else code),
        applicant(dossier),
        applicant(dossier),
        dossier.address or f"Số {dossier.serial} đường Mẫu, Gia Lai",
        payment.kind,
        way,
        UNREADABLE if plant == "unreadable_amount" else typed,
        payment.at if real else f"{payment.at:%d/%m/%Y %H:%M:%S}",
    ]
    cells = dict(zip(HEADINGS, map(as_text, row), strict=True))
    return FeeLine(file, code, payment, grid.add(row), cells, plant)


def add_planted(grid: Grid, file: FeeFile, payment: Payment, dossier: Dossier, code: str) -> list[FeeLine]:
    """At the end of the list: its first payment under a code that no dossier has, and the very same line once more."""
    return [
        add_line(grid, file, payment, dossier, "", "unknown_dossier", UNKNOWN_CODE),
        add_line(grid, file, payment, dossier, code, "identical"),
    ]
