"""Ask before meetings lose what they stand on; what is confirmed is told to the features above and happens."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from app.events.hours_change import HoursChange, Impact
from app.events.models import Event
from app.events.signals import event_hours_changed, hours_about_to_change
from app.kernel.errors import Conflict

IMPACTS = ("loses_time", "no_table", "absent", "other_table", "new_length", "loses_proposal")
TIME_LOST = ("loses_time", "no_table", "absent")


class HoursInUse(Conflict):
    """Meetings stand on what would change. ``impacts`` says which; ``token`` confirms exactly these."""

    code = "hours_in_use"

    def __init__(self, impacts: Sequence[Impact]) -> None:
        super().__init__(count=len(impacts))
        self.impacts = tuple(impacts)
        self.token = confirmation_of(impacts)

    @property
    def totals(self) -> dict[str, int]:
        """How many meetings each kind of impact touches, the gravest first; kinds without any are absent."""
        return totals_of(self.impacts)

    @property
    def firms(self) -> int:
        """How many firms are concerned."""
        return len({name for impact in self.impacts for name in impact.firms})


def totals_of(impacts: Iterable[Impact]) -> dict[str, int]:
    """Meetings by kind of impact, the gravest first; kinds without any are absent."""
    counted = Counter(impact.kind for impact in impacts)
    return {kind: counted[kind] for kind in IMPACTS if counted[kind]}


def confirmation_of(impacts: Sequence[Impact]) -> str:
    """A word that stands for exactly these consequences; another meeting, another word."""
    told = repr([(impact.meeting_id, impact.kind, impact.starts_at, impact.new_table) for impact in sorted(impacts)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def settle(event: Event, change: HoursChange, confirmed: str, *, by: int | None) -> tuple[Impact, ...]:
    """Ask what the change costs and, where nothing or exactly this was confirmed, let it happen; what it cost.

    Inside the transaction that makes the change. Raises HoursInUse for what is not confirmed yet.
    """
    if not change:
        return ()
    answers = hours_about_to_change.send(event, change=change)
    impacts = tuple(sorted(impact for _receiver, told in answers for impact in told or ()))
    if impacts and confirmed != confirmation_of(impacts):
        raise HoursInUse(impacts)
    event_hours_changed.send(event, change=change, by=by)
    return impacts
