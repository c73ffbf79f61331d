"""What was printed before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.accounts.models import User
from app.core.db import db
from app.day.paper.kinds import Kind
from app.day.paper.models import PaperRun
from app.day.paper.sheets import last_printed


@dataclass(frozen=True, slots=True)
class Printed:
    """The newest run of a kind, and by sheet the mark of what was printed last."""

    number: int
    made_at: datetime
    made_by: str
    sheets: int
    marks: dict[str, str]


def printed_of(event_id: int, delegation_id: int | None) -> dict[str, Printed]:
    """By kind what the organizers have printed, or a chamber for its delegation; one query."""
    mine = PaperRun.delegation_id.is_(None) if delegation_id is None else PaperRun.delegation_id == delegation_id
    rows = (
        select(PaperRun, User.name)
        .outerjoin(User, User.id == PaperRun.made_by)
        .options(undefer(PaperRun.marks))
        .where(PaperRun.event_id == event_id, mine, PaperRun.finished_at.is_not(None))
        .order_by(PaperRun.number)
    )
    by_kind: dict[str, list[tuple[PaperRun, str]]] = defaultdict(list)
    for run, name in db.session.execute(rows):
        by_kind[run.kind].append((run, name or ""))
    return {kind: _printed(runs) for kind, runs in by_kind.items()}


def _printed(runs: list[tuple[PaperRun, str]]) -> Printed:
    run, name = runs[-1]
    number, marks = last_printed((one.number, one.marks) for one, _name in runs)
    return Printed(number, run.made_at, name, run.sheets, marks)


def latest_run(event_id: int, kind: Kind, delegation_id: int | None) -> PaperRun | None:
    """The newest run of a kind that was printed, as it now stands."""
    mine = PaperRun.delegation_id.is_(None) if delegation_id is None else PaperRun.delegation_id == delegation_id
    done = (PaperRun.event_id == event_id, PaperRun.kind == kind, PaperRun.finished_at.is_not(None), mine)
    newest = select(PaperRun).where(*done).order_by(PaperRun.number.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def printed_before(event_id: int, kind: Kind, delegation_id: int | None) -> tuple[int, dict[str, str]]:
    """The number of the newest run of a kind, and what was printed last; (0, {}) where there was none."""
    found = printed_of(event_id, delegation_id).get(kind)
    return (found.number, found.marks) if found else (0, {})
