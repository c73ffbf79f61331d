"""Who found a group full waits for a seat: all hear of one that is free, the first has it, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import breaks, db, transaction
from app.core.models import Notice, Outbox
from app.group_meetings import services
from app.meetings.group_meeting_seats import NoSeat
from app.meetings.models import SeatWait
from app.meetings.queries.group_meeting_parties import list_waited_meetings
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests.group_meetings.acts import letters, letters_to, never, opened, seats
from tests.meetings.acts import meeting
from tests.support.soundness import faults_of_rows


@pytest.fixture
def full(event, host, guests):
    """Two seats, both taken."""
    made = opened(event, host, seats=2)
    for one in guests[:2]:
        services.take_group_seat(made, one.id, by=None)
    return made


def refused(made, firm):
    with pytest.raises(NoSeat) as told:
        services.take_group_seat(made, firm.id, by=None)
    return told.value.details["why"]


def waiting(made):
    return set(db.session.scalars(select(SeatWait.registration_id).where(SeatWait.meeting_id == made)))


def told_freed():
    """How many letters each had that told of a free seat."""
    db.session.rollback()
    rows = db.session.scalars(select(Outbox.recipient).where(Outbox.kind == "round.freed"))
    found: dict[str, int] = {}
    for one in rows:
        found[one] = found.get(one, 0) + 1
    return found


@pytest.mark.full
def test_who_is_refused_because_it_is_full_waits_by_itself_and_once(full, guests):
    assert [refused(full, guests[2]) for _ in range(2)] == ["full", "full"]

    assert waiting(full) == {guests[2].id}
    noted = db.session.scalars(select(Notice).where(Notice.kind == "round.wait")).all()
    assert [one.details["guest"] for one in noted] == [guests[2].id]


@pytest.mark.full
def test_all_who_wait_have_one_letter_when_a_seat_is_free_and_the_first_has_it(full, guests):
    for one in guests[2:]:
        refused(full, one)

    services.leave_group_seat(full, guests[0].id, by=None)

    addresses = letters_to(guests[2]) | letters_to(guests[3])
    assert told_freed() == dict.fromkeys(addresses, 1)
    assert seats(full)[guests[0].id] == ("left", None)  # none is held for anybody
    assert services.take_group_seat(full, guests[3].id, by=None)
    assert refused(full, guests[2]) == "full"
    assert waiting(full) == {guests[2].id}
    noted = db.session.scalars(select(Notice).where(Notice.kind == "round.free")).one()
    assert noted.details["waiting"] == [guests[2].id, guests[3].id]
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_second_free_seat_brings_no_second_letter_until_it_was_full_again(full, guests):
    (address,) = letters_to(guests[2])
    refused(full, guests[2])
    services.leave_group_seat(full, guests[0].id, by=None)
    services.leave_group_seat(full, guests[1].id, by=None)

    assert told_freed() == {address: 1}
    for one in guests[:2]:
        services.take_group_seat(full, one.id, by=None)
    services.leave_group_seat(full, guests[0].id, by=None)
    assert told_freed() == {address: 2}


def _removed(made, host, guests):
    services.remove_group_guest(made, guests[0].id, by=None)


def _more_seats(made, host, guests):
    services.update_group_meeting(made, topic="Cold chain by rail", seats=3, is_open=True, by=None)


def _left_the_event(made, host, guests):
    transitions.transition(
        guests[0].event, guests[0].id, RegistrationAct.CANCEL, actor=RegistrationActor.ORGANIZER, by=None
    )


@pytest.mark.full
@pytest.mark.parametrize("freed", [_removed, _more_seats, _left_the_event])
def test_however_a_seat_comes_free_who_waits_hears_of_it(full, host, guests, freed):
    refused(full, guests[2])

    freed(full, host, guests)

    assert letters("freed") == letters_to(guests[2])


@pytest.mark.full
def test_who_waits_no_longer_or_declines_hears_nothing(full, guests):
    services.invite_companies(full, [guests[3].id], by=None)
    for one in guests[2:]:
        refused(full, one)

    assert services.leave_waiting_list(full, guests[2].id, by=None)
    assert not services.leave_waiting_list(full, guests[2].id, by=None)
    services.decline_invitation(full, guests[3].id, by=None)
    services.leave_group_seat(full, guests[0].id, by=None)

    assert letters("freed") == set()
    assert waiting(full) == set()


@pytest.mark.full
def test_whom_somebody_keeps_apart_waits_like_anybody_and_hears_once_it_may_sit_there(event, host, guests):
    made = opened(event, host, seats=3)
    services.take_group_seat(made, guests[0].id, by=None)
    services.take_group_seat(made, guests[1].id, by=None)
    never(guests[0], guests[2])

    assert refused(made, guests[2]) == "full"
    services.leave_group_seat(made, guests[1].id, by=None)
    assert letters("freed") == set()
    services.leave_group_seat(made, guests[0].id, by=None)

    assert letters("freed") == letters_to(guests[2])


@pytest.mark.full
def test_nobody_waits_for_a_meeting_that_was_called_off(full, guests):
    refused(full, guests[2])

    services.cancel_group_meeting(full, by=None)

    assert waiting(full) == set()
    assert letters("freed") == set()


def test_who_asks_to_wait_while_a_seat_is_free_is_told_so(event, host, guests):
    made = opened(event, host)

    assert not services.join_waiting_list(made, guests[0].id, by=None)
    assert list_waited_meetings(guests[0].id) == frozenset()


@pytest.mark.full
def test_the_log_of_a_group_with_waits_replays(full, guests):
    refused(full, guests[2])
    services.leave_group_seat(full, guests[0].id, by=None)
    services.take_group_seat(full, guests[2].id, by=None)

    last = db.session.scalars(
        select(Notice).where(Notice.subject == "meetings", Notice.subject_id == full).order_by(Notice.id.desc())
    ).first()
    assert last is not None
    assert last.details["version"] == meeting(full).version
    assert faults_of_rows() == []


def test_the_table_of_waits_refuses_a_second_wait_of_a_firm(event, full, guests):
    refused(full, guests[2])

    with pytest.raises(IntegrityError) as told, transaction() as session:
        session.add(SeatWait(event_id=event.id, meeting_id=full, registration_id=guests[2].id))

    assert breaks(told.value, "uq_seat_waits_meeting_id_registration_id")
