"""Once the event is closed, a chamber's pages say so and offer nothing that the services refuse."""

from __future__ import annotations

from app.core.db import transaction


def test_the_pages_of_a_chamber_offer_nothing_after_the_event(client, brought):
    brought.firm("Bok Seng")
    client.as_user(brought.chamber)
    offered = [client.get(f"{brought.address}/{page}").text for page in ("imports", "roster")]
    with transaction():
        brought.event.phase = "closed"

    imports, roster = (client.get(f"{brought.address}/{page}").text for page in ("imports", "roster"))

    assert ['type="file"' in offered[0], 'value="remind"' in offered[1]] == [True, True]
    assert "No sheet can be imported now" in imports
    assert 'type="file"' not in imports
    assert "Nothing can be changed here now" in roster
    assert "Bok Seng" in roster
    assert 'name="act"' not in roster
    assert 'name="firm"' not in roster
