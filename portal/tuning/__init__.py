"""试算: sliders, supply and demand, targets, and the trials that are kept. Nothing here changes a score."""

from __future__ import annotations

from portal.tuning import goal, saved, supply  # noqa: F401 - their routes
from portal.tuning.pages import blueprint

__all__ = ["blueprint"]
