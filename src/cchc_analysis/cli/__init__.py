"""The command `cchc`: what a person types, and how mistakes are told. The work is done elsewhere.

Results go to standard output, progress and errors to standard error. A mistake that the user can mend is one sentence without
traceback and an exit code of its own (`cchc_analysis.errors`).
"""

from cchc_analysis.cli import data, documents, figures, plan
from cchc_analysis.cli.common import main

# Importing a module gives the group its commands.
__all__ = ["data", "documents", "figures", "main", "plan"]
