"""Drafts of an event, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import JobRun
from app.scheduling.models import Draft
from app.scheduling.standing import Standing


def draft_at(event_id: int, number: int, *, locked: bool = False) -> Draft:
    """Raises NotFound. ``locked``: nobody else changes it until the transaction ends."""
    wanted = select(Draft).where(Draft.event_id == event_id, Draft.number == number)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def drafts_of(event_id: int) -> Sequence[Draft]:
    """The newest first."""
    return db.session.scalars(select(Draft).where(Draft.event_id == event_id).order_by(Draft.number.desc())).all()


@dataclass(frozen=True)
class Search:
    """The job that seeks a draft, as its page shows it. ``planner``: who began it; ``alive``: whether it still runs."""

    run: JobRun | None
    planner: str

    @property
    def alive(self) -> bool:
        return self.run is not None and self.run.state in ("queued", "running")


def search_of(draft: Draft) -> Search:
    run = db.session.get(JobRun, draft.job_id, populate_existing=True) if draft.job_id is not None else None
    planner = db.session.get(User, draft.made_by) if draft.made_by is not None else None
    return Search(run, planner.name or "" if planner is not None else "")


def searching_at(event_id: int) -> Draft | None:
    """The draft that is being sought now."""
    wanted = select(Draft).where(Draft.event_id == event_id, Draft.state == Standing.SEARCHING)
    return db.session.scalars(wanted).one_or_none()
