"""The fixed Vietnamese sentences of the reports, in one place. `{names}` are filled with numbers and texts by `sentences`.

The wording is that of administrative reports: "quá hạn" (never "trễ"), counts below ten with a leading zero, the number of cases
beside every share. An abbreviation is explained where a document uses it first.
"""

SAMPLE_STAMP = "SỐ LIỆU MẪU"
DRAFT_STAMP = "DỰ THẢO"
PROVISIONAL_STAMP = "SỐ LIỆU TẠM TÍNH"
EXAMPLE_STAMP = "BỘ TIÊU CHÍ VÍ DỤ"

KIND = "BÁO CÁO"
SUBJECT = "Kết quả công tác cải cách hành chính {period} và phương hướng, nhiệm vụ {next_period}"
OPENING = "Thực hiện Kế hoạch số {number} ngày {day} của {agency} về {title}, {agency} báo cáo {about} như sau:"
# What the main report is about; of other papers their titles say it.
OPENING_ABOUT = "kết quả thực hiện công tác cải cách hành chính (CCHC) {period}"
CLOSING_ABOUT = "kết quả công tác CCHC {period}"
SPAN = "(Số liệu tính {span})"
PROVISIONAL_SPAN = "(Số liệu tạm tính đến hết ngày {day}; kỳ báo cáo tính {span})"
REPLACES = "Báo cáo này thay thế {replaces}."
CLOSING = "Trên đây là báo cáo {about} của {agency}, kính gửi {addressees} tổng hợp./."
ANNEX_REFERENCE = "(Kèm theo Báo cáo số {number} ngày {day} của {agency})"

# Dossiers
NO_DOSSIERS = "Trong kỳ không phát sinh hồ sơ thủ tục hành chính (TTHC)."
TOTAL = (
    "Tổng số hồ sơ thủ tục hành chính (TTHC) tiếp nhận: {total} hồ sơ, trong đó tiếp nhận mới {received} hồ sơ, kỳ trước "
    "chuyển sang {carried_over} hồ sơ."
)
ONLINE = (
    "Tiếp nhận trực tuyến {online}/{received} hồ sơ tiếp nhận mới, đạt {share}; trực tiếp và qua dịch vụ bưu chính công ích "
    "(BCCI) {other} hồ sơ, chiếm {other_share}."
)
NONE_RECEIVED = "Trong kỳ không tiếp nhận mới hồ sơ."
ONLINE_LEVEL = "Riêng các TTHC mức độ 3, mức độ 4: trực tuyến {online}/{received} hồ sơ, đạt {share}."
SETTLED = "Đã giải quyết {settled} hồ sơ: trước hạn {early} hồ sơ, đúng hạn {on_time} hồ sơ, quá hạn {late} hồ sơ."
NONE_SETTLED = "Trong kỳ chưa có hồ sơ được giải quyết xong."
ON_TIME = "Trước hạn và đúng hạn {in_time}/{settled} hồ sơ, đạt {share}; quá hạn {late} hồ sơ, chiếm {late_share}."
ALL_ON_TIME = "Trước hạn và đúng hạn {in_time}/{settled} hồ sơ, đạt {share}; không có hồ sơ giải quyết quá hạn."
PENDING = "Đang giải quyết {pending} hồ sơ (trong hạn {in_time} hồ sơ, quá hạn {overdue} hồ sơ)."
PENDING_NONE_OVERDUE = "Đang giải quyết {pending} hồ sơ, đều trong hạn."
NONE_PENDING = "Đến ngày chốt số liệu không còn hồ sơ đang giải quyết."
PAUSED = "Có {count} hồ sơ chờ tổ chức, cá nhân bổ sung, tính vào số đang giải quyết trong hạn."
PAUSED_BY_DATE = "Có {count} hồ sơ chờ tổ chức, cá nhân bổ sung, tính theo ngày hẹn trả."
WITHDRAWN = "Có {count} hồ sơ trả lại hoặc tổ chức, cá nhân xin rút, tính vào số giải quyết đúng hạn."
WITHDRAWN_BY_DATE = "Có {count} hồ sơ trả lại hoặc tổ chức, cá nhân xin rút, tính theo ngày hẹn trả."
RECOMPUTED = "Có {count} hồ sơ không ghi ngày hẹn trả, được tính lại theo thời gian giải quyết quy định của TTHC."
NO_DUE_DATE = "Có {settled} hồ sơ đã giải quyết và {pending} hồ sơ đang giải quyết chưa xác định ngày hẹn trả, tính ở cột (9) và cột (12)."
POSTAL = (
    "Qua dịch vụ BCCI: {procedures}/{listed} TTHC đã triển khai có phát sinh hồ sơ ({procedure_share}); tiếp nhận "
    "{post_in}/{received} hồ sơ tiếp nhận mới của các TTHC đã triển khai ({in_share}); trả {post_out}/{returned} kết quả đã trả "
    "trong kỳ ({out_share})."
)
POSTAL_NONE = (
    "Trong kỳ không phát sinh hồ sơ tiếp nhận, trả kết quả qua dịch vụ bưu chính công ích; dịch vụ đã triển khai đối với {listed} "
    "TTHC."
)
POSTAL_ALL = "Tính trên toàn bộ hồ sơ tiếp nhận mới, tiếp nhận qua dịch vụ BCCI {post_in}/{received} hồ sơ ({share})."
# A change: what changed, by how much, against which period. Shares change by percentage points, counts also by a share.
CHANGED_WHAT = {
    "received": "Hồ sơ tiếp nhận mới",
    "on_time_of_settled": "Tỷ lệ giải quyết trước hạn và đúng hạn",
}
UP, DOWN = "tăng", "giảm"
CHANGED = "{direction} {size} {unit} ({relative}) so với {other}"
CHANGED_FROM_NOTHING = "{direction} {size} {unit} so với {other} (kỳ đó không phát sinh)"
CHANGED_POINTS = "{direction} {size} điểm phần trăm so với {other}"
UNCHANGED = "không thay đổi so với {other}"
HARDLY_CHANGED = "hầu như không thay đổi so với {other}"
PUBLISHED_IN = " (Báo cáo số {document})"
SAME_PERIOD, LAST_QUARTER, LAST_MONTH, LAST_DATES = "cùng kỳ năm {year}", "quý trước", "tháng trước", "kỳ liền trước"
NOT_COMPARED = "Số liệu tạm tính nên chưa so sánh với kỳ khác."
NOT_SPLIT = "Dữ liệu không phủ hết kỳ so sánh nên không tách được theo nhóm."
NOTHING_TO_COMPARE = "Không có số liệu của kỳ khác để so sánh."
IN_CONTROL = "Không có tháng nào ngoài giới hạn kiểm soát: tỷ lệ các tháng dao động trong mức thông thường, không nêu thành xu hướng."
OUT_OF_CONTROL = "Ngoài giới hạn kiểm soát, cần tìm nguyên nhân: {months}."
# The report of the period before
ADJUSTED = (
    "Số liệu {period} gồm số liệu {before} đã nêu tại Báo cáo số {document}, số liệu {since} và phần điều chỉnh do hồ sơ được bổ sung, "
    "cập nhật sau báo cáo đó: {parts}."
)
ADJUSTED_PART = "{name} {direction} {size} hồ sơ"
CHAIN_NONE = "Không có báo cáo của kỳ kết thúc ngay trước kỳ này để đối chiếu."
CHAIN_SENT, CHAIN_DRAFT = "Báo cáo số {document}", "dự thảo báo cáo {name}"
CHAIN_HOLDS = "Số hồ sơ kỳ trước chuyển sang khớp với số đang giải quyết nêu tại {title}: {pending} hồ sơ."
CHAIN_GAP = (
    "{head}: kỳ trước chuyển sang {carried_over} hồ sơ, {title} nêu đang giải quyết {pending} hồ sơ; chênh lệch {direction} {gap} "
    "hồ sơ."
)
CHAIN_GAP_SENT, CHAIN_GAP_DRAFT = "Chênh lệch so với báo cáo đã gửi", "Chênh lệch so với dự thảo kỳ trước"
CHAIN_LISTS = "Hồ sơ chỉ có trong số chuyển sang kỳ này: {here}; hồ sơ chỉ có trong báo cáo trước: {there}."
CHAIN_NO_LIST = "Báo cáo trước không kèm danh sách hồ sơ nên chưa nêu được từng hồ sơ."
CHAIN_RULES = "Báo cáo trước dùng cách tính khác trong tệp cài đặt; chênh lệch có thể do đó."
OVERDUE = "Có {overdue} hồ sơ quá hạn ({late} hồ sơ đã giải quyết, {pending} hồ sơ đang giải quyết); danh sách tại Phụ lục {annex}."
NONE_OVERDUE = "Trong kỳ không có hồ sơ quá hạn."
# What units say of their overdue dossiers
UNANSWERED = (
    "Đơn vị chưa có giải trình nguyên nhân, chưa xin lỗi và hẹn lại ngày trả kết quả đối với {overdue} hồ sơ quá hạn."
)
APOLOGISED = "Đã xin lỗi và hẹn lại ngày trả kết quả {promised}/{overdue} hồ sơ."
APOLOGISED_APART = "Đã xin lỗi {apologised}/{overdue} hồ sơ, trong đó hẹn lại ngày trả kết quả {promised} hồ sơ."
NONE_APOLOGISED = "Chưa xin lỗi và hẹn lại ngày trả kết quả đối với {overdue} hồ sơ quá hạn."
CAUSE = "do {cause} ({count} hồ sơ)"
CAUSES_HEAD = "Nguyên nhân: {causes}."
NOT_EXPLAINED = "Còn {count} hồ sơ chưa có giải trình nguyên nhân."

# Feedback (PAKN)
FEEDBACK_NO_DATA = "Chưa có số liệu phản ánh, kiến nghị của kỳ báo cáo."
NO_FEEDBACK = "Trong kỳ không phát sinh phản ánh, kiến nghị."
FEEDBACK_RECEIVED = "Tiếp nhận {received} phản ánh, kiến nghị (PAKN)."
FEEDBACK_NONE_RECEIVED = "Trong kỳ không tiếp nhận mới phản ánh, kiến nghị (PAKN)."
FEEDBACK_CARRIED_OVER = "Kỳ trước chuyển sang {count} PAKN."
FEEDBACK_ANSWERED_IN_TIME = "Đã trả lời đúng hạn {in_time}/{answered} PAKN ({share})."
FEEDBACK_ANSWERED = (
    "Đã trả lời {answered} PAKN, trong đó đúng hạn {in_time}/{answered} PAKN ({share}), quá hạn {late} PAKN."
)
FEEDBACK_NONE_SETTLED = "Trong kỳ chưa có PAKN được trả lời."
FEEDBACK_REFUSED = "Từ chối xử lý {refused} PAKN, trong đó đúng hạn {in_time}/{refused} PAKN."
FEEDBACK_PENDING = "Đang xử lý {pending} PAKN (trong hạn {in_time} PAKN, quá hạn {overdue} PAKN)."
FEEDBACK_PENDING_NONE_OVERDUE = "Đang xử lý {pending} PAKN, đều trong hạn."
FEEDBACK_NONE_PENDING = "Đến ngày chốt số liệu không còn PAKN đang xử lý."
FEEDBACK_BY_KIND = "Theo nội dung phản ánh, kiến nghị: {parts}."
FEEDBACK_OF_KIND = "{kind} {count} PAKN"
FEEDBACK_ANSWERS_PUBLISHED = "Đã công khai kết quả của {published}/{answered} PAKN được trả lời trong kỳ."
FEEDBACK_PUBLISHED = "Công khai đúng hạn {in_time}/{published} PAKN được công khai trong kỳ."

# Online services, electronic documents, connections
NO_SERVICES = "Chưa có TTHC cung cấp dịch vụ công trực tuyến mức độ 3, mức độ 4."
SERVICES = (
    "Cung cấp dịch vụ công trực tuyến (DVCTT) mức độ 3, mức độ 4 đối với {offered} TTHC (mức độ 3: {level_3} TTHC, mức độ 4: {level_4} "
    "TTHC)."
)
SERVICES_USED = "Trong kỳ có {used}/{offered} TTHC phát sinh hồ sơ trực tuyến ({share}); {unused} TTHC không phát sinh."
SERVICES_INTEGRATED = (
    "Đã tích hợp lên Cổng Dịch vụ công quốc gia {integrated}/{offered} TTHC ({share}), trong đó {used} TTHC có phát sinh hồ sơ trực "
    "tuyến."
)
SERVICES_NONE_INTEGRATED = "Chưa có TTHC được tích hợp lên Cổng Dịch vụ công quốc gia."
DOCUMENTS_NO_DATA = "Chưa có số liệu văn bản điện tử của kỳ báo cáo."
NO_DOCUMENTS = "Trong kỳ không phát sinh văn bản gửi, nhận."
DOCUMENTS = "Không tính văn bản mật, trong kỳ: {parts}."
DOCUMENT_SHARES = {
    "electronic": "văn bản gửi, nhận dạng điện tử {above}/{below} văn bản ({share})",
    "signed": "văn bản điện tử có ký số {above}/{below} văn bản ({share})",
    "via_axis": "văn bản điện tử gửi qua Trục liên thông văn bản quốc gia {above}/{below} văn bản ({share})",
    "handled_online": "văn bản đến được xử lý trên môi trường mạng {above}/{below} văn bản ({share})",
}
_OVERLAPPING = "Có {count} dòng thống kê trùng ngày với dòng khác của cùng đơn vị, có thể tính hai lần."
DOCUMENT_SPANS = {
    "last_day": {
        "straddling": "Có {count} dòng thống kê vắt qua đầu kỳ hoặc ngày chốt số liệu, tính trọn vào kỳ có ngày cuối của dòng đó.",
        "left_out": "Trong đó {count} dòng chưa tính trong kỳ này.",
        "overlapping": _OVERLAPPING,
    },
    "excluded": {
        "straddling": "Có {count} dòng thống kê vắt qua đầu kỳ hoặc ngày chốt số liệu, không tính trong kỳ này.",
        "overlapping": _OVERLAPPING,
    },
}
NO_SYSTEMS = "Không phát sinh yêu cầu kết nối hệ thống thông tin, cơ sở dữ liệu vào nền tảng tích hợp, chia sẻ dữ liệu của tỉnh (LGSP)."
SYSTEMS = (
    "Đã kết nối {connected}/{required} hệ thống thông tin, cơ sở dữ liệu có yêu cầu vào nền tảng tích hợp, chia sẻ dữ liệu của tỉnh "
    "(LGSP), đạt {share}."
)
SYSTEMS_MISSING = "Chưa kết nối: {systems}."
NO_OFFICES = "Chưa có danh sách cơ quan, đơn vị kết nối liên thông phần mềm quản lý văn bản và điều hành."
OFFICES = "Kết nối, liên thông phần mềm quản lý văn bản và điều hành: {connected}/{total} cơ quan, đơn vị, đạt {share}"
OFFICES_OF_LEVEL = "{level} {connected}/{total}"
SPAN_OF_DAYS = "từ ngày {first} đến hết ngày {last}"
NOT_COVERED = {
    "feedback": "Danh sách phản ánh, kiến nghị chưa có số liệu của các ngày: {days}.",
    "documents": "Chưa có thống kê văn bản của các ngày: {days}.",
}

# The plan
PLAN = (
    "Đến ngày {day} đã hoàn thành {done}/{total} sản phẩm của Kế hoạch ({share}). Trong số sản phẩm đến hạn, đã hoàn thành "
    "{done_of_due}/{due} sản phẩm ({due_share})."
)
PLAN_NONE_DUE = "Đến ngày {day} đã hoàn thành {done}/{total} sản phẩm của Kế hoạch ({share}); chưa có sản phẩm đến hạn."
PLAN_UNIT = (
    "Sản phẩm phải thực hiện nhiều lần trong năm (báo cáo định kỳ, họp hằng tháng) tính là một sản phẩm, hoàn thành khi mọi lần đã "
    "hoàn thành; việc thường xuyên tính hoàn thành vào cuối năm."
)
PLAN_ONCE = (
    "Nếu sản phẩm mà hai dòng nhiệm vụ cùng yêu cầu chỉ tính một lần: đã hoàn thành {done}/{total} sản phẩm ({share})."
)
PLAN_TIMING = (
    "Trong số sản phẩm đã hoàn thành: trước hạn {early} sản phẩm, đúng hạn {in_time} sản phẩm, quá hạn {late} sản phẩm, không có "
    "thời hạn {undated} sản phẩm."
)
PLAN_UNPROVED = "Có {count} sản phẩm được báo cáo hoàn thành nhưng chưa có tài liệu kiểm chứng."
PLAN_EXPECTED = (
    "Ước đến ngày 31/12/{year} hoàn thành {expected}/{total} sản phẩm ({share}), kể cả việc thường xuyên đã có kết quả; còn "
    "{unsaid} lượt sản phẩm đơn vị chưa có ước thực hiện."
)
PLAN_EXPECTED_ALL_SAID = (
    "Ước đến ngày 31/12/{year} hoàn thành {expected}/{total} sản phẩm ({share}), kể cả việc thường xuyên đã có kết quả."
)
UNITS_REPORTED = "Có {reported}/{leading} phòng, đơn vị chủ trì đã báo cáo tiến độ trong kỳ; chưa báo cáo: {silent}."
UNITS_ALL_REPORTED = "Tất cả {leading} phòng, đơn vị chủ trì đã báo cáo tiến độ trong kỳ."
PLAN_OVERDUE = "Có {overdue} sản phẩm chậm tiến độ."
PLAN_NONE_OVERDUE = "Không có sản phẩm chậm tiến độ."
GROUP = (
    "Nhóm nhiệm vụ có {total} sản phẩm: đã hoàn thành {done} sản phẩm; đến hạn {due} sản phẩm, trong đó đã hoàn thành "
    "{done_of_due} sản phẩm."
)
GROUP_NONE_DUE = "Nhóm nhiệm vụ có {total} sản phẩm: đã hoàn thành {done} sản phẩm; chưa có sản phẩm đến hạn."
DONE_HEAD = "Kết quả đã có:"
RUNNING_HEAD = "Đang thực hiện:"
OVERDUE_HEAD = "Chậm tiến độ:"
NOTHING_REPORTED = "Đơn vị chủ trì chưa báo cáo kết quả."
NEXT_DUE = "Các sản phẩm đến hạn trong kỳ tới được tập trung thực hiện:"
NONE_NEXT_DUE = "Không có sản phẩm đến hạn trong kỳ tới."
NOT_ARISEN_HEAD = "Không phát sinh:"
COMING_HEAD = "Chưa đến hạn:"
UNREPORTED_HEAD = "Chưa có báo cáo của đơn vị chủ trì:"
NO_DOCUMENT = "chưa có tài liệu kiểm chứng"

# Targets
TARGETS = "Kế hoạch có {total} chỉ tiêu: {parts}."
TARGET_PARTS = {
    "met": "đạt {count} chỉ tiêu",
    "missed": "chưa đạt {count} chỉ tiêu",
    "not_arisen": "không phát sinh {count} chỉ tiêu",
    "not_yet": "chưa đến kỳ đánh giá {count} chỉ tiêu",
    "no_data": "chưa có số liệu {count} chỉ tiêu",
}
OTHER_READING = "Cách tính khác: {label}"
EXPECTED_READING = "Ước đến 31/12"
NO_EARLIER = "Trong năm chưa có kỳ báo cáo trước để so sánh."
EARLIER = "Kỳ báo cáo trước trong năm: {period}."
TRENDS_HEAD = "So với các kỳ trước:"
REST_ASSUMPTION = (
    "Số hồ sơ, kết quả còn lại của năm được giả định theo số bình quân mỗi ngày từ đầu năm báo cáo đến ngày chốt số liệu; số phòng, "
    "đơn vị, nhiệm vụ, TTHC là cố định, phần còn lại là phần chưa đạt."
)
REST_WORDS = {
    "met": "Đã đạt",
    "secured": "Bảo đảm đạt theo số dự kiến",
    "possible": "Còn khả năng đạt",
    "out_of_reach": "Không còn khả năng đạt",
}
MISSED_HEAD = "Chỉ tiêu chưa đạt:"
NO_PROPOSALS = "Không có kiến nghị, đề xuất."

# Papers beside the main report
# What a document has explained is not explained again: abbreviation → what it stands for.
ABBREVIATIONS = {
    "TTHC": "thủ tục hành chính",
    "BCCI": "bưu chính công ích",
    "PAKN": "phản ánh, kiến nghị",
    "DVCTT": "dịch vụ công trực tuyến",
}
ROW = "Kế hoạch có {total} sản phẩm thuộc nhiệm vụ này: {parts}."
ROW_PARTS = {
    "done": "đã hoàn thành {count} sản phẩm",
    "overdue": "chậm tiến độ {count} sản phẩm",
}
ROW_NONE_DONE = "chưa có sản phẩm hoàn thành"
SUB_PLAN_ISSUED = "{title}: đến ngày {day} đã hoàn thành {done}/{total} nhiệm vụ ({share})."
SUB_PLAN_TITLE = "{title} (số {number} ngày {day})"
SUB_PLAN_NOT_ISSUED = "Đến ngày {day} chưa ban hành {title}."
SUB_PLAN_NO_TASKS = "{title}: chưa có danh mục nhiệm vụ để đánh giá mức độ thực hiện."
SUB_PLAN_NO_DATA = "Chưa có số liệu thực hiện {label}."
SUB_PLAN_DONE = "Nhiệm vụ của kế hoạch đã hoàn thành:"
SUB_PLAN_OVERDUE = "Nhiệm vụ của kế hoạch chậm tiến độ:"
SUB_PLAN_COMING = "Nhiệm vụ của kế hoạch chưa đến hạn:"
LATE = "quá hạn"
UNTIL = " (thời hạn {day})"
# Figures entered by hand: how each is said, and what it is called where it is missing.
ENTERED = {
    "iso_objectives": "đặt ra {count} mục tiêu chất lượng",
    "iso_objectives_met": "đạt {part}/{whole} mục tiêu chất lượng ({share})",
    "iso_audits": "tổ chức {count} cuộc đánh giá nội bộ",
    "iso_reviews": "tổ chức {count} cuộc họp xem xét của lãnh đạo",
    "survey_sent": "phát ra {count} phiếu khảo sát",
    "survey_returned": "thu về {part}/{whole} phiếu ({share})",
    "survey_satisfied": "{part}/{whole} phiếu trả lời hài lòng trở lên ({share})",
    "review_procedures": "rà soát {count} TTHC",
    "review_simplified": "có phương án đơn giản hóa đối với {part}/{whole} TTHC được rà soát ({share})",
    "review_proposals": "có {count} kiến nghị sửa đổi, bổ sung, thay thế, bãi bỏ",
    "publication_decisions": "có {count} quyết định công bố TTHC",
    "publication_procedures": "phải công khai {count} TTHC theo quyết định công bố",
    "publication_in_time": "công khai đúng hạn {part}/{whole} TTHC ({share})",
}
# Where the whole that it is a part of was not entered.
ENTERED_ALONE = {
    "iso_objectives_met": "đạt {count} mục tiêu chất lượng",
    "survey_returned": "thu về {count} phiếu",
    "survey_satisfied": "{count} phiếu trả lời hài lòng trở lên",
    "review_simplified": "có phương án đơn giản hóa đối với {count} TTHC",
    "publication_in_time": "công khai đúng hạn {count} TTHC",
}
ENTERED_NONE = {
    "iso_objectives": "chưa đặt ra mục tiêu chất lượng",
    "iso_audits": "không phát sinh cuộc đánh giá nội bộ",
    "iso_reviews": "không phát sinh cuộc họp xem xét của lãnh đạo",
    "survey_sent": "không phát phiếu khảo sát",
    "review_procedures": "không phát sinh TTHC được rà soát",
    "review_simplified": "không có TTHC có phương án đơn giản hóa",
    "review_proposals": "không có kiến nghị sửa đổi, bổ sung, thay thế, bãi bỏ",
    "publication_decisions": "không phát sinh quyết định công bố TTHC",
    "publication_procedures": "không phát sinh TTHC phải công khai theo quyết định công bố",
}
ENTERED_ALL = "Trong kỳ: {parts}."
ENTERED_MISSING = "Chưa có số liệu: {missing}."
TIME_CUT = "Thời gian giải quyết được phê duyệt giảm {cuts} so với thời gian luật định."
TIME_CUT_OF = "{cut}/{legal} {unit} ({share})"
TIME_CUT_UNITS = {"working": "ngày làm việc", "calendar": "ngày"}
TIME_CUT_BY_TENTH = "Có {cut}/{timed} TTHC giảm từ 10% thời gian giải quyết trở lên ({share})."
TIME_CUT_NO_DATA = "Chưa có TTHC nào có cả thời gian luật định và thời gian được phê duyệt để so sánh."
PROCEDURES_UNUSED = "Trong kỳ có {unused}/{total} TTHC không phát sinh hồ sơ:"
PROCEDURES_ALL_USED = "Trong kỳ tất cả {total} TTHC đều phát sinh hồ sơ."
NO_PROCEDURES = "Chưa có danh mục TTHC."
INSPECTED = "Đến ngày {day} đã kiểm tra {inspected}/{units} phòng, đơn vị ({share}): {names}."
NONE_INSPECTED = "Đến ngày {day} chưa kiểm tra phòng, đơn vị nào trong số {units} phòng, đơn vị."
NOTHING_FOUND = "Qua kiểm tra không phát hiện vấn đề phải xử lý."
FINDINGS_HANDLED = "Qua kiểm tra phát hiện {found} vấn đề; đã xử lý hoặc kiến nghị xử lý {handled}/{of} vấn đề."
FINDINGS_OPEN = "Qua kiểm tra phát hiện {found} vấn đề; đã xử lý hoặc kiến nghị xử lý {handled}/{of} vấn đề ({share}). Chưa xử lý: {open}."
FEEDBACK_BEHIND = "Có {parts}."
FEEDBACK_BEHIND_PARTS = {
    "answered_late": "{count} phản ánh, kiến nghị trả lời quá hạn",
    "pending_overdue": "{count} phản ánh, kiến nghị đang xử lý quá hạn",
}
INSPECTION_NO_DATA = "Chưa có số liệu phòng, đơn vị được kiểm tra."

# The scorecard
NO_CRITERIA = "Chưa có bộ tiêu chí: lập tệp data/plan/{year}/scorecard.xlsx theo mẫu của năm có sẵn."
EXAMPLE_CRITERIA = (
    "**{example}**: lĩnh vực, tiêu chí, điểm tối đa, mức và cách chấm dưới đây chỉ để minh họa, không phải quy định. Thay bằng bộ chỉ số được "
    "ban hành trong tệp {file} rồi lập lại báo cáo."
)
SCORE_ROUNDING = (
    "Điểm tính đến hết ngày {day}, làm tròn đến hai chữ số thập phân theo từng tiêu chí. Điểm tính được từ số liệu thì lấy theo số liệu; không "
    "tính được thì lấy điểm người chấm nhập. Tiêu chí có mẫu số bằng 0 (không phát sinh): {not_arisen}."
)
NOT_ARISEN_WORDS = {
    "by_hand": "để người chấm nhập điểm",
    "full": "cho điểm tối đa",
    "none": "cho 0 điểm",
}
SCORED = (
    "Tự chấm {total}/{maximum} điểm, đạt {share}: tính từ số liệu {computed} điểm ({n_computed} tiêu chí), nhập tay {entered} điểm "
    "({n_entered} tiêu chí)."
)
ALL_SCORED = "Tất cả tiêu chí đã được chấm."
UNSCORED = "Còn {count} tiêu chí chưa chấm, tối đa {maximum} điểm."
SCORE_EXPECTED = "Ước đến 31/12 đạt {expected} điểm ({share})."
SCORE_MISSING = "Còn thiếu {missing} điểm so với điểm tối đa; {full}/{total} tiêu chí đã đạt điểm tối đa. Phần cần thêm tính với mẫu số giữ nguyên như hiện nay."
NONE_MISSING = "Mọi tiêu chí đã đạt điểm tối đa."
NEED_HEAD = "**{code}.** {text}: còn thiếu {missing} điểm"
NEED_RATIO, NEED_COUNT = "hiện {above}/{below} {unit} ({percent})", "hiện {count} {unit}"
NEED_MORE, NEED_LESS = "cần đạt {level}, thêm {lacking} {unit}", "cần {level}, bớt {lacking} {unit}"
NEED_OVER, NEED_GAIN = " ({needed}/{below})", " thì được thêm {gain} điểm"
NEED_FULL = "để đạt điểm tối đa: "
NEED_ENTERED, NEED_UNSCORED = "điểm do người chấm nhập", "chưa chấm, cần nhập điểm kèm tài liệu kiểm chứng"
NOT_YET_PROVED = "chưa chấm: tài liệu kiểm chứng đề ngày sau ngày chốt số liệu"
DOCUMENTS_MISSING = "Có {count}/{total} tiêu chí chưa có tài liệu kiểm chứng đề ngày đến hết ngày chốt số liệu."
DOCUMENTS_COMPLETE = "Mọi tiêu chí đều có tài liệu kiểm chứng."
SCORES_DIFFER = "Có {count} tiêu chí mà điểm nhập tay khác điểm tính từ số liệu, lấy điểm tính từ số liệu:"
SCORE_DIFFERS = "{code}. {text}: điểm tính {points}, điểm nhập tay {entered}"
LEVEL_ELSE = {"one": "không đạt: 0 điểm", "many": "còn lại: 0 điểm"}
PROPORTION = "dưới {ceiling}: kết quả ÷ {ceiling} × {maximum} điểm"
PROPORTION_OF_ALL = "dưới {ceiling}: kết quả × {maximum} điểm"
FROM_FLOOR = "{floor} đến "
BELOW_FLOOR = "dưới {floor}: 0 điểm"

# The counting rules: setting → what it is about; setting and value → how it is counted.
SETTING_WORDS = {
    "withdrawn": "Hồ sơ trả lại, xin rút",
    "paused": "Hồ sơ chờ bổ sung, tạm dừng",
    "no_due_date": "Hồ sơ không ghi ngày hẹn trả",
    "due_date": "Ngày hẹn trả để đánh giá",
    "end_date": "Ngày kết thúc để đánh giá",
    "refused": "Hồ sơ từ chối tiếp nhận",
    "interlinked": "Hồ sơ liên thông",
    "transferred": "Hồ sơ đã chuyển đơn vị",
}
READING_WORDS = {
    ("withdrawn", "on_time"): "tính đã giải quyết đúng hạn",
    ("withdrawn", "by_date"): "tính theo ngày hẹn trả",
    ("withdrawn", "excluded"): "không tính từ kỳ hồ sơ được trả lại, rút",
    ("paused", "in_time"): "tính đang giải quyết trong hạn",
    ("paused", "by_date"): "tính theo ngày hẹn trả",
    ("no_due_date", "recompute"): "tính lại ngày hẹn trả theo thời gian quy định",
    ("no_due_date", "leave"): "tính ở cột (9) và cột (12)",
    ("no_due_date", "block"): "tính ở cột (9) và cột (12); chưa phát hành khi còn hồ sơ",
    ("due_date", "first_unless_moved"): "ngày hẹn trả đầu tiên, trừ khi đã bổ sung hồ sơ",
    ("due_date", "first"): "ngày hẹn trả đầu tiên",
    ("due_date", "current"): "ngày hẹn trả hiện nay trên hệ thống",
    ("end_date", "finished"): "ngày kết thúc xử lý",
    ("end_date", "returned"): "ngày trả kết quả",
    ("refused", "excluded"): "không tính là hồ sơ tiếp nhận",
    ("refused", "counted"): "tính tiếp nhận và giải quyết đúng hạn",
    ("interlinked", "counted"): "tính tại cơ quan tiếp nhận",
    ("interlinked", "excluded"): "không tính",
    ("transferred", "lead_unit"): "tính cho đơn vị chủ trì thủ tục",
    ("transferred", "holder"): "tính cho đơn vị đang giải quyết",
}
# The settings of the other kinds of raw files: what each is about, and how it is counted.
FEEDBACK_WORDS = (
    "Thời hạn xử lý phản ánh, kiến nghị",
    "trả lời {answer_workdays} ngày làm việc, từ chối {refuse_workdays}, yêu cầu bổ sung {supplement_workdays} sau ngày tiếp nhận; công "
    "khai {publish_workdays} sau ngày trả lời",
)
DUE_WORDS = (
    "Hạn trả lời phản ánh, kiến nghị",
    {"limit": "theo thời hạn nêu trên", "listed": "theo hạn ghi trong danh sách, không ghi thì theo thời hạn nêu trên"},
)
STRADDLING_WORDS = (
    "Dòng thống kê văn bản vắt qua đầu kỳ, ngày chốt",
    {"last_day": "tính trọn vào kỳ có ngày cuối", "excluded": "không tính"},
)
# Edges of a period that another system may have set otherwise.
EDGE_WORDS = {
    ("start", "earlier"): "kỳ bắt đầu sớm hơn một ngày",
    ("start", "later"): "kỳ bắt đầu muộn hơn một ngày",
    ("end", "earlier"): "kỳ kết thúc sớm hơn một ngày",
    ("end", "later"): "kỳ kết thúc muộn hơn một ngày",
}

# The form of progress that units fill in
FORM_TITLE = "BIỂU BÁO CÁO TIẾN ĐỘ THỰC HIỆN KẾ HOẠCH SỐ {number} NGÀY {day}"
FORM_UNIT = "Đơn vị chủ trì: {unit}"
FORM_SPAN = "Kỳ báo cáo: {period}; số liệu chốt đến hết ngày {cutoff}. Tình trạng đã biết: tính đến hết ngày {day}."
FORM_RULES = (
    "Chỉ điền vào các ô nền trắng của sản phẩm có tình trạng mới; sản phẩm không có gì mới thì để trống cả dòng. "
    "Không thêm, bớt, đổi tên cột; không sửa mã sản phẩm."
)
FORM_LEFT_OUT = "Không liệt kê {count} lượt sản phẩm đã hoàn thành và có tài liệu kiểm chứng."
FORM_HINTS = {
    "event_date": "Ngày có tình trạng này, bắt buộc khi đã ghi tình trạng. Ghi ngày/tháng/năm, ví dụ 05/02/{year}, rồi xem lại ngày hiện trong ô.",
    "status": "Chọn một trong các từ: {words}. Bắt buộc ở dòng có điền.",
    "document_no": "Số, ký hiệu của văn bản chứng minh, ví dụ 15/BC-STTTT. Hoàn thành mà thiếu văn bản thì ghi nhận là chưa có tài liệu kiểm chứng.",
    "document_date": "Ngày của văn bản chứng minh. Ghi ngày/tháng/năm, ví dụ 05/02/{year}, rồi xem lại ngày hiện trong ô.",
    "share_done": "Số nguyên từ 0 đến 100, không ghi dấu %.",
    "obstacle": "Khó khăn, nguyên nhân chậm (nếu có).",
    "next_step": "Hướng xử lý, thời gian thực hiện tiếp theo.",
    "estimate_status": "Ước thực hiện đến hết ngày 31/12/{year}, chọn một trong các từ: {words}.",
    "estimate_share": "Số nguyên từ 0 đến 100, không ghi dấu %.",
    "reporting_unit": "Phòng, đơn vị điền biểu này: {words}.",
}
FORM_PRINTED = "(Thời hạn theo kế hoạch: {deadline})"
FORM_INSTRUCTIONS = "Hướng dẫn điền biểu"
FORM_SEND = "Lưu tệp, giữ nguyên dạng Excel hoặc Word, và gửi lại{collector}."

FORM_SEND_WORKBOOK = "Lưu tệp, giữ nguyên dạng Excel, và gửi lại{collector}."

# The form in which units explain their overdue dossiers
EXPLAIN_TITLE = "PHIẾU GIẢI TRÌNH HỒ SƠ QUÁ HẠN"
EXPLAIN_UNIT = "Đơn vị giải quyết: {unit}"
EXPLAIN_SPAN = (
    "Kỳ báo cáo: {period}; số liệu chốt đến hết ngày {cutoff}. Gồm hồ sơ đã giải quyết quá hạn trong kỳ và hồ sơ đang giải quyết quá hạn "
    "tại ngày chốt (cột ngày kết thúc để trống)."
)
EXPLAIN_RULES = (
    "Chỉ điền vào các ô nền trắng. Hồ sơ đã giải trình mà không có gì thay đổi thì để trống; ghi lại thì ghi đủ các ô, dòng mới thay dòng "
    "cũ. Không ghi họ tên, số điện thoại, địa chỉ của tổ chức, cá nhân. Không thêm, bớt, đổi tên cột; không sửa mã hồ sơ."
)
EXPLAIN_HINTS = {
    "cause": "Chọn một trong các nguyên nhân: {words}.",
    "note": "Diễn giải thêm để nội bộ nắm (nếu có); không đưa vào báo cáo.",
    "apology_no": "Số, ký hiệu phiếu (văn bản) xin lỗi và hẹn lại ngày trả kết quả, ví dụ 12/PXL-STTTT.",
    "apology_date": "Ngày xin lỗi, chậm nhất là ngày hẹn trả. Ghi ngày/tháng/năm, ví dụ 05/02/{year}, rồi xem lại ngày hiện trong ô.",
    "new_due_date": "Ngày hẹn trả lại. Ghi ngày/tháng/năm, ví dụ 05/02/{year}. Ngày hẹn lại không làm hồ sơ thành đúng hạn.",
}

# The workbook in which the figures of a period are entered by hand
APPENDIX_TITLE = "PHỤ LỤC SỐ LIỆU"
APPENDIX_SPAN = "Kỳ báo cáo: {period}; số liệu từ ngày {first} đến hết ngày {last}."
APPENDIX_RULES = (
    "Chỉ điền vào các ô nền trắng. Số liệu kỳ trước chỉ để tham khảo: nếu không thay đổi thì đánh dấu ở cột giữ số kỳ trước hoặc ghi "
    "lại; để trống cả dòng là chưa có số liệu. Số liệu tách được theo lĩnh vực thì ghi theo lĩnh vực, không ghi lại ở dòng không tách."
)
APPENDIX_WORKING_TABLE = (
    "Danh mục chỉ tiêu là biểu nhập số liệu của báo cáo, không phải mẫu biểu do cơ quan cấp trên ban hành."
)
APPENDIX_HINTS = {
    "value": "Số nguyên không âm. Không phát sinh thì ghi 0.",
    "confirmed": "Ghi {words} nếu số liệu kỳ trước còn đúng cho kỳ này.",
    "document": "Số, ký hiệu, ngày văn bản hoặc nguồn của số liệu.",
}
APPENDIX_NOTHING = "Chưa có số liệu"

# The internal file: the leader's page
INTERNAL_TITLE = "HỒ SƠ TRÌNH KÝ"
INTERNAL_AGENCY = "{parent} – {agency}"
INTERNAL_ABOUT = "Kèm theo Báo cáo số {number} {about}; lưu hành nội bộ {span}"
LEADER_FIGURES = {
    "received": "Hồ sơ tiếp nhận mới",
    "settled": "Hồ sơ đã giải quyết",
    "on_time_of_settled": "Giải quyết trước hạn và đúng hạn",
    "online_of_received": "Tiếp nhận trực tuyến",
    "post_in_of_received_listed": "Tiếp nhận qua dịch vụ BCCI",
    "post_out_of_returned": "Trả kết quả qua dịch vụ BCCI",
    "settled_late": "Hồ sơ đã giải quyết quá hạn",
    "pending_overdue": "Hồ sơ đang giải quyết quá hạn",
    "feedback_answered_in_time_share": "Phản ánh, kiến nghị trả lời đúng hạn",
    "products_done_of_due_share": "Sản phẩm đến hạn đã hoàn thành",
    "targets_met": "Chỉ tiêu đạt",
    "targets_missed": "Chỉ tiêu chưa đạt",
}
LEADER_CAPTION = "Số liệu chủ yếu {period} (thay đổi của tỷ lệ tính bằng điểm phần trăm)"
LEADER_PUBLISHED = "Theo Báo cáo số {document}: {names};"
LEADER_COUNTED_TOO = "số liệu khác của kỳ trước tính theo dữ liệu hiện nay."
LEADER_COUNTED = "Số liệu của kỳ trước tính theo dữ liệu hiện nay."
LEADER_RATE = "**Tỷ lệ giải quyết trước hạn và đúng hạn**"
LEADER_RATE_AGAIN = "Tỷ lệ này {told}."
LEADER_NOT_COMPARED = "{head} đạt {above}/{below} hồ sơ ({share})."
LEADER_NONE_SETTLED = "{head}: trong kỳ chưa có hồ sơ được giải quyết xong."
LEADER_CHANGES = "**So với {other}:** {told}."
LEADER_SUBJECTS = {
    "received": "hồ sơ tiếp nhận mới",
    "settled": "hồ sơ đã giải quyết",
    "online_of_received": "tỷ lệ trực tuyến",
    "post_in_of_received_listed": "tỷ lệ tiếp nhận qua dịch vụ BCCI",
    "post_out_of_returned": "tỷ lệ trả kết quả qua dịch vụ BCCI",
}
# Why: the groups that make at least half of the change, or those with the largest part in it.
WHY_MAINLY, WHY_LARGEST = ", chủ yếu do {prefix}{groups}", ", nhiều nhất do {prefix}{groups}"
WHY_ALSO = "; theo đơn vị: {groups}"
WHY_PREFIX = {"field": "lĩnh vực ", "unit": ""}
WHY_PUBLISHED_GAP = "; riêng {size} là do số đã công bố khác dữ liệu hiện nay"
WHY_UNKNOWN = "; số đã công bố khác dữ liệu hiện nay nên chưa tách được theo nhóm"
WHY_POINTS = ", làm {turn} {size} điểm phần trăm"
WHY_COUNT = "{name} ({turn} {size} {unit})"
WHY_LATE = "{name} ({above}/{below} hồ sơ quá hạn{points})"
WHY_IN_TIME = "{name} ({above}/{below} hồ sơ trước hạn và đúng hạn{points})"
WHY_SHARE = "{name} ({above}/{below} hồ sơ{points})"
WHY_WEIGHT = "{name} (tỷ trọng trong tổng số {weight}{points})"
LEADER_OVERDUE = "**Hồ sơ quá hạn:** {overdue} hồ sơ (đã giải quyết {late} hồ sơ, đang giải quyết {pending} hồ sơ){changed}; theo đơn vị: {units}."
LEADER_NONE_OVERDUE = "**Hồ sơ quá hạn:** trong kỳ không có."
LEADER_OF_UNIT = "{name} {count} {unit}"
LEADER_WORST = "Hồ sơ quá hạn nhiều ngày làm việc nhất (danh sách đầy đủ: xem Phụ lục IV của báo cáo)"
LEADER_ALL_OVERDUE = "Hồ sơ quá hạn, tính bằng ngày làm việc"
LEADER_NO_APOLOGY = "Chưa xin lỗi"
LEADER_PLAN_LATE = "**Kế hoạch:** chậm tiến độ {late} sản phẩm: {items}."
LEADER_PLAN_NONE_LATE = "**Kế hoạch:** không có sản phẩm chậm tiến độ."
LEADER_PLAN_ITEM, LEADER_AND_OTHERS = "nhiệm vụ {task} ({units}, hạn {day})", " và đơn vị khác"
LEADER_MORE = " và các sản phẩm nêu tại điểm 2 mục III của báo cáo"
LEADER_TARGETS = "**Chỉ tiêu:** {told}."
LEADER_TARGETS_MISSED = "chưa đạt {targets}"
LEADER_TARGETS_NONE_MISSED = "không có chỉ tiêu chưa đạt"
LEADER_TARGET, LEADER_TARGET_STRIVEN = "{name} ({share})", "{name} ({share}, mức phấn đấu)"
LEADER_TARGETS_NEW = "; so với {other} đạt thêm {targets}"
LEADER_TARGETS_LOST = "; so với {other} không còn đạt {targets}"
LEADER_TARGETS_SAME = "; so với {other} không chỉ tiêu nào đổi kết quả đánh giá"
LEADER_FEEDBACK = "**Phản ánh, kiến nghị (PAKN):** {told}."
LEADER_FEEDBACK_NO_DATA = "chưa có số liệu của kỳ báo cáo"
LEADER_FEEDBACK_NONE = "trong kỳ không phát sinh"
LEADER_FEEDBACK_RECEIVED = "tiếp nhận {received} PAKN"
LEADER_FEEDBACK_LATE = "; trả lời quá hạn: {units}"
LEADER_FEEDBACK_OVERDUE = "; đang xử lý quá hạn: {units}"
LEADER_FEEDBACK_NONE_LATE = "; không có PAKN quá hạn"

# The internal file: what the signer must know besides
EYE_COMPLETE = "**Dữ liệu:** đủ đến hết ngày {day}, ngày chốt số liệu của kỳ báo cáo."
EYE_PROVISIONAL = (
    "**Dữ liệu:** số liệu tạm tính đến hết ngày {day}, trước ngày chốt số liệu {end}; chưa phát hành được."
)
EYE_REJECTED = "**Dòng bị loại:** các tệp nguồn có {count} dòng bị loại, không có trong số liệu nào (xem mục VI); phát hành khi còn dòng bị loại của kỳ phải có người chấp nhận."
EYE_NONE_REJECTED = "**Dòng bị loại:** không có."
EYE_CHAIN = "**Đối chiếu với báo cáo trước:** {said}"
EYE_UNANSWERED = "**Giải trình:** còn {count} hồ sơ quá hạn chưa giải trình nguyên nhân hoặc chưa xin lỗi."
EYE_ANSWERED = "**Giải trình:** mọi hồ sơ quá hạn đã được giải trình và xin lỗi."
EYE_REPORTED = "**Báo cáo tiến độ:** {said}"
EYE_TARGETS, EYE_NONE_MISSED = "**Chỉ tiêu chưa đạt:**", "**Chỉ tiêu chưa đạt:** không có."
EYE_TARGET = "{id}. {label}: {share} (mức đặt ra: {wanted})"
EYE_UNPROVED = "**Sản phẩm báo cáo hoàn thành nhưng chưa có tài liệu kiểm chứng ({count} sản phẩm):**"
EYE_ALL_PROVED = "**Tài liệu kiểm chứng:** mọi sản phẩm hoàn thành đều nêu số văn bản."
EYE_NO_NOTES = "**Lời văn của đơn vị:** không có, báo cáo chỉ có lời văn lập từ số liệu."
EYE_NOTES_CHECKED = "**Lời văn của đơn vị:** không có số nào ghi tay; mọi số đều lấy từ số liệu."
EYE_NOTES = "**Số ghi tay trong lời văn, không có số liệu để kiểm tra:**"
EYE_NOTE = "mục “{section}”: {numbers}"
EYE_STALE = "**Hiệu chỉnh:** có hiệu chỉnh không còn áp dụng được, cần xem lại (mục VII)."

# The internal file: the last version, corrections, figures entered by hand
VERSION_NONE = "Chưa có phiên bản trước: báo cáo kỳ này chưa phát hành lần nào."
VERSION_SAME = "Phiên bản trước: Báo cáo số {document}. Đã đối chiếu {all} số liệu, không có số liệu thay đổi."
VERSION_CHANGED = "Phiên bản trước: Báo cáo số {document}. Đã đối chiếu {all} số liệu, {changed} số liệu thay đổi."
VERSION_GONE = "Có {gone} số liệu của phiên bản trước nay không còn được tính."
VERSION_EMPTY = "Phiên bản trước: Báo cáo số {document}, không kèm số liệu để đối chiếu."
VERSION_WHOLE, VERSION_DROPPED = "Toàn bộ", "Chỉ số đã bỏ"
NO_CORRECTIONS = "Không có hiệu chỉnh dữ liệu."
NONE_BY_HAND = "Kỳ này không có số liệu nhập tay."
NONE_FOR_OTHERS = "Không có tiến độ do đơn vị khác nhập thay."

# The reminder (công văn đôn đốc)
REMINDER_ABOUT = "V/v đôn đốc thực hiện và báo cáo tiến độ Kế hoạch số {number} {period}"
REMINDER_OPENING = (
    "Thực hiện Kế hoạch số {number} ngày {day} của {agency} về {title}; để tổng hợp báo cáo kết quả công tác cải cách hành chính "
    "(CCHC) {period} (số liệu chốt đến hết ngày {cutoff}), {agency} đề nghị {units} thực hiện các nội dung sau:"
)
REMINDER_UNITS = "các phòng, đơn vị"
REMINDER_STATE = (
    "1\\. Theo tiến độ đã báo cáo, tính đến hết ngày {day} có {parts} (chi tiết tại Phụ lục kèm theo). Đề nghị tập trung "
    "hoàn thành, bảo đảm thời hạn theo Kế hoạch."
)
REMINDER_PARTS = {
    "overdue": "{count} lượt sản phẩm chậm tiến độ",
    "soon": "{count} lượt sản phẩm đến hạn trong {days} ngày tới (đến hết ngày {last})",
    "silent": "{count} lượt sản phẩm chưa báo cáo",
    "unproved": "{count} lượt sản phẩm đã hoàn thành nhưng chưa có tài liệu kiểm chứng",
}
REMINDER_GROUPS = {
    "overdue": "Chậm tiến độ",
    "soon": "Đến hạn trong {days} ngày tới",
    "silent": "Chưa báo cáo",
    "unproved": "Đã hoàn thành, chưa có tài liệu kiểm chứng",
}
REMINDER_REPORT = (
    "2\\. Báo cáo từng sản phẩm theo biểu gửi kèm (tệp Excel hoặc Word): số, ký hiệu, ngày văn bản đối với sản phẩm đã hoàn thành; "
    "nguyên nhân, hướng xử lý đối với sản phẩm chậm tiến độ; ước thực hiện đến hết ngày 31/12/{year}; sản phẩm không phát sinh thì "
    "ghi rõ."
)
REMINDER_ANSWER = "3\\. Gửi báo cáo chậm nhất {day} để tổng hợp."
REMINDER_ANSWER_TO = "3\\. Gửi báo cáo về {collector} chậm nhất {day} để tổng hợp."
REMINDER_NO_DAY = "ngày …… tháng …… năm {year}"
REMINDER_CLOSING = "Đề nghị {units} quan tâm, thực hiện./."
REMINDER_ANNEX = "Sản phẩm cần tập trung thực hiện, báo cáo"
REMINDER_NOTE = "Sản phẩm phải thực hiện nhiều lần trong năm tính mỗi lần một lượt; sản phẩm do nhiều đơn vị chủ trì có ở bảng của từng đơn vị."
REMINDER_REFERENCE = "(Kèm theo Công văn số {number} {day} của {agency})"
REMINDER_SAME, REMINDER_FILED = "- Như trên;", "- Lưu: {filed_at}."

# What a number means, beside it on a page
MEANINGS_HEAD = "Định nghĩa các số liệu trong trang"
HOW_TERM, GROUNDS_TERM = "Cách tính", "Căn cứ"
PERIOD_TERM, OTHER_PERIOD_TERM = "Kỳ số liệu", "Kỳ so sánh"
PART_TERM, CHANGE_TERM, READING_TERM, ORIGIN_TERM = "Số này là", "Số này là", "Tính theo cách khác", "Nguồn số liệu"
RATIO_PARTS = {"numerator": "Tử số của “{ratio}”", "denominator": "Mẫu số của “{ratio}”"}
REST_MEANING = "Phần còn lại của 100% sau khi trừ tỷ lệ nêu cùng câu"
LOW_MEANING, HIGH_MEANING = "Giới hạn dưới của khoảng tin cậy (Wilson)", "Giới hạn trên của khoảng tin cậy (Wilson)"
CASES_MEANING = "Số trường hợp được tính"
ORIGIN_MEANINGS = {
    "published": "Số đã công bố trước đây",
    "reported": "Số nêu trong báo cáo kỳ trước",
    "version": "Số nêu trong phiên bản báo cáo đã phát hành",
}
ADJUSTED_MEANING = "Số của kỳ này trừ số {before} đã báo cáo và số {since}"
CHANGE_MEANINGS = {
    "": "mức tăng, giảm so với {other}",
    "relative": "mức tăng, giảm so với {other}, tính theo tỷ lệ của số kỳ đó",
    "contribution": "phần của nhóm trong thay đổi chung so với {other}",
    "rate": "phần thay đổi so với {other} do tỷ lệ của nhóm",
    "weight": "phần thay đổi so với {other} do tỷ trọng của nhóm",
    "unexplained": "phần thay đổi so với {other} mà dữ liệu hiện nay không giải thích được, do số đã công bố khác dữ liệu",
}
CHAIN_MEANINGS = {
    "": "Chênh lệch so với số đang giải quyết nêu tại {title}",
    "only_here": "Số hồ sơ chỉ có trong số chuyển sang kỳ này, không có tại {title}",
    "only_there": "Số hồ sơ chỉ có tại {title}, không có trong số chuyển sang kỳ này",
}
# What the groups are that figures are split by.
GROUP_WORDS = {
    "dossier_id": "Hồ sơ",
    "row_id": "Dòng của bảng kế hoạch",
    "field": "Lĩnh vực",
    "unit": "Phòng, đơn vị",
    "procedure": "Thủ tục hành chính",
    "channel": "Hình thức nộp",
    "cause": "Nguyên nhân quá hạn",
    "indicator": "Chỉ số nhập tay",
    "kind": "Loại",
    "level": "Cấp cơ quan",
    "group_no": "Nhóm nhiệm vụ",
    "lead_unit": "Đơn vị chủ trì",
    "support_unit": "Đơn vị phối hợp",
    "sub_plan": "Kế hoạch riêng",
    "rule": "Quy tắc kiểm tra",
    "target_id": "Chỉ tiêu",
    "criterion": "Tiêu chí",
    "score_field": "Lĩnh vực chấm điểm",
}

# Charts: what each is about, and the answer that its caption gives
MONTH_CAPTION = "Hồ sơ theo tháng báo cáo"
MONTH_ANSWER = "đã giải quyết {settled} tiếp nhận mới, đang giải quyết cuối kỳ {pending} đầu kỳ"
MORE_LESS_SAME = ("nhiều hơn", "ít hơn", "bằng")
MONTH_SERIES = {
    "received": "Tiếp nhận mới (hồ sơ)",
    "settled": "Đã giải quyết (hồ sơ)",
    "pending": "Đang giải quyết cuối tháng (hồ sơ)",
}
MONTH_AXIS, MONTHS_AXIS = "Tháng báo cáo năm {year}", "Tháng báo cáo"
CHANNEL_CAPTION = "Nộp trực tuyến, nộp và nhận kết quả qua dịch vụ BCCI so với chỉ tiêu"
CHART_TARGET = "chỉ tiêu {wanted}: {outcome}"
ALL_TARGETS_MET, SOME_TARGETS_MISSED = "các chỉ tiêu đều đạt", "còn chỉ tiêu chưa đạt"
TIME_CAPTION = "Thời gian giải quyết so với thời gian quy định"
TIME_UNITS = {"working_days": "", "calendar_days": " (TTHC tính theo ngày)"}
TIME_KEPT, TIME_SLOW = "các lĩnh vực đều trong thời gian quy định", "vượt thời gian quy định ở {names}"
TIME_MARK = "thời gian quy định"
AGE_CAPTION = "Hồ sơ đang giải quyết quá hạn theo số ngày quá hạn"
AGE_LONGEST, AGE_NONE = "lâu nhất {words}", "không có hồ sơ quá hạn"
PLAN_CAPTION = "Sản phẩm của Kế hoạch theo nhóm nhiệm vụ"
PLAN_PARTS = "hoàn thành {}, chậm tiến độ {}, còn lại {}"
PLAN_LATE, PLAN_NONE_LATE = "chậm tiến độ ở nhóm {names}", "không có sản phẩm chậm tiến độ"
YEAR_CAPTION = "Sản phẩm của Kế hoạch qua các mốc trong năm"
YEAR_SERIES = {
    "due": "Đến hạn (sản phẩm)",
    "done_of_due": "Đến hạn đã hoàn thành",
    "done": "Đã hoàn thành mọi lượt trong năm",
}
YEAR_OPEN, YEAR_MET = "còn sản phẩm đến hạn chưa hoàn thành", "sản phẩm đến hạn đều đã hoàn thành"
CHART_EMPTY = "không phát sinh"
