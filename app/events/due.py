"""When an event should go on to its next phase."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.events.drafts import Dates
from app.events.phases import BookingMode, Phase, path

BOOKING_DAYS: Final = 21
"""So long firms need to ask and to answer."""

PLANNING_DAYS: Final = 3
"""So long before the day the timetable is begun where no date says otherwise."""


@dataclass(frozen=True)
class NextPhase:
    """The phase that follows, and the day from which it is due; ``on`` None: nothing says when."""

    target: Phase
    on: date | None
    is_due: bool


def next_phase(phase: Phase, mode: BookingMode, dates: Dates, days: tuple[date, ...], today: date) -> NextPhase | None:
    """What follows, None after the last phase; ``days``: those of the event, in order.

    A draft without a day of opening may be opened at any time: it is due.
    """
    steps = path(mode)
    place = steps.index(phase) if phase in steps else len(steps)
    if place + 1 >= len(steps):
        return None
    target = steps[place + 1]
    on = _due_on(target, dates, days)
    at_will = target is Phase.REGISTRATION and on is None
    return NextPhase(target, on, at_will or (on is not None and on <= today))


def due_since(following: NextPhase, dates: Dates, made_on: date) -> date | None:
    """The day since which a due phase waits; None where no day that was set says so, or one before the event was made.

    ``made_on``: the day on which the event was entered.
    """
    said = {
        Phase.REGISTRATION: dates.registration_opens_on,
        Phase.BOOKING: dates.requests_until,
        Phase.PLANNING: dates.requests_until,
        Phase.PUBLISHED: dates.timetable_on,
    }
    if not following.is_due or following.on is None or said.get(following.target, following.on) is None:
        return None
    return following.on if following.on >= made_on else None


def _due_on(target: Phase, dates: Dates, days: tuple[date, ...]) -> date | None:
    first, last = (days[0], days[-1]) if days else (None, None)
    return {
        Phase.REGISTRATION: dates.registration_opens_on,
        Phase.BOOKING: _later(_moved(dates.requests_until or first, -BOOKING_DAYS), dates.registration_opens_on),
        Phase.PLANNING: _moved(dates.requests_until, 1) or _moved(first, -PLANNING_DAYS),
        Phase.PUBLISHED: dates.timetable_on or _moved(first, -1),
        Phase.RUNNING: first,
        Phase.CLOSED: _moved(last, 1),
    }[target]


def _moved(day: date | None, by: int) -> date | None:
    return None if day is None else day + timedelta(days=by)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one
