"""Two people write at the same time: nothing of either is lost in silence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.companies.facts import FactClash, merge_facts, value_codes

LINES = st.dictionaries(st.sampled_from(["city", "name", "goal"]), st.sampled_from(["", "a", "b", "c"]), min_size=3)
CODES = st.sets(st.sampled_from(["01", "02", "03", "04"])).map(lambda found: tuple(sorted(found)))


def test_what_only_they_changed_is_taken_over():
    merged = merge_facts({"city": "a"}, {"city": "a"}, {"city": "b"})

    assert (merged.values, merged.taken, merged.clashes) == ({"city": "b"}, ("city",), ())


def test_what_only_i_changed_stays():
    merged = merge_facts({"city": "a"}, {"city": "c"}, {"city": "a"})

    assert (merged.values, merged.taken, merged.clashes) == ({"city": "c"}, (), ())


def test_where_both_changed_mine_stays_and_theirs_is_told():
    merged = merge_facts({"city": "a"}, {"city": "c"}, {"city": "b"})

    assert (merged.values, merged.clashes) == ({"city": "c"}, (FactClash("city", "b", "c"),))


def test_codes_are_added_and_taken_away_by_both():
    merged = merge_facts({"seeks": ("01", "02")}, {"seeks": ("01", "03")}, {"seeks": ("02", "04")})

    assert (merged.values, merged.clashes) == ({"seeks": ("03", "04")}, ())


def test_a_field_that_was_never_read_is_nobodys_to_take():
    merged = merge_facts({}, {"city": "c"}, {"city": "b"})

    assert merged.clashes == (FactClash("city", "b", "c"),)


@given(LINES, LINES, LINES)
def test_each_field_is_mine_or_theirs_and_a_change_of_mine_is_never_lost(base, mine, theirs):
    merged = merge_facts(base, mine, theirs)

    for field, value in merged.values.items():
        assert value in (mine[field], theirs.get(field))
        if mine[field] != base.get(field):
            assert value == mine[field]


@given(CODES, CODES, CODES)
def test_of_codes_nothing_that_one_added_and_nothing_that_one_took_away_is_lost(base, mine, theirs):
    joined = set(value_codes(merge_facts({"seeks": base}, {"seeks": mine}, {"seeks": theirs}).values["seeks"]))

    for one in (mine, theirs):
        assert set(one) - set(base) <= joined
        assert not (set(base) - set(one)) & joined
