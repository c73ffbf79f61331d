"""How many meetings the hall holds: the figures beside the form that describes an event."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.events.findings import Finding, look, ok


@dataclass(frozen=True)
class Capacity:
    """Counts: slots that hold meetings, and tables."""

    meeting_slots: int
    tables: int

    @property
    def table_times(self) -> int:
        """The most meetings that can take place, one per table and slot."""
        return self.meeting_slots * self.tables

    def firms_with(self, meetings_each: int) -> int:
        """The most firms that can have this many meetings each, two firms to a meeting.

        0 where a firm would need more slots than there are; ``meetings_each`` is at least 1.
        """
        if meetings_each > self.meeting_slots:
            return 0
        return 2 * self.table_times // meetings_each


def capacity_findings(
    capacity: Capacity, *, meetings_each: int, least_meetings: int | None = None, firms: int | None = None
) -> Iterable[Finding]:
    """What the figures mean, for the preview.

    ``meetings_each`` is the count to reckon with, ``firms`` how many are expected, where that is known. Codes:
    ``no_tables``, ``least_beyond_slots``, ``enough_for`` (ok) or ``too_few_for``.
    """
    if not capacity.tables:
        yield look("no_tables")
    if least_meetings is not None and least_meetings > capacity.meeting_slots:
        yield look("least_beyond_slots", least=least_meetings, slots=capacity.meeting_slots)
    if capacity.table_times:
        holds = capacity.firms_with(meetings_each)
        weigh, code = (ok, "enough_for") if holds >= (firms or 1) else (look, "too_few_for")
        yield weigh(code, firms=holds, meetings_each=meetings_each, expected=firms)
