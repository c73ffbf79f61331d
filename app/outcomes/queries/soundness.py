"""Whether what stands in the database of outcomes can be, and whether the figures count all of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select

from app.db import db, now
from app.events.models import Event, Slot
from app.floor.doctor import check
from app.kernel.faults import Fault
from app.meetings.lifecycle import PLACED
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.outcomes.figures import figures_of
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.ground import ground_of
from app.outcomes.stages import Stage

_STANDS = Outcome.replaced_at.is_(None)
_SEATED = exists().where(
    MeetingParty.meeting_id == Outcome.meeting_id,
    MeetingParty.registration_id == Outcome.guest_id,
    MeetingParty.seat.is_not(None),
)


@check("outcomes.words", "Each word about a meeting is of one of its two sides, once, and of one that has begun.")
def words() -> Iterator[Fault]:
    yield from _of_strangers()
    yield from _of_nothing()
    yield from _twice()


def _of_strangers() -> Iterator[Fault]:
    of_two = and_(Outcome.guest_id.is_(None), Outcome.registration_id.in_((Meeting.low_id, Meeting.high_id)))
    of_group = and_(_SEATED, Outcome.registration_id.in_((Meeting.asker_id, Outcome.guest_id)))
    is_theirs = or_(and_(Meeting.kind != GROUP, of_two), and_(Meeting.kind == GROUP, of_group))
    rows = select(Outcome.id, Outcome.meeting_id, Outcome.registration_id).join(
        Meeting, Meeting.id == Outcome.meeting_id
    )
    for number, meeting, firm in db.session.execute(rows.where(_STANDS, ~func.coalesce(is_theirs, False))):
        says = f"Word {number} about meeting {meeting} is of firm {firm}, which is no side of it."
        yield Fault("word_of_stranger", "outcomes", (number,), says)


def _of_nothing() -> Iterator[Fault]:
    rows = (
        select(Outcome.id, Meeting.id, Meeting.state)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(_STANDS, or_(Meeting.state.not_in(PLACED), Slot.id.is_(None), Slot.starts_at > now()))
    )
    for number, meeting, state in db.session.execute(rows.order_by(Outcome.id)):
        says = f"Word {number} stands about meeting {meeting}, which is {state} and has not begun."
        yield Fault("word_of_nothing", "outcomes", (number,), says)


def _twice() -> Iterator[Fault]:
    side = (Outcome.meeting_id, Outcome.registration_id, Outcome.guest_id)
    for meeting, firm, _guest in db.session.execute(
        select(*side).where(_STANDS).group_by(*side).having(func.count() > 1)
    ):
        says = f"Firm {firm} says two things about meeting {meeting} at once."
        yield Fault("two_words_stand", "meetings", (meeting,), says)


@check("outcomes.confirmations", "What the organizer confirms is a word that stands, of the same meeting.")
def confirmations() -> Iterator[Fault]:
    same_guest = func.coalesce(Outcome.guest_id, 0) == func.coalesce(OutcomeConfirmation.guest_id, 0)
    fits = and_(_STANDS, Outcome.meeting_id == OutcomeConfirmation.meeting_id, same_guest)
    rows = (
        select(OutcomeConfirmation.id, OutcomeConfirmation.meeting_id)
        .outerjoin(Outcome, and_(Outcome.id == OutcomeConfirmation.outcome_id, fits))
        .where(Outcome.id.is_(None))
    )
    for number, meeting in db.session.execute(rows.order_by(OutcomeConfirmation.id)):
        says = f"Confirmation {number} of meeting {meeting} is of no word that stands about it."
        yield Fault("confirms_nothing", "outcome_confirmations", (number,), says)


@check("outcomes.figures", "The figures of each event count every meeting that was due, once, and add up.")
def figures() -> Iterator[Fault]:
    for number, due in sorted(_due().items()):
        event = db.session.get_one(Event, number)
        found = figures_of(ground_of(event), [one.id for one in event.groups], None, ())
        said = found.silent.value + sum(found.stages[stage].value for stage in Stage)
        sums = {
            "due": (found.due.value, due),
            "planned and made on the day": (found.planned.value + found.made.value, due),
            "due at each time": (sum(one.due.value for one in found.times), due),
            "held by what came of them": (said, found.held.value),
        }
        for what, (counted, wanted) in sums.items():
            if counted != wanted:
                says = f"The figures of event {number} count {counted} meetings {what}, and there are {wanted}."
                yield Fault("figures_differ", "events", (number,), says)


def _due() -> dict[int, int]:
    """By event how many pairs had a time, of a group its host with each guest; by the rows alone."""
    placed = Meeting.state.in_(PLACED)
    found = dict[int, int]()
    pairs = select(Meeting.event_id, func.count()).where(placed, Meeting.kind != GROUP)
    groups = (
        select(Meeting.event_id, func.count())
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(placed, Meeting.kind == GROUP, MeetingParty.seat.is_not(None))
    )
    for counted in (pairs, groups):
        for event, count in db.session.execute(counted.group_by(Meeting.event_id)):
            found[event] = found.get(event, 0) + count
    return found
