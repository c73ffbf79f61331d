"""The preview beside the form, and rows that come and go."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from app.core.db import db
from app.events.forms.event import MOST_ROWS
from app.events.models import Event
from app.events.views import editing
from tests.events.making.filling import filled
from tests.support.pages import buttons, fields_of, read, text_of


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


@pytest.mark.full
def test_a_page_that_takes_no_more_rows_says_so_instead_of_a_button(organizing):
    page = organizing.get("/events/new")
    for _ in range(MOST_ROWS["groups"] - 2):
        assert "add:groups" in buttons(page, "add:")
        page = organizing.post("/events/new", data=filled(page, act="add:groups"))

    assert "add:groups" not in buttons(page, "add:")
    assert text_of(page, "#add-groups") == "20 rows are the most."


def test_what_was_typed_stays_when_rows_change(organizing):
    page = organizing.get("/events/new")
    values = filled(page, name_zh="春季对接会", breaks__1__starts="15 h 10", act="remove:breaks:0")

    seen = fields_of(organizing.post("/events/new", data=values))

    assert seen["name_zh"] == "春季对接会"
    assert (seen["breaks-0-label_en"], seen["breaks-0-label_zh"], seen["breaks-0-starts"]) == ("Tea", "茶歇", "15:10")


def test_the_preview_says_how_to_write_a_time_that_it_cannot_read(organizing):
    page = organizing.get("/events/new")
    values = filled(page, act="preview", **{"days-0-day": "2032-03-18", "days-0-opens": "noonish"})

    seen = text_of(organizing.post("/events/new", data=values), "#preview")

    assert "Write a time as 14:30." in seen
    assert "Choose the day of the event" not in seen


def test_a_fold_whose_field_is_wrong_comes_open(organizing):
    day = {"name_en": "Spring Day", "days__0__day": "2032-03-18", "breaks__0__day": "2032-05-05"}

    refused = organizing.post("/events/new", data=filled(organizing.get("/events/new"), **day, act="save"))
    opened = [fold for fold in read(refused).find(".q-more") if "open" in fold.attributes]

    assert [len(fold.find("[name=breaks-0-day]")) for fold in opened] == [1]


def test_where_an_item_of_the_programme_is_stands_outside_its_fold(organizing):
    page = organizing.post("/events/new", data=filled(organizing.get("/events/new"), act="add:programme"))

    folded = [field for fold in read(page).find("details") for field in fold.find("[name=programme-0-place_en]")]

    assert (len(read(page).find("[name=programme-0-place_en]")), folded) == (1, [])


def test_the_preview_of_an_event_without_a_day_names_no_day(organizing):
    fresh = text_of(organizing.get("/events/new"), "#preview")

    assert "5 min stay empty before 17:00" in fresh
    assert "09:30 until 09:55" in fresh
    assert not re.search(r"\b20\d\d\b", fresh)


def test_the_preview_of_an_event_without_a_day_says_nothing_of_the_days_of_parts(organizing):
    page = organizing.get("/events/new")
    values = filled(page, timetable_on="2032-03-18", breaks__0__day="2032-03-18", act="preview")

    seen = text_of(organizing.post("/events/new", data=values), "#preview")

    assert "after the event" not in seen
    assert "on no day" not in seen


def test_today_is_that_of_the_zone_chosen(organizing, monkeypatch):
    monkeypatch.setattr(editing, "now", lambda: dt.datetime(2032, 3, 17, 17, 30, tzinfo=dt.UTC))
    page = organizing.get("/events/new")
    values = filled(page, name_en="Night", days__0__day="2032-03-17", act="save")

    late = organizing.post("/events/new", data={**values, "zone": "Asia/Shanghai"})
    early = organizing.post("/events/new", data={**values, "zone": "Europe/Paris"})

    assert (late.status_code, early.status_code) == (422, 302)
    assert "This day is over: 17 March 2032" in text_of(late, "#days-0-day-error")
