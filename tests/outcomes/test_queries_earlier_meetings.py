"""Who met at an earlier event is suggested again, with what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.accounts.models import Membership
from app.core.db import transaction
from app.group_meetings import services as rounds
from app.matching import services
from app.meetings.models import Meeting
from app.meetings.services import attendance
from app.outcomes.queries.earlier_meetings import EarlierMeeting, earlier_meetings
from app.outcomes.stages import OutcomeStage
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots
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
    says(begun, firms[0], OutcomeStage.NONE)
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)

    assert earlier_meetings(one, [other.id]) == {other.id: EarlierMeeting(2032, OutcomeStage.FOLLOW_UP)}
    assert earlier_meetings(other, [one.id]) == {one.id: EarlierMeeting(2032, None)}


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

    assert earlier_meetings(one, [other.id]) == {other.id: EarlierMeeting(2034, None)}


def test_this_events_meetings_and_those_of_others_do_not_count(event, firms, begun, again):
    stranger = factories.firm(again[0].event, "Chongqing")

    assert earlier_meetings(firms[0], [firms[1].id]) == {}
    assert earlier_meetings(again[0], [stranger.id]) == {}
    assert earlier_meetings(stranger, [again[0].id]) == {}


@pytest.mark.full
def test_who_met_before_is_suggested_with_what_came_of_it(client, again, firms, users, begun):
    one, other = again
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)
    services.rank_event(one.event_id)

    mine, theirs = (
        client.as_user(user).get(f"/events/{one.event.slug}/companies/{firm.id}/suggestions").text
        for user, firm in zip(users, again, strict=True)
    )

    assert "Met in 2032, in talks" in mine
    assert "Met in 2032" in theirs
    assert "in talks" not in theirs
    page = client.as_user(users[0]).get(f"/events/{one.event.slug}/companies/{other.id}").text
    assert "Met in 2032, in talks" in page


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_host_and_guest_of_a_group_met_and_who_stayed_away_did_not(event, firms, clock):
    host, guest = firms
    other, away = (factories.firm(event, "Chongqing") for _ in range(2))
    group = opened(event, host, slot_id=slots(event)[0], seats=3)
    for one in (guest, other, away):
        rounds.take_group_seat(group, one.id, by=None)
    clock["now"] = factories.FIRST_SLOT + dt.timedelta(minutes=5)
    says(group, host, OutcomeStage.SIGNED, guest=guest)
    says(group, guest, OutcomeStage.FOLLOW_UP, guest=guest)
    says(group, host, OutcomeStage.NONE, guest=other)
    attendance.record_guest(event.id, group, away.id, came=False, by=None)
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == group).values(state="held"))
    after = factories.event(run_by=event.organisation)
    hosts = factories.registration_of(host.company, after, "Singapore", state="approved")
    came, too, not_come = (
        factories.registration_of(one.company, after, "Chongqing", state="approved") for one in (guest, other, away)
    )

    everybody = [hosts.id, came.id, too.id, not_come.id]
    assert earlier_meetings(hosts, everybody) == {
        came.id: EarlierMeeting(2032, OutcomeStage.SIGNED),
        too.id: EarlierMeeting(2032, OutcomeStage.NONE),
    }
    assert earlier_meetings(came, everybody) == {hosts.id: EarlierMeeting(2032, OutcomeStage.FOLLOW_UP)}
    assert earlier_meetings(not_come, everybody) == {}


@pytest.mark.full
def test_what_came_of_a_meeting_is_not_told_to_who_runs_another_event(client, again, firms, begun, clock):
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)
    elsewhere = factories.event()
    sides = zip(firms, ("Singapore", "Chongqing"), strict=True)
    one, _ = [factories.registration_of(firm.company, elsewhere, side, state="approved") for firm, side in sides]
    for event in (elsewhere, again[0].event):
        services.rank_event(event.id)
    both = factories.member(elsewhere.organisation, "organizer")
    with transaction() as session:
        session.add(Membership(user_id=both.id, organisation_id=again[0].event.organisation_id, role="organizer"))

    def page(user, firm):
        return client.as_user(user).get(f"/events/{firm.event.slug}/companies/{firm.id}/suggestions").text

    stranger = page(factories.member(elsewhere.organisation, "organizer"), one)
    assert "San Yang Ma" in stranger
    assert "Met in" not in stranger
    assert "Met in 2032, in talks" in page(both, one)
    assert "Met in 2032, in talks" in page(factories.member(again[0].event.organisation, "organizer"), again[0])


@pytest.mark.full
def test_a_chamber_reads_it_of_the_events_to_which_it_brought_the_firm(client, again, firms, begun):
    says(begun, firms[0], OutcomeStage.FOLLOW_UP)
    services.rank_event(again[0].event_id)
    chamber = factories.organisation()
    brought = factories.delegation(again[0].event, of=chamber)
    assistant = factories.member(chamber, "chamber")
    with transaction() as session:
        session.merge(again[0]).delegation_id = brought.id
    page = f"/events/{again[0].event.slug}/companies/{again[0].id}/suggestions"

    first = client.as_user(assistant).get(page).text
    with transaction() as session:
        session.merge(firms[0]).delegation_id = factories.delegation(firms[0].event, of=chamber).id

    assert "San Yang Ma" in first
    assert "Met in" not in first
    assert "Met in 2032, in talks" in client.as_user(assistant).get(page).text
