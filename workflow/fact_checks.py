"""What may be recorded: a draft of a fact against the schemes of the open periods, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Fact
from records.queries.directory import Directory, SubjectKey
from records.queries.values import Stored, fields_to_stored
from rules.condition import Value
from rules.model import FactKind
from rules.problem import N_, Problem, register
from scoring.frames import fits
from workflow.booking import closed_on, open_periods
from workflow.inputs import courts_of, ground_of

register(
    {
        "fact-unknown-subject": N_("事实「{fact}」的考核对象不存在，或不属于本院"),
        "fact-unknown-kind": N_("事实「{fact}」的种类「{kind}」没有任何开放的考核周期在用；请核对种类、日期和考核周期"),
        "fact-missing-field": N_("事实「{fact}」缺少「{field}」"),
        "fact-unknown-field": N_("事实「{fact}」的种类「{kind}」没有「{field}」这个字段"),
        "fact-bad-field": N_("事实「{fact}」的「{field}」取值「{found}」与登记的类型不符，或过大、小数过多"),
        "fact-case-missing": N_("事实「{fact}」的种类「{kind}」必须写明案号"),
        "fact-period-closed": N_("事实「{fact}」的日期 {day} 落在已关账的考核周期「{period}」，不能登记或更正"),
        "fact-key-taken": N_("编号「{fact}」已登记过，内容不同；要更正请用「更正」，并写明理由"),
        "fact-key-twice": N_("编号「{fact}」在这一批中出现不止一次"),
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact to be recorded. ``subject`` is whom it happened to; ``key`` its lasting number within the court."""

    court_id: int
    key: str
    kind: str
    day: date
    subject: SubjectKey
    fields: Mapping[str, Value | None]
    case_id: int | None = None
    evidence: str = ""
    import_id: int | None = None


def twice(drafts: Sequence[Draft]) -> Iterable[Problem]:
    """Keys that occur more than once in a batch."""
    seen: set[tuple[int, str]] = set()
    for draft in drafts:
        if (draft.court_id, draft.key) in seen:
            yield Problem("fact-key-twice", {"fact": draft.key})
        seen.add((draft.court_id, draft.key))


def _same(row: Fact, draft: Draft) -> bool:
    stored: dict[str, Stored] = fields_to_stored(draft.fields)
    told = (draft.kind, draft.day, draft.subject.kind, draft.subject.id, stored, draft.case_id)
    return not row.withdrawn and told == (row.kind, row.day, row.subject_kind, row.subject_id, row.fields, row.case_id)


class DraftCheck:
    """What may be recorded: against the schemes of the open periods, each read once."""

    def __init__(self, session: Session, directory: Directory) -> None:
        self.session = session
        self.directory = directory
        self._kinds: dict[tuple[int, str, date], FactKind | None] = {}
        self._closed: dict[tuple[int, str, date], AppraisalPeriod | None] = {}

    def problems(self, drafts: Sequence[Draft], known: Mapping[tuple[int, str], Fact]) -> list[Problem]:
        """Everything wrong with every draft. A draft that is recorded already, unchanged, is never wrong."""
        found: list[Problem] = []
        for draft in drafts:
            row = known.get((draft.court_id, draft.key))
            if row is None:
                found += self._of(draft)
            elif not _same(row, draft):
                found.append(Problem("fact-key-taken", {"fact": draft.key}))
        return found

    def _of(self, draft: Draft) -> list[Problem]:
        entity = self.directory.entities.get(draft.subject)
        if entity is None or entity.court_id != draft.court_id:
            return [Problem("fact-unknown-subject", {"fact": draft.key})]
        place = (draft.court_id, draft.kind, draft.day.replace(day=1))
        if place not in self._closed:  # periods are whole months, so one day stands for its month
            self._closed[place] = closed_on(self.session, self.directory, draft.court_id, draft.kind, draft.day)
            self._kinds[place] = self._declared(draft)
        closed, kind = self._closed[place], self._kinds[place]
        if closed is not None:
            values = {"fact": draft.key, "day": draft.day.isoformat(), "period": str(closed)}
            return [Problem("fact-period-closed", values)]
        if kind is None:
            return [Problem("fact-unknown-kind", {"fact": draft.key, "kind": draft.kind})]
        return list(field_problems(draft, kind))

    def _declared(self, draft: Draft) -> FactKind | None:
        for period in open_periods(self.session, self.directory, [draft.court_id]):
            if period.starts <= draft.day <= period.ends:
                ground = ground_of(self.session, period, self.directory)
                if draft.kind in ground.compiled.facts and draft.court_id in courts_of(ground):
                    return ground.compiled.facts[draft.kind]
        return None


def field_problems(draft: Draft, kind: FactKind) -> Iterable[Problem]:
    """The fields of a draft against what its kind declares."""
    named = {"fact": draft.key, "kind": draft.kind}
    if kind.case == "required" and draft.case_id is None:
        yield Problem("fact-case-missing", named)
    for name in draft.fields:
        if name not in kind.fields:
            yield Problem("fact-unknown-field", {**named, "field": name})
    for name, declared in kind.fields.items():
        value = draft.fields.get(name)
        if value is None and declared.required:
            yield Problem("fact-missing-field", {**named, "field": name})
        elif value is not None and not fits(value, declared):
            yield Problem("fact-bad-field", {**named, "field": name, "found": str(value)})
