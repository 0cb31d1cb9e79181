"""Checks of rows: rules like those that count, each with what happens to a row that meets it.

A rejected row is in no clean table and is listed with its reason; a flagged one is counted and listed. The first reject rule that a
row meets is its reason. They look at the table of mapped rows (see `dossiers.mapped_rows` and its siblings).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.rules import Rule, col


@dataclass(frozen=True)
class RowCheck:
    """A rule over mapped rows. `label` is Vietnamese: what is wrong with the row, as the quality page says it."""

    name: str
    outcome: Literal["rejected", "flagged"]
    label: str
    rule: Rule


_EXTRA_CELLS = RowCheck(
    "extra_cells",
    "rejected",
    "Dòng có nhiều ô hơn đầu bảng, không rõ ô nào thuộc cột nào",
    col("has_extra_cells").is_true(),
)
_UNREADABLE_CODE = RowCheck(
    "unreadable_code", "rejected", "Ô mã hồ sơ không phải là mã", col("has_unreadable_code").is_true()
)
_NOT_RECEIVED = ("registered", "refused")

DOSSIER_CHECKS = (
    _EXTRA_CELLS,
    _UNREADABLE_CODE,
    RowCheck("missing_code", "rejected", "Thiếu mã hồ sơ", col("dossier_id").is_missing()),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "unknown_status", "rejected", "Trạng thái không có trong danh mục",
        col("status").is_missing() & col("status_text").is_present(),
    ),
    RowCheck(
        "missing_received_date", "rejected", "Thiếu ngày tiếp nhận",
        col("received_date").is_missing() & col("status").is_in(_NOT_RECEIVED).opposite(),
    ),
    RowCheck(
        "finished_without_date", "rejected", "Đã giải quyết nhưng thiếu ngày kết thúc xử lý",
        col("status").is_in(("finished", "withdrawn")) & col("finished_date").is_missing(),
    ),
    RowCheck(
        "finished_before_received", "rejected", "Kết thúc xử lý trước ngày tiếp nhận",
        col("finished_date") < col("received_date"),
    ),
    RowCheck(
        "date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu",
        (col("received_date") > col("exported_at")) | (col("finished_date") > col("exported_at")),
    ),
    RowCheck(
        "unknown_procedure", "rejected", "Mã TTHC không có trong danh mục", col("is_known_procedure").is_true().opposite()
    ),
    RowCheck(
        "unknown_channel", "rejected", "Hình thức nộp không có trong danh mục", col("channel").is_missing()
    ),
    # Where a sheet says no status at all, the dates decide, and where a dossier has an end, they do too. But among filled ones an
    # empty status without an end may be pending, refused or not yet received: it counts as pending, and somebody must look.
    RowCheck(
        "missing_status", "flagged", "Bỏ trống trạng thái và ngày kết thúc xử lý, tính là đang giải quyết",
        col("lists_status").is_true() & col("status_text").is_missing() & col("finished_date").is_missing(),
    ),
    RowCheck(
        "level2_online", "flagged", "TTHC mức độ 2 ghi nhận nộp trực tuyến",
        col("service_level").equals(2) & col("channel").equals("online"),
    ),
    RowCheck(
        "code_date_differs", "flagged", "Ngày trong mã hồ sơ khác ngày tiếp nhận",
        col("code_date").differs(col("received_date")),
    ),
)  # fmt: skip

POSTAL_CHECKS = (
    _EXTRA_CELLS,
    _UNREADABLE_CODE,
    RowCheck("missing_code", "rejected", "Thiếu mã hồ sơ", col("dossier_id").is_missing()),
    RowCheck(
        "unknown_dossier", "rejected", "Mã hồ sơ không có trong danh sách hồ sơ", col("is_known").is_true().opposite()
    ),
)  # fmt: skip

FEE_CHECKS = (
    *POSTAL_CHECKS,
    RowCheck("unreadable_amount", "rejected", "Số tiền không đọc được", col("fee_amount").is_missing()),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck("missing_date", "rejected", "Thiếu ngày ghi nhận", col("fee_date").is_missing()),
    RowCheck("unknown_payment", "rejected", "Hình thức thanh toán không có trong danh mục", col("payment").is_missing()),
    RowCheck("date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", col("fee_date") > col("exported_at")),
)  # fmt: skip

# Rows that stand beside a dossier of ours, whose columns are `own_…`.
WITHDRAWN_CHECKS = (
    *POSTAL_CHECKS,
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck("missing_withdrawal_date", "rejected", "Thiếu ngày rút, trả lại hồ sơ", col("finished_date").is_missing()),
    RowCheck(
        "finished_before_received", "rejected", "Kết thúc xử lý trước ngày tiếp nhận",
        col("finished_date") < col("own_received_date"),
    ),
    RowCheck("date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", col("finished_date") > col("exported_at")),
    RowCheck(
        "withdrawn_not_received", "flagged", "Danh sách trả lại, xin rút có hồ sơ chưa được tiếp nhận",
        col("own_status").is_in(_NOT_RECEIVED),
    ),
    RowCheck(
        "withdrawn_but_finished", "flagged", "Danh sách hồ sơ ghi đã giải quyết, danh sách trả lại, xin rút ghi đã rút",
        col("own_status").equals("finished") & col("own_status_text").is_present(),
    ),
    RowCheck(
        "withdrawal_date_differs", "flagged", "Ngày rút, trả lại khác ngày kết thúc trong danh sách hồ sơ",
        (col("own_status").equals("withdrawn") | col("own_status_text").is_missing())
        & col("finished_date").differs(col("own_finished_date")),
    ),
    RowCheck(
        "withdrawn_but_listed", "flagged", "Đã rút, trả lại nhưng lần xuất hồ sơ sau đó vẫn ghi đang giải quyết",
        col("own_status").is_in(("pending", "paused")) & (col("finished_date") < col("own_last_listed_date")),
    ),
)  # fmt: skip

OVERDUE_CHECKS = (
    *POSTAL_CHECKS,
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "listed_due_date_differs", "flagged", "Ngày hẹn trả trong danh sách quá hạn khác ngày dùng để tính",
        col("due_date").differs(col("own_due_date")) | (col("due_date").is_present() & col("own_due_date").is_missing()),
    ),
    RowCheck(
        "listed_overdue_is_not", "flagged", "Có trong danh sách quá hạn nhưng theo số liệu đã giải quyết trong hạn",
        col("own_finished_date") <= col("own_due_date"),
    ),
)  # fmt: skip

_DUE = col("own_due_date").or_else(col("due_date"))
EXPLANATION_CHECKS = (
    *POSTAL_CHECKS,
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "unknown_cause", "rejected", "Nguyên nhân quá hạn không có trong danh mục",
        col("cause").is_missing() & col("cause_text").is_present(),
    ),
    RowCheck("date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", col("apology_date") > col("exported_at")),
    RowCheck(
        "apology_before_received", "rejected", "Xin lỗi trước ngày tiếp nhận", col("apology_date") < col("own_received_date")
    ),
    RowCheck("missing_cause", "flagged", "Phiếu giải trình chưa ghi nguyên nhân", col("cause_text").is_missing()),
    RowCheck(
        "apology_without_date", "flagged", "Ghi xin lỗi hoặc hẹn lại nhưng thiếu ngày xin lỗi, chưa tính là đã xin lỗi",
        (col("apology_no").is_present() | col("new_due_date").is_present()) & col("apology_date").is_missing(),
    ),
    RowCheck("apology_after_due_date", "flagged", "Xin lỗi sau ngày hẹn trả", col("apology_date") > _DUE),
    RowCheck("new_date_not_later", "flagged", "Ngày hẹn lại không sau ngày hẹn trả", col("new_due_date") <= _DUE),
    RowCheck(
        "explained_not_overdue", "flagged", "Giải trình hồ sơ không quá hạn",
        (col("own_finished_date") <= _DUE) | (col("own_finished_date").is_missing() & (col("exported_at") <= _DUE)),
    ),
)  # fmt: skip

FEEDBACK_CHECKS = (
    _EXTRA_CELLS,
    RowCheck("missing_feedback_code", "rejected", "Thiếu mã phản ánh, kiến nghị", col("feedback_id").is_missing()),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck("missing_received_date", "rejected", "Thiếu ngày tiếp nhận", col("received_date").is_missing()),
    RowCheck(
        "unknown_feedback_status", "rejected", "Trạng thái phản ánh, kiến nghị không có trong danh mục",
        col("status").is_missing() & col("status_text").is_present(),
    ),
    RowCheck(
        "answered_without_date", "rejected", "Đã trả lời hoặc từ chối nhưng thiếu ngày trả lời",
        col("status").is_in(("answered", "refused")) & col("answered_date").is_missing(),
    ),
    RowCheck(
        "answered_before_received", "rejected", "Trả lời trước ngày tiếp nhận", col("answered_date") < col("received_date")
    ),
    RowCheck(
        "date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu",
        (col("received_date") > col("exported_at")) | (col("answered_date") > col("exported_at"))
        | (col("published_date") > col("exported_at")),
    ),
    RowCheck("unknown_unit", "flagged", "Đơn vị không có trong danh mục", col("has_unknown_unit").is_true()),
    RowCheck(
        "unclassified_feedback", "flagged", "Phản ánh, kiến nghị chưa phân loại nội dung", col("kind").is_missing()
    ),
    RowCheck(
        "published_before_answered", "flagged", "Công khai khi chưa trả lời",
        col("published_date").is_present()
        & (col("answered_date").is_missing() | (col("published_date") < col("answered_date"))),
    ),
)  # fmt: skip

DOCUMENT_CHECKS = (
    _EXTRA_CELLS,
    RowCheck("missing_unit", "rejected", "Thiếu đơn vị", col("unit").is_missing() & col("has_unknown_unit").is_true().opposite()),
    RowCheck("unlisted_unit", "rejected", "Đơn vị không có trong danh mục", col("has_unknown_unit").is_true()),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "missing_span", "rejected", "Thiếu ngày đầu hoặc ngày cuối của kỳ thống kê",
        col("first_date").is_missing() | col("last_date").is_missing(),
    ),
    RowCheck("reversed_span", "rejected", "Kỳ thống kê kết thúc trước khi bắt đầu", col("last_date") < col("first_date")),
    RowCheck("date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", col("last_date") > col("exported_at")),
    RowCheck("unreadable_number", "rejected", "Số lượng không đọc được", col("has_unreadable_number").is_true()),
    RowCheck("missing_number", "rejected", "Thiếu số văn bản đi", col("sent").is_missing()),
    *(
        RowCheck(f"more_{part}_than_{whole}", "rejected", label, col(part) > col(whole))
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
    ),
    RowCheck("unknown_indicator", "rejected", "Mã chỉ tiêu không có trong danh mục", col("has_unknown_indicator").is_true()),
    RowCheck("unknown_field", "rejected", "Lĩnh vực không có trong danh mục", col("has_unknown_field").is_true()),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "missing_span", "rejected", "Thiếu ngày đầu hoặc ngày cuối của kỳ thống kê",
        col("first_date").is_missing() | col("last_date").is_missing(),
    ),
    RowCheck("unreadable_number", "rejected", "Số lượng không đọc được", col("has_unreadable_number").is_true()),
    RowCheck(
        "unknown_mark", "rejected", "Dấu giữ số kỳ trước không có trong danh mục",
        col("confirmed").is_missing() & col("confirmed_text").is_present(),
    ),
    RowCheck(
        "nothing_entered", "rejected", "Chưa ghi số liệu và chưa đánh dấu giữ số kỳ trước",
        col("value").is_missing() & col("confirmed").is_missing(),
    ),
    RowCheck(
        "nothing_to_keep", "rejected", "Đánh dấu giữ số kỳ trước nhưng kỳ trước không có số liệu",
        col("value").is_missing() & col("previous").is_missing(),
    ),
    RowCheck(
        "kept_but_changed", "flagged", "Đánh dấu giữ số kỳ trước nhưng ghi số khác, tính theo số ghi",
        col("confirmed").is_present() & col("value").differs(col("previous")),
    ),
    RowCheck("missing_document", "flagged", "Số liệu chưa ghi văn bản, nguồn", col("document").is_missing()),
)  # fmt: skip

PROGRESS_CHECKS = (
    _EXTRA_CELLS,
    RowCheck("missing_item", "rejected", "Thiếu mã sản phẩm", col("item_id").is_missing()),
    RowCheck(
        "unknown_item", "rejected", "Mã sản phẩm không có trong kế hoạch", col("is_known").is_true().opposite()
    ),
    RowCheck("missing_item_status", "rejected", "Thiếu tình trạng", col("status_text").is_missing()),
    RowCheck("unknown_item_status", "rejected", "Tình trạng không có trong danh mục", col("status").is_missing()),
    RowCheck(
        "unknown_estimate", "rejected", "Ước thực hiện không có trong danh mục",
        col("estimate_status").is_missing() & col("estimate_text").is_present(),
    ),
    RowCheck("unreadable_date", "rejected", "Ngày không đọc được", col("has_unreadable_date").is_true()),
    RowCheck(
        "unreadable_share", "rejected", "Tỷ lệ không phải là số từ 0 đến 100%", col("has_unreadable_share").is_true()
    ),
    RowCheck("missing_date", "rejected", "Thiếu ngày ghi nhận", col("event_date").is_missing()),
    RowCheck(
        "date_after_export", "rejected", "Ngày sau ngày xuất dữ liệu", col("event_date") > col("exported_at")
    ),
    RowCheck(
        "done_without_document", "flagged", "Hoàn thành nhưng chưa có tài liệu kiểm chứng",
        col("status").equals("done") & col("document_no").is_missing(),
    ),
)  # fmt: skip

# Outcomes that no rule of one row decides, but the rows of the same key together.
DUPLICATE, SUPERSEDED = "duplicate", "superseded"
DUPLICATE_LABELS = {
    "identical": "Trùng hoàn toàn với một dòng khác",
    "newer_export": "Đã có trạng thái mới hơn ở lần xuất sau",
}


def broken(frame: pd.DataFrame, checks: Sequence[RowCheck], outcome: str) -> pd.DataFrame:
    """For each row and each check with this outcome, by name, whether the row meets it."""
    wanted = {check.name: check.rule.expression for check in checks if check.outcome == outcome}
    return nw.from_native(frame).select(**wanted).to_native().astype(bool).set_axis(frame.index)
