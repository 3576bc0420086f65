"""附件: a file that belongs to an application, an objection or the like. The file lies outside the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from records.base import Base, OfCourt, one_of
from records.models.user import User
from records.types import Key, Moment, now

ATTACHED_TO = ("application", "objection", "card")


class Attachment(OfCourt, Base):
    """``name`` as shown, cleaned; ``kind`` told by the content (pdf, docx …), never by the name. The file is found by
    its ``sha256`` and kept, also when the attachment was taken off again (``removed_at``).

    ``of_kind`` and ``of_id`` say what it belongs to; such rows are never deleted.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        one_of("of_kind", *ATTACHED_TO),
        CheckConstraint("size > 0", name="size"),
        Index(None, "of_kind", "of_id"),
        Index(None, "court_id"),
    )

    of_kind: Mapped[str] = mapped_column(String(12))
    of_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Moment, default=now)
    added_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("user.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    added_by: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return self.name
