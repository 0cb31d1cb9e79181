"""Dossier exports and the post's lists → the clean dossier table.

Several exports list the same dossier with the state it had on their day. The latest export wins for the state; the first due date
stays the one to judge by, unless a later export moved it together with a newly answered supplement – one-stop systems overwrite
the due date after an apology, and taking the last one would launder lateness.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources import cells
from cchc_analysis.sources.checks import (
    DOSSIER_CHECKS,
    DUPLICATE,
    SUPERSEDED,
    RowCheck,
    broken,
)
from cchc_analysis.sources.dates import moments
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import RawTable
from cchc_analysis.sources.readers import place
from cchc_analysis.sources.reference import Reference
from cchc_analysis.sources.withdrawn import with_withdrawals
from cchc_analysis.tables import DAY_NUMBERED, DOSSIERS, WORKDAY_INDEXED
from cchc_analysis.text import fold
from cchc_analysis.workdays import Calendar

PROVENANCE = ["source_file", "source_sheet", "source_row"]
EPOCH = pd.Timestamp("1970-01-01")
# The two dates whose time of day counts: their difference in office hours is how long a dossier waited to be received.
INTAKE_MOMENTS = {"submitted_date": "submitted_at", "received_date": "received_at"}
# Channels, statuses and places in the file do not make two rows differ in what they say of a dossier.
NOT_CONTENT = {
    *PROVENANCE,
    "exported_at",
    "has_unreadable_date",
    "unreadable",
    "has_extra_cells",
    "has_unreadable_code",
    "has_unreadable_number",
    "has_unreadable_share",
    "status_text",
    "estimate_text",
    "lists_status",
}
# What may be quoted of a cell that should be a date: a misplaced one can hold a name, a phone or an identity number.
_LIKE_A_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?: [\d:.]{1,12})?|\d{1,6}"


@dataclass(frozen=True)
class Rows:
    """Rows of one kind after their checks: what is kept, and the findings (one line per row set aside or flagged)."""

    kept: pd.DataFrame
    findings: pd.DataFrame


# Columns whose own words are kept beside what the vocabulary makes of them, for messages and checks.
KEPT_WORDS = {"status": "status_text", "estimate_status": "estimate_text"}


def mapped_rows(table: RawTable, intake: Intake | None) -> pd.DataFrame:
    """The data rows of one sheet with typed columns: days as datetime64, vocabularies as their values, texts as they are.

    Every target of the table's kind is there, missing where the layout lacks it, beside the provenance, `exported_at`,
    `has_unreadable_date` (`unreadable` says which column and cell) and `has_extra_cells`. `status_text` and
    `estimate_text` keep the layout's own words; `lists_status`: the sheet says any status.
    """
    raw, mapping = table.frame, table.mapping
    rows = pd.DataFrame(index=raw.index)
    unreadable = pd.Series(None, index=raw.index, dtype="str")
    read = _moments(table)
    for target, kind in mapping.feed.columns.items():
        column = raw[target] if target in raw else pd.Series(None, index=raw.index, dtype="str")
        if kind == "date":
            moment = read[target] if target in raw else pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us]")
            rows[target] = moment.dt.normalize()
            unreadable = _with_unreadable(
                unreadable, column[column.notna() & moment.isna()], table.heads.get(target, "")
            )
            if target in INTAKE_MOMENTS:
                # Midnight is what a day without a time of day reads as.
                rows[INTAKE_MOMENTS[target]] = moment.where(moment.ne(rows[target]))
        elif target in mapping.vocabularies or target in mapping.otherwise:
            rows[target] = cells.words(column, mapping, target)
        else:
            rows[target] = column
    rows["has_unreadable_date"], rows["unreadable"] = unreadable.notna(), unreadable
    rows["has_extra_cells"] = rows.index.isin(table.long_rows)
    for target, text in KEPT_WORDS.items():
        rows[text] = raw[target] if target in raw else pd.Series(None, index=raw.index, dtype="str")
    rows["lists_status"] = bool(rows["status_text"].notna().any())
    rows["exported_at"] = pd.Timestamp(intake.exported_at) if intake else pd.NaT
    rows["source_file"], rows["source_sheet"] = table.sheet.file, table.sheet.name
    return rows.reset_index()


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
    if not len(cells_):
        return told
    quoted = cells_.where(cells_.str.fullmatch(_LIKE_A_DATE), "không phải ngày")
    more = (f"{head}: " + quoted).reindex(told.index)
    return told.where(told.isna(), told + "; " + more.fillna("")).str.removesuffix("; ").fillna(more)


def dossier_rows(parts: Sequence[pd.DataFrame], reference: Reference | None) -> Rows:
    """The mapped rows of all dossier exports, checked. Without a reference table every procedure is taken as known."""
    rows = with_codes(pd.concat(parts, ignore_index=True))
    rows["code_date"] = cells.code_day(rows["dossier_id"])
    rows["procedure"] = cells.procedure_code(rows["procedure"])
    if reference is not None and rows["procedure"].isna().any():
        rows["procedure"] = rows["procedure"].fillna(_procedure_by_name(rows["procedure_name"], reference))
    by_dates = pd.Series("pending", index=rows.index, dtype="str").mask(rows["finished_date"].notna(), "finished")
    rows["status"] = rows["status"].where(rows["status_text"].notna(), by_dates)
    return check_rows(_with_reference(rows, reference), DOSSIER_CHECKS, "dossier_id")


def _procedure_by_name(names: pd.Series, reference: Reference) -> pd.Series:
    """The code of the procedure that has this name and no other has; for lists without codes."""
    spelled = reference.procedures["name"].map(fold)
    codes = dict(zip(spelled, reference.procedures["procedure"], strict=True))
    twice = set(spelled[spelled.duplicated()])
    return cells.by_word(names, lambda name: None if (word := fold(name)) in twice else codes.get(word))


def with_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """The codes in their newer form. A cell that is no code is marked and left out: a name there must not become a key."""
    codes = cells.dossier_code(rows["dossier_id"])
    is_code = cells.looks_like_code(codes)
    return rows.assign(dossier_id=codes.where(is_code), has_unreadable_code=codes.notna() & ~is_code)


def fees_by_dossier(kept: pd.DataFrame) -> pd.DataFrame:
    """One row per dossier: fee_amount in dong, fee_date of the last payment, is_fee_online where all were paid online."""
    paid = kept.assign(is_fee_online=kept["payment"].eq("online"))
    return paid.groupby("dossier_id", as_index=False).agg(
        fee_amount=("fee_amount", "sum"), fee_date=("fee_date", "max"), is_fee_online=("is_fee_online", "all")
    )


def check_rows(rows: pd.DataFrame, checks: Sequence[RowCheck], key: str) -> Rows:
    """Rows that break a reject rule are set aside under the first one they break; flagged rows stay and are told of."""
    rejecting, flagging = broken(rows, checks, "rejected"), broken(rows, checks, "flagged")
    is_rejected = rejecting.any(axis=1)
    first: Any = rejecting[is_rejected].idxmax(axis=1) if is_rejected.any() else ""
    findings = [finding(rows[is_rejected], "rejected", first, key)]
    findings += [finding(rows[~is_rejected & flagging[name]], "flagged", str(name), key) for name in flagging]
    kept = rows[~is_rejected].reset_index(drop=True) if is_rejected.any() else rows
    return Rows(kept, pd.concat(findings, ignore_index=True))


def finding(rows: pd.DataFrame, outcome: str, rule: "str | pd.Series", key: str) -> pd.DataFrame:
    """One line of the findings table for each of the rows; of an unreadable date it says which."""
    found = rows[PROVENANCE].assign(outcome=outcome, rule=rule, key=rows[key])
    found["detail"] = rows["unreadable"].where(found["rule"].eq("unreadable_date"))
    return found


def one_row_per_dossier(rows: Rows) -> Rows:
    """The latest state of each dossier, with the due date to judge by; the rows of other exports become findings.

    Raises ConflictError where one dossier has two contents and no order of export to choose by.
    """
    several = rows.kept["dossier_id"].duplicated(keep=False)
    once = rows.kept[~several] if several.any() else rows.kept
    due = once["due_date"]
    basis = pd.Series("first", index=once.index, dtype="str").where(due.notna(), "none")
    only = once.assign(current_due_date=due, first_due_date=due, due_basis=basis, last_listed_date=once["exported_at"])
    if not several.any():
        return Rows(only, rows.findings)
    joined = _one_row_of_several(rows.kept[several])
    return Rows(
        pd.concat([only, joined.kept], ignore_index=True) if len(only) else joined.kept,
        pd.concat([rows.findings, joined.findings], ignore_index=True),
    )


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
    """The clean dossier table from the rows that were kept of each kind of file: one per dossier, the lists that add to it, the fees."""
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
    if "fees" in kept:
        table = table.merge(fees_by_dossier(kept["fees"]), on="dossier_id", how="left")
    if reference:
        table = _with_regulated_time(table, reference)
    for name in DAY_NUMBERED:
        table[f"{name}_day"] = (table[f"{name}_date"] - EPOCH).dt.days.astype("Int64")
    if reference:
        for name in WORKDAY_INDEXED:
            table[f"{name}_workday"] = workday_indexes(table[f"{name}_date"], reference.calendar)
    return DOSSIERS.conform(table)


def _with_regulated_time(table: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Adds what follows from the procedures' times and the calendar: recomputed due date, regulated days, minutes of intake."""
    times = reference.procedures.set_index("procedure")[["regulated_time", "time_unit"]]
    known = times.reindex(table["procedure"]).set_axis(table.index)
    regulated, unit, received = known["regulated_time"], known["time_unit"], table["received_date"]
    wanted = regulated.notna() & received.notna()
    recomputed = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    adders = {"working": reference.calendar.add_working_days, "calendar": reference.calendar.add_calendar_days}
    for name, add in adders.items():
        these = wanted & unit.eq(name)
        if these.any():
            days, counts = received[these].to_numpy(), regulated[these].to_numpy(dtype="int64")
            recomputed[these] = add(days, counts).astype("datetime64[us]")
    return table.assign(
        recomputed_due_date=recomputed,
        regulated_workdays=regulated.where(unit.eq("working")).astype("Int64"),
        regulated_days=regulated.where(unit.eq("calendar")).astype("Int64"),
        intake_minutes=_intake_minutes(table["submitted_at"], table["received_at"], reference.calendar),
    )


def _with_reference(rows: pd.DataFrame, reference: Reference | None) -> pd.DataFrame:
    """Field, unit, level and lists are the procedure's own; the unit that an export shows is the one that holds it now."""
    if reference is None:
        return rows.assign(
            is_known_procedure=True,
            holder_unit=rows["unit"],
            is_transferred=False,
            is_interlinked=False,
            service_level=pd.array([pd.NA] * len(rows), "Int64"),
            on_postal_list=False,
        )
    known = reference.procedures.set_index("procedure")
    columns = ["field", "unit", "service_level", "on_postal_list", "interlinked"]
    found = known[columns].reindex(rows["procedure"]).set_axis(rows.index)
    holder = rows["unit"].map(lambda text: reference.unit_codes.get(fold(text)), na_action="ignore").astype("str")
    return rows.assign(
        is_known_procedure=rows["procedure"].isin(known.index),
        **{name: found[name] for name in columns[:3]},
        on_postal_list=found["on_postal_list"].eq(True),
        is_interlinked=found["interlinked"].eq(True),
        holder_unit=holder,
        is_transferred=holder.notna() & holder.ne(found["unit"]),
    )


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


def workday_indexes(column: pd.Series, calendar: Calendar) -> pd.Series:
    """The working-day index of each day; missing where the day is."""
    there = column.notna()
    numbers = np.zeros(len(column), dtype=np.int64)
    numbers[there.to_numpy()] = calendar.indexes(column[there].to_numpy())
    return pd.Series(pd.arrays.IntegerArray(numbers, ~there.to_numpy()), index=column.index)
