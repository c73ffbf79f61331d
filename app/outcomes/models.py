"""What each side of a meeting said came of it, and which of it the organizer confirms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, emptied_with, erased
from app.meetings.models import event_foreign_key
from app.outcomes.stages import STAGES_WITH_AMOUNT, OutcomeSource, OutcomeStage

IS_CURRENT = text("replaced_at IS NULL")
OF_TWO_COMPANIES = text("guest_id IS NULL")
OF_TWO_CURRENT = text("replaced_at IS NULL AND guest_id IS NULL")
REASON_LENGTH = 300


class Outcome(Model):
    """What one side says. A later word of it replaces an earlier one, which is kept; ``amount``: in the smallest unit
    of the ``currency``; ``guest_id``: of a group meeting, of whom and the host it tells, whichever of the two says it.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        event_foreign_key("outcomes", "meeting", "meetings"),
        event_foreign_key("outcomes", "registration", "registrations"),
        event_foreign_key("outcomes", "guest", "registrations"),
        CheckConstraint(enum_check("stage", OutcomeStage), name="stage"),
        CheckConstraint(enum_check("way", OutcomeSource), name="way"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_has_currency"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="currency"),
        CheckConstraint(f"amount IS NULL OR {enum_check('stage', sorted(STAGES_WITH_AMOUNT))}", name="amount_of_what"),
        Index(
            "uq_outcomes_stands",
            "meeting_id",
            "registration_id",
            unique=True,
            sqlite_where=OF_TWO_CURRENT,
            postgresql_where=OF_TWO_CURRENT,
        ),
        Index(
            "uq_outcomes_stands_of_guest",
            "meeting_id",
            "registration_id",
            "guest_id",
            unique=True,
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        Index("ix_outcomes_event", "event_id"),
        Index("ix_outcomes_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    guest_id: Mapped[int | None]
    stage: Mapped[str] = mapped_column(info=CODE)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(info=CODE)
    way: Mapped[str] = mapped_column(info=CODE)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    replaced_at: Mapped[datetime | None]


class OutcomeConfirmation(Model):
    """The organizer confirms one side's word, with a reason; it holds as long as that word stands. ``guest_id``: as of
    that word."""

    __tablename__ = "outcome_confirmations"
    __table_args__ = (
        event_foreign_key("outcome_confirmations", "meeting", "meetings"),
        event_foreign_key("outcome_confirmations", "guest", "registrations"),
        event_foreign_key("outcome_confirmations", "outcome", "outcomes"),
        Index(
            "uq_outcome_confirmations_meeting_id",
            "meeting_id",
            unique=True,
            sqlite_where=OF_TWO_COMPANIES,
            postgresql_where=OF_TWO_COMPANIES,
        ),
        Index("uq_outcome_confirmations_meeting_id_guest_id", "meeting_id", "guest_id", unique=True),
        Index("ix_outcome_confirmations_outcome", "outcome_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(info=emptied_with("whole"))
    meeting_id: Mapped[int]
    guest_id: Mapped[int | None] = mapped_column(info=emptied_with("registrations"))
    outcome_id: Mapped[int]
    reason: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=emptied_with("users"))
    at: Mapped[datetime] = mapped_column(default=now)
