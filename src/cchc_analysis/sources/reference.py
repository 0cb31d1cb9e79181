"""The reference tables: fields (lĩnh vực), units, and procedures (TTHC) with their regulated times. Reviewed CSV files."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import pandas as pd

from cchc_analysis.errors import InputError
from cchc_analysis.measures.appendix import Indicator
from cchc_analysis.measures.core import Evidence
from cchc_analysis.tables import records
from cchc_analysis.text import did_you_mean, fold
from cchc_analysis.workdays import CALENDAR_NAME, Calendar

PROCEDURE_COLUMNS = [
    "procedure_code", "name", "field_code", "lead_unit", "legal_time", "shortened_time", "time_unit", "service_level",
    "on_postal_list", "interlinked", "national_portal_date",
]  # fmt: skip

# The registers of connections, kept by hand: file → its columns, the one that tells lines apart first, and the values that some may have.
REGISTERS: dict[str, tuple[tuple[str, ...], dict[str, list[str]]]] = {
    "systems": (("system", "owner", "required_date", "connected_date", "document_no", "note"), {}),
    "offices": (
        ("office", "level", "connected_date", "document_no", "note"), {"level": ["province", "district", "commune"]},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """What codes mean.

    `fields` and `units` map codes to Vietnamese names, in the order in which reports list them. `procedures` has the columns
    procedure, name, field, unit, legal_time, shortened_time, regulated_time (days; the shortened time where one is
    approved), time_unit (working or calendar), service_level, on_postal_list, interlinked (settled
    together with another agency), national_portal_date (when it was put on the national portal; missing where it is not). `unit_codes` and `field_codes` map folded names, aliases and codes to codes; `collective_units`
    are words for several units ("các phòng chuyên môn"), which report nothing themselves. `indicators` are the figures that people
    enter by hand; a project without their table has none.
    """

    fields: dict[str, str]
    units: dict[str, str]
    procedures: pd.DataFrame
    calendar: Calendar
    unit_codes: dict[str, str] = field(default_factory=dict)
    field_codes: dict[str, str] = field(default_factory=dict)
    collective_units: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """Kind of thing → folded name or code → code, of units, fields and indicators."""
        indicators = {fold(indicator.code): indicator.code for indicator in self.indicators}
        return {"unit": self.unit_codes, "field": self.field_codes, "indicator": indicators}


def load_reference(folder: Path) -> Reference:
    """Reads the tables of `data/reference`; raises InputError for a column, code or number that is not right."""
    fields = _names(folder / "fields.csv", "field_code")
    units = _names(folder / "units.csv", "unit_code")
    procedures = _read(folder / "procedures.csv", PROCEDURE_COLUMNS)
    _refuse_strangers(procedures, "field_code", list(fields))
    _refuse_strangers(procedures, "lead_unit", list(units))
    _refuse_strangers(procedures, "time_unit", ["working", "calendar"])
    _refuse_strangers(procedures, "on_postal_list", ["yes", "no"])
    _refuse_strangers(procedures, "interlinked", ["yes", "no"])
    if twice := sorted(procedures.loc[procedures["procedure_code"].duplicated(), "procedure_code"]):
        raise InputError(f"procedures.csv: {', '.join(twice)} stands twice. Keep one line per procedure.")
    timed = procedures["legal_time"].ne("") | procedures["shortened_time"].ne("")
    for line in procedures.index[timed & procedures["time_unit"].eq("")] + 2:
        raise InputError(f"procedures.csv, line {line}: time_unit is missing: working or calendar days?")
    legal, shortened, level = (_numbers(procedures, name) for name in ("legal_time", "shortened_time", "service_level"))
    table = pd.DataFrame(
        {
            "procedure": procedures["procedure_code"],
            "name": procedures["name"],
            "field": procedures["field_code"],
            "unit": procedures["lead_unit"],
            "legal_time": legal,
            "shortened_time": shortened,
            "regulated_time": shortened.fillna(legal),
            "time_unit": procedures["time_unit"],
            "service_level": level,
            "on_postal_list": procedures["on_postal_list"].eq("yes"),
            "interlinked": procedures["interlinked"].eq("yes"),
            "national_portal_date": _days(procedures, "national_portal_date", "procedures.csv"),
        }
    )
    kinds = _read(folder / "units.csv", ["unit_code", "kind"])
    collective = tuple(kinds.loc[kinds["kind"].eq("collective"), "unit_code"])
    calendar = Calendar.load(folder / CALENDAR_NAME)
    unit_codes, field_codes = _codes(folder / "units.csv", "unit_code"), _codes(folder / "fields.csv", "field_code")
    indicators = load_indicators(folder)
    return Reference(fields, units, table, calendar, unit_codes, field_codes, collective, indicators)


def load_indicators(folder: Path) -> tuple[Indicator, ...]:
    """The figures that people enter by hand, in order; none where the project has no table of them.

    Raises InputError for a line that is not right.
    """
    path = folder / "appendix_indicators.csv"
    if not path.is_file():
        return ()
    table = _read(path, ["indicator", "group", "name", "unit", "by_field", "whole", "evidence"])
    codes = list(table["indicator"])
    if twice := sorted(set(table.loc[table["indicator"].duplicated(), "indicator"])):
        raise InputError(f"{path.name}: {', '.join(twice)} stands twice. Keep one line per indicator.")
    known = {"by_field": ["yes", "no"], "whole": ["", *codes], "evidence": list(get_args(Evidence))}
    for column, values in known.items():
        _refuse_strangers(table, column, values, path.name)
    for line, code in enumerate(codes, start=2):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
            raise InputError(f'{path.name}, line {line}: the code "{code}" must be of small letters, digits and _.')
    return tuple(
        Indicator(
            line["indicator"], line["group"], line["name"], line["unit"], line["by_field"] == "yes", line["whole"],
            line["evidence"],
        )
        for line in records(table)
    )  # fmt: skip


def load_registers(folder: Path) -> dict[str, pd.DataFrame]:
    """The registers of connections in `data/reference`, by name, days as datetime64; raises InputError for what is not right."""
    registers = {}
    for name, (columns, values) in REGISTERS.items():
        table = _read(folder / f"{name}.csv", list(columns))
        file, key = f"{name}.csv", columns[0]
        if twice := sorted(set(table.loc[table[key].duplicated(), key])):
            raise InputError(f"{file}: {', '.join(twice)} stands twice. Keep one line for each.")
        for column, known in values.items():
            _refuse_strangers(table, column, known, file)
        days = {column: _days(table, column, file) for column in columns if column.endswith("_date")}
        registers[name] = table[list(columns)].assign(**days)
    return registers


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(f"data/reference/{path.name} is missing.")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    if missing := [name for name in columns if name not in table]:
        raise InputError(f"{path.name}: the column {', '.join(missing)} is missing.")
    return table


def _names(path: Path, code: str) -> dict[str, str]:
    table = _read(path, [code, "name"])
    return dict(zip(table[code], table["name"], strict=True))


def _codes(path: Path, code: str) -> dict[str, str]:
    """Folded name, alias or code → code; a table without aliases has none."""
    table = _read(path, [code, "name"])
    aliases = table["aliases"] if "aliases" in table else [""] * len(table)
    spellings = zip(table[code], table["name"], aliases, strict=True)
    return {fold(word): code for code, name, aliases in spellings for word in (code, name, *aliases.split("|")) if word}


def _refuse_strangers(table: pd.DataFrame, column: str, known: list[str], file: str = "procedures.csv") -> None:
    for line, value in enumerate(table[column], start=2):
        if value not in known and not (column == "time_unit" and not value):
            raise InputError(f'{file}, line {line}: {column} "{value}" is not known.{did_you_mean(value, known)}')


def _numbers(table: pd.DataFrame, column: str) -> pd.Series:
    for line, value in enumerate(table[column], start=2):
        if value and not value.isdigit():
            raise InputError(f'procedures.csv, line {line}: {column} "{value}" is not a whole number.')
    return pd.to_numeric(table[column], errors="coerce").astype("Int64")


def _days(table: pd.DataFrame, column: str, file: str) -> pd.Series:
    """A column of days written 2021-03-31, empty cells as missing."""
    days = pd.to_datetime(table[column].where(table[column] != ""), format="%Y-%m-%d", errors="coerce")
    for line, value in enumerate(table[column], start=2):
        if value and pd.isna(days.iloc[line - 2]):
            raise InputError(f'{file}, line {line}: {column} "{value}" is no date (write 2021-03-31).')
    return days.astype("datetime64[us]")
