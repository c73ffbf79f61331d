"""The ranking of an event, stored with a version: what is shown is what was computed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, deleted_with

PIN_KINDS = ("up", "down")


class Ranking(Model):
    """One computation over all firms of an event. The newest one is shown."""

    __tablename__ = "rankings"
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    version: Mapped[int]
    firms: Mapped[int]
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True, info=CODE)
    rarity: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True, info=CODE)
    """How many companies name each sector, as ``matching.information`` tells it, and in which version (``since``)
    they were counted. Long, and read by who ranks alone: pages that ask for the newest ranking leave it where it is."""
    seldom_seen: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True, info=CODE)
    """Registration → in how many other lists it stands among the first places as no weak match, where these are fewer
    than three, though there would be three others who are shown it."""
    computed_at: Mapped[datetime] = mapped_column(default=now)


class RankingSettings(Model):
    """What the organizer of an event weighs, as ``matching.settings`` reads it; an event without a row weighs as
    usual."""

    __tablename__ = "ranking_settings"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CODE)
    version: Mapped[int] = mapped_column(default=1)


class RankingPin(Model):
    """A pair that the organizer puts first in the lists of both (``up``), or takes out of them (``down``)."""

    __tablename__ = "ranking_pins"
    __table_args__ = (
        UniqueConstraint("event_id", "low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="in_order"),
        CheckConstraint(enum_check("kind", PIN_KINDS), name="kind"),
        *(
            ForeignKeyConstraint(
                ["event_id", side],
                ["registrations.event_id", "registrations.id"],
                name=f"fk_ranking_pins_{side}",
                ondelete="CASCADE",
            )
            for side in ("low_id", "high_id")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    low_id: Mapped[int]
    high_id: Mapped[int]
    kind: Mapped[str] = mapped_column(info=CODE)
    at: Mapped[datetime] = mapped_column(default=now)


class Suggestion(Model):
    """A firm's whole list, as ``matching.packed`` reads it; shown from version ``since`` on, until before ``until``."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("event_id", "registration_id", "since"),
        CheckConstraint("until > since", name="until"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_suggestions_registration",
        ),
        Index("ix_suggestions_registration", "registration_id"),
        Index("ix_suggestions_until", "event_id", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[int]
    since: Mapped[int]
    until: Mapped[int | None]
    places: Mapped[bytes] = mapped_column(info=CODE)


class ShownList(Model):
    """The log of what was shown: whom a company's list held from ``version`` on, as ``matching.logged`` reads it. A
    list with the same companies and scores as the one before it is not logged again."""

    __tablename__ = "shown_lists"
    __table_args__ = (
        UniqueConstraint("event_id", "registration_id", "version"),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_shown_lists_registration",
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(info=deleted_with("whole"))
    registration_id: Mapped[int] = mapped_column(info=deleted_with("registrations"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    places: Mapped[bytes] = mapped_column(info=CODE)
