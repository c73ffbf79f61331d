"""Integrity check: interpreters work for those alone whom they serve and get their pauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select

from app.core.clock import Span
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Interpreter, Slot
from app.events.queries.lists import last_edit_of
from app.meetings.claim_invariants import find_assignment_faults, find_long_runs, get_interpreter_notice
from app.meetings.interpreters import InterpreterMode, InterpreterProfile
from app.meetings.invariants import MeetingNotice, StoredClaim
from app.meetings.lifecycle import MeetingState
from app.meetings.models import InterpreterPost
from app.meetings.queries.integrity import load_claims, load_meeting_logs, load_meetings
from app.meetings.runs import SlotTime, get_run_positions

TIME_FIELDS = frozenset({"days", "breaks", "programme", "slot_minutes", "pause_minutes", "zone"})
"""Fields of ``EventDraft`` that say which times follow each other without a pause."""
SHIFT_ACTS = ("shift.made", "shift.undone")
"""Acts of the day after which meetings stand as they must, whoever gets no pause."""


@integrity_check("meetings.interpreters", "Interpreters work for those alone whom they serve, and get their pauses.")
def check_interpreters() -> Iterator[IntegrityFault]:
    """Of meetings that have not begun: what an interpreter cannot serve after a change is given to others then."""
    interpreters, logs, changed = _interpreter_profiles(), load_meeting_logs(), _last_interpreter_changes()
    claims: dict[int, list[StoredClaim]] = defaultdict(list)
    for claim in load_claims():
        claims[claim.meeting_id].append(claim)
    ahead = set(db.session.scalars(select(Slot.id).where(Slot.starts_at > now())))
    to_come: set[int] = set()
    for meeting in load_meetings():
        if meeting.state != MeetingState.BOOKED or meeting.slot_id not in ahead:
            continue
        meeting_claims = claims[meeting.id]
        to_come |= {meeting_claim.slot_id for meeting_claim in meeting_claims}
        table = next(
            (meeting_claim.table_id for meeting_claim in meeting_claims if meeting_claim.table_id is not None), None
        )
        for number in sorted(
            {
                meeting_claim.interpreter_id
                for meeting_claim in meeting_claims
                if meeting_claim.interpreter_id is not None
            }
        ):
            if number in interpreters:
                log, since = logs.get(meeting.id, []), changed.get(number, 0)
                yield from find_assignment_faults(meeting, log, table, interpreters[number], changed=since)
    yield from _find_run_faults(interpreters, logs, changed, claims, to_come)


def _find_run_faults(
    interpreters: Mapping[int, InterpreterProfile],
    logs: Mapping[int, Sequence[MeetingNotice]],
    changed: Mapping[int, int],
    claims: Mapping[int, Sequence[StoredClaim]],
    to_come: set[int],
) -> Iterator[IntegrityFault]:
    """Only where a meeting of the run was given its interpreter, or the interpreter was changed, since the hours were:
    a break that goes parts nobody from what they hold."""
    works: dict[int, dict[int, int]] = defaultdict(dict)
    for meeting_claims in claims.values():
        for claim in meeting_claims:
            if claim.interpreter_id in interpreters:
                works[claim.interpreter_id or 0][claim.slot_id] = claim.meeting_id
    limited = [
        number
        for number, interpreter in sorted(interpreters.items())
        if interpreter.longest_run is not None and works[number]
    ]
    events = dict(db.session.execute(select(Interpreter.id, Interpreter.event_id)).all()) if limited else {}
    places: dict[int, Mapping[int, int]] = {}
    eased: dict[int, int] = {}
    for number in limited:
        event_id = events[number]
        if event_id not in places:
            places[event_id], eased[event_id] = _slot_positions(event_id), _last_time_change(event_id)
        for meetings, fault in find_long_runs(interpreters[number], places[event_id], works[number], to_come):
            since = max(
                changed.get(number, 0), *(get_interpreter_notice(logs.get(meeting, [])) for meeting in meetings)
            )
            if since >= eased[event_id]:
                yield fault


def _interpreter_profiles() -> dict[int, InterpreterProfile]:
    """Of all events, without those who are retired."""
    columns = (Interpreter.id, Interpreter.mode, Interpreter.longest_run)
    rows = (
        select(*columns, InterpreterPost.works_for_id, InterpreterPost.table_id)
        .outerjoin(InterpreterPost, InterpreterPost.interpreter_id == Interpreter.id)
        .where(Interpreter.retired_at.is_(None))
    )
    return {
        number: InterpreterProfile(number, frozenset(), InterpreterMode(mode), company, table, longest_run=most)
        for number, mode, most, company, table in db.session.execute(rows)
    }


def _last_interpreter_changes() -> dict[int, int]:
    """By interpreter the notice that last said anything of it."""
    last = select(Notice.subject_id, func.max(Notice.id)).where(Notice.subject == Interpreter.__tablename__)
    return dict(db.session.execute(last.group_by(Notice.subject_id)).all())


def _slot_positions(event_id: int) -> dict[int, int]:
    rows = select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).where(Slot.event_id == event_id)
    return get_run_positions(
        SlotTime(slot_id, Span(starts, ends), SlotKind(kind))
        for slot_id, starts, ends, kind in db.session.execute(rows)
    )


def _last_time_change(event_id: int) -> int:
    """The notice of what last moved times, or put meetings back, without a look at pauses."""
    moved = select(func.max(Notice.id)).where(Notice.event_id == event_id, Notice.kind.in_(SHIFT_ACTS))
    return max(last_edit_of(event_id, TIME_FIELDS), db.session.scalar(moved) or 0)
