"""Requests and meetings of the model event, in every state it can show; all through the services that firms use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.demo.services.clock import living_at
from app.demo.services.people import Cast
from app.events.models import Event, Slot
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import list_first_places
from app.meetings import services
from app.meetings.availability import options
from app.meetings.lifecycle import Actor, Move, State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.services import rounds
from app.meetings.services.requirements import may_book
from app.meetings.services.steps import change, locked_meeting, noted
from app.registrations.models import Registration

BEFORE: Final = 5
OF_YCH: Final = 11
YCH: Final = (("CQ14", 0, "must"), ("CQ15", 2, "want"), ("CQ20", 4, "want"), ("CQ18", 6, "must"), ("CQ22", 9, "open"))
"""Whom YCH Group has booked, at which of the eleven times."""
WORDS: Final = (
    "We plan a first shipment in the autumn and would like to compare terms.",
    "A colleague of yours visited us in May; let us go on from there.",
    "请带上产品目录和报价。",
    "Short and concrete: volumes, prices, delivery.",
    "",
)
PRIORITIES: Final = ("must", "want", "want", "open")


def tell_the_story(
    event: Event, firms: dict[str, Registration], people: Cast, start: datetime, today: datetime
) -> None:
    """Meetings of YCH Group as in its mock agenda, then those that the ranking makes likely; ``today``: when it is
    read."""
    with living_at(start):
        slots = _about(event, today)
        _story_of_ych(event, firms, people, slots)
        _one_group(event, firms, slots)
        for nth, (asker, asked) in enumerate(_likely_pairs(event)):
            _one_more(event, asker, asked, nth, people)


def _about(event: Event, moment: datetime) -> Sequence[int]:
    """Eleven slots in a row: the first of the event, or five before ``moment`` and six after it."""
    rows = select(Slot).where(Slot.event_id == event.id, Slot.kind == "meeting").order_by(Slot.starts_at)
    slots = db.session.scalars(rows).all()
    first = sum(slot.starts_at <= moment for slot in slots) - BEFORE
    return [slot.id for slot in slots[max(0, min(first, len(slots) - OF_YCH)) :][:OF_YCH]]


def _story_of_ych(event: Event, firms: dict[str, Registration], people: Cast, slots: Sequence[int]) -> None:
    mine = firms["SG10"].id
    for key, place, priority in YCH:
        with transaction():  # else a server that runs may find it expired in between: this lies in the past
            made = services.ask(event.id, mine, firms[key].id, by=None, slot_id=slots[place], priority=priority)
            services.accept(made, firms[key].id, by=None, slot_id=slots[place] if may_book(event) else None)
    words = "Warehouse space near the port from July, about 2,000 m²."
    services.ask(event.id, firms["CQ36"].id, mine, by=None, slot_id=slots[7], message=words, priority="want")
    services.ask(event.id, firms["CQ21"].id, mine, by=None, slot_id=slots[5], priority="open")
    services.ask(
        event.id, mine, firms["CQ24"].id, by=None, message="Cold chain from Chongqing to Singapore by rail and sea."
    )
    with transaction():
        declined = services.ask(event.id, mine, firms["CQ01"].id, by=None)
        services.decline(declined, firms["CQ01"].id, by=None, reason="Our logistics are settled for this year.")
    services.arrange(event.id, firms["SG13"].id, firms["CQ17"].id, by=people.organizer.id)


def _one_group(event: Event, firms: dict[str, Registration], slots: Sequence[int]) -> None:
    """A firm of Chongqing tells several at once what it needs; two come, YCH Group is invited."""
    if not may_book(event):
        return
    with transaction():
        made = rounds.open_round(
            event.id,
            firms["CQ24"].id,
            topic="Cold chain by rail and sea: what we need from 2027 on",
            slot_id=slots[8],
            seats=5,
            is_open=True,
            by=None,
            invited=[firms["SG10"].id, firms["SG13"].id],
        )
        for key in ("SG13", "SG11"):
            rounds.take_seat(made, firms[key].id, by=None)


def _likely_pairs(event: Event) -> Iterator[tuple[int, int]]:
    """Each firm asks its first suggestions, the sides in turn."""
    ranking = get_latest_ranking(event.id)
    if ranking is None:
        return
    yield from list_first_places(ranking, 3)


def _one_more(event: Event, asker: int, asked: int, nth: int, people: Cast) -> None:
    """One request and what became of it, by turns; where the rules refuse it, nothing."""
    try:
        if nth % 17 == 16:
            services.arrange(event.id, asker, asked, by=people.chamber.id)
            return
        made = services.ask(event.id, asker, asked, by=None, message=WORDS[nth % 5], priority=PRIORITIES[nth % 4])
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
        hall = hall_of(event, (asker, asked))
        found = options(hall.board, hall.parties[asked], hall.parties[asker], now=now())
        free = [option for option in found if option.is_free]
        at_home = [option for option in free if option.instead is None] or free
        slot_id = at_home[nth % len(at_home) if len(event.days) > 1 else 0].slot_id if at_home else None
    services.accept(made, asked, by=None, slot_id=slot_id)


def let_some_lapse(event: Event) -> None:
    """Two old requests that nobody answered lapse."""
    open_ones = (
        select(Meeting.id)
        .where(Meeting.event_id == event.id, Meeting.state == State.REQUESTED, Meeting.slot_id.is_(None))
        .order_by(Meeting.id.desc())
        .limit(2)
    )
    ids = list(db.session.scalars(open_ones))
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id.in_(ids)).values(expires_at=now() - timedelta(minutes=1)))
    services.expire_due()


def hold_what_is_over(event: Event, today: datetime) -> None:
    """Meetings that are over by ``today`` were held, each noted at its end; one was missed."""
    over = (
        select(Meeting.id, Slot.ends_at)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event.id,
            Meeting.kind == ONE_TO_ONE,
            Meeting.state == State.BOOKED,
            Slot.ends_at <= today,
        )
        .order_by(Slot.ends_at, Meeting.id)
    )
    for nth, (meeting_id, ended) in enumerate(db.session.execute(over).all()):
        with living_at(ended), transaction():
            meeting = locked_meeting(meeting_id)[0]
            act = Move.MISS if nth == 1 else Move.HOLD
            change(meeting, act, Actor.SYSTEM)
            noted(meeting, act, None)
    with living_at(today - timedelta(minutes=1)):
        services.expire_due()
        rounds.let_invitations_lapse()
        rounds.hold_rounds_over()
