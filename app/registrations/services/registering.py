"""Registering a company for an event: by its chamber, by the organizer, by itself, or again with the profile of its
last event."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from app.accounts.credentials import mailbox_key
from app.companies.facts import FactValues
from app.companies.models import Company, CompanyUser
from app.companies.names.parsing import fold
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.parsing import web_address
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations import mails
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.access import list_hidden_companies
from app.registrations.queries.company_links import is_registration_open
from app.registrations.queries.company_rows import get_company_row
from app.registrations.queries.duplicate_candidates import find_likely_company
from app.registrations.queries.merging import INACTIVE_COMPANIES
from app.registrations.queries.profiles import PERSON_FIELDS
from app.registrations.queries.reach import has_been_invited
from app.registrations.services import consents, transitions
from app.registrations.services.answers import AnswerSubmission, save_answers
from app.registrations.services.company_links import create_links
from app.registrations.services.delegation_members import lock_delegation, require_company_quota
from app.registrations.services.people import add_person
from app.registrations.services.transitions import open_invitation
from app.registrations.states import INACTIVE_STATES, RegistrationAct, RegistrationActor, RegistrationState


class AlreadyRegistered(Conflict):
    """A firm of this name is at the event already. Details: registration_id."""

    code = "already_registered"


class CompanyHasCancelled(AlreadyRegistered):
    """It is at the event and has cancelled: it is to be opened again, not added."""

    code = "has_cancelled"


class CompanyMayBeKnown(Conflict):
    """A company of the register may be this one: somebody must say whether. Details: company_id, name, and
    registration_id where it is at the event, else None."""

    code = "firm_may_be_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """What is known of a firm that is added; without ``person`` nobody is named yet."""

    name: str
    name_zh: str | None = None
    country: str | None = None
    city: str | None = None
    website: str | None = None
    person: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    wechat: str | None = None
    languages: list[str] = field(default_factory=list)


def add_delegation_company(
    event: Event, delegation: Delegation, company: NewCompany, *, answer: str = "", by: int
) -> Registration:
    """A draft in the delegation, with its link.

    ``answer``: the answer to MayBeKnown about one company, ``is 7`` or ``not 7``; "" while nobody was asked. Raises
    MayBeKnown, AlreadyRegistered, QuotaFull, PhaseForbids.
    """
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    with transaction():
        require_company_quota(lock_delegation(delegation.id))
        return create_registration(
            event,
            company,
            known=True,
            hidden=list_hidden_companies(event, delegation, by),
            same=_find_confirmed_company(event, delegation, company, answer, by=by),
            by=by,
            delegation_id=delegation.id,
            group_id=delegation.group_id,
            rank=get_next_rank(delegation.id),
            source="by_hand",
        )


def add_company(event: Event, company: NewCompany, *, group_id: int, answer: str = "", by: int) -> Registration:
    """A draft of a company that comes without a delegation; ``answer`` as for ``add_firm``. Raises MayBeKnown,
    AlreadyRegistered, PhaseForbids."""
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    with transaction():
        return create_registration(
            event,
            company,
            known=True,
            hidden=list_hidden_companies(event, None, by),
            same=_find_confirmed_company(event, None, company, answer, by=by),
            by=by,
            group_id=group_id,
            source="by_hand",
        )


def create_registration(
    event: Event,
    firm: NewCompany,
    *,
    known: bool,
    hidden: Collection[int] = (),
    same: Company | None = None,
    by: int | None,
    **values: object,
) -> Registration:
    """A company's registration with person, link and notice, in the running transaction.

    ``same``: the company that it is, by somebody's word.

    ``known``: a company of this name that the organizer keeps from earlier events is taken up again, and refused with
    AlreadyRegistered if it is here. A stranger who types its name must neither get at what it once said nor learn that
    it is known; nor must who adds it of the companies that are ``hidden`` from them.
    """
    with transaction() as session:
        if known:
            _refuse_duplicate(event, firm)
        company = same or (_find_known_company(event, firm, hidden) if known else None) or _create_company(event, firm)
        session.flush()
        registration = Registration(event_id=event.id, company_id=company.id, languages=firm.languages, **values)
        session.add(registration)
        session.flush()
        if firm.person:
            _create_person(registration, firm)
        create_links([registration])
        audit.log_action("registration.added", registration, event_id=event.id, by=by, source=registration.source)
    return registration


def _find_confirmed_company(
    event: Event, delegation: Delegation | None, firm: NewCompany, answer: str, *, by: int
) -> Company | None:
    """The company of the register that the company is by the answer given. It is judged again: nobody takes one that
    was not asked about, and an answer holds for no other name."""
    likely = find_likely_company(
        event, delegation, firm.name, firm.name_zh or "", website=firm.website or "", email=firm.email or "", by=by
    )
    if likely is None or answer == f"not {likely.company.id}":
        return None
    company, here = likely.company, likely.registration
    if answer != f"is {company.id}":
        raise CompanyMayBeKnown(company_id=company.id, name=company.name, registration_id=here.id if here else None)
    if here is not None:
        raise _refusal_class(here.state)(registration_id=here.id, name=company.name)
    return company


def _refuse_duplicate(event: Event, company: NewCompany) -> None:
    same = (
        select(Registration.id, Registration.state, Company.name)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id)
    )
    wanted = fold(company.name)
    for registration_id, state, name in db.session.execute(same):
        if fold(name) == wanted:
            raise _refusal_class(state)(registration_id=registration_id, name=company.name)


def _refusal_class(state: str) -> type[AlreadyRegistered]:
    return CompanyHasCancelled if state == RegistrationState.CANCELLED else AlreadyRegistered


def _find_known_company(event: Event, company: NewCompany, hidden: Collection[int]) -> Company | None:
    mine = (
        Company.organisation_id == event.organisation_id,
        Company.id.not_in(INACTIVE_COMPANIES),
        Company.id.not_in(hidden),
    )
    companies = select(Company).where(*mine).order_by(Company.id)
    wanted = fold(company.name)
    return next((candidate for candidate in db.session.scalars(companies) if fold(candidate.name) == wanted), None)


def _create_company(event: Event, firm: NewCompany) -> Company:
    company = Company(
        organisation_id=event.organisation_id,
        name=firm.name,
        name_zh=firm.name_zh,
        country=firm.country,
        city=firm.city,
        website=web_address(firm.website) or firm.website,
        folded=search_key(firm.name, firm.name_zh),
    )
    db.session.add(company)
    return company


def _create_person(registration: Registration, company: NewCompany) -> None:
    person = Representative(
        event_id=registration.event_id,
        display_name=company.person or "",
        title=company.title,
        email=company.email.lower() if company.email else None,
        phone=company.phone,
        wechat=company.wechat,
        languages=company.languages,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Representation(event_id=registration.event_id, representative_id=person.id, registration_id=registration.id)
    )
    db.session.flush()
    db.session.expire(registration, ["representatives"])


def get_next_rank(delegation_id: int) -> int:
    """The place after the last firm of the delegation."""
    last = select(func.max(Registration.rank)).where(Registration.delegation_id == delegation_id)
    return (db.session.scalar(last) or 0) + 1


class RegistrationClosed(Conflict):
    """Nobody may register by themselves now."""

    code = "registration_closed"


def is_self_registration_open(event: Event) -> bool:
    """Whether strangers may register now: the event lets them, its phase allows it and the last day is not over."""
    return event.registration_mode in ("open", "code") and is_registration_open(event, now())


def register_company(
    event: Event,
    company: NewCompany,
    *,
    group_id: int,
    code: str,
    given_by_purpose: Mapping[str, bool],
    language: str,
    replies: Sequence[AnswerSubmission] = (),
) -> Registration:
    """Register a company with its first person; its link goes to the person's address by mail, in ``language``;
    the same email says where it stands.

    Approved at once where the event says so. A company that is at the event already is registered all the same, so that
    no stranger learns who is there; the organizer sees which one it may be (``queries.duplicate_candidates``). Who
    sends the form again gets the email again. ``replies``: what was answered for the company, then for the person.
    Raises RegistrationClosed, Invalid ``event_code_wrong``.
    """
    _require_open_registration(event, code)
    with transaction():
        if (again := _find_same_registration(event, company)) is not None:
            mails.send_welcome_email(get_company_row(again), event, language, to=company.email)
            return again
        made = create_registration(event, company, known=False, by=None, group_id=group_id, source="registered")
        consents.save_consents(made, given_by_purpose, language=language)
        _save_first_answers(made, replies, language)
        transitions.transition(
            event, made.id, RegistrationAct.SUBMIT, actor=RegistrationActor.COMPANY, by=None, tell=False
        )
        mails.send_welcome_email(get_company_row(made), event, language)
    return made


def _save_first_answers(registration: Registration, replies: Sequence[AnswerSubmission], language: str) -> None:
    people: list[int | None] = [None, *(representative.id for representative in registration.representatives)]
    whose = [replace(reply, person_id=person) for reply, person in zip(replies, people, strict=False)]
    save_answers(registration, whose, language=language, by=None, seen=None)


def _find_same_registration(event: Event, company: NewCompany) -> Registration | None:
    """What the same person registered under the same name."""
    theirs = (
        select(Registration, Representative.email, Company.name)
        .join(Company, Company.id == Registration.company_id)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Registration.event_id == event.id, Registration.source == "registered")
        .where(Registration.state.not_in(INACTIVE_STATES), Representative.email.is_not(None))
        .order_by(Registration.id)
    )
    wanted = (mailbox_key(company.email or ""), fold(company.name))
    rows = db.session.execute(theirs)
    return next(
        (registration for registration, email, name in rows if (mailbox_key(email or ""), fold(name)) == wanted), None
    )


def is_registration_code(event: Event, typed: str) -> bool:
    """Compared in constant time; case and spaces do not matter."""
    given, wanted = ("".join(text.split()).casefold().encode() for text in (typed, event.registration_code or ""))
    return bool(wanted) and hmac.compare_digest(given, wanted)


def list_returning_companies(event: Event, user_id: int) -> list[Company]:
    """The companies of the organizer's register that a user acts for and that are not at this event as far as it
    knows, by name."""
    here = (
        select(Registration.company_id)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(CompanyUser.user_id == user_id, Registration.event_id == event.id, has_been_invited())
    )
    chosen = (
        select(Company)
        .join(CompanyUser, CompanyUser.company_id == Company.id)
        .where(CompanyUser.user_id == user_id, Company.organisation_id == event.organisation_id)
        .where(Company.id.not_in(here))
        .order_by(Company.sort_name, Company.id)
    )
    return list(db.session.scalars(chosen))


def _require_open_registration(event: Event, code: str) -> None:
    if not is_self_registration_open(event):
        raise RegistrationClosed
    if event.registration_mode == "code" and not is_registration_code(event, code):
        raise Invalid("event_code_wrong")


def register_again(event: Event, company_id: int, *, group_id: int, code: str, by: int) -> Registration:
    """A draft for one of ``list_returning_companies``, with the people, languages and goal of its last event; it is to
    be looked through and handed in. One that is on a list already, and was not invited yet, goes on as it stands there.

    Raises RegistrationClosed, Invalid ``event_code_wrong``, NotFound.
    """
    _require_open_registration(event, code)
    with transaction():
        company = next(
            (
                returning_company
                for returning_company in list_returning_companies(event, by)
                if returning_company.id == company_id
            ),
            None,
        )
        if company is None:
            raise NotFound
        listed = select(Registration).where(Registration.event_id == event.id, Registration.company_id == company.id)
        if (registration := db.session.scalar(listed)) is not None:
            open_invitation(registration, by=by)
            return registration
        last = _get_last_registration(company.id)
        made = create_registration(
            event,
            NewCompany(name=company.name, languages=list(last.languages) if last else []),
            known=True,
            same=company,
            by=by,
            group_id=group_id,
            source="registered",
        )
        if last is not None:
            made.needs_interpreter, made.goal = last.needs_interpreter, last.goal
            for person in last.representatives:
                values: FactValues = {name: getattr(person, name) or "" for name in PERSON_FIELDS}
                add_person(made, {**values, "languages": tuple(person.languages or ())}, by=by, user_id=person.user_id)
    return made


def _get_last_registration(company_id: int) -> Registration | None:
    newest = select(Registration).where(Registration.company_id == company_id).order_by(Registration.id.desc())
    return db.session.scalar(newest.limit(1))
