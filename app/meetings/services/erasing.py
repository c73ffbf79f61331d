"""What becomes of meetings when somebody is erased: seats, words, absences. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from app.core.db import db
from app.core.erasure import clean_quotations, clean_rows
from app.core.models import Notice
from app.events.models import Slot
from app.meetings import mails
from app.meetings.lifecycle import Actor, Move, State
from app.meetings.models import GROUP, Claim, Meeting, MeetingReason, Roundtable, Unavailability
from app.meetings.queries.seats import free_colleagues, seated_at, seats_held, sitters_at
from app.meetings.services.rounds.leaving import fill_or_free
from app.meetings.services.standing_in import say_who_sits
from app.meetings.services.steps import change, free_time, lock, noted, other_party
from app.registrations.erasure import Erasure


def let_seats_go(erasure: Erasure) -> None:
    """At each booked meeting that is still to come a colleague who is free sits down; without one it ends. Both
    firms are told. What is over keeps its seats: they count, and name nobody."""
    for meeting_id, person_id in seats_held(erasure.people):
        meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
        firm_id = _left_by(meeting, erasure.stands_for.get(person_id, frozenset()))
        if meeting.state != State.BOOKED or firm_id is None:
            continue
        if meeting.kind == GROUP:
            fill_or_free(meeting, person_id, firm_id, by=erasure.by)
        else:
            _fill_or_end(meeting, person_id, firm_id, by=erasure.by)


def _left_by(meeting: Meeting, stood_for: Collection[int]) -> int | None:
    """Which of the firms that somebody stood for, and does no longer, has nobody else at the meeting."""
    sits = sitters_at(meeting)
    return next((one for one in seated_at(meeting) if one in stood_for and one not in sits), None)


def forget_words(erasure: Erasure) -> None:
    """What they wrote in meetings, what others wrote of them, and when they were absent."""
    _empty_letters(erasure)
    gone = or_(
        Meeting.event_id.in_(erasure.whole),
        Meeting.low_id.in_(erasure.registrations),
        Meeting.high_id.in_(erasure.registrations),
    )
    db.session.execute(update(Meeting).where(gone).values(message=None, reply=None))
    _forget_topics(erasure)
    db.session.execute(update(MeetingReason).where(_of_these(gone)).values(words=None))
    for column, meetings in zip(("message", "reply"), _written_by(erasure.users), strict=True):
        db.session.execute(update(Meeting).where(Meeting.id.in_(meetings)).values({column: None}))
    clean_rows(Meeting, ("message", "reply"), Meeting.event_id.in_(erasure.events), traces=erasure.traces)
    answered = MeetingReason.meeting_id.in_(_written_by(erasure.users)[1])
    db.session.execute(update(MeetingReason).where(answered).values(words=None))
    clean_rows(MeetingReason, ("words",), MeetingReason.event_id.in_(erasure.events), traces=erasure.traces)
    absent = or_(Unavailability.representative_id.in_(erasure.people), Unavailability.event_id.in_(erasure.whole))
    db.session.execute(delete(Unavailability).where(absent))
    clean_rows(Unavailability, ("reason",), Unavailability.event_id.in_(erasure.events), traces=erasure.traces)


def _empty_letters(erasure: Erasure) -> None:
    """Letters that quote what is forgotten: all of erased firms, else what the erased people wrote."""
    theirs = (one.in_(erasure.registrations) for one in (Meeting.low_id, Meeting.high_id, Meeting.asker_id))
    whole = set(db.session.scalars(select(Meeting.id).where(or_(*theirs))))
    brought_up, answered = _written_by(erasure.users)
    chosen = select(Meeting.id, Meeting.message, Meeting.reply).where(Meeting.id.in_(brought_up | answered))
    words: dict[int, list[str]] = {}
    for number, message, reply in db.session.execute(chosen):
        said = (message if number in brought_up else None, reply if number in answered else None)
        words[number] = [text for text in said if text]
    clean_quotations(Meeting.__tablename__, words, whole=whole, by=erasure.users)


def _forget_topics(erasure: Erasure) -> None:
    """What group meetings of erased hosts and events were about, and names in what others are about."""
    theirs = select(Meeting.id).where(
        Meeting.kind == GROUP,
        or_(Meeting.event_id.in_(erasure.whole), Meeting.asker_id.in_(erasure.registrations)),
    )
    db.session.execute(update(Meeting).where(Meeting.id.in_(theirs)).values(reply=None))
    db.session.execute(update(Roundtable).where(Roundtable.meeting_id.in_(theirs)).values(topic=""))
    clean_rows(Roundtable, ("topic",), Roundtable.event_id.in_(erasure.events), traces=erasure.traces)


def _of_these(meetings: ColumnElement[bool]) -> ColumnElement[bool]:
    """The reasons given at these meetings."""
    return MeetingReason.meeting_id.in_(select(Meeting.id).where(meetings))


def _fill_or_end(meeting: Meeting, person_id: int, firm_id: int, *, by: int | None) -> None:
    other_id = other_party(meeting, firm_id)
    event, firms = lock(meeting.event_id, firm_id, other_id)
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == person_id)
    colleague = next(free_colleagues(event, meeting, firm_id), None)
    if colleague is not None:
        db.session.execute(update(Claim).where(*mine).values(representative_id=colleague))
        change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
        say_who_sits(meeting, by, left=firm_id)
        return
    held = db.session.get(Slot, meeting.slot_id)
    change(meeting, Move.CANCEL, Actor.SYSTEM, awaiting_id=None, expires_at=None, sequence=Meeting.sequence + 1)
    free_time(meeting)
    notice = noted(meeting, Move.CANCEL, by, left=firm_id)
    mails.tell(notice, meeting, firms, dict.fromkeys((other_id, firm_id), "cancelled"), held=held)


def _written_by(users: Collection[int]) -> tuple[set[int], set[int]]:
    """The meetings whose message they wrote, who brought them up; and those to which they did anything else."""
    if not users:
        return set(), set()
    first = select(func.min(Notice.id)).where(Notice.subject == Meeting.__tablename__).group_by(Notice.subject_id)
    acts = select(Notice.subject_id).where(Notice.subject == Meeting.__tablename__, Notice.user_id.in_(users))
    return (
        set(db.session.scalars(acts.where(Notice.id.in_(first)))),
        set(db.session.scalars(acts.where(Notice.id.not_in(first)))),
    )
