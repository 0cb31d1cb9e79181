"""The Vietnamese words for the codes of this package: states of products and outcomes of targets. No logic."""

# Wording of an office's own progress reports; a product that is behind is "chậm tiến độ", never "trễ".
STATE_LABELS: dict[str, str] = {
    "done_before_year": "Đã ban hành trước kỳ",
    "done_early": "Hoàn thành trước hạn",
    "done_in_time": "Hoàn thành đúng hạn",
    "done_on_due_day": "Hoàn thành, trùng ngày hạn",
    "done_late": "Hoàn thành quá hạn",
    "done": "Hoàn thành",
    "running": "Đang thực hiện",
    "overdue": "Chậm tiến độ",
    "not_yet_due": "Chưa đến hạn",
    "continuous": "Thực hiện thường xuyên",
    "undated": "Chưa xác định thời hạn",
    "not_arisen": "Không phát sinh",
    "not_reported": "Chưa báo cáo",
}

FLAG_LABELS: dict[str, str] = {"done_without_document": "Chưa có tài liệu kiểm chứng"}

# What a unit reports of an item.
STATUS_LABELS: dict[str, str] = {
    "done": "Hoàn thành",
    "running": "Đang thực hiện",
    "not_arisen": "Không phát sinh",
    "blocked": "Vướng mắc",
}

# What a unit expects of an item by 31/12.
ESTIMATE_LABELS: dict[str, str] = {"done": "Hoàn thành", "running": "Chưa hoàn thành", "not_arisen": "Không phát sinh"}
