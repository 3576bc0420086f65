"""The scorecard as a paper."""

from __future__ import annotations

from reports.paper import Paper, environment, press
from shown.scorecard import ScorecardView
from shown.writing import amount, day, node_value

FACT_LIMIT = 40  # rows a line prints; the rest is said in a sentence and stands in the program


def scorecard(card: ScorecardView, *, mark: str = "") -> Paper:
    """Print one scorecard. ``mark`` stands at the foot: the version's and input's short hash, or 草稿."""
    environment().filters.update(amount=amount, day=day, node_value=node_value)
    return press("reports/scorecard.html", {"card": card, "known": card.facts, "limit": FACT_LIMIT, "mark": mark})
