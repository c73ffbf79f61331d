"""What happens to an event and reaches features above it; sent inside the transaction that does it.

A change of hours, tables, programme or visits goes in two steps. First everybody is asked::

    @hours_about_to_change.connect
    def bookings_at_risk(event: Event, *, change: HoursChange) -> Iterable[MeetingImpact]: ...

Receivers answer with what the change would cost, one ``MeetingImpact`` for each meeting, and write nothing. If there
are any, the organizer sees them and must confirm. Then the change is told::

    @event_hours_changed.connect
    def free_what_lost_its_place(event: Event, *, change: HoursChange, by: int | None) -> None: ...

Receivers must let go of every row that is about to leave: ``booked`` goes back to ``agreed`` without its claims, a
proposed time is dropped, and whoever is concerned is told. They run in the transaction, before the slots and tables
go; what still refers to them afterwards refuses the whole change (``still_used``).
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

hours_about_to_change = _signals.signal("events.hours-about-to-change")
event_hours_changed = _signals.signal("events.hours-changed")
event_copied = _signals.signal("events.copied")
"""Sender: the new Event; ``source``: the Event whose setup it takes over, in the transaction that creates it."""
event_moved = _signals.signal("events.moved")
"""Sender: the Event, which stands in another phase from now on; ``by``: the user's id or None."""
event_rules_changed = _signals.signal("events.rules-changed")
"""Sender: the Event, in which other sides may meet from now on than before, or that ends on another day, by which
certificates count or not."""
