"""Typing into the workbook of a form as a person does: the cells change, all else stays."""

import io
import re
import zipfile
from datetime import date
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def typed_into_workbook(content: bytes, cells: dict[tuple[int, int], str]) -> bytes:
    """The workbook with texts, and days as dates, in cells by row and column, both from 1."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                sheet = etree.fromstring(part)
                by_place = {cell.get("r"): cell for cell in sheet.iter(f"{MAIN}c")}
                for (row, column), text in cells.items():
                    type_into(by_place[f"{chr(64 + column)}{row}"], text)
                part = etree.tostring(sheet)
            out.writestr(name, part)
    return target.getvalue()


def type_into(cell: Any, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text = str((date.fromisoformat(text) - date(1899, 12, 30)).days)
    if text.isdigit():
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{MAIN}v").text = text
    else:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = text
