"""People who stand for two firms that sit at the same group meeting."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.meetings.models import Claim
from app.meetings.queries.rounds import round_at
from app.meetings.queries.seats import sits_for
from app.meetings.services import rounds, standing_in
from app.meetings.services.rounds.leaving import fill_or_free
from app.registrations.erasure import Why
from app.registrations.models import Representation, Representative
from app.registrations.queries import erasing
from app.registrations.services.erasing import erase
from tests import factories
from tests.meetings.acts import meeting
from tests.meetings.rounds.acts import opened


@pytest.fixture
def shared(event):
    """Two firms with one person in common, of whom each has another besides; the first was there first."""
    one, two = (factories.firm(event, "Chongqing", users=[factories.user(f"Twin {n}")]) for n in range(2))
    both = one.representatives[0].id
    with transaction() as session:
        session.add(Representation(event_id=event.id, representative_id=both, registration_id=two.id))
        session.get_one(Representative, both).rank = 1
    return one, two, both


@pytest.mark.full
def test_a_firm_that_shares_a_person_frees_its_own_seat_alone(event, host, shared):
    one, two, both = shared
    made = opened(event, host)
    rounds.take_seat(made, one.id, by=None)
    rounds.take_seat(made, two.id, by=None)

    rounds.leave_seat(made, two.id, by=None)

    assert both in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))


@pytest.mark.full
def test_the_other_firm_can_still_send_another_than_the_person_they_share(event, host, shared):
    one, two, both = shared
    third = factories.representative(two)
    made = opened(event, host)
    rounds.take_seat(made, one.id, by=None)
    rounds.take_seat(made, two.id, by=None)

    standing_in.seat(made, two.id, third.id, by=None)

    sitting = set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert {both, third.id} < sitting


@pytest.mark.full
def test_who_goes_for_good_is_replaced_by_a_colleague_of_the_firm_for_which_they_sat(event, host, shared):
    one, two, both = shared
    made = opened(event, host)
    rounds.take_seat(made, one.id, by=None)
    rounds.take_seat(made, two.id, by=None)
    third = factories.representative(one)

    with transaction():
        fill_or_free(meeting(made), both, sits_for(meeting(made), both) or 0, by=None)

    assert third.id in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))


@pytest.mark.full
def test_an_erased_person_of_two_firms_is_replaced_in_the_one_for_which_they_sat(event, host, shared):
    one, two, both = shared
    made = opened(event, host)
    rounds.take_seat(made, one.id, by=None)
    rounds.take_seat(made, two.id, by=None)
    third = factories.representative(one)

    erase(erasing.of_person(event, db.session.get_one(Representative, both), Why.ASKED_IN_WRITING, by=None))

    assert third.id in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert len(round_at(event.id, made).seated) == 2
