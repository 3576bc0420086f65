"""年度绩效考核报告: a whole period of one person, team, division or court, from cover to signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from records.queries.directory import Directory, load_directory
from reports.appraisal_form import graded
from reports.desk import Desk
from reports.fellows import fellows
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import brief, file_name
from reports.scorecard import FACT_LIMIT
from rules.problem import N_
from scoring.result import Node, SubjectResult
from shown import charts
from shown.discretion import Discretion
from shown.language import say
from shown.trend import line_chart, trend
from workflow.applications.about import about as applications_about
from workflow.applications.wording import STATES as APPLICATION_STATES
from workflow.objections.about import about
from workflow.over_time import months
from workflow.wording import OBJECTION_STATES

KIND = "annual"
_YEAR = re.compile(r"^\d{4}\D+")


@dataclass(frozen=True, slots=True)
class Weighted:
    """A part of a section: its weight as the scheme writes it, and the points that it brought."""

    title: str
    weight: str
    full_marks: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its parts."""

    title: str
    points: Fraction | None
    parts: tuple[Weighted, ...]


def compose_annual(desk: Desk, subject: str) -> Sheet | None:
    """One subject's report, with its proof and its data."""
    card = desk.card(subject)
    key = desk.standing.keys.get(subject)
    if card is None or key is None:
        return None
    scheme = desk.standing.compiled.scheme
    own = graded(desk).get(key.id) if key.kind == "person" else None
    unsigned = [say(N_("考核委员会"))] if own is not None and own.row.state != "signed" else []
    proof = proof_of(desk.period, kind=KIND, subject=subject, unsigned=unsigned, stored=desk.standing.stored)
    title = say(N_("年度绩效考核报告")) if scheme.period == "year" else say(N_("绩效考核报告"))
    discretion = desk.discretion or Discretion(names=scheme.ranking == "shown")
    values = {
        "card": card, "known": card.facts, "limit": FACT_LIMIT, "report": title, "court": desk.period.court,
        "graded": own, "sections": _sections(desk, card.result),
        "months": trend(months(desk.session, desk.period, subject), discretion),
        "read": _read(card.result),
        "objections": about(desk.session, desk.period, key), "states": OBJECTION_STATES, "draft": proof.draft,
        "applications": applications_about(desk.session, desk.period, key, _directory(desk)),
        "application_states": APPLICATION_STATES, "own": key.kind == "person",
        "fellows": fellows(desk, subject, card.result.shares),
    }  # fmt: skip
    return compose(
        "reports/annual.html", values,
        name=file_name(card.result.subject, card.period_shown.replace(" ", ""), title),
        title=f"{brief(card.result.subject)} {card.period_shown} {title}", left=card.scheme_title,
        right=f"{brief(card.result.subject)}　{card.period_shown}", proof=proof, styles=("scorecard.css", "annual.css"),
        attachment=desk.data(subject),
    )  # fmt: skip


def _directory(desk: Desk) -> Directory:
    found: Directory | None = desk.kept.get("directory")
    if found is None:
        found = desk.kept["directory"] = load_directory(desk.session)
    return found


def _sections(desk: Desk, result: SubjectResult) -> list[Section]:
    """The scheme's sections with what their parts weigh, for those that apply to the subject."""
    scheme = desk.standing.compiled.scheme
    titles = {rule.id: rule.title for rule in (*scheme.items, *scheme.indicators, *scheme.sections)}
    lines = {line.rule: line for line in result.lines}
    found = []
    for section in scheme.sections:
        parts = tuple(
            Weighted(titles.get(part.of, part.of), part.weight or "1", line.full_marks, line.points)
            for part in section.parts
            if (line := lines.get(part.of)) is not None
        )
        if section.id in lines and parts:
            found.append(Section(section.title, lines[section.id].points, parts))
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """A figure that the period reads from shorter periods: a value each, and their line where there are two."""

    title: str
    values: tuple[tuple[str, Fraction | None], ...]
    drawn: charts.Lines | None

    @property
    def labels(self) -> tuple[str, ...]:
        """Below the line: what tells the periods apart, without the year in front."""
        return tuple(_YEAR.sub("", when) or when for when, _ in self.values)


def _read(result: SubjectResult) -> list[Read]:
    """Month by month, what the year was made from; each figure once."""
    found: dict[str, tuple[tuple[str, Fraction | None], ...]] = {}
    for line in result.lines:
        for node in _walk(line.explanation):
            own = tuple(child for child in node.children if child.kind == "result")
            if own:
                numbers = (child.value if isinstance(child.value, Fraction) else None for child in own)
                found.setdefault(node.title, tuple(zip((child.title for child in own), numbers, strict=True)))
    return [Read(title, values, line_chart({title: [value for _, value in values]})) for title, values in found.items()]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)
