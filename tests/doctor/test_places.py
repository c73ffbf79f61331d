"""What cannot be in a hall is found, whoever wrote it: tables too small, walks too long, hours and people gone."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.group_meetings import services as rounds
from app.meetings import services
from tests import factories
from tests.doctor.hands import codes, put
from tests.group_meetings.acts import opened
from tests.meetings.acts import slots
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
    assert "takes 4, and table A1 holds 3: set fewer seats on its page" in fault.says


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
    """Two meetings, one after the other, with an interpreter."""
    event = factories.event(tables=2)
    factories.interpreter(event, "en", "zh")
    one = factories.firm(event, languages=["en"])
    made = []
    for slot in slots(event)[:2]:
        other = factories.firm(event, "Chongqing", languages=["zh"])
        made.append(services.request_meeting(event.id, one.id, other.id, by=None))
        services.accept(made[-1], other.id, by=None, slot_id=slot)
    return event, made


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
