"""`python -m cchc_analysis.cli` is the command `cchc`."""

from cchc_analysis.cli import main

main()
