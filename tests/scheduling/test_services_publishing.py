"""A draft becomes the timetable that everybody has: whole, checked anew, and told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.models import Outbox
from app.events.models import Event
from app.meetings import services as meetings
from app.meetings.lifecycle import MeetingActor
from app.meetings.models import Claim, Meeting, Unavailability
from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.models import ScheduleDraft
from app.scheduling.services import drafts, planning, publishing
from app.scheduling.services.drafts import DraftClosed, PlanOutdated
from tests import factories
from tests.meetings.acts import claims
from tests.scheduling import halls
from tests.scheduling.conftest import BEFORE
from tests.scheduling.publishing import QUICK, drafted, repaired
from tests.support.soundness import faults_of_rows

on_both = pytest.mark.databases("sqlite", "postgresql")

pytestmark = [pytest.mark.databases("sqlite", "postgresql"), pytest.mark.usefixtures("the_day_before")]


def states(event):
    return set(db.session.scalars(select(Meeting.state).where(Meeting.event_id == event.id)))


@pytest.mark.full
@on_both
def test_all_is_booked_with_its_claims_and_the_event_is_published(app):
    event, found, draft, planner, _firms = drafted()

    count = publishing.publish_draft(event.id, 1, by=planner)

    db.session.expire_all()
    assert (count, states(event), event.phase, draft.state) == (9, {"booked"}, "published", "published")
    held = {held.request: held for held in drafts.list_placed_meetings(draft.id)}
    for meeting in found:
        place = held[str(meeting.id)]
        rows = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id)).all()
        people = {str(one.representative_id) for one in rows if one.representative_id}
        assert (str(meeting.slot_id), people) == (place.slot, set(place.people or ()))
        assert {str(one.table_id) for one in rows if one.table_id} == {place.table}
    assert faults_of_rows() == []


@pytest.mark.full
def test_everybody_is_told_once_with_their_agenda(app):
    readers = [factories.user(), factories.user()]
    event, here, there = halls.hall(2, 2)
    for firm, reader in zip((here[0], there[0]), readers, strict=True):
        factories.let_in(firm, reader)
    planner = factories.user().id
    for one in here:
        for other in there:
            halls.agreed(one, other)
    planning.create_draft(event, QUICK, by=planner)

    publishing.publish_draft(event.id, 1, by=planner)
    publishing.notify_all(event.id, 1, lambda _share: False)

    letters = db.session.scalars(select(Outbox).order_by(Outbox.recipient)).all()
    assert [one.recipient for one in letters] == sorted(str(reader.email) for reader in readers)
    assert all("The timetable is out" in one.subject and one.body.count("09:30") <= 1 for one in letters)
    assert all((one.calendar or "").count("BEGIN:VEVENT") == 2 for one in letters)


@pytest.mark.full
def test_what_was_called_off_since_is_named_and_nothing_is_published(app):
    event, found, _draft, planner, _firms = drafted()
    meetings.cancel(found[0].id, found[0].low_id, by=None)

    with pytest.raises(PlanOutdated) as refused:
        publishing.publish_draft(event.id, 1, by=planner)

    db.session.expire_all()
    assert refused.value.details["rows"] == [str(found[0].id)]
    assert (event.phase, db.session.scalar(select(func.count(Claim.id)))) == ("planning", 0)
    assert states(event) == {"agreed", "cancelled"}


@pytest.mark.full
def test_the_rest_is_published_without_what_was_named(app):
    event, _found, draft, planner, _firms = drafted()
    first = drafts.list_placed_meetings(draft.id)[0]
    person, _other = first.people or ("0", "0")
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=int(first.slot), representative_id=int(person)))
    assert [row.codes for row in publishing.get_publication_preview(event, draft).rows] == [("person_not_free",)]

    count = publishing.publish_draft(event.id, 1, by=planner, without=[first.request])

    assert count == 8
    assert claims(int(first.request)) == 0
    assert faults_of_rows() == []


@pytest.mark.full
@on_both
def test_a_draft_is_published_once(app):
    event, _found, _draft, planner, _firms = drafted()
    publishing.publish_draft(event.id, 1, by=planner)

    with pytest.raises(DraftClosed):
        publishing.publish_draft(event.id, 1, by=planner)


def test_unanswered_requests_are_booked_where_the_event_lets_them(app):
    event, here, there = halls.hall(1, 1, place_unanswered=True)
    asked = halls.agreed(here[0], there[0], state="requested", expires_at=BEFORE + timedelta(hours=9))
    planner = factories.user().id
    planning.create_draft(event, replace(QUICK, unanswered=True), by=planner)

    publishing.publish_draft(event.id, 1, by=planner)

    db.session.refresh(asked)
    assert (asked.state, asked.awaiting_id, asked.expires_at) == ("booked", None, None)


@pytest.mark.full
def test_a_meeting_that_the_firms_moved_since_is_named(app):
    event, _found, draft, planner, _firms = drafted(slots=8)
    publishing.publish_draft(event.id, 1, by=planner)
    table = drafts.list_placed_meetings(draft.id)[0].table or ""
    repair = repaired(event, planner, Suppositions(tables=frozenset({int(table)})))
    line = publishing.get_publication_preview(event, repair).changed[0]
    meeting = db.session.get_one(Meeting, int(line.request))
    free = [slot for slot in halls.slot_ids(event) if slot != meeting.slot_id][-1]
    meetings.move(meeting.id, meeting.low_id, free, by=None, actor=MeetingActor.ORGANIZER)

    rows = publishing.get_publication_preview(event, repair).rows

    assert (line.request, ("moved_since",)) in [(row.request, row.codes) for row in rows]


@pytest.mark.full
@on_both
def test_publishing_hundreds_of_meetings_is_one_transaction(app):
    event = halls.crowd(200, 60, slots=10, tables=40)
    planner = factories.user().id
    planning.create_draft(event, PlanSettings(seconds=10), by=planner)
    draft = db.session.scalars(select(ScheduleDraft)).one()

    publishing.publish_draft(event.id, 1, by=planner)

    assert db.session.scalar(select(func.count(Meeting.id)).where(Meeting.state == "booked")) == draft.figures["held"]
    assert db.session.get_one(Event, event.id).phase == "published"


def at_a_live_event():
    """While firms book: three agreed meetings without a time, and one that is booked, at the second time."""
    event, here, there = halls.hall(2, 2, phase="booking", booking_mode="live")
    readers = [factories.user(), factories.user()]
    for firm, reader in zip((here[0], there[0]), readers, strict=True):
        factories.let_in(firm, reader)
    planner = factories.user().id
    ids = [meetings.arrange(event.id, one.id, other.id, by=planner) for one in here for other in there]
    meetings.book(ids[3], here[1].id, event.slots[1].id, by=planner)
    return event, ids, here, readers, planner


@pytest.mark.full
def test_a_live_event_is_planned_while_it_books_and_each_firm_is_told_once(app):
    event, ids, _here, readers, planner = at_a_live_event()
    before = claims(ids[3]), db.session.get_one(Meeting, ids[3]).version
    draft = planning.create_draft(event, QUICK, by=planner)

    count = publishing.publish_draft(event.id, 1, by=planner)
    publishing.notify_all(event.id, 1, lambda _share: False)

    db.session.expire_all()
    assert (count, states(event), event.phase, draft.state) == (3, {"booked"}, "booking", "published")
    assert (claims(ids[3]), db.session.get_one(Meeting, ids[3]).version) == before
    letters = db.session.scalars(select(Outbox).where(Outbox.kind == "agenda")).all()
    assert sorted(one.recipient for one in letters) == sorted(str(reader.email) for reader in readers)
    assert not any("timetable is out" in one.subject for one in letters)
    assert faults_of_rows() == []


@pytest.mark.full
@on_both
def test_what_a_firm_books_while_a_live_event_is_planned_stays_and_is_named(app):
    event, ids, here, _readers, planner = at_a_live_event()
    draft = planning.create_draft(event, QUICK, by=planner)
    planned = {held.request: held.slot for held in drafts.list_placed_meetings(draft.id)}
    free = next(slot for slot in event.slots if str(slot.id) not in planned.values())
    meetings.book(ids[0], here[0].id, free.id, by=planner)

    with pytest.raises(PlanOutdated) as refused:
        publishing.publish_draft(event.id, 1, by=planner)
    count = publishing.publish_draft(event.id, 1, by=planner, without=[str(ids[0])])

    db.session.expire_all()
    assert refused.value.details["rows"] == [str(ids[0])]
    assert (count, db.session.get_one(Meeting, ids[0]).slot_id) == (2, free.id)
    assert faults_of_rows() == []
