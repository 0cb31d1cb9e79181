"""What happens in an office over a year: each situation as the people there meet it, with the commands that they type."""

import csv
import re
from pathlib import Path

import pytest
from command import add_to_intake, cchc, copy_project, numbers, report_alone, write_rows
from docx import Document

SIGNER = ("--signer", "Nguyễn Thị Ký", "--accept-rejects", "Chánh Văn phòng", "--format", "html")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return report_alone(copy_project(tmp_path / "project"))


def page(report: Path, name: str = "bao-cao") -> str:
    """The text of a page, with one space wherever it breaks."""
    text = re.sub(
        r"<(style|script)\b.*?</\1>", "", (report / f"{name}.html").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def dossiers_known_until(project: Path, last_month: str) -> None:
    """The exports of dossiers as they were on the day when the one of this month had just been made."""
    raw = project / "data" / "raw"
    later = {f"dossiers/{path.name}" for path in (raw / "dossiers").iterdir() if path.stem > last_month}
    for file in later:
        (raw / file).unlink()
    add_to_intake(raw, keep=lambda file: file not in later)


# ------------------------------------------------------------------------------- 1. a draft is wanted before the cut-off


def test_in_early_march_a_draft_is_made_that_can_not_become_final(office: Path):
    dossiers_known_until(office, "2021-02")
    refused = cchc(office, "report", "2021-Q1")
    assert refused.returncode == 5
    assert "2021-02-28" in refused.stderr and "--provisional" in refused.stderr
    made = cchc(office, "report", "2021-Q1", "--provisional", "--format", "html")
    assert made.returncode == 0, made.stderr
    report = office / "report" / "2021-Q1"
    text = page(report)
    assert "SỐ LIỆU TẠM TÍNH đến hết ngày 28/02/2021" in text
    assert (
        "(Số liệu tạm tính đến hết ngày 28/02/2021; kỳ báo cáo tính từ ngày 15/12/2020 đến hết ngày 14/3/2021)" in text
    )
    # What falls due between the last export and the cut-off is not overdue yet.
    listed = cchc(office, "trace", "2021-Q1", "pending_overdue", "--provisional", "--format", "csv")
    assert listed.returncode == 0, listed.stderr
    due = [row["judged_due_date"] for row in csv.DictReader(listed.stdout.splitlines())]
    assert due and max(due) <= "2021-02-28"
    published = cchc(office, "publish", "2021-Q1", "--number", "15/BC-STTTT", "--date", "2021-03-05", *SIGNER)
    assert published.returncode != 0
    assert not (office / "report" / "published").exists()


# ------------------------------------------------------------------------- 2. after the signature four dossiers turn up

LATE_HEADS = (
    "Mã hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Đơn vị giải quyết", "Hình thức nộp", "Trạng thái", "Chủ hồ sơ",
    "Ngày nộp hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Ngày yêu cầu bổ sung",
    "Ngày bổ sung",
)  # fmt: skip
LATE = [
    (
        f"H21.15-210218-9{number:03d}", "1.003659", "Cấp giấy phép bưu chính", "Bưu chính", "Phòng Bưu chính - Viễn thông",
        "Trực tiếp", "Đã trả kết quả", "Công ty Mẫu", "18/02/2021 08:00", "18/02/2021 08:30", "11/03/2021 17:00",
        "05/03/2021 09:00", "05/03/2021 09:30", "", "",
    )
    for number in range(1, 5)
]  # fmt: skip


def test_dossiers_that_turn_up_after_the_signature_make_a_replacement_and_a_corrected_half_year(office: Path):
    sent = cchc(office, "publish", "2021-Q1", "--number", "15/BC-STTTT", "--date", "2021-03-16", *SIGNER)
    assert sent.returncode == 0, sent.stderr
    first = office / "report/published/2021-Q1/v1"
    before, frozen = numbers(first), (first / "bao-cao.html").read_bytes()

    write_rows(office / "data/raw/dossiers/2021-02-nhap-muon.xlsx", [LATE_HEADS, *LATE])
    add_to_intake(
        office / "data/raw",
        ["dossiers/2021-02-nhap-muon.xlsx", "dossiers", "Hệ thống một cửa điện tử", "2021-03-20", "Phòng BCVT", "2021-02-01", "2021-02-28"],
    )  # fmt: skip
    # Either the half year says what was adjusted …
    half = cchc(office, "report", "2021-6M", "--format", "html")
    assert half.returncode == 0, half.stderr
    said = (
        "Số liệu 6 tháng đầu năm 2021 gồm số liệu quý I năm 2021 đã nêu tại Báo cáo số 15/BC-STTTT ngày 16/3/2021, số liệu quý II năm 2021 "
        "và phần điều chỉnh do hồ sơ được bổ sung, cập nhật sau báo cáo đó: tiếp nhận mới tăng 04 hồ sơ; đã giải quyết tăng 04 hồ sơ; "
        "giải quyết trước hạn tăng 04 hồ sơ."
    )
    assert said in page(office / "report/2021-6M")
    assert numbers(office / "report/2021-6M")["received!adjusted@2021-6M"] == 4
    # … or a further version takes the place of the first.
    again = cchc(office, "publish", "2021-Q1", "--number", "17/BC-STTTT", "--date", "2021-03-22", *SIGNER)
    assert again.returncode != 0 and "--revise" in again.stderr
    revised = cchc(
        office, "publish", "2021-Q1", "--number", "17/BC-STTTT", "--date", "2021-03-22", *SIGNER,
        "--revise", "Bổ sung 04 hồ sơ nhập muộn",
    )  # fmt: skip
    assert revised.returncode == 0, revised.stderr
    second = office / "report/published/2021-Q1/v2"
    after = numbers(second)
    for name in ("received", "settled", "settled_early"):
        assert after[f"{name}@2021-Q1"] == before[f"{name}@2021-Q1"] + 4, name  # type: ignore[operator]
    assert "Báo cáo này thay thế Báo cáo số 15/BC-STTTT ngày 16/3/2021." in page(second)
    assert (first / "bao-cao.html").read_bytes() == frozen


# ------------------------------------------------------ 3. one unit sends a Word file, what another says by phone is typed


def test_what_units_send_in_word_and_say_by_phone_stands_in_the_report_with_its_source(office: Path):
    forms, raw = office / "report/forms/2021-6M", office / "data/raw"
    assert cchc(office, "template", "progress", "2021-6M").returncode == 0
    file = "progress/tien-do-iso-2021-6M.docx"
    document = Document(str(forms / Path(file).name))
    head = [cell.text for cell in document.tables[0].rows[0].cells]
    row = next(row for row in document.tables[0].rows if row.cells[1].text == "6.3-3")
    sent = {
        "Ngày ghi nhận": "10/06/2021",
        "Tình trạng": "Hoàn thành",
        "Số, ký hiệu văn bản": "88/BC-STTTT",
        "Ngày văn bản": "09/06/2021",
    }
    for name, text in sent.items():
        row.cells[head.index(name)].text = text
    document.save(str(raw / file))

    phoned = "progress/tien-do-dien-thoai-2021-6M.xlsx"
    heads = ("Mã sản phẩm", "Ngày ghi nhận", "Tình trạng", "Vướng mắc", "Đơn vị báo cáo", "Đơn vị nhập", "Nguồn")
    said = ("6.1-1", "11/06/2021", "Đang thực hiện", "Chờ tỉnh cấp kinh phí", "Phòng Công nghệ thông tin", "Văn phòng Sở", "Báo qua điện thoại ngày 11/6/2021")  # fmt: skip
    write_rows(raw / phoned, [heads, said])
    add_to_intake(
        raw,
        [file, "progress", "Biểu Word", "2021-06-14", "Ban ISO", "2021-01-01", "2021-06-14"],
        [phoned, "progress", "Điện thoại", "2021-06-14", "Văn phòng Sở", "2021-01-01", "2021-06-14"],
    )
    made = cchc(office, "report", "2021-6M", "--format", "html")
    assert made.returncode == 0, made.stderr
    text = page(office / "report/2021-6M")
    assert "88/BC-STTTT" in text
    assert "Chờ tỉnh cấp kinh phí" in text
    traced = cchc(office, "trace", "2021-6M", "items_reported", "--format", "csv")
    assert traced.returncode == 0, traced.stderr
    (entered,) = [line for line in traced.stdout.splitlines() if line.startswith("6.1-1,")]
    assert f"CNTT,VP,Báo qua điện thoại ngày 11/6/2021,{phoned}" in entered


# --------------------------------------------------------------------- 5. the yearly report and the self-scoring in December


def test_in_december_the_year_is_estimated_to_its_end_and_every_page_says_how_far_the_data_reach(tmp_path: Path):
    office = copy_project(tmp_path / "project")
    dossiers_known_until(office, "2021-11")
    heads = ("Mã sản phẩm", "Ngày ghi nhận", "Tình trạng", "Ước đến 31/12", "Đơn vị báo cáo", "Đơn vị nhập")
    said = ("4.1-1", "29/11/2021", "Đang thực hiện", "Hoàn thành", "Văn phòng Sở", "Văn phòng Sở")
    write_rows(office / "data/raw/progress/uoc-thuc-hien.xlsx", [heads, said])
    add_to_intake(
        office / "data/raw",
        ["progress/uoc-thuc-hien.xlsx", "progress", "Biểu", "2021-11-30", "Văn phòng Sở", "2021-01-01", "2021-11-30"],
    )
    made = cchc(office, "report", "2021", "--provisional", "--format", "html")
    assert made.returncode == 0, made.stderr
    report = office / "report" / "2021"
    text, counted = page(report), numbers(report)
    assert "SỐ LIỆU TẠM TÍNH đến hết ngày 30/11/2021" in text
    traced = cchc(office, "trace", "2021", "items_not_yet_due", "--provisional", "--format", "csv")
    assert traced.returncode == 0, traced.stderr
    # What falls due by the year's end is not late, whatever the report's own cut-off; the estimate says what units expect of it.
    rows = list(csv.DictReader(traced.stdout.splitlines()))
    assert "2021-12-31" in {row["due_date"] for row in rows}
    assert min(row["due_date"] for row in rows) > "2021-11-30"
    expected = counted["products_expected_of_all_share@2021"]
    assert isinstance(expected, dict)
    assert f"Ước đến ngày 31/12/2021 hoàn thành {expected['numerator']}/{expected['denominator']} sản phẩm" in text
    assert "Ước đến 31/12" in page(report, "scorecard")
    for each in sorted(report.glob("*.html")):
        assert "SỐ LIỆU TẠM TÍNH đến hết ngày 30/11/2021" in page(report, each.stem), each.name
