"""年度等次: a list of grades of a closed period, its entries when signed, what was decided about it, and opinions."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import AppendOnly, Base, OfCourt, one_of
from records.models.period import AppraisalPeriod
from records.models.person import Person
from records.models.user import User
from records.types import Exact, Json, Key, Moment, now

LIST_STATES = ("draft", "signing", "signed", "withdrawn")
LIST_ACTS = ("made", "composed", "tie", "raised", "changed", "put", "returned", "signed", "notified", "withdrawn")
_LIVE = text("state <> 'withdrawn'")


class GradeList(OfCourt, Base):
    """The list that the grades ``rule`` of a period's scheme lead to, on the scorecards of one closing (``edition``).

    ``members`` are the log-ins of the committee, ``chair`` among them; ``signing`` says who must sign: ``all`` or the
    chair and a ``majority``. ``round`` counts how often it was put to signature: entries and signatures have the same.
    """

    __tablename__ = "grade_list"
    __table_args__ = (
        one_of("state", *LIST_STATES),
        one_of("signing", "all", "majority"),
        CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="signed"),
        Index("uq_grade_list_live", "period_id", "rule", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "court_id", "state"),
    )

    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    rule: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    edition: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    round: Mapped[int] = mapped_column(default=0)
    members: Mapped[list[int]] = mapped_column(Json, default=list)
    chair_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    signing: Mapped[str] = mapped_column(String(8), default="majority")
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)

    period: Mapped[AppraisalPeriod] = relationship()
    chair: Mapped[User | None] = relationship(foreign_keys=chair_id)
    made_by: Mapped[User | None] = relationship(foreign_keys=made_by_id)

    def __str__(self) -> str:
        return f"{self.title} {self.period.text}"


class GradeEntry(AppendOnly, OfCourt, Base):
    """A person on a list as it was put to signature. ``proposed`` is the level that the rules gave, ``level`` the one
    on the list (empty: no grade), ``standing`` and ``reason`` what scoring said, ``changed_because`` the committee's
    reason where it differs.
    """

    __tablename__ = "grade_entry"
    __table_args__ = (
        UniqueConstraint("list_id", "round", "person_id"),
        Index(None, "person_id"),
        Index(None, "court_id"),
    )

    list_id: Mapped[int] = mapped_column(Key, ForeignKey("grade_list.id"))
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    group: Mapped[str] = mapped_column(String(200))
    score: Mapped[Fraction | None] = mapped_column(Exact)
    place: Mapped[int | None]
    standing: Mapped[str] = mapped_column(String(10))
    proposed: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    outside: Mapped[bool] = mapped_column(default=False)
    barred: Mapped[list[str]] = mapped_column(Json)
    changed_because: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[dict[str, object]] = mapped_column(Json)

    list: Mapped[GradeList] = relationship()
    person: Mapped[Person] = relationship()


class GradeAct(AppendOnly, OfCourt, Base):
    """What was done with a list, one after the other; later ones of a kind about the same thing replace earlier ones.

    ``tie``: who of ``group`` gets ``level`` (``values``: the persons); ``raised``: the approved quota of ``level`` in
    ``group`` (empty: all), ``values`` the approving document; ``changed``: ``person`` gets ``level`` (empty: no grade).
    """

    __tablename__ = "grade_act"
    __table_args__ = (one_of("act", *LIST_ACTS), Index(None, "list_id", "id"), Index(None, "court_id"))

    list_id: Mapped[int] = mapped_column(Key, ForeignKey("grade_list.id"))
    act: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    level: Mapped[str] = mapped_column(String(60), default="")
    group: Mapped[str] = mapped_column(String(200), default="")
    values: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), index=True)

    list: Mapped[GradeList] = relationship()
    person: Mapped[Person | None] = relationship()
    by: Mapped[User | None] = relationship()


class GradeSignature(AppendOnly, OfCourt, Base):
    """A member's signature under the entries of a round: what was signed is their hash."""

    __tablename__ = "grade_signature"
    __table_args__ = (UniqueConstraint("list_id", "round", "member_id"), Index(None, "court_id"))

    list_id: Mapped[int] = mapped_column(Key, ForeignKey("grade_list.id"))
    round: Mapped[int]
    member_id: Mapped[int] = mapped_column(Key, ForeignKey("user.id"), index=True)
    entries_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=now)

    list: Mapped[GradeList] = relationship()
    member: Mapped[User] = relationship()


class GradeOpinion(AppendOnly, OfCourt, Base):
    """The person has read the notification: agrees or not, and what he wants to say. Once."""

    __tablename__ = "grade_opinion"
    __table_args__ = (UniqueConstraint("entry_id"), Index(None, "court_id"))

    entry_id: Mapped[int] = mapped_column(Key, ForeignKey("grade_entry.id"))
    agrees: Mapped[bool]
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"), index=True)

    entry: Mapped[GradeEntry] = relationship()
