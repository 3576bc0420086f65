"""The scorecard as a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.desk import Desk
from reports.press.composing import compose
from reports.press.press import Paper, press
from reports.press.proof import draft_reasons, foot_mark, proof_of
from reports.press.sheet import Proof, Sheet
from reports.press.text import brief, file_name
from rules.problem import N_
from shown.language import say
from shown.scorecard import ScorecardView

FACT_LIMIT = 40  # rows a line prints; the rest is said in a sentence and stands in the program
KIND = "scorecard"


def compose_card(desk: Desk, subject: str) -> Sheet | None:
    """One subject's card out of the records, with its proof and its data."""
    card = desk.card(subject)
    if card is None:
        return None
    proof = proof_of(desk.period, kind=KIND, subject=subject, stored=desk.standing.stored)
    return sheet_of(card, proof, desk.data(subject))


def sheet_of(card: ScorecardView, proof: Proof | None = None, data: Mapping[str, Any] | None = None) -> Sheet:
    """A card as a sheet. Without a proof, as from tables that no database knows, it is a draft that nobody answers
    for.
    """
    title, draft = say(N_("绩效考核记分卡")), draft_reasons(sealed=card.sealed)
    return compose(
        "reports/scorecard.html", {"card": card, "known": card.facts, "limit": FACT_LIMIT},
        name=scorecard_name(card), title=f"{brief(card.result.subject)} {card.period_shown} {title}",
        left=card.scheme_title, right=f"{brief(card.result.subject)}　{card.period_shown}",
        mark=foot_mark(card.result_version, card.inputs, draft), proof=proof,
        draft=draft, styles=("scorecard.css",), attachment=data,
    )  # fmt: skip


def scorecard(card: ScorecardView) -> Paper:
    """Print a card that no record answers for."""
    return press(sheet_of(card))


def scorecard_name(card: ScorecardView) -> str:
    """What the file is called."""
    return file_name(card.result.subject, card.period_shown.replace(" ", ""), say(N_("记分卡")))
