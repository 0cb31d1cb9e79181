"""What must not be let out is stopped, with every reason at once; what is right passes."""

import re
from pathlib import Path

import pytest
from docx import Document

from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline import gates

PAGE = '<!DOCTYPE html>\n<html lang="vi"><head><title>x</title></head><body>{}</body></html>\n'


def page(tmp_path: Path, body: str, frame: str = PAGE) -> Path:
    path = tmp_path / "bao-cao.html"
    path.write_text(frame.format(body), encoding="utf-8")
    return path


def document(tmp_path: Path, *paragraphs: str) -> Path:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    path = tmp_path / "bao-cao.docx"
    made.save(str(path))
    return path


def test_a_whole_page_passes(tmp_path: Path) -> None:
    body = '<p>Báo cáo số liệu<br>quý I</p><img src="data:image/png;base64,AA=="><a href="#tbl-a">Bảng 1</a>'
    gates.check_html(page(tmp_path, body))


SCRIPT = "document.title = 'x';"
POLICY = f'<meta http-equiv="Content-Security-Policy" content="script-src {gates.script_sum(SCRIPT)}">'


def test_the_script_that_the_policy_names_may_run(tmp_path: Path) -> None:
    frame = PAGE.replace("<head>", f"<head>{POLICY}")
    gates.check_html(page(tmp_path, f"<p>Số liệu</p><script>{SCRIPT}</script>", frame))
    for body in (f"<p>Số liệu</p><script>{SCRIPT} </script>", f"<p>Số liệu</p><script id='a'>{SCRIPT}</script>"):
        with pytest.raises(RenderError, match="has a <script>"):
            gates.check_html(page(tmp_path, body, frame))


def test_a_policy_among_the_text_lets_nothing_run(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="has a <script>"):
        gates.check_html(page(tmp_path, f"<p>Số liệu</p>{POLICY}<script>{SCRIPT}</script>"))


def test_the_policy_of_the_template_names_its_script() -> None:
    template = Path(__file__).parents[2] / "report" / "_extensions" / "cchc" / "builtin.html"
    text = template.read_text(encoding="utf-8")
    (script,) = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    assert gates.script_sum(script) in text, f"write {gates.script_sum(script)} into the policy of builtin.html"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>Số liệu</p><script>1</script>", "has a <script>"),
        ('<p onclick="x()">Số liệu</p>', "has onclick="),
        ('<p>Số liệu</p><img src="figures/a.svg">', "points outside: figures/a.svg"),
        ('<p>Số liệu</p><link href="https://x.y/a.css">', "points outside: https://x.y/a.css"),
        ("<p>Số liệu: Traceback (most recent call last)</p>", "a Python error"),
        ("<p>Số liệu, xem ?@tbl-a</p>", "a cross-reference that was not resolved"),
        ("<p>Số liệu {#tbl-a}</p>", "a label that was not taken up"),
        ("<p>Số liệu &lt;span data-measure=</p>", "markup that was not taken up"),
        ("<p>Số liệu</p><p>::: {.cchc-note}</p>", "a fence that was not taken up"),
        ("<p>Số liệu tại Bảng ??</p>", "a reference to nothing"),
        ("<p>Số li\ufffdu</p>", "a letter that was lost"),
        ("<p>So lieu</p>", "no Vietnamese letter"),
        ("<div><p>Số liệu</p>", "a <div> is not closed"),
        ("", "no text"),
    ],
)
def test_a_bad_page_is_stopped(tmp_path: Path, body: str, reason: str) -> None:
    with pytest.raises(RenderError, match=r"bao-cao\.html cannot be let out") as caught:
        gates.check_html(page(tmp_path, body))
    assert reason in str(caught.value)


def test_half_a_page_in_another_language_has_two_problems(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"does not end with </html>.*language is \"en\""):
        gates.check_html(page(tmp_path, "Số liệu", '<html lang="en"><body>{}'))


def test_a_document_reads_back(tmp_path: Path) -> None:
    path = document(tmp_path, "Tổng số hồ sơ: 172", "Kính gửi: Sở Nội vụ")
    gates.check_docx(path, ["Tổng số hồ sơ: 172", "Sở Nội vụ"])
    with pytest.raises(RenderError, match='"173" cannot be read back'):
        gates.check_docx(path, ["172", "173"])


@pytest.mark.parametrize("check", [gates.check_pdf, gates.check_docx])
def test_a_damaged_file_is_named(tmp_path: Path, check: object) -> None:
    path = tmp_path / "bao-cao.bin"
    path.write_bytes(b"%PDF-1.7 half a file")
    with pytest.raises(RenderError, match=r"bao-cao\.bin is not a"):
        check(path)  # type: ignore[operator]
