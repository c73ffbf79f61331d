"""Who sits for a firm: another person at one meeting, and when somebody is away."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.meetings import mails
from app.meetings.errors import SeatsHeld, SeatTaken
from app.meetings.lifecycle import Actor, IllegalMove, Move, State
from app.meetings.mails.voices import NO_CHANGE, Voices, changed_voices
from app.meetings.mails.who_comes import Sitters
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Unavailability
from app.meetings.queries.round_sitters import who_sits_at
from app.meetings.queries.seats import seated_at, sits_for
from app.meetings.queries.standing_in import meetings_at, slots_of, who_could_sit
from app.meetings.services.rounds.saying import say_who_comes
from app.meetings.services.rounds.steps import locked_round, noted_round, touch, unlocked_round
from app.meetings.services.rounds.voices import say_if_another_interprets, voice_at
from app.meetings.services.steps import change, lock, locked_meeting, noted, other_party, settled
from app.meetings.standing_in import StandIn
from app.meetings.telling import TOLD
from app.registrations.models import Registration, Representation, Representative

REASON_LENGTH = 200


@settled
def seat(meeting_id: int, registration_id: int, person_id: int, *, by: int | None) -> bool:
    """Somebody else of the firm sits at a booked meeting; time and table stay. False where it sits there already.

    Raises SeatTaken, Invalid ``person_unknown``, NotFound, Stale; IllegalMove of a meeting that is not booked.
    """
    with transaction():
        meeting, event = _locked(meeting_id, registration_id)
        if meeting.state != State.BOOKED:
            raise IllegalMove(state=State(meeting.state), move=Move.MOVE, actor=Actor.ORGANIZER)
        found = who_could_sit(event, meeting, registration_id)
        if found is None:
            raise SeatTaken(bar="busy")
        if person_id == found.sits:
            return False
        chosen = next((one for one in found.able if one.representative_id == person_id), None)
        if chosen is None:
            raise Invalid("person_unknown")
        _sit_down(meeting, found.sits, chosen, registration_id, by)
        return True


def _locked(meeting_id: int, registration_id: int) -> tuple[Meeting, Event]:
    """The meeting at which the firm sits, behind its locks. Raises NotFound."""
    known = db.session.get(Meeting, meeting_id)
    if known is not None and known.kind == GROUP:
        found = locked_round(meeting_id)
        if registration_id not in seated_at(found.meeting):
            raise NotFound
        return found.meeting, found.event
    meeting, event, _firms = locked_meeting(meeting_id)
    other_party(meeting, registration_id)
    return meeting, event


@settled
def set_away(
    registration_id: int,
    person_id: int,
    slot_ids: Collection[int],
    *,
    by: int | None,
    reason: str = "",
    hand_over: bool = False,
) -> int:
    """Somebody of a firm is away in exactly these slots; how many seats colleagues took over.

    ``hand_over``: at meetings that it has then a colleague sits down, each with its table and time. Raises SeatsHeld
    where there are any and it is not said, or where no colleague can, Invalid ``slot_unknown``, ``person_unknown``,
    ``reason_too_long``.
    """
    if len(reason) > REASON_LENGTH:
        raise Invalid("message_too_long", most=REASON_LENGTH)
    wanted = frozenset(slot_ids)
    with transaction() as session:
        person, event = _of_firm(registration_id, person_id, wanted)
        if wanted - {one.id for one in slots_of(event.id)}:
            raise Invalid("slot_unknown")
        session.execute(delete(Unavailability).where(Unavailability.representative_id == person.id))
        told = reason.strip() or None
        session.add_all(
            Unavailability(event_id=event.id, slot_id=slot, representative_id=person.id, reason=told)
            for slot in sorted(wanted)
        )
        session.flush()
        held = meetings_at(person.id, wanted)
        stuck = [one for one in held if _who_sits_down(event, one, person.id)[1] is None]
        if stuck or (held and not hand_over):  # what cannot be handed over is said before anybody is asked to confirm
            raise SeatsHeld(held, stuck)
        _hand_all_over(event, held, person.id, by)
        audit.log_action("representative.away", person, event_id=event.id, by=by, slots=sorted(wanted), seats=len(held))
        return len(held)


def _of_firm(registration_id: int, person_id: int, slot_ids: frozenset[int]) -> tuple[Representative, Event]:
    """The person, behind the locks of the firms that it stands for and of all that it meets then."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    held = select(MeetingParty.registration_id).where(MeetingParty.meeting_id.in_(meetings_at(person_id, slot_ids)))
    partners = set(db.session.scalars(held))
    stands = select(Representation.registration_id).where(Representation.representative_id == person_id)
    firms = set(db.session.scalars(stands))
    if registration_id not in firms:
        raise Invalid("person_unknown")
    event, _firms = lock(registration.event_id, *firms, *partners)
    person = db.session.get(Representative, person_id, populate_existing=True)
    if person is None or registration_id not in set(db.session.scalars(stands)):
        raise Invalid("person_unknown")
    return person, event


def _hand_all_over(event: Event, held: Collection[int], person_id: int, by: int | None) -> None:
    stuck = []
    for meeting_id in held:
        meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
        firm_id, chosen = _who_sits_down(event, meeting_id, person_id)
        if chosen is None:
            stuck.append(meeting_id)
        elif not stuck:
            _sit_down(meeting, person_id, chosen, firm_id, by)
    if stuck:
        raise SeatsHeld(list(held), stuck)


def _who_sits_down(event: Event, meeting_id: int, person_id: int) -> tuple[int, StandIn | None]:
    """For which firm somebody sits at a meeting, and which colleague could do so instead."""
    meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
    firm_id = sits_for(meeting, person_id)
    if firm_id is None:
        raise NotFound
    found = who_could_sit(event, meeting, firm_id)
    able = (one for one in found.able if one.bar is None) if found is not None else iter(())
    return firm_id, next((one for one in able if one.representative_id != person_id), None)


def _sit_down(meeting: Meeting, sits: int, chosen: StandIn, registration_id: int, by: int | None) -> None:
    if chosen.bar is not None:
        raise SeatTaken(bar=chosen.bar.value)
    before, sat = voice_at(meeting), who_sits_at(meeting.id) if meeting.kind == GROUP else []
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == sits)
    db.session.execute(update(Claim).where(*mine).values(representative_id=chosen.representative_id))
    slots = sorted(set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting.id))))
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id, Claim.interpreter_id.is_not(None)))
    if chosen.interpreter_id is not None:
        db.session.add_all(
            Claim(event_id=meeting.event_id, slot_id=slot, meeting_id=meeting.id, interpreter_id=chosen.interpreter_id)
            for slot in slots
        )
    db.session.flush()
    if meeting.kind == GROUP:
        say_somebody_else_sits(meeting, registration_id, sat, by=by)
        if before is not None:
            say_if_another_interprets(unlocked_round(meeting), before, by=by)
        return
    change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
    voices = changed_voices(chosen.interpreter_id, before)
    say_who_sits(meeting, by, voices=voices, seated=registration_id, interpreter=chosen.interpreter_id)


def say_somebody_else_sits(
    meeting: Meeting,
    registration_id: int,
    sat: Sitters,
    *,
    by: int | None,
    also: str | None = None,
    voices: Voices = NO_CHANGE,
    **details: object,
) -> None:
    """Of who came in place of somebody for a firm all at a booked meeting read; ``sat``: who sat at a group; ``also``:
    the address of who has come, whose calendar has no entry yet; ``voices``: where another interprets for that at a
    meeting of two, and what the log is to tell of it."""
    if meeting.kind == GROUP:
        touch(meeting)
        notice, found = noted_round(meeting, "seat", by, seated=registration_id), unlocked_round(meeting)
        say_who_comes(found, notice, found.firms[registration_id], sat, kind="guest_changed", also=also)
        return
    change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
    say_who_sits(meeting, by, voices=voices, seated=registration_id, **details)


def say_who_sits(meeting: Meeting, by: int | None, *, voices: Voices = NO_CHANGE, **details: object) -> None:
    """Somebody else comes for a firm: both read it, as letters and calendars name who does. ``voices``: where another
    interprets for that."""
    firms = {one: db.session.get_one(Registration, one) for one in (meeting.low_id, meeting.high_id)}
    notice = noted(meeting, Move.MOVE, by, **{TOLD: sorted(firms)}, **details)
    mails.tell(notice, meeting, firms, dict.fromkeys(firms, "seated"), voices=voices, together=True)
