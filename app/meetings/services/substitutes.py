"""Who attends for a company: another person at one meeting, when somebody is away, and an organizer's word that
somebody is there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.attendees import Substitute
from app.meetings.errors import PersonHasSeats, SeatUnavailable
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange
from app.meetings.lifecycle import IllegalMeetingMove, MeetingActor, MeetingMove, MeetingState
from app.meetings.mails.group_meetings import AttendeeNames
from app.meetings.mails.interpreters import get_interpreter_change
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Unavailability
from app.meetings.queries.attendees import (
    find_company_of_attendee,
    find_substitutes,
    list_bookable_slots,
    list_meetings_of_person,
    list_seated_companies,
)
from app.meetings.queries.group_meeting_parties import list_group_attendees
from app.meetings.services.group_meetings import (
    bump_group_version,
    load_group_meeting,
    lock_group_meeting,
    notify_attendee_change,
)
from app.meetings.services.interpreters import find_interpreter_id, notify_if_interpreter_changed
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import (
    claim_resources,
    get_other_party,
    lock_companies,
    lock_meeting,
    log_action,
    retry_on_conflict,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration, Representation, Representative

REASON_LENGTH = 200


@retry_on_conflict
def replace_attendee(meeting_id: int, registration_id: int, person_id: int, *, by: int | None) -> bool:
    """Somebody else of the company sits at a booked meeting; time and table stay. False where it sits there already.

    Raises SeatTaken, Invalid ``person_unknown``, NotFound, Stale; IllegalMove of a meeting that is not booked.
    """
    with transaction():
        meeting, event = _lock_attended_meeting(meeting_id, registration_id)
        if meeting.state != MeetingState.BOOKED:
            raise IllegalMeetingMove(
                state=MeetingState(meeting.state), move=MeetingMove.MOVE, actor=MeetingActor.ORGANIZER
            )
        substitutes = find_substitutes(event, meeting, registration_id)
        if substitutes is None:
            raise SeatUnavailable(bar="busy")
        if person_id == substitutes.sits:
            return False
        chosen = next(
            (substitute for substitute in substitutes.able if substitute.representative_id == person_id), None
        )
        if chosen is None:
            raise Invalid("person_unknown")
        _seat_substitute(meeting, substitutes.sits, chosen, registration_id, by)
        return True


def _lock_attended_meeting(meeting_id: int, registration_id: int) -> tuple[Meeting, Event]:
    """The meeting at which the firm sits, behind its locks. Raises NotFound."""
    known = db.session.get(Meeting, meeting_id)
    if known is not None and known.kind == GROUP:
        group_meeting = lock_group_meeting(meeting_id)
        if registration_id not in list_seated_companies(group_meeting.meeting):
            raise NotFound
        return group_meeting.meeting, group_meeting.event
    meeting, event, _companies = lock_meeting(meeting_id)
    get_other_party(meeting, registration_id)
    return meeting, event


@retry_on_conflict
def set_absences(
    registration_id: int,
    person_id: int,
    slot_ids: Collection[int],
    *,
    by: int | None,
    reason: str = "",
    hand_over: bool = False,
) -> int:
    """Somebody of a company is away in exactly these slots; how many seats colleagues took over.

    ``hand_over``: at meetings that it has then a colleague sits down, each with its table and time. Raises SeatsHeld
    where there are any and it is not said, or where no colleague can, Invalid ``slot_unknown``, ``person_unknown``,
    ``message_too_long``.
    """
    if len(reason) > REASON_LENGTH:
        raise Invalid("message_too_long", most=REASON_LENGTH)
    wanted = frozenset(slot_ids)
    with transaction() as session:
        person, event = _lock_company_person(registration_id, person_id, wanted)
        if wanted - {bookable_slot.id for bookable_slot in list_bookable_slots(event.id)}:
            raise Invalid("slot_unknown")
        session.execute(delete(Unavailability).where(Unavailability.representative_id == person.id))
        stored_reason = reason.strip() or None
        session.add_all(
            Unavailability(event_id=event.id, slot_id=slot, representative_id=person.id, reason=stored_reason)
            for slot in sorted(wanted)
        )
        session.flush()
        meetings = list_meetings_of_person(person.id, wanted)
        stuck = [meeting for meeting in meetings if _find_substitute(event, meeting, person.id)[1] is None]
        if stuck or (
            meetings and not hand_over
        ):  # what cannot be handed over is said before anybody is asked to confirm
            raise PersonHasSeats(meetings, stuck)
        _hand_over_seats(event, meetings, person.id, by)
        audit.log_action(
            "representative.away", person, event_id=event.id, by=by, slots=sorted(wanted), seats=len(meetings)
        )
        return len(meetings)


def _lock_company_person(
    registration_id: int, person_id: int, slot_ids: frozenset[int]
) -> tuple[Representative, Event]:
    """The person, behind the locks of the firms that it stands for and of all that it meets then."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    partner_query = select(MeetingParty.registration_id).where(
        MeetingParty.meeting_id.in_(list_meetings_of_person(person_id, slot_ids))
    )
    partners = set(db.session.scalars(partner_query))
    stands = select(Representation.registration_id).where(Representation.representative_id == person_id)
    companies = set(db.session.scalars(stands))
    if registration_id not in companies:
        raise Invalid("person_unknown")
    event, _companies = lock_companies(registration.event_id, *companies, *partners)
    person = db.session.get(Representative, person_id, populate_existing=True)
    if person is None or registration_id not in set(db.session.scalars(stands)):
        raise Invalid("person_unknown")
    return person, event


def _hand_over_seats(event: Event, numbers: Collection[int], person_id: int, by: int | None) -> None:
    stuck = []
    for meeting_id in numbers:
        meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
        registration_id, chosen = _find_substitute(event, meeting_id, person_id)
        if chosen is None:
            stuck.append(meeting_id)
        elif not stuck:
            _seat_substitute(meeting, person_id, chosen, registration_id, by)
    if stuck:
        raise PersonHasSeats(list(numbers), stuck)


def _find_substitute(event: Event, meeting_id: int, person_id: int) -> tuple[int, Substitute | None]:
    """For which firm somebody sits at a meeting, and which colleague could do so instead."""
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    registration_id = find_company_of_attendee(meeting, person_id)
    if registration_id is None:
        raise NotFound
    substitutes = find_substitutes(event, meeting, registration_id)
    able = (
        (substitute for substitute in substitutes.able if substitute.bar is None)
        if substitutes is not None
        else iter(())
    )
    return registration_id, next((substitute for substitute in able if substitute.representative_id != person_id), None)


def _seat_substitute(meeting: Meeting, sits: int, chosen: Substitute, registration_id: int, by: int | None) -> None:
    if chosen.bar is not None:
        raise SeatUnavailable(bar=chosen.bar.value)
    before, sat = find_interpreter_id(meeting), list_group_attendees(meeting.id) if meeting.kind == GROUP else []
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == sits)
    db.session.execute(update(Claim).where(*mine).values(representative_id=chosen.representative_id))
    slots = set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting.id)))
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id, Claim.interpreter_id.is_not(None)))
    if chosen.interpreter_id is not None:
        claim_resources(meeting, slots, [("interpreter_id", chosen.interpreter_id)])
    if meeting.kind == GROUP:
        notify_attendee_replaced(meeting, registration_id, sat, by=by)
        if before is not None:
            notify_if_interpreter_changed(load_group_meeting(meeting), before, by=by)
        return
    transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
    interpreters = get_interpreter_change(chosen.interpreter_id, before)
    notify_attendees(meeting, by, interpreters=interpreters, seated=registration_id, interpreter=chosen.interpreter_id)


def notify_attendee_replaced(
    meeting: Meeting,
    registration_id: int,
    sat: AttendeeNames,
    *,
    by: int | None,
    also: str | None = None,
    interpreters: InterpreterChange = NO_INTERPRETER_CHANGE,
    **details: object,
) -> None:
    """Of who came in place of somebody for a company all at a booked meeting read; ``sat``: who sat at a group;
    ``also``: the address of who has come, whose calendar has no entry yet; ``voices``: where another interprets for
    that at a meeting of two, and what the log is to tell of it."""
    if meeting.kind == GROUP:
        bump_group_version(meeting)
        notice, group_meeting = (
            log_action(meeting, "seat", by, seated=registration_id),
            load_group_meeting(meeting),
        )
        notify_attendee_change(
            group_meeting, notice, group_meeting.companies[registration_id], sat, kind="guest_changed", also=also
        )
        return
    transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
    notify_attendees(meeting, by, interpreters=interpreters, seated=registration_id, **details)


def notify_attendees(
    meeting: Meeting, by: int | None, *, interpreters: InterpreterChange = NO_INTERPRETER_CHANGE, **details: object
) -> None:
    """Somebody else comes for a company: both read it, as emails and calendars name who does. ``voices``: where another
    interprets for that."""
    companies = {
        registration_id: db.session.get_one(Registration, registration_id)
        for registration_id in (meeting.low_id, meeting.high_id)
    }
    notice = log_action(meeting, MeetingMove.MOVE, by, **details)
    notify_companies(
        MeetingNews(
            notice, meeting, companies, dict.fromkeys(companies, "seated"), interpreters=interpreters, together=True
        )
    )


def mark_present(event_id: int, person_id: int, slot_ids: Collection[int], *, by: int | None) -> None:
    """Somebody who was said to be away in these slots is there; the firm reads so. Raises NotFound, PhaseForbids."""
    with transaction() as session:
        person = _lock_person(event_id, person_id)
        these = (Unavailability.representative_id == person_id, Unavailability.slot_id.in_(slot_ids))
        away_slots = set(session.scalars(select(Unavailability.slot_id).where(*these)))
        if away_slots != set(slot_ids):
            raise NotFound
        session.execute(delete(Unavailability).where(*these))
        audit.log_action("representative.there", person, event_id=event_id, by=by, slots=sorted(away_slots))


def mark_absent(event_id: int, person_id: int, slot_ids: Collection[int], *, by: int | None) -> None:
    """Away again. Raises SeatsHeld where a meeting is booked then, NotFound, PhaseForbids."""
    with transaction() as session:
        person = _lock_person(event_id, person_id)
        if meetings := list_meetings_of_person(person_id, frozenset(slot_ids)):
            raise PersonHasSeats(meetings, meetings)
        known = set(
            session.scalars(select(Unavailability.slot_id).where(Unavailability.representative_id == person_id))
        )
        for slot in sorted(set(slot_ids) - known):
            session.add(Unavailability(event_id=event_id, slot_id=slot, representative_id=person_id))
        audit.log_action("representative.away", person, event_id=event_id, by=by, slots=sorted(slot_ids), seats=0)


def _lock_person(event_id: int, person_id: int) -> Representative:
    """Behind the locks of the firms that the person stands for."""
    companies = db.session.scalars(
        select(Representation.registration_id).where(Representation.representative_id == person_id)
    ).all()
    event, _companies = lock_companies(event_id, *companies)
    require_phase(event, EventAct.PLAN)
    person = db.session.get(Representative, person_id, populate_existing=True)
    if person is None or person.event_id != event_id:
        raise NotFound
    return person
