"""Which rows and columns a user may see of an event's list."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.permissions import Role
from app.events.models import Event
from app.lists.allowed import Columns, allowed, within
from app.lists.consent import Purpose
from app.lists.selection import Selection
from app.registrations.queries import delegations_of

ORGANIZERS = frozenset({Role.ORGANIZER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Reach:
    """``delegations``: those whose firms the user answers for; None: all firms of the event. Only these may be listed
    for running the event, unless the user ``runs_all`` of it.

    A hand-over also reaches the approved firms of others: there the consents decide. ``columns``: the only ones
    for running the event; ``hands_over``: whether a list may leave the house.
    """

    event_id: int
    delegations: tuple[int, ...] | None = None
    columns: Columns = None
    hands_over: bool = True
    runs_all: bool = False

    def within(self, purpose: Purpose) -> tuple[int, ...] | None:
        return self.delegations if purpose is Purpose.RUNNING and not self.runs_all else None

    def answers_for(self, delegation_id: int | None) -> bool:
        """Whether firms of this delegation (None: that came by themselves) are the user's own to look after."""
        return self.delegations is None or delegation_id in self.delegations

    def part_of(self, selection: Selection) -> Selection:
        """What this user may have of what was asked for."""
        return within(selection, self.columns, hands_over=self.hands_over)

    def shows(self, column: str, purpose: Purpose) -> bool:
        """Whether a list of this purpose may have the column; of a hand-over the consents decide the rest."""
        return purpose is Purpose.HANDOVER or self.columns is None or column in self.columns


def reach_of(user_id: int, event: Event, roles: frozenset[str]) -> Reach:
    """The organizer answers for all firms, a chamber and a delegation's head for their own; the desk runs the event
    for all of them."""
    found = allowed(roles)
    own = None if roles & ORGANIZERS else tuple(one.id for one in delegations_of(user_id, event))
    return Reach(event.id, own, found.get(Purpose.RUNNING), Purpose.HANDOVER in found, Role.DESK in roles)
