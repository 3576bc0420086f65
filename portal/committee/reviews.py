"""One case to review: the reviewer writes an opinion and the problems found, or that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import needs
from portal.committee.routes import blueprint
from portal.database import KEY, session
from portal.queue import attempt
from records.intake.values import day as read_day
from records.intake.values import field as read_field
from records.models import CommitteeVote, Finding, Review
from records.queries.directory import load_directory
from rules.condition import Value
from rules.model import FactKind
from rules.problem import Problem
from workflow.calendar import today
from workflow.committee.putting import decided_field
from workflow.committee.reviewing import Found, fields_asked, hand_in
from workflow.committee.standing import conflict
from workflow.permissions import Permission
from workflow.versions import compiled_of
from workflow.wording import FINDING_STATES

ROWS = 3  # problems that one sheet has room for; a case with more is a case for a second look
_LONGEST = 2000


@blueprint.route(f"/reviews/<{KEY}:review_id>", methods=["GET", "POST"])
@needs(Permission.REVIEWS_READ)
def review(review_id: int) -> ResponseReturnValue:
    """The sheet of one case: to fill in for its reviewer, to read for others."""
    row, account = review_or_404(review_id), current_user.account
    kind = compiled_of(row.round.period.version).facts[row.round.kind]
    asked = fields_asked(kind, decided_field(session(), row, {}))
    errors: list[str] = []
    if request.method == "POST":
        day, errors = _day(request.form.get("day", ""))
        found, wrong = _found(kind, asked)
        errors += wrong
        if not errors and day is not None:
            opinion = request.form.get("opinion", "")[:_LONGEST]
            done, findings = attempt(lambda: hand_in(session(), account, row, opinion, day, found))
            if done:
                count = len(findings or ())
                said = (
                    gettext("已提交，发现问题 %(count)s 个。", count=count) if count else gettext("已提交，没有问题。")
                )
                flash(said, "success")
                return redirect(url_for("committee.review", review_id=review_id))
            row = review_or_404(review_id)
        for text in errors:
            flash(text, "error")
    may_write = row.reviewer_id == account.id and row.done_at is None
    return render_template(
        "portal/committee/review.html", row=row, kind=kind, asked=asked, rows=range(1, ROWS + 1), may_write=may_write,
        own=conflict(load_directory(session()), account, row.judge_id, [row.case.closed or today(), today()]),
        typed=request.form, today=today().isoformat(), states=FINDING_STATES, votes=_votes(row),
    )  # fmt: skip


def review_or_404(review_id: int) -> Review:
    """The review with its case, or no such page."""
    query = (
        select(Review)
        .where(Review.id == review_id)
        .options(
            joinedload(Review.case), joinedload(Review.round), joinedload(Review.judge), joinedload(Review.reviewer)
        )
    )
    return session().scalars(query).unique().one_or_none() or abort(404)


def _votes(row: Review) -> dict[int, CommitteeVote]:
    """The last vote on each finding."""
    query = select(CommitteeVote).join(Finding, Finding.id == CommitteeVote.finding_id)
    found = session().scalars(query.where(Finding.review_id == row.id).order_by(CommitteeVote.id))
    return {vote.finding_id: vote for vote in found if vote.finding_id is not None}


def _day(text: str) -> tuple[date | None, list[str]]:
    read = read_day(text.strip())
    return (None, [read.text(gettext)]) if isinstance(read, Problem) else (read, [])


def _found(kind: FactKind, asked: list[str]) -> tuple[list[Found], list[str]]:
    """The rows of the sheet in which anything stands, and what is wrong with what stands there."""
    found: list[Found] = []
    errors: list[str] = []
    for number in range(1, ROWS + 1):
        text = request.form.get(f"text-{number}", "")[:_LONGEST].strip()
        typed = {name: request.form.get(f"field-{number}-{place}", "").strip() for place, name in enumerate(asked)}
        if not text and not any(typed.values()):
            continue
        fields, wrong = _typed(kind, typed)
        found.append(Found(fields, text))
        errors += [gettext("第 %(row)s 个问题：%(text)s", row=number, text=one) for one in wrong]
    return found, errors


def _typed(kind: FactKind, typed: Mapping[str, str]) -> tuple[dict[str, Value | None], list[str]]:
    fields: dict[str, Value | None] = {}
    errors: list[str] = []
    for name, text in typed.items():
        value = read_field(text, kind.fields[name]) if text else None
        if isinstance(value, Problem):
            errors.append(f"{name}：{value.text(gettext)}")
        else:
            fields[name] = value
    return fields, errors
