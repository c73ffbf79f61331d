"""Which tables may be the same under new names."""

from __future__ import annotations

from app.events.table_renames import Rename, possible_renames


def test_a_zone_with_as_many_tables_may_be_renamed_whole_or_in_part():
    whole = possible_renames({"Hall": ["A1", "A2"]}, {"Hall": ["B1", "B2"]})
    part = possible_renames({"Hall": ["A1", "A2", "A3"]}, {"Hall": ["A1", "VIP", "A3"]})

    assert whole == (Rename("Hall", ("A1", "A2"), ("B1", "B2")),)
    assert part == (Rename("Hall", ("A2",), ("VIP",)),)


def test_another_number_of_tables_is_no_renaming():
    assert possible_renames({"Hall": ["A1", "A2"]}, {"Hall": ["B1"]}) == ()
    assert possible_renames({"Hall": ["A1"]}, {"Hall": ["A1", "B1"]}) == ()


def test_each_zone_is_looked_at_by_itself():
    old = {"Hall": ["A1", "A2"], "Salon": ["S1"]}

    assert possible_renames(old, {"Hall": ["A1"], "Salon": ["T1"]}) == (Rename("Salon", ("S1",), ("T1",)),)


def test_zones_with_new_names_are_matched_in_order_if_there_are_as_many():
    old = {"Hall": ["A1"], "Salon": ["S1"]}

    assert possible_renames(old, {"North": ["N1"], "Salon": ["S1"]}) == (Rename("North", ("A1",), ("N1",)),)
    assert possible_renames(old, {"North": ["N1"], "South": ["Z1"], "Salon": ["S1"]}) == ()


def test_tables_that_only_change_their_zone_are_no_renaming():
    assert possible_renames({"Hall": ["A1"], "Salon": ["S1"]}, {"Hall": ["S1"], "Salon": ["A1"]}) == ()


def test_nothing_is_renamed_to_the_label_of_a_table_out_of_use():
    assert possible_renames({"Hall": ["A1"]}, {"Hall": ["B1"]}, taken=["B1"]) == ()
