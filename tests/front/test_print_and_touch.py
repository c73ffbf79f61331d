"""What leaves the printer says of which event it is; what a finger chooses is large enough."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from tests import factories
from tests.support.pages import read


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def organizing(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.mark.parametrize("page", ["registrations", "meetings", "guests", "overview", "attendees"])
def test_paper_names_the_event_and_its_day(organizing, event, page):
    printed = read(organizing.get(f"/events/{event.slug}/{page}")).find(".q-print-event")

    assert [line.text for line in printed] == [f"{event.name_en} · 18 March 2032 · Chongqing"]


def test_the_tick_of_a_row_lies_in_a_label_as_large_as_a_finger(organizing, event):
    factories.firm(event, "Singapore", name="Merlion Bank")

    labels = read(organizing.get(f"/events/{event.slug}/registrations")).find(".q-tick")

    assert [label.find("[type=checkbox]")[0].attributes["aria-label"] for label in labels] == ["Choose Merlion Bank"]
