"""A group meeting moves or is called off, on both databases: nobody is left behind or out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.models import DigestLine, Outbox
from app.group_meetings import services
from app.group_meetings.services.changes import WouldLose
from app.meetings import services as pairs
from app.meetings.errors import MeetingStale
from app.meetings.lifecycle import IllegalMeetingMove, MeetingState
from app.meetings.models import Claim
from tests import factories
from tests.group_meetings.acts import letters, letters_to, opened, seats
from tests.meetings.acts import claims, meeting, slots


@pytest.mark.full
def test_a_group_that_is_called_off_gives_all_its_times_back_and_tells_everybody(event, host, guests):
    made = opened(event, host, invited=[guests[1].id])
    services.take_group_seat(made, guests[0].id, by=None)

    services.cancel_group_meeting(made, by=None, reason="The flight is late")

    assert (meeting(made).state, claims(made)) == (MeetingState.CANCELLED, 0)
    assert (len(letters("called_off")), len(letters("not_held"))) == (2, 1)
    with pytest.raises(IllegalMeetingMove):
        services.take_group_seat(made, guests[2].id, by=None)


@pytest.mark.full
def test_who_is_told_that_a_group_is_off_reads_when_it_was_to_be_and_guests_alone_the_hosts_words(event, host, guests):
    made = opened(event, host, invited=[guests[1].id])
    for one in (guests[0], guests[2]):
        services.take_group_seat(made, one.id, by=None)
    services.leave_group_seat(made, guests[2].id, by=None)

    services.cancel_group_meeting(made, by=None, reason="The flight is late")

    def told(kind, firm):
        (to,) = letters_to(firm)
        rows = (
            select(one.body).where(one.kind == f"round.{kind}", one.recipient == to) for one in (Outbox, DigestLine)
        )
        (body,) = [body for each in rows for body in db.session.scalars(each)]
        return body

    off = [told("called_off", host), told("called_off", guests[0]), told("not_held", guests[1])]
    assert ["It was to be held on 18 March 2032, 10:00." in one for one in off] == [True] * 3
    assert ["The flight is late" in one for one in off] == [False, True, True]
    assert "Free again: 18 March 2032, 10:00" in told("left", guests[2])


@pytest.mark.full
def test_a_group_moves_with_all_who_have_a_seat(event, host, guests):
    made = opened(event, host)
    services.take_group_seat(made, guests[0].id, by=None)

    assert services.move_group_meeting(made, slots(event)[4], by=None)

    held = set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == made)))
    assert (held, claims(made), meeting(made).slot_id) == ({slots(event)[4]}, 3, slots(event)[4])
    assert len(letters("moved")) == 2


@pytest.mark.full
def test_a_group_leaves_nobody_behind_silently(event, host, guests):
    made = opened(event, host)
    for one in guests[:2]:
        services.take_group_seat(made, one.id, by=None)
    other = factories.firm(event, "Singapore")
    booked = pairs.request_meeting(event.id, guests[0].id, other.id, by=None)
    pairs.accept(booked, other.id, by=None, slot_id=slots(event)[4])

    with pytest.raises(WouldLose) as refused:
        services.move_group_meeting(made, slots(event)[4], by=None)

    assert refused.value.details["firms"] == [guests[0].id]
    assert meeting(made).slot_id == slots(event)[1]
    assert services.move_group_meeting(made, slots(event)[4], by=None, without=[guests[0].id])
    assert seats(made) == {guests[0].id: ("lost", None), guests[1].id: ("accepted", 2)}
    assert len(letters("lost")) == 1


@pytest.mark.full
def test_nobody_is_seated_at_a_time_that_it_never_saw(event, host, guests):
    made = opened(event, host, invited=[guests[0].id])
    seen_at = meeting(made).slot_id
    services.take_group_seat(made, guests[1].id, by=None, seen_at=seen_at)
    services.move_group_meeting(made, slots(event)[4], by=None)

    for act in (services.take_group_seat, services.decline_invitation):
        with pytest.raises(MeetingStale):
            act(made, guests[0].id, by=None, seen_at=seen_at)

    assert seats(made)[guests[0].id] == ("invited", None)
    assert services.take_group_seat(made, guests[0].id, by=None, seen_at=slots(event)[4])


def test_who_is_invited_learns_where_the_group_has_moved(event, host, guests):
    made = opened(event, host, invited=[guests[0].id])

    services.move_group_meeting(made, slots(event)[4], by=None)

    (told,) = db.session.scalars(select(Outbox).where(Outbox.kind == "round.changed"))
    assert letters("invited") == letters("changed") == {told.recipient}
    assert "Changed: Cold chain by rail, 18 March 2032, 11:30" in told.subject
    assert "18 March 2032, 11:30" in told.body
