"""What must be printed again since a run: exactly the sheets that say something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.day.paper import sheets
from app.day.paper.people_sheets import create_agendas
from app.day.paper.sheets import SheetChanges, get_last_printed, get_sheet_changes, get_sheet_marks
from tests.day.paper.examples import days, firm, ground, person, sitting

MARKS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"))


@given(MARKS, MARKS)
def test_what_differs_is_printed_again_and_what_is_no_more_is_taken_back(printed, now):
    found = get_sheet_changes(3, printed, now)

    assert set(found.anew) == {key for key in now if printed.get(key) != now[key]}
    assert set(found.removed) == set(printed) - set(now)


@given(st.lists(MARKS, min_size=1, max_size=4))
def test_once_reprinted_nothing_has_changed(states):
    runs: list[Any] = []
    for number, now in enumerate(states, start=1):
        newest, printed = get_last_printed(runs)
        found = get_sheet_changes(newest, printed, now)
        marks = {key: now[key] for key in (found.anew if newest else now)}
        runs.append((number, {**marks, **dict.fromkeys(found.removed)}))

        assert get_sheet_changes(*get_last_printed(runs), now) == SheetChanges(number)


def test_without_a_run_nothing_has_changed_since():
    assert get_sheet_changes(*get_last_printed([]), {"a": "x"}) == SheetChanges(0)


@given(days())
def test_what_nobody_touched_keeps_its_mark(day):
    same = replace(day)

    assert get_sheet_marks(create_agendas(day), b"secret") == get_sheet_marks(create_agendas(same), b"secret")


def test_a_move_to_another_table_touches_the_sheets_of_the_two_firms_alone():
    firms = [firm(one) for one in (1, 2, 3, 4)]
    people = [person(10 * one.id, one.id) for one in firms]
    before = ground(firms, people, [sitting(1, 0, 1, 1, 2), sitting(2, 0, 2, 3, 4)])
    after = replace(before, sittings=[sitting(1, 0, 3, 1, 2), sitting(2, 0, 2, 3, 4)])

    was, now = (get_sheet_marks(create_agendas(one), b"secret") for one in (before, after))

    assert get_sheet_changes(1, was, now) == SheetChanges(1, ("p10:2032-03-18", "p20:2032-03-18"))


def test_a_word_that_sheets_have_learned_since_is_no_change_of_those_that_do_not_say_it(monkeypatch):
    here = ground([firm(1), firm(2)], [person(10, 1), person(20, 2)], [sitting(1, 0, 1, 1, 2)])
    online = replace(here, places={1: replace(here.places[1], online="https://meet.example.org/room")})

    with_it, there = (get_sheet_marks(create_agendas(day), b"secret") for day in (here, online))
    monkeypatch.setattr(sheets, "LATER_FIELDS", frozenset())
    counted = get_sheet_marks(create_agendas(here), b"secret")

    assert all(with_it[key] != counted[key] for key in with_it)
    assert all(with_it[key] != there[key] for key in with_it)


def test_a_mark_tells_nothing_to_who_has_not_the_secret():
    sheets = create_agendas(ground([firm(1), firm(2)], [], [sitting(1, 0, 1, 1, 2, sitters=())]))

    assert get_sheet_marks(sheets, b"one") != get_sheet_marks(sheets, b"other")
    assert all(len(mark) == 32 and "Firm" not in mark for mark in get_sheet_marks(sheets, b"one").values())
