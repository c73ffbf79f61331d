"""A chamber's view of its members' requests: who has how many of what, and what one firm has."""

from __future__ import annotations

import datetime as dt

import pytest

from app.accounts.permissions import Role
from app.core.db import transaction
from app.events.models import EventDay, GroupRule
from app.group_meetings import services as rounds
from app.meetings import services
from tests import factories
from tests.support.pages import read, text_of


def test_each_firm_stands_with_its_counts_as_links_and_what_it_lacks(client, event):
    house = factories.organisation("Chamber")
    delegation = factories.delegation(event, of=house)
    with transaction() as session:
        session.get_one(type(event), event.id).min_meetings = 3
        ours, quiet = (
            factories.firm(event, "Singapore", name=name, delegation_id=delegation.id) for name in ("Ours", "Quiet")
        )
        others = [factories.firm(event, "Chongqing", name=f"Partner {number}") for number in range(3)]
    services.request_meeting(event.id, ours.id, others[0].id, by=None)
    services.request_meeting(event.id, others[1].id, ours.id, by=None)
    services.arrange(event.id, ours.id, others[2].id, by=factories.user().id)
    here = f"/events/{event.slug}/delegations/{delegation.id}/requests"
    chamber = client.as_user(factories.member(house, Role.CHAMBER))

    page = read(chamber.get(here).text)

    rows = [row for body in page.find("tbody") for row in body.find("tr")]
    told = {row.find("th")[0].text.strip(): [cell.text for cell in row.find("td")] for row in rows}
    assert told == {"Ours": ["1", "1", "1", "0", "2"], "Quiet": ["0", "0", "0", "0", "3"]}
    links = {link.attributes["href"] for row in rows for link in row.find("a")}
    assert f"/events/{event.slug}/companies/{ours.id}/requests#received" in links
    assert "Partner 1" in chamber.get(f"{here}?firm={ours.id}").text
    assert "Partner 1" not in chamber.get(f"{here}?firm={quiet.id}").text


def test_seats_at_groups_count_as_booked_and_invitations_as_to_be_answered(client, event):
    house = factories.organisation("Chamber")
    delegation = factories.delegation(event, of=house)
    with transaction() as session:
        session.get_one(type(event), event.id).min_meetings = 2
    host, guest, asked = (
        factories.firm(event, "Singapore" if name == "Host" else "Chongqing", name=name, delegation_id=delegation.id)
        for name in ("Host", "Guest", "Asked")
    )
    made = rounds.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=event.slots[0].id, seats=3, is_open=True, invited=[asked.id], by=None
    )
    rounds.take_group_seat(made, guest.id, by=None)

    page = client.as_user(factories.member(house, Role.CHAMBER)).get(
        f"/events/{event.slug}/delegations/{delegation.id}/requests"
    )

    rows = [row for body in read(page.text).find("tbody") for row in body.find("tr")]
    told = {row.find("th")[0].text.strip(): [cell.text for cell in row.find("td")] for row in rows}
    assert told == {
        "Host": ["0", "0", "0", "1", "1"],
        "Guest": ["0", "0", "0", "1", "1"],
        "Asked": ["1", "0", "0", "0", "2"],
    }
    assert "Invited to group meetings, not answered" in page.text
    assert f"/events/{event.slug}/companies/{asked.id}/groups/{made}" in page.text


def test_a_firm_that_is_not_approved_stands_with_its_state_and_the_way_to_what_is_missing(client, event):
    house = factories.organisation("Chamber")
    delegation = factories.delegation(event, of=house)
    states = ("invited", "draft", "submitted", "waiting", "approved")
    firms = [
        factories.firm(event, "Singapore", name=state, delegation_id=delegation.id, state=state, rank=rank)
        for rank, state in enumerate(states, start=1)
    ]
    chamber = client.as_user(factories.member(house, Role.CHAMBER))

    page = chamber.get(f"/events/{event.slug}/delegations/{delegation.id}/requests")

    rows = [row for part in read(page).find("tbody") for row in part.find("tr")]
    told = {row.find("th")[0].text.strip(): [" ".join(cell.text.split()) for cell in row.find("td")] for row in rows}
    outside = " Not yet approved: it can’t be asked yet. See"
    assert told == {
        "invited": [f"not begun{outside} what is missing invited"],
        "draft": [f"draft{outside} what is missing draft"],
        "submitted": [f"to approve{outside} its registration submitted"],
        "waiting": [f"waiting list{outside} its registration waiting"],
        "approved": ["0", "0", "0", "0"],
    }
    for firm, row in zip(firms[:4], rows, strict=False):
        (link,) = {one.attributes["href"] for one in row.find("a")}
        assert link == f"/events/{event.slug}/companies/{firm.id}/registration"
        assert chamber.get(link).status_code == 200


def test_a_request_that_a_firm_answered_with_other_times_is_not_told_as_asked_by_it(client, event):
    delegation = factories.delegation(event)
    ours = factories.firm(event, "Singapore", delegation_id=delegation.id)
    one, other = (factories.firm(event, "Chongqing") for _ in range(2))
    services.request_meeting(event.id, ours.id, one.id, by=None)
    made = services.request_meeting(event.id, other.id, ours.id, by=None)
    services.counter(made, ours.id, slots=[event.slots[0].id], by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = read(visitor.get(f"/events/{event.slug}/delegations/{delegation.id}/requests").text)

    told = [header.text.split() for header in page.find("header") if header.find("h2")]
    assert told == [["Your", "firms", "asked", "1"], ["Your", "firms", "proposed", "other", "times", "1"]]


def test_what_waits_for_an_answer_stands_first_with_each_time_that_is_proposed_and_its_day(client, event):
    delegation = factories.delegation(event)
    ours = factories.firm(event, "Singapore", name="Ours", delegation_id=delegation.id)
    other = factories.firm(event, "Chongqing", name="Partner")
    with transaction() as session:
        next_day = event.slots[0].starts_at.date() + dt.timedelta(days=1)
        session.add(EventDay(event_id=event.id, day=next_day, opens=dt.time(9), closes=dt.time(17)))
    made = services.request_meeting(event.id, ours.id, other.id, by=None)
    services.counter(made, other.id, slots=[event.slots[1].id, event.slots[3].id], by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = read(visitor.get(f"/events/{event.slug}/delegations/{delegation.id}/requests").text)

    told = [header.text for header in page.find("h2")]
    assert told == ["Wait for an answer of your firms", "Firm by firm"]
    (article,) = page.find("article")
    day = f"18 March {next_day.year}"
    assert f"· {day}, 10:00; {day}, 11:00 ·" in article.text


def test_of_two_firms_of_a_chamber_the_one_that_must_answer_is_named(client, event):
    delegation = factories.delegation(event)
    one, other = (
        factories.firm(event, "Singapore", name=name, delegation_id=delegation.id) for name in ("Asker", "Asked")
    )
    with transaction() as session:
        group = factories.group(event, "Singapore").id
        session.add(GroupRule(event_id=event.id, from_id=group, to_id=group))
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.counter(made, other.id, slots=[event.slots[1].id], by=None)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    page = read(visitor.get(f"/events/{event.slug}/delegations/{delegation.id}/requests").text)

    (article,) = page.find("article")
    assert (article.find("h3")[0].text, "with Asked" in article.text) == ("Asker", True)
    assert "Answer for it" in article.text


@pytest.mark.parametrize(("page", "size"), [("requests", "COMPANIES_PER_PAGE"), ("agendas", "AGENDAS_PER_PAGE")])
def test_the_firms_of_a_large_delegation_stand_on_several_pages(client, event, monkeypatch, page, size):
    monkeypatch.setattr(f"app.meetings.views.delegations.{size}", 1)
    delegation = factories.delegation(event)
    for rank, name in enumerate(("First Pte Ltd", "Second Pte Ltd")):
        factories.firm(event, "Singapore", name=name, delegation_id=delegation.id, rank=rank)
    visitor = client.as_user(factories.member(event.organisation, Role.ORGANIZER))
    here = f"/events/{event.slug}/delegations/{delegation.id}/{page}"

    first, second, beyond = (text_of(visitor.get(f"{here}?page={number}"), "main") for number in (1, 2, 99))

    assert ("First Pte Ltd" in first, "Second Pte Ltd" in first, "1–1 of 2" in first) == (True, False, True)
    assert ("First Pte Ltd" in second, "Second Pte Ltd" in second) == (False, True)
    assert beyond == second
