"""Checking in: once for each person, whichever desk was first; undone without a trace lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import list_notices
from app.core.db import db, now, transaction
from app.core.errors import NotFound, Stale
from app.day.models import CheckIn, CheckInMethod
from app.day.queries.people import list_attendees
from app.day.services.check_ins import CheckInScan, NotAdmitted, check_in, undo_check_in
from app.events.phases import PhaseForbids
from app.registrations.models import Representation, Representative
from tests import factories

BY_NAME = CheckInScan(CheckInMethod.NAME)


@pytest.fixture
def event(app):
    return factories.event(phase="running")


@pytest.fixture
def person(event):
    return factories.firm(event).representatives[0]


def test_who_is_checked_in_is_here_since_then(event, person):
    noted = check_in(event, person.id, BY_NAME, by=None)

    assert noted.is_first
    assert (noted.check_in.way, person.checked_in_at) == ("name", noted.check_in.at)
    assert [notice.kind for notice in list_notices(person)] == ["person.checked_in"]


def test_a_second_check_in_is_told_of_the_first_and_writes_nothing(event, person):
    first = check_in(event, person.id, BY_NAME, by=None)

    second = check_in(event, person.id, CheckInScan(CheckInMethod.QR), by=None)

    assert (second.is_first, second.check_in.id) == (False, first.check_in.id)
    assert len(db.session.scalars(select(CheckIn)).all()) == 1


def test_an_undone_check_in_stays_as_it_was_and_the_person_may_come_again(event, person):
    first = check_in(event, person.id, BY_NAME, by=None).check_in

    undo_check_in(event, first.id, by=None)
    assert person.checked_in_at is None
    again = check_in(event, person.id, BY_NAME, by=None)

    assert again.is_first
    assert [one.undone_at is None for one in db.session.scalars(select(CheckIn).order_by(CheckIn.id))] == [False, True]


def test_what_was_undone_is_not_undone_again(event, person):
    first = check_in(event, person.id, BY_NAME, by=None).check_in
    undo_check_in(event, first.id, by=None)

    with pytest.raises(Stale):
        undo_check_in(event, first.id, by=None)


@pytest.mark.parametrize("state", ["submitted", "waiting", "rejected", "cancelled"])
def test_nobody_of_a_firm_that_is_not_approved_is_let_in(event, state):
    person = factories.firm(event, state=state).representatives[0]

    with pytest.raises(NotAdmitted):
        check_in(event, person.id, BY_NAME, by=None)


def test_who_stands_for_no_firm_any_more_is_not_let_in(event, person):
    with transaction() as session:
        session.delete(session.scalars(select(Representation)).one())

    with pytest.raises(NotAdmitted):
        check_in(event, person.id, BY_NAME, by=None)


def test_nobody_is_checked_in_at_another_event(person):
    with pytest.raises(NotFound):
        check_in(factories.event(phase="running"), person.id, BY_NAME, by=None)


def test_a_badge_is_given_out_on_the_evening_before_but_nobody_is_let_in_earlier(event, person):
    with transaction():
        event.phase = "published"
    assert check_in(event, person.id, BY_NAME, by=None).is_first
    with transaction():
        event.phase = "planning"

    with pytest.raises(PhaseForbids):
        check_in(event, person.id, BY_NAME, by=None)


def test_a_device_whose_clock_is_ahead_checks_nobody_in_tomorrow(event, person):
    noted = check_in(event, person.id, CheckInScan(CheckInMethod.QR, at=now() + timedelta(days=1)), by=None)

    assert noted.check_in.at <= now()


def test_who_came_yesterday_is_not_here_today_until_they_come_again(app, event, person):
    morning = factories.FIRST_SLOT - timedelta(minutes=30)
    app.config["CLOCK"] = lambda: morning
    first = check_in(event, person.id, CheckInScan(CheckInMethod.QR), by=None)

    app.config["CLOCK"] = lambda: morning + timedelta(days=1)
    (before,) = list_attendees(event.id)
    again = check_in(event, person.id, CheckInScan(CheckInMethod.QR), by=None)
    (after,) = list_attendees(event.id)

    assert (before.here, first.is_first, again.is_first) == (None, True, True)
    assert after.here is not None
    assert after.here.check_in_id == again.check_in.id
    assert db.session.get_one(Representative, person.id).checked_in_at == morning

    undo_check_in(event, again.check_in.id, by=None)
    assert db.session.get_one(Representative, person.id).checked_in_at == morning
    assert list_attendees(event.id)[0].here is None
    app.config.pop("CLOCK")
