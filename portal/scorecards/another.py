"""再来一件会怎样: choose a kind of fact and its values, see the points by the engine that scores; nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access import needs
from portal.database import KEY
from portal.scorecards.opening import Opened, blueprint, opened
from rules.condition import Value
from rules.exact import plain_text
from rules.model import FieldKind
from rules.problem import ProblemError
from scoring.why import fact_rules
from shown import why
from workflow.another_case import Outcome, bring, kinds_of, own_facts, read, usual, usual_day
from workflow.over_time import part_names
from workflow.permissions import Permission

LONGEST = 200  # characters of a typed field


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the form."""

    name: str
    kind: FieldKind
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A number before and after."""

    title: str
    before: Fraction | None
    after: Fraction | None

    @property
    def by(self) -> Fraction | None:
        """How far; ``None`` where one of them is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>/another")
@needs(Permission.SCORECARD_READ_OWN)
def another(period_id: int, subject: str) -> ResponseReturnValue:
    """The form, filled with what is commonest here, and what such a fact would bring."""
    card = opened(period_id, subject)
    compiled = card.standing.compiled
    mine = own_facts(card.standing, card.subject, card.period, card.member)
    kinds = kinds_of(compiled, mine)
    if not kinds:
        abort(404)
    names = [kind.name for kind in kinds]
    asked = request.args.get("kind", "")
    if asked and asked not in names:
        abort(404)
    kind = asked or names[0]
    fresh = "day" not in request.args
    common = usual(mine, kind) or usual(own_facts(card.standing, card.subject, card.period), kind)
    typed = {
        name: _text(common.get(name), field) if fresh else request.args.get(f"f.{name}", "")[:LONGEST]
        for name, field in compiled.facts[kind].fields.items()
    }
    day = usual_day(card.period).isoformat() if fresh else request.args.get("day", "")[:LONGEST]
    on, fields, problems = read(compiled, card.period, kind, day, typed)
    outcome = None
    if not problems and on is not None:
        try:
            outcome = bring(card.standing, current_user.account, subject, card.member, kind, on, fields)
        except ProblemError:
            abort(403)
    return render_template(
        "portal/scorecard_another.html",
        card=card,
        kinds=kinds,
        kind=kind,
        day=day,
        day_error=problems[""].text(_) if "" in problems and not fresh else "",
        fields=[
            Asked(name, field, typed[name], problems[name].text(_) if name in problems and not fresh else "")
            for name, field in compiled.facts[kind].fields.items()
        ],
        blank=fresh and bool(problems),
        outcome=outcome,
        lines=_lines(card, outcome) if outcome else (),
        moved=_moved(card, outcome) if outcome else (),
        missed=[(one.title, why.sentence(one.unmet, compiled.facts[kind].fields)) for one in outcome.silent]
        if outcome
        else [],
        places=compiled.rounding.places,
        unit=compiled.scheme.unit,
    )


def _text(value: Value | None, field: FieldKind) -> str:
    """A field as it stands in the form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, Fraction):
        return f"{plain_text(value * 100)}%" if field.unit == "%" else plain_text(value)
    return str(value)


def _lines(card: Opened, outcome: Outcome) -> list[tuple[str, str, Fraction, str]]:
    """Rule, clause, points and formula of each posting of the fact."""
    compiled = card.standing.compiled
    rules = {one.rule.id: one.rule for one in fact_rules(compiled)}
    found = []
    for posting in outcome.found.postings:
        rule = rules[posting.rule.partition("/")[0]]
        found.append((rule.title, rule.basis, posting.amount, posting.numbers))
    return found


def _moved(card: Opened, outcome: Outcome) -> list[Moved]:
    """The sections that move, the total, and the reader's share."""
    before, after = outcome.found.before, outcome.found.after
    found = []
    for name in part_names(card.standing.compiled):
        one = Moved(name, _number(before.quantities.get(name)), _number(after.quantities.get(name)))
        if one.before != one.after:
            found.append(one)
    if card.standing.compiled.scheme.total is not None:
        found.append(Moved(_("总分"), before.total, after.total))
    if card.member is not None and before.shares:
        found.append(Moved(_("我的分配"), *outcome.found.share(card.member)))
    return found


def _number(value: Fraction | str | None) -> Fraction | None:
    return value if isinstance(value, Fraction) else None
