"""Firms that travel together, and when they are elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, now
from app.events.models import Event, Group
from app.kernel.localized import Localized


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
