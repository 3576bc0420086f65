"""Facts as scoring reads them: the last revision of each, with typed fields and the appraised subject of that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from records import models
from records.queries.directory import Directory, SubjectKey
from records.queries.values import from_stored
from rules.compiled import Compiled
from scoring.inputs import Fact

_BATCH = 5000


def current_facts() -> Select[models.Fact]:
    """A select of facts that count: not superseded, not withdrawn. Add ``where`` and order to taste."""
    later = aliased(models.Fact)
    superseded = select(later.id).where(later.supersedes_id == models.Fact.id).exists()
    return select(models.Fact).where(~superseded, models.Fact.withdrawn.is_(False))


class Seldom(FunctionElement[bool]):
    """A condition that few rows meet, said to SQLite, which has no figures of columns that are mostly empty. It has no
    type: of a truth it would be asked whether it is 1, and no index answers that.
    """

    inherit_cache = True


@compiles(Seldom)
def _plainly(element: Seldom, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as SQLAlchemy hands it on
    return compiler.process(element.clauses, **given)


@compiles(Seldom, "sqlite")
def _with_its_likelihood(element: Seldom, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401 - as above
    return f"likelihood({compiler.process(element.clauses, **given)}, 0.001)"


def count_facts(session: Session, *where: ColumnElement[bool]) -> int:
    """How many :func:`current_facts` meet conditions on :class:`~records.models.Fact`: all there are, less those that a
    later revision corrected and less the last revisions that withdraw. Of these there are few; to look at each of a
    million for a later one takes ten times as long.
    """
    fact, later = models.Fact, aliased(models.Fact)
    every = select(func.count()).select_from(fact).where(*where)
    superseded = every.join(later, later.supersedes_id == fact.id).where(Seldom(later.supersedes_id > 0))
    followed = select(later.id).where(later.supersedes_id == fact.id).exists()
    withdrawn = every.where(Seldom(fact.supersedes_id > 0), fact.withdrawn.is_(True), ~followed)
    counts = [session.scalar(one) or 0 for one in (every, superseded, withdrawn)]
    return counts[0] - counts[1] - counts[2]


def scoring_fact(compiled: Compiled, directory: Directory, row: models.Fact, case: str | None) -> Fact | None:
    """A row as the scheme sees it; ``None`` when the scheme appraises nobody whom it concerns."""
    key = SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    subject = directory.counted_under(key, row.court_id, row.day, compiled.scheme.appraises)
    if subject is None:
        return None
    return Fact(
        key=row.key,
        kind=row.kind,
        day=row.day,
        subject=directory.name(subject),
        fields=from_stored(compiled.facts.get(row.kind), row.fields),
        member=directory.name(key) if key.kind == "person" and subject.kind != "person" else None,
        case=case,
    )


def stream_facts(
    session: Session,
    compiled: Compiled,
    directory: Directory,
    since: date,
    until: date,
    court_ids: frozenset[int] | None = None,
) -> Iterator[Fact]:
    """The facts that a scheme reads, of the days from ``since`` to ``until``, by day and key; read in batches."""
    query = (
        current_facts()
        .add_columns(models.Case.number)
        .outerjoin(models.Case, models.Case.id == models.Fact.case_id)
        .where(models.Fact.kind.in_(list(compiled.facts)), models.Fact.day.between(since, until))
        .order_by(models.Fact.day, models.Fact.key)
        .execution_options(yield_per=_BATCH)
    )
    if court_ids is not None:
        query = query.where(models.Fact.court_id.in_(court_ids))
    for row, number in session.execute(query):
        if (fact := scoring_fact(compiled, directory, row, number)) is not None:
            yield fact
