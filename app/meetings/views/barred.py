"""Why one firm cannot ask another, said where the button would stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import EventAct, PhaseForbids
from app.events.wording import phase_reason
from app.meetings.errors import NeverYours, TakesNoMore
from app.meetings.limits import LimitNote, MostMeetingsReached, check_ask, check_meet
from app.meetings.queries import lists
from app.meetings.queries.boards import Hall
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.arranging import require_may_arrange
from app.meetings.services.asking import require_asking_open, require_may_ask
from app.meetings.services.requirements import require_phase, require_takes_more
from app.meetings.views.blueprint import acting_for, limit_note, meetings
from app.meetings.wording import explained
from app.registrations.models import Registration

_WORDS = {
    "requests_closed": _l("The last day for requests is over. The organizer may still arrange a meeting."),
    "not_taking_part": _l("You can ask once the organizer has approved you."),
    "never_yours": _l("You marked this firm as “never”. Take that back on its page first."),
    "cannot_ask": _l("By the rules of this event, firms of your group do not ask firms of theirs."),
    "takes_no_more": _l("This firm takes no further meetings at present."),
}
_TO_AN_ARRANGER = {
    "not_taking_part": _l("Only approved firms can meet."),
    "already_meeting": _l("These two already have a meeting or an open request."),
    "cannot_ask": _l("By the rules of this event, firms of these two groups do not meet."),
    "takes_no_more": _l("One of the two firms takes no further meetings at present."),
}


def why_not_ask(event: Event, asker: Registration, asked: Registration) -> str:
    """Why the one may not ask the other at all; "" where it may. Nothing was tried, so nothing is said of a change."""
    try:
        require_may_ask(event, asker, asked)
        check_ask(limits_of(event), tallies_of(event.id, [asker.id])[asker.id])
    except DomainError as refused:
        return words_of(refused)
    return ""


@meetings.app_template_global()
def asking_bar(event: Event) -> str:
    """Why no firm may ask another now, "" where they may."""
    try:
        require_asking_open(event)
    except DomainError as refused:
        return words_of(refused)
    return ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What keeps a firm from asking others, in a list of them. ``bar``: its own limit, or why nobody asks now, or "";
    ``live``: by other firm their meeting that stands or the open request between them."""

    bar: str = ""
    live: Mapping[int, lists.MeetingRow] = field(default_factory=dict)


@meetings.app_template_global()
def asking_of(event: Event, asker: Registration) -> Asking:
    """The same for all others, in a constant number of queries."""
    bar = asking_bar(event)
    try:
        check_ask(limits_of(event), tallies_of(event.id, [asker.id])[asker.id])
    except DomainError as refused:
        bar = bar or words_of(refused)
    return Asking(bar, lists.live_by_partner(asker.id))


def words_of(refused: DomainError, act: str = "ask") -> str:
    """A bar in a sentence, before anything was sent; whoever arranges for two others is not one of them."""
    if isinstance(refused, PhaseForbids):
        return phase_reason(**refused.details)
    if act == "arrange":
        return str(_TO_AN_ARRANGER.get(refused.code) or explained(refused, act))
    told = as_told(refused)
    if isinstance(told, MostMeetingsReached):
        return limit_note(LimitNote("meetings_used_up", 0, int(str(told.details["most"]))))
    return str(_WORDS.get(told.code) or errors.error_text(told))


def as_told(refused: DomainError) -> DomainError:
    """What the reader learns: who acts for a firm does not learn what the firm keeps to itself."""
    return TakesNoMore(arranged=False) if isinstance(refused, NeverYours) and acting_for() else refused


def bar_for(
    event: Event,
    registration: Registration,
    other: Registration,
    act: str,
    hall: Hall,
) -> DomainError | None:
    """Why the one may not ask or accept the other at all, said before anything is typed."""
    try:
        if act == "ask":
            require_may_ask(event, registration, other)
            check_ask(limits_of(event), hall.tallies[registration.id])
        elif act == "accept":
            require_phase(event, EventAct.ANSWER)
            require_takes_more(event, registration.id, other, hall.tallies)
            check_meet(limits_of(event), hall.tallies[registration.id])
        elif act == "arrange":
            require_may_arrange(event, registration, other)
        elif act in ("place", "move"):
            require_phase(event, EventAct.CALL_OFF)  # before the timetable the page says that the time comes with it
    except DomainError as refused:
        return refused
    return None
