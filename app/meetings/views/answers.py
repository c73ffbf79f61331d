"""Why a request cannot be accepted, or not at the time that it proposes: said where the button would stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask_babel import gettext

from app.companies.wording import called
from app.db import now
from app.events.models import Event, Slot
from app.events.phases import Act, BookingMode, Phase, allows
from app.floor.web.locale import clock
from app.meetings.availability import Option, best_of, each_option
from app.meetings.errors import NeverYours, TakesNoMore
from app.meetings.lifecycle import State
from app.meetings.limits import LimitNote, remaining
from app.meetings.placing import Seat
from app.meetings.queries import lists
from app.meetings.queries.bars import barred_for
from app.meetings.queries.boards import Hall, hall_for
from app.meetings.queries.round_parties import topics_of
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


def bars_to(event: Event, registration: Registration, rows: list[lists.MeetingRow]) -> dict[int, Bar]:
    """What stands against each of the requests that wait for this firm, by meeting; ``rows``: all its meetings."""
    waiting = {row: row.other_than(registration.id) for row in rows if row.waits_for(registration.id)}
    if not waiting or not allows(Phase(event.phase), Act.ANSWER, BookingMode(event.booking_mode)):
        return {}
    others = {other.registration_id for other in waiting.values()}
    hall = hall_for(event, {registration.id, *others})
    reasons = _reasons(event, registration, others, hall)
    mine = {row.id: row for row in rows if row.state == State.BOOKED}
    slots = {slot.id: slot for slot in event.slots} if may_book(event) else {}
    times = _Times(registration.id, hall, mine, slots, now())
    return {
        row.id: Bar(reasons.get(other.registration_id, ""), *(times.of(row) if slots else ()))
        for row, other in waiting.items()
    }


def _reasons(event: Event, registration: Registration, others: Collection[int], hall: Hall) -> dict[int, str]:
    """Why nothing of these firms can be accepted, in the order in which ``accept`` looks."""
    if not takes_part(registration):
        return dict.fromkeys(others, str(gettext("You can accept once the organizer has approved you.")))
    barred, limits = barred_for(event, registration.id, others), limits_of(event)
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

    ``booked``: its booked meetings by id; ``slots``: the event's, by id.
    """

    mine: int
    hall: Hall
    booked: Mapping[int, lists.MeetingRow]
    slots: Mapping[int, Slot]
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
        first, last = self.slots[seat.slot_ids[0]], self.slots[seat.slot_ids[-1]]
        return Proposed(first.id, first.starts_at, last.ends_at if first is not last else None)

    def _why(self, gone: Proposed, option: Option) -> str:
        stands = self.booked.get(option.meeting_id or 0)
        whom = called(stands.other_than(self.mine)) if stands is not None else ""
        topic = topics_of([option.meeting_id]).get(option.meeting_id, "") if option.meeting_id and not whom else ""
        return f"{clock(gone.starts_at)}{gettext(': ')}{option_note(option, whom, topic)}"
