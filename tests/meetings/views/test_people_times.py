"""When a firm's people are away and who of them sits, on their pages."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.db import transaction
from app.events.models import ProgrammeItem
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.queries.attendees import list_absences
from tests import factories
from tests.meetings.views.looking import at
from tests.support.pages import read, text_of


@pytest.fixture
def page(event, firms):
    return f"/events/{event.slug}/companies/{firms[0].id}/times"


def test_times_half_days_and_parts_of_the_programme_are_ticked_together(client, event, people, firms, slots, page):
    start = event.slots[2].starts_at
    with transaction() as session:
        item = ProgrammeItem(
            event_id=event.id, title_en="Panel", starts_at=start, ends_at=start + dt.timedelta(hours=1)
        )
        session.add(item)
        session.flush()
        item_id = item.id
    person = firms[0].representatives[0]

    done = client.as_user(people[0]).post(
        page, data={"person": person.id, "slot": slots[0], "item": item_id, "reason": "dentist"}, follow_redirects=True
    )

    assert list_absences(firms[0])[0].away == {slots[0], slots[2], slots[3]}
    assert "away at 3 times" in done.text
    client.post(page, data={"person": person.id, "half": "2032-03-18 am"})
    assert list_absences(firms[0])[0].away == set(slots)


def test_a_part_of_the_programme_at_which_nobody_meets_is_not_offered(client, event, people, page):
    start = event.slots[0].starts_at
    with transaction() as session:
        for title, begins, ends in (("Welcome", -30, 0), ("Panel", 0, 30)):
            session.add(
                ProgrammeItem(
                    event_id=event.id,
                    title_en=title,
                    starts_at=start + dt.timedelta(minutes=begins),
                    ends_at=start + dt.timedelta(minutes=ends),
                )
            )

    offered = text_of(client.as_user(people[0]).get(page), "main")

    assert ("Panel" in offered, "Welcome" in offered) == (True, False)


@pytest.mark.parametrize(
    ("field", "value"), [("slot", "99999"), ("slot", "x"), ("slot", "9" * 30), ("half", "2032-03-19 am"), ("item", "7")]
)
def test_what_the_event_has_no_more_changes_nobody_s_times(client, event, people, firms, slots, page, field, value):
    person = firms[0].representatives[0]
    client.as_user(people[0]).post(page, data={"person": person.id, "slot": slots[0], "reason": "dentist"})

    refused = client.post(page, data={"person": person.id, field: value})

    assert refused.status_code == 422
    assert [(one.away, one.reason) for one in list_absences(firms[0])] == [(frozenset({slots[0]}), "dentist")]


def test_a_private_reason_is_not_on_the_pages_of_others(client, event, people, firms, page):
    person = firms[0].representatives[0]
    client.as_user(people[0]).post(page, data={"person": person.id, "half": "2032-03-18 am", "reason": "dentist"})

    assert "dentist" in client.get(page).text
    seen = client.as_user(people[1]).get(at("ask", event, firms[1], other_id=firms[0].id)).text
    assert "dentist" not in seen
    assert "They are not free" in seen
    assert client.get(page).status_code == 404


def test_meetings_in_the_way_are_named_and_handed_over_once_confirmed(client, event, people, firms, slots, page):
    colleague = factories.representative(firms[0])
    person = firms[0].representatives[0]
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    visitor = client.as_user(people[0])

    refused = visitor.post(page, data={"person": person.id, "slot": slots[0]})
    assert refused.status_code == 409
    assert "Chongqing Port" in read(refused).find("main")[0].text
    done = visitor.post(page, data={"person": person.id, "slot": slots[0], "hand_over": "1"}, follow_redirects=True)

    assert "1 seat was handed over" in done.text
    assert colleague.display_name in visitor.get(at("agenda", event, firms[0])).text


def test_where_people_are_handed_over_a_longer_meeting_stands_with_its_end(client, event, people, firms, slots, page):
    factories.representative(firms[0])
    with transaction():
        event.longest_meeting = 2
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, length=2)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    person = firms[0].representatives[0].id

    asked = client.as_user(people[0]).post(page, data={"person": person, "slot": slots[1]})
    sits = client.get(at("who_sits", event, firms[0], meeting_id=made))

    assert asked.status_code == 409
    assert ["18 March 2032, 09:30–10:25" in one.text for one in (asked, sits)] == [True, True]


def test_a_firm_chooses_who_sits_at_a_booked_meeting(client, event, people, firms, slots):
    colleague = factories.representative(firms[0])
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    visitor, url = client.as_user(people[0]), f"/events/{event.slug}/companies/{firms[0].id}/meetings/{made}/person"

    assert url in visitor.get(at("agenda", event, firms[0])).text
    assert len(read(visitor.get(url)).find("[name=person]")) == 2
    done = visitor.post(url, data={"person": colleague.id}, follow_redirects=True)

    assert colleague.display_name in done.text


def test_where_no_colleague_is_free_the_page_does_not_offer_one(client, event, people, firms, slots, page):
    person = firms[0].representatives[0]
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])

    asked = client.as_user(people[0]).post(page, data={"person": person.id, "slot": slots[0]}).text

    assert "no colleague is free: move it" in asked
    assert [words for words in ("A colleague can take each seat", "Let colleagues take") if words in asked] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("held", "This meeting was held"),
        ("missed", "This meeting is noted as missed"),
        ("cancelled", "This meeting does not take place"),
    ],
)
def test_of_a_meeting_that_is_over_nobody_is_said_to_sit_yet(client, event, people, firms, slots, state, words):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots[0])
    with transaction() as session:
        session.get_one(Meeting, made).state = state

    page = text_of(
        client.as_user(people[0]).get(f"/events/{event.slug}/companies/{firms[0].id}/meetings/{made}/person"), "main"
    )

    assert (words in page, "Nobody sits yet" in page) == (True, False)
    assert (firms[0].representatives[0].display_name in page) == (state == "held")
