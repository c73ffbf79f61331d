"""What is sent in place of one of the choices of a page is told by what there is to choose."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Meeting
from tests.meetings.views.looking import body

SPOILT = ["abc", "-1", "0", "1.5", "99999999999"]


@pytest.fixture
def made(event, firms):
    return services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)


@pytest.mark.parametrize("slot", SPOILT)
def test_a_spoilt_time_is_answered_with_choose_one_of_the_times(client, event, people, firms, made, slot):
    page = client.as_user(people[1]).post(
        f"/events/{event.slug}/companies/{firms[1].id}/meetings/{made}/time", data={"slot": slot}
    )

    assert page.status_code == 422
    assert "Choose one of the times." in body(page).text
    assert "whole number" not in body(page).text
    assert db.session.get_one(Meeting, made).state == "requested"


@pytest.mark.parametrize(
    ("path", "said", "sentence"),
    [
        ("ask/{other}", {"slot": "abc"}, "Choose one of the times."),
        ("meetings/{made}/other-times", {"slots": ["abc"]}, "Choose one of the times."),
        ("groups/new", {"topic": "Cold chain", "seats": "2", "slot": "abc"}, "Choose one of the times."),
    ],
)
def test_each_form_of_times_says_so(client, event, people, firms, path, said, sentence):
    made = services.request_meeting(event.id, firms[1].id, firms[0].id, by=None)

    page = client.as_user(people[0]).post(
        f"/events/{event.slug}/companies/{firms[0].id}/" + path.format(other=firms[1].id, made=made), data=said
    )

    assert page.status_code == 422
    assert sentence in body(page).text
    assert "whole number" not in body(page).text
    assert "coerced" not in body(page).text


def test_a_group_is_not_moved_to_what_is_no_time_and_says_so(client, event, people, firms, slots):
    group = rounds.open_group_meeting(
        event.id, firms[0].id, topic="Cold", slot_id=slots[1], seats=2, is_open=True, by=None
    )
    address = f"/events/{event.slug}/companies/{firms[0].id}/groups/{group}/time"
    host = client.as_user(people[0])

    spoilt, none = host.post(address, data={"slot": "abc"}), host.post(address)

    assert (spoilt.status_code, none.status_code) == (422, 422)
    assert "Choose one of the times." in body(spoilt).text
    assert "Choose a time." in body(none).text
    assert db.session.get_one(Meeting, group).slot_id == slots[1]
