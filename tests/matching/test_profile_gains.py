"""What a gap costs is what ranking the event again, with the gap filled, shows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyProfile
from app.matching.candidates import SCORE_STEPS
from app.matching.profile_gains import profile_gains, typical_profiles
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from tests.matching.worlds import BOTH_WAYS, crowd, worlds

ISO = frozenset({"iso_9001"})


def steps(score):
    return round(score / 100 * SCORE_STEPS)


def counted_again(firms, key, profile, *, allowed, barred, places, unshown=()):
    """The firms whose list would hold the firm higher, told by a second ranking in which it says ``profile``."""
    before = rank_companies(firms, allowed, barred, unshown=unshown, places=places)
    changed = [replace(one, profile=profile) if one.key == key else one for one in firms]
    after = rank_companies(changed, allowed, barred, unshown=unshown, places=places, frozen=before.information)
    group = {one.key: one.group for one in firms}
    found = 0
    for other in before:
        if other == key or {(key, other), (other, key)} & set(barred) or (other, key) in unshown:
            continue
        if allowed is not None and (group[other], group[key]) not in allowed:
            continue
        keys = [each.other for each in before.of(other)]
        place = keys.index(key) if key in keys else places
        new, old = (steps(one.why(other, key)[0].score) for one in (after, before))
        above = sum(steps(each.score) >= new for each in before.of(other))
        found += new > old and above < place
    return found


def needing_nothing(firms):
    return [replace(one, profile=replace(one.profile, needs=frozenset())) for one in firms]


STILL, ALL = {"seeks", "goal"}, {"seeks", "offers", "is_in", "goal", "precision"}
"""Parts that leave a firm in its divisions; and all but certificates. What is customary in a division stays as it was,
and a second ranking counts it anew, so that it is asked for all parts only where nobody needs a certificate."""
WORLDS = worlds(most=8).flatmap(lambda firms: st.sampled_from([(firms, STILL), (needing_nothing(firms), ALL)]))


@pytest.mark.full
@given(WORLDS, st.sampled_from([None, BOTH_WAYS]), st.integers(1, 4), st.randoms())
@settings(max_examples=40, deadline=None)
def test_each_cost_is_what_a_second_ranking_counts(world, allowed, places, draw):
    firms, parts = world
    barred = [tuple(draw.sample([one.key for one in firms], 2))]
    unshown = [tuple(draw.sample([one.key for one in firms], 2))]
    ranking = rank_companies(firms, allowed, barred, unshown=unshown, places=places)
    costs = profile_gains(ranking, allowed, barred, unshown=unshown, places=places)

    known = typical_profiles(rank_companies(firms, places=1).companies)
    for one in firms:
        filled = {part: said for part, said in known.filled(one).items() if part in parts}
        told = {part: count for part, count in costs.get(one.key, {}).items() if part in parts}
        assert told == {
            part: counted_again(firms, one.key, said, allowed=allowed, barred=barred, unshown=unshown, places=places)
            for part, said in filled.items()
        }


@pytest.mark.full
@given(worlds(most=6), st.sets(st.sampled_from(["en", "zh", "fr"]), min_size=1))
@settings(max_examples=15, deadline=None)
def test_naming_languages_raises_nobody_so_that_no_number_is_told_for_them(firms, spoken):
    for one in firms:
        silent = replace(one, profile=replace(one.profile, languages=frozenset()))
        world = [silent if each.key == one.key else each for each in firms]
        said = replace(silent.profile, languages=frozenset(spoken))

        assert counted_again(world, one.key, said, allowed=None, barred=(), places=3) == 0


def test_a_gap_that_is_filled_makes_no_certificate_customary():
    """Both makers hold and need one; if the first said that it is in 27 too, half of that division would hold it, and
    the second ranking would have its own firm lose by that."""
    maker = CompanyProfile(offers=frozenset({"C"}), holds=ISO, needs=ISO)
    other = CompanyProfile(is_in=frozenset({"C", "27"}), offers=frozenset({"10", "101", "11", "12", "13", "14"}))
    firms = [RankedCompany(number, said, "here") for number, said in enumerate((maker, CompanyProfile(), other, maker))]

    costs = profile_gains(rank_companies(firms, places=1), places=1)

    filled = typical_profiles(rank_companies(firms, places=1).companies).filled(firms[0])["is_in"]
    assert costs[0]["is_in"] == 1
    assert counted_again(firms, 0, filled, allowed=None, barred=(), places=1) == 0


def test_a_need_that_nobody_had_before_is_met_by_who_offers_it():
    tea = RankedCompany(0, CompanyProfile(seeks=frozenset({"A"})), "here")
    store = RankedCompany(1, CompanyProfile(offers=frozenset({"5210", "01"})), "here")
    vague = RankedCompany(2, CompanyProfile(seeks=frozenset({"C", "27", "272", "10", "H"})), "here")

    costs = profile_gains(rank_companies([tea, store, vague], places=1), places=1)

    assert costs[2]["precision"] == 1


@pytest.mark.full
def test_many_blocks_count_as_one():
    firms = crowd(400, seed=5)
    costs = profile_gains(rank_companies(firms, BOTH_WAYS, places=5), BOTH_WAYS, places=5)
    known = typical_profiles(rank_companies(firms, places=1).companies)

    for one in [each for each in firms if known.filled(each)][::120]:
        for part, said in known.filled(one).items():
            if part != "certificates":
                again = counted_again(firms, one.key, said, allowed=BOTH_WAYS, barred=(), places=5)
                assert costs[one.key][part] == again


AEO = frozenset({"aeo"})


def warehouse(key, seeks, holds=AEO):
    return RankedCompany(key, CompanyProfile(offers=frozenset({"5210"}), seeks=frozenset({seeks}), holds=holds), "here")


@pytest.mark.parametrize(("seeks", "higher"), [("469", 3), ("4690", 0)])
def test_a_certificate_costs_a_place_where_it_would_lift_the_firm_above_one_that_fits_less(seeks, higher):
    """Three warehouses hold AEO, which three importers need, and one says nothing of it; the last seeks less exactly,
    so that it stands below who also shows AEO; one that seeks just the same is a tie, and no higher."""
    asking = CompanyProfile(offers=frozenset({"4690"}), seeks=frozenset({"5210"}), needs=AEO)
    held = [warehouse(number, "4690") for number in range(3)]
    importers = [RankedCompany(10 + number, asking, "there") for number in range(3)]
    firms = [*held, *importers, warehouse("silent", "4690", frozenset()), warehouse("last", seeks)]

    costs = profile_gains(rank_companies(firms, BOTH_WAYS, places=5), BOTH_WAYS, places=5)

    assert costs["silent"]["certificates"] == higher


def test_an_event_without_gaps_or_without_firms_costs_nothing():
    assert profile_gains(rank_companies([], places=3), places=3) == {}
    assert profile_gains(rank_companies([RankedCompany(1, CompanyProfile())], places=3), places=3) == {}
