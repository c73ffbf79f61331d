"""A firm goes over to another delegation of its event, or comes to one, or leaves one."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotFound, Stale
from app.events.hours_change import MeetingImpact
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.services.changing import apply_hours_change
from app.registrations.models import Delegation, Registration
from app.registrations.queries.elsewhere import Away, absence_since, away_alone, away_as_member
from app.registrations.queries.moving import led_before
from app.registrations.services import party, places, quotas
from app.registrations.services.firms import next_rank
from app.registrations.signals import profile_saved
from app.registrations.states import OUT_OF_SIGHT


def move(
    event: Event,
    registration_id: int,
    to: int | None,
    *,
    seen: int | None,
    by: int,
    confirmed: str = "",
    keep: bool = False,
) -> tuple[MeetingImpact, ...]:
    """Into the delegation ``to`` of the same event, to its end and to its side; None: it comes alone, and stays on its
    side. What it cost meetings: they stay, but where the new delegation is elsewhere.

    ``seen``: the delegation that it was in when this was looked at; ``confirmed`` and ``keep`` as for
    ``visits.add``. Who led the old delegation does so no longer, until the move is taken back before somebody else
    leads it; what else the old one knew of it is there again once it moves back. Raises Stale where it is in another
    one by now, HoursInUse, QuotaFull, PeopleQuotaFull, PlacesFull on another side, NotFound, PhaseForbids.
    """
    with transaction() as session:
        event = session.get_one(Event, event.id, populate_existing=True, with_for_update={"key_share": True})
        require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
        delegations = {one: quotas.locked(one) for one in sorted({one for one in (seen, to) if one is not None})}
        firm = _locked(event, registration_id)
        if firm.delegation_id != seen or to == seen:
            raise Stale
        old, new = delegations.get(seen or 0), delegations.get(to or 0)
        before, again = _away(firm, old), led_before(firm, new)
        _join(event, firm, new)
        led = party.leave(old, [one.id for one in firm.representatives]) if old is not None else {}
        if new is not None:
            party.lead_again(new, again)
        audit.log_action("registration.moved", firm, event_id=event.id, by=by, before=seen, after=to, **led)
        profile_saved.send(firm)
        return apply_hours_change(event, absence_since(_away(firm, new), before), confirmed, keep=keep, by=by)


def _locked(event: Event, registration_id: int) -> Registration:
    chosen = (
        select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.event_id == event.id,
            Registration.kind == "firm",
            Registration.state.not_in(OUT_OF_SIGHT),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def _join(event: Event, firm: Registration, new: Delegation | None) -> None:
    if new is not None:
        if new.event_id != event.id:
            raise NotFound
        quotas.require_room(new)
        quotas.require_room_for_people(new, len(firm.representatives))
        firm.rank = next_rank(new.id)
        if firm.group_id != new.group_id:
            places.change_side(event, [firm], new.group_id)
    firm.delegation_id = new.id if new is not None else None
    firm.version += 1
    db.session.flush()
    db.session.expire(firm, ["delegation", "group"])


def _away(firm: Registration, delegation: Delegation | None) -> Away:
    if delegation is None:
        return away_alone(firm)
    return away_as_member(delegation, firm.id)
