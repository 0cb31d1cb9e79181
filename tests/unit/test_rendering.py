"""The built-in renderer on a notebook that holds every construct, hostile texts among them, in all formats.

The notebook is `tests/data/render-fixture.ipynb`; it is executed once. With Quarto on the PATH the same is asked of it.
"""

import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pypandoc
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from nbclient import NotebookClient

from cchc_analysis.errors import NotebookError, RenderError
from cchc_analysis.pipeline import builtin, docx, gates, markdown, quarto
from cchc_analysis.pipeline.markdown import Format
from cchc_analysis.present.display import ABOVE, Brief, NewPage, PageHead, Prose, Table
from cchc_analysis.present.markup import printable

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "report" / "_extensions" / "cchc"
FIXTURE = ROOT / "tests" / "data" / "render-fixture.ipynb"
EPOCH = 1615852800  # 2021-03-16
FORMATS: tuple[Format, ...] = ("html", "pdf", "docx")
STAMPS = ("SỐ LIỆU MẪU", "DỰ THẢO", "SỐ LIỆU TẠM TÍNH đến hết ngày 04/3/2021")
# What every format must say, in its own letters.
SAID = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: /BC-STTTT",
    "Kính gửi:",
    "Trước hạn và đúng hạn 157/160 hồ sơ, đạt 98,13%; quá hạn 03 hồ sơ, chiếm 1,87%",
    "(chi tiết tại Bảng 3, Bảng 1 và Hình 1)",
    "Bảng 1. Hồ sơ tiếp nhận mới theo kênh",
    "Hình 1. Hồ sơ tiếp nhận mới theo lĩnh vực và kênh",
    "Bảng 3. Tình hình, kết quả giải quyết thủ tục hành chính quý I năm 2021",
    '<script>alert("x")</script> a|b *đậm* #read("x") =HYPERLINK("x") $x$ @import @x đảo.',
    "Nơi nhận:",
    "PHÓ GIÁM ĐỐC",
    "Phụ lục II",
    "Biểu số II.06a/VPCP/KSTT",
    *STAMPS,
)
RULE = re.compile(r"\s+|\u200b")


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("executed")
    notebook = nbformat.read(FIXTURE, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    path = folder / "bao-cao.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def rendered(executed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Format, Path]:
    folder = tmp_path_factory.mktemp("rendered")
    for fmt in FORMATS:
        builtin.render(executed, fmt, folder / f"bao-cao.{fmt}", extension=EXTENSION, epoch=EPOCH)
    return {fmt: folder / f"bao-cao.{fmt}" for fmt in FORMATS}


def unbroken(text: str) -> str:
    return RULE.sub("", unicodedata.normalize("NFC", text))


def text_of(fmt: Format, path: Path) -> str:
    """The text of a rendered file without any white space."""
    if fmt == "html":
        return unbroken(html.fromstring(path.read_text(encoding="utf-8")).text_content())
    if fmt == "pdf":
        return unbroken("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
    return unbroken("".join(Document(str(path)).element.body.itertext()) + shapes_of(path))


def shapes_of(path: Path) -> str:
    """The words of a DOCX's watermarks."""
    with zipfile.ZipFile(path) as archive:
        headers = [
            archive.read(name).decode() for name in archive.namelist() if "header" in name and name.endswith(".xml")
        ]
    return "".join(re.findall(r'string="([^"]+)"', "".join(headers)))


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_says_the_same(rendered: dict[Format, Path], fmt: Format) -> None:
    text = text_of(fmt, rendered[fmt])
    assert [said for said in SAID if unbroken(said) not in text] == []


def test_every_format_passes_its_gate(rendered: dict[Format, Path]) -> None:
    gates.check_html(rendered["html"])
    gates.check_pdf(rendered["pdf"], ["Tổng cộng", "Phụ lục I"])
    gates.check_docx(rendered["docx"], ["Tổng cộng", "Phụ lục I"])


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_bytes_in_another_folder_and_time_zone(
    executed: Path, rendered: dict[Format, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fmt: Format
) -> None:
    elsewhere = tmp_path / "một nơi khác"
    shutil.copytree(executed.parent, elsewhere)
    extension = tmp_path / "report" / "_extensions" / "cchc"
    shutil.copytree(EXTENSION, extension)
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out" / f"x.{fmt}"
    builtin.render(elsewhere / executed.name, fmt, out, extension=extension, epoch=EPOCH)
    assert out.read_bytes() == rendered[fmt].read_bytes()


def test_the_page_has_a_real_head_and_numbers_with_their_measures(rendered: dict[Format, Path]) -> None:
    page = html.fromstring(rendered["html"].read_text(encoding="utf-8"))
    (table,) = page.xpath("//figure[@id='tbl-ii06a']//table")
    assert [len(row) for row in table.find("thead")] == [5, 10, 2, 13]
    assert page.xpath("//figure[@id='tbl-ii06a']//tr[@class='cchc-total']/td//text()")[1:3] == ["172", "149"]
    assert len(page.xpath("//figure[@id='tbl-ii06a']//span[@data-measure]")) == 55
    assert page.xpath("//a[@href='#tbl-ii06a']/text()") == ["Bảng\u00a03"]
    assert page.xpath("//figure[@id='fig-kenh']/img/@alt")[0].startswith("Biểu đồ cột: lĩnh vực Xuất bản")
    assert page.xpath("//main//script | //iframe | //a[starts-with(@href, 'javascript')]") == []


def test_the_pdf_is_archivable_accessible_and_has_one_font_family(rendered: dict[Format, Path]) -> None:
    reader = pypdf.PdfReader(rendered["pdf"])
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
    assert "<pdfaid:part>2" in metadata
    assert "<pdfuaid:part>1" in metadata
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"Tinos"}
    assert reader.root_object["/Lang"] in ("vi", "vi-VN")


def test_pdf_pages_turn_for_the_landscape_annex_and_carry_numbers_and_stamps(rendered: dict[Format, Path]) -> None:
    pages = pypdf.PdfReader(rendered["pdf"]).pages
    widths = [round(float(page.mediabox.width)) for page in pages]
    assert widths[-1] == 842
    assert set(widths[:-1]) == {595}
    texts = [unbroken(page.extract_text()) for page in pages]
    assert all(unbroken(stamp) in text for text in texts for stamp in STAMPS)
    # The stamps are drawn first, then comes the page's number; the first page has none.
    assert [str(number) in text.split(unbroken(STAMPS[-1]))[1][:3] for number, text in enumerate(texts[1:], 2)] == [
        True
    ] * len(texts[1:])


def data_tables(path: Path) -> list[object]:
    return [table for table, _ in docx.data_tables(Document(str(path)))]


def test_the_docx_table_has_a_head_of_four_rows_that_repeats(rendered: dict[Format, Path]) -> None:
    document = Document(str(rendered["docx"]))
    (table, width) = list(docx.data_tables(document))[-1]
    rows = table._tbl.tr_lst
    heads = [row for row in rows if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None]
    assert rows[:4] == heads
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    # All cells of a row add up to the width between the margins of a page that lies on the side.
    assert width == 16838 - 1701 - 850
    sums = [sum(int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.tc_lst) for row in rows]
    assert all(width - 13 <= total <= width for total in sums)


def test_docx_sections_pages_and_watermarks(rendered: dict[Format, Path]) -> None:
    document = Document(str(rendered["docx"]))
    sections = list(document.sections)
    assert [section.orientation for section in sections] == [0, 0, 1]
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False]
    margins = [(s.top_margin, s.bottom_margin, s.left_margin, s.right_margin) for s in sections]
    assert [[round(margin.mm) for margin in four] for four in margins] == [[20, 20, 30, 15]] * 3
    for header in (sections[0].first_page_header, sections[0].header, sections[1].header, sections[2].header):
        xml = header._element.xml
        assert [stamp for stamp in STAMPS if stamp not in xml] == []
    assert "PAGE" not in sections[0].first_page_header._element.xml
    assert all("PAGE" in section.header._element.xml for section in sections)
    assert document.core_properties.title.startswith("BÁO CÁO Kết quả công tác cải cách hành chính")
    assert document.core_properties.author == ""


def test_docx_has_no_field_or_link_from_data(rendered: dict[Format, Path]) -> None:
    body = Document(str(rendered["docx"])).element.body
    assert list(body.iter(qn("w:instrText"))) == []
    assert {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} == {
        "tbl-ii06a",
        "tbl-don-gian",
        "fig-kenh",
    }


def changed(executed: Path, tmp_path: Path, change: Callable[[nbformat.NotebookNode], None]) -> Path:
    """A copy of the executed notebook, beside its figures, with one thing changed."""
    folder = tmp_path / "changed"
    shutil.copytree(executed.parent, folder)
    notebook = nbformat.read(folder / executed.name, as_version=4)
    change(notebook)
    nbformat.write(notebook, folder / executed.name)
    return folder / executed.name


def test_a_failed_cell_is_not_rendered(executed: Path, tmp_path: Path) -> None:
    def fail(notebook: nbformat.NotebookNode) -> None:
        error = nbformat.v4.new_output("error", ename="KeyError", evalue="x", traceback=[])
        notebook.cells[2]["outputs"] = [error]

    with pytest.raises(NotebookError, match="a cell failed with KeyError"):
        builtin.render(changed(executed, tmp_path, fail), "html", tmp_path / "x.html", extension=EXTENSION)
    assert not (tmp_path / "x.html").exists()


def test_a_reference_to_nothing_stops_the_run(executed: Path, tmp_path: Path) -> None:
    def refer(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.append(nbformat.v4.new_markdown_cell("Xem @tbl-khong-co."))

    with pytest.raises(
        RenderError,
        match=r"^Pandoc could not render the notebook: @tbl-khong-co refers to nothing: no table .* has this label$",
    ):
        builtin.render(changed(executed, tmp_path, refer), "docx", tmp_path / "x.docx", extension=EXTENSION)


def test_a_label_that_is_used_twice_stops_the_run(executed: Path, tmp_path: Path) -> None:
    def repeat(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.append(nbformat.from_dict({**notebook.cells[-1], "id": "again"}))

    with pytest.raises(RenderError, match="the label tbl-ii06a is used twice"):
        builtin.render(changed(executed, tmp_path, repeat), "html", tmp_path / "x.html", extension=EXTENSION)


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_figure_that_is_missing_stops_the_run(executed: Path, tmp_path: Path, fmt: Format) -> None:
    path = changed(executed, tmp_path, lambda notebook: None)
    shutil.rmtree(path.parent / "figures")
    with pytest.raises(RenderError, match="fig-kenh"):
        builtin.render(path, fmt, tmp_path / f"x.{fmt}", extension=EXTENSION)


def test_a_letter_that_the_font_lacks_does_not_stop_the_pdf(executed: Path, tmp_path: Path) -> None:
    def write(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.append(nbformat.v4.new_markdown_cell("Chữ lạ: 漢字"))

    out = tmp_path / "x.pdf"
    builtin.render(changed(executed, tmp_path, write), "pdf", out, extension=EXTENSION, epoch=EPOCH)
    gates.check_pdf(out, ["Chữ lạ:"])


def test_a_page_shows_its_code_folded_and_a_report_does_not(executed: Path, tmp_path: Path) -> None:
    notebook = markdown.read_notebook(executed)
    hidden = markdown.notebook_to_markdown(notebook, "html")
    folded = markdown.notebook_to_markdown(notebook, "html", code="fold")
    assert "Letterhead(" not in hidden
    assert "never shown" not in hidden
    assert "<summary>Mã lệnh</summary>" in folded
    assert "Letterhead(" in folded
    assert "period = " not in folded  # parameters are no part of the page
    assert "from cchc_analysis" not in folded  # the cell says `#| echo: false`
    builtin.render(executed, "html", tmp_path / "x.html", extension=EXTENSION, code="fold")
    gates.check_html(tmp_path / "x.html")


def test_html_takes_html_and_the_others_take_markdown() -> None:
    cell = nbformat.v4.new_code_cell(
        "x", outputs=[output({"text/html": "<p>H</p>", "text/markdown": "M", "text/plain": "P"})]
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert markdown.notebook_to_markdown(notebook, "html") == "```{=html}\n<p>H</p>\n```\n"
    assert markdown.notebook_to_markdown(notebook, "pdf") == "M\n"
    assert markdown.notebook_to_markdown(notebook, "docx") == "M\n"


@pytest.mark.parametrize(
    "data", [{"text/plain": "x"}, {"text/html": "<table>", "text/plain": "x"}, {"image/png": "AA=="}]
)
def test_what_a_format_cannot_show_is_refused(data: dict[str, str]) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("frame.head()", outputs=[output(data)])])
    with pytest.raises(NotebookError, match=r"cannot take.*begins: frame\.head\(\)"):
        markdown.notebook_to_markdown(notebook, "docx")


def output(data: dict[str, str]) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("execute_result", data=data, execution_count=1)


@pytest.mark.parametrize("fmt", ["typst", "docx"])
def test_merged_cells_reach_the_printed_formats(tmp_path: Path, fmt: str) -> None:
    rows = [("1", "Một", "a"), (ABOVE, ABOVE, "b"), (ABOVE, "Hai", "c")]
    table = Table(("TT", "Tên", "Việc"), rows, "Bảng thử", "tbl-thu", dense=True)
    source = table._repr_mimebundle_()["text/markdown"]
    to, out = ("docx", tmp_path / "thu.docx") if fmt == "docx" else (fmt, tmp_path / "thu.txt")
    filters = [f"--lua-filter={EXTENSION / name}.lua" for name in ("cchc", "crossref")]
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", to, "-o", str(out), *filters]
    subprocess.run([*command, f"--reference-doc={EXTENSION / 'reference.docx'}"], input=source.encode(), check=True)
    if fmt == "docx":
        docx.finish(out, title="Thử", stamps=(), epoch=EPOCH)
        xml = Document(str(out)).element.xml
        assert (xml.count('w:vMerge w:val="restart"'), xml.count('w:vMerge w:val="continue"')) == (2, 3)
        assert 'w:pStyle w:val="CchcSmallCell"' in xml
    elif fmt == "typst":
        written = " ".join(out.read_text(encoding="utf-8").split())
        assert "rowspan: 3" in written
        assert "rowspan: 2" in written
        assert written.count("#cchc-dense[") == 1


def test_a_page_that_must_hold_much_ends_where_it_says(tmp_path: Path) -> None:
    """Whose it is, close rows with an empty cell, smaller letters; what follows begins on the next page."""
    shown = (
        PageHead("HỒ SƠ", "Kèm theo Báo cáo số      /BC", agency="SỞ – PHÒNG"),
        Table(("Tên", "Số"), [("Một", ""), ("Hai", "b")], "Bảng thử", "tbl-thu", tight=True),
        Brief("**Vì sao:** một.\n\nHai."), NewPage(), Prose("Trang sau."),
    )  # fmt: skip
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(outputs=[output(each._repr_mimebundle_()) for each in shown])]
    )
    nbformat.write(notebook, tmp_path / "x.ipynb")
    for fmt in FORMATS:
        builtin.render(tmp_path / "x.ipynb", fmt, tmp_path / f"x.{fmt}", extension=EXTENSION, epoch=EPOCH)
    first, second = (page.extract_text() for page in pypdf.PdfReader(tmp_path / "x.pdf").pages)
    assert ("SỞ – PHÒNG" in first, "Hai." in first, "Trang sau." in second) == (True, True, True)
    word = Document(str(tmp_path / "x.docx"))
    assert [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "CCHC Brief"] == [
        "Vì sao: một.",
        "Hai.",
    ]
    assert len(word.sections) == 2
    (cells,) = (table for table in word.tables)
    # A cell without a paragraph of its own would be as high as the letters of the body.
    assert {paragraph.style.name for row in cells.rows[1:] for cell in row.cells for paragraph in cell.paragraphs} == {
        "CCHC Small Cell"
    }
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert page.count('<div class="cchc-newpage">') == 1
    assert "số\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC" in html.fromstring(page).text_content()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=40).filter(lambda text: bool(printable(text))), min_size=1, max_size=30))
def test_any_text_in_a_table_comes_out_as_it_went_in(texts: list[str]) -> None:
    table = Table(("TT", "Nội dung"), [(str(n), text) for n, text in enumerate(texts)], "Chú thích", "tbl-thu")
    source = table._repr_mimebundle_()["text/markdown"]
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"],
        input=source.encode(),
        capture_output=True,
        check=True,
    )
    assert list(cells_of(json.loads(done.stdout)["blocks"])) == [printable(text) for text in texts]


def cells_of(blocks: list[dict[str, object]]) -> Iterator[str]:
    """The plain text of the second column of the table in a Pandoc document; anything but text raises KeyError."""
    words = {"Str": lambda inline: inline["c"], "Space": lambda inline: " ", "SoftBreak": lambda inline: " "}
    (table,) = (block for block in blocks[0]["c"][1] if block["t"] == "Table")  # type: ignore[index]
    for row in table["c"][4][0][3]:
        cell = row[1][1][4]
        yield "".join(words[inline["t"]](inline) for block in cell for inline in block["c"])


@pytest.mark.skipif(shutil.which("quarto") is None, reason="there is no quarto on the PATH")
@pytest.mark.quarto
@pytest.mark.parametrize("fmt", FORMATS)
def test_quarto_prints_the_same_document(
    executed: Path, rendered: dict[Format, Path], tmp_path: Path, fmt: Format
) -> None:
    out = tmp_path / f"bao-cao.{fmt}"
    quarto.render(executed, fmt, out, extension=EXTENSION, epoch=EPOCH)
    {"html": gates.check_html, "pdf": gates.check_pdf, "docx": gates.check_docx}[fmt](out)
    text = text_of(fmt, out)
    assert [said for said in SAID if unbroken(said) not in text] == []
    if fmt != "pdf":  # a page may break elsewhere with another typst
        assert text == text_of(fmt, rendered[fmt])


@pytest.mark.skipif(shutil.which("quarto") is None, reason="there is no quarto on the PATH")
@pytest.mark.quarto
@pytest.mark.parametrize("fmt", FORMATS)
def test_quarto_runs_the_notebook_in_its_own_way(tmp_path: Path, fmt: Format) -> None:
    for name in ("_quarto.yml", "_language.yml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(EXTENSION, tmp_path / "report" / "_extensions" / "cchc")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(FIXTURE, tmp_path / "notebooks" / "bao-cao.ipynb")
    target = "typst" if fmt == "pdf" else fmt
    command = ["quarto", "render", "notebooks/bao-cao.ipynb", "--to", target, "--execute", "-P", "period:2021-6M"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    text = text_of(fmt, tmp_path / "notebooks" / f"bao-cao.{fmt}")
    # The watermark of a DOCX is put in by our own pipeline; the line at the top is there in any case.
    assert [said for said in SAID if unbroken(said) not in text] == []


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium on the PATH")
@pytest.mark.chromium
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(rendered: dict[Format, Path], tmp_path: Path, width: int) -> None:
    # In a frame of the wanted width, because a window has a least width of its own.
    page = tmp_path / "page.html"
    shutil.copy(rendered["html"], page)
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe src="page.html" style="width:{width}px;height:800px;border:0"></iframe><p id="width"></p><script>'
        "onload = () => { const root = document.querySelector('iframe').contentDocument.documentElement;"
        "document.title = root.scrollWidth + ' of ' + root.clientWidth; }</script>",
        encoding="utf-8",
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += [
        "--disable-component-update",
        "--disable-sync",
        "--allow-file-access-from-files",
        f"--user-data-dir={tmp_path / 'c'}",
    ]
    done = subprocess.run(
        ["chromium", *options, "--dump-dom", frame.as_uri()], capture_output=True, text=True, check=True
    )
    found = re.search(r"<title>(\d+) of (\d+)</title>", done.stdout)
    assert found is not None, done.stdout[:500]
    assert int(found[1]) <= int(found[2])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice on the PATH")
@pytest.mark.libreoffice
def test_libreoffice_opens_the_docx(rendered: dict[Format, Path], tmp_path: Path) -> None:
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(rendered["docx"])], capture_output=True, check=True)
    pages = pypdf.PdfReader(tmp_path / "bao-cao.pdf").pages
    assert round(float(pages[-1].mediabox.width)) == 842
    assert "Tổng cộng" in pages[-1].extract_text()
