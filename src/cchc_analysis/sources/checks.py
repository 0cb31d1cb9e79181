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
MASKED_TEXT = RowCheck(
    "masked_text", "flagged", "Ô chữ có số giấy tờ tùy thân, số điện thoại hoặc thư điện tử: đã che",
    col("has_masked_text").is_true(),
    "Không ghi số giấy tờ tùy thân, số điện thoại, thư điện tử của người dân vào ô này ở lần sau.",
    "Nothing of a person passes; the rest of the text stands as it was written.",
    columns=("masked",),
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
    MASKED_TEXT,
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

# Rows that stand beside a dossier of ours, whose columns are `own_…`.
WITHDRAWN_CHECKS = (
    *POSTAL_CHECKS,
    _UNREADABLE_DATE,
    RowCheck(
        "missing_withdrawal_date", "rejected", "Thiếu ngày rút, trả lại hồ sơ", col("finished_date").is_missing(),
        "Bổ sung ngày rút, trả lại hồ sơ, rồi xuất lại.",
        "Without its day the withdrawal belongs to no period.",
        weakest="rejected",
    ),
    RowCheck(
        "withdrawn_before_received", "rejected", "Rút, trả lại trước ngày tiếp nhận",
        col("finished_date") < col("own_received_date"),
        "Sửa ngày rút, trả lại hoặc ngày tiếp nhận cho đúng thứ tự, rồi xuất lại.",
        "A dossier cannot end before it was received; one of the two dates is wrong, and nobody can say which.",
        weakest="rejected", columns=("own_received_date", "finished_date"),
    ),
    _after_export("finished_date"),
    RowCheck(
        "withdrawn_not_received", "flagged", "Danh sách trả lại, xin rút có hồ sơ chưa được tiếp nhận",
        col("own_status").is_in(_NOT_RECEIVED),
        "Kiểm tra trạng thái của hồ sơ: chưa tiếp nhận thì không có trong danh sách trả lại, xin rút.",
        "The dossier list decides on the state; a dossier that was never received is counted nowhere.",
    ),
    RowCheck(
        "withdrawn_but_finished", "flagged", "Danh sách hồ sơ ghi đã giải quyết, danh sách trả lại, xin rút ghi đã rút",
        col("own_status").equals("finished") & col("own_status_text").is_present(),
        "Kiểm tra hồ sơ đã giải quyết hay đã rút, rồi sửa danh sách sai.",
        "The dossier list decides on the state.",
    ),
    RowCheck(
        "withdrawal_date_differs", "flagged", "Ngày rút, trả lại khác ngày kết thúc trong danh sách hồ sơ",
        (col("own_status").equals("withdrawn") | col("own_status_text").is_missing())
        & col("finished_date").differs(col("own_finished_date")),
        "Thống nhất ngày rút, trả lại giữa hai danh sách, rồi xuất lại.",
        "The date of the dossier list counts.",
        columns=("finished_date", "own_finished_date"),
    ),
    RowCheck(
        "withdrawn_but_listed", "flagged", "Đã rút, trả lại nhưng lần xuất hồ sơ sau đó vẫn ghi đang giải quyết",
        col("own_status").is_in(("pending", "paused")) & (col("finished_date") < col("own_last_listed_date")),
        "Kết thúc hồ sơ trên hệ thống một cửa, hoặc bỏ khỏi danh sách trả lại, xin rút.",
        "A later export of the dossiers knows nothing of the withdrawal, and somebody must look.",
        columns=("finished_date", "own_last_listed_date"),
    ),
)  # fmt: skip

OVERDUE_CHECKS = (
    *POSTAL_CHECKS,
    _UNREADABLE_DATE,
    RowCheck(
        "listed_due_date_differs", "flagged", "Ngày hẹn trả trong danh sách quá hạn khác ngày dùng để tính",
        col("due_date").differs(col("own_due_date")) | (col("due_date").is_present() & col("own_due_date").is_missing()),
        "Đối chiếu ngày hẹn trả với giấy tiếp nhận và hẹn trả kết quả.",
        "The system's own list is no source of a date; a difference says that one of the two was overwritten.",
        columns=("due_date", "own_due_date"),
    ),
    RowCheck(
        "listed_overdue_is_not", "flagged", "Có trong danh sách quá hạn nhưng theo số liệu đã giải quyết trong hạn",
        col("own_finished_date") <= col("own_due_date"),
        "Kiểm tra ngày kết thúc xử lý trên hệ thống: có thể hồ sơ được kết thúc muộn.",
        "Late closing on the system makes dossiers look overdue; the dates of the dossier list count.",
        columns=("own_finished_date", "own_due_date"),
    ),
)  # fmt: skip

_DUE = col("own_due_date").or_else(col("due_date"))
EXPLANATION_CHECKS = (
    *POSTAL_CHECKS,
    _UNREADABLE_DATE,
    RowCheck(
        "unknown_cause", "rejected", "Nguyên nhân quá hạn không có trong danh mục",
        col("cause").is_missing() & col("cause_text").is_present(),
        "Chọn lại nguyên nhân trong danh sách của phiếu, rồi gửi lại.",
        "A cause that is in no list would be counted under no cause.",
        weakest="rejected", columns=("cause_text",),
    ),
    _after_export("apology_date"),
    RowCheck(
        "apology_before_received", "rejected", "Xin lỗi trước ngày tiếp nhận",
        col("apology_date") < col("own_received_date"),
        "Sửa ngày xin lỗi, rồi gửi lại.",
        "Nobody apologises for a dossier that was not received yet; the date, or the dossier, is a wrong one.",
        weakest="rejected", columns=("own_received_date", "apology_date"),
    ),
    RowCheck(
        "missing_cause", "flagged", "Phiếu giải trình chưa ghi nguyên nhân", col("cause_text").is_missing(),
        "Chọn nguyên nhân quá hạn, rồi gửi lại.",
        "The apology counts; the cause counts as not told.",
    ),
    RowCheck(
        "apology_without_date", "flagged", "Ghi xin lỗi hoặc hẹn lại nhưng thiếu ngày xin lỗi, chưa tính là đã xin lỗi",
        (col("apology_no").is_present() | col("new_due_date").is_present()) & col("apology_date").is_missing(),
        "Bổ sung ngày của văn bản xin lỗi, rồi gửi lại.",
        "Without its day nobody can say that the apology was made by the cut-off.",
        columns=("new_due_date",),
    ),
    RowCheck(
        "apology_after_due_date", "flagged", "Xin lỗi sau ngày hẹn trả", col("apology_date") > _DUE,
        "Lần sau xin lỗi và hẹn lại chậm nhất vào ngày hẹn trả.",
        "It counts as an apology; that it came too late must be seen.",
        columns=("apology_date",),
    ),
    RowCheck(
        "new_date_not_later", "flagged", "Ngày hẹn lại không sau ngày hẹn trả", col("new_due_date") <= _DUE,
        "Kiểm tra ngày hẹn lại.",
        "The date is printed as written; it is likely a wrong one.",
        columns=("new_due_date",),
    ),
    RowCheck(
        "explained_not_overdue", "flagged", "Giải trình hồ sơ không quá hạn",
        (col("own_finished_date") <= _DUE) | (col("own_finished_date").is_missing() & (col("exported_at") <= _DUE)),
        "Kiểm tra mã hồ sơ; nếu hồ sơ không quá hạn thì bỏ dòng này.",
        "It changes no figure, because only overdue dossiers are counted by cause.",
    ),
)  # fmt: skip

FEEDBACK_CHECKS = (
    _EXTRA_CELLS,
    RowCheck(
        "unreadable_feedback_code", "rejected", "Ô mã phản ánh, kiến nghị không phải là mã",
        col("has_unreadable_code").is_true(),
        "Ghi đúng mã phản ánh, kiến nghị, rồi xuất lại.",
        "What stands there may be a person's name, and no two rows could be told apart by it.",
        weakest="rejected",
    ),
    RowCheck(
        "missing_feedback_code", "rejected", "Thiếu mã phản ánh, kiến nghị", col("feedback_id").is_missing(),
        "Bổ sung mã phản ánh, kiến nghị, rồi xuất lại.",
        "Without its code it cannot be told apart from others.",
        weakest="rejected",
    ),
    _UNREADABLE_DATE,
    RowCheck(
        "missing_feedback_date", "rejected", "Thiếu ngày tiếp nhận", col("received_date").is_missing(),
        "Bổ sung ngày tiếp nhận, rồi xuất lại.",
        "Without the day of receipt it belongs to no period.",
        weakest="rejected",
    ),
    RowCheck(
        "unknown_feedback_status", "rejected", "Trạng thái phản ánh, kiến nghị không có trong danh mục",
        col("status").is_missing() & col("status_text").is_present(),
        "Ghi trạng thái theo danh mục, rồi xuất lại; nếu là trạng thái mới thì báo cơ quan tổng hợp bổ sung.",
        "What became of it cannot be told.",
        weakest="rejected", columns=("status_text",),
    ),
    RowCheck(
        "answered_without_date", "rejected", "Đã trả lời hoặc từ chối nhưng thiếu ngày trả lời",
        col("status").is_in(("answered", "refused")) & col("answered_date").is_missing(),
        "Bổ sung ngày trả lời, rồi xuất lại.",
        "Whether it was answered by the cut-off, and in time, cannot be told.",
        weakest="rejected", columns=("status_text",),
    ),
    RowCheck(
        "answered_before_received", "rejected", "Trả lời trước ngày tiếp nhận", col("answered_date") < col("received_date"),
        "Sửa ngày trả lời hoặc ngày tiếp nhận cho đúng thứ tự, rồi xuất lại.",
        "One of the two dates is wrong, and nobody can say which.",
        weakest="rejected", columns=("received_date", "answered_date"),
    ),
    _after_export("received_date", "answered_date", "published_date"),
    RowCheck(
        "unlisted_feedback_unit", "flagged", "Đơn vị xử lý không có trong danh mục", col("has_unknown_unit").is_true(),
        "Ghi tên đơn vị theo quyết định về cơ cấu tổ chức.",
        "It counts in all, but in no unit: it may have been passed on to another agency.",
    ),
    RowCheck(
        "unclassified_feedback", "flagged", "Phản ánh, kiến nghị chưa phân loại nội dung", col("kind").is_missing(),
        "Phân loại nội dung: hành vi hành chính, quy định hành chính, hoặc cả hai.",
        "It counts in all, but in no kind.",
    ),
    RowCheck(
        "published_before_answered", "flagged", "Công khai khi chưa trả lời",
        col("published_date").is_present()
        & (col("answered_date").is_missing() | (col("published_date") < col("answered_date"))),
        "Kiểm tra ngày trả lời và ngày công khai.",
        "Both dates count as they stand; one of them is likely wrong.",
        columns=("answered_date", "published_date"),
    ),
)  # fmt: skip

_MISSING_SPAN = RowCheck(
    "missing_span", "rejected", "Thiếu ngày đầu hoặc ngày cuối của kỳ thống kê",
    col("first_date").is_missing() | col("last_date").is_missing(),
    "Bổ sung ngày đầu và ngày cuối của kỳ thống kê, rồi gửi lại.",
    "Without its days the line belongs to no period.",
    weakest="rejected", columns=("first_date", "last_date"),
)  # fmt: skip
_UNREADABLE_NUMBER = RowCheck(
    "unreadable_number", "rejected", "Số lượng không đọc được", col("has_unreadable_number").is_true(),
    "Nhập số lượng bằng chữ số, ví dụ 1.245, rồi gửi lại.",
    "The sum would be short without anybody seeing it.",
    weakest="rejected",
)  # fmt: skip
_TWO_NUMBERS = "Sửa hai số cho phù hợp với nhau, rồi gửi lại."
_PART_OF_WHOLE = "A part cannot be more than its whole; one of the two numbers is wrong, and shares would pass 100 %."

DOCUMENT_CHECKS = (
    _EXTRA_CELLS,
    RowCheck(
        "missing_unit", "rejected", "Thiếu đơn vị",
        col("unit").is_missing() & col("has_unknown_unit").is_true().opposite(),
        "Bổ sung tên đơn vị, rồi gửi lại.",
        "Two lines of one span cannot be told apart without their units.",
        weakest="rejected",
    ),
    RowCheck(
        "unlisted_unit", "rejected", "Đơn vị không có trong danh mục", col("has_unknown_unit").is_true(),
        "Ghi tên đơn vị theo quyết định về cơ cấu tổ chức, rồi gửi lại.",
        "A unit under two names would be counted twice.",
        weakest="rejected",
    ),
    _UNREADABLE_DATE,
    _MISSING_SPAN,
    RowCheck(
        "reversed_span", "rejected", "Kỳ thống kê kết thúc trước khi bắt đầu", col("last_date") < col("first_date"),
        "Sửa ngày đầu hoặc ngày cuối của kỳ thống kê, rồi gửi lại.",
        "Without its days the line belongs to no period.",
        weakest="rejected", columns=("first_date", "last_date"),
    ),
    _after_export("last_date"),
    _UNREADABLE_NUMBER,
    RowCheck(
        "missing_number", "rejected", "Thiếu số văn bản đi", col("sent").is_missing(),
        "Bổ sung số văn bản đi (ghi 0 nếu không có), rồi gửi lại.",
        "Shares of documents sent would rest on a whole that is too small.",
        weakest="rejected",
    ),
    *(
        RowCheck(
            f"more_{part}_than_{whole}", "rejected", label, col(part) > col(whole), _TWO_NUMBERS, _PART_OF_WHOLE,
            weakest="rejected", columns=(part, whole),
        )
        for part, whole, label in (
            ("received_electronic", "received", "Văn bản đến điện tử nhiều hơn tổng số văn bản đến"),
            ("handled_online", "received", "Văn bản xử lý trên mạng nhiều hơn tổng số văn bản đến"),
            ("sent_electronic", "sent", "Văn bản đi điện tử nhiều hơn tổng số văn bản đi"),
            ("signed", "sent_electronic", "Văn bản ký số nhiều hơn văn bản đi điện tử"),
            ("via_axis", "sent_electronic", "Văn bản gửi qua Trục nhiều hơn văn bản đi điện tử"),
        )
    ),
)  # fmt: skip

APPENDIX_CHECKS = (
    _EXTRA_CELLS,
    RowCheck(
        "missing_indicator", "rejected", "Thiếu mã chỉ tiêu",
        col("indicator").is_missing() & col("has_unknown_indicator").is_true().opposite(),
        "Không xóa mã chỉ tiêu có sẵn trong biểu; ghi lại mã, rồi gửi lại.",
        "Nobody can say which figure the row is.",
        weakest="rejected",
    ),
    RowCheck(
        "unknown_indicator", "rejected", "Mã chỉ tiêu không có trong danh mục", col("has_unknown_indicator").is_true(),
        "Không sửa mã chỉ tiêu có sẵn trong biểu; ghi lại mã, rồi gửi lại.",
        "Nobody can say which figure the row is.",
        weakest="rejected",
    ),
    RowCheck(
        "unlisted_field", "rejected", "Lĩnh vực của chỉ tiêu không có trong danh mục", col("has_unknown_field").is_true(),
        "Ghi tên lĩnh vực theo quyết định công bố thủ tục hành chính, rồi gửi lại.",
        "A field under two names would be counted twice.",
        weakest="rejected",
    ),
    _UNREADABLE_DATE,
    _MISSING_SPAN,
    _UNREADABLE_NUMBER,
    RowCheck(
        "unknown_mark", "rejected", "Dấu giữ số kỳ trước không có trong danh mục",
        col("confirmed").is_missing() & col("confirmed_text").is_present(),
        "Đánh dấu x vào ô giữ số kỳ trước, hoặc để trống, rồi gửi lại.",
        "Whether the figure of the period before is kept cannot be told.",
        weakest="rejected",
    ),
    RowCheck(
        "nothing_entered", "rejected", "Chưa ghi số liệu và chưa đánh dấu giữ số kỳ trước",
        col("value").is_missing() & col("confirmed").is_missing(),
        "Ghi số liệu, hoặc đánh dấu giữ số kỳ trước, rồi gửi lại.",
        "A figure that nobody entered is none.",
        weakest="rejected",
    ),
    RowCheck(
        "nothing_to_keep", "rejected", "Đánh dấu giữ số kỳ trước nhưng kỳ trước không có số liệu",
        col("value").is_missing() & col("previous").is_missing(),
        "Ghi số liệu của kỳ này, rồi gửi lại.",
        "There is nothing that could be kept.",
        weakest="rejected",
    ),
    RowCheck(
        "kept_but_changed", "flagged", "Đánh dấu giữ số kỳ trước nhưng ghi số khác, tính theo số ghi",
        col("confirmed").is_present() & col("value").differs(col("previous")),
        "Bỏ dấu giữ số kỳ trước, hoặc ghi lại đúng số kỳ trước.",
        "What was typed is newer than a mark; somebody must look.",
        columns=("value", "previous"),
    ),
    RowCheck(
        "missing_document", "flagged", "Số liệu chưa ghi văn bản, nguồn", col("document").is_missing(),
        "Bổ sung văn bản, nguồn của số liệu.",
        "The figure counts; nobody can look it up.",
    ),
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
        "missing_item_status", "rejected", "Thiếu tình trạng", col("status_text").is_missing(),
        "Chọn tình trạng: Hoàn thành, Đang thực hiện, Không phát sinh hoặc Vướng mắc.",
        "What became of the product cannot be told.",
        weakest="rejected",
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
    RowCheck(
        "unreadable_share", "rejected", "Tỷ lệ không phải là số từ 0 đến 100%", col("has_unreadable_share").is_true(),
        "Nhập tỷ lệ bằng số từ 0 đến 100, rồi gửi lại.",
        "A share that is not read would count as one that is missing, and nobody would see it.",
        weakest="rejected",
    ),
    _missing_date("event_date"),
    _after_export("event_date"),
    RowCheck(
        "done_without_document", "flagged", "Hoàn thành nhưng chưa có tài liệu kiểm chứng",
        col("status").equals("done") & col("document_no").is_missing(),
        "Bổ sung số, ký hiệu và ngày của văn bản chứng minh sản phẩm đã hoàn thành.",
        "It counts as done, and the annex says that the proof is missing.",
    ),
    MASKED_TEXT,
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
