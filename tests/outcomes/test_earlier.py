"""Who met at an earlier event is suggested again, with what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.db import transaction
from app.matching import services
from app.meetings.models import Meeting
from app.outcomes.queries.earlier import MetBefore, met_before
from app.outcomes.stages import Stage
from tests import factories
from tests.outcomes.acts import says

SEEKS = {"sectors": {"seeks": ["5210"]}}
OFFERS = {"sectors": {"offers": ["5210"]}}


@pytest.fixture
def firms(event, users):
    return (
        factories.firm(event, "Singapore", name="YCH Group", users=users[:1], company_values=SEEKS),
        factories.firm(event, "Chongqing", name="San Yang Ma", users=users[1:], company_values=OFFERS),
    )


@pytest.fixture
def again(event, firms, begun, clock):
    """Both at the next event, a year later; the first event's meeting was held."""
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == begun).values(state="held"))
    clock["now"] += dt.timedelta(days=365)
    after = factories.event(run_by=event.organisation)
    sides = zip(firms, ("Singapore", "Chongqing"), strict=True)
    return [factories.registration_of(one.company, after, side, state="approved") for one, side in sides]


@pytest.mark.databases("sqlite", "postgresql")
def test_each_knows_the_year_and_its_own_word(again, firms, begun):
    one, other = again
    says(begun, firms[0], Stage.NONE)
    says(begun, firms[0], Stage.FOLLOW_UP)

    assert met_before(one, [other.id]) == {other.id: MetBefore(2027, Stage.FOLLOW_UP)}
    assert met_before(other, [one.id]) == {one.id: MetBefore(2027, None)}


def test_the_last_meeting_counts(again, firms):
    one, other = again
    third = factories.event(run_by=one.event.organisation)
    sides = zip(firms, ("Singapore", "Chongqing"), strict=True)
    two = [factories.registration_of(firm.company, third, side, state="approved") for firm, side in sides]
    with transaction() as session:
        low, high = sorted(firm.id for firm in two)
        third.slots[0].starts_at += dt.timedelta(days=800)
        third.slots[0].ends_at += dt.timedelta(days=800)
        held = Meeting(event_id=third.id, low_id=low, high_id=high, asker_id=low, state="held")
        held.slot_id = third.slots[0].id
        session.add(held)

    assert met_before(one, [other.id]) == {other.id: MetBefore(2029, None)}


def test_this_events_meetings_and_those_of_others_do_not_count(event, firms, begun, again):
    stranger = factories.firm(again[0].event, "Chongqing")

    assert met_before(firms[0], [firms[1].id]) == {}
    assert met_before(again[0], [stranger.id]) == {}
    assert met_before(stranger, [again[0].id]) == {}


def test_who_met_before_is_suggested_with_what_came_of_it(client, again, firms, users, begun):
    one, other = again
    says(begun, firms[0], Stage.FOLLOW_UP)
    services.rank(one.event_id)

    mine, theirs = (
        client.as_user(user).get(f"/events/{one.event.slug}/firms/{firm.id}/suggestions").text
        for user, firm in zip(users, again, strict=True)
    )

    assert "Met in 2027, in talks" in mine
    assert "Met in 2027" in theirs
    assert "in talks" not in theirs
    page = client.as_user(users[0]).get(f"/events/{one.event.slug}/firms/{other.id}").text
    assert "Met in 2027, in talks" in page
