"""Drafts of an event, what they hold, and what several planners do to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import JobRun, Notice
from app.scheduling.models import ScheduleDraft


def get_draft(event_id: int, number: int, *, locked: bool = False) -> ScheduleDraft:
    """Raises NotFound. ``locked``: nobody else changes it until the transaction ends."""
    query = select(ScheduleDraft).where(ScheduleDraft.event_id == event_id, ScheduleDraft.number == number)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    draft = db.session.scalars(query).one_or_none()
    if draft is None:
        raise NotFound
    return draft


def list_drafts(event_id: int) -> Sequence[ScheduleDraft]:
    """The newest first."""
    return db.session.scalars(
        select(ScheduleDraft).where(ScheduleDraft.event_id == event_id).order_by(ScheduleDraft.number.desc())
    ).all()


@dataclass(frozen=True)
class DraftSearch:
    """The job that seeks a draft, as its page shows it. ``planner``: who began it; ``alive``: whether it still runs."""

    run: JobRun | None
    planner: str

    @property
    def alive(self) -> bool:
        return self.run is not None and self.run.state in ("queued", "running")


def get_search(draft: ScheduleDraft) -> DraftSearch:
    run = db.session.get(JobRun, draft.job_id, populate_existing=True) if draft.job_id is not None else None
    planner = db.session.get(User, draft.made_by) if draft.made_by is not None else None
    return DraftSearch(run, planner.name or "" if planner is not None else "")


DRAFT_CHANGED: Final = "draft.changed"
MAX_CHANGES: Final = 20


@dataclass(frozen=True, slots=True)
class DraftChange:
    """``did``: placed, taken_out, locked, unlocked, undone, remedied; ``meetings``: of which; ``version``: of the draft
    from then on; ``user_id``: whose act it was, ``who`` that is called."""

    version: int
    did: str
    meetings: tuple[str, ...]
    user_id: int | None
    who: str
    at: datetime


def list_changes_since(draft: ScheduleDraft, version: int, *, by_others_than: int | None) -> Sequence[DraftChange]:
    """The last of them, the oldest first."""
    rows = (
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.user_id)
        .where(
            Notice.subject == ScheduleDraft.__tablename__, Notice.subject_id == draft.id, Notice.kind == DRAFT_CHANGED
        )
        .order_by(Notice.id.desc())
        .limit(MAX_CHANGES)
    )
    changes = [_draft_change(notice, name) for notice, name in db.session.execute(rows).all()]
    return [change for change in reversed(changes) if change.version > version and change.user_id != by_others_than]


def _draft_change(notice: Notice, name: str | None) -> DraftChange:
    details = notice.details
    meetings = tuple(str(meeting_id) for meeting_id in details["meetings"])
    return DraftChange(details["version"], details["did"], meetings, notice.user_id, name or "", notice.at)
