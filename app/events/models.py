"""The place and the clock: the event, its sides, its times, its tables, its interpreters, its programme."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation
from app.db import Model, now
from app.events.hours import SlotKind
from app.events.phases import BookingMode, Phase
from app.events.retention import KEEP_DAYS, LEAST_DAYS, MOST_DAYS
from app.events.rules import ContactVisibility, Directory
from app.kernel.localized import Localized
from app.kernel.words import one_of

BOOKING_MODES = tuple(BookingMode)
REGISTRATION_MODES = ("invited", "code", "open")
APPROVALS = ("by_hand", "automatic")
CONTACT_VISIBILITIES = tuple(ContactVisibility)
DIRECTORIES = tuple(Directory)
SLOT_KINDS = tuple(SlotKind)
INTERPRETER_MODES = ("pool", "follows", "table", "own")
NAME_LENGTH = 200


class Event(Model):
    """A trade event: one organisation runs it, firms meet one-to-one at its tables.

    ``keep_days``: for so long after its last day its people are kept, and on while there is a ``hold_reason``;
    ``erased_at``: they are gone (see ``retention``).
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint(one_of("phase", Phase), name="phase"),
        CheckConstraint(one_of("booking_mode", BOOKING_MODES), name="booking_mode"),
        CheckConstraint(one_of("registration_mode", REGISTRATION_MODES), name="registration_mode"),
        CheckConstraint(one_of("approval", APPROVALS), name="approval"),
        CheckConstraint(one_of("contact_visibility", CONTACT_VISIBILITIES), name="contact_visibility"),
        CheckConstraint(one_of("directory", DIRECTORIES), name="directory"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes"),
        CheckConstraint(f"keep_days BETWEEN {LEAST_DAYS} AND {MOST_DAYS}", name="keep_days"),
        CheckConstraint("pause_minutes BETWEEN 0 AND 120", name="pause_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str | None]
    name_zh: Mapped[str | None]
    name_fr: Mapped[str | None]
    about_en: Mapped[str | None]
    about_zh: Mapped[str | None]
    about_fr: Mapped[str | None]
    venue_en: Mapped[str | None]
    venue_zh: Mapped[str | None]
    venue_fr: Mapped[str | None]
    city_en: Mapped[str | None]
    city_zh: Mapped[str | None]
    city_fr: Mapped[str | None]
    zone: Mapped[str]
    phase: Mapped[str] = mapped_column(default=Phase.DRAFT.value)
    booking_mode: Mapped[str] = mapped_column(default="planned")
    place_unanswered: Mapped[bool] = mapped_column(default=False)
    registration_mode: Mapped[str] = mapped_column(default="invited")
    registration_code: Mapped[str | None]
    contact_email: Mapped[str | None]
    approval: Mapped[str] = mapped_column(default="by_hand")
    approve_invited: Mapped[bool] = mapped_column(default=False, server_default=false())
    approve_sectors: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    offer_days: Mapped[int] = mapped_column(default=3, server_default="3")
    contact_visibility: Mapped[str] = mapped_column(default="accepted")
    directory: Mapped[str] = mapped_column(default=Directory.NONE.value, server_default="none")
    registration_opens_on: Mapped[dt.date | None]
    registration_closes_on: Mapped[dt.date | None]
    requests_until: Mapped[dt.date | None]
    timetable_on: Mapped[dt.date | None]
    slot_minutes: Mapped[int] = mapped_column(default=25)
    pause_minutes: Mapped[int] = mapped_column(default=5)
    walk_minutes: Mapped[int] = mapped_column(default=0)
    interpreter_count: Mapped[int] = mapped_column(default=0)
    max_open_requests: Mapped[int | None]
    min_meetings: Mapped[int | None]
    max_meetings: Mapped[int | None]
    longest_run: Mapped[int | None]
    request_expiry_days: Mapped[int | None]
    rehearsal: Mapped[bool] = mapped_column(default=False)
    keep_days: Mapped[int] = mapped_column(default=KEEP_DAYS, server_default=str(KEEP_DAYS))
    hold_reason: Mapped[str | None]
    erasure_told_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship()
    days: Mapped[list[EventDay]] = relationship(order_by="EventDay.day", back_populates="event")
    breaks: Mapped[list[Break]] = relationship(order_by="(Break.starts, Break.id)", back_populates="event")
    groups: Mapped[list[Group]] = relationship(order_by="Group.position", back_populates="event")
    slots: Mapped[list[Slot]] = relationship(order_by="Slot.starts_at", back_populates="event")
    tables: Mapped[list[Table]] = relationship(
        order_by="Table.position",
        primaryjoin="and_(Event.id == Table.event_id, Table.retired_at.is_(None))",
        viewonly=True,
    )
    programme: Mapped[list[ProgrammeItem]] = relationship(order_by="ProgrammeItem.starts_at", back_populates="event")

    @property
    def name(self) -> Localized:
        return Localized(self.name_en or "", self.name_zh or "", self.name_fr or "")

    @property
    def about(self) -> Localized:
        return Localized(self.about_en or "", self.about_zh or "", self.about_fr or "")

    @property
    def venue(self) -> Localized:
        return Localized(self.venue_en or "", self.venue_zh or "", self.venue_fr or "")

    @property
    def city(self) -> Localized:
        return Localized(self.city_en or "", self.city_zh or "", self.city_fr or "")


class EventDay(Model):
    """A day with its opening hours, in local time of the event's zone."""

    __tablename__ = "event_days"
    __table_args__ = (UniqueConstraint("event_id", "day"), CheckConstraint("opens < closes", name="hours"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    day: Mapped[dt.date]
    opens: Mapped[dt.time]
    closes: Mapped[dt.time]

    event: Mapped[Event] = relationship(back_populates="days")


class Break(Model):
    """A time in which nobody meets, of one day or (``day`` none) of each."""

    __tablename__ = "breaks"
    __table_args__ = (CheckConstraint("starts < ends", name="hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    day: Mapped[dt.date | None]
    label_en: Mapped[str | None]
    label_zh: Mapped[str | None]
    label_fr: Mapped[str | None]
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]

    event: Mapped[Event] = relationship(back_populates="breaks")

    @property
    def label(self) -> Localized:
        return Localized(self.label_en or "", self.label_zh or "", self.label_fr or "")


class Group(Model):
    """A side of the event. ``seated``: its firms keep their tables, the others walk. ``quota``: how many of its firms
    may take part; ``approves``: they are approved at once."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("event_id", "name"), UniqueConstraint("event_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str]
    name_zh: Mapped[str | None]
    name_fr: Mapped[str | None]
    seated: Mapped[bool] = mapped_column(default=False)
    quota: Mapped[int | None]
    approves: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="groups")

    @property
    def names(self) -> Localized:
        return Localized(self.name, self.name_zh or "", self.name_fr or "")


class GroupRule(Model):
    """Firms of ``from_id`` may ask firms of ``to_id``."""

    __tablename__ = "group_rules"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id"),
        ForeignKeyConstraint(["event_id", "from_id"], ["groups.event_id", "groups.id"], name="fk_group_rules_from"),
        ForeignKeyConstraint(["event_id", "to_id"], ["groups.event_id", "groups.id"], name="fk_group_rules_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    from_id: Mapped[int]
    to_id: Mapped[int]


class Slot(Model):
    """A time in which one meeting fits, or a break, or a plenary; slots of an event never overlap."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        UniqueConstraint("event_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint(one_of("kind", SLOT_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default="meeting")
    label_en: Mapped[str | None]
    label_zh: Mapped[str | None]
    label_fr: Mapped[str | None]

    event: Mapped[Event] = relationship(back_populates="slots")

    @property
    def label(self) -> Localized:
        """What a break is called; empty for a time of meetings."""
        return Localized(self.label_en or "", self.label_zh or "", self.label_fr or "")


class Table(Model):
    """A place where one meeting sits. ``group_id``: the side that keeps tables of this zone.

    A table that goes while something still names it is retired instead; ``event.tables`` leaves it out.
    """

    __tablename__ = "tables"
    __table_args__ = (
        UniqueConstraint("event_id", "label"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_tables_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    zone_en: Mapped[str | None]
    zone_zh: Mapped[str | None]
    zone_fr: Mapped[str | None]
    label: Mapped[str]
    seats: Mapped[int] = mapped_column(default=4)
    has_interpreter_chair: Mapped[bool] = mapped_column(default=False)
    video_url: Mapped[str | None]
    group_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(viewonly=True)

    @property
    def zone(self) -> Localized:
        return Localized(self.zone_en or "", self.zone_zh or "", self.zone_fr or "")


class Interpreter(Model):
    __tablename__ = "interpreters"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint(one_of("mode", INTERPRETER_MODES), name="mode"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(default=list)
    mode: Mapped[str] = mapped_column(default="pool")


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
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    title_en: Mapped[str | None]
    title_zh: Mapped[str | None]
    title_fr: Mapped[str | None]
    place_en: Mapped[str | None]
    place_zh: Mapped[str | None]
    place_fr: Mapped[str | None]
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
