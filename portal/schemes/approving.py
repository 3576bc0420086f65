"""From draft to publication: check, worked examples, impact on a real period, a second pair of eyes, publish again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.access import needs
from portal.database import KEY, session
from portal.schemes.drafts import UNPUBLISHED, draft_or_404, read
from portal.schemes.pages import ActForm, blueprint, version_or_404
from portal.schemes.parts import HEAD, KINDS
from portal.schemes.writing import frame, just_made, say, seen_of
from records.models import AppraisalPeriod, SchemeVersion, User
from records.models.scheme import PUBLISHED_STATES
from rules.document import parse
from rules.labels import PARTS
from rules.problem import Problem, ProblemError, errors
from scoring.period import in_words
from workflow import drafts, impact
from workflow.permissions import Permission, may
from workflow.wording import PERIOD_STATES

MOST_PERIODS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem with the way to where it is mended."""

    text: str
    severity: str
    line: int | None
    part: tuple[str, str] | None
    title: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: passed, or what came out otherwise than expected."""

    name: str
    passed: bool
    texts: tuple[str, ...]


@blueprint.get(f"/<{KEY}:version_id>/draft/check")
@needs(Permission.SCHEMES_READ)
def check(version_id: int) -> ResponseReturnValue:
    """All problems with links, all examples, the impact on a chosen period, and what may be done next."""
    version = draft_or_404(version_id)
    report = drafts.check_report(version)
    problems = [_shown(version, problem) for problem in report.problems]
    periods = _periods(version)
    wanted = request.args.get("period", type=int)
    period = next((each for each in periods if each.id == wanted), None)
    found = refused = None
    if period is not None:
        try:
            found = impact.impact(session(), current_user.account, version, period)
        except ProblemError as error:
            refused = " ".join(problem.text(_) for problem in error.problems)
    account = current_user.account
    wrote = account.id == version.author_id or account.id in version.writers
    return render_template(
        "portal/schemes/check.html",
        **frame(version),
        works=may(account, Permission.SCHEMES_EDIT),
        approver=may(account, Permission.SCHEMES_APPROVE) and not wrote,
        withdrawable=may(account, Permission.SCHEMES_EDIT) and wrote,
        problems=problems,
        errors=sum(1 for one in problems if one.severity == "error"),
        warnings=sum(1 for one in problems if one.severity != "error"),
        cases=examples_of(version.cases, report.failed, run=report.compiled is not None),
        ready=report.ready,
        steps=_steps(version, report),
        periods=[(each.id, _period_words(each)) for each in periods],
        period=period.id if period else None,
        impact=found,
        impact_refused=refused,
        ranked=bool(found and any(row.place_after for row in found.rows)),
        places=report.compiled.rounding.places if report.compiled else 2,
    )


def examples_of(text: str, failed: tuple[Problem, ...], *, run: bool) -> tuple[Example, ...]:
    """Every example of a text; those whose lines hold a failure did not pass, and none passes before it can be run."""
    document, problems = parse(text, "") if text.strip() else (None, [])
    cases = document.root.entries.get("cases") if document else None
    elements = cases[1].elements if cases else []
    names = [
        str(one.data.get("name", place)) if isinstance(one.data, dict) else str(place)
        for place, one in enumerate(elements, 1)
    ]
    texts: dict[int, list[str]] = {}
    for problem in (*problems, *failed):
        line = problem.place.line or 0
        holding = [place for place, one in enumerate(elements) if one.line <= line]
        texts.setdefault(holding[-1] if holding else -1, []).append(problem.text(_))
    found = [Example(name, run and place not in texts, tuple(texts.get(place, ()))) for place, name in enumerate(names)]
    whole = [Example(_("算例文件"), passed=False, texts=tuple(texts[-1]))] if -1 in texts else []
    return (*whole, *found)


def _shown(version: SchemeVersion, problem: Problem) -> Shown:
    found = read(version.text)
    placed = found.scheme is not None and problem.place.line is not None
    part = found.part_of(problem) if placed else None
    title = ""
    if part is not None:
        title = _("基本信息") if part[0] == HEAD else f"{_(PARTS[part[0]])} {_title(found.scheme, *part)}".rstrip()
    linked = part if part and part[1] else None
    return Shown(problem.text(_), problem.severity, problem.place.line, linked, title)


def _title(scheme: object, kind: str, name: str) -> str:
    if KINDS[kind].named:
        return name
    return next((rule.title for rule in getattr(scheme, kind) if rule.id == name), name)


def _steps(version: SchemeVersion, report: drafts.Report) -> list[tuple[str, str]]:
    """The road of a draft; what is done, what failed, what is still to come."""
    order = ("draft", "submitted", "approved", "published")
    reached = order.index(version.state) if version.state in order else 0
    clean = "done" if report.compiled is not None else "failed"
    right = "" if report.compiled is None or not report.examples else "failed" if errors(report.failed) else "done"
    later = [(_("送批"), 1), (_("另一人批准"), 2), (_("发布"), 3)]
    return [(_("检查"), clean), (_("算例"), right), *((words, "done" if reached >= at else "") for words, at in later)]


def _periods(version: SchemeVersion) -> list[AppraisalPeriod]:
    query = select(AppraisalPeriod).where(AppraisalPeriod.scheme_id == version.scheme_id)
    return list(session().scalars(query.order_by(AppraisalPeriod.starts.desc()).limit(MOST_PERIODS)))


def _period_words(period: AppraisalPeriod) -> str:
    return f"{in_words(period.text)}　{_(PERIOD_STATES[period.state])}"


def _submit(version: SchemeVersion, user: User) -> str:
    drafts.submit(session(), user, version)
    return str(_("已送批，等待另一个人批准。"))


def _withdraw(version: SchemeVersion, user: User) -> str:
    drafts.withdraw(session(), user, version)
    return str(_("已撤回，可以继续修改。"))


def _discard(version: SchemeVersion, user: User) -> str:
    drafts.discard(session(), user, version)
    return str(_("草稿已删除。"))


def _approve(version: SchemeVersion, user: User) -> str:
    drafts.approve(session(), user, version)
    return str(_("已批准，可以发布。"))


def _back(version: SchemeVersion, user: User) -> str:
    drafts.send_back(session(), user, version, request.form.get("reason", "")[:2000])
    return str(_("已退回起草人。"))


def _publish(version: SchemeVersion, user: User) -> str:
    effective = _day(request.form.get("effective", ""))
    drafts.publish(session(), user, version, effective)
    return str(_("已发布，自 %(day)s 起施行。", day=version.effective.isoformat()))


WRITERS: dict[str, Callable[[SchemeVersion, User], str]] = {
    "submit": _submit, "withdraw": _withdraw, "discard": _discard,
}  # fmt: skip
APPROVERS: dict[str, Callable[[SchemeVersion, User], str]] = {
    "approve": _approve, "back": _back, "publish": _publish,
}  # fmt: skip
DONE = {"submit": ("submitted", "approved", "published"), "approve": ("approved", "published"), "back": ("draft",),
        "publish": ("published",), "withdraw": ("draft",)}  # fmt: skip


@blueprint.post(f"/<{KEY}:version_id>/draft/act/<what>")
@needs(Permission.SCHEMES_EDIT)
def write_act(version_id: int, what: str) -> ResponseReturnValue:
    """Hand in, take back, give up."""
    return _act(version_id, what, WRITERS.get(what) or abort(404))


@blueprint.post(f"/<{KEY}:version_id>/draft/decide/<what>")
@needs(Permission.SCHEMES_APPROVE)
def approve_act(version_id: int, what: str) -> ResponseReturnValue:
    """The second person's part."""
    return _act(version_id, what, APPROVERS.get(what) or abort(404))


def _act(version_id: int, what: str, act: Callable[[SchemeVersion, User], str]) -> ResponseReturnValue:
    """Once, on the draft as it was seen; the second click of a double click finds it done and says nothing."""
    version = version_or_404(version_id)
    form = ActForm()
    if not form.validate_on_submit():
        abort(400)
    if version.state in DONE.get(what, ()):
        return redirect(_page_of(version))
    if version.state not in UNPUBLISHED:
        abort(404)
    if what != "withdraw" and form.seen.data != seen_of(version.text):
        flash(_("草稿在您打开以后又改过，请看过现在的内容再办。"), "warning")
        return redirect(url_for("scheme.check", version_id=version_id))
    try:
        words = act(version, current_user.account)
        session().commit()
    except ProblemError as error:
        session().rollback()
        say(error.problems)
        return redirect(url_for("scheme.check", version_id=version_id))
    flash(words, "success")
    return redirect(url_for("scheme.index") if what == "discard" else _page_of(version))


def _page_of(version: SchemeVersion) -> str:
    endpoint = "scheme.document" if version.state in PUBLISHED_STATES else "scheme.check"
    return url_for(endpoint, version_id=version.id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@blueprint.post(f"/<{KEY}:version_id>/again")
@needs(Permission.SCHEMES_EDIT)
def again(version_id: int) -> ResponseReturnValue:
    """Roll back: the text of an earlier version, handed in under a new number from a new day."""
    version = version_or_404(version_id)
    if not ActForm().validate_on_submit() or version.state not in PUBLISHED_STATES:
        abort(400)
    effective = _day(request.form.get("effective", ""))
    if made := just_made(version, "submitted"):
        return redirect(url_for("scheme.check", version_id=made.id))
    if effective is None:
        flash(_("请填写施行日期，例如 2026-01-01。"), "error")
        return redirect(url_for("scheme.document", version_id=version_id))
    try:
        reason = request.form.get("reason", "")[:2000]
        draft = drafts.roll_back(session(), current_user.account, version, effective, reason)
        session().commit()
    except ProblemError as error:
        session().rollback()
        say(error.problems)
        return redirect(url_for("scheme.document", version_id=version_id))
    flash(_("已送批，等待另一个人批准。"), "success")
    return redirect(url_for("scheme.check", version_id=draft.id))
