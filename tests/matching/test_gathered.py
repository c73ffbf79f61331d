from __future__ import annotations

import pytest
from hypothesis import given, settings

from app.matching.firm import Firm
from app.matching.gathered import gather, is_common
from app.matching.ranking import rank
from app.matching.reasons import Kind, Reason, total
from tests.matching.worlds import worlds

SEEK = Reason(Kind.YOU_SEEK, "6612", 12, "6612", 3, 79)
BACK = Reason(Kind.THEY_SEEK, "6612", 8, "6612", 3, 79)
SAME = Reason(Kind.SAME_ACTIVITY, "6612", 5, "", 3, 79)
GROUND = Reason(Kind.COMMON_GROUND, "6612", 4, "", 5, 79)
MAKING = Reason(Kind.COMMON_GROUND, "C", 20, "", 56, 79)


def test_all_that_is_about_one_sector_is_one_line() -> None:
    assert gather([SEEK, SAME, GROUND]) == (SEEK._replace(points=21),)
    assert gather([SAME, GROUND]) == (SAME._replace(points=9),)


def test_needs_in_both_directions_are_told_as_such() -> None:
    assert gather([SEEK, BACK, GROUND]) == (SEEK._replace(kind=Kind.EACH_SEEKS, points=24),)


def test_common_ground_goes_into_the_need_that_lies_in_it() -> None:
    near = Reason(Kind.YOU_SEEK, "2720", 9, "2710", 2, 79)

    assert gather([near, MAKING]) == (near._replace(points=29),)
    assert gather([near, MAKING._replace(code="2710")]) == (near._replace(points=29),)


def test_what_most_firms_share_comes_last_but_before_the_rest() -> None:
    further, loss = Reason(Kind.FURTHER, "", 3), Reason(Kind.NO_LANGUAGE, "", -5)

    assert gather([MAKING, SEEK, further, loss]) == (SEEK, MAKING, further, loss)
    assert [is_common(each) for each in (MAKING, SEEK, GROUND)] == [True, False, False]


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_the_sum_is_kept_and_no_sector_is_told_twice(firms: list[Firm]) -> None:
    ranking = rank(firms, places=len(firms))

    for key in ranking:
        for reasons in ranking.reasons(key):
            told = gather(reasons)
            pairs = [frozenset({each.code, each.met_by} - {""}) for each in told if each.points > 0 and each.code]
            assert total(told) == pytest.approx(total(reasons), abs=1e-9)
            assert len(set(pairs)) == len(pairs)
