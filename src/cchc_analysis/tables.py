"""The clean tables: their columns, kinds and keys. The boundary between the sources and everything that counts.

A clean table holds no personal data. Dates are days (datetime64 without time, DATE in Parquet); beside each date that
durations are taken from stand its day number and its working-day index, so that a duration is a subtraction.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Record = dict[str, Any]
Kind = Literal["text", "date", "integer", "boolean"]
DTYPES: dict[Kind, str] = {"text": "str", "date": "datetime64[us]", "integer": "Int64", "boolean": "bool"}
_ARROW: dict[Kind, pa.DataType] = {"text": pa.large_string(), "date": pa.timestamp("us"), "integer": pa.int64()}


@dataclass(frozen=True)
class Field:
    """A column of a clean table. `meaning` is English and goes into the data dictionary."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """The columns of a clean table, in order; `key` names those that tell its rows apart."""

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    def conform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with exactly this table's columns and kinds, sorted by key; absent columns are added as missing.

        Raises ValueError where a required value is missing or a key stands twice: a defect of the sources, not of the user.
        """
        table = self.typed(frame).reset_index(drop=True)
        is_arranged = len(self.key) == 1 and table[self.key[0]].dtype == "str" and is_ascending(table[self.key[0]])
        if not is_arranged:  # sorting a million texts costs more than looking whether they are
            table = table.sort_values(list(self.key), kind="stable", ignore_index=True)
        if empty := [field.name for field in self.fields if field.required and table[field.name].isna().any()]:
            raise ValueError(f"table {self.name}: missing values in {', '.join(empty)}")
        if not is_arranged and table.duplicated(list(self.key)).any():
            raise ValueError(f"table {self.name}: {', '.join(self.key)} is not unique")
        return table

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with exactly this table's columns and kinds, its rows as they come; absent columns as missing."""
        # Columns of one kind need not lie together in memory: laying them so is a copy of the whole table.
        return pd.DataFrame({field.name: _typed(frame, field) for field in self.fields}, copy=False)


def is_ascending(texts: "pd.Series[Any]") -> bool:
    """Whether every text is there and greater than the one before it; letters are compared by their code."""
    there = pa.array(texts, pa.large_string(), from_pandas=True)
    if isinstance(there, pa.ChunkedArray):
        there = there.combine_chunks()
    return there.null_count == 0 and pc.all(pc.less(there[:-1], there[1:])).as_py() is not False


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows of a frame as plain dictionaries, for what is written row by row."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _typed(frame: pd.DataFrame, field: Field) -> pd.Series:
    if field.name not in frame:
        return _without_values(field.kind, frame.index)
    column: pd.Series[Any] = frame[field.name]
    if field.kind == "date":
        column = column.astype("datetime64[us]")
        moments = column.to_numpy()
        days = moments.astype("datetime64[D]").astype("datetime64[us]")
        is_day = np.array_equal(moments.view(np.int64), days.view(np.int64))
        return column if is_day else pd.Series(days, index=frame.index)
    if field.kind == "boolean":
        # Missing is false here as it is where the column is absent; plainly cast, NaN would be true.
        column = column.eq(True).fillna(False)
    if column.dtype == DTYPES[field.kind]:
        return column
    typed: pd.Series[Any] = column.astype(DTYPES[field.kind])  # type: ignore[call-overload]
    return typed


def _without_values(kind: Kind, index: pd.Index) -> pd.Series:
    if kind == "boolean":
        return pd.Series(False, index=index)
    nothing = pa.nulls(len(index), _ARROW[kind])
    return pd.Series(nothing.to_pandas() if kind == "date" else pd.array(nothing, dtype=DTYPES[kind]), index=index)


PROVENANCE = (
    Field("source_file", "text", "raw file that the row was taken from, relative to the raw folder", required=True),
    Field("source_sheet", "text", "its sheet; empty for files without sheets"),
    Field("source_row", "integer", "its row as the file's own program shows it, from 1", required=True),
)

# Dates of a dossier that durations in days, or in working days, are taken between.
DAY_NUMBERED = ("received", "due", "finished", "returned")
WORKDAY_INDEXED = (
    "submitted", "received", "due", "first_due", "current_due", "recomputed_due", "finished", "returned",
)  # fmt: skip

DOSSIERS = Table(
    "dossiers",
    ("dossier_id",),
    (
        Field("dossier_id", "text", "code of the dossier in its newer form (H21.15-210305-0012)", required=True),
        Field("procedure", "text", "code of the procedure (TTHC) without local suffix", required=True),
        Field("field", "text", "field (lĩnh vực) of the procedure", required=True),
        Field("unit", "text", "unit that leads the procedure", required=True),
        Field("holder_unit", "text", "unit that has the dossier now, as the last export says; missing where unknown"),
        Field("channel", "text", "how it was submitted: online, direct or postal", required=True),
        Field(
            "status",
            "text",
            "what the last export says: registered, refused, pending, paused, withdrawn or finished; withdrawn, too, where only "
            "the list of returned dossiers tells",
        ),
        Field("is_received", "boolean", "it was received; false for registered or refused at intake"),
        Field("is_withdrawn", "boolean", "it ended by being withdrawn or given back"),
        Field("is_transferred", "boolean", "another unit than the leading one has it now"),
        Field("is_interlinked", "boolean", "its procedure is settled together with another agency (liên thông)"),
        Field("via_post_in", "boolean", "it is in the post's own list of received dossiers"),
        Field("via_post_out", "boolean", "its result is in the post's own list of returned results"),
        Field("service_level", "integer", "level of the online service (2, 3 or 4); missing where unknown"),
        Field("on_postal_list", "boolean", "its procedure is on the approved list for the post"),
        Field("submitted_date", "date", "when it was handed in"),
        Field("intake_minutes", "integer", "working minutes from then to its receipt; missing without times of day"),
        Field("refused_date", "date", "when it was refused at intake"),
        Field("received_date", "date", "when it was received"),
        Field("due_date", "date", "due date to judge by: the first, or the one that a supplement moved it to"),
        Field("due_basis", "text", "which of them it is: first, moved or none", required=True),
        Field("first_due_date", "date", "due date that an export gave first"),
        Field("current_due_date", "date", "due date that the last export gives"),
        Field("recomputed_due_date", "date", "due date from the day of receipt and the regulated time"),
        Field("finished_date", "date", "when the result was ready"),
        Field("returned_date", "date", "when the result was handed over"),
        Field("supplement_requested_date", "date", "when a supplement was last asked for"),
        Field("supplement_done_date", "date", "when it was answered"),
        *(
            Field(f"{name}_day", "integer", f"day number of {name}_date (days since 1970-01-01)")
            for name in DAY_NUMBERED
        ),
        *(Field(f"{name}_workday", "integer", f"working-day index of {name}_date") for name in WORKDAY_INDEXED),
        Field("regulated_workdays", "integer", "regulated time of its procedure, where that is in working days"),
        Field("regulated_days", "integer", "regulated time of its procedure, where that is in calendar days"),
        Field("exported_at", "date", "date of the export that the row was taken from"),
        Field("last_listed_date", "date", "date of the last export that lists the dossier"),
        Field("is_corrected", "boolean", "data/corrections.xlsx changed what exports say of it, or added it"),
        *PROVENANCE,
    ),
)

# The payments of fees: a dossier has none, one or several of them.
FEES = Table(
    "fees",
    ("dossier_id", "fee_date", "source_file", "source_sheet", "source_row"),
    (
        Field("dossier_id", "text", "code of the dossier that it was paid for", required=True),
        Field("fee_date", "date", "when it was paid", required=True),
        Field("fee_amount", "integer", "how much, in dong; 0 where nothing had to be paid", required=True),
        Field("payment", "text", "how: online or direct", required=True),
        Field("procedure", "text", "code of the dossier's procedure"),
        Field("field", "text", "field of that procedure"),
        Field("unit", "text", "unit that leads that procedure"),
        Field("holder_unit", "text", "unit that has the dossier now"),
        Field("channel", "text", "how the dossier was submitted"),
        Field("is_interlinked", "boolean", "its procedure is settled together with another agency"),
        Field("previous_fee_date", "date", "when the payment of the same dossier before it was made"),
        Field(
            "next_direct_date",
            "date",
            "when it, or else the next one of the same dossier, was paid in another way than online",
        ),
        *PROVENANCE,
    ),
)

PROGRESS = Table(
    "progress",
    ("item_id", "event_date", "source_file", "source_sheet", "source_row"),
    (
        Field("item_id", "text", "product of the plan, or one occurrence of it", required=True),
        Field("event_date", "date", "when the state was noted", required=True),
        Field("status", "text", "done, running, not_arisen or blocked", required=True),
        Field("document_no", "text", "number and symbol of the document that proves it"),
        Field("document_date", "date", "date of that document"),
        Field("share_done", "integer", "share done, in percent"),
        Field("obstacle", "text", "what hinders it"),
        Field("next_step", "text", "what comes next"),
        Field("estimate_status", "text", "expected on 31 December: done, running or not_arisen"),
        Field("estimate_share", "integer", "share expected to be done on 31 December, in percent"),
        Field("reporting_unit", "text", "unit that reported it"),
        Field("entered_by", "text", "unit that entered it, where another one reported it by phone or letter"),
        Field("origin", "text", "what it was entered from: a Word file, a phone call, the document system"),
        *PROVENANCE,
    ),
)

# Phản ánh, kiến nghị: what citizens complain of or propose. Neither who they are nor what they wrote is here.
FEEDBACK = Table(
    "feedback",
    ("feedback_id",),
    (
        Field("feedback_id", "text", "code of the feedback in the hotline's or the portal's system", required=True),
        Field(
            "kind", "text", "what it is about: conduct of officials, regulation, or both; missing where not classified"
        ),
        Field("unit", "text", "unit that answers; missing where the list does not say"),
        Field("status", "text", "what the last list says: pending, supplement, refused or answered"),
        Field("received_date", "date", "when it was received", required=True),
        Field("due_date", "date", "when the answer is due, as the list says"),
        Field("answered_date", "date", "when it was answered, or refused"),
        Field("supplement_date", "date", "when further information was asked for"),
        Field("published_date", "date", "when the answer was published"),
        *(
            Field(f"{name}_workday", "integer", f"working-day index of {name}_date")
            for name in ("received", "answered", "supplement", "published")
        ),
        Field("exported_at", "date", "date of the export that the row was taken from"),
        *PROVENANCE,
    ),
)

# Counts of documents that a unit sent and received in a span of days; confidential ones are in none but `confidential`.
DOCUMENTS = Table(
    "documents",
    ("unit", "first_date", "last_date"),
    (
        Field("unit", "text", "unit whose documents are counted", required=True),
        Field("first_date", "date", "first day counted", required=True),
        Field("last_date", "date", "last day counted", required=True),
        Field("received", "integer", "documents received (văn bản đến), of any form"),
        Field("received_electronic", "integer", "of these, received electronically"),
        Field("handled_online", "integer", "of those received, handled on the document system from receipt to filing"),
        Field("sent", "integer", "documents issued (văn bản đi), of any form", required=True),
        Field("sent_electronic", "integer", "of these, sent electronically"),
        Field("signed", "integer", "of those sent electronically, with an electronic signature"),
        Field("via_axis", "integer", "of those sent electronically, over the national axis (Trục liên thông)"),
        Field("confidential", "integer", "confidential documents, which the other columns leave out"),
        Field("exported_at", "date", "date of the export that the row was taken from"),
        *PROVENANCE,
    ),
)

# Why dossiers were overdue and what was done about it, as their units say; what they wrote in words of their own is not here.
EXPLANATIONS = Table(
    "explanations",
    ("dossier_id",),
    (
        Field("dossier_id", "text", "code of the dossier in its newer form", required=True),
        Field("field", "text", "field (lĩnh vực) of its procedure"),
        Field("unit", "text", "unit that leads its procedure"),
        Field(
            "cause",
            "text",
            "why it was overdue: slow_closing, other_agency, complex, system or other; missing where not said",
        ),
        Field("apology_no", "text", "number and symbol of the apology (phiếu xin lỗi và hẹn lại ngày trả)"),
        Field("apology_date", "date", "date of the apology"),
        Field("new_due_date", "date", "day on which the result is promised anew; it makes nothing in time"),
        Field("exported_at", "date", "when the form came in, as the intake list says"),
        *PROVENANCE,
    ),
)

# Figures that people enter by hand for a period: staff, money, surveys, ISO, review and publication of procedures.
APPENDIX = Table(
    "appendix",
    ("indicator", "field", "first_date", "last_date"),
    (
        Field("indicator", "text", "code of the indicator in `data/reference/appendix_indicators.csv`", required=True),
        Field("field", "text", "field (lĩnh vực) that the figure is of; missing where it is not split"),
        Field("first_date", "date", "first day of the period that it is of", required=True),
        Field("last_date", "date", "last day of that period", required=True),
        Field("value", "integer", "the figure as entered; missing where the one of the period before still holds"),
        Field("previous", "integer", "figure of the period before, which the form proposed"),
        Field("confirmed", "text", "yes where somebody marked that the figure of the period before still holds"),
        Field("document", "text", "document or source that the figure is from"),
        Field("exported_at", "date", "when the workbook came in, as the intake list says"),
        *PROVENANCE,
    ),
)

# Rows that are in no clean table, and rows that are but were marked: one line per row and rule.
FINDINGS = Table(
    "findings",
    ("source_file", "source_sheet", "source_row", "outcome", "rule"),
    (
        *PROVENANCE,
        Field("outcome", "text", "rejected, duplicate, superseded or flagged", required=True),
        Field("rule", "text", "name of the row rule", required=True),
        Field("key", "text", "code of the dossier or product, where the row has one"),
        Field("detail", "text", "the values that the rule looks at, in words; never personal data"),
    ),
)

FILES = Table(
    "files",
    ("source_file", "source_sheet"),
    (
        Field("source_file", "text", "raw file, relative to the raw folder", required=True),
        Field("source_sheet", "text", "its sheet"),
        Field("kind", "text", "what the file is, as the intake list says: dossiers, fees, feedback …", required=True),
        Field("exported_at", "date", "as the intake list says"),
        Field("covers_from", "date", "first day that the file covers"),
        Field("covers_to", "date", "last day that the file covers"),
        Field("lines", "integer", "rows of the sheet, blank ones included", required=True),
        Field(
            "other_lines", "integer", "titles, heads, group rows, totals, blanks, form lines left blank", required=True
        ),
        Field("title_lines", "integer", "of these, rows above the head"),
        Field("head_lines", "integer", "of these, heads, their repetitions and rows of column numbers"),
        Field("group_lines", "integer", "of these, rows of one text alone: group rows, signatures"),
        Field("total_lines", "integer", "of these, rows of totals"),
        Field("blank_lines", "integer", "of these, rows without a cell"),
        Field("unfilled_lines", "integer", "of these, lines of a form that nobody wrote into"),
        Field("read", "integer", "data rows", required=True),
        Field("accepted", "integer", "rows that a clean table holds", required=True),
        Field("rejected", "integer", "rows set aside with a reason", required=True),
        Field(
            "duplicates", "integer", "rows that repeat a row already accepted, identical and superseded", required=True
        ),
        Field("identical", "integer", "of these, rows equal to one already read", required=True),
        Field(
            "superseded",
            "integer",
            "of these, rows of a dossier of which a later export has a newer state",
            required=True,
        ),
        Field("notes", "text", "what the cells do not show: formulas never computed, merged cells; Vietnamese"),
    ),
)

# What mappings say of spellings and words, and whether any raw file has them.
ENTRIES = Table(
    "entries",
    ("mapping", "list", "target", "meaning", "spelling"),
    (
        Field("mapping", "text", "name of the mapping", required=True),
        Field("list", "text", "where in it the entry stands: columns, personal, unused or vocabularies", required=True),
        Field("target", "text", "column of the clean table that the entry is for; empty for columns that are dropped"),
        Field("meaning", "text", "value that the word stands for; empty for spellings of columns"),
        Field("spelling", "text", "the spelling or word", required=True),
        Field("is_used", "boolean", "a raw file read under the mapping has it"),
    ),
)

CORRECTIONS = Table(
    "corrections",
    ("source_row",),
    (
        Field("sheet", "text", "sheet of data/corrections.xlsx"),
        Field("source_row", "integer", "its row there", required=True),
        Field("action", "text", "correct, exclude or add", required=True),
        Field("dossier_id", "text", "code of the dossier in its newer form", required=True),
        Field("column", "text", "column that it changes or fills; missing for an excluded dossier"),
        Field("expected", "text", "value that it expected to find"),
        Field("new_value", "text", "value that it puts there"),
        Field("reason", "text", "why", required=True),
        Field("source", "text", "who said so, when, in which letter", required=True),
        Field("approver", "text", "who approved it", required=True),
        Field("rows", "integer", "rows of exports that it changed, excluded or added", required=True),
        Field("stale", "text", "why it does not apply any more; Vietnamese, missing where it was applied"),
    ),
)
