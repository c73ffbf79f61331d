"""Who takes part, and with whom they come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.companies.models import Company
from app.db import Model, new_public_id, now
from app.events.models import Event, Group
from app.kernel.localized import Localized
from app.kernel.words import one_of
from app.registrations.states import RegistrationState

KINDS = ("firm", "guest")
CATEGORIES = ("firm", "official", "chamber", "press", "speaker")
GOALS = ("peers", "trade", "balanced")
PURPOSES = ("attendee_list", "contacts", "cross_border", "partners")
CONSENT_SOURCES = ("self", "sheet", "paper")
PREFERENCES = ("never", "known", "hidden", "saved", "wanted")
BATCH_STATES = ("preview", "imported", "undone", "thrown_away")
NAME_LENGTH = 200


class Delegation(Model):
    """Firms that travel together; ``organisation_id`` is the chamber that brings them."""

    __tablename__ = "delegations"
    __table_args__ = (
        UniqueConstraint("event_id", "name_en"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_delegations_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    group_id: Mapped[int]
    name_en: Mapped[str]
    name_zh: Mapped[str | None]
    name_fr: Mapped[str | None]
    origin: Mapped[str | None]
    organising_body: Mapped[str | None]
    head_name: Mapped[str | None]
    head_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    arrives_at: Mapped[datetime | None]
    departs_at: Mapped[datetime | None]
    quota: Mapped[int | None]
    column_choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    exported_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    event: Mapped[Event] = relationship()
    group: Mapped[Group] = relationship(viewonly=True)
    visit_blocks: Mapped[list[VisitBlock]] = relationship(order_by="VisitBlock.starts_at")

    @property
    def name(self) -> Localized:
        return Localized(self.name_en or "", self.name_zh or "", self.name_fr or "")


class VisitBlock(Model):
    """A time in which a whole delegation is elsewhere (a factory tour): none of its firms can meet then."""

    __tablename__ = "visit_blocks"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), index=True)
    label: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Registration(Model):
    """A firm (or a guest) at one event. ``rank`` is its place in the chamber's sheet; ``answers``: what the sheet or a
    form asked besides, such as ``site_visit`` (see ``effects``)."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("event_id", "company_id"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_registrations_group"),
        ForeignKeyConstraint(
            ["event_id", "delegation_id"],
            ["delegations.event_id", "delegations.id"],
            name="fk_registrations_delegation",
        ),
        ForeignKeyConstraint(
            ["event_id", "home_table_id"], ["tables.event_id", "tables.id"], name="fk_registrations_home_table"
        ),
        CheckConstraint(one_of("state", RegistrationState), name="state"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("category", CATEGORIES), name="category"),
        CheckConstraint("(kind = 'firm') = (category = 'firm')", name="kind_of_category"),
        CheckConstraint("kind = 'guest' OR (company_id IS NOT NULL AND group_id IS NOT NULL)", name="firm_has_company"),
        CheckConstraint(one_of("goal", GOALS), name="goal"),
        Index("ix_registrations_delegation", "delegation_id"),
        Index("ix_registrations_company", "company_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    delegation_id: Mapped[int | None]
    group_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(default="firm")
    category: Mapped[str] = mapped_column(default="firm")
    institution: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=RegistrationState.DRAFT.value)
    rank: Mapped[int | None]
    goal: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    needs_interpreter: Mapped[bool | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    home_table_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="by_hand")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))
    confirmed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship(viewonly=True)
    company: Mapped[Company | None] = relationship()
    group: Mapped[Group | None] = relationship(viewonly=True)
    delegation: Mapped[Delegation | None] = relationship(viewonly=True)
    representatives: Mapped[list[Representative]] = relationship(
        secondary="representations", order_by="Representative.rank, Representative.id", viewonly=True
    )
    firm_link: Mapped[FirmLink | None] = relationship(back_populates="registration")


class Representative(Model):
    """A person at one event; may stand for several firms there (``representations``)."""

    __tablename__ = "representatives"
    __table_args__ = (UniqueConstraint("event_id", "id"), UniqueConstraint("event_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    salutation: Mapped[str | None]
    family_name: Mapped[str | None]
    given_name: Mapped[str | None]
    display_name: Mapped[str]
    name_zh: Mapped[str | None]
    title: Mapped[str | None]
    title_zh: Mapped[str | None]
    rank: Mapped[int | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    wechat: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    dietary: Mapped[str | None]
    vip: Mapped[bool] = mapped_column(default=False)
    badge_version: Mapped[int] = mapped_column(default=1)
    calendar_version: Mapped[int] = mapped_column(default=1)
    checked_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Representation(Model):
    __tablename__ = "representations"
    __table_args__ = (
        UniqueConstraint("representative_id", "registration_id"),
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_representations_representative",
        ),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_representations_registration",
        ),
        Index("ix_representations_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    representative_id: Mapped[int]
    registration_id: Mapped[int]


class Consent(Model):
    """What a person or a firm said to a purpose, and how we know. Append-only; only ``withdrawn_at`` is ever set later,
    and what was read from a sheet goes when that import is undone.

    The newest row of a subject and purpose counts. ``given`` False: asked, and refused.
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("(registration_id IS NULL) <> (representative_id IS NULL)", name="one_subject"),
        CheckConstraint(one_of("purpose", PURPOSES), name="purpose"),
        CheckConstraint(one_of("source", CONSENT_SOURCES), name="source"),
        Index("ix_consents_registration", "registration_id"),
        Index("ix_consents_representative", "representative_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    purpose: Mapped[str]
    given: Mapped[bool]
    text_version: Mapped[str]
    text_hash: Mapped[str]
    language: Mapped[str]
    source: Mapped[str]
    evidence: Mapped[str | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class FirmLink(Model):
    """The way in for a firm without an account: a long link (made from key, id, version and mark) and a short code."""

    __tablename__ = "firm_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    mark: Mapped[str] = mapped_column(default=new_public_id, server_default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_by_me_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(back_populates="firm_link")


class JoinRequest(Model):
    """Somebody who came second by a firm's link and asks to be let in."""

    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("registration_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


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


class ImportBatch(Model):
    """One sheet on its way in: the uploaded file, the choices and fixes made in the preview, what the import wrote."""

    __tablename__ = "import_batches"
    __table_args__ = (CheckConstraint(one_of("state", BATCH_STATES), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(default="preview")
    sheets: Mapped[list[Any]] = mapped_column(default=list)
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fixes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    written: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    imported_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
