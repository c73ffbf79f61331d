"""A host changes what a group meeting is about, how many it takes, and who may come."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.events.models import Table
from app.events.phases import EventAct
from app.meetings.models import Claim, Roundtable
from app.meetings.roundtables import LEAST_SEATS, Answer, most_seats
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.requirements import require_topic
from app.meetings.services.rounds.saying import say, say_to_invited
from app.meetings.services.rounds.steps import Round, locked_round, noted_round, require_ahead, seat_firm, touch
from app.meetings.services.rounds.waiting import telling_who_waits
from app.meetings.services.steps import settled


@settled
def describe_round(
    meeting_id: int, *, topic: str, seats: int, is_open: bool, by: int | None, event_id: int | None = None
) -> bool:
    """Change it; False where it is so already. Of another topic all are told who come or are invited.

    Nobody loses a seat by it: there are as many seats as guests at least, and no more than its table holds. Raises
    Invalid for topic and seats, IllegalMove, PhaseForbids, NotFound.
    """
    line = require_topic(topic)
    with transaction():
        found = locked_round(meeting_id, event_id=event_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found)
        _require_room(found, seats)
        values = {"topic": line, "seats": seats, "is_open": is_open}
        fields = sorted(name for name, value in values.items() if getattr(found.about, name) != value)
        if fields:
            with telling_who_waits(found):
                _close_up(found)
                _describe(found, values, fields, by)
        return bool(fields)


def _require_room(found: Round, seats: int) -> None:
    """Raises Invalid ``seats_of_this``."""
    held = select(Claim.table_id).where(Claim.meeting_id == found.meeting.id, Claim.table_id.is_not(None))
    most = most_seats(db.session.scalars(select(Table.seats).where(Table.id.in_(held))).all())
    least = max(LEAST_SEATS, len(found.guests))
    if not least <= seats <= most and seats != found.about.seats:
        raise Invalid("seats_of_this", least=least, most=most)


def _close_up(found: Round) -> None:
    """Whoever has a seat keeps one, by the lowest numbers."""
    for number, one in enumerate(found.guests, start=1):
        if one.seat != number:
            seat_firm(found, one.registration_id, Answer.ACCEPTED, seat=number)


def _describe(found: Round, values: dict[str, object], fields: list[str], by: int | None) -> None:
    db.session.execute(update(Roundtable).where(Roundtable.id == found.about.id).values(**values))
    db.session.refresh(found.about)
    touch(found.meeting)
    is_told = "topic" in fields
    invited = sorted(one.id for one in found.asked) if is_told else []
    notice = noted_round(found.meeting, "describe", by, registration=found.host.id, fields=fields, invited=invited)
    if is_told:
        say(found, notice, "retitled", *found.held[1:])
        say_to_invited(found, notice)
