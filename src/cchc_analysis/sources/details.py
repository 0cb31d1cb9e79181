"""What is said of the values that a check found: in Vietnamese, with the nearest known word, and nothing of a person.

Only dates, numbers and words of vocabularies are ever quoted, and of these no text that looks like an identity number, a phone or
an e-mail address: a cell can hold what belongs into another column.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.sources.checks import Checking, RowCheck
from cchc_analysis.sources.columns import arrow_texts
from cchc_analysis.text import nearest

# How what is said to units names the columns of exports.
COLUMN_NAMES = {
    "dossier_id": "Mã hồ sơ", "procedure": "Mã TTHC", "procedure_name": "Tên thủ tục hành chính", "field": "Lĩnh vực",
    "unit": "Đơn vị giải quyết", "channel": "Hình thức nộp", "status": "Trạng thái", "submitted_date": "Ngày nộp",
    "received_date": "Ngày tiếp nhận", "due_date": "Ngày hẹn trả", "refused_date": "Ngày từ chối",
    "finished_date": "Ngày kết thúc xử lý", "returned_date": "Ngày trả kết quả",
    "supplement_requested_date": "Ngày yêu cầu bổ sung", "supplement_done_date": "Ngày bổ sung",
    "item_id": "Mã sản phẩm", "event_date": "Ngày ghi nhận", "fee_date": "Ngày thu",
}  # fmt: skip
_SAID_AS = COLUMN_NAMES | {
    "status_text": "Trạng thái", "estimate_text": "Ước thực hiện", "channel_text": "Hình thức nộp",
    "payment_text": "Hình thức thanh toán", "unit_text": "Đơn vị giải quyết", "field_text": "Lĩnh vực",
    "code_date": "Ngày trong mã hồ sơ", "exported_at": "Ngày xuất dữ liệu", "service_level": "Mức độ",
    "recomputed_due_date": "Ngày hẹn trả tính theo quy định", "own_received_date": "Ngày tiếp nhận (danh sách hồ sơ)",
    "own_finished_date": "Ngày kết thúc (danh sách hồ sơ)", "own_due_date": "Ngày hẹn trả dùng để tính",
    "own_last_listed_date": "Lần xuất hồ sơ sau cùng", "answered_date": "Ngày trả lời", "published_date": "Ngày công khai",
    "first_date": "Từ ngày", "last_date": "Đến ngày", "received": "Văn bản đến", "received_electronic": "Văn bản đến điện tử",
    "handled_online": "Xử lý trên mạng", "sent": "Văn bản đi", "sent_electronic": "Văn bản đi điện tử",
    "signed": "Văn bản ký số", "via_axis": "Gửi qua Trục", "cause_text": "Nguyên nhân", "apology_date": "Ngày xin lỗi",
    "new_due_date": "Ngày hẹn lại", "value": "Số liệu", "previous": "Số kỳ trước",
}  # fmt: skip
EMPTY, NOT_QUOTED = "(trống)", "(không nêu)"
_LONGEST = 60
# Nine digits and more with nothing but the marks of phone numbers between them, or an e-mail address.
_PERSONAL = re.compile(r"@|(?:\+?\d[ .()-]{0,2}){9,}")
_CODE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,3}-\d{6,8}-\d{4,7}")


def details(rows: pd.DataFrame, check: RowCheck, checking: Checking) -> "pd.Series[str]":
    """For each row the values that the check looks at, "Ngày tiếp nhận: 12/03/2021; …"; missing where it quotes none."""
    parts = [arrow_texts(_said(rows, column, check, checking)) for column in check.columns]
    if not parts or not len(rows):
        return pd.Series(None, index=rows.index, dtype="str")
    # By whole columns: an export from another calendar can have every row flagged.
    joined = pc.binary_join_element_wise(*parts, pa.scalar("; ", parts[0].type), null_handling="skip")
    return pd.Series(pd.array(pc.if_else(pc.equal(joined, ""), None, joined), dtype="str"), index=rows.index)


def _said(rows: pd.DataFrame, column: str, check: RowCheck, checking: Checking) -> pd.Series:
    if column in ("unreadable", "masked"):  # say their columns themselves, and quote only what is written like a date
        return rows[column]
    known = checking.known.get(column, ()) if check.name.startswith("unknown_") else ()
    said = f"{_SAID_AS[column]}: " + _values(rows[column], known)
    if "exported_at" in check.columns:  # of many dates those that are later
        return said.where(rows[column].ge(rows["exported_at"]))
    return said


def _values(column: pd.Series, known: Sequence[str]) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        places, days = pd.factorize(column, use_na_sentinel=True)
        texts = [day.strftime("%d/%m/%Y") for day in pd.DatetimeIndex(days)]
    else:
        places, words = pd.factorize(column.astype("str"), use_na_sentinel=True)
        texts = [quoted(word, known) for word in words]
    return pd.Series(pd.array([*texts, EMPTY], dtype="str").take(places), index=column.index)  # −1 is the last: missing


def quoted(word: str, known: Sequence[str] = ()) -> str:
    """The word as it may be shown, and of the known ones that do not have it the one most like it."""
    if (_PERSONAL.search(word) or _is_like_a_person(word)) and not _CODE.fullmatch(word):
        return NOT_QUOTED
    shown = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
    like = nearest(word, known, 1)
    return f"{shown} (gần nhất: {like[0]})" if like else shown


def _is_like_a_person(word: str) -> bool:
    """Several words that all begin with a capital letter, as a name, or that have a number among them, as an address; or other words and
    then a name, as where the sign between two cells was lost ("Phòng Bưu chính" has no two names in a row after its first word).
    """
    parts = word.split()
    later = [part.istitle() for part in parts[1:]]
    has_name = any(one and other for one, other in pairwise(later))
    return len(parts) > 1 and (any(map(str.isdigit, word)) or all(part[0].isupper() for part in parts) or has_name)
