"""Whom a company may request or be arranged with, why not another, and why a request cannot be accepted: shown where
the button would stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from flask_babel import gettext
from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import cached_read, db, now
from app.core.errors import DomainError
from app.core.web.locale import clock, language, plain
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings import policy
from app.meetings.availability import SlotOption, get_best_option, iter_options
from app.meetings.errors import AcceptsNoMeetings, AlreadyMeeting, CannotRequest, OwnNeverMark
from app.meetings.lifecycle import LIVE_STATES, PLACED_STATES, MeetingState
from app.meetings.policy import MeetingAct, MeetingTally, PairMeeting, is_full, refusals
from app.meetings.queries import lists
from app.meetings.queries.availability import EventAvailability, load_company_availability
from app.meetings.queries.group_meeting_parties import get_group_topics
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.policy import (
    count_tallies,
    find_pair_meeting,
    get_event_limits,
    is_taking_part,
    load_event_facts,
    load_facts_by_partner,
    load_meeting_facts,
    load_own_facts,
)
from app.meetings.queries.proposals import ProposedTime
from app.meetings.seating import MeetingSeating
from app.meetings.services.policy import may_book
from app.meetings.views.blueprint import is_acting_for_other, meetings
from app.meetings.wording import STATE_LABELS, describe_obstacle, describe_option
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_approved_companies


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """A firm to choose; ``stands``: why it cannot be chosen, "" where it can."""

    company: Registration
    stands: str = ""


def group_choices(event: Event, choices: Iterable[CompanyChoice]) -> list[tuple[str, list[CompanyChoice]]]:
    """The choices under the names of their groups, in the order in which a reader of the page looks for a name."""
    choices_by_group: dict[int, list[CompanyChoice]] = {group.id: [] for group in event.groups}
    for choice in sorted(choices, key=lambda choice: _get_sort_key(choice.company)):
        choices_by_group.setdefault(choice.company.group_id or 0, []).append(choice)
    return [(plain(group.names), choices_by_group[group.id]) for group in event.groups if choices_by_group[group.id]]


def _get_sort_key(firm: Registration) -> tuple[str, int]:
    company = firm.company
    sorted_by = (company.sort_name_zh if language() == "zh" else company.sort_name) if company is not None else ""
    return sorted_by or "", firm.id


def list_arrangeable(event: Event, registration: Registration) -> tuple[list[CompanyChoice], bool]:
    """Approved companies with which this one may be arranged, and how those stand that cannot be chosen; those that
    take no further meeting with it do so whatever the cause, which is not told. And whether the company has its most
    meetings."""
    companies = [choice for choice in list_approved_companies(event.id) if choice.id != registration.id]
    meetings_by_partner = lists.get_live_meetings_by_partner(registration.id)
    groups = {company.id: company.group_id for company in companies}
    tallies = count_tallies(event.id, [registration.id, *groups])
    live = {other: PairMeeting(row.id, row.state) for other, row in meetings_by_partner.items()}
    facts = load_facts_by_partner(event, MeetingAct.ARRANGE, registration, groups, tallies=tallies, live=live)
    choices = []
    for company in companies:
        refused = {refusal.kind for refusal in refusals(facts[company.id])}
        if CannotRequest in refused:
            continue
        stands = ""
        if AlreadyMeeting in refused:
            stands = str(STATE_LABELS[meetings_by_partner[company.id].state])
        elif AcceptsNoMeetings in refused:
            stands = gettext("takes no further meetings")
        choices.append(CompanyChoice(company, stands))
    return choices, is_full(get_event_limits(event), tallies[registration.id])


def list_invitable(event: Event, host: Registration) -> list[Registration]:
    """Approved companies that the event's rules let it invite; why another of them will not come it is not told."""
    companies = [company for company in list_approved_companies(event.id) if company.id != host.id]
    groups = {company.id: company.group_id for company in companies}
    tallies = dict.fromkeys((host.id, *groups), MeetingTally())
    facts = load_facts_by_partner(event, MeetingAct.INVITE, host, groups, tallies=tallies)
    return [
        company
        for company in companies
        if CannotRequest not in {refusal.kind for refusal in refusals(facts[company.id])}
    ]


def explain_request_refusal(event: Event, asker: Registration, asked: Registration) -> str:
    """Why the one may not ask the other at all; "" where it may."""
    return describe_refusal(policy.find_refusal(load_meeting_facts(event, MeetingAct.REQUEST, asker, asked)))


@meetings.app_template_global()
def asking_bar(event: Event) -> str:
    """Why no firm may ask another now, "" where they may."""
    return describe_refusal(policy.find_refusal(load_own_facts(event, MeetingAct.REQUEST)))


@dataclass(frozen=True, slots=True)
class RequestObstacles:
    """What keeps a firm from asking others, in a list of them. ``bar``: its own limit, or why nobody asks now, or "";
    ``live``: by other company their meeting that stands or the open request between them."""

    bar: str = ""
    live: Mapping[int, lists.MeetingRow] = field(default_factory=dict)


@meetings.app_template_global()
def asking_of(event: Event, asker: Registration) -> RequestObstacles:
    """The same for all others, in a constant number of queries."""
    tally = count_tallies(event.id, [asker.id])[asker.id]
    facts = load_own_facts(event, MeetingAct.REQUEST, asker if is_taking_part(asker) else None, tally)
    return RequestObstacles(describe_refusal(policy.find_refusal(facts)), lists.get_live_meetings_by_partner(asker.id))


def describe_refusal(refused: DomainError | None, act: MeetingAct = MeetingAct.REQUEST) -> str:
    """A bar in a sentence, before anything was sent; "" for none."""
    if refused is None:
        return ""
    return describe_obstacle(refused if act is MeetingAct.ARRANGE else mask_refusal(refused), act)


def mask_refusal(refused: DomainError) -> DomainError:
    """What the reader learns: who acts for a firm does not learn what the firm keeps to itself."""
    return AcceptsNoMeetings(arranged=False) if isinstance(refused, OwnNeverMark) and is_acting_for_other() else refused


def find_refusal(
    event: Event, registration: Registration, other: Registration, act: MeetingAct, hall: EventAvailability
) -> DomainError | None:
    """Why the one may not do this towards the other at all, said before anything is typed."""
    if act is MeetingAct.SCHEDULE:  # before the timetable the page says that the time comes with it
        refusal = policy.find_phase_refusal(load_event_facts(event), EventAct.CALL_OFF)
        return refusal.to_error() if refusal is not None else None
    live = find_pair_meeting(event.id, registration.id, other.id) if act is MeetingAct.ARRANGE else None
    tallies = hall.tallies if act is MeetingAct.ACCEPT else None
    return policy.find_refusal(load_meeting_facts(event, act, registration, other, tallies=tallies, live=live))


_REPEATABLE_STATES = (MeetingState.EXPIRED, MeetingState.WITHDRAWN, MeetingState.CANCELLED)
"""Nobody said no; who declined is not offered to be asked again."""


def find_repeatable_meetings(
    event: Event, registration: Registration, rows: Sequence[MeetingRow], tally: MeetingTally
) -> frozenset[int]:
    """Of all meetings of a company the last with each other that came to nothing, where it may ask that one now;
    nothing is offered that would be refused."""
    mine = registration.id
    last = {row.other_than(mine).registration_id: row for row in sorted(rows, key=lambda row: row.id)}
    busy = {row.other_than(mine).registration_id for row in rows if row.state in (*LIVE_STATES, *PLACED_STATES)}
    wanted = {other: row for other, row in last.items() if row.state in _REPEATABLE_STATES and other not in busy}
    own = load_own_facts(event, MeetingAct.REQUEST, registration, tally)
    if not wanted or refusals(own):
        return frozenset()
    groups = select(Registration.id, Registration.group_id).where(Registration.id.in_(wanted))
    others = dict(db.session.execute(groups).all())
    tallies = {**count_tallies(event.id, others), mine: tally}
    facts = load_facts_by_partner(event, MeetingAct.REQUEST, registration, others, tallies=tallies)
    return frozenset(wanted[other].id for other in others if not refusals(facts[other]))


@dataclass(frozen=True, slots=True)
class AnswerObstacle:
    """``reason``: why it cannot be accepted at all; ``time``: why not at the time that it proposes. "" for none.

    ``offers``: the times at which it can be accepted with one tap: those of its proposals that suit both, else the
    one to propose; none while the companies give no times.
    """

    reason: str = ""
    time: str = ""
    offers: tuple[ProposedTime, ...] = ()


def load_answer_availability(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], groups: Iterable[GroupMeetingRow] = ()
) -> EventAvailability | None:
    """The hall with all who wait for this company's answer: to a request, or to a seat at one of ``groups``; None where
    nothing waits."""
    others = {row.other_than(registration.id).registration_id for row in _list_waiting(event, registration, rows)}
    others |= {company.registration_id for group in groups if group.left for company in group.sitting}
    return load_company_availability(event, {registration.id, *others}) if others else None


def find_answer_obstacles(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], hall: EventAvailability | None = None
) -> dict[int, AnswerObstacle]:
    """What stands against each of the requests that wait for this company, by meeting; ``rows``: all its meetings;
    ``hall``: as ``load_answer_availability``, where that is read already."""
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
    """Why nothing of these firms can be accepted."""
    act = MeetingAct.ACCEPT
    facts = load_facts_by_partner(event, act, registration, dict.fromkeys(others), tallies=hall.tallies)
    return {other: describe_refusal(policy.find_refusal(facts[other]), act) for other in others}


@dataclass(frozen=True, slots=True)
class _AvailableTimes:
    """Which times of requests to the company ``mine`` can be had.

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
        known = [proposal for proposal in row.proposals if proposal.slot_id in proposed]
        if free := tuple(proposal for proposal in known if proposed[proposal.slot_id].is_free):
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
