"""Attendee lists: what was chosen to be seen, and who took which rows out of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, ForeignKey, Index, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, REWRITTEN, deleted_with, emptied_with, erased

EXPORT_PURPOSES = ("running", "handover")
VIEW_SHARING = ("private", "organisation", "event")
"""Who sees a saved view besides its owner."""


class NameList(TypeDecorator[list[str]]):
    """Words as JSON, which thousands of rows have in common: each list of them is written out once."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        written = super().bind_processor(dialect)
        if written is None:
            return tuple
        of = lru_cache(maxsize=64)(written)
        return lambda names: of(tuple(names))


class SavedView(Model):
    """Columns, filters and order under a name. ``shared``: who else sees it: nobody, the people of the organisations
    that its owner belongs to, or everybody who keeps lists of the event; each sees the rows that are theirs to see."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", "name"),
        CheckConstraint(enum_check("shared", VIEW_SHARING), name="shared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), info=deleted_with("whole"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(info=REWRITTEN)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CLEANED)
    shared: Mapped[str] = mapped_column(default="private", server_default="private", info=CODE)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ExportLog(Model):
    """One export: who, when, for what, with which filter and columns, how many rows."""

    __tablename__ = "export_log"
    __table_args__ = (CheckConstraint(enum_check("purpose", EXPORT_PURPOSES), name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True, info=emptied_with("whole"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    purpose: Mapped[str] = mapped_column(info=CODE)
    reason: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    recipient: Mapped[str | None] = mapped_column(info=erased(names="removed"))
    recipient_abroad: Mapped[bool] = mapped_column(default=True)
    format: Mapped[str] = mapped_column(info=CODE)
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict, info=erased({}, names="removed"))
    row_count: Mapped[int]
    left_out: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    columns: Mapped[list[Any]] = mapped_column(default=list, server_default="[]", info=CODE)


class ExportRow(Model):
    """A person or company that stood in an export: so that those concerned can see where their data went."""

    __tablename__ = "export_rows"
    __table_args__ = (Index("ix_export_rows_registration", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("export_log.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"))
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    fields: Mapped[list[str]] = mapped_column(NameList, default=list, info=CODE)
