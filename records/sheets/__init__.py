"""Tables from outside, CSV and XLSX, read safely into plain text: see :func:`read`.

Whatever a stranger uploads ends either in sheets or in problems; no file reaches an exception, fills the memory or is
read past its limits.
"""

from __future__ import annotations

from records.sheets.reading import read
from records.sheets.sheet import LIMITS, Limits, Progress, Row, Sheet

__all__ = ["LIMITS", "Limits", "Progress", "Row", "Sheet", "read"]
