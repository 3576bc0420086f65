"""Formulas and conditions while they are typed: problems at their character, a trial, names to complete."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import needs
from portal.database import KEY
from portal.schemes.drafts import draft_or_404, scheme_of
from portal.schemes.pages import blueprint
from portal.schemes.places import condition_fields, formula_scope
from rules.comparison import parse_condition
from rules.compiled import Formula
from rules.formula import parse_formula
from rules.functions import FUNCTIONS
from rules.lookup import YES_NO
from rules.model import FieldKind, Scheme
from rules.problem import Problem, errors
from rules.scope import Scope
from rules.sentence import describe
from scoring.formula_trial import YEAR_BACK, Asked, asked, try_formula
from workflow.permissions import Permission

LONGEST = 4000
SAMPLE = "1"
Answer = dict[str, Any]


@blueprint.post(f"/<{KEY}:version_id>/draft/try")
@needs(Permission.SCHEMES_EDIT)
def try_out(version_id: int) -> ResponseReturnValue:
    """What is wrong with a formula or condition at a place, and what it yields with the numbers typed beside it."""
    given = request.get_json(silent=True)
    scheme = scheme_of(draft_or_404(version_id).text)
    if not isinstance(given, dict) or scheme is None:
        abort(400)
    text = str(given.get("text", ""))[:LONGEST]
    kind, place, fact, among = (str(given.get(key, ""))[:100] for key in ("kind", "place", "fact", "among"))
    if given.get("what") == "condition":
        fields = condition_fields(scheme, kind, place, fact=fact)
        return jsonify(_condition(scheme, text, fields) if fields is not None else abort(400))
    scope = formula_scope(scheme, kind, place, fact=fact, full_marks=given.get("full_marks") is True, among=among)
    return jsonify(_formula(scheme, text, scope, _typed(given.get("typed"))) if scope is not None else abort(400))


def _typed(given: Any) -> dict[tuple[str, str], str]:  # noqa: ANN401 - any JSON
    rows = [one for one in given[:100] if isinstance(one, dict)] if isinstance(given, list) else []
    return {(str(one.get("name", "")), str(one.get("when", ""))): str(one.get("value", ""))[:200] for one in rows}


def _answer(problems: list[Problem], **more: object) -> Answer:
    shown = []
    for problem in problems:
        column = problem.place.column if isinstance(problem.place.column, int) else 1
        shown.append({
            "column": column, "length": max(1, len(problem.values.get("at", ""))), "text": problem.text(_),
            "place": _("第 %(column)s 字", column=column), "severity": problem.severity,
        })  # fmt: skip
    return {"problems": shown, "sentence": "", "asked": [], "numbers": "", "title": "", **more}


def _condition(scheme: Scheme, text: str, fields: dict[str, FieldKind] | Any) -> Answer:  # noqa: ANN401 - a mapping
    condition, problems = parse_condition(text, fields, scheme.parameters)
    return _answer(problems, sentence="" if condition is None else describe(condition, fields, _))


def _formula(scheme: Scheme, text: str, scope: Scope, typed: dict[tuple[str, str], str]) -> Answer:
    tree, problems = parse_formula(text, scope.words, scheme.tables)
    if tree is not None:
        problems = [*problems, *scope.problems(tree)]
    if tree is None or errors(problems):
        return _answer(problems)
    formula = Formula(text, tree)
    wanted = asked(formula, scope.types, scheme)
    values = {(one.name, one.when): typed.get((one.name, one.when), _sample(one)) for one in wanted}
    trial = try_formula(scheme, formula, scope.types, values, scheme.effective)
    problems = [*problems, *trial.problems]
    inputs = [
        {
            "name": one.name, "when": one.when, "label": _label(one), "choices": list(_choices(one)),
            "value": values[one.name, one.when],
        }
        for one in wanted
    ]  # fmt: skip
    return _answer(problems, asked=inputs, numbers=_("得 %(numbers)s", numbers=trial.numbers), title=_("试算"))


def _choices(one: Asked) -> tuple[str, ...]:
    return YES_NO if one.kind == "truth" else one.choices


def _sample(one: Asked) -> str:
    """What stands in an input before anything was typed, so that a result shows at once."""
    if choices := _choices(one):
        return choices[0]
    if one.wants == "many":
        return "1 2 3"
    return "10%" if one.unit == "%" else SAMPLE if one.kind == "number" else ""


def _label(one: Asked) -> str:
    unit = f"（{one.unit}）" if one.unit else ""
    if one.wants == "many":
        return str(_("%(name)s：%(group)s各个的数", name=one.name, group=one.when))
    if one.when == YEAR_BACK:
        return str(_("上年同期 %(name)s", name=one.name)) + unit
    return (_("上期 %(name)s", name=one.name) if one.when else one.name) + unit


@blueprint.get(f"/<{KEY}:version_id>/draft/names")
@needs(Permission.SCHEMES_EDIT)
def names(version_id: int) -> ResponseReturnValue:
    """What may be typed at a place: names with their kind, tables, functions with what they mean."""
    scheme = scheme_of(draft_or_404(version_id).text)
    asks = {key: request.args.get(key, "")[:100] for key in ("what", "kind", "place", "fact", "full_marks", "among")}
    if scheme is None:
        return jsonify(names=[])
    if asks["what"] == "condition":
        fields = condition_fields(scheme, asks["kind"], asks["place"], fact=asks["fact"]) or {}
        found = [_name(name, _("字段")) for name in fields]
        found += [_name(value, name) for name, each in fields.items() for value in each.values]
        return jsonify(names=[*found, *(_name(name, _("参数")) for name in scheme.parameters)])
    scope = formula_scope(
        scheme, asks["kind"], asks["place"], fact=asks["fact"], full_marks=bool(asks["full_marks"]), among=asks["among"]
    )
    if scope is None:
        return jsonify(names=[])
    found = [_name(name, _kind_of(scheme, name)) for name in scope.types]
    found += [
        {
            "name": name,
            "insert": f"{name}（{'，'.join(table.keys)}）",
            "means": _("权重表：%(keys)s", keys="、".join(table.keys)),
        }
        for name, table in scheme.tables.items()
    ]
    found += [
        {"name": function.name, "insert": f"{function.name}（）", "means": _(function.means)}
        for function in FUNCTIONS.values()
    ]
    return jsonify(names=found)


def _name(name: str, means: str) -> dict[str, str]:
    return {"name": name, "insert": name, "means": means}


def _kind_of(scheme: Scheme, name: str) -> str:
    if name in scheme.parameters:
        return str(_("参数"))
    if name in scheme.figures:
        return str(_("统计数"))
    if name in scheme.classes or name in scheme.member_classes:
        return str(_("类别"))
    titles = {rule.title for rule in (*scheme.items, *scheme.indicators, *scheme.sections)}
    return str(_("得分") if name in titles else _("字段"))
