"""A delegation's days, what the event and the delegation hold on each and for whom, who rides in which bus, and
which members do not yet know what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.companies.sectors.tree import sector_tree
from app.companies.wording import company_label
from app.core.db import db, now
from app.core.errors import NotFound
from app.delegations.programme import (
    NO_BUS,
    ProgrammeChange,
    ProgrammeSnapshot,
    create_snapshot,
    get_bus,
    list_changes,
    programme_from_json,
    programme_mark,
)
from app.delegations.queries.visits import VisitCalendar, get_delegation_visits, get_member_sectors
from app.events.models import Event, ProgrammeItem
from app.registrations.models import (
    BusSeat,
    Delegation,
    Registration,
    Representation,
    Representative,
    VisitBlock,
    VisitMember,
)
from app.registrations.queries.delegation_members import DelegationMember, list_members, list_members_of_registrations
from app.registrations.queries.registrations import EmailRecipient, list_recipients_by_company
from app.registrations.states import INACTIVE_STATES, RegistrationState


@dataclass(frozen=True, slots=True)
class VisitRider:
    """A person for whom a visit is; ``bus`` ``NO_BUS`` for who rides in none; ``boarded_at``: ticked off then."""

    member: DelegationMember
    bus: str
    boarded_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitBusList:
    """Those who ride in one bus, in the order of the delegation."""

    bus: str
    riders: Sequence[VisitRider]

    @property
    def aboard(self) -> int:
        return sum(rider.boarded_at is not None for rider in self.riders)


def list_riders(block: VisitBlock) -> list[VisitRider]:
    """Everybody for whom the visit is, in the order of the delegation."""
    visits = get_delegation_visits(block.delegation_id)
    seats = {seat.representative_id: seat for seat in db.session.scalars(_get_seats([block.id]))}
    members = (
        list_members_of_registrations(visits.people.get(block.id, {}))
        if block.sign_up
        else list_members(block.delegation_id)
    )
    return [
        _create_rider(block, visit_member, seats.get(visit_member.id))
        for visit_member in list_visit_members(visits, block, members)
    ]


def list_visit_members(
    visits: VisitCalendar, block: VisitBlock, members: Sequence[DelegationMember]
) -> list[DelegationMember]:
    """Those of the members who take part."""
    coming = set(visits.coming(block, ((member.id, member.registration_id) for member in members)))
    return [member for member in members if member.id in coming]


def create_bus_lists(block: VisitBlock) -> list[VisitBusList]:
    """One for each of its buses; of all who signed up where there is none."""
    riders = list_riders(block)
    if block.sign_up and not block.buses:
        return [VisitBusList(NO_BUS, riders)]
    return [VisitBusList(bus, [rider for rider in riders if rider.bus == bus]) for bus in block.buses]


def get_company_buses(registration_id: int, blocks: Iterable[VisitBlock]) -> Mapping[int, tuple[str, ...]]:
    """By visit, of those that concern a firm: the buses in which its people ride."""
    only = frozenset({registration_id})
    by_bus = [block for block in blocks if block.buses]
    people = {
        block.id: {member.registration_id: member.people for member in block.members}
        for block in by_bus
        if block.sign_up
    }
    visits = VisitCalendar(by_bus, {block.id: only for block in by_bus}, people=people)
    buses_by_visit = get_buses_by_registration(visits, [registration_id])
    return {visit_id: buses for (visit_id, _company), buses in buses_by_visit.items()}


def get_buses_by_registration(
    visits: VisitCalendar, registration_ids: Collection[int]
) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """(visit, registration) → the buses in which its people ride, in the order of the visit's."""
    by_bus = [block for block in visits.blocks if block.buses]
    if not by_bus or not registration_ids:
        return {}
    seat = and_(BusSeat.representative_id == Representation.representative_id, BusSeat.visit_id.in_(_get_ids(by_bus)))
    rows = (
        select(Representation.registration_id, Representation.representative_id, BusSeat.visit_id, BusSeat.bus)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(BusSeat, seat)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(registration_ids), Registration.state.not_in(INACTIVE_STATES))
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    people: dict[int, dict[int, None]] = {}
    seats = {}
    for registration_id, person, visit_id, bus in db.session.execute(rows):
        people.setdefault(registration_id, {})[person] = None
        seats[visit_id, person] = bus
    result = {}
    for block in by_bus:
        for registration_id, all_of_it in people.items():
            theirs = visits.coming(block, ((person_id, registration_id) for person_id in all_of_it))
            taken = {get_bus(seats.get((block.id, their)), block.buses) for their in theirs} - {NO_BUS}
            if visits.concerns(block, registration_id):
                result[block.id, registration_id] = tuple(bus for bus in block.buses if bus in taken)
    return result


def count_riders(visits: VisitCalendar, members: Sequence[DelegationMember]) -> Mapping[int, Mapping[str, int]]:
    """Visit → bus → how many of the members ride in it."""
    by_bus = [block for block in visits.blocks if block.buses]
    if not by_bus:
        return {}
    seats = {
        (seat.visit_id, seat.representative_id): seat.bus for seat in db.session.scalars(_get_seats(_get_ids(by_bus)))
    }
    result: dict[int, dict[str, int]] = {block.id: dict.fromkeys(block.buses, 0) for block in by_bus}
    for block in by_bus:
        for visit_member in list_visit_members(visits, block, members):
            bus = get_bus(seats.get((block.id, visit_member.id)), block.buses)
            if bus != NO_BUS:
                result[block.id][bus] += 1
    return result


def _get_ids(blocks: Collection[VisitBlock]) -> list[int]:
    return [block.id for block in blocks]


def _get_seats(visit_ids: Collection[int]) -> Select[BusSeat]:
    return select(BusSeat).where(BusSeat.visit_id.in_(visit_ids))


def _create_rider(block: VisitBlock, member: DelegationMember, seat: BusSeat | None) -> VisitRider:
    bus = get_bus(seat.bus if seat is not None else None, block.buses)
    return VisitRider(member, bus, seat.boarded_at if seat is not None else None)


@dataclass(frozen=True)
class ProgrammeEntry:
    """One line of a day. ``visit``: None for what the event itself holds; ``only``: the registrations that it keeps
    busy, None for all; ``people``: how many come; ``riders``: bus → how many ride in it."""

    starts_at: datetime
    ends_at: datetime
    item: ProgrammeItem | None = None
    visit: VisitBlock | None = None
    only: frozenset[int] | None = None
    people: int = 0
    riders: Mapping[str, int] | None = None


@dataclass(frozen=True)
class MemberChoice:
    """A firm or a guest of a delegation, to be ticked; named as ``called`` reads it."""

    id: int
    name: str
    name_zh: str


def get_visit(delegation: Delegation, visit_id: int) -> VisitBlock:
    """Raises NotFound for one of another delegation."""
    visit_block = db.session.get(VisitBlock, visit_id)
    if visit_block is None or visit_block.delegation_id != delegation.id:
        raise NotFound
    return visit_block


def list_programme_days(event: Event, delegation: Delegation) -> list[tuple[date, list[ProgrammeEntry]]]:
    """The days of the event and those on which the delegation has something to do, each with its lines by time."""
    zone = ZoneInfo(event.zone)
    days: dict[date, list[ProgrammeEntry]] = {day.day: [] for day in event.days}
    for entry in sorted(
        [*_list_event_entries(delegation), *_list_visit_entries(delegation)],
        key=lambda entry: (entry.starts_at, entry.ends_at),
    ):
        days.setdefault(entry.starts_at.astimezone(zone).date(), []).append(entry)
    return sorted(days.items())


def list_member_sections(delegation: Delegation, texts: Collection[str] = ()) -> list[tuple[str, int]]:
    """The sections that firms of the delegation are in, with how many; ``kept``: codes that are named all the same."""
    members = get_member_sectors([delegation.id]).get(delegation.id, {})
    there = _list_registrations(delegation)
    counted = Counter(code for company, codes in members.items() if company in there for code in codes)
    wanted = {*texts, *(code for code in counted if code in sector_tree().sections)}
    return [(code, counted[code]) for code in sector_tree().codes if code in wanted]


def list_member_choices(delegation: Delegation) -> list[MemberChoice]:
    """Its firms in the order of the sheet, then its guests; not who was cancelled."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.delegation_id == delegation.id, Registration.state.not_in(INACTIVE_STATES))
        .order_by(Registration.kind != "firm", Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    guests = {member.registration_id: member for member in list_members(delegation.id) if member.kind == "guest"}
    return [
        _create_choice(registration, guests[registration.id].name if registration.id in guests else "")
        for registration in db.session.scalars(chosen)
    ]


def _list_registrations(delegation: Delegation) -> frozenset[int]:
    """Its firms and guests; not who was cancelled."""
    mine = (Registration.delegation_id == delegation.id, Registration.state.not_in(INACTIVE_STATES))
    return frozenset(db.session.scalars(select(Registration.id).where(*mine)))


def _create_choice(registration: Registration, guest: str) -> MemberChoice:
    if registration.company is not None:
        return MemberChoice(registration.id, registration.company.name, registration.company.name_zh or "")
    return MemberChoice(registration.id, guest or registration.institution or "", "")


def _list_event_entries(delegation: Delegation) -> Sequence[ProgrammeEntry]:
    """What the event holds for everybody, or for the delegation's side."""
    items = select(ProgrammeItem).where(
        ProgrammeItem.event_id == delegation.event_id,
        or_(ProgrammeItem.group_id.is_(None), ProgrammeItem.group_id == delegation.group_id),
    )
    return [ProgrammeEntry(item.starts_at, item.ends_at, item=item) for item in db.session.scalars(items)]


def _list_visit_entries(delegation: Delegation) -> list[ProgrammeEntry]:
    visits, members = get_delegation_visits(delegation.id), list_members(delegation.id)
    there = _list_registrations(delegation)
    signed_up = {company for companies in visits.people.values() for company in companies}
    members += list_members_of_registrations(signed_up - there)
    riders = count_riders(visits, members)
    return [
        ProgrammeEntry(
            block.starts_at,
            block.ends_at,
            visit=block,
            only=None if block.for_all else _count_participants(visits, block, there),
            people=visits.taken(block) if block.sign_up else len(list_visit_members(visits, block, members)),
            riders=riders.get(block.id, {}),
        )
        for block in visits.blocks
    ]


def _count_participants(visits: VisitCalendar, block: VisitBlock, members: frozenset[int]) -> frozenset[int]:
    only = visits.only.get(block.id, frozenset())
    return only if block.sign_up else only & members


@dataclass(frozen=True, slots=True)
class InformedMember:
    """A company or a guest that takes part. ``announced``: what it knows; ``stands``: what the programme holds for it;
    ``news``: what of that it does not know, () for none; ``readers``: who gets its emails."""

    registration: Registration
    announced: ProgrammeSnapshot
    stands: ProgrammeSnapshot
    news: Sequence[ProgrammeChange]
    readers: Sequence[EmailRecipient]

    @property
    def id(self) -> int:
        return self.registration.id

    @property
    def mark(self) -> str:
        """Of what the programme holds for it."""
        return programme_mark(self.stands)

    @property
    def name(self) -> str:
        company = self.registration.company
        if company is not None:
            return company_label(company)
        person = next(iter(self.registration.representatives), None)
        return company_label(person) if person is not None else self.registration.institution or ""


@dataclass(frozen=True, slots=True)
class RecipientCount:
    """How many members a letter tells, and how many a text that somebody pastes."""

    by_mail: int
    by_hand: int

    def __bool__(self) -> bool:
        return bool(self.by_mail or self.by_hand)


def list_members_with_news(delegation: Delegation) -> list[InformedMember]:
    """Those who take part and do not know all that the programme holds for them, in the order of the sheet."""
    return [informed_member for informed_member in list_informed_members(delegation) if informed_member.news]


def list_informed_members(delegation: Delegation) -> list[InformedMember]:
    """All who take part, firms first, with what they know."""
    chosen = (
        select(Registration)
        .options(
            joinedload(Registration.company),
            joinedload(Registration.firm_link),
            selectinload(Registration.representatives),
        )
        .where(Registration.delegation_id == delegation.id, Registration.state == RegistrationState.APPROVED)
        .order_by(Registration.kind != "firm", Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    members = db.session.scalars(chosen).all()
    visits, readers, moment = get_delegation_visits(delegation.id), list_recipients_by_company(members), now()
    informed_members = []
    for member in members:
        stands = {block.id: create_snapshot(block) for block in visits.blocks if visits.concerns(block, member.id)}
        known_programme = programme_from_json(member.programme_told)
        informed_members.append(
            InformedMember(
                member, known_programme, stands, list_changes(known_programme, stands, moment), readers[member.id]
            )
        )
    return informed_members


def count_recipients(members: Sequence[InformedMember], concerned: Collection[int] | None) -> RecipientCount:
    """Who is told once something for these (ids of registrations; None: for all) changes: they, and who has not been
    told of something else yet."""
    recipients = [member for member in members if member.news or concerned is None or member.id in concerned]
    by_mail = sum(bool(recipient.readers) for recipient in recipients)
    return RecipientCount(by_mail, len(recipients) - by_mail)


def list_outside_sign_ups(delegation: Delegation, visit_id: int) -> Sequence[Registration]:
    """Those of other delegations, or of none, that signed up for this."""
    elsewhere = or_(Registration.delegation_id.is_(None), Registration.delegation_id != delegation.id)
    chosen = (
        select(Registration)
        .join(VisitMember, VisitMember.registration_id == Registration.id)
        .options(
            joinedload(Registration.company),
            joinedload(Registration.firm_link),
            selectinload(Registration.representatives),
        )
        .where(VisitMember.visit_id == visit_id, elsewhere)
        .order_by(Registration.id)
    )
    return db.session.scalars(chosen).all()


def count_informed_by_visit(members: Sequence[InformedMember]) -> Counter[int]:
    """Item → how many members would get a letter that it is off; nobody gets one of what is over."""
    moment, known = now(), (member.announced for member in members if member.readers)
    return Counter(number for programme in known for number, item in programme.items() if not item.is_over(moment))


def list_concerned_members(
    delegation: Delegation, sectors: Collection[str], members: Collection[int]
) -> set[int] | None:
    """The members for whom something with these ticks is; None: for all."""
    if not sectors and not members:
        return None
    sectors_by_member = get_member_sectors([delegation.id]).get(delegation.id, {})
    return {*members, *(member_id for member_id, codes in sectors_by_member.items() if not codes.isdisjoint(sectors))}
