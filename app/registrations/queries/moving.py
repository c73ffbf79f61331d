"""Where a firm may move to, and what that would change for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Membership, Organisation
from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.audit import list_notices
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Notice
from app.events.models import Group
from app.registrations.models import Delegation, DelegationRole, Registration, VisitBlock
from app.registrations.party import ONLY_ONE, PartyRole
from app.registrations.queries.brought import firms_in
from app.registrations.queries.party import member_led_parts
from app.registrations.queries.visits import visits_for, visits_of_delegation
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True)
class Going:
    """What a move changes. ``firms`` and ``people``: how many the other delegation, and this firm, would then bring;
    ``busy``: what keeps it busy there; ``free``: what does here and no longer; ``side``: the other side of the event,
    if it changes; ``loses_sight`` and ``gains_sight``: the chambers, if they are two; ``leads``: whether one of its
    people is head or deputy here, ``leads_again``: there, as before it was moved here. ``full``,
    ``too_many``: why it cannot go.
    """

    old: Delegation | None
    new: Delegation | None
    firms: int
    people: int
    busy: Sequence[VisitBlock]
    free: Sequence[VisitBlock]
    side: Localized | None
    loses_sight: Localized | None
    gains_sight: Localized | None
    leads: bool
    leads_again: bool

    @property
    def full(self) -> bool:
        return self.new is not None and self.new.quota is not None and self.firms > self.new.quota

    @property
    def too_many(self) -> bool:
        return self.new is not None and self.new.people_quota is not None and self.people > self.new.people_quota


def targets_of(registration: Registration, user_id: int, *, organizer: bool) -> Sequence[Delegation]:
    """The other delegations of the event, by name; for a chamber those that it brings itself."""
    if registration.kind != "firm" or registration.state in OUT_OF_SIGHT:
        return ()
    others = select(Delegation).where(
        Delegation.event_id == registration.event_id, Delegation.id != (registration.delegation_id or 0)
    )
    if not organizer:
        own = select(Membership.organisation_id).where(
            Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR))
        )
        others = others.where(Delegation.organisation_id.in_(own))
    return db.session.scalars(others.order_by(Delegation.name_en)).all()


def what_changes(registration: Registration, new: Delegation | None) -> Going:
    """If the firm went there (None: on its own)."""
    old = registration.delegation
    other_house = (old.organisation_id if old else None) != (new.organisation_id if new else None)
    return Going(
        old,
        new,
        firms=firms_in(new.id) + 1 if new is not None else 0,
        people=len(registration.representatives),
        busy=_busy_there(registration, new) if new is not None else (),
        free=[block for block in visits_for(registration) if not block.sign_up],
        side=_side(new) if new is not None and new.group_id != registration.group_id else None,
        loses_sight=_house(old) if old is not None and other_house else None,
        gains_sight=_house(new) if new is not None and other_house else None,
        leads=old is not None and _leads(registration, old),
        leads_again=bool(led_before(registration, new)),
    )


def led_before(registration: Registration, new: Delegation | None) -> dict[PartyRole, int]:
    """Part → who of the firm (ids of representatives) had it in the delegation from which its last move took it, if
    that is this one and nobody else leads it by now."""
    last = next((one for one in reversed(list_notices(registration)) if one.kind == "registration.moved"), None)
    if new is None or last is None or last.details["before"] != new.id:
        return {}
    return _may_lead_again(registration, new, last)


def led_until_it_ended(registration: Registration) -> dict[PartyRole, int]:
    """The same of its own delegation, whose leaders the end of its part (``party.end``) has taken."""
    ends = [
        one for one in list_notices(registration) if one.kind in ("registration.cancelled", "registration.rejected")
    ]
    if registration.delegation is None or not ends:
        return {}
    return _may_lead_again(registration, registration.delegation, ends[-1])


def _may_lead_again(registration: Registration, new: Delegation, last: Notice) -> dict[PartyRole, int]:
    people = {one.id for one in registration.representatives}
    taken = {*member_led_parts(new), *(part for part in ONLY_ONE if _led_from_outside(new, part))}
    return {part: last.details[part] for part in ONLY_ONE if last.details.get(part) in people and part not in taken}


def _led_from_outside(delegation: Delegation, part: PartyRole) -> bool:
    """Whether somebody who is none of its people has the part."""
    return any(getattr(delegation, f"{part}_{what}") for what in ("name", "user_id"))


def _busy_there(registration: Registration, new: Delegation) -> list[VisitBlock]:
    """Sectors are those of a delegation's own firms: whether it is in one is asked of the firm itself."""
    visits = visits_of_delegation(new.id)
    sectors = _sectors(registration)
    return [
        block
        for block in visits.blocks
        if visits.concerns(block, registration.id) or not sectors.isdisjoint(block.sectors)
    ]


def _sectors(registration: Registration) -> frozenset[str]:
    codes = registration.company.sectors if registration.company is not None else ()
    return sector_tree().closure(one.code for one in codes if one.kind == "is_in" and one.code in sector_tree())


def _side(new: Delegation) -> Localized:
    return db.session.get_one(Group, new.group_id).names


def _house(delegation: Delegation) -> Localized:
    return db.session.get_one(Organisation, delegation.organisation_id).name


def _leads(registration: Registration, old: Delegation) -> bool:
    people = [one.id for one in registration.representatives]
    led = select(DelegationRole.id).where(
        DelegationRole.delegation_id == old.id,
        DelegationRole.representative_id.in_(people),
        DelegationRole.role.in_(ONLY_ONE),
    )
    return db.session.scalar(led.limit(1)) is not None
