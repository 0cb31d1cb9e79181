"""What is made and sent: reports, their publishing, words that people changed in them, forms of others."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cchc_analysis.cli.common import (
    data_option,
    format_option,
    jobs_option,
    main,
    out_option,
    project_here,
    renderer_option,
    sections_text,
    shown,
    teller,
)
from cchc_analysis.errors import LayoutError, SettingsError


@main.command()
@click.argument("period")
@format_option
@renderer_option
@click.option(
    "--only", metavar="NOTEBOOK", default="", help="Run and render this notebook alone, beside the others' last pages."
)
@click.option("--no-execute", is_flag=True, help="Render again from the notebooks that were executed last.")
@click.option(
    "--provisional", is_flag=True, help="Allow a period that the data do not cover whole; every page says so."
)
@data_option
@out_option
@jobs_option
def report(
    period: str,
    formats: tuple[Any, ...],
    renderer: Any,
    only: str,
    no_execute: bool,
    provisional: bool,
    data: Path | None,
    out: Path | None,
    jobs: int | None,
) -> None:
    """Make the draft of a period's report.

    Writes report/PERIOD/: the report as HTML, PDF and DOCX, the notebooks as pages, and a manifest with every number.
    """
    from cchc_analysis.pipeline.run import Request, make_report

    began = time.perf_counter()
    request = Request(period, data, out, formats, renderer, only, not no_execute, provisional, _jobs(jobs))
    made = make_report(request, project_here(), teller())
    click.echo(f"Report of {made.edition.asked.name}, {made.renderer} renderer, {time.perf_counter() - began:.1f} s:")
    for path in made.files:
        click.echo(f"  {shown(path)}")


@main.command()
@click.argument("period")
@click.option(
    "--number",
    default="",
    help="Number and symbol of the report, e.g. 15/BC-STTTT; without it papers alone are issued.",
)
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Its date, e.g. 2021-03-16.")
@click.option("--signer", required=True, help="Who signs it; cchc.toml [agency] signer_titles says in what capacity.")
@click.option(
    "--paper",
    "papers",
    metavar="NOTEBOOK=NUMBER",
    multiple=True,
    help="A paper that is issued with it, e.g. control=16/BC-STTTT; the others stay drafts. Repeat for several.",
)
@click.option("--revise", metavar="REASON", default="", help="Publish a further version, with the reason for it.")
@click.option(
    "--accept-rejects", metavar="NAME", default="", help="Who approves publishing although rows were rejected."
)
@format_option
@renderer_option
@data_option
@out_option
@jobs_option
def publish(
    period: str,
    number: str,
    day: datetime,
    signer: str,
    papers: tuple[str, ...],
    revise: str,
    accept_rejects: str,
    formats: tuple[Any, ...],
    renderer: Any,
    data: Path | None,
    out: Path | None,
    jobs: int | None,
) -> None:
    """Freeze a version of a period's report, and of the papers beside it, with number, date and signer.

    Writes report/published/PERIOD/vN/, which nothing overwrites, and a line in data/reports.toml.
    """
    from cchc_analysis.pipeline.publish import publish_report
    from cchc_analysis.pipeline.run import Issue, Request

    issue = Issue(
        number, day.date(), signer, reason=revise, rejects_accepted_by=accept_rejects, papers=_paper_numbers(papers)
    )
    request = Request(period, data, out, formats, renderer, jobs=_jobs(jobs), issue=issue)
    done = publish_report(request, project_here(), teller())
    click.echo(f"Published {', '.join(done.version.numbers)} of {done.version.date}, {done.period.name}:")
    for path in done.files:
        click.echo(f"  {shown(path)}")


@main.command("check-layout")
@click.argument("file", type=click.Path(path_type=Path))
def check_layout(file: Path) -> None:
    """Check that a report, DOCX or PDF, has the form of an official document (Nghị định 30/2020/NĐ-CP).

    Measures paper, margins, fonts, the blocks and their order, page numbers, tables, annexes, signature and stamps; of a PDF also
    PDF/A and PDF/UA, of a DOCX what makes it hard to edit. Exit code 14 where something is not right.
    """
    from cchc_analysis.pipeline.layout import layout_report

    lines, wrong = layout_report(file)
    click.echo("\n".join(lines))
    if wrong:
        raise LayoutError(f"{file.name}: {wrong} element(s) are not as they should be; each is marked ✘ above.")


@main.command()
@click.argument("period")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what was changed, and write no note.")
@click.option("--provisional", is_flag=True, help="The draft was made with --provisional.")
@data_option
@out_option
def words(period: str, file: Path, dry_run: bool, provisional: bool, data: Path | None, out: Path | None) -> None:
    """Read what people changed in a draft's DOCX back into the period's notes.

    Changed sentences, added and removed ones go into data/notes/PERIOD/, one file for each section; the next report has them in their
    places, with the figures of that day. Numbers that were typed over are shown and not taken over.
    """
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline.overview import words_overview

    project = project_here()
    edition = open_edition(period, project, data or "", provisional, teller())
    click.echo(
        sections_text(words_overview(edition, file, data or project / "data", out or project / "report", not dry_run)),
        nl=False,
    )


@main.command()
@click.argument("form", type=click.Path(path_type=Path))
@click.argument("period")
@click.option(
    "--map",
    "cells",
    required=True,
    type=click.Path(path_type=Path),
    help="TOML file that says which figure goes where.",
)
@click.option(
    "--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="File to write [default: FORM-PERIOD]."
)
@click.option("--provisional", is_flag=True, help="Allow a period that the data do not cover whole.")
@data_option
def fill(form: Path, period: str, cells: Path, target: Path | None, provisional: bool, data: Path | None) -> None:
    """Pour a period's figures into a form that its receiver made, cell by cell; the form keeps all else.

    FORM is XLSX or DOCX and is not changed itself. The map has lines such as "II.06a!C8" = "total[field=BC]" under [cells]; in Word, 2!C8
    is row 8, column C of the second table. Nothing is written while a cell is not empty or a figure does not exist.
    """
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline import fill as filling

    wanted = filling.load_map(cells)
    target = target or Path(f"{form.stem}-{period}{form.suffix}")
    if target.exists():
        raise SettingsError(
            f"{shown(target)} exists, and somebody may have worked on it. Move it, or name another with --out."
        )
    edition = open_edition(period, project_here(), data or "", provisional, teller())
    filled = filling.fill(form, wanted, edition, target)
    click.echo(f"{filled} cell(s) filled: {shown(target)}")


@main.command()
@data_option
@out_option
def periods(data: Path | None, out: Path | None) -> None:
    """List the periods that can be reported on: what the data cover, and what was made of them."""
    from cchc_analysis.pipeline.overview import period_overview
    from cchc_analysis.pipeline.publish import adopt

    project = project_here()
    data, out = data or project / "data", out or project / "report"
    adopt(data, out, lambda said: click.echo(said, err=True))
    click.echo(sections_text(period_overview(project, data, out)), nl=False)


def _paper_numbers(given: Sequence[str]) -> dict[str, str]:
    """Notebook → number, of `control=16/BC-STTTT`."""
    pairs = [text.partition("=") for text in given]
    for name, _, number in pairs:
        if not name or not number:
            raise click.UsageError(f'--paper "{name}" needs a notebook and a number: control=16/BC-STTTT.')
    return {name: number for name, _, number in pairs}


def _jobs(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1
