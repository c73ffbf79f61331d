"""Which of the people whom firms met agreed that their contacts are handed on; and all firms that met somebody."""

from __future__ import annotations

from collections.abc import Collection

from app.events.models import Event
from app.lists.queries.attendees import Found, attendees
from app.lists.queries.contacts_met import partners_in
from app.lists.queries.reach import Reach
from app.lists.queries.thanks import Thanked, firms_by_name, sent_to
from app.lists.selection import USES, Selection
from app.lists.services.cards import for_cards, with_cards
from app.registrations.queries.firms import readers_wanting
from app.registrations.states import RegistrationState


def cards_in(event: Event) -> Found:
    """Everybody of the event whose contacts may be handed on, also abroad; the others with their reasons."""
    return with_cards(attendees(for_cards(Selection(use=USES["abroad"])), Reach(event.id)))


def of_firms(found: Found, firms: Collection[int]) -> Found:
    """The rows of these firms."""
    return Found(
        [one for one in found.listed if one.row.firm.registration_id in firms],
        [one for one in found.left_out if one.row.firm.registration_id in firms],
    )


def thanks_in(event: Event, only: int | None = None) -> list[Thanked]:
    """Every approved firm that met somebody (``only`` this one), by name; a constant number of queries."""
    partners, firms = partners_in(event.id), firms_by_name(event.id)
    met = [one for one in firms.values() if one.id in partners and only in (None, one.id)]
    met = [one for one in met if one.state == RegistrationState.APPROVED]
    readers, found, sent = readers_wanting("thanks", met), cards_in(event), sent_to(event.id)
    return [
        Thanked(
            *(one, readers[one.id], [firms[other] for other in firms if other in partners[one.id]]),
            *(of_firms(found, partners[one.id]), one.id in sent),
        )
        for one in met
    ]
