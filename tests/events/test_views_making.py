from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.db import db
from app.events import services
from app.events.models import Event
from app.events.queries import draft_of
from app.events.views import making
from app.kernel.localized import Localized
from tests import factories
from tests.events.drafts import usual
from tests.support.clients import Visitor
from tests.support.pages import buttons, fields_of, read, text_of


@pytest.fixture
def organizer(app: Flask) -> User:
    return factories.member(factories.organisation("Port zone office"), Role.ORGANIZER)


@pytest.fixture
def organizing(client: Visitor, organizer: User) -> Visitor:
    return client.as_user(organizer)


@pytest.fixture
def created(organizer: User) -> Event:
    return services.create_event(usual(), organisation_id=organizer.memberships[0].organisation_id, by=organizer.id)


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send of this page, with some fields typed otherwise (``days__0__day`` is days-0-day)."""
    return {**fields_of(page), **{name.replace("__", "-"): value for name, value in changes.items()}}


def test_a_new_event_takes_a_name_and_a_day(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring Day", days__0__day="2027-03-18", act="save")

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


def test_a_break_may_be_of_one_day_and_is_named_in_each_language(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:days"))
    values = filled(
        page,
        name_en="Two Days",
        days__0__day="2027-03-18",
        days__1__day="2027-03-19",
        breaks__1__label_en="Tour of the port",
        breaks__1__label_zh="参观港区",
        breaks__1__label_fr="",
        breaks__1__day="2027-03-19",
    )

    preview = organizing.post("/events/new", data={**values, "act": "preview"})
    organizing.post("/events/new", data={**values, "act": "save"})

    event = db.session.scalars(select(Event)).one()
    told = [(slot.starts_at.day, slot.label) for slot in event.slots if slot.kind == "break"]
    lunch, tour = Localized("Lunch", "午餐", "Déjeuner"), Localized("Tour of the port", "参观港区")
    assert told == [(18, lunch), (19, lunch), (19, tour)]
    assert text_of(preview, "#preview").count("Tour of the port") == 1
    assert fields_of(organizing.get("/events/two-days/settings"))["breaks-1-day"] == "2027-03-19"


def test_each_reader_sees_a_break_in_the_own_language(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring Day", days__0__day="2027-03-18", breaks__0__label_fr="", act="save")
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
        days__0__day="2027-03-18",
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


def test_the_preview_needs_no_script_and_saves_nothing(organizing):
    page = organizing.get("/events/new")
    values = filled(page, slot_minutes="55", act="preview")

    seen = organizing.post("/events/new", data=values)

    assert seen.status_code == 200
    assert "4 times" in text_of(seen, "#preview")
    assert db.session.scalars(select(Event)).all() == []


def test_htmx_gets_the_preview_alone(organizing):
    values = filled(organizing.get("/events/new"), act="preview")

    seen = organizing.post("/events/new", data=values, headers={"HX-Request": "true"})

    assert seen.text.lstrip().startswith('<section class="q-panel" id="preview"')


@pytest.mark.parametrize("rows", ["days", "breaks", "tables", "groups", "programme"])
def test_rows_come_and_go_by_named_buttons(organizing, rows):
    page = organizing.get("/events/new")
    before = buttons(page, f"remove:{rows}:")

    more = organizing.post("/events/new", data=filled(page, act=f"add:{rows}"))
    fewer = organizing.post("/events/new", data=filled(more, act=f"remove:{rows}:0"))

    assert len(buttons(more, f"remove:{rows}:")) > len(before)
    assert buttons(fewer, f"remove:{rows}:") == before


def test_what_was_typed_stays_when_rows_change(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_zh="春季对接会", breaks__1__starts="15 h 10", act="remove:breaks:0")

    seen = fields_of(organizing.post("/events/new", data=values))

    assert seen["name_zh"] == "春季对接会"
    assert (seen["breaks-0-label_en"], seen["breaks-0-label_zh"], seen["breaks-0-starts"]) == ("Tea", "茶歇", "15:10")


def test_everything_is_kept_when_something_is_wrong(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="18.3.2027", breaks__0__ends="half past", act="save")

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
        ({"days-0-closes": "09:40"}, "No meeting fits into 18 March 2027"),
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
        ({"breaks-0-day": "2027-03-20"}, "Lunch lies on no day of the event."),
        ({"groups-1-name": "", "groups-1-name_zh": "", "groups-1-name_fr": ""}, "Name at least two groups."),
        ({"may_ask": []}, "Nobody may ask anybody: tick who may ask whom."),
        ({"least_meetings": "9"}, "The least, 9, is more than the most, 8."),
        ({"registration_opens_on": "2027-02-01", "registration_closes_on": "2027-01-01"}, "1 January 2027 is before"),
        ({"registration_mode": "code"}, "Write the code that firms will type"),
        ({"slug": "Two Words"}, "Only a–z, 0–9 and hyphens between them"),
        ({"zone": "Moon/Base"}, "Choose a time zone of the list."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_in_the_summary(organizing, typed, said):
    page = organizing.get("/events/new")
    values = {**filled(page, name_en="Spring", days__0__day="2027-03-18", act="save"), **typed}

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 422
    assert said in text_of(refused, "[role=alert]")
    assert said in text_of(refused, ".q-field-error")
    assert db.session.scalars(select(Event)).all() == []


def test_an_address_that_is_taken_is_refused_with_the_form_kept(organizing, created):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", slug="lianglu-cuntan", days__0__day="2027-03-18", act="save")

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 409
    assert "Another event has the address lianglu-cuntan" in text_of(refused, "[role=alert]")
    assert fields_of(refused)["name_en"] == "Spring"


def test_an_address_made_of_the_name_is_always_free(organizing, created):
    for expected in ("spring-day", "spring-day-2"):
        page = organizing.get("/events/new")
        organizing.post("/events/new", data=filled(page, name_en="Spring Day", days__0__day="2027-03-18", act="save"))
        assert db.session.scalar(select(Event).where(Event.slug == expected)) is not None


def test_only_who_runs_an_organisation_creates_events(client, app):
    assert client.get("/events/new").location.startswith("/sign-in")

    desk = client.as_user(factories.event_role(factories.event(), Role.DESK))

    assert desk.get("/events/new").status_code == 403


def test_the_settings_page_saved_as_it_is_changes_nothing(organizing, created):
    before = draft_of(created)
    page = organizing.get("/events/lianglu-cuntan/settings")

    saved = organizing.post("/events/lianglu-cuntan/settings", data=filled(page, act="save"))

    assert saved.status_code == 302
    assert (draft_of(created), created.version) == (before, 1)


def test_the_settings_page_saves_a_change(organizing, created):
    page = organizing.get("/events/lianglu-cuntan/settings")

    organizing.post(
        "/events/lianglu-cuntan/settings", data=filled(page, interpreters="7", days__0__opens="1000", act="save")
    )

    assert (created.interpreter_count, created.days[0].opens, created.version) == (7, dt.time(10), 2)


def test_the_second_editor_is_told_who_changed_what_and_keeps_the_form(organizing, created, organizer):
    page = organizing.get("/events/lianglu-cuntan/settings")
    services.change_event(created.id, usual_like(created, interpreters=5), version=1, by=organizer.id)

    refused = organizing.post("/events/lianglu-cuntan/settings", data=filled(page, walk_minutes="9", act="save"))

    assert refused.status_code == 409
    told = text_of(refused, "[role=alert]")
    assert "Somebody else saved this event" in told
    assert f"{organizer.name}: interpreters" in told
    assert fields_of(refused)["walk_minutes"] == "9"
    assert (created.walk_minutes, created.interpreter_count) == (0, 5)


def usual_like(event: Event, **changes: Any):
    from dataclasses import replace

    return replace(draft_of(event), **changes)


def test_the_second_editor_may_save_over_it_knowingly(organizing, created, organizer):
    page = organizing.get("/events/lianglu-cuntan/settings")
    services.change_event(created.id, usual_like(created, interpreters=5), version=1, by=organizer.id)

    organizing.post("/events/lianglu-cuntan/settings", data=filled(page, walk_minutes="9", over="2"))

    assert (created.walk_minutes, created.interpreter_count, created.version) == (9, 3, 3)


def test_the_preview_says_how_to_write_a_time_that_it_cannot_read(organizing):
    page = organizing.get("/events/new")
    values = filled(page, act="preview", **{"days-0-day": "2027-03-18", "days-0-opens": "noonish"})

    seen = text_of(organizing.post("/events/new", data=values), "#preview")

    assert "Write a time as 14:30." in seen
    assert "Choose the day of the event" not in seen


def test_the_summary_says_in_which_row_something_is_missing(organizing):
    values = filled(organizing.get("/events/new"), name_en="Spring Day", breaks__1__starts="", act="save")

    refused = organizing.post("/events/new", data=values)

    assert "Breaks, row 2, From : Say when it begins." in read(refused).text


def test_a_fold_whose_field_is_wrong_comes_open(organizing):
    day = {"name_en": "Spring Day", "days__0__day": "2027-03-18", "breaks__0__day": "2027-05-05"}

    refused = organizing.post("/events/new", data=filled(organizing.get("/events/new"), **day, act="save"))
    opened = [fold for fold in read(refused).find(".q-more") if "open" in fold.attributes]

    assert [len(fold.find("[name=breaks-0-day]")) for fold in opened] == [1]


def test_where_an_item_of_the_programme_is_stands_outside_its_fold(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:programme"))

    folded = [field for fold in read(page).find("details") for field in fold.find("[name=programme-0-place_en]")]

    assert (len(read(page).find("[name=programme-0-place_en]")), folded) == (1, [])


def test_the_places_of_tables_and_items_are_typed_in_each_language(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:programme"))
    typed = {
        "name_en": "Spring Day",
        "days__0__day": "2027-03-18",
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


CONTRADICTORY = {
    "registration_opens_on": "2027-04-15",
    "registration_closes_on": "2027-05-01",
    "requests_until": "2027-06-01",
    "timetable_on": "2027-07-01",
}


def test_each_date_after_the_event_is_refused_at_its_own_field_on_a_new_event(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="2027-03-18", act="save")

    refused = organizing.post("/events/new", data={**values, **CONTRADICTORY})

    assert refused.status_code == 422
    for name in CONTRADICTORY:
        assert "is after the event, which ends on 18 March 2027." in text_of(refused, f"#{name}-error")
    assert db.session.scalars(select(Event)).all() == []


def test_each_date_after_the_event_is_refused_at_its_own_field_on_an_edit(organizing, created):
    page = organizing.get(f"/events/{created.slug}/settings")

    refused = organizing.post(f"/events/{created.slug}/settings", data={**filled(page), **CONTRADICTORY, "act": "save"})

    assert refused.status_code == 422
    for name in CONTRADICTORY:
        assert "is after the event, which ends on 18 March 2027." in text_of(refused, f"#{name}-error")


def test_a_copy_whose_dates_contradict_each_other_is_refused(organizing, created):
    page = organizing.get(f"/events/{created.slug}/copy?first_day=2028-03-16")
    changed = {"registration_opens_on": "2028-03-02", "registration_closes_on": "2028-03-01"}

    refused = organizing.post("/events/new", data={**filled(page), **changed, "act": "save"})

    assert refused.status_code == 422
    said = "1 March 2028 is before 2 March 2028, when registration opens."
    assert said in text_of(refused, "#registration_closes_on-error")


def test_the_preview_of_an_event_without_a_day_names_no_day(organizing):
    fresh = text_of(organizing.get("/events/new"), "#preview")

    assert "5 min stay empty before 17:00" in fresh
    assert "09:30 until 09:55" in fresh
    assert not re.search(r"\b20\d\d\b", fresh)


def test_the_preview_of_an_event_without_a_day_says_nothing_of_the_days_of_parts(organizing):
    page = organizing.get("/events/new")
    values = filled(page, timetable_on="2027-03-18", breaks__0__day="2027-03-18", act="preview")

    seen = text_of(organizing.post("/events/new", data=values), "#preview")

    assert "after the event" not in seen
    assert "on no day" not in seen


def test_today_is_that_of_the_zone_chosen(organizing, monkeypatch):
    monkeypatch.setattr(making, "now", lambda: dt.datetime(2027, 3, 17, 17, 30, tzinfo=dt.UTC))
    page = organizing.get("/events/new")
    values = filled(page, name_en="Night", days__0__day="2027-03-17", act="save")

    late = organizing.post("/events/new", data={**values, "zone": "Asia/Shanghai"})
    early = organizing.post("/events/new", data={**values, "zone": "Europe/Paris"})

    assert (late.status_code, early.status_code) == (422, 302)
    assert "This day is over: 17 March 2027" in text_of(late, "#days-0-day-error")


def test_a_new_event_offers_the_organizers_own_address_for_questions_and_keeps_what_is_typed(organizing, organizer):
    page = organizing.get("/events/new")
    values = filled(page, name_en="Spring", days__0__day="2027-03-18", act="save")

    organizing.post("/events/new", data={**values, "contact_email": "Events@Office.example"})

    assert values["contact_email"] == organizer.email
    assert db.session.scalars(select(Event)).one().contact_email == "events@office.example"


def test_an_address_for_questions_that_cannot_be_read_is_refused(organizing):
    values = filled(organizing.get("/events/new"), name_en="Spring", days__0__day="2027-03-18", act="save")

    refused = organizing.post("/events/new", data={**values, "contact_email": "events at office"})

    assert refused.status_code == 422
    assert text_of(refused, "#contact_email-error")


def test_a_time_that_is_none_is_the_only_thing_said_of_a_day_that_is_filled(organizing):
    page = organizing.get("/events/new")
    values = filled(page, act="save", **{"days-0-day": "2027-03-18", "days-0-opens": "25:99"})

    refused = organizing.post("/events/new", data=values)

    assert refused.status_code == 422
    assert "Write a time as 14:30." in text_of(refused, "[role=alert]")
    assert "Choose the day of the event" not in refused.text
