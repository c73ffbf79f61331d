"""The organizer looks for firms that are there twice."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.registrations.queries.company_links import get_link_token
from app.registrations.queries.duplicate_candidates import list_duplicate_pairs
from app.registrations.services import merging
from app.registrations.services.company_links import create_links
from tests import factories


@pytest.fixture
def event(app):
    return factories.event("day")


@pytest.fixture
def organizer(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def base(event):
    return f"/organisations/{event.organisation_id}/duplicates"


@pytest.mark.full
def test_a_pair_is_merged_leads_on_from_its_old_address_and_is_parted_again(event, organizer, base):
    stays, ends = (factories.firm(event, name=name) for name in ("YCH Group Pte Ltd", "Y.C.H. Group"))
    pair = f"{base}/{stays.company_id}/{ends.company_id}"
    old = f"/events/day/companies/{ends.id}/registration"

    organizer.post(f"{base}/search")
    assert f'href="{pair}"' in organizer.get(base).text
    assert "Y.C.H. Group would go by YCH Group Pte Ltd" in organizer.get(pair).text
    organizer.post(pair)
    assert organizer.get(old).location == f"/events/day/companies/{stays.id}/registration"
    page = organizer.get(base).text
    assert "Y.C.H. Group goes by YCH Group Pte Ltd" in page
    assert f'href="{pair}"' not in page

    organizer.post(f"{base}/merges/1/undo")
    organizer.post(f"{base}/search")
    assert organizer.get(old).status_code == 200
    assert f'href="{pair}"' in organizer.get(base).text


def test_the_link_of_a_merged_firm_leads_to_that_of_the_firm_it_goes_by(event, client):
    stays, ends = factories.firm(event, state="invited"), factories.firm(event, state="invited")
    create_links([stays, ends])
    old, new = (f"/f/{get_link_token(factories.link_of(one))}" for one in (ends, stays))

    merging.merge_companies(event.organisation_id, factories.company_id(stays), factories.company_id(ends), by=None)

    assert client.get(old).location == new


def test_what_was_said_to_be_two_is_proposed_no_more(event, organizer, base):
    one, two = (factories.company(event.organisation_id, name) for name in ("Alpha Ltd", "Alpha Limited"))
    organizer.post(f"{base}/search")
    assert [(pair.first.id, pair.second.id) for pair in list_duplicate_pairs(event.organisation_id)] == [
        (one.id, two.id)
    ]

    organizer.post(f"{base}/{one.id}/{two.id}/distinct")

    assert list_duplicate_pairs(event.organisation_id) == []
    page = organizer.get(base).text
    assert "No two firms look alike" in page
    assert "Alpha Ltd and Alpha Limited" in page


def test_two_firms_of_the_list_are_put_side_by_side(event, organizer, base):
    one, two = (factories.firm(event, name=name) for name in ("Alpha", "Omega"))

    answer = organizer.post("/events/day/registrations", data={"firm": [two.id, one.id], "act": "merge"})
    alone = organizer.post("/events/day/registrations", data={"firm": [one.id], "act": "merge"}, follow_redirects=True)

    assert answer.location == f"{base}/{one.company_id}/{two.company_id}"
    assert "Choose exactly two firms to merge." in alone.text


def test_an_organizer_of_one_event_alone_has_no_way_to_the_register(client, event, base):
    helper = client.as_user(factories.event_role(event, Role.ORGANIZER))

    assert "Possible duplicates" not in helper.get("/events/day/registrations").text
    assert helper.get(base).status_code == 404
