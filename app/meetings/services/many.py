"""Bring many pairs about at once, one after the other or all or none, and undo them while nobody has acted on one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import DomainError, NotFound
from app.core.idempotency import idempotent_post
from app.core.jobs import ProgressReport, enqueue
from app.core.models import JobRun, Notice
from app.events.models import Event
from app.meetings.errors import ActedUpon, AlreadyMeeting, NoCommonTime, SlotTaken
from app.meetings.lifecycle import LIVE, Actor
from app.meetings.models import Meeting
from app.meetings.queries.undone import UNDONE
from app.meetings.services.arranging import arrange, cancel
from app.meetings.services.bulk import details_of, first_common_time
from app.meetings.services.requirements import may_book
from app.meetings.services.steps import lock, settled

JOB = "meetings.arrange_pairs"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Two registrations to be brought together; ``slot_id``: at best then."""

    one_id: int
    other_id: int
    slot_id: int | None = None
    priority: str = "want"
    table_id: int | None = None


def begin(event: Event, pairs: Sequence[Wanted], *, key: str, by: int, source: str = "", whole: bool = False) -> str:
    """Have them arranged in the background; the public id of the job, once for each ``key``. ``source``: what proposed
    them; ``whole``: all or none."""
    asked: dict[str, Any] = {"pairs": [list(asdict(pair).values()) for pair in pairs], "source": source, "whole": whole}
    with transaction(), idempotent_post(by, key, {"event": event.id, **asked}) as post:
        if post.answer is None:
            post.answer = {"job": enqueue(JOB, user_id=by, event_id=event.id, **asked).public_id}
        return str(post.answer["job"])


def arrange_in_turn(
    event_id: int, pairs: Sequence[Wanted], *, by: int, since: datetime, tell: ProgressReport
) -> dict[str, list[list[Any]]]:
    """Each in a transaction of its own: with a time where the phase lets one be given, else agreed.

    ``arranged``: [meeting, version]; ``refused``: [one, other, code, details]. What this user arranged for a pair after
    ``since`` counts as done: a job that died half-way is begun again.
    """
    arranged: list[list[Any]] = []
    refused: list[list[Any]] = []
    for place, pair in enumerate(pairs):
        if tell(place / len(pairs)):
            break
        try:
            meeting_id = _arrange(event_id, pair, by)
        except AlreadyMeeting as there:
            own = _own(int(str(there.details.get("meeting_id") or 0)), by, since)
            if own is None:
                refused.append([pair.one_id, pair.other_id, there.code, {}])
                continue
            meeting_id = own
        except DomainError as why:
            refused.append([pair.one_id, pair.other_id, why.code, details_of(why)])
            continue
        arranged.append([meeting_id, db.session.scalar(select(Meeting.version).where(Meeting.id == meeting_id))])
    return {"arranged": arranged, "refused": refused}


@settled
def arrange_all(event_id: int, pairs: Sequence[Wanted], *, by: int) -> dict[str, list[list[Any]]]:
    """All in one transaction, at the times and tables that are wanted or without any. Where one cannot be, none is, and
    the answer says which and why, as ``arrange_in_turn`` does."""
    at: Wanted | None = None
    try:
        with transaction():
            lock(event_id, *{one for pair in pairs for one in (pair.one_id, pair.other_id)})
            made = []
            for at in pairs:
                told: dict[str, Any] = {"slot_id": at.slot_id, "priority": at.priority, "table_id": at.table_id}
                made.append(arrange(event_id, at.one_id, at.other_id, by=by, settles=True, **told))
    except DomainError as why:
        if at is None:
            raise
        return {"arranged": [], "refused": [_not_made(pair, at, why) for pair in pairs]}
    versions = select(Meeting.id, Meeting.version).where(Meeting.id.in_(made)).order_by(Meeting.id)
    return {"arranged": [[row[0], row[1]] for row in db.session.execute(versions)], "refused": []}


def _not_made(pair: Wanted, at: Wanted, why: DomainError) -> list[Any]:
    """Why this pair was not arranged: for its own sake, or for that of another one."""
    told = (why.code, details_of(why)) if pair is at else ("all_or_none", {})
    return [pair.one_id, pair.other_id, *told]


def _arrange(event_id: int, pair: Wanted, by: int) -> int:
    event = db.session.get_one(Event, event_id)
    if not may_book(event):
        return arrange(event_id, pair.one_id, pair.other_id, by=by, settles=True)
    if pair.slot_id is not None:
        try:
            return arrange(event_id, pair.one_id, pair.other_id, by=by, slot_id=pair.slot_id, settles=True)
        except SlotTaken:
            pass
    slot_id = first_common_time(event, pair.one_id, pair.other_id)
    if slot_id is None:
        raise NoCommonTime
    return arrange(event_id, pair.one_id, pair.other_id, by=by, slot_id=slot_id, settles=True)


def _own(meeting_id: int, by: int, since: datetime) -> int | None:
    mine = (Meeting.id == meeting_id, Meeting.arranged_by == by, Meeting.created_at >= since)
    return db.session.scalar(select(Meeting.id).where(*mine))


def run_behind(event_id: int, pairs: Collection[tuple[int, int]], *, by: int) -> JobRun | None:
    """This user's newest job that arranged one of these (low, high), and was not undone."""
    done = select(JobRun).where(
        JobRun.kind == JOB, JobRun.event_id == event_id, JobRun.user_id == by, JobRun.state == "done"
    )
    for run in db.session.scalars(done.order_by(JobRun.id.desc())):
        asked = {(min(pair[:2]), max(pair[:2])) for pair in run.arguments["pairs"]}
        if _arranged(run) and not asked.isdisjoint(pairs) and not is_undone(run):
            return run
    return None


def is_undone(run: JobRun) -> bool:
    """Whether what this job arranged was undone."""
    return db.session.scalar(_undoing(run)) is not None


def acted_upon(run: JobRun) -> int:
    """On how many of the meetings that it arranged somebody has acted since."""
    return len(_arranged(run)) - len(_untouched(run))


@settled
def undo(run: JobRun, *, by: int) -> int:
    """Call off all that a job arranged; both firms of each are told, as far as they have heard of it. How many.

    Raises ActedUpon where somebody has acted on one, NotFound for what was undone already.
    """
    with transaction():
        untouched = _untouched(run)
        if not untouched or run.event_id is None:
            raise NotFound
        lock(run.event_id, *{one for meeting in untouched for one in (meeting.low_id, meeting.high_id)})
        if is_undone(run):
            raise NotFound
        left = len(_arranged(run)) - len(_untouched(run))
        if left:
            raise ActedUpon(num=left)
        for meeting in untouched:
            cancel(meeting.id, meeting.low_id, by=by, actor=Actor.ARRANGER)
        audit.log_action(UNDONE, run, event_id=run.event_id, by=by, meetings=len(untouched))
        return len(untouched)


def _undoing(run: JobRun) -> Any:
    return select(Notice.id).where(Notice.kind == UNDONE, Notice.subject == "job_runs", Notice.subject_id == run.id)


def _arranged(run: JobRun) -> dict[int, int]:
    """Meeting → its version as it was arranged."""
    return {int(one): int(version) for one, version in (run.result or {}).get("arranged", ())}


def _untouched(run: JobRun) -> list[Meeting]:
    versions = _arranged(run)
    chosen = select(Meeting).where(Meeting.id.in_(versions), Meeting.state.in_(LIVE)).order_by(Meeting.id)
    found = db.session.scalars(chosen.execution_options(populate_existing=True))
    return [one for one in found if one.version == versions[one.id]]
