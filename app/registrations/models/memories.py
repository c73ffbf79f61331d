"""What an organisation said of its sheets once, so that nobody has to say it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now

MEMORY_KINDS = ("column", "sheet", "sector")


class SheetMemory(Model):
    """One choice. ``key``: the header, the sheet's name or the words for a sector, folded as ``import_memory`` does;
    ``value``: a field, whether the sheet is read, or the codes of sectors (none: those words mean none)."""

    __tablename__ = "sheet_memories"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "key"),
        CheckConstraint(enum_check("kind", MEMORY_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str]
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
