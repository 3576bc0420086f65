"""Small schemes for tests that read like tables: a head, and the parts that a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rules.check import load_text
from rules.compiled import Compiled
from scoring.engine import score
from scoring.inputs import Inputs, Member, Overlay, Override, Subject
from scoring.period import Period
from scoring.result import Node, Result

HEAD = """\
scheme: small
version: "1.0"
title: 小办法
basis: {document: 演示}
appraises: court
period: year
effective: 2010-01-01
ranking: shown
classes: {层级: [中院, 基层]}
"""
YEAR = Period("year", 2020)
TOP = Subject("中院", {"层级": "中院"})
LOWER = (
    Subject("东院", {"层级": "基层"}, "中院"),
    Subject("西院", {"层级": "基层"}, "中院"),
    Subject("南院", {"层级": "基层"}, "中院"),
)
ALL = (TOP, *LOWER)


def scheme(parts: str, head: str = HEAD) -> Compiled:
    """The compiled scheme. Warnings (a thing not used) are no matter."""
    compiled, problems = load_text(head + parts, "small.yaml")
    assert compiled is not None, "\n".join(problem.line() for problem in problems)
    return compiled


def run(
    compiled: Compiled,
    figures: Mapping[str, Mapping[str, object]] | None = None,
    *,
    earlier: Mapping[int, Mapping[str, Mapping[str, object]]] | None = None,
    subjects: tuple[Subject, ...] = ALL,
    members: tuple[Member, ...] = (),
    overrides: tuple[Override, ...] = (),
    sealed: Mapping[tuple[str, str, str], Fraction] | None = None,
    overlay: Overlay | None = None,
) -> Result:
    """Score 2020 from figures by subject; ``earlier`` has those of other years."""
    found: dict[tuple[str, str, str], Fraction | bool] = {}
    for year, of_year in {2020: figures or {}, **(earlier or {})}.items():
        for subject, values in of_year.items():
            for name, value in values.items():
                found[subject, str(year), name] = value if isinstance(value, bool) else Fraction(str(value))
    inputs = Inputs(YEAR, subjects, (), found, members, overrides, sealed=sealed or {})
    return score(compiled, inputs, overlay or Overlay())


def value(result: Result, subject: str, name: str) -> Fraction | str | None:
    """A quantity of a subject."""
    return next(one.quantities[name] for one in result.subjects if one.subject == subject)


def line(result: Result, subject: str, rule: str) -> Node:
    """A rule's explanation for a subject."""
    return next(
        one.explanation for each in result.subjects if each.subject == subject for one in each.lines if one.rule == rule
    )
