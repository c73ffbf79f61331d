"""What becomes of meetings when somebody leaves or is erased: a company, a person who attends, a reader of the
company's mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update

from app.core.db import db, now
from app.core.digest_schedule import whole_topic
from app.core.erasure import clean_quotations, clean_rows
from app.core.mail.calendar_entries import drop_lines, sent_entries, waiting_lines
from app.core.models import Notice
from app.events.calendar import get_half_day
from app.events.models import Event, Slot
from app.meetings.lifecycle import LIVE_STATES, MeetingActor, MeetingMove, MeetingState
from app.meetings.mails.agendas import notify_former_reader
from app.meetings.mails.calendar_entries import get_uid
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting, MeetingParty, MeetingReason
from app.meetings.queries.attendees import get_attendees, iter_free_colleagues, list_seated_companies, list_seats_ahead
from app.meetings.queries.group_meeting_parties import has_group_seat
from app.meetings.queries.group_meetings import GroupMeetingRow, list_attended_group_meetings
from app.meetings.queries.interpreter_needs import has_interpreters
from app.meetings.queries.lists import MeetingRow, list_meetings
from app.meetings.services.group_meeting_endings import end_group_meetings_of, replace_or_free_seat
from app.meetings.services.interpreters import get_renewal_change, notify_renewal, renew_interpreters
from app.meetings.services.substitutes import notify_attendee_replaced, notify_attendees
from app.meetings.services.transitions import get_other_party, lock_companies, log_action, release_time, transition
from app.meetings.signals import MeetingNews, notify_companies
from app.privacy.erasure import Erasure
from app.registrations.models import Registration, Representative
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.queries.registrations import list_recipients, list_recipients_by_company
from app.registrations.services.people import PersonHasMeetings


def end_meetings(registration: Registration, *, by: int | None) -> None:
    """End every live meeting of a company that takes part no longer: time is free again, partners are told, and the
    company itself of those that had a time."""
    end_group_meetings_of(registration, by=by)
    partners = _list_live_meetings(registration)
    companies = lock_companies(
        registration.event_id, registration.id, *(get_other_party(partner, registration.id) for partner in partners)
    )[1]
    for meeting in _list_live_meetings(registration):
        other = get_other_party(meeting, registration.id)
        was_booked = meeting.state == MeetingState.BOOKED
        slot = db.session.get(Slot, meeting.slot_id) if was_booked else None
        act, actor = _get_ending_move(meeting, registration.id)
        # the reply goes: who countered once said nothing of this end
        transition(meeting, act, actor, awaiting_id=None, expires_at=None, reply=None, sequence=Meeting.sequence + 1)
        release_time(meeting)
        notice = log_action(meeting, act, by, left=registration.id)
        notified = (other, registration.id) if slot is not None else (other,)  # whose calendars hold it, too
        notify_companies(MeetingNews(notice, meeting, companies, dict.fromkeys(notified, "cancelled"), slot=slot))


def require_no_seat(person: Representative, registration: Registration) -> None:
    """Raises PersonHasMeetings if somebody holds a seat for this firm at a booked meeting."""
    seats = (
        select(func.count(Meeting.id.distinct()))
        .join(Claim, Claim.meeting_id == Meeting.id)
        .where(
            Claim.representative_id == person.id,
            Meeting.state == MeetingState.BOOKED,
            _has_part(registration.id),
        )
    )
    if count := db.session.scalar(seats):
        raise PersonHasMeetings(count=count)


def hand_over_seats(new: Representative, *, old: Representative, registration: Registration, by: int | None) -> None:
    """Somebody else takes the seats of who no longer comes for a company, from this day on: the times and tables
    stay, and who sat at the meetings of days before sat there. All at the tables that are still ahead read who
    comes."""
    zone = ZoneInfo(db.session.get_one(Event, new.event_id).zone)
    today = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    meetings = select(Meeting.id).where(_has_part(registration.id))
    ahead = select(Slot.id).where(Slot.event_id == new.event_id, Slot.starts_at >= today.astimezone(UTC))
    claim_conditions = (Claim.representative_id == old.id, Claim.meeting_id.in_(meetings), Claim.slot_id.in_(ahead))
    to_come = _list_booked_ahead(claim_conditions)
    db.session.execute(
        update(Claim)
        .where(*claim_conditions)
        .values(representative_id=new.id)
        .execution_options(synchronize_session="fetch")
    )
    company = registration.company
    sat = (
        [(RepresentedCompany(old.display_name, old.name_zh), RepresentedCompany(company.name, company.name_zh))]
        if company is not None
        else []
    )
    renewed = renew_interpreters(new.event_id, to_come)
    is_any = has_interpreters(new.event_id)
    for meeting in to_come:
        other = renewed.get(meeting.id)
        is_other = other is not None and other.by != other.before
        details = {"interpreter": other.by} if other is not None and is_other else {}
        interpreters = get_renewal_change(other, is_any=is_any)
        notify_attendee_replaced(
            meeting, registration.id, sat, by=by, also=new.email, interpreters=interpreters, **details
        )
        if other is not None and is_other and meeting.kind == GROUP:
            notify_renewal(meeting, other, by=by)


def _list_booked_ahead(claim_conditions: tuple[ColumnElement[bool], ...]) -> Sequence[Meeting]:
    """Those that are to come of the meetings with these claims."""
    query = select(Meeting).join(Slot, Slot.id == Meeting.slot_id)
    ids = select(Claim.meeting_id).where(*claim_conditions)
    booked = query.where(Meeting.id.in_(ids), Meeting.state == MeetingState.BOOKED, Slot.starts_at > now())
    return db.session.scalars(booked.order_by(Meeting.id).execution_options(populate_existing=True)).all()


def require_no_seat_at_half_days(person: Representative, zone: str) -> None:
    """Raises PersonHasMeetings if somebody holds a seat at a half day at which it is absent."""
    seats = (
        select(Slot.starts_at)
        .join(Claim, Claim.slot_id == Slot.id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Claim.representative_id == person.id, Meeting.state == MeetingState.BOOKED)
    )
    count = sum(get_half_day(starts_at, zone) in person.absent for starts_at in db.session.scalars(seats))
    if count:
        raise PersonHasMeetings(count=count)


def _list_live_meetings(registration: Registration) -> Sequence[Meeting]:
    part = or_(Meeting.low_id == registration.id, Meeting.high_id == registration.id)
    query = select(Meeting).where(part, Meeting.state.in_(LIVE_STATES)).order_by(Meeting.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _has_part(registration_id: int) -> ColumnElement[bool]:
    """It is one of the two, or sits at a group meeting."""
    return or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id, has_group_seat(registration_id))


def _get_ending_move(meeting: Meeting, leaving_id: int) -> tuple[MeetingMove, MeetingActor]:
    if meeting.state != MeetingState.REQUESTED:
        return MeetingMove.CANCEL, MeetingActor.SYSTEM
    return (MeetingMove.WITHDRAW if meeting.asker_id == leaving_id else MeetingMove.DECLINE), MeetingActor.SYSTEM


def release_seats_of_erased(erasure: Erasure) -> None:
    """At each booked meeting that is still to come a colleague who is free sits down; without one it ends. Both
    companies are told. What is over keeps its seats: they count, and name nobody."""
    for meeting_id, person_id in list_seats_ahead(erasure.people):
        meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
        registration_id = _find_abandoned_company(meeting, erasure.stands_for.get(person_id, frozenset()))
        if meeting.state != MeetingState.BOOKED or registration_id is None:
            continue
        if meeting.kind == GROUP:
            replace_or_free_seat(meeting, person_id, registration_id, by=erasure.by)
        else:
            _substitute_or_end(meeting, person_id, registration_id, by=erasure.by)


def _find_abandoned_company(meeting: Meeting, stood_for: Collection[int]) -> int | None:
    """Which of the firms that somebody stood for, and does no longer, has nobody else at the meeting."""
    sits = get_attendees(meeting)
    return next(
        (
            seated_company
            for seated_company in list_seated_companies(meeting)
            if seated_company in stood_for and seated_company not in sits
        ),
        None,
    )


def erase_texts(erasure: Erasure) -> None:
    """What they wrote in meetings, and names in what others wrote there."""
    _empty_emails(erasure)
    erased = or_(
        Meeting.event_id.in_(erasure.whole),
        Meeting.low_id.in_(erasure.registrations),
        Meeting.high_id.in_(erasure.registrations),
    )
    db.session.execute(update(Meeting).where(erased).values(message=None, reply=None))
    _erase_topics(erasure)
    reasons = MeetingReason.meeting_id.in_(select(Meeting.id).where(erased))
    db.session.execute(update(MeetingReason).where(reasons).values(words=None))
    for column, meetings in zip(("message", "reply"), _find_written_meetings(erasure.users), strict=True):
        db.session.execute(update(Meeting).where(Meeting.id.in_(meetings)).values({column: None}))
    clean_rows(Meeting, ("message", "reply"), Meeting.event_id.in_(erasure.events), traces=erasure.traces)
    answered = MeetingReason.meeting_id.in_(_find_written_meetings(erasure.users)[1])
    db.session.execute(update(MeetingReason).where(answered).values(words=None))


def _empty_emails(erasure: Erasure) -> None:
    """Letters that quote what is forgotten: all of erased firms, else what the erased people wrote."""
    theirs = (column.in_(erasure.registrations) for column in (Meeting.low_id, Meeting.high_id, Meeting.asker_id))
    whole = set(db.session.scalars(select(Meeting.id).where(or_(*theirs))))
    brought_up, answered = _find_written_meetings(erasure.users)
    chosen = select(Meeting.id, Meeting.message, Meeting.reply).where(Meeting.id.in_(brought_up | answered))
    words: dict[int, list[str]] = {}
    for number, message, reply in db.session.execute(chosen):
        texts = (message if number in brought_up else None, reply if number in answered else None)
        words[number] = [text for text in texts if text]
    clean_quotations(Meeting.__tablename__, words, whole=whole, by=erasure.users)


def _erase_topics(erasure: Erasure) -> None:
    """What group meetings of erased hosts and events were about."""
    theirs = select(Meeting.id).where(
        Meeting.kind == GROUP,
        or_(Meeting.event_id.in_(erasure.whole), Meeting.asker_id.in_(erasure.registrations)),
    )
    db.session.execute(update(Meeting).where(Meeting.id.in_(theirs)).values(reply=None))
    db.session.execute(update(GroupMeetingDetails).where(GroupMeetingDetails.meeting_id.in_(theirs)).values(topic=""))


def _substitute_or_end(meeting: Meeting, person_id: int, registration_id: int, *, by: int | None) -> None:
    other_id = get_other_party(meeting, registration_id)
    event, companies = lock_companies(meeting.event_id, registration_id, other_id)
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == person_id)
    colleague = next(iter_free_colleagues(event, meeting, registration_id), None)
    if colleague is not None:
        db.session.execute(update(Claim).where(*mine).values(representative_id=colleague))
        transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
        notify_attendees(meeting, by, left=registration_id)
        return
    slot = db.session.get(Slot, meeting.slot_id)
    transition(
        meeting,
        MeetingMove.CANCEL,
        MeetingActor.SYSTEM,
        awaiting_id=None,
        expires_at=None,
        sequence=Meeting.sequence + 1,
    )
    release_time(meeting)
    notice = log_action(meeting, MeetingMove.CANCEL, by, left=registration_id)
    notify_companies(
        MeetingNews(notice, meeting, companies, dict.fromkeys((other_id, registration_id), "cancelled"), slot=slot)
    )


def _find_written_meetings(users: Collection[int]) -> tuple[set[int], set[int]]:
    """The meetings whose message they wrote, who brought them up; and those to which they did anything else."""
    if not users:
        return set(), set()
    first = select(func.min(Notice.id)).where(Notice.subject == Meeting.__tablename__).group_by(Notice.subject_id)
    acts = select(Notice.subject_id).where(Notice.subject == Meeting.__tablename__, Notice.user_id.in_(users))
    return (
        set(db.session.scalars(acts.where(Notice.id.in_(first)))),
        set(db.session.scalars(acts.where(Notice.id.not_in(first)))),
    )


Row = TypeVar("Row", MeetingRow, GroupMeetingRow)


def remove_reader(registration: Registration, address: str, language: str, *, notice: Notice) -> None:
    """``address``: in lower case. Nothing where somebody still reads there for the company; nor of a meeting of which
    the other side reads there. Of meetings that are over the calendar keeps what was."""
    if address in {recipient.email.lower() for recipient in list_recipients(registration)}:
        return
    _drop_waiting_news(registration, address)
    had = sent_entries(registration.event_id, address)
    rows = _filter_ahead(list_meetings(registration.id, MeetingState.BOOKED), had)
    group_meetings = _filter_ahead(list_attended_group_meetings([registration.id], MeetingState.BOOKED), had)
    ids = [*(row.id for row in rows), *(group_meeting.id for group_meeting in group_meetings)]
    theirs = _find_read_by_others(ids, registration.id, address)
    left = (
        [meeting for meeting in rows if meeting.id not in theirs],
        [meeting for meeting in group_meetings if meeting.id not in theirs],
    )
    struck = (
        [_raise_sequence(meeting, had) for meeting in left[0]],
        [_raise_sequence(meeting, had) for meeting in left[1]],
    )
    if any(struck):
        notify_former_reader(notice, registration, *struck, address=address, language=language)


def _filter_ahead(rows: Collection[Row], had: Collection[str]) -> list[Row]:
    return [row for row in rows if get_uid(row.id) in had and row.starts_at is not None and row.starts_at > now()]


def _raise_sequence(row: Row, had: dict[str, int]) -> Row:
    """With a higher SEQUENCE than the entry that was sent."""
    if row.sequence > (last := had[get_uid(row.id)]):
        return row
    raised = update(Meeting).where(Meeting.id == row.id).values(sequence=last + 1)
    db.session.execute(raised.execution_options(synchronize_session="fetch"))
    return replace(row, sequence=last + 1)


def _drop_waiting_news(registration: Registration, address: str) -> None:
    """News of the firm's meetings that have not left."""
    about = defaultdict(list)
    for line in waiting_lines(registration.event_id, address):
        name, _, number = whole_topic(line.topic).partition(":")
        if name == Meeting.__tablename__ and number.isdigit():
            about[int(number)].append(line)
    of_company = select(MeetingParty.meeting_id).where(
        MeetingParty.registration_id == registration.id, MeetingParty.meeting_id.in_(about)
    )
    ids = set(db.session.scalars(of_company))
    for meeting_id in ids - _find_read_by_others(ids, registration.id, address):
        drop_lines(about[meeting_id])


def _find_read_by_others(meeting_ids: Collection[int], registration_id: int, address: str) -> set[int]:
    """Of which of these meetings another firm with a part in it has this address read its letters."""
    rows = (
        select(MeetingParty.meeting_id, Registration)
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .where(MeetingParty.meeting_id.in_(meeting_ids), MeetingParty.registration_id != registration_id)
    )
    other_parties = db.session.execute(rows).all()
    readers = list_recipients_by_company(list({company.id: company for _meeting, company in other_parties}.values()))
    return {
        number
        for number, company in other_parties
        if address in {reader.email.lower() for reader in readers[company.id]}
    }
