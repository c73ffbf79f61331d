"""Whom a company may request or be arranged with, why not another, and why a request cannot be accepted: shown where
the button would stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from flask_babel import gettext
from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import cached_read, db, now
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.locale import clock, language, plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, PhaseForbids, is_allowed
from app.events.wording import phase_reason
from app.meetings.availability import SlotOption, get_best_option, iter_options
from app.meetings.errors import AcceptsNoMeetings, OwnNeverMark
from app.meetings.lifecycle import LIVE_STATES, PLACED_STATES, MeetingState
from app.meetings.policy import (
    LimitNote,
    MeetingTally,
    MostMeetingsReached,
    check_meeting_limits,
    check_request_limits,
    get_remaining,
)
from app.meetings.queries import lists
from app.meetings.queries.availability import EventAvailability, load_company_availability
from app.meetings.queries.group_meeting_parties import get_group_topics
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.policy import (
    count_tallies,
    find_barred_companies,
    find_full_companies,
    get_event_limits,
    get_group_rules,
)
from app.meetings.queries.proposals import ProposedTime
from app.meetings.seating import MeetingSeating
from app.meetings.services.bookings import require_may_arrange
from app.meetings.services.policy import is_taking_part, may_book, require_accepts_meetings, require_phase
from app.meetings.services.requests import require_may_request, require_requests_open
from app.meetings.views.blueprint import is_acting_for_other, limit_note, meetings
from app.meetings.wording import STATE_LABELS, describe_option, explain_refusal
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_approved_companies
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """A firm to choose; ``stands``: why it cannot be chosen, "" where it can."""

    firm: Registration
    stands: str = ""


def group_choices(event: Event, choices: Iterable[CompanyChoice]) -> list[tuple[str, list[CompanyChoice]]]:
    """The choices under the names of their groups, in the order in which a reader of the page looks for a name."""
    found: dict[int, list[CompanyChoice]] = {group.id: [] for group in event.groups}
    for choice in sorted(choices, key=lambda choice: _get_sort_key(choice.firm)):
        found.setdefault(choice.firm.group_id or 0, []).append(choice)
    return [(plain(group.names), found[group.id]) for group in event.groups if found[group.id]]


def _get_sort_key(firm: Registration) -> tuple[str, int]:
    company = firm.company
    sorted_by = (company.sort_name_zh if language() == "zh" else company.sort_name) if company is not None else ""
    return sorted_by or "", firm.id


def list_arrangeable(event: Event, registration: Registration) -> tuple[list[CompanyChoice], bool]:
    """The same for who arranges, nor those that take no further meeting with it, whatever the cause, which is not told;
    and whether the firm has its most meetings itself."""
    choices = list(iter_partners(registration))
    barred = find_barred_companies(event, registration.id, [choice.firm.id for choice in choices])
    out, stands = barred.by_mine | barred.by_theirs, gettext("takes no further meetings")
    told = [replace(one, stands=stands) if one.firm.id in out and not one.stands else one for one in choices]
    return told, bool(find_full_companies(event, count_tallies(event.id, [registration.id])))


def iter_partners(registration: Registration) -> Iterator[CompanyChoice]:
    """Approved firms that this one may meet by the event's rules; not to be chosen again where the two have a meeting
    or a request already."""
    rules = get_group_rules(registration.event_id)
    live = lists.get_live_meetings_by_partner(registration.id)
    for company in list_approved_companies(registration.event_id):
        if company.id != registration.id and rules.allows_meeting(registration.group_id, company.group_id):
            yield CompanyChoice(company, str(STATE_LABELS[live[company.id].state]) if company.id in live else "")


_REFUSAL_TEXTS = {
    "requests_closed": _l("The last day for requests is over. The organizer may still arrange a meeting."),
    "not_taking_part": _l("You can ask once the organizer has approved you."),
    "never_yours": _l("You marked this firm as “never”. Take that back on its page first."),
    "cannot_ask": _l("By the rules of this event, firms of your group do not ask firms of theirs."),
    "takes_no_more": _l("This firm takes no further meetings at present."),
}
_ARRANGER_REFUSAL_TEXTS = {
    "not_taking_part": _l("Only approved firms can meet."),
    "already_meeting": _l("These two already have a meeting or an open request."),
    "cannot_ask": _l("By the rules of this event, firms of these two groups do not meet."),
    "takes_no_more": _l("One of the two firms takes no further meetings at present."),
}


def explain_request_refusal(event: Event, asker: Registration, asked: Registration) -> str:
    """Why the one may not ask the other at all; "" where it may. Nothing was tried, so nothing is said of a change."""
    try:
        require_may_request(event, asker, asked)
        check_request_limits(get_event_limits(event), count_tallies(event.id, [asker.id])[asker.id])
    except DomainError as refused:
        return describe_refusal(refused)
    return ""


@meetings.app_template_global()
def asking_bar(event: Event) -> str:
    """Why no firm may ask another now, "" where they may."""
    try:
        require_requests_open(event)
    except DomainError as refused:
        return describe_refusal(refused)
    return ""


@dataclass(frozen=True, slots=True)
class RequestObstacles:
    """What keeps a firm from asking others, in a list of them. ``bar``: its own limit, or why nobody asks now, or "";
    ``live``: by other firm their meeting that stands or the open request between them."""

    bar: str = ""
    live: Mapping[int, lists.MeetingRow] = field(default_factory=dict)


@meetings.app_template_global()
def asking_of(event: Event, asker: Registration) -> RequestObstacles:
    """The same for all others, in a constant number of queries."""
    bar = asking_bar(event)
    try:
        check_request_limits(get_event_limits(event), count_tallies(event.id, [asker.id])[asker.id])
    except DomainError as refused:
        bar = bar or describe_refusal(refused)
    return RequestObstacles(bar, lists.get_live_meetings_by_partner(asker.id))


def describe_refusal(refused: DomainError, act: str = "ask") -> str:
    """A bar in a sentence, before anything was sent; whoever arranges for two others is not one of them."""
    if isinstance(refused, PhaseForbids):
        return phase_reason(**refused.details)
    if act == "arrange":
        return str(_ARRANGER_REFUSAL_TEXTS.get(refused.code) or explain_refusal(refused, act))
    told = mask_refusal(refused)
    if isinstance(told, MostMeetingsReached):
        return limit_note(LimitNote("meetings_used_up", 0, int(str(told.details["most"]))))
    return str(_REFUSAL_TEXTS.get(told.code) or errors.error_text(told))


def mask_refusal(refused: DomainError) -> DomainError:
    """What the reader learns: who acts for a firm does not learn what the firm keeps to itself."""
    return AcceptsNoMeetings(arranged=False) if isinstance(refused, OwnNeverMark) and is_acting_for_other() else refused


def find_refusal(
    event: Event,
    registration: Registration,
    other: Registration,
    act: str,
    hall: EventAvailability,
) -> DomainError | None:
    """Why the one may not ask or accept the other at all, said before anything is typed."""
    try:
        if act == "ask":
            require_may_request(event, registration, other)
            check_request_limits(get_event_limits(event), hall.tallies[registration.id])
        elif act == "accept":
            require_phase(event, EventAct.ANSWER)
            require_accepts_meetings(event, registration.id, other, hall.tallies)
            check_meeting_limits(get_event_limits(event), hall.tallies[registration.id])
        elif act == "arrange":
            require_may_arrange(event, registration, other)
        elif act in ("place", "move"):
            require_phase(event, EventAct.CALL_OFF)  # before the timetable the page says that the time comes with it
    except DomainError as refused:
        return refused
    return None


_REPEATABLE_STATES = (MeetingState.EXPIRED, MeetingState.WITHDRAWN, MeetingState.CANCELLED)
"""Nobody said no; who declined is not offered to be asked again."""


def find_repeatable_meetings(
    event: Event, registration: Registration, rows: Sequence[MeetingRow], tally: MeetingTally
) -> frozenset[int]:
    """Of all meetings of a firm the last with each other that came to nothing, where it may ask that one now; nothing
    is offered that would be refused."""
    mine = registration.id
    last = {row.other_than(mine).registration_id: row for row in sorted(rows, key=lambda row: row.id)}
    busy = {row.other_than(mine).registration_id for row in rows if row.state in (*LIVE_STATES, *PLACED_STATES)}
    wanted = {other: row for other, row in last.items() if row.state in _REPEATABLE_STATES and other not in busy}
    if not wanted or registration.state != RegistrationState.APPROVED or not _may_request_now(event, tally):
        return frozenset()
    barred, rules = find_barred_companies(event, mine, wanted), get_group_rules(event.id)
    groups = select(Registration.id, Registration.group_id).where(Registration.id.in_(wanted))
    return frozenset(
        wanted[other].id
        for other, group in db.session.execute(groups)
        if other not in barred.by_mine | barred.by_theirs and rules.allows_asking(registration.group_id, group)
    )


def _may_request_now(event: Event, tally: MeetingTally) -> bool:
    """Whether the event takes requests, and the limits of the firm let it send one."""
    try:
        check_request_limits(get_event_limits(event), tally)
    except DomainError:
        return False
    return not asking_bar(event)


@dataclass(frozen=True, slots=True)
class AnswerObstacle:
    """``reason``: why it cannot be accepted at all; ``time``: why not at the time that it proposes. "" for none.

    ``offers``: the times at which it can be accepted with one tap: those of its proposals that suit both, else the
    one to propose; none while the firms give no times.
    """

    reason: str = ""
    time: str = ""
    offers: tuple[ProposedTime, ...] = ()


def load_answer_availability(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], groups: Iterable[GroupMeetingRow] = ()
) -> EventAvailability | None:
    """The hall with all who wait for this firm's answer: to a request, or to a seat at one of ``groups``; None where
    nothing waits."""
    others = {row.other_than(registration.id).registration_id for row in _list_waiting(event, registration, rows)}
    others |= {company.registration_id for group in groups if group.left for company in group.sitting}
    return load_company_availability(event, {registration.id, *others}) if others else None


def find_answer_obstacles(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], hall: EventAvailability | None = None
) -> dict[int, AnswerObstacle]:
    """What stands against each of the requests that wait for this firm, by meeting; ``rows``: all its meetings;
    ``hall``: as ``hall_to_answer``, where that is read already."""
    waiting = {row: row.other_than(registration.id) for row in _list_waiting(event, registration, rows)}
    hall = hall or load_answer_availability(event, registration, rows)
    if not waiting or hall is None:
        return {}
    reasons = _find_reasons(event, registration, {other.registration_id for other in waiting.values()}, hall)
    mine = {row.id: row for row in rows if row.state == MeetingState.BOOKED}
    times = _AvailableTimes(registration.id, hall, mine, now())
    return {
        row.id: AnswerObstacle(reasons.get(other.registration_id, ""), *(times.of(row) if may_book(event) else ()))
        for row, other in waiting.items()
    }


def _list_waiting(event: Event, registration: Registration, rows: list[lists.MeetingRow]) -> list[lists.MeetingRow]:
    answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    asked = (row for row in rows if row.state == MeetingState.REQUESTED)
    return [row for row in asked if answers and row.waits_for(registration.id)]


def _find_reasons(
    event: Event, registration: Registration, others: Collection[int], hall: EventAvailability
) -> dict[int, str]:
    """Why nothing of these firms can be accepted, in the order in which ``accept`` looks."""
    if not is_taking_part(registration):
        return dict.fromkeys(others, str(gettext("You can accept once the organizer has approved you.")))
    barred, limits = find_barred_companies(event, registration.id, others, hall.tallies), get_event_limits(event)
    full = ""
    tally = hall.tallies[registration.id]
    if get_remaining(limits, tally).meetings == 0:
        full = limit_note(LimitNote("meetings_used_up", 0, limits.but(tally.own).most_meetings or 0))
    no_more = describe_refusal(AcceptsNoMeetings(arranged=False))
    told = dict.fromkeys(others, full) | dict.fromkeys(barred.by_theirs, no_more)
    return told | dict.fromkeys(barred.by_mine, describe_refusal(OwnNeverMark()))


@dataclass(frozen=True, slots=True)
class _AvailableTimes:
    """Which times of requests to the firm ``mine`` can be had.

    ``booked``: its booked meetings by id.
    """

    mine: int
    hall: EventAvailability
    booked: Mapping[int, lists.MeetingRow]
    now: datetime

    def of(self, row: lists.MeetingRow) -> tuple[str, tuple[ProposedTime, ...]]:
        """Why nothing of what is proposed can be had ("" where it can, or nothing is proposed), and what to offer."""
        other = row.other_than(self.mine).registration_id
        parties = self.hall.parties[self.mine], self.hall.parties[other]
        asked = partial(iter_options, self.hall.board, *parties, now=self.now, length=row.length)
        proposed = {option.slot_id: option for option in asked(among={proposal.slot_id for proposal in row.proposals})}
        known = [one for one in row.proposals if one.slot_id in proposed]
        if free := tuple(one for one in known if proposed[one.slot_id].is_free):
            return "", free
        best = get_best_option(asked())
        offers = (self._offer(best.seat),) if best is not None and best.seat is not None else ()
        return self._why(known[0], proposed[known[0].slot_id]) if known else "", offers

    def _offer(self, seat: MeetingSeating) -> ProposedTime:
        first, last = seat.slot_ids[0], seat.slot_ids[-1]
        spans = self.hall.board.spans
        return ProposedTime(first, spans[first].start, spans[last].end if first != last else None)

    def _why(self, proposed_time: ProposedTime, option: SlotOption) -> str:
        stands = self.booked.get(option.meeting_id or 0)
        whom = company_label(stands.other_than(self.mine)) if stands is not None else ""
        topic = self._topics().get(option.meeting_id, "") if option.meeting_id and not whom else ""
        return f"{clock(proposed_time.starts_at)}{gettext(': ')}{describe_option(option, whom, topic)}"

    def _topics(self) -> Mapping[int, str]:
        """Of all groups that may be in the way, as more than one request may need them."""
        return _get_topics(frozenset(claim.meeting_id for claim in self.hall.taken))


_get_topics = cached_read(get_group_topics)
