"""What people say and note on their phones during the day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, now
from app.day.phone.lateness import CHOICES
from app.meetings.models import of_event

STANDS = text("ended_at IS NULL")


class LateWord(Model):
    """A firm comes ``minutes`` late to a meeting that begins at ``starts_at``; it counts while the meeting stands so.

    ``by_letter``: the other side was written to, and is so again where the word is taken back.
    """

    __tablename__ = "late_words"
    __table_args__ = (
        of_event("late_words", "meeting", "meetings"),
        of_event("late_words", "registration", "registrations"),
        CheckConstraint(f"minutes IN {CHOICES}", name="minutes"),
        Index(
            "uq_late_words_stands",
            "meeting_id",
            "registration_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
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
        of_event("private_notes", "registration", "registrations"),
        Index("ix_private_notes_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    registration_id: Mapped[int]
    words: Mapped[str]
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(default=now)
