"""Group meetings whose time a shift gives up: each moves whole, or is called off with word. The caller has
the event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.day.queries.keeping import is_taken
from app.day.queries.shifting import Looked
from app.meetings.displaced import Loss
from app.meetings.lifecycle import Actor, State
from app.meetings.models import Claim, Meeting
from app.meetings.queries.seats import sitters_at
from app.meetings.round_seating import RoundSeat
from app.meetings.services.rounds.moving import carry_to, end_round
from app.meetings.services.rounds.reopening import open_anew
from app.meetings.services.rounds.steps import unlocked_round
from app.registrations.models import Registration, Representation
from app.registrations.states import RegistrationState


def carry_groups(looked: Looked, *, by: int | None) -> list[dict[str, Any]]:
    """What each held before that moved or was called off, so that it can come back."""
    kept = []
    for number, seat in sorted(looked.groups.items()):
        meeting = db.session.get_one(Meeting, number, populate_existing=True)
        found, before = unlocked_round(meeting), _held(meeting)
        if seat is None:
            before["seats"] = [[one.registration_id, one.seat] for one in found.guests]
            end_round(found, Actor.ORGANIZER, by=by, why=Loss.TIME.value, together=True)
        else:
            carry_to(found, seat, by=by, together=True)
        kept.append(before | {"version": meeting.version})
    return kept


def bring_groups_back(kept: Iterable[Mapping[str, Any]], since: datetime, *, by: int | None) -> None:
    """Those on which nobody has acted ``since``, where their places are still free; one that was called off comes back
    as a new one, while all who sat there take part."""
    for one in kept:
        meeting = db.session.get_one(Meeting, one["meeting"], populate_existing=True)
        people = [person for _firm, person in one["people"]]
        held = (one["slots"], people, one["table"], one["interpreter"])
        taken = is_taken(*held, besides=(meeting.id,), since=since)
        if meeting.version != one["version"] or taken:
            continue
        seated = tuple((firm, person) for firm, person in one["people"])
        seat = RoundSeat(tuple(one["slots"]), one["table"], seated, one["interpreter"])
        if meeting.state == State.BOOKED:
            carry_to(unlocked_round(meeting), seat, by=by, together=True)
        elif meeting.state == State.CANCELLED and "seats" in one and _stand(seat, one["seats"]):
            open_anew(meeting, seat, dict(one["seats"]), by=by)


def _stand(seat: RoundSeat, seats: Collection[Any]) -> bool:
    """Whether everybody who sat there still comes for an approved firm."""
    stands = (
        select(Representation.registration_id, Representation.representative_id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.id.in_([firm for firm, _person in seat.people]))
        .where(Registration.state == RegistrationState.APPROVED)
    )
    found = {(firm, person) for firm, person in db.session.execute(stands)}
    return len(seat.people) == len(seats) + 1 and found.issuperset(seat.people)


def _held(meeting: Meeting) -> dict[str, Any]:
    claims = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id).order_by(Claim.id)).all()
    slots = sorted({one.slot_id for one in claims}, key=lambda slot: slot != meeting.slot_id)
    return {
        "meeting": meeting.id,
        "slots": slots,
        "people": [[firm, person] for firm, person in sitters_at(meeting).items()],
        "table": next((one.table_id for one in claims if one.table_id is not None), None),
        "interpreter": next((one.interpreter_id for one in claims if one.interpreter_id is not None), None),
    }
