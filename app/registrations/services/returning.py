"""A firm that was at an earlier event comes again: with its profile and its people as they stand, and no consent."""

from __future__ import annotations

from sqlalchemy import select

from app.companies.facts import FactValues
from app.companies.models import Company, CompanyUser
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.people import has_been_invited
from app.registrations.queries.profile_values import OF_PERSON
from app.registrations.services.firms import NewFirm, create
from app.registrations.services.people import add_person
from app.registrations.services.registering import RegistrationClosed, is_code, is_open
from app.registrations.services.standing import open_invitation


def may_return(event: Event, user_id: int) -> list[Company]:
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


def come_again(event: Event, company_id: int, *, group_id: int, code: str, by: int) -> Registration:
    """A draft for one of ``may_return``'s companies, with the people, languages and goal of its last event; it is to be
    looked through and handed in. One that is on a list already, and was not invited yet, goes on as it stands there.

    Raises RegistrationClosed, Invalid ``event_code_wrong``, NotFound.
    """
    if not is_open(event):
        raise RegistrationClosed
    if event.registration_mode == "code" and not is_code(event, code):
        raise Invalid("event_code_wrong")
    with transaction():
        company = next((one for one in may_return(event, by) if one.id == company_id), None)
        if company is None:
            raise NotFound
        listed = select(Registration).where(Registration.event_id == event.id, Registration.company_id == company.id)
        if (registration := db.session.scalar(listed)) is not None:
            open_invitation(registration, by=by)
            return registration
        last = _last(company.id)
        made = create(
            event,
            NewFirm(name=company.name, languages=list(last.languages) if last else []),
            known=True,
            same=company,
            by=by,
            group_id=group_id,
            source="registered",
        )
        if last is not None:
            made.needs_interpreter, made.goal = last.needs_interpreter, last.goal
            for person in last.representatives:
                values: FactValues = {name: getattr(person, name) or "" for name in OF_PERSON}
                add_person(made, {**values, "languages": tuple(person.languages or ())}, by=by, user_id=person.user_id)
    return made


def _last(company_id: int) -> Registration | None:
    newest = select(Registration).where(Registration.company_id == company_id).order_by(Registration.id.desc())
    return db.session.scalar(newest.limit(1))
