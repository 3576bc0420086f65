"""考核办法 to read: the list, one version as a document, its text, its difference from another version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField

from portal.access import needs
from portal.database import KEY, session
from portal.schemes import reading
from records.models import Court, Scheme, SchemeVersion, User
from records.models.scheme import PUBLISHED_STATES
from rules.difference import difference, grouped
from rules.labels import PARTS
from scoring.period import in_words
from workflow.permissions import Permission, may
from workflow.rule_effects import Effect, effects_of, last_closed
from workflow.versions import compiled_of
from workflow.wording import PERIOD_STATES, VERSION_STATES

blueprint = Blueprint("scheme", __name__, url_prefix="/schemes")


class ActForm(FlaskForm):
    """A button; ``seen`` says on which state of the draft it was pressed."""

    seen = HiddenField()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in a list."""

    id: int
    version: str
    state: str
    state_shown: str
    effective: str
    author: str
    approver: str
    published: str
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class SchemeRows:
    """A scheme with the versions that the reader may open, newest first."""

    id: int
    title: str
    court: str
    versions: tuple[VersionRow, ...]


def works_on_schemes() -> bool:
    """Whether the reader may see what is not published yet."""
    account = current_user.account
    return may(account, Permission.SCHEMES_EDIT) or may(account, Permission.SCHEMES_APPROVE)


def version_or_404(version_id: int) -> SchemeVersion:
    """A version in view; drafts are there only for those who work on them."""
    found = session().get(SchemeVersion, version_id)
    if found is None or (found.state not in PUBLISHED_STATES and not works_on_schemes()):
        abort(404)
    return found


def versions_of(scheme: Scheme) -> list[SchemeVersion]:
    """What of a scheme the reader may open: what is being written, then what is in force; newest first."""
    seen = works_on_schemes()
    kept = [version for version in scheme.versions if seen or version.state in PUBLISHED_STATES]
    return sorted(
        kept,
        key=lambda one: (0, one.effective, one.id) if one.state in PUBLISHED_STATES else (1, date.min, one.id),
        reverse=True,
    )


def _rows(scheme: Scheme, names: dict[int, str]) -> tuple[VersionRow, ...]:
    versions = versions_of(scheme)
    rows = []
    for place, version in enumerate(versions):
        earlier = [other for other in versions[place + 1 :] if other.state in PUBLISHED_STATES]
        rows.append(
            VersionRow(
                version.id,
                version.version,
                version.state,
                _(VERSION_STATES[version.state]),
                version.effective.isoformat(),
                names.get(version.author_id or 0, ""),
                names.get(version.approver_id or 0, ""),
                version.published_at.strftime("%Y-%m-%d") if version.published_at else "",
                version.started_from_id or (earlier[0].id if earlier else None),
            )
        )
    return tuple(rows)


@blueprint.get("/")
@needs(Permission.SCHEMES_READ)
def index() -> ResponseReturnValue:
    """Schemes of the courts in view with their versions."""
    query = select(Scheme).options(joinedload(Scheme.court), joinedload(Scheme.versions))
    found = session().scalars(query.order_by(Scheme.court_id, Scheme.title)).unique()
    names = {id_: name for id_, name in session().execute(select(User.id, User.name))}  # noqa: C416 - rows to a dict
    schemes = [SchemeRows(each.id, each.title, each.court.name, _rows(each, names)) for each in found]
    shown = [scheme for scheme in schemes if scheme.versions]
    courts = session().scalars(select(Court.id).limit(2)).all()
    return render_template(
        "portal/schemes/index.html", schemes=shown, many=len(courts) > 1, editor=may_edit(), works=works_on_schemes()
    )


def may_edit() -> bool:
    """Whether the reader writes drafts."""
    return may(current_user.account, Permission.SCHEMES_EDIT)


@blueprint.get(f"/<{KEY}:version_id>")
@needs(Permission.SCHEMES_READ)
def document(version_id: int) -> ResponseReturnValue:
    """One version as a document: contents, rules as sentences, what each did in the last closed period."""
    version = version_or_404(version_id)
    compiled = compiled_of(version)
    period, effects = last_period(version)
    return render_template(
        "portal/schemes/document.html",
        version=version,
        state=_(VERSION_STATES[version.state]),
        scheme=compiled.scheme,
        head=reading.head_lines(compiled.scheme),
        chapters=reading.chapters(compiled.scheme, effects),
        period=period,
        touched=(effects or {}) if may(current_user.account, Permission.SCORECARD_READ) else {},
        others=[other for other in versions_of(version.scheme) if other.id != version.id],
        editor=may_edit(),
    )


def last_period(version: SchemeVersion) -> tuple[str, Mapping[str, Effect] | None]:
    """The last closed period of the scheme in words, and what each rule did in it."""
    closed = last_closed(session(), version.scheme_id)
    if closed is None:
        return "", None
    return f"{in_words(closed.text)}（{_(PERIOD_STATES[closed.state])}）", effects_of(session(), closed)


@blueprint.get(f"/<{KEY}:version_id>/text")
@needs(Permission.SCHEMES_READ)
def text(version_id: int) -> ResponseReturnValue:
    """The YAML as it stands, with line numbers that problems name."""
    version = version_or_404(version_id)
    return render_template(
        "portal/schemes/text.html",
        version=version,
        state=_(VERSION_STATES[version.state]),
        lines=version.text.splitlines(),
    )


@blueprint.get(f"/<{KEY}:version_id>/compare/<{KEY}:other_id>")
@needs(Permission.SCHEMES_READ)
def compare(version_id: int, other_id: int) -> ResponseReturnValue:
    """What this version says otherwise than the other one, rule by rule, in words."""
    version, other = version_or_404(version_id), version_or_404(other_id)
    if version.scheme_id != other.scheme_id:
        abort(404)
    found = grouped(difference(other.text, version.text))
    groups = [
        (_(PARTS[part]), [{"kind": change.kind, "text": change.text(_)} for change in changes])
        for part, changes in found.items()
    ]
    return render_template(
        "portal/schemes/compare.html",
        version=version,
        other=other,
        groups=groups,
        others=[each for each in versions_of(version.scheme) if each.id != version.id],
        states={state: _(words) for state, words in VERSION_STATES.items()},
    )


@blueprint.get(f"/<{KEY}:version_id>/compare")
@needs(Permission.SCHEMES_READ)
def choose(version_id: int) -> ResponseReturnValue:
    """The form above a comparison: another version by its key."""
    version = version_or_404(version_id)
    others = [each.id for each in versions_of(version.scheme) if each.id != version_id]
    wanted = request.args.get("other", type=int)
    if not others:
        abort(404)
    chosen = wanted if wanted in others else others[0]
    return redirect(url_for("scheme.compare", version_id=version_id, other_id=chosen))
