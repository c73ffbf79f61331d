"""What holds for every event, with lists widened or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.tree import sector_tree
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.ranking import rank_companies
from app.matching.reasons import ReasonKind, total_points
from tests.matching.worlds import BOTH_WAYS, FEW, worlds

EXPOSURES = st.sampled_from([None, DEFAULT_EXPOSURE])
SIDES = st.sampled_from([None, BOTH_WAYS, {("here", "here"), ("here", "there"), ("there", "here")}])


def places_of(ranking):
    return {key: [*zip(ranking.of(key), ranking.reasons(key), strict=True)] for key in ranking}


@pytest.mark.full
@given(worlds(), SIDES, EXPOSURES, st.integers(1, 6), st.data())
@settings(max_examples=20, deadline=None)
def test_numbers_lie_within_bounds_fall_and_add_up_and_nobody_meets_whom_it_must_not(
    firms, allowed, exposure, places, data
):
    keys = st.sampled_from([each.key for each in firms])
    barred, unshown = (data.draw(st.lists(st.tuples(keys, keys), max_size=4)) for _ in range(2))
    ranking = rank_companies(
        firms, allowed, barred, unshown=unshown, places=places, exposure=exposure, whole=True, limit=3
    )

    group = {each.key: each.group for each in firms}
    apart = {*barred, *((other, one) for one, other in barred), *unshown}
    for key, shown in places_of(ranking).items():
        others = [each.other for each, _ in shown]
        assert key not in others
        assert len(set(others)) == len(others) <= places
        assert apart.isdisjoint((key, other) for other in others)
        assert allowed is None or all((group[key], group[other]) in allowed for other in others)
        assert [each.score for each, _ in shown] == sorted((each.score for each, _ in shown), reverse=True)
        for each, reasons in shown:
            assert all(0 <= number <= 100 for number in each[1:])
            assert reasons
            assert total_points(reasons) == pytest.approx(each.fit_for_me, abs=1e-9)


@pytest.mark.full
@given(worlds(), SIDES, EXPOSURES, st.randoms())
@settings(max_examples=12, deadline=None)
def test_neither_the_order_of_firms_nor_how_they_are_called_matters(firms, allowed, exposure, draw):
    firms = [each for place, each in enumerate(firms) if each.profile not in [one.profile for one in firms[:place]]]
    names = dict(zip([each.key for each in firms], draw.sample(range(1000), len(firms)), strict=True))
    others = [replace(each, key=names[each.key]) for each in draw.sample(firms, len(firms))]

    one, other = (rank_companies(each, allowed, places=3, exposure=exposure, whole=True) for each in (firms, others))

    assert {names[key]: [each._replace(other=names[each.other]) for each in one.of(key)] for key in one} == {
        key: [*other.of(key)] for key in other
    }


@pytest.mark.full
@given(worlds(), st.sampled_from(FEW) | st.sampled_from(sector_tree().codes))
@settings(max_examples=25, deadline=None)
def test_an_exact_offer_never_lowers_the_part_of_its_need(firms, need):
    asking, offering, *rest = firms
    asking = replace(asking, profile=replace(asking.profile, seeks=asking.profile.seeks | {need}))
    told = replace(offering, profile=replace(offering.profile, offers=offering.profile.offers | {need}))
    before = rank_companies([asking, offering, *rest])

    def part(ranking):
        reasons = ranking.why(asking.key, offering.key)[1]
        return total_points(each for each in reasons if each.kind is ReasonKind.YOU_SEEK and each.code == need)

    after = rank_companies([asking, told, *rest], frozen=before.information)

    assert part(after) >= part(before) - 1e-12


@given(worlds(), EXPOSURES)
@settings(max_examples=6, deadline=None)
def test_the_same_firms_give_the_same_numbers_to_the_last_bit(firms, exposure):
    one, other = (rank_companies(firms, exposure=exposure, whole=True, limit=4) for _ in range(2))

    assert one.numbers.tobytes() == other.numbers.tobytes()
    assert one.reason_columns is not None
    assert other.reason_columns is not None
    assert one.reason_columns.points.tobytes() == other.reason_columns.points.tobytes()
