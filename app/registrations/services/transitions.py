"""Moving registrations from state to state, one or many at a time, and undoing a decision."""

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
from app.registrations.queries.answers import get_open_questions
from app.registrations.queries.company_links import is_registration_open
from app.registrations.queries.delegation_members import get_roles_before_end
from app.registrations.queries.hooks import list_ending_meetings
from app.registrations.queries.merging import may_reopen
from app.registrations.services import capacity, delegation_members
from app.registrations.services.delegation_members import end_leadership, restore_leaders
from app.registrations.signals import registration_approved, registration_cancelled, registration_returned
from app.registrations.states import (
    INACTIVE_STATES,
    IllegalRegistrationMove,
    RegistrationAct,
    RegistrationActor,
    RegistrationState,
    next_state,
    undone_state,
)

NOTICE_OF_ACT = {
    RegistrationAct.OPEN: "opened",
    RegistrationAct.SUBMIT: "submitted",
    RegistrationAct.APPROVE: "approved",
    RegistrationAct.REJECT: "rejected",
    RegistrationAct.WAIT: "waiting",
    RegistrationAct.REOPEN: "reopened",
    RegistrationAct.CANCEL: "cancelled",
}
EMAILED_ACTS = frozenset(
    {RegistrationAct.APPROVE, RegistrationAct.REJECT, RegistrationAct.WAIT, RegistrationAct.CANCEL}
)
"""After these the firm gets a letter."""


@dataclass
class TransitionResult:
    """``before``: what state each moved one was in; ``refused``: the others, with the code of why."""

    before: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


def transition(
    event: Event,
    registration_id: int,
    act: RegistrationAct,
    *,
    actor: RegistrationActor,
    by: int | None,
    tell: bool = True,
) -> RegistrationState:
    """Do one thing to one registration; its state afterwards (submitting may approve at once where the event says so).
    ``tell``: by letter, unless the caller writes one that says where the registration stands.

    Raises NotFound, IllegalMove (409), NotTheirMove (403), PhaseForbids, Stale.
    """
    with transaction():
        (registration,) = _lock_registrations(event, [registration_id])
        return _transition(event, registration, act, actor, by, tell=tell)


def open_invitation(registration: Registration, *, by: int | None) -> None:
    """Somebody of the firm begins: what it was invited to is its draft, as long as firms may register."""
    if registration.state == RegistrationState.INVITED and is_registration_open(registration.event, now()):
        transition(registration.event, registration.id, RegistrationAct.OPEN, actor=RegistrationActor.COMPANY, by=by)


def transition_all(
    event: Event, chosen: Collection[int], act: RegistrationAct, *, actor: RegistrationActor, by: int | None
) -> TransitionResult:
    """Do one thing to several; those from whose state it leads nowhere are left as they are and told apart."""
    moved = TransitionResult()
    with transaction():
        for registration in _lock_registrations(event, chosen):
            before = registration.state
            try:
                _transition(event, registration, act, actor, by)
            except DomainError as refused:
                moved.refused[registration.id] = refused.code
            else:
                moved.before[registration.id] = before
    return moved


def accept_offer(event: Event, registration_id: int, *, by: int | None) -> RegistrationState:
    """A firm on the waiting list takes the place that is kept for it. Raises OfferOver, IllegalMove, PlacesFull."""
    with transaction():
        (registration,) = _lock_registrations(event, [registration_id])
        capacity.require_offer(registration.id, now())
        return _transition(event, registration, RegistrationAct.APPROVE, RegistrationActor.SYSTEM, by)


def undo_decision(event: Event, before: Mapping[int, str], *, by: int) -> int:
    """Put companies back to where they were before the organizer's decision; how many still stood where it left them.

    Who was approved a moment ago takes part no longer, with all that follows for its meetings and its place.
    """
    count, freed = 0, False
    with transaction():
        for registration in _lock_registrations(event, before.keys()):
            was = RegistrationState(registration.state)
            try:
                to = undone_state(was, RegistrationState(before[registration.id]))
            except DomainError:
                continue
            _set_state(registration, to, approved_at=None)
            if was in INACTIVE_STATES:
                _restore_lead(registration)
            notice = audit.log_action(
                "registration.taken_back", registration, event_id=event.id, by=by, before=was, state=to
            )
            if was == RegistrationState.APPROVED:
                registration_cancelled.send(registration, by=by)
            else:
                registration_returned.send(registration)
            mails.send_state_email(notice, registration, "taken_back", event)
            count += 1
            freed = freed or (was == RegistrationState.APPROVED and to != RegistrationState.WAITING)
        if freed:
            capacity.offer_free_places(event)
    return count


def transition_within(
    event: Event, registration: Registration, act: RegistrationAct, *, actor: RegistrationActor, by: int | None
) -> None:
    """Do one thing to one registration inside the caller's transaction. Raises as ``act_on`` does."""
    (locked,) = _lock_registrations(event, [registration.id])
    _transition(event, locked, act, actor, by)


def restore_registration(
    event: Event, registration: Registration, before: RegistrationState, *, by: int | None
) -> None:
    """Inside the caller's transaction: who was cancelled without meetings takes part as before, and is told so."""
    _set_state(registration, before)
    _restore_lead(registration)
    notice = audit.log_action("registration.brought_back", registration, event_id=event.id, by=by, state=before)
    (registration_approved if before == RegistrationState.APPROVED else registration_returned).send(registration)
    mails.send_state_email(notice, registration, "brought_back", event)


def end_merged_registration(registration: Registration, *, by: int | None) -> None:
    """Inside the caller's transaction: its company takes part under another registration of the event from now on, so
    nobody is told that it has left."""
    before = registration.state
    _set_state(registration, RegistrationState.CANCELLED)
    audit.log_action("registration.merged", registration, event_id=registration.event_id, by=by, before=before)
    registration_cancelled.send(registration, by=by)


def restore_unmerged_registration(registration: Registration, before: RegistrationState, *, by: int | None) -> None:
    """Inside the caller's transaction: the two firms were two after all; what ``end_merged_registration`` did is
    taken back."""
    _set_state(registration, before)
    audit.log_action("registration.parted", registration, event_id=registration.event_id, by=by, state=before)
    (registration_approved if before == RegistrationState.APPROVED else registration_returned).send(registration)


def _transition(
    event: Event,
    registration: Registration,
    act: RegistrationAct,
    actor: RegistrationActor,
    by: int | None,
    *,
    tell: bool = True,
) -> RegistrationState:
    require_act(Phase(event.phase), _required_event_act(act, actor), BookingMode(event.booking_mode))
    before = RegistrationState(registration.state)
    after = next_state(before, act, actor)
    if act == RegistrationAct.APPROVE and registration.kind == "firm":
        capacity.require_place(registration)
    if act == RegistrationAct.REOPEN:
        _require_reopenable(registration)
    times = {RegistrationAct.SUBMIT: {"submitted_at": now()}, RegistrationAct.APPROVE: {"approved_at": now()}}.get(
        act, {}
    )
    _set_state(registration, after, **times)
    led = end_leadership(registration) if after in INACTIVE_STATES else {}
    notice = audit.log_action(
        f"registration.{NOTICE_OF_ACT[act]}", registration, event_id=event.id, by=by, before=before, state=after, **led
    )
    if act == RegistrationAct.APPROVE:
        registration_approved.send(registration)
    if act in (RegistrationAct.OPEN, RegistrationAct.REOPEN):
        registration_returned.send(registration)
    ended = act == RegistrationAct.CANCEL and bool(list_ending_meetings(event.id, [registration.id]))
    if act == RegistrationAct.CANCEL:
        registration_cancelled.send(registration, by=by)
    if tell and act in EMAILED_ACTS and registration.kind == "firm":
        mails.send_state_email(notice, registration, NOTICE_OF_ACT[act], event, had_meetings=ended)
    _update_offers(event, registration, act)
    if act == RegistrationAct.SUBMIT and (ruled := capacity.decide_by_rule(event, registration)) is not None:
        return _transition(event, registration, ruled, RegistrationActor.SYSTEM, None, tell=tell)
    return after


def _restore_lead(registration: Registration) -> None:
    """Who led the delegation until this ended does so again, unless somebody else does by now."""
    if registration.delegation is not None and (led := get_roles_before_end(registration)):
        restore_leaders(registration.delegation, led)


def _require_reopenable(registration: Registration) -> None:
    """Raises IllegalMove for who cannot come back (``may_reopen``), QuotaFull where its delegation has no room."""
    if not may_reopen(registration):
        raise IllegalRegistrationMove(state=registration.state, act=RegistrationAct.REOPEN.value)
    if registration.kind == "firm" and registration.delegation_id is not None:
        delegation_members.require_company_quota(delegation_members.lock_delegation(registration.delegation_id))


def _update_offers(event: Event, registration: Registration, act: RegistrationAct) -> None:
    """An offer ends with the firm's next step; a place that a firm leaves is offered to who waits."""
    if act in (RegistrationAct.APPROVE, RegistrationAct.CANCEL, RegistrationAct.REJECT):
        capacity.close_offer(registration.id, "taken" if act == RegistrationAct.APPROVE else "ended")
    if act == RegistrationAct.CANCEL:
        capacity.offer_free_places(event)


def _required_event_act(act: RegistrationAct, actor: RegistrationActor) -> EventAct:
    """A firm registers itself only while registration is open; its chamber and the organizer until the end."""
    registers = (
        act in (RegistrationAct.OPEN, RegistrationAct.SUBMIT, RegistrationAct.REOPEN)
        and actor == RegistrationActor.COMPANY
    )
    return EventAct.REGISTER if registers else EventAct.ADD_COMPANIES


def _set_state(registration: Registration, state: RegistrationState, **values: object) -> None:
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


def _lock_registrations(event: Event, ids: Collection[int]) -> list[Registration]:
    """The registrations in the order of their ids, as they now are. Raises NotFound if one is of another event."""
    chosen = (
        select(Registration)
        .where(Registration.event_id == event.id, Registration.id.in_(ids))
        .order_by(Registration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    registrations = list(db.session.scalars(chosen))
    if len(registrations) < len(set(ids)):
        raise NotFound
    return registrations


def submit_if_ready(event: Event, registration: Registration, *, by: int | None) -> RegistrationState:
    """Hand in a draft while companies may register; the state it is in then (approved, where that goes by itself). It
    stays a draft while a question that must be answered is open."""
    open_invitation(registration, by=by)
    ready = registration.state == RegistrationState.DRAFT and not get_open_questions(registration).needed
    if ready and is_registration_open(event, now()):
        return transition(event, registration.id, RegistrationAct.SUBMIT, actor=RegistrationActor.COMPANY, by=by)
    return RegistrationState(registration.state)
