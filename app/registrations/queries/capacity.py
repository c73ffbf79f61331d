"""The capacity of each group of an event: how many places there are, who has one, who is offered one, who waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.events.models import Event, Group
from app.registrations.models import PlaceOffer, Registration
from app.registrations.states import ApprovalRules, GroupCapacity, RegistrationState, WaitingCompany


def get_approval_rules(event: Event) -> ApprovalRules:
    """Who is approved at once."""
    return ApprovalRules(
        everybody=event.approval == "automatic",
        groups=frozenset(group.id for group in event.groups if group.approves),
        classes=frozenset(code for section in event.approve_sectors for code in sector_tree().subtree(section)),
        invited=event.approve_invited,
    )


def get_sector_codes(registration: Registration) -> set[str]:
    """The sectors that a firm is in or offers."""
    codes = select(CompanySector.code).where(
        CompanySector.company_id == registration.company_id, CompanySector.kind.in_(("is_in", "offers"))
    )
    return set(db.session.scalars(codes))


def get_capacities(event_id: int, *, lock: bool = False) -> dict[int, GroupCapacity]:
    """Each side's places by the group's id. ``lock``: nobody else gives one of them away until the transaction ends."""
    groups = select(Group.id, Group.quota).where(Group.event_id == event_id).order_by(Group.id)
    quotas = {row[0]: row[1] for row in db.session.execute(groups.with_for_update() if lock else groups)}
    taken = _count_by_group(event_id, Registration.state == RegistrationState.APPROVED)
    waits = Registration.id.in_(select(PlaceOffer.registration_id).where(PlaceOffer.answer.is_(None)))
    offered = _count_by_group(event_id, Registration.state == RegistrationState.WAITING, waits)
    return {
        group_id: GroupCapacity(quota, taken.get(group_id, 0), offered.get(group_id, 0))
        for group_id, quota in quotas.items()
    }


def list_waiting(event_id: int, group_id: int) -> list[WaitingCompany]:
    """Who waits for a place of a side and has none on offer."""
    chosen = select(Registration.id, Registration.submitted_at, Registration.created_at).where(
        Registration.event_id == event_id,
        Registration.group_id == group_id,
        Registration.kind == "firm",
        Registration.state == RegistrationState.WAITING,
        Registration.id.not_in(select(PlaceOffer.registration_id).where(PlaceOffer.answer.is_(None))),
    )
    passed = select(PlaceOffer.registration_id, func.count()).where(
        PlaceOffer.event_id == event_id, PlaceOffer.answer == "lapsed"
    )
    expired = dict(db.session.execute(passed.group_by(PlaceOffer.registration_id)).all())
    return [
        WaitingCompany(registration_id, submitted or created, expired.get(registration_id, 0))
        for registration_id, submitted, created in db.session.execute(chosen)
    ]


def list_open_offers(event_id: int) -> Sequence[PlaceOffer]:
    """The offers that wait for an answer, the earliest deadline first."""
    chosen = select(PlaceOffer).where(PlaceOffer.event_id == event_id, PlaceOffer.answer.is_(None))
    return db.session.scalars(chosen.order_by(PlaceOffer.until, PlaceOffer.id)).all()


def find_open_offer(registration_id: int) -> PlaceOffer | None:
    """The place that is kept for a firm now."""
    chosen = select(PlaceOffer).where(PlaceOffer.registration_id == registration_id, PlaceOffer.answer.is_(None))
    return db.session.scalar(chosen)


def get_offer_deadlines(registration_ids: Collection[int]) -> dict[int, datetime]:
    """Until when a place is kept for each of these firms; those without an offer are absent."""
    chosen = select(PlaceOffer.registration_id, PlaceOffer.until).where(
        PlaceOffer.registration_id.in_(registration_ids), PlaceOffer.answer.is_(None)
    )
    return dict(db.session.execute(chosen).all()) if registration_ids else {}


def is_place_passed_on(registration: Registration) -> bool:
    """Whether the place that a firm has, or that is kept for it, is offered to the next one if it leaves."""
    places = get_capacities(registration.event_id).get(registration.group_id or 0)
    if registration.kind != "firm" or places is None or places.quota is None:
        return False
    holds = registration.state == RegistrationState.APPROVED or find_open_offer(registration.id) is not None
    return holds and bool(list_waiting(registration.event_id, registration.group_id or 0))


def count_waiting(event_id: int) -> dict[int, int]:
    """How many firms of each side wait, those with an offer among them."""
    return _count_by_group(event_id, Registration.state == RegistrationState.WAITING)


def _count_by_group(event_id: int, *conditions: Any) -> dict[int, int]:
    counted = (
        select(Registration.group_id, func.count())
        .where(Registration.event_id == event_id, Registration.kind == "firm", *conditions)
        .group_by(Registration.group_id)
    )
    return {group_id or 0: count for group_id, count in db.session.execute(counted)}
