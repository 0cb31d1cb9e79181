"""The check of the official form: a report as we make it is right, and each departure from the decree is found and named.

The departures are made in real files: in the DOCX as a clerk would, in the PDF through the template that it comes from.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from cchc_analysis.errors import InputError, RenderError
from cchc_analysis.pipeline import builtin
from cchc_analysis.pipeline.layout import check_file, layout_report
from cchc_analysis.present.display import Addressees, Annex, Letterhead, Prose, Signature, Table

EXTENSION = Path(__file__).parents[2] / "report" / "_extensions" / "cchc"
SENTENCE = "Sở Thông tin và Truyền thông báo cáo kết quả thực hiện công tác cải cách hành chính trong kỳ như sau, "
WORDS = "Nội dung công việc của từng nhiệm vụ "


def table(label: str, rows: int, columns: int = 3, words: int = 1) -> Table:
    heads = tuple(f"Cột {number}" for number in range(1, columns + 1))
    return Table(heads, [(WORDS * words,) * columns for _ in range(rows)], f"Bảng {label}", f"tbl-{label}")


def things(number: str = "", signer: str = "") -> list[object]:
    """An official document with everything that the decree speaks of; a draft unless it has a number."""
    return [
        Letterhead(
            "UBND TỈNH GIA LAI",
            "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
            f"Số: {number or '      /BC-STTTT'}",
            "Gia Lai, ngày 16 tháng 3 năm 2021" if number else "Gia Lai, ngày      tháng 3 năm 2021",
            "BÁO CÁO",
            "Kết quả công tác cải cách hành chính quý I và phương hướng, nhiệm vụ quý II năm 2021",
            ("SỐ LIỆU MẪU",) if number else ("SỐ LIỆU MẪU", "DỰ THẢO"),
        ),
        Addressees(("Ủy ban nhân dân tỉnh Gia Lai", "Sở Nội vụ tỉnh Gia Lai")),
        Prose(SENTENCE * 4 + "\n\n" + SENTENCE * 3),
        "## I. KẾT QUẢ THỰC HIỆN\n\n### 1. Cải cách thể chế",
        Prose(SENTENCE * 5 + "\n\nKết quả đã có:\n\n- Một việc;\n- Hai việc."),
        "#### a) Văn bản",
        Prose(SENTENCE * 2),
        table("dai", 45, words=4),
        "## II. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
        Prose(SENTENCE * 3 + "\n\n" + SENTENCE * 2 + "kính gửi Sở Nội vụ tổng hợp./."),
        Signature(
            ("- Như trên;", "- Văn phòng UBND tỉnh;", "- Lưu: VT, VP."), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), signer
        ),
        Annex("I", "THỐNG KÊ SỐ LIỆU", "(Kèm theo Báo cáo của Sở Thông tin và Truyền thông)"),
        table("mot", 3),
        Annex("II", "BIỂU II.06a", "(Kèm theo Báo cáo của Sở Thông tin và Truyền thông)", landscape=True),
        table("rong", 4, columns=13),
    ]


def render(folder: Path, fmt: str, content: list[object], extension: Path = EXTENSION) -> Path:
    cells = [nbformat.v4.new_raw_cell('---\ntitle: "Báo cáo"\n---')]
    for thing in content:
        if isinstance(thing, str):
            cells.append(nbformat.v4.new_markdown_cell(thing))
        else:
            data = thing._repr_mimebundle_()  # type: ignore[attr-defined]
            output = nbformat.v4.new_output("display_data", data=data)
            cells.append(nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1))
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "bao-cao.ipynb")
    out = folder / f"bao-cao.{fmt}"
    builtin.render(folder / "bao-cao.ipynb", fmt, out, extension=extension)  # type: ignore[arg-type]
    return out


def wrong(path: Path) -> list[str]:
    return [finding.element for finding in check_file(path) if not finding.is_right]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(tmp_path_factory.mktemp("draft"), "docx", things())


@pytest.mark.parametrize("fmt", ["docx", "pdf"])
@pytest.mark.parametrize(("number", "signer"), [("", ""), ("15/BC-STTTT", "Nguyễn Thị Ký")], ids=["draft", "published"])
def test_what_we_make_is_right(tmp_path: Path, fmt: str, number: str, signer: str) -> None:
    lines, gaps = layout_report(render(tmp_path, fmt, things(number, signer)))
    assert [line for line in lines if line.startswith("✘")] == []
    assert gaps == 0
    assert lines[-1].endswith("thành phần đúng thể thức")


# ------------------------------------------------------------------------------------------------------- what a clerk does


def paragraph(document: DocumentType, text: str) -> Paragraph:
    """The first paragraph that begins so, in a cell or outside."""
    for element in document.element.body.iter(qn("w:p")):
        found = Paragraph(element, document._body)
        if found.text.startswith(text):
            return found
    raise AssertionError(text)


def narrow(document: DocumentType) -> None:
    document.sections[0].right_margin = Mm(10)


def letter(document: DocumentType) -> None:
    document.sections[0].page_width = Mm(216)


def other_font(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").runs[0].font.name = "Arial"


def red(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").runs[0].font.color.rgb = RGBColor(255, 0, 0)


def no_numbers(document: DocumentType) -> None:
    for element in list(document.sections[0].header._element.iter(qn("w:instrText"))):
        element.text = " DATE "


def number_on_first(document: DocumentType) -> None:
    document.sections[0].different_first_page_header_footer = False


def plain_nation(document: DocumentType) -> None:
    paragraph(document, "CỘNG HÒA").runs[0].font.bold = False


def small_motto(document: DocumentType) -> None:
    paragraph(document, "Độc lập").runs[0].font.size = Pt(11)


def no_motto_rule(document: DocumentType) -> None:
    below = paragraph(document, "Độc lập")._p.getnext()
    below.getparent().remove(below)


def number_without_zero(document: DocumentType) -> None:
    paragraph(document, "Số:").runs[0].text = "Số: 5/BC-STTTT"


def month_without_zero(document: DocumentType) -> None:
    paragraph(document, "Gia Lai, ngày").runs[0].text = "Gia Lai, ngày 5 tháng 2 năm 2021"


def title_after_addressees(document: DocumentType) -> None:
    title, below = paragraph(document, "BÁO CÁO")._p, paragraph(document, "- Sở Nội vụ")._p
    below.addnext(title)


def ragged(document: DocumentType) -> None:
    document.styles["Body Text"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    document.styles["First Paragraph"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def no_indent(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").paragraph_format.first_line_indent = Mm(0)


def double_spaced(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").paragraph_format.line_spacing = 2.0


def tight(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").paragraph_format.space_after = Pt(0)


def wrong_heading(document: DocumentType) -> None:
    heading = paragraph(document, "II. PHƯƠNG")
    heading.runs[0].text = "III."


def fake_heading(document: DocumentType) -> None:
    heading = paragraph(document, "1. Cải cách")
    heading.style = "Body Text"
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    heading._p.get_or_add_pPr().append(level)


def no_end(document: DocumentType) -> None:
    closing = next(
        each for each in (Paragraph(p, document._body) for p in document.element.body.iter(qn("w:p")))
        if each.text.endswith("./.")
    )  # fmt: skip
    closing.runs[-1].text = closing.runs[-1].text.replace("./.", ".")


def no_filing(document: DocumentType) -> None:
    paragraph(document, "- Lưu").runs[0].text = "- Lưu VT, VP"


def alone(document: DocumentType) -> None:
    for style in document.styles:
        if style.name == "CCHC Kept":
            style.paragraph_format.keep_with_next = False  # type: ignore[attr-defined]


def one_line(document: DocumentType) -> None:
    deputy = paragraph(document, "KT. GIÁM ĐỐC")
    deputy.runs[1]._r.getparent().remove(deputy.runs[1]._r)


def annex_numbers(document: DocumentType) -> None:
    paragraph(document, "Phụ lục II").runs[0].text = "Phụ lục 2"


def annex_on_the_page(document: DocumentType) -> None:
    before = paragraph(document, "Phụ lục I")._p.getprevious()
    before.getparent().remove(before)


def head_once(document: DocumentType) -> None:
    for element in list(document.element.body.iter(qn("w:tblHeader"))):
        element.getparent().remove(element)


def rows_cut(document: DocumentType) -> None:
    rows = list(document.tables[1]._tbl.tr_lst)
    rows[-1].trPr.remove(rows[-1].trPr.find(qn("w:cantSplit")))


def upright(document: DocumentType) -> None:
    section = document.sections[-1]
    section.page_width, section.page_height = Mm(210), Mm(297)


def no_stamp(document: DocumentType) -> None:
    for element in list(document.sections[0].header._element.iter(qn("w:pict"))):
        element.getparent().remove(element)


def text_box(document: DocumentType) -> None:
    run = paragraph(document, "Sở Thông tin").runs[0]._r
    run.append(OxmlElement("w:txbxContent"))


def empty_lines(document: DocumentType) -> None:
    paragraph(document, "Sở Thông tin").insert_paragraph_before("")


def wide_table(document: DocumentType) -> None:
    document.tables[1].columns[0].width = Mm(120)


DEPARTURES: list[tuple[Callable[[DocumentType], None], str]] = [
    (narrow, "Lề phải, trang dọc"),
    (letter, "Khổ giấy"),
    (other_font, "Phông chữ"),
    (red, "Màu chữ"),
    (no_numbers, "Số trang, từ trang thứ hai"),
    (number_on_first, "Số trang, trang đầu"),
    (plain_nation, "Quốc hiệu"),
    (small_motto, "Tiêu ngữ"),
    (no_motto_rule, "Dòng kẻ dưới tiêu ngữ"),
    (number_without_zero, "Cách ghi số"),
    (month_without_zero, "Cách ghi ngày"),
    (title_after_addressees, "Thứ tự các thành phần"),
    (ragged, "Nội dung, căn lề"),
    (no_indent, "Nội dung, lùi đầu dòng"),
    (double_spaced, "Nội dung, giãn dòng"),
    (tight, "Nội dung, cách đoạn"),
    (wrong_heading, "Đề mục"),
    (fake_heading, "Kiểu đề mục"),
    (no_end, "Kết thúc nội dung"),
    (no_filing, "Cách ghi nơi nhận"),
    (alone, "Khối chữ ký"),
    (one_line, "Quyền hạn người ký"),
    (annex_numbers, "Tên phụ lục"),
    (annex_on_the_page, "Phụ lục sang trang mới"),
    (head_once, "Tiêu đề bảng"),
    (rows_cut, "Dòng của bảng"),
    (upright, "Bảng rộng"),
    (no_stamp, "Dấu DỰ THẢO"),
    (text_box, "Hộp văn bản"),
    (empty_lines, "Đoạn trống để giãn trang"),
    (wide_table, "Độ rộng bảng"),
]


@pytest.mark.parametrize(("depart", "element"), DEPARTURES, ids=[depart.__name__ for depart, _ in DEPARTURES])
def test_a_departure_in_a_docx_is_found(
    draft: Path, tmp_path: Path, depart: Callable[[DocumentType], None], element: str
) -> None:
    document = Document(str(draft))
    depart(document)
    path = tmp_path / "bao-cao.docx"
    document.save(str(path))
    assert element in wrong(path)


# ---------------------------------------------------------------------------------------------------- another template

TEMPLATES = [
    pytest.param('paper: "a4"', 'paper: "us-letter"', "Khổ giấy", id="paper"),
    pytest.param("left: 30mm", "left: 25mm", "Lề trái, trang dọc", id="left margin"),
    pytest.param("right: 15mm", "right: 24mm", "Lề phải, trang ngang", id="right margin"),
    pytest.param("margin: (top: 20mm", "margin: (top: 15mm", "Lề trên, trang dọc", id="top margin"),
    pytest.param("bottom: 20mm", "bottom: 12mm", "Lề dưới, trang dọc", id="bottom margin"),
    pytest.param("overhang: false", "overhang: false, fill: blue", "Màu chữ", id="colour"),
    pytest.param("text(size: 13pt, str(number))", "text(size: 10pt, str(number))", "Số trang, từ trang thứ hai", id="small number"),
    pytest.param("if number > 1 {", "if number > 0 {", "Số trang, trang đầu", id="number on the first page"),
    pytest.param('text(size: 13pt, weight: "bold", motto)', 'text(size: 11pt, weight: "bold", motto)', "Tiêu ngữ", id="motto"),
    pytest.param("cchc-rule(1, motto-text)", "cchc-rule(0.5, motto-text)", "Dòng kẻ dưới tiêu ngữ", id="rule of the motto"),
    pytest.param("cchc-rule(0.4,", "cchc-rule(1,", "Dòng kẻ dưới cơ quan ban hành", id="rule of the agency"),
    pytest.param("width * 0.38", "width * 0.2", "Dòng kẻ dưới trích yếu", id="rule of the subject"),
    pytest.param('style: "italic", place_date', "place_date", "Địa danh, thời gian", id="date upright"),
    pytest.param("set par(justify: true", "set par(justify: false", "Nội dung, căn lề", id="ragged"),
    pytest.param("amount: 10mm", "amount: 5mm", "Nội dung, lùi đầu dòng", id="indent"),
    pytest.param("leading: 0.62em, spacing", "leading: 1.4em, spacing", "Nội dung, giãn dòng", id="line spacing"),
    pytest.param("spacing = 0.62em + 6pt", "spacing = 0.62em", "Nội dung, cách đoạn", id="paragraph spacing"),
    pytest.param('size: cchc-body-size, weight: "bold")', 'size: cchc-body-size, weight: "regular")', "Đề mục", id="headings"),
    pytest.param("text(size: 11pt, line)) }", "text(size: 9pt, line)) }", "Danh sách nơi nhận", id="recipients"),
    pytest.param('size: 14pt, weight: "bold", cchc-lines(capacity)', "size: 14pt, cchc-lines(capacity)", "Chức vụ người ký", id="capacity"),
    pytest.param("set table.cell(breakable: false)", "set table.cell(breakable: true)", "Dòng của bảng", id="rows cut"),
    pytest.param("background: cchc-page-background(),", "", "Dấu DỰ THẢO", id="no stamps"),
    pytest.param('size: 14pt, weight: "bold", title)\n    block', "size: 14pt, title)\n    block", "Tiêu đề phụ lục", id="annex title"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "element"), TEMPLATES)
def test_a_departure_in_a_pdf_is_found(tmp_path: Path, old: str, new: str, element: str) -> None:
    extension = tmp_path / "cchc"
    shutil.copytree(EXTENSION, extension)
    template = extension / "typst-template.typ"
    source = template.read_text(encoding="utf-8")
    assert old in source
    template.write_text(source.replace(old, new, 1), encoding="utf-8")
    assert element in wrong(render(tmp_path, "pdf", things(), extension))


def test_a_signature_on_another_page_than_the_text_is_found(tmp_path: Path) -> None:
    extension = tmp_path / "cchc"
    shutil.copytree(EXTENSION, extension)
    template = extension / "typst-template.typ"
    source = template.read_text(encoding="utf-8")
    source = source.replace("breakable: false, above: 16pt, width: 100%,\n", "breakable: false, above: 300mm,\n")
    template.write_text(source.replace("sticky: true, width: 100%", "width: 100%"), encoding="utf-8")
    assert "Khối chữ ký" in wrong(render(tmp_path, "pdf", things(), extension))


def test_a_letter_that_the_font_lacks_costs_the_standards(tmp_path: Path) -> None:
    found = wrong(render(tmp_path, "pdf", [*things(), Prose("漢")]))
    assert {"PDF/A", "PDF/UA"} <= set(found)


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("x.odt", b"", InputError, "neither a .docx nor a .pdf"),
        ("x.pdf", None, InputError, "There is no file x.pdf"),
        ("x.pdf", b"%PDF-1.7 half", RenderError, "x.pdf is not a PDF"),
        ("x.docx", b"PK half", RenderError, "x.docx is not a DOCX"),
    ],
)
def test_what_is_no_report_is_named(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], said: str
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=said):
        check_file(path)
