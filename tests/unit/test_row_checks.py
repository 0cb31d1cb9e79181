"""The checks of rows one by one, what settings may make of them, and what is said of the values that they found."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.errors import SettingsError
from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.present.row_rules import row_rules
from cchc_analysis.settings import load_settings
from cchc_analysis.sources.checks import AS_SET, OUTCOME_SETTINGS, Checking, refuse_outcomes
from cchc_analysis.sources.details import NOT_QUOTED, quoted
from cchc_analysis.sources.dossiers import Rows, clean_dossiers, dossier_rows, mapped_rows, one_row_per_dossier
from cchc_analysis.sources.feeds import CHECKS, FEEDS
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.sources.reference import Reference, load_reference
from cchc_analysis.tables import FINDINGS

ROOT = Path(__file__).parents[2]
ONE_STOP = load_mapping(ROOT / "data" / "mappings" / "mot-cua-danh-sach.toml")
EXPORTED = date(2021, 3, 1)
# Six working days from 01/02/2021; the next one after 09/02 is 17/02, when the Tết holiday is over.
SOUND = {
    "Mã hồ sơ": "H21.15-210201-0001", "Mã TTHC": "1.003868", "Lĩnh vực": "Xuất bản, In và Phát hành",
    "Đơn vị giải quyết": "Phòng Thông tin - Báo chí - Xuất bản", "Hình thức nộp": "Trực tuyến", "Trạng thái": "Đã trả",
    "Ngày nộp": "01/02/2021", "Ngày nhận": "01/02/2021", "Ngày hẹn trả": "09/02/2021", "Ngày kết thúc xử lý": "17/02/2021",
    "Ngày trả kết quả": "17/02/2021", "Ngày yêu cầu bổ sung": "", "Ngày bổ sung": "", "Ngày từ chối": "",
}  # fmt: skip
PENDING = {"Trạng thái": "Đang xử lý", "Ngày kết thúc xử lý": "", "Ngày trả kết quả": ""}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(ROOT / "data" / "reference")


def checked(reference: Reference | None, change: dict[str, str], checking: Checking = AS_SET) -> Rows:
    sheet = Sheet.of("a.csv", "", (tuple(SOUND), tuple((SOUND | change).values())))
    intake = Intake("a.csv", "dossiers", EXPORTED, EXPORTED, EXPORTED)
    return dossier_rows([mapped_rows(find_table(sheet, [ONE_STOP]), intake)], reference, checking)


def met(rows: Rows) -> dict[str, str]:
    return dict(zip(rows.findings["rule"], rows.findings["outcome"], strict=True))


def test_a_sound_row_meets_no_check(reference: Reference) -> None:
    assert met(checked(reference, {})) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        pytest.param({"Ngày nộp": "02/02/2021"}, {"submitted_after_received": "flagged"}, id="submitted-after-received"),
        pytest.param({"Ngày trả kết quả": "16/02/2021"}, {"returned_before_finished": "flagged"}, id="returned-first"),
        pytest.param(PENDING | {"Ngày trả kết quả": "17/02/2021"}, {"returned_without_end": "flagged"}, id="no-end"),
        pytest.param(
            {"Ngày trả kết quả": "31/01/2021"}, {"returned_before_received": "rejected"}, id="returned-before-receipt"
        ),
        pytest.param(
            {"Ngày hẹn trả": "29/01/2021"},
            {"due_before_received": "flagged", "due_date_implausible": "flagged"},
            id="two-flags-due-before-receipt",
        ),
        pytest.param({"Ngày hẹn trả": "18/02/2021"}, {}, id="two-working-days-late-is-plausible"),
        pytest.param({"Ngày hẹn trả": "19/02/2021"}, {"due_date_implausible": "flagged"}, id="three-working-days-late"),
        pytest.param({"Ngày hẹn trả": "04/02/2021"}, {"due_date_implausible": "flagged"}, id="three-working-days-early"),
        pytest.param(
            {"Ngày hẹn trả": "19/02/2021", "Ngày yêu cầu bổ sung": "03/02/2021", "Ngày bổ sung": "05/02/2021"},
            {},
            id="a-supplement-may-move-it",
        ),
        pytest.param(
            {"Ngày yêu cầu bổ sung": "05/02/2021", "Ngày bổ sung": "03/02/2021"},
            {"supplement_done_before_requested": "flagged"},
            id="answered-before-asked",
        ),
        *(
            pytest.param({head: "02/03/2021"}, {"date_after_export": "rejected"}, id=f"after-export-{head}")
            for head in ("Ngày nộp", "Ngày trả kết quả", "Ngày yêu cầu bổ sung", "Ngày bổ sung", "Ngày từ chối")
        ),
        pytest.param(PENDING | {"Ngày hẹn trả": "17/03/2021"}, {"due_date_implausible": "flagged"}, id="due-later-is-no-event"),
        pytest.param({"Đơn vị giải quyết": "Phòng Hợp tác"}, {"unknown_unit": "flagged"}, id="unknown-unit"),
        pytest.param({"Lĩnh vực": "Chuyển đổi số"}, {"unknown_field": "flagged"}, id="unknown-field"),
        pytest.param({"Lĩnh vực": "BƯU CHÍNH"}, {"field_differs": "flagged"}, id="field-of-another-procedure"),
        pytest.param({"Lĩnh vực": "Xuất bản, in, phát hành"}, {}, id="another-spelling-of-the-field"),
    ],
)  # fmt: skip
def test_a_defective_row_meets_its_check(reference: Reference, change: dict[str, str], rules: dict[str, str]) -> None:
    assert met(checked(reference, change)) == rules


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        pytest.param(
            {"Ngày kết thúc xử lý": "29/01/2021"}, "Ngày tiếp nhận: 01/02/2021; Ngày kết thúc xử lý: 29/01/2021", id="both"
        ),
        pytest.param(
            {"Ngày hẹn trả": "19/02/2021"},
            "Ngày tiếp nhận: 01/02/2021; Ngày hẹn trả: 19/02/2021; Ngày hẹn trả tính theo quy định: 09/02/2021",
            id="due-dates",
        ),
        pytest.param(
            {"Ngày trả kết quả": "17/02/2022"}, "Ngày trả kết quả: 17/02/2022; Ngày xuất dữ liệu: 01/03/2021", id="later-only"
        ),
        pytest.param(
            {"Ngày kết thúc xử lý": ""}, "Trạng thái: Đã trả; Ngày kết thúc xử lý: (trống)", id="missing"
        ),
        pytest.param(
            {"Trạng thái": "Đã trả kết qủa"}, "Trạng thái: Đã trả kết qủa (gần nhất: Đã trả kết quả)", id="nearest-status"
        ),
        pytest.param({"Hình thức nộp": "Trưc tuyến"}, "Hình thức nộp: Trưc tuyến (gần nhất: Trực tuyến)", id="channel"),
        pytest.param({"Mã TTHC": "1.003869"}, "Mã TTHC: 1.003869 (gần nhất: 1.003868)", id="procedure"),
        pytest.param({"Trạng thái": "0900 001 234"}, f"Trạng thái: {NOT_QUOTED}", id="phone-in-the-wrong-column"),
        pytest.param({"Ngày nhận": "31/02/2021"}, "Ngày nhận: 31/02/2021", id="unreadable-date"),
    ],
)  # fmt: skip
def test_a_finding_says_the_values_that_its_rule_looks_at(
    reference: Reference, change: dict[str, str], detail: str
) -> None:
    words = [word for values in ONE_STOP.vocabularies["status"].values() for word in values]
    channels = [word for values in ONE_STOP.vocabularies["channel"].values() for word in values]
    rows = checked(reference, change, Checking(known={"status_text": words, "channel_text": channels}))
    assert rows.findings["detail"].dropna().tolist() == [detail]


@pytest.mark.parametrize(
    "word", ["0900001234", "+84 90 000 1234", "064 201 000 123", "mau@vidu.invalid", "Ông Mẫu, 0900.001.234"]
)
def test_what_looks_like_a_person_s_number_or_address_is_not_quoted(word: str) -> None:
    assert quoted(word, ["Đã trả"]) == NOT_QUOTED


@pytest.mark.parametrize(
    "word", ["Nguyễn Thị Mẫu", "Đã trả Nguyễn Thị Mẫu", 'Đã trả"Nguyễn Thị Mẫu', "đã trả cho Trần Mẫu"]
)
def test_a_name_is_not_quoted_alone_or_behind_the_word_of_another_cell(word: str) -> None:
    assert quoted(word, ["Đã trả"]).startswith(NOT_QUOTED)


@pytest.mark.parametrize(
    "word",
    [
        "Phòng Bưu chính - Viễn thông", "Sở Thông tin và Truyền thông", "Trung tâm Công nghệ thông tin và Truyền thông", "Văn phòng Sở TTTT",
        "Xuất bản, In và Phát hành",
    ],
)  # fmt: skip
def test_names_of_units_and_fields_are_quoted(word: str) -> None:
    assert quoted(word) == word


@pytest.mark.parametrize("word", ["H21.15-210201-0001", "000.00.15.H21-210201-0001", "1.003868", "Đã trả"])
def test_codes_and_words_are_quoted(word: str) -> None:
    assert quoted(word) == word


class TestSettings:
    def test_a_check_of_one_name_is_the_same_in_every_kind_of_file(self) -> None:
        for check in (check for feed in FEEDS.values() for check in feed.checks):
            same = replace(CHECKS[check.name], rule=check.rule, columns=check.columns)
            assert same == check, check.name
            assert check.reason.endswith((".", "mend")) and check.remedy.endswith("."), check.name

    @pytest.mark.parametrize(
        ("outcome", "kept", "outcomes"),
        [("reject", 0, ["rejected"]), ("flag", 1, ["flagged"]), ("ignore", 1, [])],
    )
    def test_the_outcome_is_the_one_that_is_set(
        self, reference: Reference, outcome: str, kept: int, outcomes: list[str]
    ) -> None:
        rows = checked(reference, {"Ngày nộp": "02/02/2021"}, Checking({"submitted_after_received": outcome}))
        assert (len(rows.kept), rows.findings["outcome"].tolist()) == (kept, outcomes)

    @pytest.mark.parametrize(
        ("written", "message"),
        [
            pytest.param('level_online = "flag"', '"level_online" is no check of rows.*"level2_online"', id="name"),
            pytest.param('level2_online = "warn"', "level2_online = 'warn' is none of 'reject', 'flag'", id="value"),
            pytest.param(
                'missing_code = "flag"', 'missing_code can only be "reject".*cannot be told apart', id="fixed"
            ),
            pytest.param('unknown_status = "ignore"', 'unknown_status can at most be made "flag"', id="too-mild"),
        ],
    )
    def test_what_cannot_be_set_is_refused_with_the_reason(self, tmp_path: Path, written: str, message: str) -> None:
        path = tmp_path / "cchc.toml"
        text = (ROOT / "cchc.toml").read_text(encoding="utf-8").replace("[checks]\n", f"[checks]\n{written}\n")
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match=message):
            refuse_outcomes(load_settings(path).checks, CHECKS, "cchc.toml [checks]")

    @pytest.mark.parametrize(
        "rule", [name for name, check in CHECKS.items() if check.weakest != check.outcome and check in FEEDS["dossiers"].checks]
    )  # fmt: skip
    def test_every_check_that_may_be_made_milder_lets_the_row_in_and_the_form_closes(
        self, reference: Reference, rule: str
    ) -> None:
        """A row that meets it, under the mildest outcome: in the clean table, and 3 = 7 + 11 under both readings of the end."""
        broken = {
            "unknown_status": {"Trạng thái": "Bay màu"}, "missing_received_date": {"Ngày nhận": ""},
            "finished_without_date": {"Ngày kết thúc xử lý": ""}, "missing_status": PENDING | {"Trạng thái": ""},
            "level2_online": {"Mã TTHC": "9.000003"}, "code_date_differs": {"Ngày nhận": "02/02/2021"},
            "submitted_after_received": {"Ngày nộp": "02/02/2021"}, "returned_before_finished": {"Ngày trả kết quả": "16/02/2021"},
            "returned_without_end": PENDING | {"Ngày trả kết quả": "17/02/2021"},
            "due_before_received": {"Ngày hẹn trả": "29/01/2021"}, "due_date_implausible": {"Ngày hẹn trả": "19/02/2021"},
            "supplement_done_before_requested": {"Ngày yêu cầu bổ sung": "05/02/2021", "Ngày bổ sung": "03/02/2021"},
            "unknown_unit": {"Đơn vị giải quyết": "Phòng Hợp tác"}, "unknown_field": {"Lĩnh vực": "Chuyển đổi số"},
            "field_differs": {"Lĩnh vực": "Bưu chính"}, "masked_text": {"Tên thủ tục hành chính": "Gọi 0905 123 456"},
        }[rule]  # fmt: skip
        words = {outcome: word for word, outcome in OUTCOME_SETTINGS.items()}
        rows = checked(reference, broken, Checking({rule: words[CHECKS[rule].weakest]}))
        assert rows.findings["rule"].eq(rule).any() == (CHECKS[rule].weakest == "flagged")
        table = clean_dossiers({"dossiers": one_row_per_dossier(rows).kept}, reference)
        assert len(table) == 1
        for end in ("finished", "returned"):
            measures = dossier_measures(Reading(CountingRules(end_date=end), reference.calendar.index))
            wanted = [measures[name] for name in ("total", "settled", "pending")]
            for period in ("2021-02", "2021-Q1"):
                total, settled, pending = evaluate(table, wanted, Period.parse(period, "calendar"))["numerator"]
                assert total == settled + pending, (end, period)

    def test_an_unknown_status_that_is_let_in_is_read_by_its_dates(self, reference: Reference) -> None:
        for change, status in (({}, "finished"), (PENDING, "pending")):
            rows = checked(reference, change | {"Trạng thái": "Bay màu"}, Checking({"unknown_status": "flag"}))
            assert rows.kept["status"].tolist() == [status]


def test_the_page_of_the_row_rules_is_what_is_committed() -> None:
    stored = (ROOT / "docs" / "row-rules.md").read_text(encoding="utf-8")
    assert stored == row_rules(), "docs/row-rules.md is stale: run make docs and look at the difference"
    assert all(f"`{name}`" in stored for name in CHECKS)


def test_the_findings_fit_their_table(reference: Reference) -> None:
    rows = checked(reference, {"Ngày hẹn trả": "29/01/2021", "Lĩnh vực": "Bưu chính"})
    assert len(FINDINGS.conform(rows.findings)) == 3
    assert isinstance(rows.kept, pd.DataFrame)
