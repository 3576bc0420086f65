"""One paper for who asks for it on a page: composed, printed by the pages' worker, recorded, sent."""

from __future__ import annotations

from io import BytesIO

from flask import abort, current_app, flash, redirect, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.database import session
from reports.batch.runner import printed_of
from reports.desk import Desk
from reports.kinds import composed, kind_of
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
        paper = print_one(sheet, signer_from())
    except ProblemError as error:
        for problem in error.problems:
            current_app.logger.warning("%s %s: %s", kind, subject, problem.line())
            flash(problem.text(gettext), "error")
        return redirect(back)
    for problem in paper.problems:
        current_app.logger.warning("%s: %s", sheet.name, problem.line())
    if sheet.code:
        key = desk.standing.keys.get(subject)
        record_paper(session(), current_user.account, desk.period, printed_of(sheet, paper), key)
        session().commit()
    return send_file(BytesIO(paper.pdf), mimetype="application/pdf", download_name=sheet.name)
