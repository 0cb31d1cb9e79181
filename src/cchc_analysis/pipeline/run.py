"""Making the report of a period: everything is checked first, then built in a folder of its own, then swapped into place.

`report/<period>/` always holds the last report that was made whole: whatever fails on the way – a notebook, a renderer, a gate,
the machine – leaves it as it was.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.opening import KEPT
from cchc_analysis.errors import NotebookError, RenderError, SettingsError
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import builtin, gates, quarto, swap, words
from cchc_analysis.pipeline import manifest as manifests
from cchc_analysis.pipeline.execute import Parameter, execute_all, notebook_path
from cchc_analysis.pipeline.markdown import draft_mark, read_notebook
from cchc_analysis.pipeline.pages import explain_numbers
from cchc_analysis.present import own_words
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.settings import MAIN, Format, Renderer, Settings, load_settings
from cchc_analysis.sources.corrections import NAME as CORRECTIONS_NAME
from cchc_analysis.sources.earlier import PENDING, pending_list
from cchc_analysis.text import did_you_mean

Tell = Callable[[str], None]
NOTEBOOK_FOLDER = "notebooks"
# How the folders begin that reports are built in.
WORK = ".work-"
GATES: dict[str, Callable[[Path], None]] = {
    "html": gates.check_html,
    "pdf": gates.check_pdf,
    "docx": gates.check_docx,
}


@dataclass(frozen=True)
class Issue:
    """What turns a draft into a published version: its number (15/BC-STTTT), date, signer, and what it replaces and why.

    `papers` are the numbers of the papers that are issued with it, by notebook, `papers_replace` what these replace; a paper
    without a number stays a draft, and so does the report itself where papers alone are issued. All of it goes into the manifest of the version, from which the register of published reports is filled.
    """

    number: str = ""
    day: date | None = None
    signer: str = ""
    replaces: str = ""
    reason: str = ""
    rejects_accepted_by: str = ""
    papers: dict[str, str] = field(default_factory=dict)
    papers_replace: dict[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        """Of all documents that are issued, the report first."""
        return [number for number in (self.number, *self.papers.values()) if number]


@dataclass(frozen=True)
class Request:
    """What `cchc report` was asked for; empty values mean what the settings say."""

    period: str
    data: Path | None = None
    out: Path | None = None
    formats: tuple[Format, ...] = ()
    renderer: Renderer | None = None
    only: str = ""
    execute: bool = True
    provisional: bool = False
    jobs: int = 1
    issue: Issue = Issue()
    folder: str = ""  # name of the report's folder, where it is not the period's key
    reports: Path | None = None  # where the report of the period before is, when that is not `out`


@dataclass(frozen=True)
class Made:
    """The folder that was written, its files, and the seconds that each stage took."""

    folder: Path
    files: tuple[Path, ...]
    seconds: dict[str, float]
    edition: Edition
    renderer: str


def make_report(
    request: Request,
    project: Path,
    tell: Tell = lambda _: None,
    approve: Callable[[Edition], None] = lambda _: None,
) -> Made:
    """Makes the draft of a period's report or, with an issue, its final text.

    `approve` may refuse the data before anything is made of them. Raises a CchcError for what the user must mend.
    """
    watch = _Watch()
    settings = load_settings(project / "cchc.toml")
    names = _notebooks(settings, Period.parse(request.period, settings.period.cutoff), request.only)
    templates = {name: notebook_path(project / NOTEBOOK_FOLDER, name) for name in names}
    out = request.out or project / "report"
    reports = request.reports or out
    with watch("reading"):
        edition = open_edition(request.period, project, request.data or "", request.provisional, tell, reports)
        approve(edition)
        own_words.check_notes(edition)
    render, renderer = _renderer(request.renderer or settings.report.renderer)
    out.mkdir(parents=True, exist_ok=True)
    for name in swap.mend(out):
        tell(f"put {name} back after an interrupted run")
    place = out / (request.folder or edition.asked.key)
    data = request.data or project / "data"
    inputs = manifests.sums(
        data, ["raw", CORRECTIONS_NAME, "mappings", "reference", "plan", f"notes/{edition.asked.key}"]
    )
    # What the period before, and the last version of this one, reported is printed too, so it is an input like any other.
    for before in (edition.earlier, edition.last_version, edition.version_before):
        inputs |= before.inputs if before else {}
    if request.only or not request.execute:
        _require_same_inputs(place, inputs)
    # Beside the reports, because the swap needs one file system.
    with scratch_folder(out, WORK) as work:
        fresh, build = work / "out", work / "build"
        _lay_out(project, build)
        executed = {name: build / NOTEBOOK_FOLDER / f"{name}.ipynb" for name in names}
        if request.only and place.is_dir():
            shutil.copytree(place, fresh)
        (fresh / NOTEBOOK_FOLDER).mkdir(parents=True, exist_ok=True)
        if request.execute:
            with watch("executing"):
                notebooks = {templates[name]: executed[name] for name in names}
                parameters = _parameters(request, project, data, reports)
                execute_all(
                    notebooks,
                    parameters,
                    request.jobs,
                    tell,
                    {name: _issued(request.issue, name) for name in settings.papers},
                    {KEPT: "1"},  # the notebooks of a run are made from the same inputs
                )
        else:
            _fetch_executed(place, build, names)
        with watch("rendering"):
            _render_all(edition, request, executed, fresh, project, render, tell)
        for name in names:
            shutil.copy2(executed[name], fresh / NOTEBOOK_FOLDER)
        if (figures := build / NOTEBOOK_FOLDER / "figures").is_dir():
            shutil.copytree(figures, fresh / NOTEBOOK_FOLDER / "figures", dirs_exist_ok=True)
        (fresh / PENDING).write_text(pending_list(edition.judged("pending")), encoding="utf-8", newline="\n")
        with watch("checking"):
            _write_manifest(edition, request, inputs, renderer, fresh)
        if (report := executed.get(MAIN)) is not None:
            _keep_words(edition, report, reports, tell)
        swap.put_in_place(fresh, place)
    _write_log(project, edition, watch.seconds)
    files = tuple(sorted(path for path in place.iterdir() if path.is_file()))
    return Made(place, files, watch.seconds, edition, renderer)


def _notebooks(settings: Settings, period: Period, only: str) -> tuple[str, ...]:
    """The pages and the papers of a period, or one of them."""
    due = [name for name, paper in settings.papers.items() if paper.is_due(period)]
    names = (*settings.report.notebooks, *due)
    if not only:
        return names
    if only in settings.papers and only not in due:
        periods = ", ".join(settings.papers[only].periods)
        raise NotebookError(f'"{only}" is not made for {period.key}: cchc.toml [papers.{only}] periods has {periods}.')
    if only not in names:
        raise NotebookError(
            f'"{only}" is neither among the notebooks of cchc.toml [report] nor a table of [papers].{did_you_mean(only, names)}'
        )
    return (only,)


RenderFunction = Callable[..., None]


def _renderer(wanted: Renderer) -> tuple[RenderFunction, str]:
    """The renderer's function, and its name with version as the manifest has it."""
    version = quarto.available() if wanted != "builtin" else None
    if wanted == "quarto" and version is None:
        raise SettingsError(
            "Quarto is asked for but not on the PATH. Install Quarto 1.7 or later, or use --renderer builtin."
        )
    return (quarto.render, f"quarto {version}") if version else (builtin.render, "builtin")


def _parameters(request: Request, project: Path, data: Path, reports: Path) -> dict[str, Parameter]:
    return {
        "period": request.period,
        "project": str(project),
        "data": str(data.resolve()),
        "reports": str(reports.resolve()),
        "provisional": request.provisional,
    }


def _issued(issue: Issue, paper: str) -> dict[str, Parameter]:
    """What a paper is told of its issue: each has a number of its own, and the date and signer of the report with it."""
    numbers, replaced = issue.papers | {MAIN: issue.number}, issue.papers_replace | {MAIN: issue.replaces}
    if not numbers.get(paper):
        return dict.fromkeys(("number", "issued", "signer", "replaces"), "")
    return {
        "number": numbers[paper],
        "issued": issue.day.isoformat() if issue.day else "",
        "signer": issue.signer,
        "replaces": replaced.get(paper, ""),
    }


def _lay_out(project: Path, build: Path) -> None:
    """A copy of the project's Quarto side around the executed notebooks, so that both renderers see what the project has."""
    (build / NOTEBOOK_FOLDER).mkdir(parents=True)
    shutil.copy2(project / "_quarto.yml", build)
    shutil.copytree(project / "report" / "_extensions", build / "report" / "_extensions")


def _fetch_executed(place: Path, build: Path, names: Sequence[str]) -> None:
    kept = place / NOTEBOOK_FOLDER
    missing = [name for name in names if not (kept / f"{name}.ipynb").is_file()]
    if missing:
        raise NotebookError(f"{place.name} holds no executed {', '.join(missing)}. Run once without --no-execute.")
    shutil.copytree(kept, build / NOTEBOOK_FOLDER, dirs_exist_ok=True)


def _require_same_inputs(place: Path, inputs: dict[str, str]) -> None:
    """A part may only be made anew beside parts that were made from the same inputs."""
    try:
        before = json.loads((place / manifests.NAME).read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError):
        raise NotebookError(
            f"There is no whole report of {place.name} yet to make a part of. Run cchc report {place.name} first."
        ) from None
    if before != inputs:
        changed = sorted({name for name, _ in before.items() ^ inputs.items()})
        raise NotebookError(
            f"The data changed since the report of {place.name} was made ({', '.join(changed[:3])}). "
            f"Run cchc report {place.name} without --only and --no-execute."
        )


def _render_all(
    edition: Edition,
    request: Request,
    executed: dict[str, Path],
    fresh: Path,
    project: Path,
    render: RenderFunction,
    tell: Tell,
) -> None:
    """The papers in every format, the other notebooks as pages; each passes its gate."""
    settings, papers = edition.settings.report, edition.settings.papers
    work: list[tuple[str, str, Path]] = []
    for name in executed:
        if paper := papers.get(name):
            formats = request.formats or paper.formats or settings.formats
            work += [(name, kind, fresh / f"{paper.file}.{kind}") for kind in formats]
        elif "html" in (request.formats or settings.formats):
            work.append((name, "html", fresh / f"{name}.html"))
    epoch, extension = _epoch(request.issue.day or edition.period.end), project / "report" / "_extensions" / "cchc"

    def rendered(name: str, kind: str, target: Path) -> None:
        code = "hide" if name in papers else "fold"
        render(executed[name], kind, target, extension=extension, code=code, epoch=epoch)

    # The work is done by other programs, so threads will do. The edition is asked by this one alone.
    with ThreadPoolExecutor(request.jobs) as pool:
        running = [pool.submit(rendered, *each) for each in work]
        try:
            for number, ((_, kind, target), done) in enumerate(zip(work, running, strict=True), start=1):
                done.result()
                if kind == "html":
                    explain_numbers(target, edition)
                GATES[kind](target)
                tell(f"rendered {number}/{len(work)}: {target.name}")
        finally:
            pool.shutdown(cancel_futures=True)  # after a failure nothing more is worth waiting for


def _epoch(day: date) -> int:
    """The moment that files are dated with: noon of the day that the report speaks of."""
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def _write_manifest(edition: Edition, request: Request, inputs: dict[str, str], renderer: str, fresh: Path) -> None:
    pages = sorted(fresh.glob("*.html"))
    numbers = manifests.checked_numbers(edition, manifests.printed_numbers(pages))
    issue = request.issue
    state = {
        "kind": "published" if issue.numbers else "draft",
        "provisional": edition.is_provisional,
        "number": issue.number,
        "date": str(issue.day or ""),
        "signer": issue.signer,
        "replaces": issue.replaces,
        "reason": issue.reason,
        "rejects_accepted_by": issue.rejects_accepted_by,
        "papers": dict(issue.papers),
    }
    outputs = manifests.sums(fresh, [path.name for path in fresh.iterdir() if path.name != manifests.NAME])
    content = manifests.manifest(edition, numbers, inputs, outputs, renderer, state)
    rows = content["rows"]
    if rows["read"] != rows["accepted"] + rows["rejected"] + rows["duplicates"]:
        raise RenderError(f"The account of the rows does not close: {rows}.")
    manifests.write(fresh / manifests.NAME, content)


def _keep_words(edition: Edition, report: Path, reports: Path, tell: Tell) -> None:
    """Keeps the words of this draft, and says which notes found no place in it."""
    notebook = read_notebook(report)
    spoken = words.words_of(notebook, edition.period.key)
    words.keep(reports, edition.asked.key, draft_mark(notebook), spoken)
    for note, paragraph in own_words.out_of_use(edition.notes.values(), {unit.written for unit in spoken}):
        tell(
            f"data/notes/{edition.asked.key}/{note.file}: no such sentence is generated any more: {paragraph.instead_of[:80]}"
        )
    if numbers := {note.file: note.bare_numbers() for note in edition.notes.values() if note.bare_numbers()}:
        told = "; ".join(f"{file}: {', '.join(found)}" for file, found in numbers.items())
        tell(f"numbers in the notes that nothing checks – {told}")


def _write_log(project: Path, edition: Edition, seconds: dict[str, float]) -> None:
    """What varies from run to run – durations – goes to a log outside the report."""
    log = project / "logs"
    log.mkdir(exist_ok=True)
    line = {"period": edition.asked.key, "at": datetime.now(tz=UTC).isoformat(timespec="seconds"), "seconds": seconds}
    with (log / "runs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


class _Watch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - began, 3)
