"""The half days at which a sheet says that people of the register are not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.core.db import db
from app.core.errors import DomainError
from app.registrations.models import Registration, Representation, Representative
from app.registrations.people import ABSENT
from app.registrations.plan import Effect
from app.registrations.services.import_rows import Written
from app.registrations.signals import person_absent


def lock_who_stays_away(effects: Iterable[Effect]) -> None:
    """The firms of those whose half days change, before any other row is: whoever books for one of them waits."""
    people = [number for effect in effects for number in _changing(effect)]
    stands = select(Representation.registration_id).where(Representation.representative_id.in_(people))
    chosen = select(Registration.id).where(Registration.id.in_(stands)).order_by(Registration.id)
    if people:
        db.session.scalars(chosen.with_for_update()).all()


def stay_away(done: Sequence[tuple[Effect, Written]]) -> list[int]:
    """Write them; the people who are needed at a meeting then stay as they are, and are returned."""
    needed = []
    for effect, written in done:
        for number, absent in _changing(effect).items():
            person = db.session.get_one(Representative, number)
            if _is_needed(person, absent):
                needed.append(number)
            else:
                written.change(person, {ABSENT: absent})
    return needed


def _changing(effect: Effect) -> dict[int, list[str]]:
    before = {one.id: one.values.get(ABSENT) or [] for one in effect.before.people}
    now = {one.id: one.values.get(ABSENT) or [] for one in effect.after.people if one.id is not None}
    return {number: absent for number, absent in now.items() if absent != before.get(number)}


def _is_needed(person: Representative, absent: list[str]) -> bool:
    before = person.absent
    with db.session.no_autoflush:
        person.absent = absent
        try:
            person_absent.send(person)
        except DomainError:
            return True
        finally:
            person.absent = before
    return False
