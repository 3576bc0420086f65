"""结果运用: what falls to whom of a sum, and lists as workbooks."""

from __future__ import annotations

import io

from flask import abort, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.board import period_or_404
from portal.database import KEY, session
from portal.year.blueprint import blueprint, list_or_404
from records.models import AppraisalPeriod
from workflow.permissions import Permission
from workflow.year.results import pay_lists, write_list, write_pay


@blueprint.get(f"/periods/<{KEY}:period_id>/pay")
@needs(Permission.GRADES_READ)
def pay(period_id: int) -> ResponseReturnValue:
    """The sums that the year's scheme shares, to the fen."""
    period = _own(period_id)
    return render_template("portal/year/pay.html", period=period, lists=pay_lists(session(), period))


@blueprint.get(f"/periods/<{KEY}:period_id>/pay.xlsx")
@needs(Permission.GRADES_EXPORT)
def pay_book(period_id: int) -> ResponseReturnValue:
    """The same as a workbook."""
    period, book = _own(period_id), io.BytesIO()
    if not pay_lists(session(), period):
        abort(404)
    write_pay(session(), current_user.account, period, book)
    session().commit()
    book.seek(0)
    return send_file(book, download_name=f"{period.text}.xlsx", as_attachment=True, max_age=0)


@blueprint.get(f"/lists/<{KEY}:list_id>/list.xlsx")
@needs(Permission.GRADES_EXPORT)
def list_book(list_id: int) -> ResponseReturnValue:
    """A list of grades or a selection list as a workbook."""
    row, book = list_or_404(list_id), io.BytesIO()
    write_list(session(), current_user.account, row, book)
    session().commit()
    book.seek(0)
    return send_file(book, download_name=f"{row}.xlsx", as_attachment=True, max_age=0)


def _own(period_id: int) -> AppraisalPeriod:
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id:
        abort(404)
    return period
