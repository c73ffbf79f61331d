"""A new time for a booked meeting on pages and from its letter."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event
from app.meetings import services
from app.meetings.models import Meeting, MoveProposal
from tests import factories
from tests.meetings.views.looking import at, body
from tests.meetings.views.test_answer_link import everything
from tests.support.pages import fields_of, text_of


@pytest.fixture
def booked(event, people, firms, slots):
    return services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots[0])


@pytest.fixture
def proposed(firms, booked, slots):
    services.reschedule(booked, firms[0].id, slots[3], by=None)
    return booked


@pytest.fixture
def link(proposed):
    body = db.session.scalars(select(Outbox.body).where(Outbox.kind == "meeting.move_proposed")).one()
    return str(re.findall(r"(/t/\S+)", body)[-1])


def where(meeting_id):
    db.session.rollback()
    return db.session.get_one(Meeting, meeting_id, populate_existing=True).slot_id


def test_move_is_a_proposal_unless_the_event_says_otherwise(client, event, people, firms, slots, booked):
    asker, here = client.as_user(people[0]), at("take_time", event, firms[0], meeting_id=booked)
    page = asker.get(here)
    assert body(page).find("h1")[0].text == "Propose another time"
    assert 'data-names-time="Propose {time}"' in page.text

    done = asker.post(here, data={**fields_of(page, "#slots"), "slot": slots[3]}, follow_redirects=True)

    assert (where(booked), db.session.scalars(select(MoveProposal.slot_id)).all()) == (slots[0], [slots[3]])
    assert "Proposed: 11:00. The meeting stays at 09:30 until they accept." in done.text
    assert "waiting for Chongqing Port" in done.text
    with transaction() as session:
        session.get_one(Event, event.id).moves_at_once = True
    assert body(asker.get(here)).find("h1")[0].text == "Move a meeting"
    asker.post(here, data={"slot": slots[2]})
    assert where(booked) == slots[2]


@pytest.mark.parametrize(("role", "moved"), [("organizer", True), ("chamber", False)])
def test_an_organizer_moves_at_once_and_a_chamber_proposes_as_its_member_does(
    client, event, firms, slots, booked, role, moved
):
    chamber = factories.organisation()
    if role == "chamber":
        delegation = factories.delegation(event, of=chamber)
        with transaction() as session:
            session.merge(firms[0]).delegation_id = delegation.id
    reader = factories.member(event.organisation if moved else chamber, role)

    client.as_user(reader).post(at("take_time", event, firms[0], meeting_id=booked), data={"slot": slots[3]})

    assert where(booked) == slots[3 if moved else 0]


@pytest.mark.parametrize("accepts", [True, False])
def test_a_new_time_is_answered_among_the_requests(client, event, people, firms, slots, proposed, accepts):
    assert "you wait for 1" in text_of(client.as_user(people[0]).get(at("requests", event, firms[0])), "main")
    asked = client.as_user(people[1])
    page = asked.get(at("requests", event, firms[1]))
    assert "1 waits for your answer" in text_of(page, "main")
    act = "acceptance" if accepts else "refusal"
    url = f"/events/{event.slug}/companies/{firms[1].id}/meetings/{proposed}/new-time/{act}"

    done = asked.post(url, data=fields_of(page, f"[action={url}]"), follow_redirects=True)

    assert where(proposed) == slots[3 if accepts else 0]
    assert ("Moved: " if accepts else "The meeting keeps its time.") in done.text
    assert db.session.scalars(select(MoveProposal.id)).all() == []
    assert asked.post(url).status_code == 409


def test_the_agendas_of_both_say_what_is_proposed(client, event, people, firms, proposed):
    pages = [client.as_user(one).get(at("agenda", event, firm)) for one, firm in zip(people, firms, strict=True)]

    mine, theirs = (text_of(page, "main") for page in pages)
    assert "New time proposed: " in mine
    assert "waiting for Chongqing Port" in mine
    assert "New time proposed by YCH Group" in theirs
    assert "new time for the meeting with YCH Group" in theirs
    assert "1 request waits for your answer" in theirs


def test_case_13_opening_the_link_of_a_new_time_changes_nothing(client, link):
    before = everything()

    pages = [client.get(link), client.head(link), client.get(f"{link}?act=accept")]

    assert [page.status_code for page in pages] == [200] * 3
    assert "Keep the old time" in pages[0].text
    assert everything() == before


@pytest.mark.parametrize(
    ("act", "index", "said"), [("accept", 3, "the new time is accepted"), ("keep", 0, "the old time stays")]
)
def test_a_new_time_is_answered_from_its_letter(client, slots, proposed, link, act, index, said):
    done = client.post(link, data={"act": act}, follow_redirects=True)

    assert where(proposed) == slots[index]
    assert (done.status_code, said in done.text) == (200, True)
    again = client.post(link, data={"act": "accept"})
    assert (again.status_code, where(proposed)) == (410, slots[index])


def test_a_link_to_a_time_that_is_gone_says_so(client, event, firms, slots, proposed, link):
    third = factories.firm(event, "Chongqing")
    services.arrange(event.id, firms[0].id, third.id, by=factories.user().id, slot_id=slots[3])

    done = client.post(link, data={"act": "accept"})

    assert (done.status_code, where(proposed)) == (410, slots[0])
    assert 'role="alert"' in done.text
    assert [client.get(f"/t/1-{'a' * 32}").status_code, client.post(link, data={"act": "x"}).status_code] == [404, 410]
