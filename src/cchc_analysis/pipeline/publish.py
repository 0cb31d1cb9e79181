"""Publishing: a version of a report with its number, date and signer, frozen under `report/published/<period>/v<n>/`.

A report is published when it has a number, not when it is rendered. `data/reports.toml` keeps what was published, with the hash of
each file; a further version of a period says why and names the one that it replaces.
"""

import tomllib
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from cchc_analysis.errors import PublishError
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import manifest
from cchc_analysis.pipeline.run import Made, Request, Tell, make_report
from cchc_analysis.settings import FILE_NAME, load_settings
from cchc_analysis.text import short_date

REGISTER = "reports.toml"
FOLDER = "published"


@dataclass(frozen=True)
class Version:
    """A published version, as `data/reports.toml` keeps it. `files` maps file names to SHA-256 sums."""

    period: str
    version: int
    number: str
    date: date
    signer: str
    reason: str = ""
    rejects_accepted_by: str = ""
    files: dict[str, str] = field(default_factory=dict)


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


def publish_report(request: Request, project: Path, reason: str, rejects_accepted_by: str, tell: Tell) -> Made:
    """Makes and freezes a version of a period's report.

    Raises PublishError where the period is published already and no reason for a further version is given, where its number is
    taken, and where rows that may touch its figures were rejected and nobody has approved that.
    """
    data = request.data or project / "data"
    period = Period.parse(request.period, load_settings(project / FILE_NAME).period.cutoff)
    before = published_versions(data, period.key)
    _check(request, period, before, published_versions(data), reason)
    number = len(before) + 1
    target = (request.out or project / "report") / FOLDER / period.key / f"v{number}"
    if target.exists():
        raise PublishError(f"{target.name} of {period.key} exists but is not in data/{REGISTER}. Move it away first.")
    replaces = f"Báo cáo số {before[-1].number} ngày {short_date(before[-1].date)}" if before else ""
    issued = replace(request, issue=replace(request.issue, replaces=replaces), out=target.parent, folder=target.name)
    made = make_report(issued, project, tell, lambda edition: _check_rejects(edition, rejects_accepted_by))
    files = manifest.sums(target, [path.name for path in made.files])
    issue = request.issue
    version = Version(
        period.key, number, issue.number, issue.day or period.end, issue.signer, reason, rejects_accepted_by, files
    )
    _append(data / REGISTER, version)
    return made


def _check(request: Request, period: Period, before: list[Version], every: list[Version], reason: str) -> None:
    if before and not reason:
        raise PublishError(
            f"{period.key} is published as {before[-1].number} of {before[-1].date}. A further version needs --revise REASON."
        )
    if reason and not before:
        raise PublishError(f"{period.key} is not published yet, so there is nothing to revise. Leave --revise out.")
    if taken := [version for version in every if version.number == request.issue.number]:
        raise PublishError(f"The number {request.issue.number} is that of {taken[0].period} already. Give another one.")
    if request.issue.day and request.issue.day < period.end:
        raise PublishError(
            f"{request.issue.day} is before the end of {period.key} ({period.end}): nothing of it is final."
        )


def _check_rejects(edition: Any, accepted_by: str) -> None:
    """Rejected dossier rows of files that cover days of the period may be missing in a printed figure."""
    tables, asked = edition.tables, edition.asked
    files = tables.files
    touching = files[
        (files["kind"] == "dossiers")
        & (files["covers_from"] <= str(asked.end))
        & (files["covers_to"] >= str(asked.start))
        & (files["rejected"] > 0)
    ]
    rejected = int(touching["rejected"].sum())
    if rejected and not accepted_by:
        raise PublishError(
            f"{rejected} dossier row(s) of the period were rejected ({', '.join(touching['source_file'][:3])}) and may be missing in "
            f"printed figures: cchc check {asked.key} lists them. Mend them, or name who approves with --accept-rejects NAME."
        )


def _append(path: Path, version: Version) -> None:
    """Adds a version at the end of the register; the lines before it are never written again."""
    lines = ["", "[[report]]"]
    for name, value in asdict(version).items():
        lines.append(f"{name} = {_toml(value)}")
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")


def _toml(value: Any) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{_toml(name)} = {_toml(part)}" for name, part in value.items()) + " }"
        case date() | int():
            return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
