"""What a firm keeps to itself about others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, deleted_with

PREFERENCE_KINDS = ("never", "known", "hidden", "saved", "wanted")
HIDING_REASONS = ("competitor", "field", "nothing_new", "place", "size")
"""Why a company is not interesting: it does the same, is in another field, brings nothing that is needed, is in the
wrong place, or has the wrong size."""


class Preference(Model):
    """What a company keeps to itself about another: never with, already known, hidden, saved; wanted: to be asked
    for a meeting as soon as that can be done.

    ``because``: why another is hidden, None where nobody said; ``sealed``: stays in force and is read by nobody, as
    whoever came in since proved nothing.
    """

    __tablename__ = "preferences"
    __table_args__ = (
        UniqueConstraint("registration_id", "other_id", "kind"),
        CheckConstraint(enum_check("kind", PREFERENCE_KINDS), name="kind"),
        CheckConstraint("registration_id <> other_id", name="not_itself"),
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
    registration_id: Mapped[int] = mapped_column(info=deleted_with("registrations"))
    other_id: Mapped[int] = mapped_column(info=deleted_with("registrations"))
    kind: Mapped[str] = mapped_column(info=CODE)
    because: Mapped[str | None] = mapped_column(info=CODE)
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(default=now)
