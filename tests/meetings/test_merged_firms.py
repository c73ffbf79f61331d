"""Two registrations of firms that are one: no meeting is lost, nobody sits at two tables."""

from __future__ import annotations

import pytest

from app.meetings import services
from app.registrations.services import merging
from app.registrations.services.merging import MergeRefused
from tests import factories
from tests.meetings.acts import claims, meeting, slots


@pytest.fixture
def event(app):
    return factories.event()


def test_a_firm_with_meetings_is_kept_and_never_merged_into_its_double(event):
    alpha, alfa = factories.firm(event, name="Alpha"), factories.firm(event, name="Alfa")
    partner = factories.firm(event, "Chongqing", name="Beta")
    booked = services.request_meeting(event.id, alfa.id, partner.id, by=None)
    services.accept(booked, partner.id, by=None, slot_id=slots(event)[0])

    with pytest.raises(MergeRefused):
        merging.merge_companies(event.organisation_id, factories.company_id(alpha), factories.company_id(alfa), by=None)
    assert (meeting(booked).state, claims(booked)) == ("booked", 3)

    merging.merge_companies(event.organisation_id, factories.company_id(alfa), factories.company_id(alpha), by=None)
    assert (meeting(booked).state, claims(booked)) == ("booked", 3)


def test_meetings_go_with_a_registration_that_moves(event):
    kept = factories.company(event.organisation_id, "Alpha")
    alfa, partner = factories.firm(event, name="Alfa"), factories.firm(event, "Chongqing", name="Beta")
    asked = services.request_meeting(event.id, alfa.id, partner.id, by=None)

    merging.merge_companies(event.organisation_id, kept.id, factories.company_id(alfa), by=None)

    assert (meeting(asked).state, meeting(asked).asker_id) == ("requested", alfa.id)
