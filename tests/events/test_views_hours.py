"""Hours and tables that meetings stand on: who is concerned is shown, and nothing happens before it is confirmed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.models import Company
from app.core.db import db, transaction
from app.events.models import Event, Table
from app.meetings import services as meetings
from app.meetings.models import Meeting
from tests import factories
from tests.group_meetings import acts as rounds
from tests.support.pages import fields_of, read, text_of


@pytest.fixture
def event(app: Flask):
    return factories.event("forum")


@pytest.fixture
def booked(event) -> Meeting:
    """YCH meets Changan at 09:30, table A1."""
    one = factories.firm(event, "Singapore", name="YCH Group")
    other = factories.firm(event, "Chongqing", name="Changan")
    made = meetings.request_meeting(event.id, one.id, other.id, by=None)
    meetings.accept(made, other.id, by=None, slot_id=event.slots[0].id)
    return db.session.get_one(Meeting, made)


@pytest.fixture
def organizing(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


def saved(organizing, **changes):
    values = {**fields_of(organizing.get("/events/forum/settings")), "act": "save", **changes}
    return organizing.post("/events/forum/settings", data=values)


def sent_by(page, name: str = ""):
    """What the first form with a field of this name sends; without a name, the one that leads back."""
    forms = [form for form in read(page).find("form") if form.find("[name=version]")]
    return fields_of(page, forms[0 if name else 1])


def test_who_would_lose_what_is_shown_before_anything_is_saved(organizing, event, booked):
    asked = saved(organizing, **{"days-0-opens": "10:00"})

    assert asked.status_code == 409
    assert read(asked).find("h1")[0].text == "This touches 1 meeting"
    assert text_of(asked, "tbody") in (
        "YCH Group – Changan 18 March 2032, 09:30 A1 loses its time, stays agreed",
        "Changan – YCH Group 18 March 2032, 09:30 A1 loses its time, stays agreed",
    )
    assert (booked.state, event.days[0].opens) == ("booked", dt.time(9, 30))


@pytest.mark.full
def test_the_confirmed_change_is_saved_and_the_meeting_waits_for_a_time(organizing, event, booked):
    asked = saved(organizing, **{"days-0-opens": "10:00"})

    organizing.post("/events/forum/settings", data=sent_by(asked, "confirmed"))

    assert (booked.state, booked.slot_id, event.days[0].opens) == ("agreed", None, dt.time(10))


def test_the_way_back_keeps_what_was_typed(organizing, event, booked):
    asked = saved(organizing, **{"days-0-opens": "10:00"})
    back = {**sent_by(asked), "act": "preview"}

    form = organizing.post("/events/forum/settings", data=back)

    assert fields_of(form)["days-0-opens"] == "10:00"
    assert (booked.state, event.days[0].opens) == ("booked", dt.time(9, 30))


def test_a_change_that_touches_no_meeting_asks_nothing(organizing, event, booked):
    assert saved(organizing, **{"days-0-closes": "16:00"}).status_code == 302
    assert (booked.state, event.days[0].closes) == ("booked", dt.time(16))


def test_a_table_that_goes_is_asked_about_too(organizing, event, booked):
    asked = saved(organizing, **{"tables-0-labels": "A2–A4"})

    assert asked.status_code == 409
    assert "keeps its time, at table A2" in asked.text
    assert "1 gets another table at the same time · 2 firms are told" in read(asked).text


def test_the_question_says_how_many_meetings_lose_what_and_how_many_firms_are_told(organizing, event, booked):
    third = factories.firm(event, "Singapore", name="Haw Par")
    meetings.request_meeting(event.id, third.id, booked.high_id, by=None, slot_id=event.slots[1].id)

    asked = saved(organizing, **{"days-0-opens": "10:30"})

    assert (
        "1 booked meeting loses its time · 1 request loses the time it proposes · 3 firms are told" in read(asked).text
    )
    assert read(asked).find("h1")[0].text == "This touches 1 meeting and 1 request"
    assert "Save and change 1 meeting and 1 request" in read(asked).text


@pytest.mark.full
def test_the_page_after_saving_says_what_became_of_the_meetings(organizing, event, booked):
    asked = saved(organizing, **{"days-0-opens": "10:00"})

    page = organizing.post("/events/forum/settings", data=sent_by(asked, "confirmed"), follow_redirects=True)

    assert "1 meeting lost its time. The firms concerned are told." in read(page).text


def renamed(organizing):
    """The page that asks after all tables were given other names."""
    labels = fields_of(organizing.get("/events/forum/settings"))["tables-0-labels"]
    return saved(organizing, **{"tables-0-labels": labels.replace("A", "B")})


def test_tables_with_other_names_may_be_the_same_and_keep_their_meetings(organizing, event, booked):
    asked = renamed(organizing)

    assert (asked.status_code, read(asked).find("h1")[0].text) == (409, "Are these the same tables?")
    assert "keeps time and table, now called B1" in text_of(asked, "#main")
    same = next(form for form in read(asked).find("form") if form.find("[value=same]"))
    organizing.post("/events/forum/settings", data=fields_of(asked, same))
    assert {table.label[0] for table in event.tables if table.retired_at is None} == {"B"}
    assert booked.state == "booked"


@pytest.mark.full
def test_tables_that_are_others_are_asked_about_as_before(organizing, event, booked):
    asked = renamed(organizing)
    other = next(form for form in read(asked).find("form") if form.find("[value=other]"))

    lost = organizing.post("/events/forum/settings", data=fields_of(asked, other))
    assert (lost.status_code, read(lost).find("h1")[0].text) == (409, "This touches 1 meeting")
    organizing.post("/events/forum/settings", data=sent_by(lost, "confirmed"))

    assert booked.state == "agreed"


def test_a_chinese_reader_meets_the_chinese_names_of_the_firms_concerned(organizing, event, booked):
    firm = db.session.scalars(select(Company).where(Company.name == "Changan")).one()
    firm.name_zh = "长安汽车"
    db.session.commit()
    organizing.get("/?lang=zh")

    asked = saved(organizing, **{"days-0-opens": "10:00"})

    assert "长安汽车" in text_of(asked, "tbody")
    assert "Changan" not in text_of(asked, "tbody")


@pytest.mark.full
def test_a_longer_walk_names_the_meetings_to_which_it_leaves_too_little_time(organizing, event, booked):
    places = db.session.scalars(select(Table).where(Table.event_id == event.id).order_by(Table.id)).all()
    with transaction():
        places[0].zone_en, places[1].zone_en = "Ground floor", "Upstairs"
    other = factories.firm(event, "Chongqing", name="Lotus")
    made = meetings.arrange(
        *(event.id, booked.low_id, other.id), by=factories.user().id, slot_id=event.slots[1].id, table_id=places[1].id
    )

    asked = saved(organizing, walk_minutes="15")

    assert asked.status_code == 409
    assert "YCH Group – Lotus 18 March 2032, 10:00 A2 stays as it is" in text_of(asked, "tbody")
    assert "nobody is told" in asked.text
    done = organizing.post("/events/forum/settings", data=sent_by(asked, "confirmed"))
    assert done.status_code == 302
    assert (db.session.get_one(Event, event.id, populate_existing=True).walk_minutes, made) == (15, made)
    assert saved(organizing, walk_minutes="10").status_code == 302


@pytest.fixture
def group(event) -> int:
    """Lotus is to show its cold chain to three at table A1, at 10:00."""
    with transaction():
        for table in event.tables:
            table.seats = 4
    host = factories.firm(event, "Singapore", name="Lotus")
    return int(rounds.opened(event, host))


@pytest.mark.full
def test_too_few_chairs_for_a_group_name_it_and_what_to_do_before_they_are_saved(organizing, event, group):
    asked = saved(organizing, **{"tables-0-seats": "3"})

    assert (asked.status_code, read(asked).find("h1")[0].text) == (409, "This touches 1 meeting")
    assert text_of(asked, "tbody") == (
        "Lotus – Cold chain by rail 18 March 2032, 10:00 A1 stays as it is: it takes 4, and its table then holds 3"
    )
    assert "such a group can get fewer seats, or a time with a larger table" in asked.text
    assert "nobody is told" in asked.text
    assert {one.seats for one in event.tables} != {3}
    before = db.session.scalar(select(Meeting.version).where(Meeting.id == group))
    done = organizing.post("/events/forum/settings", data=sent_by(asked, "confirmed"), follow_redirects=True)
    assert "1 group meeting stays at a table that holds fewer than it takes." in done.text
    assert {one.seats for one in event.tables} == {3}
    assert db.session.scalar(select(Meeting.version).where(Meeting.id == group)) == before


@pytest.mark.parametrize("chairs", ["4", "6", ""])
def test_chairs_that_hold_the_group_or_that_nobody_counts_ask_nothing(organizing, group, chairs):
    assert saved(organizing, **{"tables-0-seats": chairs}).status_code == 302


def test_a_group_whose_table_goes_gets_none_that_will_be_too_small_for_it(organizing, event, group):
    labels = [one.label for one in event.tables]
    asked = saved(organizing, **{"tables-0-labels": f"{labels[1]}–{labels[-1]}", "tables-0-seats": "3"})

    assert "no table is free then: loses its time" in text_of(asked, "tbody")


def test_a_table_that_comes_to_stand_in_another_zone_names_who_then_has_to_hurry(organizing, event, booked):
    with transaction():
        event.walk_minutes = 15
    other = factories.firm(event, "Chongqing", name="Lotus")
    meetings.arrange(
        *(event.id, booked.low_id, other.id),
        by=factories.user().id,
        slot_id=event.slots[1].id,
        table_id=event.tables[1].id,
    )

    page = fields_of(organizing.get("/events/forum/settings"))
    second = {"tables-1-name_en": "Upstairs", "tables-1-labels": "A2–A9", "tables-1-stays": page["tables-0-stays"]}
    asked = saved(organizing, **{"tables-0-labels": "A1", **second})

    assert asked.status_code == 409
    assert "YCH Group – Lotus 18 March 2032, 10:00 A2 stays as it is: somebody comes" in text_of(asked, "tbody")
    assert "nobody is told" in asked.text
