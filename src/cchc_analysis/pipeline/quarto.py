"""Rendering with Quarto, an external program: the same notebook, the same extension folder, the same signature as `builtin`.

Quarto gets a fresh project of its own per call, because it deletes and moves files beside what it renders, and because two
renders in one project disturb each other. The notebook that it is given holds the Markdown that the built-in renderer would
hand to Pandoc: Quarto then has nothing to run, and no HTML output that it would answer with scripts from the internet.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline import docx, markdown
from cchc_analysis.pipeline.markdown import Code, Format, Head

OLDEST = (1, 7)
_TARGETS: dict[Format, str] = {"html": "html", "pdf": "typst", "docx": "docx"}
# A report takes seconds; one that takes longer than this waits for something that will not come.
_SECONDS = 300


class QuartoError(RenderError):
    """Quarto is missing, too old, or stopped; the message holds what it printed."""


def available() -> str | None:
    """The version of the Quarto on the PATH; None without one.

    Raises QuartoError for one that is older than 1.7 or does not answer.
    """
    program = shutil.which("quarto")
    if program is None:
        return None
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise QuartoError(
            f"quarto --version failed: {error}. Mend the installation or choose the built-in renderer."
        ) from error
    version = done.stdout.strip()
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if done.returncode or numbers is None:
        raise QuartoError(f"quarto --version says: {(version or done.stderr).strip()}. Choose the built-in renderer.")
    # 99.9.9 is what a development build calls itself.
    if (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise QuartoError(f"Quarto {version} is too old: install 1.7 or newer, or choose the built-in renderer.")
    return version


def render(notebook: Path, fmt: Format, out: Path, *, extension: Path, code: Code = "hide", epoch: int = 0) -> None:
    """Render the executed `notebook` to `out`, as `builtin.render` does.

    `_quarto.yml` and `_language.yml` are taken from the project that `extension` (report/_extensions/cchc) belongs to.
    Raises NotebookError as `builtin.render` does, QuartoError if Quarto is missing or stops.
    """
    if available() is None:
        raise QuartoError(
            "There is no quarto on the PATH: install Quarto 1.7 or newer, or choose the built-in renderer."
        )
    content = markdown.read_notebook(notebook)
    head = markdown.head_of(content, notebook.stem)
    text = markdown.notebook_to_markdown(content, fmt, code=code, front_matter=False)
    with tempfile.TemporaryDirectory(prefix="cchc-quarto-") as folder:
        project = Path(folder)
        lay_out(project, extension.resolve(), notebook, text, head, epoch)
        result = _run(project, notebook.stem, fmt, epoch)
        if fmt == "docx":
            docx.finish(result, title=head.title, stamps=head.stamps, epoch=epoch, mark=head.mark)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(result, out)


def lay_out(project: Path, extension: Path, notebook: Path, text: str, head: Head, epoch: int) -> None:
    """Fill the folder `project` with a Quarto project that holds one notebook, `notebooks/<name>.ipynb`, made of `text`."""
    root = extension.parents[2]
    for name in ("_quarto.yml", "_language.yml"):
        shutil.copyfile(root / name, project / name)
    shutil.copytree(extension, project / extension.relative_to(root))
    folder = project / "notebooks"
    folder.mkdir()
    figures = notebook.parent / "figures"
    if figures.is_dir():
        shutil.copytree(figures, folder / "figures")
    (folder / f"{notebook.stem}.ipynb").write_text(_notebook(_front_matter(head, epoch), text), encoding="utf-8")


def _notebook(front_matter: str, text: str) -> str:
    """A notebook of two cells, without code: the metadata of the document and its text."""
    cells = [
        {"cell_type": kind, "id": kind, "metadata": {}, "source": source}
        for kind, source in (("raw", front_matter), ("markdown", text))
    ]
    # Quarto reads the language of the kernel even where there is no code.
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False)


def _front_matter(head: Head, epoch: int) -> str:
    day = datetime.fromtimestamp(epoch, tz=UTC)
    # A JSON string is a YAML string too.
    title = json.dumps(head.title, ensure_ascii=False)
    date = f"document-year: {day.year}\ndocument-month: {day.month}\ndocument-day: {day.day}"
    return f"---\ntitle: {title}\n{date}\n---"


def _run(project: Path, stem: str, fmt: Format, epoch: int) -> Path:
    """Run Quarto in `project`; the path of what it wrote."""
    # By its full name, because on Windows the program is a script.
    command = [
        shutil.which("quarto") or "quarto",
        "render",
        f"notebooks/{stem}.ipynb",
        "--to",
        _TARGETS[fmt],
        "--no-execute",
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    try:
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise QuartoError(f"Quarto did not finish {stem} ({fmt}) within {_SECONDS} seconds.") from error
    printed = (done.stdout + done.stderr).replace(str(project), "").strip()
    result = project / "notebooks" / f"{stem}.{fmt}"
    if done.returncode or not result.is_file():
        raise QuartoError(f"Quarto could not render {stem} ({fmt}). It printed:\n{printed}")
    return result
