"""Lists on their way in, what an organisation chose for their columns, sheets and sector phrases, and the last search
of its register for duplicates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, REWRITTEN
from app.events.models import Event
from app.registrations.models.delegations import Delegation

PREVIEW_LIFETIME: Final = timedelta(days=14)
"""So long a sheet waits to be imported."""
BATCH_STATES = ("preview", "imported", "undone", "thrown_away")


class ImportBatch(Model):
    """One sheet on its way in: the uploaded file, the choices and fixes made in the preview, what the import wrote.
    ``group_id``: of companies that come without a delegation, as the hosts."""

    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint(enum_check("state", BATCH_STATES), name="state"),
        CheckConstraint("(delegation_id IS NULL) <> (group_id IS NULL)", name="whose"),
        ForeignKeyConstraint(
            ["event_id", "group_id"], ["groups.event_id", "groups.id"], name="fk_import_batches_group"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    group_id: Mapped[int | None]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(default="preview", info=CODE)
    sheets: Mapped[list[Any]] = mapped_column(default=list, info=REWRITTEN)
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, info=REWRITTEN)
    fixes: Mapped[dict[str, Any]] = mapped_column(default=dict, info=REWRITTEN)
    written: Mapped[dict[str, Any]] = mapped_column(default=dict, info=REWRITTEN)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    imported_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(viewonly=True)
    delegation: Mapped[Delegation | None] = relationship(viewonly=True)

    @property
    def side_id(self) -> int | None:
        """The group of its new companies, unless their row names another."""
        return self.delegation.group_id if self.delegation is not None else self.group_id

    @property
    def kept_until(self) -> datetime:
        """When it is thrown away, unless it is imported before."""
        return self.created_at + PREVIEW_LIFETIME

    @property
    def is_being_read(self) -> bool:
        """Its job has not read the file: it waits, works, or has ended without."""
        return self.state == "preview" and bool(self.written.get("reading"))


SHEET_MEMORY_KINDS = ("column", "sheet", "sector")


class SheetMemory(Model):
    """One choice. ``key``: the header, the sheet's name or the words for a sector, folded;
    ``value``: a field, whether the sheet is read, or the codes of sectors (none: those words mean none)."""

    __tablename__ = "sheet_memories"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "key"),
        CheckConstraint(enum_check("kind", SHEET_MEMORY_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(info=CODE)
    key: Mapped[str] = mapped_column(info=REWRITTEN)
    value: Mapped[Any] = mapped_column(JSON, info=REWRITTEN)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class DuplicateSearch(Model):
    """The last search of a register for companies that may be one; one for each organisation.

    ``found``: rows of ``candidates_to_json``, numbers and codes alone. ``register_mark``: the register that they were
    found in (``get_register_mark``), "" before the first; ``sought_mark``: the one that ``job`` compares, or
    did. ``job``: its public id in job_runs.
    """

    __tablename__ = "twin_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)
    found: Mapped[list[Any]] = mapped_column(default=list, info=CODE)
    register_mark: Mapped[str] = mapped_column(default="", info=CODE)
    sought_mark: Mapped[str] = mapped_column(default="", info=CODE)
    job: Mapped[str | None] = mapped_column(info=CODE)
    at: Mapped[datetime] = mapped_column(default=now)
