"""Three desks read one badge in the same moment, on two processes and either database: one lets its bearer in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Role
from app.core.db import db
from app.day.models import CheckIn
from app.day.queries.badges import get_badge_token
from tests import factories
from tests.safety.at_once import at_once

pytestmark = pytest.mark.databases("sqlite", "postgresql")
TIMES = 6


def test_one_desk_checks_a_person_in_and_the_others_are_told(app, server):
    event = factories.event("fair", phase="running")
    person = factories.firm(event).representatives[0]
    desk = factories.event_role(event, Role.DESK)

    answers = at_once(app, server.url, desk, [("/events/fair/desk/scans", {"typed": get_badge_token(person)})] * TIMES)

    assert answers == {303: TIMES}
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
