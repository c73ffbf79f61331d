"""Shift the rest of the day in one transaction, and undo it until the next slot begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.day.models import Shift
from app.day.queries.boards import list_day_slots
from app.day.queries.reassignments import is_place_occupied
from app.day.queries.shifts import get_latest_shift, get_minutes_late, get_shift_preview
from app.day.shift_plan import MovedSpan, ShiftPlan, ShiftRequest, invert_plan, order_moves
from app.events.models import Event
from app.events.phases import EventAct
from app.events.services.lifecycle import move_times
from app.meetings.displacement import BookingLoss
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.services.displacement import announce_shift, lock_event_companies
from app.meetings.services.policy import require_phase
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.transitions import retry_on_conflict

MESSAGE_LENGTH = 200


class ShiftOver(Conflict):
    """The next time has begun, or another shift came after it: only another shift helps."""

    code = "shift_over"


@retry_on_conflict
def shift_day(
    event_id: int,
    asked: ShiftRequest,
    *,
    token: str,
    give_up: Collection[int] = (),
    words: str = "",
    by: int | None,
) -> Shift:
    """Do what was looked at, all of it or nothing; everybody concerned gets one email.

    ``give_up``: meetings that go back to agreed instead. Raises Stale where it would do something else by now, Invalid
    as ``plan`` does and ``words_too_long``, PhaseForbids, NotFound.
    """
    if len(words) > MESSAGE_LENGTH:
        raise Invalid("words_too_long", most=MESSAGE_LENGTH)
    with transaction() as session:
        event, companies = lock_event_companies(event_id)
        require_phase(event, EventAct.SHIFT_DAY)
        looked = get_shift_preview(event, asked)
        if looked.token != token:
            raise Stale("shift_stale")
        freed = [meeting for meeting in looked.meetings if meeting.kind != GROUP and meeting.id in set(give_up)]
        snapshots = [_snapshot_meeting(meeting) for meeting in freed]
        ids = [meeting.id for meeting in freed]
        apply_seatings(event, [], ids, companies, by=by, telling=True, loss=BookingLoss.TIME, together=True)
        _apply_plan(event, looked.plan)
        notified = announce_shift(event, {time.id: time.before for time in looked.plan.times}, companies, by=by)
        made = Shift(
            event_id=event.id,
            minutes=asked.minutes,
            plan=_plan_to_json(looked.plan)
            | {"kept": _add_versions(snapshots), "meetings": notified + len(freed)}
            | {"late": get_minutes_late(event.id, looked.plan)},
            words=words or None,
            undo_until=next(time.after.start for time in looked.plan.times if time.id == asked.first),
            shifted_by=by,
        )
        session.add(made)
        session.flush()
        audit.log_action("shift.made", made, event_id=event.id, by=by, minutes=asked.minutes)
        return made


@retry_on_conflict
def undo_shift(event_id: int, shift_id: int, *, by: int | None) -> Shift:
    """Put each time back where it was; meetings that lost theirs sit as before, where that is still free.

    Raises NotUndone, Stale where times stand otherwise by now, PhaseForbids, NotFound.
    """
    with transaction() as session:
        event, companies = lock_event_companies(event_id)
        require_phase(event, EventAct.SHIFT_DAY)
        made = session.get(Shift, shift_id, populate_existing=True)
        if made is None or made.event_id != event_id:
            raise NotFound
        latest = get_latest_shift(event_id)
        if made.undone_at is not None or latest is None or latest.id != made.id or now() >= made.undo_until:
            raise ShiftOver
        back = invert_plan(_plan_from_json(made.plan))
        _require_unchanged(event, back)
        _apply_plan(event, back)
        announce_shift(event, {time.id: time.before for time in back.times}, companies, by=by)
        apply_seatings(
            event, list(_list_restorable(made.plan["kept"], made.at)), [], companies, by=by, telling=True, together=True
        )
        made.undone_at, made.undone_by = now(), by
        audit.log_action("shift.undone", made, event_id=event.id, by=by)
        return made


def _apply_plan(event: Event, planned: ShiftPlan) -> None:
    times = [(order_move.id, order_move.after) for order_move in order_moves(planned.times)]
    move_times(event, times, [(piece.id, piece.after) for piece in planned.pieces])


def _snapshot_meeting(meeting: Meeting) -> dict[str, Any]:
    """What a meeting holds that may lose it, so that it can be given back."""
    claims = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id).order_by(Claim.id)).all()
    people = sorted({claim.representative_id for claim in claims if claim.representative_id is not None})
    slots = sorted({claim.slot_id for claim in claims}, key=lambda slot: slot != meeting.slot_id)
    return {
        "meeting": meeting.id,
        "slots": slots,
        "people": people,
        "table": next((claim.table_id for claim in claims if claim.table_id is not None), None),
        "interpreter": next((claim.interpreter_id for claim in claims if claim.interpreter_id is not None), None),
    }


def _add_versions(snapshots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the version that each meeting has come to: what is changed by hand afterwards is left alone."""
    read = select(Meeting.version)
    return [
        snapshot | {"version": db.session.scalar(read.where(Meeting.id == snapshot["meeting"]))}
        for snapshot in snapshots
    ]


def _list_restorable(snapshots: Iterable[Mapping[str, Any]], since: datetime) -> Iterable[ScheduledSeating]:
    for snapshot in snapshots:
        meeting = db.session.get_one(Meeting, snapshot["meeting"], populate_existing=True)
        untouched = meeting.version == snapshot["version"] and meeting.state in (
            MeetingState.AGREED,
            MeetingState.BOOKED,
        )
        place = (snapshot["slots"], snapshot["people"], snapshot["table"], snapshot["interpreter"])
        is_occupied = is_place_occupied(*place, besides=(snapshot["meeting"],), since=since)
        if untouched and len(snapshot["people"]) == 2 and not is_occupied:
            people = (snapshot["people"][0], snapshot["people"][1])
            yield ScheduledSeating(
                meeting.id, tuple(snapshot["slots"]), people, snapshot["table"], snapshot["interpreter"]
            )


def _require_unchanged(event: Event, back: ShiftPlan) -> None:
    """Raises Stale where a time is not where the shift has put it."""
    here = {time.id: time.span for time in list_day_slots(event.id)}
    if any(here.get(moved_time.id) != moved_time.before for moved_time in back.times):
        raise Stale("shift_stale")


def _plan_to_json(planned: ShiftPlan) -> dict[str, Any]:
    return {
        "times": [_move_to_json(time) for time in planned.times],
        "pieces": [_move_to_json(piece) for piece in planned.pieces],
    }


def _move_to_json(moved_span: MovedSpan) -> list[Any]:
    return [
        moved_span.id,
        *(each.isoformat() for span in (moved_span.before, moved_span.after) for each in (span.start, span.end)),
    ]


def _plan_from_json(stored_plan: Mapping[str, Any]) -> ShiftPlan:
    return ShiftPlan(
        tuple(map(_move_from_json, stored_plan["times"])), tuple(map(_move_from_json, stored_plan["pieces"]))
    )


def _move_from_json(row: list[Any]) -> MovedSpan:
    number, *texts = row
    start, end, new_start, new_end = (datetime.fromisoformat(each) for each in texts)
    return MovedSpan(number, Span(start, end), Span(new_start, new_end))
