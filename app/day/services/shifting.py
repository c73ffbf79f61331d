"""Shift the rest of the day, in one transaction, and put it back until the next time begins."""

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
from app.day.queries.hall import times_of
from app.day.queries.keeping import is_taken
from app.day.queries.shifting import Looked, latest_shift, look, minutes_late
from app.day.services.shifting_groups import bring_groups_back, carry_groups
from app.day.shift import Asked, Moved, Plan, in_free_order, undone
from app.events.models import Event
from app.events.phases import EventAct
from app.events.services.lifecycle import close_time, move_times
from app.meetings.displaced import Loss
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.services.requirements import require_phase
from app.meetings.services.shifting import alone_with, follow, forget_proposals
from app.meetings.services.steps import settled
from app.meetings.services.timetables import Seating, hold_all

WORDS_LENGTH = 200


class NotUndone(Conflict):
    """The next time has begun, or another shift came after it: only another shift helps."""

    code = "shift_over"


@settled
def shift_day(
    event_id: int,
    asked: Asked,
    *,
    token: str,
    give_up: Collection[int] = (),
    words: str = "",
    by: int | None,
) -> Shift:
    """Do what was looked at, all of it or nothing; everybody concerned gets one letter.

    ``give_up``: meetings that go back to agreed instead. Raises Stale where it would do something else by now, Invalid
    as ``plan`` does and ``words_too_long``, PhaseForbids, NotFound.
    """
    if len(words) > WORDS_LENGTH:
        raise Invalid("words_too_long", most=WORDS_LENGTH)
    with transaction() as session:
        event, firms = alone_with(event_id)
        require_phase(event, EventAct.SHIFT_DAY)
        looked = look(event, asked)
        if looked.token != token:
            raise Stale("shift_stale")
        pairs = [one for one in looked.meetings if one.kind != GROUP]
        freed = [*(one.id for one in pairs if one.id in set(give_up)), *_without_time(looked)]
        kept = [_kept(one) for one in looked.meetings if one.id in {*freed, *looked.seats}]
        groups = carry_groups(looked, by=by)
        hold_all(event, _seatings(looked), freed, firms, by=by, telling=True, loss=Loss.TIME, together=True)
        _carry_out(event, looked.plan)
        for slot_id in looked.plan.dropped:
            forget_proposals(event.id, slot_id)
        told = follow(event, {one.id: one.before for one in looked.plan.times}, firms, by=by)
        made = Shift(
            event_id=event.id,
            how=asked.how.value,
            minutes=asked.minutes,
            plan=_as_json(looked.plan)
            | {"kept": _with_versions(kept), "groups": groups, "meetings": told + len(freed)}
            | {"late": minutes_late(event.id, looked.plan)},
            words=words or None,
            undo_until=_first_begins(looked),
            shifted_by=by,
        )
        session.add(made)
        session.flush()
        audit.log_action("shift.made", made, event_id=event.id, by=by, how=asked.how.value, minutes=asked.minutes)
        return made


@settled
def undo_shift(event_id: int, shift_id: int, *, by: int | None) -> Shift:
    """Put each time back where it was; meetings that lost theirs sit as before, where that is still free.

    Raises NotUndone, Stale where times stand otherwise by now, PhaseForbids, NotFound.
    """
    with transaction() as session:
        event, firms = alone_with(event_id)
        require_phase(event, EventAct.SHIFT_DAY)
        made = session.get(Shift, shift_id, populate_existing=True)
        if made is None or made.event_id != event_id:
            raise NotFound
        latest = latest_shift(event_id)
        if made.undone_at is not None or latest is None or latest.id != made.id or now() >= made.undo_until:
            raise NotUndone
        back = undone(_from_json(made.plan))
        _require_as_left(event, back)
        _carry_out(event, back, opens=True)
        follow(event, {one.id: one.before for one in back.times}, firms, by=by)
        hold_all(event, list(_still_free(made.plan["kept"], made.at)), [], firms, by=by, telling=True, together=True)
        bring_groups_back(made.plan.get("groups", ()), made.at, by=by)
        made.undone_at, made.undone_by = now(), by
        audit.log_action("shift.undone", made, event_id=event.id, by=by)
        return made


def _carry_out(event: Event, planned: Plan, *, opens: bool = False) -> None:
    times = [(one.id, one.after) for one in in_free_order(planned.times)]
    move_times(event, times, [(one.id, one.after) for one in planned.pieces])
    for slot_id in planned.dropped:
        close_time(event, slot_id, closed=not opens)


def _without_time(looked: Looked) -> list[int]:
    return [number for number, seat in looked.seats.items() if seat is None]


def _seatings(looked: Looked) -> list[Seating]:
    return [
        Seating(number, seat.slot_ids, (seat.representative_id, seat.their_representative_id), seat.table_id, voice)
        for number, seat in looked.seats.items()
        if seat is not None
        for voice in (seat.interpreter_id,)
    ]


def _first_begins(looked: Looked) -> datetime:
    """When the first time begins that the shift is about, as it is from then on: one that moved, was given up, or
    took a meeting in."""
    moved = [one.after.start for one in looked.plan.times if one.id == looked.asked.first]
    taken = [
        slot for seat in (*looked.seats.values(), *looked.groups.values()) if seat is not None for slot in seat.slot_ids
    ]
    return min([*moved, *(looked.times[slot].span.start for slot in (*looked.plan.dropped, *taken))])


def _kept(meeting: Meeting) -> dict[str, Any]:
    """What a meeting holds that may lose it, so that it can be given back."""
    claims = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id).order_by(Claim.id)).all()
    people = sorted({one.representative_id for one in claims if one.representative_id is not None})
    slots = sorted({one.slot_id for one in claims}, key=lambda slot: slot != meeting.slot_id)
    return {
        "meeting": meeting.id,
        "slots": slots,
        "people": people,
        "table": next((one.table_id for one in claims if one.table_id is not None), None),
        "interpreter": next((one.interpreter_id for one in claims if one.interpreter_id is not None), None),
    }


def _with_versions(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the version that each meeting has come to: what is changed by hand afterwards is left alone."""
    read = select(Meeting.version)
    return [one | {"version": db.session.scalar(read.where(Meeting.id == one["meeting"]))} for one in kept]


def _still_free(kept: Iterable[Mapping[str, Any]], since: datetime) -> Iterable[Seating]:
    for one in kept:
        meeting = db.session.get_one(Meeting, one["meeting"], populate_existing=True)
        untouched = meeting.version == one["version"] and meeting.state in (State.AGREED, State.BOOKED)
        if untouched and len(one["people"]) == 2 and not _taken_by_others(one, since):
            people = (one["people"][0], one["people"][1])
            yield Seating(meeting.id, tuple(one["slots"]), people, one["table"], one["interpreter"])


def _taken_by_others(one: Mapping[str, Any], since: datetime) -> bool:
    held = (one["slots"], one["people"], one["table"], one["interpreter"])
    return is_taken(*held, besides=(one["meeting"],), since=since)


def _require_as_left(event: Event, back: Plan) -> None:
    """Raises Stale where a time is not where the shift has put it."""
    here = {time.id: time.span for time in times_of(event.id)}
    if any(here.get(one.id) != one.before for one in back.times):
        raise Stale("shift_stale")


def _as_json(planned: Plan) -> dict[str, Any]:
    return {
        "times": [_row(one) for one in planned.times],
        "pieces": [_row(one) for one in planned.pieces],
        "dropped": list(planned.dropped),
    }


def _row(one: Moved) -> list[Any]:
    return [one.id, *(each.isoformat() for span in (one.before, one.after) for each in (span.start, span.end))]


def _from_json(kept: Mapping[str, Any]) -> Plan:
    dropped = kept["dropped"]
    if not isinstance(dropped, list):  # one or none, as it was kept before
        dropped = [] if dropped is None else [dropped]
    return Plan(tuple(map(_moved, kept["times"])), tuple(map(_moved, kept["pieces"])), tuple(dropped))


def _moved(row: list[Any]) -> Moved:
    number, *said = row
    start, end, new_start, new_end = (datetime.fromisoformat(each) for each in said)
    return Moved(number, Span(start, end), Span(new_start, new_end))
