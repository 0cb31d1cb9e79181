"""Checks of rows: rules like those that count, each with what happens to a row that meets it.

A rejected row is in no clean table and is listed with its reason; a flagged one is counted and listed. The first reject rule that a
row meets is its reason; it may meet several that flag. They look at the table of mapped rows (see `dossiers.mapped_rows` and its
siblings). What a setting may make of each outcome is said with it: a row that could not be used, or that would spoil the identities of
the form, is rejected whatever is set.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.errors import SettingsError
from cchc_analysis.rules import Rule, col
from cchc_analysis.text import did_you_mean

Outcome = Literal["rejected", "flagged", "ignored"]
# How `cchc.toml` writes the outcomes, the strictest first.
OUTCOME_SETTINGS: dict[str, Outcome] = {"reject": "rejected", "flag": "flagged", "ignore": "ignored"}


@dataclass(frozen=True)
class RowCheck:
    """A rule over mapped rows and its outcome where nothing else is set.

    `label` is Vietnamese: what is wrong with the row, as the quality page says it; `remedy` too: what the unit that supplied it can
    do. `reason` says in English why this is the default; `weakest` is the mildest outcome that a setting may give it. `columns`
    are those that the rule looks at and that may be quoted: dates, numbers, and words of vocabularies.
    """

    name: str
    outcome: Outcome
    label: str
    rule: Rule
    remedy: str
    reason: str
    weakest: Outcome = "ignored"
    columns: tuple[str, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """No setting makes it milder."""
        return self.weakest == "rejected"


@dataclass(frozen=True)
class Checking:
    """What decides on rows besides the rows: `outcomes` that are set (check → reject, flag or ignore), the `known` spellings of
    columns for hints, and the codes of dossiers that a correction `excluded`.
    """

    outcomes: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()

    def in_force(self, checks: Iterable[RowCheck]) -> tuple[RowCheck, ...]:
        """The checks with the outcomes that are set."""
        return tuple(
            replace(check, outcome=OUTCOME_SETTINGS[self.outcomes[check.name]])
            if check.name in self.outcomes
            else check
            for check in checks
        )

    def knowing(self, known: Mapping[str, Sequence[str]]) -> "Checking":
        """With the spellings of further columns."""
        return replace(self, known={**self.known, **known})


AS_SET = Checking()

EXCLUDED = RowCheck(
    "excluded_by_correction", "rejected", "Loại khỏi số liệu theo data/corrections.xlsx", col("is_excluded").is_true(),
    "Không phải sửa: hồ sơ được loại theo đề nghị đã duyệt.",
    "Somebody approved in data/corrections.xlsx that the dossier does not count; taking the line out there brings it back.",
    weakest="rejected",
)  # fmt: skip
_EXTRA_CELLS = RowCheck(
    "extra_cells", "rejected", "Dòng có nhiều ô hơn đầu bảng, không rõ ô nào thuộc cột nào",
    col("has_extra_cells").is_true(),
    "Xóa ô thừa hoặc dấu phân cách thừa trong dòng, rồi xuất lại.",
    "Nobody can say which cell belongs to which column, so no value of the row can be relied on.",
    weakest="rejected",
)  # fmt: skip
_UNREADABLE_CODE = RowCheck(
    "unreadable_code", "rejected", "Ô mã hồ sơ không phải là mã", col("has_unreadable_code").is_true(),
    "Nhập lại mã hồ sơ đúng như trên hệ thống một cửa, rồi xuất lại.",
    "The row cannot be told apart from others, and what stands in the cell may be a name.",
    weakest="rejected",
)  # fmt: skip
_MISSING_CODE = RowCheck(
    "missing_code", "rejected", "Thiếu mã hồ sơ", col("dossier_id").is_missing(),
    "Bổ sung mã hồ sơ, rồi xuất lại.",
    "Without its code a dossier cannot be told apart from others or joined with the post's and the fees' lists.",
    weakest="rejected",
)  # fmt: skip
_UNREADABLE_DATE = RowCheck(
    "unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true(),
    "Nhập lại ngày theo dạng ngày/tháng/năm, ví dụ 05/03/2021, rồi xuất lại.",
    "A date that is not read would count as one that is missing, and nobody would see it.",
    weakest="rejected", columns=("unreadable",),
)  # fmt: skip
_NOT_RECEIVED = ("registered", "refused")
# Working days that the export's due date may lie from the recomputed one. Systems differ in whether the day of receipt counts and
# whether what comes in late in the afternoon counts from the next day; more than both together is another regulated time.
DUE_DATE_TOLERANCE = 2
_EVENTS = (
    "submitted_date", "received_date", "refused_date", "supplement_requested_date", "supplement_done_date", "finished_date",
    "returned_date",
)  # fmt: skip


def _unknown_dossier() -> RowCheck:
    return RowCheck(
        "unknown_dossier", "rejected", "Mã hồ sơ không có trong danh sách hồ sơ", col("is_known").is_true().opposite(),
        "Đối chiếu mã hồ sơ với hệ thống một cửa và sửa lại; nếu hồ sơ của cơ quan khác thì bỏ dòng này.",
        "The row belongs to no dossier that was read, so it adds to none; a list that names other agencies' dossiers too may "
        "have it as a flag.",
        weakest="flagged", columns=("dossier_id",),
    )  # fmt: skip


def _after_export(*columns: str) -> RowCheck:
    rule = col(columns[0]) > col("exported_at")
    for column in columns[1:]:
        rule = rule | (col(column) > col("exported_at"))
    return RowCheck(
        "date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", rule,
        "Sửa ngày nhập nhầm (thường là sai năm), rồi xuất lại.",
        "What had not happened when the file was made is a typing error, and the row would count in a wrong period or in none; "
        "a wrong day of export is mended in intake.xlsx.",
        weakest="rejected", columns=(*columns, "exported_at"),
    )  # fmt: skip


def _missing_date(column: str) -> RowCheck:
    return RowCheck(
        "missing_date", "rejected", "Thiếu ngày ghi nhận", col(column).is_missing(),
        "Bổ sung ngày ghi nhận, rồi gửi lại.",
        "Without its day the row belongs to no period.",
        weakest="rejected",
    )  # fmt: skip


DOSSIER_CHECKS = (
    EXCLUDED,
    _EXTRA_CELLS,
    _UNREADABLE_CODE,
    _MISSING_CODE,
    _UNREADABLE_DATE,
    RowCheck(
        "unknown_status", "rejected", "Trạng thái không có trong danh mục",
        col("status").is_missing() & col("status_text").is_present(),
        "Chọn lại trạng thái theo danh mục của hệ thống, rồi xuất lại; nếu là trạng thái mới thì báo cơ quan tổng hợp bổ sung.",
        "It may be a word for refused or withdrawn. As a flag the dates decide: with an end it is settled, without it is pending.",
        weakest="flagged", columns=("status_text",),
    ),
    RowCheck(
        "missing_received_date", "rejected", "Thiếu ngày tiếp nhận",
        col("received_date").is_missing() & col("status").is_in(_NOT_RECEIVED).opposite(),
        "Bổ sung ngày tiếp nhận, hoặc chuyển trạng thái về Chờ tiếp nhận, rồi xuất lại.",
        "No period can count its receipt. As a flag the dossier is in the clean table as one not yet received, and in no column of "
        "form II.06a.",
        weakest="flagged", columns=("status_text", "submitted_date", "received_date"),
    ),
    RowCheck(
        "finished_without_date", "rejected", "Đã giải quyết nhưng thiếu ngày kết thúc xử lý",
        col("status").is_in(("finished", "withdrawn")) & col("finished_date").is_missing(),
        "Bổ sung ngày kết thúc xử lý, hoặc chuyển trạng thái về Đang xử lý, rồi xuất lại.",
        "Whether it was on time nobody can say. As a flag it is pending, because dates decide.",
        weakest="flagged", columns=("status_text", "finished_date"),
    ),
    RowCheck(
        "finished_before_received", "rejected", "Kết thúc xử lý trước ngày tiếp nhận",
        col("finished_date") < col("received_date"),
        "Sửa ngày tiếp nhận hoặc ngày kết thúc xử lý cho đúng thứ tự, rồi xuất lại.",
        "It would be settled before it was received: column 3 = 7 + 11 of form II.06a would not hold.",
        weakest="rejected", columns=("received_date", "finished_date"),
    ),
    RowCheck(
        "returned_before_received", "rejected", "Trả kết quả trước ngày tiếp nhận",
        col("returned_date") < col("received_date"),
        "Sửa ngày tiếp nhận hoặc ngày trả kết quả cho đúng thứ tự, rồi xuất lại.",
        "Where the day of handing over ends a dossier (end_date = \"returned\"), column 3 = 7 + 11 of form II.06a would not hold.",
        weakest="rejected", columns=("received_date", "returned_date"),
    ),
    _after_export(*_EVENTS),
    RowCheck(
        "unknown_procedure", "rejected", "Mã TTHC không có trong danh mục", col("is_known_procedure").is_true().opposite(),
        "Sửa mã thủ tục hành chính theo quyết định công bố, rồi xuất lại; nếu là thủ tục mới thì báo cơ quan tổng hợp bổ sung.",
        "It has no field and no unit, so groups would not add up to the whole. A new procedure is a line in "
        "data/reference/procedures.csv.",
        weakest="rejected", columns=("procedure",),
    ),
    RowCheck(
        "unknown_channel", "rejected", "Hình thức nộp không có trong danh mục", col("channel").is_missing(),
        "Chọn lại hình thức nộp (trực tuyến, trực tiếp hoặc bưu chính công ích), rồi xuất lại.",
        "It would be in neither column 4 nor column 5 of form II.06a. A new word is a line in the mapping.",
        weakest="rejected", columns=("channel_text",),
    ),
    # Where a sheet says no status at all, the dates decide, and where a dossier has an end, they do too. But among filled ones an
    # empty status without an end may be pending, refused or not yet received: it counts as pending, and somebody must look.
    RowCheck(
        "missing_status", "flagged", "Bỏ trống trạng thái và ngày kết thúc xử lý, tính là đang giải quyết",
        col("lists_status").is_true() & col("status_text").is_missing() & col("finished_date").is_missing(),
        "Bổ sung trạng thái của hồ sơ, rồi xuất lại.",
        "It counts as pending, which is right for most; it may have been refused or not received.",
        columns=("status_text", "finished_date"),
    ),
    RowCheck(
        "level2_online", "flagged", "TTHC mức độ 2 ghi nhận nộp trực tuyến",
        col("service_level").equals(2) & col("channel").equals("online"),
        "Sửa hình thức nộp, hoặc báo cơ quan tổng hợp nếu thủ tục đã được nâng mức độ.",
        "The channel may be right and the level out of date, so the dossier counts as the export says.",
        columns=("service_level", "channel_text"),
    ),
    RowCheck(
        "code_date_differs", "flagged", "Ngày trong mã hồ sơ khác ngày tiếp nhận",
        col("code_date").differs(col("received_date")),
        "Kiểm tra ngày tiếp nhận; nếu mã được cấp khi nộp hồ sơ thì ghi rõ và không phải sửa.",
        "Systems that give the code at submission make it so rightly.",
        columns=("received_date", "code_date"),
    ),
    RowCheck(
        "submitted_after_received", "flagged", "Ngày nộp sau ngày tiếp nhận",
        col("submitted_date") > col("received_date"),
        "Sửa ngày nộp hoặc ngày tiếp nhận cho đúng thứ tự, rồi xuất lại.",
        "Form II.06a counts by the day of receipt; only how long it waited to be received is unknown.",
        columns=("submitted_date", "received_date"),
    ),
    RowCheck(
        "returned_before_finished", "flagged", "Trả kết quả trước ngày kết thúc xử lý",
        col("returned_date") < col("finished_date"),
        "Kiểm tra ngày kết thúc xử lý: hồ sơ đã trả kết quả thì phải kết thúc trên hệ thống trước hoặc cùng ngày.",
        "Often the system was closed late, which makes a dossier look overdue; it counts by the day in the export.",
        columns=("finished_date", "returned_date"),
    ),
    RowCheck(
        "returned_without_end", "flagged", "Đã trả kết quả nhưng chưa có ngày kết thúc xử lý, tính là đang giải quyết",
        col("returned_date").is_present() & col("finished_date").is_missing(),
        "Bổ sung ngày kết thúc xử lý, rồi xuất lại.",
        "Its status says that it is not settled; it counts as pending, and somebody must look.",
        columns=("status_text", "finished_date", "returned_date"),
    ),
    RowCheck(
        "due_before_received", "flagged", "Ngày hẹn trả trước ngày tiếp nhận",
        col("due_date") < col("received_date"),
        "Sửa ngày hẹn trả theo giấy tiếp nhận và hẹn trả kết quả, rồi xuất lại.",
        "It counts as overdue, as the export has it; leaving the dossier out would hide it.",
        columns=("received_date", "due_date"),
    ),
    RowCheck(
        "due_date_implausible", "flagged", "Ngày hẹn trả lệch so với thời hạn quy định của TTHC",
        col("supplement_requested_date").is_missing()
        & ((col("due_date_gap") > DUE_DATE_TOLERANCE) | (col("due_date_gap") < -DUE_DATE_TOLERANCE)),
        "Kiểm tra ngày hẹn trả so với thời hạn giải quyết đã công bố; sửa, hoặc ghi rõ căn cứ nếu được hẹn khác.",
        f"More than {DUE_DATE_TOLERANCE} working days from the date that the regulated time gives, without a supplement; the "
        "export's own date judges, because it was promised to the applicant.",
        columns=("received_date", "due_date", "recomputed_due_date"),
    ),
    RowCheck(
        "supplement_done_before_requested", "flagged", "Ngày bổ sung trước ngày yêu cầu bổ sung",
        col("supplement_done_date") < col("supplement_requested_date"),
        "Sửa ngày yêu cầu hoặc ngày bổ sung cho đúng thứ tự, rồi xuất lại.",
        "An answer to an earlier request may stand there; the dossier counts as answered.",
        columns=("supplement_requested_date", "supplement_done_date"),
    ),
    RowCheck(
        "unknown_unit", "flagged", "Đơn vị giải quyết không có trong danh mục",
        col("unit_text").is_present() & col("holder_unit").is_missing(),
        "Ghi tên đơn vị theo quyết định về cơ cấu tổ chức; nếu là đơn vị mới thì báo cơ quan tổng hợp bổ sung.",
        "The procedure's own unit counts it; only who has it now is unknown.",
        columns=("unit_text",),
    ),
    RowCheck(
        "unknown_field", "flagged", "Lĩnh vực không có trong danh mục",
        col("field_text").is_present() & col("listed_field").is_missing(),
        "Ghi tên lĩnh vực theo quyết định công bố thủ tục hành chính.",
        "The field of its procedure counts it.",
        columns=("field_text",),
    ),
    RowCheck(
        "field_differs", "flagged", "Lĩnh vực khác lĩnh vực của thủ tục hành chính",
        col("listed_field").differs(col("field")),
        "Kiểm tra lĩnh vực và mã thủ tục hành chính: một trong hai đã chọn nhầm.",
        "The field of its procedure counts it; if the procedure is the wrong one, it counts in a wrong group.",
        columns=("procedure", "field_text"),
    ),
)  # fmt: skip

POSTAL_CHECKS = (EXCLUDED, _EXTRA_CELLS, _UNREADABLE_CODE, _MISSING_CODE, _unknown_dossier())

FEE_CHECKS = (
    *POSTAL_CHECKS,
    RowCheck(
        "unreadable_amount", "rejected", "Số tiền không đọc được", col("fee_amount").is_missing(),
        "Nhập số tiền bằng chữ số, ví dụ 750.000, rồi xuất lại.",
        "The sum would be short without anybody seeing it.",
        weakest="rejected",
    ),
    _UNREADABLE_DATE,
    _missing_date("fee_date"),
    RowCheck(
        "unknown_payment", "rejected", "Hình thức thanh toán không có trong danh mục", col("payment").is_missing(),
        "Chọn lại hình thức thanh toán (trực tuyến hoặc trực tiếp), rồi xuất lại.",
        "The share paid online cannot be told. As a flag it counts as paid at the counter.",
        weakest="flagged", columns=("payment_text",),
    ),
    _after_export("fee_date"),
)  # fmt: skip

PROGRESS_CHECKS = (
    _EXTRA_CELLS,
    RowCheck(
        "missing_item", "rejected", "Thiếu mã sản phẩm", col("item_id").is_missing(),
        "Bổ sung mã sản phẩm theo phụ lục của kế hoạch, rồi gửi lại.",
        "Nobody can say which product the row reports on.",
        weakest="rejected",
    ),
    RowCheck(
        "unknown_item", "rejected", "Mã sản phẩm không có trong kế hoạch", col("is_known").is_true().opposite(),
        "Sửa mã sản phẩm theo phụ lục của kế hoạch, rồi gửi lại.",
        "It reports on nothing that the plan has.",
        weakest="rejected", columns=("item_id",),
    ),
    RowCheck(
        "unknown_item_status", "rejected", "Tình trạng không có trong danh mục", col("status").is_missing(),
        "Chọn lại tình trạng: Hoàn thành, Đang thực hiện, Không phát sinh hoặc Vướng mắc.",
        "What became of the product cannot be told.",
        weakest="rejected", columns=("status_text",),
    ),
    RowCheck(
        "unknown_estimate", "rejected", "Ước thực hiện không có trong danh mục",
        col("estimate_status").is_missing() & col("estimate_text").is_present(),
        "Chọn lại ước thực hiện đến 31/12: Hoàn thành, Chưa hoàn thành hoặc Không phát sinh.",
        "The estimate would be short of one. As a flag the product has no estimate.",
        weakest="flagged", columns=("estimate_text",),
    ),
    _UNREADABLE_DATE,
    _missing_date("event_date"),
    _after_export("event_date"),
    RowCheck(
        "done_without_document", "flagged", "Hoàn thành nhưng chưa có tài liệu kiểm chứng",
        col("status").equals("done") & col("document_no").is_missing(),
        "Bổ sung số, ký hiệu và ngày của văn bản chứng minh sản phẩm đã hoàn thành.",
        "It counts as done, and the annex says that the proof is missing.",
    ),
)  # fmt: skip

# Outcomes that no rule of one row decides, but the rows of the same key together.
DUPLICATE, SUPERSEDED = "duplicate", "superseded"
DUPLICATE_LABELS = {
    "identical": "Trùng hoàn toàn với một dòng khác",
    "newer_export": "Đã có trạng thái mới hơn ở lần xuất sau",
}


def refuse_outcomes(outcomes: Mapping[str, str], checks: Mapping[str, RowCheck], where: str) -> None:
    """Raises SettingsError for outcomes of checks that there are not, or that would let in what cannot be used."""
    for name, wanted in outcomes.items():
        if name not in checks:
            raise SettingsError(f'{where}: "{name}" is no check of rows.{did_you_mean(name, list(checks))}')
        check, order = checks[name], list(OUTCOME_SETTINGS.values())
        if order.index(OUTCOME_SETTINGS[wanted]) > order.index(check.weakest):
            mildest = next(word for word, outcome in OUTCOME_SETTINGS.items() if outcome == check.weakest)
            only = "can only be" if check.is_fixed else "can at most be made"
            raise SettingsError(f'{where}: {name} {only} "{mildest}", not "{wanted}". {check.reason}')


def broken(frame: pd.DataFrame, checks: Sequence[RowCheck], outcome: str) -> pd.DataFrame:
    """For each row and each check with this outcome, by name, whether the row meets it."""
    wanted = {check.name: check.rule.expression for check in checks if check.outcome == outcome}
    return nw.from_native(frame).select(**wanted).to_native().astype(bool).set_axis(frame.index)
