"""Decisions: 单独评分, the decided score of one indicator of one subject."""

from __future__ import annotations

from records.intake import values
from records.intake.context import Context, lines, shown
from records.intake.header import Header
from records.sheets import Sheet
from rules.problem import Problem
from scoring.inputs import Override


def read_decisions(context: Context, sheet: Sheet, header: Header) -> None:
    """Into the tables. An indicator is named by its id or its title."""
    scheme = context.scheme
    if scheme.overrides.allowed == "none":
        context.report(Problem("intake.no_overrides"), sheet.place())
        return
    rules = {values.plain(name): rule.id for rule in scheme.indicators for name in (rule.id, rule.title)}
    for line in lines(context, sheet, header):
        subject, period = line.subject(), line.period()
        text = line.text("rule")
        rule = rules.get(values.plain(text))
        if rule is None:
            titles = [indicator.title for indicator in scheme.indicators]
            line.fault("intake.unknown_rule", {"name": text, "hint": values.hint(text, titles)}, "rule")
        if not line.text("reason"):
            line.fault("intake.empty", {"name": "事由"}, "reason")
        points = line.typed(header.roles["points"], values.number(line.text("points")))
        if subject is None or period is None or rule is None or points is None:
            continue
        first = context.before(("decision", subject, period, rule), line.place())
        if first is not None:
            named = {"subject": subject, "rule": text, "first": shown(first, line.sheet)}
            line.fault("intake.duplicate_decision", named, "rule")
            continue
        people = (line.text("applied_by"), line.text("verified_by"), line.text("decided_by"))
        context.tables.overrides.append((period, Override(subject, rule, points, line.text("reason"), *people)))
