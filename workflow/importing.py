"""Files into the records: everything is read and checked first, then all rows go in, in one transaction, or none.

The same file again (for the same court, scheme and period) changes nothing. A figure that differs supersedes the one
in force. A fact without a number of its own is known by its content, so that a list that grows from month to month may
be imported whole each time; a fact that was wrong is corrected on its page, not by another file. Classes in a table are
not taken over: the records have their own.

The session's owner commits. When a :class:`ProblemError` is raised, roll back and call :func:`record_refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.intake import Source, Tables, capped, gather, read
from records.models import Import, Scheme, SchemeVersion, User
from records.sheets import LIMITS, Sheet
from records.types import now
from rules.compiled import Compiled
from rules.problem import N_, Place, Problem, ProblemError, did_you_mean, errors, register
from scoring.period import Period
from workflow.acting import allowed
from workflow.applications.joining import join
from workflow.import_plan import Plan
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "import-at-once": N_("就在这时有人导入了同样的数据，这次没有改动任何数据。请再导入一次"),
        "import-unknown-scheme": N_("本院没有已发布的考核办法「{name}」{hint}"),
        "import-same-file": N_("这个文件已于 {day} 导入，没有改动任何数据"),
    }
)

# The records know everyone's classes, and a court may bring its own figures without those of the others.
_NOT_ASKED = {"intake.no_class", "intake.missing_subject"}
_NAMES = 200  # characters of a file's name that are kept


@dataclass(slots=True)
class Imported:
    """What a run did. ``skipped`` files were in already; ``problems`` are warnings."""

    imports: list[Import] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    facts: int = 0
    figures: int = 0
    corrected: int = 0
    unchanged: int = 0
    cases: int = 0
    issued: int = 0
    problems: list[Problem] = field(default_factory=list)


def scheme_in_force(session: Session, name: str) -> SchemeVersion:
    """The newest published version of a scheme that the session's court may use."""
    query = (
        select(SchemeVersion)
        .join(Scheme, Scheme.id == SchemeVersion.scheme_id)
        .where(Scheme.name == name, SchemeVersion.state == "published")
        .order_by(SchemeVersion.effective.desc(), SchemeVersion.id.desc())
    )
    found = session.scalars(query).first()
    if found is None:
        hint = did_you_mean(name, session.scalars(select(Scheme.name).distinct()).all())
        raise ProblemError([Problem("import-unknown-scheme", {"name": name, "hint": hint})])
    return found


def import_files(
    session: Session,
    user: User | None,
    court_id: int,
    version: SchemeVersion,
    sources: Sequence[Source],
    period: Period | None = None,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Take in files under a published scheme. Every problem of every file is raised before anything is written.

    ``progress`` hears the rows read, then from nought again the facts recorded.
    """
    actor = allowed(user, Permission.IMPORTS_RUN, court_id)
    compiled = compiled_of(version)
    done = Imported()
    fresh: dict[str, Source] = {}
    for source in sources:
        digest = _digest(compiled, source, period)
        before = _earlier(session, court_id, digest)
        if before is not None or digest in fresh:
            done.skipped.append(source.name)
            day = f"{before.finished_at or before.started_at:%Y-%m-%d}" if before else N_("这一次")
            done.problems.append(Problem("import-same-file", {"day": day}, Place(source.name), "warning"))
        else:
            fresh[digest] = source
    if not fresh:
        return done
    tables, found = gather(compiled, list(fresh.values()), period, progress=progress)
    named = {source.name: digest for digest, source in fresh.items()}
    return _take(session, user, actor, court_id, compiled, tables, found, named, done, progress)


def import_rows(
    session: Session, user: User | None, court_id: int, version: SchemeVersion, sheets: Sequence[Sheet], content: str
) -> Imported:
    """Take in rows that came by another way than a file: the same checks, the same all or nothing, and undone alike.

    ``content`` is what was sent, in its one writing; the same again changes nothing. All sheets bear one name; problems
    stand at their rows.
    """
    actor = allowed(user, Permission.IMPORTS_RUN, court_id)
    compiled = compiled_of(version)
    name = sheets[0].file
    digest = _meaning(compiled, "", sha256(content.encode()).hexdigest())
    done = Imported()
    before = _earlier(session, court_id, digest)
    if before is not None:
        done.skipped.append(name)
        day = f"{before.finished_at or before.started_at:%Y-%m-%d}"
        done.problems.append(Problem("import-same-file", {"day": day}, Place(name), "warning"))
        return done
    tables, found = read(compiled, sheets)
    return _take(session, user, actor, court_id, compiled, tables, found, {name: digest}, done, lambda _: None)


def _take(
    session: Session,
    user: User | None,
    actor: audit.Actor,
    court_id: int,
    compiled: Compiled,
    tables: Tables,
    found: Sequence[Problem],
    named: Mapping[str, str],
    done: Imported,
    progress: Callable[[int], None],
) -> Imported:
    """All that the tables hold, or every problem. ``named`` are the digests of what they came from, by name."""
    problems = [problem for problem in found if problem.code not in _NOT_ASKED]
    plan = Plan(session, compiled, court_id, tables) if not errors(problems) else None
    if plan is None or plan.problems:
        raise ProblemError(capped([*problems, *(plan.problems if plan else ())]))
    done.problems += problems
    for name, digest in named.items():
        row = Import(
            court_id=court_id, name=name[-_NAMES:], sha256=digest, kind=plan.kind(name), rows=plan.rows(name),
            user_id=actor.user_id,
        )  # fmt: skip
        session.add(row)
        done.imports.append(row)
    session.flush()
    ids = {name: row.id for name, row in zip(named, done.imports, strict=True)}
    try:
        facts, figures = plan.write(user, ids, progress)
        join(session, plan.new_cases)
        for row in done.imports:
            row.state, row.progress, row.finished_at = "done", row.rows, now()
        session.flush()
    except IntegrityError as error:
        # Since the plan was made somebody else has written one of these rows, or the same file; all of it is lost.
        raise ProblemError([Problem("import-at-once")]) from error
    done.facts, done.figures, done.corrected = len(facts.rows) - facts.unchanged, figures.new, figures.corrected
    done.cases, done.issued = len(plan.new_cases), facts.booked.issued
    done.unchanged = facts.unchanged + figures.unchanged
    done.problems += facts.problems
    for row in done.imports:
        details = {"name": row.name, "sha256": row.sha256, "rows": row.rows}
        audit.append(session, Permission.IMPORTS_RUN.value, actor, Target("import", row.id), details)
    return done


def record_refusal(
    session: Session, user: User | None, court_id: int, sources: Sequence[Source], problems: Sequence[Problem]
) -> list[Import]:
    """Remember that files were refused, and why; for a transaction of its own."""
    actor = allowed(user, Permission.IMPORTS_RUN, court_id)
    kept = [
        {"code": problem.code, "values": problem.kept_values(), "place": problem.place.text()} for problem in problems
    ]
    refused = {"court_id": court_id, "state": "refused", "problems": kept, "user_id": actor.user_id}
    rows = [
        Import(name=source.name[-_NAMES:], sha256=_content(source.path), finished_at=now(), **refused)
        for source in sources
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        details = {"name": row.name, "refused": len(kept)}
        audit.append(session, Permission.IMPORTS_RUN.value, actor, Target("import", row.id), details)
    return rows


def _content(path: Path) -> str:
    """The content's hash; of nothing where the file cannot be read or is too big, which intake reports."""
    try:
        if path.is_file() and path.stat().st_size <= LIMITS.file:
            return sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        pass
    return sha256(b"").hexdigest()


def _digest(compiled: Compiled, source: Source, period: Period | None) -> str:
    """One file in one meaning: under another scheme, or for another period, the same bytes say something else."""
    return _meaning(compiled, source.period or (period.text if period else ""), _content(source.path))


def _meaning(compiled: Compiled, period: str, content: str) -> str:
    return sha256(f"{compiled.scheme.scheme}\x00{period}\x00{content}".encode()).hexdigest()


def _earlier(session: Session, court_id: int, digest: str) -> Import | None:
    query = select(Import).where(Import.court_id == court_id, Import.sha256 == digest, Import.state == "done")
    return session.scalars(query).first()
