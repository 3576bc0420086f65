"""From sheets to what scoring is given: figures, facts, members and decisions, typed as the scheme declares them.

All problems at once, each with file, sheet, row, column and remedy; see :func:`read`.
"""

from __future__ import annotations

from records.intake.files import Source, capped, gather
from records.intake.reading import read
from records.intake.tables import Tables

__all__ = ["Source", "Tables", "capped", "gather", "read"]
