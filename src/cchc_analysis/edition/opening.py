"""Opening an edition: everything is read, held together, and refused before anything is made where it does not hold."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cchc_analysis.edition.edition import CHANNELS, REPORT_BEFORE, Edition, part_of_year, published_pending
from cchc_analysis.errors import CoverageError, PeriodError
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.measures.procedures import procedure_measures
from cchc_analysis.periods import Period
from cchc_analysis.plan.criteria import HEADS as CRITERIA_HEADS
from cchc_analysis.plan.criteria import NAME as CRITERIA_NAME
from cchc_analysis.plan.measures import (
    plan_measures,
)
from cchc_analysis.plan.register import Register, is_filled_in, load_register
from cchc_analysis.plan.subplans import load_sub_plans
from cchc_analysis.plan.targets import load_targets
from cchc_analysis.settings import FILE_NAME, Settings, find_project, load_settings
from cchc_analysis.sources.build import build
from cchc_analysis.sources.checks import refuse_outcomes
from cchc_analysis.sources.earlier import find_earlier, find_last_version
from cchc_analysis.sources.feeds import CHECKS
from cchc_analysis.sources.intake import check_coverage, load_intake
from cchc_analysis.sources.lists import load_list
from cchc_analysis.sources.notes import load_notes
from cchc_analysis.sources.published import NAME as PUBLISHED_NAME
from cchc_analysis.sources.published import Key, Published, load_published
from cchc_analysis.sources.reference import Reference, load_reference, load_registers
from cchc_analysis.text import did_you_mean

# Where this is set, an edition that was opened is kept: for the kernels of a run, which looks at its inputs once and for all.
KEPT = "CCHC_KEEP_EDITIONS"


def open_edition(
    period: str,
    project: str | Path = "",
    data: str | Path = "",
    provisional: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    reports: str | Path = "",
) -> Edition:
    """Opens what the report of a period is made from, building the clean tables if they are out of date.

    `project` is the folder of `cchc.toml` (default: the one that the working directory lies in), `data` the data folder
    (default: `data` in it), `reports` the folder of reports, where the one of the period before is looked for (default: `report`
    in the project). Raises a CchcError for anything that the user must mend, before anything is written.
    """
    if os.environ.get(KEPT):
        return _kept(period, str(project), str(data), provisional, str(reports))
    return _opened(period, project, data, provisional, tell, reports)


@cache
def _kept(period: str, project: str, data: str, provisional: bool, reports: str) -> Edition:
    return _opened(period, project, data, provisional, lambda _: None, reports)


def _opened(
    period: str,
    project: str | Path,
    data: str | Path,
    provisional: bool,
    tell: Callable[[str], None],
    reports: str | Path,
) -> Edition:
    root = find_project(Path(project or ".").resolve())
    settings = load_settings(root / FILE_NAME)
    refuse_outcomes(settings.checks, CHECKS, f"{FILE_NAME} [checks]")
    asked = Period.parse(period, settings.period.cutoff)
    folder = Path(data).resolve() if data else root / "data"
    if not folder.is_dir():
        raise CoverageError(
            f"There is no data folder {folder.name}. Name it with --data, or make data/ in the project."
        )
    reference = load_reference(folder / "reference")
    reference.calendar.index(asked.start), reference.calendar.index(asked.end)
    # A plan that is merely laid out for a year to come stands in no way; of the year asked for, it is what must be mended first.
    registers = {
        year: load_register(path, folder / "reference", settings.period.cutoff)
        for year, path in _plans(folder).items()
        if year == asked.year or is_filled_in(path)
    }
    targets = load_targets(folder / "plan" / str(asked.year) / "targets.toml") if asked.year in registers else []
    intake = load_intake(folder / "raw")
    clipped = check_coverage(intake, asked, provisional)
    if asked.year not in registers:
        raise PeriodError(
            f"There is no plan of {asked.year} in data/plan; plans there: {', '.join(map(str, registers)) or 'none'}."
        )
    known_items = [item for register in registers.values() for item in register.items["item_id"]]
    tables = build(folder, known_items, tell, settings.checks)
    register = registers[asked.year]
    sub_plans = load_sub_plans(folder / "plan" / str(asked.year), list(reference.units))
    notes = load_notes(folder / "notes" / asked.key)
    published = _published(folder, settings, reference, register)
    made_before = Path(reports).resolve() if reports else root / "report"
    earlier, last_version = find_earlier(made_before, asked), find_last_version(made_before, asked)
    before = part_of_year(asked, REPORT_BEFORE, settings)
    version_before = find_last_version(made_before, before) if before and before.start == asked.start else None
    if earlier and not earlier.document and published_pending(published, asked):
        earlier = None
    criteria = load_list(folder / "plan" / str(asked.year) / CRITERIA_NAME, CRITERIA_HEADS)
    edition = Edition(
        settings, asked, clipped, reference, tables, register, targets, sub_plans, notes, intake, published, earlier,
        list(registers), criteria, load_registers(folder / "reference"), last_version=last_version, version_before=version_before,
    )  # fmt: skip
    _check_target_measures(edition)
    _ = edition.scorecard  # read now, so that what is wrong in it stops before anything is made
    return edition


def _published(data: Path, settings: Settings, reference: Reference, register: Register) -> dict[Key, Published]:
    reading = Reading(settings.counting, reference.calendar.index)
    known = dossier_measures(reading) | fee_measures(reading) | procedure_measures() | plan_measures("products")
    groups = {
        "field": list(reference.fields),
        "unit": list(reference.units),
        "procedure": list(reference.procedures["procedure"]),
        "channel": list(CHANNELS),
        "group_no": list(register.groups),
    }
    return load_published(data / "reference" / PUBLISHED_NAME, known, groups, settings.period.cutoff)


def plan_years(data: Path) -> list[int]:
    """The years of which `data/plan` holds a plan."""
    return list(_plans(data))


def _plans(data: Path) -> dict[int, Path]:
    folders = sorted((data / "plan").glob("[0-9][0-9][0-9][0-9]"))
    return {int(path.name): path for path in folders if (path / "plan.toml").is_file()}


def _check_target_measures(edition: Edition) -> None:
    for target in edition.targets:
        for name in (target.measure, target.second, target.expected):
            if name and name not in edition._counted:
                raise PeriodError(
                    f'targets.toml: {target.id} names the measure "{name}", which there is not.'
                    f"{did_you_mean(name, list(edition._counted))}"
                )
