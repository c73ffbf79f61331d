"""What all acts on group meetings share: lock or load one, record answers, claim and release seats, log the action,
notify its companies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from app.core.db import db, now
from app.core.errors import NotFound
from app.core.models import Notice
from app.events.models import Event, Slot
from app.events.rules import has_expired
from app.meetings.group_meeting_seating import SeatedGroup, list_group_needs
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange
from app.meetings.lifecycle import IllegalMeetingMove, MeetingActor, MeetingMove, MeetingState
from app.meetings.mails.calendar_entries import PreviousTime
from app.meetings.mails.group_meetings import AttendeeNames, notify_attendee_leaving, notify_group_readers
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.queries.attendees import get_attendees
from app.meetings.queries.availability import EventAvailability, load_slot_availability
from app.meetings.queries.group_meeting_parties import get_group_details, list_group_parties
from app.meetings.services.transitions import claim_resources, lock_companies, lock_meeting
from app.registrations.models import Registration


@dataclass(frozen=True)
class GroupMeeting:
    """A group meeting behind its locks; ``companies``: by id, all that have a seat and those asked for."""

    meeting: Meeting
    about: GroupMeetingDetails
    event: Event
    companies: dict[int, Registration]
    parties: Sequence[MeetingParty]

    @property
    def host(self) -> Registration:
        return self.companies[self.meeting.asker_id]

    @property
    def guests(self) -> list[MeetingParty]:
        """Who has a seat, by its number."""
        return [party for party in self.parties if party.seat is not None]

    @property
    def asked(self) -> list[Registration]:
        """Who is invited and has not answered, in the order in which they were."""
        return [
            self.companies[party.registration_id] for party in self.parties if party.answer == GuestAnswer.INVITED.value
        ]

    def party(self, registration_id: int) -> MeetingParty | None:
        """The row of a firm that is not the host."""
        return next((p for p in self.parties if p.registration_id == registration_id and p.side != "asker"), None)

    def answer_of(self, registration_id: int) -> GuestAnswer | None:
        party = self.party(registration_id)
        return GuestAnswer(party.answer) if party is not None and party.answer else None

    def is_late(self, registration_id: int) -> bool:
        """Whether the firm's invitation has lapsed, though nobody may have said so yet."""
        party = self.party(registration_id)
        return party is not None and has_expired(party.expires_at, now=now())

    @property
    def seated(self) -> list[Registration]:
        """Whose calendars hold it: the host and all who have a seat."""
        return [self.host, *(self.companies[guest.registration_id] for guest in self.guests)]


def lock_group_meeting(meeting_id: int, *others: int, event_id: int | None = None) -> GroupMeeting:
    """A group meeting as it now is, behind the locks of its host, of all who have a part in it and of ``others``.

    Whoever writes one locks its host, so who sits there stays as it is from then on. Raises NotFound.
    """
    row = db.session.execute(
        select(Meeting.event_id, Meeting.asker_id).where(Meeting.id == meeting_id, Meeting.kind == GROUP)
    ).one_or_none()
    if row is None or (event_id is not None and row.event_id != event_id):
        raise NotFound
    event, companies = lock_companies(
        row.event_id,
        row.asker_id,
        *set(db.session.scalars(select(MeetingParty.registration_id).where(MeetingParty.meeting_id == meeting_id))),
        *others,
    )
    parties = list_group_parties(meeting_id)
    if late := {party.registration_id for party in parties} - companies.keys():  # came while we waited for the host
        companies |= lock_companies(row.event_id, *late)[1]
    query = select(Meeting).where(Meeting.id == meeting_id).execution_options(populate_existing=True)
    about = get_group_details(meeting_id)
    return GroupMeeting(db.session.scalars(query).one(), about, event, companies, parties)


def lock_any_meeting(meeting_id: int, event_id: int | None = None) -> tuple[Meeting, Event]:
    """A meeting of two or a group's as it now is, behind the locks of its companies. Raises NotFound."""
    if db.session.scalar(select(Meeting.kind).where(Meeting.id == meeting_id)) == GROUP:
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        return group_meeting.meeting, group_meeting.event
    meeting, event, _companies = lock_meeting(meeting_id, event_id)
    return meeting, event


def load_group_meeting(meeting: Meeting) -> GroupMeeting:
    """The same as it is read by whoever only looks, or holds the event's lock, under which no firm can be locked."""
    parties = list_group_parties(meeting.id)
    ids = [meeting.asker_id, *(party.registration_id for party in parties)]
    companies = {
        registration.id: registration
        for registration in db.session.scalars(select(Registration).where(Registration.id.in_(ids)))
    }
    return GroupMeeting(
        meeting, get_group_details(meeting.id), db.session.get_one(Event, meeting.event_id), companies, parties
    )


def require_group_booked(group_meeting: GroupMeeting, move: MeetingMove = MeetingMove.MOVE) -> None:
    """Raises IllegalMove for a meeting that is over or called off."""
    if group_meeting.meeting.state != MeetingState.BOOKED:
        raise IllegalMeetingMove(
            state=MeetingState(group_meeting.meeting.state), move=move, actor=MeetingActor.ORGANIZER
        )


def record_guest_answer(
    group_meeting: GroupMeeting, registration_id: int, answer: GuestAnswer, *, seat: int | None = None
) -> MeetingParty:
    """Write a firm's answer, with its seat where it has one; its row."""
    party = group_meeting.party(registration_id)
    if party is None:
        party = MeetingParty(
            event_id=group_meeting.event.id,
            meeting_id=group_meeting.meeting.id,
            registration_id=registration_id,
            side="asked",
        )
        db.session.add(party)
    missed, party.missed = party.missed and seat is not None, False
    party.seat = None  # never a seat beside another answer, in whichever order the two are written
    party.expires_at = party.reminded_at = None
    db.session.flush()
    party.answer, party.seat, party.missed, party.answered_at = answer.value, seat, bool(missed), now()
    db.session.flush()
    return party


def load_seated_group(
    group_meeting: GroupMeeting, guest_id: int | None = None
) -> tuple[EventAvailability, SeatedGroup]:
    """The hall around a group's time, and the group as it sits, for one more guest."""
    asked = [item.id for item in group_meeting.seated] + ([guest_id] if guest_id is not None else [])
    hall = load_slot_availability(
        group_meeting.event, asked, group_meeting.meeting.slot_id or 0, length=group_meeting.meeting.length
    )
    claims = db.session.scalars(select(Claim).where(Claim.meeting_id == group_meeting.meeting.id)).all()
    attendees = get_attendees(group_meeting.meeting)
    return hall, SeatedGroup(
        slot_ids=tuple(sorted({claim.slot_id for claim in claims})),
        table_id=next((item.table_id for item in claims if item.table_id is not None), 0),
        people=tuple((hall.parties[company.id], attendees.get(company.id, 0)) for company in group_meeting.seated),
        seats=group_meeting.about.seats,
        interpreter_id=next((item.interpreter_id for item in claims if item.interpreter_id is not None), None),
    )


def release_guest(group_meeting: GroupMeeting, registration_id: int, person_id: int | None = None) -> None:
    """Free what one guest holds, and the interpreter where nobody who stays needs one. ``person_id``: who sits there
    for it, where they stand for it no longer."""
    _hall, seated_group = load_seated_group(group_meeting)
    person = person_id or next(
        (attendee for party, attendee in seated_group.people if party.registration_id == registration_id), 0
    )
    claims = Claim.meeting_id == group_meeting.meeting.id
    db.session.execute(delete(Claim).where(claims, Claim.representative_id == person))
    stay = [attendee for attendee in seated_group.people if attendee[0].registration_id != registration_id]
    if seated_group.interpreter_id is not None and not list_group_needs(stay):
        db.session.execute(delete(Claim).where(claims, Claim.interpreter_id.is_not(None)))
    db.session.flush()


def set_group_interpreter(meeting: Meeting, seated_group: SeatedGroup, interpreter_id: int | None) -> None:
    """Another interpreter works there, or none, where it is not the one who did before."""
    if interpreter_id == seated_group.interpreter_id:
        return
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id, Claim.interpreter_id.is_not(None)))
    db.session.flush()
    if interpreter_id is not None:
        claim_resources(meeting, seated_group.slot_ids, [("interpreter_id", interpreter_id)])


def bump_group_version(meeting: Meeting, **values: object) -> None:
    """Whatever happens to a group, its version and its calendar entry go on."""
    changed = update(Meeting).where(Meeting.id == meeting.id).execution_options(synchronize_session=False)
    db.session.execute(
        changed.values(version=Meeting.version + 1, sequence=Meeting.sequence + 1, changed_at=now(), **values)
    )
    db.session.refresh(meeting)


def notify_group(
    group_meeting: GroupMeeting,
    notice: Notice,
    kind: str,
    *to: Registration,
    guest: Registration | None = None,
    slot: Slot | None = None,
    was: PreviousTime = (None, None),
    why: str = "",
    interpreters: InterpreterChange = NO_INTERPRETER_CHANGE,
    together: bool = False,
    settles: bool = False,
) -> None:
    """The letter of this kind, as of ``notify_group_readers``."""
    about = (group_meeting.meeting, group_meeting.about, group_meeting.host)
    notify_group_readers(
        notice,
        *about,
        kind,
        to=to,
        guest=guest,
        lost_slot=slot,
        was=was,
        why=why,
        interpreters=interpreters,
        together=together,
        settles=settles,
    )


def notify_attendee_change(
    group_meeting: GroupMeeting,
    notice: Notice,
    company: Registration,
    before: AttendeeNames,
    *,
    kind: str,
    but: Collection[int] = (),
    also: str | None = None,
) -> None:
    """All whose calendars name who sat there ``before`` learn who does now for ``firm``, or that it no longer comes;
    ``but``: those who are told so otherwise; ``also``: the address of who has come."""
    to = [participant for participant in group_meeting.seated if participant.id not in but]
    notify_attendee_leaving(
        notice,
        group_meeting.meeting,
        group_meeting.about,
        group_meeting.host,
        company,
        kind,
        to=to,
        before=before,
        also=also,
    )


def notify_invited(
    group_meeting: GroupMeeting,
    notice: Notice,
    *,
    was: PreviousTime = (None, None),
    together: bool = False,
    settles: bool = False,
) -> None:
    """Whoever is invited and has not answered yet learns how the meeting stands now; what it read before is not true
    any more. ``was``: as of ``notify_group_readers``."""
    notify_group(group_meeting, notice, "changed", *group_meeting.asked, was=was, together=together, settles=settles)
