"""docs/coverage.md is true: each line's measure has something to count in the sample year, and its section of the report prints it."""

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import IPython.display
import matplotlib.pyplot as plt
import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.measures.core import Ratio
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.notes import SECTIONS

ROOT = Path(__file__).parents[2]
YEAR, ANNEXES = "2021", "Phụ lục"
# Kinds that no paragraph of the plan is about: a list that is held against our dossiers, and what was paid for them.
BESIDE_THE_PLAN = {"overdue", "fees"}


@dataclass(frozen=True)
class Line:
    """A line of the table: paragraphs and targets of the plan, what it is counted from, the measure, and where it is printed."""

    plan: tuple[str, ...]
    sources: tuple[str, ...]
    measure: str
    place: str


def read_lines() -> list[Line]:
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines() if row.startswith("|")]
    return [
        Line(tuple(plan.split(", ")), tuple(re.findall(r"`([^`]+)`", sources)), measure.strip("`"), place)
        for plan, _, sources, measure, place in rows[2:]
    ]


LINES = read_lines()
every_line = pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.plan[-1]}-{line.measure}-{line.place[:3]}")


@pytest.fixture(scope="module")
def year(project: Path) -> Edition:
    return open_edition(YEAR, project)


@pytest.fixture(scope="module")
def printed(project: Path) -> dict[str, set[str]]:
    """Section of the signed report → the measures whose numbers it prints, by running the notebook's own cells."""
    cells = json.loads((ROOT / "notebooks" / "report.ipynb").read_text(encoding="utf-8"))["cells"]
    found: dict[str, set[str]] = {}
    names: dict[str, object] = {}
    shown: list[object] = []
    heading = ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IPython.display, "display", lambda *objects: shown.extend(objects))
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heading = re.sub(r"^#+ (?:[IVX]+|\d+)\. ", "", source.strip().splitlines()[-1]).strip()
            if cell["cell_type"] == "code":
                exec(compile(source, "report.ipynb", "exec"), names)  # the project's own notebook, as it is run
                if "parameters" in cell["metadata"].get("tags", []):
                    names |= {"period": YEAR, "project": str(project)}
                place = ANNEXES if "document.annex(" in source else heading
                found.setdefault(place, set()).update(measures_in(shown))
                shown.clear()
    plt.close("all")
    return found


def measures_in(shown: list[object]) -> set[str]:
    texts = [str(each._repr_mimebundle_()["text/markdown"]) for each in shown if isinstance(each, Prose | Table)]
    ids = [html.unescape(found) for text in texts for found in re.findall(r'data-measure="([^"]*)"', text)]
    return {re.split(r"\W", found, maxsplit=1)[0] for found in ids}


@every_line
def test_there_is_something_to_count_in_the_sample_year(year: Edition, line: Line) -> None:
    subject, measure = year.measures[line.measure]
    value = year.value(line.measure)
    assert year.is_supplied(line.measure)
    assert value.denominator if isinstance(measure, Ratio) else value.numerator
    assert not subject.feed or subject.feed in line.sources


@every_line
def test_the_section_prints_it(printed: dict[str, set[str]], line: Line) -> None:
    assert line.place in (*SECTIONS.values(), ANNEXES)
    assert line.measure in printed[line.place]


def test_sources_are_kinds_of_raw_files_or_registers() -> None:
    for line in LINES:
        assert line.sources
        for source in line.sources:
            assert source in FEEDS or (ROOT / source).is_file(), source


def test_no_target_and_no_kind_of_raw_file_is_without_a_line(year: Edition) -> None:
    judged = {(name, line.measure) for line in LINES for name in line.plan}
    assert {(target.id, target.measure) for target in year.targets} <= judged
    assert set(FEEDS) - BESIDE_THE_PLAN == {source for line in LINES for source in line.sources if source in FEEDS}


def test_every_paragraph_is_one_of_the_plan_s(year: Edition) -> None:
    known = {*year.register.tasks["row_id"], *(target.id for target in year.targets), "I.7"}
    assert {name for line in LINES for name in line.plan} <= known
