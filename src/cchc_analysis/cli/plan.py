"""The plan of a year: laying it out, reading it in, collecting its progress, reminding of it."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_analysis.cli.common import data_option, main, project_here, shown, table_text, teller
from cchc_analysis.periods import Period

if TYPE_CHECKING:
    from cchc_analysis.pipeline.plan_year import Written


@main.group()
def plan() -> None:
    """The plan of a year as data."""


@plan.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(2000, 2100), help="Year of the plan [default: as the file says].")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of its own for the two tables [default: data/plan/YEAR].",
)
@click.option("--replace", is_flag=True, help="Write over the rows that stand there.")
@data_option
def import_(file: Path, year: int | None, folder: Path | None, replace: bool, data: Path | None) -> None:
    """Read the table of a plan out of its Word file into tasks.csv and products.csv, and list what is unsure.

    FILE is the plan as DOCX, with its table of seven columns (Số TT to Ghi chú).
    """
    from cchc_analysis.pipeline.plan_year import import_register

    project = project_here()
    click.echo(_written(import_register(file, project, data or project / "data", year, folder, replace)), nl=False)


@main.command("new-year")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--from", "before", type=int, required=True, help="Year of the plan that it is laid out from.")
@click.option(
    "--carry-tasks", is_flag=True, help="Take over tasks and products with their years moved along, to be compared."
)
@data_option
def new_year(year: int, before: int, carry_tasks: bool, data: Path | None) -> None:
    """Lay out data/plan/YEAR from the plan of another year, with what must be filled in marked, and say what comes next."""
    from cchc_analysis.pipeline import plan_year

    click.echo(_written(plan_year.new_year(year, before, data or project_here() / "data", carry_tasks)), nl=False)


@main.group()
def template() -> None:
    """Write the forms that others fill in."""


@template.command("progress")
@click.argument("period")
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the forms [default: report/forms/PERIOD in the project].",
)
def template_progress(period: str, data: Path | None, out: Path | None) -> None:
    """Write each unit's form of progress for a period: a workbook, and the same as a Word file.

    What is known of the unit's products stands in them; filled copies of either go into data/raw/progress/, with a line each in
    data/raw/intake.xlsx. A file that someone wrote into is never overwritten.
    """
    from cchc_analysis.pipeline.templates import write_forms
    from cchc_analysis.standing import open_standing

    project = project_here()
    tell = teller()
    standing = open_standing(period, project, data, date.today(), tell)
    extension = project / "report" / "_extensions" / "cchc"
    for path in write_forms(standing, extension, out or _forms_folder(project, standing.period), tell):
        click.echo(shown(path))


@template.command("overdue")
@click.argument("period")
@click.option("--provisional", is_flag=True, help="Allow a period that the data do not cover whole.")
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the forms [default: report/forms/PERIOD in the project].",
)
def template_overdue(period: str, provisional: bool, data: Path | None, out: Path | None) -> None:
    """Write each unit's form for explaining its overdue dossiers (phiếu giải trình), as a workbook.

    It lists the dossiers settled late in the period or overdue at the cut-off, by the counting rules in force. Filled copies go into
    data/raw/explanations/, with a line each in data/raw/intake.xlsx. A file that someone wrote into is never overwritten.
    """
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline.templates import write_explanation_forms
    from cchc_analysis.sources.mapping import load_mappings

    project, tell = project_here(), teller()
    edition = open_edition(period, project, data or "", provisional, tell)
    layouts = [
        mapping for mapping in load_mappings((data or project / "data") / "mappings") if mapping.table == "explanations"
    ]
    written = write_explanation_forms(edition, layouts, out or _forms_folder(project, edition.asked), tell)
    click.echo("\n".join(map(shown, written)) or f"No dossier is overdue in {edition.asked.key}: no form to fill in.")


@template.command("appendix")
@click.argument("period")
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the workbook [default: report/forms/PERIOD in the project].",
)
def template_appendix(period: str, data: Path | None, out: Path | None) -> None:
    """Write the workbook for the figures of a period that are entered by hand (Phụ lục số liệu).

    Its lines are those of data/reference/appendix_indicators.csv. The figures of the period before are proposed beside the empty cells.
    The filled copy goes into data/raw/phu-luc/, with a line in data/raw/intake.xlsx.
    """
    from cchc_analysis.pipeline.templates import write_appendix_form
    from cchc_analysis.sources.mapping import load_mappings
    from cchc_analysis.standing import open_standing

    project = project_here()
    standing = open_standing(period, project, data, date.today(), teller())
    layouts = load_mappings((data or project / "data") / "mappings")
    for path in write_appendix_form(standing, layouts, out or _forms_folder(project, standing.period)):
        click.echo(shown(path))


@main.command()
@click.argument("period")
@click.option("--unit", default="", help="Only to this unit, by code or name [default: one letter to all].")
@click.option(
    "--answer-by",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day until which answers are wanted, e.g. 2021-06-10 [default: left to fill in].",
)
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the letter [default: report/forms/PERIOD in the project].",
)
def remind(period: str, unit: str, answer_by: datetime | None, data: Path | None, out: Path | None) -> None:
    """Draft the letter that reminds units of the plan before a period's report (công văn đôn đốc), as DOCX.

    It lists each unit's products that are behind, fall due within 30 days, were not reported on, or lack their document, as of the
    period's cut-off or today, whichever comes first.
    """
    from cchc_analysis.pipeline.remind import write_reminder
    from cchc_analysis.standing import open_standing

    project = project_here()
    standing = open_standing(period, project, data, date.today(), teller())
    written = write_reminder(
        standing,
        project / "report" / "_extensions" / "cchc",
        out or _forms_folder(project, standing.period),
        unit,
        answer_by.date() if answer_by else None,
    )
    click.echo(shown(written) if written else f"Nothing to remind of: no product is open at {standing.day}.")


def _forms_folder(project: Path, period: Period) -> Path:
    """Where forms and letters go unless another folder is named: people work on them, so they are apart from the reports."""
    return project / "report" / "forms" / period.key


def _written(written: "Written") -> str:
    """The doubts of a plan's folder that was written, what is new in it, and the next steps in order."""
    doubts = [{"row": doubt.where, "what": doubt.what, "why": doubt.why} for doubt in written.doubts]
    parts = [
        table_text(doubts) if doubts else "",
        f"{len(doubts)} doubt(s). Plan of {written.year}, written in {shown(written.folder)}: {', '.join(written.files)}.",
        "\nNext:",
        *(f"{number}. {step}" for number, step in enumerate(written.steps, start=1)),
    ]
    return "\n".join(filter(None, parts)) + "\n"
