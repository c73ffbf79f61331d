"""Timetables in the making: drafts of an event, and where each would seat whom, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE
from app.scheduling.drafts import DRAFT_STATES, DraftState

IS_SEARCHING = text(f"state = '{DraftState.SEARCHING.value}'")


def event_foreign_key(column: str, target: str) -> ForeignKeyConstraint:
    """What a placement names is of the event of its draft; where it goes, the placement goes."""
    return ForeignKeyConstraint(
        ["event_id", f"{column}_id"],
        [f"{target}.event_id", f"{target}.id"],
        name=f"fk_placements_{column}",
        ondelete="CASCADE",
    )


class ScheduleDraft(Model):
    """One search for a timetable and what came of it; ``number`` counts those of an event.

    ``problem`` is what it was asked, packed as ``scheduling.packing`` does, and ``problem_mark`` the fingerprint of
    that; ``value``, ``bound`` (with the ``certificate`` that proves it) and ``seconds`` are told while it searches.
    ``unplaced``: why requests are not held, and what would help; ``undo``: what the last changes by hand were before;
    ``versions``: of the meetings as they were read.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("event_id", "id"),
        CheckConstraint(enum_check("state", DRAFT_STATES), name="state"),
        CheckConstraint("number >= 1", name="number"),
        Index("uq_drafts_searching", "event_id", unique=True, sqlite_where=IS_SEARCHING, postgresql_where=IS_SEARCHING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=DraftState.SEARCHING.value, info=CODE)
    proven: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_repair: Mapped[bool] = mapped_column(default=False, server_default=false())
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CODE)
    problem: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=CODE)
    problem_mark: Mapped[str] = mapped_column(info=CODE)
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True, info=CODE)
    value: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[float] = mapped_column(default=0.0)
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=CODE)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CODE)
    unplaced: Mapped[list[Any]] = mapped_column(default=list, deferred=True, info=CODE)
    undo: Mapped[list[Any]] = mapped_column(default=list, deferred=True, info=CODE)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job_runs.id", ondelete="SET NULL"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Placement(Model):
    """A meeting in a draft: its first slot, its table (none where the event has none), who sits there for the asker and
    for the asked, who interprets. ``locked``: it is kept when the draft is planned anew."""

    __tablename__ = "placements"
    __table_args__ = (
        UniqueConstraint("draft_id", "meeting_id"),
        CheckConstraint("person_id <> other_person_id", name="two_people"),
        *(
            event_foreign_key(column, target)
            for column, target in (
                ("draft", "drafts"),
                ("meeting", "meetings"),
                ("slot", "slots"),
                ("table", "tables"),
                ("person", "representatives"),
                ("other_person", "representatives"),
                ("interpreter", "interpreters"),
            )
        ),
        Index("ix_placements_meeting", "meeting_id"),
        Index("ix_placements_slot", "slot_id"),
        Index("ix_placements_person", "person_id"),
        Index("ix_placements_other_person", "other_person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    draft_id: Mapped[int]
    meeting_id: Mapped[int]
    slot_id: Mapped[int]
    table_id: Mapped[int | None]
    person_id: Mapped[int]
    other_person_id: Mapped[int]
    interpreter_id: Mapped[int | None]
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
