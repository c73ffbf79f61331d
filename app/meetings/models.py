"""Who sits with whom, when, where. A double booking is impossible in the schema."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, now
from app.events.models import Event, Slot
from app.kernel.words import one_of
from app.meetings.lifecycle import LIVE, State
from app.registrations.models import PRIORITIES

KINDS = ("one_to_one", "group")
SIDES = ("asker", "asked")
MESSAGE_LENGTH = 1000
LIVE_ONE_TO_ONE = text(f"{one_of('state', sorted(LIVE))} AND kind = 'one_to_one'")


class Meeting(Model):
    """Two firms, and (once agreed and placed) a slot. ``slot_id`` of a request is only a proposal: it holds nothing.

    ``awaiting_id``: the registration that must answer. ``low_id < high_id`` name the pair of a one-to-one meeting.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(
            ["event_id", "low_id"], ["registrations.event_id", "registrations.id"], name="fk_meetings_low"
        ),
        ForeignKeyConstraint(
            ["event_id", "high_id"], ["registrations.event_id", "registrations.id"], name="fk_meetings_high"
        ),
        ForeignKeyConstraint(["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_meetings_slot"),
        CheckConstraint("low_id < high_id", name="pair_order"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("priority", PRIORITIES), name="priority"),
        CheckConstraint("length BETWEEN 1 AND 3", name="length"),
        CheckConstraint("state NOT IN ('booked', 'held', 'missed') OR slot_id IS NOT NULL", name="booked_has_slot"),
        Index(
            "uq_meetings_live_pair",
            "event_id",
            "low_id",
            "high_id",
            unique=True,
            sqlite_where=LIVE_ONE_TO_ONE,
            postgresql_where=LIVE_ONE_TO_ONE,
        ),
        Index("ix_meetings_low", "low_id"),
        Index("ix_meetings_high", "high_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    kind: Mapped[str] = mapped_column(default="one_to_one")
    state: Mapped[str] = mapped_column(default=State.REQUESTED.value)
    priority: Mapped[str] = mapped_column(default="want")
    message: Mapped[str | None]
    reply: Mapped[str | None]
    low_id: Mapped[int]
    high_id: Mapped[int]
    asker_id: Mapped[int]
    awaiting_id: Mapped[int | None]
    slot_id: Mapped[int | None]
    length: Mapped[int] = mapped_column(default=1)
    arranged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(viewonly=True)
    slot: Mapped[Slot | None] = relationship(viewonly=True)
    parties: Mapped[list[MeetingParty]] = relationship(back_populates="meeting")
    claims: Mapped[list[Claim]] = relationship(back_populates="meeting", viewonly=True)


class MeetingParty(Model):
    __tablename__ = "meeting_parties"
    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_meeting_parties_meeting"
        ),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_meeting_parties_registration",
        ),
        CheckConstraint(one_of("side", SIDES), name="side"),
        Index("ix_meeting_parties_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    side: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="parties")


class Claim(Model):
    """A slot of one representative, table or interpreter, held by one meeting; lives only while that holds time."""

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("slot_id", "representative_id"),
        UniqueConstraint("slot_id", "table_id"),
        UniqueConstraint("slot_id", "interpreter_id"),
        CheckConstraint(
            "(CASE WHEN representative_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN table_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one",
        ),
        ForeignKeyConstraint(["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_claims_slot"),
        ForeignKeyConstraint(
            ["event_id", "meeting_id"], ["meetings.event_id", "meetings.id"], name="fk_claims_meeting"
        ),
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_claims_representative",
        ),
        ForeignKeyConstraint(["event_id", "table_id"], ["tables.event_id", "tables.id"], name="fk_claims_table"),
        ForeignKeyConstraint(
            ["event_id", "interpreter_id"], ["interpreters.event_id", "interpreters.id"], name="fk_claims_interpreter"
        ),
        Index("ix_claims_meeting", "meeting_id"),
        Index("ix_claims_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    slot_id: Mapped[int]
    meeting_id: Mapped[int]
    representative_id: Mapped[int | None]
    table_id: Mapped[int | None]
    interpreter_id: Mapped[int | None]

    meeting: Mapped[Meeting] = relationship(back_populates="claims", viewonly=True)


class Unavailability(Model):
    """A slot that a representative, table or interpreter cannot serve; the reason is private."""

    __tablename__ = "unavailabilities"
    __table_args__ = (
        UniqueConstraint("slot_id", "representative_id"),
        UniqueConstraint("slot_id", "table_id"),
        UniqueConstraint("slot_id", "interpreter_id"),
        ForeignKeyConstraint(["event_id", "slot_id"], ["slots.event_id", "slots.id"], name="fk_unavailabilities_slot"),
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_unavailabilities_representative",
        ),
        ForeignKeyConstraint(
            ["event_id", "table_id"], ["tables.event_id", "tables.id"], name="fk_unavailabilities_table"
        ),
        ForeignKeyConstraint(
            ["event_id", "interpreter_id"],
            ["interpreters.event_id", "interpreters.id"],
            name="fk_unavailabilities_interpreter",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    slot_id: Mapped[int]
    representative_id: Mapped[int | None]
    table_id: Mapped[int | None]
    interpreter_id: Mapped[int | None]
    reason: Mapped[str | None]
