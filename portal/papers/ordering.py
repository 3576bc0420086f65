"""What is to be printed: the jobs there are, and a form for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import needs
from portal.database import KEY, key_of, session
from portal.office import office
from portal.papers.place import blueprint, named, periods, title_of
from portal.queue import attempt
from portal.scorecards.opening import period_or_404
from records.models import AppraisalPeriod, Job, SchemeVersion, User
from reports.batch.whole import is_year, whole_year
from reports.desk import desk_of
from reports.kinds import KINDS, Kind, subjects_of
from reports.press.fonts import font_problems
from workflow.jobs import STATES
from workflow.permissions import Permission, may
from workflow.printing.ordering import (
    ORDERS,
    Count,
    Order,
    count,
    order_papers,
    order_wishes,
    periods_alike,
)

SHOWN = 50  # jobs in the list


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of paper with those who get one."""

    kind: Kind
    subjects: list[str]


@blueprint.get("/")
@needs(Permission.PAPERS_PRINT)
def index() -> ResponseReturnValue:
    """The latest jobs, and the periods that a new one can be about."""
    query = (
        select(Job)
        .options(
            joinedload(Job.created_by),
            joinedload(Job.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
            joinedload(Job.period).joinedload(AppraisalPeriod.court),
        )
        .where(Job.kind == "papers")
        .order_by(Job.id.desc())
        .limit(SHOWN)
    )
    rows: list[tuple[Job, Count]] = [(job, count(session(), job)) for job in session().scalars(query)]
    return render_template(
        "portal/papers/index.html",
        rows=[(job, title_of(job), count) for job, count in rows],
        periods=periods(),
        named=named,
        states=STATES,
        fonts=[problem.text(gettext) for problem in font_problems()],
    )


@blueprint.get("/new")
@needs(Permission.PAPERS_PRINT)
def choose() -> ResponseReturnValue:
    """The form's address from the list of periods."""
    return redirect(url_for("papers.order", period_id=key_of(request.args.get("period", ""))))


@blueprint.post(f"/new/<{KEY}:period_id>/whole")
@needs(Permission.PAPERS_PRINT)
def whole(period_id: int) -> ResponseReturnValue:
    """全年材料: every paper of the year, of all the court's schemes, in one job."""
    period, account = period_or_404(period_id), cast("User", current_user.account)
    done, job = attempt(
        lambda: order_wishes(
            session(), account, whole_year(session(), period, lambda kind: may(account, kind.right)), whole=True
        )
    )
    if not done or job is None:
        return redirect(url_for("papers.order", period_id=period_id))
    office().wake()
    return redirect(url_for("papers.job", job_id=job.id))


@blueprint.route(f"/new/<{KEY}:period_id>", methods=["GET", "POST"])
@needs(Permission.PAPERS_PRINT)
def order(period_id: int) -> ResponseReturnValue:
    """Which papers, for whom, in which order."""
    period, form = period_or_404(period_id), FlaskForm()
    desk, account = desk_of(session(), period), cast("User", current_user.account)
    choices = [Choice(kind, subjects_of(desk, kind)) for kind in KINDS.values() if may(account, kind.right)]
    choices = [choice for choice in choices if choice.subjects]
    if form.validate_on_submit():
        wanted = _wanted(choices)
        by: Order = "subject" if request.form.get("order") == "subject" else "kind"
        done, job = attempt(lambda: order_papers(session(), account, period, wanted, by))
        if done and job is not None:
            office().wake()
            return redirect(url_for("papers.job", job_id=job.id))
    subjects = list(dict.fromkeys(subject for choice in choices for subject in choice.subjects if subject))
    return render_template(
        "portal/papers/order.html", form=form, period=period, named=named, choices=choices, subjects=subjects,
        orders=ORDERS, year=is_year(period),
        like=[one.version.scheme.title for one in periods_alike(session(), period)],
    )  # fmt: skip


def _wanted(choices: list[Choice]) -> list[tuple[str, list[str]]]:
    """What was ticked, in our own order; a kind about the whole period asks for no names."""
    kinds, everyone = set(request.form.getlist("kind")), request.form.get("who") != "some"
    names = set(request.form.getlist("subject"))
    return [
        (choice.kind.key, [one for one in choice.subjects if everyone or not one or one in names])
        for choice in choices
        if choice.kind.key in kinds
    ]
