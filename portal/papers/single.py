"""One paper for who asks for it on a page: composed, printed by the pages' worker, recorded, sent."""

from __future__ import annotations

from io import BytesIO

from flask import abort, current_app, flash, redirect, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.database import session
from records.models import AppraisalPeriod
from records.queries.directory import SubjectKey
from reports.batch.runner import printed_of
from reports.desk import Desk
from reports.kinds import composed, kind_of
from reports.press.sheet import Sheet
from reports.press.signing import signer_from
from reports.press.workers import print_one
from rules.problem import ProblemError
from workflow.printing.recording import record_paper


def paper_of(desk: Desk, kind: str, subject: str, back: str) -> ResponseReturnValue:
    """The answer to a request for one paper; 404 when there is none. When it cannot be printed, the page ``back`` says
    why. Whether the reader may have it is for the page to ask before.
    """
    try:
        sheet = composed(desk, kind_of(kind), subject) or abort(404)
    except ProblemError as error:
        return _refused(error, f"{kind} {subject}", back)
    return sent(sheet, desk.period, desk.standing.keys.get(subject), back)


def sent(sheet: Sheet, period: AppraisalPeriod, key: SubjectKey | None, back: str) -> ResponseReturnValue:
    """A composed sheet of a period, printed, recorded and sent. ``key`` is the row of whom it is about."""
    try:
        paper = print_one(sheet, signer_from())
    except ProblemError as error:
        return _refused(error, sheet.name, back)
    for problem in paper.problems:
        current_app.logger.warning("%s: %s", sheet.name, problem.line())
    if sheet.code:
        record_paper(session(), current_user.account, period, printed_of(sheet, paper), key)
        session().commit()
    return send_file(BytesIO(paper.pdf), mimetype="application/pdf", download_name=sheet.name)


def _refused(error: ProblemError, what: str, back: str) -> ResponseReturnValue:
    for problem in error.problems:
        current_app.logger.warning("%s: %s", what, problem.line())
        flash(problem.text(gettext), "error")
    return redirect(back)
