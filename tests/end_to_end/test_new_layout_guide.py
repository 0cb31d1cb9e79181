"""The guide docs/new-export-layout.md, followed as it is written: its files are written, its commands run, its outputs looked for."""

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from cchc_analysis.cli import main

PROJECT = Path(__file__).parents[2]
GUIDE = PROJECT / "docs" / "new-export-layout.md"
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<key>\w+)=(?P<value>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    kind: str
    key: str
    value: str
    body: str


BLOCKS = [Block(found["kind"], found["key"] or "", found["value"] or "", found["body"]) for found in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8"))]  # fmt: skip


def fill_in(intake: Path, day: str) -> None:
    """What the guide asks a person to do in the yellow cell; here as text in the last row of the sheet."""
    with zipfile.ZipFile(intake) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = "xl/worksheets/sheet1.xml"
    *_, cell = re.finditer(r'<c r="(D\d+)" s="\d+"/>', parts[name].decode())
    typed = f'<c r="{cell[1]}" t="inlineStr"><is><t>{day}</t></is></c>'
    parts[name] = parts[name].decode().replace(cell[0], typed).encode()
    with zipfile.ZipFile(intake, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)


def test_the_guide_leads_from_an_unknown_layout_to_accepted_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("clean", "sample", ".*"))
    shutil.copy(PROJECT / "cchc.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    output = ""
    for block in BLOCKS:
        if block.key == "file":
            (tmp_path / block.value).write_text(block.body, encoding="utf-8")
        elif block.kind == "sh":
            if block.key == "fill":
                fill_in(tmp_path / "data/raw/intake.xlsx", block.value)
            (command,) = block.body.splitlines()
            program, *arguments = command.split()
            assert program == "cchc"
            done = CliRunner().invoke(main, arguments)
            output = done.output
            assert done.exit_code == (int(block.value) if block.key == "exit" else 0), output
        elif block.kind == "text":
            missing = [line for line in block.body.splitlines() if line not in output]
            assert missing == [], output
    rows = pd.read_parquet(tmp_path / "data/clean/dossiers.parquet")
    added = rows[rows["source_file"] == "dossiers/kiosk-2021-12.csv"]
    assert added["dossier_id"].tolist() == ["H21.15-211201-9001", "H21.15-211202-9002", "H21.15-211220-9003"]
    assert added["procedure"].tolist() == ["1.003868", "1.003868", "2.001594"]
    assert "Mẫu" not in output


def test_the_guide_shows_a_layout_that_the_project_does_not_ship() -> None:
    assert not (PROJECT / "data/mappings/kiosk.toml").exists()
    assert [block.kind for block in BLOCKS].count("sh") == 6
