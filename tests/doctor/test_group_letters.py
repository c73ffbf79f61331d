"""Letters of group meetings that somebody should have had are found lacking."""

from __future__ import annotations

import pytest

from app.group_meetings import services
from tests import factories
from tests.doctor.hands import codes, put
from tests.support.soundness import faults_of_rows


@pytest.mark.full
@pytest.mark.parametrize(
    ("kind", "side"),
    [("opened", 0), ("invited", 1), ("taken", 0), ("seated", 1), ("guest_left", 0), ("left", 1), ("called_off", 0)],
)
def test_a_letter_that_a_group_meeting_lacks_is_found(hall, kind, side):
    event = hall[0]
    host, guest = (factories.firm(event, name, users=[factories.user()]) for name in ("Singapore", "Chongqing"))
    made = services.open_group_meeting(
        event.id, host.id, topic="Rail", slot_id=event.slots[1].id, seats=2, is_open=True, by=None, invited=[guest.id]
    )
    services.take_group_seat(made, guest.id, by=None)
    services.leave_group_seat(made, guest.id, by=None)
    services.cancel_group_meeting(made, by=None)
    before = codes()

    put(f"DELETE FROM outbox WHERE kind = 'round.{kind}'")

    faults = faults_of_rows()
    assert before == set()
    assert [one.code for one in faults] == ["letter_lacking"]
    assert f"firm {(host, guest)[side].id}." in faults[0].says
