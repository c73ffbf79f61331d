"""Places of an event: who may have one, offers to the waiting list, and what becomes of the offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid
from app.events.models import Event, Group
from app.registrations import mails
from app.registrations.models import PlaceOffer, Registration
from app.registrations.queries.capacity import (
    find_open_offer,
    get_approval_rules,
    get_capacities,
    get_sector_codes,
    list_waiting,
)
from app.registrations.states import RegistrationAct, RegistrationState, select_next_waiting

MAX_PLACES, MAX_OFFER_DAYS = 100_000, 60


class PlacesFull(Conflict):
    """The side of the event has no place left. Details: quota."""

    code = "places_full"


class OfferExpired(Conflict):
    """No place is kept for the firm any more."""

    code = "offer_over"


def require_place(registration: Registration) -> None:
    """Behind the lock of the event's sides. Raises PlacesFull."""
    places = get_capacities(registration.event_id, lock=True).get(registration.group_id or 0)
    if places is not None and not places.has_room(for_the_offered=find_open_offer(registration.id) is not None):
        raise PlacesFull(quota=places.quota)


def decide_by_rule(event: Event, registration: Registration) -> RegistrationAct | None:
    """What the event's rules do with a company that has just handed in: approve it, put it on the waiting list where
    its side is full, or nothing, so that the organizer decides."""
    invited, codes = registration.source != "registered", get_sector_codes(registration)
    return _apply_rules(event, registration.group_id, codes, invited=invited, lock=True)


def preview_rule(event: Event, group_id: int) -> RegistrationAct | None:
    """What the rules do with a stranger that registers for this side now, whoever it is: what may be said to it."""
    return _apply_rules(event, group_id, (), invited=False, lock=False)


def _apply_rules(
    event: Event, group_id: int | None, codes: Collection[str], *, invited: bool, lock: bool
) -> RegistrationAct | None:
    if not get_approval_rules(event).approve(group_id=group_id, codes=codes, was_invited=invited):
        return None
    places = get_capacities(event.id, lock=lock).get(group_id or 0)
    if places is None or places.quota is None:
        return RegistrationAct.APPROVE
    return RegistrationAct.WAIT if not places.free or list_waiting(event.id, group_id or 0) else RegistrationAct.APPROVE


def offer_free_places(event: Event) -> list[int]:
    """In the running transaction: offer what is free on each side that has a quota to those who wait longest; the
    registrations that got an offer."""
    numbers: list[int] = []
    for group_id, places in get_capacities(event.id, lock=True).items():
        if places.quota is None or not places.free:
            continue
        for registration_id in select_next_waiting(list_waiting(event.id, group_id), places.free):
            until = now() + timedelta(days=event.offer_days)
            db.session.add(PlaceOffer(event_id=event.id, registration_id=registration_id, until=until))
            db.session.flush()
            registration = db.session.get_one(Registration, registration_id)
            notice = audit.log_action("registration.offered", registration, event_id=event.id, by=None)
            mails.send_state_email(notice, registration, "offered", event, until=until)
            numbers.append(registration_id)
    return numbers


def change_group(event: Event, companies: Sequence[Registration], group_id: int) -> None:
    """In the running transaction: these go over to another side; approved ones need places there, an offer of the old
    side ends, and what they leave is offered to who waits. Raises PlacesFull."""
    places = get_capacities(event.id, lock=True).get(group_id)
    coming = sum(company.state == RegistrationState.APPROVED for company in companies)
    if coming and places is not None and places.free is not None and places.free < coming:
        raise PlacesFull(quota=places.quota)
    for registration in companies:
        close_offer(registration.id, "ended")
        registration.group_id = group_id
    db.session.flush()
    offer_free_places(event)


def close_offer(registration_id: int, answer: str) -> None:
    """In the running transaction: an offer that is open is no longer."""
    conditions = (PlaceOffer.registration_id == registration_id, PlaceOffer.answer.is_(None))
    db.session.execute(update(PlaceOffer).where(*conditions).values(answer=answer, answered_at=now()))


def require_offer(registration_id: int, moment: datetime) -> None:
    """Raises OfferOver unless a place is kept for the firm now."""
    offer = find_open_offer(registration_id)
    if offer is None or offer.until <= moment:
        raise OfferExpired


def expire_offers(moment: datetime) -> int:
    """End the offers whose deadline has passed, and offer their places to the next; how many lapsed."""
    over = select(PlaceOffer.event_id).where(PlaceOffer.answer.is_(None), PlaceOffer.until <= moment).distinct()
    return sum(_expire_event_offers(event_id, moment) for event_id in db.session.scalars(over).all())


def update_capacity(
    event: Event,
    *,
    quotas: Mapping[int, int | None],
    approving: Collection[int],
    invited: bool,
    sectors: Collection[str],
    offer_days: int,
    by: int | None,
) -> list[int]:
    """Places of each side and who is approved at once; what is free then is offered. The registrations with an offer.

    Raises Invalid ``places_out_of_range``.
    """
    counts = [quota for quota in quotas.values() if quota is not None]
    if any(not 0 <= count <= MAX_PLACES for count in counts) or not 1 <= offer_days <= MAX_OFFER_DAYS:
        raise Invalid("places_out_of_range")
    with transaction() as session:
        locked_event = session.get_one(Event, event.id, populate_existing=True, with_for_update={"key_share": True})
        for group in session.scalars(select(Group).where(Group.event_id == event.id).with_for_update()):
            group.quota, group.approves = quotas.get(group.id), group.id in approving
        locked_event.approve_invited, locked_event.approve_sectors, locked_event.offer_days = (
            invited,
            sorted(sectors),
            offer_days,
        )
        session.flush()
        audit.log_action("event.places_set", locked_event, event_id=locked_event.id, by=by)
        return offer_free_places(locked_event)


def _expire_event_offers(event_id: int, moment: datetime) -> int:
    with transaction() as session:
        event = session.get_one(Event, event_id)
        get_capacities(event_id, lock=True)
        over = (PlaceOffer.event_id == event_id, PlaceOffer.answer.is_(None), PlaceOffer.until <= moment)
        ended = update(PlaceOffer).where(*over).values(answer="lapsed", answered_at=moment)
        expired = session.scalars(ended.returning(PlaceOffer.registration_id)).all()
        for registration_id in expired:
            registration = session.get_one(Registration, registration_id)
            audit.log_action("registration.offer_lapsed", registration, event_id=event_id, by=None)
        offer_free_places(event)
    return len(expired)
