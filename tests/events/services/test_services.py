from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.audit import list_recent_notices
from app.core.db import db
from app.core.errors import Invalid, Stale
from app.core.localized import Localized
from app.events import services
from app.events.calendar import DaySpec
from app.events.drafts import DraftGroup, DraftItem, DraftZone
from app.events.models import Event, Slot
from app.events.phases import IllegalPhaseMove, Mover, Phase
from app.events.queries import draft_of, my_events, organisations_run_by, public_events
from app.events.services.changing import ModeFixed, SlugFixed
from app.events.services.lifecycle import SlugTaken
from app.events.services.rows import RowStillUsed
from tests import factories
from tests.events.drafts import DAY, usual
from tests.events.services.standing import as_it_stands

BUS = Localized("bus 1", "1号车")
CHANGES = ("event.created", "event.changed", "event.moved", "event.rehearsal")


def test_a_created_event_has_the_slots_and_tables_of_its_description(created):
    meetings = db.session.scalars(select(Slot).where(Slot.kind == "meeting").order_by(Slot.starts_at)).all()

    assert len(meetings) == 11
    assert meetings[0].starts_at == dt.datetime(2032, 3, 18, 1, 30, tzinfo=dt.UTC)
    assert [slot.label.en for slot in created.slots if slot.kind == "break"] == ["Lunch, hall 2", "Tea, foyer"]
    assert [table.label for table in created.tables][:2] == ["A1", "A2"]
    assert len(created.tables) == 18
    assert created.phase == "draft"
    assert [group.name for group in created.groups if group.seated] == ["Singapore"]


def test_a_description_comes_back_as_it_was_written(created):
    item = DraftItem(Localized("Port tour"), dt.time(10), dt.time(11, 20), place=BUS, keeps_busy=True)
    later = DraftItem(Localized("Dinner"), dt.time(18), dt.time(20), day=DAY + dt.timedelta(days=1))
    hall = DraftZone(Localized("Hall 2", "2号厅", "Salle 2"), "A1–A3")
    told = replace(
        as_it_stands(created),
        programme=(item, later),
        tables=(hall,),
        about=Localized("One day."),
        registration_code="X1",
    )

    services.change_event(created.id, told, version=1, by=None)

    assert as_it_stands(created) == told


def test_creating_is_noted_with_who_did_it(app):
    host = factories.organisation()
    creator = factories.member(host, Role.ORGANIZER)

    event = services.create_event(usual(), organisation_id=host.id, by=creator.id)

    assert [(notice.kind, notice.user_id) for notice in list_recent_notices(event.id, CHANGES, 5)] == [
        ("event.created", creator.id)
    ]


def test_an_address_is_given_once(created):
    with pytest.raises(SlugTaken):
        services.create_event(usual(), organisation_id=created.organisation_id, by=None)

    assert len(db.session.scalars(select(Event)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": ()}, "no_day"),
        ({"slot_minutes": 3}, "slot_minutes_out_of_range"),
        ({"may_ask": frozenset()}, "nobody_may_ask"),
        ({"tables": (DraftZone(Localized("Hall"), "A9–A1"),)}, "range_backwards"),
    ],
)
def test_an_unsound_description_creates_nothing(app, changes, code):
    host = factories.organisation()

    with pytest.raises(Invalid) as refused:
        services.create_event(usual(**changes), organisation_id=host.id, by=None)

    assert refused.value.details == {"first": code}
    assert db.session.scalars(select(Event)).all() == []


@pytest.mark.parametrize("slug", ["new", "Two Words", "", "-x", "x" * 61])
def test_an_address_that_pages_cannot_have_is_refused(app, slug):
    with pytest.raises(Invalid, match="slug_unreadable"):
        services.create_event(usual(slug=slug), organisation_id=factories.organisation().id, by=None)


def test_slots_keep_their_ids_where_their_time_stays(created):
    before = {slot.starts_at: slot.id for slot in created.slots}
    longer = replace(as_it_stands(created), days=(DaySpec(DAY, dt.time(9), dt.time(17)),))

    services.change_event(created.id, longer, version=1, by=None)

    after = {slot.starts_at: slot.id for slot in created.slots}
    assert len(after) == len(before) + 1
    assert {start: after[start] for start in before} == before


def test_a_group_with_firms_in_it_stays(created):
    factories.firm(created, "Chongqing")
    now = as_it_stands(created)
    others = replace(now, groups=(now.groups[0], DraftGroup("new", "Sichuan")), may_ask={(now.groups[0].key, "new")})

    with pytest.raises(RowStillUsed):
        services.change_event(created.id, others, version=1, by=None)

    assert as_it_stands(created) == now


def test_the_address_stays_once_the_event_is_public(created):
    services.move_event(created.id, source=Phase.DRAFT, target=Phase.REGISTRATION, mover=Mover.ORGANIZER, by=None)

    with pytest.raises(SlugFixed):
        services.change_event(created.id, replace(as_it_stands(created), slug="elsewhere"), version=1, by=None)


def test_the_booking_mode_stays_where_the_other_has_no_such_phase(app):
    event = factories.event(phase="planning", booking_mode="planned")

    with pytest.raises(ModeFixed):
        services.change_event(event.id, replace(draft_of(event), booking_mode="live"), version=1, by=None)


def test_a_phase_is_moved_once(created):
    services.move_event(created.id, source=Phase.DRAFT, target=Phase.REGISTRATION, mover=Mover.ORGANIZER, by=None)

    with pytest.raises(Stale):
        services.move_event(created.id, source=Phase.DRAFT, target=Phase.REGISTRATION, mover=Mover.ORGANIZER, by=None)

    assert created.phase == "registration"


def test_a_phase_is_not_skipped(created):
    with pytest.raises(IllegalPhaseMove):
        services.move_event(created.id, source=Phase.DRAFT, target=Phase.BOOKING, mover=Mover.ORGANIZER, by=None)


def test_the_rehearsal_is_switched_and_noted_once(created):
    services.set_rehearsal(created.id, on=True, by=None)
    services.set_rehearsal(created.id, on=True, by=None)

    assert created.rehearsal
    assert [notice.kind for notice in list_recent_notices(created.id, CHANGES, 5)] == [
        "event.rehearsal",
        "event.created",
    ]


def test_events_are_mine_by_organisation_and_by_role(app):
    host = factories.organisation()
    organizer = factories.member(host, Role.ADMINISTRATOR)
    event = factories.event(run_by=host)
    factories.event()
    desk = factories.event_role(event, Role.DESK)

    assert [(mine.event.id, mine.roles) for mine in my_events(organizer.id)] == [(event.id, (Role.ORGANIZER,))]
    assert [(mine.event.id, mine.roles) for mine in my_events(desk.id)] == [(event.id, (Role.DESK,))]
    assert [one.id for one in organisations_run_by(organizer.id)] == [host.id]
    assert list(organisations_run_by(desk.id)) == []


def test_strangers_see_no_draft_and_nothing_that_is_over(app):
    shown = factories.event(phase="registration")
    factories.event(phase="draft")
    factories.event(phase="closed")

    assert [event.id for event in public_events()] == [shown.id]
