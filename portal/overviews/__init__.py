"""总览: pages of leaders, heads and higher courts. No list here is ordered by anybody's result."""

from __future__ import annotations

from portal.overviews import cards, courts, units, waits  # noqa: F401 - their routes
from portal.overviews.frame import blueprint

__all__ = ["blueprint"]
