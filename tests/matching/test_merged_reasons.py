from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given, settings

from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from app.matching.reasons import MatchReason, ReasonKind, is_common, merged_reasons, summed_weak_reasons, total_points
from app.matching.wording import shown_reasons
from tests.matching.worlds import worlds

SEEK = MatchReason(ReasonKind.YOU_SEEK, "6612", 12, "6612", 3, 79)
BACK = MatchReason(ReasonKind.THEY_SEEK, "6612", 8, "6612", 3, 79)
SAME = MatchReason(ReasonKind.SAME_ACTIVITY, "6612", 5, "", 3, 79)
GROUND = MatchReason(ReasonKind.COMMON_GROUND, "6612", 4, "", 5, 79)
MAKING = MatchReason(ReasonKind.COMMON_GROUND, "C", 20, "", 56, 79)
FINANCE = MatchReason(ReasonKind.COMMON_GROUND, "64", 20, "", 56, 79)


def test_all_that_is_about_one_sector_is_one_line() -> None:
    assert merged_reasons([SEEK, SAME, GROUND]) == (SEEK._replace(points=21),)
    assert merged_reasons([SAME, GROUND]) == (SAME._replace(points=9),)


def test_needs_in_both_directions_are_told_as_such() -> None:
    assert merged_reasons([SEEK, BACK, GROUND]) == (SEEK._replace(kind=ReasonKind.EACH_SEEKS, points=24),)


def test_common_ground_goes_into_the_need_that_lies_in_it() -> None:
    near = MatchReason(ReasonKind.YOU_SEEK, "2720", 9, "2710", 2, 79)

    assert merged_reasons([near, MAKING]) == (near._replace(points=29),)
    assert merged_reasons([near, MAKING._replace(code="2710")]) == (near._replace(points=29),)


def test_what_most_firms_share_comes_last_but_before_the_rest() -> None:
    further, loss = MatchReason(ReasonKind.FURTHER, "", 3), MatchReason(ReasonKind.NO_LANGUAGE, "", -5)

    assert merged_reasons([FINANCE, SEEK, further, loss]) == (SEEK, FINANCE, further, loss)
    assert [is_common(each) for each in (FINANCE, SEEK, GROUND)] == [True, False, False]


@pytest.mark.parametrize(
    "line",
    [
        MatchReason(ReasonKind.YOU_SEEK, "1010", 9, "2811", 5, 79),
        MatchReason(ReasonKind.THEY_SEEK, "6810", 9, "6910", 5, 79),
        MAKING,
        MatchReason(ReasonKind.SAME_ACTIVITY, "C", 9, "", 5, 79),
        MatchReason(ReasonKind.YOU_SEEK, "2720", 2.9, "2720", 5, 79),
    ],
    ids=["meat and engines", "houses and lawyers", "all of manufacturing", "making something", "under 3 points"],
)
def test_no_reason_names_unrelated_divisions_or_less_than_three_points(line: MatchReason) -> None:
    further = MatchReason(ReasonKind.FURTHER, "", 1)

    assert merged_reasons([line, SEEK, further]) == (SEEK, further._replace(points=line.points + 1))
    assert summed_weak_reasons([line, SEEK, further]) == (SEEK, further._replace(points=line.points + 1))


@pytest.mark.parametrize("met_by", ["10", "1020", "C"])
def test_a_near_offer_or_a_broader_one_remains_a_reason(met_by: str) -> None:
    near = MatchReason(ReasonKind.YOU_SEEK, "1010", 9, met_by, 5, 79)

    assert merged_reasons([near]) == (near,)


def test_small_lines_about_one_sector_are_weighed_together() -> None:
    assert merged_reasons([SEEK._replace(points=2), GROUND._replace(points=2)]) == (SEEK._replace(points=4),)


def test_the_companies_own_words_come_before_codes() -> None:
    words = MatchReason(ReasonKind.THEIR_TEXT, "en", 4)

    assert merged_reasons([SEEK, FINANCE, words]) == (words, SEEK, FINANCE)


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_the_sum_is_kept_and_no_sector_is_told_twice(firms: list[RankedCompany]) -> None:
    ranking = rank_companies(firms, places=len(firms))

    for key in ranking:
        for reasons in ranking.reasons(key):
            told = merged_reasons(reasons)
            assert total_points(summed_weak_reasons(reasons)) == pytest.approx(total_points(reasons), abs=1e-9)
            pairs = [frozenset({each.code, each.met_by} - {""}) for each in told if each.points > 0 and each.code]
            assert total_points(told) == pytest.approx(total_points(reasons), abs=1e-9)
            assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            MatchReason(ReasonKind.YOU_SEEK, "2720", 9, "2710", 2, 79),
            "You seek Manufacture of batteries and accumulators (2720); they offer",
        ),
        (MAKING, "Weaker common ground"),
    ],
)
def test_nothing_is_counted_that_is_no_answer_to_what_is_sought(app: Flask, reason: MatchReason, told: str) -> None:
    with app.test_request_context("/?lang=en"):
        lines = [line.text.striptags() for line in shown_reasons([reason])]

    assert len(lines) == 1
    assert lines[0].startswith(told)
    assert "of 79" not in lines[0]
