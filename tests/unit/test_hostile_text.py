"""Texts that mean something to HTML, Markdown, typst, Word or a spreadsheet stand in every place of a report as the text that they are.

They go through the real renderers: nothing runs, nothing is loaded, and every letter comes out.
"""

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html

from cchc_analysis.pipeline import builtin, gates
from cchc_analysis.pipeline.markdown import Format
from cchc_analysis.pipeline.pdf_pages import read_page, tagged_text
from cchc_analysis.present.display import Addressees, Annex, FormHead, Letterhead, Note, Prose, Signature, Table
from cchc_analysis.present.markup import fill, printable

EXTENSION = Path(__file__).parents[2] / "report" / "_extensions" / "cchc"
FORMATS: tuple[Format, ...] = ("html", "pdf", "docx")

TEXTS = {
    "html": '<script>alert("x")</script><img src=x onerror=alert(1)><style>@import url(//x)</style>',
    "entities": "&lt;b&gt; &#60;i&#62; &amp;amp; ]]> <!-- ghi chú -->",
    "markdown": "**đậm** _nghiêng_ `mã` [liên kết](http://x.y) ![hình](x.png) <http://x.y> ~~xoá~~ ^trên^",
    "typst": '#read("/etc/passwd") #eval("1+1") #let x = 1 #import "x.typ": * @nhan <nhan> /* chú */ // chú',
    "formulas": r"$x^2$ \(y\) \[z\] $$t$$ \input{/etc/passwd} \u{41}",
    "spreadsheet": '=HYPERLINK("http://x.y","bấm") +1+1 -1+1 @SUM(1)',
    "typography": "--- -- ... -5 ~ 'một' \"hai\" << >> 1/2 (c) -? != \\- a~b a\\ b",
    "shortcodes": "{{< include /etc/passwd >}} {{< meta title >}} a:::b {.c} ``` {.python} {=html} [@tac-gia]",
    "word": '</w:t></w:r></w:p><w:instrText>PAGE</w:instrText> <?xml version="1.0"?>',
    "right to left": "đảo \u202engược\u202c \u200fphải\u200e \u2066cô lập\u2069 \ufeffhết",
    "list": "- gạch",
    "number": "1. một",
    "heading": "# đầu",
    "plus": "+ cộng",
    "equals": "= bằng",
    "term": "/ thuật ngữ: nghĩa",
    "quotation": "> trích",
    "pipe": "a | b || c |",
    "backslash": "cuối \\",
    "question": "Cấp gi??y ph??p",
}  # fmt: skip
# Longer than any page is wide or a row is high.
LONG = {"long": "Tên rất dài của một thủ tục " * 360, "unbroken": "Đ" * 10_000}


def shown(text: str) -> tuple[Any, ...]:
    """The text in every place of a report where a text of the data or of the settings can stand."""
    return (
        Letterhead(text, text, f"Số: {text}", text, "BÁO CÁO", text, ("SỐ LIỆU MẪU",)),
        Addressees((text, text)),
        Prose(fill("Mở đầu: {text}\n\n- {text}\n- **{text}**\n\n1. {text}\n\n{text}", text=text)),
        Table(
            ("TT", ("Nhóm", text), ("Nhóm", "Hai")), [(text,), ("1", text, None), (text, "2", text)], text, "tbl-thu"
        ),
        Table(("TT", "Tên"), [("1", text)], text, "tbl-hai", dense=True, total_row=True),
        Note(text),
        Signature((text,), ("GIÁM ĐỐC",), text),
        Annex("I", text, text, landscape=True),
        FormHead((text,), (text, text), (text,)),
    )


PLACES = 29


def rendered(tmp_path: Path, fmt: Format, things: Sequence[Any]) -> Path:
    outputs = [nbformat.v4.new_output("display_data", data=thing._repr_mimebundle_()) for thing in things]
    cells = [
        nbformat.v4.new_raw_cell('---\ntitle: "Thử"\n---'),
        nbformat.v4.new_code_cell("x", outputs=outputs, execution_count=1),
    ]
    path = tmp_path / "thu.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    out = tmp_path / f"thu.{fmt}"
    builtin.render(path, fmt, out, extension=EXTENSION)
    return out


def unbroken(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", printable(text))


def read_html(path: Path) -> str:
    page = html.fromstring(path.read_text(encoding="utf-8"))
    main = page.find("body/main")
    assert (
        main.xpath(".//script | .//iframe | .//img | .//a | .//*[@onerror] | .//style | .//math | .//em | .//code")
        == []
    )
    # Beside the document a page has its own script, which runs nothing of it, and links to headings.
    assert len(page.xpath("//script")) == 1
    beside = page.xpath("//body/*[not(self::main)]//* | //body/*[not(self::main)]")
    assert {each.tag for each in beside} <= {"a", "nav", "details", "summary", "ul", "li", "p", "script"}
    assert all(each.get("href").startswith("#") for each in beside if each.tag == "a")
    return str(main.text_content())


def read_pdf(path: Path) -> str:
    reader = pypdf.PdfReader(path)
    assert [page for page in reader.pages if "/Annots" in page] == []
    assert b"passwd:" not in path.read_bytes()
    return tagged_text(reader)


def read_docx(path: Path) -> str:
    document = Document(str(path))
    fields = [field.text for field in document.element.body.iter(qn("w:instrText"))]
    assert (fields, list(document.element.body.iter(qn("w:hyperlink"), qn("w:drawing"), qn("m:oMath")))) == ([], [])
    with zipfile.ZipFile(path) as archive:
        assert b'TargetMode="External"' not in archive.read("word/_rels/document.xml.rels")
    return "".join(text.text or "" for text in document.element.body.iter(qn("w:t")))


READ: dict[Format, Callable[[Path], str]] = {"html": read_html, "pdf": read_pdf, "docx": read_docx}
GATES: dict[Format, Callable[[Path], None]] = {
    "html": gates.check_html,
    "pdf": gates.check_pdf,
    "docx": gates.check_docx,
}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_is_a_text_everywhere(tmp_path: Path, fmt: Format, text: str) -> None:
    path = rendered(tmp_path, fmt, shown(text))
    GATES[fmt](path)
    found = unbroken(READ[fmt](path))
    assert found.count(unbroken(text)) == PLACES, found


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_name_of_ten_thousand_letters_comes_out_whole(tmp_path: Path, fmt: Format, text: str) -> None:
    tables = [
        Table(("TT", "Tên", "Đơn vị"), [("1", "Ngắn", "x"), ("2", text, "y")], "Bảng", "tbl-thu", dense=dense)
        for dense in (False, True)
    ]
    path = rendered(tmp_path, fmt, (Prose(fill("{text}", text=text)), tables[0]))
    assert unbroken(READ[fmt](path)).count(unbroken(text)) == 2
    if fmt == "pdf":
        reader = pypdf.PdfReader(path)
        for page in (read_page(page, reader) for page in reader.pages):
            assert min(piece.baseline for piece in page.pieces) > 40, "text below the margin"
            assert max(piece.right for piece in page.pieces) < page.width, "text beyond the page"
