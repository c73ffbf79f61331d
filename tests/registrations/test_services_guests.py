"""Guests are listed and badged, and are no firms."""

from __future__ import annotations

import pytest

from app.core.errors import NotFound
from app.registrations.queries.company_rows import list_delegation_company_rows
from app.registrations.queries.registration_list import count_by_state
from app.registrations.queries.registrations import list_guests
from app.registrations.services import people
from app.registrations.services.people import GuestDetails

PRESS = GuestDetails(category="press", person="Li Na", institution="Chongqing Daily", name_zh="李娜")


def test_a_guest_takes_part_at_once_and_counts_as_no_firm(brought):
    made = people.add_guest(brought.event, PRESS, delegation_id=brought.delegation.id, by=brought.chamber.id)

    assert (made.kind, made.category, made.state) == ("guest", "press", "approved")
    assert list_guests(brought.event) == [made]
    assert list_delegation_company_rows(brought.delegation) == []
    assert count_by_state(brought.event) == {}


def test_a_chamber_sees_the_guests_of_its_delegation_alone(brought):
    people.add_guest(brought.event, PRESS, delegation_id=None, by=brought.organizer.id)

    assert list_guests(brought.event, only=[brought.delegation.id]) == []


def test_a_guest_is_changed(brought):
    made = people.add_guest(brought.event, PRESS, delegation_id=None, by=brought.organizer.id)

    people.update_guest(
        made, GuestDetails(category="speaker", person="Li Na", institution="University"), by=brought.organizer.id
    )

    (one,) = list_guests(brought.event)
    assert (one.category, one.institution, one.representatives[0].name_zh) == ("speaker", "University", None)


def test_a_firm_is_not_changed_as_a_guest(brought):
    with pytest.raises(NotFound):
        people.update_guest(brought.firm(), PRESS, by=brought.organizer.id)
