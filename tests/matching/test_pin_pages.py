"""An organizer puts pairs first or takes them out, sees each as such, and takes it back; firms see nothing of it."""

from __future__ import annotations

import pytest

from app.kernel.errors import NotFound
from app.matching import services
from app.matching.queries.basis import pins_of
from app.matching.queries.suggested import suggestions_for
from app.matching.services.pins import pin, unpin
from tests import factories


@pytest.fixture
def farm(event):
    return factories.firm(event, "Chongqing", name="Farm", company_values={"sectors": {"offers": ["0111"]}})


def shown(firm):
    return [place.registration_id for place in suggestions_for(firm.id, services.rank(firm.event_id))]


@pytest.mark.databases("sqlite", "postgresql")
def test_a_pair_that_is_put_first_leads_both_lists_and_one_taken_out_leaves_them(event, bank, port, farm):
    assert shown(bank)[0] == port.id

    pin(event, bank.id, farm.id, "up", by=None)
    assert shown(bank)[0] == farm.id

    pin(event, farm.id, bank.id, "down", by=None)
    assert farm.id not in shown(bank)
    assert bank.id not in shown(farm)

    unpin(event, bank.id, farm.id, by=None)
    assert shown(bank)[0] == port.id
    assert pins_of(event.id) == {}


def test_the_organizer_pins_where_the_suggestion_stands_and_finds_all_pins_on_one_page(event, organizer, bank, port):
    services.rank(event.id)
    address = f"/events/{event.slug}/firms/{bank.id}/suggestions"
    before = organizer.get(address).text

    after = organizer.post(f"{address}/{port.id}/pin/down", follow_redirects=True).text
    back = organizer.post(f"{address}/{port.id}/pin/none", follow_redirects=True).text

    assert "Take out" in before
    assert "Taken out of the lists of both" in after
    assert "Leave it to the ranking" in after
    assert "No pair is pinned" in back


def test_a_firm_sees_no_pins_and_sets_none(client, event, user, bank, port):
    services.rank(event.id)
    visitor = client.as_user(user)
    address = f"/events/{event.slug}/firms/{bank.id}/suggestions"

    assert "Take out" not in visitor.get(address).text
    assert visitor.post(f"{address}/{port.id}/pin/up").status_code in (403, 404)
    assert visitor.get(f"/events/{event.slug}/ranking/pins").status_code in (403, 404)
    assert pins_of(event.id) == {}


def test_firms_of_two_events_and_a_firm_with_itself_are_no_pair(event, bank):
    stranger = factories.firm(factories.event("elsewhere"))

    for other in (stranger.id, bank.id):
        with pytest.raises(NotFound):
            pin(event, bank.id, other, "up", by=None)

    assert pins_of(event.id) == {}
