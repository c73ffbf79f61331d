"""The ways to a firm for who has no account, and for who came second."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, new_public_id, now

if TYPE_CHECKING:
    from app.registrations.models.registrations import Registration


class FirmLink(Model):
    """The way in for a firm without an account: a long link (made from key, id, version and mark) and a short code."""

    __tablename__ = "firm_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    mark: Mapped[str] = mapped_column(default=new_public_id, server_default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_by_me_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(back_populates="firm_link")


class JoinRequest(Model):
    """Somebody who came second by a firm's link and asks to be let in."""

    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("registration_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
