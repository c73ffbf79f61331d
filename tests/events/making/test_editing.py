"""Changing an event, two at once, and copies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core.db import transaction
from app.events import services
from app.events.models import Event
from app.events.queries import draft_of
from tests.events.making.filling import CONTRADICTORY, filled
from tests.support.pages import fields_of, text_of


def test_the_settings_page_saved_as_it_is_changes_nothing(organizing, created):
    before = draft_of(created)
    page = organizing.get("/events/lianglu-cuntan/settings")

    saved = organizing.post("/events/lianglu-cuntan/settings", data=filled(page, act="save"))

    assert saved.status_code == 302
    assert (draft_of(created), created.version) == (before, 1)


def test_the_settings_page_saves_a_change(organizing, created):
    page = organizing.get("/events/lianglu-cuntan/settings")

    organizing.post(
        "/events/lianglu-cuntan/settings", data=filled(page, pause_minutes="7", days__0__opens="1000", act="save")
    )

    assert (created.pause_minutes, created.days[0].opens, created.version) == (7, dt.time(10), 2)


def test_the_second_editor_is_told_who_changed_what_and_keeps_the_form(organizing, created, organizer):
    page = organizing.get("/events/lianglu-cuntan/settings")
    services.change_event(created.id, usual_like(created, pause_minutes=6), version=1, by=organizer.id)

    refused = organizing.post("/events/lianglu-cuntan/settings", data=filled(page, walk_minutes="9", act="save"))

    assert refused.status_code == 409
    told = text_of(refused, "[role=alert]")
    assert "Somebody else saved this event" in told
    assert f"{organizer.name}: pause" in told
    assert fields_of(refused)["walk_minutes"] == "9"
    assert (created.walk_minutes, created.pause_minutes) == (0, 6)


def usual_like(event: Event, **changes: Any):
    from dataclasses import replace

    return replace(draft_of(event), **changes)


def test_the_second_editor_may_save_over_it_knowingly(organizing, created, organizer):
    page = organizing.get("/events/lianglu-cuntan/settings")
    services.change_event(created.id, usual_like(created, pause_minutes=6), version=1, by=organizer.id)

    organizing.post("/events/lianglu-cuntan/settings", data=filled(page, walk_minutes="9", over="2"))

    assert (created.walk_minutes, created.pause_minutes, created.version) == (9, 5, 3)


def test_each_date_after_the_event_is_refused_at_its_own_field_on_an_edit(organizing, created):
    page = organizing.get(f"/events/{created.slug}/settings")

    refused = organizing.post(f"/events/{created.slug}/settings", data={**filled(page), **CONTRADICTORY, "act": "save"})

    assert refused.status_code == 422
    for name in CONTRADICTORY:
        assert "is after the event, which ends on 18 March 2032." in text_of(refused, f"#{name}-error")


def test_a_copy_does_not_take_over_the_code_of_those_invited_before(organizing, created):
    with transaction():
        created.registration_mode, created.registration_code = "code", "SPRING2032"

    page = organizing.get(f"/events/{created.slug}/copy?first_day=2028-03-16")

    assert filled(page)["registration_mode"] == "code"
    assert not filled(page)["registration_code"]


@pytest.mark.parametrize("first_day", ["0001-01-01", "9999-12-31"])
def test_a_copy_to_a_day_that_nobody_means_is_refused(organizing, created, first_day):
    page = organizing.get(f"/events/{created.slug}/copy?first_day={first_day}")

    assert page.status_code == 422
    assert "A day from 1990 to 2200." in page.text


def test_a_copy_whose_dates_contradict_each_other_is_refused(organizing, created):
    page = organizing.get(f"/events/{created.slug}/copy?first_day=2028-03-16")
    changed = {"registration_opens_on": "2028-03-02", "registration_closes_on": "2028-03-01"}

    refused = organizing.post("/events/new", data={**filled(page), **changed, "act": "save"})

    assert refused.status_code == 422
    said = "1 March 2028 is before 2 March 2028, when registration opens."
    assert said in text_of(refused, "#registration_closes_on-error")
