"""Guests are listed and badged, and are no firms."""

from __future__ import annotations

import pytest

from app.core.errors import NotFound
from app.registrations.queries.guests import guests_of
from app.registrations.queries.index import counts_by_state
from app.registrations.queries.roster import firms_of
from app.registrations.services import guests
from app.registrations.services.guests import Guest

PRESS = Guest(category="press", person="Li Na", institution="Chongqing Daily", name_zh="李娜")


def test_a_guest_takes_part_at_once_and_counts_as_no_firm(brought):
    made = guests.add_guest(brought.event, PRESS, delegation_id=brought.delegation.id, by=brought.chamber.id)

    assert (made.kind, made.category, made.state) == ("guest", "press", "approved")
    assert guests_of(brought.event) == [made]
    assert firms_of(brought.delegation) == []
    assert counts_by_state(brought.event) == {}


def test_a_chamber_sees_the_guests_of_its_delegation_alone(brought):
    guests.add_guest(brought.event, PRESS, delegation_id=None, by=brought.organizer.id)

    assert guests_of(brought.event, only=[brought.delegation.id]) == []


def test_a_guest_is_changed(brought):
    made = guests.add_guest(brought.event, PRESS, delegation_id=None, by=brought.organizer.id)

    guests.change_guest(
        made, Guest(category="speaker", person="Li Na", institution="University"), by=brought.organizer.id
    )

    (one,) = guests_of(brought.event)
    assert (one.category, one.institution, one.representatives[0].name_zh) == ("speaker", "University", None)


def test_a_firm_is_not_changed_as_a_guest(brought):
    with pytest.raises(NotFound):
        guests.change_guest(brought.firm(), PRESS, by=brought.organizer.id)
