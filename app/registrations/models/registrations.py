"""A firm or a guest at one event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.companies.models import Company
from app.core.db import Model, enum_check, now
from app.events.models import Event, Group
from app.registrations.models.delegations import Delegation
from app.registrations.models.representatives import Representative
from app.registrations.states import RegistrationState

if TYPE_CHECKING:
    from app.registrations.models.firm_links import FirmLink

KINDS = ("firm", "guest")
CATEGORIES = ("firm", "official", "chamber", "press", "speaker")
GOALS = ("peers", "trade", "balanced")


class Registration(Model):
    """A firm (or a guest) at one event. ``rank`` is its place in the chamber's sheet; ``answers``: what the sheet or a
    form asked besides, such as ``site_visit`` (see ``effects``); ``programme_told``: what it was told of its
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
        CheckConstraint(enum_check("kind", KINDS), name="kind"),
        CheckConstraint(enum_check("category", CATEGORIES), name="category"),
        CheckConstraint("(kind = 'firm') = (category = 'firm')", name="kind_of_category"),
        CheckConstraint("kind = 'guest' OR (company_id IS NOT NULL AND group_id IS NOT NULL)", name="firm_has_company"),
        CheckConstraint(enum_check("goal", GOALS), name="goal"),
        CheckConstraint("least_meetings >= 0", name="least_meetings"),
        CheckConstraint("most_meetings >= 0", name="most_meetings"),
        CheckConstraint("longest_run >= 1", name="longest_run"),
        Index("uq_registrations_home_table", "event_id", "home_table_id", unique=True),
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
    programme_told: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    home_table_id: Mapped[int | None]
    least_meetings: Mapped[int | None]
    most_meetings: Mapped[int | None]
    longest_run: Mapped[int | None]
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
