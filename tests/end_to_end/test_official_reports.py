"""Reports as they are sent: in the form of the decree in all periods and with few and many dossiers, and the same text in every format."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from command import PROJECT, cchc, copy_project, report_alone, write_rows
from docx import Document
from docx.oxml.ns import qn
from lxml import html

from cchc_analysis.pipeline.layout import layout_report
from cchc_analysis.pipeline.pdf_pages import Tag, read_tags, tagged_text
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.text import clean

PERIODS = ("2021-Q1", "2021-6M", "2021-9M", "2021")
SIGNER = "Trần Văn Phó"


# -------------------------------------------------------------------------------------------------- few and many dossiers

HEADS = (
    "Mã hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Đơn vị giải quyết", "Hình thức nộp", "Trạng thái", "Chủ hồ sơ",
    "Ngày nộp hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Ngày yêu cầu bổ sung",
    "Ngày bổ sung",
)  # fmt: skip


def project_with(place: Path, dossiers: int, until: str = "2021-12-31") -> Path:
    """A project of the report alone, whose only export holds so many dossiers, all settled late in January 2021."""
    project = report_alone(copy_project(place))
    settings = project / "cchc.toml"
    text = settings.read_text(encoding="utf-8")
    titles = f'signer_titles = {{ "{SIGNER}" = "KT. GIÁM ĐỐC\\nPHÓ GIÁM ĐỐC" }}'
    settings.write_text(text.replace("\n[report]", f"{titles}\n\n[report]", 1), encoding="utf-8")
    rows = [
        [
            f"H21.15-210104-{number:04d}", "1.003659", "Cấp giấy phép bưu chính", "Bưu chính", "Phòng Bưu chính - Viễn thông",
            "Trực tuyến", "Đã trả kết quả", "Công ty Mẫu", "04/01/2021 08:00", "04/01/2021 08:30", "15/01/2021 17:00",
            "20/01/2021 09:00", "21/01/2021 09:00", "", "",
        ]
        for number in range(1, dossiers + 1)
    ]  # fmt: skip
    raw = project / "data" / "raw"
    intake = read_sheets(raw / "intake.xlsx", "intake.xlsx")[0].rows
    write_rows(raw / "dossiers" / "tat-ca.xlsx", [HEADS, *rows])
    kept = [row for row in intake if row[1] not in ("dossiers", "postal_in", "postal_out", "fees")]
    entry = ("dossiers/tat-ca.xlsx", "dossiers", "Hệ thống một cửa", until, "Bộ phận Một cửa", "2019-11-01", until)
    write_rows(raw / "intake.xlsx", [*kept, entry])
    for old in [*raw.glob("dossiers/20*"), *raw.glob("postal/*"), *raw.glob("fees/*")]:
        old.unlink()
    return project


def assert_official(folder: Path, name: str = "bao-cao") -> str:
    """Both files are in the form of the decree; returns the text of the PDF."""
    for fmt in ("docx", "pdf"):
        lines, wrong = layout_report(folder / f"{name}.{fmt}")
        assert [line for line in lines if line.startswith("✘")] == [], fmt
        assert wrong == 0
    return text_of(folder / f"{name}.pdf")


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_is_in_the_form_of_the_decree(report_of: Callable[[str], Path], period: str):
    assert_official(report_of(period))


def test_a_report_without_dossiers_is_in_the_form_of_the_decree(tmp_path: Path):
    project = project_with(tmp_path / "project", 0)
    done = cchc(project, "report", "2021-Q1")
    assert done.returncode == 0, done.stderr
    assert_official(project / "report/2021-Q1")


def test_a_provisional_report_of_one_dossier_says_so_on_every_page(tmp_path: Path):
    project = project_with(tmp_path / "project", 1, until="2021-03-05")
    done = cchc(project, "report", "2021-Q1", "--provisional")
    assert done.returncode == 0, done.stderr
    text = assert_official(project / "report/2021-Q1")
    assert "H21.15-210104-0001" in text
    for fmt in ("docx", "pdf"):
        lines, _ = layout_report(project / f"report/2021-Q1/bao-cao.{fmt}")
        (stamp,) = (line for line in lines if "Dấu SỐ LIỆU TẠM TÍNH" in line)
        pages, of = re.search(r"05/3/2021 (\d+)/(\d+)", stamp).groups()
        assert pages == of


def test_a_published_report_with_forty_overdue_dossiers_is_in_the_form_of_the_decree(tmp_path: Path):
    project = project_with(tmp_path / "project", 40)
    done = cchc(
        project, "publish", "2021-Q1", "--number", "05/BC-STTTT", "--date", "2021-03-16", "--signer", SIGNER,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    folder = project / "report/published/2021-Q1/v1"
    text = assert_official(folder)
    assert "H21.15-210104-0040" in text
    assert unbroken("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC " + SIGNER) in unbroken(text)
    assert "DỰ THẢO" not in text
    told = cchc(project, "check-layout", str(folder / "bao-cao.docx"))
    assert (told.returncode, told.stderr) == (0, "")
    assert "✔ Số, ký hiệu: cỡ 13, đứng, bên trái" in told.stdout


def test_the_check_has_an_exit_code_of_its_own(first_quarter: Path, tmp_path: Path):
    document = Document(str(first_quarter / "bao-cao.docx"))
    document.sections[0].left_margin = 0
    document.save(str(tmp_path / "sua.docx"))
    done = cchc(first_quarter, "check-layout", str(tmp_path / "sua.docx"))
    assert done.returncode == 14
    assert "✘ Lề trái, trang dọc: 0 mm (quy định: 30–35 mm)" in done.stdout
    assert done.stderr.startswith("cchc: sua.docx: 1 element(s)")


# ----------------------------------------------------------------------------------------------------------- the same text


def text_of(path: Path) -> str:
    """What a report says, without figures, marks of lists, and what stands on every page."""
    if path.suffix == ".pdf":
        return tagged_text(pypdf.PdfReader(path), without=("Figure", "Lbl"))
    if path.suffix == ".docx":
        return "\n".join(
            "".join(text.text or "" for text in each.iter(qn("w:t")))
            for each in Document(str(path)).element.body.iter(qn("w:p"))
        )
    body = body_of(path)
    for element in body.iter(*BLOCKS):
        element.tail = "\n" + (element.tail or "")
    return str(body.text_content())


def body_of(page: Path) -> html.HtmlElement:
    """The report on a page, without what a page has beside it: contents, definitions, script."""
    main = html.fromstring(page.read_text(encoding="utf-8")).find("body").find("main")
    for element in main.xpath(".//svg | .//style | .//details[@class='cchc-definitions']"):
        element.drop_tree()
    return main


def unbroken(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", clean(text))


def after_the_head(path: Path) -> str:
    """From the opening on: before it the blocks of the head stand in another order in HTML."""
    text = unbroken(text_of(path))
    return text[text.index(unbroken("Thực hiện Kế hoạch số")) :]


@pytest.mark.parametrize("period", PERIODS)
def test_every_format_says_the_same_letter_for_letter(report_of: Callable[[str], Path], period: str):
    assert_same_text(report_of(period))


def assert_same_text(folder: Path, name: str = "bao-cao") -> None:
    page, pdf, docx = (after_the_head(folder / f"{name}.{fmt}") for fmt in ("html", "pdf", "docx"))
    assert page == pdf
    assert page == docx


@pytest.mark.parametrize("period", PERIODS)
def test_the_numbers_of_every_format_are_those_of_the_manifest(report_of: Callable[[str], Path], period: str):
    assert_known_numbers(report_of(period))


def assert_known_numbers(folder: Path, name: str = "bao-cao") -> None:
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["numbers"]
    page = html.fromstring((folder / f"{name}.html").read_text(encoding="utf-8"))
    marked = [(each.get("data-measure"), each.text_content().strip()) for each in page.xpath("//*[@data-measure]")]
    assert marked
    assert [(number, text) for number, text in marked if text not in known[number]["text"]] == []
    # They stand in this order in the other formats too.
    for fmt in ("pdf", "docx"):
        text, at = after_the_head(folder / f"{name}.{fmt}"), 0
        for number, said in marked:
            at = text.find(unbroken(said), at)
            assert at >= 0, (fmt, number, said)
            at += len(unbroken(said))


@pytest.mark.parametrize("period", PERIODS)
def test_charts_say_the_same_in_every_format(report_of: Callable[[str], Path], period: str):
    """The words of a chart, which state its figures, for those who cannot see it."""
    folder = report_of(period)
    page = [each.get("alt") or each.get("aria-label") for each in body_of(folder / "bao-cao.html").xpath(".//img")]
    tags = read_tags(pypdf.PdfReader(folder / "bao-cao.pdf"))
    assert tags is not None
    document = Document(str(folder / "bao-cao.docx")).element.body
    assert len(page) == 3
    assert page == [tag.alternative for tag in tags.walk() if tag.kind == "Figure"]
    assert page == [each.get("descr") for each in document.iter(qn("wp:docPr"))]


# Kinds of digits that are no figures, in the order in which they are taken out.
DECLARED = (
    r"\bngày \d{1,2} tháng \d{1,2} năm \d{4}", r"\d{1,2}/\d{1,2}/\d{4}", r"\btháng \d{1,2}(?:/\d{4}| năm \d{4})?",  # dates
    r"\bquý [IV]+/\d{4}", r"\bnăm \d{4}", r"\b[69] tháng", r"\b\d{1,2}/\d{4}\b", r"\b31/12\b",
    r"\b\d{1,4}(?:/\d{4})?/(?:[A-ZĐ]+\d*-?)+(?:-[A-ZĐa-z]+)*\b", r"\bH21\.15-\d{6}-\d{4}\b",  # documents, dossiers
    r"\b(?:Bảng|Hình) \d+\.?", r"^\((?:[1-9]|1[0-3])\)$", r"^\d\. (?=\w)", r"\bT\d{1,2}[a-d]?\b",  # numbering
    r"^\d\.\d{1,2}[a-d]?$", r"\b(?:Mục|Nhiệm vụ) (?:[IVX]+\.)?\d(?:\.\d{1,2})?", r"II\.06a", r"\bISO 9001(?::2015)?\b", r"\bdịch vụ công 1022\b", r"\bcột \(?\d{1,2}\)?",
    r"\bmức độ 3(?:,(?: mức độ)? 4)?", r"\bmức độ 4", r"^(?:trên|từ|đạt) \d{1,3}%(?= \(phấn đấu\)$|$)", r"\bgiảm từ 10%(?= thời gian)",  # as the plan sets it
)  # fmt: skip
BLOCKS = ("td", "th", "p", "li", "figcaption", "h1", "h2", "h3", "h4", "br")


def quoted_texts() -> list[str]:
    """What the plan, its registers and the list of procedures say in their own words, digits among them; the longest first."""
    cells: set[str] = set()
    for path in [*(PROJECT / "data/plan/2021").rglob("*.csv"), PROJECT / "data/reference/procedures.csv"]:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells |= {clean(cell).rstrip(".;, ") for row in csv.reader(stream) for cell in row}
    return sorted((cell for cell in cells if re.search(r"\d", cell) and len(cell) > 8), key=len, reverse=True)


def loose_digits(folder: Path, name: str = "bao-cao") -> Iterator[str]:
    """Blocks of the page that still have digits when marked numbers, quotations of the plan and declared kinds are out."""
    body = body_of(folder / f"{name}.html")
    for element in body.xpath(".//tr/td[1][not(.//*)][string(number(.)) != 'NaN']"):
        element.drop_tree()
    for element in body.xpath(".//*[@data-measure]"):
        element.text = "…"
    for element in body.iter(*BLOCKS):
        element.text, element.tail = f"¶{element.text or ''}", f"¶{element.tail or ''}"
    quoted = quoted_texts()
    for block in body.text_content().split("¶"):
        rest = clean(block)
        for text in quoted:
            rest = re.sub(re.escape(text), " ", rest, flags=re.IGNORECASE)
        for kind in DECLARED:
            rest = re.sub(kind, " ", rest.strip(), flags=re.IGNORECASE)
        if re.search(r"\d", rest):
            yield f"{rest} [{clean(block)}]"


@pytest.mark.parametrize("period", PERIODS)
def test_outside_of_marked_numbers_only_declared_kinds_have_digits(report_of: Callable[[str], Path], period: str):
    assert list(loose_digits(report_of(period))) == []


# --------------------------------------------------------------------------------------------------------------- for readers


@pytest.mark.parametrize("period", PERIODS)
def test_tables_of_the_pdf_close_and_figures_have_words(report_of: Callable[[str], Path], period: str):
    """Each row fills the grid, counting cells that reach down from above: a screen reader walks it cell by cell."""
    tags = read_tags(pypdf.PdfReader(report_of(period) / "bao-cao.pdf"))
    assert tags is not None
    tables = [tag for tag in tags.walk() if tag.kind == "Table"]
    assert len(tables) >= 8
    for table in tables:
        assert len(set(row_widths(table))) == 1
    for figure in (tag for tag in tags.walk() if tag.kind == "Figure"):
        assert re.search(r"\d", figure.alternative), "the words of a chart state its figures"


def row_widths(table: Tag) -> Iterator[int]:
    reaching: list[tuple[int, int]] = []  # rows that are left, columns
    for row in (tag for tag in table.walk() if tag.kind == "TR"):
        yield sum(cell.columns for cell in row.inside) + sum(columns for _, columns in reaching)
        reaching += [(cell.rows, cell.columns) for cell in row.inside]
        reaching = [(rows - 1, columns) for rows, columns in reaching if rows > 1]
