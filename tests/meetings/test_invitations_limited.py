"""An invitation asks for time as a request does, and counts with them against the limit, which the page says before."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.db import transaction
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.policy import InvitationsReached, OpenRequestsReached
from tests import factories
from tests.group_meetings.acts import letters, seats
from tests.meetings.acts import slots


@pytest.fixture
def limited(event):
    with transaction() as session:
        session.get_one(type(event), event.id).max_open_requests = 2
    return event


@pytest.fixture
def host(event):
    return factories.firm(event, "Singapore", users=[factories.user()])


@pytest.fixture
def guests(event):
    return [factories.firm(event, "Chongqing", users=[factories.user()]) for _ in range(4)]


def opened(event, host, invited=()):
    said: dict[str, Any] = {"topic": "Rail", "slot_id": slots(event)[1], "seats": 8, "is_open": False, "by": None}
    return rounds.open_group_meeting(event.id, host.id, invited=invited, **said)


def test_a_host_invites_no_more_at_once_than_may_wait_and_more_once_some_answered(limited, host, guests):
    ids = [one.id for one in guests]
    made = opened(limited, host)

    with pytest.raises(InvitationsReached) as refused:
        rounds.invite_companies(made, ids, by=None)
    assert refused.value.details == {"most": 2, "left": 2}
    assert (seats(made), letters("invited")) == ({}, set())

    assert rounds.invite_companies(made, ids[:2], by=None) == 2
    with pytest.raises(OpenRequestsReached):
        services.request_meeting(limited.id, host.id, ids[3], by=None)
    rounds.decline_invitation(made, ids[0], by=None)
    assert rounds.invite_companies(made, ids[2:3], by=None) == 1


@pytest.mark.full
def test_the_page_says_how_many_may_be_invited(client, limited, host, guests):
    made = opened(limited, host, [guests[0].id])
    factories.let_in(host, user := factories.user())
    visitor = client.as_user(user)

    assert (
        "1 more firm may be invited now"
        in visitor.get(f"/events/{limited.slug}/companies/{host.id}/groups/{made}").text
    )
    assert (
        "1 more firm may be invited now" in visitor.get(f"/events/{limited.slug}/companies/{host.id}/groups/new").text
    )
