"""Firms that travel together, what they do besides meeting, who rides where, who leads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    or_,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, deleted_with, emptied_with, erased
from app.core.localized import Localized
from app.events.models import Event, Group
from app.registrations.delegate_roles import LEADER_ROLES, DelegateRole, SignUpAudience

IS_LEADER_ROLE = text(enum_check("role", LEADER_ROLES))


class Delegation(Model):
    """Companies that travel together; ``organisation_id`` is the chamber that brings them.

    ``head_name`` and ``deputy_name``: of whom no representative here is (somebody of the chamber), else the
    representative has the part (``DelegationRole``). ``head_user_id`` and ``deputy_user_id`` see the whole
    delegation. ``quota``: most companies; ``people_quota``: most people of each.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        UniqueConstraint("event_id", "name_en"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_delegations_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), info=emptied_with("whole"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    group_id: Mapped[int]
    name_en: Mapped[str] = mapped_column(info=CLEANED)
    name_zh: Mapped[str | None] = mapped_column(info=CLEANED)
    name_fr: Mapped[str | None] = mapped_column(info=CLEANED)
    origin: Mapped[str | None] = mapped_column(info=CLEANED)
    organising_body: Mapped[str | None] = mapped_column(info=CLEANED)
    head_name: Mapped[str | None] = mapped_column(info=erased(names="forgotten"))
    head_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=erased(names="never"))
    deputy_name: Mapped[str | None] = mapped_column(info=erased(names="forgotten"))
    deputy_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=erased(names="never"))
    arrives_at: Mapped[datetime | None]
    departs_at: Mapped[datetime | None]
    quota: Mapped[int | None]
    people_quota: Mapped[int | None]
    exported_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    event: Mapped[Event] = relationship()
    group: Mapped[Group] = relationship(viewonly=True)
    visit_blocks: Mapped[list[VisitBlock]] = relationship(order_by="VisitBlock.starts_at")

    @property
    def name(self) -> Localized:
        return Localized(self.name_en or "", self.name_zh or "", self.name_fr or "")

    @staticmethod
    def led_by(user: Any) -> ColumnElement[bool]:
        """A condition: ``user`` (an id, or a parameter for one) is its head or its deputy."""
        return or_(Delegation.head_user_id == user, Delegation.deputy_user_id == user)


class VisitBlock(Model):
    """Something of a delegation's own programme (a factory tour): those for whom it is cannot meet then.

    ``for_all``: all members, else those in one of ``sectors`` (codes, whatever lies under them counts) and the chosen
    ones (``VisitMember``). ``sign_up``: who may sign up instead, ``group_id`` of them; ``capacity``: so many people.
    ``buses``: their names in order; who has no seat of their own rides in the first.
    """

    __tablename__ = "visit_blocks"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint("pickup_at <= starts_at", name="pickup"),
        CheckConstraint("seats_per_bus >= 1", name="seats"),
        CheckConstraint(enum_check("sign_up", SignUpAudience), name="sign_up"),
        CheckConstraint("(group_id IS NOT NULL) = (coalesce(sign_up, '') = 'group')", name="group"),
        CheckConstraint("capacity IS NULL OR (capacity >= 1 AND sign_up IS NOT NULL)", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), index=True, info=emptied_with("whole"))
    label: Mapped[str] = mapped_column(info=CLEANED)
    label_zh: Mapped[str | None] = mapped_column(info=CLEANED)
    label_fr: Mapped[str | None] = mapped_column(info=CLEANED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    pickup_at: Mapped[datetime | None]
    pickup_place: Mapped[str | None] = mapped_column(info=CLEANED)
    place: Mapped[str | None] = mapped_column(info=CLEANED)
    place_zh: Mapped[str | None] = mapped_column(info=CLEANED)
    place_fr: Mapped[str | None] = mapped_column(info=CLEANED)
    note: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    for_all: Mapped[bool] = mapped_column(default=True, server_default=true())
    sectors: Mapped[list[str]] = mapped_column(default=list, server_default="[]", info=CODE)
    sign_up: Mapped[str | None] = mapped_column(info=CODE)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    capacity: Mapped[int | None]
    buses: Mapped[list[str]] = mapped_column(default=list, server_default="[]", info=CLEANED)
    seats_per_bus: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship(viewonly=True)
    group: Mapped[Group | None] = relationship(viewonly=True)
    members: Mapped[list[VisitMember]] = relationship(order_by="VisitMember.registration_id", viewonly=True)

    @property
    def title(self) -> Localized:
        return Localized(self.label, self.label_zh or "", self.label_fr or "")

    @property
    def where(self) -> Localized:
        return Localized(self.place or "", self.place_zh or "", self.place_fr or "")

    @property
    def places(self) -> int | None:
        """So many people may sign up: no more than its buses have seats. None for no limit."""
        seats = len(self.buses) * self.seats_per_bus if self.buses and self.seats_per_bus else None
        return min((limit for limit in (self.capacity, seats) if limit is not None), default=None)

    @property
    def busy_from(self) -> datetime:
        """From when those for whom it is cannot meet: they are picked up before it starts."""
        return self.pickup_at or self.starts_at


class VisitMember(Model):
    """A firm or a guest chosen by name for a visit, or that has signed up for it with so many ``people``."""

    __tablename__ = "visit_members"
    __table_args__ = (
        UniqueConstraint("visit_id", "registration_id"),
        CheckConstraint("people >= 1", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_blocks.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), index=True)
    people: Mapped[int] = mapped_column(default=1, server_default="1")


class BusSeat(Model):
    """Somebody on a visit's bus, where that is not plain: ``bus`` another than the first, "" for none at all;
    ``boarded_at``: ticked off on the list."""

    __tablename__ = "bus_seats"
    __table_args__ = (UniqueConstraint("visit_id", "representative_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_blocks.id"))
    representative_id: Mapped[int] = mapped_column(
        ForeignKey("representatives.id"), index=True, info=deleted_with("people")
    )
    bus: Mapped[str | None] = mapped_column(info=CLEANED)
    boarded_at: Mapped[datetime | None]
    boarded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class DelegationRole(Model):
    """A person's part in a delegation, where it is more than that of a member."""

    __tablename__ = "delegation_roles"
    __table_args__ = (
        UniqueConstraint("delegation_id", "representative_id"),
        CheckConstraint(enum_check("role", DelegateRole), name="role"),
        Index(
            "uq_delegation_roles_led",
            "delegation_id",
            "role",
            unique=True,
            sqlite_where=IS_LEADER_ROLE,
            postgresql_where=IS_LEADER_ROLE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"))
    representative_id: Mapped[int] = mapped_column(
        ForeignKey("representatives.id"), index=True, info=deleted_with("people")
    )
    role: Mapped[str] = mapped_column(info=CODE)
