"""The acts of a meeting on both databases: what they write, what they refuse."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.core.models import Notice, Outbox
from app.events.models import Event, Slot
from app.events.phases import PhaseForbids
from app.meetings import services
from app.meetings.errors import (
    SlotTaken,
)
from app.meetings.lifecycle import IllegalMeetingMove, MeetingState
from app.meetings.models import Claim, Meeting
from tests import factories
from tests.meetings.acts import asked, claims, meeting, slots

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_accepting_with_a_time_claims_two_people_and_a_table(event, firms):
    made = asked(event, firms)

    state = services.accept(made, firms[1].id, by=None, slot_id=slots(event)[2])

    assert state is MeetingState.BOOKED
    assert claims(made) == 3
    assert meeting(made).slot_id == slots(event)[2]


def test_accepting_without_a_time_agrees(event, firms):
    made = asked(event, firms)

    assert services.accept(made, firms[1].id, by=None) is MeetingState.AGREED
    assert claims(made) == 0


def test_only_the_asked_may_accept(event, firms):
    made = asked(event, firms)

    with pytest.raises(IllegalMeetingMove):
        services.accept(made, firms[0].id, by=None)

    assert meeting(made).state == MeetingState.REQUESTED


def test_a_stranger_has_no_part_in_a_meeting(event, firms):
    made = asked(event, firms)
    stranger = factories.firm(event, "Chongqing")

    with pytest.raises(NotFound):
        services.accept(made, stranger.id, by=None)


def test_a_taken_time_is_refused_and_nothing_is_changed(event, firms):
    third = factories.firm(event, "Singapore")
    first = asked(event, firms)
    second = services.request_meeting(event.id, third.id, firms[1].id, by=None)
    services.accept(first, firms[1].id, by=None, slot_id=slots(event)[0])

    with pytest.raises(SlotTaken):
        services.accept(second, firms[1].id, by=None, slot_id=slots(event)[0])

    assert meeting(second).state == MeetingState.REQUESTED
    assert claims(second) == 0


def test_a_cancelled_meeting_gives_its_time_back(event, firms):
    made = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])

    services.cancel(made, firms[0].id, by=None, reason="The flight is late")

    assert (meeting(made).state, claims(made)) == (MeetingState.CANCELLED, 0)
    again = asked(event, firms)
    assert services.accept(again, firms[1].id, by=None, slot_id=slots(event)[0]) is MeetingState.BOOKED


def test_a_moved_meeting_holds_the_new_time_only(event, firms):
    made = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])

    services.move(made, firms[0].id, slots(event)[3], by=None)

    held = set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == made)))
    assert held == {slots(event)[3]}
    assert meeting(made).slot_id == slots(event)[3]


def test_a_meeting_that_is_moved_to_where_it_is_stays_as_it_is(event, firms):
    made = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    before = (db.session.query(Outbox).count(), db.session.query(Notice).count(), meeting(made).version)

    moved = services.move(made, firms[0].id, slots(event)[0], by=None)

    assert moved is False
    assert (db.session.query(Outbox).count(), db.session.query(Notice).count(), meeting(made).version) == before


def test_the_side_that_keeps_its_table_keeps_it(event, firms):
    others = [firms[1], *(factories.firm(event, "Chongqing") for _ in range(3))]
    for slot, other in zip(slots(event), others, strict=False):
        made = services.request_meeting(event.id, firms[0].id, other.id, by=None)
        services.accept(made, other.id, by=None, slot_id=slot)

    tables = db.session.scalars(select(Claim.table_id).where(Claim.table_id.is_not(None))).all()
    assert len(tables) == 4
    assert len(set(tables)) == 1


def test_a_planned_event_gives_no_times_before_publication(app):
    planned = factories.event(booking_mode="planned")
    one, two = factories.firm(planned, "Singapore"), factories.firm(planned, "Chongqing")
    made = services.request_meeting(planned.id, one.id, two.id, by=None)

    with pytest.raises(PhaseForbids):
        services.accept(made, two.id, by=None, slot_id=slots(planned)[0])

    assert services.accept(made, two.id, by=None) is MeetingState.AGREED


def test_an_arranged_meeting_is_agreed_and_either_side_may_decline(event, firms):
    organizer = factories.user()
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=organizer.id)

    assert (meeting(made).state, meeting(made).arranged_by) == (MeetingState.AGREED, organizer.id)
    services.decline(made, firms[0].id, by=None)
    assert meeting(made).state == MeetingState.DECLINED


def test_an_arranged_meeting_with_a_time_is_booked(event, firms):
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots(event)[1])

    assert (meeting(made).state, claims(made)) == (MeetingState.BOOKED, 3)


def test_a_request_lapses_when_its_time_is_over(app, firms, event):
    with transaction():
        db.session.get_one(Event, event.id).request_expiry_days = 2
    made = asked(event, firms)
    assert services.expire_due_requests() == 0
    with transaction():
        db.session.get_one(Meeting, made).expires_at = meeting(made).created_at

    assert services.expire_due_requests() == 1
    assert meeting(made).state == MeetingState.EXPIRED


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"message": "x" * 1001}, "message_too_long"),
        ({"priority": "urgent"}, "priority_unknown"),
        ({"slot_id": 10**9}, "slot_unknown"),
    ],
)
def test_what_is_not_well_formed_is_refused(event, firms, values, code):
    with pytest.raises(Invalid) as refused:
        asked(event, firms, **values)

    assert refused.value.code == code


def test_a_slot_of_another_event_is_unknown(event, firms):
    elsewhere = factories.event()
    made = asked(event, firms)

    with pytest.raises(Invalid):
        services.accept(made, firms[1].id, by=None, slot_id=slots(elsewhere)[0])

    assert meeting(made).state == MeetingState.REQUESTED


def test_each_act_is_in_the_log(event, firms):
    made = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    services.cancel(made, firms[1].id, by=None)

    kinds = db.session.scalars(select(Notice.kind).where(Notice.subject_id == made).order_by(Notice.id)).all()
    assert kinds == ["meeting.request", "meeting.accept_with_time", "meeting.cancel"]


def test_a_post_that_comes_twice_happens_once(event, firms):
    user = factories.user()
    calls = []

    def act():
        calls.append(asked(event, firms))
        return {"meeting": calls[-1]}

    answers = [services.post_once(user.id, "key-12345678", {"to": firms[1].id}, act) for _ in range(2)]

    assert answers == [{"meeting": calls[0]}] * 2
    assert len(calls) == 1


def test_a_refused_post_is_not_kept(event, firms):
    user = factories.user()

    def refused():
        raise NotFound

    with pytest.raises(NotFound):
        services.post_once(user.id, "key-12345678", {}, refused)

    assert services.post_once(user.id, "key-12345678", {"other": 1}, lambda: {"done": True}) == {"done": True}


def test_a_meeting_that_is_over_counts_as_held(app, event, firms):
    made = asked(event, firms)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    assert services.finish_due_meetings() == 0
    end = db.session.get_one(Slot, slots(event)[0]).ends_at
    app.config["CLOCK"] = lambda: end

    assert services.finish_due_meetings() == 1
    assert meeting(made).state == MeetingState.HELD
    assert claims(made) == 3
