"""A desk moves a meeting to a time that both have free, having seen which there are."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.meetings.models import Meeting
from app.meetings.services import arrange, cancel
from tests import factories
from tests.support.pages import read

DESK = "/events/matching-day/desk"


@pytest.fixture
def meetings(event):
    """A firm's meetings in the first slot and the third; the first one is to move."""
    firm, by = factories.firm(event), factories.user().id
    return [
        arrange(event.id, firm.id, factories.firm(event, "Chongqing").id, by=by, slot_id=event.slots[place].id)
        for place in (0, 2)
    ]


def offered(page) -> list[str | None]:
    return [one.attributes.get("value") for one in read(page).find("[name=slot]")]


def test_the_times_that_both_have_free_are_offered(at_desk, event, meetings):
    page = at_desk.get(f"{DESK}/meetings/{meetings[0]}/move")

    assert offered(page) == [str(event.slots[place].id) for place in (1, 3, 4, 5)]


def test_a_meeting_is_moved_in_one_tap(at_desk, event, meetings):
    page = at_desk.post(f"{DESK}/meetings/{meetings[0]}/move", data={"slot": event.slots[1].id}, follow_redirects=True)

    assert "Moved. Both firms are told." in page.text
    assert db.session.get_one(Meeting, meetings[0]).slot_id == event.slots[1].id


def test_a_time_that_somebody_took_meanwhile_is_refused(at_desk, event, meetings):
    answer = at_desk.post(f"{DESK}/meetings/{meetings[0]}/move", data={"slot": event.slots[2].id})

    assert answer.status_code == 409
    assert db.session.get_one(Meeting, meetings[0]).slot_id == event.slots[0].id


def test_an_old_page_does_not_move_what_somebody_else_has_moved(at_desk, event, meetings):
    form = read(at_desk.get(f"{DESK}/meetings/{meetings[0]}/move")).find("[name=seen]")[0]
    at_desk.post(f"{DESK}/meetings/{meetings[0]}/move", data={"slot": event.slots[1].id})

    answer = at_desk.post(
        f"{DESK}/meetings/{meetings[0]}/move",
        data={"slot": event.slots[3].id, "seen": form.attributes["value"]},
    )

    assert answer.status_code == 409
    assert db.session.get_one(Meeting, meetings[0]).slot_id == event.slots[1].id


def test_a_meeting_that_is_called_off_is_said_to_move_no_more(at_desk, event, meetings):
    cancel(meetings[0], db.session.get_one(Meeting, meetings[0]).low_id, by=None)

    page = at_desk.get(f"{DESK}/meetings/{meetings[0]}/move").text

    assert "This meeting can no longer be moved" in page


@pytest.mark.parametrize("sent", [{}, {"slot": "x"}, {"slot": "999999"}])
def test_what_names_no_time_of_the_event_moves_nothing(at_desk, event, meetings, sent):
    assert at_desk.post(f"{DESK}/meetings/{meetings[0]}/move", data=sent).status_code == 422
    assert db.session.get_one(Meeting, meetings[0]).slot_id == event.slots[0].id
