"""A time is given up at which a group sits: it moves whole, or is called off with word, as was seen before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.day.queries.shifts import get_shift_preview
from app.day.services.shifts import shift_day, undo_shift
from app.day.shift_plan import ShiftMethod, ShiftRequest
from app.group_meetings.services.invitations import invite_companies
from app.group_meetings.services.opening import open_group_meeting
from app.group_meetings.services.seats import take_group_seat
from app.meetings.models import Claim, Meeting, MeetingParty
from app.registrations.services import transitions
from app.registrations.states import RegistrationAct, RegistrationActor
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.soundness import faults_of_rows


@pytest.fixture
def group(app, event):
    """A host with two guests in the first slot; it is 09:10."""
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(minutes=20)
    host, *guests = (factories.firm(event, side) for side in ("Singapore", "Chongqing", "Chongqing"))
    told = {
        "topic": "Ports",
        "seats": 3,
        "is_open": False,
        "slot_id": event.slots[0].id,
        "invited": [one.id for one in guests],
    }
    made = open_group_meeting(event.id, host.id, by=factories.user().id, **told)
    for one in guests:
        take_group_seat(made, one.id, by=None)
    yield made
    app.config.pop("CLOCK")


def claims() -> set[tuple[object, ...]]:
    db.session.rollback()
    rows = select(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id)
    return {tuple(row) for row in db.session.execute(rows)}


@pytest.mark.full
def test_a_group_moves_whole_and_comes_back_with_the_day(event, group):
    asked, before = ShiftRequest(ShiftMethod.DROP, event.slots[0].id, 0), claims()
    looked = get_shift_preview(event, asked)
    assert [len(seat.people) for seat in looked.groups.values() if seat] == [3]

    number = shift_day(event.id, asked, token=looked.token, by=None).id

    moved = db.session.get_one(Meeting, group, populate_existing=True)
    assert (moved.state, moved.slot_id) == ("booked", event.slots[1].id)
    assert len(claims()) == len(before)
    assert faults_of_rows() == []
    undo_shift(event.id, number, by=None)
    assert claims() == before
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_group_for_which_no_time_suits_all_is_called_off_and_that_is_said_before(at_desk, event, group):
    asked = ShiftRequest(ShiftMethod.DROP, event.slots[0].id, 0, ends=FIRST_SLOT - timedelta(minutes=1))
    looked = get_shift_preview(event, asked)
    assert looked.groups == {group: None}
    for typed in ("09:29", "9.29", "9:29 AM", "上午9:29"):
        page = at_desk.get("/events/matching-day/shift", query_string={"how": "drop", "ends": typed})
        assert "called off" in page.text
        assert 'value="09:29"' in page.text

    shift_day(event.id, asked, token=looked.token, by=None)

    assert db.session.get_one(Meeting, group, populate_existing=True).state == "cancelled"
    assert claims() == set()
    assert faults_of_rows() == []


@pytest.fixture
def called_off(event, group):
    """One more firm was invited when the group's time was given up, and none suited all; the shift."""
    asked = ShiftRequest(ShiftMethod.DROP, event.slots[0].id, 0, ends=FIRST_SLOT - timedelta(minutes=1))
    invite_companies(group, [factories.firm(event, "Chongqing").id], by=None)
    return shift_day(event.id, asked, token=get_shift_preview(event, asked).token, by=None).id


def sitting():
    """Of each group its state, and of its firms those that sit there or are invited."""
    db.session.rollback()
    rows = select(Meeting.id, Meeting.state, MeetingParty.registration_id, MeetingParty.seat, MeetingParty.answer)
    found: dict[str, set[object]] = {}
    for _number, state, *party in db.session.execute(rows.join(MeetingParty, MeetingParty.meeting_id == Meeting.id)):
        found.setdefault(state, set()).add(tuple(party))
    return found


@pytest.mark.full
def test_a_group_that_was_called_off_sits_again_as_it_did_once_the_shift_is_undone(event, group, called_off):
    invited = db.session.scalars(select(MeetingParty.registration_id).where(MeetingParty.answer == "invited")).one()

    undo_shift(event.id, called_off, by=None)

    (again,) = db.session.scalars(select(Meeting).where(Meeting.state == "booked"))
    assert (again.slot_id, again.asker_id) == (event.slots[0].id, db.session.get_one(Meeting, group).asker_id)
    host, one, other = again.asker_id, *sorted(firm for firm, seat, _answer in sitting()["booked"] if seat)
    assert sitting()["booked"] == {
        (host, None, None),
        (one, 1, "accepted"),
        (other, 2, "accepted"),
        (invited, None, "invited"),
    }
    assert len([claim for claim in claims() if claim[1] == again.id]) == 4
    assert faults_of_rows() == []


@pytest.mark.full
def test_it_does_not_where_one_of_its_firms_takes_part_no_longer(event, group, called_off):
    seated = select(MeetingParty.registration_id).where(MeetingParty.answer == "accepted")
    gone = db.session.scalars(seated.order_by(MeetingParty.id).limit(1)).one()
    transitions.transition(event, gone, RegistrationAct.CANCEL, actor=RegistrationActor.ORGANIZER, by=None)

    undo_shift(event.id, called_off, by=None)

    assert set(sitting()) == {"cancelled"}
    assert faults_of_rows() == []
