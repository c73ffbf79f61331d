"""Everybody who may come through the door of an event: who is here, who is not, who came in whose place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, and_, bindparam, select

from app.companies.models import Company
from app.companies.names.parsing import pinyin
from app.core.clock import day_end
from app.core.db import db, now
from app.core.localized import Localized
from app.core.models import Notice
from app.day.desk_input import DeskInput, get_name_key, has_phone_end, is_name_match, search_name_keys
from app.day.models import CheckIn
from app.events.models import Event
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.states import RegistrationState

MAX_SEARCH_RESULTS = 30


@dataclass(frozen=True, slots=True)
class DeskPresence:
    """That somebody is in the hall today, since when."""

    check_in_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskAttendee:
    """``companies``: all whom the person comes for, by the number of the registration; ``folded``: how those may be
    typed. ``here``: None for who has not come yet; ``state``: of the registration."""

    id: int
    name: str
    name_zh: str | None
    salutation: str
    titles: Localized
    vip: bool
    greeter: str
    phone: str
    category: str
    delegation_id: int | None
    companies: tuple[tuple[int, RepresentedCompany], ...]
    folded: str
    here: DeskPresence | None
    state: str = RegistrationState.APPROVED

    @property
    def registration_id(self) -> int:
        return self.companies[0][0]

    @property
    def company(self) -> RepresentedCompany:
        return self.companies[0][1]

    @property
    def end_of_phone(self) -> str:
        """Enough to tell two of one name apart, and no more."""
        return "".join(filter(str.isdigit, self.phone))[-4:]

    @property
    def name_key(self) -> str:
        return "\n".join(get_name_key(name) for name in (self.name, self.name_zh) if name)

    @property
    def key(self) -> str:
        return f"{self.name_key}\n{self.folded}"


def list_attendees(event_id: int) -> list[DeskAttendee]:
    """All of approved firms and guests, each once, in the order of their names, Chinese ones by pinyin."""
    attendees: dict[int, DeskAttendee] = {}
    for row in db.session.execute(_attendee_query(), _get_parameters(event_id)):
        made = _build_attendee(row)
        known = attendees.get(made.id)
        attendees[made.id] = made if known is None else _merge_attendees(known, made)
    return sorted(attendees.values(), key=lambda attendee: (pinyin(attendee.name), attendee.id))


def list_unadmitted(event_id: int) -> list[DeskAttendee]:
    """All of firms that wait for the organizer, or have not been submitted, as ``people_of``."""
    rows = db.session.execute(_attendee_query(_PENDING), _get_parameters(event_id)).all()
    return sorted(map(_build_attendee, rows), key=lambda attendee: (pinyin(attendee.name), attendee.id))


def find_attendee(event_id: int, person_id: int) -> DeskAttendee | None:
    """One of them; None for who is not among them."""
    rows = db.session.execute(_attendee_query().where(Representative.id == person_id), _get_parameters(event_id)).all()
    made = [_build_attendee(row) for row in rows]
    return (
        replace(made[0], companies=tuple(company for attendee in made for company in attendee.companies))
        if made
        else None
    )


def search_attendees(people: Sequence[DeskAttendee], typed: DeskInput) -> list[DeskAttendee]:
    """Those whom the words or the digits find, who are called so first, then the best; nobody for nothing typed."""
    if typed.digits:
        return [person for person in people if has_phone_end(person.phone, typed.digits)][:MAX_SEARCH_RESULTS]
    places = search_name_keys(typed.words, [(place, attendee.key) for place, attendee in enumerate(people)])
    return sorted(
        (people[place] for place in places), key=lambda attendee: not is_name_match(typed.words, attendee.name_key)
    )[:MAX_SEARCH_RESULTS]


def get_event_day(event_id: int) -> date:
    """On the clocks of the event."""
    return now().astimezone(ZoneInfo(db.session.get_one(Event, event_id).zone)).date()


def _get_parameters(event_id: int) -> dict[str, Any]:
    return {"event_id": event_id, "today": get_event_day(event_id)}


_ATTENDEE_COLUMNS: tuple[Any, ...] = (
    Representative,
    Registration.id,
    Registration.category,
    Registration.institution,
    Registration.delegation_id,
    Company.name,
    Company.name_zh,
    Company.folded,
    CheckIn.id,
    CheckIn.at,
    Registration.state,
)
_ADMITTED: Final = (RegistrationState.APPROVED,)
_PENDING: Final = (
    RegistrationState.INVITED,
    RegistrationState.DRAFT,
    RegistrationState.SUBMITTED,
    RegistrationState.WAITING,
)


@cache
def _attendee_query(states: tuple[RegistrationState, ...] = _ADMITTED) -> Select[Any]:
    today = CheckIn.day == bindparam("today", type_=Date)
    live = and_(CheckIn.representative_id == Representative.id, today, CheckIn.undone_at.is_(None))
    return (
        select(*_ATTENDEE_COLUMNS)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(CheckIn, live)
        .where(
            Representative.event_id == bindparam("event_id"),
            Registration.state.in_(states),
            Representative.erased_at.is_(None),
        )
        .order_by(Representative.id, Registration.id)
    )


def _build_attendee(row: Any) -> DeskAttendee:
    of, registration_id, category, institution, delegation_id, name, name_zh, folded, check_in_id, at, state = row
    company = RepresentedCompany(name or institution or "", name_zh)
    return DeskAttendee(
        id=of.id,
        name=of.display_name,
        name_zh=of.name_zh,
        salutation=of.salutation or "",
        titles=of.titles,
        vip=of.vip,
        greeter=of.greeter or "",
        phone=of.phone or "",
        category=category,
        delegation_id=delegation_id,
        companies=((registration_id, company),),
        folded=folded or get_name_key(institution or ""),
        here=None if check_in_id is None else DeskPresence(check_in_id, at),
        state=state,
    )


def _merge_attendees(desk_attendee: DeskAttendee, other: DeskAttendee) -> DeskAttendee:
    return replace(
        desk_attendee,
        companies=(*desk_attendee.companies, *other.companies),
        folded=f"{desk_attendee.folded}\n{other.folded}",
    )


@dataclass(frozen=True, slots=True)
class AttendanceTally:
    """How many people of the approved firms and guests of an event there are, and how many of them came."""

    expected: int
    here: int
    vips_missing: int

    @property
    def missing(self) -> int:
        return self.expected - self.here


def count_attendance(people: Sequence[DeskAttendee]) -> AttendanceTally:
    here = sum(person.here is not None for person in people)
    return AttendanceTally(len(people), here, sum(person.vip and person.here is None for person in people))


def list_delegations_by_name(event_id: int) -> Sequence[Delegation]:
    chosen = select(Delegation).where(Delegation.event_id == event_id)
    return db.session.scalars(chosen.order_by(Delegation.name_en, Delegation.id)).all()


def find_substitute(event: Event, person_id: int) -> int | None:
    """The last one who took the place of this person; None for nobody."""
    return next((new for new, old in _list_substitutions(event) if old == person_id), None)


def find_replaced_person(event: Event, person_id: int) -> Representative | None:
    """Whose place this person took today, where that can be taken back; None for nobody's."""
    old_id = next((old for new, old in _list_substitutions(event, today=True) if new == person_id), None)
    old = db.session.get(Representative, old_id) if old_id is not None else None
    return old if old is not None and old.erased_at is None else None


def _list_substitutions(event: Event, *, today: bool = False) -> list[tuple[int, int]]:
    """(who came, whom they replaced), the last first."""
    chosen = select(Notice.subject_id, Notice.details).where(
        Notice.event_id == event.id,
        Notice.subject == Representative.__tablename__,
        Notice.kind == "person.replaced",
    )
    if today:
        chosen = chosen.where(Notice.at >= day_end(get_event_day(event.id) - timedelta(days=1), event.zone))
    return [(new, details["old"]) for new, details in db.session.execute(chosen.order_by(Notice.id.desc()))]
