"""Whose lists are weak, and why."""

from __future__ import annotations

import pytest
from hypothesis import given as drawing
from hypothesis import settings

from app.companies.profile import CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.profiles import RankedCompany
from app.matching.weak_lists import ENOUGH_GOOD, GOOD_SCORE, EventMarket, WeakListReason, weak_list_reasons, weak_lists
from tests.matching.worlds import BOTH_WAYS, worlds


def firm(key: int, side: str = "here", **said: set[str]) -> RankedCompany:
    codes = {name: frozenset(said.get(name, ())) for name in ("is_in", "offers", "seeks")}
    return RankedCompany(key, CompanyProfile(codes["is_in"], codes["offers"], codes["seeks"]), side)


def market(*firms: RankedCompany) -> EventMarket:
    return EventMarket(firms, BOTH_WAYS)


@pytest.mark.parametrize(
    ("offered", "met"),
    [("2720", True), ("272", True), ("27", True), ("C", False), ("2710", False), ("H", False)],
)
def test_an_offer_of_the_sector_or_of_one_around_it_meets_a_need_but_a_whole_section_does_not(offered, met):
    seeker = firm(1, seeks={"2720"})

    assert market(seeker, firm(2, "there", offers={offered})).suppliers("2720", seeker) == ({2} if met else set())


@pytest.mark.full
@settings(max_examples=60, deadline=None)
@drawing(worlds())
def test_supply_is_what_looking_at_each_pair_finds(firms):
    told = EventMarket(tuple(firms), BOTH_WAYS)

    for one in firms:
        for code in one.profile.seeks:
            found = {other.key for other in firms if _may_meet(one, other) and _meets(other, code)}
            assert told.suppliers(code, one) == found


@pytest.mark.full
@settings(max_examples=60, deadline=None)
@drawing(worlds())
def test_customers_are_those_who_find_the_firm_among_their_suppliers(firms):
    told = EventMarket(tuple(firms), BOTH_WAYS)

    for one in firms:
        found = frozenset().union(*(told.customers(code, one) for code in one.profile.offered))
        assert found == {
            other.key for other in firms for code in other.profile.seeks if one.key in told.suppliers(code, other)
        }
        assert told.partners(one) == sum(_may_meet(one, other) for other in firms)


@pytest.mark.parametrize(
    ("one", "reasons"),
    [
        (firm(1, "elsewhere", offers={"62"}), (WeakListReason.MEETS_NOBODY,)),
        (firm(1), (WeakListReason.SAYS_NOTHING,)),
        (firm(1, offers={"2720"}), (WeakListReason.SEEKS_NOTHING,)),
        (firm(1, seeks={"5210"}), (WeakListReason.OFFERS_NOTHING,)),
        (firm(1, seeks={"01"}, offers={"2720"}), (WeakListReason.NOT_OFFERED,)),
        (firm(1, seeks={"01", "5210"}, offers={"2720"}), (WeakListReason.PARTLY_OFFERED,)),
        (firm(1, seeks={"5210"}, offers={"01"}), (WeakListReason.NOT_SOUGHT,)),
        (firm(1, seeks={"5210"}, offers={"2720"}), (WeakListReason.FEW_IN_COMMON,)),
        (firm(1, seeks={"5210"}, offers={"2720", "01", "62", "10", "11", "12", "13"}), (WeakListReason.TOO_BROAD,)),
    ],
)
def test_why_a_list_is_weak(one, reasons):
    other = firm(2, "there", seeks={"27"}, offers={"52"})

    assert weak_list_reasons(one, market(one, other)) == reasons


def test_a_list_is_weak_with_fewer_than_enough_good_suggestions_and_the_weakest_comes_first():
    firms = [firm(number, seeks={"62"}) for number in range(4)]
    good, poor = [GOOD_SCORE] * ENOUGH_GOOD, [GOOD_SCORE, *[GOOD_SCORE - 0.1] * 5]

    found = weak_lists(market(*firms, firm(9, "there")), {0: good, 1: poor, 2: [3.0], 9: good})

    assert [(one.key, one.good, one.best) for one in found] == [(3, 0, 0.0), (2, 0, 3.0), (1, 1, GOOD_SCORE)]


def _may_meet(one: RankedCompany, other: RankedCompany) -> bool:
    return one.key != other.key and (one.group, other.group) in BOTH_WAYS


def _meets(other: RankedCompany, need: str) -> bool:
    paths = [(sector_tree().path(code), sector_tree().path(need)) for code in other.profile.offered]
    return any(need in offered or (offered[-1] in sought and len(offered) > 1) for offered, sought in paths)
