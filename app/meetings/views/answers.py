"""Why a request cannot be accepted, or not at the time that it proposes: said where the button would stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask_babel import gettext

from app.companies.wording import company_label
from app.core.db import cached_read, now
from app.core.web.locale import clock
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.availability import Option, best_of, each_option
from app.meetings.errors import NeverYours, TakesNoMore
from app.meetings.lifecycle import State
from app.meetings.limits import LimitNote, remaining
from app.meetings.placing import Seat
from app.meetings.queries import lists
from app.meetings.queries.bars import barred_for
from app.meetings.queries.boards import Hall, hall_for
from app.meetings.queries.round_parties import topics_of
from app.meetings.queries.rounds import RoundRow
from app.meetings.queries.said import Proposed
from app.meetings.queries.tallies import limits_of
from app.meetings.services.requirements import may_book, takes_part
from app.meetings.views.barred import words_of
from app.meetings.views.blueprint import limit_note
from app.meetings.wording import option_note
from app.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Bar:
    """``reason``: why it cannot be accepted at all; ``time``: why not at the time that it proposes. "" for none.

    ``offers``: the times at which it can be accepted with one tap: those of its proposals that suit both, else the
    one to propose; none while the firms give no times.
    """

    reason: str = ""
    time: str = ""
    offers: tuple[Proposed, ...] = ()


def hall_to_answer(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], groups: Iterable[RoundRow] = ()
) -> Hall | None:
    """The hall with all who wait for this firm's answer: to a request, or to a seat at one of ``groups``; None where
    nothing waits."""
    others = {row.other_than(registration.id).registration_id for row in _waiting(event, registration, rows)}
    others |= {firm.registration_id for group in groups if group.left for firm in group.sitting}
    return hall_for(event, {registration.id, *others}) if others else None


def bars_to(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], hall: Hall | None = None
) -> dict[int, Bar]:
    """What stands against each of the requests that wait for this firm, by meeting; ``rows``: all its meetings;
    ``hall``: as ``hall_to_answer``, where that is read already."""
    waiting = {row: row.other_than(registration.id) for row in _waiting(event, registration, rows)}
    hall = hall or hall_to_answer(event, registration, rows)
    if not waiting or hall is None:
        return {}
    reasons = _reasons(event, registration, {other.registration_id for other in waiting.values()}, hall)
    mine = {row.id: row for row in rows if row.state == State.BOOKED}
    times = _Times(registration.id, hall, mine, now())
    return {
        row.id: Bar(reasons.get(other.registration_id, ""), *(times.of(row) if may_book(event) else ()))
        for row, other in waiting.items()
    }


def _waiting(event: Event, registration: Registration, rows: list[lists.MeetingRow]) -> list[lists.MeetingRow]:
    answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    asked = (row for row in rows if row.state == State.REQUESTED)
    return [row for row in asked if answers and row.waits_for(registration.id)]


def _reasons(event: Event, registration: Registration, others: Collection[int], hall: Hall) -> dict[int, str]:
    """Why nothing of these firms can be accepted, in the order in which ``accept`` looks."""
    if not takes_part(registration):
        return dict.fromkeys(others, str(gettext("You can accept once the organizer has approved you.")))
    barred, limits = barred_for(event, registration.id, others, hall.tallies), limits_of(event)
    full = ""
    tally = hall.tallies[registration.id]
    if remaining(limits, tally).meetings == 0:
        full = limit_note(LimitNote("meetings_used_up", 0, limits.but(tally.own).most_meetings or 0))
    no_more = words_of(TakesNoMore(arranged=False))
    told = dict.fromkeys(others, full) | dict.fromkeys(barred.by_theirs, no_more)
    return told | dict.fromkeys(barred.by_mine, words_of(NeverYours()))


@dataclass(frozen=True, slots=True)
class _Times:
    """Which times of requests to the firm ``mine`` can be had.

    ``booked``: its booked meetings by id.
    """

    mine: int
    hall: Hall
    booked: Mapping[int, lists.MeetingRow]
    now: datetime

    def of(self, row: lists.MeetingRow) -> tuple[str, tuple[Proposed, ...]]:
        """Why nothing of what is proposed can be had ("" where it can, or nothing is proposed), and what to offer."""
        other = row.other_than(self.mine).registration_id
        parties = self.hall.parties[self.mine], self.hall.parties[other]
        asked = partial(each_option, self.hall.board, *parties, now=self.now, length=row.length)
        proposed = {option.slot_id: option for option in asked(among={one.slot_id for one in row.proposals})}
        known = [one for one in row.proposals if one.slot_id in proposed]
        if free := tuple(one for one in known if proposed[one.slot_id].is_free):
            return "", free
        best = best_of(asked())
        offers = (self._offer(best.seat),) if best is not None and best.seat is not None else ()
        return self._why(known[0], proposed[known[0].slot_id]) if known else "", offers

    def _offer(self, seat: Seat) -> Proposed:
        first, last = seat.slot_ids[0], seat.slot_ids[-1]
        spans = self.hall.board.spans
        return Proposed(first, spans[first].start, spans[last].end if first != last else None)

    def _why(self, gone: Proposed, option: Option) -> str:
        stands = self.booked.get(option.meeting_id or 0)
        whom = company_label(stands.other_than(self.mine)) if stands is not None else ""
        topic = self._topics().get(option.meeting_id, "") if option.meeting_id and not whom else ""
        return f"{clock(gone.starts_at)}{gettext(': ')}{option_note(option, whom, topic)}"

    def _topics(self) -> Mapping[int, str]:
        """Of all groups that may be in the way, as more than one request may need them."""
        return _topics_of(frozenset(claim.meeting_id for claim in self.hall.taken))


_topics_of = cached_read(topics_of)
