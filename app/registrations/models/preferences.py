"""What a firm keeps to itself about others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now
from app.kernel.words import one_of

PREFERENCES = ("never", "known", "hidden", "saved", "wanted")


class Preference(Model):
    """What a firm keeps to itself about another: never with, already known, hidden, saved; wanted: to be asked
    for a meeting as soon as that can be done."""

    __tablename__ = "preferences"
    __table_args__ = (
        UniqueConstraint("registration_id", "other_id", "kind"),
        CheckConstraint(one_of("kind", PREFERENCES), name="kind"),
        CheckConstraint("registration_id <> other_id", name="not_itself"),
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
    at: Mapped[datetime] = mapped_column(default=now)
