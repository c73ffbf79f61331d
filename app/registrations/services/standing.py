"""Moving registrations from state to state, one or many at a time; and taking a decision back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import DomainError, NotFound, Stale
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.queries.from_above import freed_by_cancelling
from app.registrations.queries.links import may_register
from app.registrations.queries.moving import led_until_it_ended
from app.registrations.queries.returning import may_come_back
from app.registrations.services import party, places, quotas
from app.registrations.signals import registration_approved, registration_cancelled, registration_returned
from app.registrations.states import OUT_OF_SIGHT, Act, Actor, IllegalMove, RegistrationState, move, take_back

DONE = {
    Act.OPEN: "opened",
    Act.SUBMIT: "submitted",
    Act.APPROVE: "approved",
    Act.REJECT: "rejected",
    Act.WAIT: "waiting",
    Act.REOPEN: "reopened",
    Act.CANCEL: "cancelled",
}
TOLD = frozenset({Act.APPROVE, Act.REJECT, Act.WAIT, Act.CANCEL})
"""After these the firm gets a letter."""


@dataclass
class Moved:
    """``before``: what state each moved one was in; ``refused``: the others, with the code of why."""

    before: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


def act_on(
    event: Event, registration_id: int, act: Act, *, actor: Actor, by: int | None, tell: bool = True
) -> RegistrationState:
    """Do one thing to one registration; its state afterwards (submitting may approve at once where the event says so).
    ``tell``: by letter, unless the caller writes one that says where the registration stands.

    Raises NotFound, IllegalMove (409), NotTheirMove (403), PhaseForbids, Stale.
    """
    with transaction():
        (registration,) = _locked(event, [registration_id])
        return _act(event, registration, act, actor, by, tell=tell)


def open_invitation(registration: Registration, *, by: int | None) -> None:
    """Somebody of the firm begins: what it was invited to is its draft, as long as firms may register."""
    if registration.state == RegistrationState.INVITED and may_register(registration.event, now()):
        act_on(registration.event, registration.id, Act.OPEN, actor=Actor.COMPANY, by=by)


def act_on_all(event: Event, chosen: Collection[int], act: Act, *, actor: Actor, by: int | None) -> Moved:
    """Do one thing to several; those from whose state it leads nowhere are left as they are and told apart."""
    moved = Moved()
    with transaction():
        for registration in _locked(event, chosen):
            before = registration.state
            try:
                _act(event, registration, act, actor, by)
            except DomainError as refused:
                moved.refused[registration.id] = refused.code
            else:
                moved.before[registration.id] = before
    return moved


def take_place(event: Event, registration_id: int, *, by: int | None) -> RegistrationState:
    """A firm on the waiting list takes the place that is kept for it. Raises OfferOver, IllegalMove, PlacesFull."""
    with transaction():
        (registration,) = _locked(event, [registration_id])
        places.require_offer(registration.id, now())
        return _act(event, registration, Act.APPROVE, Actor.SYSTEM, by)


def undo(event: Event, before: Mapping[int, str], *, by: int) -> int:
    """Put firms back to where they were before the organizer's decision; how many still stood where it left them.

    Who was approved a moment ago takes part no longer, with all that follows for its meetings and its place.
    """
    count, freed = 0, False
    with transaction():
        for registration in _locked(event, before.keys()):
            was = RegistrationState(registration.state)
            try:
                to = take_back(was, RegistrationState(before[registration.id]))
            except DomainError:
                continue
            _set(registration, to, approved_at=None)
            if was in OUT_OF_SIGHT:
                _lead_again(registration)
            notice = audit.log_action(
                "registration.taken_back", registration, event_id=event.id, by=by, before=was, state=to
            )
            if was == RegistrationState.APPROVED:
                registration_cancelled.send(registration, by=by)
            else:
                registration_returned.send(registration)
            mails.tell_state(notice, registration, "taken_back", event)
            count += 1
            freed = freed or (was == RegistrationState.APPROVED and to != RegistrationState.WAITING)
        if freed:
            places.fill(event)
    return count


def act_within(event: Event, registration: Registration, act: Act, *, actor: Actor, by: int | None) -> None:
    """Do one thing to one registration inside the caller's transaction. Raises as ``act_on`` does."""
    (locked,) = _locked(event, [registration.id])
    _act(event, locked, act, actor, by)


def put_back(event: Event, registration: Registration, before: RegistrationState, *, by: int | None) -> None:
    """Inside the caller's transaction: who was cancelled without meetings takes part as before, and is told so."""
    _set(registration, before)
    _lead_again(registration)
    notice = audit.log_action("registration.brought_back", registration, event_id=event.id, by=by, state=before)
    (registration_approved if before == RegistrationState.APPROVED else registration_returned).send(registration)
    mails.tell_state(notice, registration, "brought_back", event)


def end_as_merged(registration: Registration, *, by: int | None) -> None:
    """Inside the caller's transaction: its firm takes part under another registration of the event from now on, so
    nobody is told that it has left."""
    before = registration.state
    _set(registration, RegistrationState.CANCELLED)
    audit.log_action("registration.merged", registration, event_id=registration.event_id, by=by, before=before)
    registration_cancelled.send(registration, by=by)


def part_again(registration: Registration, before: RegistrationState, *, by: int | None) -> None:
    """Inside the caller's transaction: the two firms were two after all; what ``end_as_merged`` did is taken back."""
    _set(registration, before)
    audit.log_action("registration.parted", registration, event_id=registration.event_id, by=by, state=before)
    (registration_approved if before == RegistrationState.APPROVED else registration_returned).send(registration)


def _act(
    event: Event, registration: Registration, act: Act, actor: Actor, by: int | None, *, tell: bool = True
) -> RegistrationState:
    require_act(Phase(event.phase), _needs(act, actor), BookingMode(event.booking_mode))
    before = RegistrationState(registration.state)
    after = move(before, act, actor)
    if act == Act.APPROVE and registration.kind == "firm":
        places.require_place(registration)
    if act == Act.REOPEN:
        _require_return(registration)
    times = {Act.SUBMIT: {"submitted_at": now()}, Act.APPROVE: {"approved_at": now()}}.get(act, {})
    _set(registration, after, **times)
    led = party.end(registration) if after in OUT_OF_SIGHT else {}
    notice = audit.log_action(
        f"registration.{DONE[act]}", registration, event_id=event.id, by=by, before=before, state=after, **led
    )
    if act == Act.APPROVE:
        registration_approved.send(registration)
    if act in (Act.OPEN, Act.REOPEN):
        registration_returned.send(registration)
    ended = act == Act.CANCEL and bool(freed_by_cancelling(event.id, [registration.id]))
    if act == Act.CANCEL:
        registration_cancelled.send(registration, by=by)
    if tell and act in TOLD and registration.kind == "firm":
        mails.tell_state(notice, registration, DONE[act], event, had_meetings=ended)
    _settle_places(event, registration, act)
    if act == Act.SUBMIT and (ruled := places.decided_by_rule(event, registration)) is not None:
        return _act(event, registration, ruled, Actor.SYSTEM, None, tell=tell)
    return after


def _lead_again(registration: Registration) -> None:
    """Who led the delegation until this ended does so again, unless somebody else does by now."""
    if registration.delegation is not None and (led := led_until_it_ended(registration)):
        party.lead_again(registration.delegation, led)


def _require_return(registration: Registration) -> None:
    """Raises IllegalMove for who cannot come back (``may_come_back``), QuotaFull where its delegation has no room."""
    if not may_come_back(registration):
        raise IllegalMove(state=registration.state, act=Act.REOPEN.value)
    if registration.kind == "firm" and registration.delegation_id is not None:
        quotas.require_room(quotas.locked(registration.delegation_id))


def _settle_places(event: Event, registration: Registration, act: Act) -> None:
    """An offer ends with the firm's next step; a place that a firm leaves is offered to who waits."""
    if act in (Act.APPROVE, Act.CANCEL, Act.REJECT):
        places.close_offer(registration.id, "taken" if act == Act.APPROVE else "ended")
    if act == Act.CANCEL:
        places.fill(event)


def _needs(act: Act, actor: Actor) -> EventAct:
    """A firm registers itself only while registration is open; its chamber and the organizer until the end."""
    registers = act in (Act.OPEN, Act.SUBMIT, Act.REOPEN) and actor == Actor.COMPANY
    return EventAct.REGISTER if registers else EventAct.ADD_FIRMS


def _set(registration: Registration, state: RegistrationState, **values: object) -> None:
    """Compare and set: only from the state that was read. Raises Stale."""
    moved = (
        update(Registration)
        .where(Registration.id == registration.id, Registration.state == registration.state)
        .values(state=state, version=Registration.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]
        raise Stale(state=registration.state)
    db.session.refresh(registration)


def _locked(event: Event, ids: Collection[int]) -> list[Registration]:
    """The registrations in the order of their ids, as they now are. Raises NotFound if one is of another event."""
    chosen = (
        select(Registration)
        .where(Registration.event_id == event.id, Registration.id.in_(ids))
        .order_by(Registration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = list(db.session.scalars(chosen))
    if len(found) < len(set(ids)):
        raise NotFound
    return found
