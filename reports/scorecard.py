"""The scorecard as a paper."""

from __future__ import annotations

from reports.paper import Paper, file_name, press
from rules.problem import N_
from shown.language import say
from shown.scorecard import ScorecardView

FACT_LIMIT = 40  # rows a line prints; the rest is said in a sentence and stands in the program
_DIGITS = 8  # of a hash, enough to tell two apart


def scorecard(card: ScorecardView) -> Paper:
    """Print one scorecard. At its foot: the version, the data it rests on, and, unless it is sealed, that it is not."""
    values = {"card": card, "known": card.facts, "limit": FACT_LIMIT, "mark": foot_mark(card)}
    return press("reports/scorecard.html", values)


def foot_mark(card: ScorecardView) -> str:
    """v2025.2 · 数据 1a2b3c4d · 未封存."""
    parts = [f"v{card.result_version}"]
    if card.inputs:
        parts.append(say(N_("数据 {hash}")).format(hash=card.inputs[:_DIGITS]))
    if not card.sealed:
        parts.append(say(N_("未封存")))
    return " · ".join(parts)


def scorecard_name(card: ScorecardView) -> str:
    """What the file is called."""
    return file_name(card.result.subject, card.period_shown.replace(" ", ""), say(N_("记分卡")))
