"""The day runs late: a desk looks at what would come of a shift, does it, gives one time up, and takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.events.models import Event, Slot
from app.meetings import services
from app.meetings.models import Unavailability
from tests import factories
from tests.journeys.test_board import zone_at_noon
from tests.journeys.ways import Way, ways
from tests.support.browsing import PHONE


@pytest.fixture
def late(app):
    """Two meetings within the hour; who sits at the first is not free when it would be 25 minutes later."""
    event = factories.event("matching-day", phase="running", longest_run=None)
    with transaction() as session:
        session.get_one(Event, event.id).zone = zone_at_noon()
        begins = now().replace(second=0, microsecond=0) + timedelta(minutes=20)
        for place, slot in enumerate(session.scalars(select(Slot).order_by(Slot.starts_at))):
            slot.starts_at = begins - timedelta(days=1) + timedelta(minutes=30 * place)
            slot.ends_at = slot.starts_at + timedelta(minutes=25)
            session.flush()
        for slot in session.scalars(select(Slot).order_by(Slot.starts_at.desc())):
            slot.starts_at, slot.ends_at = slot.starts_at + timedelta(days=1), slot.ends_at + timedelta(days=1)
            session.flush()
    slots = [one.id for one in db.session.scalars(select(Slot).order_by(Slot.starts_at))]
    one, other, third = (factories.firm(event, side) for side in ("Singapore", "Chongqing", "Chongqing"))
    for firm, place in ((other, 0), (third, 1)):
        services.accept(
            services.request_meeting(event.id, one.id, firm.id, by=None), firm.id, slot_id=slots[place], by=None
        )
    with transaction() as session:
        person = other.representatives[0].id
        session.add(Unavailability(event_id=event.id, slot_id=slots[1], representative_id=person))
    return event, factories.event_role(event, Role.DESK)


@ways(Way("fr", PHONE, javascript=False))
def test_a_desk_shifts_the_day_looks_first_and_takes_it_back(arrive, late):
    event, desk = late
    before = begins(event)
    person = arrive("/events/matching-day/desk", user=desk)
    person.follow('main a[href$="/shift"]')
    person.page.locator("select#minutes").select_option("25")
    person.follow('form[method="get"] button')
    assert begins(event) == before
    assert person.page.locator('[name="give_up"]').count() == 1

    person.follow('form[method="post"] button.btn-primary')
    assert begins(event) == [one + timedelta(minutes=25) for one in before]
    person.go("/events/matching-day/desk")
    person.follow('main .q-notice a[href$="/shift"]')  # every page of who works here says so
    person.follow('form[action$="/undoing"] button')
    assert begins(event) == before

    person.choose("how", "drop")
    person.follow('form[method="get"] button')
    person.follow('form[method="post"] button.btn-primary')
    assert begins(event) == before


def begins(event: Event) -> list[datetime]:
    db.session.rollback()
    rows = select(Slot.starts_at).where(Slot.event_id == event.id)
    return list(db.session.scalars(rows.order_by(Slot.id)))
