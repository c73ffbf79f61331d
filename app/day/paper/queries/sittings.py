"""The meetings that hold a table at an event, with who sits there for whom; three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.day.paper.ground import Sitter, Sitting
from app.db import db
from app.events.models import Interpreter, Slot
from app.meetings.models import GROUP, Claim, Meeting, Roundtable
from app.meetings.queries.round_parties import seated_by_meeting
from app.meetings.sitters import who_sits_for


def sittings_at(event_id: int, firms: Collection[int], stands_for: Mapping[int, Sequence[int]]) -> list[Sitting]:
    """By time, then by number. ``stands_for``: person → the firms for which it does."""
    claims = _claims(event_id)
    rows = (
        select(Meeting.id, Meeting.kind, Meeting.low_id, Meeting.high_id, Meeting.asker_id, Roundtable.topic)
        .outerjoin(Roundtable, Roundtable.meeting_id == Meeting.id)
        .where(Meeting.event_id == event_id, Meeting.id.in_(select(Claim.meeting_id).where(Claim.event_id == event_id)))
    )
    found = db.session.execute(rows).all()
    groups = seated_by_meeting([row.id for row in found if row.kind == GROUP])
    sittings = []
    for number, kind, low, high, asker, topic in found:
        held = claims[number]
        sides = groups.get(number, ()) if kind == GROUP else (asker, high if asker == low else low)
        there = tuple(one for one in sides if one in firms)
        if held.table_id and there:
            sittings.append(held.sitting(number, there, stands_for, topic or ""))
    return sorted(sittings, key=lambda one: (one.starts_at, one.id))


class _Held:
    """What the claims of one meeting hold."""

    def __init__(self) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        self.table_id = 0
        self.people: dict[int, None] = {}
        self.interpreter = ""

    def sitting(
        self, number: int, firms: tuple[int, ...], stands_for: Mapping[int, Sequence[int]], topic: str
    ) -> Sitting:
        stand = {firm: [one for one in self.people if firm in stands_for.get(one, ())] for firm in firms}
        sitters = tuple(Sitter(person, firm) for firm, person in who_sits_for(stand, self.people.keys()).items())
        span = min(self.starts), max(self.ends)
        return Sitting(number, *span, self.table_id, firms, sitters, self.interpreter, topic)


def _claims(event_id: int) -> dict[int, _Held]:
    rows = (
        select(
            *(Claim.meeting_id, Claim.table_id, Claim.representative_id),
            *(Interpreter.name, Slot.starts_at, Slot.ends_at),
        )
        .join(Slot, Slot.id == Claim.slot_id)
        .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
        .where(Claim.event_id == event_id)
        .order_by(Claim.id)
    )
    found: dict[int, _Held] = defaultdict(_Held)
    for meeting_id, table_id, person_id, interpreter, starts, ends in db.session.execute(rows):
        held = found[meeting_id]
        held.starts.append(starts)
        held.ends.append(ends)
        held.table_id = table_id or held.table_id
        held.interpreter = interpreter or held.interpreter
        if person_id is not None:
            held.people[person_id] = None
    return found
