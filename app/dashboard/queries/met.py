"""Who meets whom at an event, and how many meetings each firm has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company, CompanySector
from app.companies.queries import company_name_order
from app.companies.sectors.tree import sector_tree
from app.core.db import db, now
from app.core.paging import Page, clip_page
from app.dashboard.crossing import Crossing, Met, crossed
from app.meetings.lifecycle import State
from app.meetings.limits import COUNTS_AS_MEETING
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.round_parties import SITS
from app.registrations.models import Registration

SIZE = 50

_EVENT = bindparam("event_id", type_=Integer)
_PAIRS = select(Meeting.low_id, Meeting.high_id).where(
    Meeting.event_id == _EVENT, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(bindparam("states", expanding=True))
)
_IS_IN = (CompanySector.company_id == Registration.company_id) & (CompanySector.kind == "is_in")
_FIRMS = (
    select(Registration.id, Registration.group_id, CompanySector.code)
    .outerjoin(CompanySector, _IS_IN)
    .where(Registration.event_id == _EVENT)
)
_SEATS = (
    select(MeetingParty.registration_id, func.count().label("count"))
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(Meeting.event_id == _EVENT, Meeting.kind == GROUP, Meeting.state.in_(sorted(COUNTS_AS_MEETING)), SITS)
    .group_by(MeetingParty.registration_id)
    .subquery()
)
_APPROVED = (
    select(Registration.id, func.coalesce(_SEATS.c.count, 0))
    .outerjoin(_SEATS, _SEATS.c.registration_id == Registration.id)
    .where(Registration.event_id == _EVENT, Registration.kind == "firm", Registration.state == "approved")
)
"""Made once: the organizer's home asks each, of all firms and meetings."""


Pairs = Sequence[tuple[Any, ...]]
"""The two firms of each meeting."""


def pairs_of(event_id: int, states: Collection[str]) -> Pairs:
    """Those of the one-to-one meetings of these states."""
    return db.session.execute(_PAIRS, {"event_id": event_id, "states": sorted(states)}).all()


def crossing_of(event_id: int, pairs: Pairs) -> Crossing:
    """One-to-one meetings by the sections of both; one query."""
    who = set(chain.from_iterable(pairs))
    return crossed(pairs, _firms(event_id, who), sector_tree().sections) if pairs else crossed((), {}, ())


def _firms(event_id: int, who: Collection[int]) -> dict[int, Met]:
    """Those that meet anybody; firms that are counted alike are one value."""
    section_of, sections, groups = _section_of(), defaultdict[int, set[str]](set), dict[int, int | None]()
    for registration_id, group_id, code in db.session.execute(_FIRMS, {"event_id": event_id}):
        groups[registration_id] = group_id
        if code in section_of:
            sections[registration_id].add(section_of[code])
    alike: dict[Met, Met] = {}
    found = ((number, Met(groups[number], frozenset(sections.get(number, ())))) for number in who)
    return {number: alike.setdefault(firm, firm) for number, firm in found}


@cache
def _section_of() -> dict[str, str]:
    """Code → the section that it lies under."""
    known = sector_tree()
    return {sector.code: known.path(sector.code)[0] for sector in known}


def meetings_per_firm(event_id: int, pairs: Pairs | None = None) -> dict[int, int]:
    """How many meetings that count (agreed, booked, held; seats in groups too) each approved firm has, by its id.
    ``pairs``: those of the ones between two, where they are known."""
    pairs = pairs_of(event_id, COUNTS_AS_MEETING) if pairs is None else pairs
    meets = Counter(chain.from_iterable(pairs))
    return {firm: meets[firm] + seats for firm, seats in db.session.execute(_APPROVED, {"event_id": event_id})}


@dataclass(frozen=True, slots=True)
class Busy:
    """A firm and how many meetings it has."""

    registration: Registration
    meetings: int


def firms_with(event_id: int, least: int, most: int | None, language: str, *, page: int) -> Page[Busy]:
    """Approved firms that have so many meetings, those with the fewest first, then by name."""
    counts = meetings_per_firm(event_id)
    fit = {one for one, count in counts.items() if count >= least and (most is None or count <= most)}
    in_order = (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.state == "approved")
        .order_by(*company_name_order(language))
    )
    ids = sorted((one for one in db.session.scalars(in_order) if one in fit), key=counts.__getitem__)
    number = clip_page(page, size=SIZE, total=len(ids))
    shown = ids[(number - 1) * SIZE : number * SIZE]
    return Page([Busy(one, counts[one.id]) for one in _registrations(shown)], number, SIZE, len(ids))


def _registrations(ids: Collection[int]) -> Iterable[Registration]:
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .where(Registration.id.in_(ids))
    )
    found = {one.id: one for one in db.session.scalars(chosen)}
    return [found[one] for one in ids]


def waiting_since(event_id: int, days: int) -> int:
    """How many requests have waited for an answer for so many days or longer."""
    rows = select(func.count()).where(
        Meeting.event_id == event_id,
        Meeting.kind == ONE_TO_ONE,
        Meeting.state == State.REQUESTED,
        not_lapsed(now()),
        Meeting.changed_at <= now() - timedelta(days=days),
    )
    return db.session.scalar(rows) or 0
