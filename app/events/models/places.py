"""The sides of an event and which may ask which; where meetings sit, and who interprets there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, enum_check
from app.core.erasure_marks import CODE, PUBLISHED, emptied_with, erased
from app.core.localized import Localized
from app.core.personal_data import ERASED_NAME

if TYPE_CHECKING:
    from app.events.models.event import Event


class Group(Model):
    """A side of the event. ``seated``: its companies keep their tables, the others walk. ``quota``: how many of its
    companies may take part; ``approves``: they are approved at once."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("event_id", "name"), UniqueConstraint("event_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(info=PUBLISHED)
    name_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    name_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
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
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    from_id: Mapped[int]
    to_id: Mapped[int]


INTERPRETER_MODES = ("pool", "follows", "table", "own")


class Table(Model):
    """A place where one meeting sits. ``group_id``: the side that keeps tables of this zone; ``seats``: 0 until
    somebody counts them.

    A table that goes while something still names it is retired instead; ``event.tables`` leaves it out.
    """

    __tablename__ = "tables"
    __table_args__ = (
        UniqueConstraint("event_id", "label"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_tables_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    zone_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    zone_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    zone_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label: Mapped[str] = mapped_column(info=PUBLISHED)
    seats: Mapped[int] = mapped_column(default=0)
    has_interpreter_chair: Mapped[bool] = mapped_column(default=False)
    video_url: Mapped[str | None] = mapped_column(info=CODE)
    group_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(viewonly=True)

    @property
    def zone(self) -> Localized:
        return Localized(self.zone_en or "", self.zone_zh or "", self.zone_fr or "")


class Interpreter(Model):
    """Who interprets at an event. ``sectors``: codes of what it knows of; ``longest_run``: meetings in a row before a
    pause; without ``hours`` it is there always. One that goes though meetings name it is retired instead.
    """

    __tablename__ = "interpreters"
    __table_args__ = (
        UniqueConstraint("event_id", "id"),
        CheckConstraint(enum_check("mode", INTERPRETER_MODES), name="mode"),
        CheckConstraint("longest_run >= 1", name="longest_run"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), info=emptied_with("whole"))
    name: Mapped[str] = mapped_column(info=erased(ERASED_NAME, names="removed"))
    languages: Mapped[list[str]] = mapped_column(default=list, info=CODE)
    mode: Mapped[str] = mapped_column(default="pool", info=CODE)
    sectors: Mapped[list[str]] = mapped_column(default=list, server_default="[]", info=CODE)
    longest_run: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    retired_at: Mapped[datetime | None]

    hours: Mapped[list[InterpreterHours]] = relationship(
        order_by="InterpreterHours.starts_at", cascade="all, delete-orphan", passive_deletes=True
    )


class InterpreterHours(Model):
    """A time at which an interpreter works."""

    __tablename__ = "interpreter_hours"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interpreter_id: Mapped[int] = mapped_column(ForeignKey("interpreters.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
