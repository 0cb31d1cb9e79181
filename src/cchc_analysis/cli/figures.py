"""Numbers on their own: counting any export, the reference of measures, the rows behind a number."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cchc_analysis.cli.common import data_option, main, project_here, shown, table_text, teller
from cchc_analysis.errors import SettingsError
from cchc_analysis.periods import CUTOFF_RULES, DEFAULT_CUTOFF, WAYS_TO_WRITE, Period
from cchc_analysis.settings import FILE_NAME, load_settings

# As in `sources.engines`, which is imported only where something is counted: `cchc --help` should not wait for pandas.
ENGINES = ("pandas", "duckdb", "polars", "spark")

GROUPS = ("field", "unit", "procedure", "channel")


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
    click.echo(table_text(_turned(lines, by or "group")))


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

    project = project_here()
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

    project = project_here()
    edition = open_edition(period, project, data or "", provisional, teller())
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
            else table_text(traces.shown_rows(found.rows))
        )
        target.write_text(text, encoding="utf-8")
    else:
        click.echo(f"{told}\n\n{table_text(traces.shown_rows(found.rows))}", nl=False)
        click.echo(f"{len(found.rows)} row(s)")
        return
    click.echo(f"{told}\n{len(found.rows)} row(s) in {shown(target)}")


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
