"""The agenda for a calendar: as a file, by mail where WeChat keeps no file; letters that invite whom they reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update

from app.core.db import db, now, transaction
from app.core.models import Outbox
from app.events.models import ProgrammeItem, Slot, Table
from app.meetings import services
from app.meetings.agenda import divide_into_pictures
from app.meetings.queries.lists import list_meetings
from app.meetings.views.agenda import describe_seating_role
from app.meetings.views.agenda_lines import group_by_day, list_day_lines
from tests import factories
from tests.meetings.acts import slots
from tests.support.browsing import WECHAT
from tests.support.pages import read, text_of

IN_WECHAT = {"User-Agent": WECHAT}


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def user(event):
    return factories.user("Tan Hui Min")


@pytest.fixture
def firm(event, user):
    return factories.firm(event, "Singapore", name="YCH Group", users=[user], company_values={"name_zh": "叶水福集团"})


@pytest.fixture
def booked(event, firm):
    port = factories.firm(
        event, "Chongqing", name="Chongqing Port", users=[factories.user()], company_values={"name_zh": "重庆港"}
    )
    meeting = services.request_meeting(event.id, port.id, firm.id, by=None)
    services.accept(meeting, firm.id, by=None, slot_id=slots(event)[0])
    return port


def at(firm, page="agenda"):
    return f"/events/{firm.event.slug}/companies/{firm.id}/{page}"


@pytest.mark.parametrize("page", ["agenda", "home"])
def test_wechat_is_offered_a_letter_and_no_file(client, user, firm, booked, page):
    reader = client.as_user(user)

    assert "agenda.ics" in reader.get(at(firm, page)).text
    shown = reader.get(at(firm, page), headers=IN_WECHAT).text

    assert "agenda.ics" not in shown
    assert "Mail me the calendar file" in shown


@pytest.mark.full
def test_in_wechat_the_agenda_is_a_picture_to_keep_and_nothing_is_printed(client, user, firm, booked):
    with transaction():
        user.email = None
    reader = client.as_user(user)

    shown = reader.get(at(firm), headers=IN_WECHAT)
    picture = reader.get(read(shown).find(".q-picture")[0].attributes["src"], headers=IN_WECHAT)

    assert "Touch and hold the picture" in shown.text
    assert read(shown).find(".q-picture")[0].attributes["alt"] == "Agenda of Thursday 18 March 2032, as a picture"
    assert [word for word in ("data-print", "Mail me the calendar file", "in the browser") if word in shown.text] == []
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/png", "no-store")
    assert picture.data.startswith(b"\x89PNG")


@pytest.mark.parametrize(("headers", "offered"), [(IN_WECHAT, False), ({}, True)])
def test_nor_are_the_agendas_of_a_delegation_printed_there(client, event, headers, offered):
    delegation = factories.delegation(event)
    organizer = factories.member(event.organisation, "organizer")

    page = client.as_user(organizer).get(f"/events/{event.slug}/delegations/{delegation.id}/agendas", headers=headers)

    assert page.status_code == 200
    assert ("data-print" in page.text) is offered


def test_while_a_meeting_lasts_the_page_says_now_and_the_picture_does_not(client, event, user, firm, booked):
    with transaction() as session:
        slot = session.get_one(Slot, slots(event)[0])
        slot.starts_at, slot.ends_at = now() - timedelta(minutes=5), now() + timedelta(minutes=5)
    shown = client.as_user(user).get(at(firm))

    (here,) = [one for one in read(shown).find(".q-here") if one.tag == "li"]
    with client.application.test_request_context():
        (line,) = [one for one in list_day_lines(firm.event, firm, list_meetings(firm.id), []) if one.where]

    assert here.find(".q-sub")[0].text.startswith("now")
    assert "now" not in line.sub


def test_elsewhere_a_link_leads_to_the_picture_of_the_day(client, user, firm, booked):
    shown = client.as_user(user).get(at(firm))

    assert f"{at(firm, 'agenda.png')}?picture=1" in shown.text
    assert "q-picture" not in shown.text
    assert "data-print" in shown.text


@pytest.mark.parametrize("number", ["0", "2", "x"])
def test_there_are_no_more_pictures_than_days(client, user, firm, booked, number):
    reader = client.as_user(user)

    assert reader.get(at(firm, f"agenda.png?picture={number}")).status_code == (200 if number == "x" else 404)


def test_without_a_meeting_there_is_no_picture(client, user, firm):
    reader = client.as_user(user)

    assert "As a picture" not in reader.get(at(firm), headers=IN_WECHAT).text
    assert reader.get(at(firm, "agenda.png")).location == at(firm)


def test_the_agenda_goes_to_the_readers_own_address(client, user, firm, booked):
    page = client.as_user(user).post(at(firm, "agenda/mail"), follow_redirects=True)

    letter = db.session.query(Outbox).filter_by(kind="agenda").one()
    assert f"The letter to {user.email}: written, not sent." in page.text
    assert letter.recipient == user.email
    assert "Chongqing Port (重庆港)" in letter.body
    assert len(Calendar.from_ical(letter.calendar or "").events) == 1


def test_an_agenda_without_a_meeting_offers_no_file(client, user, firm):
    reader = client.as_user(user)

    assert "agenda.ics" not in reader.get(at(firm)).text
    assert reader.get(at(firm, "agenda.ics")).location == at(firm)
    reader.post(at(firm, "agenda/mail"))
    assert db.session.query(Outbox).count() == 0


def test_an_invitation_names_its_organizer_and_whom_it_invites(event, user, firm, booked):
    letter = db.session.query(Outbox).filter_by(kind="meeting.accepted").order_by(Outbox.id).limit(1).one()

    calendar = Calendar.from_ical(letter.calendar or "")
    entry = calendar.events[0]
    assert calendar["METHOD"] == "REQUEST"
    assert str(entry["ATTENDEE"]) == f"mailto:{letter.recipient}"
    assert str(entry["ORGANIZER"]).startswith("mailto:")


def test_a_chinese_reader_meets_chinese_names_first(client, event, user, firm, booked):
    with transaction():
        user.locale = "zh"
    services.move(_meeting_of(firm), booked.id, slots(event)[1], by=None)

    letter = db.session.query(Outbox).filter_by(kind="meeting.moved", recipient=user.email).one()
    agenda = client.as_user(user).get(at(firm)).text

    assert "重庆港" in letter.subject
    assert "Chongqing Port" not in letter.subject
    assert letter.body.count("重庆港（Chongqing Port）") == 1
    assert agenda.index("重庆港") < agenda.index("Chongqing Port")


@pytest.mark.parametrize(
    ("language", "zone", "place"),
    [
        ("en", "Ground floor", "Foyer"),
        ("zh", "一层", "门厅"),
        ("fr", "Rez-de-chaussée", "Entrée"),
    ],
)
def test_an_agenda_says_where_in_the_readers_language(client, event, user, firm, booked, language, zone, place):
    with transaction() as session:
        user.locale = language
        said = {"zone_en": "Ground floor", "zone_zh": "一层", "zone_fr": "Rez-de-chaussée"}
        session.execute(update(Table).where(Table.event_id == event.id).values(said))
        session.add(
            ProgrammeItem(
                title_en="Dinner",
                place_en="Foyer",
                place_zh="门厅",
                place_fr="Entrée",
                event_id=event.id,
                starts_at=factories.FIRST_SLOT + timedelta(hours=9),
                ends_at=factories.FIRST_SLOT + timedelta(hours=11),
            )
        )

    agenda = text_of(client.as_user(user).get(at(firm)), ".q-agenda")

    assert [one for one in (*said.values(), "Foyer", "门厅", "Entrée") if one in agenda] == [zone, place]


@pytest.mark.parametrize(
    ("language", "where"),
    [("en", "Table A1, Hall, Port"), ("zh", "A1 号桌，Hall，港口"), ("fr", "Table A1, Hall, Le port")],
)
def test_an_invitation_says_where_in_the_readers_language(event, user, firm, booked, language, where):
    with transaction():
        user.locale = language
        event.venue_en, event.venue_zh, event.venue_fr = "Port", "港口", "Le port"
    services.move(_meeting_of(firm), booked.id, slots(event)[1], by=None)

    letter = db.session.query(Outbox).filter_by(kind="meeting.moved", recipient=user.email).one()

    assert str(Calendar.from_ical(letter.calendar or "").events[0]["LOCATION"]) == where


def _meeting_of(firm):
    return list_meetings(firm.id)[0].id


def test_each_picture_says_what_is_true_of_the_meetings_on_it(client, event, user, firm, booked):
    with client.application.test_request_context():
        lines = list_day_lines(event, firm, list_meetings(firm.id), [])
        (sheet,) = divide_into_pictures(group_by_day(lines))
        kept = describe_seating_role(event, firm, sheet.lines)
        elsewhere = [*sheet.lines, *(replace(one, where="B9") for one in sheet.lines if one.where)]

        assert kept == "You keep your table A1: the others come to you."
        assert (
            describe_seating_role(event, firm, elsewhere) == "You walk from table to table: each meeting names its own."
        )
