"""What a command names, a court and a period of one of its schemes, as rows; with the nearest name if there is none."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from records import tenancy
from records.models import AppraisalPeriod, Court, Scheme, SchemeVersion
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, did_you_mean, register
from scoring.period import parse_period

register(
    {
        "find.no_such_court": N_("数据库里没有法院「{name}」{hint}"),
        "find.no_such_scheme": N_("「{court}」没有用考核办法「{name}」开过考核周期{hint}"),
        "find.no_such_period": N_("「{scheme}」没有考核周期「{text}」。已有：{known}"),
    }
)


def enter_court(session: Session, name: str) -> Court:
    """The court by its short or full name; the session is narrowed to it and those below."""
    with tenancy.everything(session):
        found = session.scalars(select(Court.id).where(or_(Court.name == name, Court.full_name == name))).first()
        known = [known for row in session.execute(select(Court.name, Court.full_name)) for known in row]
    if found is None:
        raise ProblemError([Problem("find.no_such_court", {"name": name, "hint": did_you_mean(name, known)})])
    tenancy.enter(session, found, below=True)
    return session.get_one(Court, found)


def period_of(session: Session, court: Court, scheme: str, text: str) -> AppraisalPeriod:
    """The court's period under a scheme, given by key or title."""
    query = (
        select(AppraisalPeriod)
        .join(Scheme, Scheme.id == AppraisalPeriod.scheme_id)
        .where(AppraisalPeriod.court_id == court.id)
        .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
        .order_by(AppraisalPeriod.starts)
    )
    periods = list(session.scalars(query))
    of_scheme = [one for one in periods if scheme in (one.version.scheme.name, one.version.scheme.title)]
    if not of_scheme:
        hint = did_you_mean(scheme, {one.version.scheme.name for one in periods})
        named = {"court": court.name, "name": scheme, "hint": hint}
        raise ProblemError([Problem("find.no_such_scheme", named)])
    asked = parse_period(text)
    found = next((one for one in of_scheme if asked is not None and one.text == asked.text), None)
    if found is None:
        named = {"scheme": of_scheme[0].version.scheme.title, "text": text}
        known = listed(one.text for one in of_scheme)
        raise ProblemError([Problem("find.no_such_period", {**named, "known": known})])
    return found
