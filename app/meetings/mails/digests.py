"""What a digest says of meetings that have moved on since its lines were written: a word in place of a question and
of a link that answers nothing any more."""

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
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import ENDED_STATES, MeetingState
from app.meetings.mails.kinds import GROUP_EMAILS, MEETING_EMAILS
from app.meetings.models import GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.queries.proposals import get_move_proposal
from app.registrations.models import Registration
from app.registrations.queries.registrations import list_recipients_by_company

_NEW_TIME_CLOSED = _l("No longer open: nothing is left for you to answer.")
_SEAT_FREED_KIND = "round.freed"
_SEAT_OCCUPIED_TEXT = _l("The seat is taken again by now: a letter comes when the next one is free.")
_INVITATION_KINDS = frozenset({"round.invited", "round.changed", "round.reminder"})
"""Lines that ask whether a firm comes to a group meeting."""
_ANSWER_TEXTS = {
    GuestAnswer.ACCEPTED: _l("Accepted by now: nothing is left for you to answer."),
    GuestAnswer.DECLINED: _l("Declined by now: nothing is left for you to answer."),
    GuestAnswer.EXPIRED: _l("Lapsed by now: nothing is left for you to answer."),
}
_STATE_TEXTS = {
    MeetingState.REQUESTED: _l("Answered with other times by now: nothing is left for you to answer."),
    MeetingState.AGREED: _l("Accepted by now: nothing is left for you to answer."),
    MeetingState.BOOKED: _l("Booked by now: nothing is left for you to answer."),
    MeetingState.HELD: _l("Booked by now: nothing is left for you to answer."),
    MeetingState.MISSED: _l("Booked by now: nothing is left for you to answer."),
    MeetingState.DECLINED: _l("Declined by now: nothing is left for you to answer."),
    MeetingState.WITHDRAWN: _l("Taken back by now: nothing is left for you to answer."),
    MeetingState.EXPIRED: _l("Lapsed by now: nothing is left for you to answer."),
    MeetingState.CANCELLED: _l("Cancelled by now: nothing is left for you to answer."),
}


def get_current_lines(lines: Sequence[DigestLine]) -> Mapping[str, DigestReplacement | None]:
    """By topic what is said instead of its last line, or None for nothing; topics that stand as written are absent."""
    by_topic: dict[str, list[DigestLine]] = defaultdict(list)
    for line in lines:
        by_topic[line.topic].append(line)
    meetings = _load_meetings(by_topic)
    details = _get_notice_details([line.notice_id for line in lines])
    slots = _get_slot_times(meetings.values())
    result: dict[str, DigestReplacement | None] = {}
    for topic, those in by_topic.items():
        if _is_seat_lost(topic, by_topic):
            result[topic] = None
            continue
        last, meeting = those[-1], meetings.get(topic)
        if meeting is not None and _was_shifted_back(meeting, [details[line.notice_id] for line in those], slots):
            result[topic] = None
        elif meeting is not None and last.kind in _INVITATION_KINDS:
            if (answer := _get_invitation_answer(meeting, last, details[last.notice_id])) is not None:
                result[topic] = _make_replacement(
                    last, _ANSWER_TEXTS.get(answer, _STATE_TEXTS[MeetingState.WITHDRAWN]), alone=False
                )
        elif meeting is not None and last.kind == _SEAT_FREED_KIND:
            if (words := _describe_free_seat(meeting)) is not None:
                result[topic] = _make_replacement(last, words, alone=False)
        elif meeting is not None and not _is_still_true(meeting, last.kind, details[last.notice_id]):
            result[topic] = _describe_current(meeting, last)
    return result


def _is_seat_lost(topic: str, by_topic: Mapping[str, Sequence[DigestLine]]) -> bool:
    """Whether news of a firm at a group go with those that the reader's own seat there is gone."""
    whole = by_topic.get(whole_topic(topic), ())
    return whole_topic(topic) != topic and any(GROUP_EMAILS[line.kind].entry == "cancel" for line in whole)


def _was_shifted_back(meeting: Meeting, details: Sequence[Mapping[str, object]], slots: Mapping[int, datetime]) -> bool:
    """Whether all that waits to be told are shifts of the day that were undone, so that it begins when it did."""
    begins = slots.get(meeting.slot_id or 0)
    shifts_alone = all(detail.get("shifted") for detail in details)
    return shifts_alone and begins is not None and details[0].get("was") == int(begins.timestamp())


def _is_still_true(meeting: Meeting, kind: str, details: Mapping[str, object]) -> bool:
    """Whether news of this kind are still true."""
    if kind in ("meeting.asked", "meeting.countered", "meeting.times_gone", "meeting.reminder"):
        expected = ("reminded", meeting.awaiting_id) if kind == "meeting.reminder" else ("version", meeting.version)
        return _get_state(meeting) == MeetingState.REQUESTED and details.get(expected[0]) == expected[1]
    if kind == "meeting.move_proposed":
        pending = get_move_proposal(meeting.id)
        return pending is not None and pending.version == details.get("version")
    return not (kind in MEETING_EMAILS and MEETING_EMAILS[kind].holds) or _get_state(meeting) not in ENDED_STATES


def _describe_current(meeting: Meeting, line: DigestLine) -> DigestReplacement:
    state = _get_state(meeting)
    if line.kind == "meeting.move_proposed" and state not in ENDED_STATES:
        return _make_replacement(line, _NEW_TIME_CLOSED, alone=False)
    return _make_replacement(line, _STATE_TEXTS[state], alone=state not in (MeetingState.REQUESTED, *ENDED_STATES))


def _make_replacement(line: DigestLine, words: object, *, alone: bool) -> DigestReplacement:
    with force_locale(LOCALES[line.language]):
        return DigestReplacement(line.subject, str(words), alone=alone)


def _describe_free_seat(meeting: Meeting) -> object:
    """What has become of a free seat of which a line tells; None while it is free."""
    if meeting.state != MeetingState.BOOKED:
        return _STATE_TEXTS[_get_state(meeting)]
    taken = select(MeetingParty.seat).where(MeetingParty.meeting_id == meeting.id, MeetingParty.seat.is_not(None))
    seats = select(GroupMeetingDetails.seats).where(GroupMeetingDetails.meeting_id == meeting.id)
    full = len(db.session.scalars(taken).all()) >= (db.session.scalar(seats) or 0)
    return _SEAT_OCCUPIED_TEXT if full else None


def _get_invitation_answer(meeting: Meeting, line: DigestLine, details: Mapping[str, object]) -> GuestAnswer | None:
    """What has become of the invitation of which a line tells; None while it waits."""
    asked = {details["guest"]} if "guest" in details else set(_as_sequence(details.get("invited")))
    rows = (
        select(Registration, MeetingParty)
        .join(MeetingParty, MeetingParty.registration_id == Registration.id)
        .where(MeetingParty.meeting_id == meeting.id, Registration.id.in_(asked))
    )
    here = db.session.execute(rows.execution_options(populate_existing=True)).all()
    readers = list_recipients_by_company([company for company, _party in here])
    theirs = [party for company, party in here if line.recipient in {reader.email for reader in readers[company.id]}]
    if meeting.state != MeetingState.BOOKED or not theirs:
        return GuestAnswer.REMOVED
    waiting = [their for their in theirs if their.answer == GuestAnswer.INVITED]
    if any(not has_expired(invitation.expires_at, now=now()) for invitation in waiting):
        return None
    return GuestAnswer.EXPIRED if waiting else GuestAnswer(theirs[0].answer or GuestAnswer.REMOVED)


def _as_sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _get_state(meeting: Meeting) -> MeetingState:
    """One that nobody has let lapse yet though its time is over has lapsed."""
    over = meeting.state == MeetingState.REQUESTED and has_expired(meeting.expires_at, now=now())
    return MeetingState.EXPIRED if over else MeetingState(meeting.state)


def _load_meetings(topics: Mapping[str, object]) -> dict[str, Meeting]:
    parted = [(topic, *topic.partition(":")[::2]) for topic in topics]
    ids = {int(number): topic for topic, name, number in parted if name == "meetings" and number.isdigit()}
    rows = select(Meeting).where(Meeting.id.in_(ids)).execution_options(populate_existing=True)
    return {ids[row.id]: row for row in db.session.scalars(rows)}


def _get_slot_times(meetings: Iterable[Meeting]) -> dict[int, datetime]:
    """When the slots of these begin."""
    rows = select(Slot.id, Slot.starts_at).where(Slot.id.in_({meeting.slot_id for meeting in meetings}))
    return dict(db.session.execute(rows).all())


def _get_notice_details(notices: Sequence[int]) -> dict[int, Mapping[str, object]]:
    rows = select(Notice.id, Notice.details).where(Notice.id.in_(notices))
    return dict(db.session.execute(rows).all())
