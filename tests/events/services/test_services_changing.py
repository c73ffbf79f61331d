"""Changing an event"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.audit import list_recent_notices
from app.core.db import db, transaction
from app.core.errors import Invalid, Stale
from app.core.localized import Localized
from app.events import services
from app.events.calendar import DaySpec
from app.events.drafts import DraftZone
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event, Table
from app.events.phases import Mover, Phase, PhaseForbids
from app.events.services.changing import HoursInUse
from app.events.signals import event_hours_changed, hours_about_to_change
from app.meetings.models import Claim
from tests import factories
from tests.events.drafts import DAY, usual
from tests.events.services.standing import as_it_stands
from tests.scheduling import halls

CHANGES = ("event.created", "event.changed", "event.moved", "event.rehearsal")


def test_longer_slots_in_the_place_of_shorter_ones_never_overlap_on_the_way(created):
    longer = replace(as_it_stands(created), slot_minutes=55)

    services.change_event(created.id, longer, version=1, by=None)

    meetings = [slot for slot in created.slots if slot.kind == "meeting"]
    assert {(slot.ends_at - slot.starts_at).seconds for slot in meetings} == {55 * 60}


def test_a_table_that_goes_is_gone_and_one_at_which_somebody_met_is_retired(created):
    slot = next(slot.id for slot in created.slots if slot.kind == "meeting")
    met = halls.agreed(factories.firm(created), factories.firm(created, "Chongqing"), state="held", slot_id=slot)
    with transaction() as session:
        session.add(Claim(event_id=created.id, meeting_id=met.id, slot_id=slot, table_id=created.tables[0].id))
    fewer = replace(as_it_stands(created), tables=(DraftZone(Localized("Hall"), "C1"),))

    services.change_event(created.id, fewer, version=1, by=None)

    left = {table.label: table.retired_at is None for table in db.session.scalars(select(Table))}
    assert left == {"A1": False, "C1": True}
    assert [table.label for table in created.tables] == ["C1"]


def test_two_groups_may_swap_their_names(created):
    now = as_it_stands(created)
    one, other = now.groups
    swapped = replace(now, groups=(replace(one, name="Chongqing"), replace(other, name="Singapore")))

    services.change_event(created.id, swapped, version=1, by=None)

    assert as_it_stands(created).groups == swapped.groups


def test_a_group_of_another_event_cannot_be_taken_over(created):
    stranger = services.create_event(usual(slug="other"), organisation_id=created.organisation_id, by=None)
    now = as_it_stands(created)
    foreign = replace(now, groups=(now.groups[0], replace(now.groups[1], id=stranger.groups[0].id)))

    with pytest.raises(Invalid):
        services.change_event(created.id, foreign, version=1, by=None)

    assert [group.name for group in stranger.groups] == ["Singapore", "Chongqing"]


def test_the_second_of_two_editors_is_told_and_changes_nothing(created):
    now = as_it_stands(created)
    services.change_event(created.id, replace(now, walk_minutes=5), version=1, by=None)

    with pytest.raises(Stale):
        services.change_event(created.id, replace(now, walk_minutes=9), version=1, by=None)

    assert as_it_stands(created).walk_minutes == 5


def test_a_change_of_nothing_writes_nothing(created):
    assert services.change_event(created.id, as_it_stands(created), version=1, by=None).parts == ()
    assert [notice.kind for notice in list_recent_notices(created.id, CHANGES, 5)] == ["event.created"]


def test_a_change_names_the_fields_but_not_their_values(created):
    told = replace(as_it_stands(created), walk_minutes=5, city=Localized("Chengdu"))

    services.change_event(created.id, told, version=1, by=None)

    assert list_recent_notices(created.id, CHANGES, 1)[0].details == {"fields": ["walk_minutes", "city"], "version": 2}


def test_hours_stay_when_the_event_is_closed(created):
    for source, target in [("draft", "registration"), ("registration", "booking"), ("booking", "planning")]:
        services.move_event(created.id, source=Phase(source), target=Phase(target), mover=Mover.ORGANIZER, by=None)
    for source, target in [("planning", "published"), ("published", "running"), ("running", "closed")]:
        services.move_event(created.id, source=Phase(source), target=Phase(target), mover=Mover.ORGANIZER, by=None)

    with pytest.raises(PhaseForbids):
        services.change_event(created.id, replace(as_it_stands(created), slot_minutes=20), version=1, by=None)


@pytest.fixture
def at_risk(created: Event):
    """A feature above that has one meeting at 09:30, and hears of changes."""
    heard: list[HoursChange] = []
    impact = MeetingImpact(dt.datetime(2032, 3, 18, 1, 30, tzinfo=dt.UTC), "loses_time", ("YCH", "CATL"), "A4", 7)

    def asked(_event, change):
        return [impact] if change.removed_slots else []

    def told(_event, change, by):
        heard.append(change)

    with hours_about_to_change.connected_to(asked), event_hours_changed.connected_to(told):
        yield heard


def test_hours_that_meetings_stand_on_are_asked_for_first(created, at_risk):
    before = as_it_stands(created)
    later = replace(before, days=(DaySpec(DAY, dt.time(10), dt.time(17)),))

    with pytest.raises(HoursInUse) as asked:
        services.change_event(created.id, later, version=1, by=None)

    assert [impact.companies for impact in asked.value.impacts] == [("YCH", "CATL")]
    assert (as_it_stands(created), at_risk) == (before, [])


def test_confirmed_hours_are_told_to_everybody_and_written(created, at_risk):
    first = created.slots[0].id
    later = replace(as_it_stands(created), days=(DaySpec(DAY, dt.time(10), dt.time(17)),))
    with pytest.raises(HoursInUse) as asked:
        services.change_event(created.id, later, version=1, by=None)

    services.change_event(created.id, later, version=1, by=None, confirmed=asked.value.token)

    assert at_risk == [HoursChange(removed_slots=frozenset({first}))]
    assert as_it_stands(created) == later


def test_a_confirmation_of_other_consequences_counts_for_nothing(created, at_risk):
    later = replace(as_it_stands(created), days=(DaySpec(DAY, dt.time(10), dt.time(17)),))

    with pytest.raises(HoursInUse):
        services.change_event(created.id, later, version=1, by=None, confirmed="0" * 32)
