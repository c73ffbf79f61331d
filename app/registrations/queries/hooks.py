"""What pages and rules of registrations ask of the features above, which they may not import; `factory` registers
the answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event
from app.registrations.models import Registration

RequestCounter = Callable[[int, Collection[int] | None], Mapping[int, int]]

request_counters: list[RequestCounter] = []
"""Event's id, registrations' ids (None: all) → registration's id → how many meetings the company has asked for (in any
state)."""


def count_requests(event_id: int, among: Collection[int] | None = None) -> Mapping[int, int]:
    """How many meetings each firm of the event (``among`` these) has asked for; who asked for none is absent."""
    counted: dict[int, int] = {}
    for counter in request_counters:
        for registration_id, count in counter(event_id, among).items():
            counted[registration_id] = counted.get(registration_id, 0) + count
    return counted


AcceptanceCheck = Callable[[int, int], bool]

acceptance_checks: list[AcceptanceCheck] = []
"""Two registrations' ids → whether both have accepted to meet."""


def both_accepted(registration_id: int, other_id: int) -> bool:
    """Whether two firms have both accepted to meet, so that they may see each other's contacts."""
    return any(know(registration_id, other_id) for know in acceptance_checks)


@dataclass(frozen=True)
class PartnerMeeting:
    """How one company stands with another: their meeting, as the first of the two sees it.

    ``state``: a word of the meeting's states · ``is_live``: it may still take place · ``must_answer``: it waits for the
    first · ``starts_at`` and ``table``: where it has a time.
    """

    meeting_id: int
    state: str
    is_live: bool
    must_answer: bool
    starts_at: datetime | None
    table: str


RequestRefusal = Callable[[Event, Registration, Registration], str]

refusal_sources: list[RequestRefusal] = []
"""An event, who would ask, who would be asked → why it cannot, in a sentence; "" where it can."""


def find_request_refusal(event: Event, asker: Registration, asked: Registration) -> str:
    """Why one firm of an event cannot ask another one, "" where it can."""
    return next((reason for ask in refusal_sources if (reason := ask(event, asker, asked))), "")


partner_meeting_sources: list[Callable[[int, int], PartnerMeeting | None]] = []
"""Two registrations' ids → how the first stands with the second; None where they have nothing with each other."""


def find_partner_meeting(registration_id: int, other_id: int) -> PartnerMeeting | None:
    """How a firm stands with another one of its event."""
    return next(
        (
            partner_meeting
            for ask in partner_meeting_sources
            if (partner_meeting := ask(registration_id, other_id)) is not None
        ),
        None,
    )


@dataclass(frozen=True)
class EndingMeeting:
    """A meeting that would end with a company's part in the event: with whom, its state, when it is booked.

    Of a group meeting, which has a ``topic``, the partner is its host. One that the company hosts itself ends for all
    who come, ``guests``; one at which it is a guest goes on without it.
    """

    partner: str
    partner_zh: str
    state: str
    starts_at: datetime | None
    topic: str = ""
    guests: tuple[str, ...] = ()
    hosted: bool = False


ending_meeting_sources: list[Callable[[int, Collection[int]], Mapping[int, Sequence[EndingMeeting]]]] = []
"""Event's id, registrations' ids → registration's id → the meetings that would end if it were cancelled."""


def list_ending_meetings(event_id: int, leaving: Collection[int]) -> dict[int, list[EndingMeeting]]:
    """What ends for each of these firms if it takes part no longer; who has no live meeting is absent."""
    ended: dict[int, list[EndingMeeting]] = {}
    for freed in ending_meeting_sources:
        for registration_id, meetings in freed(event_id, leaving).items():
            ended.setdefault(registration_id, []).extend(meetings)
    return ended


@dataclass(frozen=True)
class RepresentativeSeat:
    """Where somebody sits at a booked meeting that is still to come: with whom, when in the event's ``zone``, for which
    registration; ``stays``: a colleague is free to take the seat, so that the meeting need not end."""

    partner: str
    starts_at: datetime
    zone: str
    registration_id: int
    stays: bool


seat_sources: list[Callable[[Collection[int]], Sequence[RepresentativeSeat]]] = []
"""Representatives' ids → their seats."""


def list_seats(people: Collection[int]) -> list[RepresentativeSeat]:
    """The seats that these people would leave, the next first."""
    return [seat for source in seat_sources for seat in source(people)]


affected_meeting_sources: list[Callable[[int, HoursChange], Sequence[MeetingImpact]]] = []
"""Event's id, absences → the booked meetings that they clash with, by time."""


def list_affected_meetings(event_id: int, away: HoursChange) -> list[MeetingImpact]:
    """The booked meetings at which one of the two is elsewhere then."""
    return [impact for source in affected_meeting_sources for impact in source(event_id, away)] if away else []


@dataclass(frozen=True, slots=True)
class CompanyClashes:
    """A registration of the firm, and its booked meetings that clash since its sectors changed."""

    registration: Registration
    meetings: Sequence[MeetingImpact]


ClashWatcher = Callable[[Registration], AbstractContextManager[list[CompanyClashes]]]

clash_watchers: list[ClashWatcher] = []
"""A registration whose company is saved inside → booked meetings that clash since."""


def watch_clashes(registration: Registration) -> AbstractContextManager[list[CompanyClashes]]:
    """What is saved inside may put the company on visits: the list then holds booked meetings that newly clash."""
    return clash_watchers[0](registration) if clash_watchers else nullcontext([])
