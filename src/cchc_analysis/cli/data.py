"""What comes in: raw files, their mappings and checks, and the tables that become of them."""

from pathlib import Path

import click

from cchc_analysis.cli.common import (
    data_option,
    main,
    out_option,
    project_here,
    sections_text,
    shown,
    table_text,
    teller,
)
from cchc_analysis.errors import GapError, RejectedError, SettingsError

# As in `sources.feeds`; a test holds them together.
KINDS = (
    "dossiers", "online", "withdrawn", "overdue", "explanations", "postal_in", "postal_out", "fees", "feedback", "documents", "appendix", "progress",
)  # fmt: skip


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

    project = project_here()
    edition = open_edition(
        period or _latest_period(project, data), project, data or "", provisional, teller(), out or ""
    )
    click.echo(sections_text(check_overview(edition)))
    written = write_reviews(edition, (out or project / "report") / FOLDER, data or project / "data")
    for path in written:
        click.echo(shown(path))
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

    raw = (data or project_here() / "data") / "raw"
    lines = read_lines(raw)
    asked = proposals(raw, lines)
    kinds = {kind: [line for line in lines if line.kind == kind] for kind in dict.fromkeys(line.kind for line in lines)}
    click.echo(table_text([
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

    folder = (data or project_here() / "data") / "mappings"
    if out and out.exists():
        raise SettingsError(f"{shown(out)} exists already. Name another file, or delete it first.")
    # A draft that waits to be finished in the folder must not keep one from drafting the next.
    known = [load_mapping(path) for path in sorted(folder.glob("*.toml")) if not is_draft(path)]
    draft = draft_mapping(file, file.name, known, kind or "")
    if out:
        out.write_text(draft.toml, encoding="utf-8")
    else:
        click.echo(draft.toml, nl=False)
    click.echo("\n".join(draft.remarks) + (f"\nWritten to {shown(out)}." if out else ""), err=not out)


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

    edition = open_edition(period, project_here(), data or "", provisional, teller())
    found = reconciling.reconcile(edition, file)
    for form in found:
        click.echo(sections_text(reconciling.reconcile_sections(edition, form)))
    if target:
        reconciling.write_workbook(found, target)
        click.echo(f"Every cell and dossier: {shown(target)}")
    if cells := sum(form.cells_that_differ for form in found):
        raise GapError(f"{file.name}: {cells} cell(s) differ from ours; above stands what can explain them.")


@main.command("data-dictionary")
@data_option
def data_dictionary(data: Path | None) -> None:
    """Print what the clean tables and the raw files hold, as Markdown (docs/data-dictionary.md)."""
    from cchc_analysis.sources.dictionary import dictionary
    from cchc_analysis.sources.mapping import load_mappings

    click.echo(dictionary(load_mappings((data or project_here() / "data") / "mappings")), nl=False)


def _latest_period(project: Path, data: Path | None) -> str:
    from cchc_analysis.pipeline.overview import latest_covered

    return latest_covered(project, data or project / "data")
