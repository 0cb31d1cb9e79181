"""The check of the official form as a person asks for it: what was measured, what is expected, line by line, in Vietnamese."""

from pathlib import Path

from cchc_analysis.errors import InputError
from cchc_analysis.pipeline.official import Finding, check
from cchc_analysis.pipeline.official_docx import read_docx
from cchc_analysis.pipeline.official_pdf import read_pdf

READERS = {".docx": read_docx, ".pdf": read_pdf}
RIGHT, WRONG = "✔", "✘"


def check_file(path: Path) -> list[Finding]:
    """Every element of the form in a DOCX or PDF; raises InputError for another kind of file or none, RenderError for a damaged one."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path.name} is neither a .docx nor a .pdf file. Name the report in one of these formats.")
    if not path.is_file():
        raise InputError(f"There is no file {path.name}. Name a report, such as report/2021-Q1/bao-cao.docx.")
    return check(reader(path))


def layout_report(path: Path) -> tuple[list[str], int]:
    """The lines about a file, and how many elements are not right."""
    findings = check_file(path)
    wrong = sum(not finding.is_right for finding in findings)
    return [
        *map(_line, findings),
        f"{path.name}: {len(findings) - wrong}/{len(findings)} thành phần đúng thể thức",
    ], wrong


def _line(finding: Finding) -> str:
    """✘ Lề phải, trang dọc: 14 mm (quy định: 15–20 mm)"""
    return (
        f"{RIGHT if finding.is_right else WRONG} {finding.element}: {finding.measured} (quy định: {finding.expected})"
    )
