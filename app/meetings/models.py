"""Who meets whom, when, where. A double booking is impossible in the schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, REWRITTEN, deleted_with, emptied_with, erased
from app.events.models import Event, Slot
from app.events.rules import MOST_SLOTS_IN_A_ROW
from app.meetings.group_meeting_seats import MAX_GUEST_SEATS, MIN_GUEST_SEATS
from app.meetings.lifecycle import DECLINE_REASONS, LIVE_STATES, MeetingState

ONE_TO_ONE, GROUP = MEETING_KINDS = ("one_to_one", "group")
PARTY_SIDES = ("asker", "asked")
MEETING_PRIORITIES = ("must", "want", "open")
MESSAGE_LENGTH = 1000
MOST_PROPOSALS = 3
TOPIC_LENGTH = 200
LIVE_ONE_TO_ONE = text(f"{enum_check('state', sorted(LIVE_STATES))} AND kind = 'one_to_one'")


def event_foreign_key(table: str, column: str, target: str, **options: Any) -> ForeignKeyConstraint:
    """What ``column``_id of a table names is of the same event as the row itself."""
    here, there = ["event_id", f"{column}_id"], [f"{target}.event_id", f"{target}.id"]
    return ForeignKeyConstraint(here, there, name=f"fk_{table}_{column}", **options)


class Meeting(Model):
    """Two companies, and (once agreed and placed) a slot. ``slot_id`` of a request is only a proposal: it holds
    nothing.

    ``awaiting_id``: the registration that must answer, reminded at ``reminded_at``. ``low_id < high_id`` name the pair
    of a one-to-one meeting. A group meeting has no pair, only its host as ``asker_id`` and a ``GroupMeetingDetails``;
    the two are typed as numbers all the same, for whoever reads pairs joins by them and so meets one-to-one meetings
    alone.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        event_foreign_key("meetings", "low", "registrations"),
        event_foreign_key("meetings", "high", "registrations"),
        event_foreign_key("meetings", "slot", "slots"),
        CheckConstraint("low_id < high_id", name="pair_order"),
        CheckConstraint(
            "((kind = 'group') = (low_id IS NULL)) AND ((low_id IS NULL) = (high_id IS NULL))", name="pair_of_two"
        ),
        CheckConstraint(enum_check("state", MeetingState), name="state"),
        CheckConstraint(enum_check("kind", MEETING_KINDS), name="kind"),
        CheckConstraint(enum_check("priority", MEETING_PRIORITIES), name="priority"),
        CheckConstraint(f"length BETWEEN 1 AND {MOST_SLOTS_IN_A_ROW}", name="length"),
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
    kind: Mapped[str] = mapped_column(default="one_to_one", info=CODE)
    state: Mapped[str] = mapped_column(default=MeetingState.REQUESTED.value, info=CODE)
    priority: Mapped[str] = mapped_column(default="want", info=CODE)
    message: Mapped[str | None] = mapped_column(info=REWRITTEN)
    reply: Mapped[str | None] = mapped_column(info=REWRITTEN)
    low_id: Mapped[int] = mapped_column(nullable=True)
    high_id: Mapped[int] = mapped_column(nullable=True)
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
    reminded_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(viewonly=True)
    slot: Mapped[Slot | None] = relationship(viewonly=True)
    parties: Mapped[list[MeetingParty]] = relationship(back_populates="meeting")
    claims: Mapped[list[Claim]] = relationship(back_populates="meeting", viewonly=True)


class GroupMeetingDetails(Model):
    """What a group meeting has besides: what it is about, how many companies it takes, and whether all who may meet its
    host may come or the invited alone."""

    __tablename__ = "roundtables"
    __table_args__ = (
        UniqueConstraint("meeting_id"),
        event_foreign_key("roundtables", "meeting", "meetings"),
        CheckConstraint(f"seats BETWEEN {MIN_GUEST_SEATS} AND {MAX_GUEST_SEATS}", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(info=emptied_with("whole"))
    meeting_id: Mapped[int]
    topic: Mapped[str] = mapped_column(info=erased("", names="removed"))
    seats: Mapped[int]
    is_open: Mapped[bool]


class MeetingParty(Model):
    """A company at a meeting. ``seat``: of a guest who has accepted a group meeting, its number from 1.

    ``missed``: this guest did not come to what took place. Of who is invited to one: ``invitation`` counts its
    invitations, the last of which lapses at ``expires_at``.
    """

    __tablename__ = "meeting_parties"
    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        CheckConstraint(f"seat BETWEEN 1 AND {MAX_GUEST_SEATS}", name="seat"),
        CheckConstraint("seat IS NULL OR answer = 'accepted'", name="seat_is_accepted"),
        CheckConstraint("NOT missed OR seat IS NOT NULL", name="missed_had_seat"),
        CheckConstraint("invitation >= 0", name="invitation"),
        CheckConstraint(
            "(expires_at IS NULL AND reminded_at IS NULL) OR (answer = 'invited' AND invitation > 0)",
            name="invited_lapses",
        ),
        event_foreign_key("meeting_parties", "meeting", "meetings"),
        event_foreign_key("meeting_parties", "registration", "registrations"),
        CheckConstraint(enum_check("side", PARTY_SIDES), name="side"),
        Index("ix_meeting_parties_registration", "registration_id"),
        Index("uq_meeting_parties_meeting_id_seat", "meeting_id", "seat", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    side: Mapped[str] = mapped_column(info=CODE)
    seat: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(info=CODE)
    answered_at: Mapped[datetime | None]
    missed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    invitation: Mapped[int] = mapped_column(default=0, server_default="0")
    expires_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="parties")


class SeatWait(Model):
    """A firm that found a group meeting full and is to hear when a seat is free again. It holds none."""

    __tablename__ = "seat_waits"
    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        event_foreign_key("seat_waits", "meeting", "meetings", ondelete="CASCADE"),
        event_foreign_key("seat_waits", "registration", "registrations", ondelete="CASCADE"),
        Index("ix_seat_waits_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=now)


class MeetingProposal(Model):
    """One of the times that the other side of an open request may accept; like the request's own, it holds nothing."""

    __tablename__ = "meeting_proposals"
    __table_args__ = (
        UniqueConstraint("meeting_id", "slot_id"),
        UniqueConstraint("meeting_id", "position"),
        event_foreign_key("meeting_proposals", "meeting", "meetings"),
        event_foreign_key("meeting_proposals", "slot", "slots"),
        CheckConstraint(f"position BETWEEN 0 AND {MOST_PROPOSALS - 1}", name="position"),
        Index("ix_meeting_proposals_slot", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    slot_id: Mapped[int]
    position: Mapped[int]


class MoveProposal(Model):
    """Another time that one of the two companies proposes for their booked meeting. It holds nothing: the meeting stays
    where it is until the other side accepts. ``version``: of the meeting, as the proposal made it."""

    __tablename__ = "move_proposals"
    __table_args__ = (
        UniqueConstraint("meeting_id"),
        event_foreign_key("move_proposals", "meeting", "meetings", ondelete="CASCADE"),
        event_foreign_key("move_proposals", "proposer", "registrations"),
        event_foreign_key("move_proposals", "slot", "slots", ondelete="CASCADE"),
        CheckConstraint(f"length BETWEEN 1 AND {MOST_SLOTS_IN_A_ROW}", name="length"),
        Index("ix_move_proposals_proposer", "proposer_id"),
        Index("ix_move_proposals_slot", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    proposer_id: Mapped[int]
    slot_id: Mapped[int]
    length: Mapped[int] = mapped_column(default=1)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class MeetingReason(Model):
    """Why a company declined, or called off. Shared: the other side reads ``choice``, and the words as the meeting's
    reply. Else nobody but the company and who runs the event reads either, and the words stand here; those on a meeting
    that was arranged are for who arranged it, too, and stand in the reply."""

    __tablename__ = "meeting_reasons"
    __table_args__ = (
        UniqueConstraint("meeting_id"),
        event_foreign_key("meeting_reasons", "meeting", "meetings"),
        event_foreign_key("meeting_reasons", "registration", "registrations"),
        CheckConstraint(enum_check("choice", DECLINE_REASONS), name="choice"),
        CheckConstraint("words IS NULL OR NOT shared", name="shared_words_stand_in_the_reply"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(info=emptied_with("whole"))
    meeting_id: Mapped[int]
    registration_id: Mapped[int]
    choice: Mapped[str] = mapped_column(info=CODE)
    shared: Mapped[bool]
    words: Mapped[str | None] = mapped_column(info=erased(names="removed"))


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
        event_foreign_key("claims", "slot", "slots"),
        event_foreign_key("claims", "meeting", "meetings"),
        event_foreign_key("claims", "representative", "representatives"),
        event_foreign_key("claims", "table", "tables"),
        event_foreign_key("claims", "interpreter", "interpreters"),
        Index("ix_claims_meeting", "meeting_id"),
        Index("ix_claims_representative", "representative_id"),
        Index("ix_claims_interpreter", "interpreter_id"),
        Index("ix_claims_event_table", "event_id", "table_id"),
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
        event_foreign_key("unavailabilities", "slot", "slots"),
        event_foreign_key("unavailabilities", "representative", "representatives"),
        event_foreign_key("unavailabilities", "table", "tables"),
        event_foreign_key("unavailabilities", "interpreter", "interpreters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True, info=deleted_with("whole"))
    slot_id: Mapped[int]
    representative_id: Mapped[int | None] = mapped_column(info=deleted_with("people"))
    table_id: Mapped[int | None]
    interpreter_id: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(info=CLEANED)


class InterpreterPost(Model):
    """Whom an interpreter serves alone: a company (``follows``, ``own``), or whoever meets at a table (``table``).

    Where company or table go for good the post goes too, and the interpreter serves nobody until it has another.
    """

    __tablename__ = "interpreter_posts"
    __table_args__ = (
        UniqueConstraint("interpreter_id"),
        CheckConstraint("(works_for_id IS NULL) <> (table_id IS NULL)", name="one_post"),
        event_foreign_key("interpreter_posts", "interpreter", "interpreters", ondelete="CASCADE"),
        event_foreign_key("interpreter_posts", "works_for", "registrations", ondelete="CASCADE"),
        event_foreign_key("interpreter_posts", "table", "tables", ondelete="CASCADE"),
        Index("ix_interpreter_posts_works_for", "works_for_id"),
        Index("ix_interpreter_posts_table", "table_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    interpreter_id: Mapped[int]
    works_for_id: Mapped[int | None]
    table_id: Mapped[int | None]


NOW_PARAMETER: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
"""For statements that are made once."""


def is_not_expired(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of meetings: no request, or one that may still be answered at this moment."""
    return or_(Meeting.state != MeetingState.REQUESTED.value, Meeting.expires_at.is_(None), Meeting.expires_at > moment)


def get_state_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[str]:
    """The state in which a meeting is at this moment."""
    over = and_(Meeting.state == MeetingState.REQUESTED.value, Meeting.expires_at <= moment)
    return case((over, MeetingState.EXPIRED.value), else_=Meeting.state)
