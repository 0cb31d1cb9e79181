"""Mistakes that the person at the keyboard can mend: one family, a sentence each, an exit code of their own.

Anything else that goes wrong is a defect of the program and keeps its traceback. The command line prints the message of a
`CchcError` and exits with its code; nothing else in the package catches the family.
"""


class CchcError(Exception):
    """A mistake that the user can mend. The message says what is wrong, where (file, sheet, row) and how to mend it."""

    exit_code = 1


class SettingsError(CchcError):
    """`cchc.toml` or another settings file does not say what the program needs."""

    exit_code = 3


class PeriodError(CchcError):
    """A period that cannot be read, does not exist, or that the working-day table does not reach."""

    exit_code = 4


class CoverageError(CchcError):
    """There are no data for the period, or they do not cover it whole."""

    exit_code = 5


class InputError(CchcError):
    """A raw file, mapping or reference table that cannot be read as what it is declared to be."""

    exit_code = 6


class ConflictError(CchcError):
    """Two contents for one key and no order to choose by."""

    exit_code = 7


class PlanError(CchcError):
    """The register of the plan, its targets or the progress of its products contradict each other."""

    exit_code = 8


class NotebookError(CchcError):
    """A notebook does not exist, does not take the given parameters, or failed while running."""

    exit_code = 9


class RenderError(CchcError):
    """A renderer failed, is missing, or what it wrote did not pass its check."""

    exit_code = 10


class MeasureError(CchcError):
    """A measure, or a group of one, that does not exist."""

    exit_code = 13


class PublishError(CchcError):
    """A report cannot be published as asked: it exists already, is provisional, or rejected rows touch it."""

    exit_code = 11


class GapError(CchcError):
    """Figures that others computed do not close: an identity of the form fails."""

    exit_code = 12


class LayoutError(CchcError):
    """A document is not in the form of an official one: an element of it is missing or looks otherwise."""

    exit_code = 14


class RejectedError(CchcError):
    """`cchc check --strict` met rows that a rule rejects."""

    exit_code = 15
