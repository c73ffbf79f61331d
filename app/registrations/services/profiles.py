"""Saving what a firm says of itself, unless somebody else saved since it was read."""

from __future__ import annotations

from sqlalchemy import select

from app.companies import services as companies
from app.companies.facts import FactValues
from app.companies.profile import CompanyGoal
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed, require_act
from app.registrations.models import Registration
from app.registrations.queries.profile_values import OF_REGISTRATION, Seen, seen_of, values_of
from app.registrations.services.standing import open_invitation
from app.registrations.signals import profile_saved, speech_changed


class ProfileChanged(Stale):
    """Somebody saved this profile since it was read; nothing was written."""

    code = "profile_changed"


def save(
    registration_id: int, values: FactValues, *, seen: Seen | None, by: int | None, confirmed: bool = False
) -> list[str]:
    """Write these fields; the names of those that changed. ``confirmed``: the firm itself has read it through.

    Raises ProfileChanged where the profile is no longer the one that was ``seen`` (None: whatever it is), and what
    ``companies.services.save`` raises; PhaseForbids once the event is over.
    """
    with transaction() as session:
        registration = locked(registration_id)
        if registration.company_id is None:
            raise NotFound
        require_open(registration)
        company = companies.lock_company(registration.company_id)
        if seen is not None and seen != seen_of(registration):
            raise ProfileChanged
        stored = values_of(registration)
        mine = [name for name in OF_REGISTRATION if name in values and values[name] != stored[name]]
        changed = companies.save_company(company, values, by=by, event_id=registration.event_id)
        for name in mine:
            _write(registration, name, values)
        if mine:
            registration.version += 1
        if confirmed and registration.confirmed_at is None:
            registration.confirmed_at = now()
        session.flush()
        if confirmed:
            open_invitation(registration, by=by)
        changed = sorted([*changed, *mine])
        if changed:
            audit.log_action("profile.saved", registration, event_id=registration.event_id, by=by, fields=changed)
        if mine:
            profile_saved.send(registration)
        if {"languages", "needs_interpreter"}.intersection(mine):
            speech_changed.send(registration, person=None, by=by)
    return changed


def is_open(event: Event) -> bool:
    """Whether profiles are written now."""
    return is_allowed(Phase(event.phase), _act_of(event), BookingMode(event.booking_mode))


def require_open(registration: Registration) -> None:
    """Profiles are written from the first draft of an event until it is closed. Raises PhaseForbids."""
    event = registration.event
    require_act(Phase(event.phase), _act_of(event), BookingMode(event.booking_mode))


def _act_of(event: Event) -> EventAct:
    return EventAct.ADD_FIRMS if event.phase == Phase.DRAFT else EventAct.EDIT_PROFILE


def locked(registration_id: int) -> Registration:
    """The registration as it now is, behind its lock. Raises NotFound."""
    found = select(Registration).where(Registration.id == registration_id).with_for_update()
    registration = db.session.scalar(found.execution_options(populate_existing=True))
    if registration is None:
        raise NotFound
    return registration


def _write(registration: Registration, name: str, values: FactValues) -> None:
    value = values[name]
    if name == "languages":
        registration.languages = list(value) if isinstance(value, tuple) else []
    elif name == "needs_interpreter":
        registration.needs_interpreter = value if isinstance(value, bool) else None
    else:
        registration.goal = _goal(value) if value else None


def _goal(value: object) -> str:
    if value not in list(CompanyGoal):
        raise Invalid("goal_unknown")
    return str(value)
