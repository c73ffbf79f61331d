"""Giving the people of a delegation their parts in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Delegation, DelegationRole, Registration, Representative
from app.registrations.party import ONLY_ONE, PartyRole
from app.registrations.queries.party import members_of
from app.registrations.services import quotas


def give_roles(delegation: Delegation, roles: Mapping[int, PartyRole | None], *, by: int) -> list[int]:
    """Give these people (ids of representatives) their parts, None for a plain member; who has another now.

    Who becomes head or deputy takes over what that part sees, with the account that they have, if any. Raises
    NotFound for somebody who is not of the delegation, Invalid ``party_two`` for two of what there is one of,
    PhaseForbids.
    """
    with transaction() as session:
        kept = quotas.locked(delegation.id)
        event = session.get_one(Event, kept.event_id)
        require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
        before = {one.id: one.role for one in members_of(kept.id)}
        if set(roles) - set(before):
            raise NotFound
        after = {**before, **roles}
        _require_one_each(after)
        changed = [one for one, role in after.items() if role != before[one]]
        if changed:
            _write(kept, {one: after[one] for one in changed})
            _lead(kept, before, after)
            audit.log_action("delegation.roles_given", kept, event_id=event.id, by=by, people=changed)
    return changed


def step_down(delegation: Delegation, part: PartyRole) -> None:
    """In the running transaction: none of its own people has this part any more."""
    db.session.execute(
        delete(DelegationRole).where(DelegationRole.delegation_id == delegation.id, DelegationRole.role == part)
    )


def leave(delegation: Delegation, people: Collection[int]) -> dict[str, int]:
    """In the running transaction: these (ids of representatives) lead the delegation no longer and see no more of it
    than before; other parts wait in case they come back. Who of them was ``head`` and ``deputy``."""
    led: dict[str, int] = {}
    mine = (DelegationRole.delegation_id == delegation.id, DelegationRole.representative_id.in_(people))
    for role in db.session.scalars(select(DelegationRole).where(*mine, DelegationRole.role.in_(ONLY_ONE))).all():
        person = db.session.get_one(Representative, role.representative_id)
        if getattr(delegation, f"{role.role}_user_id") == person.user_id:
            setattr(delegation, f"{role.role}_user_id", None)
        led[role.role] = person.id
        db.session.delete(role)
    db.session.flush()
    return led


def end(registration: Registration) -> dict[str, int]:
    """In the running transaction: whose firm or who as a guest takes part no longer leads the delegation no longer,
    unless they stand for another one of it. Who of them was ``head`` and ``deputy``."""
    people = {one.id for one in registration.representatives}
    leads = DelegationRole.representative_id.in_(people), DelegationRole.role.in_(ONLY_ONE)
    here = DelegationRole.delegation_id == registration.delegation_id
    if registration.delegation_id is None or db.session.scalar(select(DelegationRole.id).where(here, *leads)) is None:
        return {}
    delegation = db.session.get_one(Delegation, registration.delegation_id)
    return leave(delegation, people - {one.id for one in members_of(delegation.id)})


def lead_again(delegation: Delegation, led: Mapping[PartyRole, int]) -> None:
    """In the running transaction: these people are of the delegation again, and have the parts that they had."""
    for part, person_id in led.items():
        person = db.session.get_one(Representative, person_id)
        _write(delegation, {person_id: part})
        setattr(delegation, f"{part}_user_id", person.user_id)
    db.session.flush()


def _require_one_each(roles: Mapping[int, PartyRole | None]) -> None:
    held = list(roles.values())
    if any(held.count(part) > 1 for part in ONLY_ONE):
        raise Invalid("party_two")


def _write(delegation: Delegation, roles: Mapping[int, PartyRole | None]) -> None:
    """Parts of which there is one are free for who comes next, whoever left with them."""
    for part in {role for role in roles.values() if role in ONLY_ONE}:
        step_down(delegation, part)
    mine = DelegationRole.delegation_id == delegation.id
    db.session.execute(delete(DelegationRole).where(mine, DelegationRole.representative_id.in_(roles)))
    db.session.add_all(
        DelegationRole(delegation_id=delegation.id, representative_id=one, role=role.value)
        for one, role in roles.items()
        if role is not None
    )
    db.session.flush()


def _lead(
    delegation: Delegation, before: Mapping[int, PartyRole | None], after: Mapping[int, PartyRole | None]
) -> None:
    """What the head and the deputy see goes to who is that now; a name that was written by hand goes."""
    for part in ONLY_ONE:
        was, now_is = _who(before, part), _who(after, part)
        if was == now_is:
            continue
        user = select(Representative.user_id).where(Representative.id == now_is)
        setattr(delegation, f"{part}_user_id", db.session.scalar(user) if now_is is not None else None)
        if now_is is not None:
            setattr(delegation, f"{part}_name", None)
    db.session.flush()


def _who(roles: Mapping[int, PartyRole | None], part: PartyRole) -> int | None:
    return next((one for one, role in roles.items() if role == part), None)
