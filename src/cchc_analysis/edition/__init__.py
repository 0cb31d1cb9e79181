"""An edition: everything that the report of one period is made from, opened in one call.

Notebooks open it, measures are read through it, and an id in a manifest leads back through it to its figure and its rows. It
joins the layers below (sources, plan, measures) and knows nothing of how things look.
"""

from cchc_analysis.edition.edition import Edition
from cchc_analysis.edition.opening import open_edition, plan_years

__all__ = ["Edition", "open_edition", "plan_years"]
