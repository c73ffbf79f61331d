"""What a digest says of meetings at which things have moved on since its lines were written, as when a colleague has
answered: a word in place of a question and of a link that answers nothing any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select

from app.core.db import db, now
from app.core.digest_schedule import whole_topic
from app.core.mail.digests import DigestReplacement
from app.core.models import DigestLine, Notice
from app.core.web.locale import LOCALES
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Slot
from app.events.rules import has_expired
from app.meetings.lifecycle import ENDED, State
from app.meetings.mails.rounds import GOES
from app.meetings.models import Meeting, MeetingParty, Roundtable
from app.meetings.queries.move_proposals import proposal_of
from app.meetings.roundtables import Answer
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_among

_OF_ONE_THAT_STANDS = frozenset(
    f"meeting.{kind}"
    for kind in (
        "accepted",
        "booked",
        "moved",
        "reseated",
        "seated",
        "renamed",
        "relinked",
        "arranged",
        "interpreter",
        "unplaced",
    )
)
_NEW_TIME_OVER = _l("No longer open: nothing is left for you to answer.")
_FREED = "round.freed"
_TAKEN_AGAIN = _l("The seat is taken again by now: a letter comes when the next one is free.")
_INVITED = frozenset({"round.invited", "round.changed", "round.reminder"})
"""Lines that ask whether a firm comes to a group meeting."""
_ENDED_HERE = frozenset(f"round.{kind}" for kind in GOES)
_ANSWERS = {
    Answer.ACCEPTED: _l("Accepted by now: nothing is left for you to answer."),
    Answer.DECLINED: _l("Declined by now: nothing is left for you to answer."),
    Answer.LAPSED: _l("Lapsed by now: nothing is left for you to answer."),
}
_WORDS = {
    State.REQUESTED: _l("Answered with other times by now: nothing is left for you to answer."),
    State.AGREED: _l("Accepted by now: nothing is left for you to answer."),
    State.BOOKED: _l("Booked by now: nothing is left for you to answer."),
    State.HELD: _l("Booked by now: nothing is left for you to answer."),
    State.MISSED: _l("Booked by now: nothing is left for you to answer."),
    State.DECLINED: _l("Declined by now: nothing is left for you to answer."),
    State.WITHDRAWN: _l("Taken back by now: nothing is left for you to answer."),
    State.EXPIRED: _l("Lapsed by now: nothing is left for you to answer."),
    State.CANCELLED: _l("Cancelled by now: nothing is left for you to answer."),
}


def as_it_stands(lines: Sequence[DigestLine]) -> Mapping[str, DigestReplacement | None]:
    """By topic what is said instead of its last line, or None for nothing; topics that stand as written are absent."""
    by_topic: dict[str, list[DigestLine]] = defaultdict(list)
    for line in lines:
        by_topic[line.topic].append(line)
    meetings = _meetings(by_topic)
    details = _details([line.notice_id for line in lines])
    slots = _slots(meetings.values())
    found: dict[str, DigestReplacement | None] = {}
    for topic, those in by_topic.items():
        if _seat_gone(topic, by_topic):
            found[topic] = None
            continue
        last, meeting = those[-1], meetings.get(topic)
        if meeting is not None and _was_shifted_back(meeting, [details[line.notice_id] for line in those], slots):
            found[topic] = None
        elif meeting is not None and last.kind in _INVITED:
            if (answer := _answered(meeting, last, details[last.notice_id])) is not None:
                found[topic] = _instead(last, _ANSWERS.get(answer, _WORDS[State.WITHDRAWN]), alone=False)
        elif meeting is not None and last.kind == _FREED:
            if (words := _gone(meeting)) is not None:
                found[topic] = _instead(last, words, alone=False)
        elif meeting is not None and not _stands(meeting, last.kind, details[last.notice_id]):
            found[topic] = _word(meeting, last)
    return found


def _seat_gone(topic: str, by_topic: Mapping[str, Sequence[DigestLine]]) -> bool:
    """Whether news of a firm at a group go with those that the reader's own seat there is gone."""
    whole = by_topic.get(whole_topic(topic), ())
    return whole_topic(topic) != topic and any(line.kind in _ENDED_HERE for line in whole)


def _was_shifted_back(meeting: Meeting, details: Sequence[Mapping[str, object]], slots: Mapping[int, datetime]) -> bool:
    """Whether all that waits to be told are shifts of the day that were undone, so that it begins when it did."""
    begins = slots.get(meeting.slot_id or 0)
    shifts_alone = all(told.get("shifted") for told in details)
    return shifts_alone and begins is not None and details[0].get("was") == int(begins.timestamp())


def _stands(meeting: Meeting, kind: str, details: Mapping[str, object]) -> bool:
    """Whether news of this kind are still true."""
    if kind in ("meeting.asked", "meeting.countered", "meeting.times_gone", "meeting.reminder"):
        told = ("reminded", meeting.awaiting_id) if kind == "meeting.reminder" else ("version", meeting.version)
        return _state_of(meeting) == State.REQUESTED and details.get(told[0]) == told[1]
    if kind == "meeting.move_proposed":
        pending = proposal_of(meeting.id)
        return pending is not None and pending.version == details.get("version")
    return kind not in _OF_ONE_THAT_STANDS or _state_of(meeting) not in ENDED


def _word(meeting: Meeting, line: DigestLine) -> DigestReplacement:
    state = _state_of(meeting)
    if line.kind == "meeting.move_proposed" and state not in ENDED:
        return _instead(line, _NEW_TIME_OVER, alone=False)
    return _instead(line, _WORDS[state], alone=state not in (State.REQUESTED, *ENDED))


def _instead(line: DigestLine, words: object, *, alone: bool) -> DigestReplacement:
    with force_locale(LOCALES[line.language]):
        return DigestReplacement(line.subject, str(words), alone=alone)


def _gone(meeting: Meeting) -> object:
    """What has become of a free seat of which a line tells; None while it is free."""
    if meeting.state != State.BOOKED:
        return _WORDS[_state_of(meeting)]
    taken = select(MeetingParty.seat).where(MeetingParty.meeting_id == meeting.id, MeetingParty.seat.is_not(None))
    seats = select(Roundtable.seats).where(Roundtable.meeting_id == meeting.id)
    full = len(db.session.scalars(taken).all()) >= (db.session.scalar(seats) or 0)
    return _TAKEN_AGAIN if full else None


def _answered(meeting: Meeting, line: DigestLine, told: Mapping[str, object]) -> Answer | None:
    """What has become of the invitation of which a line tells; None while it waits."""
    asked = {told["guest"]} if "guest" in told else set(_listed(told.get("invited")))
    rows = (
        select(Registration, MeetingParty)
        .join(MeetingParty, MeetingParty.registration_id == Registration.id)
        .where(MeetingParty.meeting_id == meeting.id, Registration.id.in_(asked))
    )
    here = db.session.execute(rows.execution_options(populate_existing=True)).all()
    readers = readers_among([firm for firm, _party in here])
    theirs = [party for firm, party in here if line.recipient in {one.email for one in readers[firm.id]}]
    if meeting.state != State.BOOKED or not theirs:
        return Answer.REMOVED
    waiting = [one for one in theirs if one.answer == Answer.INVITED]
    if any(not has_expired(one.expires_at, now=now()) for one in waiting):
        return None
    return Answer.LAPSED if waiting else Answer(theirs[0].answer or Answer.REMOVED)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _state_of(meeting: Meeting) -> State:
    """One that nobody has let lapse yet though its time is over has lapsed."""
    over = meeting.state == State.REQUESTED and has_expired(meeting.expires_at, now=now())
    return State.EXPIRED if over else State(meeting.state)


def _meetings(topics: Mapping[str, object]) -> dict[str, Meeting]:
    parted = [(topic, *topic.partition(":")[::2]) for topic in topics]
    ids = {int(number): topic for topic, name, number in parted if name == "meetings" and number.isdigit()}
    rows = select(Meeting).where(Meeting.id.in_(ids)).execution_options(populate_existing=True)
    return {ids[one.id]: one for one in db.session.scalars(rows)}


def _slots(meetings: Iterable[Meeting]) -> dict[int, datetime]:
    """When the slots of these begin."""
    rows = select(Slot.id, Slot.starts_at).where(Slot.id.in_({one.slot_id for one in meetings}))
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _details(notices: Sequence[int]) -> dict[int, Mapping[str, object]]:
    rows = select(Notice.id, Notice.details).where(Notice.id.in_(notices))
    return {row[0]: row[1] for row in db.session.execute(rows)}
