"""The kinds of files that stand beside the dossiers: what each row changes, what it is held against, which one of several counts."""

from collections.abc import Mapping as Dict
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources.build import CleanTables, _assemble, _Part
from cchc_analysis.sources.dossiers import mapped_rows
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import load_mappings
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.sources.recognise import recognise
from cchc_analysis.sources.reference import load_reference

DATA = Path(__file__).parents[2] / "data"
MAPPINGS = load_mappings(DATA / "mappings")
REFERENCE = load_reference(DATA / "reference")
DAY = date(2021, 4, 1)
DOSSIER_HEADS = (
    "Mã hồ sơ",
    "Mã TTHC",
    "Hình thức nộp",
    "Trạng thái",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
)


def part(kind: str, heads: tuple[str, ...], *lines: tuple[str, ...], file: str = "", day: date = DAY) -> _Part:
    sheet = Sheet.of(file or f"{kind}.xlsx", "", (heads, *lines))
    table = find_table(sheet, [mapping for mapping in MAPPINGS if mapping.table == kind])
    intake = Intake(sheet.file, kind, day, day, day)
    return _Part(kind, table, mapped_rows(table, intake), intake)


def built(*parts: _Part) -> CleanTables:
    return _assemble(parts, REFERENCE, [])


def dossiers(**states: tuple[str, str]) -> _Part:
    """Dossiers received on 01/03/2021 and due on the 10th; each keyword is the end of a code: (status, day of end)."""
    lines = [
        (f"H21.15-210301-{code[1:]}", "1.003868", "Trực tuyến", status, "01/03/2021", "10/03/2021", ended)
        for code, (status, ended) in states.items()
    ]
    return part("dossiers", DOSSIER_HEADS, *lines)


def rules(tables: CleanTables, kind: str) -> dict[int, set[str]]:
    """Row → the rules that it met."""
    found = tables.findings[tables.findings["source_file"].str.startswith(kind)]
    return {int(row): set(of_row["rule"]) for row, of_row in found.groupby("source_row")}


WITHDRAWN_HEADS = ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Lý do xin rút/ trả lại", "Ngày nhận", "Ngày kết thúc xử lý")


def withdrawn(code: str, ended: str) -> tuple[str, ...]:
    return ("1", code, "Văn Mẫu", "thiếu giấy tờ", "01/03/2021", ended)


class TestWithdrawn:
    @pytest.mark.parametrize(
        ("status", "ended", "listed", "expected", "rule"),
        [
            pytest.param("Đang xử lý", "", "05/03/2021", ("withdrawn", "2021-03-05"), "withdrawn_but_listed", id="open"),
            pytest.param("Chờ bổ sung", "", "02/04/2021", ("paused", None), "date_after_export", id="after-export"),
            pytest.param("", "", "01/04/2021", ("withdrawn", "2021-04-01"), "missing_status", id="no-status"),
            pytest.param("", "04/03/2021", "04/03/2021", ("withdrawn", "2021-03-04"), "", id="end-without-status"),
            pytest.param("", "04/03/2021", "05/03/2021", ("withdrawn", "2021-03-04"), "withdrawal_date_differs", id="own-end-stays"),
            pytest.param("Xin rút", "05/03/2021", "05/03/2021", ("withdrawn", "2021-03-05"), "", id="known-already"),
            pytest.param("Xin rút", "05/03/2021", "06/03/2021", ("withdrawn", "2021-03-05"), "withdrawal_date_differs", id="another-day"),
            pytest.param("Đã trả", "05/03/2021", "05/03/2021", ("finished", "2021-03-05"), "withdrawn_but_finished", id="finished"),
            pytest.param("Không tiếp nhận", "", "05/03/2021", ("refused", None), "withdrawn_not_received", id="refused"),
            pytest.param("Đang xử lý", "", "28/02/2021", ("pending", None), "withdrawn_before_received", id="before-receipt"),
            pytest.param("Đang xử lý", "", "", ("pending", None), "missing_withdrawal_date", id="no-day"),
        ],
    )  # fmt: skip
    def test_fills_what_is_lacking_and_overrules_nothing(
        self, status: str, ended: str, listed: str, expected: tuple[str, str | None], rule: str
    ) -> None:
        tables = built(
            dossiers(c0001=(status, ended), c0002=("Đã trả", "09/03/2021")),
            part("withdrawn", WITHDRAWN_HEADS, withdrawn("H21.15-210301-0001", listed)),
        )
        one = tables.dossiers.set_index("dossier_id").loc["H21.15-210301-0001"]
        assert one["status"] == expected[0]
        assert (one["finished_date"] if pd.notna(one["finished_date"]) else None) == (
            pd.Timestamp(expected[1]) if expected[1] else None
        )
        assert one["is_withdrawn"] == (expected[0] == "withdrawn")
        if rule != "missing_status":
            assert rules(tables, "withdrawn").get(2, set()) == ({rule} if rule else set())

    def test_codes_in_another_form_match_and_unknown_ones_are_rejected(self) -> None:
        tables = built(
            dossiers(c0001=("Đang xử lý", "")),
            part("withdrawn", WITHDRAWN_HEADS, withdrawn(" 000.00.15.h21-210301-0001 ", "01/04/2021"), withdrawn("H21.15-210301-0009", "01/04/2021")),
        )  # fmt: skip
        assert tables.dossiers["status"].tolist() == ["withdrawn"]
        assert rules(tables, "withdrawn") == {3: {"unknown_dossier"}}

    def test_the_latest_export_counts_and_the_earlier_one_is_accounted_for(self) -> None:
        first = part(
            "withdrawn", WITHDRAWN_HEADS, withdrawn("H21.15-210301-0001", "05/03/2021"), file="withdrawn-1.xlsx"
        )
        line = withdrawn("H21.15-210301-0001", "08/03/2021")
        second = part("withdrawn", WITHDRAWN_HEADS, line, line, file="withdrawn-2.xlsx", day=date(2021, 4, 2))
        tables = built(dossiers(c0001=("Đang xử lý", "")), second, first)
        assert tables.dossiers["finished_date"].tolist() == [pd.Timestamp(2021, 3, 8)]
        assert rules(tables, "withdrawn-1") == {2: {"newer_export", "withdrawn_but_listed"}}
        assert rules(tables, "withdrawn-2")[3] == {"identical", "withdrawn_but_listed"}

    def test_two_contents_on_one_day_are_a_conflict(self) -> None:
        lines = withdrawn("H21.15-210301-0001", "05/03/2021"), withdrawn("H21.15-210301-0001", "08/03/2021")
        with pytest.raises(ConflictError, match=r"same dossier_id .*withdrawn.xlsx, row 3"):
            built(dossiers(c0001=("Đang xử lý", "")), part("withdrawn", WITHDRAWN_HEADS, *lines))


def test_the_overdue_list_is_held_against_our_dossiers_and_changes_nothing() -> None:
    heads = ("STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Đơn vị giải quyết", "Cán bộ đang xử lý", "Ghi chú")
    ours = dossiers(c0001=("Đang xử lý", ""), c0002=("Đã trả", "09/03/2021"))
    listed = [
        ("1", "H21.15-210301-0001", "01/03/2021", "10/03/2021", "Phòng A", "Văn Mẫu", ""),
        ("2", "H21.15-210301-0002", "01/03/2021", "12/03/2021", "Phòng A", "", ""),
        ("3", "H21.15-210301-0007", "01/03/2021", "10/03/2021", "Phòng A", "", ""),
    ]
    tables = built(ours, part("overdue", heads, *listed))
    assert rules(tables, "overdue") == {3: {"listed_due_date_differs", "listed_overdue_is_not"}, 4: {"unknown_dossier"}}
    pd.testing.assert_frame_equal(tables.dossiers, built(ours).dossiers)


FEEDBACK_HEADS = ("STT", "Mã PAKN", "Người gửi", "Nội dung phản ánh", "Phân loại", "Đơn vị xử lý", "Trạng thái", "Ngày tiếp nhận", "Hạn xử lý", "Ngày trả lời", "Ngày công khai")  # fmt: skip
FEEDBACK = {
    "Mã PAKN": "PA-1", "Người gửi": "Văn Mẫu", "Nội dung phản ánh": "gọi 0900001234", "Phân loại": "Hành vi hành chính",
    "Đơn vị xử lý": "Văn phòng", "Trạng thái": "Đã trả lời", "Ngày tiếp nhận": "01/03/2021", "Hạn xử lý": "22/03/2021",
    "Ngày trả lời": "10/03/2021", "Ngày công khai": "11/03/2021",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({}, "", id="whole"),
        pytest.param({"Mã PAKN": ""}, "missing_feedback_code", id="no-code"),
        pytest.param({"Ngày tiếp nhận": ""}, "missing_feedback_date", id="no-receipt"),
        pytest.param({"Trạng thái": "Đang chuyển"}, "unknown_feedback_status", id="status"),
        pytest.param({"Ngày trả lời": "", "Ngày công khai": ""}, "answered_without_date", id="answered-when"),
        pytest.param({"Ngày trả lời": "28/02/2021"}, "answered_before_received", id="answered-before"),
        pytest.param({"Ngày công khai": "02/04/2021"}, "date_after_export", id="future"),
        pytest.param({"Ngày công khai": "09/03/2021"}, "published_before_answered", id="published-before"),
        pytest.param({"Phân loại": ""}, "unclassified_feedback", id="kind"),
        pytest.param({"Đơn vị xử lý": "Phòng không có"}, "unlisted_feedback_unit", id="unit"),
        pytest.param({"Ngày trả lời": "hôm qua"}, "unreadable_date", id="date"),
    ],
)
def test_feedback_is_checked_and_holds_nothing_of_who_wrote_it(changes: Dict[str, str], rule: str) -> None:
    row = {**FEEDBACK, **changes}
    tables = built(
        dossiers(c0001=("Đang xử lý", "")),
        part("feedback", FEEDBACK_HEADS, tuple(row.get(head, "1") for head in FEEDBACK_HEADS)),
    )
    assert rules(tables, "feedback").get(2, set()) == ({rule} if rule else set())
    outcome = {check.name: check.outcome for check in FEEDS["feedback"].checks}.get(rule, "")
    assert len(tables["feedback"]) == (outcome != "rejected")
    if not rule:
        kept = tables["feedback"].iloc[0]
        assert (kept["unit"], kept["kind"], kept["status"]) == ("VP", "conduct", "answered")
    told = pd.concat([tables["feedback"].astype(str).stack(), tables.findings.astype(str).stack()]).str.cat(sep="|")
    assert "Văn Mẫu" not in told and "0900001234" not in told


DOCUMENT_HEADS = ("TT", "Đơn vị", "Từ ngày", "Đến ngày", "Văn bản đến", "Văn bản đến điện tử", "Xử lý trên mạng", "Văn bản đi", "Văn bản đi điện tử", "Ký số", "Qua Trục liên thông", "Văn bản mật")  # fmt: skip
WHOLE = ("1", "Thanh tra", "01/01/2021", "31/03/2021", "1.245", "1.245", "1.200", "300", "290", "290", "250", "3")


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        pytest.param("TT", "1", "", id="whole"),
        pytest.param("Đơn vị", "", "missing_unit", id="no-unit"),
        pytest.param("Đơn vị", "Phòng không có", "unlisted_unit", id="unit"),
        pytest.param("Đến ngày", "", "missing_span", id="no-end"),
        pytest.param("Đến ngày", "31/12/2020", "reversed_span", id="reversed"),
        pytest.param("Đến ngày", "30/06/2021", "date_after_export", id="not-over"),
        pytest.param("Văn bản đi", "ba trăm", "unreadable_number", id="number"),
        pytest.param("Văn bản đi", "", "missing_number", id="no-number"),
        pytest.param("Văn bản đến điện tử", "1246", "more_received_electronic_than_received", id="electronic-in"),
        pytest.param("Xử lý trên mạng", "1246", "more_handled_online_than_received", id="online"),
        pytest.param("Văn bản đi điện tử", "301", "more_sent_electronic_than_sent", id="electronic-out"),
        pytest.param("Ký số", "291", "more_signed_than_sent_electronic", id="signed"),
        pytest.param("Qua Trục liên thông", "291", "more_via_axis_than_sent_electronic", id="axis"),
    ],
)
def test_counts_of_documents_are_whole_numbers_that_fit_together(column: str, cell: str, rule: str) -> None:
    row = tuple(cell if head == column else value for head, value in zip(DOCUMENT_HEADS, WHOLE, strict=True))
    tables = built(dossiers(c0001=("Đang xử lý", "")), part("documents", DOCUMENT_HEADS, row))
    assert rules(tables, "documents").get(2, set()) == ({rule} if rule else set())
    if rule:
        assert tables["documents"].empty
    else:
        kept = tables["documents"].iloc[0]
        assert (kept["unit"], kept["received"], kept["confidential"]) == ("TTRA", 1245, 3)


EXPLAINED_HEADS = ("TT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc", "Nguyên nhân", "Diễn giải", "Số văn bản xin lỗi", "Ngày xin lỗi", "Ngày hẹn lại")  # fmt: skip
# Dossier 0001 was received on 01/03, due on the 10th and settled on the 12th; the form came back on 01/04.
EXPLAINED = ("1", "H21.15-210301-0001", "01/03/2021", "10/03/2021", "12/03/2021", "Hồ sơ phức tạp", "", "7/PXL", "10/03/2021", "12/03/2021")  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({}, "", id="whole"),
        pytest.param({"Mã hồ sơ": "000.00.15.h21-210301-0001"}, "", id="code-in-the-older-order"),
        pytest.param({"Nguyên nhân": "HỒ SƠ  PHỨC TẠP "}, "", id="cause-as-typed"),
        pytest.param({"Ngày xin lỗi": "09/03/2021"}, "", id="apology-before-the-due-date"),
        pytest.param({"Ngày hẹn lại": "30/04/2021"}, "", id="promise-after-the-form-came"),
        pytest.param({"Mã hồ sơ": "H21.15-210301-0099"}, "unknown_dossier", id="dossier"),
        pytest.param({"Nguyên nhân": "Bận việc"}, "unknown_cause", id="cause"),
        pytest.param({"Ngày xin lỗi": "02/04/2021"}, "date_after_export", id="apology-after-the-form-came"),
        pytest.param({"Ngày xin lỗi": "28/02/2021"}, "apology_before_received", id="apology-before-receipt"),
        pytest.param({"Ngày hẹn lại": "tuần sau"}, "unreadable_date", id="date"),
        pytest.param({"Nguyên nhân": ""}, "missing_cause", id="no-cause"),
        pytest.param({"Ngày xin lỗi": ""}, "apology_without_date", id="apology-when"),
        pytest.param({"Ngày xin lỗi": "11/03/2021"}, "apology_after_due_date", id="apology-too-late"),
        pytest.param({"Ngày hẹn lại": "10/03/2021"}, "new_date_not_later", id="promised-for-the-due-date"),
        pytest.param({"Mã hồ sơ": "H21.15-210301-0002"}, "explained_not_overdue", id="settled-on-the-due-date"),
    ],
)
def test_explanations_are_held_against_the_dossier(changes: Dict[str, str], rule: str) -> None:
    row = {**dict(zip(EXPLAINED_HEADS, EXPLAINED, strict=True)), "Diễn giải": "Ông Nguyễn Văn Mẫu nộp chậm", **changes}
    tables = built(
        dossiers(c0001=("Đã trả", "12/03/2021"), c0002=("Đã trả", "10/03/2021")),
        part("explanations", EXPLAINED_HEADS, tuple(row.values())),
    )
    assert rules(tables, "explanations").get(2, set()) == ({rule} if rule else set())
    outcome = {check.name: check.outcome for check in FEEDS["explanations"].checks}.get(rule, "")
    assert len(tables["explanations"]) == (outcome != "rejected")
    if not rule:
        (kept,) = tables["explanations"].to_dict("records")
        assert (kept["field"], kept["unit"], kept["cause"], kept["apology_no"]) == ("XB", "TTBCXB", "complex", "7/PXL")
    assert "Văn Mẫu" not in tables["explanations"].to_csv() + tables.findings.to_csv()


def test_a_pending_dossier_is_overdue_once_its_due_date_is_past() -> None:
    line = ("1", "H21.15-210301-0001", "01/03/2021", "10/03/2021", "", "Lỗi hệ thống", "", "", "", "")
    for day, rule in ((date(2021, 3, 10), {"explained_not_overdue"}), (date(2021, 3, 11), set[str]())):
        ours = part("dossiers", DOSSIER_HEADS, ("H21.15-210301-0001", "1.003868", "Trực tuyến", "Đang xử lý", "01/03/2021", "10/03/2021", ""))  # fmt: skip
        tables = built(ours, part("explanations", EXPLAINED_HEADS, line, day=day))
        assert rules(tables, "explanations").get(2, set()) == rule


def test_what_is_told_anew_takes_the_place_of_what_was_told_before() -> None:
    again = (*EXPLAINED[:5], "Lỗi hệ thống", *EXPLAINED[6:])
    first, second = (
        part("explanations", EXPLAINED_HEADS, line, file=f"explanations-{number}.xlsx", day=date(2021, 4, number))
        for number, line in ((1, EXPLAINED), (2, again))
    )
    tables = built(dossiers(c0001=("Đã trả", "12/03/2021")), second, first)
    assert tables["explanations"]["cause"].tolist() == ["system"]
    assert rules(tables, "explanations-1") == {2: {"newer_export"}}


LIST_HEADS = ("STT", "Tên thủ tục hành chính", "Mã hồ sơ", "Trạng thái", "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")  # fmt: skip


class TestListsWithoutChannels:
    NAME = str(REFERENCE.procedures.set_index("procedure").loc["1.003868", "name"])

    def ours(self, *codes: str) -> _Part:
        return part("dossiers", LIST_HEADS, *((str(n), self.NAME.upper(), code, "Đang xử lý", "01/03/2021", "01/03/2021", "10/03/2021", "") for n, code in enumerate(codes, 1)))  # fmt: skip

    def test_the_lists_of_online_and_of_posted_dossiers_tell_them(self) -> None:
        codes = [f"H21.15-210301-000{number}" for number in range(1, 5)]
        online = part("online", ("Mã hồ sơ", "Ngày nộp"), *((code, "01/03/2021") for code in ("000.00.15.H21-210301-0001", codes[3])))  # fmt: skip
        posted = part(
            "postal_in", ("Mã hồ sơ", "Ngày bưu điện nhận hồ sơ"), *((code, "01/03/2021") for code in codes[2:])
        )
        found = built(self.ours(*codes), online, posted).dossiers.set_index("dossier_id")
        assert found["channel"].to_dict() == dict(zip(codes, ("online", "direct", "postal", "online"), strict=True))
        assert found["via_post_in"].tolist() == [False, False, True, True]
        assert set(found["procedure"]) == {"1.003868"}, "found by its name alone"

    def test_without_a_list_of_online_dossiers_nothing_is_taken_for_granted(self) -> None:
        assert rules(built(self.ours("H21.15-210301-0001")), "dossiers") == {2: {"unknown_channel"}}


# The heads of exports as vendors' code has them (domain facts, 9.1 and 3.6), and the kind that each is known as.
SEEN = {
    "dossiers": "STT, Đơn vị tiếp nhận, Tên thủ tục hành chính, Mã hồ sơ, Trạng thái, Địa chỉ, Người nộp, Chủ hồ sơ, Ngày nộp hồ sơ, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý",
    "dossiers, content": "STT, Đơn vị tiếp nhận, Nội dung hồ sơ, Mã hồ sơ, Trạng thái, Địa chỉ, Người nộp, Chủ hồ sơ, Ngày nộp hồ sơ, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý",
    "withdrawn": "STT, Đơn vị tiếp nhận, Tên thủ tục hành chính, Mã hồ sơ, Trạng thái, Địa chỉ, Chủ hồ sơ, Lý do xin rút/ trả lại, Ngày nộp, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý",
    "overdue": "STT, Đơn vị tiếp nhận, Lĩnh vực, Tên TTHC, Mã hồ sơ, Trạng thái, Địa chỉ, Chủ hồ sơ, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý, Đơn vị/cá nhân giải quyết",
    "overdue, annex I": "STT, Mã hồ sơ, Ngày tiếp nhận, Ngày hẹn trả, Ngày có kết quả, Đơn vị giải quyết, Ghi chú",
    "overdue, annex II": "STT, Mã hồ sơ, Ngày tiếp nhận, Ngày hẹn trả, Đơn vị giải quyết, Cán bộ đang xử lý, Ghi chú",
    "postal_out": "STT, Đơn vị tiếp nhận, Tên TTHC, Mã hồ sơ, Trạng thái, Chủ hồ sơ, Thông tin người nhận kết quả qua BCCI, SĐT, Mã vận đơn bưu điện, Phí thu hộ, Ngày nộp, Ngày nhận, Ngày hẹn trả, Ngày kết thúc xử lý",
    "postal_out, registered": "STT, Số hiệu giấy tờ (Mã hồ sơ), Nội dung hồ sơ, Số CCCD chủ hồ sơ, Họ tên người nhận kết quả, Địa chỉ đăng ký nhận, SĐT, Ngày công dân đăng ký, Ngày bưu điện nhận kết quả, Số ký hiệu kết quả, Cước bưu điện thu",
    "fees": "STT, Mã hồ sơ, Người nộp, Chủ hồ sơ, Địa chỉ, Hình thức thu, Hình thức thanh toán, Thu phí/lệ phí (VNĐ), Ngày thu",
    "dossiers, national": "MaHoSo, MaTTHC, TenTTHC, MaLinhVuc, TenLinhVuc, KenhThucHien, ChuHoSo, LoaiDoiTuong, MaDoiTuong, SoGiayToChuHoSo, ThongTinKhac, Email, Fax, SoDienThoai, TrichYeuHoSo, NgayTiepNhan, NgayHenTra, TrangThaiHoSo, NgayTra, ThongTinTra, HinhThuc, NgayKetThucXuLy, DonViXuLy, GhiChu, NoiNopHoSo, HoSoCoThanhPhanSoHoa, TaiKhoanDuocXacThucVoiVNeID, DuocThanhToanTrucTuyen, NgayTuChoi, DinhDanhCHS, NgayNopHoSo, DSKetNoiCSDL",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(SEEN))
def test_layouts_that_were_seen_are_known_whole_by_their_heads(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.csv").write_text(SEEN[kind].replace(", ", ";") + "\n", encoding="utf-8")
    assert recognise(tmp_path / "a.csv", "a.csv", MAPPINGS).kind == kind.split(",")[0]


def test_the_national_codes_and_moments_are_read() -> None:
    heads = (
        "MaHoSo",
        "MaTTHC",
        "KenhThucHien",
        "TrangThaiHoSo",
        "ChuHoSo",
        "NgayTiepNhan",
        "NgayHenTra",
        "NgayKetThucXuLy",
        "NgayTra",
    )
    lines = [
        ("H21.15-210301-0001", "1.003868.000.00.00.H21", "2", "10", "Văn Mẫu", "20210301083000", "20210310170000", "20210309101500", "20210311080000"),
        ("H21.15-210301-0002", "1.003868", "3", "4", "Văn Mẫu", "20210301083000", "20210310170000", "", ""),
        ("H21.15-210301-0003", "1.003868", "", "7", "Văn Mẫu", "20210301083000", "", "20210302083000", ""),
        ("H21.15-210301-0004", "1.003868", "1", "11", "Văn Mẫu", "20210301083000", "", "", ""),
    ]  # fmt: skip
    tables = built(part("dossiers", heads, *lines))
    found = tables.dossiers
    assert found["channel"].tolist() == ["online", "postal"]
    assert found["status"].tolist() == ["finished", "pending"]
    assert found["finished_date"].tolist()[0] == pd.Timestamp(2021, 3, 9)
    assert rules(tables, "dossiers") == {4: {"unknown_channel"}, 5: {"unknown_status"}}


def test_opencps_states_and_its_two_ends_are_read() -> None:
    heads = (
        "dossierNo",
        "serviceCode",
        "applicantName",
        "online",
        "dossierStatus",
        "receiveDate",
        "dueDate",
        "releaseDate",
        "finishDate",
    )
    lines = [
        ("H21.15-210301-0001", "1.003868", "Văn Mẫu", "true", "done", "01/03/2021 08:30:00", "10/03/2021 17:00:00", "09/03/2021 10:15:00", "11/03/2021 08:00:00"),
        ("H21.15-210301-0002", "1.003868", "Văn Mẫu", "false", "waiting", "01/03/2021 08:30:00", "10/03/2021 17:00:00", "", ""),
    ]  # fmt: skip
    found = built(part("dossiers", heads, *lines)).dossiers
    assert found["channel"].tolist() == ["online", "direct"]
    assert found["status"].tolist() == ["finished", "paused"]
    assert found["finished_date"].tolist()[0] == pd.Timestamp(2021, 3, 9)
    assert found["returned_date"].tolist()[0] == pd.Timestamp(2021, 3, 11)
