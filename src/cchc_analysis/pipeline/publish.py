"""Publishing: a version of a report with its number, date and signer, frozen under `report/published/<period>/v<n>/`.

A report is published when it has a number, not when it is rendered. `data/reports.toml` keeps what was published, with the hash of
each file; a further version of a period says why and names the one that it replaces. The folder comes first and holds all that the
register says of it, so that a run that is stopped between the two is completed by the next command.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from cchc_analysis.edition import Edition
from cchc_analysis.errors import PublishError
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import manifest
from cchc_analysis.pipeline.run import WORK, Request, Tell, make_report
from cchc_analysis.scratch import sweep
from cchc_analysis.settings import FILE_NAME, MAIN, Settings, load_settings
from cchc_analysis.sources.checks import EXCLUDED
from cchc_analysis.text import did_you_mean, short_date

REGISTER = "reports.toml"
FOLDER = "published"


@dataclass(frozen=True)
class Version:
    """A published version, as `data/reports.toml` keeps it.

    `files` maps file names to SHA-256 sums, `papers` the notebooks of the papers that were issued with it to their numbers. Without a
    `number` papers alone were issued, and the report in it is a draft.
    """

    period: str
    version: int
    number: str
    date: date
    signer: str
    reason: str = ""
    rejects_accepted_by: str = ""
    files: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        """Of all documents that were issued, the report first."""
        return [number for number in (self.number, *self.papers.values()) if number]


@dataclass(frozen=True)
class Published:
    """A version that was frozen, of which period, and its files."""

    version: Version
    period: Period
    files: tuple[Path, ...]


def published_versions(data: Path, period: str = "") -> list[Version]:
    """What was published, in order, of one period or of all; raises PublishError for a register that cannot be read."""
    path = data / REGISTER
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8")).get("report", [])
        versions = [Version(**line) for line in written]
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise PublishError(f"data/{REGISTER} cannot be read ({error}). Mend it before publishing anything.") from None
    return [version for version in versions if period in ("", version.period)]


def publish_report(request: Request, project: Path, tell: Tell = lambda _: None) -> Published:
    """Makes and freezes a version of a period's report.

    Raises PublishError where the period is published already and no reason for a further version is given, where a number is
    taken or given to what is no paper of the period, and where rows that may touch its figures were rejected and nobody has approved that. A run that was stopped after it
    had frozen the version is completed by asking for the same again.
    """
    data, out, issue = request.data or project / "data", request.out or project / "report", request.issue
    settings = load_settings(project / FILE_NAME)
    period = Period.parse(request.period, settings.period.cutoff)
    for version in adopt(data, out, tell):
        if (version.period, version.number, version.date, version.signer, version.papers) == (
            period.key, issue.number, issue.day or period.end, issue.signer, issue.papers,
        ):  # fmt: skip
            return _published(version, period, out)
    before = published_versions(data, period.key)
    _check_papers(issue.papers, settings, period)
    _check(request, period, before, published_versions(data))
    replaces = next((_document(version.number, version.date) for version in reversed(before) if version.number), "")
    papers_replace = {
        name: _document(version.papers[name], version.date) for version in before for name in version.papers
    }
    issued = replace(
        request,
        issue=replace(issue, day=issue.day or period.end, replaces=replaces, papers_replace=papers_replace),
        out=out / FOLDER / period.key,
        reports=out,
        folder=f"v{1 + max((version.version for version in before), default=0)}",
    )

    def approve(edition: Edition) -> None:
        _check_rejects(edition, issue.rejects_accepted_by)
        _check_due_dates(edition)

    made = make_report(issued, project, tell, approve)
    version = _version_in(made.folder)
    _enter(data / REGISTER, version)
    return _published(version, period, out)


def adopt(data: Path, out: Path, tell: Tell = lambda _: None) -> list[Version]:
    """Enters versions into the register that were frozen under `out` by runs that were stopped before they could do so.

    All that the register holds is in the folder itself. Returns what was entered, and says so; takes away what such runs left
    unfinished. Raises PublishError for a folder that is no longer what its manifest says: nobody may enter that unseen.
    """
    for folder in (out / FOLDER).glob("*"):
        sweep(folder, WORK)
    known = {(version.period, version.version) for version in published_versions(data)}
    adopted = []
    for folder in sorted((out / FOLDER).glob("*/v*"), key=lambda path: (path.parent.name, len(path.name), path.name)):
        if (folder.parent.name, _ordinal(folder)) in known:
            continue
        version = _version_in(folder)
        others = published_versions(data)
        if taken := [other for other in others if set(version.numbers) & set(other.numbers)]:
            number = next(number for number in version.numbers if number in taken[0].numbers)
            raise PublishError(
                f"{_place(folder)} has the number {number}, which is that of {taken[0].period} in data/{REGISTER}. "
                f"Move the folder away."
            )
        _enter(data / REGISTER, version)
        tell(
            f"entered {version.numbers[0]} of {version.date} ({_place(folder)}) into data/{REGISTER}: "
            f"the run that published it had been stopped before"
        )
        adopted.append(version)
    return adopted


def _ordinal(folder: Path) -> int:
    number = folder.name.removeprefix("v")
    return int(number) if number.isdecimal() else 0


def _place(folder: Path) -> str:
    return f"{FOLDER}/{folder.parent.name}/{folder.name}"


def _version_in(folder: Path) -> Version:
    """The version that a folder holds, by its own manifest; raises PublishError for a file that is not as it was written."""
    try:
        written = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
        state, outputs, key = written["state"], written["outputs"], written["period"]["key"]
        version = Version(
            key, _ordinal(folder), state["number"], date.fromisoformat(state["date"]), state["signer"], state["reason"],
            state["rejects_accepted_by"], manifest.sums(folder, _names(folder, Path.is_file)), state.get("papers", {}),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        raise PublishError(
            f"{_place(folder)} is not in data/{REGISTER} and holds no published report. Move it away."
        ) from None
    now = manifest.sums(folder, [name for name in _names(folder) if name != manifest.NAME])
    changed = sorted({name for name, _ in now.items() ^ outputs.items()})
    if changed or key != folder.parent.name or not version.version:
        told = ", ".join(changed[:3]) or f"it is of {key}"
        raise PublishError(
            f"{_place(folder)} is not in data/{REGISTER} and differs from what was published ({told}). Move it away."
        )
    return version


def _names(folder: Path, wanted: Callable[[Path], bool] = lambda _: True) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if wanted(path))


def _published(version: Version, period: Period, out: Path) -> Published:
    folder = out / FOLDER / version.period / f"v{version.version}"
    return Published(version, period, tuple(folder / name for name in version.files))


def _check(request: Request, period: Period, before: list[Version], every: list[Version]) -> None:
    reason, given = request.issue.reason, request.issue.numbers
    if not given:
        raise PublishError(
            "Nothing has a number. Give the report one with --number, or a paper with --paper NOTEBOOK=NUMBER."
        )
    if before and not reason:
        raise PublishError(
            f"{period.key} is published as {before[-1].numbers[0]} of {before[-1].date}. A further version needs --revise REASON."
        )
    if reason and not before:
        raise PublishError(f"{period.key} is not published yet, so there is nothing to revise. Leave --revise out.")
    taken = {number: version.period for version in every for number in version.numbers}
    for number in given:
        if number in taken:
            raise PublishError(f"The number {number} is that of {taken[number]} already. Give another one.")
        if given.count(number) > 1:
            raise PublishError(f"The number {number} is given to two documents. Each has one of its own.")
    if request.issue.day and request.issue.day < period.end:
        raise PublishError(
            f"{request.issue.day} is before the end of {period.key} ({period.end}): nothing of it is final."
        )


def _check_papers(numbers: Mapping[str, str], settings: Settings, period: Period) -> None:
    """Only papers of the period that are signed have numbers."""
    signed = [name for name, paper in settings.papers.items() if name != MAIN and paper.signed and paper.is_due(period)]
    for name in numbers:
        if name not in signed:
            raise PublishError(
                f'"{name}" is no paper of {period.key} that is signed.{did_you_mean(name, signed)} cchc.toml [papers] has them.'
            )


def _document(number: str, day: date) -> str:
    return f"Báo cáo số {number} ngày {short_date(day)}"


def _check_rejects(edition: Edition, accepted_by: str) -> None:
    """Rejected dossier rows of files that cover days of the period may be missing in a printed figure."""
    tables, asked = edition.tables, edition.asked
    files = tables.files
    of_period = files[
        (files["kind"] == "dossiers")
        & (files["covers_from"] <= str(asked.end))
        & (files["covers_to"] >= str(asked.start))
    ]
    # A dossier that a correction leaves out has its approver already.
    rejected = tables.findings.pipe(
        lambda found: found[(found["outcome"] == "rejected") & (found["rule"] != EXCLUDED.name)]
    )
    touching = rejected.loc[rejected["source_file"].isin(of_period["source_file"]), "source_file"]
    if len(touching) and not accepted_by:
        raise PublishError(
            f"{len(touching)} dossier row(s) of the period were rejected ({', '.join(touching.unique()[:3])}) and may be missing in "
            f"printed figures: cchc check {asked.key} lists them. Mend them, or name who approves with --accept-rejects NAME."
        )


def _check_due_dates(edition: Edition) -> None:
    """The setting no_due_date = "block" lets no final figure rest on dossiers without a due date."""
    undated = [edition.value(name).numerator for name in ("settled_no_due_date", "pending_no_due_date")]
    if edition.settings.counting.no_due_date == "block" and any(undated):
        raise PublishError(
            f"{undated[0]} settled and {undated[1]} pending dossier(s) have no due date, and cchc.toml [counting] blocks that: "
            f"cchc trace {edition.asked.key} settled_no_due_date (and pending_no_due_date) lists them."
        )


def _enter(path: Path, version: Version) -> None:
    """Adds a version at the end of the register, in one step: a run that is stopped leaves it as it was or whole."""
    lines = ["", "[[report]]", *(f"{name} = {_toml(value)}" for name, value in asdict(version).items()), ""]
    before = path.read_bytes() if path.exists() else b""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as stream:
        stream.write(before + "\n".join(lines).encode())
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def _toml(value: Any) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{_toml(name)} = {_toml(part)}" for name, part in value.items()) + " }"
        case date() | int():
            return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
