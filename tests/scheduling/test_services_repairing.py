"""A repair of what is published: the fewest changes, each accepted alone or with all others."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.core.db import db, now
from app.core.digest_schedule import UNDO_DELAY
from app.core.models import Notice, Outbox
from app.meetings.models import Claim, Meeting, Unavailability
from app.meetings.services.expiry import send_digests
from app.scheduling.drafts import PlanSettings, Suppositions, unpacked_problem
from app.scheduling.models import ScheduleDraft
from app.scheduling.services import drafts, planning, publishing
from tests import factories
from tests.scheduling import halls
from tests.scheduling.publishing import QUICK, drafted, repaired
from tests.support.soundness import faults_of_rows

on_both = pytest.mark.databases("sqlite", "postgresql")

pytestmark = pytest.mark.usefixtures("the_day_before")


@pytest.mark.full
def test_repair_with_nothing_changed_changes_nothing(app):
    event, _found, _draft, planner, _firms = drafted()
    publishing.publish_draft(event.id, 1, by=planner)

    draft = repaired(event, planner, Suppositions())

    assert (draft.is_repair, draft.figures["changes"]) == (True, 0)
    assert publishing.get_publication_preview(event, draft).changed == ()


@pytest.mark.full
def test_a_lost_table_moves_only_who_sat_there_and_tells_only_them(app):
    event, _found, draft, planner, _firms = drafted(slots=8)
    publishing.publish_draft(event.id, 1, by=planner)
    table = drafts.list_placed_meetings(draft.id)[0].table or ""
    sat_there = {held.request for held in drafts.list_placed_meetings(draft.id) if held.table == table}
    repair = repaired(event, planner, Suppositions(tables=frozenset({int(table)})))
    before = db.session.scalar(select(func.max(Notice.id)))

    publishing.publish_draft(event.id, 2, by=planner)

    moved = select(Notice.subject_id).where(Notice.id > before, Notice.kind == "meeting.move")
    assert repair.figures["changes"] == len(sat_there)
    assert {str(one) for one in db.session.scalars(moved)} == sat_there
    assert db.session.scalar(select(func.count(Claim.id)).where(Claim.table_id == int(table))) == 0
    barred = select(func.count(Unavailability.id)).where(Unavailability.table_id == int(table))
    assert db.session.scalar(barred) == 8
    assert faults_of_rows() == []


def test_each_company_gets_one_email_of_all_that_a_published_repair_changes(app):
    event, here, there = halls.hall(1, 3, slots=3, tables=2)
    reader, planner = factories.user(), factories.user().id
    factories.let_in(here[0], reader)
    for other in there:
        halls.agreed(here[0], other)
    draft = planning.create_draft(event, QUICK, by=planner)
    publishing.publish_draft(event.id, 1, by=planner)
    tables = {held.table for held in drafts.list_placed_meetings(draft.id)}
    repair = repaired(event, planner, Suppositions(tables=frozenset({int(one or 0) for one in tables})))
    theirs = select(func.count(Outbox.id)).where(Outbox.recipient == reader.email)
    before = db.session.scalar(theirs) or 0

    publishing.publish_draft(event.id, 2, by=planner)
    settled = now() + UNDO_DELAY
    app.config["CLOCK"] = lambda: settled
    send_digests()

    assert (len(tables), repair.figures["changes"]) == (1, 3)
    assert db.session.scalar(theirs) == before + 1


@pytest.mark.full
def test_who_drops_out_frees_what_nobody_else_can_hold(app):
    event, _found, draft, planner, (here, _there) = drafted()
    publishing.publish_draft(event.id, 1, by=planner)
    person = next(one.id for one in unpacked_problem(draft.problem).people if one.firms == (str(here[0].id),))

    repaired(event, planner, Suppositions(people=frozenset({int(person)})))
    publishing.publish_draft(event.id, 2, by=planner)

    left = select(Meeting.state).where((Meeting.low_id == here[0].id) | (Meeting.high_id == here[0].id))
    assert list(db.session.scalars(left)) == ["agreed"] * 3
    assert faults_of_rows() == []


def test_a_new_must_meet_comes_in_with_the_fewest_changes(app):
    event, here, there = halls.hall(2, 2, slots=2, tables=2)
    planner = factories.user().id
    halls.agreed(here[0], there[0])
    planning.create_draft(event, QUICK, by=planner)
    publishing.publish_draft(event.id, 1, by=planner)
    new = halls.agreed(here[1], there[0], priority="must")

    repair = repaired(event, planner, Suppositions())
    publishing.publish_draft(event.id, 2, by=planner)

    db.session.refresh(new)
    assert (repair.figures["changes"], new.state) == (0, "booked")


@pytest.mark.full
def test_one_line_of_a_repair_is_accepted_alone(app):
    event, _found, draft, planner, _firms = drafted(slots=8)
    publishing.publish_draft(event.id, 1, by=planner)
    table = drafts.list_placed_meetings(draft.id)[0].table or ""
    repair = repaired(event, planner, Suppositions(tables=frozenset({int(table)})))
    lines = [held.request for held in publishing.get_publication_preview(event, repair).changed]

    count = publishing.publish_draft(event.id, 2, by=planner, lines=lines[:1])

    assert (count, len(lines) > 1) == (1, True)
    assert db.session.get_one(ScheduleDraft, repair.id).figures["declined"] == len(lines) - 1
    left = select(func.count(Claim.id)).where(Claim.table_id == int(table))
    assert db.session.scalar(left) == len(lines) - 1
    assert faults_of_rows() == []
    repaired(event, planner, Suppositions(tables=frozenset({int(table)})))
    assert publishing.publish_draft(event.id, 3, by=planner) == len(lines) - 1
    assert db.session.scalar(left) == 0
    barred = select(func.count(Unavailability.id)).where(Unavailability.table_id == int(table))
    assert db.session.scalar(barred) == 8
    assert faults_of_rows() == []


@pytest.mark.full
def test_a_firm_that_comes_late_meets_nobody_before_and_is_booked_by_nobody_before(app):
    event, _found, _draft, planner, (here, _there) = drafted(slots=8)
    publishing.publish_draft(event.id, 1, by=planner)
    late, before = here[0].id, halls.slot_ids(event)[:4]

    repaired(event, planner, Suppositions(late={late: halls.slot_ids(event)[4]}))
    publishing.publish_draft(event.id, 2, by=planner)

    theirs = select(Meeting.state, Meeting.slot_id).where((Meeting.low_id == late) | (Meeting.high_id == late))
    found = db.session.execute(theirs).all()
    assert {state for state, _slot in found} == {"booked"}
    assert not {slot for _state, slot in found} & set(before)
    assert set(db.session.scalars(select(Unavailability.slot_id))) == set(before)
    assert faults_of_rows() == []


@pytest.mark.full
def test_what_is_supposed_of_another_event_is_left_out(app):
    event, _found, _draft, planner, _firms = drafted()
    publishing.publish_draft(event.id, 1, by=planner)
    other, here, _there = halls.hall(1, 1)
    alien = Suppositions(
        frozenset({here[0].representatives[0].id, 2**31 - 1}),
        frozenset({other.tables[0].id}),
        {here[0].id: event.slots[2].id, 2**31 - 1: event.slots[2].id},
    )

    draft = repaired(event, planner, alien)

    assert not PlanSettings.from_json(draft.settings).supposed
    assert publishing.publish_draft(event.id, 2, by=planner) == 0
    assert db.session.scalar(select(func.count(Unavailability.id))) == 0


@pytest.mark.full
def test_what_happened_is_noted_also_where_no_meeting_changes(app):
    event, _found, _draft, planner, _firms = drafted()
    publishing.publish_draft(event.id, 1, by=planner)
    used = set(db.session.scalars(select(Claim.table_id).where(Claim.table_id.is_not(None))))
    free = next(table.id for table in event.tables if table.id not in used)

    repaired(event, planner, Suppositions(tables=frozenset({free})))

    assert publishing.publish_draft(event.id, 2, by=planner) == 0
    assert set(db.session.scalars(select(Unavailability.table_id))) == {free}
