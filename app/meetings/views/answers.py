"""Why a request cannot be accepted, or not at the time that it proposes: said where the button would stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from app.companies.wording import called
from app.db import now
from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows
from app.floor.web.errors import explain
from app.floor.web.locale import clock
from app.kernel.errors import DomainError
from app.meetings.availability import Option, Reason, SlotNotFree, pick
from app.meetings.errors import NeverYours, TakesNoMore
from app.meetings.lifecycle import State
from app.meetings.limits import LimitNote, remaining
from app.meetings.queries import lists
from app.meetings.queries.bars import barred_for
from app.meetings.queries.boards import Hall, hall_of, limits_of
from app.meetings.services.steps import may_book, takes_part
from app.meetings.views.barred import words_of
from app.meetings.views.blueprint import limit_note
from app.meetings.wording import option_note
from app.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Bar:
    """``reason``: why it cannot be accepted at all; ``time``: why not at the time that it proposes. "" for none."""

    reason: str = ""
    time: str = ""


def bars_to(event: Event, registration: Registration, rows: list[lists.MeetingRow]) -> dict[int, Bar]:
    """What stands against each of the requests that wait for this firm, by meeting; ``rows``: all its meetings."""
    waiting = {row: row.other_than(registration.id) for row in rows if row.waits_for(registration.id)}
    if not waiting or not allows(Phase(event.phase), Act.ANSWER, BookingMode(event.booking_mode)):
        return {}
    others = {other.registration_id for other in waiting.values()}
    hall = hall_of(event, {registration.id, *others})
    reasons = _reasons(event, registration, others, hall)
    mine = {row.id: row for row in rows if row.state == State.BOOKED}
    times = {row.id: _time(row, registration.id, hall, mine) if may_book(event) else "" for row in waiting}
    return {row.id: Bar(reasons.get(other.registration_id, ""), times[row.id]) for row, other in waiting.items()}


def _reasons(event: Event, registration: Registration, others: Collection[int], hall: Hall) -> dict[int, str]:
    """Why nothing of these firms can be accepted, in the order in which ``accept`` looks."""
    if not takes_part(registration):
        return dict.fromkeys(others, str(gettext("You can accept once the organizer has approved you.")))
    barred, limits = barred_for(event, registration.id, others), limits_of(event)
    full = ""
    if remaining(limits, hall.tallies[registration.id]).meetings == 0:
        full = limit_note(LimitNote("meetings_used_up", 0, limits.most_meetings or 0))
    no_more = words_of(TakesNoMore(arranged=False))
    told = dict.fromkeys(others, full) | dict.fromkeys(barred.by_theirs, no_more)
    return told | dict.fromkeys(barred.by_mine, words_of(NeverYours()))


def _time(row: lists.MeetingRow, mine: int, hall: Hall, booked: Mapping[int, lists.MeetingRow]) -> str:
    """Why the time that a request proposes cannot be had any more; "" where it can, or it proposes none."""
    if row.slot_id is None or row.starts_at is None:
        return ""
    other = row.other_than(mine).registration_id
    try:
        pick(hall.board, hall.parties[mine], hall.parties[other], row.slot_id, now=now())
    except SlotNotFree as refused:
        stands = booked.get(int(str(refused.details["meeting_id"] or 0)))
        whom = called(stands.other_than(mine)) if stands is not None else ""
        option = Option(row.slot_id, reason=Reason(str(refused.details["reason"])))
        return f"{clock(row.starts_at)}{gettext(': ')}{option_note(option, whom)}"
    except DomainError as refused:
        return explain(refused)
    return ""
