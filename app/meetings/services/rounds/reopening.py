"""A group meeting that was called off takes place after all: as a new one, for nothing leads out of an ended one."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.db import db
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty, Roundtable
from app.meetings.queries.round_parties import about_of
from app.meetings.round_seating import RoundSeat
from app.meetings.roundtables import Answer
from app.meetings.services.requirements import takes_part
from app.meetings.services.rounds.lapsing import let_wait
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import Round, hold_round, noted_round, seat_firm, touch, unlocked_round
from app.registrations.models import Registration


def open_anew(ended: Meeting, seat: RoundSeat, seats: Mapping[int, int], *, by: int | None) -> int:
    """The same group as it sat, with those who had a seat (firm → its number) and an invitation for those who had not
    answered; the new meeting's id. All of them are told in one letter each. The caller has the event."""
    meeting, was = _as_it_was(ended, seat), unlocked_round(ended)
    made = unlocked_round(meeting)
    for firm_id, number in sorted(seats.items(), key=lambda each: each[1]):
        seat_firm(made, firm_id, Answer.ACCEPTED, seat=number)
    made = unlocked_round(meeting)
    hold_round(made, seat)
    notice = noted_round(meeting, "open", by, registration=meeting.asker_id, table=seat.table_id)
    say(made, notice, "opened", made.host, together=True)
    for firm_id, number in seats.items():
        _say_seated(made, firm_id, number, by=by)
    for guest in was.asked:
        if takes_part(guest) and not was.is_late(guest.id):
            _invite_again(made, guest, by=by)
    return meeting.id


def _as_it_was(ended: Meeting, seat: RoundSeat) -> Meeting:
    event_id, about = ended.event_id, about_of(ended.id)
    meeting = Meeting(
        event_id=event_id, kind=GROUP, state=State.BOOKED.value, asker_id=ended.asker_id, slot_id=seat.slot_ids[0],
        length=ended.length, arranged_by=ended.arranged_by,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    of = {"event_id": event_id, "meeting_id": meeting.id}
    db.session.add(Roundtable(**of, topic=about.topic, seats=about.seats, is_open=about.is_open))
    db.session.add(MeetingParty(**of, registration_id=ended.asker_id, side="asker"))
    db.session.flush()
    return meeting


def _say_seated(made: Round, firm_id: int, number: int, *, by: int | None) -> None:
    guest = made.firms[firm_id]
    touch(made.meeting)
    notice = noted_round(made.meeting, "take", by, guest=firm_id, seat=number)
    say(made, notice, "taken", made.host, guest=guest, together=True)
    say(made, notice, "seated", guest, together=True)


def _invite_again(made: Round, guest: Registration, *, by: int | None) -> None:
    let_wait(made, seat_firm(made, guest.id, Answer.INVITED))
    touch(made.meeting)
    notice = noted_round(made.meeting, "invite", by, registration=made.host.id, guest=guest.id)
    say(made, notice, "invited", guest, together=True)
