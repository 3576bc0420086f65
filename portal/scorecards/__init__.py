"""记分卡: one's own, everyone's in a period, one subject's card with its facts, what another case would bring."""

from __future__ import annotations

from portal.scorecards import another, card, facts, mine, periods  # noqa: F401 - their routes
from portal.scorecards.opening import blueprint

__all__ = ["blueprint"]
