"""The day of an event, read for its papers in a constant number of queries (and a few for each tour by bus); their
runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.jobs.runs import get_run
from app.core.localized import LANGUAGES, Localized
from app.core.models import StoredFile
from app.day.paper.day_data import (
    DayData,
    PaperCompany,
    PaperMeeting,
    PaperPerson,
    PaperProgrammeItem,
    PaperSeat,
    PaperSlot,
    PaperTable,
    SortKey,
)
from app.day.paper.models import PaperRun
from app.delegations.programme import get_bus
from app.delegations.queries.visits import VisitCalendar, get_event_visits
from app.events.calendar import SlotKind
from app.events.models import Event, Group, Interpreter, ProgrammeItem, Slot, Table
from app.meetings.attendees import assign_attendees
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting
from app.meetings.queries.group_meeting_parties import get_seated_companies
from app.registrations.models import BusSeat, Delegation, Registration, Representation, Representative, VisitBlock
from app.registrations.states import INACTIVE_STATES, RegistrationState


def list_paper_meetings(
    event_id: int, companies: Collection[int], stands_for: Mapping[int, Sequence[int]]
) -> list[PaperMeeting]:
    """By time, then by number. ``stands_for``: person → the firms for which it does."""
    rows = (
        select(
            Meeting.id,
            Meeting.kind,
            Meeting.low_id,
            Meeting.high_id,
            Meeting.asker_id,
            GroupMeetingDetails.topic,
            Claim.table_id,
            Claim.representative_id,
            Interpreter.name,
            Slot.starts_at,
            Slot.ends_at,
        )
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .outerjoin(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
        .where(Meeting.event_id == event_id)
        .order_by(Claim.id)
    )
    rows_by_meeting: dict[int, Any] = {}
    claims = defaultdict[int, _MeetingClaims](_MeetingClaims)
    for row in db.session.execute(rows):
        rows_by_meeting[row.id] = row
        claims[row.id].add(row)
    groups = get_seated_companies([row.id for row in rows_by_meeting.values() if row.kind == GROUP])
    sittings = []
    for number, (_id, kind, low, high, asker, topic, *_claim) in rows_by_meeting.items():
        meeting_claims = claims[number]
        sides = groups.get(number, ()) if kind == GROUP else (asker, high if asker == low else low)
        there = tuple(side for side in sides if side in companies)
        if meeting_claims.table_id and there:
            sittings.append(meeting_claims.sitting(number, there, stands_for, topic or ""))
    return sorted(sittings, key=lambda sitting: (sitting.starts_at, sitting.id))


class _MeetingClaims:
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
        self, number: int, companies: tuple[int, ...], stands_for: Mapping[int, Sequence[int]], topic: str
    ) -> PaperMeeting:
        stand = {
            company: [person for person in self.people if company in stands_for.get(person, ())]
            for company in companies
        }
        attendees = tuple(
            PaperSeat(person, company) for company, person in assign_attendees(stand, self.people.keys()).items()
        )
        span = min(self.starts), max(self.ends)
        return PaperMeeting(number, *span, self.table_id, companies, attendees, self.interpreter, topic)


PersonRow = tuple[Representative, int, Sequence[str] | None, str | None, str | None]
"""Somebody, for which registration, and what tells its language: the firm's languages and country, the account's."""
LAST_RANK = 1 << 30
"""Where somebody without a rank stands."""
_DELEGATION_COLUMNS = (Delegation.id, Delegation.name_en, Delegation.name_zh, Delegation.name_fr)
_GROUP_COLUMNS = (Group.id, Group.name, Group.name_zh, Group.name_fr)


def get_day_data(event: Event) -> DayData:
    """Firms, people, meetings with a table, and what else is on."""
    companies = _get_companies(event)
    people = _list_people(event, companies)
    places = _get_tables(event, companies)
    slots = list(db.session.scalars(select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)))
    items = [*_list_programme(event, slots), *_list_tours(event, companies, people)]
    return DayData(
        zone=event.zone,
        companies=companies,
        people=people,
        sittings=list_paper_meetings(event.id, companies, {person.id: person.registration_ids for person in people}),
        places=places,
        programme_items=sorted(items, key=lambda item: (item.starts_at, item.ends_at)),
        times=[PaperSlot(slot.starts_at, slot.ends_at) for slot in slots if slot.kind == SlotKind.MEETING],
    )


def _get_companies(event: Event) -> dict[int, PaperCompany]:
    rows = (
        select(Registration, Company.name, Company.name_zh, *_DELEGATION_COLUMNS, *_GROUP_COLUMNS)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(Group, Group.id == Registration.group_id)
        .where(Registration.event_id == event.id, Registration.state.not_in(INACTIVE_STATES))
    )
    companies = [_build_company(*row) for row in db.session.execute(rows)]
    return {company.id: company for company in sorted(companies, key=lambda company: company.order)}


def _build_company(registration: Registration, name: str | None, name_zh: str | None, *sides: Any) -> PaperCompany:
    delegation_id, *delegation = sides[:4]
    group_id, *group = sides[4:]
    called = name or registration.institution or ""
    order: SortKey = (
        int(delegation_id is None),
        (delegation[0] or "").casefold(),
        delegation_id or 0,
        registration.rank if registration.rank is not None else LAST_RANK,
        int(registration.kind != "firm"),
        called.casefold(),
        registration.id,
    )
    return PaperCompany(
        registration.id,
        called,
        name_zh or "",
        delegation_id,
        _build_localized(delegation),
        group_id,
        _build_localized(group),
        registration.category,
        registration.home_table_id,
        order,
        registration.state == RegistrationState.APPROVED,
    )


def _list_people(event: Event, companies: Mapping[int, PaperCompany]) -> list[PaperPerson]:
    """Those of firms and guests, in the order of their first firm, then by their own rank."""
    rows = (
        select(Representative, Representation.registration_id, Registration.languages, Company.country, User.locale)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(User, User.id == Representative.user_id)
        .where(
            Representative.event_id == event.id,
            Representative.erased_at.is_(None),
            Registration.state.not_in(INACTIVE_STATES),
        )
    )
    places = {company: place for place, company in enumerate(companies)}
    by_person: dict[int, list[PersonRow]] = defaultdict(list)
    for row in db.session.execute(rows):
        by_person[row[0].id].append((row[0], row[1], row[2], row[3], row[4]))
    people = [_build_person(sorted(some, key=lambda row: places[row[1]])) for some in by_person.values()]
    ranks = {some[0][0].id: some[0][0].rank for some in by_person.values()}
    order = {person.id: ranks[person.id] if ranks[person.id] is not None else LAST_RANK for person in people}
    return sorted(people, key=lambda person: (places[person.registration_ids[0]], order[person.id], person.id))


def _build_person(rows: Sequence[PersonRow]) -> PaperPerson:
    """``rows``: one for each firm for which it stands."""
    person, _company_id, of_company, country, locale = rows[0]
    return PaperPerson(
        person.id,
        tuple(row[1] for row in rows),
        person.display_name,
        person.name_zh or "",
        person.titles,
        _get_language(locale, person.languages or of_company or (), country),
        person.vip,
        person.badge_version,
    )


def _get_language(locale: str | None, languages: Sequence[str], country: str | None) -> str:
    """What somebody chose here, else the first that it speaks, else that of its country."""
    known = (language for language in (locale, *languages) if language in LANGUAGES)
    return next(known, "zh" if country == "CN" else "en") or "en"


def _get_tables(event: Event, companies: Mapping[int, PaperCompany]) -> dict[int, PaperTable]:
    company_by_table = {company.home_table_id: company.id for company in companies.values() if company.home_table_id}
    used = select(Claim.table_id).where(Claim.event_id == event.id, Claim.table_id.is_not(None))
    there = or_(Table.retired_at.is_(None), Table.id.in_(used))
    rows = select(Table).where(Table.event_id == event.id, there).order_by(Table.position, Table.id)
    return {
        row.id: PaperTable(row.id, row.label, row.zone, company_by_table.get(row.id), row.video_url or "")
        for row in db.session.scalars(rows)
    }


def _list_programme(event: Event, slots: Iterable[Slot]) -> Iterator[PaperProgrammeItem]:
    """Breaks between the times of meetings, and what the event itself holds."""
    for slot in slots:
        if slot.kind != SlotKind.MEETING:
            yield PaperProgrammeItem(slot.starts_at, slot.ends_at, slot.label, is_break=True)
    for item in db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.event_id == event.id)):
        yield PaperProgrammeItem(item.starts_at, item.ends_at, item.title, item.place, group_id=item.group_id)


def _list_tours(
    event: Event, companies: Mapping[int, PaperCompany], people: Sequence[PaperPerson]
) -> Iterator[PaperProgrammeItem]:
    visits = get_event_visits(event.id)
    seats = _get_bus_seats([block.id for block in visits.blocks if block.buses])
    for block in visits.blocks:
        going = frozenset(_list_participating(visits, block, companies))
        theirs = ((person.id, company) for person in people for company in person.registration_ids if company in going)
        riding = visits.coming(block, theirs) if block.buses else []
        yield PaperProgrammeItem(
            block.starts_at,
            block.ends_at,
            block.title,
            block.where,
            " ".join((block.note or "").split()),
            companies=going,
            riders={person_id: get_bus(seats.get((block.id, person_id)), block.buses) for person_id in riding},
            buses=tuple(block.buses),
            visit_id=block.id,
            pickup_at=block.pickup_at,
            pickup_place=block.pickup_place or "",
        )


def _get_bus_seats(visit_ids: Sequence[int]) -> dict[tuple[int, int], str | None]:
    if not visit_ids:
        return {}
    rows = select(BusSeat.visit_id, BusSeat.representative_id, BusSeat.bus).where(BusSeat.visit_id.in_(visit_ids))
    return {(visit_id, person): bus for visit_id, person, bus in db.session.execute(rows)}


def _list_participating(
    visits: VisitCalendar, block: VisitBlock, companies: Mapping[int, PaperCompany]
) -> Iterator[int]:
    mine = (
        company.id for company in companies.values() if block.sign_up or company.delegation_id == block.delegation_id
    )
    yield from (registration_id for registration_id in mine if visits.concerns(block, registration_id))


def _build_localized(names: Sequence[str | None]) -> Localized:
    return Localized(*(name or "" for name in names))


def get_printed_runs(event_id: int, delegation_id: int | None) -> dict[str, tuple[PaperRun, str]]:
    """By kind the newest run that the organizers have printed, or a chamber for its delegation, and who made it."""
    mine = PaperRun.delegation_id.is_(None) if delegation_id is None else PaperRun.delegation_id == delegation_id
    rows = (
        select(PaperRun, User.name)
        .outerjoin(User, User.id == PaperRun.made_by)
        .where(PaperRun.event_id == event_id, mine, PaperRun.finished_at.is_not(None))
        .order_by(PaperRun.number)
    )
    return {run.kind: (run, name or "") for run, name in db.session.execute(rows)}


def find_pack_of_job(job: str, user_id: int, event_id: int) -> tuple[PaperRun, StoredFile] | None:
    """What this job of the user's ("" for none) made at the event; None where its time is over."""
    if not job:
        return None
    try:
        result = get_run(job, user_id).result or {}
    except NotFound:
        return None
    run = db.session.get(PaperRun, result.get("run", 0))
    fresh = (StoredFile.public_id == result.get("file", ""), StoredFile.expires_at > now())
    file = db.session.scalar(select(StoredFile).where(*fresh))
    return (run, file) if run is not None and run.event_id == event_id and file is not None else None
