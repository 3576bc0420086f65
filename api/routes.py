"""The interface as a whole: everything under ``/api/v1``, behind one gate, with its own answers to what goes wrong."""

from __future__ import annotations

from flask import Flask, Response, request
from sqlalchemy.orm import Session, scoped_session

from api import access, document, faults, reading, sending
from api.blueprint import blueprint
from api.faults import Refusal

__all__ = ["PREFIX", "blueprint", "document", "fault_of", "init_app", "reading", "sending"]
PREFIX = "/api/"
blueprint.before_request(access.enter)


@blueprint.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    access.session().rollback()
    return faults.answer(refusal.status, refusal.faults, refusal.headers)


def fault_of(status: int) -> Response | None:
    """The interface's own answer, where the request was one to it; else ``None``."""
    return faults.answer(status) if request.path.startswith(PREFIX) else None


def init_app(app: Flask, sessions: scoped_session[Session]) -> None:
    """Register it."""
    access.init_app(app, sessions)
    app.register_blueprint(blueprint)
