"""Whose data an erasure would take, found from an account, a person at an event, a firm, or an event that is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from app.accounts.models import EventRole, Membership, User
from app.companies.models import Company, CompanyMerge, CompanyUser
from app.companies.names.parsing import compact
from app.core.db import db
from app.core.personal_data import PersonalTraces
from app.events.models import Event
from app.registrations.erasure import Erasure, Why
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.erasing_traces import traces_of_companies, traces_of_people


def of_user(user_id: int, why: Why, *, by: int | None, also: Collection[int] = ()) -> Erasure:
    """An account with all that it stands for, at every event; with these people, who are surely the same."""
    user = db.session.get_one(User, user_id)
    people = _same_person(user_id, user.email, user.name)
    return _erasure(why, by, users=[user_id], people={*people, *also})


def of_people(people: Collection[Representative], why: Why, *, everywhere: bool) -> Erasure:
    """People of events, whether or not they have accounts, as somebody asked the operator; with the accounts that have
    no other ties. ``everywhere``: sheets of the other events of the same house are looked through as well."""
    going = {one.id for one in people}
    houses = dict(
        db.session.execute(
            select(Event.id, Event.organisation_id).where(Event.id.in_({one.event_id for one in people}))
        ).all()
    )
    users = {
        one.user_id
        for one in people
        if one.user_id is not None and not ties_beyond(one.user_id, going, houses[one.event_id])
    }
    return _erasure(why, None, users=users, people=going, everywhere=everywhere)


def people_written(address: str, event: Event | None = None) -> Sequence[Representative]:
    """Whoever is written with this address at any event, or at this one, and is not erased."""
    chosen = select(Representative).where(
        func.lower(Representative.email) == address.strip().lower(), Representative.erased_at.is_(None)
    )
    if event is not None:
        chosen = chosen.where(Representative.event_id == event.id)
    return db.session.scalars(chosen.order_by(Representative.id)).all()


def of_person(event: Event, person: Representative, why: Why, *, by: int | None, everywhere: bool = True) -> Erasure:
    """A person at the events of the organisation that runs this one (``everywhere``), or at this one alone; with the
    account, if that has no other ties."""
    here = set(db.session.scalars(select(Event.id).where(Event.organisation_id == event.organisation_id)))
    same = _same_person(person.user_id, person.email, person.display_name)
    people = {one for one in same if everywhere and _event_of(one) in here}
    people |= {person.id}
    lonely = person.user_id is not None and not ties_beyond(person.user_id, people, event.organisation_id)
    users = [person.user_id] if lonely and person.user_id else []
    return _erasure(why, by, users=users, people=people, everywhere=everywhere)


def of_company(company: Company, why: Why, *, by: int | None) -> Erasure:
    """A firm with those that were merged into it, its registrations, its people who stand for no other firm, and
    accounts without an e-mail that have nothing but this firm."""
    companies = {company.id, *_merged_into(company.id)}
    registrations = set(db.session.scalars(select(Registration.id).where(Registration.company_id.in_(companies))))
    elsewhere = select(Representation.representative_id).where(Representation.registration_id.not_in(registrations))
    people = set(
        db.session.scalars(
            select(Representation.representative_id).where(
                Representation.registration_id.in_(registrations), Representation.representative_id.not_in(elsewhere)
            )
        )
    )
    users = _device_users(companies)
    return _erasure(why, by, users=users, people=people, companies=companies, registrations=registrations)


def of_event(event: Event, *, by: int | None) -> Erasure:
    """All people of an event."""
    people = db.session.scalars(
        select(Representative.id).where(Representative.event_id == event.id, Representative.erased_at.is_(None))
    )
    return _erasure(Why.TIME_OVER, by, people=set(people), whole=[event.id])


def ties_beyond(user_id: int, people: Collection[int], organisation_id: int) -> bool:
    """Whether an account has anything else than these people and firms of this organisation's register."""
    roles = (
        select(Membership.id).where(Membership.user_id == user_id),
        select(EventRole.id).where(EventRole.user_id == user_id),
        select(Delegation.id).where(or_(Delegation.head_user_id == user_id, Delegation.deputy_user_id == user_id)),
        select(Representative.id).where(Representative.user_id == user_id, Representative.id.not_in(people)),
        select(CompanyUser.id)
        .join(Company, Company.id == CompanyUser.company_id)
        .where(CompanyUser.user_id == user_id, Company.organisation_id != organisation_id),
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in roles)


def is_over(event: Event, moment: datetime) -> bool:
    """Whether its last day has passed in its zone; never of one without days."""
    last = max((one.day for one in event.days), default=None)
    return last is not None and moment.astimezone(ZoneInfo(event.zone)).date() > last


def _same_person(user_id: int | None, address: str | None, name: str) -> set[int]:
    """Whoever at any event is this user; or is written with this address, if nobody else of another name is there."""
    found = (
        set(db.session.scalars(select(Representative.id).where(Representative.user_id == user_id)))
        if user_id
        else set()
    )
    if address:
        written = select(Representative).where(func.lower(Representative.email) == address.lower())
        at: dict[int, list[Representative]] = defaultdict(list)
        for one in db.session.scalars(written.where(Representative.erased_at.is_(None))):
            at[one.event_id].append(one)
        found |= {
            one.id
            for there in at.values()
            for one in there
            if one.user_id in (None, user_id) and (len(there) == 1 or compact(one.display_name) == compact(name))
        }
    return found


def _event_of(person_id: int) -> int:
    return db.session.scalars(select(Representative.event_id).where(Representative.id == person_id)).one()


def _merged_into(company_id: int) -> set[int]:
    """Those that go by it, and those that go by these."""
    found: set[int] = set()
    asked = {company_id}
    while asked:
        chosen = select(CompanyMerge.gone_id).where(CompanyMerge.kept_id.in_(asked), CompanyMerge.undone_at.is_(None))
        asked = set(db.session.scalars(chosen)) - found
        found |= asked
    return found


def _device_users(companies: Collection[int]) -> set[int]:
    elsewhere = select(CompanyUser.user_id).where(CompanyUser.company_id.not_in(companies))
    chosen = (
        select(CompanyUser.user_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(CompanyUser.company_id.in_(companies), User.email.is_(None), CompanyUser.user_id.not_in(elsewhere))
    )
    roles = (select(Membership.user_id), select(EventRole.user_id))
    return set(db.session.scalars(chosen.where(*(CompanyUser.user_id.not_in(one) for one in roles))))


def _erasure(
    why: Why,
    by: int | None,
    *,
    users: Iterable[int] = (),
    people: Iterable[int] = (),
    companies: Iterable[int] = (),
    registrations: Iterable[int] = (),
    whole: Iterable[int] = (),
    everywhere: bool = True,
) -> Erasure:
    going, users = _still_there(Representative, people), _still_there(User, users)
    companies = _still_there(Company, companies)
    stands_for: dict[int, set[int]] = defaultdict(set)
    pairs = select(Representation.representative_id, Representation.registration_id)
    for person_id, registration_id in db.session.execute(pairs.where(Representation.representative_id.in_(going))):
        stands_for[person_id].add(registration_id)
    firms = frozenset(registrations)
    guests = _guests({one for firm in stands_for.values() for one in firm})
    events = _events(going, firms) | frozenset(whole)
    return Erasure(
        why=why,
        by=by,
        users=users,
        people=going,
        companies=companies,
        registrations=firms | guests,
        events=events,
        other_events=_other_events(events, companies) if everywhere and not whole else frozenset(),
        whole=frozenset(whole),
        organisations=_organisations(events, users, companies),
        traces=PersonalTraces() if whole else traces_of_people(users, going, events) | traces_of_companies(companies),
        stands_for={one: frozenset(found) for one, found in stands_for.items()},
    )


def _still_there(model: Any, ids: Iterable[int]) -> frozenset[int]:
    """Those that nobody has erased yet."""
    return frozenset(db.session.scalars(select(model.id).where(model.id.in_(list(ids)), model.erased_at.is_(None))))


def _guests(registrations: Collection[int]) -> frozenset[int]:
    chosen = select(Registration.id).where(Registration.id.in_(registrations), Registration.kind == "guest")
    return frozenset(db.session.scalars(chosen))


def _events(people: Collection[int], registrations: Collection[int]) -> frozenset[int]:
    theirs = select(Representative.event_id).where(Representative.id.in_(people))
    firms = select(Registration.event_id).where(Registration.id.in_(registrations))
    return frozenset(db.session.scalars(theirs.union(firms)))


def _other_events(events: Collection[int], companies: Collection[int]) -> frozenset[int]:
    """The other events of those who run these, or who keep these firms."""
    run = select(Event.organisation_id).where(Event.id.in_(events))
    kept = select(Company.organisation_id).where(Company.id.in_(companies))
    chosen = select(Event.id).where(Event.organisation_id.in_(run.union(kept)), Event.id.not_in(events))
    return frozenset(db.session.scalars(chosen))


def _organisations(events: Collection[int], users: Iterable[int], companies: Iterable[int]) -> frozenset[int]:
    """Who runs those events or brings a delegation to them, where the users belong, who keeps the firms."""
    chosen = (
        select(Event.organisation_id).where(Event.id.in_(events)),
        select(Delegation.organisation_id).where(Delegation.event_id.in_(events)),
        select(Membership.organisation_id).where(Membership.user_id.in_(list(users))),
        select(Company.organisation_id).where(Company.id.in_(list(companies))),
    )
    return frozenset(one for each in chosen for one in db.session.scalars(each))
