"""What the steps from phase to phase are called, what they change, and which come early."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.events.phases import Phase
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.floor.web.locale import long_day

_FORWARD = {
    Phase.REGISTRATION: _l("The public page opens. Firms register and complete their profiles."),
    Phase.BOOKING: _l("Firms may ask each other for meetings from now on."),
    Phase.PLANNING: _l(
        "Registration and new requests close. You arrange what is missing and plan the timetable; firms see it once "
        "you publish."
    ),
    Phase.PUBLISHED: _l(
        "Agreed meetings get their times from now on, from you or from the firms. There is no way back to planning."
    ),
    Phase.RUNNING: _l("The day has begun: check-in opens, and meetings are noted as held or missed."),
    Phase.CLOSED: _l("Nothing is asked for, booked or changed any more; lists and feedback stay open."),
}
_BACKWARD = {
    Phase.DRAFT: _l("The public page closes again, also for firms that have registered. What they wrote is kept."),
    Phase.REGISTRATION: _l("Firms can no longer ask or answer. Requests and meetings stay as they are."),
    Phase.PUBLISHED: _l("Check-in closes again. What was noted stays."),
    Phase.RUNNING: _l("The event opens again for corrections of what was held or missed."),
}


@dataclass(frozen=True)
class Over:
    """Which last days of an event have passed: those for registrations, and for requests."""

    registration: bool = False
    requests: bool = False


_AGAIN = {
    Over(): _l("Firms may register and ask again. What is agreed or booked stays."),
    Over(registration=True): _l(
        "Firms may ask again; the last day for registrations has passed. What is agreed or booked stays."
    ),
    Over(requests=True): _l(
        "Firms may register again; the last day for requests has passed. What is agreed or booked stays."
    ),
    Over(registration=True, requests=True): _l(
        "The last days for registrations and requests have passed: firms can do neither until you set later days. "
        "What is agreed or booked stays."
    ),
}
"""What the step back to booking lets firms do."""

_ACTS = {
    Phase.REGISTRATION: _l("Open registration"),
    Phase.BOOKING: _l("Open booking"),
    Phase.PLANNING: _l("Close requests and plan"),
    Phase.PUBLISHED: _l("Publish, and let times be chosen"),
    Phase.RUNNING: _l("Open the day"),
    Phase.CLOSED: _l("Close the event"),
}


def phase_act(target: Phase) -> str:
    """What a step forward to this phase is called."""
    return str(_ACTS[target])


def phase_cost(target: Phase, is_forward: bool, over: Over | None = None) -> str:
    """What a step to this phase changes, in a sentence; ``over``: last days passed, for the step back."""
    if target is Phase.BOOKING and not is_forward:
        return str(_AGAIN[over or Over()])
    return str((_FORWARD if is_forward else _BACKWARD)[target])


def phase_warning(target: Phase, days: Sequence[dt.date], today: dt.date, *, is_over: bool) -> str:
    """That a step forward comes before its day, and what that takes away; "" where it does not."""
    if not days:
        return ""
    if target is Phase.RUNNING and today < days[0]:
        return str(_("It is early: the event begins on %(day)s.", day=long_day(days[0])))
    if target is Phase.CLOSED and not is_over:
        return str(
            _(
                "It is early: the event ends on %(day)s. Meetings that are still ahead can no longer be moved, "
                "cancelled or noted as held, and only an administrator can open the event again.",
                day=long_day(days[-1]),
            )
        )
    return ""
