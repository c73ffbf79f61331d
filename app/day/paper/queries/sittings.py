"""The meetings that hold a table at an event, with who sits there for whom; two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.day.paper.ground import Sitter, Sitting
from app.events.models import Interpreter, Slot
from app.meetings.models import GROUP, Claim, Meeting, Roundtable
from app.meetings.queries.round_parties import seated_by_meeting
from app.meetings.sitters import who_sits_for


def sittings_at(event_id: int, firms: Collection[int], stands_for: Mapping[int, Sequence[int]]) -> list[Sitting]:
    """By time, then by number. ``stands_for``: person → the firms for which it does."""
    rows = (
        select(
            *(Meeting.id, Meeting.kind, Meeting.low_id, Meeting.high_id, Meeting.asker_id, Roundtable.topic),
            *(Claim.table_id, Claim.representative_id, Interpreter.name, Slot.starts_at, Slot.ends_at),
        )
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .outerjoin(Roundtable, Roundtable.meeting_id == Meeting.id)
        .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
        .where(Meeting.event_id == event_id)
        .order_by(Claim.id)
    )
    found: dict[int, Any] = {}
    claims = defaultdict[int, _Held](_Held)
    for row in db.session.execute(rows):
        found[row.id] = row
        claims[row.id].add(row)
    groups = seated_by_meeting([row.id for row in found.values() if row.kind == GROUP])
    sittings = []
    for number, (_id, kind, low, high, asker, topic, *_claim) in found.items():
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

    def add(self, claim: Any) -> None:
        self.starts.append(claim.starts_at)
        self.ends.append(claim.ends_at)
        self.table_id = claim.table_id or self.table_id
        self.interpreter = claim.name or self.interpreter
        if claim.representative_id is not None:
            self.people[claim.representative_id] = None

    def sitting(
        self, number: int, firms: tuple[int, ...], stands_for: Mapping[int, Sequence[int]], topic: str
    ) -> Sitting:
        stand = {firm: [one for one in self.people if firm in stands_for.get(one, ())] for firm in firms}
        sitters = tuple(Sitter(person, firm) for firm, person in who_sits_for(stand, self.people.keys()).items())
        span = min(self.starts), max(self.ends)
        return Sitting(number, *span, self.table_id, firms, sitters, self.interpreter, topic)
