"""The pages on which a firm waits for a seat at a full group meeting, and leaves the wait."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from app.group_meetings import services
from app.meetings.queries.group_meeting_parties import list_waited_meetings
from tests import factories
from tests.meetings.views.looking import body
from tests.support.pages import read

TELL, WAITING = "Tell me when a seat is free", "A letter comes as soon as a seat is free. None is held for you."


def path(event, firm, rest=""):
    return f"/events/{event.slug}/companies/{firm.id}/groups{rest}"


@pytest.fixture
def full(event, firms, slots):
    """A group of the first firm, open to all, whose two seats others have."""
    made = services.open_group_meeting(
        event.id, firms[0].id, topic="Cold chain by rail", slot_id=slots[1], seats=2, is_open=True, by=None
    )
    seated = [factories.firm(event, "Chongqing", name=f"Seated {number}") for number in range(2)]
    for one in seated:
        services.take_group_seat(made, one.id, by=None)
    return made, seated


@pytest.mark.full
def test_a_firm_waits_by_one_tap_sees_that_it_does_and_leaves_the_wait(client, event, firms, people, full):
    guest, page = client.as_user(people[1]), path(event, firms[1], f"/{full[0]}")

    before = guest.get(page)
    waits = guest.post(f"{page}/wait", follow_redirects=True)
    listed = guest.get(path(event, firms[1]))
    left = guest.post(f"{page}/wait/removal", follow_redirects=True)

    assert TELL in body(before).text
    assert WAITING not in body(before).text
    assert WAITING in body(waits).text
    assert TELL not in body(waits).text
    assert "Only whom the host invites may come." not in body(waits).text
    assert "waits for a seat" in read(waits).find("#history")[0].text
    assert "you wait for a seat" in body(listed).text
    assert TELL in body(left).text
    assert list_waited_meetings(firms[1].id) == frozenset()


def test_who_comes_too_late_waits_by_itself_and_the_page_says_so(client, event, firms, people, full):
    made, _seated = full

    late = client.as_user(people[1]).post(path(event, firms[1], f"/{made}/seat"))

    assert late.status_code == 409
    assert "All seats are taken. You have none, and hear by letter as soon as one is free." in body(late).text
    assert WAITING in body(late).text
    assert "Only whom the host invites may come." not in body(late).text
    assert list_waited_meetings(firms[1].id) == {made}


def test_the_host_reads_how_many_wait_and_not_who(client, event, firms, people, full):
    made, _seated = full
    services.join_waiting_list(made, firms[1].id, by=None)

    page = client.as_user(people[0]).get(path(event, firms[0], f"/{made}"))

    assert "1 firm waits for a seat" in body(page).text
    history = read(page).find("#history")[0].text
    assert "waits" not in history


@pytest.mark.full
def test_the_letter_of_a_free_seat_leads_to_the_page_that_takes_it(client, event, firms, people, full):
    made, seated = full
    services.join_waiting_list(made, firms[1].id, by=None)
    services.leave_group_seat(made, seated[0].id, by=None)
    letter = db.session.scalars(select(Outbox).where(Outbox.kind == "round.freed")).one()
    (link,) = re.findall(r"https?://[^/\s]+(/events/\S+)", letter.body)
    guest = client.as_user(people[1])

    page = guest.get(link)
    taken = guest.post(path(event, firms[1], f"/{made}/seat"), follow_redirects=True)

    assert "A seat is free again at the group meeting “Cold chain by rail”" in letter.body
    assert "Take a seat" in body(page).text
    assert "You have a seat." in read(taken).text
    assert list_waited_meetings(firms[1].id) == frozenset()
    assert (
        "a seat is free: who waits for one was told"
        in read(client.as_user(people[0]).get(path(event, firms[0], f"/{made}"))).find("#history")[0].text
    )


def test_who_is_invited_without_an_account_waits_by_the_letters_link(client, event, firms, slots):
    factories.representative(firms[1], email="li@port.example")
    made = services.open_group_meeting(
        *(event.id, firms[0].id), topic="Cold chain", slot_id=slots[1], seats=2, is_open=True, by=None,
        invited=[firms[1].id],
    )  # fmt: skip
    for number in range(2):
        services.take_group_seat(made, factories.firm(event, "Chongqing", name=f"Seated {number}").id, by=None)
    body_of = db.session.scalars(select(Outbox.body).where(Outbox.recipient == "li@port.example")).first()
    link = re.findall(r"(/i/\S+)", body_of or "")[-1]

    before = client.get(link).text
    after = client.post(link, data={"act": "wait"}, follow_redirects=True).text

    assert TELL in before
    assert WAITING in after
    assert list_waited_meetings(firms[1].id) == {made}


def test_a_chamber_waits_for_its_member(client, event, full):
    made, _seated = full
    house = factories.organisation("Chamber")
    firm = factories.firm(event, "Chongqing", delegation_id=factories.delegation(event, of=house).id)
    chamber = client.as_user(factories.member(house, Role.CHAMBER))

    page = chamber.post(path(event, firm, f"/{made}/wait"), follow_redirects=True)

    assert page.status_code == 200
    assert list_waited_meetings(firm.id) == {made}
