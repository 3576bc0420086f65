"""公文 about cards, in the form of GB/T 9704-2012: the letter to the person, and the notice to the whole court."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.press.composing import compose
from reports.press.press import Paper, press
from reports.press.sheet import Sheet
from reports.press.text import brief, file_name
from rules.problem import N_
from shown.language import say
from workflow.card_ledger import Letter

_UNITS: Mapping[str, str] = {"working_days": N_("个工作日"), "days": N_("日"), "hours": N_("小时")}
_STYLES = ("letter.css",)


def letter_sheet(letter: Letter) -> Sheet:
    """The letter of one card."""
    title = say(N_("关于发出{card}的通知")).format(card=brief(letter.card.title))
    values = {"letter": letter, "unit": say(_UNITS.get(letter.card.deadline_unit, ""))}
    return compose(
        "reports/letters/card.html", values, name=letter_name(letter), title=title, styles=_STYLES,
    )  # fmt: skip


def notice_sheet(court: str, year: int, letters: Sequence[Letter]) -> Sheet:
    """全院通报 of a year's cards that the scheme tells to all."""
    title = say(N_("{year} 年案件质量问题通报")).format(year=year)
    values = {"court": court, "year": year, "letters": letters}
    name = file_name(court, str(year), say(N_("全院通报")))
    return compose("reports/letters/notice.html", values, name=name, title=title, styles=_STYLES)


def card_letter(letter: Letter) -> Paper:
    """Printed."""
    return press(letter_sheet(letter))


def court_notice(court: str, year: int, letters: Sequence[Letter]) -> Paper:
    """Printed."""
    return press(notice_sheet(court, year, letters))


def letter_name(letter: Letter) -> str:
    """What the file is called."""
    return file_name(letter.person, letter.card.title, letter.day.isoformat())
