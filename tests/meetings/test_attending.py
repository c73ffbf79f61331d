"""What came of meetings is noted once they have begun, whole and of each guest, and corrected until the event ends."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.models import Notice
from app.events.models import Event, Slot
from app.events.phases import PhaseForbids
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.errors import MeetingNotBegun, SlotTaken
from app.meetings.lifecycle import IllegalMeetingMove
from app.meetings.models import Claim, MeetingParty
from app.meetings.queries.group_meetings import get_group_meeting
from app.meetings.services import attendance
from tests import factories
from tests.doctor.hands import codes
from tests.group_meetings.acts import opened
from tests.meetings.acts import asked, meeting, slots


@pytest.fixture
def clock(app):
    clock = {"now": factories.FIRST_SLOT - dt.timedelta(days=1)}
    app.config["CLOCK"] = lambda: clock["now"]
    return clock


@pytest.fixture
def event(app, clock):
    return factories.event(longest_meeting=2, phase="running", longest_run=None)


@pytest.fixture
def host(event):
    return factories.firm(event, "Singapore", name="YCH Group")


@pytest.fixture
def guests(event):
    return [factories.firm(event, "Chongqing") for _ in range(2)]


@pytest.fixture
def group(event, host, guests):
    """A group of two slots with two guests."""
    made = opened(event, host, slot_id=slots(event)[0], length=2, seats=2)
    for one in guests:
        rounds.take_group_seat(made, one.id, by=None)
    return made


def begin(clock, slot_id):
    clock["now"] = db.session.get_one(Slot, slot_id).starts_at + dt.timedelta(minutes=5)


def held(meeting_id):
    """How many claims a meeting has in each of its slots."""
    rows = db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id))
    found: dict[int, int] = {}
    for one in rows:
        found[one] = found.get(one, 0) + 1
    return found


def missed(meeting_id):
    rows = select(MeetingParty.registration_id).where(MeetingParty.meeting_id == meeting_id, MeetingParty.missed)
    return set(db.session.scalars(rows))


@pytest.mark.full
def test_a_missed_group_frees_what_is_ahead_and_keeps_what_has_begun(event, group, clock):
    begin(clock, slots(event)[0])

    attendance.record_missed(event.id, group, by=None)

    assert (meeting(group).state, held(group), codes()) == ("missed", {slots(event)[0]: 4}, set())


@pytest.mark.full
def test_what_was_held_after_all_has_its_time_again(event, group, clock):
    begin(clock, slots(event)[0])
    attendance.record_missed(event.id, group, by=None)

    attendance.record_took_place(event.id, group, by=None)

    assert (meeting(group).state, held(group)) == ("held", dict.fromkeys(slots(event)[:2], 4))
    assert codes() == set()
    attendance.record_missed(event.id, group, by=None)
    assert (meeting(group).state, codes()) == ("missed", set())


@pytest.mark.full
def test_what_somebody_else_has_taken_meanwhile_is_not_taken_back(event, host, group, clock):
    begin(clock, slots(event)[0])
    attendance.record_missed(event.id, group, by=None)
    other = factories.firm(event, "Chongqing")
    services.accept(
        services.request_meeting(event.id, host.id, other.id, by=None), other.id, by=None, slot_id=slots(event)[1]
    )

    with pytest.raises(SlotTaken):
        attendance.record_took_place(event.id, group, by=None)

    assert (meeting(group).state, codes()) == ("missed", set())


@pytest.mark.full
def test_a_guest_that_does_not_come_is_free_again_and_the_others_stay(event, guests, group, clock):
    begin(clock, slots(event)[0])

    for _twice in range(2):
        attendance.record_guest(event.id, group, guests[0].id, came=False, by=None)

    assert (missed(group), held(group)) == ({guests[0].id}, {slots(event)[0]: 4, slots(event)[1]: 3})
    assert (meeting(group).state, codes()) == ("booked", set())
    assert [one.missed for one in get_group_meeting(event.id, group).seated] == [True, False]
    assert len(list(db.session.scalars(select(Notice).where(Notice.kind == "round.absent")))) == 1
    clock["now"] += dt.timedelta(hours=2)
    services.finish_due_meetings()
    assert (meeting(group).state, codes()) == ("held", set())
    attendance.record_guest(event.id, group, guests[0].id, came=True, by=None)
    assert (missed(group), held(group), codes()) == (set(), dict.fromkeys(slots(event)[:2], 4), set())


@pytest.mark.full
def test_a_group_held_after_all_does_not_call_back_who_stayed_away(event, guests, group, clock):
    begin(clock, slots(event)[0])
    attendance.record_guest(event.id, group, guests[0].id, came=False, by=None)
    attendance.record_missed(event.id, group, by=None)

    attendance.record_took_place(event.id, group, by=None)

    assert (held(group), codes()) == ({slots(event)[0]: 4, slots(event)[1]: 3}, set())


@pytest.mark.full
def test_a_meeting_of_two_is_missed_and_held_after_all_alike(event, host, guests, clock):
    made = asked(event, (host, guests[0]))
    services.accept(made, guests[0].id, by=None, slot_id=slots(event)[0])
    begin(clock, slots(event)[0])

    attendance.record_missed(event.id, made, by=None)
    assert (meeting(made).state, codes()) == ("missed", set())
    attendance.record_took_place(event.id, made, by=None)
    assert (meeting(made).state, codes()) == ("held", set())


def test_before_it_begins_nothing_is_noted(event, guests, group):
    with pytest.raises(MeetingNotBegun):
        attendance.record_missed(event.id, group, by=None)
    with pytest.raises(MeetingNotBegun):
        attendance.record_guest(event.id, group, guests[0].id, came=False, by=None)


def test_what_is_noted_twice_is_refused(event, group, clock):
    begin(clock, slots(event)[0])
    attendance.record_missed(event.id, group, by=None)

    with pytest.raises(IllegalMeetingMove):
        attendance.record_missed(event.id, group, by=None)
    attendance.record_took_place(event.id, group, by=None)
    with pytest.raises(IllegalMeetingMove):
        attendance.record_took_place(event.id, group, by=None)


def test_case_20_once_the_event_is_closed_nothing_is_corrected(event, guests, group, clock):
    begin(clock, slots(event)[0])
    with transaction() as session:
        session.execute(update(Event).where(Event.id == event.id).values(phase="closed"))

    for act in (attendance.record_missed, attendance.record_took_place):
        with pytest.raises(PhaseForbids):
            act(event.id, group, by=None)
    with pytest.raises(PhaseForbids):
        attendance.record_guest(event.id, group, guests[0].id, came=False, by=None)


def test_case_02_a_meeting_of_another_event_is_not_there(event, group, guests, clock):
    other = factories.event(phase="running")
    begin(clock, slots(event)[0])

    for act in (attendance.record_missed, attendance.record_took_place):
        with pytest.raises(NotFound):
            act(other.id, group, by=None)
    with pytest.raises(NotFound):
        attendance.record_guest(event.id, group, factories.firm(event).id, came=False, by=None)


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_the_organizer_notes_it_on_the_page_and_a_firm_cannot(client, event, host, guests, group, clock):
    begin(clock, slots(event)[0])
    organizer = factories.event_role(event, Role.ORGANIZER)
    at = f"/events/{event.slug}/meetings/{group}"

    page = client.as_user(organizer).get(f"/events/{event.slug}/companies/{host.id}/groups/{group}")
    assert ("It was missed" in page.text, page.text.count("Did not come")) == (True, 2)
    client.post(f"/events/{event.slug}/groups/{group}/guests/{guests[1].id}/absence")
    assert missed(group) == {guests[1].id}
    client.post(f"{at}/missed")
    assert "It was held after all" in client.get(f"/events/{event.slug}/companies/{host.id}/groups/{group}").text
    assert meeting(group).state == "missed"
