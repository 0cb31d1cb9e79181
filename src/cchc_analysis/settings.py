"""The settings file `cchc.toml`: who reports, how periods are cut, contested dossiers counted, which rows are let in, points given, and how it is
rendered.

Every section is a frozen dataclass; an unknown name or value is an error that shows the known ones, never ignored.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

from cchc_analysis.errors import SettingsError
from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.measures.documents import DocumentRules
from cchc_analysis.measures.feedback import FeedbackRules
from cchc_analysis.periods import DEFAULT_CUTOFF, CutoffRule, Period
from cchc_analysis.text import did_you_mean

FILE_NAME = "cchc.toml"
Renderer = Literal["auto", "quarto", "builtin"]
Format = Literal["html", "pdf", "docx"]
PeriodPart = Literal["Q1", "Q2", "Q3", "Q4", "6M", "9M", "year"]
CheckOutcome = Literal["reject", "flag", "ignore"]
FORMATS: tuple[str, ...] = get_args(Format)
RENDERERS: tuple[str, ...] = get_args(Renderer)
Section = TypeVar("Section")


@dataclass(frozen=True)
class Agency:
    """Who reports, to whom, and how the letterhead and the signature block read (Vietnamese, printed as given).

    `letter_symbol` stands after the number of a công văn (default: without a unit's part), `collector` is whom units send their
    progress to.
    """

    name: str
    parent: str
    parent_short: str
    place: str
    symbol: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    filed_at: str
    signer_title: str
    letter_symbol: str = ""
    collector: str = ""
    # Name of a signer → what stands above it, for those who sign for the head of the agency.
    signer_titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What is rendered, with what. `notebooks` are those that become pages for the analysts; they run in any order."""

    renderer: Renderer = "auto"
    formats: tuple[Format, ...] = ("html", "pdf", "docx")
    sample_data: bool = False
    notebooks: tuple[str, ...] = ("quality", "dossiers", "plan", "targets")


@dataclass(frozen=True)
class Paper:
    """A document made of a notebook: the name of its files, and what its head and foot say (Vietnamese, printed as given).

    `title` says what it is about, with {period} and {next_period}; the opening and the closing sentence say it too. `periods` are
    the parts of a year that it is made for (none: every period). What is left empty is as [agency] and [report] have it. One that
    is not `signed` is for the office itself: without number and recipients.
    """

    file: str
    title: str = ""
    periods: tuple[PeriodPart, ...] = ()
    formats: tuple[Format, ...] = ()
    symbol: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    filed_at: str = ""
    signed: bool = True

    def is_due(self, period: Period) -> bool:
        """Whether it is made for a period."""
        return not self.periods or (period.part is not None and (period.part or "year") in self.periods)

    def sender(self, agency: Agency) -> Agency:
        """Who writes the paper, to whom: the agency, with what the paper has of its own."""
        names = ("symbol", "addressees", "recipients", "filed_at")
        return replace(agency, **{name: given for name in names if (given := getattr(self, name))})


# The notebook of the signed report, which every period has; its head and foot are those of [agency].
MAIN = "report"
MAIN_PAPER = Paper("bao-cao")


@dataclass(frozen=True)
class PeriodSettings:
    """How a named period is turned into days."""

    cutoff: CutoffRule = DEFAULT_CUTOFF


@dataclass(frozen=True)
class Scoring:
    """How the scorecard gives points. `not_arisen`: for a share of nothing, left to a person, the maximum, or none."""

    not_arisen: Literal["by_hand", "full", "none"] = "by_hand"


@dataclass(frozen=True)
class Settings:
    """The whole settings file."""

    agency: Agency
    report: Report = field(default_factory=Report)
    period: PeriodSettings = field(default_factory=PeriodSettings)
    counting: CountingRules = field(default_factory=CountingRules)
    scoring: Scoring = field(default_factory=Scoring)
    # What happens to rows that meet a check, where that is not its default; `sources.feeds` knows the checks.
    checks: Mapping[str, CheckOutcome] = field(default_factory=dict)
    feedback: FeedbackRules = field(default_factory=FeedbackRules)
    documents: DocumentRules = field(default_factory=DocumentRules)
    # By the names of their notebooks, the signed report first.
    papers: Mapping[str, Paper] = field(default_factory=lambda: {MAIN: MAIN_PAPER})


def find_project(start: Path) -> Path:
    """The folder with `cchc.toml` that `start` lies in; raises SettingsError if there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise SettingsError(f"No {FILE_NAME} in {start.name or start} or above it. Run cchc inside the project's folder.")


def load_settings(path: Path) -> Settings:
    """Reads `cchc.toml`; raises SettingsError for what it lacks, does not know, or cannot be."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from None
    sections: dict[str, type[Any]] = {
        "agency": Agency,
        "report": Report,
        "period": PeriodSettings,
        "counting": CountingRules,
        "scoring": Scoring,
        "feedback": FeedbackRules,
        "documents": DocumentRules,
    }
    _refuse_unknown(path.name, written, [*sections, "checks", "papers"])
    made: dict[str, Any] = {
        name: read_section(kind, written.get(name, {}), f"{path.name} [{name}]") for name, kind in sections.items()
    }
    checks = _value(written.get("checks", {}), Mapping[str, CheckOutcome], f"{path.name} [checks]")
    return Settings(**made, checks=checks, papers=_papers(written.get("papers", {}), made["report"], path.name))


def read_section(kind: type[Section], written: Mapping[str, Any], where: str) -> Section:
    """A dataclass filled from a TOML table, with unknown names, missing ones and impossible values refused."""
    if not isinstance(written, dict):
        raise SettingsError(f"{where} must be a table of settings, not {written!r}.")
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    _refuse_unknown(where, written, list(known))
    missing = [name for name, item in known.items() if name not in written and _is_required(item)]
    if missing:
        raise SettingsError(f"{where} lacks {', '.join(missing)}. Add the line, as in the README.")
    return kind(**{name: _value(value, known[name].type, f"{where} {name}") for name, value in written.items()})


def _papers(written: Any, report: Report, where: str) -> dict[str, Paper]:
    """The papers by notebook; raises SettingsError for two documents with one name and for what a paper cannot be."""
    if not isinstance(written, dict):
        raise SettingsError(f"{where} papers must be tables [papers.NOTEBOOK], not {written!r}.")
    if MAIN in (*report.notebooks, *written):
        raise SettingsError(
            f'{where}: the notebook "{MAIN}" is the signed report, which every period has. Name it neither in [report] notebooks '
            f"nor in [papers]; what its head says stands in [agency]."
        )
    papers = {MAIN: MAIN_PAPER}
    taken = {MAIN_PAPER.file: f"[papers.{MAIN}]"} | dict.fromkeys(report.notebooks, "[report] notebooks")
    for name, table in written.items():
        place = f"{where} [papers.{name}]"
        paper = read_section(Paper, table, place)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper.file):
            raise SettingsError(
                f'{place} file = "{paper.file}" must be small letters, digits and hyphens: kiem-soat-tthc.'
            )
        for given in {name, paper.file} & taken.keys():
            raise SettingsError(f'{place}: "{given}" is in {taken[given]} already. Give the paper another name.')
        _check_title(paper, place)
        taken[paper.file] = f"[papers.{name}]"
        papers[name] = paper
    return papers


def _check_title(paper: Paper, where: str) -> None:
    try:
        paper.title.format(period="", next_period="")
    except (KeyError, IndexError, ValueError):
        raise SettingsError(f"{where} title can hold {{period}} and {{next_period}}, not {paper.title!r}.") from None
    if paper.signed and not paper.title:
        raise SettingsError(f"{where} lacks title: what the paper is about, as under its kind (Kết quả … {{period}}).")


def _is_required(item: Any) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _refuse_unknown(where: str, written: Mapping[str, Any], known: list[str]) -> None:
    for name in written:
        if name not in known:
            raise SettingsError(f'{where}: "{name}" is not a setting.{did_you_mean(name, known)}')


def _value(value: Any, kind: Any, where: str) -> Any:
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise SettingsError(f"{where} = {value!r} is none of {', '.join(map(repr, get_args(kind)))}.")
        return value
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f"{where} must be a list, not {value!r}.")
        return tuple(_value(part, get_args(kind)[0], where) for part in value)
    if get_origin(kind) is Mapping:
        if not isinstance(value, dict):
            raise SettingsError(f"{where} must be a table of names, not {value!r}.")
        return {name: _value(part, get_args(kind)[1], f"{where}.{name}") for name, part in value.items()}
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise SettingsError(f"{where} must be a whole number from 0, not {value!r}.")
        return value
    if not isinstance(value, kind):
        raise SettingsError(f"{where} must be {'true or false' if kind is bool else 'a text'}, not {value!r}.")
    return value
