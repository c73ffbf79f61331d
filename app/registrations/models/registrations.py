"""Registrations of companies and guests at one event, their representatives, their links, the places offered to
them, and what they keep to themselves about each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.companies.models import Company
from app.companies.names.parsing import has_chinese
from app.core.db import Model, enum_check, new_public_id, now
from app.core.erasure_marks import CLEANED, CODE, deleted_with, emptied_with, erased
from app.core.localized import Localized
from app.core.personal_data import ERASED_NAME
from app.events.models import Event, Group
from app.registrations.models.delegations import Delegation
from app.registrations.states import RegistrationState

PERSON_NAME_LENGTH = 200
PREFERENCE_KINDS = ("never", "known", "hidden", "saved", "wanted")
HIDING_REASONS = ("competitor", "field", "nothing_new", "place", "size")
"""Why a company is not interesting: it does the same, is in another field, brings nothing that is needed, is in the
wrong place, or has the wrong size."""


class Representative(Model):
    """A person at one event; may stand for several companies there (``representations``). ``absent``: the half days at
    which it is not there (``half_days``); ``greeter``: who is to meet this guest of honour at the door. One that was
    erased is an empty row, which stands for no company any more."""

    __tablename__ = "representatives"
    __table_args__ = (UniqueConstraint("event_id", "id"), UniqueConstraint("event_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=erased(names="never"))
    salutation: Mapped[str | None] = mapped_column(info=erased())
    family_name: Mapped[str | None] = mapped_column(info=erased())
    given_name: Mapped[str | None] = mapped_column(info=erased())
    display_name: Mapped[str] = mapped_column(info=erased(ERASED_NAME))
    name_zh: Mapped[str | None] = mapped_column(info=erased())
    title: Mapped[str | None] = mapped_column(info=erased())
    title_zh: Mapped[str | None] = mapped_column(info=erased())
    rank: Mapped[int | None] = mapped_column(info=erased(names="never"))
    email: Mapped[str | None] = mapped_column(info=erased())
    phone: Mapped[str | None] = mapped_column(info=erased())
    wechat: Mapped[str | None] = mapped_column(info=erased())
    languages: Mapped[list[str]] = mapped_column(default=list, info=erased([], names="never"))
    dietary: Mapped[str | None] = mapped_column(info=erased())
    vip: Mapped[bool] = mapped_column(default=False, info=erased(False, names="never"))
    greeter: Mapped[str | None] = mapped_column(info=erased())
    absent: Mapped[list[str]] = mapped_column(default=list, server_default="[]", info=erased([], names="never"))
    badge_version: Mapped[int] = mapped_column(default=1)
    calendar_version: Mapped[int] = mapped_column(default=1)
    checked_in_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self) -> str:
        """As on the badge: what whoever bears a name has, beside a Chinese one."""
        return self.display_name

    @property
    def titles(self) -> Localized:
        """The job title; one that has Chinese characters is Chinese wherever it was written."""
        title, title_zh = self.title or "", self.title_zh or ""
        return Localized(zh=title_zh or title) if has_chinese(title) else Localized(en=title, zh=title_zh)


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


class CompanyLink(Model):
    """The way in for a firm without an account: a long link (made from key, id, version and mark) and a short code."""

    __tablename__ = "firm_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id"), unique=True, info=emptied_with("registrations", "whole")
    )
    code: Mapped[str] = mapped_column(unique=True, info=CODE)
    mark: Mapped[str] = mapped_column(default=new_public_id, server_default="", info=CODE)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_by_me_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=emptied_with("users") | erased())
    revoked_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(back_populates="firm_link")


class JoinRequest(Model):
    """Somebody who came second by a firm's link and asks to be let in."""

    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("registration_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id"), info=deleted_with("registrations", "whole")
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=deleted_with("users"))
    at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str | None] = mapped_column(info=CODE)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


OFFER_ANSWERS = ("taken", "lapsed", "ended")


class PlaceOffer(Model):
    """A place kept for a company on the waiting list until ``until``; at most one that is open for each company.

    ``answer``: taken, lapsed, or ended by something else (the company left, the organizer decided).
    """

    __tablename__ = "place_offers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_place_offers_registration",
            ondelete="CASCADE",
        ),
        CheckConstraint(enum_check("answer", OFFER_ANSWERS), name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(
            "uq_place_offers_open",
            "registration_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
        Index("ix_place_offers_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    offered_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(info=CODE)
    answered_at: Mapped[datetime | None]


REGISTRATION_KINDS = ("firm", "guest")
REGISTRATION_CATEGORIES = ("firm", "official", "chamber", "press", "speaker")
REGISTRATION_GOALS = ("peers", "trade", "balanced")


class Registration(Model):
    """A company (or a guest) at one event. ``rank`` is its place in the chamber's sheet; ``answers``: what the sheet
    or a form asked besides, such as ``site_visit`` (see ``effects``); ``programme_told``: what it was told of its
    delegation's programme (see ``news``); ``home_table_id``: the table that it alone keeps; ``least_meetings``,
    ``most_meetings``, ``longest_run``: limits of it alone, None for what its event says of all."""

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
        CheckConstraint(enum_check("state", RegistrationState), name="state"),
        CheckConstraint(enum_check("kind", REGISTRATION_KINDS), name="kind"),
        CheckConstraint(enum_check("category", REGISTRATION_CATEGORIES), name="category"),
        CheckConstraint("(kind = 'firm') = (category = 'firm')", name="kind_of_category"),
        CheckConstraint("kind = 'guest' OR (company_id IS NOT NULL AND group_id IS NOT NULL)", name="firm_has_company"),
        CheckConstraint(enum_check("goal", REGISTRATION_GOALS), name="goal"),
        CheckConstraint("least_meetings >= 0", name="least_meetings"),
        CheckConstraint("most_meetings >= 0", name="most_meetings"),
        CheckConstraint("longest_run >= 1", name="longest_run"),
        Index("uq_registrations_home_table", "event_id", "home_table_id", unique=True),
        Index("ix_registrations_delegation", "delegation_id"),
        Index("ix_registrations_company", "company_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=emptied_with("registrations", "whole"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    delegation_id: Mapped[int | None]
    group_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(default="firm", info=CODE)
    category: Mapped[str] = mapped_column(default="firm", info=CODE)
    institution: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    state: Mapped[str] = mapped_column(default=RegistrationState.DRAFT.value, info=CODE)
    rank: Mapped[int | None]
    goal: Mapped[str | None] = mapped_column(info=CODE)
    languages: Mapped[list[str]] = mapped_column(default=list, info=CODE)
    needs_interpreter: Mapped[bool | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CLEANED)
    programme_told: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", info=erased({}, names="removed")
    )
    home_table_id: Mapped[int | None]
    least_meetings: Mapped[int | None]
    most_meetings: Mapped[int | None]
    longest_run: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="by_hand", info=CODE)
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
    firm_link: Mapped[CompanyLink | None] = relationship(back_populates="registration")


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
