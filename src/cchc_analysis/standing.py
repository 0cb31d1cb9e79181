"""How the plan stands on one day before the report: what units are asked about, and reminded of.

Lighter than an edition: forms and reminders go out while the period still runs, so the dossier exports need not cover it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from cchc_analysis.edition import plan_years
from cchc_analysis.errors import PeriodError, PlanError
from cchc_analysis.periods import Period
from cchc_analysis.plan.progress import by_unit, item_states
from cchc_analysis.plan.register import Register, load_register
from cchc_analysis.settings import FILE_NAME, Settings, load_settings
from cchc_analysis.sources.build import build
from cchc_analysis.sources.mapping import Mapping, load_mappings
from cchc_analysis.sources.reference import Reference, load_reference
from cchc_analysis.text import did_you_mean, fold

# The reports of a year that units are asked for.
REPORTS = ("-Q1", "-6M", "-9M", "")


@dataclass(frozen=True)
class Standing:
    """The plan of a period's year as it stands on `day`, which is the period's cut-off or a day before it.

    `items` are the items of the register with their states (`plan.progress.item_states`); `layouts` the mappings that read what
    units send in. `appendix` are the figures that were entered by hand, of all periods.
    """

    settings: Settings
    period: Period
    day: date
    reference: Reference
    register: Register
    items: pd.DataFrame
    layouts: Sequence[Mapping]
    appendix: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def units(self) -> dict[str, str]:
        """Code → name of the units that lead something, in the order of the plan; words for several units are among them."""
        return {code: self.reference.units[code] for code in self.register.lead_units}

    def unit_code(self, text: str) -> str:
        """The code of a leading unit that is named by code, name or alias; raises PlanError with those that there are."""
        code = self.reference.unit_codes.get(fold(text), "")
        if code not in self.units:
            near = did_you_mean(text, [*self.units, *self.units.values()])
            known = ", ".join(f"{known} ({name})" for known, name in self.units.items())
            raise PlanError(
                f'No unit "{text}" leads a product of the plan of {self.register.year}.'
                f"{near if 'Did you' in near else ''} Those that do: {known}."
            )
        return code

    def led_by(self, unit: str) -> pd.DataFrame:
        """The items that a unit leads, in the order of the plan; those that it only supports are not among them."""
        led = by_unit(self.items, "lead")
        return led[led["lead_unit"] == unit].reset_index(drop=True)


def open_standing(
    period: str,
    project: Path,
    data: Path | None = None,
    today: date | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Standing:
    """Opens how the plan stands at the cut-off of a period, or on `today` where that comes first.

    `data` is the data folder (default: `data` in the project). Raises a CchcError for anything that the user must mend.
    """
    settings = load_settings(project / FILE_NAME)
    folder = data or project / "data"
    asked = _period(period, settings, plan_years(folder))
    day = min(asked.end, today or asked.end)
    reference = load_reference(folder / "reference")
    registers = {
        year: load_register(folder / "plan" / str(year), folder / "reference", settings.period.cutoff)
        for year in plan_years(folder)
    }
    # All years' items, as when a report is made: so that the clean tables need not be built twice.
    known_items = [item for register in registers.values() for item in register.items["item_id"]]
    register, tables = registers[asked.year], build(folder, known_items, tell)
    own = tables.progress[tables.progress["item_id"].isin(register.items["item_id"])]
    layouts = [mapping for mapping in load_mappings(folder / "mappings") if mapping.table == "progress"]
    items = item_states(register.items, own, day)
    return Standing(settings, asked, day, reference, register, items, layouts, tables["appendix"])


def _period(text: str, settings: Settings, years: Sequence[int]) -> Period:
    known = ", ".join(f"{year}{part}" for year in years for part in REPORTS) or "none"
    try:
        asked = Period.parse(text, settings.period.cutoff)
    except PeriodError as error:
        raise PeriodError(f"{error} Periods with a plan: {known}.") from None
    if asked.year not in years:
        raise PeriodError(f"There is no plan of {asked.year} in data/plan. Periods with a plan: {known}.")
    return asked
