"""公务员年度考核登记表: the official form's boxes for one person, filled with what the records know; what they do
not know is left to be written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from records.models import GradeList, GradeSignature, LeaderComment, OwnSummary, Person
from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import brief, file_name
from rules.problem import N_
from scoring.period import parse_period
from scoring.result import SubjectResult
from shown.language import say
from workflow.inputs import Ground, ground_of
from workflow.year.comments import comments
from workflow.year.lists import EntryView, entries_of, lists_of, rule_of
from workflow.year.signing import signatures
from workflow.year.summaries import submitted

KIND = "appraisal-form"
_GROUND, _GRADES, _WRITTEN = "form.ground", "form.grades", "form.written"


@dataclass(frozen=True, slots=True)
class Graded:
    """A person's entry on a list of grades, with who signed it."""

    row: GradeList
    entry: EntryView
    signed: Sequence[GradeSignature]


def compose_form(desk: Desk, subject: str) -> Sheet | None:
    """One person's form; ``None`` for anyone who is no person, and outside a year."""
    when = parse_period(desk.period.text)
    key = desk.standing.keys.get(subject)
    result = next((one for one in desk.standing.results if one.subject == subject), None)
    if when is None or when.kind != "year" or key is None or key.kind != "person" or result is None:
        return None
    ground = _ground(desk)
    all_stays = ground.directory.stays.get(key.id, ())
    stays = [stay for stay in all_stays if stay.since <= when.end and stay.until >= when.start]
    own = graded(desk).get(key.id)
    person, (summaries, said) = desk.session.get_one(Person, key.id), _written(desk)
    title = say(N_("公务员年度考核登记表"))
    unsigned = [] if own is not None and own.row.state == "signed" else [say(N_("考核委员会"))]
    values = {
        "name": subject, "when": when, "stays": stays, "places": [ground.directory.place(stay) for stay in stays],
        "person": person, "born": month(person.born), "rank_since": month(person.rank_since),
        "summary": summaries.get(key.id), "comment": said.get(key.id), "graded": own, "period": desk.period,
        "result": result, "shown": _shown(desk, result),
        "unit": desk.standing.compiled.scheme.unit, "digits": desk.standing.compiled.rounding.places,
        "demonstration": desk.standing.demonstration,
    }  # fmt: skip
    return compose(
        "reports/appraisal_form.html", values, name=file_name(subject, when.shown.replace(" ", ""), title),
        title=f"{brief(subject)} {when.shown} {title}", left=desk.period.court.full_name, right=when.shown,
        proof=proof_of(desk.period, kind=KIND, subject=subject, unsigned=unsigned, stored=desk.standing.stored),
        styles=("lists.css",), attachment=desk.data(subject),
    )  # fmt: skip


def _ground(desk: Desk) -> Ground:
    found: Ground | None = desk.kept.get(_GROUND)
    if found is None:
        found = desk.kept[_GROUND] = ground_of(desk.session, desk.period)
    return found


def graded(desk: Desk) -> dict[int, Graded]:
    """Person → entry on the year's list of grades (selection lists are another matter); read once for all forms."""
    found: dict[int, Graded] | None = desk.kept.get(_GRADES)
    if found is None:
        found = desk.kept[_GRADES] = {}
        for row in lists_of(desk.session, desk.period):
            if rule_of(row).rule.use == "grade":
                signed = signatures(desk.session, row)
                found |= {entry.person_id: Graded(row, entry, signed) for entry in entries_of(desk.session, row)}
    return found


def _written(desk: Desk) -> tuple[dict[int, OwnSummary], dict[int, LeaderComment]]:
    """Summaries handed in and leaders' comments by person, read once for all forms."""
    found: tuple[dict[int, OwnSummary], dict[int, LeaderComment]] | None = desk.kept.get(_WRITTEN)
    if found is None:
        found = desk.kept[_WRITTEN] = (submitted(desk.session, desk.period), comments(desk.session, desk.period))
    return found


def month(text: str | None) -> str:
    """1985-03 as the form writes it: 1985.03."""
    return (text or "").replace("-", ".")


def _shown(desk: Desk, result: SubjectResult) -> list[tuple[str, Fraction]]:
    """The sections of the card with their points: what the year came to, in a few lines."""
    titles = {section.id: section.title for section in desk.standing.compiled.scheme.sections}
    return [(line.title, line.points) for line in result.lines if line.rule in titles and line.points is not None][:8]
