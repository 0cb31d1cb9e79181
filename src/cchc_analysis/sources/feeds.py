"""The kinds of raw files: what each may hold, what its rows must meet, and the clean table that they make.

A further kind of file is an entry here, a table in `cchc_analysis.tables`, a mapping in `data/mappings`, and measures. Only the dossier
exports, which several files tell of, the fees, which are counted in the groups of their dossiers, and the units' progress need
more: they have modules of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cchc_analysis.sources.checks import (
    APPENDIX_CHECKS,
    DOCUMENT_CHECKS,
    DOSSIER_CHECKS,
    DUPLICATE_LABELS,
    EXPLANATION_CHECKS,
    FEE_CHECKS,
    FEEDBACK_CHECKS,
    OVERDUE_CHECKS,
    POSTAL_CHECKS,
    PROGRESS_CHECKS,
    WITHDRAWN_CHECKS,
    RowCheck,
)
from cchc_analysis.tables import APPENDIX, DOCUMENTS, DOSSIERS, EXPLANATIONS, FEEDBACK, FEES, PROGRESS, Table

ColumnKind = Literal["text", "words", "date", "whole", "amount", "unit", "field", "indicator"]
# Kinds of columns whose names the reference tables give the codes of.
NAMED: tuple[ColumnKind, ...] = ("unit", "field", "indicator")


@dataclass(frozen=True)
class Feed:
    """One kind of raw file.

    `label` names it on pages. `columns` says what its layouts may hold and how that is read: text (keys, codes and vocabularies), words
    (what people write as they like: what looks like personal data in it is masked), date, whole (a count), amount (in dong), or as
    a name that a reference table gives the code of (`NAMED`); `required` are those without which no row could be used, the one that
    tells rows apart first. `vocabularies` are the values that a layout's own words are mapped to; other columns keep their words.

    `once`: of rows that agree in these columns the first is kept; `latest`: of rows that agree in these the latest export's; with
    neither, rows that agree in everything are one. `beside`: columns of our own dossier that the rows are held against, as `own_…`; those
    that the table has and no layout can tell are taken over into it.
    `covers`: the columns whose first and last day say which days a file covers. `table`: the clean table that the rows make;
    None where they only add to that of the dossiers or are held against it. `prefilled`: the
    columns that a form of this kind has before anyone writes into it; a line with nothing else is one that was left blank.
    """

    kind: str
    label: str
    columns: Mapping[str, ColumnKind]
    required: tuple[str, ...]
    checks: tuple[RowCheck, ...]
    vocabularies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    table: Table | None = None
    prefilled: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The column that a finding names its row by."""
        return self.required[0]

    def of_kind(self, kind: ColumnKind) -> tuple[str, ...]:
        """The columns that are read in this way."""
        return tuple(name for name, written in self.columns.items() if written == kind)


_ALL = (
    Feed(
        "dossiers", "Hồ sơ một cửa",
        {
            "dossier_id": "text", "procedure": "text", "procedure_name": "words", "field": "words",
            "unit": "words", "channel": "text", "status": "text", "submitted_date": "date", "received_date": "date", "due_date": "date",
            "refused_date": "date", "finished_date": "date", "returned_date": "date", "supplement_requested_date": "date",
            "supplement_done_date": "date",
        },
        ("dossier_id", "received_date"),
        DOSSIER_CHECKS,
        {
            "channel": ("online", "direct", "postal"),
            "status": ("registered", "refused", "pending", "paused", "withdrawn", "finished"),
        },
        covers=("received_date",),
        table=DOSSIERS,
    ),
    # Where the list of dossiers has no channel, this one says which were sent in online (`sources.channels`).
    Feed(
        "online", "Hồ sơ nộp trực tuyến", {"dossier_id": "text", "submitted_date": "date"}, ("dossier_id",), POSTAL_CHECKS,
        once=("dossier_id",), covers=("submitted_date",),
    ),
    # Trả lại, xin rút: says of a dossier that it ended so, and when, where its own list does not (`sources.withdrawn`).
    Feed(
        "withdrawn", "Hồ sơ trả lại, xin rút",
        {
            "dossier_id": "text", "procedure": "text", "submitted_date": "date", "received_date": "date", "due_date": "date",
            "finished_date": "date",
        },
        ("dossier_id", "finished_date"),
        WITHDRAWN_CHECKS,
        latest=("dossier_id",),
        beside=("received_date", "finished_date", "status", "status_text", "last_listed_date"),
        covers=("finished_date",),
    ),
    # The system's own list of overdue dossiers: no source of any state, but held against ours line by line.
    Feed(
        "overdue", "Danh sách quá hạn của hệ thống",
        {"dossier_id": "text", "procedure": "text", "received_date": "date", "due_date": "date", "finished_date": "date"},
        ("dossier_id", "due_date"),
        OVERDUE_CHECKS,
        latest=("dossier_id",),
        beside=("due_date", "finished_date"),
        covers=("due_date",),
    ),
    # Phiếu giải trình hồ sơ quá hạn, which `cchc template overdue` writes: no export tells causes and apologies. What units say in
    # words of their own (note) counts as said and goes no further, because it may name people.
    Feed(
        "explanations", "Giải trình hồ sơ quá hạn",
        {
            "dossier_id": "text", "received_date": "date", "due_date": "date", "finished_date": "date", "cause": "text",
            "note": "text", "apology_no": "text", "apology_date": "date", "new_due_date": "date",
        },
        ("dossier_id", "cause"),
        EXPLANATION_CHECKS,
        {"cause": ("slow_closing", "other_agency", "complex", "system", "other")},
        latest=("dossier_id",),
        beside=("field", "unit", "received_date", "due_date", "finished_date"),
        covers=("due_date",),
        table=EXPLANATIONS,
        prefilled=("dossier_id", "received_date", "due_date", "finished_date"),
    ),
    Feed(
        "postal_in", "Bưu điện: tiếp nhận", {"dossier_id": "text", "posted_date": "date"}, ("dossier_id",), POSTAL_CHECKS,
        once=("dossier_id",), covers=("posted_date",),
    ),
    Feed(
        "postal_out", "Bưu điện: trả kết quả", {"dossier_id": "text", "posted_date": "date"}, ("dossier_id",), POSTAL_CHECKS,
        once=("dossier_id",), covers=("posted_date",),
    ),
    Feed(
        "fees", "Phí, lệ phí",
        {"dossier_id": "text", "fee_amount": "amount", "fee_date": "date", "payment": "text"},
        ("dossier_id", "fee_amount", "fee_date"),
        FEE_CHECKS,
        {"payment": ("online", "direct")},
        covers=("fee_date",),
        table=FEES,
    ),
    Feed(
        "feedback", "Phản ánh, kiến nghị",
        {
            "feedback_id": "text", "kind": "text", "unit": "unit", "status": "text", "received_date": "date", "due_date": "date",
            "supplement_date": "date", "answered_date": "date", "published_date": "date",
        },
        ("feedback_id", "received_date"),
        FEEDBACK_CHECKS,
        {
            "kind": ("conduct", "regulation", "both"),
            "status": ("pending", "supplement", "refused", "answered"),
        },
        latest=("feedback_id",),
        covers=("received_date",),
        table=FEEDBACK,
    ),
    Feed(
        "documents", "Văn bản điện tử",
        {
            "unit": "unit", "first_date": "date", "last_date": "date", "received": "whole", "received_electronic": "whole",
            "handled_online": "whole", "sent": "whole", "sent_electronic": "whole", "signed": "whole", "via_axis": "whole",
            "confidential": "whole",
        },
        ("unit", "first_date", "last_date", "sent"),
        DOCUMENT_CHECKS,
        latest=("unit", "first_date", "last_date"),
        covers=("first_date", "last_date"),
        table=DOCUMENTS,
    ),
    # Phụ lục số liệu, which `cchc template appendix` writes; the figure of the period before is only proposed in it.
    Feed(
        "appendix", "Phụ lục số liệu",
        {
            "indicator": "indicator", "field": "field", "first_date": "date", "last_date": "date", "previous": "whole",
            "value": "whole", "confirmed": "text", "document": "text",
        },
        ("indicator", "first_date", "last_date", "value"),
        APPENDIX_CHECKS,
        {"confirmed": ("yes",)},
        latest=("indicator", "field", "first_date", "last_date"),
        covers=("first_date", "last_date"),
        table=APPENDIX,
        prefilled=("indicator", "field", "first_date", "last_date", "previous"),
    ),
    Feed(
        "progress", "Tiến độ kế hoạch",
        {
            "item_id": "text", "event_date": "date", "status": "text", "document_no": "text", "document_date": "date",
            "share_done": "text", "obstacle": "words", "next_step": "words", "estimate_status": "text", "estimate_share": "text",
            "reporting_unit": "words", "entered_by": "words", "origin": "words",
        },
        ("item_id", "status"),
        PROGRESS_CHECKS,
        {"status": ("done", "running", "not_arisen", "blocked"), "estimate_status": ("done", "running", "not_arisen")},
        covers=("event_date",),
        table=PROGRESS,
        prefilled=("item_id", "reporting_unit"),
    ),
)  # fmt: skip
FEEDS = {feed.kind: feed for feed in _ALL}
# The checks by name: one that several kinds of files have is the same check, and a setting of it holds for all of them.
CHECKS = {check.name: check for feed in _ALL for check in feed.checks}
# How pages name the rules of rows.
LABELS = {name: check.label for name, check in CHECKS.items()} | DUPLICATE_LABELS
