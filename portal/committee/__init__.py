"""Pages of the review committee: rounds, cases to review, votes."""

from __future__ import annotations

from portal.committee import reviews, rounds, votes  # noqa: F401 - their routes are registered by being read
from portal.committee.routes import blueprint

__all__ = ["blueprint"]
