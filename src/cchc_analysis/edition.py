"""An edition: everything that the report of one period is made from, opened in one call.

Notebooks open it, measures are read through it, and an id in a manifest leads back through it to its figure and its rows. It
joins the layers below (sources, plan, measures) and knows nothing of how things look.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.errors import CoverageError, PeriodError
from cchc_analysis.measures.core import Measure, Quantile, SurvivalMedian, evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.dossiers import dossier_measures, form_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.periods import Period
from cchc_analysis.plan.measures import item_measures, product_measures, target_measures
from cchc_analysis.plan.progress import by_lead_unit, by_product, item_states
from cchc_analysis.plan.register import Register, load_register
from cchc_analysis.plan.targets import Outcome, Target, evaluate_target, load_targets
from cchc_analysis.present.numbers import Value
from cchc_analysis.settings import FILE_NAME, Settings, find_project, load_settings
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.checks import LABELS
from cchc_analysis.sources.intake import KINDS, check_coverage, load_intake
from cchc_analysis.sources.reference import Reference, load_reference
from cchc_analysis.text import did_you_mean

# The channels of a dossier, as the national codes name them.
CHANNELS = {"online": "Trực tuyến", "direct": "Trực tiếp", "postal": "Dịch vụ bưu chính công ích"}
_ID = re.compile(
    r"(?P<measure>\w+)(?P<under>(?:!\w+=\w+)*)(?:\.(?P<part>numerator|denominator|rest|cases))?@(?P<period>[^\[]+)(?:\[(?P<group>.+)\])?"
)


@dataclass(frozen=True)
class Subject:
    """A table, the measures that are taken of it, and the groups that they can be read by (column → values → names)."""

    table: pd.DataFrame
    measures: Mapping[str, Measure]
    groups: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Edition:
    """The data, settings and measures of one period.

    `period` ends where the data end, `asked` where the period does. `notes` are the agency's own words for parts of the report,
    by the name of their file in `data/notes/<period>/`.
    """

    settings: Settings
    asked: Period
    period: Period
    reference: Reference
    tables: CleanTables
    register: Register
    targets: list[Target]
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_provisional(self) -> bool:
        """The data end before the period does: nothing of it is final."""
        return self.period.end < self.asked.end

    @cached_property
    def reading(self) -> Reading:
        """The rules over the dossier table, under the settings in force."""
        return Reading(self.settings.counting, self.reference.calendar.index)

    @cached_property
    def dossiers(self) -> pd.DataFrame:
        """The dossier table as the settings read it: `judged_due_date` and `judged_end_date` are the days that judge, and
        `unit` is where a transferred dossier counts.
        """
        judged = {
            "judged_due_date": self.reading.due().expression,
            "judged_end_date": self.reading.end().expression,
        }
        table: pd.DataFrame = nw.from_native(self.tables.dossiers).with_columns(**judged).to_native()
        if self.settings.counting.transferred == "lead_unit":
            return table
        return table.assign(unit=table["holder_unit"].fillna(table["unit"]))

    @cached_property
    def items(self) -> pd.DataFrame:
        """The items of the plan with their state on the last day of the period."""
        return item_states(self.register.items, self.tables.progress, self.period.end)

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Everything that can be counted, by name of the table."""
        groups = {"group_no": self.register.groups}
        units = {unit: self.reference.units[unit] for unit in self.register.lead_units}
        procedures = self.reference.procedures
        names = dict(zip(procedures["procedure"], procedures["name"], strict=True))
        dossier_groups = {
            "field": self.reference.fields,
            "unit": self.reference.units,
            "procedure": names,
            "channel": CHANNELS,
        }
        return {
            "dossiers": Subject(self.dossiers, dossier_measures(self.reading), dossier_groups),
            "procedures": Subject(
                procedure_activity(self.dossiers, procedures, self.period, self.reading),
                procedure_measures(),
                {"field": self.reference.fields, "unit": self.reference.units},
            ),
            "items": Subject(self.items, item_measures(), groups),
            "items_by_lead_unit": Subject(
                by_lead_unit(self.items), _renamed(item_measures(), "by_lead_unit"), {"lead_unit": units}
            ),
            "products": Subject(by_product(self.items), product_measures(), groups),
            "products_by_lead_unit": Subject(
                by_lead_unit(by_product(self.items)), _renamed(product_measures(), "by_lead_unit"), {"lead_unit": units}
            ),
            "files": Subject(self.tables.files, file_measures(), {"kind": {kind: kind for kind in KINDS}}),
            "findings": Subject(self.tables.findings, finding_measures(), {"rule": LABELS}),
        }

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Id of each target → how it stands, in Vietnamese."""
        return {target.id: str(self._outcome(target)) for target in self.targets}

    @cached_property
    def measures(self) -> dict[str, tuple[Subject, Measure]]:
        """Every measure by its name, with the table that it is taken of."""
        outcomes = pd.DataFrame({"target_id": self.outcomes.keys(), "outcome": self.outcomes.values()}, dtype="str")
        return self._counted | _by_name([Subject(outcomes, target_measures(), {})])

    @cached_property
    def _counted(self) -> dict[str, tuple[Subject, Measure]]:
        """The measures that the targets are judged by: all but those of the targets themselves."""
        return _by_name(self.subjects.values())

    def _outcome(self, target: Target) -> Outcome:
        if not target.measure:
            return Outcome.NO_DATA
        value = self.value(target.measure)
        return evaluate_target(target, value.numerator, value.denominator)

    def value(self, measure: str, group: Mapping[str, str] | None = None, period: Period | None = None) -> Value:
        """The figure of a measure in the period (or another one), for the whole or for one group ({"field": "BC"})."""
        period, group = period or self.period, group or {}
        found = self._evaluated(measure, period, tuple(sorted(group)))
        for column, wanted in group.items():
            found = found[found[column] == wanted]
        if found.empty:
            raise KeyError(f"{measure} has no group {group}")
        line = found.iloc[0]
        denominator = None if pd.isna(line["denominator"]) else int(line["denominator"])
        is_read = isinstance(self._measure(measure), Quantile | SurvivalMedian) and pd.notna(line["value"])
        reading = Decimal(str(line["value"])) if is_read else None
        return Value(measure, period.key, int(line["numerator"]), denominator, tuple(sorted(group.items())), reading)

    def value_under(self, rules: CountingRules, measure: str) -> Value:
        """The figure that a measure of form II.06a would have in the period under other counting rules.

        Its id names what differs: `settled!withdrawn=by_date@2021-Q1`.
        """
        reading = replace(self.reading, rules=rules)
        if rules not in self._readings:
            frame = evaluate(self.dossiers, form_measures(reading), self.period)
            self._readings[rules] = frame.set_index("measure")
        line: dict[Any, Any] = self._readings[rules].loc[measure].to_dict()
        ours = self.settings.counting
        changed = [f"{name}={value}" for name, value in asdict(rules).items() if value != getattr(ours, name)]
        denominator = None if pd.isna(line["denominator"]) else int(line["denominator"])
        return Value("!".join([measure, *changed]), self.period.key, int(line["numerator"]), denominator)

    @cached_property
    def _readings(self) -> dict[CountingRules, pd.DataFrame]:
        return {}

    def _measure(self, name: str) -> Measure:
        return (self._counted.get(name) or self.measures[name])[1]

    def rows(self, measure: str, group: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The rows behind a measure (of a ratio: behind its numerator), by the very rule that counts them."""
        return self.rows_of(*self.measures[measure], group)

    def rows_of(self, subject: Subject, measure: Measure, group: Mapping[str, str] | None = None) -> pd.DataFrame:
        """As `rows`, for a measure that is a part of another one."""
        behind: pd.DataFrame = rows(subject.table, measure, self.period, group)
        return behind

    def resolve(self, number_id: str) -> tuple[Value, str]:
        """The figure that an id stands for, counted anew, and which part of it (numerator, denominator, rest or "")."""
        parts = _ID.fullmatch(number_id)
        if parts is None or parts["measure"] not in self.measures:
            raise KeyError(number_id)
        if parts["under"]:
            changed = dict(pair.split("=", 1) for pair in parts["under"].split("!")[1:])
            return self.value_under(self.settings.counting.changed(changed), parts["measure"]), parts["part"] or ""
        group = dict(pair.split("=", 1) for pair in (parts["group"] or "").split(",") if pair)
        period = (
            None if parts["period"] == self.period.key else Period.parse(parts["period"], self.settings.period.cutoff)
        )
        return self.value(parts["measure"], group, period), parts["part"] or ""

    @cached_property
    def _cache(self) -> dict[tuple[str, Period, tuple[str, ...]], pd.DataFrame]:
        return {}

    def _evaluated(self, name: str, period: Period, columns: tuple[str, ...]) -> pd.DataFrame:
        """One measure in one period by some columns.

        In the edition's own period a whole table's measures are counted together, because most are asked for; of other
        periods few are.
        """
        if (key := (name, period, columns)) not in self._cache:
            subject, wanted = self._counted.get(name) or self.measures[name]
            by = {column: list(subject.groups[column]) for column in columns}
            together = subject.measures.values() if period == self.period else [wanted]
            frame = evaluate(subject.table, together, period, by)
            for measure, part in frame.groupby("measure", sort=False):
                self._cache[str(measure), period, columns] = part
        return self._cache[key]


def open_edition(
    period: str,
    project: str | Path = "",
    data: str | Path = "",
    provisional: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Edition:
    """Opens what the report of a period is made from, building the clean tables if they are out of date.

    `project` is the folder of `cchc.toml` (default: the one that the working directory lies in), `data` the data folder
    (default: `data` in it). Raises a CchcError for anything that the user must mend, before anything is written.
    """
    root = find_project(Path(project or ".").resolve())
    settings = load_settings(root / FILE_NAME)
    asked = Period.parse(period, settings.period.cutoff)
    folder = Path(data).resolve() if data else root / "data"
    if not folder.is_dir():
        raise CoverageError(
            f"There is no data folder {folder.name}. Name it with --data, or make data/ in the project."
        )
    reference = load_reference(folder / "reference")
    reference.calendar.index(asked.start), reference.calendar.index(asked.end)
    clipped = check_coverage(load_intake(folder / "raw"), asked, provisional)
    registers = {year: load_register(path, folder / "reference" / "units.csv") for year, path in _plans(folder).items()}
    if asked.year not in registers:
        raise PeriodError(
            f"There is no plan of {asked.year} in data/plan; plans there: {', '.join(map(str, registers)) or 'none'}."
        )
    known_items = [item for register in registers.values() for item in register.items["item_id"]]
    tables = build(folder, known_items, tell)
    register = registers[asked.year]
    targets = load_targets(folder / "plan" / str(asked.year) / "targets.toml")
    notes = {
        path.stem: path.read_text(encoding="utf-8").strip()
        for path in sorted((folder / "notes" / asked.key).glob("*.md"))
    }
    edition = Edition(settings, asked, clipped, reference, tables, register, targets, notes)
    _check_target_measures(edition)
    return edition


def plan_years(data: Path) -> list[int]:
    """The years of which `data/plan` holds a plan."""
    return list(_plans(data))


def _plans(data: Path) -> dict[int, Path]:
    folders = sorted((data / "plan").glob("[0-9][0-9][0-9][0-9]"))
    return {int(path.name): path for path in folders if (path / "plan.toml").is_file()}


def _by_name(subjects: Iterable[Subject]) -> dict[str, tuple[Subject, Measure]]:
    return {name: (subject, measure) for subject in subjects for name, measure in subject.measures.items()}


def _check_target_measures(edition: Edition) -> None:
    for target in edition.targets:
        if target.measure and target.measure not in edition._counted:
            raise PeriodError(
                f'targets.toml: {target.id} names the measure "{target.measure}", which there is not.'
                f"{did_you_mean(target.measure, list(edition._counted))}"
            )


def _renamed(measures: Mapping[str, Measure], suffix: str) -> dict[str, Measure]:
    """The same measures under names of their own, for a table in which one thing may have several rows."""
    return {f"{name}_{suffix}": replace(measure, name=f"{name}_{suffix}") for name, measure in measures.items()}
