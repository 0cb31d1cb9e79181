"""An executed notebook as Quarto-flavoured Markdown: what Quarto itself would hand to Pandoc, for the built-in
renderer.

Which outputs are shown, in which of their MIME types, and whether code is shown. What the constructs in the text mean
is the business of the Lua filters; what a notebook may contain is listed in docs/notebook-constructs.md.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat

from cchc_analysis.errors import NotebookError

Format = Literal["html", "pdf", "docx"]
Code = Literal["hide", "fold"]

CODE_SUMMARY = "Mã lệnh"
# The tags of the cell with the parameters, and of the one that papermill puts below it.
PARAMETER_TAGS = frozenset({"parameters", "injected-parameters"})
_OPTION = re.compile(r"^#\| ?([a-z-]+):\s*(.*?)\s*$")
_BLOCK = re.compile(r"^``` \{\.cchc-block\}\n(.*)\n```$", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """What the official blocks of a document say about it: its title, the stamps across its pages, and its `draft_mark`."""

    title: str
    stamps: tuple[str, ...]
    mark: str = ""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook at `path` in the current format. Raises NotebookError if it is none."""
    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-any-return, no-untyped-call]
    except (OSError, nbformat.reader.NotJSONError, nbformat.validator.NotebookValidationError) as error:
        raise NotebookError(
            f"{path.name} is not a notebook that can be read: {error}. Run the notebooks again."
        ) from error


def notebook_to_markdown(
    notebook: nbformat.NotebookNode, fmt: Format, *, code: Code = "hide", front_matter: bool = True
) -> str:
    """`notebook` as one Markdown text, with the metadata of its first cell unless `front_matter` is false.

    An output in HTML is taken as `text/html` for "html" and as `text/markdown` for the others. `code`: "hide" shows no
    code, "fold" shows each cell's code behind a line to click on (HTML only) and outputs that are mere text.

    Raises NotebookError for a cell that failed, and for an output that the format cannot show.
    """
    parts = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" or (cell.cell_type == "raw" and index == 0):
            parts.append(cell.source)
        elif cell.cell_type == "code":
            parts.extend(_code_cell(cell, fmt, code))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def head_of(notebook: nbformat.NotebookNode, fallback: str) -> Head:
    """Title and stamps of the document, from its letterhead or page head; without one, `fallback` is the title."""
    blocks = list(official_blocks(notebook))
    stamps = tuple(stamp for _, content in blocks for stamp in content.get("stamps", ()))
    titles = [
        f"{content['title']} {content['subject']}" if kind == "letterhead" else str(content["title"])
        for kind, content in blocks
        if kind in ("letterhead", "pagehead")
    ]
    return Head(titles[0] if titles else fallback, stamps, draft_mark(notebook))


def draft_mark(notebook: nbformat.NotebookNode) -> str:
    """The mark of a draft: the same for the same words and figures."""
    shown = [
        _text(output.get("data", {}).get("text/markdown", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    ]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def official_blocks(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and content of every official block that the notebook shows, in order."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            for found in _BLOCK.finditer(_text(output.get("data", {}).get("text/markdown", ""))):
                block = json.loads(found[1])
                yield block["kind"], block["content"]


def _code_cell(cell: nbformat.NotebookNode, fmt: Format, code: Code) -> Iterator[str]:
    options, source = cell_options(cell.source)
    if options.get("include") == "false":
        return
    is_parameters = bool(PARAMETER_TAGS & set(cell.metadata.get("tags", ())))
    if code == "fold" and fmt == "html" and options.get("echo") != "false" and not is_parameters:
        yield _folded(source)
    for output in cell.outputs:
        yield _output(output, fmt, code, source)


def cell_options(source: str) -> tuple[dict[str, str], str]:
    """The `#|` lines at the head of a cell as a mapping, and the code without them."""
    lines = source.split("\n")
    options = {}
    while lines and (found := _OPTION.match(lines[0])):
        options[found[1]] = found[2]
        lines.pop(0)
    return options, "\n".join(lines)


def _folded(source: str) -> str:
    fence = _fence(source)
    head = f'<details class="cchc-code"><summary>{CODE_SUMMARY}</summary>'
    return f"{head}\n\n{fence}python\n{source}\n{fence}\n\n</details>"


def _output(output: nbformat.NotebookNode, fmt: Format, code: Code, source: str) -> str:
    if output.output_type == "error":
        raise NotebookError(
            f"a cell failed with {output.ename}, so there is nothing to render; it begins: {_first_line(source)}"
        )
    if output.output_type == "stream":
        return ""
    data = output.data
    for kind in ("text/html", "text/markdown") if fmt == "html" else ("text/markdown",):
        if kind in data:
            text = _text(data[kind])
            return _raw_html(text) if kind == "text/html" else text
    if code == "fold" and "text/plain" in data:
        text = _text(data["text/plain"])
        fence = _fence(text)
        return f"{fence}\n{text}\n{fence}"
    raise NotebookError(
        f"a cell shows {', '.join(sorted(data)) or 'nothing'}, which {fmt} cannot take: show a Table, Figure, Prose or "
        f"another thing of cchc_analysis.present.display; the cell begins: {_first_line(source)}"
    )


def _raw_html(text: str) -> str:
    fence = _fence(text)
    return f"{fence}{{=html}}\n{text}\n{fence}"


def _fence(text: str) -> str:
    """A line of backquotes that is longer than any inside `text`."""
    return "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _first_line(source: str) -> str:
    return next((line.strip() for line in source.split("\n") if line.strip()), "(empty)")[:80]
