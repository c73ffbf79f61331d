"""Two planners change one draft by hand: each is told what the other did, and neither undoes it unseen."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import draft_changes
from app.scheduling.services.drafts import DraftChangedByOther, list_placed_meetings
from tests import factories
from tests.scheduling import halls

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.fixture
def drafted(app):
    """A draft of two meetings, and two planners."""
    event, here, there = halls.hall(2, 2)
    meetings = [str(halls.agreed(one, other).id) for one, other in zip(here, there, strict=True)]
    halls.solved(event)
    mei, wei = (factories.event_role(event, Role.ORGANIZER, name=name) for name in ("Mei", "Wei"))
    return event, meetings, mei, wei


def held(event):
    return {one.request for one in list_placed_meetings(get_draft(event.id, 1).id)}


def test_each_is_told_of_the_other_within_seconds_and_at_the_next_act(drafted, client):
    event, (one, other), mei, wei = drafted
    draft = get_draft(event.id, 1)
    url, seen = f"/events/{event.slug}/schedule/drafts/1", draft.version
    client.as_user(mei)
    assert f"seen={seen}&amp;told={seen}" in client.get(url).get_data(as_text=True)
    asks = {"seen": seen, "told": seen}
    assert client.get(f"{url}/changes", query_string=asks, headers={"HX-Request": "true"}).status_code == 204

    draft_changes.remove_meeting(event.id, 1, other, by=wei.id, seen=seen)
    told = client.get(f"{url}/changes", query_string=asks, headers={"HX-Request": "true"}).get_data(as_text=True)
    after = client.post(f"{url}/out", data={"meeting": one, "seen": seen}, follow_redirects=True)

    assert "Wei took out Lion 2 – Bridge 2" in told
    assert "Meanwhile: Wei took out Lion 2 – Bridge 2" in after.get_data(as_text=True)
    assert held(event) == set()


def test_nothing_that_another_did_is_undone_or_overwritten_unseen(drafted, client):
    event, (one, other), mei, wei = drafted
    seen = get_draft(event.id, 1).version
    url = f"/events/{event.slug}/schedule/drafts/1"
    draft_changes.remove_meeting(event.id, 1, one, by=wei.id, seen=seen)
    slot = str(halls.slot_ids(event)[5])

    for act in (
        lambda: draft_changes.undo_change(event.id, 1, by=mei.id, seen=seen),
        lambda: draft_changes.place_meeting(event.id, 1, one, slot, by=mei.id, seen=seen),
        lambda: draft_changes.place_meeting(event.id, 1, other, slot, make_way=True, by=mei.id, seen=seen),
    ):
        with pytest.raises(DraftChangedByOther):
            act()
    client.as_user(mei)
    refused = client.post(f"{url}/undo", data={"seen": seen}, follow_redirects=True).get_data(as_text=True)
    assert "Wei took out Lion 1 – Bridge 1" in refused
    assert "Undo the last change, by Wei" in refused
    assert held(event) == {other}

    draft_changes.undo_change(event.id, 1, by=mei.id, seen=get_draft(event.id, 1).version)
    assert held(event) == {one, other}
