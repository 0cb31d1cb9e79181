"""The built-in renderer: executed notebook → Markdown → Pandoc → HTML, DOCX, or typst source → PDF.

Needs nothing but Python wheels. It reads the same extension folder as Quarto (filters, templates, styles, fonts), so that
both print the same document.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pypandoc
import typst

from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline import docx, markdown
from cchc_analysis.pipeline.markdown import Code, Format, Head

Standard = Literal["a-2a", "ua-1"]
# Archivable (PDF/A-2a) and accessible (PDF/UA-1) at once; a document that cannot be is still written, tagged.
PDF_STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
# A row of a table that is one cell: the title of a group. Said as a head of the second level, which typst 0.13 (Quarto 1.7)
# does not know, it is never left alone at the foot of a page.
_GROUP_TITLE = re.compile(rb"^( +)(table\.cell\(align: left, colspan: \d+\)\[#strong\[.*\]\]),$", re.MULTILINE)
# Headings get no ids: nothing refers to them, and in a DOCX each would be a bookmark.
_READER = "markdown-auto_identifiers"


def render(notebook: Path, fmt: Format, out: Path, *, extension: Path, code: Code = "hide", epoch: int = 0) -> None:
    """Render the executed `notebook` to `out`.

    `extension` is the folder of the Quarto extension `cchc`; figures are found relative to the notebook. `code`:
    "hide", or "fold" for pages that show each cell's code behind a line to click on. `epoch` (seconds) is the only time
    in the document. The same notebook gives the same bytes anywhere.

    Raises NotebookError for a notebook that failed or shows what the format cannot take, RenderError if Pandoc or typst
    stop.
    """
    content = markdown.read_notebook(notebook)
    text = markdown.notebook_to_markdown(content, fmt, code=code)
    head = markdown.head_of(content, notebook.stem)
    folder = notebook.parent.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    match fmt:
        case "html":
            _html(text, head, out, folder, extension.resolve(), epoch)
        case "pdf":
            _pdf(text, head, out, folder, extension.resolve(), epoch)
        case "docx":
            _docx(text, head, out, folder, extension.resolve(), epoch)


def write_docx(text: str, head: Head, out: Path, *, extension: Path, epoch: int) -> None:
    """Render a text of our own Markdown, such as the blocks of a letter one after the other, to a DOCX at `out`."""
    _docx(text, head, out, out.parent.resolve(), extension.resolve(), epoch)


def _html(text: str, head: Head, out: Path, folder: Path, extension: Path, epoch: int) -> None:
    options = [
        "--to=html5",
        "--embed-resources",
        f"--template={extension / 'builtin.html'}",
        f"--css={extension / 'cchc.css'}",
        f"--metadata=pagetitle={head.title}",
        f"--output={out.resolve()}",
    ]
    _pandoc(text, options, folder, extension, epoch)


def _docx(text: str, head: Head, out: Path, folder: Path, extension: Path, epoch: int) -> None:
    options = ["--to=docx", f"--reference-doc={extension / 'reference.docx'}", f"--output={out.resolve()}"]
    _pandoc(text, options, folder, extension, epoch)
    docx.finish(out, title=head.title, stamps=head.stamps, epoch=epoch, mark=head.mark)


def _pdf(text: str, head: Head, out: Path, folder: Path, extension: Path, epoch: int) -> None:
    day = datetime.fromtimestamp(epoch, tz=UTC)
    options = [
        "--to=typst",
        "--wrap=none",
        f"--template={extension / 'builtin.typ'}",
        f"--metadata=title={head.title}",
        *(f"--variable=document-{part}={getattr(day, part)}" for part in ("year", "month", "day")),
    ]
    source = _GROUP_TITLE.sub(
        rb"\1table.header(level: 2, repeat: false, \2),", _pandoc(text, options, folder, extension, epoch)
    )
    out.write_bytes(_compile(source, folder, extension / "fonts"))


def _compile(source: bytes, folder: Path, fonts: Path) -> bytes:
    """The PDF of a typst source whose figures are in `folder`, with the fonts of the extension and no others."""
    try:
        return _typst(source, folder, fonts, PDF_STANDARDS)
    except typst.TypstError:
        # A character that our font lacks breaks the standards, not the document.
        try:
            return _typst(source, folder, fonts, ())
        except typst.TypstError as error:
            raise RenderError(
                f"typst could not make the PDF: {error}. The notebook shows something it stumbled on."
            ) from error


def _typst(source: bytes, folder: Path, fonts: Path, standards: Sequence[Standard]) -> bytes:
    # The stubs want source and folders in one type, which the function does not.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        source,
        root=str(folder),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=list(standards),
    )
    return pdf


def _pandoc(text: str, options: Sequence[str], folder: Path, extension: Path, epoch: int) -> bytes:
    """Run Pandoc on `text` with the project's filters, in `folder`; what it writes to its standard output."""
    command = [
        pypandoc.get_pandoc_path(),
        f"--from={_READER}",
        "--standalone",
        "--metadata=lang=vi",
        "--syntax-highlighting=none",
        f"--lua-filter={extension / 'cchc.lua'}",
        f"--lua-filter={extension / 'crossref.lua'}",
        *options,
    ]
    done = subprocess.run(
        command,
        input=text.encode(),
        capture_output=True,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    )
    message = _without_paths(done.stderr.decode(errors="replace"))
    if done.returncode:
        raise RenderError(f"Pandoc could not render the notebook: {message}")
    if message:
        # What Pandoc only warns about (a figure that is missing, a reference it does not know) is wrong in a signed
        # document.
        raise RenderError(f"Pandoc rendered the notebook with a warning: {message}")
    return done.stdout


def _without_paths(message: str) -> str:
    """What Pandoc says, without the place of a filter on this machine and without the filter's stack."""
    return re.sub(r"Error running filter .*:\n|stack traceback:(?:\n\s+.*)*", "", message).strip()
