"""What all commands share: the group with its way of telling mistakes, options, and how results are shown."""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import cchc_analysis
from cchc_analysis.errors import CchcError
from cchc_analysis.settings import FORMATS, RENDERERS, find_project

if TYPE_CHECKING:
    from cchc_analysis.pipeline.overview import Section

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


def project_here() -> Path:
    return find_project(Path.cwd())


def teller() -> Callable[[str], None]:
    """Progress on standard error, each step with the seconds since the start."""
    began = time.perf_counter()

    def tell(step: str) -> None:
        click.echo(f"[{time.perf_counter() - began:5.1f} s] {step}", err=True)

    return tell


def shown(path: Path) -> str:
    """A path as the user would type it from where they are."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def sections_text(sections: "Iterable[Section]") -> str:
    """Each under its title, with its table and what to do next."""
    parts = [
        "\n".join(filter(None, [f"{part.title}\n", table_text(part.lines), *part.advice])).rstrip() for part in sections
    ]
    return "\n\n".join(parts) + "\n"


def table_text(lines: Sequence[dict[Any, Any]]) -> str:
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
