"""Who stands for a firm at an event: add, change, take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, select

from app.companies.facts import FactValues, merge_facts, value_codes
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.models import Notice
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.firms import spoken_by
from app.registrations.queries.profile_values import OF_PERSON, person_values
from app.registrations.services import addresses, party, quotas
from app.registrations.services.profiles import locked, require_open
from app.registrations.services.replies import forget_person
from app.registrations.signals import (
    person_absent,
    person_leaves,
    person_replaced,
    profile_saved,
    reader_leaves,
    speech_changed,
)

MOST: Final = 20


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
    """One more person for the firm, who may be a user. Raises Invalid ``person_name_missing``, TooManyPeople,
    PeopleQuotaFull."""
    with transaction() as session:
        firm = _locked_with_room(registration.id)
        last = select(func.max(Representative.rank)).where(
            Representative.id.in_([one.id for one in firm.representatives])
        )
        rank = (session.scalar(last) or 0) + 1
        person = Representative(event_id=firm.event_id, display_name="", rank=rank, user_id=_free(firm, user_id))
        _write(person, values)
        session.add(person)
        session.flush()
        session.add(Representation(event_id=firm.event_id, representative_id=person.id, registration_id=firm.id))
        _saved(firm, "person.added", person, by)
    return person


def _locked_with_room(registration_id: int) -> Registration:
    """The firm behind its lock, with room for one person more."""
    of = select(Registration.delegation_id).where(Registration.id == registration_id)
    delegation_id = db.session.scalar(of)
    delegation = quotas.locked(delegation_id, read=True) if delegation_id is not None else None
    firm = locked(registration_id)
    require_open(firm)
    if firm.delegation_id != delegation_id:
        raise Stale
    if len(firm.representatives) >= MOST:
        raise TooManyPeople(most=MOST)
    if delegation is not None:
        quotas.require_room_for_people(delegation, len(firm.representatives) + 1)
    return firm


def edit_person(
    registration: Registration, person_id: int, values: FactValues, *, by: int | None, base: FactValues | None = None
) -> list[str]:
    """Write what is given about one of the firm's people; the names of the fields that changed.

    ``base``: what the writer read; fields that only somebody else changed since stay as they are, and where both did
    PersonChanged is raised. Raises NotFound.
    """
    with transaction():
        firm = locked(registration.id)
        require_open(firm)
        person = _of(firm, person_id)
        if base is not None:
            merged = merge_facts(base, values, person_values(person))
            if merged.clashes:
                raise PersonChanged
            values = merged.values
        address = person.email or ""
        changed = _write(person, values)
        if "email" in changed:
            db.session.flush()
            addresses.follow(firm, person, address)
        if changed:
            _saved(firm, "person.saved", person, by, fields=changed)
        if "languages" in changed:
            speech_changed.send(firm, person=person, by=by)
    return changed


def remove_person(registration: Registration, person_id: int, *, by: int | None) -> None:
    """Somebody no longer stands for the firm. Raises NotFound, PersonHasMeetings."""
    with transaction():
        firm = locked(registration.id)
        require_open(firm)
        person = _of(firm, person_id)
        person_leaves.send(person, registration=firm)
        _stand_down(firm, person)
        _reads_no_more(firm, person, _saved(firm, "person.removed", person, by))


def replace_person(registration: Registration, person_id: int, values: FactValues, *, by: int | None) -> Representative:
    """Somebody else comes: the meetings and the place stay; what the one before allowed, answered and when it is there
    does not pass on. Raises NotFound, Invalid ``person_name_missing``."""
    with transaction() as session:
        firm = locked(registration.id)
        require_open(firm)
        old = _of(firm, person_id)
        new = Representative(event_id=firm.event_id, display_name="", rank=old.rank)
        _write(new, values)
        session.add(new)
        session.flush()
        session.add(Representation(event_id=firm.event_id, representative_id=new.id, registration_id=firm.id))
        session.flush()
        _stand_down(firm, old)  # first: what comes of it is told to those who stand for the firm now
        person_replaced.send(new, old=old, registration=firm, by=by)
        _reads_no_more(firm, old, _saved(firm, "person.replaced", new, by, old=old.id))
    return new


def place_person(registration: Registration, person_id: int, *, rank: int | None, vip: bool, by: int | None) -> None:
    """Where somebody stands in the order of protocol (1 first), and whether as a guest of honour. Raises NotFound."""
    with transaction():
        firm = locked(registration.id)
        require_open(firm)
        person = _of(firm, person_id)
        if (person.rank, person.vip) != (rank, vip):
            person.rank, person.vip = rank, vip
            _saved(firm, "person.saved", person, by, fields=["rank", "vip"])


def be_absent(registration: Registration, person_id: int, absent: Sequence[str], *, by: int | None) -> None:
    """At which half days somebody is not there. Raises NotFound, PersonHasMeetings."""
    with transaction():
        firm = _locked_with_others(registration.id, person_id)
        require_open(firm)
        person = _of(firm, person_id)
        if list(absent) != list(person.absent or ()):
            person.absent = list(absent)
            person_absent.send(person)
            _saved(firm, "person.saved", person, by, fields=["absent"])


def _locked_with_others(registration_id: int, person_id: int) -> Registration:
    """The firm, behind the locks of all that the person stands for: whoever books for one of them waits."""
    stands = select(Representation.registration_id).where(Representation.representative_id == person_id)
    held = {one: locked(one) for one in sorted({registration_id, *db.session.scalars(stands)})}
    return held[registration_id]


def stand_down(firm: Registration, person: Representative, *, heir: Representative | None, by: int | None) -> None:
    """Somebody no longer stands for the firm, inside the caller's transaction; ``heir``: takes their seats. Raises
    PersonHasMeetings."""
    if heir is None:
        person_leaves.send(person, registration=firm)
    _stand_down(firm, person)
    if heir is not None:
        person_replaced.send(heir, old=person, registration=firm, by=by)
    _reads_no_more(firm, person, _saved(firm, "person.removed", person, by))


def stand_again(firm: Registration, person: Representative) -> None:
    """Somebody who was removed stands for the firm as before, inside the caller's transaction."""
    here = select(Representation.id).where(
        Representation.registration_id == firm.id, Representation.representative_id == person.id
    )
    if db.session.scalar(here) is None:
        tie = Representation(event_id=firm.event_id, representative_id=person.id, registration_id=firm.id)
        db.session.add(tie)
        _saved(firm, "person.added", person, None)


def _stand_down(firm: Registration, person: Representative) -> None:
    """The person stands for the firm no longer; what it answered goes where it stands for no other one."""
    here = Representation.registration_id == firm.id, Representation.representative_id == person.id
    db.session.execute(delete(Representation).where(*here))
    if firm.delegation_id is not None:
        party.leave(db.session.get_one(Delegation, firm.delegation_id), [person.id])
    elsewhere = select(Representation.id).where(Representation.representative_id == person.id)
    if db.session.scalar(elsewhere) is None:
        forget_person(person.id)


def _free(firm: Registration, user_id: int | None) -> int | None:
    """The user, unless somebody at this event is that user already."""
    taken = select(Representative.id).where(Representative.event_id == firm.event_id, Representative.user_id == user_id)
    return None if user_id is None or db.session.scalar(taken) is not None else user_id


def _of(firm: Registration, person_id: int) -> Representative:
    person = next((one for one in firm.representatives if one.id == person_id), None)
    if person is None:
        raise NotFound
    return person


def _write(person: Representative, values: FactValues) -> list[str]:
    """Fields that are no person's are left alone."""
    changed = []
    for name in OF_PERSON:
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


def _reads_no_more(firm: Registration, person: Representative, notice: Notice) -> None:
    if person.email:
        reader_leaves.send(firm, address=person.email, language=spoken_by(firm), notice=notice)


def _saved(firm: Registration, kind: str, person: Representative, by: int | None, **details: object) -> Notice:
    db.session.flush()
    db.session.expire(firm, ["representatives"])
    firm.version += 1
    db.session.flush()
    notice = audit.log_action(kind, person, event_id=firm.event_id, by=by, registration=firm.id, **details)
    profile_saved.send(firm)
    return notice
