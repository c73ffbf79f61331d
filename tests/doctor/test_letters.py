"""A letter that should have been written and is nowhere is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, update

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core import audit
from app.core.db import now, transaction
from app.matching.services.preferences import set_preference
from app.meetings import services
from app.meetings.models import Meeting
from tests import factories
from tests.doctor.hands import codes, put

_OF_FIRM = select(User).join(CompanyUser).where(CompanyUser.company_id == bindparam("company"))


@pytest.mark.full
def test_it_is_missed_though_its_firm_did_something_since_that_changes_no_reader(hall):
    _event, sides, _booked = hall
    with transaction() as session:
        user = session.scalars(_OF_FIRM, {"company": sides[0][0].company_id}).one()
        audit.log_action("user.signed_in", user, by=user.id)
    set_preference(sides[0][0], sides[1][1].id, "saved", by=user.id)
    assert codes() == set()

    put(f"DELETE FROM outbox WHERE recipient = '{user.email}'")

    assert codes() == {"letter_lacking"}


@pytest.mark.full
@pytest.mark.parametrize("kind", ["meeting.reminder", "meeting.expired"])
def test_it_is_missed_of_what_only_time_did(app, kind):
    event = factories.event(request_expiry_days=5)
    firms = [factories.firm(event, side, users=[factories.user()]) for side in ("Singapore", "Chongqing")]
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    _set(made, changed_at=now() - timedelta(days=2), expires_at=now() + timedelta(hours=3))
    assert services.remind_due_requests() == 1
    _set(made, expires_at=now())
    assert services.expire_due_requests() == 1
    assert codes() == set()

    put(f"DELETE FROM outbox WHERE kind = '{kind}'")

    assert codes() == {"letter_lacking"}


def _set(meeting_id, **values):
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == meeting_id).values(**values))
