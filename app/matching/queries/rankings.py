"""The newest ranking of an event, and what runs to make the next."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, undefer

from app.core.db import cached_read, db
from app.core.models import JobRun
from app.matching.models import Ranking
from app.matching.stored_lists import is_ranking_behind
from app.registrations.models import Registration
from app.registrations.queries.profiles import get_profile_audiences


def get_latest_ranking(event_id: int, *besides: InstrumentedAttribute[dict[str, Any]]) -> Ranking | None:
    """The newest ranking of an event, with these of its columns that are else left where they are."""
    newest = select(Ranking).where(Ranking.event_id == event_id).order_by(Ranking.version.desc()).limit(1)
    return db.session.scalar(newest.options(*map(undefer, besides)))


def is_awaiting_ranking(registration: Registration, ranking: Ranking | None) -> bool:
    """Whether the firm's profile is newer than the ranking, and the next one is on its way."""
    job = get_running_job(registration.event_id)
    return registration.company is not None and is_ranking_behind(
        saved_at=registration.company.updated_at,
        computed_at=ranking.computed_at if ranking is not None else None,
        waits_since=job.created_at if job is not None else None,
    )


@cached_read
def get_running_job(event_id: int, kind: str = "rank") -> JobRun | None:
    """The ranking (or job of another ``kind``) that runs, or waits to."""
    jobs = select(JobRun).where(
        JobRun.event_id == event_id, JobRun.kind == kind, JobRun.state.in_(("queued", "running"))
    )
    return db.session.scalar(jobs.order_by(JobRun.id.desc()).limit(1))


def count_possible_partners(registration: Registration) -> int:
    """How many firms of the event this one may meet, whether they are approved already or about to be."""
    audience = get_profile_audiences(registration.event_id).get(registration.group_id or 0)
    return audience.companies if audience else 0
