"""Dossier exports and the post's lists → the clean dossier table.

Several exports list the same dossier with the state it had on their day. The latest export wins for the state; the first due date
stays the one to judge by, unless a later export moved it together with a newly answered supplement – one-stop systems overwrite
the due date after an apology, and taking the last one would launder lateness.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources import cells
from cchc_analysis.sources.checks import (
    AS_SET,
    DOSSIER_CHECKS,
    DUPLICATE,
    SUPERSEDED,
    Checking,
    RowCheck,
    broken,
)
from cchc_analysis.sources.columns import distinct, no_texts, same_text
from cchc_analysis.sources.corrections import Correction, applied
from cchc_analysis.sources.dates import moments
from cchc_analysis.sources.details import details
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import RawTable
from cchc_analysis.sources.masking import masked
from cchc_analysis.sources.readers import place
from cchc_analysis.sources.reference import Reference
from cchc_analysis.sources.withdrawn import with_withdrawals
from cchc_analysis.tables import DAY_NUMBERED, DOSSIERS, WORKDAY_INDEXED, is_ascending
from cchc_analysis.text import fold
from cchc_analysis.workdays import Calendar, Moments, Numbers

PROVENANCE = ["source_file", "source_sheet", "source_row"]
_NEVER = np.datetime64("NaT", "us")
# The two dates whose time of day counts: their difference in office hours is how long a dossier waited to be received.
INTAKE_MOMENTS = {"submitted_date": "submitted_at", "received_date": "received_at"}
# Channels, statuses and places in the file do not make two rows differ in what they say of a dossier.
NOT_CONTENT = {
    *PROVENANCE,
    "exported_at",
    "has_unreadable_date",
    "unreadable",
    "has_masked_text",
    "masked",
    "has_extra_cells",
    "has_unreadable_code",
    "has_unreadable_number",
    "has_unreadable_share",
    "status_text",
    "estimate_text",
    "channel_text",
    "payment_text",
    "unit_text",
    "field_text",
    "listed_field",
    "cause_text",
    "confirmed_text",
    "lists_status",
    "is_excluded",
    "is_corrected",
    "recomputed_due_date",
    "due_date_gap",
}
# What may be quoted of a cell that should be a date: a misplaced one can hold a name, a phone or an identity number.
_LIKE_A_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{1,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?: [\d:.]{1,12})?|\d{1,6}"


@dataclass(frozen=True)
class Rows:
    """Rows of one kind after their checks: what is kept, and the findings (one line per row set aside or flagged).

    `corrections` says what became of each line of the corrections, for the rows that they are made to.
    """

    kept: pd.DataFrame
    findings: pd.DataFrame
    corrections: pd.DataFrame = field(default_factory=pd.DataFrame)


# Columns whose own words are kept beside what the vocabulary makes of them, for messages and checks.
KEPT_WORDS = {
    "status": "status_text", "estimate_status": "estimate_text", "channel": "channel_text", "payment": "payment_text",
    "cause": "cause_text", "confirmed": "confirmed_text",
}  # fmt: skip


def mapped_rows(table: RawTable, intake: Intake | None) -> pd.DataFrame:
    """The data rows of one sheet with typed columns: days as datetime64, vocabularies as their values, texts as they are.

    Every target of the table's kind is there, missing where the layout lacks it, beside the provenance, `exported_at`,
    `has_unreadable_date` (`unreadable` says which column and cell), `has_masked_text` (`masked` says in which columns what looked
    like personal data was masked) and `has_extra_cells`. `status_text` and
    `estimate_text` keep the layout's own words; `lists_status`: the sheet says any status.
    """
    raw, mapping = table.frame, table.mapping
    rows = dict[str, pd.Series]()
    nothing, never = no_texts(raw.index), pd.Series(_NEVER, index=raw.index)
    unreadable = hidden = nothing
    read = _moments(table)
    for target, kind in mapping.feed.columns.items():
        column = raw.get(target, nothing)
        if kind == "date":
            moment = read.get(target, never)
            rows[target] = moment.dt.normalize()
            unreadable = _with_unreadable(
                unreadable, column[column.notna() & moment.isna()], table.heads.get(target, "")
            )
            if target in INTAKE_MOMENTS:
                # Midnight is what a day without a time of day reads as.
                rows[INTAKE_MOMENTS[target]] = moment.where(moment.ne(rows[target]))
        elif target in mapping.vocabularies or target in mapping.otherwise:
            rows[target] = cells.words(column, mapping, target)
        elif kind == "words" and target in raw:
            rows[target], where = masked(column)
            hidden = _with_more(hidden, pd.Series(table.heads[target], index=raw.index[where], dtype="str"))
        else:
            rows[target] = column
    rows["has_unreadable_date"], rows["unreadable"] = unreadable.notna(), unreadable
    rows["has_masked_text"], rows["masked"] = hidden.notna(), hidden
    rows["has_extra_cells"] = pd.Series(raw.index.isin(table.long_rows), index=raw.index)
    for target, text in KEPT_WORDS.items():
        rows[text] = raw.get(target, nothing)
    exported_at = np.datetime64(intake.exported_at, "us") if intake else _NEVER
    rows["lists_status"] = pd.Series(bool(rows["status_text"].notna().any()), index=raw.index)
    rows["exported_at"] = pd.Series(exported_at, index=raw.index)
    rows["source_file"] = same_text(table.sheet.file, raw.index)
    rows["source_sheet"] = same_text(table.sheet.name, raw.index)
    return pd.DataFrame(rows, copy=False).reset_index()


def _moments(table: RawTable) -> dict[str, pd.Series]:
    """Target → moments of each column of dates that the layout has."""
    dates = [target for target in table.mapping.feed.of_kind("date") if target in table.frame]
    formats, where = table.mapping.date_formats, place(table.sheet)

    def read(target: str) -> pd.Series:
        column: pd.Series = table.frame[target]
        return moments(column, formats, f'{where}, column "{table.heads[target]}"')

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(dates, pool.map(read, dates), strict=True))


def _with_unreadable(told: pd.Series, cells_: pd.Series, head: str) -> pd.Series:
    """Adds to what is told of each row the column and the cell that is no date; a cell unlike a date is not quoted."""
    return _with_more(told, f"{head}: " + cells_.where(cells_.str.fullmatch(_LIKE_A_DATE), "không phải ngày"))


def _with_more(told: pd.Series, said: pd.Series) -> pd.Series:
    """What is told of each row and, of some of them, what more is said."""
    if not len(said):
        return told
    more = said.reindex(told.index)
    return told.where(told.isna(), told + "; " + more.fillna("")).str.removesuffix("; ").fillna(more)


def dossier_rows(
    parts: Sequence[pd.DataFrame],
    reference: Reference | None,
    checking: Checking = AS_SET,
    corrections: Sequence[Correction] = (),
) -> Rows:
    """The mapped rows of all dossier exports, corrected and checked. Without a reference table every procedure is taken as known.

    Corrections come before the checks, so that they can heal a row that would be rejected.
    """
    rows = with_codes(pd.concat(parts, ignore_index=True), checking.excluded)
    rows, account = applied(corrections, rows)
    rows["code_date"] = cells.code_day(rows["dossier_id"])
    rows["procedure"] = cells.procedure_code(rows["procedure"])
    if reference is not None and rows["procedure"].isna().any():
        rows["procedure"] = rows["procedure"].fillna(_procedure_by_name(rows["procedure_name"], reference))
    if (unsaid := rows["status_text"].isna()).any():
        rows["status"] = rows["status"].mask(unsaid, _status_by_dates(rows))
    if reference:
        units, fields = list(reference.units.values()), list(reference.fields.values())
        codes = reference.procedures["procedure"].tolist()
        checking = checking.knowing({"unit_text": units, "field_text": fields, "procedure": codes})
    checked = check_rows(_with_reference(rows, reference), DOSSIER_CHECKS, "dossier_id", checking)
    return replace(checked, kept=_with_status(checked.kept), corrections=account)


def _status_by_dates(rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["finished_date"].notna().map({True: "finished", False: "pending"}).astype("str")


def _procedure_by_name(names: pd.Series, reference: Reference) -> pd.Series:
    """The code of the procedure that has this name and no other has; for lists without codes."""
    spelled = reference.procedures["name"].map(fold)
    codes = dict(zip(spelled, reference.procedures["procedure"], strict=True))
    twice = set(spelled[spelled.duplicated()])
    return cells.by_word(names, lambda name: None if (word := fold(name)) in twice else codes.get(word))


def _with_status(kept: pd.DataFrame) -> pd.DataFrame:
    """An unknown status that a setting lets in says nothing: the dates decide, as where there is none."""
    unknown = kept["status"].isna()
    return kept.assign(status=kept["status"].mask(unknown, _status_by_dates(kept))) if unknown.any() else kept


def with_codes(rows: pd.DataFrame, excluded: frozenset[str] = frozenset()) -> pd.DataFrame:
    """The codes in their newer form. A cell that is no code is marked and left out: a name there must not become a key."""
    codes = cells.dossier_code(rows["dossier_id"])
    is_code = cells.looks_like_code(codes) & ~cells.is_procedure_code(codes)
    codes, is_wrong = codes.where(is_code), codes.notna() & ~is_code
    is_excluded = codes.isin(excluded) if excluded else False
    return rows.assign(dossier_id=codes, has_unreadable_code=is_wrong, is_excluded=is_excluded)


def check_rows(rows: pd.DataFrame, checks: Sequence[RowCheck], key: str, checking: Checking = AS_SET) -> Rows:
    """Rows that break a reject rule are set aside under the first one they break; flagged rows stay and are told of."""
    checks = checking.in_force(checks)
    rejecting, flagging = broken(rows, checks, "rejected"), broken(rows, checks, "flagged")
    is_rejected = rejecting.any(axis=1)
    first: Any = rejecting[is_rejected].idxmax(axis=1) if is_rejected.any() else pd.Series(dtype="str")
    findings = [finding(rows.iloc[:0], "", "", key)]
    for check in checks:
        if check.name in rejecting:
            met = first.index[first.eq(check.name)]
        elif check.name in flagging:
            met = rows.index[~is_rejected & flagging[check.name]]
        else:
            continue
        if len(met):  # most checks meet no row, and looking none up takes as long as a few
            found = rows.loc[met]
            findings.append(finding(found, check.outcome, check.name, key, details(found, check, checking)))
    kept = rows[~is_rejected].reset_index(drop=True) if is_rejected.any() else rows
    return Rows(kept, pd.concat(findings, ignore_index=True))


def finding(
    rows: pd.DataFrame, outcome: str, rule: str, key: str, detail: "pd.Series[str] | None" = None
) -> pd.DataFrame:
    """One line of the findings table for each of the rows.

    A key that is no code is left out: it may be a name that stands in the wrong column.
    """
    code = rows[key].where(cells.looks_like_code(rows[key]))
    return rows[PROVENANCE].assign(outcome=outcome, rule=rule, key=code, detail=detail)


def one_row_per_dossier(rows: Rows) -> Rows:
    """The latest state of each dossier, with the due date to judge by; the rows of other exports become findings.

    Raises ConflictError where one dossier has two contents and no order of export to choose by.
    """
    if is_ascending(rows.kept["dossier_id"]):  # one export in order: nobody has to be looked for
        return replace(rows, kept=_listed_once(rows.kept))
    several = rows.kept["dossier_id"].duplicated(keep=False)
    if not several.any():
        return replace(rows, kept=_listed_once(rows.kept))
    only, joined = _listed_once(rows.kept[~several]), _one_row_of_several(rows.kept[several])
    return replace(
        rows,
        kept=pd.concat([only, joined.kept], ignore_index=True) if len(only) else joined.kept,
        findings=pd.concat([rows.findings, joined.findings], ignore_index=True),
    )


def _listed_once(once: pd.DataFrame) -> pd.DataFrame:
    """The rows of dossiers of which no other row tells: their due date is the first one."""
    due = once["due_date"]
    basis = pd.Series("first", index=once.index, dtype="str").where(due.notna(), "none")
    return once.assign(current_due_date=due, first_due_date=due, due_basis=basis, last_listed_date=once["exported_at"])


def _one_row_of_several(rows: pd.DataFrame) -> Rows:
    """As `one_row_per_dossier`, of dossiers that several rows tell of."""
    content = [name for name in rows if name not in NOT_CONTENT]
    kept = rows.sort_values(
        ["dossier_id", "exported_at", "source_file", "source_row"], kind="stable", ignore_index=True
    )
    # Two rows are the same if all their values are, missing ones included.
    hashes = pd.util.hash_pandas_object(kept[content], index=False)
    same_dossier = kept["dossier_id"].eq(kept["dossier_id"].shift())
    identical = same_dossier & hashes.eq(hashes.shift())
    states = kept[~identical].reset_index(drop=True)
    _refuse_conflicts(states)
    last = ~states.duplicated("dossier_id", keep="last")
    judged = _judged_due_dates(states)
    listed = kept.groupby("dossier_id")["exported_at"].max()
    latest = states[last].assign(current_due_date=states["due_date"]).drop(columns="due_date")
    latest["last_listed_date"] = listed.reindex(latest["dossier_id"]).to_numpy()
    findings = [
        finding(kept[identical], DUPLICATE, "identical", "dossier_id"),
        finding(states[~last], SUPERSEDED, "newer_export", "dossier_id"),
    ]
    return Rows(latest.merge(judged, on="dossier_id", how="left"), pd.concat(findings, ignore_index=True))


def clean_dossiers(kept: Mapping[str, pd.DataFrame], reference: Reference | None) -> pd.DataFrame:
    """The clean dossier table from the rows that were kept of each kind of file: one per dossier, the lists that add to it."""
    latest = with_withdrawals(kept["dossiers"], kept["withdrawn"]) if "withdrawn" in kept else kept["dossiers"]
    nobody = pd.Series(dtype="str")
    posted = {kind: kept[kind]["dossier_id"] if kind in kept else nobody for kind in ("postal_in", "postal_out")}
    table = latest.assign(
        is_received=~latest["status"].isin(["registered", "refused"]) & latest["received_date"].notna(),
        is_withdrawn=latest["status"].eq("withdrawn"),
        via_post_in=latest["dossier_id"].isin(posted["postal_in"]),
        via_post_out=latest["dossier_id"].isin(posted["postal_out"]),
    )
    for name in ("procedure", "field", "unit"):
        table[name] = table[name].fillna("")
    if reference:
        table = _with_regulated_time(table, reference)
    wanted: list[tuple[str, str, Callable[[Moments], Numbers]]] = [
        (f"{name}_day", f"{name}_date", _day_numbers) for name in DAY_NUMBERED
    ]
    if reference:
        wanted += [(f"{name}_workday", f"{name}_date", reference.calendar.indexes) for name in WORKDAY_INDEXED]
    with ThreadPoolExecutor(2) as pool:
        numbers = pool.map(lambda one: _numbers(table[one[1]], one[2]), wanted)
        return DOSSIERS.conform(table.assign(**dict(zip([name for name, _, _ in wanted], numbers, strict=True))))


def _with_regulated_time(table: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Adds what follows from the procedures' times and the calendar: regulated days, minutes of intake."""
    regulated, unit = _regulated(table, reference)
    return table.assign(
        regulated_workdays=regulated.where(unit.eq("working")).astype("Int64"),
        regulated_days=regulated.where(unit.eq("calendar")).astype("Int64"),
        intake_minutes=_intake_minutes(table["submitted_at"], table["received_at"], reference.calendar),
    )


def _regulated(rows: pd.DataFrame, reference: Reference) -> tuple[pd.Series, pd.Series]:
    """The regulated time of each row's procedure and its unit."""
    times = reference.procedures.set_index("procedure")[["regulated_time", "time_unit"]]
    known = _of_procedures(rows["procedure"], lambda codes: times.reindex(codes))
    return known["regulated_time"], known["time_unit"]


def _with_recomputed_due_date(rows: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Adds recomputed_due_date, and due_date_gap: the working days from it to the export's own.

    Days that a check is about to reject (after the export), or that no working-day table reaches, are left alone.
    """
    calendar = reference.calendar
    regulated, unit = _regulated(rows, reference)
    received, due = rows["received_date"], rows["due_date"]
    first, last = pd.Timestamp(calendar.first), pd.Timestamp(calendar.last)
    reached = received.between(first, last)
    wanted = regulated.notna() & reached & ~received.gt(rows["exported_at"])
    recomputed = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    for name, add in {"working": calendar.add_working_days, "calendar": calendar.add_calendar_days}.items():
        these = wanted & unit.eq(name)
        if these.any():
            days, counts = received[these].to_numpy(), regulated[these].to_numpy(dtype="int64")
            recomputed[these] = add(days, counts).astype("datetime64[us]")
    both = recomputed.notna() & due.between(first, last)
    gap = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    if both.any():
        gap[both] = calendar.indexes(due[both].to_numpy()) - calendar.indexes(recomputed[both].to_numpy())
    return rows.assign(recomputed_due_date=recomputed, due_date_gap=gap)


def _with_reference(rows: pd.DataFrame, reference: Reference | None) -> pd.DataFrame:
    """Field, unit, level and lists are the procedure's own; the unit that an export shows is the one that holds it now.

    What the export shows of field and unit is kept as `field_text` and `unit_text`, the field that it means as `listed_field`.
    """
    rows = rows.assign(unit_text=rows["unit"], field_text=rows["field"])
    if reference is None:
        return rows.assign(
            is_known_procedure=_is_plausible(rows["procedure"]),
            holder_unit=rows["unit"],
            listed_field=rows["field"],
            is_transferred=False,
            is_interlinked=False,
            service_level=pd.array([pd.NA] * len(rows), "Int64"),
            on_postal_list=False,
            recomputed_due_date=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
            due_date_gap=pd.array([pd.NA] * len(rows), "Int64"),
        )
    known = reference.procedures.set_index("procedure")

    def properties(codes: pd.Index) -> pd.DataFrame:
        of_code = known.reindex(codes)
        return of_code[["field", "unit", "service_level"]].assign(
            is_known_procedure=codes.isin(known.index),
            on_postal_list=of_code["on_postal_list"].eq(True),
            is_interlinked=of_code["interlinked"].eq(True),
        )

    found = _of_procedures(rows["procedure"], properties)
    holder = cells.by_word(rows["unit"], lambda text: reference.unit_codes.get(fold(text)))
    return _with_recomputed_due_date(rows, reference).assign(
        **{str(name): column for name, column in found.items()},
        listed_field=cells.by_word(rows["field"], lambda text: reference.field_codes.get(fold(text))),
        holder_unit=holder,
        is_transferred=holder.notna() & holder.ne(found["unit"]),
    )


def _of_procedures(column: pd.Series, look_up: Callable[[pd.Index], pd.DataFrame]) -> pd.DataFrame:
    """What `look_up` knows of each code of a column, which is asked once for each that occurs, and once for none."""
    codes, places = distinct(column)
    known = look_up(pd.Index([*codes.to_pylist(), None], dtype="str"))
    found: pd.DataFrame = known.iloc[places.fill_null(len(codes)).to_numpy()].set_axis(column.index)
    return found


def _is_plausible(procedures: pd.Series) -> pd.Series:
    """Without a list of procedures every one is known; but a word among codes is no procedure, and may be a name."""
    is_code = cells.looks_like_code(procedures)
    return procedures.isna() | is_code | bool(is_code.mean() <= 0.5)


def _refuse_conflicts(states: pd.DataFrame) -> None:
    """Two different states of a dossier on one day of export: nothing says which is the later."""
    follows = states["dossier_id"].eq(states["dossier_id"].shift())
    undated = states["exported_at"].isna() | states["exported_at"].eq(states["exported_at"].shift())
    clash = states.index[follows & undated]
    if len(clash):
        told = [
            f"{states['dossier_id'][row]} ({_place(states.loc[row - 1])}; {_place(states.loc[row])})"
            for row in clash[:5]
        ]
        raise ConflictError(
            f"{len(clash)} dossier(s) with two contents and no order to choose by: {'; '.join(told)}. "
            f"Take the wrong row out, or give the files their dates of export in data/raw/intake.xlsx."
        )


def _place(row: pd.Series) -> str:
    sheet = f', sheet "{row["source_sheet"]}"' if row["source_sheet"] else ""
    return f"{row['source_file']}{sheet}, row {row['source_row']}"


def _judged_due_dates(states: pd.DataFrame) -> pd.DataFrame:
    """dossier_id, first_due_date, due_date, due_basis: the first due date, or the one that a later supplement moved it to."""
    due, answered = states["due_date"], states["supplement_done_date"]
    previous_answer = answered.groupby(states["dossier_id"]).shift()
    follows = states["dossier_id"].eq(states["dossier_id"].shift())
    moved = follows & due.notna() & answered.notna() & answered.ne(previous_answer)
    first = due.notna() & ~due.notna().groupby(states["dossier_id"]).cumsum().gt(1)
    counts = states[first | moved].drop_duplicates("dossier_id", keep="last")
    basis = moved[counts.index].map({True: "moved", False: "first"})
    judged = pd.DataFrame({"dossier_id": counts["dossier_id"], "due_date": counts["due_date"], "due_basis": basis})
    first_due = states.loc[first, ["dossier_id", "due_date"]].rename(columns={"due_date": "first_due_date"})
    every = states[["dossier_id"]].drop_duplicates().merge(first_due, on="dossier_id", how="left")
    return every.merge(judged, on="dossier_id", how="left").fillna({"due_basis": "none"})


def _intake_minutes(submitted: pd.Series, received: pd.Series, calendar: Calendar) -> pd.Series:
    """Working minutes from one moment to the other; missing where either is."""
    both = submitted.notna() & received.notna()
    minutes = calendar.working_minutes_between(submitted[both].to_numpy(), received[both].to_numpy())
    return pd.Series(minutes, index=submitted.index[both]).reindex(submitted.index).astype("Int64")


def _day_numbers(moments: Moments) -> Numbers:
    """Days since 1970-01-01."""
    return moments.astype("datetime64[D]").astype(np.int64)


def workday_indexes(column: pd.Series, calendar: Calendar) -> pd.Series:
    """The working-day index of each day; missing where the day is."""
    return _numbers(column, calendar.indexes)


def _numbers(column: pd.Series, number: Callable[[Moments], Numbers]) -> pd.Series:
    """The number of each day of a column; missing where there is none."""
    moments = column.to_numpy()
    missing = np.isnat(moments)
    if not missing.any():
        numbers = number(moments)
    else:
        numbers = np.zeros(len(moments), dtype=np.int64)
        numbers[~missing] = number(moments[~missing])
    return pd.Series(pd.arrays.IntegerArray(numbers, missing), index=column.index)
