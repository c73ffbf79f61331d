"""The meetings of an event as its organizer looks them over: narrowed, and a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, and_, case, func, select

from app.companies.models import Company
from app.companies.names.search import is_signs_only, search_companies
from app.core.db import db, now
from app.core.paging import Page, clip_page
from app.events.models import Slot
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.clashes import clashing
from app.meetings.queries.lapsed import not_lapsed, state_at
from app.meetings.queries.overview_lines import MeetingLine, lines_of, pairs_in_need
from app.meetings.queries.overview_wanted import LAPSES, WAITS, Wanted, conditions
from app.registrations.models import Registration

SIZE = 50
BY_TIME = (Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
Found = Sequence[tuple[int, int, int]]
"""(meeting, low, high)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all meetings of the event, whatever the page is narrowed to.

    ``waiting``: requests that have waited for ``WAITS[1]`` days or more · ``lapsing``: that lapse within ``LAPSES[0]``
    day · ``lost``: agreed ones that had a time.
    """

    by_state: dict[str, int]
    waiting: int
    lapsing: int
    lost: int
    clashes: int

    @property
    def all(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class Overview:
    counts: Counts
    page: Page[MeetingLine]


def overview_of(event_id: int, wanted: Wanted, *, page: int) -> Overview:
    """The meetings that fit, by time, those without one last."""
    clashes = clashing(event_id)
    counts = _counts(event_id, len(clashes))
    chosen = _chosen(event_id, wanted, clashes)
    if sieve := _sieve(event_id, wanted):
        ids = [row[0] for row in sieve(_found(chosen))]
        number = clip_page(page, size=SIZE, total=len(ids))
        return Overview(counts, _page(event_id, ids[(number - 1) * SIZE : number * SIZE], number, len(ids), clashes))
    total = counts.all
    if wanted.narrows:
        total = db.session.scalar(chosen.with_only_columns(func.count()).order_by(None)) or 0
    number = clip_page(page, size=SIZE, total=total)
    shown = chosen.limit(SIZE).offset((number - 1) * SIZE)
    return Overview(counts, _page(event_id, [row[0] for row in _found(shown)], number, total, clashes))


def ids_that_fit(event_id: int, wanted: Wanted) -> list[int]:
    """All meetings that fit, whatever the page, by time."""
    found = _found(_chosen(event_id, wanted, clashing(event_id) if wanted.clash else ()))
    sieve = _sieve(event_id, wanted)
    return [row[0] for row in (sieve(found) if sieve else found)]


def _page(event_id: int, ids: Sequence[int], number: int, total: int, clashes: Collection[int]) -> Page[MeetingLine]:
    return Page(lines_of(event_id, ids, clashes), number, SIZE, total)


def _found(chosen: Select[int, int, int]) -> Found:
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


def _counts(event_id: int, clashes: int) -> Counts:
    moment = now()
    state, requested = state_at(moment), and_(Meeting.state == State.REQUESTED, not_lapsed(moment))
    soon = and_(requested, Meeting.expires_at <= moment + timedelta(days=LAPSES[0]))
    long = and_(requested, Meeting.changed_at <= moment - timedelta(days=WAITS[1]))
    lost = and_(Meeting.state == State.AGREED, Meeting.sequence > 0)
    sums = [func.sum(case((one, 1), else_=0)) for one in (long, soon, lost)]
    rows = db.session.execute(
        select(state.label("stands"), func.count(), *sums)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE)
        .group_by("stands")
    ).all()
    waiting, lapsing, gone = (sum(row[at] for row in rows) for at in (2, 3, 4))
    return Counts({row[0]: row[1] for row in rows}, waiting, lapsing, gone, clashes)


def _chosen(event_id: int, wanted: Wanted, clashes: Collection[int]) -> Select[int, int, int]:
    chosen = select(Meeting.id, Meeting.low_id, Meeting.high_id).outerjoin(Slot, Slot.id == Meeting.slot_id)
    chosen = chosen.where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, *conditions(wanted))
    if wanted.clash:
        chosen = chosen.where(Meeting.id.in_(clashes))
    return chosen.order_by(*BY_TIME)


def _sieve(event_id: int, wanted: Wanted) -> Callable[[Found], Found] | None:
    """What a database cannot tell: names in any spelling, and who shares a language."""
    if not (wanted.name or wanted.interpreter):
        return None
    named = _named(event_id, wanted.name) if wanted.name else None
    need = pairs_in_need(event_id) if wanted.interpreter else None

    def sieved(found: Found) -> Found:
        return [
            row
            for row in found
            if (named is None or row[1] in named or row[2] in named) and (need is None or need(row[1], row[2]))
        ]

    return sieved


def _named(event_id: int, typed: str) -> set[int]:
    if is_signs_only(typed):
        return set()
    stored = (
        select(Registration.id, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id)
    )
    return set(search_companies(typed, [(row[0], row[1]) for row in db.session.execute(stored)]))
