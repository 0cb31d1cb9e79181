"""Running notebooks: parameters are checked before, and what comes out holds no time, path or run id."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_analysis.errors import NotebookError
from cchc_analysis.pipeline.execute import declared_parameters, execute_all, notebook_path
from cchc_analysis.settings import load_settings

ROOT = Path(__file__).parents[2]
Write = Callable[..., Path]


@pytest.fixture
def notebook(tmp_path: Path) -> Write:
    """Writes a notebook of code cells; the first is its parameters cell unless told otherwise."""

    def make(*sources: str, name: str = "a", tag: str = "parameters") -> Path:
        cells = [
            {"cell_type": "code", "id": f"c{number}", "metadata": {"tags": [tag] if tag and number == 0 else []},
             "execution_count": None, "outputs": [], "source": source}
            for number, source in enumerate(sources)
        ]  # fmt: skip
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = tmp_path / f"{name}.ipynb"
        path.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))
        return path

    return make


def test_an_unknown_notebook_is_told_with_those_there_are(notebook: Write, tmp_path: Path) -> None:
    notebook("period = ''", name="dossiers")
    with pytest.raises(NotebookError, match=r'no notebook "dossier" in notebooks/. Did you mean "dossiers"'):
        notebook_path(tmp_path, "dossier")


def test_declared_parameters(notebook: Write) -> None:
    cell = '# which period\nperiod = "2021-Q1"\nprovisional: bool = False\n# old = 1\n'
    assert declared_parameters(notebook(cell, "x = 1")) == ["period", "provisional"]


def test_a_notebook_that_cannot_be_run_for_a_period_says_so(notebook: Write, tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"a.ipynb has no cell tagged parameters"):
        declared_parameters(notebook("period = ''", tag=""))
    with pytest.raises(NotebookError, match=r"a.ipynb: its parameters cell does not set period. It has year"):
        execute_all({notebook("year = 2021"): tmp_path / "out.ipynb"}, {"period": "2021-Q1"}, 1, lambda _: None)
    damaged = tmp_path / "damaged.ipynb"
    damaged.write_text("{", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"damaged.ipynb is damaged"):
        declared_parameters(damaged)


def test_every_notebook_of_the_report_takes_the_parameters_that_the_pipeline_gives() -> None:
    settings = load_settings(ROOT / "cchc.toml")
    for name in (*settings.report.notebooks, *settings.papers):
        assert set(declared_parameters(notebook_path(ROOT / "notebooks", name))) >= {"period", "project", "data"}


def test_two_runs_in_two_folders_give_the_same_bytes(notebook: Write, tmp_path: Path) -> None:
    path = notebook("period = ''\nproject = ''\ndata = ''", "print(period)")
    told: list[str] = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        parameters = {"period": "2021-Q1", "project": str(tmp_path / folder), "data": "", "unasked": 1}
        took = execute_all({path: tmp_path / folder / "a.ipynb"}, parameters, 2, told.append)
        assert list(took) == ["a"]
    one, two = ((tmp_path / folder / "a.ipynb").read_bytes() for folder in ("one", "two"))
    assert one == two
    text = one.decode()
    assert "2021-Q1\\n" in text
    assert str(tmp_path) not in text
    assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:|start_time|duration", text)
    assert told[0].startswith("executed 1/1: a")


def test_a_failing_cell_is_named_and_a_mendable_mistake_keeps_its_words(notebook: Write, tmp_path: Path) -> None:
    failing = notebook("period = ''", "1 / 0", name="failing")
    with pytest.raises(NotebookError, match=r"Notebook failing failed in cell .*\(1 / 0\): ZeroDivisionError"):
        execute_all({failing: tmp_path / "out.ipynb"}, {"period": "2021-Q1"}, 1, lambda _: None)
    mendable = notebook(
        "period = ''",
        "from cchc_analysis.errors import CoverageError\nraise CoverageError('No export covers it.')",
        name="mendable",
    )
    with pytest.raises(NotebookError, match=r"^Notebook mendable: No export covers it\.$"):
        execute_all({mendable: tmp_path / "out.ipynb"}, {"period": "2021-Q1"}, 1, lambda _: None)


def test_notebooks_of_one_kernel_know_nothing_of_each_other(notebook: Write, tmp_path: Path) -> None:
    sources = (
        "period = ''",
        "import os\nprint(sorted(n for n in globals() if n in ('left', 'os')), os.getpid())\nleft = 1",
    )
    paths = [notebook(*sources, name=name) for name in ("a", "b", "c")]
    (tmp_path / "out").mkdir()
    targets = {path: tmp_path / "out" / path.name for path in paths}
    execute_all(targets, {"period": "2021-Q1"}, 1, lambda _: None)
    executed = [json.loads(target.read_text(encoding="utf-8"))["cells"] for target in targets.values()]
    assert [[cell["execution_count"] for cell in cells] for cells in executed] == [[1, 2, 3]] * 3
    said = ["".join(cells[-1]["outputs"][0]["text"]) for cells in executed]
    assert {text.partition("]")[0] for text in said} == {"['os'"}
    assert len({text.partition("]")[2] for text in said}) == 1, "one kernel served them all"


def test_a_notebook_has_parameters_of_its_own(notebook: Write, tmp_path: Path) -> None:
    cells = ("period = ''\nnumber = ''", "print(number)")
    paths = [notebook(*cells, name=name) for name in ("report", "control")]
    (tmp_path / "out").mkdir()
    targets = {path: tmp_path / "out" / path.name for path in paths}
    execute_all(targets, {"period": "2021-Q1"}, 1, lambda _: None, {"report": {"number": "15/BC"}})
    said = [
        json.loads(target.read_text(encoding="utf-8"))["cells"][-1]["outputs"][0]["text"] for target in targets.values()
    ]
    assert said == [["15/BC\n"], ["\n"]]


def test_an_environment_is_set_for_kernels_and_nowhere_else(notebook: Write, tmp_path: Path) -> None:
    path = notebook("period = ''", "import os; print(os.environ.get('CCHC_TRIED'))")
    execute_all({path: tmp_path / "out.ipynb"}, {"period": "2021-Q1"}, 1, lambda _: None, {}, {"CCHC_TRIED": "yes"})
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert cells[-1]["outputs"][0]["text"] == ["yes\n"]
    assert "CCHC_TRIED" not in os.environ
