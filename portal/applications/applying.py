"""Apply: choose what for, fill in the form that the fact's fields make; mend what was sent back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from portal.access import needs
from portal.applications.blueprint import blueprint
from portal.applications.forms import ApplyForm, fill, key_of, texts_of, with_fields
from portal.applications.pages import latest, matter_or_404, period_or_404
from portal.attachments import KEPT, boxes, limits_said, store
from portal.database import KEY, session
from portal.queue import attempt
from records.models import AppraisalPeriod, Person
from rules.compiled import CompiledItem
from rules.model import FieldKind
from workflow.applications.applying import Asked, Looked, apply, apply_again, look
from workflow.applications.chain import chain_of
from workflow.applications.items import asked_fields, item_of, kind_of, offers
from workflow.attachments import Kept, attached
from workflow.calendar import today
from workflow.inputs import Ground, ground_of
from workflow.permissions import Permission, may


@blueprint.get("/new")
@needs(Permission.APPLICATIONS_APPLY)
def choose() -> ResponseReturnValue:
    """What may be applied for now."""
    found: dict[AppraisalPeriod, list[CompiledItem]] = {}
    account = current_user.account
    for offer in offers(session(), account.court_id):
        found.setdefault(offer.period, []).append(offer.item)
    able = account.person_id is not None or may(account, Permission.APPLICATIONS_MANAGE)
    return render_template("portal/applications/choose.html", found=found, able=able)


@blueprint.route(f"/new/<{KEY}:period_id>/<rule>", methods=["GET", "POST"])
@needs(Permission.APPLICATIONS_APPLY)
def new(period_id: int, rule: str) -> ResponseReturnValue:
    """The form of one item."""
    period = period_or_404(period_id)
    ground = ground_of(session(), period)
    item = item_of(ground, rule) or abort(404)
    fields = asked_fields(ground, item, period.ends)
    form = with_fields(ApplyForm, fields, kind_of(ground, item))()
    _people(form)
    kept: list[Kept] = []
    if form.is_submitted():
        valid, kept = form.validate(), form.take()
        asked = _asked(form, rule, fields)
        wrong = _told(form, fields, look(session(), current_user.account, period, asked)) if asked else True
        if valid and asked is not None and not wrong and not form.files.errors:
            done, row = attempt(lambda: apply(session(), current_user.account, period, asked, kept, store()))
            if done and row is not None:
                flash(gettext("已提出，等「%(step)s」。", step=_step_of(ground, item, row.step)), "success")
                return redirect(url_for("applications.one", application_id=row.id))
            period = period_or_404(period_id)
    else:
        form.form.data = secrets.token_hex(16)
        form.day.data = max(period.starts, min(period.ends, today()))
    return _page(form, ground, item, fields, kept, "portal/applications/new.html")


@blueprint.route(f"/<{KEY}:application_id>/again", methods=["GET", "POST"])
@needs(Permission.APPLICATIONS_APPLY)
def again(application_id: int) -> ResponseReturnValue:
    """Mend one that was sent back."""
    matter = matter_or_404(application_id)
    row, account = matter.row, current_user.account
    if row.applicant_id != account.id:
        abort(403)
    if row.state != "returned":
        flash(gettext("这份申请现在不用补正，下面是现在的情况。"), "warning")
        return redirect(url_for("applications.one", application_id=application_id))
    fields = asked_fields(matter.ground, matter.item, row.period.ends)
    form = with_fields(ApplyForm, fields, kind_of(matter.ground, matter.item))()
    _people(form)
    already = attached(session(), ("application", row.id))
    turn, kept = row.turn, list[Kept]()
    if form.is_submitted():
        removed = {one.id for one in already if one.sha256 not in _checked()}
        valid, kept = form.validate(), form.take([one for one in already if one.id not in removed])
        kept = [one for one in kept if one.sha256 not in {file.sha256 for file in already if file.id not in removed}]
        asked = _asked(form, row.rule, fields)
        wrong = _told(form, fields, look(session(), account, row.period, asked)) if asked else True
        seen = int(form.form.data) if (form.form.data or "").isdecimal() else -1
        if valid and asked is not None and not wrong and not form.files.errors:
            done, _nothing = attempt(lambda: apply_again(session(), account, row, seen, asked, kept, removed, store()))
            if done:
                flash(gettext("已重新提出。"), "success")
                return redirect(url_for("applications.one", application_id=application_id))
            return redirect(url_for("applications.again", application_id=application_id))
    else:
        removed = set()
        form.form.data = str(turn)
        form.day.data, form.text.data = row.day, row.text
        form.person.data = str(row.person_id)
        if "case_number" in form:
            form.case_number.data = row.case_number
        fill(form, fields, matter.values)
    return _page(
        form, matter.ground, matter.item, fields, kept, "portal/applications/again.html",
        row=row, already=[(one, one.id not in removed) for one in already], last=row.acts[-1],
    )  # fmt: skip


def _checked() -> set[str]:
    """The hashes of files that stay."""
    return set(request.form.getlist("stays"))


def _people(form: ApplyForm) -> None:
    """Oneself; for staff, everyone of the court."""
    account = current_user.account
    if not may(account, Permission.APPLICATIONS_MANAGE):
        form.person.choices = [(str(account.person_id or ""), account.name)]
        form.person.data = str(account.person_id or "")
        return
    query = select(Person.id, Person.name, Person.number).where(Person.court_id == account.court_id)
    people = session().execute(query.order_by(Person.number))
    form.person.choices = [
        ("", gettext("请选择")),
        *((str(id_), f"{name}（{number}）") for id_, name, number in people),
    ]


def _asked(form: ApplyForm, rule: str, fields: Mapping[str, FieldKind]) -> Asked | None:
    """What was written, unless there is no day in it."""
    if form.day.data is None:
        return None
    person = str(form.person.data or "")
    return Asked(
        int(person) if person.isdecimal() else None, rule, form.day.data, texts_of(form, fields),
        form.text.data or "", form.case_number.data or "" if "case_number" in form else "", form.form.data or None,
    )  # fmt: skip


def _told(form: ApplyForm, fields: Mapping[str, FieldKind], found: Looked) -> bool:
    """Each problem at its field, the others at the top; whether there is any."""
    names = {name: key_of(place) for place, name in enumerate(fields)} | {"text": "text", "case_number": "case_number"}
    for name, problem in found.fields.items():
        field = form[names[name]]
        field.errors = [*field.errors, problem.text(gettext)]
    for problem in found.problems:
        flash(problem.text(gettext), "error")
    return bool(found.all)


def _step_of(ground: Ground, item: CompiledItem, step: str | None) -> str:
    return next((one.step.title for one in chain_of(ground.compiled, item).steps if one.step.id == step), "")


def _page(
    form: ApplyForm, ground: Ground, item: CompiledItem, fields: Mapping[str, FieldKind], kept: list[Kept],
    template: str, **more: object,
) -> ResponseReturnValue:  # fmt: skip
    chain = chain_of(ground.compiled, item)
    return render_template(
        template,
        form=form,
        keys=[key_of(place) for place in range(len(fields))],
        item=item.rule,
        period=ground.period,
        unit=ground.compiled.scheme.unit,
        chain=[step.step.title for step in chain.steps],
        kept=boxes(kept),
        kept_name=KEPT,
        limits=limits_said(),
        manages=may(current_user.account, Permission.APPLICATIONS_MANAGE),
        seen=latest(),
        **more,
    )
