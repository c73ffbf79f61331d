"""The sides of an event, and which may ask which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model
from app.kernel.localized import Localized

if TYPE_CHECKING:
    from app.events.models.event import Event


class Group(Model):
    """A side of the event. ``seated``: its firms keep their tables, the others walk. ``quota``: how many of its firms
    may take part; ``approves``: they are approved at once."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("event_id", "name"), UniqueConstraint("event_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
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
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    from_id: Mapped[int]
    to_id: Mapped[int]
