"""Places that became free and were offered to who waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now

OFFER_ANSWERS = ("taken", "lapsed", "ended")


class PlaceOffer(Model):
    """A place kept for a firm on the waiting list until ``until``; at most one that is open for each firm.

    ``answer``: taken, lapsed, or ended by something else (the firm left, the organizer decided).
    """

    __tablename__ = "place_offers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_place_offers_registration",
            ondelete="CASCADE",
        ),
        CheckConstraint(enum_check("answer", OFFER_ANSWERS), name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(
            "uq_place_offers_open",
            "registration_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_place_offers_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    offered_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
