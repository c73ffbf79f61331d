"""Which tables may be the same under new names."""

from __future__ import annotations

from app.core.localized import Localized
from app.events.tables import TableRename, possible_renames

HALL, SALON, NORTH, SOUTH = (Localized(name) for name in ("Hall", "Salon", "North", "South"))


def test_a_zone_with_as_many_tables_may_be_renamed_whole_or_in_part():
    whole = possible_renames({HALL: ["A1", "A2"]}, {HALL: ["B1", "B2"]})
    part = possible_renames({HALL: ["A1", "A2", "A3"]}, {HALL: ["A1", "VIP", "A3"]})

    assert whole == (TableRename(HALL, ("A1", "A2"), ("B1", "B2")),)
    assert part == (TableRename(HALL, ("A2",), ("VIP",)),)


def test_another_number_of_tables_is_no_renaming():
    assert possible_renames({HALL: ["A1", "A2"]}, {HALL: ["B1"]}) == ()
    assert possible_renames({HALL: ["A1"]}, {HALL: ["A1", "B1"]}) == ()


def test_each_zone_is_looked_at_by_itself():
    old = {HALL: ["A1", "A2"], SALON: ["S1"]}

    assert possible_renames(old, {HALL: ["A1"], SALON: ["T1"]}) == (TableRename(SALON, ("S1",), ("T1",)),)


def test_zones_with_new_names_are_matched_in_order_if_there_are_as_many():
    old = {HALL: ["A1"], SALON: ["S1"]}

    assert possible_renames(old, {NORTH: ["N1"], SALON: ["S1"]}) == (TableRename(NORTH, ("A1",), ("N1",)),)
    assert possible_renames(old, {NORTH: ["N1"], SOUTH: ["Z1"], SALON: ["S1"]}) == ()


def test_a_zone_is_the_same_where_one_language_says_the_same():
    old = {Localized("Hall"): ["A1"], Localized("", "门厅"): ["S1"]}
    new = {Localized("Foyer", "门厅"): ["T1"], Localized("Hall", "大厅", "Halle"): ["B1"], NORTH: ["N1"]}

    assert possible_renames(old, new) == (
        TableRename(Localized("Hall", "大厅", "Halle"), ("A1",), ("B1",)),
        TableRename(Localized("Foyer", "门厅"), ("S1",), ("T1",)),
    )


def test_tables_that_only_change_their_zone_are_no_renaming():
    assert possible_renames({HALL: ["A1"], SALON: ["S1"]}, {HALL: ["S1"], SALON: ["A1"]}) == ()


def test_nothing_is_renamed_to_the_label_of_a_table_out_of_use():
    assert possible_renames({HALL: ["A1"]}, {HALL: ["B1"]}, taken=["B1"]) == ()
