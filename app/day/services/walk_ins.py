"""Somebody who is on no list comes to the door: registered, and checked in where the event's rules allow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.companies.models import Company
from app.companies.names.parsing import fold
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.parsing import parse_whole_number
from app.day.services.check_ins import CheckInResult, CheckInScan, check_in
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.policy import require_phase
from app.registrations.models import Registration, Representation, Representative
from app.registrations.services import consents, people, registering, transitions
from app.registrations.states import INACTIVE_STATES, RegistrationAct, RegistrationActor, RegistrationState

COMPANY_CATEGORY = "firm"


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """``consents``: to each consent that was asked yes or no; ``known``: the answer to MayBeKnown, as for
    ``add_firm``."""

    name: str
    company: str
    phone: str = ""
    category: str = COMPANY_CATEGORY
    group_id: int | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)
    language: str = "en"
    known: str = ""


@dataclass(frozen=True, slots=True)
class WalkInResult:
    """``noted``: None for somebody whom the organizer must approve first."""

    registration: Registration
    person: Representative
    noted: CheckInResult | None


def register_walk_in(event: Event, guest: WalkIn, scan: CheckInScan, *, by: int) -> WalkInResult:
    """All of it or nothing. Raises MayBeKnown, TooManyPeople, quota errors, PhaseForbids."""
    with transaction():
        require_phase(event, EventAct.CHECK_IN)
        registration, person = _register(event, guest, by)
        if guest.consents:
            of_colleague = guest.category == COMPANY_CATEGORY and len(registration.representatives) > 1
            consents.save_consents(
                registration,
                guest.consents,
                language=guest.language,
                by=by,
                people=[person.id],
                source="desk",
                for_company=not of_colleague,
            )
        is_in = registration.state == RegistrationState.APPROVED
        return WalkInResult(registration, person, check_in(event, person.id, scan, by=by) if is_in else None)


def admit_person(event: Event, person_id: int, scan: CheckInScan, *, by: int) -> CheckInResult:
    """The organizer approves at the door the company that somebody comes for, and lets them in. Raises NotFound,
    IllegalMove, PlacesFull, PhaseForbids."""
    with transaction() as session:
        chosen = (
            select(Registration)
            .join(Representation, Representation.registration_id == Registration.id)
            .where(Representation.representative_id == person_id, Representation.event_id == event.id)
            .where(Registration.state.not_in(INACTIVE_STATES))
            .order_by(Registration.id)
        )
        registration = session.scalars(chosen).first()
        if registration is None:
            raise NotFound
        if registration.state != RegistrationState.APPROVED:
            transitions.transition_within(
                event, registration, RegistrationAct.APPROVE, actor=RegistrationActor.ORGANIZER, by=by
            )
        return check_in(event, person_id, scan, by=by)


def find_company_by_name(event: Event, name: str) -> Registration | None:
    """The firm of the event that bears this name in any script."""
    rows = (
        select(Registration, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.state.not_in(INACTIVE_STATES))
        .order_by(Registration.id)
    )
    wanted = fold(name)
    return next(
        (
            registration
            for registration, *names in db.session.execute(rows)
            if wanted in {fold(each) for each in names if each}
        ),
        None,
    )


def _find_confirmed_company(event: Event, answer: str) -> Registration | None:
    """The firm of the event that MayBeKnown asked about, by the answer that it is this one."""
    company_id = parse_whole_number(answer.removeprefix("is ")) if answer.startswith("is ") else None
    here = select(Registration).where(Registration.event_id == event.id, Registration.company_id == company_id)
    return db.session.scalar(here.where(Registration.state.not_in(INACTIVE_STATES))) if company_id is not None else None


def _find_person_by_name(company: Registration, name: str) -> Representative | None:
    """Who of the firm bears this name in any script: somebody who comes to the door again is nobody new."""
    names = {
        representative: {fold(each) for each in (representative.display_name, representative.name_zh) if each}
        for representative in company.representatives
    }
    return next((person for person, spelt in names.items() if fold(name) in spelt), None)


def _register(event: Event, guest: WalkIn, by: int) -> tuple[Registration, Representative]:
    if guest.category != COMPANY_CATEGORY:
        who = people.GuestDetails(
            category=guest.category, person=guest.name, institution=guest.company, phone=guest.phone or None
        )
        made = people.add_guest(event, who, delegation_id=None, by=by)
        return made, made.representatives[0]
    known = _find_confirmed_company(event, guest.known) or find_company_by_name(event, guest.company)
    if known is not None:
        values = {"display_name": guest.name, "phone": guest.phone}
        return known, _find_person_by_name(known, guest.name) or people.add_person(known, values, by=by)
    new = registering.NewCompany(name=guest.company, person=guest.name, phone=guest.phone or None)
    made = registering.add_company(event, new, group_id=guest.group_id or 0, answer=guest.known, by=by)
    transitions.transition_within(event, made, RegistrationAct.SUBMIT, actor=RegistrationActor.ORGANIZER, by=by)
    db.session.refresh(made)
    return made, made.representatives[0]
