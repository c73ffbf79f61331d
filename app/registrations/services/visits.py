"""A delegation's own programme: what keeps its members busy is added, changed and removed; meetings are asked first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.events.hours_change import MeetingImpact
from app.events.models import Event, Group
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.services.changing import apply_hours_change
from app.registrations.buses import MOST_BUSES
from app.registrations.models import BusSeat, Delegation, Registration, VisitBlock, VisitMember
from app.registrations.news import Change, Kind, item_of
from app.registrations.party import SignUp
from app.registrations.queries.elsewhere import absence_since, away_of
from app.registrations.services import quotas, telling
from app.registrations.services.sign_ups import taken_but

MOST = 60
TEXTS = ("label", "label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place")


class CapacityTaken(Conflict):
    """More people have signed up than the new capacity lets come. Details: taken."""

    code = "visit_capacity_taken"


class TooManyVisits(Conflict):
    """A delegation's programme holds at most so many. Details: most."""

    code = "visits_too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a part of the programme is. With neither ``sectors`` (codes) nor ``members`` (ids of registrations) it is
    for all; with either, for those in one of the sectors and for these members; with ``sign_up`` for who signs up, of
    the group ``group_id`` for ``SignUp.GROUP``, at most ``capacity`` people."""

    label: str
    starts_at: datetime
    ends_at: datetime
    label_zh: str | None = None
    label_fr: str | None = None
    place: str | None = None
    place_zh: str | None = None
    place_fr: str | None = None
    note: str | None = None
    pickup_at: datetime | None = None
    pickup_place: str | None = None
    sectors: Sequence[str] = ()
    members: Sequence[int] = ()
    sign_up: SignUp | None = None
    group_id: int | None = None
    capacity: int | None = None
    buses: Sequence[str] = ()
    seats_per_bus: int | None = None


def add(
    delegation: Delegation, visit: Visit, *, by: int, confirmed: str = "", keep: bool = False
) -> tuple[VisitBlock, tuple[MeetingImpact, ...]]:
    """A new part, and what it cost meetings. ``confirmed``: the token of the consequences accepted; ``keep``: booked
    meetings stay all the same.

    Raises HoursInUse where meetings lie then and this is not confirmed, Invalid ``visit_ends_early``,
    ``visit_pickup_late`` and ``buses_too_many``, NotFound for a member of another delegation or a group of another
    event, TooManyVisits, PhaseForbids.
    """
    with transaction(), _settled(delegation, by, confirmed, keep) as (kept, impacts):
        count = db.session.scalar(select(func.count()).where(VisitBlock.delegation_id == kept.id)) or 0
        if count >= MOST:
            raise TooManyVisits(most=MOST)
        made = VisitBlock(delegation_id=kept.id, label=visit.label)
        _write(made, visit)
        audit.log_action("visit.added", made, event_id=kept.event_id, by=by, delegation=kept.id)
    return made, tuple(impacts)


def change(
    delegation: Delegation,
    visit_id: int,
    visit: Visit,
    *,
    version: int,
    by: int,
    confirmed: str = "",
    keep: bool = False,
    tell: bool = False,
) -> tuple[MeetingImpact, ...]:
    """What it cost meetings. ``tell``: who signed up from elsewhere is told, as ``telling.tell`` tells the members; who
    loses its place always is. Raises as ``add``, NotFound, CapacityTaken, and Stale ``visit_stale`` where it is no
    longer of the ``version`` that was looked at."""
    with transaction(), _settled(delegation, by, confirmed, keep) as (kept, impacts):
        found = _of(kept, visit_id)
        if found.version != version:
            raise Stale("visit_stale")
        was = item_of(found)
        if found.sign_up and not visit.sign_up:
            telling.tell_signed_up(kept, found.id, Change(Kind.OFF, was), by=by)
        _write(found, visit)
        found.version += 1
        if tell and (stands := item_of(found)) != was:
            telling.tell_signed_up(kept, found.id, Change(Kind.CHANGED, stands, was), by=by)
        audit.log_action("visit.changed", found, event_id=kept.event_id, by=by, delegation=kept.id)
    return tuple(impacts)


def remove(delegation: Delegation, visit_id: int, *, by: int) -> None:
    """It goes with its bus lists; the times are free again, and who signed up from elsewhere is told. Raises NotFound,
    PhaseForbids."""
    with transaction() as session:
        kept = quotas.locked(delegation.id)
        event = session.get_one(Event, kept.event_id)
        require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
        found = _of(kept, visit_id)
        if found.sign_up and found.ends_at > now():
            telling.tell_signed_up(kept, found.id, Change(Kind.OFF, item_of(found)), by=by)
        for model in (VisitMember, BusSeat):
            session.execute(delete(model).where(model.visit_id == found.id))
        audit.log_action("visit.removed", found, event_id=event.id, by=by, delegation=kept.id)
        session.delete(found)
        session.flush()
        session.expire(kept, ["visit_blocks"])


@contextmanager
def _settled(
    delegation: Delegation, by: int, confirmed: str, keep: bool
) -> Iterator[tuple[Delegation, list[MeetingImpact]]]:
    """Behind the locks of event and delegation: what is written inside is asked about and settled at the end."""
    impacts: list[MeetingImpact] = []
    event = db.session.get_one(Event, delegation.event_id, populate_existing=True, with_for_update={"key_share": True})
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    kept = quotas.locked(delegation.id)
    before = away_of(kept)
    yield kept, impacts
    db.session.flush()
    db.session.expire(kept, ["visit_blocks"])
    impacts += apply_hours_change(event, absence_since(away_of(kept), before), confirmed, keep=keep, by=by)


def _write(block: VisitBlock, visit: Visit) -> None:
    if visit.starts_at >= visit.ends_at:
        raise Invalid("visit_ends_early")
    if visit.pickup_at is not None and visit.pickup_at > visit.starts_at:
        raise Invalid("visit_pickup_late")
    if len(visit.buses) > MOST_BUSES:
        raise Invalid("buses_too_many", most=MOST_BUSES)
    for name in (*TEXTS, "starts_at", "ends_at", "pickup_at", "seats_per_bus"):
        setattr(block, name, getattr(visit, name))
    block.sectors, block.buses = sorted(visit.sectors), list(visit.buses)
    was_open = bool(block.sign_up)
    block.sign_up, block.group_id, block.capacity = visit.sign_up, _group(block, visit), visit.capacity
    block.for_all = not visit.sectors and not visit.members and not visit.sign_up
    block.changed_at = now()
    db.session.add(block)
    db.session.flush()
    if not (was_open and visit.sign_up):
        _choose(block, visit.members)
    elif block.places is not None and (taken := taken_but(block)) > block.places:
        raise CapacityTaken(taken=taken)
    _keep_seats(block)


def _group(block: VisitBlock, visit: Visit) -> int | None:
    if visit.sign_up != SignUp.GROUP:
        return None
    of_event = select(Group.id).join(Delegation, Delegation.event_id == Group.event_id)
    found = db.session.scalar(of_event.where(Group.id == visit.group_id, Delegation.id == block.delegation_id))
    if found is None:
        raise NotFound
    return found


def _choose(block: VisitBlock, members: Sequence[int]) -> None:
    mine = select(Registration.id).where(
        Registration.id.in_(members), Registration.delegation_id == block.delegation_id
    )
    chosen = set(db.session.scalars(mine))
    if chosen != set(members):
        raise NotFound
    db.session.execute(delete(VisitMember).where(VisitMember.visit_id == block.id))
    db.session.add_all(VisitMember(visit_id=block.id, registration_id=one) for one in sorted(chosen))
    db.session.flush()
    db.session.expire(block, ["members"])


def _keep_seats(block: VisitBlock) -> None:
    """Who had a seat in a bus that goes rides in the first; ticks stay."""
    for seat in db.session.scalars(select(BusSeat).where(BusSeat.visit_id == block.id, BusSeat.bus.is_not(None))):
        if seat.bus and seat.bus not in block.buses:
            seat.bus = None


def _of(delegation: Delegation, visit_id: int) -> VisitBlock:
    found = db.session.get(VisitBlock, visit_id, populate_existing=True, with_for_update=True)
    if found is None or found.delegation_id != delegation.id:
        raise NotFound
    return found
