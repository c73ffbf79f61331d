"""People who sit at group meetings go, on both databases: a colleague sits down, or the seat is free again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.group_meetings import services
from app.interpreters.services.interpreters import delete_interpreter
from app.meetings.errors import PersonHasSeats
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim
from app.meetings.queries.group_meetings import get_group_meeting
from app.meetings.services import substitutes
from app.meetings.services.group_meeting_endings import replace_or_free_seat
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure
from app.privacy.services.erasure import erase_data
from tests import factories
from tests.group_meetings.acts import letters, opened, seats
from tests.meetings.acts import claims, meeting, slots


@pytest.mark.full
def test_somebody_who_is_away_hands_the_seat_to_a_colleague(event, made, host):
    sits = next(
        one.id
        for one in host.representatives
        if db.session.scalar(select(func.count()).where(Claim.representative_id == one.id))
    )
    slot = slots(event)[1]
    with pytest.raises(PersonHasSeats):
        substitutes.set_absences(host.id, sits, [slot], by=None)

    assert substitutes.set_absences(host.id, sits, [slot], by=None, hand_over=True) == 1

    held = set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert sits not in held
    assert claims(made) == 4


@pytest.mark.full
def test_whose_person_is_erased_keeps_the_seat_by_a_colleague_or_loses_it(made, host, guests):
    people = set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    ours = next(one for one in host.representatives if one.id in people)
    theirs = guests[0].representatives[0]

    with transaction():
        replace_or_free_seat(meeting(made), ours.id, host.id, by=None)
        replace_or_free_seat(meeting(made), theirs.id, guests[0].id, by=None)

    held = set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert held.isdisjoint({ours.id, theirs.id})
    assert (claims(made), seats(made)[guests[0].id]) == (3, ("lost", None))


@pytest.mark.full
def test_a_host_of_whom_nobody_is_left_calls_its_group_off(event, guests):
    alone = factories.firm(event, "Singapore", users=[factories.user("Alone")])
    made = opened(event, alone, slot_id=slots(event)[2])
    services.take_group_seat(made, guests[0].id, by=None)

    with transaction():
        replace_or_free_seat(meeting(made), alone.representatives[0].id, alone.id, by=None)

    assert (meeting(made).state, claims(made)) == (MeetingState.CANCELLED, 0)


@pytest.mark.full
def test_an_erased_person_of_a_guest_gives_the_seat_of_that_firm_back_and_no_other(event, made, guests):
    person = guests[0].representatives[0]

    erase_data(erasure.create_person_erasure(event, person, ErasureReason.ASKED_IN_WRITING, by=None))

    assert [one.company.registration_id for one in get_group_meeting(event.id, made).seated] == [guests[1].id]
    assert claims(made) == 3


@pytest.mark.full
def test_an_interpreter_who_goes_is_replaced_or_missed_and_all_are_told(app):
    event = factories.event()
    host = factories.firm(event, "Singapore", languages=["en"], users=[factories.user("H")])
    guest = factories.firm(event, "Chongqing", languages=["zh"], users=[factories.user("G")])
    first = factories.interpreter(event, "en", "zh")
    made = opened(event, host)
    services.take_group_seat(made, guest.id, by=None)
    other = factories.interpreter(event, "en", "zh")

    told = delete_interpreter(event.id, first.id, version=1, by=None, confirmed=True)

    assert [(one.meeting_id, one.by) for one in told] == [(made, other.id)]
    assert len(letters("interpreter")) == 2
