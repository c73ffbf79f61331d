"""Rows for tests: each writes one thing with sensible neighbours, in a transaction of its own or the caller's."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.models import EventRole, Membership, Organisation, User
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyCertificate, CompanySector, CompanyUser
from app.core.db import db, now, transaction
from app.day.models import Arrival, CheckIn
from app.events.models import Event, EventDay, Group, GroupRule, Interpreter, Slot, Table
from app.meetings.models import InterpreterPost
from app.registrations.models import CompanyLink, Delegation, Registration, Representation, Representative

number = count(1)
DAY = dt.date(2032, 3, 18)
FIRST_SLOT = datetime(2032, 3, 18, 1, 30, tzinfo=UTC)  # 09:30 in Chongqing


def _added(row: Any) -> Any:
    with transaction() as session:
        session.add(row)
        session.flush()
    return row


def organisation(name: str = "") -> Organisation:
    made: Organisation = _added(Organisation(name_en=name or f"Organisation {next(number)}"))
    return made


def user(name: str = "", email: str | None = "", **values: Any) -> User:
    """A user with an e-mail of its own; ``email=None`` for one without."""
    n = next(number)
    address = f"user{n}@example.org" if email == "" else email
    made: User = _added(User(name=name or f"User {n}", email=address, **values))
    return made


def member(of: Organisation, role: str, **values: Any) -> User:
    """A user who holds ``role`` in an organisation."""
    made = user(**values)
    _added(Membership(user_id=made.id, organisation_id=of.id, role=role))
    return made


def event_role(event: Event, role: str = Role.DESK, **values: Any) -> User:
    made = user(**values)
    _added(EventRole(user_id=made.id, event_id=event.id, role=role))
    return made


def event(
    slug: str = "", *, run_by: Organisation | None = None, slots: int = 6, tables: int = 4, **values: Any
) -> Event:
    """An event in phase ``booking``: half-hour slots from 09:30, tables A1…, groups Singapore (seated), Chongqing."""
    n = next(number)
    with transaction() as session:
        host = run_by or organisation()
        made = Event(
            organisation_id=host.id,
            slug=slug or f"event-{n}",
            name_en=values.pop("name_en", f"Matching Day {n}"),
            city_en="Chongqing",
            zone="Asia/Shanghai",
            **{"phase": "booking", "booking_mode": "live", **values},
        )
        session.add(made)
        session.flush()
        session.add(EventDay(event_id=made.id, day=DAY, opens=dt.time(9, 30), closes=dt.time(17, 0)))
        seated = Group(event_id=made.id, name="Singapore", name_zh="新加坡", seated=True, position=0)
        walking = Group(event_id=made.id, name="Chongqing", name_zh="重庆", position=1)
        session.add_all([seated, walking])
        session.flush()
        for one, other in ((seated, walking), (walking, seated)):
            session.add(GroupRule(event_id=made.id, from_id=one.id, to_id=other.id))
        for i in range(slots):
            start = FIRST_SLOT + timedelta(minutes=30 * i)
            session.add(Slot(event_id=made.id, starts_at=start, ends_at=start + timedelta(minutes=25)))
        for i in range(tables):
            session.add(Table(event_id=made.id, zone_en="Hall", label=f"A{i + 1}", position=i, group_id=seated.id))
        session.flush()
    return made


def group(event: Event, name: str) -> Group:
    """The event's group of this name."""
    return next(group for group in event.groups if group.name == name)


def company(kept_by: Organisation | int, name: str = "", **values: Any) -> Company:
    """``sectors={"is_in": ["6419"], "offers": …, "seeks": …}``, ``holds=[…]``, ``needs=[…]``, ``users=[user]``."""
    title = name or f"Firm {next(number)} Pte Ltd"
    sectors, users = values.pop("sectors", {}), values.pop("users", ())
    certificates = {"holds": values.pop("holds", ()), "needs": values.pop("needs", ())}
    keeper = kept_by if isinstance(kept_by, int) else kept_by.id
    with transaction() as session:
        made = Company(**{"organisation_id": keeper, "name": title, "folded": title.casefold()} | values)
        session.add(made)
        session.flush()
        for kind, codes in sectors.items():
            session.add_all(CompanySector(company_id=made.id, code=code, kind=kind) for code in codes)
        for kind, standards in certificates.items():
            session.add_all(CompanyCertificate(company_id=made.id, standard=one, kind=kind) for one in standards)
        session.add_all(CompanyUser(company_id=made.id, user_id=one.id) for one in users)
        session.flush()
    return made


def delegation(event: Event, *, of: Organisation | None = None, name: str = "Singapore delegation") -> Delegation:
    with transaction() as session:
        chamber = of or organisation()
        made = Delegation(
            event_id=event.id, organisation_id=chamber.id, group_id=group(event, "Singapore").id, name_en=name
        )
        session.add(made)
        session.flush()
    return made


def firm(event: Event, side: str = "Singapore", *, name: str = "", users: Any = (), **values: Any) -> Registration:
    """An approved registration of a new company with one representative; ``company_values`` go to the company."""
    people = values.pop("people", 1)
    company_values = values.pop("company_values", {})
    with transaction() as session:
        house = company(event.organisation_id, name, **company_values)
        made = Registration(
            event_id=event.id,
            company_id=house.id,
            group_id=group(event, side).id,
            **{"state": "approved", "languages": ["en"], **values},
        )
        session.add(made)
        session.flush()
        session.add_all(CompanyUser(company_id=house.id, user_id=one.id) for one in users)
        session.flush()
        for _ in range(people):
            representative(made)
    return made


def company_id(of: Registration) -> int:
    """The company that a registration is of."""
    assert of.company_id is not None
    return of.company_id


def link_of(firm: Registration) -> CompanyLink:
    """The link that the firm was given."""
    return db.session.scalars(select(CompanyLink).where(CompanyLink.registration_id == firm.id)).one()


def let_in(firm: Registration, user: User) -> None:
    """The user acts for the firm from now on."""
    _added(CompanyUser(company_id=firm.company_id or 0, user_id=user.id))


def registration_of(house: Company | None, event: Event, side: str = "Singapore", **values: Any) -> Registration:
    """A company that was there before, at another event."""
    assert house is not None
    given = {"state": "invited", "languages": ["en"], **values}
    made: Registration = _added(
        Registration(event_id=event.id, company_id=house.id, group_id=group(event, side).id, **given)
    )
    return made


def representative(of: Registration, **values: Any) -> Representative:
    """One more person who stands for a registration."""
    n = next(number)
    with transaction() as session:
        made = Representative(event_id=of.event_id, **{"display_name": f"Person {n}", **values})
        session.add(made)
        session.flush()
        session.add(Representation(event_id=of.event_id, representative_id=made.id, registration_id=of.id))
        session.flush()
    return made


def check_in(person: Representative, **values: Any) -> CheckIn:
    """The person is in the hall since now, found by name unless said otherwise."""
    given = {"at": now(), "way": "name", **values}
    with transaction() as session:
        zone = ZoneInfo(session.get_one(Event, person.event_id).zone)
        day = given["at"].astimezone(zone).date()
        made = CheckIn(event_id=person.event_id, representative_id=person.id, **{"day": day, **given})
        session.add(made)
        session.get_one(Representative, person.id).checked_in_at = None if made.undone_at else made.at
        session.flush()
    return made


def arrival(event: Event, digits: str = "0014") -> Arrival:
    """Somebody waits at the poster."""
    made: Arrival = _added(Arrival(event_id=event.id, number=next(number), digits=digits))
    return made


def interpreter(
    event: Event, *languages: str, works_for: int | None = None, table: int | None = None, **values: Any
) -> Interpreter:
    """Who interprets at an event, in English and Chinese unless said otherwise."""
    told = {"name": f"Interpreter {next(number)}", "languages": list(languages) or ["en", "zh"], **values}
    made: Interpreter = _added(Interpreter(event_id=event.id, **told))
    if works_for or table:
        _added(InterpreterPost(event_id=event.id, interpreter_id=made.id, works_for_id=works_for, table_id=table))
    return made


def guest(event: Event, category: str = "official", **values: Any) -> Registration:
    made: Registration = _added(
        Registration(
            event_id=event.id,
            kind="guest",
            category=category,
            **{"institution": "City office", "state": "approved", **values},
        )
    )
    return made
