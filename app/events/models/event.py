"""The event itself: what it is called, what it allows, how long its people are kept; and its own words for e-mails."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation
from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, PERSONAL, PUBLISHED, deleted_with
from app.core.localized import Localized
from app.events.models.times import Break, EventDay, ProgrammeItem, Slot
from app.events.phases import BookingMode, Phase
from app.events.retention import KEEP_DAYS, LEAST_KEEP_DAYS, MOST_KEEP_DAYS
from app.events.rules import MOST_SLOTS_IN_A_ROW, ContactVisibility, DirectoryVisibility

if TYPE_CHECKING:
    from app.events.models.places import Group, Table


LETTER_KINDS: Final = ("invitation", "reminder", "thanks", "free")
SUBJECT_LENGTH, BODY_LENGTH, TEXT_NAME_LENGTH = 200, 6000, 80


class LetterText(Model):
    """What the organizer writes in place of the standard words of an email, or keeps for messages (``free``, under a
    ``name``). A language without a text of its own has the standard one; a free text falls back to English."""

    __tablename__ = "letter_texts"
    __table_args__ = (
        CheckConstraint(enum_check("kind", LETTER_KINDS), name="kind"),
        CheckConstraint("(kind = 'free') = (name <> '')", name="named_if_free"),
        Index(
            "uq_letter_texts_kind",
            "event_id",
            "kind",
            unique=True,
            sqlite_where=text("kind <> 'free'"),
            postgresql_where=text("kind <> 'free'"),
        ),
        Index(
            "uq_letter_texts_name",
            "event_id",
            "name",
            unique=True,
            sqlite_where=text("kind = 'free'"),
            postgresql_where=text("kind = 'free'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), info=deleted_with("whole"))
    kind: Mapped[str] = mapped_column(info=CODE)
    name: Mapped[str] = mapped_column(default="", info=CLEANED)
    subject_en: Mapped[str] = mapped_column(default="", info=CLEANED)
    subject_zh: Mapped[str] = mapped_column(default="", info=CLEANED)
    subject_fr: Mapped[str] = mapped_column(default="", info=CLEANED)
    body_en: Mapped[str] = mapped_column(default="", info=CLEANED)
    body_zh: Mapped[str] = mapped_column(default="", info=CLEANED)
    body_fr: Mapped[str] = mapped_column(default="", info=CLEANED)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def subject(self) -> Localized:
        return Localized(self.subject_en, self.subject_zh, self.subject_fr)

    @property
    def body(self) -> Localized:
        return Localized(self.body_en, self.body_zh, self.body_fr)


BOOKING_MODES = tuple(BookingMode)
REGISTRATION_MODES = ("invited", "code", "open")
APPROVALS = ("by_hand", "automatic")
CONTACT_VISIBILITIES = tuple(ContactVisibility)
DIRECTORIES = tuple(DirectoryVisibility)
NAME_LENGTH = 200


class Event(Model):
    """A trade event: one organisation runs it, companies meet one-to-one at its tables.

    ``longest_meeting``: how many slots in a row one meeting may take · ``keep_days``: for so long after its last day
    its people are kept, and on while there is a ``hold_reason``; ``erased_at``: they are gone (see ``retention``).
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint(enum_check("phase", Phase), name="phase"),
        CheckConstraint(enum_check("booking_mode", BOOKING_MODES), name="booking_mode"),
        CheckConstraint(enum_check("registration_mode", REGISTRATION_MODES), name="registration_mode"),
        CheckConstraint(enum_check("approval", APPROVALS), name="approval"),
        CheckConstraint(enum_check("contact_visibility", CONTACT_VISIBILITIES), name="contact_visibility"),
        CheckConstraint(enum_check("directory", DIRECTORIES), name="directory"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot_minutes"),
        CheckConstraint(f"keep_days BETWEEN {LEAST_KEEP_DAYS} AND {MOST_KEEP_DAYS}", name="keep_days"),
        CheckConstraint("pause_minutes BETWEEN 0 AND 120", name="pause_minutes"),
        CheckConstraint(f"longest_meeting BETWEEN 1 AND {MOST_SLOTS_IN_A_ROW}", name="longest_meeting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True, info=CODE)
    name_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    name_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    name_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    about_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    about_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    about_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    venue_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    venue_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    venue_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    city_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    city_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    city_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    zone: Mapped[str] = mapped_column(info=CODE)
    phase: Mapped[str] = mapped_column(default=Phase.DRAFT.value, info=CODE)
    booking_mode: Mapped[str] = mapped_column(default="planned", info=CODE)
    place_unanswered: Mapped[bool] = mapped_column(default=False)
    moves_at_once: Mapped[bool] = mapped_column(default=False)
    registration_mode: Mapped[str] = mapped_column(default="invited", info=CODE)
    registration_code: Mapped[str | None] = mapped_column(info=CODE)
    contact_email: Mapped[str | None] = mapped_column(info=PERSONAL)
    approval: Mapped[str] = mapped_column(default="by_hand", info=CODE)
    approve_invited: Mapped[bool] = mapped_column(default=False, server_default=false())
    approve_sectors: Mapped[list[str]] = mapped_column(default=list, server_default="[]", info=CODE)
    offer_days: Mapped[int] = mapped_column(default=3, server_default="3")
    contact_visibility: Mapped[str] = mapped_column(default="accepted", info=CODE)
    directory: Mapped[str] = mapped_column(default=DirectoryVisibility.NONE.value, server_default="none", info=CODE)
    registration_opens_on: Mapped[dt.date | None]
    registration_closes_on: Mapped[dt.date | None]
    requests_until: Mapped[dt.date | None]
    timetable_on: Mapped[dt.date | None]
    slot_minutes: Mapped[int] = mapped_column(default=25)
    pause_minutes: Mapped[int] = mapped_column(default=5)
    walk_minutes: Mapped[int] = mapped_column(default=0)
    longest_meeting: Mapped[int] = mapped_column(default=1, server_default="1")
    max_open_requests: Mapped[int | None]
    min_meetings: Mapped[int | None]
    max_meetings: Mapped[int | None]
    longest_run: Mapped[int | None]
    request_expiry_days: Mapped[int | None]
    rehearsal: Mapped[bool] = mapped_column(default=False)
    keep_days: Mapped[int] = mapped_column(default=KEEP_DAYS, server_default=str(KEEP_DAYS))
    hold_reason: Mapped[str | None] = mapped_column(info=CLEANED)
    erasure_told_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    days: Mapped[list[EventDay]] = relationship(order_by="EventDay.day", back_populates="event")
    breaks: Mapped[list[Break]] = relationship(order_by="(Break.starts, Break.id)", back_populates="event")
    groups: Mapped[list[Group]] = relationship(order_by="Group.position", back_populates="event")
    slots: Mapped[list[Slot]] = relationship(order_by="Slot.starts_at", back_populates="event")
    tables: Mapped[list[Table]] = relationship(
        order_by="Table.position",
        primaryjoin="and_(Event.id == Table.event_id, Table.retired_at.is_(None))",
        viewonly=True,
    )
    own_texts: Mapped[list[LetterText]] = relationship(order_by="LetterText.name", viewonly=True)
    programme: Mapped[list[ProgrammeItem]] = relationship(order_by="ProgrammeItem.starts_at", back_populates="event")

    @property
    def name(self) -> Localized:
        return Localized(self.name_en or "", self.name_zh or "", self.name_fr or "")

    def own_words(self, kind: str, language: str) -> tuple[str, str] | None:
        """Subject and text that the organizer wrote in place of the standard letter of this kind, if in this one."""
        own = next((own_text for own_text in self.own_texts if own_text.kind == kind), None)
        subject, body = (own.subject.exactly(language), own.body.exactly(language)) if own is not None else ("", "")
        return (subject, body) if subject and body else None

    @property
    def about(self) -> Localized:
        return Localized(self.about_en or "", self.about_zh or "", self.about_fr or "")

    @property
    def venue(self) -> Localized:
        return Localized(self.venue_en or "", self.venue_zh or "", self.venue_fr or "")

    @property
    def city(self) -> Localized:
        return Localized(self.city_en or "", self.city_zh or "", self.city_fr or "")
