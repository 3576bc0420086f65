"""工作日历: which years are known, a year that the court enters, and how long publicity lasts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.access import needs
from portal.database import session
from portal.queue import attempt
from records.models import CalendarYear, Court
from workflow.calendar import (
    LEAST_PUBLICITY,
    enter_year,
    load_calendar,
    parse_days,
    publicity_days,
    set_publicity_days,
    today,
)
from workflow.permissions import Permission

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


class YearForm(FlaskForm):
    """A year as the announcement tells it."""

    year = IntegerField(
        _("年份"), [InputRequired(_("请填写年份")), NumberRange(2000, 2200, _("年份要在 2000 到 2200 之间"))]
    )
    off = TextAreaField(
        _("放假的日子"), [Length(max=4000)], description=_("一行一天，或 2027-02-05 至 2027-02-11；其中的周末不影响")
    )
    worked = TextAreaField(_("补班的周末"), [Length(max=2000)], description=_("一行一天，例如 2027-01-31"))
    source = StringField(_("出处"), [InputRequired(_("请写明通知的文号")), Length(max=200)])


class PublicityForm(FlaskForm):
    """Working days of 公示."""

    days = IntegerField(
        _("公示期（工作日）"),
        [InputRequired(_("请填写天数")), NumberRange(LEAST_PUBLICITY, 60, _("公示期要在 5 到 60 个工作日之间"))],
    )


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.CALENDAR_EDIT)
def index() -> ResponseReturnValue:
    """Look, and enter."""
    account = current_user.account
    court = session().get_one(Court, account.court_id)
    act = request.form.get("act")
    year = YearForm(formdata=request.form if act == "year" else None)
    publicity = PublicityForm(
        formdata=request.form if act == "publicity" else None, data={"days": publicity_days(court)}
    )
    if act == "year" and year.validate_on_submit() and _entered(year):
        return redirect(url_for("calendar.index"))
    if act == "publicity" and publicity.validate_on_submit():
        done, _nothing = attempt(lambda: set_publicity_days(session(), account, court, publicity.days.data))
        if done:
            flash(gettext("已改为 %(days)s 个工作日。", days=publicity.days.data), "success")
            return redirect(url_for("calendar.index"))
    calendar = load_calendar(session(), account.court_id)
    entered = session().scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()
    years = [
        (each, calendar.knows(each), each in calendar.entered) for each in range(today().year - 1, today().year + 3)
    ]
    return render_template(
        "portal/calendar.html",
        year=year,
        publicity=publicity,
        years=years,
        entered=entered,
        seen="|".join(f"{row.year}:{row.entered_at.isoformat()}" for row in entered),
        warnings=[problem.text(gettext) for problem in calendar.warnings()],
    )


def _entered(form: YearForm) -> bool:
    """Whether the year went in; what cannot be read is said beside its field."""
    off, off_problems = parse_days(form.off.data or "", form.year.data)
    worked, worked_problems = parse_days(form.worked.data or "", form.year.data)
    form.off.errors = [problem.text(gettext) for problem in off_problems]
    form.worked.errors = [problem.text(gettext) for problem in worked_problems]
    if off_problems or worked_problems:
        return False
    account = current_user.account
    done, row = attempt(
        lambda: enter_year(session(), account, account.court_id, form.year.data, off, worked, form.source.data)
    )
    if done and row is not None:
        flash(gettext("%(year)s 年已录入。", year=row.year), "success")
    return done
