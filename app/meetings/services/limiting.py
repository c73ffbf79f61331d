"""What an organizer lets one firm have, other than all: how many meetings, how many in a row."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.events.phases import EventAct
from app.events.rules import CompanyLimits
from app.meetings.limits import LIMITED
from app.meetings.queries.tallies import limits_of, own_of
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock
from app.registrations.models import Registration

NAMES: Final = ("least_meetings", "most_meetings", "longest_run")


class LeastAboveMost(Invalid):
    """The firm would be to have more meetings than it may. Details: least, most."""

    code = "least_above_most"


def limit_firm(event_id: int, registration_id: int, own: CompanyLimits, *, by: int | None) -> bool:
    """Say of one firm alone what it may have (None: as all firms); whether that is something else than before.

    What it has already it keeps. Raises NotFound, PhaseForbids, LeastAboveMost.
    """
    with transaction():
        event, firm = _locked(event_id, registration_id)
        least, most = own.least_meetings, limits_of(event).but(own).most_meetings
        if least is not None and most is not None and least > most:
            raise LeastAboveMost(least=least, most=most)
        return _write(firm, own, by=by)


def allow_one_more(event_id: int, registration_id: int, *, by: int | None) -> int:
    """A firm may have one meeting more than it may now; how many then. Raises NotFound where it has no limit,
    PhaseForbids."""
    with transaction():
        event, firm = _locked(event_id, registration_id)
        own = own_of(firm)
        most = limits_of(event).but(own).most_meetings
        if most is None:
            raise NotFound
        _write(firm, replace(own, most_meetings=most + 1), by=by)
        return most + 1


def _locked(event_id: int, registration_id: int) -> tuple[Event, Registration]:
    event, firms = lock(event_id, registration_id)
    require_phase(event, EventAct.CHANGE_TIMES)
    return event, firms[registration_id]


def _write(firm: Registration, own: CompanyLimits, *, by: int | None) -> bool:
    changed = [name for name in NAMES if getattr(firm, name) != getattr(own, name)]
    for name in changed:
        setattr(firm, name, getattr(own, name))
    db.session.flush()
    if changed:
        audit.log_action(LIMITED, firm, event_id=firm.event_id, by=by, fields=changed)
    return bool(changed)
