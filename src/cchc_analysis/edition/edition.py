"""The data, settings and measures of one period, and how every figure is read through them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.errors import PlanError, SettingsError
from cchc_analysis.measures.appendix import NO_FIELD, appendix_measures
from cchc_analysis.measures.compare import Contribution, share_contributions
from cchc_analysis.measures.connections import LEVELS, office_measures, system_measures
from cchc_analysis.measures.core import Measure, Quantile, Ratio, SurvivalMedian, evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.documents import document_measures, document_table
from cchc_analysis.measures.dossiers import dossier_measures, form_measures
from cchc_analysis.measures.explanations import CAUSE_GROUPS, explanation_measures, overdue_dossiers
from cchc_analysis.measures.feedback import FeedbackReading, feedback_groups, feedback_measures, feedback_table
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.measures.versions import version_measures
from cchc_analysis.periods import Period
from cchc_analysis.plan import progress
from cchc_analysis.plan.criteria import read_scorecard
from cchc_analysis.plan.measures import (
    ROLES,
    ROLLED_UP,
    by_unit_measures,
    inspection_finding_measures,
    inspection_measures,
    item_measures,
    plan_measures,
    score_measures,
    sub_plan_measures,
    target_measures,
    unit_measures,
)
from cchc_analysis.plan.register import Register, split_units
from cchc_analysis.plan.scorecard import Criterion, Figure, Score, Scorecard, score, standing
from cchc_analysis.plan.subplans import SubPlans
from cchc_analysis.plan.targets import YEAR_END, Rest, Target, evaluate_target, gap, rest_of_year
from cchc_analysis.present.adjustments import ADDED_UP, Adjustment
from cchc_analysis.present.chain import Chain
from cchc_analysis.present.changes import SINCE_REPORT, Against, Change, SinceReport
from cchc_analysis.present.numbers import Value
from cchc_analysis.present.versions import VersionFigure, figures_of
from cchc_analysis.settings import FILE_NAME, MAIN_PAPER, Agency, Paper, Settings
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.earlier import Earlier, LastVersion, listed_lines
from cchc_analysis.sources.feeds import FEEDS, LABELS
from cchc_analysis.sources.intake import Intake, covered_until, missing_spans
from cchc_analysis.sources.lists import HandList
from cchc_analysis.sources.notes import Note
from cchc_analysis.sources.published import Key, Published, key_of
from cchc_analysis.sources.reference import Reference
from cchc_analysis.text import did_you_mean, short_date

# The channels of a dossier, as the national codes name them.
CHANNELS = {"online": "Trực tuyến", "direct": "Trực tiếp", "postal": "Dịch vụ bưu chính công ích"}
PUBLISHED, REPORTED = "published", "reported"
# The report before each one of a year; a quarter alone is set beside the quarter before.
REPORT_BEFORE = {"6M": "Q1", "9M": "6M", "": "9M", "Q2": "Q1", "Q3": "Q2", "Q4": "Q3"}
# What a period of several quarters adds to the report before.
LAST_QUARTER = {"6M": "Q2", "9M": "Q3", "": "Q4"}


@dataclass(frozen=True)
class Subject:
    """A table, the measures that are taken of it, and the groups that they can be read by (column → values → names).

    A table that is made for one cut-off says with `at` how it is made for the end of another period; one without `table` is made only
    when it is asked for. `feed` is the kind of raw file that it rests on alone: without such a file, 0 means that nothing is known, not
    that nothing was.
    """

    table: pd.DataFrame | None
    measures: Mapping[str, Measure]
    groups: Mapping[str, Mapping[str, str]]
    at: Callable[[Period], pd.DataFrame] | None = None
    feed: str = ""

    def table_at(self, period: Period, own: Period) -> pd.DataFrame:
        if self.at is None or (period == own and self.table is not None):
            assert self.table is not None
            return self.table
        return self.at(period)


@dataclass(frozen=True)
class Edition:
    """The data, settings and measures of one period.

    `period` ends where the data end, `asked` where the period does. `notes` are the analysts' own words
    by section of the report. `intake` says which days the raw files cover, `published` holds the figures
    of other periods that were published before, `earlier` is the report of the period that ends the day before this one starts,
    `plan_years` are the years with a plan in force, `criteria` the lines of the scorecard as its workbook has them,
    `registers` the lists of connections that are kept by hand. `paper` is the document that is made of it, `last_version` the version of
    this period's report that was published last, `version_before` that of the report before, where this period begins with its period.
    """

    settings: Settings
    asked: Period
    period: Period
    reference: Reference
    tables: CleanTables
    register: Register
    targets: list[Target]
    sub_plans: SubPlans
    notes: Mapping[str, Note] = field(default_factory=dict)
    intake: Sequence[Intake] = ()
    published: Mapping[Key, Published] = field(default_factory=dict)
    earlier: Earlier | None = None
    plan_years: Sequence[int] = ()
    criteria: HandList = field(default_factory=HandList)
    registers: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    paper: Paper = MAIN_PAPER
    last_version: LastVersion | None = None
    version_before: LastVersion | None = None

    def for_paper(self, notebook: str) -> "Edition":
        """The same as it is seen from a paper of the settings, named by its notebook; raises SettingsError for one there is not."""
        papers = self.settings.papers
        if notebook not in papers:
            raise SettingsError(
                f"There is no paper [papers.{notebook}] in {FILE_NAME}.{did_you_mean(notebook, list(papers))}"
            )
        seen = replace(self, paper=papers[notebook])
        # What is counted is the same for all papers, and is counted once: only the sender is a paper's own.
        _ = self._cache, self._values, self._plan_tables, self._overdue
        vars(seen).update(
            {name: kept for name, kept in vars(self).items() if name not in vars(seen) and name != "sender"}
        )
        return seen

    @cached_property
    def sender(self) -> Agency:
        """Who writes the paper, to whom."""
        return self.paper.sender(self.settings.agency)

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
        """The dossier table as the settings read it: `judged_due_date` and `judged_end_date` are the days that judge at the end of the period, and
        `unit` is where a transferred dossier counts.
        """
        judged = {
            "judged_due_date": self.reading.due(self.period).expression,
            "judged_end_date": self.reading.end().expression,
        }
        table: pd.DataFrame = nw.from_native(self.tables.dossiers).with_columns(**judged).to_native()
        return self._where_it_counts(table)

    @cached_property
    def fees(self) -> pd.DataFrame:
        """The payments of fees; `unit` is where a transferred dossier counts."""
        return self._where_it_counts(self.tables["fees"])

    def _where_it_counts(self, table: pd.DataFrame) -> pd.DataFrame:
        if self.settings.counting.transferred == "lead_unit":
            return table
        return table.assign(unit=table["holder_unit"].fillna(table["unit"]))

    def overdue_dossiers(self, period: Period | None = None) -> pd.DataFrame:
        """The dossiers overdue in a period, with what their units say of them (`measures.explanations`)."""
        period = period or self.period
        if period not in self._overdue:
            self._overdue[period] = overdue_dossiers(self.dossiers, self.tables["explanations"], period, self.reading)
        return self._overdue[period]

    @cached_property
    def _overdue(self) -> dict[Period, pd.DataFrame]:
        return {}

    @cached_property
    def progress(self) -> pd.DataFrame:
        """What was reported on this plan.

        The codes of products come back every year. A file belongs to the plan of the year that it covers last, or the nearest one.
        """
        events = self.tables.progress
        if len(self.plan_years) < 2:
            return events
        covered = self.tables.files.drop_duplicates("source_file").set_index("source_file")["covers_to"].dt.year
        plan_of = {
            year: min(self.plan_years, key=lambda known: abs(known - year))
            for year in covered.dropna().astype(int).unique()
        }
        return events[events["source_file"].map(covered).map(plan_of).eq(self.register.year)].reset_index(drop=True)

    @property
    def items(self) -> pd.DataFrame:
        """The items of the plan with their state on the last day of the period."""
        return self.plan_tables(self.period)["items"]

    def items_of(self, *parts: str) -> pd.DataFrame:
        """The items of some rows ("2.1b") and groups ("6") of the plan, in its order; of all of it where none is named.

        Raises PlanError for a part that the plan has not.
        """
        known = [*self.register.groups, *self.register.tasks["row_id"]]
        if unknown := [part for part in parts if part not in known]:
            raise PlanError(
                f"The plan of {self.register.year} has no row {', '.join(unknown)}.{did_you_mean(unknown[0], known)} Name its rows in the notebook."
            )
        items = self.items
        return items[items["row_id"].isin(parts) | items["group_no"].isin(parts)] if parts else items

    def plan_tables(self, period: Period) -> dict[str, pd.DataFrame]:
        """The tables of the plan as it stood on the last day of a period, by the name of their subject."""
        if period not in self._plan_tables:
            items = progress.item_states(self.register.items, self.progress, period.end)
            products = progress.by_product(items)
            self._plan_tables[period] = {
                "items": items,
                "products": products,
                "deliverables": progress.by_deliverable(items),
                "table_rows": progress.by_row(items),
                "tasks": progress.by_task(items),
                **{
                    f"{name}_by_{role}_unit": progress.by_unit(table, role)
                    for name, table in (("items", items), ("products", products))
                    for role in ROLES
                },
                "units": progress.reporting_units(
                    items, self.progress, list(self._reporting_units()), period.start, period.end
                ),
            }
        return self._plan_tables[period]

    @cached_property
    def _plan_tables(self) -> dict[Period, dict[str, pd.DataFrame]]:
        return {}

    def _plan_units(self, role: str) -> dict[str, str]:
        """Code → name of the units that lead or support a row of the plan, in order of first appearance."""
        codes = (code for units in self.register.tasks[f"{role}_units"] for code in split_units(units))
        return {code: self.reference.units[code] for code in dict.fromkeys(codes)}

    def _reporting_units(self) -> dict[str, str]:
        """Those that lead a row and report for themselves; "các phòng chuyên môn" is no unit that could."""
        leading = self._plan_units("lead")
        return {code: name for code, name in leading.items() if code not in self.reference.collective_units}

    def _plan_subjects(self) -> dict[str, Subject]:
        """What is counted of the plan; every table is made for the end of the period that is asked for."""

        def subject(name: str, measures: Mapping[str, Measure], groups: Mapping[str, Mapping[str, str]]) -> Subject:
            return Subject(
                self.plan_tables(self.period)[name], measures, groups, lambda period: self.plan_tables(period)[name]
            )

        measures = {"items": item_measures()} | {name: plan_measures(name) for name in ROLLED_UP}
        groups = {"group_no": self.register.groups}
        subjects = {name: subject(name, of_name, groups) for name, of_name in measures.items()}
        tasks = self.register.tasks
        by_row = {"row_id": dict(zip(tasks["row_id"], tasks["task_text"], strict=True))}
        subjects["products"] = subject("products", measures["products"], groups | by_row)
        for name in ("items", "products"):
            for role in ROLES:
                full, column = f"{name}_by_{role}_unit", f"{role}_unit"
                by_unit = by_unit_measures(measures[name], role)
                subjects[full] = subject(full, by_unit, {column: self._plan_units(role)})
        titles = {"sub_plan": self.sub_plans.titles}
        return subjects | {
            "units": subject("units", unit_measures(), {"unit": self._reporting_units()}),
            "sub_plans": Subject(self.sub_plans.tasks, sub_plan_measures(self.sub_plans.labels), titles),
            "inspected_units": Subject(self.sub_plans.inspected, inspection_measures(), {}),
            "inspection_findings": Subject(self.sub_plans.findings, inspection_finding_measures(), {}),
        }

    def _feed_subjects(self) -> dict[str, Subject]:
        """What is counted of the other kinds of raw files, and of the registers of connections."""
        feedback = feedback_measures(FeedbackReading(self.settings.feedback, self.reference.calendar.index))
        documents = document_measures(self.settings.documents)
        units = self.reference.units
        return {
            "feedback": Subject(
                feedback_table(self.tables["feedback"]), feedback, feedback_groups(units), feed="feedback"
            ),
            "documents": Subject(
                document_table(self.tables["documents"]), documents, {"unit": units}, feed="documents"
            ),
            "systems": Subject(self.registers["systems"], system_measures(), {}),
            "offices": Subject(self.registers["offices"], office_measures(), {"level": LEVELS}),
        }

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Everything that can be counted, by name of the table."""
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
            "fees": Subject(self.fees, fee_measures(self.reading), dossier_groups),
            "procedures": Subject(
                procedure_activity(self.dossiers, procedures, self.period, self.reading),
                procedure_measures(),
                {"field": self.reference.fields, "unit": self.reference.units, "procedure": names},
                lambda period: procedure_activity(self.dossiers, procedures, period, self.reading),
            ),
            "overdue_dossiers": Subject(
                self.overdue_dossiers(),
                explanation_measures(),
                {
                    "field": self.reference.fields,
                    "unit": self.reference.units,
                    "cause": CAUSE_GROUPS,
                    "dossier_id": {code: code for code in self.overdue_dossiers()["dossier_id"]},
                },
                self.overdue_dossiers,
            ),
            "appendix": self._appendix_subject(),
            **self._feed_subjects(),
            **self._plan_subjects(),
            "files": Subject(
                self.tables.files, file_measures(), {"kind": {kind: feed.label for kind, feed in FEEDS.items()}}
            ),
            "findings": Subject(self.tables.findings, finding_measures(), {"rule": LABELS}),
        }

    def _appendix_subject(self) -> Subject:
        """The figures that people entered for periods; those that are not split by field have a group of their own."""
        table = self.tables["appendix"]
        groups = {
            "indicator": {indicator.code: indicator.name for indicator in self.reference.indicators},
            "field": {NO_FIELD: "Không tách lĩnh vực", **self.reference.fields},
        }
        known = table[table["indicator"].isin(list(groups["indicator"]))]
        return Subject(
            known.assign(field=known["field"].fillna(NO_FIELD)), appendix_measures(self.reference.indicators), groups
        )

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Id of each target → how it stands, in Vietnamese."""
        table = self._standing(self.period)
        return dict(zip(table["target_id"], table["outcome"], strict=True))

    @cached_property
    def report_before(self) -> Period | None:
        """The report period of the same year before this one, as far as there is one."""
        return part_of_year(self.asked, REPORT_BEFORE, self.settings)

    @cached_property
    def last_quarter(self) -> Period | None:
        """The quarter that a period of several ends with."""
        return part_of_year(self.asked, LAST_QUARTER, self.settings)

    @cached_property
    def adjustments(self) -> list[Adjustment]:
        """How the figures of the period come of those that the report before was published with; none without such a report."""
        before, since = self.report_before, self.last_quarter
        if self.version_before is None or before is None or since is None or self.is_provisional:
            return []
        figures = figures_of(self.version_before.numbers, before.key)
        reported = {figure.measure: figure for figure in figures if not figure.group}
        return [
            Adjustment(self.value(name), reported[name], self.value(name, period=since))
            for name in ADDED_UP
            if name in reported
        ]

    def rest_of(self, target: Target, period: Period | None = None) -> Rest | None:
        """What the rest of the year must bring to meet a target; None where there is none, or nothing to say.

        The year is the report's for what is judged in every period, the plan's for what is judged at its end.
        """
        period, year = period or self.period, Period.parse(str(self.asked.year), self.settings.period.cutoff)
        if not target.measure or period.start != year.start or not self.is_supplied(target.measure, period):
            return None
        value = self.value(target.measure, period=period)
        end = self._plan_end if target.judged == YEAR_END else year.end
        days = ((period.end - year.start).days + 1, (end - period.end).days)
        return rest_of_year(target, value.numerator, value.denominator or 0, days)

    @property
    def _plan_end(self) -> date:
        return date(self.register.year, 12, 31)

    def _standing(self, period: Period) -> pd.DataFrame:
        """One row per target: how it stands at the end of a period, how far off, and what the rest of the year must bring."""
        lines = []
        for target in self.targets:
            is_known = target.measure and self.is_supplied(target.measure, period)
            value = self.value(target.measure, period=period) if is_known else None
            above, below = (value.numerator, value.denominator) if value else (None, None)
            off = gap(target, above, below) if above is not None and below is not None else None
            rest = self.rest_of(target, period)
            lines.append(
                {
                    "target_id": target.id,
                    "outcome": str(evaluate_target(target, above, below, period.end >= self._plan_end)),
                    "gap_above": off.numerator if off is not None else None,
                    "gap_below": off.denominator if off is not None else None,
                    "needed": rest.needed if rest else None,
                    "remaining": rest.remaining if rest else None,
                }
            )
        numbers = dict.fromkeys(("gap_above", "gap_below", "needed", "remaining"), "Int64")
        return pd.DataFrame(lines).astype({"target_id": "str", "outcome": "str", **numbers})

    @cached_property
    def scorecard(self) -> Scorecard:
        """The criteria of the year; raises PlanError for lines of the workbook that cannot be scored."""
        known = {name: (measure, subject.groups) for name, (subject, measure) in self._counted.items()}
        return read_scorecard(self.criteria.lines, self.criteria.above, self.targets, known)

    def scores(self, period: Period | None = None) -> list[Score]:
        """How each criterion of the scorecard stands at the end of a period."""
        return [self._score(criterion, period or self.period) for criterion in self.scorecard.criteria]

    def _score(self, criterion: Criterion, period: Period) -> Score:
        basis = criterion.basis
        target = next((each for each in self.targets if basis and each.id == basis.target), None)

        def figure(measure: str) -> Figure | None:
            if basis is None or not measure:
                return None
            value = self.value(measure, dict(basis.group), period)
            if basis.part:
                return Figure((value.numerator if basis.part == "numerator" else value.denominator) or 0)
            return Figure(value.numerator, value.denominator, *([target.when_none] if target else []))

        now, expected = (figure(name) for name in (basis.measure, basis.expected)) if basis else (None, None)
        return score(criterion, now, expected, period.end, self.settings.scoring)

    @cached_property
    def measures(self) -> dict[str, tuple[Subject, Measure]]:
        """Every measure by its name, with the table that it is taken of."""
        names = {target.id: target.label for target in self.targets}
        targets = Subject(self._standing(self.period), target_measures(), {"target_id": names}, self._standing)
        versions = Subject(None, version_measures(), {}, lambda _: self._version_table)
        return self._counted | _by_name([targets, self._score_subject(), versions])

    @cached_property
    def version_figures(self) -> list[VersionFigure]:
        """The figures that the version published last printed, each beside what it is now; none where there is no such version."""
        numbers = self.last_version.numbers if self.last_version else {}
        return [VersionFigure(before, self._if_counted(before)) for before in figures_of(numbers, self.period.key)]

    def _if_counted(self, figure: Value) -> Value | None:
        try:
            return self.value(figure.measure, dict(figure.group))
        except KeyError:
            return None

    @property
    def _version_table(self) -> pd.DataFrame:
        """One row per figure of the version published last: what it is of, and what became of it."""
        lines = [
            (each.before.measure, ", ".join(code for _, code in each.before.group), each.outcome)
            for each in self.version_figures
        ]
        return pd.DataFrame(lines, columns=["measure", "group", "outcome"], dtype="str")

    def _score_subject(self) -> Subject:
        criteria = {each.code: each.text for each in self.scorecard.criteria}
        groups = {"criterion": criteria, "score_field": self.scorecard.fields}
        return Subject(standing(self.scores()), score_measures(), groups, lambda period: standing(self.scores(period)))

    @cached_property
    def _counted(self) -> dict[str, tuple[Subject, Measure]]:
        """The measures that targets and criteria are judged by: all but those of the targets and criteria themselves."""
        return _by_name(self.subjects.values())

    def value(self, measure: str, group: Mapping[str, str] | None = None, period: Period | None = None) -> Value:
        """The figure of a measure in the period (or another one), for the whole or for one group ({"field": "BC"})."""
        key = (measure, period or self.period, tuple(sorted((group or {}).items())))
        if key not in self._values:
            self._values[key] = self._looked_up(*key)
        return self._values[key]

    # Kept, because a printed figure is looked up again for its meaning and for the manifest.
    @cached_property
    def _values(self) -> dict[tuple[str, Period, tuple[tuple[str, str], ...]], Value]:
        return {}

    def _looked_up(self, measure: str, period: Period, group: tuple[tuple[str, str], ...]) -> Value:
        found = self._evaluated(measure, period, tuple(column for column, _ in group))
        for column, wanted in group:
            found = found[found[column] == wanted]
        if found.empty:
            raise KeyError(f"{measure} has no group {dict(group)}")
        line = found.iloc[0]
        denominator = None if pd.isna(line["denominator"]) else int(line["denominator"])
        is_read = isinstance(self._measure(measure), Quantile | SurvivalMedian) and pd.notna(line["value"])
        reading = Decimal(str(line["value"])) if is_read else None
        return Value(measure, period.key, int(line["numerator"]), denominator, group, reading)

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
        behind: pd.DataFrame = rows(subject.table_at(self.period, self.period), measure, self.period, group)
        return behind

    def comparison(
        self, measure: str, group: Mapping[str, str] | None = None, with_: Against = "previous"
    ) -> Change | None:
        """The figure beside that of the previous period of the same kind, or of the same part of the year before.

        A published figure wins over what the data give. None where neither exists, where a share has no denominator on either
        side, and for provisional figures: a period that is not over cannot be compared with one that is.
        """
        other = self._other_period(with_)
        if other is None:
            return None
        now, counted = self.value(measure, group), self._counted_in(measure, group, other)
        printed = self.published.get(key_of(other, measure, now.group))
        if printed is None:
            return _change(now, counted, with_, other)
        change, from_data = _change(now, published_value(printed), with_, other), _change(now, counted, with_, other)
        if change is None:
            return None
        unexplained = None if from_data is None else change.difference - from_data.difference
        document = f"{printed.document_no} ngày {short_date(printed.document_date)}"
        return replace(change, document=document, unexplained=unexplained)

    def since_report_before(self, measure: str) -> Change | None:
        """The change of a figure since the report before in the same year, as the data give both; None where there is none."""
        before = self.report_before
        if before is None:
            return None
        return _change(self.value(measure), self.value(measure, period=before), SINCE_REPORT, before)

    def contributions(
        self, measure: str, column: str, with_: Against | SinceReport = "previous"
    ) -> dict[str, Change] | None:
        """What each group of a column adds to the change of the whole, all counted from the data so that they sum to it.

        None where the data do not cover the other period, where a share has no denominator, and for provisional figures.
        """
        # Kept, because each of its figures is looked up again when the printed numbers are checked.
        if (key := (measure, column, with_)) not in self._contributions:
            self._contributions[key] = self._contributed(measure, column, with_)
        return self._contributions[key]

    @cached_property
    def _contributions(self) -> dict[tuple[str, str, Against | SinceReport], dict[str, Change] | None]:
        return {}

    def _contributed(self, measure: str, column: str, with_: Against | SinceReport) -> dict[str, Change] | None:
        if with_ == SINCE_REPORT:
            whole = None if self.is_provisional else self.since_report_before(measure)
        else:
            compared = self._other_period(with_)
            counted = self._counted_in(measure, None, compared) if compared else None
            whole = _change(self.value(measure), counted, with_, compared) if compared else None
        if whole is None:
            return None
        other = whole.other
        codes = self.measures[measure][0].groups[column]
        now, before = (
            {code: self.value(measure, {column: code}, period) for code in codes} for period in (self.period, other)
        )
        splits: Mapping[str, Contribution] = {}
        if isinstance(self._measure(measure), Ratio):
            splits = share_contributions(
                *({code: (v.numerator, v.denominator or 0) for code, v in side.items()} for side in (now, before))
            )
        return {code: Change(now[code], before[code], with_, other, split=splits.get(code)) for code in codes}

    @cached_property
    def chain(self) -> Chain | None:
        """What is carried over beside what the report before said was pending; None where there is no such figure.

        A report that was sent comes first, then a figure of the sheet of published ones, then a draft.
        """
        now, earlier, printed = self.value("carried_over"), self.earlier, published_pending(self.published, self.asked)
        if earlier is None and printed:
            document = f"{printed.document_no} ngày {short_date(printed.document_date)}"
            return Chain(now, published_value(printed), printed.period.name, document)
        if earlier is None:
            return None
        pending = Value("pending", earlier.period, earlier.pending, origin=REPORTED)
        same = earlier.counting in (None, asdict(self.settings.counting))
        chain = Chain(now, pending, earlier.name, earlier.document, same_rules=same)
        if earlier.dossiers is None:
            return chain
        carried = self.judged("carried_over")
        here = [code for code in carried["dossier_id"] if code not in earlier.dossiers]
        there = sorted(earlier.dossiers.keys() - set(carried["dossier_id"]))
        return replace(
            chain, only_here=listed_lines(carried, here), only_there=[earlier.dossiers[code] for code in there]
        )

    def covers(self, period: Period, kind: str = "dossiers") -> bool:
        """The files of a kind cover every day of the period."""
        until = covered_until(self.intake, kind, period.start)
        return until is not None and until >= period.end

    def not_covered(self, kind: str, period: Period | None = None) -> list[tuple[date, date]]:
        """The spans of days of the period that no raw file of a kind covers."""
        return missing_spans(self.intake, kind, period or self.period)

    def is_supplied(self, measure: str, period: Period | None = None) -> bool:
        """Whether there is anything to count a measure from: of what rests on a kind of raw file, that one covers some day."""
        period, feed = period or self.period, (self._counted.get(measure) or self.measures[measure])[0].feed
        return not feed or self.not_covered(feed, period) != [(period.start, period.end)]

    def _other_period(self, with_: Against) -> Period | None:
        if self.is_provisional:
            return None
        return self.asked.previous() if with_ == "previous" else self.asked.year_before()

    def _counted_in(self, measure: str, group: Mapping[str, str] | None, other: Period) -> Value | None:
        """The figure of another period from the same data; only dossiers and payments reach into other periods."""
        kind = next((kind for kind in ("dossiers", "fees") if measure in self.subjects[kind].measures), None)
        return self.value(measure, group, other) if kind and self.covers(other, kind) else None

    def judged(self, measure: str) -> pd.DataFrame:
        """The dossiers behind a count, their due date being the one that they are judged by."""
        return self.rows(measure).assign(due_date=lambda table: table["judged_due_date"])

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
            frame = evaluate(subject.table_at(period, self.period), together, period, by)
            for measure, part in frame.groupby("measure", sort=False):
                self._cache[str(measure), period, columns] = part
        return self._cache[key]


def part_of_year(asked: Period, parts: Mapping[str, str], settings: Settings) -> Period | None:
    """The part of the same year that belongs to a period by its name (6M …); None for a period by its days."""
    part = parts.get(asked.key.partition("-")[2])
    is_named = part is not None and asked.key[:4] == str(asked.year)
    return Period.parse(f"{asked.year}-{part}", settings.period.cutoff) if is_named else None


def published_pending(published: Mapping[Key, Published], period: Period) -> Published | None:
    """What was published as pending on the day before the period."""
    sought = (period.start - timedelta(days=1), "pending", ())
    return next((printed for (_, *key), printed in published.items() if tuple(key) == sought), None)


def published_value(printed: Published) -> Value:
    return Value(
        printed.measure, printed.period.key, printed.numerator, printed.denominator, printed.group, origin=PUBLISHED
    )


def _change(now: Value, before: Value | None, against: Against | SinceReport, other: Period) -> Change | None:
    """The change from one figure to another; None where there is no other one or a share of nothing is among them."""
    if before is None or 0 in (now.denominator, before.denominator):
        return None
    return Change(now, before, against, other)


def _by_name(subjects: Iterable[Subject]) -> dict[str, tuple[Subject, Measure]]:
    return {name: (subject, measure) for subject in subjects for name, measure in subject.measures.items()}
