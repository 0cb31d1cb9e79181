"""The post's own lists: dossiers carried in, results carried out, known by the dossier code alone.

The post types codes by hand: in either order of the unit's code, in small letters, with spaces around.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sample_exports import older_order
from sample_files import SAMPLE_NOTE, Cell, Grid, applicant, as_text, phone
from sample_world import FIRST_DAY, LAST_DAY, Dice, Dossier

HEADINGS_IN = [
    "STT", "Số hiệu giấy tờ (Mã hồ sơ)", "Nội dung hồ sơ", "Họ tên người gửi", "Số điện thoại",
    "Ngày bưu điện nhận hồ sơ", "Mã vận đơn",
]  # fmt: skip
HEADINGS_OUT = [
    "STT", "Số hiệu giấy tờ (Mã hồ sơ)", "Nội dung hồ sơ", "Họ tên người nhận kết quả", "Địa chỉ đăng ký nhận", "SĐT",
    "Ngày bưu điện nhận kết quả", "Cước bưu điện thu",
]  # fmt: skip
CODE_HEADING = "Số hiệu giấy tờ (Mã hồ sơ)"


@dataclass(frozen=True)
class PostFile:
    """A list of the post: its kind, the days it covers and when it was handed over."""

    file: str
    kind: str  # postal_in, postal_out
    start: date
    end: date
    exported: date


@dataclass(frozen=True)
class PostLine:
    """A line of such a list: the code that it means, the code as typed, its row."""

    file: PostFile
    code: str
    typed: str
    row: int
    plant: str  # "", "unknown", "repeated", "typing"


POST_FILES = [
    PostFile("postal/bcci-nhan-2020.xlsx", "postal_in", FIRST_DAY, date(2020, 12, 31), date(2021, 1, 8)),
    PostFile("postal/bcci-nhan-2021.xlsx", "postal_in", date(2021, 1, 1), LAST_DAY, date(2022, 1, 7)),
    PostFile("postal/bcci-tra-2020.xlsx", "postal_out", FIRST_DAY, date(2020, 12, 31), date(2021, 1, 8)),
    PostFile("postal/bcci-tra-2021.xlsx", "postal_out", date(2021, 1, 1), LAST_DAY, date(2022, 1, 7)),
]
# Codes that no dossier has: a slip of the pen in each list of 2021.
UNKNOWN_CODES = {"postal_in": "H21.15-210230-0001", "postal_out": "H21.51-210305-0002"}


def post_file(file: PostFile, dossiers: Sequence[Dossier], codes: dict[int, str]) -> tuple[Grid, list[PostLine]]:
    carried = [(d, day) for d in dossiers if (day := carried_on(d, file)) and file.start <= day <= file.end]
    carried.sort(key=lambda pair: (pair[1], codes[pair[0].serial]))
    grid = Grid()
    what = "TIẾP NHẬN HỒ SƠ" if file.kind == "postal_in" else "TRẢ KẾT QUẢ"
    grid.add([f"DANH SÁCH {what} QUA DỊCH VỤ BƯU CHÍNH CÔNG ÍCH"])
    grid.add([f"Từ ngày {file.start:%d/%m/%Y} đến ngày {file.end:%d/%m/%Y} – {SAMPLE_NOTE}"])
    grid.add(HEADINGS_IN if file.kind == "postal_in" else HEADINGS_OUT)
    lines: list[PostLine] = []
    for dossier, day in carried:
        code = codes[dossier.serial]
        typed = typed_code(code, Dice(f"post-{file.kind}-{dossier.serial}"))
        plant = "typing" if typed != code else ""
        lines.append(PostLine(file, code, typed, add_line(grid, file, dossier, day, typed), plant))
    if file.start.year == 2021:
        add_planted(grid, file, carried, lines)
    grid.add([f"Tổng cộng: {len(lines)}"])
    return grid, lines


def carried_on(dossier: Dossier, file: PostFile) -> date | None:
    return dossier.posted_in if file.kind == "postal_in" else dossier.posted_out


def add_planted(grid: Grid, file: PostFile, carried: Sequence[tuple[Dossier, date]], lines: list[PostLine]) -> None:
    """One code that does not exist, and one line that stands twice."""
    dossier, day = carried[-1]
    unknown = UNKNOWN_CODES[file.kind]
    lines.append(PostLine(file, "", unknown, add_line(grid, file, dossier, day, unknown), "unknown"))
    dossier, day = carried[0]
    first = lines[0]
    row = add_line(grid, file, dossier, day, first.typed)
    lines.append(PostLine(file, first.code, first.typed, row, "repeated"))


def add_line(grid: Grid, file: PostFile, dossier: Dossier, day: date, typed: str) -> int:
    number = len(grid.rows) - 2
    handed: Cell = day if file.start.year == 2021 else as_text(f"{day:%d/%m/%Y}")
    if file.kind == "postal_in":
        tracking = f"EM{dossier.serial:09d}VN"
        return grid.add([number, typed, dossier.procedure.name, applicant(dossier), phone(dossier), handed, tracking])
    address = f"Số {dossier.serial} đường Mẫu, Gia Lai"
    fee = 26000 + dossier.serial % 5 * 1500
    return grid.add([number, typed, dossier.procedure.name, applicant(dossier), address, phone(dossier), handed, fee])


def typed_code(code: str, dice: Dice) -> str:
    if not dice.chance(0.15):
        return code
    return dice.pick([older_order(code), code.lower(), f" {code} ", code + "\u00a0"])
