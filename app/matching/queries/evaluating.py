"""The meetings that both sides wanted, and where each stood in the other's list when it was asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.events.models import Event
from app.matching.evaluate import Wanted
from app.matching.logged import read
from app.matching.models import ShownList
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Registration
from app.registrations.queries.profiles import audiences_of

ACCEPTED = (State.AGREED, State.BOOKED, State.HELD, State.MISSED)
Log = Mapping[int, list[tuple[datetime, bytes]]]


@dataclass(frozen=True)
class Side:
    """``group``: its name."""

    group: str
    wanted: Wanted


@dataclass(frozen=True)
class WantedMeeting:
    """A meeting that one asked for and the other accepted."""

    asker: Side
    asked: Side


def wanted_meetings(event: Event) -> list[WantedMeeting]:
    """Those of an event that nobody arranged, in the order in which they were asked for."""
    rows = db.session.execute(
        select(Meeting.asker_id, Meeting.low_id, Meeting.high_id, Meeting.created_at)
        .where(
            Meeting.event_id == event.id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.arranged_by.is_(None),
            Meeting.state.in_(ACCEPTED),
        )
        .order_by(Meeting.created_at, Meeting.id)
    ).all()
    log = _log(event.id, {firm for row in rows for firm in (row.low_id, row.high_id)})
    groups, names = _groups(event.id), {group.id: group.name for group in event.groups}
    audiences = audiences_of(event.id)

    def side(firm: int, other: int, at: datetime) -> Side:
        group = groups.get(firm, 0)
        others = audiences[group].firms if group in audiences else 0
        return Side(names.get(group, "–"), Wanted(_place(log, firm, other, at), others))

    found = []
    for asker, low, high, at in rows:
        asked = high if asker == low else low
        found.append(WantedMeeting(side(asker, asked, at), side(asked, asker, at)))
    return found


def _place(log: Log, firm: int, other: int, at: datetime) -> int | None:
    lists = log.get(firm, [])
    newest = bisect_right(lists, at, key=lambda each: each[0])
    if not newest:
        return None
    others = [each for each, _score in read(lists[newest - 1][1])]
    return others.index(other) + 1 if other in others else None


def _log(event_id: int, firms: Collection[int]) -> Log:
    chosen = (
        select(ShownList.registration_id, ShownList.at, ShownList.places)
        .where(ShownList.event_id == event_id, ShownList.registration_id.in_(firms))
        .order_by(ShownList.version)
    )
    found: dict[int, list[tuple[datetime, bytes]]] = defaultdict(list)
    for firm, at, places in db.session.execute(chosen):
        found[firm].append((at, places))
    return found


def _groups(event_id: int) -> dict[int, int]:
    rows = select(Registration.id, Registration.group_id).where(Registration.event_id == event_id)
    return {one: group or 0 for one, group in db.session.execute(rows)}
