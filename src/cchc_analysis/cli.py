"""The command `cchc`: what a person types, and how mistakes are told. The work is done elsewhere.

Results go to standard output, progress and errors to standard error. A mistake that the user can mend is one sentence without
traceback and an exit code of its own (`cchc_analysis.errors`).
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import cchc_analysis
from cchc_analysis.errors import CchcError, GapError, LayoutError, RejectedError, SettingsError
from cchc_analysis.periods import CUTOFF_RULES, DEFAULT_CUTOFF, WAYS_TO_WRITE, Period
from cchc_analysis.settings import FILE_NAME, FORMATS, RENDERERS, find_project, load_settings

if TYPE_CHECKING:
    from cchc_analysis.pipeline.overview import Section
    from cchc_analysis.pipeline.plan_year import Written

# As in `sources.engines`, which is imported only where something is counted: `cchc --help` should not wait for pandas.
ENGINES = ("pandas", "duckdb", "polars", "spark")
# As in `sources.feeds`; a test holds them together.
KINDS = (
    "dossiers", "online", "withdrawn", "overdue", "explanations", "postal_in", "postal_out", "fees", "feedback", "documents", "appendix", "progress",
)  # fmt: skip
GROUPS = ("field", "unit", "procedure", "channel")
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder [default: data in the project]."
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for reports [default: report in the project].",
)
renderer_option = click.option(
    "--renderer",
    type=click.Choice(RENDERERS),
    help="auto takes Quarto where it is installed [default: as in cchc.toml].",
)
format_option = click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Repeat for several [default: as in cchc.toml].",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Notebooks that run at the same time [default: one for each core]."
)


class _Command(click.Group):
    """A command group whose mendable mistakes become a sentence and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        # Vietnamese letters must not fail on a console or pipe that is set to an old code page.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            return super().main(*args, **kwargs)
        except CchcError as error:
            click.echo(f"cchc: {error}", err=True)
            sys.exit(error.exit_code)


@click.group(cls=_Command, context_settings=CONTEXT)
@click.version_option(cchc_analysis.__version__, prog_name="cchc")
def main() -> None:
    """Turn raw TTHC dossier exports and the progress of a reform plan into the report of a period.

    A PERIOD is written 2021-Q1 (to Q4), 2021-6M, 2021-9M, 2021, 2021-05 or 2021-01-01..2021-03-31. Run the commands inside the
    project's folder (the one with cchc.toml).
    """


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
    made = make_report(request, _project(), _tell())
    click.echo(f"Report of {made.edition.asked.name}, {made.renderer} renderer, {time.perf_counter() - began:.1f} s:")
    for path in made.files:
        click.echo(f"  {_shown(path)}")


@main.command()
@click.argument("period")
@click.option("--number", required=True, help="Number and symbol of the document, e.g. 15/BC-STTTT.")
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
    done = publish_report(request, _project(), _tell())
    click.echo(f"Published {done.version.number} of {done.version.date}, {done.period.name}:")
    for path in done.files:
        click.echo(f"  {_shown(path)}")


@main.command()
@click.argument("period", required=False)
@data_option
@out_option
@click.option("--provisional", is_flag=True, help="Allow a period that the data do not cover whole.")
@click.option("--strict", is_flag=True, help="Exit with code 15 where a rule rejected rows.")
@click.option("--rules", is_flag=True, help="Print what is checked of each row, and why, as Markdown; nothing is read.")
def check(
    period: str | None, data: Path | None, out: Path | None, provisional: bool, strict: bool, rules: bool
) -> None:
    """Check settings, data and plan without making a report: what is read, what is rejected, and why.

    Says too whether what is carried over is what the report of the period before said was pending. Writes report/kiem-tra/: for each
    unit that supplied files a form with the rows that it should look at, to be sent back, and the quality tables.

    Without PERIOD the latest period of the report year that the data cover is taken.
    """
    if rules:
        from cchc_analysis.present.row_rules import row_rules

        click.echo(row_rules(), nl=False)
        return
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline.overview import check_overview, rejected_count
    from cchc_analysis.pipeline.review import FOLDER, write_reviews

    project = _project()
    edition = open_edition(
        period or _latest_period(project, data), project, data or "", provisional, _tell(), out or ""
    )
    click.echo(_sections(check_overview(edition)))
    written = write_reviews(edition, (out or project / "report") / FOLDER, data or project / "data")
    for path in written:
        click.echo(_shown(path))
    rejected, files = rejected_count(edition)
    if strict and rejected:
        raise RejectedError(
            f"{rejected} row(s) of {len(files)} file(s) are rejected ({', '.join(files[:3])}{', …' if len(files) > 3 else ''}): "
            f"each is listed above and in {FOLDER}/ with what to do."
        )


@main.command()
@click.option(
    "--write", is_flag=True, help="Add the proposed lines to intake.xlsx; the day of export is left to fill in."
)
@data_option
def intake(write: bool, data: Path | None) -> None:
    """List the raw files: what each is, and what a file without a line in data/raw/intake.xlsx seems to be.

    Such a file is known by its head; the days come from its dates. When it was exported only a person can say.
    """
    from cchc_analysis.sources.intake import NAME, proposal_text, proposals, read_lines
    from cchc_analysis.sources.intake_file import add_lines

    raw = (data or _project() / "data") / "raw"
    lines = read_lines(raw)
    asked = proposals(raw, lines)
    kinds = {kind: [line for line in lines if line.kind == kind] for kind in dict.fromkeys(line.kind for line in lines)}
    click.echo(_table([
        {
            "kind": kind, "files": len(of_kind), "from": min(line.first for line in of_kind),
            "to": max(line.last for line in of_kind), "last export": max(line.exported_at for line in of_kind),
        }
        for kind, of_kind in kinds.items()
    ]))  # fmt: skip
    click.echo("\n".join([*map(proposal_text, asked), f"{len(asked)} file(s) without a line in {NAME}."]))
    if write and (added := add_lines(raw, asked)):
        click.echo(
            f'{added} line(s) added to {NAME}. Open it, fill in the yellow cells ("Ngày xuất"), check the days covered.'
        )


@main.command("map")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), help="What the file is [default: what its heads are most like].")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="TOML file to write [default: the terminal]."
)
@data_option
def map_(file: Path, kind: str | None, out: Path | None, data: Path | None) -> None:
    """Draft a mapping for an export whose layout no mapping knows, and say what could not be placed.

    Heads are compared with those of all mappings in data/mappings. What is only likely, and what is left open, is a TODO in the draft,
    which is refused until each is decided. No cell of a personal or unplaced column is shown or written.
    """
    from cchc_analysis.sources.draft import draft_mapping
    from cchc_analysis.sources.mapping import is_draft, load_mapping

    folder = (data or _project() / "data") / "mappings"
    if out and out.exists():
        raise SettingsError(f"{_shown(out)} exists already. Name another file, or delete it first.")
    # A draft that waits to be finished in the folder must not keep one from drafting the next.
    known = [load_mapping(path) for path in sorted(folder.glob("*.toml")) if not is_draft(path)]
    draft = draft_mapping(file, file.name, known, kind or "")
    if out:
        out.write_text(draft.toml, encoding="utf-8")
    else:
        click.echo(draft.toml, nl=False)
    click.echo("\n".join(draft.remarks) + (f"\nWritten to {_shown(out)}." if out else ""), err=not out)


@main.command("check-form")
@click.argument("file", type=click.Path(path_type=Path))
def check_form(file: Path) -> None:
    """Check a form II.06a that others filled in: does every total equal its parts?

    FILE is XLSX, an HTML table saved as .xls, or CSV. Prints every identity; exit code 12 where one does not hold.
    """
    from cchc_analysis.pipeline.supplied import form_report

    lines, gaps = form_report(file)
    click.echo("\n".join(lines))
    if gaps:
        raise GapError(
            f"{file.name}: {gaps} figure(s) do not close; each is marked ✘ above with both sides and its size."
        )


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
@click.option(
    "--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="Workbook for every cell and dossier."
)
@click.option("--provisional", is_flag=True, help="Allow a period that the data do not cover whole.")
@data_option
def reconcile(period: str, file: Path, target: Path | None, provisional: bool, data: Path | None) -> None:
    """Hold the one-stop system's own form II.06a against ours, cell by cell.

    FILE is XLSX, an HTML table saved as .xls, or CSV, with a row for each field, unit or procedure. For every row that differs it is
    said which other way of counting would give the same figures, with the dossiers that it moves. Exit code 12 where a cell differs.
    """
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline import reconcile as reconciling

    edition = open_edition(period, _project(), data or "", provisional, _tell())
    found = reconciling.reconcile(edition, file)
    for form in found:
        click.echo(_sections(reconciling.reconcile_sections(edition, form)))
    if target:
        reconciling.write_workbook(found, target)
        click.echo(f"Every cell and dossier: {_shown(target)}")
    if cells := sum(form.cells_that_differ for form in found):
        raise GapError(f"{file.name}: {cells} cell(s) differ from ours; above stands what can explain them.")


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

    project = _project()
    edition = open_edition(period, project, data or "", provisional, _tell())
    click.echo(
        _sections(words_overview(edition, file, data or project / "data", out or project / "report", not dry_run)),
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
            f"{_shown(target)} exists, and somebody may have worked on it. Move it, or name another with --out."
        )
    edition = open_edition(period, _project(), data or "", provisional, _tell())
    filled = filling.fill(form, wanted, edition, target)
    click.echo(f"{filled} cell(s) filled: {_shown(target)}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="TOML file that knows the columns of exports as received; clean tables (.parquet) need none.",
)
@click.option("--period", required=True, help=f"{WAYS_TO_WRITE}.")
@click.option(
    "--cutoff",
    type=click.Choice(CUTOFF_RULES),
    default=DEFAULT_CUTOFF,
    show_default=True,
    help="Days of a named period.",
)
@click.option("--by", type=click.Choice(GROUPS), help="Count each field, unit, procedure or channel apart, too.")
@click.option("--engine", type=click.Choice(ENGINES), help="What counts [default: by the number of rows].")
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
def count(
    files: tuple[Path, ...], mapping: Path | None, period: str, cutoff: Any, by: str | None, engine: Any, style: str
) -> None:
    """Count form II.06a from dossier files, without a project around them.

    FILES are exports of any one-stop system with a --mapping, or clean dossier tables (.parquet) without; several are counted
    as one table.
    """
    from cchc_analysis.sources.count import count_files, count_tables

    asked = Period.parse(period, cutoff)
    clean = [path.suffix.lower() == ".parquet" for path in files]
    if mapping and any(clean):
        raise click.UsageError(
            "A clean table (.parquet) is counted without --mapping; exports are counted apart from it."
        )
    if not mapping and not all(clean):
        other = files[clean.index(False)].name
        raise click.UsageError(
            f"{other} is no clean table (.parquet): an export as received needs --mapping FILE.toml."
        )
    result = count_files(files, mapping, asked, by, engine) if mapping else count_tables(files, asked, by, engine)
    if style == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    lines = [{by or "group": "total", **result["measures"]}]
    lines += [{by or "group": group[by or ""], **group["measures"]} for group in result["groups"]]
    if style == "csv":
        click.echo(_csv(lines), nl=False)
        return
    rows = result["rows"]
    click.echo(f"{result['period']['start']}..{result['period']['end']}")
    click.echo(", ".join(f"{name} {number}" for name, number in rows.items()) + "\n")
    click.echo(_table(_turned(lines, by or "group")))


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

    project = _project()
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

    click.echo(_written(plan_year.new_year(year, before, data or _project() / "data", carry_tasks)), nl=False)


@main.command()
@data_option
@out_option
def periods(data: Path | None, out: Path | None) -> None:
    """List the periods that can be reported on: what the data cover, and what was made of them."""
    from cchc_analysis.pipeline.overview import period_overview
    from cchc_analysis.pipeline.publish import adopt

    project = _project()
    data, out = data or project / "data", out or project / "report"
    adopt(data, out, lambda said: click.echo(said, err=True))
    click.echo(_sections(period_overview(project, data, out)), nl=False)


@main.command()
@click.argument("words", nargs=-1)
@click.option(
    "--format", "style", type=click.Choice(["table", "csv", "json", "markdown"]), default="table", show_default=True
)
def measures(words: tuple[str, ...], style: str) -> None:
    """List what is counted: each measure with its Vietnamese label, its definition and its source.

    WORDS choose the measures that have them in name or label. The format markdown is the whole reference (docs/measures.md), with
    worked examples, under the default counting rules.
    """
    if style == "markdown":
        from cchc_analysis.present.reference import reference

        if words:
            raise SettingsError("The reference is written whole: leave the words out, or take another format.")
        click.echo(reference(), nl=False)
        return
    from cchc_analysis.pipeline.overview import measure_overview

    project = _project()
    lines = measure_overview(load_settings(project / FILE_NAME), words, project / "data")
    if not lines:
        raise SettingsError(f"No measure has {' '.join(words)} in its name or label. cchc measures lists all.")
    if style == "json":
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    elif style == "csv":
        click.echo(_csv(lines), nl=False)
    else:
        for line in lines:
            click.echo(f"{line['measure']} – {line['label']} ({line['unit']})\n    {line['definition']}")
            if line["numerator"]:
                click.echo(f"    {line['numerator']} ÷ {line['denominator']}")
            click.echo(f"    [{line['source']}; evidence {line['evidence']}]\n" if line["source"] else "")


@main.command("data-dictionary")
@data_option
def data_dictionary(data: Path | None) -> None:
    """Print what the clean tables and the raw files hold, as Markdown (docs/data-dictionary.md)."""
    from cchc_analysis.sources.dictionary import dictionary
    from cchc_analysis.sources.mapping import load_mappings

    click.echo(dictionary(load_mappings((data or _project() / "data") / "mappings")), nl=False)


@main.command()
@click.argument("period")
@click.argument("measure")
@click.option(
    "--by",
    "groups",
    metavar='COLUMN="VALUE"',
    multiple=True,
    help='Only one group, e.g. field="Báo chí"; may be repeated.',
)
@click.option("--part", type=click.Choice(["numerator", "denominator"]), help="Of a ratio, which of its rows.")
@click.option("--format", "style", type=click.Choice(["table", "csv", "xlsx"]), default="table", show_default=True)
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write [default: the terminal; xlsx: a name of its own].",
)
@click.option("--provisional", is_flag=True, help="Allow a period that the data do not cover whole.")
@data_option
def trace(
    period: str,
    measure: str,
    groups: tuple[str, ...],
    part: str | None,
    style: str,
    target: Path | None,
    provisional: bool,
    data: Path | None,
) -> None:
    """List the rows behind a number: as many as the report prints, by the rule that counted them.

    MEASURE is a name from cchc measures, such as settled_late. No column holds personal data of applicants.
    """
    from cchc_analysis.edition import open_edition
    from cchc_analysis.pipeline import trace as traces

    project = _project()
    edition = open_edition(period, project, data or "", provisional, _tell())
    found = traces.trace(edition, measure, groups, part or "")
    told = f"{found.measure.label} ({found.measure.unit}): {found.text}\n{found.measure.definition}\n{found.id}"
    if before := traces.printed_otherwise(project / "report" / edition.asked.key, found):
        told += f"\nThe last draft prints {before}: the data changed since. Run cchc report {edition.asked.key}."
    if style == "xlsx":
        target = target or Path(f"trace-{measure}-{edition.asked.key}.xlsx")
        traces.write_workbook(found, target)
    elif style == "csv" and target is None:
        click.echo(found.rows.to_csv(index=False, lineterminator="\n"), nl=False)
        click.echo(told, err=True)
        return
    elif target is not None:
        text = (
            found.rows.to_csv(index=False, lineterminator="\n")
            if style == "csv"
            else _table(traces.shown_rows(found.rows))
        )
        target.write_text(text, encoding="utf-8")
    else:
        click.echo(f"{told}\n\n{_table(traces.shown_rows(found.rows))}", nl=False)
        click.echo(f"{len(found.rows)} row(s)")
        return
    click.echo(f"{told}\n{len(found.rows)} row(s) in {_shown(target)}")


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

    project = _project()
    tell = _tell()
    standing = open_standing(period, project, data, date.today(), tell)
    extension = project / "report" / "_extensions" / "cchc"
    for path in write_forms(standing, extension, out or _forms_folder(project, standing.period), tell):
        click.echo(_shown(path))


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

    project, tell = _project(), _tell()
    edition = open_edition(period, project, data or "", provisional, tell)
    layouts = [
        mapping for mapping in load_mappings((data or project / "data") / "mappings") if mapping.table == "explanations"
    ]
    written = write_explanation_forms(edition, layouts, out or _forms_folder(project, edition.asked), tell)
    click.echo("\n".join(map(_shown, written)) or f"No dossier is overdue in {edition.asked.key}: no form to fill in.")


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

    project = _project()
    standing = open_standing(period, project, data, date.today(), _tell())
    layouts = load_mappings((data or project / "data") / "mappings")
    for path in write_appendix_form(standing, layouts, out or _forms_folder(project, standing.period)):
        click.echo(_shown(path))


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

    project = _project()
    standing = open_standing(period, project, data, date.today(), _tell())
    written = write_reminder(
        standing,
        project / "report" / "_extensions" / "cchc",
        out or _forms_folder(project, standing.period),
        unit,
        answer_by.date() if answer_by else None,
    )
    click.echo(_shown(written) if written else f"Nothing to remind of: no product is open at {standing.day}.")


def _forms_folder(project: Path, period: Period) -> Path:
    """Where forms and letters go unless another folder is named: people work on them, so they are apart from the reports."""
    return project / "report" / "forms" / period.key


def _project() -> Path:
    return find_project(Path.cwd())


def _latest_period(project: Path, data: Path | None) -> str:
    from cchc_analysis.pipeline.overview import latest_covered

    return latest_covered(project, data or project / "data")


def _paper_numbers(given: Sequence[str]) -> dict[str, str]:
    """Notebook → number, of `control=16/BC-STTTT`."""
    pairs = [text.partition("=") for text in given]
    for name, _, number in pairs:
        if not name or not number:
            raise click.UsageError(f'--paper "{name}" needs a notebook and a number: control=16/BC-STTTT.')
    return {name: number for name, _, number in pairs}


def _jobs(jobs: int | None) -> int:
    return jobs or os.cpu_count() or 1


def _tell() -> Callable[[str], None]:
    """Progress on standard error, each step with the seconds since the start."""
    began = time.perf_counter()

    def tell(step: str) -> None:
        click.echo(f"[{time.perf_counter() - began:5.1f} s] {step}", err=True)

    return tell


def _shown(path: Path) -> str:
    """A path as the user would type it from where they are."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _written(written: "Written") -> str:
    """The doubts of a plan's folder that was written, what is new in it, and the next steps in order."""
    doubts = [{"row": doubt.where, "what": doubt.what, "why": doubt.why} for doubt in written.doubts]
    parts = [
        _table(doubts) if doubts else "",
        f"{len(doubts)} doubt(s). Plan of {written.year}, written in {_shown(written.folder)}: {', '.join(written.files)}.",
        "\nNext:",
        *(f"{number}. {step}" for number, step in enumerate(written.steps, start=1)),
    ]
    return "\n".join(filter(None, parts)) + "\n"


def _sections(sections: "Iterable[Section]") -> str:
    """Each under its title, with its table and what to do next."""
    parts = [
        "\n".join(filter(None, [f"{part.title}\n", _table(part.lines), *part.advice])).rstrip() for part in sections
    ]
    return "\n\n".join(parts) + "\n"


def _table(lines: Sequence[dict[Any, Any]]) -> str:
    """Plain columns: texts left, numbers right."""
    if not lines:
        return ""
    heads = [str(name) for name in lines[0]]
    cells = [[str(value) for value in line.values()] for line in lines]
    widths = [max(len(row[column]) for row in [heads, *cells]) for column in range(len(heads))]
    is_number = [all(isinstance(line[name], int | float) for line in lines) for name in lines[0]]

    def row(values: Sequence[str]) -> str:
        parts = (
            value.rjust(width) if right else value.ljust(width)
            for value, width, right in zip(values, widths, is_number, strict=True)
        )
        return "  ".join(parts).rstrip()

    return "\n".join([row(heads), row(["-" * width for width in widths]), *(row(line) for line in cells), ""])


def _turned(lines: Sequence[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """Measures down, groups across: fourteen measures do not fit across a terminal."""
    names = [name for name in lines[0] if name != by]
    return [{"measure": name, **{str(line[by]): line[name] for line in lines}} for name in names]


def _csv(lines: Sequence[dict[str, Any]]) -> str:
    import csv
    import io

    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return stream.getvalue()


if __name__ == "__main__":
    main()
