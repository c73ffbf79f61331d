"""What a change would cost a crowded event is what it costs: the question and the deed follow one rule."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.localized import Localized
from app.core.models import DigestLine
from app.delegations.services import visits
from app.events.drafts import DraftItem, DraftZone
from app.events.queries import draft_of
from app.events.services import change_event
from app.events.services.changing import HoursInUse
from app.meetings import services
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.lists import list_event_meetings
from tests import factories


@pytest.fixture
def event(app):
    return factories.event("hall", tables=3, slots=3)


def booked(event, slot: int) -> int:
    """A meeting of two new firms in this slot of the event, counted from 0."""
    one = factories.firm(event, "Singapore", users=[factories.user()])
    other = factories.firm(event, "Chongqing", users=[factories.user()])
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, by=None, slot_id=event.slots[slot].id)
    return made


@pytest.fixture
def crowded(event) -> list[int]:
    """Three meetings in the first slot, where all tables are taken then, two in the second, one in the last."""
    return [booked(event, slot) for slot in (0, 0, 0, 1, 1, 2)]


def asked_and_done(event, values) -> tuple[dict[int, str], dict[int, str]]:
    """What the question says of each meeting, and what became of it once it was confirmed."""
    before = {row.id: row for row in list_event_meetings(event.id, MeetingState.BOOKED)}
    with pytest.raises(HoursInUse) as asked:
        change_event(event.id, values, version=event.version, by=None)
    change_event(event.id, values, version=event.version, by=None, confirmed=asked.value.token)
    after = {row.id: row for row in list_event_meetings(event.id, MeetingState.BOOKED)}
    told = {one.meeting_id: "lost" if one.kind in LOSES else one.new_table for one in asked.value.impacts}
    changed = {
        one: after[one].table if one in after else "lost"
        for one, row in before.items()
        if one not in after or after[one].table != row.table
    }
    return told, changed


LOSES = ("loses_time", "no_table", "absent")


@pytest.mark.full
def test_tables_that_go_from_a_full_hall_take_times_with_them_and_the_question_says_so(event, crowded):
    draft = draft_of(event)
    fewer = replace(draft, tables=(replace(draft.tables[0], labels="A1–A2"),))

    told, changed = asked_and_done(event, fewer)

    assert told == changed
    assert Counter(told.values())["lost"] == 1


@pytest.mark.full
def test_hours_and_tables_that_go_together_are_reckoned_together(event, crowded):
    draft = draft_of(event)
    day = replace(draft.days[0], opens=dt.time(10))
    fewer = replace(draft, days=(day,), tables=(DraftZone(Localized("Hall"), "A3", draft.tables[0].stays),))

    told, changed = asked_and_done(event, fewer)

    assert told == changed
    assert Counter(told.values()) == Counter(lost=4, A3=1)


@pytest.mark.full
def test_letters_say_whether_the_table_or_the_time_is_lost(event, crowded):
    draft = draft_of(event)
    asked_and_done(event, replace(draft, tables=(replace(draft.tables[0], labels="A3"),)))

    letters = db.session.execute(select(DigestLine.kind, DigestLine.body).where(DigestLine.kind.in_(KINDS))).all()

    lost = [body for kind, body in letters if kind == "meeting.unplaced"]
    assert len(lost) == 2 * 3
    assert all("all others are taken at that time" in body for body in lost)
    assert all("has moved to table A3" in body for kind, body in letters if kind == "meeting.reseated")


KINDS = ("meeting.unplaced", "meeting.reseated")


@pytest.mark.full
def test_a_programme_item_that_keeps_people_busy_asks_before_it_takes_their_meetings(event, crowded):
    speech = DraftItem(Localized("Speeches"), dt.time(9, 40), dt.time(10), keeps_busy=True)
    before = draft_of(event)

    told, changed = asked_and_done(event, replace(before, programme=(speech,)))

    assert told == changed == dict.fromkeys(crowded[:3], "lost")


@pytest.mark.full
def test_a_programme_item_of_no_group_of_theirs_touches_nobody(event, crowded):
    before = draft_of(event)
    speech = DraftItem(Localized("Speeches"), dt.time(9, 40), dt.time(10))

    change_event(event.id, replace(before, programme=(speech,)), version=event.version, by=None)

    assert {db.session.get_one(Meeting, one).state for one in crowded} == {"booked"}


@pytest.mark.full
def test_a_visit_asks_before_it_takes_the_meetings_of_its_delegation_alone(event, crowded):
    brought = factories.delegation(event)
    mine = db.session.get_one(Meeting, crowded[0])
    theirs = next(row.asker.registration_id for row in list_event_meetings(event.id) if row.id == mine.id)
    from app.registrations.models import Registration

    db.session.get_one(Registration, theirs).delegation_id = brought.id
    db.session.commit()
    slot = event.slots[0]
    tour = visits.VisitDetails(label="Factory tour", starts_at=slot.starts_at, ends_at=slot.ends_at)

    with pytest.raises(HoursInUse) as asked:
        visits.add_visit(brought, tour, by=1)
    assert [(one.meeting_id, one.kind) for one in asked.value.impacts] == [(mine.id, "absent")]
    assert (mine.state, brought.visit_blocks) == ("booked", [])

    visits.add_visit(brought, tour, by=1, confirmed=asked.value.token)
    assert {db.session.get_one(Meeting, one).state for one in crowded[1:]} == {"booked"}
    assert (mine.state, mine.slot_id) == ("agreed", None)


@pytest.mark.full
def test_a_meeting_that_grows_into_a_time_that_goes_stays_and_the_letters_say_both_ends(event):
    """From half hours to hours: 09:30 stays and ends later, 10:00 goes with its meeting."""
    stays, goes = booked(event, 0), booked(event, 1)
    values = replace(draft_of(event), slot_minutes=55)

    _told, changed = asked_and_done(event, values)

    assert changed == {goes: "lost"}
    left = next(row for row in list_event_meetings(event.id, MeetingState.BOOKED) if row.id == stays)
    assert left.starts_at is not None
    assert left.ends_at is not None
    assert left.ends_at - left.starts_at == dt.timedelta(minutes=55)
    lines = [one.body for one in db.session.scalars(select(DigestLine))]
    assert sum("10:25" in body for body in lines) >= 2
