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
    computed_at: Mapped[datetime] = mapped_column(default=now)


class Suggestion(Model):
    """A place in a firm's list: score in [0, 100], both bars in [0, 100], reasons as of ``matching.reasons``."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("ranking_id", "registration_id", "other_id"),
        CheckConstraint("registration_id <> other_id", name="not_itself"),
        CheckConstraint("score >= 0 AND score <= 100", name="score"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_suggestions_registration",
        ),
        ForeignKeyConstraint(
            ["event_id", "other_id"], ["registrations.event_id", "registrations.id"], name="fk_suggestions_other"
        ),
        Index("ix_suggestions_list", "registration_id", "place"),
        Index("ix_suggestions_other", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    ranking_id: Mapped[int] = mapped_column(ForeignKey("rankings.id"))
    registration_id: Mapped[int]
    other_id: Mapped[int]
    place: Mapped[int]
    score: Mapped[float]
    fit: Mapped[float]
    fit_back: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
