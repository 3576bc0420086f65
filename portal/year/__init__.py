"""年度: lists of grades for those who decide and sign, one's own notification, and the lists that use results."""

from portal.year import forms, lists, mine, results  # noqa: F401 - their routes
from portal.year.blueprint import blueprint

__all__ = ["blueprint"]
