"""Objecting: the form against one line, and the way to it that a public scorecard shows on each line."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access import needs
from portal.attachments import boxes, limits_said
from portal.database import KEY, session
from portal.objections.blueprint import blueprint
from portal.objections.forms import ObjectForm
from portal.queue import attempt
from records.models import AppraisalPeriod
from scoring.result import SubjectResult
from shown.scorecard import fact_view
from workflow.attachments import Kept
from workflow.objections.filing import Told, closed_to, file, line_on, may_object
from workflow.objections.lines import Line, Target
from workflow.objections.terms import terms_of
from workflow.permissions import Permission, SubjectOf, may_read_scorecard
from workflow.standing import Standing, standing_of


@blueprint.record_once
def _globals(state: BlueprintSetupState) -> None:
    """The scorecard's page asks."""
    state.app.jinja_env.globals["may_object_to"] = may_object_to


def may_object_to(period_id: int, subject: str) -> bool:
    """Whether the reader of a scorecard may object to its lines today; asked by the scorecard's page."""
    period = session().get(AppraisalPeriod, period_id)
    if period is None or closed_to(period) is not None:
        return False
    standing = standing_of(session(), period)
    return may_object(current_user.account, standing.subjects.get(subject), standing.keys.get(subject))


@blueprint.route(f"/against/<{KEY}:period_id>/<path:subject>", methods=["GET", "POST"])
@needs(Permission.OBJECTIONS_FILE)
def new(period_id: int, subject: str) -> ResponseReturnValue:
    """Object to the line that the address names."""
    period = session().get(AppraisalPeriod, period_id) or abort(404)
    standing = standing_of(session(), period)
    account = current_user.account
    whose = standing.subjects.get(subject, SubjectOf("none"))
    if subject not in standing.subjects:
        abort(404)
    if not may_read_scorecard(account, whose):
        abort(403)
    target = Target(*(request.args.get(name, "") for name in ("about", "rule", "fact", "member")))
    target = target if target.about else Target("missing")
    found = line_on(standing, subject, target)
    form, kept = ObjectForm(), list[Kept]()
    whole = Target(target.about, target.rule, target.fact if target.about == "card" else "", target.member)
    found_whole = line_on(standing, subject, whole)
    form.line.choices = _choices(standing, found_whole)
    if form.is_submitted():
        valid, kept = form.validate(), form.take()
        if valid and not form.files.errors:
            fact = form.line.data or ""
            aimed = Target(target.about, target.rule, fact, target.member) if target.about == "item" else target
            told = Told(form.expects.data or "", form.reason.data or "", form.evidence.data or "")
            done, row = attempt(lambda: file(session(), account, period, subject, aimed, told, kept))
            if done and row is not None:
                flash(gettext("已提出，承办部门在 %(day)s 前答复。", day=row.due.isoformat()), "success")
                return redirect(url_for("objections.one", objection_id=row.id))
            period = session().get(AppraisalPeriod, period_id) or abort(404)
    else:
        form.line.data = target.fact
    closed = closed_to(period)
    return render_template(
        "portal/objections/new.html", form=form, period=period, subject=subject, target=target,
        line=found[1] if found is not None else None, places=standing.compiled.rounding.places, closed=closed,
        yours=may_object(account, whose, standing.keys.get(subject)), terms=terms_of(session(), period.court_id),
        kept=boxes(kept), limits=limits_said(), total=_total(found),
    )  # fmt: skip


def _total(found: tuple[SubjectResult, Line] | None) -> SubjectResult | None:
    return found[0] if found is not None else None


def _choices(standing: Standing, found: tuple[SubjectResult, Line] | None) -> list[tuple[str, str]]:
    """The whole line, or one of its facts by day, case and content."""
    choices = [("", gettext("整行"))]
    if found is None or found[1].target.about != "item":
        return choices
    for key in found[1].facts:
        fact = standing.facts.get(key)
        if fact is not None:
            view = fact_view(fact)
            words = (view.day.isoformat(), view.case or view.kind, view.member or "", view.text)
            choices.append((key, "　".join(filter(None, words))[:120]))
    return choices
