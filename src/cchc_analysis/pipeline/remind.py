"""The reminder as a file: `cchc remind`. The blocks of a report's notebook, without a notebook, through the same Pandoc and filters."""

from datetime import UTC, date, datetime
from pathlib import Path

from cchc_analysis.pipeline.builtin import write_docx
from cchc_analysis.pipeline.gates import check_docx
from cchc_analysis.pipeline.markdown import Head
from cchc_analysis.pipeline.outbox import hand_out
from cchc_analysis.present.reminder import reminder
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.standing import Standing


def write_reminder(
    standing: Standing, extension: Path, out: Path, unit: str = "", answer_by: date | None = None
) -> Path | None:
    """Writes the letter to all units, or to the one that is named by code, name or alias; None where nobody has anything open.

    Raises PlanError for a unit that leads nothing, SettingsError where a letter of the same name was changed by someone.
    """
    code = standing.unit_code(unit) if unit else ""
    letter = reminder(standing, [code] if code else list(standing.units), answer_by)
    if letter is None:
        return None
    text = "\n\n".join(part._repr_mimebundle_()["text/markdown"] for part in letter.parts)
    noon = datetime(*standing.day.timetuple()[:3], 12, tzinfo=UTC)
    name = "-".join(filter(None, ["don-doc", code.lower(), standing.period.key])) + ".docx"
    with scratch_folder(out, ".letter-") as scratch:
        path = scratch / name
        write_docx(text, Head(letter.title, letter.stamps), path, extension=extension, epoch=int(noon.timestamp()))
        check_docx(path, [standing.register.number])
        content = path.read_bytes()
    return hand_out({name: content}, out)[0]
