"""Whose data an erasure takes, from an account, a person, a company or an event, the words they are known by, and a
preview of what it takes, ends and leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, and_, cast, false, func, or_, select

from app.accounts.models import EventRole, Membership, User
from app.companies.models import Company, CompanyMerge, CompanyUser
from app.companies.names.parsing import compact
from app.core.db import db, now
from app.core.models import Outbox
from app.core.personal_data import PersonalTraces, personal_traces
from app.events.models import Event
from app.importing.sheet_erasure import find_rows_mentioning
from app.privacy.erasure import Erasure, ErasureReason
from app.registrations.models import Delegation, ImportBatch, Registration, Representation, Representative
from app.registrations.queries.hooks import EndingMeeting, RepresentativeSeat, list_ending_meetings, list_seats
from app.registrations.states import INACTIVE_STATES


def get_traces_of_people(users: Iterable[int], people: Collection[int], events: Collection[int]) -> PersonalTraces:
    """What somebody else at one of the events bears or uses too is no trace: it would take the other one along."""
    accounts = db.session.scalars(select(User).where(User.id.in_(list(users)))).all()
    persons = db.session.scalars(select(Representative).where(Representative.id.in_(people))).all()
    others = _list_others(people, events) if persons else []
    names = {account.name for account in accounts} | {name for person in persons for name in _list_names(person)}
    taken = {compact(name) for other in others for name in _list_names(other)}
    mine = personal_traces(
        [*(name for name in names if compact(name) not in taken), *(person.wechat for person in persons)],
        [*(person.email for person in accounts), *(person.email for person in persons)],
        [*(person.phone for person in accounts), *(person.phone for person in persons)],
    )
    theirs = personal_traces([], [person.email for person in others], [person.phone for person in others])
    own = frozenset(person.email for person in accounts if person.email)
    return PersonalTraces(mine.words, (mine.addresses - theirs.addresses) | own, mine.numbers - theirs.numbers)


def _list_names(person: Representative) -> set[str]:
    family, given = person.family_name or "", person.given_name or ""
    both = {f"{family} {given}", f"{given} {family}"} if family and given else set()
    return {name for name in (person.display_name, person.name_zh, *both) if name}


def _list_others(people: Collection[int], events: Collection[int]) -> Sequence[Representative]:
    chosen = select(Representative).where(
        Representative.event_id.in_(events), Representative.id.not_in(people), Representative.erased_at.is_(None)
    )
    return db.session.scalars(chosen).all()


def get_traces_of_companies(companies: Iterable[int]) -> PersonalTraces:
    """A name that stands within another firm's name counts only where it stands alone."""
    company_rows = db.session.scalars(select(Company).where(Company.id.in_(list(companies)))).all()
    if not company_rows:
        return PersonalTraces()
    chosen = select(Company.folded).where(
        Company.organisation_id.in_({company.organisation_id for company in company_rows}),
        Company.id.not_in([company.id for company in company_rows]),
    )
    others = [compact(name) for name in db.session.scalars(chosen)]
    names = {
        name
        for company in company_rows
        for name in (company.name, company.name_zh, *(company.other_names or ()))
        if name
    }
    inside = {name for name in names if any(compact(name) in other for other in others)}
    known = {
        code for company in company_rows for code in (company.uen, company.uscc, _get_host(company.website)) if code
    }
    alone = inside | {company.stock_code for company in company_rows if company.stock_code}
    return personal_traces([*(names - inside), *known], [], []) | PersonalTraces(whole=frozenset(alone))


def _get_host(website: str | None) -> str:
    given = website or ""
    host = urlsplit(given if "//" in given else f"//{given}").hostname or ""
    return host.removeprefix("www.")


def create_user_erasure(user_id: int, why: ErasureReason, *, by: int | None, also: Collection[int] = ()) -> Erasure:
    """An account with all that it stands for, at every event; with these people, who are surely the same."""
    user = db.session.get_one(User, user_id)
    people = _find_same_people(user_id, user.email, user.name)
    return _create_erasure(why, by, users=[user_id], people={*people, *also})


def create_people_erasure(people: Collection[Representative], why: ErasureReason, *, everywhere: bool) -> Erasure:
    """People of events, whether or not they have accounts, as somebody asked the operator; with the accounts that have
    no other ties. ``everywhere``: sheets of the other events of the same house are looked through as well."""
    going = {person.id for person in people}
    houses = dict(
        db.session.execute(
            select(Event.id, Event.organisation_id).where(Event.id.in_({person.event_id for person in people}))
        ).all()
    )
    users = {
        person.user_id
        for person in people
        if person.user_id is not None and not has_other_ties(person.user_id, going, houses[person.event_id])
    }
    return _create_erasure(why, None, users=users, people=going, everywhere=everywhere)


def list_people_by_email(address: str, event: Event | None = None) -> Sequence[Representative]:
    """Whoever is written with this address at any event, or at this one, and is not erased."""
    chosen = select(Representative).where(
        func.lower(Representative.email) == address.strip().lower(), Representative.erased_at.is_(None)
    )
    if event is not None:
        chosen = chosen.where(Representative.event_id == event.id)
    return db.session.scalars(chosen.order_by(Representative.id)).all()


def create_person_erasure(
    event: Event, person: Representative, why: ErasureReason, *, by: int | None, everywhere: bool = True
) -> Erasure:
    """A person at the events of the organisation that runs this one (``everywhere``), or at this one alone; with the
    account, if that has no other ties."""
    here = set(db.session.scalars(select(Event.id).where(Event.organisation_id == event.organisation_id)))
    same = _find_same_people(person.user_id, person.email, person.display_name)
    people = {person_id for person_id in same if everywhere and _get_event_id(person_id) in here}
    people |= {person.id}
    lonely = person.user_id is not None and not has_other_ties(person.user_id, people, event.organisation_id)
    users = [person.user_id] if lonely and person.user_id else []
    return _create_erasure(why, by, users=users, people=people, everywhere=everywhere)


def create_company_erasure(company: Company, why: ErasureReason, *, by: int | None) -> Erasure:
    """A company with those that were merged into it, its registrations, its people who stand for no other company, and
    accounts without an e-mail that have nothing but this company."""
    companies = {company.id, *_get_merged_ids(company.id)}
    registrations = set(db.session.scalars(select(Registration.id).where(Registration.company_id.in_(companies))))
    elsewhere = select(Representation.representative_id).where(Representation.registration_id.not_in(registrations))
    people = set(
        db.session.scalars(
            select(Representation.representative_id).where(
                Representation.registration_id.in_(registrations), Representation.representative_id.not_in(elsewhere)
            )
        )
    )
    users = _get_device_user_ids(companies)
    return _create_erasure(why, by, users=users, people=people, companies=companies, registrations=registrations)


def create_event_erasure(event: Event, *, by: int | None) -> Erasure:
    """All people of an event."""
    people = db.session.scalars(
        select(Representative.id).where(Representative.event_id == event.id, Representative.erased_at.is_(None))
    )
    return _create_erasure(ErasureReason.TIME_OVER, by, people=set(people), whole=[event.id])


def has_other_ties(user_id: int, people: Collection[int], organisation_id: int) -> bool:
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
    return any(db.session.scalar(role.limit(1)) is not None for role in roles)


def is_event_over(event: Event, moment: datetime) -> bool:
    """Whether its last day has passed in its zone; never of one without days."""
    last = max((day.day for day in event.days), default=None)
    return last is not None and moment.astimezone(ZoneInfo(event.zone)).date() > last


def _find_same_people(user_id: int | None, address: str | None, name: str) -> set[int]:
    """Whoever at any event is this user; or is written with this address, if nobody else of another name is there."""
    numbers = (
        set(db.session.scalars(select(Representative.id).where(Representative.user_id == user_id)))
        if user_id
        else set()
    )
    if address:
        written = select(Representative).where(func.lower(Representative.email) == address.lower())
        at: dict[int, list[Representative]] = defaultdict(list)
        for representative in db.session.scalars(written.where(Representative.erased_at.is_(None))):
            at[representative.event_id].append(representative)
        numbers |= {
            representative.id
            for there in at.values()
            for representative in there
            if representative.user_id in (None, user_id)
            and (len(there) == 1 or compact(representative.display_name) == compact(name))
        }
    return numbers


def _get_event_id(person_id: int) -> int:
    return db.session.scalars(select(Representative.event_id).where(Representative.id == person_id)).one()


def _get_merged_ids(company_id: int) -> set[int]:
    """Those that go by it, and those that go by these."""
    numbers: set[int] = set()
    asked = {company_id}
    while asked:
        chosen = select(CompanyMerge.gone_id).where(CompanyMerge.kept_id.in_(asked), CompanyMerge.undone_at.is_(None))
        asked = set(db.session.scalars(chosen)) - numbers
        numbers |= asked
    return numbers


def _get_device_user_ids(companies: Collection[int]) -> set[int]:
    elsewhere = select(CompanyUser.user_id).where(CompanyUser.company_id.not_in(companies))
    chosen = (
        select(CompanyUser.user_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(CompanyUser.company_id.in_(companies), User.email.is_(None), CompanyUser.user_id.not_in(elsewhere))
    )
    roles = (select(Membership.user_id), select(EventRole.user_id))
    return set(db.session.scalars(chosen.where(*(CompanyUser.user_id.not_in(role) for role in roles))))


def _create_erasure(
    why: ErasureReason,
    by: int | None,
    *,
    users: Iterable[int] = (),
    people: Iterable[int] = (),
    companies: Iterable[int] = (),
    registrations: Iterable[int] = (),
    whole: Iterable[int] = (),
    everywhere: bool = True,
) -> Erasure:
    going, users = _get_unerased_ids(Representative, people), _get_unerased_ids(User, users)
    companies = _get_unerased_ids(Company, companies)
    stands_for: dict[int, set[int]] = defaultdict(set)
    pairs = select(Representation.representative_id, Representation.registration_id)
    for person_id, registration_id in db.session.execute(pairs.where(Representation.representative_id.in_(going))):
        stands_for[person_id].add(registration_id)
    firms = frozenset(registrations)
    guests = _get_guest_ids({number for company in stands_for.values() for number in company})
    events = _get_event_ids(going, firms) | frozenset(whole)
    return Erasure(
        why=why,
        by=by,
        users=users,
        people=going,
        companies=companies,
        registrations=firms | guests,
        events=events,
        other_events=_get_other_event_ids(events, companies) if everywhere and not whole else frozenset(),
        whole=frozenset(whole),
        organisations=_get_organisation_ids(events, users, companies),
        traces=PersonalTraces()
        if whole
        else get_traces_of_people(users, going, events) | get_traces_of_companies(companies),
        stands_for={number: frozenset(registration_ids) for number, registration_ids in stands_for.items()},
    )


def _get_unerased_ids(model: Any, ids: Iterable[int]) -> frozenset[int]:
    """Those that nobody has erased yet."""
    return frozenset(db.session.scalars(select(model.id).where(model.id.in_(list(ids)), model.erased_at.is_(None))))


def _get_guest_ids(registrations: Collection[int]) -> frozenset[int]:
    chosen = select(Registration.id).where(Registration.id.in_(registrations), Registration.kind == "guest")
    return frozenset(db.session.scalars(chosen))


def _get_event_ids(people: Collection[int], registrations: Collection[int]) -> frozenset[int]:
    theirs = select(Representative.event_id).where(Representative.id.in_(people))
    companies = select(Registration.event_id).where(Registration.id.in_(registrations))
    return frozenset(db.session.scalars(theirs.union(companies)))


def _get_other_event_ids(events: Collection[int], companies: Collection[int]) -> frozenset[int]:
    """The other events of those who run these, or who keep these firms."""
    run = select(Event.organisation_id).where(Event.id.in_(events))
    keepers = select(Company.organisation_id).where(Company.id.in_(companies))
    chosen = select(Event.id).where(Event.organisation_id.in_(run.union(keepers)), Event.id.not_in(events))
    return frozenset(db.session.scalars(chosen))


def _get_organisation_ids(events: Collection[int], users: Iterable[int], companies: Iterable[int]) -> frozenset[int]:
    """Who runs those events or brings a delegation to them, where the users belong, who keeps the firms."""
    chosen = (
        select(Event.organisation_id).where(Event.id.in_(events)),
        select(Delegation.organisation_id).where(Delegation.event_id.in_(events)),
        select(Membership.organisation_id).where(Membership.user_id.in_(list(users))),
        select(Company.organisation_id).where(Company.id.in_(list(companies))),
    )
    return frozenset(organisation_id for each in chosen for organisation_id in db.session.scalars(each))


INACTIVE_BATCH_STATES = ("preview", "undone")
"""Of a sheet that was imported the people are known, and go with their rows; of these nobody knows who stands there."""


def reachable_batches_query(erasure: Erasure) -> Select[ImportBatch]:
    """All of the erasure's own events, and those not in force of the other events that its organisations hold."""
    elsewhere = and_(ImportBatch.event_id.in_(erasure.other_events), ImportBatch.state.in_(INACTIVE_BATCH_STATES))
    chosen = select(ImportBatch).where(or_(ImportBatch.event_id.in_(erasure.events), elsewhere))
    return chosen.order_by(ImportBatch.id)


def find_batches_naming(erasure: Erasure) -> set[int]:
    """The numbers of the sheets by which they came, and of those with a row that names them."""
    companies = {number for numbers in erasure.stands_for.values() for number in numbers} | erasure.registrations
    came = select(Registration.batch_id).where(Registration.id.in_(companies), Registration.batch_id.is_not(None))
    numbers = {number for number in db.session.scalars(came) if number is not None}
    written = func.lower(cast(ImportBatch.sheets, String))
    perhaps = [written.contains(hint, autoescape=True) for hint in erasure.traces.hints]
    for batch in db.session.scalars(reachable_batches_query(erasure).where(or_(false(), *perhaps))):
        if batch.id not in numbers and find_rows_mentioning(batch.sheets, erasure.traces):
            numbers.add(batch.id)
    return numbers


@dataclass(frozen=True, slots=True)
class ErasurePart:
    """A registration that is concerned. ``alone``: nobody would come for it any more; ``ahead``: its event is not
    over."""

    registration: Registration
    event: Event
    alone: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """``accounts``: those that are erased; ``losing``: accounts that stay and lose the company; ``seats``: of people,
    ``freed``: meetings of companies; ``emails``, ``sheets``: how many name somebody for sure; ``partners``:
    companies told."""

    people: int
    accounts: int
    losing: int
    parts: Sequence[ErasurePart]
    seats: Sequence[RepresentativeSeat]
    freed: Sequence[EndingMeeting]
    emails: int
    sheets: int

    @property
    def ending(self) -> list[RepresentativeSeat]:
        return [seat for seat in self.seats if not seat.stays]

    @property
    def ahead(self) -> list[ErasurePart]:
        return [part for part in self.parts if part.ahead]


def preview_erasure(erasure: Erasure) -> ErasurePreview:
    parts = _list_parts(erasure)
    ahead: dict[int, list[int]] = {}
    for part in parts:
        if part.ahead and part.registration.id in erasure.registrations:
            ahead.setdefault(part.event.id, []).append(part.registration.id)
    freed = [
        meeting
        for event, ids in ahead.items()
        for ending_meeting in list_ending_meetings(event, ids).values()
        for meeting in ending_meeting
    ]
    return ErasurePreview(
        people=len(erasure.people),
        accounts=len(erasure.users),
        losing=_list_losing(erasure),
        parts=parts,
        seats=[] if erasure.companies else list_seats(erasure.people),
        freed=freed,
        emails=_count_emails(erasure),
        sheets=len(find_batches_naming(erasure)),
    )


def _list_parts(erasure: Erasure) -> list[ErasurePart]:
    theirs = {company for companies in erasure.stands_for.values() for company in companies} | erasure.registrations
    chosen = select(Registration).where(Registration.id.in_(theirs)).order_by(Registration.event_id, Registration.id)
    stays = select(Representation.registration_id).where(
        Representation.registration_id.in_(theirs), Representation.representative_id.not_in(erasure.people)
    )
    with_others, moment = set(db.session.scalars(stays)), now()
    erasure_parts = []
    for registration in db.session.scalars(chosen):
        event = db.session.get_one(Event, registration.event_id)
        ahead = (
            event.phase != "closed" and not is_event_over(event, moment) and registration.state not in INACTIVE_STATES
        )
        erasure_parts.append(ErasurePart(registration, event, registration.id not in with_others, ahead))
    return erasure_parts


def _list_losing(erasure: Erasure) -> int:
    counted = (
        select(func.count(User.id.distinct()))
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id.in_(erasure.companies), User.id.not_in(erasure.users), User.disabled_at.is_(None))
    )
    return db.session.scalar(counted) or 0


def _count_emails(erasure: Erasure) -> int:
    theirs = or_(Outbox.user_id.in_(erasure.users), Outbox.recipient.in_(list(erasure.traces.addresses)))
    return db.session.scalar(select(func.count()).select_from(Outbox).where(theirs)) or 0
