"""The event as the solver's problem: what goes in, and what stays out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.db import db, transaction
from app.events.models import Group, ProgrammeItem, Table
from app.group_meetings import services as rounds
from app.matching import services as matching
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from app.meetings.models import Unavailability
from app.registrations.models import Preference
from app.scheduling import checker
from app.scheduling.drafts import PlanSettings, Suppositions
from app.scheduling.json_form import parse_problem, problem_json
from app.scheduling.pace import SearchPace
from app.scheduling.plan_warnings import PlanWarning, list_warnings
from app.scheduling.problem import PlacedMeeting, ProblemLimits, ProblemNeed, ProblemRequest
from app.scheduling.queries.event_problem import get_event_problem, has_tables_for_all
from app.scheduling.solver import solve_problem
from tests import factories
from tests.scheduling import halls
from tests.support.queries import counted

pytestmark = pytest.mark.usefixtures("the_day_before")


def test_agreed_and_arranged_meetings_go_in_and_unanswered_ones_where_the_event_lets_them(app):
    event, here, there = halls.hall(place_unanswered=True)
    first = halls.agreed(here[0], there[0], priority="must")
    arranged = halls.agreed(there[1], here[1], arranged_by=factories.user().id, length=2)
    asked = halls.agreed(here[2], there[2], state="requested", priority="open")
    halls.agreed(here[0], there[2], state="declined")

    without = get_event_problem(event, PlanSettings()).problem
    problem = get_event_problem(event, PlanSettings(unanswered=True)).problem

    names = [(str(a.id), str(b.id)) for a, b in ((here[0], there[0]), (there[1], here[1]), (here[2], there[2]))]
    assert problem.requests == (
        ProblemRequest(str(first.id), *names[0], "must", 50),
        ProblemRequest(str(arranged.id), *names[1], "want", 50, 2),
        ProblemRequest(str(asked.id), *names[2], "open", 50),
    )
    assert without.requests == problem.requests[:2]


def test_a_request_is_not_placed_against_a_private_never(app):
    event, here, there = halls.hall(place_unanswered=True)
    halls.agreed(here[0], there[0], state="requested")
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=there[0].id, other_id=here[0].id, kind="never"))

    assert get_event_problem(event, PlanSettings(unanswered=True)).problem.requests == ()


def test_the_ranking_says_how_much_a_request_is_worth(app):
    event = halls.event()
    one = factories.firm(event, company_values={"sectors": {"offers": ["5210"], "seeks": ["6419"]}})
    other = factories.firm(event, "Chongqing", company_values={"sectors": {"offers": ["6419"], "seeks": ["5210"]}})
    stranger = factories.firm(event, "Chongqing")
    halls.agreed(one, other)
    halls.agreed(one, stranger)
    matching.rank_event(event.id)

    fits, does_not = get_event_problem(event, PlanSettings()).problem.requests

    assert fits.score > does_not.score >= 50


def test_slots_are_told_in_minutes_of_the_events_own_days_and_join_over_its_pause(app):
    event, here, there = halls.hall(slots=2)
    halls.agreed(here[0], there[0])

    problem = get_event_problem(event, PlanSettings()).problem

    assert [(slot.day, slot.starts, slot.ends) for slot in problem.slots] == [(0, 570, 595), (0, 600, 625)]
    assert problem.pause == 5


def test_who_is_away_at_a_speech_or_in_a_group_meeting_has_fewer_slots(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    slots = halls.slot_ids(event)
    person, other = (get_event_problem(event, PlanSettings()).problem.people[number].id for number in (0, 1))
    with transaction() as session:
        session.add(Unavailability(event_id=event.id, slot_id=slots[0], representative_id=int(person)))
        session.add(
            ProgrammeItem(
                event_id=event.id, title_en="Speech", keeps_busy=True, group_id=there[0].group_id,
                starts_at=factories.FIRST_SLOT + timedelta(minutes=30),
                ends_at=factories.FIRST_SLOT + timedelta(minutes=55),
            )
        )  # fmt: skip
        event.phase = "published"
    rounds.open_group_meeting(
        event.id, here[0].id, by=None, topic="t", slot_id=slots[2], seats=2, is_open=True, invited=[there[1].id]
    )
    db.session.expire_all()

    problem = get_event_problem(event, PlanSettings()).problem

    free = {one.id: [slots.index(int(slot)) for slot in one.slots or ()] for one in problem.people}
    assert free[person] == [1, 3, 4, 5]
    assert free[other] == [0, 2, 3, 4, 5]
    assert sum(str(slots[2]) not in (table.slots or ()) for table in problem.tables) == 1


def test_what_lies_behind_is_nobodys_slot(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    app.config["CLOCK"] = lambda: factories.FIRST_SLOT + timedelta(minutes=31)

    problem = get_event_problem(event, PlanSettings()).problem

    slots = [one.slots for one in problem.people] + [one.slots for one in problem.tables]
    assert set(slots) == {tuple(map(str, halls.slot_ids(event)[2:]))}


def test_limits_are_what_is_left_of_them(app):
    event, here, there = halls.hall(min_meetings=2, max_meetings=3, longest_run=2)
    halls.agreed(here[0], there[0])
    halls.agreed(here[0], there[1], state="held", slot_id=halls.slot_ids(event)[0])

    firms = {one.id: one.limits for one in get_event_problem(event, PlanSettings()).problem.firms}

    assert firms == {str(here[0].id): ProblemLimits(1, 2, 2), str(there[0].id): ProblemLimits(2, 3, 2)}


def test_a_need_of_an_interpreter_is_a_language_that_those_speak_who_meet_it(app):
    event = halls.event()
    one, other = factories.firm(event), factories.firm(event, "Chongqing", languages=["zh"])
    alike = factories.firm(event, "Chongqing", languages=["en", "fr"])
    halls.agreed(one, other)
    halls.agreed(one, alike)
    assert [each.need for each in get_event_problem(event, PlanSettings()).problem.requests] == [None, None]
    able, unable = factories.interpreter(event, "en", "zh"), factories.interpreter(event, "zh", "fr")
    follows = factories.interpreter(event, mode="follows", works_for=one.id, longest_run=2)

    problem = get_event_problem(event, PlanSettings()).problem

    assert [each.need for each in problem.requests] == [ProblemNeed(("en~zh",)), None]
    told = [(each.id, each.languages, each.firms, each.run) for each in problem.interpreters]
    assert told == [
        (str(able.id), ("en~zh",), (), None),
        (str(unable.id), (), (), None),
        (str(follows.id), ("en~zh",), (str(one.id),), 2),
    ]


def test_who_interprets_for_a_firm_that_meets_nobody_is_left_out_and_the_rest_can_be_read(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    serves = factories.interpreter(event, mode="follows", works_for=here[0].id)
    for mode in ("follows", "own"):
        factories.interpreter(event, mode=mode, works_for=here[1].id)

    problem = get_event_problem(event, PlanSettings()).problem

    assert [one.id for one in problem.interpreters] == [str(serves.id)]
    assert parse_problem(json.dumps(problem_json(problem))).interpreters == problem.interpreters


def test_what_is_booked_stands_and_can_be_solved_again_without_a_change(app):
    event, here, there = halls.hall(phase="published", walk_minutes=10)
    slots = halls.slot_ids(event)
    booked = [halls.agreed(here[number], there[number]) for number in range(3)]
    for number, meeting in enumerate(booked):
        services.book(meeting.id, here[number].id, slots[number], by=None, actor=MeetingActor.ORGANIZER)

    problem = get_event_problem(event, PlanSettings()).problem
    plan = solve_problem(problem)

    assert len(problem.standing) == 3
    assert checker.find_faults(problem, problem.standing) == []
    assert sorted(plan.timetable, key=lambda held: held.request) == sorted(
        problem.standing, key=lambda held: held.request
    )


def test_suppositions_take_people_tables_and_early_hours_away(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    halls.agreed(here[1], there[0])
    slots, table = halls.slot_ids(event), event.tables[0].id
    people = {one.firms: one.id for one in get_event_problem(event, PlanSettings()).problem.people}
    gone = int(people[str(here[0].id),])

    supposed = Suppositions(frozenset({gone}), frozenset({table}), {here[1].id: slots[3]})
    problem = get_event_problem(event, PlanSettings(supposed=supposed)).problem

    free = {one.id: one.slots for one in problem.people}
    tables = {one.id: one.slots for one in problem.tables}
    assert free[str(gone)] == tables[str(table)] == ()
    assert free[people[str(here[1].id),]] == tuple(map(str, slots[3:]))


def test_who_keeps_a_table_that_is_lost_meets_at_another_one(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    table = event.tables[0].id
    with transaction():
        here[0].home_table_id = table

    kept, lost = (
        solve_problem(get_event_problem(event, PlanSettings(supposed=Suppositions(tables=gone))).problem).timetable
        for gone in (frozenset(), frozenset({table}))
    )

    assert [held.table for held in kept] == [str(table)]
    assert [held.table == str(table) for held in lost] == [False]


def test_the_problem_is_one_that_its_own_form_reads_back(app):
    event, here, there = halls.hall(walk_minutes=5, min_meetings=1)
    factories.interpreter(event)
    with transaction() as session:
        session.add(Table(event_id=event.id, label="B1", zone_en="Upstairs", position=9))
    halls.agreed(here[0], there[0])

    problem = get_event_problem(event, PlanSettings()).problem

    read = parse_problem(json.dumps(problem_json(problem)))
    assert replace(read, walking=dict(read.walking)) == replace(problem, walking=dict(problem.walking))
    assert problem.walking == {("0", "1"): 5}


def test_where_a_third_side_keeps_a_zone_the_others_are_placed_elsewhere(app):
    event, here, there = halls.hall(slots=1)
    with transaction() as session:
        third = Group(event_id=event.id, name="Malaysia", seated=True, position=2)
        session.add(third)
        session.flush()
        tables = sorted(event.tables, key=lambda one: one.position)
        for table in tables[:-1]:
            table.group_id = third.id
        tables[-1].group_id = None
    for one, other in zip(here, there, strict=True):
        halls.agreed(one, other)

    problem = get_event_problem(event, PlanSettings(keep_tables=True)).problem
    plan = solve_problem(problem, pace=SearchPace(work=500))

    assert {one.group for one in problem.tables} == {str(third.id), None}
    assert [held.table for held in plan.timetable] == [str(tables[-1].id)]
    assert checker.find_faults(problem, plan.timetable) == []
    assert parse_problem(json.dumps(problem_json(problem))).tables == problem.tables


def test_where_every_meeting_has_a_firm_of_the_side_its_tables_are_like_any(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])

    assert {table.group_id for table in event.tables} != {None}
    assert {one.group for one in get_event_problem(event, PlanSettings()).problem.tables} == {None}


def test_seated_firms_keep_their_tables_by_themselves_where_each_can_have_one(app):
    event = factories.event(tables=2)
    assert not has_tables_for_all(event)
    for _ in range(2):
        factories.firm(event)
    assert has_tables_for_all(event)
    factories.firm(event)

    assert not has_tables_for_all(event)


def test_oddities_name_what_no_search_can_mend(app):
    event, here, there = halls.hall(slots=2, tables=1)
    nobody = factories.firm(event, people=0)
    for other in there:
        halls.agreed(here[0], other)
    halls.agreed(nobody, there[0])

    found = list_warnings(get_event_problem(event, PlanSettings()).problem)

    assert found == [
        PlanWarning("nobody_comes", str(nobody.id), 1),
        PlanWarning("more_requests_than_slots", str(here[0].id), 3, 2),
        PlanWarning("more_requests_than_tables", "", 4, 2),
    ]


def test_gathering_two_thousand_requests_takes_as_many_queries_as_one(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    with counted() as few:
        get_event_problem(event, PlanSettings())
    for one in here:
        for other in there[1:]:
            halls.agreed(one, other)
    with counted() as many:
        get_event_problem(event, PlanSettings())

    assert len(many) == len(few)


def test_held_is_kept_only_of_requests_that_are_there(app):
    event, here, there = halls.hall()
    meeting = halls.agreed(here[0], there[0])

    fixed = [PlacedMeeting(str(meeting.id), str(halls.slot_ids(event)[0])), PlacedMeeting("987654", "1")]

    assert get_event_problem(event, PlanSettings(), fixed=fixed).problem.fixed == (fixed[0],)


def test_the_table_that_a_firm_without_meetings_keeps_is_given_to_others_last(app):
    event, here, there = halls.hall()
    halls.agreed(here[0], there[0])
    first = event.tables[0].id
    with transaction():
        here[1].home_table_id = first

    problem = get_event_problem(event, PlanSettings()).problem
    (held,) = solve_problem(problem).timetable

    assert problem.tables[-1].id == str(first)
    assert held.table != str(first)
