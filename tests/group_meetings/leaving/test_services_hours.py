"""Hours and tables go, on both databases: groups sit elsewhere, or go on without some, or end; all are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.accounts.permissions import Role
from app.core.localized import Localized
from app.events.drafts import DraftItem
from app.events.queries import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse
from app.group_meetings import services
from app.meetings import services as pairs
from app.meetings.lifecycle import MeetingState
from app.meetings.queries.group_meetings import get_group_meeting, list_attended_group_meetings
from tests import factories
from tests.group_meetings.acts import letters, seats
from tests.meetings.acts import claims, meeting, slots


@pytest.mark.full
def test_hours_that_go_take_the_group_along_and_say_so(event, made):
    values = draft_of(event)
    fewer = replace(values, days=(replace(values.days[0], opens=dt.time(10, 30)),))
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, fewer, version=event.version, by=None)

    change_event(event.id, fewer, version=event.version, by=None, confirmed=asked.value.token)

    assert {one.kind for one in asked.value.impacts} == {"loses_time"}
    assert (meeting(made).state, claims(made), len(letters("called_off"))) == (MeetingState.CANCELLED, 0, 3)


@pytest.mark.full
def test_a_table_that_goes_leaves_the_group_its_time_at_another_one(event, made):
    late = factories.user("Late", email="late@example.org")
    services.invite_companies(made, [factories.firm(event, "Chongqing", users=[late]).id], by=None)
    values = draft_of(event)
    table = get_group_meeting(event.id, made).table
    other = next(one.label for one in event.tables if one.label != table)
    fewer = replace(values, tables=(replace(values.tables[0], labels=other),))
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, fewer, version=event.version, by=None)

    change_event(event.id, fewer, version=event.version, by=None, confirmed=asked.value.token)

    row = get_group_meeting(event.id, made)
    assert (row.state, row.table, len(row.seated), len(letters("reseated"))) == (MeetingState.BOOKED, other, 2, 3)
    assert letters("changed") == {"late@example.org"}


@pytest.mark.full
def test_a_group_ends_where_no_table_is_left(event, made):
    other = factories.firm(event, "Singapore")
    asked = pairs.request_meeting(event.id, other.id, factories.firm(event, "Chongqing").id, by=None)
    pairs.accept(asked, meeting(asked).awaiting_id or 0, by=None, slot_id=slots(event)[1])
    values = draft_of(event)
    kept = next(one.label for one in event.tables if one.label != get_group_meeting(event.id, made).table)
    fewer = replace(values, tables=(replace(values.tables[0], labels=kept),))
    with pytest.raises(HoursInUse) as question:
        change_event(event.id, fewer, version=event.version, by=None)

    change_event(event.id, fewer, version=event.version, by=None, confirmed=question.value.token)

    assert (meeting(made).state, claims(made), len(letters("called_off"))) == (MeetingState.CANCELLED, 0, 3)


def speech(event, guests):
    """A speech at the time of the group, to which the group of the guests goes."""
    values = draft_of(event)
    walking = next(one.key for one in values.groups if one.id == guests[0].group_id)
    item = DraftItem(Localized("Speech"), dt.time(10), dt.time(10, 20), audience=walking, keeps_busy=True)
    return replace(values, programme=(item,))


@pytest.mark.full
def test_guests_who_are_elsewhere_then_lose_their_seats_and_the_group_goes_on(event, made, guests):
    said = speech(event, guests)
    with pytest.raises(HoursInUse) as question:
        change_event(event.id, said, version=event.version, by=None)

    change_event(event.id, said, version=event.version, by=None, confirmed=question.value.token)

    assert (meeting(made).state, claims(made)) == (MeetingState.BOOKED, 2)
    assert {seats(made)[one.id] for one in guests} == {("lost", None)}
    assert len(letters("lost")) == 2


@pytest.mark.full
def test_a_group_that_is_kept_tells_its_host_and_each_guest_who_is_elsewhere_then(client, event, host, made, guests):
    said = speech(event, guests)
    with pytest.raises(HoursInUse) as question:
        change_event(event.id, said, version=event.version, by=None)
    assert get_group_meeting(event.id, made).elsewhere == ()

    token = question.value.keeping_token
    change_event(event.id, said, version=event.version, by=None, keep=True, confirmed=token)

    row = get_group_meeting(event.id, made)
    assert [one.registration_id for one in row.elsewhere_for(host.id)] == [one.id for one in guests]
    assert [one.registration_id for one in row.elsewhere_for(guests[1].id)] == [guests[1].id]
    organizer = client.as_user(factories.event_role(event, Role.ORGANIZER))
    for page in (
        "groups",
        f"companies/{host.id}/groups",
        f"companies/{host.id}/groups/{made}",
        f"companies/{host.id}/agenda",
    ):
        assert "clash: elsewhere then" in organizer.get(f"/events/{event.slug}/{page}").text


@pytest.mark.full
def test_a_group_that_is_over_counts_as_held_with_those_who_sat_there(app, event, made, guests):
    ends_at = get_group_meeting(event.id, made).ends_at
    app.config["CLOCK"] = lambda: ends_at

    assert pairs.finish_due_meetings() == 1

    app.config["CLOCK"] = None
    assert meeting(made).state == MeetingState.HELD
    assert [len(row.seated) for row in list_attended_group_meetings([guests[0].id])] == [2]
