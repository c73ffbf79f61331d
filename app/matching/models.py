"""The ranking of an event, stored with a version: what is shown is what was computed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now


class Ranking(Model):
    """One computation over all firms of an event. The newest one is shown."""

    __tablename__ = "rankings"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    version: Mapped[int]
    firms: Mapped[int]
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rarity: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many firms name each sector, as ``matching.information`` tells it, and in which version (``since``) they were
    counted."""
    computed_at: Mapped[datetime] = mapped_column(default=now)


class Suggestion(Model):
    """A firm's whole list, as ``matching.packed`` reads it; shown from version ``since`` on, until before ``until``."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("event_id", "registration_id", "since"),
        CheckConstraint("until > since", name="until"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_suggestions_registration",
        ),
        Index("ix_suggestions_registration", "registration_id"),
        Index("ix_suggestions_until", "event_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[int]
    since: Mapped[int]
    until: Mapped[int | None]
    places: Mapped[bytes]


class ProfileGain(Model):
    """What the parts that a firm left out of its profile cost it, as ``matching.gains`` counts it: ``firms`` is part →
    how many other firms would rank it higher. Firms that lack nothing have none."""

    __tablename__ = "profile_gains"
    __table_args__ = (
        UniqueConstraint("event_id", "registration_id"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_profile_gains_registration",
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    firms: Mapped[dict[str, Any]] = mapped_column(default=dict)
