"""Writing the folder of a plan's year: laid out from another one, or its table taken from a Word file. Whole, or not at all."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.edition import plan_years
from cchc_analysis.errors import PlanError
from cchc_analysis.pipeline.swap import mend, put_in_place
from cchc_analysis.plan.assignments import load_names
from cchc_analysis.plan.deadlines import Grammar
from cchc_analysis.plan.files import table_text
from cchc_analysis.plan.importing import Doubt, Imported, import_table, year_of
from cchc_analysis.plan.new_year import LaidOut, lay_out
from cchc_analysis.plan.word import read_word
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.settings import FILE_NAME, load_settings
from cchc_analysis.workdays import Calendar

IMPORTED = ("tasks.csv", "products.csv")
_PREFIX = ".laying-out-"


@dataclass(frozen=True)
class Written:
    """A folder that was written, the names of the files that are new in it, what is doubtful, and what comes next."""

    year: int
    folder: Path
    files: Sequence[str]
    doubts: Sequence[Doubt]
    steps: Sequence[str]


def import_register(
    source: Path, project: Path, data: Path, year: int | None = None, out: Path | None = None, replace: bool = False
) -> Written:
    """Writes tasks.csv and products.csv from the table of a Word file, into data/plan/<year> or a folder of its own.

    Raises PlanError where rows stand there already and are not to be replaced, and for a file without the plan's table.
    """
    file = read_word(source)
    year = year or year_of(file, source.name)
    folder = out or data / "plan" / str(year)
    _refuse_foreign(folder) if out else _refuse_missing(folder, year, plan_years(data))
    if not replace and (full := [name for name in IMPORTED if _has_rows(folder / name)]):
        raise PlanError(
            f"{' and '.join(full)} in {folder} hold rows already, perhaps corrected by hand. Import into a folder of its own with "
            "--out and compare, or write over them with --replace."
        )
    reference = data / "reference"
    grammar = Grammar(
        year, Calendar.load(reference / "calendar_vn.csv"), load_settings(project / FILE_NAME).period.cutoff
    )
    found = import_table(file, source.name, load_names(reference / "units.csv"), grammar)
    _write(folder, {"tasks.csv": table_text(found.tasks), "products.csv": table_text(found.products)})
    return Written(year, folder, IMPORTED, found.doubts, _after_import(found, folder, is_in_place=out is None))


def new_year(year: int, before: int, data: Path, carry_tasks: bool = False) -> Written:
    """Lays out data/plan/<year> from the plan of another year; raises PlanError where it exists already or the other does not."""
    folder, known = data / "plan" / str(year), plan_years(data)
    if folder.exists():
        raise PlanError(f"{folder} exists already, and nothing in it is written over. Take it away to lay it out anew.")
    if before not in known:
        raise PlanError(f"There is no plan of {before} in {data / 'plan'}; plans there: {_listed(known)}.")
    if year <= before:
        raise PlanError(f"A new year comes after the one it is laid out from: {year} does not come after {before}.")
    laid_out = lay_out(data / "plan" / str(before), before, year, carry_tasks)
    _write(folder, laid_out.files)
    return Written(year, folder, list(laid_out.files), laid_out.doubts, _after_layout(laid_out, year, before, data))


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Puts the files into the folder beside what else it holds, all in one step."""
    mend(folder.parent)
    with scratch_folder(folder.parent, _PREFIX) as scratch:
        fresh = scratch / folder.name
        if folder.is_dir():
            shutil.copytree(folder, fresh)
        for name, text in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="")
        put_in_place(fresh, folder)


def _has_rows(path: Path) -> bool:
    return path.is_file() and len(path.read_text(encoding="utf-8-sig").splitlines()) > 1


def _refuse_foreign(folder: Path) -> None:
    """The folder is exchanged whole, so it may hold nothing but a register."""
    if folder.exists() and not folder.is_dir():
        raise PlanError(f"--out {folder} is a file. Name a folder.")
    if folder.is_dir() and (others := sorted({path.name for path in folder.iterdir()} - set(IMPORTED))):
        raise PlanError(f"--out {folder} holds other files ({', '.join(others[:3])}). Name a folder of its own.")


def _refuse_missing(folder: Path, year: int, known: Sequence[int]) -> None:
    if not (folder / "plan.toml").is_file():
        before = f" --from {max(known)}" if known else " --from YEAR"
        raise PlanError(
            f"There is no plan of {year} in {folder.parent} to read the table into; plans there: {_listed(known)}. Lay it out with "
            f"cchc new-year {year}{before}, or import into a folder of its own with --out."
        )


def _after_import(found: Imported, folder: Path, is_in_place: bool) -> list[str]:
    place = (
        f"data/plan/{found.year}" if is_in_place else f"{folder.name}, and copy both tables to data/plan/{found.year}"
    )
    steps = [
        f"Compare the {len(found.tasks)} rows and {len(found.products)} products with the printed plan; correct them in {place}."
    ]
    if found.doubts:
        steps.append(
            'Look at each doubt above: it stands in the column "doubt", too. Take it out there once it is settled.'
        )
    if any(doubt.what == "deadline" for doubt in found.doubts):
        steps.append(
            "A deadline that cannot be read is settled by a line in overrides.csv, with the letter's number as its reason."
        )
    steps.append("Link rows that ask for one document in overlaps.csv.")
    return [*steps, f"See whether it holds together: cchc check {found.year}-Q1."] if is_in_place else steps


def _after_layout(laid_out: LaidOut, year: int, before: int, data: Path) -> list[str]:
    """The next steps in order, and what else the year needs."""
    shown = f"{data.name}/plan/{year}"
    table = (
        f"Compare tasks.csv and products.csv with the plan of {year}: they are those of {before}. Or import its table instead: "
        f"cchc plan import FILE.docx --year {year} --replace."
        if len(laid_out.files["tasks.csv"].splitlines()) > 1
        else f"Read the plan's table in: cchc plan import FILE.docx --year {year}."
    )
    return [
        table,
        f"Fill in number, date and preamble in {shown}/plan.toml once the plan is signed; look at its title.",
        f"Confirm each threshold and citation in {shown}/targets.toml.",
        f"Fill in {shown}/sub-plans/: number and date of each when it is issued, its tasks, and the units to be inspected.",
        f"Put the plan's sections I to III into {shown}/objectives.csv and organisation.csv.",
        _calendar_step(year, data / "reference" / "calendar_vn.csv"),
        f"Put the exports and progress of {year} into {data.name}/raw and a line for each into {data.name}/raw/intake.xlsx.",
        f"See whether it holds together: cchc check {year}-Q1.",
    ]


def _calendar_step(year: int, path: Path) -> str:
    """Deadlines reach back into the year before ("trước 31/12"), and so does the first quarter of the report year."""
    calendar = Calendar.load(path)
    if calendar.first.year < year and calendar.last.year >= year:
        return f"The working-day table covers {calendar.first.year} to {calendar.last.year}: compare {year} with what was decreed."
    return (
        f"The working-day table covers {calendar.first.year} to {calendar.last.year} only: add the days off of {year - 1} and {year} to "
        f"data/reference/{path.name}, or no deadline of {year} can be read."
    )


def _listed(years: Sequence[int]) -> str:
    return ", ".join(map(str, years)) or "none"
