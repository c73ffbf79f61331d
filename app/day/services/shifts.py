"""Shift the rest of the day, with its group meetings, in one transaction, and undo it until the next slot begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.erasure import clean_rows
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.day.models import Shift
from app.day.queries.boards import list_day_slots
from app.day.queries.reassignments import is_place_occupied
from app.day.queries.shifts import ShiftPreview, get_latest_shift, get_minutes_late, get_shift_preview
from app.day.shift_plan import MovedSpan, ShiftPlan, ShiftRequest, invert_plan, order_moves
from app.events.models import Event
from app.events.phases import EventAct
from app.events.services.lifecycle import close_time, move_times
from app.group_meetings.placement import GroupPlacement
from app.group_meetings.services.changes import move_to_placement
from app.group_meetings.services.opening import reopen_group_meeting
from app.meetings.displacement import BookingLoss
from app.meetings.lifecycle import MeetingActor, MeetingState
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.queries.attendees import get_attendees
from app.meetings.services.displacement import announce_shift, delete_proposals, lock_event_companies
from app.meetings.services.group_meeting_endings import end_group_meeting
from app.meetings.services.group_meetings import load_group_meeting
from app.meetings.services.policy import require_phase
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.transitions import retry_on_conflict
from app.privacy.erasure import Erasure
from app.registrations.models import Registration, Representation
from app.registrations.states import RegistrationState

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
        pairs = [meeting for meeting in looked.meetings if meeting.kind != GROUP]
        freed = [*(pair.id for pair in pairs if pair.id in set(give_up)), *_list_without_time(looked)]
        snapshots = [_snapshot_meeting(meeting) for meeting in looked.meetings if meeting.id in {*freed, *looked.seats}]
        groups = move_groups(looked, by=by)
        apply_seatings(
            event, _build_seatings(looked), freed, companies, by=by, telling=True, loss=BookingLoss.TIME, together=True
        )
        _apply_plan(event, looked.plan)
        for slot_id in looked.plan.dropped:
            delete_proposals(event.id, slot_id)
        notified = announce_shift(event, {time.id: time.before for time in looked.plan.times}, companies, by=by)
        made = Shift(
            event_id=event.id,
            how=asked.how.value,
            minutes=asked.minutes,
            plan=_plan_to_json(looked.plan)
            | {"kept": _add_versions(snapshots), "groups": groups, "meetings": notified + len(freed)}
            | {"late": get_minutes_late(event.id, looked.plan)},
            words=words or None,
            undo_until=_get_undo_deadline(looked),
            shifted_by=by,
        )
        session.add(made)
        session.flush()
        audit.log_action("shift.made", made, event_id=event.id, by=by, how=asked.how.value, minutes=asked.minutes)
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
        _apply_plan(event, back, opens=True)
        announce_shift(event, {time.id: time.before for time in back.times}, companies, by=by)
        apply_seatings(
            event, list(_list_restorable(made.plan["kept"], made.at)), [], companies, by=by, telling=True, together=True
        )
        restore_groups(made.plan.get("groups", ()), made.at, by=by)
        made.undone_at, made.undone_by = now(), by
        audit.log_action("shift.undone", made, event_id=event.id, by=by)
        return made


def _apply_plan(event: Event, planned: ShiftPlan, *, opens: bool = False) -> None:
    times = [(order_move.id, order_move.after) for order_move in order_moves(planned.times)]
    move_times(event, times, [(piece.id, piece.after) for piece in planned.pieces])
    for slot_id in planned.dropped:
        close_time(event, slot_id, closed=not opens)


def _list_without_time(looked: ShiftPreview) -> list[int]:
    return [number for number, seat in looked.seats.items() if seat is None]


def _build_seatings(looked: ShiftPreview) -> list[ScheduledSeating]:
    return [
        ScheduledSeating(
            number, seat.slot_ids, (seat.representative_id, seat.their_representative_id), seat.table_id, interpreter
        )
        for number, seat in looked.seats.items()
        if seat is not None
        for interpreter in (seat.interpreter_id,)
    ]


def _get_undo_deadline(looked: ShiftPreview) -> datetime:
    """When the first time begins that the shift is about, as it is from then on: one that moved, was given up, or
    took a meeting in."""
    moved = [time.after.start for time in looked.plan.times if time.id == looked.asked.first]
    taken = [
        slot for seat in (*looked.seats.values(), *looked.groups.values()) if seat is not None for slot in seat.slot_ids
    ]
    return min([*moved, *(looked.times[slot].span.start for slot in (*looked.plan.dropped, *taken))])


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
        if untouched and len(snapshot["people"]) == 2 and not _is_occupied(snapshot, since):
            people = (snapshot["people"][0], snapshot["people"][1])
            yield ScheduledSeating(
                meeting.id, tuple(snapshot["slots"]), people, snapshot["table"], snapshot["interpreter"]
            )


def _is_occupied(snapshot: Mapping[str, Any], since: datetime) -> bool:
    place = (snapshot["slots"], snapshot["people"], snapshot["table"], snapshot["interpreter"])
    return is_place_occupied(*place, besides=(snapshot["meeting"],), since=since)


def _require_unchanged(event: Event, back: ShiftPlan) -> None:
    """Raises Stale where a time is not where the shift has put it."""
    here = {time.id: time.span for time in list_day_slots(event.id)}
    if any(here.get(moved_time.id) != moved_time.before for moved_time in back.times):
        raise Stale("shift_stale")


def _plan_to_json(planned: ShiftPlan) -> dict[str, Any]:
    return {
        "times": [_move_to_json(time) for time in planned.times],
        "pieces": [_move_to_json(piece) for piece in planned.pieces],
        "dropped": list(planned.dropped),
    }


def _move_to_json(moved_span: MovedSpan) -> list[Any]:
    return [
        moved_span.id,
        *(each.isoformat() for span in (moved_span.before, moved_span.after) for each in (span.start, span.end)),
    ]


def _plan_from_json(stored_plan: Mapping[str, Any]) -> ShiftPlan:
    dropped = stored_plan["dropped"]
    if not isinstance(dropped, list):  # one or none, as it was kept before
        dropped = [] if dropped is None else [dropped]
    return ShiftPlan(
        tuple(map(_move_from_json, stored_plan["times"])),
        tuple(map(_move_from_json, stored_plan["pieces"])),
        tuple(dropped),
    )


def _move_from_json(row: list[Any]) -> MovedSpan:
    number, *texts = row
    start, end, new_start, new_end = (datetime.fromisoformat(each) for each in texts)
    return MovedSpan(number, Span(start, end), Span(new_start, new_end))


def move_groups(looked: ShiftPreview, *, by: int | None) -> list[dict[str, Any]]:
    """What each held before that moved or was called off, so that it can come back."""
    result = []
    for number, seat in sorted(looked.groups.items()):
        meeting = db.session.get_one(Meeting, number, populate_existing=True)
        group_meeting, before = load_group_meeting(meeting), _snapshot_group(meeting)
        if seat is None:
            before["seats"] = [[guest.registration_id, guest.seat] for guest in group_meeting.guests]
            end_group_meeting(group_meeting, MeetingActor.ORGANIZER, by=by, why=BookingLoss.TIME.value, together=True)
        else:
            move_to_placement(group_meeting, seat, by=by, together=True)
        result.append(before | {"version": meeting.version})
    return result


def restore_groups(snapshots: Iterable[Mapping[str, Any]], since: datetime, *, by: int | None) -> None:
    """Those on which nobody has acted ``since``, where their places are still free; one that was called off comes back
    as a new one, while all who sat there take part."""
    for snapshot in snapshots:
        meeting = db.session.get_one(Meeting, snapshot["meeting"], populate_existing=True)
        people = [person for _company, person in snapshot["people"]]
        place = (snapshot["slots"], people, snapshot["table"], snapshot["interpreter"])
        taken = is_place_occupied(*place, besides=(meeting.id,), since=since)
        if meeting.version != snapshot["version"] or taken:
            continue
        seated = tuple((company, person) for company, person in snapshot["people"])
        seat = GroupPlacement(tuple(snapshot["slots"]), snapshot["table"], seated, snapshot["interpreter"])
        if meeting.state == MeetingState.BOOKED:
            move_to_placement(load_group_meeting(meeting), seat, by=by, together=True)
        elif (
            meeting.state == MeetingState.CANCELLED
            and "seats" in snapshot
            and _has_all_attendees(seat, snapshot["seats"])
        ):
            reopen_group_meeting(meeting, seat, dict(snapshot["seats"]), by=by)


def _has_all_attendees(seat: GroupPlacement, seats: Collection[Any]) -> bool:
    """Whether everybody who sat there still comes for an approved firm."""
    stands = (
        select(Representation.registration_id, Representation.representative_id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.id.in_([company for company, _person in seat.people]))
        .where(Registration.state == RegistrationState.APPROVED)
    )
    representations = {(company, person) for company, person in db.session.execute(stands)}
    return len(seat.people) == len(seats) + 1 and representations.issuperset(seat.people)


def _snapshot_group(meeting: Meeting) -> dict[str, Any]:
    claims = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id).order_by(Claim.id)).all()
    slots = sorted({claim.slot_id for claim in claims}, key=lambda slot: slot != meeting.slot_id)
    return {
        "meeting": meeting.id,
        "slots": slots,
        "people": [[company, person] for company, person in get_attendees(meeting).items()],
        "table": next((claim.table_id for claim in claims if claim.table_id is not None), None),
        "interpreter": next((claim.interpreter_id for claim in claims if claim.interpreter_id is not None), None),
    }


def erase_shift_messages(erasure: Erasure) -> None:
    """Those of erased events go; names go out of the others."""
    db.session.execute(update(Shift).where(Shift.event_id.in_(erasure.whole)).values(words=None))
    clean_rows(Shift, ("words",), Shift.event_id.in_(erasure.events), traces=erasure.traces)
