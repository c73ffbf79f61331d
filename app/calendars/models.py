"""The address by which somebody's calendar follows the agenda of a company."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model
from app.core.erasure_marks import CODE, deleted_with


class CalendarFeed(Model):
    """What one person of a firm lets their calendar follow. A raised ``version`` ends the address given out."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        UniqueConstraint("registration_id", "user_id"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), info=deleted_with("registrations"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True, info=deleted_with("users"))
    version: Mapped[int] = mapped_column(default=1)
    mark: Mapped[str] = mapped_column(info=CODE)
    revoked_at: Mapped[datetime | None]
