"""Quarto's side, as far as it can be held without Quarto: its files, its errors, the project that it is given."""

import json
import os
from pathlib import Path

import pytest
import yaml

from cchc_analysis.errors import NotebookError
from cchc_analysis.pipeline import quarto
from cchc_analysis.pipeline.markdown import Head

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "report" / "_extensions" / "cchc"
# The settings of Quarto that name files, and those that say how a format is.
PROJECT = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
CONTRIBUTED = yaml.safe_load((EXTENSION / "_extension.yml").read_text(encoding="utf-8"))
PATHS = ("template", "css", "template-partials", "reference-doc", "font-paths")


def named_files(settings: dict[str, object]) -> list[str]:
    names: list[str] = []
    for key in PATHS:
        value = settings.get(key, [])
        names += [value] if isinstance(value, str) else value  # type: ignore[operator]
    return names


def test_the_project_names_files_that_exist() -> None:
    formats = PROJECT["format"]
    names = [name for settings in formats.values() for name in named_files(settings)]
    names += [entry["path"] for entry in PROJECT["filters"]]
    assert len(names) >= 9
    assert [name for name in names if not (ROOT / name.lstrip("/")).exists()] == []


def test_the_extension_names_files_that_exist() -> None:
    formats = CONTRIBUTED["contributes"]["formats"]
    names = [name for kind, settings in formats.items() if kind != "common" for name in named_files(settings)]
    names += [entry["path"] for entry in formats["common"]["filters"]]
    assert [name for name in names if not (EXTENSION / name).exists()] == []
    assert CONTRIBUTED["quarto-required"] == ">=1.7.0"


def test_project_and_extension_say_the_same() -> None:
    contributed = dict(CONTRIBUTED["contributes"]["formats"])
    common = contributed.pop("common")
    assert list(PROJECT["format"]) == list(contributed)
    for kind, settings in contributed.items():
        project = PROJECT["format"][kind]
        assert {k: v for k, v in settings.items() if k not in PATHS} == {
            k: v for k, v in project.items() if k not in PATHS
        }
        assert {Path(name).name for name in named_files(settings)} == {Path(name).name for name in named_files(project)}
    assert PROJECT["lang"] == common["lang"] == "vi"
    assert [(entry["at"], Path(entry["path"]).name) for entry in PROJECT["filters"]] == [
        (entry["at"], entry["path"]) for entry in common["filters"]
    ]


def test_the_words_of_references_are_those_of_the_filter() -> None:
    words = yaml.safe_load((ROOT / "_language.yml").read_text(encoding="utf-8"))
    assert all(isinstance(word, str) and word for word in words.values())
    names = f'local NAMES = {{ tbl = "{words["crossref-tbl-title"]}", fig = "{words["crossref-fig-title"]}" }}'
    assert names in (EXTENSION / "crossref.lua").read_text(encoding="utf-8")


def program(folder: Path, script: str) -> None:
    """A `quarto` that runs `script` instead."""
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def path_of_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.mark.parametrize("version", ["1.7.31", "1.10.3", "99.9.9"])
def test_a_quarto_that_is_new_enough(path_of_programs: Path, version: str) -> None:
    program(path_of_programs, f"echo {version}")
    assert quarto.available() == version


def test_no_quarto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto.available() is None


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 1.6.42", "Quarto 1.6.42 is too old: install 1.7"),
        ("echo broken >&2; exit 3", "quarto --version says: broken"),
    ],
)
def test_a_quarto_that_will_not_do(path_of_programs: Path, script: str, message: str) -> None:
    program(path_of_programs, script)
    with pytest.raises(quarto.QuartoError, match=message):
        quarto.available()


def notebook(tmp_path: Path) -> Path:
    cells = [
        {"cell_type": "raw", "id": "a", "metadata": {}, "source": "---\ntitle: cũ\n---"},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "Nội dung"},
    ]
    path = tmp_path / "bao-cao.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def test_what_quarto_printed_is_in_the_error_without_the_folder(path_of_programs: Path, tmp_path: Path) -> None:
    program(path_of_programs, '[ "$1" = --version ] && echo 1.7.31 && exit; echo "ERROR in $PWD/notebooks: no"; exit 1')
    with pytest.raises(
        quarto.QuartoError, match=r"could not render bao-cao \(pdf\).*\s+ERROR in /notebooks: no"
    ) as caught:
        quarto.render(notebook(tmp_path), "pdf", tmp_path / "out.pdf", extension=EXTENSION)
    assert "cchc-quarto-" not in str(caught.value)
    assert not (tmp_path / "out.pdf").exists()


def test_each_call_is_one_format_in_a_fresh_project(path_of_programs: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    program(
        path_of_programs,
        f'[ "$1" = --version ] && echo 1.7.31 && exit; echo "$@ $SOURCE_DATE_EPOCH" > {log}; ls >> {log}; touch notebooks/bao-cao.html',
    )
    quarto.render(notebook(tmp_path), "html", tmp_path / "out.html", extension=EXTENSION, epoch=86400)
    assert log.read_text(encoding="utf-8").split("\n") == [
        "render notebooks/bao-cao.ipynb --to html --no-execute 86400",
        "_language.yml",
        "_quarto.yml",
        "notebooks",
        "report",
        "",
    ]
    assert (tmp_path / "out.html").is_file()


def test_the_notebook_that_quarto_gets_has_text_and_no_code(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    head = Head('Báo cáo "quý I": 2021', ())
    quarto.lay_out(project, EXTENSION, notebook(tmp_path), "Nội dung\n", head, epoch=1615852800)
    cells = json.loads((project / "notebooks" / "bao-cao.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["raw", "markdown"]
    assert yaml.safe_load(cells[0]["source"].strip("-")) == {
        "title": 'Báo cáo "quý I": 2021',
        "document-year": 2021,
        "document-month": 3,
        "document-day": 16,
    }


def test_a_notebook_that_is_none(path_of_programs: Path, tmp_path: Path) -> None:
    program(path_of_programs, "echo 1.7.31")
    path = tmp_path / "x.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"x\.ipynb is not a notebook"):
        quarto.render(path, "html", tmp_path / "out.html", extension=EXTENSION)
