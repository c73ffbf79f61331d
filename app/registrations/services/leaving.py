"""Firms that a later version of a sheet no longer names: cancelled with its import, brought back when that is undone.
The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from app.core.db import db
from app.events.models import Event
from app.registrations.models import ImportBatch, Registration, Representative
from app.registrations.plan import Effect
from app.registrations.queries.gone import GoneFirm, GoneFirms
from app.registrations.services import people, standing
from app.registrations.services.import_rows import Written
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


def remove_the_gone(
    gone: GoneFirms | None, done: Iterable[tuple[Effect, Written]], *, by: int | None
) -> list[dict[str, Any]]:
    """People of whom somebody said so stand for their firm no longer; who is new there takes their seats. What to write
    down of each."""
    new = {
        written.registration.id: written.created.get("representatives", [])
        for _, written in done
        if gone is not None and gone.people_leaving
    }
    told = []
    for one in gone.people_leaving if gone is not None else []:
        heirs = new.get(one.registration.id, [])
        people.stand_down(one.registration, one.person, heir=heirs[0] if one.seats and heirs else None, by=by)
        told.append({"person": one.person.id, "registration": one.registration.id, "handed_on": bool(one.seats)})
    return told


def bring_people_back(batch: ImportBatch, returning: Collection[int]) -> list[int]:
    """Those of the ``returning`` whom the import removed stand for their firms again. The ids of who is back."""
    back = []
    for told in batch.written.get("removed", []):
        person, firm = (
            db.session.get(model, told[name])
            for model, name in ((Representative, "person"), (Registration, "registration"))
        )
        if told["person"] in returning and isinstance(person, Representative) and isinstance(firm, Registration):
            people.stand_again(firm, person)
            back.append(person.id)
    return back


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
