"""A delegation's programme: visits are added, changed and removed, and its members informed of what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.delegations import mails
from app.delegations.programme import MAX_BUSES, ChangeKind, ProgrammeChange, create_snapshot, programme_to_json
from app.delegations.queries.programme import InformedMember, list_members_with_news, list_outside_sign_ups
from app.delegations.queries.visits import compare_absences, get_absences
from app.delegations.services.sign_ups import count_signed_up
from app.events.hours_change import MeetingImpact
from app.events.models import Event, Group
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.services.changing import apply_hours_change
from app.registrations.delegate_roles import SignUpAudience
from app.registrations.models import BusSeat, Delegation, Registration, VisitBlock, VisitMember
from app.registrations.queries.registrations import list_recipients_by_company
from app.registrations.services import delegation_members

MAX_VISITS = 60
VISIT_TEXT_FIELDS = ("label", "label_zh", "label_fr", "place", "place_zh", "place_fr", "note", "pickup_place")


class CapacityTooLow(Conflict):
    """More people have signed up than the new capacity lets come. Details: taken."""

    code = "visit_capacity_taken"


class TooManyVisits(Conflict):
    """A delegation's programme holds at most so many. Details: most."""

    code = "visits_too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDetails:
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
    sign_up: SignUpAudience | None = None
    group_id: int | None = None
    capacity: int | None = None
    buses: Sequence[str] = ()
    seats_per_bus: int | None = None


def add_visit(
    delegation: Delegation, visit: VisitDetails, *, by: int, confirmed: str = "", keep: bool = False
) -> tuple[VisitBlock, tuple[MeetingImpact, ...]]:
    """A new part, and what it cost meetings. ``confirmed``: the token of the consequences accepted; ``keep``: booked
    meetings stay all the same.

    Raises HoursInUse where meetings lie then and this is not confirmed, Invalid ``visit_ends_early``,
    ``visit_pickup_late`` and ``buses_too_many``, NotFound for a member of another delegation or a group of another
    event, TooManyVisits, PhaseForbids.
    """
    with transaction(), _confirmed_change(delegation, by, confirmed, keep) as (locked_delegation, impacts):
        count = db.session.scalar(select(func.count()).where(VisitBlock.delegation_id == locked_delegation.id)) or 0
        if count >= MAX_VISITS:
            raise TooManyVisits(most=MAX_VISITS)
        made = VisitBlock(delegation_id=locked_delegation.id, label=visit.label)
        _write_visit(made, visit)
        audit.log_action(
            "visit.added", made, event_id=locked_delegation.event_id, by=by, delegation=locked_delegation.id
        )
    return made, tuple(impacts)


def change_visit(
    delegation: Delegation,
    visit_id: int,
    visit: VisitDetails,
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
    with transaction(), _confirmed_change(delegation, by, confirmed, keep) as (locked_delegation, impacts):
        block = _lock_visit(locked_delegation, visit_id)
        if block.version != version:
            raise Stale("visit_stale")
        was = create_snapshot(block)
        if block.sign_up and not visit.sign_up:
            inform_outside_sign_ups(locked_delegation, block.id, ProgrammeChange(ChangeKind.OFF, was), by=by)
        _write_visit(block, visit)
        block.version += 1
        if tell and (stands := create_snapshot(block)) != was:
            inform_outside_sign_ups(
                locked_delegation, block.id, ProgrammeChange(ChangeKind.CHANGED, stands, was), by=by
            )
        audit.log_action(
            "visit.changed", block, event_id=locked_delegation.event_id, by=by, delegation=locked_delegation.id
        )
    return tuple(impacts)


def remove_visit(delegation: Delegation, visit_id: int, *, by: int) -> None:
    """It goes with its bus lists; the times are free again, and who signed up from elsewhere is told. Raises NotFound,
    PhaseForbids."""
    with transaction() as session:
        locked_delegation = delegation_members.lock_delegation(delegation.id)
        event = session.get_one(Event, locked_delegation.event_id)
        require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
        visit = _lock_visit(locked_delegation, visit_id)
        if visit.sign_up and visit.ends_at > now():
            inform_outside_sign_ups(
                locked_delegation, visit.id, ProgrammeChange(ChangeKind.OFF, create_snapshot(visit)), by=by
            )
        for model in (VisitMember, BusSeat):
            session.execute(delete(model).where(model.visit_id == visit.id))
        audit.log_action("visit.removed", visit, event_id=event.id, by=by, delegation=locked_delegation.id)
        session.delete(visit)
        session.flush()
        session.expire(locked_delegation, ["visit_blocks"])


@contextmanager
def _confirmed_change(
    delegation: Delegation, by: int, confirmed: str, keep: bool
) -> Iterator[tuple[Delegation, list[MeetingImpact]]]:
    """Behind the locks of event and delegation: what is written inside is asked about and settled at the end."""
    impacts: list[MeetingImpact] = []
    event = db.session.get_one(Event, delegation.event_id, populate_existing=True, with_for_update={"key_share": True})
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    locked_delegation = delegation_members.lock_delegation(delegation.id)
    before = get_absences(locked_delegation)
    yield locked_delegation, impacts
    db.session.flush()
    db.session.expire(locked_delegation, ["visit_blocks"])
    impacts += apply_hours_change(
        event, compare_absences(get_absences(locked_delegation), before), confirmed, keep=keep, by=by
    )


def _write_visit(block: VisitBlock, visit: VisitDetails) -> None:
    if visit.starts_at >= visit.ends_at:
        raise Invalid("visit_ends_early")
    if visit.pickup_at is not None and visit.pickup_at > visit.starts_at:
        raise Invalid("visit_pickup_late")
    if len(visit.buses) > MAX_BUSES:
        raise Invalid("buses_too_many", most=MAX_BUSES)
    for name in (*VISIT_TEXT_FIELDS, "starts_at", "ends_at", "pickup_at", "seats_per_bus"):
        setattr(block, name, getattr(visit, name))
    block.sectors, block.buses = sorted(visit.sectors), list(visit.buses)
    was_open = bool(block.sign_up)
    block.sign_up, block.group_id, block.capacity = visit.sign_up, _get_sign_up_group(block, visit), visit.capacity
    block.for_all = not visit.sectors and not visit.members and not visit.sign_up
    block.changed_at = now()
    db.session.add(block)
    db.session.flush()
    if not (was_open and visit.sign_up):
        mine = select(Registration.id).where(
            Registration.id.in_(visit.members), Registration.delegation_id == block.delegation_id
        )
        chosen = set(db.session.scalars(mine))
        if chosen != set(visit.members):
            raise NotFound
        db.session.execute(delete(VisitMember).where(VisitMember.visit_id == block.id))
        db.session.add_all(VisitMember(visit_id=block.id, registration_id=member_id) for member_id in sorted(chosen))
        db.session.flush()
        db.session.expire(block, ["members"])
    elif block.places is not None and (taken := count_signed_up(block)) > block.places:
        raise CapacityTooLow(taken=taken)
    _reset_lost_seats(block)


def _get_sign_up_group(block: VisitBlock, visit: VisitDetails) -> int | None:
    if visit.sign_up != SignUpAudience.GROUP:
        return None
    of_event = select(Group.id).join(Delegation, Delegation.event_id == Group.event_id)
    result = db.session.scalar(of_event.where(Group.id == visit.group_id, Delegation.id == block.delegation_id))
    if result is None:
        raise NotFound
    return result


def _reset_lost_seats(block: VisitBlock) -> None:
    """Who had a seat in a bus that goes rides in the first; ticks stay."""
    for seat in db.session.scalars(select(BusSeat).where(BusSeat.visit_id == block.id, BusSeat.bus.is_not(None))):
        if seat.bus and seat.bus not in block.buses:
            seat.bus = None


def _lock_visit(delegation: Delegation, visit_id: int) -> VisitBlock:
    visit_block = db.session.get(VisitBlock, visit_id, populate_existing=True, with_for_update=True)
    if visit_block is None or visit_block.delegation_id != delegation.id:
        raise NotFound
    return visit_block


@dataclass(frozen=True, slots=True)
class ManuallyInformed:
    """How many members ``informed`` did not know of something, and of how many the programme is another one by now
    (``changed``): those know a text that holds no longer."""

    informed: int
    changed: int


def inform_members(delegation: Delegation, *, by: int, about: ChangeKind | None = None) -> int:
    """One email to each who reads mail for a member that does not know all of it; how many members got one.
    ``about``: only to those for whom some of it is news of that kind. Raises PhaseForbids once the event is closed."""
    with transaction():
        for_news = _lock_for_news(delegation)
        members = [member for member in list_members_with_news(for_news) if member.readers]
        return sum(
            _inform(for_news, member, by) for member in members if about in (None, *(each.kind for each in member.news))
        )


def inform_outside_sign_ups(delegation: Delegation, visit_id: int, news: ProgrammeChange, *, by: int) -> None:
    """Inside the caller's transaction: a letter to each of other delegations, or of none, that signed up for this."""
    companies = list_outside_sign_ups(delegation, visit_id)
    readers = list_recipients_by_company(companies)
    for company in companies:
        if readers[company.id]:
            notice = audit.log_action(
                "visit.told", company, event_id=delegation.event_id, by=by, delegation=delegation.id
            )
            mails.send_programme_news(notice, company, readers[company.id], [news], delegation, delegation.event)


def mark_informed(delegation: Delegation, chosen: Mapping[int, str], *, by: int) -> ManuallyInformed:
    """Somebody says to have told these members by hand: id of the registration → mark of what the text told. Raises
    PhaseForbids once the event is closed."""
    with transaction():
        for_news = _lock_for_news(delegation)
        members = [member for member in list_members_with_news(for_news) if member.id in chosen]
        informed_members = [
            informed_member for informed_member in members if informed_member.mark == chosen[informed_member.id]
        ]
        for informed_member in informed_members:
            _store_programme(informed_member)
            audit.log_action(
                "visit.told_by_hand",
                informed_member.registration,
                event_id=for_news.event_id,
                by=by,
                delegation=for_news.id,
            )
    return ManuallyInformed(len(informed_members), len(members) - len(informed_members))


def _inform(delegation: Delegation, member: InformedMember, by: int) -> bool:
    event = db.session.get_one(Event, delegation.event_id)
    notice = audit.log_action("visit.told", member.registration, event_id=event.id, by=by, delegation=delegation.id)
    written = mails.send_programme_news(notice, member.registration, member.readers, member.news, delegation, event)
    if written:
        _store_programme(member)
    return written


def _store_programme(member: InformedMember) -> None:
    member.registration.programme_told = programme_to_json(member.stands)
    db.session.flush()


def _lock_for_news(delegation: Delegation) -> Delegation:
    locked_delegation = delegation_members.lock_delegation(delegation.id)
    event = db.session.get_one(Event, locked_delegation.event_id)
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    return locked_delegation
