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
from app.matching.evaluation import WantedPlace
from app.matching.models import ShownList
from app.matching.stored_lists import parse_log_entry
from app.meetings.lifecycle import MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Registration
from app.registrations.queries.profiles import get_profile_audiences

ACCEPTED_STATES = (MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)
ShownLog = Mapping[int, list[tuple[datetime, bytes]]]


@dataclass(frozen=True)
class EvaluatedSide:
    """``group``: its name."""

    group: str
    wanted: WantedPlace


@dataclass(frozen=True)
class MutualMeeting:
    """A meeting that one asked for and the other accepted."""

    asker: EvaluatedSide
    asked: EvaluatedSide


def list_mutual_meetings(event: Event) -> list[MutualMeeting]:
    """Those of an event that nobody arranged, in the order in which they were asked for."""
    rows = db.session.execute(
        select(Meeting.asker_id, Meeting.low_id, Meeting.high_id, Meeting.created_at)
        .where(
            Meeting.event_id == event.id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.arranged_by.is_(None),
            Meeting.state.in_(ACCEPTED_STATES),
        )
        .order_by(Meeting.created_at, Meeting.id)
    ).all()
    log = _shown_log(event.id, {company for row in rows for company in (row.low_id, row.high_id)})
    groups, names = _group_ids(event.id), {group.id: group.name for group in event.groups}
    audiences = get_profile_audiences(event.id)

    def side(company: int, other: int, at: datetime) -> EvaluatedSide:
        group = groups.get(company, 0)
        others = audiences[group].companies if group in audiences else 0
        return EvaluatedSide(names.get(group, "–"), WantedPlace(_logged_place(log, company, other, at), others))

    meetings = []
    for asker, low, high, at in rows:
        asked = high if asker == low else low
        meetings.append(MutualMeeting(side(asker, asked, at), side(asked, asker, at)))
    return meetings


def _logged_place(log: ShownLog, company: int, other: int, at: datetime) -> int | None:
    lists = log.get(company, [])
    newest = bisect_right(lists, at, key=lambda each: each[0])
    if not newest:
        return None
    others = [each for each, _score in parse_log_entry(lists[newest - 1][1])]
    return others.index(other) + 1 if other in others else None


def _shown_log(event_id: int, companies: Collection[int]) -> ShownLog:
    chosen = (
        select(ShownList.registration_id, ShownList.at, ShownList.places)
        .where(ShownList.event_id == event_id, ShownList.registration_id.in_(companies))
        .order_by(ShownList.version)
    )
    lists_by_company: dict[int, list[tuple[datetime, bytes]]] = defaultdict(list)
    for company, at, places in db.session.execute(chosen):
        lists_by_company[company].append((at, places))
    return lists_by_company


def _group_ids(event_id: int) -> dict[int, int]:
    rows = select(Registration.id, Registration.group_id).where(Registration.event_id == event_id)
    return {registration_id: group or 0 for registration_id, group in db.session.execute(rows)}
