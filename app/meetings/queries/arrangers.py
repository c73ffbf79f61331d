"""Which organisation arranged a meeting, as both firms read it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from app.accounts.models import Membership, Organisation
from app.db import db
from app.events.models import Event
from app.kernel.localized import Localized
from app.registrations.models import Delegation


def arranger_of(event_id: int, user_id: int) -> Localized:
    """The name of the organisation for which a user arranges meetings at an event."""
    return arrangers_of([(event_id, user_id)])[event_id, user_id]


def arrangers_of(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Localized]:
    """By event and user the organisation that arranged: who runs the event, else the chamber of a delegation there.

    Two queries, none where nothing is wanted. Who is in neither (an organizer of this one event) arranges for who runs
    the event.
    """
    if not wanted:
        return {}
    hosts = _hosts({event_id for event_id, _user in wanted})
    chambers = _chambers(wanted)
    return {pair: chambers.get(pair) or hosts[pair[0]] for pair in wanted}


def _hosts(event_ids: set[int]) -> dict[int, Localized]:
    rows = select(Event.id, Organisation).join(Organisation, Organisation.id == Event.organisation_id)
    found = db.session.execute(rows.where(Event.id.in_(event_ids)))
    return {event_id: host.name for event_id, host in found}


def _chambers(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Localized]:
    """Of those who do not belong to who runs the event: the organisation of a delegation that they lead or bring."""
    users = {user_id for _event, user_id in wanted}
    rows = (
        select(Delegation, Membership.user_id, Organisation, Event.organisation_id)
        .join(Event, Event.id == Delegation.event_id)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .outerjoin(
            Membership,
            or_(
                Membership.organisation_id == Delegation.organisation_id,
                Membership.organisation_id == Event.organisation_id,
            )
            & Membership.user_id.in_(users),
        )
        .add_columns(Membership.organisation_id)
        .where(Delegation.event_id.in_({event_id for event_id, _user in wanted}))
        .order_by(Delegation.id)
    )
    found: dict[tuple[int, int], Localized] = {}
    of_host: set[tuple[int, int]] = set()
    for delegation, member_id, chamber, host_id, member_of in db.session.execute(rows):
        event_id = delegation.event_id
        if member_id is not None and member_of == host_id:
            of_host.add((event_id, member_id))
        elif member_id is not None:
            found.setdefault((event_id, member_id), chamber.name)
        for leader_id in (delegation.head_user_id, delegation.deputy_user_id):
            if leader_id is not None:
                found.setdefault((event_id, leader_id), chamber.name)
    return {pair: name for pair, name in found.items() if pair not in of_host}
