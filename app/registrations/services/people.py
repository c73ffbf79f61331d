"""Who stands for a firm at an event: add, change, take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, func, select

from app.db import db, transaction
from app.floor import notices
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations.models import Registration, Representation, Representative
from app.registrations.services.profiles import locked
from app.registrations.signals import person_leaves, profile_saved

LINES: Final = (
    *("salutation", "display_name", "name_zh", "family_name", "given_name", "title", "title_zh"),
    *("email", "phone", "wechat", "dietary"),
)
"""What can be written about a person, besides the languages."""
MOST: Final = 20


class TooManyPeople(Conflict):
    """A firm brings at most so many. Details: most."""

    code = "people_too_many"


class PersonHasMeetings(Conflict):
    """Somebody who sits at booked meetings cannot leave before these are moved or called off. Details: count."""

    code = "person_has_meetings"


def add_person(
    registration: Registration, values: Mapping[str, str | list[str]], *, by: int | None, user_id: int | None = None
) -> Representative:
    """One more person for the firm, who may be a user. Raises Invalid ``person_name_missing``, TooManyPeople."""
    with transaction() as session:
        firm = locked(registration.id)
        if len(firm.representatives) >= MOST:
            raise TooManyPeople(most=MOST)
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


def edit_person(
    registration: Registration, person_id: int, values: Mapping[str, str | list[str]], *, by: int | None
) -> list[str]:
    """Write what is given about one of the firm's people; the names of the fields that changed. Raises NotFound."""
    with transaction():
        firm = locked(registration.id)
        person = _of(firm, person_id)
        changed = _write(person, values)
        if changed:
            _saved(firm, "person.saved", person, by, fields=changed)
    return changed


def remove_person(registration: Registration, person_id: int, *, by: int | None) -> None:
    """Somebody no longer stands for the firm. Raises NotFound, PersonHasMeetings."""
    with transaction() as session:
        firm = locked(registration.id)
        person = _of(firm, person_id)
        person_leaves.send(person, registration=firm)
        session.execute(
            delete(Representation).where(
                Representation.registration_id == firm.id, Representation.representative_id == person.id
            )
        )
        _saved(firm, "person.removed", person, by)


def _free(firm: Registration, user_id: int | None) -> int | None:
    """The user, unless somebody at this event is that user already."""
    taken = select(Representative.id).where(Representative.event_id == firm.event_id, Representative.user_id == user_id)
    return None if user_id is None or db.session.scalar(taken) is not None else user_id


def _of(firm: Registration, person_id: int) -> Representative:
    person = next((one for one in firm.representatives if one.id == person_id), None)
    if person is None:
        raise NotFound
    return person


def _write(person: Representative, values: Mapping[str, str | list[str]]) -> list[str]:
    """Fields that are no person's are left alone."""
    changed = []
    for name in LINES:
        if name in values and (values[name] or None) != (getattr(person, name) or None):
            setattr(person, name, values[name] or None)
            changed.append(name)
    if "languages" in values and sorted(values["languages"]) != sorted(person.languages or []):
        person.languages = sorted(values["languages"])
        changed.append("languages")
    if not person.display_name:
        raise Invalid("person_name_missing")
    return changed


def _saved(firm: Registration, kind: str, person: Representative, by: int | None, **details: object) -> None:
    db.session.flush()
    db.session.expire(firm, ["representatives"])
    firm.version += 1
    db.session.flush()
    notices.write(kind, person, event_id=firm.event_id, by=by, registration=firm.id, **details)
    profile_saved.send(firm)
