"""What a page says of an act that is not this firm's to do, and of one that came too late."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Meeting
from tests.meetings.views.looking import at, body
from tests.support.pages import fields_of, read

CHANGED = "This changed while you were looking"
AS_IT_STANDS = "This is not possible as things stand"


def here(event, firm, meeting_id, act):
    return f"/events/{event.slug}/companies/{firm.id}/meetings/{meeting_id}/{act}"


def told(page):
    """The heading of a refusal and what stands below it."""
    assert page.status_code == 409
    return read(page).find("h1")[0].text, body(page).text


@pytest.fixture
def request_id(event, firms):
    return services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)


@pytest.mark.parametrize(
    ("language", "heading", "said"),
    [
        ("en", AS_IT_STANDS, "It is the other side’s turn to answer. Nothing was changed."),
        ("fr", "Impossible en l’état", "C’est à l’autre partie de répondre. Rien n’a été modifié."),
        ("zh", "目前无法这样做", "现应由对方回复。未作任何更改。"),
    ],
)
def test_who_accepts_its_own_request_is_told_whose_turn_it_is(
    client, event, people, firms, request_id, language, heading, said
):
    address = here(event, firms[0], request_id, "acceptance")

    page = client.as_user(people[0]).post(f"{address}?lang={language}")

    assert told(page)[0] == heading
    assert said in told(page)[1]


def test_who_is_asked_takes_nothing_back_and_who_asked_has_no_times_to_take_back(
    client, event, people, firms, request_id
):
    asked = client.as_user(people[1]).post(here(event, firms[1], request_id, "withdrawal"))
    asker = client.as_user(people[0]).post(here(event, firms[0], request_id, "recall"))

    assert "The other side asked, and you are to answer" in told(asked)[1]
    assert "You proposed no other times that you could take back." in told(asker)[1]
    assert told(asked)[0] == told(asker)[0] == AS_IT_STANDS


def test_a_meeting_that_was_held_is_already_over_for_who_moves_or_cancels_it(client, event, people, firms, slots):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    with transaction():
        db.session.get_one(Meeting, made).state = "held"
    asker = client.as_user(people[0])

    moved = asker.post(here(event, firms[0], made, "time"), data={"slot": slots[2]})
    cancelled = asker.post(here(event, firms[0], made, "cancellation"))

    assert moved.status_code == 409
    assert "This meeting is already over. Nothing was changed." in body(moved).text
    assert told(cancelled)[0] == AS_IT_STANDS
    assert "This meeting is already over. Nothing was changed." in told(cancelled)[1]


@pytest.mark.parametrize("act", ["acceptance", "withdrawal", "recall", "cancellation", "decline"])
def test_only_of_what_changed_since_its_page_was_made_is_it_said_that_it_did(client, event, people, firms, slots, act):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    button = {"seen": db.session.get_one(Meeting, made).version}
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    with transaction():
        db.session.get_one(Meeting, made).state = "held"
    asked = client.as_user(people[1])

    late = told(asked.post(here(event, firms[1], made, act), data=button))
    of_old = told(asked.post(here(event, firms[1], made, act)))

    assert late[0] == CHANGED
    assert "This meeting was changed after the page was made." in late[1]
    assert of_old[0] == AS_IT_STANDS
    assert "This meeting is already over." in of_old[1]


def test_each_button_of_a_page_says_how_the_meeting_stood_there(client, event, people, firms, slots):
    asker, asked = firms
    made = services.request_meeting(event.id, asker.id, asked.id, by=None)

    def seen_by(person, firm, act):
        page = client.as_user(people[person]).get(at("requests", event, firm))
        return fields_of(page, f"[action={here(event, firm, made, act)}]")["seen"]

    versions = [seen_by(0, asker, "withdrawal")]
    services.counter(made, asked.id, slots=slots[:2], by=None)
    versions.append(seen_by(1, asked, "recall"))
    services.accept(made, asker.id, by=None)
    versions.append(seen_by(0, asker, "cancellation"))
    services.book(made, asker.id, slots[0], by=None)
    versions.append(seen_by(1, asked, "cancellation"))

    assert versions == ["1", "2", "3", "4"]


@pytest.mark.parametrize("act", ["acceptance", "decline", "time"])
def test_a_spoilt_word_of_how_it_stood_is_not_taken_for_a_change(client, event, people, firms, request_id, slots, act):
    asked = client.as_user(people[1])

    page = asked.post(here(event, firms[1], request_id, act), data={"seen": "abc", "slot": slots[0]})

    assert page.status_code == 422
    assert CHANGED not in body(page).text
    assert db.session.get_one(Meeting, request_id).state == "requested"


def test_a_step_at_a_group_that_is_not_open_says_how_the_firm_stands_there(client, event, people, firms, slots):
    made = rounds.open_group_meeting(
        event.id, firms[0].id, topic="Cold chain by rail", slot_id=slots[1], seats=2, is_open=True, by=None
    )
    guest, group = client.as_user(people[1]), f"/events/{event.slug}/companies/{firms[1].id}/groups/{made}"

    uninvited = guest.post(f"{group}/refusal")
    seatless = guest.post(f"{group}/seat/removal")
    rounds.take_group_seat(made, firms[1].id, by=None)
    seated = guest.post(f"{group}/refusal")

    assert "No invitation waits for your answer." in body(uninvited).text
    assert "You have no seat at this meeting." in body(seatless).text
    assert "You have a seat: give it back if you do not come." in body(seated).text
