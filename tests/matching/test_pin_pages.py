"""An organizer puts pairs first or takes them out, sees each as such, and takes it back; firms see nothing of it."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.core.errors import NotFound
from app.matching import services
from app.matching.queries.ranking_input import list_pins
from app.matching.queries.suggestions import list_suggestions
from app.matching.services.adjustments import pin_pair, unpin_pair
from app.meetings.errors import AcceptsNoMeetings
from app.registrations.models import Preference
from tests import factories


@pytest.fixture
def farm(event):
    return factories.firm(event, "Chongqing", name="Farm", company_values={"sectors": {"offers": ["0111"]}})


def shown(firm):
    return [place.registration_id for place in list_suggestions(firm.id, services.rank_event(firm.event_id))]


@pytest.mark.full
def test_a_pair_that_is_put_first_leads_both_lists_and_one_taken_out_leaves_them(event, bank, port, farm):
    assert shown(bank)[0] == port.id

    pin_pair(event, bank.id, farm.id, "up", by=None)
    assert shown(bank)[0] == farm.id

    pin_pair(event, farm.id, bank.id, "down", by=None)
    assert farm.id not in shown(bank)
    assert bank.id not in shown(farm)

    unpin_pair(event, bank.id, farm.id, by=None)
    assert shown(bank)[0] == port.id
    assert list_pins(event.id) == {}


@pytest.mark.full
def test_the_organizer_pins_where_the_suggestion_stands_and_finds_all_pins_on_one_page(event, organizer, bank, port):
    services.rank_event(event.id)
    address = f"/events/{event.slug}/companies/{bank.id}/suggestions"
    before = organizer.get(address).text

    after = organizer.post(f"{address}/{port.id}/pin/down", follow_redirects=True).text
    back = organizer.post(f"{address}/{port.id}/pin/none", follow_redirects=True).text

    assert "Take out" in before
    assert "Taken out of the lists of both" in after
    assert "Leave it to the ranking" in after
    assert "No pair is pinned" in back


def test_a_firm_sees_no_pins_and_sets_none(client, event, user, bank, port):
    services.rank_event(event.id)
    visitor = client.as_user(user)
    address = f"/events/{event.slug}/companies/{bank.id}/suggestions"

    assert "Take out" not in visitor.get(address).text
    assert visitor.post(f"{address}/{port.id}/pin/up").status_code in (403, 404)
    assert visitor.get(f"/events/{event.slug}/ranking/pins").status_code in (403, 404)
    assert list_pins(event.id) == {}


def test_firms_of_two_events_and_a_firm_with_itself_are_no_pair(event, bank):
    stranger = factories.firm(factories.event("elsewhere"))

    for other in (stranger.id, bank.id):
        with pytest.raises(NotFound):
            pin_pair(event, bank.id, other, "up", by=None)

    assert list_pins(event.id) == {}


def test_two_firms_whose_groups_do_not_meet_are_no_pair(event, organizer, port, farm):
    address = f"/events/{event.slug}/companies/{port.id}/suggestions/{farm.id}/pin"

    for kind in ("up", "down"):
        said = organizer.post(f"{address}/{kind}", follow_redirects=True).text
        assert "firms of these two groups do not meet" in said

    assert list_pins(event.id) == {}


@pytest.mark.parametrize("kind", ["never", "known", "hidden"])
@pytest.mark.parametrize("theirs", [True, False])
def test_what_one_keeps_to_itself_refuses_a_pin_in_the_words_of_one_that_has_its_most(
    event, organizer, bank, port, kind, theirs
):
    one, other = (port, bank) if theirs else (bank, port)
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=one.id, other_id=other.id, kind=kind))
    address = f"/events/{event.slug}/companies/{bank.id}/suggestions/{port.id}/pin"

    said = organizer.post(f"{address}/up", follow_redirects=True).text

    assert "One of the two firms takes no further meetings at present" in said
    assert "never" not in said.lower()
    assert list_pins(event.id) == {}
    assert "Taken out of the lists of both" in organizer.post(f"{address}/down", follow_redirects=True).text


def test_a_firm_that_has_its_most_is_put_first_nowhere(event, bank, port):
    with transaction():
        event.max_meetings = 0

    with pytest.raises(AcceptsNoMeetings):
        pin_pair(event, bank.id, port.id, "up", by=None)
