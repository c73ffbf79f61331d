"""An organizer says which firm keeps which table, takes it away and back, and moves its meetings there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.events.models import Table
from app.meetings import services
from app.meetings.models import Claim
from app.meetings.services.fixed_tables import assign_tables
from app.registrations.models import Registration
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.solver import solve_problem
from tests import factories
from tests.meetings.acts import slots
from tests.scheduling import halls
from tests.support.pages import read


@pytest.fixture
def event(app):
    return factories.event(tables=3)


@pytest.fixture
def lions(event):
    return [factories.firm(event, name=f"Lion {n + 1}") for n in range(4)]


@pytest.fixture
def visitor(client, event):
    return client.as_user(factories.event_role(event, Role.ORGANIZER, name="Mei"))


def url(event, rest=""):
    return f"/events/{event.slug}/schedule/tables{rest}"


def homes():
    """Firm → its table."""
    rows = select(Registration.id, Table.label).join(Table, Table.id == Registration.home_table_id)
    return dict(db.session.execute(rows).all())


def test_a_firm_is_given_its_table_and_one_that_is_kept_is_refused(visitor, event, lions):
    a1, a2, _a3 = event.tables

    given = visitor.post(url(event), data={"firm": lions[0].id, "table": a1.id}, follow_redirects=True)
    refused = visitor.post(url(event), data={"firm": lions[1].id, "table": a1.id})
    unsaid = visitor.post(url(event), data={"firm": lions[1].id, "table": ""})
    visitor.post(url(event), data={"firm": lions[0].id, "table": a2.id})

    assert "Lion 1 keeps table A1." in given.text
    assert (refused.status_code, "Another firm keeps table A1" in refused.text) == (409, True)
    assert (unsaid.status_code, "Choose a table." in unsaid.text) == (422, True)
    assert homes() == {lions[0].id: "A2"}
    assert "A2 · Hall · Lion 1" in visitor.get(url(event)).text


def test_a_table_is_taken_away_and_what_was_done_last_is_taken_back(visitor, event, lions):
    visitor.post(url(event), data={"firm": lions[0].id, "table": event.tables[0].id})
    visitor.post(url(event, "/removal"), data={"firm": lions[0].id})
    assert homes() == {}

    page = visitor.get(url(event))
    act = read(page).find("[name=act]")[0].attributes["value"]
    done = visitor.post(url(event, "/undoing"), data={"act": act}, follow_redirects=True)
    again = visitor.post(url(event, "/undoing"), data={"act": act}, follow_redirects=True)

    assert "1 firm has the table that it had." in done.text
    assert "Somebody changed these tables since" in again.text
    assert homes() == {lions[0].id: "A1"}


def test_a_side_gets_its_tables_in_order_after_a_look_and_says_who_gets_none(visitor, event, lions):
    assign_tables(event.id, {lions[2].id: event.tables[1].id}, by=None)
    side = factories.group(event, "Singapore").id

    look = visitor.get(url(event, f"/in-order?side={side}"))
    pairs = [one.attributes["value"] for one in read(look).find("[name=given]")]
    assert homes() == {lions[2].id: "A2"}
    done = visitor.post(url(event, "/in-order"), data={"given": pairs, "side": side}, follow_redirects=True)

    assert "No table is left that suits: Lion 4." in look.text
    assert "2 firms were given their tables." in done.text
    assert homes() == {lions[0].id: "A1", lions[1].id: "A3", lions[2].id: "A2"}


def test_firms_that_every_table_refuses_are_not_offered_one_and_it_is_said_why(visitor, event, lions):
    walkers = [factories.firm(event, "Chongqing", name=f"Bridge {n}") for n in range(2)]
    side = factories.group(event, "Chongqing").id

    page = visitor.get(url(event))
    tried = visitor.post(url(event), data={"firm": walkers[0].id, "table": event.tables[0].id})

    firms = [one.attributes["value"] for one in read(page).find("[name=firm]")[0].find("option")]
    assert firms == ["", *(str(one.id) for one in lions)]
    assert "2 firms are not listed: every table belongs to another side" in page.text
    assert "Chongqing · 2 firms, 2 without a table · no table is left that suits them" in read(page).text
    assert f"side={side}" not in page.text
    assert (tried.status_code, homes()) == (422, {})


def test_a_side_whose_tables_are_all_kept_is_told_so(visitor, event, lions):
    assign_tables(event.id, {one.id: table.id for one, table in zip(lions, event.tables, strict=False)}, by=None)

    page = visitor.get(url(event))

    assert "4 firms, 1 without a table · no table is left that suits them" in read(page).text
    assert "not listed" not in page.text  # a table may change hands


def test_of_what_was_seen_nothing_is_given_where_somebody_was_quicker(visitor, event, lions):
    side = factories.group(event, "Singapore").id
    pairs = [f"{lions[0].id}:{event.tables[0].id}", f"{lions[1].id}:{event.tables[1].id}"]
    assign_tables(event.id, {lions[3].id: event.tables[1].id}, by=None)

    told = visitor.post(url(event, "/in-order"), data={"given": pairs, "side": side}, follow_redirects=True)

    assert "Another firm keeps table A2" in told.text
    assert homes() == {lions[3].id: "A2"}


@pytest.mark.parametrize("given", ["", "x:1", "7", ":3", "99999999999999:1"])
def test_pairs_that_cannot_be_read_change_nothing(visitor, event, lions, given):
    answer = visitor.post(url(event, "/in-order"), data={"given": [given], "side": "1"})

    assert answer.status_code == 422
    assert homes() == {}


def test_meetings_elsewhere_are_named_seen_and_moved(visitor, event, lions):
    walker = factories.firm(event, "Chongqing", name="Bridge")
    made = services.request_meeting(event.id, lions[0].id, walker.id, by=None)
    services.accept(made, walker.id, by=None, slot_id=slots(event)[0])
    held = select(Claim).where(Claim.meeting_id == made, Claim.table_id.is_not(None))
    with transaction() as session:
        for claim in session.scalars(held):
            claim.table_id = event.tables[2].id

    given = visitor.post(url(event), data={"firm": lions[0].id, "table": event.tables[0].id}, follow_redirects=True)
    look = visitor.get(url(event, f"/meetings?firm={lions[0].id}"))
    word = read(look).find("[name=word]")[0].attributes["value"]
    done = visitor.post(url(event, "/meetings"), data={"firm": lions[0].id, "word": word}, follow_redirects=True)

    assert "1 of its meetings sits at another table and stays there until you move it." in given.text
    assert "Move 1 meeting to A1" in look.text
    assert "1 meeting was moved to the table." in done.text
    assert "All its meetings sit at its table" in done.text
    assert {claim.table_id for claim in db.session.scalars(held)} == {event.tables[0].id}
    assert "This firm keeps no table of its own." in visitor.get(url(event, f"/meetings?firm={walker.id}")).text


def test_a_plan_seats_each_firm_at_the_table_that_it_was_given(app):
    event, here, there = halls.hall(2, 3)
    for one in here:
        for other in there:
            halls.agreed(one, other)
    tables = {one.id: event.tables[number + 1].id for number, one in enumerate(here)}
    assign_tables(event.id, tables, by=None)

    problem = get_event_problem(event, PlanSettings()).problem
    plan = solve_problem(problem)

    asker = {request.id: int(request.asker) for request in problem.requests}
    assert len(plan.timetable) == 6
    assert {asker[held.request]: int(held.table or 0) for held in plan.timetable} == tables
    assert checker.find_faults(problem, plan.timetable) == []


def test_an_event_without_firms_or_tables_and_one_that_is_closed_say_so(client):
    bare = factories.event(tables=0)
    visitor = client.as_user(factories.event_role(bare, Role.ORGANIZER))
    assert "The event has no tables" in visitor.get(url(bare)).text
    empty = factories.event()
    visitor = client.as_user(factories.event_role(empty, Role.ORGANIZER))
    assert "No firm takes part yet" in visitor.get(url(empty)).text
    with transaction():
        empty.phase = "closed"
    assert "Tables of firms can no longer be changed." in visitor.get(url(empty)).text
