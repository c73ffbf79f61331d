"""When an event meets: its days, its breaks, its times, its programme."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, enum_check
from app.core.erasure_marks import CODE, PUBLISHED
from app.core.localized import Localized
from app.events.calendar import SlotKind

if TYPE_CHECKING:
    from app.events.models.event import Event

SLOT_KINDS = tuple(SlotKind)


class EventDay(Model):
    """A day with its opening hours, in local time of the event's zone."""

    __tablename__ = "event_days"
    __table_args__ = (UniqueConstraint("event_id", "day"), CheckConstraint("opens < closes", name="hours"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    day: Mapped[dt.date]
    opens: Mapped[dt.time]
    closes: Mapped[dt.time]

    event: Mapped[Event] = relationship(back_populates="days")


class Break(Model):
    """A time in which nobody meets, of one day or (``day`` none) of each."""

    __tablename__ = "breaks"
    __table_args__ = (CheckConstraint("starts < ends", name="hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    day: Mapped[dt.date | None]
    label_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]

    event: Mapped[Event] = relationship(back_populates="breaks")

    @property
    def label(self) -> Localized:
        return Localized(self.label_en or "", self.label_zh or "", self.label_fr or "")


class Slot(Model):
    """A time in which one meeting fits, or a break, or a plenary; slots of an event never overlap."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        UniqueConstraint("event_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint(enum_check("kind", SLOT_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="meeting", info=CODE)
    label_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)

    event: Mapped[Event] = relationship(back_populates="slots")

    @property
    def label(self) -> Localized:
        """What a break is called; empty for a time of meetings."""
        return Localized(self.label_en or "", self.label_zh or "", self.label_fr or "")


class ProgrammeItem(Model):
    """A speech, a lunch, a tour: when, where, for whom. ``keeps_busy``: its audience cannot meet then."""

    __tablename__ = "programme_items"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_programme_items_group"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    title_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    title_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    place_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    place_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    place_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    group_id: Mapped[int | None]
    keeps_busy: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship(back_populates="programme")

    @property
    def title(self) -> Localized:
        return Localized(self.title_en or "", self.title_zh or "", self.title_fr or "")

    @property
    def place(self) -> Localized:
        return Localized(self.place_en or "", self.place_zh or "", self.place_fr or "")
