"""One job: how far it is, what failed and why, pause, cancel, try again, and its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from flask import Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.access import needs
from portal.database import KEY, session
from portal.office import office
from portal.papers.place import blueprint, job_or_404, title_of
from portal.queue import attempt
from records.models import AppraisalPeriod, Job, JobItem, SchemeVersion, User
from reports.batch.shelf import pack
from reports.kinds import KINDS
from reports.press.text import file_name
from workflow.jobs import STATES, as_problems
from workflow.permissions import Permission
from workflow.printing import ordering

Act = Callable[[Session, "User | None", Job], None]
ACTS: Mapping[str, Act] = {
    "pause": ordering.pause,
    "go-on": ordering.go_on,
    "cancel": ordering.cancel,
    "again": ordering.try_again,
}


@blueprint.get(f"/<{KEY}:job_id>")
@needs(Permission.PAPERS_PRINT)
def job(job_id: int) -> ResponseReturnValue:
    """The job's page. It asks again by itself while something happens, without script."""
    found = job_or_404(job_id)
    items = _items(found)
    return render_template(
        "portal/papers/job.html",
        job=found,
        count=ordering.count(session(), found),
        items=items,
        telling={item.id: [one.text(gettext) for one in as_problems(item.problems)] for item in items if item.problems},
        problems=[one.text(gettext) for one in as_problems(found.problems)],
        titles={kind.key: gettext(kind.title) for kind in KINDS.values()},
        title=title_of(found),
        of_more=len({item.period_id for item in items}) > 1,
        states=STATES,
        item_states=ordering.ITEM_STATES,
    )


@blueprint.post(f"/<{KEY}:job_id>/<word>")
@needs(Permission.PAPERS_PRINT)
def act(job_id: int, word: str) -> ResponseReturnValue:
    """Hold it, let it go on, give it up, try again."""
    found, account, do = job_or_404(job_id), current_user.account, ACTS.get(word) or abort(404)
    attempt(lambda: do(session(), account, found))
    office().wake()
    return redirect(url_for("papers.job", job_id=job_id))


@blueprint.get(f"/<{KEY}:job_id>/<{KEY}:position>.pdf")
@needs(Permission.PAPERS_PRINT)
def file(job_id: int, position: int) -> ResponseReturnValue:
    """One paper."""
    found = job_or_404(job_id)
    query = select(JobItem).where(JobItem.job_id == found.id, JobItem.position == position, JobItem.state == "done")
    item = session().scalars(query).first() or abort(404)
    path = office().shelf / str(found.id) / item.file
    if not path.is_file():
        abort(404)
    return send_file(path.resolve(), mimetype="application/pdf", download_name=item.file, max_age=0)


@blueprint.get(f"/<{KEY}:job_id>/all.zip")
@needs(Permission.PAPERS_PRINT)
def archive(job_id: int) -> ResponseReturnValue:
    """All that is printed, in print order, as one file."""
    found = job_or_404(job_id)
    folder = office().shelf / str(found.id)
    names = [item.file for item in _items(found) if item.state == "done" and (folder / item.file).is_file()]
    if not names:
        abort(404)
    answer = Response(pack(folder, names), mimetype="application/zip")
    title = file_name(title_of(found), str(found.id)).removesuffix(".pdf")
    # A header is Latin-1: other names travel as RFC 5987 has them.
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.zip"
    return answer


def _items(job: Job) -> list[JobItem]:
    of = joinedload(JobItem.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme)
    query = select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.position)
    return list(session().scalars(query.options(of)))
