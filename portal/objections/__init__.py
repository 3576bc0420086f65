"""异议: pages of those who object to a line of a scorecard, of those who answer, review, and carry out."""

from portal.objections import carrying, deciding, filing, pages, terms  # noqa: F401 - their routes
from portal.objections.blueprint import blueprint

__all__ = ["blueprint"]
