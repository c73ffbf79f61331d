"""Firms that a later version of a sheet no longer names: cancelled with its import, brought back when that is undone.
The caller holds the transaction."""

from __future__ import annotations

from typing import Any

from app.db import db
from app.events.models import Event
from app.registrations.models import ImportBatch, Registration
from app.registrations.queries.gone import GoneFirm, GoneFirms
from app.registrations.services import standing
from app.registrations.states import Act, Actor, RegistrationState


def cancel_the_gone(event: Event, gone: GoneFirms | None, *, by: int | None) -> list[dict[str, Any]]:
    """Cancel those of whom somebody said so and who still stand in no row; what to write down of each.

    Raises what ``standing.act_within`` raises.
    """
    return [_cancel(event, one, by) for one in gone.leaving] if gone is not None else []


def _cancel(event: Event, one: GoneFirm, by: int | None) -> dict[str, Any]:
    before = one.registration.state
    standing.act_within(event, one.registration, Act.CANCEL, actor=Actor.CHAMBER, by=by)
    return {"registration": one.registration.id, "before": before, "freed": len(one.freed)}


def bring_back(event: Event, batch: ImportBatch, *, by: int | None) -> list[int]:
    """Those whom the import cancelled stand where they stood, but for those whose meetings it ended (their partners
    were told, and have made other plans) and those whom somebody has moved on since. The ids of who is back."""
    returned = []
    for told in batch.written.get("gone", []):
        registration = db.session.get(Registration, told["registration"], populate_existing=True)
        if registration is not None and may_return(told, registration):
            standing.put_back(event, registration, RegistrationState(told["before"]), by=by)
            returned.append(registration.id)
    return returned


def may_return(told: dict[str, Any], registration: Registration) -> bool:
    return not told["freed"] and registration.state == RegistrationState.CANCELLED
