"""From exports to one row per dossier: which state counts, which due date judges, and that no row is lost unseen."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources.dossiers import (
    Rows,
    clean_dossiers,
    dossier_rows,
    mapped_rows,
    one_row_per_dossier,
)
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.fees import fee_payments
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.sources.progress import progress_rows
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.sources.reference import Reference
from cchc_analysis.sources.rows import feed_rows
from cchc_analysis.workdays import Calendar

DATA = Path(__file__).parents[2] / "data"
ONE_STOP = load_mapping(DATA / "mappings" / "mot-cua-danh-sach.toml")
POST = load_mapping(DATA / "mappings" / "bcci-nhan.toml")
FEES = load_mapping(DATA / "mappings" / "thu-phi.toml")
PROGRESS = load_mapping(DATA / "mappings" / "tien-do-don-vi.toml")
HEADS = (
    "Mã hồ sơ", "Mã TTHC", "Hình thức nộp", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
    "Ngày bổ sung",
)  # fmt: skip
DUE_DAYS = ("due", "first_due", "current_due", "recomputed_due")
# A dossier of one procedure, received on 01/02 and due on 19/02/2021, in the order of HEADS.
PLAIN = {
    "code": "H21.15-210201-0001", "procedure": "1.003868", "channel": "Trực tuyến", "status": "Đang xử lý",
    "received": "01/02/2021", "due": "19/02/2021", "finished": "", "answered": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def reference() -> Reference:
    procedures = pd.DataFrame(
        [
            ("1.003868", "A", "XB", "TTBCXB", 10, 7, "working", 4, True, False),
            ("1.009374", "B", "BAO", "TTBCXB", 20, pd.NA, "calendar", 2, False, True),
            ("2.001171", "C", "BAO", "TTBCXB", pd.NA, pd.NA, "", 3, False, False),
        ],
        columns=[
            "procedure",
            "name",
            "field",
            "unit",
            "legal_time",
            "shortened_time",
            "time_unit",
            "service_level",
            "on_postal_list",
            "interlinked",
        ],
    )
    kinds = dict.fromkeys(("legal_time", "shortened_time", "service_level"), "Int64")
    procedures = procedures.astype(kinds | dict.fromkeys(("procedure", "name", "field", "unit", "time_unit"), "str"))
    procedures["regulated_time"] = procedures["shortened_time"].fillna(procedures["legal_time"])
    calendar = Calendar.load(DATA / "reference" / "calendar_vn.csv")
    units = {"phòng ttbcxb": "TTBCXB", "ttbcxb": "TTBCXB", "văn phòng sở": "VP"}
    return Reference({"XB": "Xuất bản", "BAO": "Báo chí"}, {"TTBCXB": "Phòng"}, procedures, calendar, units)


def export(exported: str | None, *changes: dict[str, str]) -> pd.DataFrame:
    """The mapped rows of one export; each row is PLAIN with changes. Without a day it stands in no intake list."""
    name = f"{exported or 'undated'}.csv"
    sheet = Sheet.of(name, "", (HEADS, *(tuple((PLAIN | change).values()) for change in changes)))
    day = date.fromisoformat(exported) if exported else None
    return mapped_rows(find_table(sheet, [ONE_STOP]), Intake(name, "dossiers", day, day, day) if day else None)


def joined(reference: Reference, *exports: pd.DataFrame) -> Rows:
    return one_row_per_dossier(dossier_rows(exports, reference))


def clean(reference: Reference, *exports: pd.DataFrame) -> dict[str, Any]:
    """The only row of the clean table."""
    table = clean_dossiers({"dossiers": joined(reference, *exports).kept}, reference)
    (row,) = table.to_dict("records")
    return {str(name): value for name, value in row.items()}


def found(rows: Rows) -> list[tuple[str, str]]:
    return sorted(zip(rows.findings["outcome"], rows.findings["rule"], strict=True))


class TestRowChecks:
    @pytest.mark.parametrize(
        ("change", "finding"),
        [
            pytest.param({"code": ""}, ("rejected", "missing_code"), id="no-code"),
            pytest.param({"code": "1.003868"}, ("rejected", "unreadable_code"), id="code-of-a-procedure"),
            pytest.param({"received": ""}, ("rejected", "missing_received_date"), id="no-date-of-receipt"),
            pytest.param({"received": "hôm qua"}, ("rejected", "unreadable_date"), id="date-in-words"),
            pytest.param({"due": "2021.02.19"}, ("rejected", "unreadable_date"), id="due-date-in-another-format"),
            pytest.param({"status": "Bay màu"}, ("rejected", "unknown_status"), id="unknown-status"),
            pytest.param({"status": "Đã trả"}, ("rejected", "finished_without_date"), id="finished-without-date"),
            pytest.param({"status": "Trả lại"}, ("rejected", "finished_without_date"), id="withdrawn-without-date"),
            pytest.param(
                {"status": "Đã trả", "finished": "31/01/2021"}, ("rejected", "finished_before_received"), id="before"
            ),
            pytest.param({"received": "02/03/2021"}, ("rejected", "date_after_export"), id="received-in-the-future"),
            pytest.param(
                {"status": "Đã trả", "finished": "02/03/2021"},
                ("rejected", "date_after_export"),
                id="finished-in-the-future",
            ),
            pytest.param({"procedure": "9.999999"}, ("rejected", "unknown_procedure"), id="unknown-procedure"),
            pytest.param({"procedure": ""}, ("rejected", "unknown_procedure"), id="no-procedure"),
            pytest.param({"channel": "Chim bồ câu"}, ("rejected", "unknown_channel"), id="unknown-channel"),
            pytest.param({"channel": ""}, ("rejected", "unknown_channel"), id="no-channel"),
            pytest.param({"procedure": "1.009374"}, ("flagged", "level2_online"), id="level-2-online"),
            pytest.param({"received": "02/02/2021"}, ("flagged", "code_date_differs"), id="code-of-another-day"),
        ],
    )
    def test_a_defective_row_is_listed_under_its_rule(
        self, reference: Reference, change: dict[str, str], finding: tuple[str, str]
    ) -> None:
        rows = joined(reference, export("2021-03-01", change))
        assert found(rows) == [finding]
        assert len(rows.kept) == (finding[0] == "flagged")
        assert rows.findings["source_row"].tolist() == [2]

    @pytest.mark.parametrize(
        ("procedure", "rules"), [("9.999999", []), ("", []), ("Nguyễn Văn Mẫu", [("rejected", "unknown_procedure")])]
    )
    def test_without_a_reference_table_every_procedure_is_known_but_a_word_among_codes(
        self, procedure: str, rules: list[tuple[str, str]]
    ) -> None:
        others = [{"code": f"H21.15-210201-000{number}"} for number in (2, 3)]
        assert found(dossier_rows([export("2021-03-01", {"procedure": procedure}, *others)], None)) == rules

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({}, id="plain"),
            pytest.param({"received": "", "status": "Mới đăng ký"}, id="not-yet-received"),
            pytest.param({"received": "", "status": "Từ chối tiếp nhận"}, id="refused-without-receipt"),
            pytest.param({"status": "Đã trả", "finished": "01/02/2021"}, id="finished-the-same-day"),
            pytest.param({"due": ""}, id="no-due-date"),
            pytest.param({"received": "01/02/2021 17:30:00"}, id="one-cell-with-time-is-the-column-s-format"),
            pytest.param({"procedure": "1.003868.000.00.00.H21"}, id="local-suffix"),
            pytest.param({"code": "000.00.15.H21-210201-0001"}, id="older-code"),
        ],
    )
    def test_a_sound_row_is_kept_without_a_finding(self, reference: Reference, change: dict[str, str]) -> None:
        rows = joined(reference, export("2021-03-01", change))
        assert len(rows.kept) == 1
        assert found(rows) == []

    def test_a_row_with_several_defects_is_rejected_once(self, reference: Reference) -> None:
        rows = joined(reference, export("2021-03-01", {"code": "", "received": "", "procedure": "9"}))
        assert found(rows) == [("rejected", "missing_code")]

    def test_no_finding_holds_a_cell_of_a_person(self, reference: Reference) -> None:
        without_code = {**PLAIN, "code": ""}
        persons = [("Nguyễn Văn Mẫu", *PLAIN.values()), ("Trần Văn Mẫu", *without_code.values())]
        sheet = Sheet.of("a.csv", "", (("Chủ hồ sơ", *HEADS), *persons))
        rows = joined(reference, mapped_rows(find_table(sheet, [ONE_STOP]), None))
        assert (len(rows.kept), len(rows.findings)) == (1, 1)
        assert "Mẫu" not in rows.kept.to_csv() + rows.findings.to_csv()


class TestReceived:
    @pytest.mark.parametrize(
        ("change", "is_received", "is_withdrawn"),
        [
            ({}, True, False),
            ({"status": "Mới đăng ký", "received": ""}, False, False),
            ({"status": "Mới đăng ký"}, False, False),
            ({"status": "Không được tiếp nhận"}, False, False),
            ({"status": "Xin rút", "finished": "05/02/2021"}, True, True),
            ({"status": "Chờ trả kết quả", "finished": "05/02/2021"}, True, False),
        ],
    )
    def test_who_was_received(
        self, reference: Reference, change: dict[str, str], is_received: bool, is_withdrawn: bool
    ) -> None:
        row = clean(reference, export("2021-03-01", change))
        assert (row["is_received"], row["is_withdrawn"]) == (is_received, is_withdrawn)

    def test_field_unit_and_level_are_the_procedure_s_own(self, reference: Reference) -> None:
        row = clean(reference, export("2021-03-01", {"procedure": "1.003868.000.00.00.H21"}))
        assert (row["procedure"], row["field"], row["unit"]) == ("1.003868", "XB", "TTBCXB")
        assert (row["service_level"], row["on_postal_list"]) == (4, True)

    def test_without_a_status_column_the_dates_tell(self) -> None:
        heads = ("Mã hồ sơ", "Hình thức nộp", "Ngày nhận", "Ngày kết thúc xử lý")
        sheet = Sheet.of(
            "a.csv", "", (heads, ("H1", "Online", "01/02/2021", ""), ("H2", "Online", "01/02/2021", "05/02/2021"))
        )
        rows = dossier_rows([mapped_rows(find_table(sheet, [ONE_STOP]), None)], None)
        assert rows.kept.set_index("dossier_id")["status"].to_dict() == {"H1": "pending", "H2": "finished"}


class TestSeveralExports:
    def test_the_latest_export_gives_the_state_whatever_the_order_of_reading(self, reference: Reference) -> None:
        early = export("2021-03-01", {})
        late = export("2021-04-01", {"status": "Đã trả", "finished": "18/02/2021"})
        for exports in ((early, late), (late, early)):
            row = clean(reference, *exports)
            assert (row["status"], row["finished_date"]) == ("finished", pd.Timestamp(2021, 2, 18))
            assert row["source_file"] == "2021-04-01.csv"

    def test_an_unchanged_row_is_a_duplicate_and_an_older_one_superseded(self, reference: Reference) -> None:
        rows = joined(
            reference,
            export("2021-02-15", {}),
            export("2021-03-01", {}),
            export("2021-04-01", {"status": "Đã trả", "finished": "18/02/2021"}),
        )
        assert found(rows) == [("duplicate", "identical"), ("superseded", "newer_export")]
        of = rows.findings.set_index("outcome")["source_file"]
        assert of.to_dict() == {"duplicate": "2021-03-01.csv", "superseded": "2021-02-15.csv"}

    def test_both_orders_of_a_code_are_one_dossier(self, reference: Reference) -> None:
        rows = joined(reference, export("2021-03-01", {"code": "000.00.15.H21-210201-0001"}), export("2021-04-01", {}))
        assert len(rows.kept) == 1
        assert found(rows) == [("duplicate", "identical")]

    def test_a_dossier_that_went_back_to_an_earlier_state_keeps_its_history(self, reference: Reference) -> None:
        rows = joined(
            reference,
            export("2021-02-15", {}),
            export("2021-03-01", {"status": "Chờ bổ sung"}),
            export("2021-04-01", {}),
        )
        assert found(rows) == [("superseded", "newer_export")] * 2
        assert rows.kept["source_file"].tolist() == ["2021-04-01.csv"]

    def test_a_rejected_newer_row_leaves_the_older_state_standing(self, reference: Reference) -> None:
        rows = joined(reference, export("2021-03-01", {}), export("2021-04-01", {"status": "Đã trả"}))
        assert found(rows) == [("rejected", "finished_without_date")]
        assert rows.kept["status"].tolist() == ["pending"]

    def test_several_equal_rows_count_as_one(self, reference: Reference) -> None:
        rows = joined(reference, export("2021-03-01", {}, {}, {}))
        assert found(rows) == [("duplicate", "identical")] * 2
        assert rows.findings["source_row"].tolist() == [3, 4]

    def test_two_dossiers_never_merge(self, reference: Reference) -> None:
        rows = joined(reference, export("2021-03-01", {}, {"code": "H21.15-210201-0002"}))
        assert len(rows.kept) == 2
        assert found(rows) == []


class TestConflicts:
    @pytest.mark.parametrize("days", [("2021-03-01", "2021-03-01"), (None, None)], ids=["same-day", "undated"])
    def test_two_contents_without_an_order_stop_the_run(
        self, reference: Reference, days: tuple[str | None, str | None]
    ) -> None:
        with pytest.raises(ConflictError, match=r"1 dossier\(s\) with two contents.*H21.15-210201-0001") as error:
            joined(reference, export(days[0], {}), export(days[1], {"due": "22/02/2021"}))
        assert "row 2" in str(error.value)
        assert ".csv" in str(error.value)

    def test_a_file_that_contradicts_itself_stops_the_run(self, reference: Reference) -> None:
        with pytest.raises(ConflictError, match=r"row 2; 2021-03-01.csv, row 4"):
            joined(
                reference,
                export("2021-03-01", {}, {"code": "H21.15-210201-0002"}, {"due": "22/02/2021"}),
            )

    def test_equal_rows_are_no_conflict_without_dates(self, reference: Reference) -> None:
        assert found(joined(reference, export(None, {}, {}))) == [("duplicate", "identical")]


class TestDueDateToJudgeBy:
    """Systems overwrite the due date after an apology: the first one judges, unless a supplement moved it."""

    @pytest.mark.parametrize(
        ("states", "due", "basis"),
        [
            pytest.param([{}], "2021-02-19", "first", id="one-export"),
            pytest.param([{}, {"due": "05/03/2021"}], "2021-02-19", "first", id="apology-moves-nothing"),
            pytest.param([{}, {"due": ""}], "2021-02-19", "first", id="a-due-date-that-vanished-still-judges"),
            pytest.param([{"due": ""}, {}], "2021-02-19", "first", id="the-first-one-ever-given"),
            pytest.param([{"due": ""}, {}, {"due": "05/03/2021"}], "2021-02-19", "first", id="given-late-then-apology"),
            pytest.param(
                [{}, {"due": "26/02/2021", "answered": "10/02/2021"}], "2021-02-26", "moved", id="supplement-moves-it"
            ),
            pytest.param(
                [{}, {"due": "26/02/2021", "answered": "10/02/2021"}, {"due": "05/03/2021", "answered": "10/02/2021"}],
                "2021-02-26", "moved", id="apology-after-a-supplement-moves-nothing",
            ),
            pytest.param(
                [{}, {"due": "26/02/2021", "answered": "10/02/2021"}, {"due": "05/03/2021", "answered": "22/02/2021"}],
                "2021-03-05", "moved", id="second-supplement",
            ),
            pytest.param(
                [{}, {"due": "22/02/2021"}, {"due": "26/02/2021", "answered": "10/02/2021"}],
                "2021-02-26", "moved", id="supplement-after-an-apology",
            ),
            pytest.param(
                [{"answered": "03/02/2021"}, {"due": "05/03/2021", "answered": "03/02/2021"}],
                "2021-02-19", "first", id="answered-before-the-first-export",
            ),
            pytest.param(
                [{}, {"due": "", "answered": "10/02/2021"}], "2021-02-19", "first", id="supplement-without-a-new-date"
            ),
        ],
    )  # fmt: skip
    def test_due_date_over_exports(
        self, reference: Reference, states: list[dict[str, str]], due: str, basis: str
    ) -> None:
        exports = [export(f"2021-0{month}-01", state) for month, state in enumerate(states, start=3)]
        row = clean(reference, *exports)
        assert (str(row["due_date"].date()), row["due_basis"]) == (due, basis)

    def test_the_current_due_date_is_kept_beside_it(self, reference: Reference) -> None:
        row = clean(reference, export("2021-03-01", {}), export("2021-04-01", {"due": "05/03/2021"}))
        assert row["current_due_date"] == pd.Timestamp(2021, 3, 5)

    def test_one_dossier_s_dates_never_judge_another(self, reference: Reference) -> None:
        other = {"code": "H21.15-210201-0002"}
        exports = (
            export("2021-03-01", {}, {**other, "due": ""}),
            export("2021-04-01", {"due": "05/03/2021"}, {**other, "due": "12/03/2021"}),
        )
        kept = joined(reference, *exports).kept.set_index("dossier_id")
        assert kept["due_date"].dt.strftime("%d/%m").to_dict() == {
            "H21.15-210201-0001": "19/02", "H21.15-210201-0002": "12/03",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "due"),
        [
            # 7 working days from Fri 05/02/2021, Tết between.
            ({"received": "05/02/2021"}, "2021-02-23"),
            # 20 calendar days from 01/02/2021 end on Sunday 21/02.
            ({"procedure": "1.009374"}, "2021-02-22"),
            ({"procedure": "2.001171"}, None),
        ],
        ids=["working-days", "calendar-days", "time-unknown"],
    )
    @pytest.mark.parametrize("given", ["", "19/02/2021"], ids=["missing", "given"])
    def test_the_recomputed_due_date_stands_beside_the_export_s_own(
        self, reference: Reference, change: dict[str, str], due: str | None, given: str
    ) -> None:
        row = clean(reference, export("2021-03-01", {"due": given, **change}))
        assert (None if pd.isna(row["recomputed_due_date"]) else str(row["recomputed_due_date"].date())) == due
        assert row["due_basis"] == ("first" if given else "none")
        assert pd.isna(row["due_date"]) == pd.isna(row["current_due_date"]) == (not given)

    def test_an_apology_moves_the_current_due_date_alone(self, reference: Reference) -> None:
        row = clean(reference, export("2021-03-01", {}), export("2021-04-01", {"due": "05/03/2021"}))
        days = {name: row[f"{name}_date"] and row[f"{name}_date"].strftime("%d/%m") for name in DUE_DAYS}
        # 7 working days after 01/02/2021, before Tết.
        assert days == {"due": "19/02", "first_due": "19/02", "current_due": "05/03", "recomputed_due": "17/02"}
        for name in DUE_DAYS:
            assert row[f"{name}_workday"] == reference.calendar.index(row[f"{name}_date"].date()), name

    def test_a_supplement_moves_what_judges_and_leaves_the_first(self, reference: Reference) -> None:
        moved = {"due": "26/02/2021", "answered": "10/02/2021"}
        row = clean(reference, export("2021-03-01", {}), export("2021-04-01", moved))
        days = {name: row[f"{name}_date"].strftime("%d/%m") for name in DUE_DAYS}
        assert days == {"due": "26/02", "first_due": "19/02", "current_due": "26/02", "recomputed_due": "17/02"}

    def test_a_due_date_that_was_taken_back_is_no_current_one(self, reference: Reference) -> None:
        row = clean(reference, export("2021-03-01", {}), export("2021-04-01", {"due": ""}))
        assert row["first_due_date"] == row["due_date"] == pd.Timestamp(2021, 2, 19)
        assert pd.isna(row["current_due_date"])
        assert pd.isna(row["current_due_workday"])


def table_with(reference: Reference, heads: tuple[str, ...], *lines: tuple[str, ...]) -> pd.DataFrame:
    """The clean table of dossiers of procedure 1.003868 in columns of one's own; their codes end in 0000, 0001, …"""
    always = ("Mã hồ sơ", "Mã TTHC", "Hình thức nộp", "Trạng thái")
    cells = [
        (f"H21.15-210201-{number:04d}", "1.003868", "Trực tuyến", "Đang xử lý", *line)
        for number, line in enumerate(lines)
    ]
    part = mapped("a.csv", ONE_STOP, (*always, *heads), *cells)
    return clean_dossiers({"dossiers": joined(reference, part).kept}, reference)


@pytest.mark.parametrize(
    ("submitted", "received", "minutes"),
    [
        pytest.param("01/02/2021 08:00:00", "01/02/2021 09:30:00", 90, id="the-same-morning"),
        pytest.param("01/02/2021 16:30:00", "02/02/2021 07:30:00", 60, id="over-a-night"),
        pytest.param("31/01/2021 09:00:00", "01/02/2021 07:45:00", 45, id="sent-on-a-sunday"),
        pytest.param("01/02/2021 08:00:00", "02/02/2021 08:01:00", 481, id="a-minute-too-late"),
        pytest.param("01/02/2021 09:30:00", "01/02/2021 09:00:00", -30, id="received-before-it-was-sent"),
        pytest.param("01/02/2021 00:00:00", "01/02/2021 09:00:00", None, id="midnight-is-no-time-of-day"),
        pytest.param("01/02/2021 09:00:00", "02/02/2021 00:00:00", None, id="nor-is-it-at-receipt"),
        pytest.param("", "01/02/2021 09:00:00", None, id="not-told"),
    ],
)
def test_minutes_that_a_dossier_waited_to_be_received(
    reference: Reference, submitted: str, received: str, minutes: int | None
) -> None:
    table = table_with(reference, ("Ngày nộp hồ sơ", "Ngày nhận"), (submitted, received))
    (found,) = table["intake_minutes"]
    assert (None if pd.isna(found) else found) == minutes
    assert table["received_date"].dt.strftime("%H:%M").tolist() == ["00:00"]


def test_days_without_times_give_no_minutes_but_working_days(reference: Reference) -> None:
    table = table_with(reference, ("Ngày nộp hồ sơ", "Ngày nhận"), ("29/01/2021", "02/02/2021"))
    assert table["intake_minutes"].isna().all()
    assert (table["received_workday"] - table["submitted_workday"]).tolist() == [2]


def test_the_unit_that_has_a_dossier_now(reference: Reference) -> None:
    lines = [("01/02/2021", unit) for unit in ("Phòng TTBCXB", "phòng  ttbcxb", "VĂN PHÒNG SỞ", "Sở khác", "")]
    table = table_with(reference, ("Ngày nhận", "Đơn vị giải quyết"), *lines)
    assert table["unit"].eq("TTBCXB").all(), "the leading unit is the procedure's own, whoever has it"
    assert table["holder_unit"].fillna("?").tolist() == ["TTBCXB", "TTBCXB", "VP", "?", "?"]
    assert table["is_transferred"].tolist() == [False, False, True, False, False], (
        "an unknown unit tells of no transfer"
    )


def test_dossiers_settled_with_another_agency_are_the_procedure_s_own(reference: Reference) -> None:
    assert not clean(reference, export("2021-03-01", {}))["is_interlinked"]
    assert clean(reference, export("2021-03-01", {"procedure": "1.009374", "channel": "Trực tiếp"}))["is_interlinked"]


def test_durations_are_differences_of_plain_numbers(reference: Reference) -> None:
    row = clean(
        reference, export("2021-03-01", {"received": "05/02/2021", "status": "Đã trả", "finished": "23/02/2021"})
    )
    assert row["finished_day"] - row["received_day"] == 18
    assert row["finished_workday"] - row["received_workday"] == 7
    assert row["due_workday"] - row["finished_workday"] == -2


def test_two_builds_give_the_same_table_whatever_the_order_of_rows(reference: Reference) -> None:
    first = export("2021-03-01", {}, {"code": "H21.15-210201-0002"}, {"code": "H21.15-210201-0003"})
    tables = [
        clean_dossiers({"dossiers": joined(reference, part).kept}, reference)
        for part in (first, first[::-1].reset_index(drop=True))
    ]
    pd.testing.assert_frame_equal(*tables)


def mapped(name: str, mapping: Any, *rows: tuple[str, ...]) -> pd.DataFrame:
    intake = Intake(name, mapping.table, date(2022, 1, 5), date(2021, 1, 1), date(2021, 12, 31))
    return mapped_rows(find_table(Sheet.of(name, "", rows), [mapping]), intake)


def test_the_post_s_list_is_joined_on_codes_however_they_are_typed() -> None:
    part = mapped(
        "bcci.xlsx", POST, ("STT", "Mã hồ sơ", "Ngày bưu điện nhận hồ sơ"),
        ("1", "h21.15-210201-0001", "01/02/2021"), ("2", "000.00.15.H21-210201-0001", "01/02/2021"),
        ("3", "H21.15-210201-0009", "01/02/2021"), ("4", "", "01/02/2021"),
    )  # fmt: skip
    rows = feed_rows([part], FEEDS["postal_in"], pd.DataFrame({"dossier_id": ["H21.15-210201-0001"]}), {})
    assert rows.kept["dossier_id"].tolist() == ["H21.15-210201-0001"]
    assert found(rows) == [("duplicate", "identical"), ("rejected", "missing_code"), ("rejected", "unknown_dossier")]


def test_progress_rows_are_checked_against_the_plan() -> None:
    heads = (
        "Mã sản phẩm",
        "Ngày ghi nhận",
        "Tình trạng",
        "Số, ký hiệu văn bản",
        "Tỷ lệ hoàn thành (%)",
        "Đơn vị báo cáo",
    )
    part = mapped(
        "vp.xlsx", PROGRESS, heads,
        ("1.1-1", "05/03/2021", "HOÀN THÀNH", "12/KH-STTTT", "100%", "Văn phòng Sở"),
        ("1.1-1", "05/03/2021", "Hoàn thành", "12/KH-STTTT", "100", "VP"),
        ("1.1-2", "05/03/2021", "Đang thực hiện", "", "49.6", "Người lạ"),
        ("1.1-2", "06/03/2021", "Hoàn thành", "", "", "VP"),
        ("9.9-9", "05/03/2021", "Hoàn thành", "1", "", "VP"),
        ("1.1-2", "05/03/2021", "Gần xong", "", "", "VP"),
        ("1.1-2", "", "Hoàn thành", "1", "", "VP"),
        ("1.1-2", "hôm qua", "Hoàn thành", "1", "", "VP"),
        ("1.1-2", "06/01/2022", "Hoàn thành", "1", "", "VP"),
    )  # fmt: skip
    rows = progress_rows([part], ["1.1-1", "1.1-2"], {"VP": "Văn phòng Sở"})
    assert rows.kept[["item_id", "status"]].values.tolist() == [
        ["1.1-1", "done"],
        ["1.1-2", "running"],
        ["1.1-2", "done"],
    ]
    assert rows.kept["share_done"].fillna(-1).tolist() == [100, 50, -1]
    assert rows.kept["reporting_unit"].tolist() == ["VP", "Người lạ", "VP"]
    assert found(rows) == [
        ("duplicate", "identical"), ("flagged", "done_without_document"), ("rejected", "date_after_export"),
        ("rejected", "missing_date"), ("rejected", "unknown_item"), ("rejected", "unknown_item_status"),
        ("rejected", "unreadable_date"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "percent"),
    [
        pytest.param(["0.5", "1", "0.875", "0"], [50, 100, 88, 0], id="cells with the format %"),
        pytest.param(["50", "1", "100", "0"], [50, 1, 100, 0], id="plain percent"),
        pytest.param(["50%", "1 %", "87,5%", "0,5%"], [50, 1, 88, 1], id="texts with a sign"),
        pytest.param(["100%", "1"], [100, 100], id="texts do not tell what a plain 1 is"),
        pytest.param(["0,5", "80"], [50, 80], id="nobody reports half a percent"),
        pytest.param(["", "100.0", "33.333"], [None, 100, 33], id="nothing, and fractions"),
    ],
)
def test_shares_are_read_as_people_and_workbooks_write_them(written: list[str], percent: list[int | None]) -> None:
    heads = ("Mã sản phẩm", "Ngày ghi nhận", "Tình trạng", "Tỷ lệ hoàn thành (%)", "Đơn vị báo cáo")
    lines = [("1.1-1", f"{day:02d}/03/2021", "Đang thực hiện", share, "VP") for day, share in enumerate(written, 1)]
    parts = [
        mapped("vp.xlsx", PROGRESS, heads, *lines),
        mapped("khac.xlsx", PROGRESS, heads, (*lines[0][:3], "100", "VP")),
    ]
    shares = progress_rows(parts, ["1.1-1"], {}).kept.query("source_file == 'vp.xlsx'")["share_done"]
    assert [None if pd.isna(share) else share for share in shares] == percent


@pytest.mark.parametrize("column", ["Tỷ lệ hoàn thành (%)", "Ước tỷ lệ đến 31/12 (%)"])
@pytest.mark.parametrize("written", ["một nửa", "150", "150%", "-5", "100,5", "50%%", "inf", "1e1", "12/15"])
def test_a_share_that_is_none_is_told_of(column: str, written: str) -> None:
    heads = ("Mã sản phẩm", "Ngày ghi nhận", "Tình trạng", column)
    part = mapped(
        "vp.xlsx", PROGRESS, heads,
        ("1.1-1", "05/03/2021", "Đang thực hiện", written), ("1.1-1", "06/03/2021", "Đang thực hiện", "100"),
    )  # fmt: skip
    rows = progress_rows([part], ["1.1-1"], {})
    assert found(rows) == [("rejected", "unreadable_share")]
    assert rows.findings["source_row"].tolist() == [2]
    assert len(rows.kept) == 1


def test_two_sheets_may_tell_of_one_product_on_the_same_day_and_row() -> None:
    heads = ("Mã sản phẩm", "Ngày ghi nhận", "Tình trạng", "Vướng mắc")
    parts = [mapped("vp.docx", PROGRESS, heads, ("1.1-1", "05/03/2021", "Đang thực hiện", text)) for text in ("A", "B")]
    rows = progress_rows([parts[0], parts[1].assign(source_sheet="bảng 2")], ["1.1-1"], {})
    assert rows.kept["obstacle"].tolist() == ["A", "B"]


def test_an_empty_status_among_filled_ones_counts_by_its_dates_and_is_told_of(reference: Reference) -> None:
    rows = joined(
        reference,
        export(
            "2021-03-01",
            {"code": "H21.15-210201-0001"},
            {"code": "H21.15-210201-0002", "status": ""},
            {"code": "H21.15-210201-0003", "status": "", "finished": "10/02/2021"},
        ),
    )
    assert rows.kept["status"].tolist() == ["pending", "pending", "finished"]
    assert found(rows) == [("flagged", "missing_status")]
    assert rows.findings["key"].tolist() == ["H21.15-210201-0002"]


def test_an_export_without_statuses_is_counted_by_dates_whatever_stands_in_others(reference: Reference) -> None:
    bare = export("2021-02-01", {"status": ""}, {"code": "H21.15-210201-0002", "status": "", "finished": "10/02/2021"})
    rows = joined(
        reference,
        bare.assign(exported_at=pd.Timestamp("2021-02-15")),
        export("2021-03-01", {"code": "H21.15-210201-0003"}),
    )
    assert rows.kept["status"].tolist() == ["pending", "finished", "pending"]
    assert found(rows) == []


FEE_HEADS = ("STT", "Số hồ sơ", "Ngày thu", "Thu phí/lệ phí (VNĐ)", "Hình thức thanh toán")
A, B = "H21.15-210201-0001", "H21.15-210201-0002"
KNOWN = pd.Series([A, B], dtype="str")


def fees(*lines: tuple[str, ...]) -> Rows:
    cells = [(str(number), *line) for number, line in enumerate(lines, start=1)]
    return feed_rows(
        [mapped("thu-phi.xlsx", FEES, FEE_HEADS, *cells)], FEEDS["fees"], pd.DataFrame({"dossier_id": KNOWN}), {}
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        pytest.param(("", "05/02/2021", "350.000", "Trực tuyến"), "missing_code", id="no-code"),
        pytest.param(
            ("H21.15-210201-0009", "05/02/2021", "350.000", "Trực tuyến"), "unknown_dossier", id="of-no-dossier"
        ),
        pytest.param((A, "05/02/2021", "12,5", "Trực tuyến"), "unreadable_amount", id="a-fraction"),
        pytest.param((A, "05/02/2021", "", "Trực tuyến"), "unreadable_amount", id="no-amount"),
        pytest.param((A, "hôm qua", "350.000", "Trực tuyến"), "unreadable_date", id="a-day-in-words"),
        pytest.param((A, "", "350.000", "Trực tuyến"), "missing_date", id="no-day"),
        pytest.param((A, "05/02/2021", "350.000", "Ví lạ"), "unknown_payment", id="unknown-way-to-pay"),
        pytest.param((A, "06/01/2022", "350.000", "Trực tuyến"), "date_after_export", id="paid-in-the-future"),
    ],
)
def test_a_defective_fee_is_listed_and_not_added_up(line: tuple[str, ...], rule: str) -> None:
    rows = fees(line, (B, "05/02/2021", "1", "Tiền mặt"))
    assert found(rows) == [("rejected", rule)]
    assert rows.findings["source_row"].tolist() == [2]
    assert rows.kept["dossier_id"].tolist() == [B]


def test_each_payment_stands_for_itself_and_two_equal_ones_of_a_day_count_once(reference: Reference) -> None:
    lines = fees(
        (B, "06/02/2021", "20000", "Trực tuyến"), (A, "05/02/2021", "1.350.000", "Cổng thanh toán"),
        (A, "05/02/2021", "1.350.000", "Cổng thanh toán"), ("000.00.15.H21-210201-0001", "07/02/2021", "50 000", "TRỰC TUYẾN"),
        (B, "03/02/2021", "30000", "Tiền mặt"), (B, "04/02/2021", "0", "Tiền mặt"), (B, "06/02/2021", "10000", "Tiền mặt"),
    )  # fmt: skip
    assert found(lines) == [("duplicate", "identical")]
    assert lines.findings[["source_row", "key"]].to_numpy().tolist() == [[4, A]], (
        "somebody can look whether it was paid twice"
    )
    dossiers = clean_dossiers({"dossiers": joined(reference, export("2021-03-01", {}, {"code": B})).kept}, reference)
    table = fee_payments(lines.kept, dossiers)
    days = ["fee_date", "previous_fee_date", "next_direct_date"]
    shown = table[days].apply(lambda column: column.dt.strftime("%d/%m")).fillna("")
    assert shown.assign(code=table["dossier_id"], amount=table["fee_amount"]).to_numpy().tolist() == [
        ["05/02", "", "", A, 1_350_000],
        ["07/02", "05/02", "", A, 50_000],
        ["03/02", "", "03/02", B, 30_000],
        ["04/02", "", "", B, 0],
        ["06/02", "03/02", "06/02", B, 20_000],
        ["06/02", "06/02", "06/02", B, 10_000],
    ]
    of_dossier = table[["procedure", "field", "unit", "channel", "is_interlinked"]].drop_duplicates()
    assert of_dossier.to_numpy().tolist() == [["1.003868", "XB", "TTBCXB", "online", False]]
