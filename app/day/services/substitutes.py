"""Somebody else came: the meetings stay, no consent goes over, the badge given out is void."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from app.companies.facts import FactValues
from app.core.db import db, now, transaction
from app.core.errors import NotFound, Stale
from app.day.queries.people import find_replaced_person
from app.day.services.check_ins import CheckInResult, CheckInScan, check_in, find_check_in, get_local_day, undo_check_in
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.policy import require_phase
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE, PERSONAL_PURPOSES
from app.registrations.models import Registration, Representation, Representative
from app.registrations.services import consents, people
from app.registrations.services.profiles import lock_registration

NO_CONSENTS: Final[Mapping[str, bool]] = MappingProxyType({})


def register_substitute(
    event: Event,
    person_id: int,
    values: FactValues,
    scan: CheckInScan,
    *,
    by: int,
    answers: Mapping[str, bool] = NO_CONSENTS,
    language: str = "en",
) -> CheckInResult:
    """The one who came, for every company that the other one stood for, is here now.

    ``answers``: what they answered to the consents that the desk asked for; they speak for a company that nobody else
    stands for, else for themselves. Raises NotFound, PhaseForbids, Invalid ``person_name_missing``.
    """
    with transaction():
        old = _lock_person(event, person_id)
        require_phase(event, EventAct.CHECK_IN)
        if (earlier := find_check_in(old.id, get_local_day(event, now()))) is not None:
            undo_check_in(event, earlier.id, by=by)
        new = _create_substitute(old, values, by)
        old.badge_version += 1
        if answers:
            _record_consents(new, answers, language, by)
        return check_in(event, new.id, scan, by=by)


def undo_substitution(event: Event, person_id: int, *, by: int) -> Representative:
    """Who was expected came after all: whoever stood in today stands for nobody any more, was not here, and its badge
    is dead. A bus seat and answers that were given up do not come back. Raises NotFound, PhaseForbids,
    Stale where there is nobody to come back."""
    with transaction():
        new = _lock_person(event, person_id)
        require_phase(event, EventAct.CHECK_IN)
        old = find_replaced_person(event, new.id)
        companies = _list_registrations(new)
        if old is None or not companies:
            raise Stale
        if (earlier := find_check_in(new.id, get_local_day(event, now()))) is not None:
            undo_check_in(event, earlier.id, by=by)
        _lock_registrations(companies)
        for company in companies:
            people.restore_representation(company, old)
            people.remove_representation(company, new, heir=old, by=by)
        new.badge_version += 1
        return old


def _record_consents(new: Representative, answers: Mapping[str, bool], language: str, by: int) -> None:
    of = select(Registration).join(Representation, Representation.registration_id == Registration.id)
    for company in db.session.scalars(of.where(Representation.representative_id == new.id).order_by(Registration.id)):
        db.session.refresh(company)
        alone = len(company.representatives) == 1
        own = {
            purpose: answer
            for purpose, answer in answers.items()
            if alone or purpose in (ATTENDEE_LIST_PURPOSE, *PERSONAL_PURPOSES)
        }
        if own:
            consents.save_consents(
                company, own, language=language, source="desk", by=by, people=[new.id], for_company=alone
            )


def renew_badge(event: Event, person_id: int) -> Representative:
    """A badge was lost: what was printed opens nothing any more. Raises NotFound."""
    with transaction():
        person = _lock_person(event, person_id)
        person.badge_version += 1
        return person


def _lock_person(event: Event, person_id: int) -> Representative:
    chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
    representative = db.session.scalar(chosen.with_for_update())
    if representative is None or representative.erased_at is not None:
        raise NotFound
    return representative


def _create_substitute(old: Representative, values: FactValues, by: int) -> Representative:
    """The first firm's new person; the others of the same person follow. Raises NotFound for who stands for none."""
    companies = _list_registrations(old)
    if not companies:
        raise NotFound
    _lock_registrations(companies)
    new = people.replace_person(companies[0], old.id, values, by=by)
    for company in companies[1:]:
        people.restore_representation(company, new)
        people.remove_representation(company, old, heir=new, by=by)
    return new


def _lock_registrations(companies: Iterable[Registration]) -> None:
    """Before any of their meetings is looked at: that holds the event, after which no firm is locked."""
    for company in companies:
        lock_registration(company.id)


def _list_registrations(person: Representative) -> list[Registration]:
    of = select(Representation.registration_id).where(Representation.representative_id == person.id)
    return [db.session.get_one(Registration, registration_id) for registration_id in sorted(db.session.scalars(of))]
