"""The planted dossiers: each one a trap of real exports, with the file that shows it and the right way to read it.

The numbers are those of the project's catalogue of traps; "policy" marks a counting rule that needs a case of its own.
Traps that lie in a whole file (title rows, date forms, spellings) are made where the files are written.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sample_world import Dossier, Plant, Supplement, World, supplement

FIRST_SERIAL = 3001

CODE, CHANNEL, STATUS, RECEIVED = "Mã hồ sơ", "Hình thức nộp", "Trạng thái", "Ngày nhận"
DUE, FINISHED, RETURNED = "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả"
REQUESTED, ANSWERED = "Ngày yêu cầu", "Ngày bổ sung"
SUBMITTED, REFUSED = "Ngày nộp hồ sơ", "Ngày từ chối"
PROCEDURE, FIELD, UNIT = "Mã TTHC", "Lĩnh vực", "Đơn vị giải quyết"
APPLICANT, ADDRESS = "Chủ hồ sơ", "Địa chỉ"


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class Planter:
    """Makes planted dossiers one after another; what is not said follows from the procedure."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dossiers: list[Dossier] = []

    def add(
        self,
        procedure_code: str,
        received: str,
        finished: str | None = None,
        returned: str | None = None,
        *plants: Plant,
        **changes: Any,
    ) -> Dossier:
        procedure = self.world.procedure(procedure_code)
        at = datetime.fromisoformat(received)
        dossier = Dossier(
            serial=FIRST_SERIAL + len(self.dossiers),
            procedure=procedure,
            channel="online",
            submitted=at - timedelta(minutes=30),
            received=at,
            due=procedure.due(at.date(), self.world.calendar),
            finished=moment(finished),
            returned=moment(returned),
            plants=plants,
        )
        self.dossiers.append(replace(dossier, **changes))
        return self.dossiers[-1]


def planted_dossiers(world: World) -> list[Dossier]:
    planter = Planter(world)
    overdue_at_cutoffs(planter)
    period_edges(planter)
    due_dates_that_change(planter)
    supplements(planter)
    missing_due_dates(planter)
    codes_and_channels(planter)
    repeated_lines(planter)
    rows_to_reject(planter)
    other_cases(planter)
    paused_by_status(planter)
    overdue_by_age(planter)
    waits_for_receipt(planter)
    never_received(planter)
    withdrawn_in_silence(planter)
    return planter.dossiers


def flag(trap: str, rule: str, month: str, heading: str, planted: str, counted: str) -> Plant:
    """A dossier that counts all the same, with a defect that somebody must look at."""
    return Plant(trap, rule, month, heading, planted, f"flagged {rule}, {counted}")


def overdue_at_cutoffs(planter: Planter) -> None:
    """Dossiers past their date and still pending at each cut-off, finished days later."""
    calendar = planter.world.calendar
    cutoffs = [date(2020, 3, 14), date(2020, 6, 14), date(2020, 9, 14), date(2020, 12, 14)]
    cutoffs += [date(2021, 3, 14), date(2021, 6, 14), date(2021, 9, 14), date(2021, 12, 14)]
    for n, cutoff in enumerate(cutoffs):
        late_codes = ["1.003868", "1.004153"] if cutoff.year == 2021 else ["1.003114"]
        for code in late_codes:
            received = datetime.combine(calendar.on_or_after(cutoff - timedelta(days=26)), time(9, 10 + n))
            finished = datetime.combine(calendar.add(cutoff, 4 + n % 3), time(15, 20))
            dossier = planter.add(code, received.isoformat(), finished.isoformat())
            returned = datetime.combine(calendar.add(finished.date(), 1), time(10, 0))
            plants: tuple[Plant, ...] = ()
            if cutoff == date(2021, 3, 14):
                right = "pending and overdue on 14/3/2021, settled late after it: the state is rebuilt from dates"
                plants = (Plant("1", "status is now", "2021-03", STATUS, "shown as finished", right),)
            planter.dossiers[-1] = replace(dossier, returned=returned, plants=plants)
    planter.add(  # overdue to the end of the data
        "2.001098",
        "2021-11-08T10:05:00",
        None,
        None,
        flag("5", "returned_without_end", "2021-12", RETURNED, "handed over, but never finished", "pending"),
        distortion="returned_without_end",
    )


def period_edges(planter: Planter) -> None:
    planter.add(
        "1.003868",
        "2021-03-08T09:00:00",
        "2021-03-14T23:59:59",
        "2021-03-15T09:00:00",
        Plant(
            "13",
            "end of period",
            "2021-03",
            FINISHED,
            "finished one second before the period's end, on a Sunday",
            "settled in the period that ends on 14/3/2021: only dates are compared",
        ),
    )
    planter.add(
        "1.003114",
        "2021-03-15T00:10:00",
        "2021-03-19T15:00:00",
        "2021-03-22T09:30:00",
        Plant(
            "13",
            "start of period",
            "2021-03",
            RECEIVED,
            "received ten minutes after midnight of 15/3/2021",
            "received in the period that starts on 15/3/2021",
        ),
    )
    planter.add(
        "1.003868",
        "2021-06-04T08:40:00",
        "2021-06-18T10:00:00",
        "2021-06-18T15:00:00",
        Plant(
            "policy",
            "due on the cut-off day",
            "2021-06",
            DUE,
            "promised for 14/6/2021 and pending on that day",
            "pending in time at the cut-off of 14/6/2021, settled late afterwards",
        ),
        due=date(2021, 6, 14),
    )
    planter.add(
        "9.000005",
        "2021-03-04T08:15:00",
        "2021-03-10T17:45:00",
        "2021-03-11T08:30:00",
        Plant(
            "policy",
            "finished after office hours of the due day",
            "2021-03",
            FINISHED,
            "promised for 17:00, finished at 17:45 of the same day",
            "settled on time: only dates are compared",
        ),
    )


def due_dates_that_change(planter: Planter) -> None:
    right = "the first promised date judges: settled late"
    planter.add(
        "1.003659",
        "2021-01-25T09:20:00",
        "2021-03-04T14:00:00",
        "2021-03-05T09:00:00",
        Plant("policy", "due date overwritten", "2021-02", DUE, "22/02/2021 became 05/03/2021 after an apology", right),
        flag("14", "due_date_implausible", "2021-02", DUE, "nine working days after the regulated time", right),
        apology=(date(2021, 2, 19), date(2021, 3, 5)),
    )
    planter.add(
        "1.003659",
        "2021-07-26T14:30:00",
        "2021-08-27T10:30:00",
        "2021-08-30T09:00:00",
        Plant("policy", "due date overwritten", "2021-08", DUE, "a later date after an apology", right),
        apology=(date(2021, 8, 13), date(2021, 8, 31)),
    )


def with_supplements(world: World, dossier: Dossier, *rounds: tuple[str, str | None]) -> Dossier:
    """The same dossier with rounds of supplement, each moving the date that the one before had set."""
    due, made = dossier.due, list[Supplement]()
    for request, answer in rounds:
        assert due is not None
        made.append(supplement(world, due, datetime.fromisoformat(request), moment(answer)))
        due = made[-1].new_due or due
    return replace(dossier, supplements=tuple(made))


def supplements(planter: Planter) -> None:
    def add(rounds: list[tuple[str, str | None]], *args: Any, **changes: Any) -> None:
        dossier = planter.add(*args, **changes)
        planter.dossiers[-1] = with_supplements(planter.world, dossier, *rounds)

    add(
        [("2021-01-28T09:00:00", "2021-02-04T10:00:00")],
        "1.003633",
        "2021-01-20T08:30:00",
        "2021-02-17T15:00:00",
        "2021-02-18T09:00:00",
        Plant(
            "policy",
            "due date moved by a supplement",
            "2021-02",
            DUE,
            "a later date than in the file before, with an answer date",
            "the new date judges: settled in time",
        ),
        flag(
            "5", "supplement_done_before_requested", "2021-02", ANSWERED, "answered before it was asked", "as answered"
        ),
        distortion="supplement_done_before_requested",
    )
    add(
        [("2021-03-30T09:00:00", "2021-04-05T10:00:00"), ("2021-04-29T14:00:00", "2021-05-10T09:00:00")],
        "1.003659",
        "2021-03-22T08:30:00",
        "2021-05-20T15:00:00",
        "2021-05-21T09:00:00",
        Plant(
            "12",
            "two supplements",
            "2021-05",
            REQUESTED,
            "a second request and answer overwrite the first ones",
            "both are known from the three files; the last answered one has moved the date",
        ),
    )
    add(
        [("2021-08-05T09:00:00", "2021-08-09T10:00:00"), ("2021-08-12T14:00:00", "2021-08-17T09:00:00")],
        "1.009374",
        "2021-08-02T08:30:00",
        "2021-08-24T15:00:00",
        "2021-08-25T09:00:00",
        Plant(
            "12",
            "two supplements in one month",
            "2021-08",
            REQUESTED,
            "only the second round is left to see",
            "judged by the date shown with it",
        ),
    )
    add(
        [("2021-02-08T09:00:00", None)],
        "1.004470",
        "2021-02-02T10:00:00",
        "2021-04-20T15:00:00",
        None,
        Plant(
            "policy",
            "supplement never answered",
            "2021-02",
            REQUESTED,
            "waiting for the applicant since 08/02/2021, promised date passed",
            "pending in time at the cut-off of 14/3/2021; its later return counts as settled on time",
        ),
        outcome="withdrawn",
    )
    for year, month, code in [
        (2021, 3, "1.003868"),
        (2021, 6, "1.003725"),
        (2021, 9, "1.004153"),
        (2021, 12, "1.003868"),
    ]:
        add(
            [(f"{year}-{month:02d}-10T09:00:00", f"{year}-{month:02d}-17T10:00:00")],
            code,
            f"{year}-{month:02d}-08T08:45:00",
            f"{year}-{month:02d}-24T15:00:00",
            f"{year}-{month:02d}-24T16:30:00",
        )


def missing_due_dates(planter: Planter) -> None:
    def hidden(note: str, right: str, month: str) -> Plant:
        return Plant("6", "no promised date", month, DUE, note, right)

    recomputed = "recomputed from the regulated time: "
    planter.add(
        "1.005442",
        "2021-02-18T09:00:00",
        "2021-03-01T15:00:00",
        "2021-03-02T09:00:00",
        hidden("7 working days, not shortened", recomputed + "01/03/2021, settled on time", "2021-02"),
        due_hidden="always",
    )
    planter.add(
        "1.008201",
        "2021-05-11T09:00:00",
        "2021-05-20T15:00:00",
        "2021-05-21T09:00:00",
        hidden("5 working days, shortened from 7", recomputed + "18/05/2021, settled late", "2021-05"),
        due_hidden="always",
    )
    planter.add(
        "1.003868",
        "2021-02-05T10:00:00",
        "2021-02-17T15:00:00",
        "2021-02-18T09:00:00",
        Plant(
            "14",
            "calendar days, not working days",
            "2021-02",
            DUE,
            "8 calendar days end on a Saturday in the Tết holiday",
            recomputed + "the next working day 17/02/2021, settled on time",
        ),
        due_hidden="always",
    )
    planter.add(
        "2.001171",
        "2021-03-02T09:00:00",
        "2021-03-03T09:00:00",
        "2021-03-03T14:00:00",
        hidden("no fixed time for this procedure", "stays without a date: settled_no_due_date", "2021-03"),
    )
    planter.add(
        "2.001171",
        "2021-03-12T15:00:00",
        "2021-03-15T09:00:00",
        "2021-03-15T14:00:00",
        hidden("no fixed time for this procedure", "pending without a date on 14/3/2021", "2021-03"),
    )
    planter.add(
        "1.003725",
        "2021-02-24T09:00:00",
        "2021-03-08T15:00:00",
        "2021-03-09T09:00:00",
        hidden("missing in this file, present in the next", "the date of the next file judges", "2021-02"),
        due_hidden="2021-02",
    )


def codes_and_channels(planter: Planter) -> None:
    level2 = "an online dossier of a procedure that is only described online (level 2)"
    for code, received, finished in [
        ("9.000003", "2021-02-03T09:00:00", "2021-02-08T10:00:00"),
        ("9.000010", "2021-05-12T09:00:00", "2021-05-27T10:00:00"),
        ("9.000004", "2020-09-09T09:00:00", "2020-09-18T10:00:00"),
    ]:
        month = finished[:7]
        plant = Plant("7", "level 2 online", month, CHANNEL, level2, "flagged level2_online, still counted as online")
        planter.add(code, received, finished, finished.replace("T10", "T16"), plant)

    two_forms = "the code of an earlier file in the other order"
    one = "one dossier, not two: codes are compared in one order"
    planter.add(
        "1.003725",
        "2020-06-22T09:00:00",
        "2020-07-06T10:00:00",
        "2020-07-07T10:00:00",
        Plant("11", "two code prefixes", "2020-07", CODE, two_forms, one),
        new_prefix_from="2020-07",
    )
    planter.add(
        "1.003659",
        "2020-06-26T09:00:00",
        "2020-08-21T10:00:00",
        "2020-08-24T10:00:00",
        Plant("11", "two code prefixes", "2020-07", CODE, two_forms, one),
        new_prefix_from="2020-07",
    )
    for received, submitted, numbered in [
        ("2021-01-18T08:10:00", "2021-01-15T20:40:00", "2021-01-15"),
        ("2021-04-05T08:20:00", "2021-04-03T10:05:00", "2021-04-03"),
        ("2020-05-18T08:05:00", "2020-05-16T21:15:00", "2020-05-16"),
        ("2021-02-08T08:15:00", "2021-02-05T22:10:00", "2021-02-06"),
        ("2021-10-11T08:05:00", "2021-10-11T07:15:00", "2021-10-01"),
    ]:
        start = datetime.fromisoformat(received)
        ended = datetime.combine(planter.world.calendar.add(start.date(), 3), time(14, 0))
        neither = numbered != submitted[:10]
        plant = Plant(
            "23",
            "date in the code",
            "last",
            CODE,
            "numbered on neither day" if neither else "numbered when submitted, received days later",
            "flagged code_date_differs, counted by the date of receipt",
        )
        planter.add(
            "1.003114",
            received,
            ended.isoformat(),
            (ended + timedelta(hours=2)).isoformat(),
            plant,
            submitted=datetime.fromisoformat(submitted),
            numbered_on=date.fromisoformat(numbered),
        )
    for received in ["2021-01-13T09:00:00", "2021-08-11T09:00:00"]:
        refused = planter.world.calendar.add(datetime.fromisoformat(received).date(), 1)
        plant = Plant(
            "24",
            "refused at intake",
            "last",
            STATUS,
            "a date of receipt stands beside the refusal",
            "not counted as received",
        )
        planter.add(
            "1.003868", received, datetime.combine(refused, time(9)).isoformat(), None, plant, outcome="refused"
        )


def repeated_lines(planter: Planter) -> None:
    planter.add(
        "9.000007",
        "2021-02-19T09:00:00",
        "2021-02-23T10:00:00",
        "2021-02-24T10:00:00",
        Plant("22", "the same line twice in one file", "2021-02", CODE, "the second of two equal lines", "a duplicate"),
        repeat_in="2021-02",
    )
    planter.add(
        "9.000006",
        "2021-02-22T09:00:00",
        "2021-02-25T10:00:00",
        "2021-02-26T10:00:00",
        Plant("22", "line exported again", "2021-03", CODE, "closed and listed in the file before", "a duplicate"),
        relist_in="2021-03",
    )
    planter.add("1.003114", "2020-10-05T09:00:00", "2020-10-08T10:00:00", "2020-10-09T10:00:00", repeat_in="2020-10")
    planter.add("1.003868", "2021-09-06T09:00:00", "2021-09-10T10:00:00", "2021-09-13T10:00:00", relist_in="2021-10")


def rows_to_reject(planter: Planter) -> None:
    """Rows that break one rule each; such a dossier stands in one file only."""

    def reject(trap: str, rule: str, heading: str, planted: str, received: str, finished: str | None) -> None:
        end = datetime.fromisoformat(finished) if finished else None
        planter.add(
            "1.003868",
            received,
            finished,
            (end + timedelta(hours=3)).isoformat() if end else None,
            Plant(trap, rule, received[:7], heading, planted, f"rejected: {rule}"),
            distortion=rule,
            only_month=received[:7],
        )

    no_end = "finished by its status, no end date"
    reject("4", "finished_without_date", FINISHED, no_end, "2021-01-07T09:00:00", "2021-01-12T10:00:00")
    reject("4", "finished_without_date", FINISHED, no_end, "2021-07-08T09:00:00", "2021-07-13T10:00:00")
    before = "the end stands before the receipt"
    reject("5", "finished_before_received", FINISHED, before, "2021-02-22T09:00:00", "2021-02-24T10:00:00")
    reject("5", "finished_before_received", FINISHED, before, "2020-08-12T09:00:00", "2020-08-17T10:00:00")
    future = "a date after the file was exported"
    reject("5", "date_after_export", FINISHED, future, "2021-03-03T09:00:00", "2021-03-09T10:00:00")
    reject("5", "date_after_export", RECEIVED, future, "2021-05-13T09:00:00", None)
    missing = "no date of receipt though in process"
    reject("5", "missing_received_date", RECEIVED, missing, "2021-03-10T09:00:00", None)
    reject("5", "missing_received_date", RECEIVED, missing, "2020-04-08T09:00:00", None)
    reject("11", "missing_code", CODE, "no dossier code", "2021-02-03T09:00:00", "2021-02-09T10:00:00")
    reject("11", "missing_code", CODE, "no dossier code", "2021-10-06T09:00:00", "2021-10-12T10:00:00")
    unknown = "a procedure code that no reference table knows"
    reject("11", "unknown_procedure", PROCEDURE, unknown, "2021-03-05T09:00:00", "2021-03-09T10:00:00")
    reject("11", "unknown_procedure", PROCEDURE, unknown, "2021-11-10T09:00:00", "2021-11-16T10:00:00")


def other_cases(planter: Planter) -> None:
    planter.add(
        "1.004153",
        "2021-02-17T09:00:00",
        "2021-02-25T10:00:00",
        "2021-03-24T10:00:00",
        Plant(
            "3",
            "picked up long after",
            "2021-03",
            RETURNED,
            "handed over after the promised date, ready before it",
            "settled early on 25/02/2021: the end date judges, not the hand-over",
        ),
    )
    planter.add(
        "1.003868",
        "2021-02-18T09:00:00",
        "2021-03-11T10:00:00",
        None,
        Plant(
            "policy",
            "withdrawn after the promised date",
            "2021-03",
            FINISHED,
            "withdrawn by the applicant, promised date passed",
            "settled on time (form II.06a, column 9)",
        ),
        flag("5", "due_before_received", "2021-03", DUE, "promised for the day before its receipt", "settled on time"),
        outcome="withdrawn",
        distortion="due_before_received",
    )
    for code, received, finished in [
        ("2.001098", "2021-01-11T09:00:00", "2021-01-26T10:00:00"),
        ("1.003659", "2021-06-16T09:00:00", "2021-07-02T10:00:00"),
    ]:
        plant = Plant(
            "policy",
            "held by another unit",
            "last",
            UNIT,
            "the unit that has it now is not the one in charge of the procedure",
            "counted under the procedure's leading unit",
        )
        strange = flag(
            "19", "unknown_field", "last", FIELD, "a field that no reference table knows", "as its procedure"
        )
        marks = [strange] if code == "1.003659" else []
        returned = finished.replace("T10", "T15")
        distortion = "unknown_field" if marks else ""
        planter.add(code, received, finished, returned, plant, *marks, holder="VP", distortion=distortion)
    harmful = "text that could act as a formula, a script or a table mark"
    dropped = "personal data: dropped while mapping"
    # Each has a defect besides that changes no figure.
    defects = {
        "2021-01-20": (
            "submitted_after_received",
            "5",
            SUBMITTED,
            "sent in the day after its receipt",
            "by its receipt",
        ),
        "2021-02-25": ("field_differs", "19", FIELD, "the field of another procedure", "under the procedure's field"),
        "2021-05-05": (
            "returned_before_finished",
            "5",
            RETURNED,
            "handed over the day before it was ready",
            "by its end",
        ),
        "2020-08-06": ("unknown_unit", "19", UNIT, "a unit that no reference table knows", "under the leading unit"),
    }
    for received, heading, changes in [
        ("2021-01-20T09:00:00", ADDRESS, {"address": '=HYPERLINK("http://vidu.invalid";"đường Mẫu")'}),
        ("2021-02-25T09:00:00", APPLICANT, {"applicant": "<script>alert('Văn Mẫu')</script>"}),
        ("2021-05-05T09:00:00", ADDRESS, {"address": "Số 9 | đường Mẫu | **Pleiku**"}),
        ("2020-08-06T09:00:00", ADDRESS, {"address": "-1+1; đường Mẫu"}),
    ]:
        finished = planter.world.calendar.add(datetime.fromisoformat(received).date(), 2).isoformat() + "T14:00:00"
        plant = Plant("18", "personal data", "last", heading, harmful, dropped)
        rule, of, where, what, counted = defects[received[:10]]
        defect = flag(of, rule, "last", where, what, counted)
        planter.add(
            "9.000005", received, finished, finished.replace("T14", "T16"), plant, defect, distortion=rule, **changes
        )


def paused_by_status(planter: Planter) -> None:
    """Dossiers that stand still to the end of the data; only their status says so."""
    for code, received, status, since in [
        ("1.003114", "2021-02-23T10:20:00", "stopped", date(2021, 2, 26)),
        ("1.003659", "2021-11-18T14:05:00", "owing", date(2021, 11, 22)),
    ]:
        plant = Plant(
            "policy",
            "paused by its status alone",
            "last",
            STATUS,
            "stands still since the month of its receipt, no date says so, promised date passed",
            "the last status is the fallback: pending in time at every cut-off",
        )
        planter.add(code, received, None, None, plant, paused_as=status, paused_since=since)


def overdue_by_age(planter: Planter) -> None:
    """The ages that the other overdue dossiers leave open, at the edges where an age begins or ends."""

    def late(received: str, finished: str | None, days: int, cutoff: date) -> None:
        age = f"{days} working days past its date on {cutoff:%d/%m/%Y}"
        plant = Plant("policy", "age of an overdue dossier", received[:7], DUE, "promised for a day long past", age)
        returned = finished.replace("T10", "T16") if finished else None
        dossier = planter.add("9.000007", received, finished, returned, plant)
        assert dossier.due and planter.world.calendar.between(dossier.due, cutoff) == days

    late("2021-03-01T16:25:00", "2021-03-17T10:00:00", 5, date(2021, 3, 14))
    late("2021-01-15T16:50:00", "2021-03-25T10:00:00", 31, date(2021, 3, 14))
    late("2021-12-01T16:40:00", "2021-12-20T10:00:00", 5, date(2021, 12, 14))
    late("2021-10-18T16:30:00", None, 37, date(2021, 12, 14))


def waits_for_receipt(planter: Planter) -> None:
    """Online dossiers around the eight office hours (07:00–11:30, 13:30–17:00) that the system leaves for receiving them."""

    def waited(submitted: str, received: str, minutes: int, planted: str, right: str) -> None:
        start = datetime.fromisoformat(received)
        ended = datetime.combine(planter.world.calendar.add(start.date(), 3), time(14, 30))
        dossier = planter.add(
            "9.000007",
            received,
            ended.isoformat(),
            (ended + timedelta(hours=1)).isoformat(),
            Plant("policy", "time until receipt", "last", SUBMITTED, planted, right),
            submitted=datetime.fromisoformat(submitted),
        )
        assert planter.world.calendar.office_minutes(dossier.submitted, start) == minutes

    exactly = "eight office hours and no minute before it was received"
    waited("2021-01-05T09:00:00", "2021-01-06T09:00:00", 480, exactly, "not later than eight hours")
    longer = "eight office hours and one minute before it was received"
    waited("2021-01-05T09:00:00", "2021-01-06T09:01:00", 481, longer, "received after more than eight hours")
    tet = "sent in on the eve of the Tết holiday, received on the first day after it"
    waited("2021-02-09T16:00:00", "2021-02-17T08:00:00", 120, tet, "two office hours: days off do not count")


def never_received(planter: Planter) -> None:
    """Sent in in the last days of the first quarter: both wait for receipt on 14/3/2021, neither is ever received."""
    name, right = "awaiting receipt", "awaiting receipt on 14/3/2021"
    for sent, refused, heading, planted in [
        ("2021-03-11T16:45:00", None, STATUS, "sent in, never received or refused"),
        ("2021-03-12T15:40:00", "2021-03-16T09:00:00", REFUSED, "refused two days after the cut-off"),
    ]:
        outcome = "refused" if refused else "registered"
        plant = Plant("policy", name, "last", heading, planted, right + (", refused later" if refused else ""))
        dossier = planter.add("1.003868", sent, refused, None, plant, outcome=outcome)
        planter.dossiers[-1] = replace(dossier, submitted=datetime.fromisoformat(sent), received=None, due=None)


def withdrawn_in_silence(planter: Planter) -> None:
    """The exports go on showing it as in process; only the list of withdrawn dossiers has its end."""
    plant = Plant(
        "policy",
        "withdrawn by the list alone",
        "last",
        STATUS,
        "in process in every export, in the list of withdrawn dossiers since 02/12/2021",
        "withdrawn on 02/12/2021, and flagged withdrawn_but_listed",
    )
    planter.add("9.000005", "2021-11-24T16:55:00", None, None, plant, listed_withdrawn=date(2021, 12, 2))
