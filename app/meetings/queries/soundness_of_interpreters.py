"""Whether interpreters work where they are posted and get their pauses: the rules of ``holdings``, on all rows."""

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
from app.meetings.holdings import given_at, posted_elsewhere, too_long_a_run
from app.meetings.interpreting import Mode, Voice
from app.meetings.invariants import ClaimRow
from app.meetings.lifecycle import State
from app.meetings.models import InterpreterPost
from app.meetings.queries.stored import all_claims, all_meetings, logs_of_meetings
from app.meetings.replay import Noted
from app.meetings.runs import SlotTime, run_positions

HOURS = frozenset({"days", "breaks", "programme", "slot_minutes", "pause_minutes", "zone"})
"""Fields of ``EventDraft`` that say which times follow each other without a pause."""
MOVED = ("shift.made", "shift.undone")
"""Acts of the day after which meetings stand as they must, whoever gets no pause."""


@integrity_check("meetings.interpreters", "Interpreters work for those alone whom they serve, and get their pauses.")
def amiss() -> Iterator[IntegrityFault]:
    """Of meetings that have not begun: what an interpreter cannot serve after a change is given to others then."""
    voices, logs, changed = _voices(), logs_of_meetings(), _changed()
    claims: dict[int, list[ClaimRow]] = defaultdict(list)
    for claim in all_claims():
        claims[claim.meeting_id].append(claim)
    ahead = set(db.session.scalars(select(Slot.id).where(Slot.starts_at > now())))
    to_come: set[int] = set()
    for meeting in all_meetings():
        if meeting.state != State.BOOKED or meeting.slot_id not in ahead:
            continue
        held = claims[meeting.id]
        to_come |= {one.slot_id for one in held}
        table = next((one.table_id for one in held if one.table_id is not None), None)
        for number in sorted({one.interpreter_id for one in held if one.interpreter_id is not None}):
            if number in voices:
                log, since = logs.get(meeting.id, []), changed.get(number, 0)
                yield from posted_elsewhere(meeting, log, table, voices[number], changed=since)
    yield from _runs(voices, logs, changed, claims, to_come)


def _runs(
    voices: Mapping[int, Voice],
    logs: Mapping[int, Sequence[Noted]],
    changed: Mapping[int, int],
    claims: Mapping[int, Sequence[ClaimRow]],
    to_come: set[int],
) -> Iterator[IntegrityFault]:
    """Only where a meeting of the run was given its interpreter, or the interpreter was changed, since the hours were:
    a break that goes parts nobody from what they hold."""
    works: dict[int, dict[int, int]] = defaultdict(dict)
    for held in claims.values():
        for claim in held:
            if claim.interpreter_id in voices:
                works[claim.interpreter_id or 0][claim.slot_id] = claim.meeting_id
    limited = [number for number, voice in sorted(voices.items()) if voice.longest_run is not None and works[number]]
    events = dict(db.session.execute(select(Interpreter.id, Interpreter.event_id)).all()) if limited else {}
    places: dict[int, Mapping[int, int]] = {}
    eased: dict[int, int] = {}
    for number in limited:
        event_id = events[number]
        if event_id not in places:
            places[event_id], eased[event_id] = _places(event_id), _eased(event_id)
        for meetings, fault in too_long_a_run(voices[number], places[event_id], works[number], to_come):
            since = max(changed.get(number, 0), *(given_at(logs.get(one, [])) for one in meetings))
            if since >= eased[event_id]:
                yield fault


def _voices() -> dict[int, Voice]:
    """Of all events, without those who are retired."""
    columns = (Interpreter.id, Interpreter.mode, Interpreter.longest_run)
    rows = (
        select(*columns, InterpreterPost.works_for_id, InterpreterPost.table_id)
        .outerjoin(InterpreterPost, InterpreterPost.interpreter_id == Interpreter.id)
        .where(Interpreter.retired_at.is_(None))
    )
    return {
        number: Voice(number, frozenset(), Mode(mode), firm, table, longest_run=most)
        for number, mode, most, firm, table in db.session.execute(rows)
    }


def _changed() -> dict[int, int]:
    """By interpreter the notice that last said anything of it."""
    last = select(Notice.subject_id, func.max(Notice.id)).where(Notice.subject == Interpreter.__tablename__)
    return dict(db.session.execute(last.group_by(Notice.subject_id)).all())


def _places(event_id: int) -> dict[int, int]:
    rows = select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).where(Slot.event_id == event_id)
    return run_positions(
        SlotTime(one, Span(starts, ends), SlotKind(kind)) for one, starts, ends, kind in db.session.execute(rows)
    )


def _eased(event_id: int) -> int:
    """The notice of what last moved times, or put meetings back, without a look at pauses."""
    moved = select(func.max(Notice.id)).where(Notice.event_id == event_id, Notice.kind.in_(MOVED))
    return max(last_edit_of(event_id, HOURS), db.session.scalar(moved) or 0)
