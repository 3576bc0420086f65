"""What files say in the terms of the records: subjects found by name, cases known or to be made, facts and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.case_number import parse_case_number
from records.intake import Tables
from records.models import Case, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.values import fields_to_stored
from records.tenancy import Scope, scope_of
from records.types import canonical_json
from rules.compiled import Compiled
from rules.model_basis import SubjectKind
from rules.problem import N_, Place, Problem, ProblemError, register
from scoring.inputs import Fact, FigureKey
from workflow.facts import Draft, Recorded, fact_problems, record_facts
from workflow.figures import FigureDraft, RecordedFigures, figure_problems, record_figures

register(
    {
        "import-unknown-subject": N_("本院没有「{name}」。请核对名称，或先在人员、团队里登记"),
        "import-two-subjects": N_("本院有 {count} 个「{name}」，分不清是哪一个。请到网页上登记这一条"),
        "import-not-a-member": N_("「{member}」{day} 不在「{subject}」。请核对，或先登记人员去向"),
        "import-unknown-case": N_("案件{number}还没有登记。请加「立案日期」一列，或先登记案件"),
        "import-members": N_("成员和天数由人员去向算出，不能导入。请在人员去向里登记"),
        "import-decisions": N_("单独评分要经申请、核实、决定三道手续，不能导入。请到网页上办理"),
        "import-nothing": N_("文件里没有可以导入的数据"),
    }
)

_TO_BE_MADE = 0  # stands for the id of a case that these files are the first to name
_CHUNK = 500  # numbers in one IN (…)

CaseKey = tuple[int, str]  # court, number


class Plan:
    """Drafts for all that the tables hold, and everything that forbids recording them; nothing is written yet."""

    def __init__(self, session: Session, compiled: Compiled, court_id: int, tables: Tables) -> None:
        self.session, self.compiled, self.court_id, self.tables = session, compiled, court_id, tables
        self.problems: list[Problem] = []
        self._directory = load_directory(session)
        scope = scope_of(session)
        self._courts = scope.courts if isinstance(scope, Scope) else None
        entities = self._directory.entities.values()
        self._named = Counter((entity.key.kind, entity.court_id, entity.name) for entity in entities)
        self._cases = self._known_cases()
        self._new_cases: dict[CaseKey, Case] = {}
        self._refuse_what_has_its_own_way()
        self._keys = self._content_keys()
        self.facts = [drafted for fact in tables.facts if (drafted := self._fact(fact)) is not None]
        self.figures = [planned for key in tables.figures if (planned := self._figure(key)) is not None]
        self._rows = {draft.key: place for place, draft in self.facts}
        self.problems += self._of_recording()

    def write(
        self, user: User | None, imports: Mapping[str, int], progress: Callable[[int], None]
    ) -> tuple[Recorded, RecordedFigures]:
        """Cases, then facts with their points and cards, then figures. ``imports`` are the files' rows by name."""
        self.session.add_all(self._new_cases.values())
        self.session.flush()
        facts = []
        for (place, draft), fact in zip(self.facts, self.tables.facts, strict=True):
            new = self._new_cases.get((draft.court_id, fact.case or ""))
            facts.append(replace(draft, import_id=imports[place.file], case_id=new.id if new else draft.case_id))
        figures = [replace(draft, import_id=imports[place.file]) for place, draft in self.figures]
        try:
            recorded = record_facts(self.session, user, facts, progress) if facts else Recorded()
        except ProblemError as error:
            raise ProblemError([self._placed(problem) for problem in error.problems]) from error
        recorded.booked.problems = [self._placed(problem) for problem in recorded.problems]
        return recorded, record_figures(self.session, user, figures) if figures else RecordedFigures()

    def kind(self, file: str) -> str:
        """What a file holds: facts, figures or both."""
        facts = any(place.file == file for place, _ in self.facts)
        figures = any(place.file == file for place, _ in self.figures)
        return "+".join([*(["facts"] if facts else []), *(["figures"] if figures else [])])

    @property
    def new_cases(self) -> tuple[Case, ...]:
        """The cases that these files are the first to name."""
        return tuple(self._new_cases.values())

    def rows(self, file: str) -> int:
        """How many rows of a file say something."""
        return len({(place.sheet, place.line) for place in self.tables.places.values() if place.file == file})

    def _refuse_what_has_its_own_way(self) -> None:
        if self.tables.members:
            self.problems.append(Problem("import-members"))
        if self.tables.overrides:
            self.problems.append(Problem("import-decisions"))
        if not self.tables.facts and not self.tables.figures:
            self.problems.append(Problem("import-nothing"))

    def _of_recording(self) -> list[Problem]:
        """What the acts on facts and figures will refuse, each at its row."""
        drafts = [draft for _, draft in self.facts]
        found = [self._placed(problem) for problem in fact_problems(self.session, self._directory, drafts)]
        rows = {draft.slot: place for place, draft in self.figures}
        figures = [draft for _, draft in self.figures]
        of_figures = figure_problems(self.session, self._directory, figures)
        return found + [problem.at(rows[draft.slot]) for draft, problem in of_figures]

    def _placed(self, problem: Problem) -> Problem:
        """A problem with a fact at the fact's row."""
        place = self._rows.get(problem.values.get("fact", ""))
        return problem.at(place) if place is not None else problem

    def _figure(self, key: FigureKey) -> tuple[Place, FigureDraft] | None:
        name, period, figure = key
        place = self.tables.places[key]
        kind = "person" if name in self.tables.member_names else self.compiled.scheme.appraises
        subject = self._subject(kind, name, place)
        if subject is None:
            return None
        court = self._directory.entities[subject].court_id
        return place, FigureDraft(court, subject, period, figure, self.tables.figures[key], reason=place.text())

    def _fact(self, fact: Fact) -> tuple[Place, Draft] | None:
        place = self.tables.places[fact.key]
        subject = self._fact_subject(fact, place)
        court = self._court(fact)
        case = self._case(fact, court, place)
        if subject is None:
            return None
        key = self._keys.get(fact.key, fact.key)
        return place, Draft(court, key, fact.kind, fact.day, subject, fact.fields, case)

    def _fact_subject(self, fact: Fact, place: Place) -> SubjectKey | None:
        """Whom it happened to: the member where one is named, who must have been with the subject on that day."""
        kind = self.compiled.scheme.appraises
        subject = self._subject(kind, fact.subject, place)
        if subject is None or fact.member is None:
            return subject
        member = self._subject("person", fact.member, place)
        if member is None or self._directory.counted_under(member, self._court(fact), fact.day, kind) == subject:
            return member
        named = {"member": fact.member, "day": fact.day.isoformat(), "subject": fact.subject}
        self.problems.append(Problem("import-not-a-member", named, place))
        return None

    def _subject(self, kind: SubjectKind, name: str, place: Place) -> SubjectKey | None:
        """The one of that name in the court; a court scheme may speak of the courts below as well."""
        key = self._directory.key(kind, name, self.court_id)
        entity = self._directory.entities.get(key) if key is not None else None
        if entity is None or (self._courts is not None and entity.court_id not in self._courts):
            self.problems.append(Problem("import-unknown-subject", {"name": name}, place))
            return None
        same = self._named[kind, entity.court_id, name]
        if same > 1:
            self.problems.append(Problem("import-two-subjects", {"count": str(same), "name": name}, place))
            return None
        return key

    def _court(self, fact: Fact) -> int:
        """The court that a fact belongs to: under a court scheme the one it is about."""
        key = self._directory.key("court", fact.subject) if self.compiled.scheme.appraises == "court" else None
        return key.id if key is not None else self.court_id

    def _case(self, fact: Fact, court: int, place: Place) -> int | None:
        """The case's row; one that nobody has named before is made, if the file says when it was filed."""
        if fact.case is None:
            return None
        known = self._cases.get((court, fact.case))
        if known is not None:
            return known
        number, _ = parse_case_number(fact.case)
        filed = self.tables.filed.get(fact.case)
        if number is None or filed is None:
            self.problems.append(Problem("import-unknown-case", {"number": fact.case}, place))
        elif (court, fact.case) not in self._new_cases:
            self._new_cases[court, fact.case] = Case(
                court_id=court, number=fact.case, filed=filed,
                year=number.year, type_code=number.type, serial=number.serial,
            )  # fmt: skip
        return _TO_BE_MADE

    def _known_cases(self) -> dict[CaseKey, int]:
        numbers = sorted({fact.case for fact in self.tables.facts if fact.case})
        found: dict[CaseKey, int] = {}
        for start in range(0, len(numbers), _CHUNK):
            some = numbers[start : start + _CHUNK]
            query = select(Case.court_id, Case.number, Case.id).where(Case.number.in_(some))
            found.update({(court, number): id_ for court, number, id_ in self.session.execute(query)})
        return found

    def _content_keys(self) -> dict[str, str]:
        """A lasting number for each fact without one, made from all that it says; alike facts are counted through."""
        seen: Counter[str] = Counter()
        keys = {}
        for fact in self.tables.facts:
            if fact.key in self.tables.unnumbered:
                fields = fields_to_stored(fact.fields)
                told = [fact.kind, fact.day.isoformat(), fact.subject, fact.member, fact.case, fields]
                content = sha256(canonical_json(told).encode()).hexdigest()[:24]
                seen[content] += 1
                keys[fact.key] = f"{content}-{seen[content]}"
        return keys
