"""The register of a plan as the Word table that it is printed as, for tests that read it back."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from docx.table import Table

HEADS = (
    "Số TT", "Nhiệm vụ chung", "Nhiệm vụ cụ thể", "Sản phẩm", "Phân công thực hiện", "Thời gian thực hiện", "Ghi chú",
)  # fmt: skip
TITLE = "BẢNG TRIỂN KHAI THỰC HIỆN CÁC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM {year}"


def write_plan(
    path: Path,
    tasks: pd.DataFrame,
    products: pd.DataFrame,
    *,
    headings: bool = False,
    year: int = 2021,
    page_ends_in: Collection[str] = ("1.1", "2.1b", "4.5"),
) -> Path:
    """Writes the table; with `headings` the groups are headings over the whole row, else cells merged over their rows.

    In some rows a page ends: the head stands there again, and the last product goes on in a row of its own, whose other cells are
    empty or, where rows of the task follow, merged with those above.
    """
    document = Document()
    document.add_paragraph("Kèm theo Kế hoạch của Sở")
    letterhead = document.add_table(1, 2)
    letterhead.cell(0, 0).text, letterhead.cell(0, 1).text = (
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    )
    document.add_paragraph(TITLE.format(year=year))
    table = document.add_table(0, len(HEADS))
    add(table, HEADS)
    of_row = {row: lines(list(group.to_dict("records"))) for row, group in products.groupby("row_id", sort=False)}
    for (number, name), group in groupby(
        tasks.to_dict("records"), key=lambda row: (row["group_no"], row["group_name"])
    ):
        begins = [number, name]
        if headings:
            add(table, [f"{number}. {name}"])
            table.cell(len(table.rows) - 1, 0).merge(table.cell(len(table.rows) - 1, len(HEADS) - 1))
            begins = ["", ""]
        top = len(table.rows)
        for _, of_task in groupby(group, key=lambda row: row["task_ids"]):
            first = len(table.rows)
            for further, row in enumerate(of_task):
                made, goes_on = of_row[row["row_id"]], list[str]()
                if row["row_id"] in page_ends_in:
                    made, goes_on = broken(made)
                task = [] if further else task_lines(row["task_text"])
                assignment, deadline = assignment_lines(row["assignment_text"]), deadline_lines(row["deadline_text"])
                add(table, [*begins, task, made, assignment, deadline, row["note_text"]])
                begins = ["", ""]
                if goes_on:
                    merge(table, {2: first} if headings else {0: top, 1: top, 2: first})
                    add(table, HEADS)
                    add(table, ["", "", [], goes_on])
                    top = first = len(table.rows) - 1
            merge(table, {2: first})
        if not headings:
            merge(table, {0: top, 1: top})
    document.add_paragraph("Nơi nhận: như trên")
    document.save(str(path))
    return path


def add(table: Table, cells: Sequence[Any]) -> None:
    """A row; a cell is a text or the list of its paragraphs."""
    row = table.add_row()
    for cell, said in zip(row.cells, cells, strict=False):
        paragraphs = [said] if isinstance(said, str) else list(said)
        for number, text in enumerate(paragraphs):
            (cell.paragraphs[0] if number == 0 else cell.add_paragraph()).add_run(text)


def merge(table: Table, firsts: Mapping[int, int]) -> None:
    """Merges the cells of columns from a row each to the last one, where there are several."""
    last = len(table.rows) - 1
    for column, first in firsts.items():
        if last > first:
            table.cell(first, column).merge(table.cell(last, column))


def lines(products: list[dict[str, Any]]) -> list[str]:
    """The paragraphs of a cell of products: what leads in once, then each with its number as printed."""
    found: list[str] = []
    for lead_in, under in groupby(products, key=lambda product: product["lead_in"]):
        found += [lead_in] if lead_in else []
        found += [f"{product['printed_no']} {product['product_text']}".strip() for product in under]
    return found


def broken(made: list[str]) -> tuple[list[str], list[str]]:
    """The page ends in the middle of the last product but for three words of it."""
    whole = made[-1].split()
    return [*made[:-1], " ".join(whole[:-3])], [" ".join(whole[-3:])]


def task_lines(text: str) -> list[str]:
    """Two tasks in one cell stand below each other."""
    return re.split(r" (?=4\. Thực hiện áp dụng)", text)


def assignment_lines(text: str) -> list[str]:
    return re.split(r" (?=[+-] )", text)


def deadline_lines(text: str) -> list[str]:
    return re.split(r" (?=- |Báo cáo quý|Quý IV/ ?2021$)", text)
