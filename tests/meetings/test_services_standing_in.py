"""Who sits for a firm, and when its people are away, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Invalid
from app.meetings import services
from app.meetings.attendees import SubstituteObstacle
from app.meetings.errors import PersonHasSeats, SeatUnavailable, SlotTaken
from app.meetings.lifecycle import IllegalMeetingMove, MeetingState
from app.meetings.models import Claim, Unavailability
from app.meetings.queries.attendees import find_substitutes, list_absences
from app.meetings.services.substitutes import replace_attendee, set_absences
from tests import factories
from tests.meetings.acts import asked, meeting, slots


@pytest.fixture
def firms(event):
    """A firm of two people, and one of the other side."""
    return factories.firm(event, "Singapore", people=2), factories.firm(event, "Chongqing")


@pytest.fixture
def people(firms):
    return [one.id for one in firms[0].representatives]


def booked(event, firms, slot: int = 0) -> int:
    made: int = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[slot])
    return made


def seated(meeting_id: int) -> set[int | None]:
    held = select(Claim.representative_id).where(Claim.meeting_id == meeting_id, Claim.representative_id.is_not(None))
    return set(db.session.scalars(held))


def test_two_people_of_a_firm_meet_two_others_at_the_same_time(event, firms, people):
    other = factories.firm(event, "Chongqing")

    first, second = booked(event, firms), booked(event, (firms[0], other))

    assert people[0] in seated(first)
    assert people[1] in seated(second)


def test_somebody_who_is_away_is_not_booked_then(event, firms, people):
    set_absences(firms[0].id, people[0], slots(event)[:1], by=None, reason="dentist")

    assert people[1] in seated(booked(event, firms))
    with pytest.raises(SlotTaken):
        booked(event, (firms[0], factories.firm(event, "Chongqing")))


def test_times_are_said_anew_each_time(event, firms, people):
    set_absences(firms[0].id, people[0], slots(event)[:3], by=None, reason="dentist")
    set_absences(firms[0].id, people[0], slots(event)[2:4], by=None)

    times = list_absences(firms[0])

    assert [(one.person.id, one.away, one.reason) for one in times] == [
        (people[0], frozenset(slots(event)[2:4]), ""),
        (people[1], frozenset(), ""),
    ]


def test_who_sits_at_a_meeting_is_not_away_until_it_is_said_that_a_colleague_comes(event, firms, people):
    made = booked(event, firms)

    with pytest.raises(PersonHasSeats) as refused:
        set_absences(firms[0].id, people[0], slots(event)[:1], by=None)

    assert (refused.value.meetings, refused.value.stuck) == ((made,), ())
    assert db.session.scalars(select(Unavailability)).all() == []

    assert set_absences(firms[0].id, people[0], slots(event)[:1], by=None, hand_over=True) == 1
    assert seated(made) == {people[1], firms[1].representatives[0].id}
    assert meeting(made).sequence == 1


def test_where_no_colleague_is_free_nothing_is_changed(event, firms, people):
    made = booked(event, firms)
    set_absences(firms[0].id, people[1], slots(event)[:1], by=None)

    for hand_over in (False, True):  # said before anybody is asked to confirm what cannot be
        with pytest.raises(PersonHasSeats) as refused:
            set_absences(firms[0].id, people[0], slots(event)[:1], by=None, hand_over=hand_over)
        assert refused.value.stuck == (made,)

    assert people[0] in seated(made)
    assert list_absences(firms[0])[0].away == frozenset()


def test_nobody_is_away_from_another_event_or_for_another_firm(event, firms, people):
    elsewhere = slots(factories.event())

    with pytest.raises(Invalid) as refused:
        set_absences(firms[0].id, people[0], elsewhere[:1], by=None)
    assert refused.value.code == "slot_unknown"
    with pytest.raises(Invalid) as refused:
        set_absences(firms[1].id, people[0], slots(event)[:1], by=None)
    assert refused.value.code == "person_unknown"


def test_a_firm_sends_somebody_else(event, firms, people):
    made = booked(event, firms)

    assert replace_attendee(made, firms[0].id, people[1], by=None)
    assert not replace_attendee(made, firms[0].id, people[1], by=None)

    assert seated(made) == {people[1], firms[1].representatives[0].id}


def test_who_was_chosen_sits_there_too_when_the_meeting_is_moved(event, firms, people):
    made = booked(event, firms)
    replace_attendee(made, firms[0].id, people[1], by=None)

    services.move(made, firms[1].id, slots(event)[1], by=None)

    assert people[1] in seated(made)


def test_who_meets_somebody_else_then_cannot_be_sent(event, firms, people):
    made = booked(event, firms)
    booked(event, (firms[0], factories.firm(event, "Chongqing")))

    with pytest.raises(SeatUnavailable) as refused:
        replace_attendee(made, firms[0].id, people[1], by=None)

    assert refused.value.details == {"bar": "busy"}


def test_nobody_is_sent_to_a_meeting_that_was_called_off(event, firms, people):
    made = booked(event, firms)
    services.cancel(made, firms[1].id, by=None)

    with pytest.raises(IllegalMeetingMove) as refused:
        replace_attendee(made, firms[0].id, people[1], by=None)

    assert refused.value.details["state"] is MeetingState.CANCELLED


def test_who_needs_an_interpreter_brings_one_or_cannot_be_sent(event, people, firms):
    speaks = factories.representative(firms[0], languages=["zh"])
    made = booked(event, firms)
    factories.interpreter(event, "fr", "zh")

    found = find_substitutes(event, meeting(made), firms[0].id)

    assert found is not None
    assert [(one.representative_id, one.bar) for one in found.able] == [
        (people[0], None),
        (people[1], None),
        (speaks.id, SubstituteObstacle.NO_INTERPRETER),
    ]
    interpreter = factories.interpreter(event)
    replace_attendee(made, firms[0].id, speaks.id, by=None)
    held = select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
    assert db.session.scalars(held).all() == [interpreter.id]
