"""公文 about cards, in the form of GB/T 9704-2012: the letter to the person, and the notice to the whole court."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timezone
from typing import Any

from records.models import AppraisalPeriod
from reports.desk import Desk
from reports.press.composing import compose
from reports.press.press import Paper, press
from reports.press.proof import proof_of
from reports.press.sheet import Proof, Sheet
from reports.press.text import brief, file_name
from rules.phrase import N_, listed
from scoring.period import parse_period
from shown.language import say
from workflow.card_letter import Letter, letters_to, publicised

_UNITS: Mapping[str, str] = {"working_days": N_("个工作日"), "days": N_("日"), "hours": N_("小时")}
_STYLES = ("letter.css",)
KIND = "letter"
NOTICE = "notice"


def compose_letters(desk: Desk, subject: str) -> Sheet | None:
    """The letters of a subject's cards of the period, each on a page of its own; ``None`` for who has none."""
    key, period = desk.standing.keys.get(subject), desk.period
    if key is None:
        return None
    letters = letters_to(desk.session, period, key)
    return _letters(letters, _proof(period, KIND, letters, subject)) if letters else None


def compose_letter(period: AppraisalPeriod, one: Letter) -> Sheet:
    """The letter of one card of a period, with its proof."""
    return _letters([one], _proof(period, KIND, [one], one.person))


def compose_notice(desk: Desk, _subject: str) -> Sheet | None:
    """全院通报 of the period's year; ``None`` where the scheme tells the whole court of no step."""
    ladders, when = desk.standing.compiled.scheme.ladders, parse_period(desk.period.text)
    if when is None or not any(step.notice == "court" for ladder in ladders for step in ladder.steps):
        return None
    found = [
        one
        for one in publicised(desk.session, desk.period.court_id, when.year)
        if one.card.version.scheme_id == desk.period.scheme_id
    ]
    return compose_court_notice(desk.period, when.year, found)


def compose_court_notice(period: AppraisalPeriod, year: int, letters: Sequence[Letter]) -> Sheet:
    """全院通报 of cards of one period's scheme, with its proof."""
    return notice_sheet(period.court.full_name, year, letters, _proof(period, NOTICE, letters))


def _proof(period: AppraisalPeriod, kind: str, letters: Sequence[Letter], subject: str = "") -> Proof:
    """A card takes effect on its day, whether or not the period is over: a letter is no draft while the year is open.
    Its moment is the last card's day, so that it prints the same before and after the period is closed.
    """
    proof = proof_of(period, kind=kind, subject=subject, stored=period.state != "open")
    moment = datetime.combine(letters[-1].card.day, time(), timezone.utc) if letters else proof.moment
    return replace(proof, moment=moment, draft=())


def letter_sheet(letter: Letter) -> Sheet:
    """The letter of one card that no record answers for."""
    return _letters([letter])


def _letters(letters: Sequence[Letter], proof: Proof | None = None) -> Sheet:
    titles = dict.fromkeys(N_("关于发出{card}的通知").filled(card=brief(one.card.title)) for one in letters)
    title = say(listed(titles))
    values = {"letters": letters, "units": {unit: say(text) for unit, text in _UNITS.items()}}
    return compose(
        "reports/letters/card.html", values, name=letter_name(letters[0]), title=title, proof=proof, styles=_STYLES,
        attachment=data_of(letters) if proof else None,
    )  # fmt: skip


def notice_sheet(court: str, year: int, letters: Sequence[Letter], proof: Proof | None = None) -> Sheet:
    """全院通报 of a year's cards that the scheme tells to all."""
    title = say(N_("{year}年案件质量问题通报")).format(year=year)
    values = {"court": court, "year": year, "letters": letters}
    name = file_name(court, str(year), say(N_("全院通报")))
    return compose(
        "reports/letters/notice.html", values, name=name, title=title, proof=proof, styles=_STYLES,
        attachment=data_of(letters) if proof else None,
    )  # fmt: skip


def data_of(letters: Sequence[Letter]) -> dict[str, Any]:
    """The same cards as data, for the attachment."""
    return {
        "cards": [
            {
                "title": one.card.title, "colour": one.card.colour, "person": one.person, "division": one.division,
                "case": one.case, "day": one.day.isoformat(), "number": one.number, "fields": dict(one.fields),
                "text": one.text, "due": one.card.due.isoformat() if one.card.due else None, "basis": one.basis,
            }
            for one in letters
        ]
    }  # fmt: skip


def card_letter(letter: Letter) -> Paper:
    """Printed."""
    return press(letter_sheet(letter))


def court_notice(court: str, year: int, letters: Sequence[Letter]) -> Paper:
    """Printed."""
    return press(notice_sheet(court, year, letters))


def letter_name(letter: Letter) -> str:
    """What the file is called."""
    return file_name(letter.person, letter.card.title, letter.day.isoformat())
