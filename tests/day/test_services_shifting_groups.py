"""A time is given up at which a group sits: it moves whole, or is called off with word, as was seen before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.day.queries.shifting import look
from app.day.services.shifting import shift_day, undo_shift
from app.day.shift import Asked, How
from app.db import db
from app.meetings.models import Claim, Meeting
from app.meetings.services.rounds.opening import open_round
from app.meetings.services.rounds.seats import take_seat
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
    made = open_round(event.id, host.id, by=factories.user().id, **told)
    for one in guests:
        take_seat(made, one.id, by=None)
    yield made
    app.config.pop("CLOCK")


def claims() -> set[tuple[object, ...]]:
    db.session.rollback()
    rows = select(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id)
    return {tuple(row) for row in db.session.execute(rows)}


def test_a_group_moves_whole_and_comes_back_with_the_day(event, group):
    asked, before = Asked(How.DROP, event.slots[0].id, 0), claims()
    looked = look(event, asked)
    assert [len(seat.people) for seat in looked.groups.values() if seat] == [3]

    number = shift_day(event.id, asked, token=looked.token, by=None).id

    moved = db.session.get_one(Meeting, group, populate_existing=True)
    assert (moved.state, moved.slot_id) == ("booked", event.slots[1].id)
    assert len(claims()) == len(before)
    assert faults_of_rows() == []
    undo_shift(event.id, number, by=None)
    assert claims() == before
    assert faults_of_rows() == []


def test_a_group_for_which_no_time_suits_all_is_called_off_and_that_is_said_before(at_desk, event, group):
    asked = Asked(How.DROP, event.slots[0].id, 0, ends=FIRST_SLOT - timedelta(minutes=1))
    looked = look(event, asked)
    assert looked.groups == {group: None}
    page = at_desk.get("/events/matching-day/shift", query_string={"how": "drop", "ends": "09:29"})
    assert "called off" in page.text

    shift_day(event.id, asked, token=looked.token, by=None)

    assert db.session.get_one(Meeting, group, populate_existing=True).state == "cancelled"
    assert claims() == set()
    assert faults_of_rows() == []
