"""One act to many meetings, each in a transaction of its own; many pairs arranged one after the other or all or
none, and undone while nobody has acted on one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import DomainError, Invalid, NotFound
from app.core.idempotency import idempotent_post
from app.core.jobs import ProgressReport, enqueue
from app.core.models import JobRun, Notice
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.availability import get_best_option, iter_options
from app.meetings.errors import AlreadyMeeting, MeetingsChanged, NoCommonTime, SlotTaken
from app.meetings.lifecycle import LIVE_STATES, MeetingActor, MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.availability import load_availability
from app.meetings.queries.history import UNDONE_ACTION
from app.meetings.queries.policy import get_requests_end
from app.meetings.services.bookings import arrange, book, cancel
from app.meetings.services.expiry import send_reminder
from app.meetings.services.policy import may_book, require_phase
from app.meetings.services.requests import withdraw
from app.meetings.services.transitions import lock_companies, lock_meeting, require_open_request, retry_on_conflict


class BulkAct(StrEnum):
    """Each is done meeting by meeting: what cannot be done to one leaves the others as they are."""

    REMIND = "remind"  # write to who must answer
    LATER = "later"  # give who must answer more days
    WITHDRAW = "withdraw"  # take requests back for their askers; both companies are told
    CANCEL = "cancel"  # call off; both companies are told
    PLACE = "place"  # give the first time that suits both


BULK_ACT_STATES: Final[Mapping[BulkAct, frozenset[MeetingState]]] = {
    BulkAct.REMIND: frozenset({MeetingState.REQUESTED}),
    BulkAct.LATER: frozenset({MeetingState.REQUESTED}),
    BulkAct.WITHDRAW: frozenset({MeetingState.REQUESTED}),
    BulkAct.CANCEL: frozenset({MeetingState.AGREED, MeetingState.BOOKED}),
    BulkAct.PLACE: frozenset({MeetingState.AGREED}),
}
EXTENSION_DAYS: Final = (1, 3, 7)
"""So many days later may requests be let lapse in one go."""


def get_bulk_refusal(act: BulkAct, state: MeetingState, *, expires: bool) -> str:
    """Why the act leaves a meeting in this state as it is: ``wrong_state never_lapses``; "" where it is open."""
    if state not in BULK_ACT_STATES[act]:
        return "wrong_state"
    return "never_lapses" if act is BulkAct.LATER and not expires else ""


def get_extended_expiry(
    expires: datetime, *, days: int, now: datetime, deadlines: tuple[datetime | None, ...] = ()
) -> datetime:
    """When a request lapses that gets so many days more, counted from now where its time is nearly over: at the first
    deadline that is still ahead, and never earlier than it would."""
    ends = [moment for moment in deadlines if moment is not None and moment > now]
    return max(expires, min([max(expires, now) + timedelta(days=days), *ends]))


BULK_JOB = "meetings.bulk"
MOST_MEETINGS = 2000
MOST_TRIES = 3


def start_bulk_act(event: Event, act: BulkAct, ids: Sequence[int], *, days: int, key: str, by: int) -> str:
    """Have it done in the background; the public id of the job, once for each ``key``. Raises Invalid ``too_many``."""
    if len(ids) > MOST_MEETINGS:
        raise Invalid("too_many_at_once", most=MOST_MEETINGS)
    asked: dict[str, Any] = {"act": act.value, "ids": list(ids), "days": days}
    with transaction(), idempotent_post(by, key, {"event": event.id, **asked}) as post:
        if post.answer is None:
            run: JobRun = enqueue(BULK_JOB, user_id=by, event_id=event.id, **asked)
            post.answer = {"job": run.public_id}
        return str(post.answer["job"])


def run_bulk_act(
    event_id: int, act: BulkAct, ids: Sequence[int], *, days: int, by: int | None, tell: ProgressReport
) -> dict[str, Any]:
    """``done``: ids; ``refused``: id → code and details of why nothing was done. A meeting of another event is passed
    over. Run twice, it finds most of it done and says so."""
    done: list[int] = []
    refused: dict[str, Any] = {}
    for place_in_row, number in enumerate(ids):
        if tell(place_in_row / len(ids)):
            break
        try:
            _run_act(event_id, act, number, days, by)
        except DomainError as why:
            refused[str(number)] = {"code": why.code, "details": get_refusal_details(why)}
        else:
            done.append(number)
    return {"act": act.value, "done": done, "refused": refused}


def get_refusal_details(why: DomainError) -> dict[str, str]:
    """As the result of a job keeps them."""
    return {name: str(value) for name, value in why.details.items()}


def _run_act(event_id: int, act: BulkAct, number: int, days: int, by: int | None) -> None:
    match act:
        case BulkAct.REMIND:
            send_reminder(event_id, number, by=by)
        case BulkAct.LATER:
            extend_request(event_id, number, days=days, by=by)
        case BulkAct.WITHDRAW:
            _withdraw_request(event_id, number, by)
        case BulkAct.CANCEL:
            cancel(number, _load_meeting(event_id, number).low_id, by=by, actor=MeetingActor.ORGANIZER)
        case BulkAct.PLACE:
            book_first_time(event_id, number, by=by)


@retry_on_conflict
def extend_request(event_id: int, meeting_id: int, *, days: int, by: int | None) -> None:
    """Give who must answer a request so many days more. Raises IllegalMove for what is no request any more, Invalid
    ``cannot_lapse_later`` where a deadline is in the way or it never lapses, PhaseForbids, NotFound."""
    with transaction():
        meeting, event, _companies = lock_meeting(meeting_id, event_id)
        require_phase(event, EventAct.ANSWER)
        require_open_request(meeting)
        slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
        deadlines = (get_requests_end(event), slot.starts_at if slot is not None else None)
        before = meeting.expires_at
        after = get_extended_expiry(before, days=days, now=now(), deadlines=deadlines) if before is not None else None
        if before is None or after is None or after <= before:
            raise Invalid("cannot_lapse_later")
        meeting.expires_at = after
        audit.log_action(
            "meeting.prolonged", meeting, event_id=event.id, by=by, days=days, until=after, state=meeting.state
        )


@retry_on_conflict
def book_first_time(event_id: int, meeting_id: int, *, by: int | None) -> None:
    """Give an agreed meeting the first time that suits both. Raises NoCommonTime, and as ``place`` does."""
    meeting, event = _load_meeting(event_id, meeting_id), db.session.get_one(Event, event_id)
    for _ in range(MOST_TRIES):
        slot_id = find_first_common_time(event, meeting.low_id, meeting.high_id, meeting.length)
        if slot_id is None:
            raise NoCommonTime
        try:
            book(meeting_id, meeting.low_id, slot_id, by=by, actor=MeetingActor.ORGANIZER)
        except SlotTaken:
            continue
        return
    raise NoCommonTime


def find_first_common_time(event: Event, registration_id: int, other: int, length: int = 1) -> int | None:
    """The slot ahead to propose to the two, as things stand now: the first that leaves both at the tables they keep,
    else the first in which they can meet."""
    hall = load_availability(event, (registration_id, other))
    times = iter_options(hall.board, hall.parties[registration_id], hall.parties[other], now=now(), length=length)
    best = get_best_option(times)
    return best.slot_id if best is not None else None


def _withdraw_request(event_id: int, meeting_id: int, by: int | None) -> None:
    meeting = _load_meeting(event_id, meeting_id)
    withdraw(meeting_id, meeting.asker_id, by=by, for_it=True)


def _load_meeting(event_id: int, meeting_id: int) -> Meeting:
    chosen = select(Meeting).where(Meeting.id == meeting_id, Meeting.event_id == event_id)
    meeting = db.session.scalar(chosen.execution_options(populate_existing=True))
    if meeting is None:
        raise NotFound
    return meeting


ARRANGE_JOB = "meetings.arrange_pairs"


@dataclass(frozen=True, slots=True)
class PairToArrange:
    """Two registrations to be brought together; ``slot_id``: at best then."""

    first_id: int
    other_id: int
    slot_id: int | None = None
    priority: str = "want"
    table_id: int | None = None


def start_arranging(
    event: Event, pairs: Sequence[PairToArrange], *, key: str, by: int, source: str = "", whole: bool = False
) -> str:
    """Have them arranged in the background; the public id of the job, once for each ``key``. ``source``: what proposed
    them; ``whole``: all or none."""
    asked: dict[str, Any] = {"pairs": [list(asdict(pair).values()) for pair in pairs], "source": source, "whole": whole}
    with transaction(), idempotent_post(by, key, {"event": event.id, **asked}) as post:
        if post.answer is None:
            post.answer = {"job": enqueue(ARRANGE_JOB, user_id=by, event_id=event.id, **asked).public_id}
        return str(post.answer["job"])


def arrange_in_turn(
    event_id: int, pairs: Sequence[PairToArrange], *, by: int, since: datetime, tell: ProgressReport
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
            meeting_id = _arrange_pair(event_id, pair, by)
        except AlreadyMeeting as there:
            own = _find_own_meeting(int(str(there.details.get("meeting_id") or 0)), by, since)
            if own is None:
                refused.append([pair.first_id, pair.other_id, there.code, {}])
                continue
            meeting_id = own
        except DomainError as why:
            refused.append([pair.first_id, pair.other_id, why.code, get_refusal_details(why)])
            continue
        arranged.append([meeting_id, db.session.scalar(select(Meeting.version).where(Meeting.id == meeting_id))])
    return {"arranged": arranged, "refused": refused}


@retry_on_conflict
def arrange_all(event_id: int, pairs: Sequence[PairToArrange], *, by: int) -> dict[str, list[list[Any]]]:
    """All in one transaction, at the times and tables that are wanted or without any. Where one cannot be, none is, and
    the answer says which and why, as ``arrange_in_turn`` does."""
    at: PairToArrange | None = None
    try:
        with transaction():
            lock_companies(
                event_id, *{registration_id for pair in pairs for registration_id in (pair.first_id, pair.other_id)}
            )
            made = []
            for at in pairs:
                options: dict[str, Any] = {"slot_id": at.slot_id, "priority": at.priority, "table_id": at.table_id}
                made.append(arrange(event_id, at.first_id, at.other_id, by=by, settles=True, **options))
    except DomainError as why:
        if at is None:
            raise
        return {"arranged": [], "refused": [_make_refusal(pair, at, why) for pair in pairs]}
    versions = select(Meeting.id, Meeting.version).where(Meeting.id.in_(made)).order_by(Meeting.id)
    return {"arranged": [[meeting_id, version] for meeting_id, version in db.session.execute(versions)], "refused": []}


def _make_refusal(pair: PairToArrange, at: PairToArrange, why: DomainError) -> list[Any]:
    """Why this pair was not arranged: for its own sake, or for that of another one."""
    refusal = (why.code, get_refusal_details(why)) if pair is at else ("all_or_none", {})
    return [pair.first_id, pair.other_id, *refusal]


def _arrange_pair(event_id: int, pair: PairToArrange, by: int) -> int:
    event = db.session.get_one(Event, event_id)
    if not may_book(event):
        return arrange(event_id, pair.first_id, pair.other_id, by=by, settles=True)
    if pair.slot_id is not None:
        try:
            return arrange(event_id, pair.first_id, pair.other_id, by=by, slot_id=pair.slot_id, settles=True)
        except SlotTaken:
            pass
    slot_id = find_first_common_time(event, pair.first_id, pair.other_id)
    if slot_id is None:
        raise NoCommonTime
    return arrange(event_id, pair.first_id, pair.other_id, by=by, slot_id=slot_id, settles=True)


def _find_own_meeting(meeting_id: int, by: int, since: datetime) -> int | None:
    mine = (Meeting.id == meeting_id, Meeting.arranged_by == by, Meeting.created_at >= since)
    return db.session.scalar(select(Meeting.id).where(*mine))


def find_arranging_run(event_id: int, pairs: Collection[tuple[int, int]], *, by: int) -> JobRun | None:
    """This user's newest job that arranged one of these (low, high), and was not undone."""
    done = select(JobRun).where(
        JobRun.kind == ARRANGE_JOB, JobRun.event_id == event_id, JobRun.user_id == by, JobRun.state == "done"
    )
    for run in db.session.scalars(done.order_by(JobRun.id.desc())):
        asked = {(min(pair[:2]), max(pair[:2])) for pair in run.arguments["pairs"]}
        if _get_arranged_versions(run) and not asked.isdisjoint(pairs) and not is_undone(run):
            return run
    return None


def is_undone(run: JobRun) -> bool:
    """Whether what this job arranged was undone."""
    return db.session.scalar(_make_undone_query(run)) is not None


def count_changed_meetings(run: JobRun) -> int:
    """On how many of the meetings that it arranged somebody has acted since."""
    return len(_get_arranged_versions(run)) - len(_list_untouched(run))


@retry_on_conflict
def undo_arranging(run: JobRun, *, by: int) -> int:
    """Call off all that a job arranged; both companies of each are told, as far as they have heard of it. How many.

    Raises ActedUpon where somebody has acted on one, NotFound for what was undone already.
    """
    with transaction():
        untouched = _list_untouched(run)
        if not untouched or run.event_id is None:
            raise NotFound
        lock_companies(
            run.event_id,
            *{registration_id for meeting in untouched for registration_id in (meeting.low_id, meeting.high_id)},
        )
        if is_undone(run):
            raise NotFound
        left = len(_get_arranged_versions(run)) - len(_list_untouched(run))
        if left:
            raise MeetingsChanged(num=left)
        for meeting in untouched:
            cancel(meeting.id, meeting.low_id, by=by, actor=MeetingActor.ARRANGER)
        audit.log_action(UNDONE_ACTION, run, event_id=run.event_id, by=by, meetings=len(untouched))
        return len(untouched)


def _make_undone_query(run: JobRun) -> Any:
    return select(Notice.id).where(
        Notice.kind == UNDONE_ACTION, Notice.subject == "job_runs", Notice.subject_id == run.id
    )


def _get_arranged_versions(run: JobRun) -> dict[int, int]:
    """Meeting → its version as it was arranged."""
    return {int(meeting_id): int(version) for meeting_id, version in (run.result or {}).get("arranged", ())}


def _list_untouched(run: JobRun) -> list[Meeting]:
    versions = _get_arranged_versions(run)
    chosen = select(Meeting).where(Meeting.id.in_(versions), Meeting.state.in_(LIVE_STATES)).order_by(Meeting.id)
    meetings = db.session.scalars(chosen.execution_options(populate_existing=True))
    return [meeting for meeting in meetings if meeting.version == versions[meeting.id]]
