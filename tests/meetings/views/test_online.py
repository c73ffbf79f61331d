"""Meetings at a table with a link: who gives it, who sees it, and when."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.accounts.permissions import Role
from app.calendars.queries import list_left_group_meetings
from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Table
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.mails.calendar_entries import render_calendar
from app.meetings.models import Claim
from app.meetings.queries import lists
from app.meetings.services.expiry import send_digests
from app.meetings.views.agenda import make_picture_line
from app.meetings.views.agenda_lines import list_day_lines
from tests import factories
from tests.meetings.views.looking import at
from tests.support.calendars import read_again
from tests.support.pages import read

ROOM = "https://meet.example.org/room"


def link_all(event) -> None:
    with transaction() as session:
        session.execute(update(Table).where(Table.event_id == event.id).values(video_url=ROOM))


def test_an_organizer_gives_a_table_its_link_and_takes_it_away(client, event):
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    first = db.session.scalars(select(Table.id).where(Table.event_id == event.id).order_by(Table.position)).all()[0]
    url = f"/events/{event.slug}/online"

    visitor.post(url, data={f"link-{first}": ROOM})
    assert db.session.get_one(Table, first, populate_existing=True).video_url == ROOM
    assert ROOM in visitor.get(url).text

    visitor.post(url, data={f"link-{first}": ""})
    assert db.session.get_one(Table, first, populate_existing=True).video_url is None


def test_a_link_that_is_none_is_said_beside_it_and_nothing_is_saved(client, event):
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    one, other = list(db.session.scalars(select(Table.id).where(Table.event_id == event.id)))[:2]

    page = visitor.post(f"/events/{event.slug}/online", data={f"link-{one}": "http://x.org", f"link-{other}": ROOM})

    assert page.status_code == 422
    assert len(read(page).find(".is-invalid")) == 1
    assert db.session.get_one(Table, other, populate_existing=True).video_url is None


def test_both_firms_see_the_link_once_their_meeting_is_booked(client, event, people, firms, slots):
    link_all(event)
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])

    def read_by_both(page: str) -> list[str]:
        pairs = zip(people, firms, strict=True)
        return [client.as_user(user).get(at(page, event, firm)).text for user, firm in pairs]

    before = [*read_by_both("agenda"), *read_by_both("requests")]
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    after = read_by_both("agenda")

    assert [ROOM in text for text in before] == [False] * 4
    assert [f'href="{ROOM}" rel="noopener noreferrer"' in text for text in after] == [True, True]
    assert ROOM in client.as_user(people[0]).get(at("calendar_file", event, firms[0])).text.replace("\r\n ", "")


def test_a_letter_with_the_agenda_says_until_when_and_where_online(client, event, people, firms, slots):
    link_all(event)
    with transaction():
        event.longest_meeting = 2
    for other, length, slot in ((firms[1], 2, slots[0]), (factories.firm(event, "Chongqing"), 1, slots[3])):
        made = services.request_meeting(event.id, firms[0].id, other.id, by=None, length=length)
        services.accept(made, other.id, by=None, slot_id=slot)

    client.as_user(people[0]).post(at("mail_agenda", event, firms[0]))

    (letter,) = letters_of("agenda")
    lines = letter.body.splitlines()
    first = next(at for at, line in enumerate(lines) if ROOM in line) - 2
    assert lines[first].startswith("18 March 2032, 09:30–10:25 · table A1 · ")
    assert lines[first + 1].startswith("  Who comes: ")
    assert lines[first + 2] == f"  Online: {ROOM}"
    assert lines[first + 3].startswith("18 March 2032, 11:00 · table A1 · ")


def test_the_picture_of_an_agenda_says_which_meetings_are_online(client, event, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])

    def said():
        with client.application.test_request_context():
            lines = list_day_lines(event, firms[0], lists.list_meetings(firms[0].id), [])
            (drawn,) = [make_picture_line(one) for one in lines if one.where]
            return str(drawn["sub"])

    before = said()
    link_all(event)

    assert "online" not in before
    assert said() == f"online: the link is on the page · {before}"


@pytest.mark.full
def test_a_link_that_changes_is_told_to_who_meets_there_once_it_is_confirmed(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    table = db.session.scalars(select(Claim.table_id).where(Claim.table_id.is_not(None))).one()
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    url, form = f"/events/{event.slug}/online", {f"link-{table}": ROOM}

    asked = visitor.post(url, data=form)
    assert (asked.status_code, letters_of("meeting.relinked")) == (409, [])
    assert db.session.get_one(Table, table, populate_existing=True).video_url is None
    token = read(asked).find("[name=confirmed]")[0].attributes["value"]
    done = visitor.post(url, data={**form, "confirmed": token}, follow_redirects=True)

    assert letters_of("meeting.relinked") == []  # those of one reader go together
    send_digests()
    told = letters_of("digest")
    assert "1 has another link" in done.text
    assert sorted(one.recipient for one in told) == sorted(one.email for one in people)
    for one in told:
        (entry,) = read_again(one.calendar)[0]["events"]
        assert (entry["sequence"], "METHOD:REQUEST" in one.calendar) == (1, True)
        assert ROOM in one.body
        assert ROOM in one.calendar.replace("\r\n ", "")


def letters_of(kind):
    db.session.rollback()
    return list(db.session.scalars(select(Outbox).where(Outbox.kind == kind)))


@pytest.mark.full
def test_the_link_goes_to_those_alone_who_have_a_seat_at_a_group(client, event, firms, slots):
    link_all(event)
    host, left = firms
    other = factories.firm(event, "Chongqing", users=[factories.user()])
    made = rounds.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=slots[0], seats=2, is_open=True, by=None, invited=[other.id]
    )
    for act in (rounds.take_group_seat, rounds.leave_group_seat):
        act(made, left.id, by=None)
    rounds.move_group_meeting(made, slots[2], by=None)
    rounds.take_group_seat(made, left.id, by=None)
    busy = rounds.open_group_meeting(event.id, left.id, topic="Sea", slot_id=slots[4], seats=2, is_open=True, by=None)
    rounds.move_group_meeting(made, slots[4], by=None, without=[left.id])

    told = {
        kind: ROOM in body + (calendar or "")
        for kind, body, calendar in db.session.execute(select(Outbox.kind, Outbox.body, Outbox.calendar))
    }
    sits = {"round.opened", "round.seated", "round.taken", "round.moved"}
    assert {kind for kind, has_link in told.items() if has_link} == sits
    assert {"round.invited", "round.changed", "round.left", "round.lost"} < told.keys()
    asked = db.session.scalars(select(Outbox.body).where(Outbox.kind == "round.invited")).one()
    assert "One may join online: the link is sent with the seat." in asked
    struck = render_calendar(event, left.id, [], [], group_meetings_off=list_left_group_meetings(left.id))
    assert (f"UID:meeting-{made}@" in struck, f"UID:meeting-{busy}@" in struck, ROOM in struck) == (True, False, False)
