"""委员会表决: a matter, the roll of members, and their ballots by name."""

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt, one_of
from records.models.fact import Fact
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.review import Finding
from records.models.user import User
from records.types import Exact, Json, Key, Moment, now

_OPEN = text("state = 'open'")
VOTE_STATES = ("open", "decided", "undecided")


class CommitteeVote(OfCourt, Base):
    """One matter put to the vote ``rule`` of the period's scheme: a finding that is no fact yet, or a recorded fact.

    ``roll`` are the members when it was opened; ``quorum``, ``above`` and ``of`` what the rule came to then: at least
    so many ballots, and more than that share of the members or the ballots. ``person`` is whose act is judged. Decided,
    it has the ``outcome`` and the fact that it became; ``day`` is that of the decision.
    """

    __tablename__ = "committee_vote"
    __table_args__ = (
        one_of("state", *VOTE_STATES),
        one_of("of", "members", "ballots"),
        CheckConstraint("(finding_id IS NULL) <> (about_id IS NULL)", name="matter"),
        CheckConstraint("state = 'open' OR closed_at IS NOT NULL", name="closed"),
        Index(None, "court_id", "state"),
        Index(None, "finding_id"),
        Index(None, "about_id"),
        Index(None, "period_id"),
        Index("uq_committee_vote_open_finding", "finding_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_committee_vote_open_about", "about_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    rule: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(Key, ForeignKey("finding.id"))
    about_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"))
    roll: Mapped[list[int]] = mapped_column(Json)
    quorum: Mapped[int]
    above: Mapped[Fraction] = mapped_column(Exact)
    of: Mapped[str] = mapped_column(String(8), default="members")
    state: Mapped[str] = mapped_column(String(10), default="open")
    outcome: Mapped[str] = mapped_column(String(80), default="")
    day: Mapped[date | None]
    fact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("fact.id"), index=True)
    minutes: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(Moment, default=now)
    opened_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))

    period: Mapped[AppraisalPeriod] = relationship()
    person: Mapped[Person | None] = relationship()
    finding: Mapped[Finding | None] = relationship()
    about: Mapped[Fact | None] = relationship(foreign_keys=about_id)
    fact: Mapped[Fact | None] = relationship(foreign_keys=fact_id)
    opened_by: Mapped[User | None] = relationship(foreign_keys=opened_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)
    ballots: Mapped[list["CommitteeBallot"]] = relationship(back_populates="vote", order_by="CommitteeBallot.id")


class CommitteeBallot(AppendOnly, OfCourt, Base):
    """What one member said, once; ``value`` is empty when the member stood back (回避), with the ``reason``."""

    __tablename__ = "committee_ballot"
    __table_args__ = (UniqueConstraint("vote_id", "member_id"), Index(None, "member_id"), Index(None, "court_id"))

    vote_id: Mapped[int] = mapped_column(Key, ForeignKey("committee_vote.id"))
    member_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"))
    value: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    cast_at: Mapped[datetime] = mapped_column(Moment, default=now)

    vote: Mapped[CommitteeVote] = relationship(back_populates="ballots")
    member: Mapped[User] = relationship()
