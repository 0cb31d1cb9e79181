"""The scorecard by which the invented department gives itself points, and the points that its year must give.

The criteria are an example: the fields follow the national set, the kinds of criteria are those of departments' sets, and every
level, maximum and document is invented. Points are reckoned here criterion by criterion, with a function of its own for each, from
figures that the other modules counted.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from sample_expected import PERIODS
from sample_files import SAMPLE_NOTE

SCORECARD_FILE = "scorecard.xlsx"
SCORECARD_TITLE = "BẢNG TIÊU CHÍ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM 2021"
EXAMPLE_NOTE = "Bộ tiêu chí ví dụ, không phải bộ chỉ số của tỉnh: thay bằng bộ chỉ số được ban hành"
HEADINGS = [
    "Lĩnh vực", "Mã tiêu chí", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Chỉ số", "Tham số", "Điểm tự chấm nhập tay",
    "Tài liệu kiểm chứng", "Ngày tài liệu", "Ghi chú, giải trình",
]  # fmt: skip
WIDTHS = [24, 9, 44, 9, 15, 30, 22, 12, 20, 12, 40]
BY_HAND, ALL, SHARE, STEPS = METHODS = ["Nhập tay", "Đủ hoặc không", "Theo tỷ lệ", "Theo bậc"]
FIELDS = {
    "1": "1. Chỉ đạo, điều hành cải cách hành chính",
    "2": "2. Cải cách thể chế",
    "3": "3. Cải cách thủ tục hành chính",
    "4": "4. Cải cách tổ chức bộ máy",
    "5": "5. Cải cách chế độ công vụ",
    "6": "6. Cải cách tài chính công",
    "7": "7. Xây dựng, phát triển chính quyền điện tử",
}
GUIDE = [
    "CÁCH ĐIỀN BẢNG TIÊU CHÍ",
    EXAMPLE_NOTE + ". Xóa dòng này ở trang thứ nhất khi đã thay bằng bộ chỉ số của tỉnh.",
    "Mỗi dòng một tiêu chí. Dòng để trống Mã tiêu chí chỉ nêu thêm một tài liệu kiểm chứng của tiêu chí ngay trên.",
    "Cách chấm: Đủ hoặc không – đạt mức ở Tham số thì được điểm tối đa, không đạt thì 0 điểm. Ví dụ Tham số: 95%, trên 30%, không quá 3.",
    "Cách chấm: Theo tỷ lệ – từ mức trần được điểm tối đa, dưới trần thì điểm = kết quả ÷ trần × điểm tối đa, dưới mức sàn 0 điểm. "
    "Ví dụ Tham số: trần: 95%; sàn: 80%. Không nêu trần thì trần là 100% hoặc mức đặt ra của chỉ tiêu.",
    "Cách chấm: Theo bậc – bậc cao nhất trước. Ví dụ Tham số: 90%: 1; 80%: 0,5. Dưới bậc cuối 0 điểm.",
    "Cách chấm: Nhập tay – để trống Chỉ số và Tham số, nhập điểm ở cột Điểm tự chấm nhập tay.",
    "Chỉ số: tên chỉ số của phần mềm (lệnh cchc measures liệt kê), có thể kèm nhóm hoặc phần: on_time_of_settled[field=BC], "
    "online_of_received.numerator; hoặc mã chỉ tiêu của Kế hoạch: T1 … T12. Chỉ tiêu có ước thực hiện thì tính thêm điểm ước đến "
    "31/12; với chỉ số khác, viết thêm sau dấu chấm phẩy: products_done_of_all_share; ước: products_expected_of_all_share.",
    "Điểm tính được từ số liệu luôn được lấy; điểm nhập tay chỉ lấy khi không có số liệu để tính, và khác nhau thì được nêu ra.",
    "Tài liệu kiểm chứng đề ngày sau ngày chốt số liệu chưa được tính; điểm nhập tay chỉ dựa vào tài liệu như vậy cũng chưa được tính.",
]  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What a share is made of; `expected` is the numerator that is expected by 31/12."""

    above: int
    below: int
    expected: int | None = None

    @property
    def share(self) -> Fraction:
        return Fraction(self.above, self.below)


Figures = Mapping[str, Part]
# The points that a figure gives, by plain comparison.
Give = Callable[[Fraction], Fraction]


@dataclass(frozen=True)
class Line:
    code: str
    text: str
    maximum: str
    method: str
    basis: str = ""
    parameters: str = ""
    entered: str = ""
    documents: str = ""  # "number day; number day"
    note: str = ""
    give: Give | None = None


def plan_share(maximum: int) -> Give:
    return lambda share: share * maximum if share >= Fraction(80, 100) else Fraction(0)


def up_to(maximum: int, ceiling: str, floor: str = "0") -> Give:
    def give(share: Fraction) -> Fraction:
        if share >= Fraction(ceiling):
            return Fraction(maximum)
        return share * maximum / Fraction(ceiling) if share >= Fraction(floor) else Fraction(0)

    return give


LINES = [
    Line("1.1", "Ban hành kế hoạch cải cách hành chính năm đúng thời hạn", "2", BY_HAND, entered="2",
         documents="163/KH-STTTT 2020-12-29"),
    Line("1.2", "Mức độ hoàn thành sản phẩm đến hạn của kế hoạch cải cách hành chính", "6", SHARE, "items_done_of_due_share",
         "trần: 100%; sàn: 80%", documents="14/BC-STTTT 2021-03-15; 77/BC-STTTT 2021-06-15; 139/BC-STTTT 2021-09-15",
         give=plan_share(6)),
    Line("1.3", "Báo cáo cải cách hành chính định kỳ đầy đủ, đúng thời hạn", "3", BY_HAND, entered="2,5",
         documents="15/BC-STTTT 2021-03-16; 78/BC-STTTT 2021-06-16; 141/BC-STTTT 2021-09-20",
         note="Báo cáo 9 tháng gửi sau thời hạn"),
    Line("1.4", "Mức độ thực hiện kế hoạch tuyên truyền cải cách hành chính", "3", SHARE, "T9", "trần: 100%; sàn: 80%",
         documents="95/STTTT-TTBCXB 2021-02-24; 80/BC-STTTT 2021-06-25", note="Hội nghị tập huấn cho cơ sở hoãn do dịch bệnh",
         give=plan_share(3)),
    Line("1.5", "Tỷ lệ phòng, đơn vị được kiểm tra công tác cải cách hành chính", "3", STEPS, "T6", ">30%: 3; 20%: 1,5",
         documents="51/KL-STTTT 2021-05-25; 130/KL-STTTT 2021-08-24",
         give=lambda share: Fraction(3) if share > Fraction(3, 10) else Fraction(3, 2) if share >= Fraction(2, 10) else Fraction(0)),
    Line("1.6", "Hoàn thành kế hoạch tự kiểm tra, xử lý các vấn đề phát hiện qua kiểm tra", "2", ALL, "T10",
         documents="201/STTTT-VP 2021-11-26", give=lambda share: Fraction(2) if share == 1 else Fraction(0)),
    Line("1.7", "Sáng kiến trong cải cách hành chính", "1", BY_HAND, note="Chưa có sáng kiến được công nhận"),
    Line("2.1", "Mức độ thực hiện kế hoạch theo dõi tình hình thi hành pháp luật", "4", SHARE, "T7", "trần: 100%; sàn: 80%",
         documents="18/TB-STTTT 2021-03-05; 195/BC-STTTT 2021-11-18", give=plan_share(4)),
    Line("2.2", "Mức độ thực hiện kế hoạch công tác pháp chế và công tác văn bản quy phạm pháp luật", "4", SHARE, "T8",
         "trần: 100%; sàn: 80%", documents="58/BC-STTTT 2021-04-28; 172/BC-STTTT 2021-10-19", give=plan_share(4)),
    Line("2.3", "Xử lý văn bản trái pháp luật do cơ quan có thẩm quyền kiến nghị", "2", BY_HAND, entered="2",
         note="Trong năm không có kiến nghị"),
    Line("3.1", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn", "7", SHARE, "on_time_of_settled", "trần: 98%; sàn: 80%",
         documents="14/BC-STTTT 2021-03-15; 77/BC-STTTT 2021-06-15; 139/BC-STTTT 2021-09-15", give=up_to(7, "0.98", "0.8")),
    Line("3.2", "Số hồ sơ đang giải quyết quá hạn", "2", STEPS, "pending_overdue", "không quá 0: 2; không quá 3: 1",
         documents="14/BC-STTTT 2021-03-15",
         give=lambda number: Fraction(2 if number == 0 else 1 if number <= 3 else 0)),
    Line("3.3", "TTHC đã triển khai có phát sinh hồ sơ qua dịch vụ BCCI", "3", ALL, "T2", documents="96/STTTT-VP 2021-02-24",
         give=lambda share: Fraction(3) if share >= Fraction(1, 2) else Fraction(0)),
    Line("3.4", "Hồ sơ tiếp nhận qua dịch vụ BCCI", "3", ALL, "T3", "từ 10%", documents="96/STTTT-VP 2021-02-24",
         give=lambda share: Fraction(3) if share >= Fraction(1, 10) else Fraction(0)),
    Line("3.5", "Kết quả trả qua dịch vụ BCCI", "3", STEPS, "T4", "20%: 3; 15%: 1,5", documents="96/STTTT-VP 2021-02-24",
         give=lambda share: Fraction(3) if share >= Fraction(1, 5) else Fraction(3, 2) if share >= Fraction(15, 100) else Fraction(0)),
    Line("3.6", "Công khai TTHC đầy đủ, đúng quy định", "3", BY_HAND, entered="3",
         documents="Ảnh chụp bảng niêm yết 2021-03-10; 410/STTTT-VP 2021-05-14"),
    Line("3.7", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn lĩnh vực Bưu chính", "2", ALL, "on_time_of_settled[field=BC]", "95%",
         documents="14/BC-STTTT 2021-03-15", give=lambda share: Fraction(2) if share >= Fraction(95, 100) else Fraction(0)),
    Line("3.8", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn lĩnh vực Viễn thông và Internet", "1", ALL,
         "on_time_of_settled[field=VT]", "95%", documents="77/BC-STTTT 2021-06-15",
         give=lambda share: Fraction(1) if share >= Fraction(95, 100) else Fraction(0)),
    Line("3.9", "Giảm thời gian giải quyết TTHC theo quy định", "3", ALL, "T5", "từ 10%", documents="125/BC-STTTT 2021-08-17",
         give=lambda share: Fraction(3) if share >= Fraction(1, 10) else Fraction(0)),
    Line("4.1", "Thực hiện quy định về tổ chức bộ máy, quy chế làm việc", "5", BY_HAND, entered="5", documents="45/QĐ-STTTT 2021-04-05"),
    Line("4.2", "Thực hiện quy định về sử dụng biên chế, vị trí lãnh đạo", "3", BY_HAND, entered="3", documents="66/QĐ-STTTT 2021-05-19"),
    Line("5.1", "Bố trí công chức, viên chức theo vị trí việc làm", "4", BY_HAND, entered="3,5", documents="155/KH-STTTT 2020-12-21",
         note="01 vị trí chưa bố trí được"),
    Line("5.2", "Đào tạo, bồi dưỡng công chức, viên chức theo kế hoạch", "4", BY_HAND, documents="02/KH-STTTT 2021-01-11",
         note="Chờ kết quả đến hết năm"),
    Line("6.1", "Ban hành và thực hiện quy chế chi tiêu nội bộ", "4", BY_HAND, entered="4", documents="05/QĐ-TTCNTT 2021-03-26"),
    Line("6.2", "Thực hiện kiến nghị sau thanh tra, kiểm toán về tài chính, ngân sách", "3", BY_HAND, entered="3",
         documents="150/QĐ-STTTT 2020-12-23"),
    Line("7.1", "Tỷ lệ hồ sơ thực hiện theo hình thức trực tuyến", "6", SHARE, "T1", "trần: 95%",
         documents="14/BC-STTTT 2021-03-15; 77/BC-STTTT 2021-06-15; 139/BC-STTTT 2021-09-15", give=up_to(6, "0.95")),
    Line("7.2", "Tỷ lệ hồ sơ trực tuyến của dịch vụ công mức độ 3", "3", STEPS, "online_of_level_3", "95%: 3; 90%: 2; 80%: 1",
         documents="14/BC-STTTT 2021-03-15",
         give=lambda share: Fraction(3 if share >= Fraction(95, 100) else 2 if share >= Fraction(9, 10) else 1 if share >= Fraction(8, 10) else 0)),
    Line("7.3", "Tỷ lệ hồ sơ nộp phí, lệ phí trực tuyến", "3", SHARE, "online_of_fee_paid", "trần: 80%", entered="2",
         documents="14/BC-STTTT 2021-03-15", note="Điểm nhập tay theo số liệu của hệ thống thanh toán", give=up_to(3, "0.8")),
    Line("7.4", "Văn bản điện tử có ký số, trao đổi qua trục liên thông", "5", BY_HAND, entered="5"),
    Line("7.5", "Duy trì hệ thống quản lý chất lượng theo TCVN ISO 9001", "3", BY_HAND, entered="3",
         documents="70/QĐ-STTTT 2021-06-04; 200/BC-STTTT 2021-11-26"),
]  # fmt: skip
assert sum(Decimal(line.maximum) for line in LINES) == 100


def documents_of(line: Line) -> list[tuple[str, date]]:
    pairs = [text.rsplit(" ", 1) for text in line.documents.split("; ") if text]
    return [(number, date.fromisoformat(day)) for number, day in pairs]


def scorecard_bytes() -> bytes:
    """The workbook as officials would make it: heads, one line per criterion, a list to choose the method from, and a guide."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2022, 1, 4), "comments": SAMPLE_NOTE})
    page, guide = book.add_worksheet("Bảng tiêu chí"), book.add_worksheet("Hướng dẫn")
    title, warning = (
        book.add_format({"bold": True, "font_size": 13}),
        book.add_format({"bold": True, "font_color": "#b00000"}),
    )
    frame = {"border": 1, "text_wrap": True, "valign": "top"}
    head = book.add_format({**frame, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#e6edf5"})
    text, number = book.add_format({**frame, "num_format": "@"}), book.add_format({**frame, "num_format": "0.##"})
    day = book.add_format({**frame, "num_format": "dd/mm/yyyy"})
    for row, (words, look) in enumerate([(SCORECARD_TITLE, title), (EXAMPLE_NOTE, warning), (SAMPLE_NOTE, warning)]):
        page.write_string(row, 0, words, look)
    for column, (words, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        page.write_string(4, column, words, head)
        page.set_column(column, column, width)
    row = 5
    for line in LINES:
        documents = documents_of(line)
        cells = [
            FIELDS[line.code[0]],
            line.code,
            line.text,
            Decimal(line.maximum),
            line.method,
            line.basis,
            line.parameters,
        ]
        cells += [
            Decimal(line.entered.replace(",", ".")) if line.entered else None,
            *(documents[0] if documents else ("", None)),
            line.note,
        ]
        rows: list[list[Any]] = [cells, *([None] * 8 + [*document, None] for document in documents[1:])]
        for values in rows:
            for column, value in enumerate(values):
                if isinstance(value, date):
                    page.write_datetime(row, column, value, day)
                elif isinstance(value, Decimal):
                    page.write_number(row, column, float(value), number)
                else:
                    page.write_string(row, column, value, text) if value else page.write_blank(row, column, None, text)
            row += 1
    page.data_validation(5, 4, row + 50, 4, {"validate": "list", "source": METHODS})
    page.freeze_panes(5, 3)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    guide.set_column(0, 0, 120, book.add_format({"text_wrap": True, "valign": "top"}))
    for number_of_line, words in enumerate(GUIDE):
        guide.write_string(number_of_line, 0, words)
    book.close()
    return buffer.getvalue()


def expected_scores(figures: Mapping[str, Figures]) -> str:
    """The points of every criterion at each cut-off, as CSV; `figures` maps a period to what each basis gives in it."""
    buffer = io.StringIO()
    buffer.write(f"# {SAMPLE_NOTE}\n# {EXAMPLE_NOTE}\n")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["period", "criterion", "origin", "points", "expected", "has_document"])
    for period, of_period in figures.items():
        for line in LINES:
            writer.writerow([period, line.code, *scored(line, of_period, PERIODS[period][1])])
    return buffer.getvalue()


def scored(line: Line, figures: Figures, cutoff: date) -> tuple[str, str, str, str]:
    """Where the points come from, the points, those with the estimate, and whether a document proves them."""
    days = [day for _, day in documents_of(line)]
    proved = str(any(day <= cutoff for day in days))
    part = figures.get(line.basis)
    if line.give and part and part.below:
        expected = part.share if part.expected is None else Fraction(part.expected, part.below)
        return "computed", rounded(line.give(part.share)), rounded(line.give(expected)), proved
    entered = line.entered.replace(",", ".") if not days or min(days) <= cutoff else ""
    return (
        ("entered", rounded(Fraction(entered)), rounded(Fraction(entered)), proved)
        if entered
        else ("unscored", "", "", proved)
    )


def rounded(points: Fraction) -> str:
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def sub_plan_figures(plan: Path, cutoff: date) -> dict[str, Part]:
    """T6 to T10: units inspected, and the tasks of the sub-plans that are done, or expected to be, by a day."""
    files = {"T7": ["theo-doi-thi-hanh-phap-luat"], "T8": ["phap-che"], "T9": ["tuyen-truyen-nganh", "tuyen-truyen-noi-bo"],
             "T10": ["tu-kiem-tra"]}  # fmt: skip
    found = {}
    for target, names in files.items():
        tasks = [
            task for name in names for task in read_csv(plan / "sub-plans" / f"{name}.csv") if task["kind"] == "work"
        ]
        done = [task for task in tasks if is_by(task["done_date"], cutoff)]
        told = [
            task
            for task in tasks
            if task not in done and task["estimate"] == "done" and is_by(task["estimate_date"], cutoff)
        ]
        found[target] = Part(len(done), len(tasks), len(done) + len(told))
    units = read_csv(plan / "sub-plans" / "inspected-units.csv")
    found["T6"] = Part(sum(is_by(unit["inspected_date"], cutoff) for unit in units), len(units))
    return found


def is_by(day: str, cutoff: date) -> bool:
    return bool(day) and date.fromisoformat(day) <= cutoff


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
