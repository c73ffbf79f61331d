from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.localized import Localized
from app.events.models import Event
from tests import factories
from tests.events.making.filling import CONTRADICTORY, filled
from tests.support.pages import fields_of, read, text_of


@pytest.mark.full
def test_a_new_event_takes_a_name_and_a_day(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring Day", days__0__day="2032-03-18", act="save")

    saved = organizing.post("/events/new", data=values)

    event = db.session.scalars(select(Event)).one()
    assert (saved.status_code, saved.location) == (302, "/events/spring-day/overview")
    assert (event.slug, event.phase, event.name_en) == ("spring-day", "draft", "Spring Day")
    assert len([slot for slot in event.slots if slot.kind == "meeting"]) == 11
    assert [table.label for table in event.tables] == [f"A{number}" for number in range(1, 13)]
    assert {table.zone for table in event.tables} == {Localized("Main hall", "主会场", "Grande salle")}
    assert [group.names for group in event.groups] == [
        Localized("Visitors", "来访企业", "Visiteurs"),
        Localized("Hosts", "本地企业", "Hôtes"),
    ]


@pytest.mark.full
def test_a_break_may_be_of_one_day_and_is_named_in_each_language(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:days"))
    values = filled(
        page,
        name_en="Two Days",
        days__0__day="2032-03-18",
        days__1__day="2032-03-19",
        breaks__1__label_en="Tour of the port",
        breaks__1__label_zh="参观港区",
        breaks__1__label_fr="",
        breaks__1__day="2032-03-19",
    )

    preview = organizing.post("/events/new", data={**values, "act": "preview"})
    organizing.post("/events/new", data={**values, "act": "save"})

    event = db.session.scalars(select(Event)).one()
    told = [(slot.starts_at.day, slot.label) for slot in event.slots if slot.kind == "break"]
    lunch, tour = Localized("Lunch", "午餐", "Déjeuner"), Localized("Tour of the port", "参观港区")
    assert told == [(18, lunch), (19, lunch), (19, tour)]
    assert text_of(preview, "#preview").count("Tour of the port") == 1
    assert fields_of(organizing.get("/events/two-days/settings"))["breaks-1-day"] == "2032-03-19"


def test_each_reader_sees_a_break_in_the_own_language(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring Day", days__0__day="2032-03-18", breaks__0__label_fr="", act="save")
    organizing.post("/events/new", data=values)

    programmes = {
        one: text_of(organizing.get(f"/events/spring-day?lang={one}"), ".q-break") for one in ("en", "zh", "fr")
    }

    assert programmes == {
        "en": "12:00 Lunch | 15:00 Tea",
        "zh": "12:00 午餐 | 15:00 茶歇",
        "fr": "12 h 00 Lunch | 15 h 00 Pause café",
    }


def test_a_group_named_in_one_language_is_called_so_in_all(organizing):
    values = filled(
        organizing.get("/events/new"),
        name_en="Spring Day",
        days__0__day="2032-03-18",
        groups__1__name="",
        groups__1__name_zh="重庆企业",
        groups__1__name_fr="",
        act="save",
    )
    organizing.post("/events/new", data=values)

    assert db.session.scalars(select(Event)).one().groups[1].names == Localized("重庆企业", "重庆企业")


def test_the_form_names_groups_in_the_readers_language(organizing):
    page = organizing.get("/events/new?lang=fr")

    assert [head.text for head in read(page).find("[data-mirrored=n0]")] == ["Visiteurs", "Visiteurs"]
    assert [field.attributes["value"] for field in read(page).find("[data-mirror=n0]")] == ["Visiteurs"]


def test_everything_is_kept_when_something_is_wrong(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="18.3.2032", breaks__0__ends="half past", act="save")

    refused = organizing.post("/events/new", data=values)

    kept = fields_of(refused)
    assert refused.status_code == 422
    assert (kept["name_en"], kept["breaks-0-ends"]) == ("Spring", "half past")
    summary = text_of(refused, "[role=alert]")
    assert "Write the day as 2027-03-18." in summary
    assert "Write a time as 14:30." in summary


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name_en": ""}, "Name the event in at least one language."),
        ({"days-0-day": ""}, "Choose the day of the event."),
        ({"days-0-closes": "08:00"}, "08:00 is not after 09:30; write when the last meeting ends."),
        ({"days-0-closes": "09:40"}, "No meeting fits into 18 March 2032"),
        ({"slot_minutes": "3"}, "A whole number from 5 to 240."),
        ({"slot_minutes": ""}, "Say how long a meeting is, in minutes."),
        ({"breaks-0-ends": "11:00"}, "11:00 is not after 12:00; write when the break ends."),
        ({"breaks-0-ends": ""}, "Say when it ends."),
        ({"breaks-1-starts": "13:00"}, "Tea begins before Lunch ends; part the two."),
        ({"tables-0-labels": "A9–A1"}, "A9–A1 runs backwards; write the lower number first."),
        ({"tables-0-labels": "A1–B6"}, "A1–B6 begins and ends with different letters; write two ranges."),
        ({"tables-0-labels": "A1, A1"}, "A1 names a table that stands here already."),
        ({"groups-1-name": "visitors"}, "Another group is named visitors already."),
        ({"groups-1-name": "", "groups-1-name_zh": "Visitors"}, "Another group is named Visitors already."),
        (
            {"breaks-0-label_en": "", "breaks-0-label_zh": "", "breaks-0-label_fr": ""},
            "Say what this break is, such as lunch.",
        ),
        ({"breaks-0-day": "2032-03-20"}, "Lunch lies on no day of the event."),
        ({"groups-1-name": "", "groups-1-name_zh": "", "groups-1-name_fr": ""}, "Name at least two groups."),
        ({"may_ask": []}, "Nobody may ask anybody: tick who may ask whom."),
        ({"least_meetings": "9"}, "The least, 9, is more than the most, 8."),
        ({"registration_opens_on": "2032-02-01", "registration_closes_on": "2032-01-01"}, "1 January 2032 is before"),
        ({"registration_mode": "code"}, "Write the code that firms will type"),
        ({"days-0-closes": "02:00"}, "Hours after midnight belong to the next day: add it."),
        ({"days-0-day": "9999-12-31"}, "A day from 1990 to 2200."),
        ({"slug": "new"}, "This word stands for a page of its own. Choose another address."),
        ({"slug": "Two Words"}, "Only a–z, 0–9 and hyphens between them"),
        ({"zone": "Moon/Base"}, "Choose a time zone of the list."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_in_the_summary(organizing, typed, said):
    page = organizing.get("/events/new")
    values = {**filled(page, name_en="Spring", days__0__day="2032-03-18", act="save"), **typed}

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 422
    assert said in text_of(refused, "[role=alert]")
    assert said in text_of(refused, ".q-field-error")
    assert db.session.scalars(select(Event)).all() == []


def test_an_address_that_is_taken_is_refused_with_the_form_kept(organizing, created):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", slug="lianglu-cuntan", days__0__day="2032-03-18", act="save")

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 409
    assert "Another event has the address lianglu-cuntan" in text_of(refused, "[role=alert]")
    assert fields_of(refused)["name_en"] == "Spring"


def test_an_address_made_of_the_name_is_always_free(organizing, created):
    for expected in ("spring-day", "spring-day-2"):
        page = organizing.get("/events/new")
        organizing.post("/events/new", data=filled(page, name_en="Spring Day", days__0__day="2032-03-18", act="save"))
        assert db.session.scalar(select(Event).where(Event.slug == expected)) is not None


def test_only_who_runs_an_organisation_creates_events(client, app):
    assert client.get("/events/new").location.startswith("/sign-in")

    desk = client.as_user(factories.event_role(factories.event(), Role.DESK))

    assert desk.get("/events/new").status_code == 403


def test_the_summary_says_in_which_row_something_is_missing(organizing):
    values = filled(organizing.get("/events/new"), name_en="Spring Day", breaks__1__starts="", act="save")

    refused = organizing.post("/events/new", data=values)

    assert "Breaks, row 2, From : Say when it begins." in read(refused).text


def test_the_places_of_tables_and_items_are_typed_in_each_language(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:programme"))
    typed = {
        "name_en": "Spring Day",
        "days__0__day": "2032-03-18",
        "tables__0__name_en": "",
        "tables__0__name_zh": "2号厅",
        "tables__0__name_fr": "Salle 2",
        "programme__0__title_en": "Welcome",
        "programme__0__starts": "9:00",
        "programme__0__ends": "9:30",
        **{f"programme__0__place_{one}": word for one, word in {"en": "Foyer", "zh": "门厅", "fr": "Foyer"}.items()},
    }

    organizing.post("/events/new", data=filled(page, **typed, act="save"))

    event = db.session.scalars(select(Event)).one()
    assert {table.zone for table in event.tables} == {Localized("", "2号厅", "Salle 2")}
    assert [item.place for item in event.programme] == [Localized("Foyer", "门厅", "Foyer")]


def test_a_zone_without_a_name_in_any_language_is_asked_for_one(organizing):
    nameless = {f"tables__0__name_{one}": "" for one in ("en", "zh", "fr")}
    values = filled(organizing.get("/events/new"), name_en="Spring Day", **nameless, act="save")

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 422
    assert "Name the place where these tables stand." in text_of(refused, "#tables-0-name_en-error")


def test_each_date_after_the_event_is_refused_at_its_own_field_on_a_new_event(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="2032-03-18", act="save")

    refused = organizing.post("/events/new", data={**values, **CONTRADICTORY})

    assert refused.status_code == 422
    for name in CONTRADICTORY:
        assert "is after the event, which ends on 18 March 2032." in text_of(refused, f"#{name}-error")
    assert db.session.scalars(select(Event)).all() == []


def test_a_new_event_offers_the_organizers_own_address_for_questions_and_keeps_what_is_typed(organizing, organizer):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="2032-03-18", act="save")

    organizing.post("/events/new", data={**values, "contact_email": "Events@Office.example"})

    assert values["contact_email"] == organizer.email
    assert db.session.scalars(select(Event)).one().contact_email == "events@office.example"


def test_an_address_for_questions_that_cannot_be_read_is_refused(organizing):
    values = filled(organizing.get("/events/new"), name_en="Spring", days__0__day="2032-03-18", act="save")

    refused = organizing.post("/events/new", data={**values, "contact_email": "events at office"})

    assert refused.status_code == 422
    assert text_of(refused, "#contact_email-error")


def test_a_time_that_is_none_is_the_only_thing_said_of_a_day_that_is_filled(organizing):
    page = organizing.get("/events/new")
    values = filled(page, act="save", **{"days-0-day": "2032-03-18", "days-0-opens": "25:99"})

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 422
    assert "Write a time as 14:30." in text_of(refused, "[role=alert]")
    assert "Choose the day of the event" not in refused.text
