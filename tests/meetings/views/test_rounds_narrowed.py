"""Many firms to invite, and many groups, are narrowed by name in any script, by sector and by delegation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.companies.names.search import search_key
from app.core.db import db
from app.group_meetings import services
from app.meetings.models import Meeting
from app.meetings.queries.group_meetings import get_group_meeting
from tests import factories
from tests.meetings.views.looking import body


def path(event, firm, rest=""):
    return f"/events/{event.slug}/companies/{firm.id}/groups{rest}"


def offered(page) -> set[int]:
    return {int(one.attributes["value"]) for one in body(page).find("[name=invited]")}


def ticked(page) -> set[int]:
    return {int(one.attributes["value"]) for one in body(page).find("[name=invited]") if "checked" in one.attributes}


@pytest.fixture
def crowd(event):
    """A dozen firms to invite; the second is a port with a Chinese name, the third is brought by a delegation."""
    made = [factories.firm(event, "Chongqing", name=f"Trading House {n}") for n in range(10)]
    names = ("Guoyuan Port", "果园港股份有限公司")
    told = {"name_zh": names[1], "folded": search_key(*names), "sectors": {"is_in": ["H"]}}
    port = factories.firm(event, "Chongqing", name=names[0], company_values=told)
    brought = factories.firm(event, "Chongqing", name="Lotus", delegation_id=factories.delegation(event).id)
    return [*made, port, brought]


@pytest.mark.parametrize("typed", ["果园港", "guoyuan gang", "Guoyuan Port", "果園港"])
def test_a_firm_to_invite_is_found_by_its_name_in_any_script_and_nothing_typed_is_lost(
    client, event, firms, people, crowd, slots, typed
):
    host = client.as_user(people[0])
    told = {"topic": "Cold chain", "slot": slots[2], "seats": "4", "open": "invited", "invited": [crowd[0].id]}

    page = host.post(path(event, firms[0], "/new"), data={**told, "q": typed, "narrow": "1"})

    assert (page.status_code, offered(page)) == (200, {crowd[0].id, crowd[-2].id})
    assert ticked(page) == {crowd[0].id}
    assert [f'value="{one}"' in page.text for one in ("Cold chain", "4")] == [True, True]
    assert db.session.scalars(select(Meeting)).all() == []


@pytest.mark.parametrize(("asked", "found"), [({"sector": "H"}, -2), ({"delegation": "one"}, -1)])
def test_firms_to_invite_to_a_group_are_narrowed_by_sector_and_by_delegation(
    client, event, firms, people, crowd, slots, asked, found
):
    made = opened(event, firms[0], slots[0])
    if "delegation" in asked:
        asked = {"delegation": str(crowd[-1].delegation_id)}

    page = client.as_user(people[0]).post(path(event, firms[0], f"/{made}/invitations"), data={**asked, "narrow": "1"})

    assert offered(page) == {crowd[found].id}
    assert get_group_meeting(event.id, made).guests == ()


def test_few_firms_are_not_narrowed(client, event, firms, people):
    page = client.as_user(people[0]).get(path(event, firms[0], "/new"))

    assert "narrow" not in {one.attributes.get("name") for one in body(page).find("button")}


@pytest.mark.parametrize("typed", ["果园港", "cold"])
def test_groups_are_found_by_their_host_or_topic_by_organizer_and_firm(
    client, event, firms, people, crowd, slots, typed
):
    opened(event, crowd[-2], slots[0], topic="Cold chain by rail")
    opened(event, crowd[0], slots[1], topic="Green finance")
    organizer = factories.event_role(event, Role.ORGANIZER)

    pages = [
        client.as_user(organizer).get(f"/events/{event.slug}/groups?q={typed}"),
        client.as_user(people[0]).get(path(event, firms[0], f"?q={typed}")),
    ]

    shown = [("Cold chain by rail" in body(page).text, "Green finance" in body(page).text) for page in pages]
    assert shown == [(True, False)] * 2


def test_groups_that_nobody_fits_say_so_and_lead_back(client, event, firms, people, crowd, slots):
    opened(event, crowd[0], slots[0])

    page = client.as_user(people[0]).get(path(event, firms[0], "?sector=H&q=nothing&delegation=none"))

    assert "No group meeting fits" in page.text
    assert f'<a class="btn btn-link" href="{path(event, firms[0])}">' in page.text


@pytest.mark.parametrize("nonsense", ["?sector=%00&delegation=x", "?delegation=99999999999999999999", "?q=%25"])
def test_nonsense_in_the_address_of_groups_narrows_nothing_or_everything(
    client, event, firms, people, crowd, slots, nonsense
):
    opened(event, crowd[0], slots[0])

    assert client.as_user(people[0]).get(path(event, firms[0], nonsense)).status_code == 200


def test_groups_are_counted_on_the_list_of_meetings_and_on_the_overview(client, event, crowd, slots):
    organizer = client.as_user(factories.event_role(event, Role.ORGANIZER))
    made = [opened(event, firm, slot) for firm, slot in zip(crowd, slots[:3], strict=False)]
    services.cancel_group_meeting(made[0], by=None)

    listed = organizer.get(f"/events/{event.slug}/meetings")

    assert "2 group meetings" in body(listed).text
    assert "2 group meetings" in body(organizer.get(f"/events/{event.slug}/overview")).text


def opened(event, host, slot, **values):
    said = {"topic": "Cold chain by rail", "slot_id": slot, "seats": 2, "is_open": True, "by": None}
    return services.open_group_meeting(event.id, host.id, **{**said, **values})
