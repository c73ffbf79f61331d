"""What ends where a firm takes part no longer: groups that it hosts, and its seats at others."""

from __future__ import annotations

from typing import Any

import pytest

from app.group_meetings import services
from app.meetings.queries.impacts import find_freed_meetings
from app.registrations.queries.hooks import EndingMeeting
from tests import factories
from tests.meetings.acts import slots


@pytest.mark.full
def test_groups_are_told_with_who_comes_and_seats_with_their_host(client, event):
    host = factories.firm(event, "Singapore", name="Host", users=[user := factories.user()])
    seated, invited, other = (factories.firm(event, "Chongqing", name=name) for name in ("Sits", "Asked", "Else"))
    at = slots(event)
    theirs: dict[str, Any] = {"seats": 3, "by": None}
    mine = services.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=at[1], is_open=True, invited=[invited.id, seated.id], **theirs
    )
    services.take_group_seat(mine, seated.id, by=None)
    guest_at = services.open_group_meeting(event.id, other.id, topic="Port", slot_id=at[2], is_open=True, **theirs)
    services.take_group_seat(guest_at, host.id, by=None)

    begins = [slot.starts_at for number in at[1:3] for slot in event.slots if slot.id == number]
    assert find_freed_meetings(event.id, [host.id, seated.id, invited.id]) == {
        host.id: [
            EndingMeeting("Host", "", "booked", begins[0], topic="Rail", guests=("Sits", "Asked"), hosted=True),
            EndingMeeting("Else", "", "booked", begins[1], topic="Port"),
        ],
        seated.id: [EndingMeeting("Host", "", "booked", begins[0], topic="Rail")],
    }
    page = client.as_user(user).get(f"/events/{event.slug}/companies/{host.id}/leaving").text
    assert all(words in page for words in ("2 meetings end", "“Rail”", "Sits, Asked", "“Port”"))
