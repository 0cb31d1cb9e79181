"""The identities of form II.06a as checks on figures that others computed: a supplied table, a published report.

Between our own rules they hold by construction. Here each is held against what stands there, and a gap is named with both sides
and its size. A table may lack columns, or give several as one (trước hạn and đúng hạn together); what cannot be held for want of
a column is said, never passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# One column of the form (3 to 13), or several that a table gives as one figure.
Columns = tuple[int, ...]
Figures = Mapping[Columns, int]

# Left side = sum of the right side. The printed formulae of the official form could not be read: these are arithmetic.
IDENTITIES: tuple[tuple[int, Columns], ...] = ((3, (4, 5, 6)), (7, (8, 9, 10)), (11, (12, 13)), (3, (7, 11)))


@dataclass(frozen=True)
class FormRow:
    """A row of a supplied form: its name, and its figures by the column or columns that they stand for."""

    name: str
    figures: Figures


@dataclass(frozen=True)
class Check:
    """One identity held against one row (or against the rows of a column, for the total).

    `left` and `right` are the sides with the columns of each figure. `missing` are columns that the table lacks; then nothing
    was compared.
    """

    row: str
    left: tuple[tuple[Columns, int], ...] = ()
    right: tuple[tuple[Columns, int], ...] = ()
    missing: Columns = ()
    is_column_sum: bool = False

    @property
    def gap(self) -> int:
        """Left minus right; 0 where the identity holds or nothing could be compared."""
        return sum(number for _, number in self.left) - sum(number for _, number in self.right)

    @property
    def holds(self) -> bool:
        return not self.missing and self.gap == 0


def check_row(row: FormRow) -> list[Check]:
    """Every identity within one row, in the order of the form; figures given both apart and together are compared, too."""
    checks = []
    for left, right in IDENTITIES:
        sides = _figures(row.figures, (left,)), _figures(row.figures, right)
        missing = tuple(column for column in (left, *right) if not _is_given(row.figures, column))
        if None in sides and not missing:
            # Given only together with a column that this identity does not have.
            missing = tuple(column for column in (left, *right) if (column,) not in row.figures)
        checks.append(
            Check(row.name, missing=missing or (left, *right))
            if sides[0] is None or sides[1] is None
            else Check(row.name, sides[0], sides[1])
        )
    for together, number in row.figures.items():
        apart = [(column,) for column in together]
        if len(together) > 1 and all(column in row.figures for column in apart):
            checks.append(Check(row.name, ((together, number),), tuple((each, row.figures[each]) for each in apart)))
    return checks


def check_total(rows: Sequence[FormRow], total: FormRow) -> list[Check]:
    """Column by column: the total is the sum of the rows. A column that a row lacks cannot be summed."""
    checks = []
    for columns, number in total.figures.items():
        if all(columns in row.figures for row in rows):
            parts = tuple((columns, row.figures[columns]) for row in rows)
            checks.append(Check(total.name, ((columns, number),), parts, is_column_sum=True))
        else:
            checks.append(Check(total.name, missing=columns, is_column_sum=True))
    return checks


def check_form(rows: Sequence[FormRow], total: FormRow | None = None) -> list[Check]:
    """Every identity of every row, of the total row, and of each column; without rows there are no columns to sum."""
    checks = [check for row in rows for check in check_row(row)]
    if total is not None:
        checks += check_row(total)
        checks += check_total(rows, total) if rows else []
    return checks


def _is_given(figures: Figures, column: int) -> bool:
    return any(column in columns for columns in figures)


def _figures(figures: Figures, wanted: Columns) -> tuple[tuple[Columns, int], ...] | None:
    """Figures that cover the wanted columns exactly, those of single columns first; None where none do."""
    found: list[tuple[Columns, int]] = []
    left = set(wanted)
    for columns in sorted(figures, key=lambda columns: (len(columns), columns)):
        if set(columns) <= left and not (len(columns) == 1 and _only_part_is_given(figures, columns[0], left)):
            found.append((columns, figures[columns]))
            left -= set(columns)
    return None if left else tuple(sorted(found))


def _only_part_is_given(figures: Figures, column: int, wanted: set[int]) -> bool:
    """The column is also in a figure of several, of which another one is not given apart: then the several are needed."""
    return any(
        column in columns and set(columns) <= wanted and any((other,) not in figures for other in columns)
        for columns in figures
        if len(columns) > 1
    )
