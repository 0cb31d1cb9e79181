"""Every notebook keeps to docs/notebook-constructs.md, so that both renderers print it alike."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc
import pytest
import yaml

from cchc_analysis.pipeline.markdown import PARAMETER_TAGS, cell_options

ROOT = Path(__file__).parents[2]
NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "tests" / "data" / "render-fixture.ipynb"]
# The reviewers' notebook is read where nothing runs it, and nbval compares what it shows.
WITH_OUTPUTS = {"measures"}
BLOCKS = {"Header", "Para", "Plain", "BulletList", "OrderedList"}
INLINES = {
    "Str",
    "Space",
    "SoftBreak",
    "LineBreak",
    "Emph",
    "Strong",
    "Code",
    "Quoted",
    "Cite",
    "DoubleQuote",
    "SingleQuote",
}
# What Pandoc notes of an element besides its contents.
DETAILS = {"Decimal", "Period", "DefaultStyle", "DefaultDelim", "AuthorInText", "NormalCitation"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells_of(path: Path, kind: str) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == kind]


def kinds(node: object) -> Iterator[tuple[str, object]]:
    """Every element of a Pandoc document with its contents."""
    if isinstance(node, dict):
        if "t" in node:
            yield node["t"], node.get("c")
        for value in node.values():
            yield from kinds(value)
    elif isinstance(node, list):
        for value in node:
            yield from kinds(value)


def problems_of_markdown(text: str) -> list[str]:
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    found = []
    for kind, content in kinds(json.loads(done.stdout)["blocks"]):
        if kind not in BLOCKS | INLINES | DETAILS:
            found.append(kind)
        if kind == "Cite":
            found += [
                entry["citationId"] for entry in content[0] if not entry["citationId"].startswith(("tbl-", "fig-"))
            ]  # type: ignore[index]
    return found


@every_notebook
def test_the_first_cell_has_the_title(path: Path) -> None:
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert first["cell_type"] == "raw"
    (metadata,) = (part for part in yaml.safe_load_all("".join(first["source"])) if part)
    assert metadata["title"]


@every_notebook
def test_one_cell_has_plain_parameters(path: Path) -> None:
    (cell,) = (cell for cell in cells_of(path, "code") if PARAMETER_TAGS & set(cell["metadata"].get("tags", ())))
    for statement in ast.parse(cell["source"]).body:
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Constant)
        assert isinstance(statement.value.value, str | int | bool)


@every_notebook
def test_code_is_short_and_prints_nothing(path: Path) -> None:
    cells = cells_of(path, "code")
    assert path.parent.name != "notebooks" or len(cells) <= 15
    for cell in cells:
        options, source = cell_options(cell["source"])
        assert set(options) <= {"echo", "include"}
        tree = ast.parse(source)
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        if path.parent.name == "notebooks":
            names = {
                node.func.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert "print" not in names
        assert path.stem in WITH_OUTPUTS or cell["outputs"] == []


@every_notebook
def test_markdown_keeps_to_the_list(path: Path) -> None:
    text = "\n\n".join(cell["source"] for cell in cells_of(path, "markdown"))
    assert problems_of_markdown(text) == []
    assert "{{<" not in text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<b>x</b>", "RawInline"),
        ("::: {.callout-note}\nx\n:::", "Div"),
        ("$x$", "Math"),
        ("x[^1]\n\n[^1]: y", "Note"),
        ("@knuth1984", "knuth1984"),
        ("```python\nx\n```", "CodeBlock"),
        ("![x](y.png)", "Image"),
        ("| a |\n|---|\n| b |", "Table"),
        ("[x](https://y.z)", "Link"),
    ],
)
def test_what_is_not_on_the_list_is_found(text: str, kind: str) -> None:
    assert kind in problems_of_markdown(text)


def test_stored_outputs_tell_nothing_of_the_machine_that_made_them() -> None:
    text = (ROOT / "notebooks" / "measures.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"0x[0-9a-f]{6,}|/(home|root|tmp|work|usr)/|iopub|\"version\"", text)
    shown = [output for cell in cells_of(ROOT / "notebooks" / "measures.ipynb", "code") for output in cell["outputs"]]
    assert len(shown) > 40
    assert all("text/html" in output["data"] for output in shown)
