"""Who checked in, who waits at the door, the boards in the hall and how the day was shifted."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, emptied_with, erased
from app.core.localized import LANGUAGES


class CheckInMethod(StrEnum):
    """By the code on the badge, found by name or by phone, or as somebody who was not on the list."""

    QR = "qr"
    NAME = "name"
    PHONE = "phone"
    WALK_IN = "walk_in"


MARK_LENGTH = 40
"""Of what a device calls itself, and each of its scans."""
LIVE = text("undone_at IS NULL")


class CheckIn(Model):
    """A person came on this ``day`` of the event's own zone. At most one of a person and day is not undone; a check-in
    that is undone stays as it was.

    ``at``: when it was done at the door, ``received_at``: when we heard of it, later where the network was lost.
    ``device`` and ``scan``: by which name that device knows this scan, so that one sent twice counts once.
    ``greeted_by``: who of the desk went to meet a VIP.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_check_ins_representative",
        ),
        UniqueConstraint("event_id", "device", "scan"),
        CheckConstraint(enum_check("way", CheckInMethod), name="way"),
        CheckConstraint("(device IS NULL) = (scan IS NULL)", name="scan_of_a_device"),
        CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name="undone"),
        CheckConstraint("(greeted_by IS NULL) = (greeted_at IS NULL)", name="greeted"),
        Index("uq_check_ins_live", "representative_id", "day", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_check_ins_event_id_at", "event_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    representative_id: Mapped[int]
    day: Mapped[date] = mapped_column(server_default="1970-01-01")
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    way: Mapped[str] = mapped_column(info=CODE)
    device: Mapped[str | None] = mapped_column(info=CODE)
    scan: Mapped[str | None] = mapped_column(info=CODE)
    greeted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    greeted_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]


class Arrival(Model):
    """Somebody at the poster typed the last four digits of a phone and waits for a desk; ``number`` is what they show
    it. The digits go once a desk has looked."""

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(digits IS NULL) = (settled_at IS NOT NULL)", name="waiting_has_digits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    digits: Mapped[str | None] = mapped_column(info=CODE)
    at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]


class HallBoard(Model):
    """What one address shows on screens in the hall: in which language, perhaps in a ``second`` one below it ("" for
    none), and which ``zones`` of tables ([] for all). A raised ``version`` ends the address given out."""

    __tablename__ = "boards"
    __table_args__ = (
        CheckConstraint(enum_check("language", LANGUAGES), name="language"),
        CheckConstraint(enum_check("second", (*LANGUAGES, "")), name="second"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_boards_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(info=CODE)
    second: Mapped[str] = mapped_column(default="", info=CODE)
    zones: Mapped[list[str]] = mapped_column(default=list, info=CODE)
    version: Mapped[int] = mapped_column(default=1)
    mark: Mapped[str] = mapped_column(info=CODE)
    revoked_at: Mapped[datetime | None]


class Shift(Model):
    """The rest of a day was shifted. ``plan``: what stood where before and after, so that it can be put back until
    ``undo_until``, when the next time begins; ``words``: a sentence of the organizer to all whom it touches."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("(undone_by IS NULL) OR (undone_at IS NOT NULL)", name="undone"),
        Index("ix_shifts_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), info=emptied_with("whole"))
    minutes: Mapped[int]
    plan: Mapped[dict[str, Any]] = mapped_column(info=CODE)
    words: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    undo_until: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(default=now)
    shifted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
