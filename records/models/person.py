"""干警."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt
from records.models.court import Court
from records.types import Json


class Person(OfCourt, Base):
    """One who works at a court. Tables name people by ``name``, so namesakes carry a remark: 示一（民一庭）.

    What follows ``classes`` is for the 登记表 alone and need not be known: 性别, 出生年月, 政治面貌, 文化程度,
    职务职级, 任现职时间, 从事或分管工作; months are written YYYY-MM.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("court_id", "name"), UniqueConstraint("court_id", "number"))

    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(20))
    classes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    sex: Mapped[str | None] = mapped_column(String(4))
    born: Mapped[str | None] = mapped_column(String(7))
    affiliation: Mapped[str | None] = mapped_column(String(20))
    education: Mapped[str | None] = mapped_column(String(20))
    rank: Mapped[str | None] = mapped_column(String(40))
    rank_since: Mapped[str | None] = mapped_column(String(7))
    duties: Mapped[str | None] = mapped_column(String(200))

    court: Mapped[Court] = relationship()
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", order_by="Membership.since")

    def __str__(self) -> str:
        return self.name


from records.models.membership import Membership  # noqa: E402 - the two refer to each other
