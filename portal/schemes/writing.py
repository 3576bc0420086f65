"""Writing a draft: the workbench, a part as a form, the whole as text; every save told apart from someone else's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from portal.access import needs
from portal.database import KEY, session
from portal.schemes import editing, reading
from portal.schemes.drafts import draft_or_404, read
from portal.schemes.forms import PartForm
from portal.schemes.pages import ActForm, blueprint, last_period, may_edit, version_or_404
from portal.schemes.parts import HEAD, KINDS, names_of
from portal.schemes.saving import Refusal, Save, save
from records.models import SchemeVersion
from records.types import now
from rules.labels import PARTS
from rules.phrase import SEMICOLON, listed
from rules.problem import Problem, ProblemError
from rules.revise import Edit, revise
from workflow import drafts
from workflow.permissions import Permission
from workflow.wording import VERSION_STATES

LONGEST = 300_000  # characters of a scheme's text; the reader of YAML stops at a million bytes
NO_NAME = ""
MOMENT = timedelta(seconds=5)
LOOK = "look"  # the button that saves nothing: fields of the kind of fact, columns of the keys, as typed now


class TextForm(FlaskForm):
    """The document as text, and the draft as it was when the form was opened."""

    seen = HiddenField()
    text = TextAreaField(validators=[Length(max=LONGEST)])


@blueprint.post(f"/<{KEY}:version_id>/start")
@needs(Permission.SCHEMES_EDIT)
def start(version_id: int) -> ResponseReturnValue:
    """A draft with the text of this version."""
    version = version_or_404(version_id)
    if made := just_made(version, "draft"):
        return redirect(url_for("scheme.workbench", version_id=made.id))
    try:
        draft = drafts.start(session(), current_user.account, version)
        session().commit()
    except ProblemError as error:
        session().rollback()
        say(error.problems)
        return redirect(url_for("scheme.document", version_id=version_id))
    return redirect(url_for("scheme.workbench", version_id=draft.id))


def just_made(version: SchemeVersion, state: str) -> SchemeVersion | None:
    """What this person made from a version a moment ago: the second click of a double click leads there."""
    query = select(SchemeVersion).where(
        SchemeVersion.started_from_id == version.id,
        SchemeVersion.author_id == current_user.account.id,
        SchemeVersion.state == state,
        SchemeVersion.created_at > now() - MOMENT,
    )
    return session().scalars(query.order_by(SchemeVersion.id.desc()).limit(1)).first()


@blueprint.get(f"/<{KEY}:version_id>/draft")
@needs(Permission.SCHEMES_READ)
def workbench(version_id: int) -> ResponseReturnValue:
    """The draft as a document in which every part leads to its form."""
    version = draft_or_404(version_id)
    found = read(version.text)
    if found.scheme is None:
        return redirect(url_for("scheme.draft_text", version_id=version_id))
    problems = {
        part: [{"text": one.text(_), "severity": one.severity} for one in each]
        for part, each in found.by_part().items()
    }
    return render_template(
        "portal/schemes/workbench.html",
        **frame(version),
        scheme=found.scheme,
        head=reading.head_lines(found.scheme),
        chapters=reading.chapters(found.scheme, last_period(version)[1]),
        problems=problems,
        count=len(found.problems),
        kinds=[kind for kind in KINDS.values() if not getattr(found.scheme, kind.key)],
    )


def frame(version: SchemeVersion) -> dict[str, object]:
    """What every page of a draft shows at its head."""
    return {
        "version": version,
        "state": _(VERSION_STATES[version.state]),
        "writable": may_edit() and version.state == "draft",
        "seen": seen_of(version.text),
        "say": _,  # templates have a gettext of their own that wants a context
    }


def seen_of(text: str) -> str:
    """The mark by which a form knows the text that it was made from."""
    return sha256(text.encode()).hexdigest()


@blueprint.route(f"/<{KEY}:version_id>/draft/<kind>/<name>", methods=["GET", "POST"])
@needs(Permission.SCHEMES_EDIT)
def part(version_id: int, kind: str, name: str) -> ResponseReturnValue:
    """The form of one part."""
    return _edit(version_id, kind, name)


@blueprint.route(f"/<{KEY}:version_id>/draft/add/<kind>", methods=["GET", "POST"])
@needs(Permission.SCHEMES_EDIT)
def add(version_id: int, kind: str) -> ResponseReturnValue:
    """The same form for something new."""
    if kind not in KINDS:
        abort(404)
    return _edit(version_id, kind, NO_NAME)


def _edit(version_id: int, kind: str, name: str) -> ResponseReturnValue:
    version = draft_or_404(version_id)
    found = read(version.text)
    if found.document is None or found.scheme is None:
        return redirect(url_for("scheme.draft_text", version_id=version_id))
    one = editing.find(found.document, kind, name) if name else editing.Part(kind, NO_NAME, (), {})
    if one is None:
        return _elsewhere(version, kind, name)
    form = editing.form_for(one)
    refusal = None
    looks = LOOK in request.form
    if form.validate_on_submit() and not looks:
        wanted = editing.changed(one, form, found.document)
        if not one.name and one.spec and one.spec.named and not (form["name"].data or "").strip():
            form["name"].errors = [_("请填写名称")]
        else:
            text, problems = revise(version.text, wanted)
            refusal = Refusal(problems) if problems else save(version, text, form.seen.data or "", edits=wanted)
            if refusal is None:
                return redirect(_next(version, one, form))
    elif form.is_submitted() and not looks:
        refusal = Refusal([], message=listed((str(each) for each in _flat(form.errors)), SEMICOLON))
    _mark(form.seen, version.text, refusal)
    if not looks:
        editing.spare(form)
    editing.dress(form, kind, found.scheme)
    names = {each.key: names_of(found.scheme, each) for each in KINDS.values()}
    entry = next(
        (entry for chapter in reading.chapters(found.scheme, last_period(version)[1]) for entry in chapter.entries
         if (entry.kind, entry.name) == (kind, name)), None,
    )  # fmt: skip
    page = render_template(
        "portal/schemes/part.html",
        **{**frame(version), "form": form},
        part=one,
        what=_(PARTS[kind]),
        ctx=editing.offers(kind, found.scheme, editing.fact_of(form)),
        entry=entry,
        head=reading.head_lines(found.scheme) if kind == HEAD else (),
        refusal=refusal,
        problems=[(one_.severity, one_.text(_), one_.place.line) for one_ in found.by_part().get((kind, name), ())],
        titles=_titles(found.scheme),
        names=names,
        kinds=KINDS,
        movable=bool(one.spec and name),
        position=names.get(kind, []).index(name) if name in names.get(kind, []) else 0,
    )
    return page, (409 if refusal and refusal.changes else 422 if refusal or form.errors else 200)


def _mark(seen: HiddenField, text: str, refusal: Refusal | None) -> None:
    """The text that the reader has before him: the present one, once he was shown what somebody else changed in it."""
    if request.method == "GET" or (refusal is not None and refusal.changes):
        seen.data = seen_of(text)


def _flat(errors: object) -> list[object]:
    if isinstance(errors, dict):
        return [each for one in errors.values() for each in _flat(one)]
    return [each for one in errors for each in _flat(one)] if isinstance(errors, list | tuple) else [errors]


def _titles(scheme: object) -> dict[str, str]:
    rules = [rule for kind in KINDS.values() if not kind.named for rule in getattr(scheme, kind.key)]
    return {rule.id: rule.title for rule in rules}


def _elsewhere(version: SchemeVersion, kind: str, name: str) -> ResponseReturnValue:
    """A part that no form can hold is mended in the text; one that is gone leads back to the document."""
    if kind != HEAD and (kind not in KINDS or f"{name}" not in version.text):
        abort(404)
    flash(_("「%(name)s」的写法表单装不下，请在全文里修改。", name=name), "warning")
    return redirect(url_for("scheme.draft_text", version_id=version.id))


def _next(version: SchemeVersion, one: editing.Part, form: PartForm) -> str:
    """Back to the form of what was saved, under the name that it has now."""
    if one.kind == HEAD:
        return url_for("scheme.part", version_id=version.id, kind=HEAD, name=HEAD)
    key = "name" if one.spec and one.spec.named else "id"
    return url_for("scheme.part", version_id=version.id, kind=one.kind, name=(form[key].data or "").strip() or one.name)


@blueprint.post(f"/<{KEY}:version_id>/draft/<kind>/<name>/<what>")
@needs(Permission.SCHEMES_EDIT)
def arrange(version_id: int, kind: str, name: str, what: str) -> ResponseReturnValue:
    """Move a part one place, or take it out."""
    version = draft_or_404(version_id)
    found = read(version.text)
    one = editing.find(found.document, kind, name) if found.document and kind in KINDS else None
    form = ActForm()
    here = url_for("scheme.part", version_id=version_id, kind=kind, name=name)
    if one is None or found.scheme is None or not form.validate_on_submit():
        return redirect(url_for("scheme.workbench", version_id=version_id))
    if what not in ("up", "down", "remove"):
        abort(404)
    edit = Edit(one.path, "remove") if what == "remove" else _moved(found.scheme, one, -1 if what == "up" else 1)
    if edit is None:
        return redirect(here)
    text, problems = revise(version.text, [edit])
    refusal = Refusal(problems) if problems else save(version, text, form.seen.data or "")
    if refusal is not None:
        say(refusal.problems)
        if refusal.changes:
            flash(_("办法刚被别人改过，这次没有移动或删去；请看过现在的内容再做。"), "warning")
        return redirect(here)
    return redirect(here if what != "remove" else url_for("scheme.workbench", version_id=version_id, _anchor=kind))


def _moved(scheme: object, one: editing.Part, step: int) -> Edit | None:
    spec = one.spec
    held = list(getattr(scheme, one.kind)) if spec else []
    names = held if spec and spec.named else [rule.id for rule in held]
    to = names.index(one.name) + step if one.name in names else -1
    return Edit(one.path, "move", str(to)) if 0 <= to < len(names) else None


@blueprint.route(f"/<{KEY}:version_id>/draft/text", methods=["GET", "POST"])
@needs(Permission.SCHEMES_EDIT)
def draft_text(version_id: int) -> ResponseReturnValue:
    """The whole document as text: the other view of the same draft."""
    version = draft_or_404(version_id)
    return _whole(version, version.text, drafts.save, "scheme.draft_text")


@blueprint.route(f"/<{KEY}:version_id>/draft/cases", methods=["GET", "POST"])
@needs(Permission.SCHEMES_EDIT)
def draft_cases(version_id: int) -> ResponseReturnValue:
    """The worked examples beside the text."""
    version = draft_or_404(version_id)
    return _whole(version, version.cases, drafts.save_cases, "scheme.draft_cases")


def _whole(version: SchemeVersion, held: str, act: Save, endpoint: str) -> ResponseReturnValue:
    form = TextForm(text=held)
    refusal = None
    if form.validate_on_submit():
        text = (form.text.data or "").replace("\r\n", "\n")
        refusal = save(version, text, form.seen.data or "", act)
        if refusal is None:
            return redirect(url_for(endpoint, version_id=version.id))
    cases = act is drafts.save_cases
    _mark(form.seen, version.cases if cases else version.text, refusal)
    problems = drafts.check_report(version).failed if cases else read(version.text).problems
    shown = [(one.place.line, one.severity, one.text(_)) for one in problems]
    page = render_template(
        "portal/schemes/draft_text.html", **frame(version), form=form, refusal=refusal, problems=shown, cases=cases
    )
    return page, (409 if refusal and refusal.changes else 422 if refusal or form.errors else 200)


def say(problems: Iterable[Problem]) -> None:
    """Problems as messages at the head of the next page."""
    for problem in problems:
        flash(problem.text(_), "error" if problem.severity == "error" else "warning")
