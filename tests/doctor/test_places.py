"""What cannot be in a hall is found, whoever wrote it: tables too small, walks too long, hours and people gone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim
from tests import factories
from tests.doctor.hands import codes, put
from tests.meetings.acts import slots
from tests.meetings.rounds.acts import opened
from tests.support.soundness import faults_of_rows


@pytest.fixture
def group(app):
    """A host with two guests at a table whose chairs are counted: four, for three guests."""
    event = factories.event(tables=1)
    with transaction():
        event.tables[0].seats = 4
    made = opened(event, factories.firm(event, "Singapore"))
    for _ in range(2):
        rounds.take_group_seat(made, factories.firm(event, "Chongqing").id, by=None)
    return made


@pytest.mark.full
def test_a_group_larger_than_its_table_is_found_with_what_to_do(group):
    assert codes() == set()

    put("UPDATE tables SET seats = 3")

    (fault,) = faults_of_rows()
    assert (fault.code, fault.ids) == ("group_larger_than_table", (group,))
    assert "takes 4, of whom 3 sit there now, and table A1 holds 3: set fewer seats on its page" in fault.says


@pytest.mark.full
@pytest.mark.parametrize("seats", [0, 4, 5])
def test_a_table_that_holds_the_group_or_whose_chairs_nobody_counted_is_sound(group, seats):
    put(f"UPDATE tables SET seats = {seats}")

    assert codes() == set()


@pytest.mark.full
def test_what_a_group_sat_at_that_is_over_is_nobodys_fault_any_more(app, group):
    put("UPDATE tables SET seats = 3")

    app.config["CLOCK"] = lambda: factories.FIRST_SLOT.replace(hour=12)

    assert "group_larger_than_table" not in codes()


@pytest.fixture
def works(app):
    """Two meetings, one after the other, of an interpreter who has five minutes between; a walk takes ten."""
    event = factories.event(tables=2, walk_minutes=10)
    factories.interpreter(event, "en", "zh")
    one = factories.firm(event, languages=["en"])
    made = []
    for slot in slots(event)[:2]:
        other = factories.firm(event, "Chongqing", languages=["zh"])
        made.append(services.request_meeting(event.id, one.id, other.id, by=None))
        services.accept(made[-1], other.id, by=None, slot_id=slot)
    return event, made


def move_to_annex(event, meeting):
    """By hand, with all who sit there; only the interpreter has to walk."""
    table = db.session.scalars(
        select(Claim.table_id).where(Claim.meeting_id == meeting, Claim.table_id.is_not(None))
    ).one()
    free = next(one.id for one in event.tables if one.id != table)
    put(f"UPDATE tables SET zone_en = 'Annex' WHERE id = {free}")
    assert codes() == set()
    put(f"UPDATE claims SET table_id = {free} WHERE meeting_id = {meeting} AND table_id IS NOT NULL")


@pytest.mark.full
def test_an_interpreter_who_cannot_walk_from_one_meeting_to_the_next_is_found(works):
    event, (first, second) = works

    move_to_annex(event, second)

    found = {fault.code: fault for fault in faults_of_rows()}
    assert found.keys() == {"interpreter_cannot_walk", "table_not_as_told"}
    fault = found["interpreter_cannot_walk"]
    assert fault.ids == (first, second)
    assert "in another zone in 5 minutes, and the walk takes 10: save its page under Interpreters" in fault.says


@pytest.mark.full
def test_a_walk_for_which_there_is_time_is_none(works):
    event, (_first, second) = works
    put("UPDATE events SET walk_minutes = 5")

    move_to_annex(event, second)

    assert codes() == {"table_not_as_told"}


@pytest.mark.full
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE slots SET kind = 'break' WHERE id = {0}", "no_such_time"),
        ("DELETE FROM slots WHERE id = {0}", "no_such_time"),
        ("DELETE FROM slots WHERE id = {0}", "foreign_key_broken"),
        ("UPDATE tables SET retired_at = '2026-01-01 00:00:00'", "retired_table_held"),
        ("UPDATE tables SET video_url = ' '", "link_not_one"),
        ("UPDATE tables SET video_url = 'http://meet.example.org/a'", "link_not_one"),
        ("UPDATE representatives SET absent = '[\"2032-03-18 am\"]'", "sits_and_is_away"),
    ],
)
def test_what_no_hall_has_is_found(works, statement, code):
    event, _made = works
    assert codes() == set()

    put(statement.format(slots(event)[0]))

    assert code in codes()


@pytest.mark.full
def test_a_meeting_of_two_slots_that_goes_on_in_a_break_is_found(app):
    event = factories.event(longest_meeting=2)
    one, other = factories.firm(event), factories.firm(event, "Chongqing")
    made = services.request_meeting(event.id, one.id, other.id, by=None, length=2)
    services.accept(made, other.id, by=None, slot_id=slots(event)[0])
    assert codes() == set()

    put(f"UPDATE slots SET kind = 'break' WHERE id = {slots(event)[1]}")

    assert "no_such_time" in codes()


@pytest.mark.full
def test_a_link_that_can_be_followed_is_sound(works):
    put("UPDATE tables SET video_url = 'https://meet.example.org/a'")

    assert codes() == set()
