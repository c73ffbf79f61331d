"""Whether what stands in the database of outcomes can be, and whether the figures count all of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select

from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.events.models import Event, Slot
from app.meetings.lifecycle import PLACED_STATES
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.outcomes.figures import figures_of
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.queries.figures import figure_data_of
from app.outcomes.stages import OutcomeStage

_IS_CURRENT = Outcome.replaced_at.is_(None)
_IS_SEATED = exists().where(
    MeetingParty.meeting_id == Outcome.meeting_id,
    MeetingParty.registration_id == Outcome.guest_id,
    MeetingParty.seat.is_not(None),
)


@integrity_check(
    "outcomes.words", "Each word about a meeting is of one of its two sides, once, and of one that has begun."
)
def words() -> Iterator[IntegrityFault]:
    of_two = and_(Outcome.guest_id.is_(None), Outcome.registration_id.in_((Meeting.low_id, Meeting.high_id)))
    of_group = and_(_IS_SEATED, Outcome.registration_id.in_((Meeting.asker_id, Outcome.guest_id)))
    is_theirs = or_(and_(Meeting.kind != GROUP, of_two), and_(Meeting.kind == GROUP, of_group))
    rows = select(Outcome.id, Outcome.meeting_id, Outcome.registration_id).join(
        Meeting, Meeting.id == Outcome.meeting_id
    )
    for number, meeting, company in db.session.execute(rows.where(_IS_CURRENT, ~func.coalesce(is_theirs, False))):
        says = f"Word {number} about meeting {meeting} is of firm {company}, which is no side of it."
        yield IntegrityFault("word_of_stranger", "outcomes", (number,), says)
    yield from _words_about_nothing()
    yield from _words_twice()


def _words_about_nothing() -> Iterator[IntegrityFault]:
    rows = (
        select(Outcome.id, Meeting.id, Meeting.state)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(_IS_CURRENT, or_(Meeting.state.not_in(PLACED_STATES), Slot.id.is_(None), Slot.starts_at > now()))
    )
    for number, meeting, state in db.session.execute(rows.order_by(Outcome.id)):
        says = f"Word {number} stands about meeting {meeting}, which is {state} and has not begun."
        yield IntegrityFault("word_of_nothing", "outcomes", (number,), says)


def _words_twice() -> Iterator[IntegrityFault]:
    side = (Outcome.meeting_id, Outcome.registration_id, Outcome.guest_id)
    for meeting, company, _guest in db.session.execute(
        select(*side).where(_IS_CURRENT).group_by(*side).having(func.count() > 1)
    ):
        says = f"Firm {company} says two things about meeting {meeting} at once."
        yield IntegrityFault("two_words_stand", "meetings", (meeting,), says)


@integrity_check("outcomes.confirmations", "What the organizer confirms is a word that stands, of the same meeting.")
def confirmations() -> Iterator[IntegrityFault]:
    same_guest = func.coalesce(Outcome.guest_id, 0) == func.coalesce(OutcomeConfirmation.guest_id, 0)
    fits = and_(_IS_CURRENT, Outcome.meeting_id == OutcomeConfirmation.meeting_id, same_guest)
    rows = (
        select(OutcomeConfirmation.id, OutcomeConfirmation.meeting_id)
        .outerjoin(Outcome, and_(Outcome.id == OutcomeConfirmation.outcome_id, fits))
        .where(Outcome.id.is_(None))
    )
    for number, meeting in db.session.execute(rows.order_by(OutcomeConfirmation.id)):
        says = f"Confirmation {number} of meeting {meeting} is of no word that stands about it."
        yield IntegrityFault("confirms_nothing", "outcome_confirmations", (number,), says)


@integrity_check("outcomes.figures", "The figures of each event count every meeting that was due, once, and add up.")
def figures() -> Iterator[IntegrityFault]:
    for number, due in sorted(_count_due().items()):
        event = db.session.get_one(Event, number)
        totals = figures_of(figure_data_of(event), [item.id for item in event.groups], None, ())
        stated = totals.silent.value + sum(totals.stages[stage].value for stage in OutcomeStage)
        sums = {
            "due": (totals.due.value, due),
            "planned and made on the day": (totals.planned.value + totals.made.value, due),
            "due at each time": (sum(item.due.value for item in totals.times), due),
            "held by what came of them": (stated, totals.held.value),
        }
        for what, (counted, expected) in sums.items():
            if counted != expected:
                says = f"The figures of event {number} count {counted} meetings {what}, and there are {expected}."
                yield IntegrityFault("figures_differ", "events", (number,), says)


def _count_due() -> dict[int, int]:
    """By event how many pairs had a time, of a group its host with each guest; by the rows alone."""
    placed = Meeting.state.in_(PLACED_STATES)
    counts = dict[int, int]()
    pairs = select(Meeting.event_id, func.count()).where(placed, Meeting.kind != GROUP)
    groups = (
        select(Meeting.event_id, func.count())
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(placed, Meeting.kind == GROUP, MeetingParty.seat.is_not(None))
    )
    for counted in (pairs, groups):
        for event, count in db.session.execute(counted.group_by(Meeting.event_id)):
            counts[event] = counts.get(event, 0) + count
    return counts
