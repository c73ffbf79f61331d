"""Guests: officials, press, speakers, chamber staff. Listed and badged, never suggested, not counted as firms."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.idempotency import idempotent_post
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """``category``: official, press, speaker or chamber; it stands on the badge."""

    category: str
    person: str
    institution: str
    name_zh: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    dietary: str | None = None


def add_guest(event: Event, guest: Guest, *, delegation_id: int | None, by: int, key: str = "") -> Registration:
    """A guest takes part at once; with ``delegation_id`` as one of that delegation.

    The same ``key`` with the same guest adds one. Raises PhaseForbids, Invalid for a key that is malformed or reused.
    """
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    with transaction():
        if not key:
            return _add(event, guest, delegation_id, by)
        with idempotent_post(by, key, {"event": event.id, "delegation": delegation_id, **asdict(guest)}) as post:
            if post.answer is None:
                post.answer = {"guest": _add(event, guest, delegation_id, by).id}
        return db.session.get_one(Registration, post.answer["guest"])


def _add(event: Event, guest: Guest, delegation_id: int | None, by: int) -> Registration:
    registration = Registration(
        event_id=event.id,
        delegation_id=delegation_id,
        kind="guest",
        category=guest.category,
        institution=guest.institution,
        state=RegistrationState.APPROVED,
    )
    person = Representative(event_id=event.id, **_person(guest))
    db.session.add_all([registration, person])
    db.session.flush()
    db.session.add(Representation(event_id=event.id, representative_id=person.id, registration_id=registration.id))
    audit.log_action("guest.added", registration, event_id=event.id, by=by, category=guest.category)
    return registration


def change_guest(registration: Registration, guest: Guest, *, by: int) -> None:
    """Another category, name or address. Raises NotFound for what is no guest."""
    registration_id = registration.id
    with transaction() as session:
        kept = session.get_one(Registration, registration_id)
        person = next(iter(kept.representatives), None)
        if kept.kind != "guest" or person is None:
            raise NotFound
        changed = [name for name, value in _person(guest).items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, _person(guest)[name])
        kept.category, kept.institution = guest.category, guest.institution
        db.session.flush()
        audit.log_action("guest.changed", kept, event_id=kept.event_id, by=by, fields=changed)


def _person(guest: Guest) -> dict[str, str | None]:
    return {
        "display_name": guest.person,
        "name_zh": guest.name_zh,
        "title": guest.title,
        "email": guest.email.lower() if guest.email else None,
        "phone": guest.phone,
        "dietary": guest.dietary,
    }
