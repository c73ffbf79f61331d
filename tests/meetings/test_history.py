"""A meeting's history: who did what when, as far as each of those concerned may know."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.db import transaction
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.history import MeetingLogEntry, list_history_events
from app.meetings.services import substitutes
from app.meetings.services.bulk import BulkAct, run_bulk_act
from app.meetings.views.history import ACT_LABELS
from tests import factories
from tests.meetings.acts import meeting, slots
from tests.meetings.histories import lately, lines
from tests.support.pages import read

NINE, TEN, LATER = ("18 March 2032, 09:30", "18 March 2032, 10:00", "18 March 2032, 10:30")


def test_the_history_tells_which_times_and_tables_and_until_when(client, event):
    organizer = factories.member(event.organisation, "organizer")
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="DBS", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    times = slots(event)
    with transaction() as session:
        session.merge(event).request_expiry_days = 5
    made = services.request_meeting(event.id, ours.id, theirs.id, slot_id=times[0], by=users[0].id)
    services.counter(made, theirs.id, slots=[times[1], times[2]], by=users[1].id)
    run_bulk_act(event.id, BulkAct.LATER, [made], days=2, by=organizer.id, tell=lambda share: False)
    ends = meeting(made).expires_at
    assert ends is not None
    until = ends.astimezone(ZoneInfo(event.zone)).strftime("%-d %B %Y, %H:%M")
    services.accept(made, ours.id, slot_id=times[1], by=users[0].id)
    services.move(made, theirs.id, times[2], by=users[1].id)

    told = [line[0] for line in lines(client, users[0], event, ours, made)]

    assert told == [
        f"asked {NINE}",
        f"proposed other times {TEN}, {LATER}",
        f"gave more time to answer until {until}",
        f"accepted with a time {TEN} · table A1",
        f"moved from {TEN} to {LATER}",
    ]


def test_an_agreed_meeting_is_given_its_time_and_table_and_loses_them(client, event):
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="DBS", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=users[0].id)
    services.accept(made, theirs.id, by=users[1].id)
    services.book(made, ours.id, slots(event)[0], by=users[0].id)
    services.cancel(made, ours.id, by=users[0].id)

    told = [line[0] for line in lines(client, users[1], event, theirs, made)]

    assert told == ["asked", "accepted", f"gave it its time {NINE} · table A1", f"cancelled {NINE}"]


@pytest.mark.full
def test_a_firm_that_changes_who_sits_is_said_to_do_so_and_to_move_nothing(client, event):
    organizer = factories.member(event.organisation, "organizer")
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="DBS", users=[users[0]], people=2)
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=users[0].id)
    services.accept(made, theirs.id, slot_id=slots(event)[0], by=users[1].id)
    one, other = ours.representatives
    sits = one if one.id in {claim.representative_id for claim in meeting(made).claims} else other
    substitutes.replace_attendee(made, ours.id, (other if sits is one else one).id, by=users[0].id)

    for user, firm in ((users[0], ours), (users[1], theirs), (organizer, theirs)):
        assert lines(client, user, event, firm, made)[-1] == ["changed who sits", "DBS"]
    overview = client.as_user(organizer).get(f"/events/{event.slug}/overview").text
    assert ("Who sits at a meeting was changed" in overview, "A meeting was moved" in overview) == (True, False)


@pytest.mark.full
def test_a_chamber_reads_what_became_of_the_seats_of_its_firms_at_groups(client, event):
    chamber = factories.organisation("Singapore Chamber")
    delegation = factories.delegation(event, of=chamber)
    ours = [factories.firm(event, name=name, delegation_id=delegation.id) for name in ("YCH", "Lim", "Tan")]
    theirs = factories.firm(event, "Chongqing", name="Hailong")
    when = slots(event)
    held, other = (
        rounds.open_group_meeting(event.id, host.id, topic="Rail", slot_id=slot, seats=2, is_open=True, by=None)
        for host, slot in zip((ours[0], theirs), when, strict=False)
    )
    rounds.take_group_seat(held, theirs.id, by=None)
    for one in ours[1:]:
        rounds.take_group_seat(other, one.id, by=None)
    rounds.cancel_group_meeting(other, by=None)

    told = lately(client, factories.member(chamber, "chamber"), delegation)

    assert "Opened a group meeting: YCH" in told
    assert "Took a seat at a group meeting: 2 firms" in told
    assert "Group meeting called off: Lim , Tan" in told
    assert "Hailong" not in told


@pytest.mark.full
def test_a_seat_that_is_lost_by_a_move_stands_in_every_log_and_is_laid_to_nobody_else(client, event):
    chamber = factories.organisation("Singapore Chamber")
    delegation = factories.delegation(event, of=chamber)
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="YCH", users=[users[0]], delegation_id=delegation.id)
    host = factories.firm(event, "Chongqing", name="Hailong", users=[users[1]])
    when = slots(event)
    made, _other = (
        rounds.open_group_meeting(event.id, firm.id, topic="Rail", slot_id=slot, seats=2, is_open=True, by=None)
        for firm, slot in zip((host, ours), when, strict=False)
    )
    rounds.take_group_seat(made, ours.id, by=users[0].id)
    rounds.move_group_meeting(made, when[1], without=[ours.id], by=users[1].id)

    pages = [
        client.as_user(user).get(f"/events/{event.slug}/companies/{firm.id}/groups/{made}")
        for user, firm in zip(users, (ours, host), strict=True)
    ]

    told = [
        [[cell.text for cell in row.find("td")][1:] for row in read(page).find("#history")[0].find("tr")[-2:]]
        for page in pages
    ]
    moved = [f"moved from {NINE} to {TEN}", "Hailong"]
    assert told == [[moved, ["YCH lost its seat", "Hailong"]]] * 2
    assert "gave its seat back" not in pages[1].text
    assert "Lost a seat at a group meeting: YCH" in lately(client, factories.member(chamber, "chamber"), delegation)


def test_a_table_that_changes_its_link_or_name_moves_no_meeting():
    at = datetime(2032, 3, 1, tzinfo=UTC)
    booked = {"state": "booked", "slot": 1, "table": 2}
    told = [
        MeetingLogEntry("meeting.accept_with_time", at, None, booked),
        MeetingLogEntry("meeting.move", at, None, {**booked, "loss": "new_link"}),
        MeetingLogEntry("meeting.move", at, None, {**booked, "loss": "renamed_table"}),
        MeetingLogEntry("meeting.move", at, None, {**booked, "slot": 3}),
    ]

    acts = [one.act for one in list_history_events(told, arranged=False, reader_id=1, sees_all=False)]

    assert acts == ["accept_with_time", "new_link", "renamed_table", "move"]
    assert set(acts) <= ACT_LABELS.keys()


def test_what_was_written_on_cancelling_stands_in_the_history_of_both(client, event):
    users = factories.user(), factories.user()
    ours = factories.firm(event, name="Acme", users=[users[0]])
    theirs = factories.firm(event, "Chongqing", name="Port", users=[users[1]])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=users[0].id)
    services.accept(made, theirs.id, by=users[1].id)
    services.cancel(made, theirs.id, by=users[1].id, reason="Our flight is gone")

    ends = [lines(client, user, event, firm, made)[-1] for user, firm in zip(users, (ours, theirs), strict=True)]

    assert ends == [["cancelled “Our flight is gone”", "Port"]] * 2
