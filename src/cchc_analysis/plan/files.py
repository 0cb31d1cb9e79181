"""Reading and writing the files of a plan's folder: CSV tables as text cells, TOML heads, each with a sentence where it fails."""

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import PlanError


def read_table(path: Path, columns: Sequence[str], needed: str) -> pd.DataFrame:
    """The CSV as text cells ("" for empty ones); read by hand because pandas would read row 6.10 as the number 6.1.

    `needed` says in a sentence what the file is for, where it is missing. Raises PlanError for any other first line or length.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except FileNotFoundError:
        raise PlanError(f"There is no {path.name} in {path.parent}. {needed}") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise PlanError(f"{path} cannot be read as CSV in UTF-8: {error}.") from None
    if not lines or tuple(lines[0]) != tuple(columns):
        raise PlanError(f"{path}: the first line must be {','.join(columns)}.")
    if ragged := [number for number, line in enumerate(lines, start=1) if len(line) != len(columns)]:
        raise PlanError(f"{path}: record {ragged[0]} has not {len(columns)} cells. Quote texts that hold a comma.")
    return pd.DataFrame(lines[1:], columns=list(columns), dtype="str")


def read_toml(path: Path, needed: str) -> dict[str, Any]:
    """The TOML file as it is; `needed` as in `read_table`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(f"There is no {path.name} in {path.parent}. {needed}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} cannot be read as TOML: {error}.") from None


def table_text(table: pd.DataFrame) -> str:
    """A table of text cells as the CSV that `read_table` reads."""
    return csv_text(list(map(str, table.columns)), table.to_numpy().tolist())


def csv_text(columns: Sequence[str], lines: Iterable[Sequence[str]] = ()) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([columns, *lines])
    return stream.getvalue()


def toml_text(values: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> str:
    """One line per key: a text, number or day, with a remark behind it where there is one."""
    remarks = remarks or {}
    return "".join(
        f"{key} = {_toml_value(value)}{f'  # {remarks[key]}' if key in remarks else ''}\n"
        for key, value in values.items()
    )


def opening_comment(text: str) -> str:
    """The comment lines that a TOML file begins with."""
    lines = text.splitlines()
    length = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(f"{line}\n" for line in lines[:length])


def _toml_value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML string; DEL alone is written otherwise, and no plan has one.
    return json.dumps(value, ensure_ascii=False)
