"""One subject's card: every line opens to formula, clause and facts, or says why it gave nothing; paper and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import abort, current_app, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access import needs
from portal.database import KEY, session
from portal.papers.single import paper_of
from portal.scorecards.opening import Opened, blueprint, opened
from reports.desk import desk_of
from reports.press.text import file_name
from scoring.constants import Book
from scoring.why import Silent, fact_rules, silent
from shown import scorecard as arranged
from shown import why
from shown.discretion import Discretion
from shown.scorecard_book import sheets
from shown.standing import card_of
from shown.trend import Trend, trend
from workflow.another_case import own_facts
from workflow.applications.reading import of_facts
from workflow.exporting import export_card
from workflow.over_time import months
from workflow.permissions import Permission, may
from workflow.standing import history

TOLD = 8  # facts that a line tells one by one; the page of facts has them all
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Under a line: why it gave nothing, or which facts of its kind did not trigger it. ``more``: told elsewhere."""

    text: str
    kind: str
    facts: tuple[tuple[arranged.FactView, str], ...] = ()
    more: int = 0


def view_of(card: Opened, discretion: Discretion | None = None) -> arranged.ScorecardView:
    """The card arranged for this reader, or as discreetly as asked."""
    found = card_of(
        card.period,
        card.standing,
        card.subject,
        facts=_facts(card),
        history=history(session(), card.period, card.subject, card.standing.keys),
        discretion=discretion or card.discretion,
    )
    return found or abort(404)


def _facts(card: Opened) -> Mapping[str, arranged.FactView]:
    may_open = may(current_user.account, Permission.FACTS_READ)
    ids = card.standing.fact_ids
    applied = of_facts(session(), current_user.account, card.period)

    def address(key: str) -> str:
        if key in applied:
            return url_for("applications.one", application_id=applied[key])
        return url_for("facts.details_view", id=ids[key]) if may_open and key in ids else ""

    return {key: arranged.fact_view(fact, address(key)) for key, fact in card.standing.facts.items()}


def trend_of(card: Opened) -> Trend:
    """The way through the periods, with the reader's own share of a team."""
    return trend(months(session(), card.period, card.subject, card.member), card.discretion)


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>/paper.pdf")
@needs(Permission.SCORECARD_PRINT)
def paper(period_id: int, subject: str) -> ResponseReturnValue:
    """The same card as PDF; an unsealed one says so at its foot. A paper goes from hand to hand, so that what it tells
    of others is what everyone may know.
    """
    card = opened(period_id, subject)
    of_paper = Discretion(current_app.config["SMALLEST_GROUP"], names=False, share_of=card.discretion.share_of)
    desk = desk_of(session(), card.period, card.standing, of_paper)
    return paper_of(desk, "scorecard", subject, url_for("scorecards.card", period_id=period_id, subject=subject))


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>/card.xlsx")
@needs(Permission.SCORECARD_PRINT)
def table(period_id: int, subject: str) -> ResponseReturnValue:
    """The same card as a workbook: result, lines, facts, periods."""
    card = opened(period_id, subject)
    shown, file = view_of(card), BytesIO()
    export_card(session(), current_user.account, card.period, card.subject, sheets(shown, trend_of(card)), file)
    session().commit()
    file.seek(0)
    name = file_name(shown.result.subject, shown.period_shown.replace(" ", ""), _("记分卡"))
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name.removesuffix(".pdf") + ".xlsx")


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>")
@needs(Permission.SCORECARD_READ_OWN)
def card(period_id: int, subject: str) -> ResponseReturnValue:
    """One subject's card."""
    found = opened(period_id, subject)
    shown = view_of(found)
    return render_template(
        "portal/scorecard.html",
        card=shown,
        trend=trend_of(found),
        why=_why(found, shown),
        kinds=_kinds(found),
        member=found.member,
        smallest=found.discretion.smallest,
        version=found.period.version_id,
    )


def _kinds(card: Opened) -> dict[str, str]:
    """The kind of fact that each item and ladder waits for."""
    return {one.rule.id: one.rule.when.fact for one in fact_rules(card.standing.compiled)}


def _why(card: Opened, shown: arranged.ScorecardView) -> dict[str, WhyNot]:
    """By rule: why a line gave nothing, and which facts passed it by."""
    facts, book = own_facts(card.standing, card.subject, card.period), Book(card.standing.compiled)
    found = {}
    for line in shown.result.lines:
        told = silent(card.standing.compiled, line.rule, facts, card.of, card.when, book)
        if told is not None and (told.outside or told.failed or not line.count):
            found[line.rule] = _told(card, told, nothing=not line.count)
    return found


def _told(card: Opened, told: Silent, *, nothing: bool) -> WhyNot:
    if told.outside is not None:
        return WhyNot(why.sentence(told.outside), "")
    fields = card.standing.compiled.facts[told.kind].fields
    facts = tuple((arranged.fact_view(fact), why.sentence(unmet, fields)) for fact, unmet in told.failed[:TOLD])
    count = len(told.failed)
    if not count:
        text = _("本期没有「%(kind)s」的事实", kind=told.kind)
    elif nothing:
        text = _("本期 %(count)s 件「%(kind)s」都没有触发本项", count=count, kind=told.kind)
    else:
        text = _("另有 %(count)s 件「%(kind)s」没有触发本项", count=count, kind=told.kind)
    return WhyNot(text, told.kind, facts, count - len(facts))
