"""Two suggestions side by side, and those that a firm saved for later."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.matching import services
from tests import bank_and_port, factories


@pytest.fixture
def ports(event, bank):
    two = [
        factories.firm(event, "Chongqing", name=name, company_values={"sectors": bank_and_port.PORT})
        for name in ("First Port", "Second Port")
    ]
    services.rank_event(event.id)
    return two


def page(event, bank, query=""):
    return f"/events/{event.slug}/companies/{bank.id}/suggestions{query}"


def test_two_firms_stand_side_by_side_with_what_they_do_and_why_they_suit(client, event, user, bank, ports):
    query = "&".join(f"firm={port.id}" for port in ports)

    shown = client.as_user(user).get(page(event, bank, f"/compare?{query}")).text

    assert all(text in shown for text in ("First Port", "Second Port", "they offer it"))
    assert shown.count("<h2>What it does and seeks</h2>") == 2


@pytest.mark.parametrize(
    "query", ["", "firm=1", "firm=x&firm=y", "firm={0}", "firm={0}&firm={0}", "firm={0}&firm=999999"]
)
def test_anything_but_two_firms_of_the_list_leads_back_with_what_to_do(client, event, user, bank, ports, query):
    visitor = client.as_user(user)

    answer = visitor.get(page(event, bank, f"/compare?{query.format(ports[0].id)}"), follow_redirects=True)

    assert "Tick two firms of the list to compare them." in answer.text


def test_another_firms_suggestions_are_not_compared(client, event, bank, ports):
    stranger = factories.user()
    factories.firm(event, users=[stranger])
    query = "&".join(f"firm={port.id}" for port in ports)

    assert client.as_user(stranger).get(page(event, bank, f"/compare?{query}")).status_code == 404


def test_what_is_saved_is_found_by_its_filter_and_can_be_taken_back(client, event, user, bank, ports):
    visitor = client.as_user(user)
    before = visitor.get(page(event, bank)).text
    visitor.post(page(event, bank, f"/{ports[1].id}/saved"))

    shown = visitor.get(page(event, bank, "?q=&saved=1")).text
    visitor.post(page(event, bank, f"/{ports[1].id}/saved/undo"))

    assert "Saved ones only" not in before
    assert "Second Port" in shown
    assert "First Port" not in shown
    assert "No suggestion meets this filter" in visitor.get(page(event, bank, "?q=&saved=1")).text


def test_an_organizer_sees_nothing_of_what_a_firm_saved(client, event, user, bank, ports):
    client.as_user(user).post(page(event, bank, f"/{ports[1].id}/saved"))
    organizer = client.as_user(factories.member(event.organisation, Role.ORGANIZER))

    assert "Saved" not in organizer.get(page(event, bank)).text
