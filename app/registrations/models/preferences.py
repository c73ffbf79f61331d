"""What a firm keeps to itself about others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now

PREFERENCE_KINDS = ("never", "known", "hidden", "saved", "wanted")
PREFERENCE_PRIORITIES = ("must", "want", "open")
PREFERENCE_SOURCES = ("self", "paper", "both")
HIDING_REASONS = ("competitor", "field", "nothing_new", "place", "size")
"""Why a company is not interesting: it does the same, is in another field, brings nothing that is needed, is in the
wrong place, or has the wrong size."""


class Preference(Model):
    """What a company keeps to itself about another: never with, already known, hidden, saved; wanted: to be asked
    for a meeting as soon as that can be done.

    ``priority``: of what is wanted, None where nobody said; ``because``: why another is hidden, None where nobody said;
    ``source``: the company itself, somebody who keyed in its paper for it, or both. Who keys in sees what is from paper
    alone. ``sealed``: stays in force and is read by nobody, as whoever came in since proved nothing.
    """

    __tablename__ = "preferences"
    __table_args__ = (
        UniqueConstraint("registration_id", "other_id", "kind"),
        CheckConstraint(enum_check("kind", PREFERENCE_KINDS), name="kind"),
        CheckConstraint("registration_id <> other_id", name="not_itself"),
        CheckConstraint(enum_check("priority", PREFERENCE_PRIORITIES), name="priority"),
        CheckConstraint(enum_check("source", PREFERENCE_SOURCES), name="source"),
        CheckConstraint(
            f"kind = 'hidden' AND {enum_check('because', HIDING_REASONS)} OR because IS NULL", name="because"
        ),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_preferences_registration",
        ),
        ForeignKeyConstraint(
            ["event_id", "other_id"], ["registrations.event_id", "registrations.id"], name="fk_preferences_other"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    registration_id: Mapped[int]
    other_id: Mapped[int]
    kind: Mapped[str]
    priority: Mapped[str | None]
    because: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="self", server_default="self")
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(default=now)


class WishNumber(Model):
    """The number of a company on all wish lists of its event. Given once: it stands on paper, so no other company
    gets it. A company that another one was merged into answers to both of their numbers."""

    __tablename__ = "wish_numbers"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number > 0", name="number"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_wish_numbers_registration",
            ondelete="CASCADE",
        ),
        Index("ix_wish_numbers_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    number: Mapped[int]
