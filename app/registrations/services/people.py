"""Representatives of a company at an event, and guests: add, update, remove, replace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import delete, func, select

from app.accounts.models import User
from app.companies.facts import FactValues, merge_facts, value_codes
from app.companies.models import CompanyUser
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.idempotency import idempotent_post
from app.core.mail.outbox import readdress_emails
from app.core.models import Notice
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.profiles import PERSON_FIELDS, get_person_values
from app.registrations.queries.registrations import get_email_language
from app.registrations.services import delegation_members
from app.registrations.services.answers import delete_person_answers
from app.registrations.services.delegation_members import remove_leaders
from app.registrations.services.profiles import lock_registration, require_profile_open
from app.registrations.signals import (
    languages_changed,
    person_absent,
    person_leaves,
    person_replaced,
    profile_saved,
    recipient_leaves,
)
from app.registrations.states import RegistrationState


def follow_address_change(company: Registration, person: Representative, before: str) -> None:
    """What waits for ``before``, or did not arrive there, goes to the person's new address.

    An account of the company with the old address is that person's from now on, so that emails go to one address. The
    account keeps its own: it lets somebody in, and only who has it may change it. Addresses that others read too stay.
    """
    if not before or not person.email or before.lower() == person.email.lower():
        return
    user_id = _find_account(company, before.lower())
    if user_id is not None and person.user_id is None and not _has_representative(company.event_id, user_id):
        person.user_id = user_id
        db.session.flush()
    if not _is_read_by_others(company, person, before.lower()):
        readdress_emails(company.event_id, before.lower(), person.email.lower())


def _find_account(company: Registration, email: str) -> int | None:
    here = select(User.id).join(CompanyUser, CompanyUser.user_id == User.id)
    return db.session.scalar(here.where(CompanyUser.company_id == company.company_id, User.email == email))


def _has_representative(event_id: int, user_id: int) -> bool:
    somebody = select(Representative.id).where(Representative.event_id == event_id, Representative.user_id == user_id)
    return db.session.scalar(somebody) is not None


def _is_read_by_others(company: Registration, person: Representative, email: str) -> bool:
    """Somebody else at the event, or an account that is not this person's."""
    people = select(Representative.id).where(
        Representative.event_id == company.event_id,
        func.lower(Representative.email) == email,
        Representative.id != person.id,
    )
    users = select(User.id).where(User.email == email, User.disabled_at.is_(None))
    return db.session.scalar(people) is not None or db.session.scalar(users) not in (None, person.user_id)


MAX_PEOPLE: Final = 20


class TooManyPeople(Conflict):
    """A firm brings at most so many. Details: most."""

    code = "people_too_many"


class PersonChanged(Stale):
    """Somebody gave the same fields other values since they were read; nothing was written."""

    code = "person_changed"


class PersonHasMeetings(Conflict):
    """Somebody who sits at booked meetings cannot leave before these are moved or called off. Details: count."""

    code = "person_has_meetings"


def add_person(
    registration: Registration, values: FactValues, *, by: int | None, user_id: int | None = None
) -> Representative:
    """One more person for the company, who may be a user. Raises Invalid ``person_name_missing``, TooManyPeople,
    PeopleQuotaFull."""
    with transaction() as session:
        company = _lock_with_room(registration.id)
        last = select(func.max(Representative.rank)).where(
            Representative.id.in_([representative.id for representative in company.representatives])
        )
        rank = (session.scalar(last) or 0) + 1
        person = Representative(
            event_id=company.event_id, display_name="", rank=rank, user_id=_find_free_user_id(company, user_id)
        )
        _write_person(person, values)
        session.add(person)
        session.flush()
        session.add(Representation(event_id=company.event_id, representative_id=person.id, registration_id=company.id))
        _log_change(company, "person.added", person, by)
    return person


def _lock_with_room(registration_id: int) -> Registration:
    """The firm behind its lock, with room for one person more."""
    of = select(Registration.delegation_id).where(Registration.id == registration_id)
    delegation_id = db.session.scalar(of)
    delegation = delegation_members.lock_delegation(delegation_id, read=True) if delegation_id is not None else None
    company = lock_registration(registration_id)
    require_profile_open(company)
    if company.delegation_id != delegation_id:
        raise Stale
    if len(company.representatives) >= MAX_PEOPLE:
        raise TooManyPeople(most=MAX_PEOPLE)
    if delegation is not None:
        delegation_members.require_people_quota(delegation, len(company.representatives) + 1)
    return company


def update_person(
    registration: Registration, person_id: int, values: FactValues, *, by: int | None, base: FactValues | None = None
) -> list[str]:
    """Write what is given about one of the company's people; the names of the fields that changed.

    ``base``: what the writer read; fields that only somebody else changed since stay as they are, and where both did
    PersonChanged is raised. Raises NotFound.
    """
    with transaction():
        company = lock_registration(registration.id)
        require_profile_open(company)
        person = _get_person(company, person_id)
        if base is not None:
            merged = merge_facts(base, values, get_person_values(person))
            if merged.clashes:
                raise PersonChanged
            values = merged.values
        address = person.email or ""
        changed = _write_person(person, values)
        if "email" in changed:
            db.session.flush()
            follow_address_change(company, person, address)
        if changed:
            _log_change(company, "person.saved", person, by, fields=changed)
        if "languages" in changed:
            languages_changed.send(company, person=person, by=by)
    return changed


def remove_person(registration: Registration, person_id: int, *, by: int | None) -> None:
    """Somebody no longer stands for the firm. Raises NotFound, PersonHasMeetings."""
    with transaction():
        company = lock_registration(registration.id)
        require_profile_open(company)
        person = _get_person(company, person_id)
        person_leaves.send(person, registration=company)
        _delete_representation(company, person)
        _stop_emails(company, person, _log_change(company, "person.removed", person, by))


def replace_person(registration: Registration, person_id: int, values: FactValues, *, by: int | None) -> Representative:
    """Somebody else comes: the meetings and the place stay; what the one before allowed, answered and when it is there
    does not pass on. Raises NotFound, Invalid ``person_name_missing``."""
    with transaction() as session:
        company = lock_registration(registration.id)
        require_profile_open(company)
        old = _get_person(company, person_id)
        new = Representative(event_id=company.event_id, display_name="", rank=old.rank)
        _write_person(new, values)
        session.add(new)
        session.flush()
        session.add(Representation(event_id=company.event_id, representative_id=new.id, registration_id=company.id))
        session.flush()
        _delete_representation(company, old)  # first: what comes of it is told to those who stand for the company now
        person_replaced.send(new, old=old, registration=company, by=by)
        _stop_emails(company, old, _log_change(company, "person.replaced", new, by, old=old.id))
    return new


def set_protocol_rank(
    registration: Registration, person_id: int, *, rank: int | None, vip: bool, by: int | None
) -> None:
    """Where somebody stands in the order of protocol (1 first), and whether as a guest of honour. Raises NotFound."""
    with transaction():
        company = lock_registration(registration.id)
        require_profile_open(company)
        person = _get_person(company, person_id)
        if (person.rank, person.vip) != (rank, vip):
            person.rank, person.vip = rank, vip
            _log_change(company, "person.saved", person, by, fields=["rank", "vip"])


def set_absence(registration: Registration, person_id: int, absent: Sequence[str], *, by: int | None) -> None:
    """At which half days somebody is not there. Raises NotFound, PersonHasMeetings."""
    with transaction():
        company = _lock_with_others(registration.id, person_id)
        require_profile_open(company)
        person = _get_person(company, person_id)
        if list(absent) != list(person.absent or ()):
            person.absent = list(absent)
            person_absent.send(person)
            _log_change(company, "person.saved", person, by, fields=["absent"])


def _lock_with_others(registration_id: int, person_id: int) -> Registration:
    """The firm, behind the locks of all that the person stands for: whoever books for one of them waits."""
    stands = select(Representation.registration_id).where(Representation.representative_id == person_id)
    locked = {number: lock_registration(number) for number in sorted({registration_id, *db.session.scalars(stands)})}
    return locked[registration_id]


def remove_representation(
    company: Registration, person: Representative, *, heir: Representative | None, by: int | None
) -> None:
    """Somebody no longer stands for the company, inside the caller's transaction; ``heir``: takes their seats. Raises
    PersonHasMeetings."""
    if heir is None:
        person_leaves.send(person, registration=company)
    _delete_representation(company, person)
    if heir is not None:
        person_replaced.send(heir, old=person, registration=company, by=by)
    _stop_emails(company, person, _log_change(company, "person.removed", person, by))


def restore_representation(company: Registration, person: Representative) -> None:
    """Somebody who was removed stands for the firm as before, inside the caller's transaction."""
    here = select(Representation.id).where(
        Representation.registration_id == company.id, Representation.representative_id == person.id
    )
    if db.session.scalar(here) is None:
        tie = Representation(event_id=company.event_id, representative_id=person.id, registration_id=company.id)
        db.session.add(tie)
        _log_change(company, "person.added", person, None)


def _delete_representation(company: Registration, person: Representative) -> None:
    """The person stands for the firm no longer; what it answered goes where it stands for no other one."""
    here = Representation.registration_id == company.id, Representation.representative_id == person.id
    db.session.execute(delete(Representation).where(*here))
    if company.delegation_id is not None:
        remove_leaders(db.session.get_one(Delegation, company.delegation_id), [person.id])
    elsewhere = select(Representation.id).where(Representation.representative_id == person.id)
    if db.session.scalar(elsewhere) is None:
        delete_person_answers(person.id)


def _find_free_user_id(company: Registration, user_id: int | None) -> int | None:
    """The user, unless somebody at this event is that user already."""
    taken = select(Representative.id).where(
        Representative.event_id == company.event_id, Representative.user_id == user_id
    )
    return None if user_id is None or db.session.scalar(taken) is not None else user_id


def _get_person(company: Registration, person_id: int) -> Representative:
    person = next(
        (representative for representative in company.representatives if representative.id == person_id), None
    )
    if person is None:
        raise NotFound
    return person


def _write_person(person: Representative, values: FactValues) -> list[str]:
    """Fields that are no person's are left alone."""
    changed = []
    for name in PERSON_FIELDS:
        if name in values and (values[name] or None) != (getattr(person, name) or None):
            setattr(person, name, values[name] or None)
            changed.append(name)
    spoken = sorted(value_codes(values.get("languages")))
    if "languages" in values and spoken != sorted(person.languages or []):
        person.languages = spoken
        changed.append("languages")
    if not person.display_name:
        raise Invalid("person_name_missing")
    return changed


def _stop_emails(company: Registration, person: Representative, notice: Notice) -> None:
    if person.email:
        recipient_leaves.send(company, address=person.email, language=get_email_language(company), notice=notice)


def _log_change(company: Registration, kind: str, person: Representative, by: int | None, **details: object) -> Notice:
    db.session.flush()
    db.session.expire(company, ["representatives"])
    company.version += 1
    db.session.flush()
    notice = audit.log_action(kind, person, event_id=company.event_id, by=by, registration=company.id, **details)
    profile_saved.send(company)
    return notice


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDetails:
    """``category``: official, press, speaker or chamber; it stands on the badge."""

    category: str
    person: str
    institution: str
    name_zh: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    dietary: str | None = None


def add_guest(event: Event, guest: GuestDetails, *, delegation_id: int | None, by: int, key: str = "") -> Registration:
    """A guest takes part at once; with ``delegation_id`` as one of that delegation.

    The same ``key`` with the same guest adds one. Raises PhaseForbids, Invalid for a key that is malformed or reused.
    """
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    with transaction():
        if not key:
            return _create_guest(event, guest, delegation_id, by)
        with idempotent_post(by, key, {"event": event.id, "delegation": delegation_id, **asdict(guest)}) as post:
            if post.answer is None:
                post.answer = {"guest": _create_guest(event, guest, delegation_id, by).id}
        return db.session.get_one(Registration, post.answer["guest"])


def _create_guest(event: Event, guest: GuestDetails, delegation_id: int | None, by: int) -> Registration:
    registration = Registration(
        event_id=event.id,
        delegation_id=delegation_id,
        kind="guest",
        category=guest.category,
        institution=guest.institution,
        state=RegistrationState.APPROVED,
    )
    person = Representative(event_id=event.id, **_guest_person_values(guest))
    db.session.add_all([registration, person])
    db.session.flush()
    db.session.add(Representation(event_id=event.id, representative_id=person.id, registration_id=registration.id))
    audit.log_action("guest.added", registration, event_id=event.id, by=by, category=guest.category)
    return registration


def update_guest(registration: Registration, guest: GuestDetails, *, by: int) -> None:
    """Another category, name or address. Raises NotFound for what is no guest."""
    registration_id = registration.id
    with transaction() as session:
        stored_registration = session.get_one(Registration, registration_id)
        person = next(iter(stored_registration.representatives), None)
        if stored_registration.kind != "guest" or person is None:
            raise NotFound
        changed = [name for name, value in _guest_person_values(guest).items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, _guest_person_values(guest)[name])
        stored_registration.category, stored_registration.institution = guest.category, guest.institution
        db.session.flush()
        audit.log_action(
            "guest.changed", stored_registration, event_id=stored_registration.event_id, by=by, fields=changed
        )


def _guest_person_values(guest: GuestDetails) -> dict[str, str | None]:
    return {
        "display_name": guest.person,
        "name_zh": guest.name_zh,
        "title": guest.title,
        "email": guest.email.lower() if guest.email else None,
        "phone": guest.phone,
        "dietary": guest.dietary,
    }
