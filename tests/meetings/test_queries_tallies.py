"""What is counted of all firms of an event at once is what is counted of each by its name."""

from __future__ import annotations

from random import Random

import pytest

from app.core.db import transaction
from app.events.rules import NO_OWN_LIMITS
from app.meetings.queries.policy import count_event_tallies, count_tallies
from app.registrations.models import Registration
from tests import factories
from tests.meetings.motley import motley_meetings


@pytest.mark.parametrize("seed", range(3))
def test_reading_all_meetings_counts_as_naming_each_firm_does(event, seed):
    dice = Random(seed)
    firms = [factories.firm(event, dice.choice(["Singapore", "Chongqing"])) for _ in range(20)]
    motley_meetings(event, firms, dice, pairs=60, groups=6)
    elsewhere = factories.event()
    motley_meetings(elsewhere, [factories.firm(elsewhere) for _ in range(4)], dice, pairs=6, groups=2)
    with transaction() as session:
        for one in firms[:6]:
            limits = {"least_meetings": dice.choice([None, 2]), "most_meetings": 5}
            for name, value in limits.items():
                setattr(session.get_one(Registration, one.id), name, value)
    ids = [one.id for one in firms[2:]]

    counted = count_event_tallies(event.id, ids)

    named = count_tallies(event.id, ids)
    assert counted == {one: tally._replace(places=None) for one, tally in named.items()}
    assert list(counted) == ids
    assert {bool(one.meetings) for one in counted.values()} == {True, False} or seed
    assert any(one.open_requests for one in counted.values())
    assert any(one.own != NO_OWN_LIMITS for one in counted.values())
