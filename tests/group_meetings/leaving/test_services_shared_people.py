"""People who stand for two firms that sit at the same group meeting."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.group_meetings import services
from app.meetings.models import Claim
from app.meetings.queries.attendees import find_company_of_attendee
from app.meetings.queries.group_meetings import get_group_meeting
from app.meetings.services import substitutes
from app.meetings.services.group_meeting_endings import replace_or_free_seat
from app.privacy.erasure import ErasureReason
from app.privacy.queries import erasure
from app.privacy.services.erasure import erase_data
from app.registrations.models import Representation, Representative
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import meeting


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
    services.take_group_seat(made, one.id, by=None)
    services.take_group_seat(made, two.id, by=None)

    services.leave_group_seat(made, two.id, by=None)

    assert both in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))


@pytest.mark.full
def test_the_other_firm_can_still_send_another_than_the_person_they_share(event, host, shared):
    one, two, both = shared
    third = factories.representative(two)
    made = opened(event, host)
    services.take_group_seat(made, one.id, by=None)
    services.take_group_seat(made, two.id, by=None)

    substitutes.replace_attendee(made, two.id, third.id, by=None)

    sitting = set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert {both, third.id} < sitting


@pytest.mark.full
def test_who_goes_for_good_is_replaced_by_a_colleague_of_the_firm_for_which_they_sat(event, host, shared):
    one, two, both = shared
    made = opened(event, host)
    services.take_group_seat(made, one.id, by=None)
    services.take_group_seat(made, two.id, by=None)
    third = factories.representative(one)

    with transaction():
        replace_or_free_seat(meeting(made), both, find_company_of_attendee(meeting(made), both) or 0, by=None)

    assert third.id in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))


@pytest.mark.full
def test_an_erased_person_of_two_firms_is_replaced_in_the_one_for_which_they_sat(event, host, shared):
    one, two, both = shared
    made = opened(event, host)
    services.take_group_seat(made, one.id, by=None)
    services.take_group_seat(made, two.id, by=None)
    third = factories.representative(one)

    erase_data(
        erasure.create_person_erasure(
            event, db.session.get_one(Representative, both), ErasureReason.ASKED_IN_WRITING, by=None
        )
    )

    assert third.id in set(db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == made)))
    assert len(get_group_meeting(event.id, made).seated) == 2
