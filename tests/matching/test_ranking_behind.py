"""Whether a ranking speaks of a firm as it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.matching.stored_lists import is_ranking_behind

SAVED = datetime(2032, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("computed_at", "waits_since", "behind"),
    [
        (SAVED - MINUTE, SAVED, True),
        (None, SAVED, True),
        (SAVED + MINUTE, None, False),
        (SAVED - MINUTE, None, False),  # nothing is on its way: waiting would never end
        (SAVED + MINUTE, SAVED, True),  # stored after, read before: the one to come was asked for by this profile
        (SAVED + MINUTE, SAVED + 10 * MINUTE, False),  # another firm's change
    ],
)
def test_a_ranking_is_behind_a_profile_that_waits_for_the_next(computed_at, waits_since, behind):
    assert is_ranking_behind(saved_at=SAVED, computed_at=computed_at, waits_since=waits_since) is behind
