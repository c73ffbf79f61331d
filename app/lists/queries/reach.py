"""Which rows a user may see of an event's list."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.permissions import Role
from app.events.models import Event
from app.lists.consent import Purpose
from app.registrations.queries import delegations_of

STAFF = frozenset({Role.ORGANIZER, Role.ADMINISTRATOR, Role.DESK})


@dataclass(frozen=True, slots=True)
class Reach:
    """``delegations``: the only ones whose firms may be listed for running the event; None: all firms of the event.

    A hand-over reaches every firm of the event in either case: there the consents decide.
    """

    event_id: int
    delegations: tuple[int, ...] | None = None

    def within(self, purpose: Purpose) -> tuple[int, ...] | None:
        return self.delegations if purpose is Purpose.RUNNING else None


def reach_of(user_id: int, event: Event, roles: frozenset[str]) -> Reach:
    """Organizer and desk reach all firms, a chamber and a delegation's head their own."""
    if roles & STAFF:
        return Reach(event.id)
    return Reach(event.id, tuple(one.id for one in delegations_of(user_id, event)))
