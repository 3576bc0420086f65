"""Deciding: refuse with reasons, or uphold by one of the ways to correct; each way has its own form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from portal.access import needs
from portal.applications.forms import fill, texts_of, with_fields
from portal.database import KEY, session
from portal.objections.blueprint import blueprint
from portal.objections.forms import AdjustForm, AnswerForm, CorrectForm, FactForm, FigureForm, RecordForm
from portal.objections.shown import names_now, objection_or_404, row_of
from portal.queue import attempt
from records.intake import values as reading
from records.models import Fact, Objection
from records.queries.directory import SubjectKey
from records.queries.facts import current_facts
from records.queries.values import fields_to_stored, from_stored
from rules.condition import Value
from rules.exact import parse_number
from rules.model import FieldKind
from rules.phrase import COMMA, listed, tell
from rules.problem import Problem, ProblemError
from workflow.inputs import Ground, courts_of, ground_of
from workflow.objections.answering import Decision, answer, review
from workflow.objections.own_acts import bare_keys, line_of, own_act
from workflow.objections.remedies import Adjust, Correct, Record, Remedy, SetFigure, Withdraw
from workflow.permissions import Permission, may
from workflow.standing import standing_of

WAYS = {
    "refuse": _("不成立"),
    "correct": _("成立：更正事实"),
    "withdraw": _("成立：撤回事实"),
    "record": _("成立：补登事实"),
    "figure": _("成立：更正统计数"),
    "adjust": _("成立：人工调整分值"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What is decided on: the line's facts that are in force, and the figures that may be put right."""

    row: Objection
    ground: Ground
    facts: Mapping[str, Fact]
    figures: tuple[tuple[str, str], ...]

    def ways(self) -> list[str]:
        """The ways that fit; a fact is recorded where one is missing, points are adjusted anywhere."""
        found = ["refuse"]
        found += ["correct", "withdraw"] if self.facts else []
        found += ["record"] if self.ground.compiled.facts else []
        found += ["figure"] if self.figures else []
        found += ["adjust"] if self.ground.compiled.items else []
        return found


@blueprint.route(f"/<{KEY}:objection_id>/decide", methods=["GET", "POST"])
@needs(Permission.OBJECTIONS_READ)
def decide(objection_id: int) -> ResponseReturnValue:
    """One way of deciding; the address says which. Who may is asked by the act itself, and told before."""
    row, account = objection_or_404(objection_id), current_user.account
    if not {Permission.OBJECTIONS_ANSWER, Permission.OBJECTIONS_REVIEW} & _rights():
        abort(403)
    if row.state not in ("filed", "reviewing", "upheld"):
        flash(gettext("这条异议的状态已经变了，下面是现在的情况。"), "warning")
        return redirect(url_for("objections.one", objection_id=objection_id))
    matter = _matter(row)
    way = request.args.get("way", "")
    if way not in matter.ways():
        way = "refuse"
    form, read = _form(matter, way)
    if form.validate_on_submit():
        done, _nothing = attempt(lambda: _decided(matter, form.text.data or "", read))
        if done:
            flash(gettext("已办理，提出人会收到通知。"), "success")
            return redirect(url_for("objections.one", objection_id=objection_id))
        row = objection_or_404(objection_id)
        matter = _matter(row)
    return render_template(
        "portal/objections/decide.html", view=row_of(row, names_now()), row=row, form=form, way=way, ways=WAYS,
        fits=matter.ways(), facts=matter.facts, fact=request.args.get("fact", ""), kind=request.args.get("kind", ""),
        kinds=list(matter.ground.compiled.facts), own=own_act(session(), account, row),
        places=matter.ground.compiled.rounding.places,
    )  # fmt: skip


def _rights() -> set[Permission]:
    return {right for right in Permission if may(current_user.account, right)}


def _decided(matter: Matter, text: str, read: Callable[[], Remedy | None]) -> None:
    """The office decides what was filed, the committee what is under review; who decided may decide anew."""
    row = matter.row
    act = review if row.state == "reviewing" or row.reviewed_at is not None else answer
    act(session(), current_user.account, row, Decision(text, read()))


def _matter(row: Objection) -> Matter:
    ground = ground_of(session(), row.period)
    line = line_of(session(), ground, row)
    keys = bare_keys(ground, row, line.facts if line is not None else ())
    query = current_facts().where(Fact.key.in_(keys[:500]), Fact.court_id.in_(courts_of(ground)))
    facts = {fact.key: fact for fact in session().scalars(query.order_by(Fact.day, Fact.key))}
    facts = {key: fact for key, fact in facts.items() if fact.kind in ground.compiled.facts}
    return Matter(row, ground, facts, _figures(ground, row, line.figures if line is not None else ()))


def _figures(ground: Ground, row: Objection, named: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Reported figures of the subject; for a share, also of the member. Of what is missing, all of them."""
    reported = [
        name
        for name, one in ground.compiled.scheme.figures.items()
        if not (one.formula or one.fact or one.results) and (not named or name in named)
    ]
    subjects = [(f"{row.subject_kind}:{row.subject_id}", "")]
    if row.about == "share":
        key = ground.directory.key("person", row.member, row.court_id)
        subjects = [(f"person:{key.id}", f"{row.member} ")] if key is not None else subjects
    return tuple((f"{subject}:{name}", f"{title}{name}") for subject, title in subjects for name in reported)


def _form(matter: Matter, way: str) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    makers: dict[str, Callable[[Matter], tuple[AnswerForm, Callable[[], Remedy | None]]]] = {
        "withdraw": _withdraw, "correct": _correct, "record": _record, "adjust": _adjust, "figure": _figure,
    }  # fmt: skip
    if way not in makers:
        return AnswerForm(), lambda: None
    return makers[way](matter)


def _withdraw(matter: Matter) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    form = FactForm()
    form.fact.choices = [(key, _fact_words(fact)) for key, fact in matter.facts.items()]
    return form, lambda: Withdraw(form.fact.data, matter.facts[form.fact.data].court_id)


def _correct(matter: Matter) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    """The form of the fact that the address names; the first of the line where it names none."""
    fact = matter.facts.get(request.args.get("fact", "")) or next(iter(matter.facts.values()))
    kind = matter.ground.compiled.facts[fact.kind]
    form = with_fields(CorrectForm, kind.fields, kind)()
    fill(form, kind.fields, from_stored(kind, fact.fields))
    if not form.is_submitted():
        form.day.data = fact.day

    def read() -> Remedy:
        values = _typed(texts_of(form, kind.fields), kind.fields)
        return Correct(fact.key, fact.court_id, form.day.data, fields_to_stored(values))

    return form, read


def _record(matter: Matter) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    """The form of a kind of fact; for whom: the subject's people, or the subject itself."""
    facts = matter.ground.compiled.facts
    name = request.args.get("kind", "")
    name = name if name in facts else next(iter(facts))
    kind = facts[name]
    form = with_fields(RecordForm, kind.fields, kind)()
    form.subject.choices = _subjects(matter)
    if not form.is_submitted():
        form.day.data = matter.row.period.ends

    def read() -> Remedy:
        values = _typed(texts_of(form, kind.fields), kind.fields)
        word, _sep, number = form.subject.data.partition(":")
        case = (form.case_number.data or "").strip() if "case_number" in form else ""
        return Record(name, form.day.data, SubjectKey(word, int(number)), case, fields_to_stored(values))

    return form, read


def _adjust(matter: Matter) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    form = AdjustForm()
    form.rule.choices = [(item.rule.id, item.rule.title) for item in matter.ground.compiled.items]
    replaced = [(key, _fact_words(fact)) for key, fact in matter.facts.items()]
    form.fact.choices = [("", gettext("不代替，另加（减）一笔")), *replaced]
    if not form.is_submitted():
        form.rule.data = matter.row.rule
        form.fact.data = matter.row.fact.key if matter.row.fact is not None else ""
    return form, lambda: Adjust(
        form.rule.data, parse_number(form.points.data or "") or Fraction(0), form.fact.data or ""
    )


def _figure(matter: Matter) -> tuple[AnswerForm, Callable[[], Remedy | None]]:
    form = FigureForm()
    form.figure.choices = list(matter.figures)

    def read() -> Remedy:
        word, number, name = form.figure.data.split(":", 2)
        declared, text = matter.ground.compiled.scheme.figures[name], (form.value.data or "").strip()
        found = reading.yes_no(text) if declared.type == "yes_no" else reading.number(text, declared.unit)
        if isinstance(found, Problem):
            raise ProblemError([found])
        return SetFigure(name, SubjectKey(word, int(number)), Fraction(found), isinstance(found, bool))

    return form, read


def _typed(texts: Mapping[str, str], fields: Mapping[str, FieldKind]) -> dict[str, Value | None]:
    """What was typed as the scheme declares it; all that does not read is raised at once."""
    found: dict[str, Value | None] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        plain = {"true": "是", "false": "否"}.get(text, text) if fields[name].type == "yes_no" else text
        read = reading.field(plain, fields[name]) if plain else None
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found[name] = read
    if problems:
        raise ProblemError(problems)
    return found


def _subjects(matter: Matter) -> list[tuple[str, str]]:
    """The people of the subject in the period, then the subject itself."""
    row, directory = matter.row, matter.ground.directory
    name = directory.name(SubjectKey(row.subject_kind, row.subject_id))  # type: ignore[arg-type]  # CHECKed
    whose = standing_of(session(), row.period).subjects.get(name)
    people = sorted(whose.person_ids) if whose is not None else []
    keys = [SubjectKey("person", person) for person in people]
    own = SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # CHECKed
    return [(f"{key.kind}:{key.id}", directory.name(key)) for key in dict.fromkeys((*keys, own))]


def _fact_words(fact: Fact) -> str:
    fields = tell(listed((str(value) for value in fact.fields.values() if value not in (None, "")), COMMA))
    return f"{fact.day.isoformat()}　{fact.case.number if fact.case else fact.kind}　{fields}"[:120]
