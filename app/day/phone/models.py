"""Announced delays and private notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, now
from app.core.erasure_marks import CLEANED, deleted_with
from app.day.phone.rules import DELAY_MINUTES
from app.meetings.models import event_foreign_key

NOT_ENDED = text("ended_at IS NULL")


class DelayNotice(Model):
    """A company comes ``minutes`` late to a meeting that begins at ``starts_at``; it counts while the meeting stands
    so.

    ``by_letter``: the other side was written to, and is so again where the word is taken back.
    """

    __tablename__ = "late_words"
    __table_args__ = (
        event_foreign_key("late_words", "meeting", "meetings"),
        event_foreign_key("late_words", "registration", "registrations"),
        CheckConstraint(f"minutes IN {DELAY_MINUTES}", name="minutes"),
        Index(
            "uq_late_words_stands",
            "meeting_id",
            "registration_id",
            unique=True,
            sqlite_where=NOT_ENDED,
            postgresql_where=NOT_ENDED,
        ),
        Index("ix_late_words_event", "event_id"),
        Index("ix_late_words_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    minutes: Mapped[int]
    starts_at: Mapped[datetime]
    by_letter: Mapped[bool] = mapped_column(default=False)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class PrivateNote(Model):
    """What somebody writes for themselves about a firm that they meet; nobody else ever reads it."""

    __tablename__ = "private_notes"
    __table_args__ = (
        UniqueConstraint("user_id", "registration_id"),
        event_foreign_key("private_notes", "registration", "registrations"),
        Index("ix_private_notes_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(info=deleted_with("whole"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=deleted_with("users"))
    registration_id: Mapped[int] = mapped_column(info=deleted_with("registrations"))
    words: Mapped[str] = mapped_column(info=CLEANED)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(default=now)
