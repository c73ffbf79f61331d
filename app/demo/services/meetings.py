"""Requests and meetings of the model event, in every state it can show; all through the services that firms use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.demo.services.participants import DemoCast, at_moment
from app.events.models import Event, Slot
from app.group_meetings import services as rounds
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_first_places
from app.meetings import services
from app.meetings.availability import list_options
from app.meetings.lifecycle import MeetingActor, MeetingMove, MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.availability import load_availability
from app.meetings.services.policy import may_book
from app.meetings.services.transitions import lock_meeting, log_action, transition
from app.registrations.models import Registration

SLOTS_BEFORE: Final = 5
SLOTS_OF_YCH: Final = 11
YCH: Final = (("CQ14", 0, "must"), ("CQ15", 2, "want"), ("CQ20", 4, "want"), ("CQ18", 6, "must"), ("CQ22", 9, "open"))
"""Whom YCH Group has booked, at which of the eleven times."""
REQUEST_TEXTS: Final = (
    "We plan a first shipment in the autumn and would like to compare terms.",
    "A colleague of yours visited us in May; let us go on from there.",
    "请带上产品目录和报价。",
    "Short and concrete: volumes, prices, delivery.",
    "",
)
PRIORITIES: Final = ("must", "want", "want", "open")


def create_meetings(
    event: Event, companies: dict[str, Registration], people: DemoCast, start: datetime, today: datetime
) -> None:
    """Meetings of YCH Group as in its mock agenda, then those that the ranking makes likely; ``today``: when it is
    read."""
    with at_moment(start):
        # eleven in a row: the first of the event, or five before ``today`` and six after it
        rows = select(Slot).where(Slot.event_id == event.id, Slot.kind == "meeting").order_by(Slot.starts_at)
        all_slots = db.session.scalars(rows).all()
        first = sum(slot.starts_at <= today for slot in all_slots) - SLOTS_BEFORE
        first = max(0, min(first, len(all_slots) - SLOTS_OF_YCH))
        slots = [slot.id for slot in all_slots[first : first + SLOTS_OF_YCH]]
        _story_of_ych(event, companies, people, slots)
        _create_group_meeting(event, companies, slots)
        ranking = get_latest_ranking(event.id)  # each firm asks its first suggestions, the sides in turn
        for nth, (asker, partner) in enumerate(list_first_places(ranking, 3) if ranking is not None else ()):
            _create_request(event, asker, partner, nth, people)


def _story_of_ych(event: Event, companies: dict[str, Registration], people: DemoCast, slots: Sequence[int]) -> None:
    mine = companies["SG10"].id
    for key, place, priority in YCH:
        with transaction():  # else a server that runs may find it expired in between: this lies in the past
            made = services.request_meeting(
                event.id, mine, companies[key].id, by=None, slot_id=slots[place], priority=priority
            )
            services.accept(made, companies[key].id, by=None, slot_id=slots[place] if may_book(event) else None)
    words = "Warehouse space near the port from July, about 2,000 m²."
    services.request_meeting(
        event.id, companies["CQ36"].id, mine, by=None, slot_id=slots[7], message=words, priority="want"
    )
    services.request_meeting(event.id, companies["CQ21"].id, mine, by=None, slot_id=slots[5], priority="open")
    services.request_meeting(
        event.id, mine, companies["CQ24"].id, by=None, message="Cold chain from Chongqing to Singapore by rail and sea."
    )
    with transaction():
        declined = services.request_meeting(event.id, mine, companies["CQ01"].id, by=None)
        services.decline(declined, companies["CQ01"].id, by=None, reason="Our logistics are settled for this year.")
    services.arrange(event.id, companies["SG13"].id, companies["CQ17"].id, by=people.organizer.id)


def _create_group_meeting(event: Event, companies: dict[str, Registration], slots: Sequence[int]) -> None:
    """A firm of Chongqing tells several at once what it needs; two come, YCH Group is invited."""
    if not may_book(event):
        return
    with transaction():
        made = rounds.open_group_meeting(
            event.id,
            companies["CQ24"].id,
            topic="Cold chain by rail and sea: what we need from 2027 on",
            slot_id=slots[8],
            seats=5,
            is_open=True,
            by=None,
            invited=[companies["SG10"].id, companies["SG13"].id],
        )
        for key in ("SG13", "SG11"):
            rounds.take_group_seat(made, companies[key].id, by=None)


def _create_request(event: Event, asker: int, asked: int, nth: int, people: DemoCast) -> None:
    """One request and what became of it, by turns; where the rules refuse it, nothing."""
    try:
        if nth % 17 == 16:
            services.arrange(event.id, asker, asked, by=people.chamber.id)
            return
        made = services.request_meeting(
            event.id, asker, asked, by=None, message=REQUEST_TEXTS[nth % 5], priority=PRIORITIES[nth % 4]
        )
        _answer(event, made, asker, asked, nth)
    except DomainError:
        return


def _answer(event: Event, made: int, asker: int, asked: int, nth: int) -> None:
    fate = nth % 9
    if fate in (0, 2, 3, 5):
        _book(event, made, asker, asked, nth)
    elif fate == 1:
        services.accept(made, asked, by=None)
    elif fate == 4:
        services.decline(made, asked, by=None, reason="")
    elif fate == 6:
        services.withdraw(made, asker, by=None)
    elif fate == 7 and nth % 2:
        _book(event, made, asker, asked, nth)
        services.cancel(made, asked, by=None, reason="Our flight was moved.")


def _book(event: Event, made: int, asker: int, asked: int, nth: int) -> None:
    """Accept with the time that is proposed first, of two days one by turns; where none is, agree without one."""
    slot_id = None
    if may_book(event):
        hall = load_availability(event, (asker, asked))
        possible_times = list_options(hall.board, hall.parties[asked], hall.parties[asker], now=now())
        free = [option for option in possible_times if option.is_free]
        at_home = [option for option in free if option.instead is None] or free
        slot_id = at_home[nth % len(at_home) if len(event.days) > 1 else 0].slot_id if at_home else None
    services.accept(made, asked, by=None, slot_id=slot_id)


def expire_some_requests(event: Event) -> None:
    """Two old requests that nobody answered lapse."""
    open_ones = (
        select(Meeting.id)
        .where(Meeting.event_id == event.id, Meeting.state == MeetingState.REQUESTED, Meeting.slot_id.is_(None))
        .order_by(Meeting.id.desc())
        .limit(2)
    )
    ids = list(db.session.scalars(open_ones))
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id.in_(ids)).values(expires_at=now() - timedelta(minutes=1)))
    services.expire_due_requests()


def hold_past_meetings(event: Event, today: datetime) -> None:
    """Meetings that are over by ``today`` were held, each noted at its end; one was missed."""
    over = (
        select(Meeting.id, Slot.ends_at)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event.id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.state == MeetingState.BOOKED,
            Slot.ends_at <= today,
        )
        .order_by(Slot.ends_at, Meeting.id)
    )
    for nth, (meeting_id, ended) in enumerate(db.session.execute(over).all()):
        with at_moment(ended), transaction():
            meeting = lock_meeting(meeting_id)[0]
            act = MeetingMove.MISS if nth == 1 else MeetingMove.HOLD
            transition(meeting, act, MeetingActor.SYSTEM)
            log_action(meeting, act, None)
    with at_moment(today - timedelta(minutes=1)):
        services.expire_due_requests()
        rounds.expire_invitations()
        services.finish_due_meetings()
