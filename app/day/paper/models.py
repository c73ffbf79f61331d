"""Runs of paper: what was printed when, so that what has changed since can be printed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.day.paper.print_requests import ALL_KINDS, PaperKind


class PaperRun(Model):
    """A pack that was made. ``number`` counts those of a kind at an event.

    ``delegation_id``: of the chamber that made it for its own people, whose paper the organizers' runs know nothing of.
    ``marks``: by sheet the mark of what it says (``sheets.get_sheet_mark``), null for one that was taken back; without
    ``finished_at`` nothing of it was printed. ``choices``: codes of what was chosen.
    """

    __tablename__ = "paper_runs"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "number"),
        CheckConstraint(enum_check("kind", (*PaperKind, ALL_KINDS)), name="kind"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("sheets >= 0", name="sheets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    kind: Mapped[str]
    number: Mapped[int]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    sheets: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
