"""Pairs for firms that lack meetings: what must hold of any, and how much better than one after the other."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given as drawing
from hypothesis import settings
from hypothesis import strategies as st

from app.matching.fill_up import FillUpCompany, PairCandidate, ShortfallReason, fill_up_result


@st.composite
def events(draw):
    """Up to ten firms with limits and free times, some pairs that may meet, tables."""
    ids = list(range(1, draw(st.integers(2, 10)) + 1))
    slots = st.frozensets(st.integers(1, 5))
    firms = {}
    for one in ids:
        has, least = draw(st.integers(0, 2)), draw(st.integers(0, 4))
        most = draw(st.one_of(st.none(), st.integers(least, 5)))
        firms[one] = FillUpCompany(one, has, least, most, draw(slots))
    pairs = draw(st.sets(st.sampled_from([(a, b) for a in ids for b in ids if a < b])))
    candidates = [PairCandidate(one, other, draw(st.floats(0, 100))) for one, other in sorted(pairs)]
    tables = {slot: draw(st.integers(0, 3)) for slot in range(1, 6)}
    return firms, candidates, tables


@pytest.mark.full
@settings(max_examples=150, deadline=None)
@drawing(events())
def test_nobody_exceeds_its_most_and_no_pair_is_barred_or_comes_twice_or_lacks_a_time(drawn):
    firms, candidates, tables = drawn

    pairs, left = fill_up_result(firms, candidates, tables=tables)

    given = [pair.candidate.companies for pair in pairs]
    assert len(given) == len(set(given))
    assert set(given) <= {one.companies for one in candidates}
    gained = Counter(firm for pair in given for firm in pair)
    assert all(firms[one].most is None or firms[one].has + count <= firms[one].most for one, count in gained.items())
    held = Counter((firm, pair.slot) for pair in pairs for firm in pair.candidate.companies)
    assert all(count == 1 for count in held.values())
    assert all(pair.slot in firms[firm].free for pair in pairs for firm in pair.candidate.companies)
    seats = Counter(pair.slot for pair in pairs)
    assert all(count <= tables[slot] for slot, count in seats.items())
    for one, firm in firms.items():
        assert max(0, firm.least - firm.has - gained[one]) == left.get(one, (0, None))[0]


@pytest.mark.full
@settings(max_examples=60, deadline=None)
@drawing(events(), st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_changes_nothing(drawn, chance):
    firms, candidates, tables = drawn
    shuffled, turned = list(candidates), list(firms.items())
    chance.shuffle(shuffled)
    chance.shuffle(turned)

    assert fill_up_result(dict(turned), shuffled, tables=tables) == fill_up_result(firms, candidates, tables=tables)


@pytest.mark.full
@settings(max_examples=60, deadline=None)
@drawing(events())
def test_no_pair_that_is_given_helps_neither_of_its_firms(drawn):
    firms, candidates, tables = drawn

    pairs, _ = fill_up_result(firms, candidates, tables=tables)

    assert all(any(firms[one].has < firms[one].least for one in pair.candidate.companies) for pair in pairs)


def test_who_lacks_most_comes_first():
    firms = {1: FillUpCompany(1, 0, 2), 2: FillUpCompany(2, 1, 2), 3: FillUpCompany(3, 5, 2, 6)}

    pairs, left = fill_up_result(firms, [PairCandidate(1, 3, 10), PairCandidate(2, 3, 90)])

    assert [pair.candidate.companies for pair in pairs] == [(1, 3)]
    assert left == {1: (1, ShortfallReason.NO_PARTNER), 2: (1, ShortfallReason.PARTNERS_FULL)}


def test_two_that_lack_meetings_are_brought_together_before_one_that_does_not():
    firms = {1: FillUpCompany(1, 0, 1), 2: FillUpCompany(2, 0, 1), 3: FillUpCompany(3, 4, 1)}

    pairs, _ = fill_up_result(firms, [PairCandidate(1, 3, 90), PairCandidate(1, 2, 50)])

    assert [pair.candidate.companies for pair in pairs] == [(1, 2)]


def test_a_partner_is_handed_on_to_who_has_no_other():
    firms = {
        1: FillUpCompany(1, 0, 1, 1),
        2: FillUpCompany(2, 1, 2, 2),
        3: FillUpCompany(3, 3, 0, 4),
        4: FillUpCompany(4, 0, 0, 4),
    }
    candidates = [PairCandidate(1, 3, 90), PairCandidate(1, 4, 10), PairCandidate(2, 3, 50)]

    pairs, left = fill_up_result(firms, candidates)

    assert {pair.candidate.companies for pair in pairs} == {(1, 4), (2, 3)}
    assert left == {}


def test_firms_that_are_not_asked_for_get_none_of_their_own():
    firms = {1: FillUpCompany(1, 0, 1), 2: FillUpCompany(2, 0, 1), 3: FillUpCompany(3, 0, 1)}

    pairs, _ = fill_up_result(firms, [PairCandidate(1, 2, 50), PairCandidate(2, 3, 60)], served_ids={1})

    assert [pair.candidate.companies for pair in pairs] == [(1, 2)]


def test_a_firm_without_a_common_time_is_said_to_have_none():
    firms = {1: FillUpCompany(1, 0, 1, None, frozenset({1})), 2: FillUpCompany(2, 0, 0, None, frozenset({2}))}

    assert fill_up_result(firms, [PairCandidate(1, 2, 50)], tables={1: 1, 2: 1})[1] == {1: (1, ShortfallReason.NO_TIME)}


def test_far_fewer_lack_meetings_than_if_each_took_its_best_in_turn():
    lacking = [_compared(random.Random(seed)) for seed in range(5)]

    ours, naive = sum(one for one, _ in lacking), sum(other for _, other in lacking)
    assert ours <= 0.5 * naive, (ours, naive)


def _compared(chance: random.Random) -> tuple[int, int]:
    """Meetings that are still lacking in a crowded event: by ``fill``, and where each firm takes its best in turn."""
    sides = range(1, 61), range(61, 121)
    slots = {one: frozenset(chance.sample(range(12), 7)) for side in sides for one in side}
    firms = {one: FillUpCompany(one, chance.choice((0, 0, 1, 3)), 4, 6, slots[one]) for side in sides for one in side}
    lists = {one: chance.sample(sides[one < 61], 10) for one in firms}
    appeal = {one: chance.random() for one in firms}
    pairs = {(min(one, other), max(one, other)) for one, others in lists.items() for other in others}
    candidates = [PairCandidate(*pair, 100 * appeal[pair[0]] * appeal[pair[1]]) for pair in sorted(pairs)]
    tables = dict.fromkeys(range(12), 25)
    _, left = fill_up_result(firms, candidates, tables=tables)
    return sum(count for count, _ in left.values()), _in_turn(firms, candidates, dict(tables))


def _in_turn(firms, candidates, tables) -> int:
    """What every peer does: firms by their names, each gets its best partners that are still to be had."""
    busy: dict[int, set[int]] = {one: set() for one in firms}
    gained: Counter[int] = Counter()
    given: set[tuple[int, int]] = set()
    for one, firm in firms.items():
        for pair in sorted((each for each in candidates if one in each.companies), key=lambda each: -each.score):
            other = pair.other_than(one)
            if firm.has + gained[one] >= firm.least:
                break
            room = firms[other].has + gained[other] < firms[other].most
            common = (firm.free & firms[other].free) - busy[one] - busy[other]
            common = [slot for slot in sorted(common) if tables[slot]]
            if pair.companies in given or not room or not common:
                continue
            given.add(pair.companies)
            tables[common[0]] -= 1
            for each in pair.companies:
                gained[each] += 1
                busy[each].add(common[0])
    return sum(max(0, firm.least - firm.has - gained[one]) for one, firm in firms.items())


def test_no_pair_is_proposed_at_a_time_at_which_the_two_cannot_meet():
    """All are free in slots 1 and 2, and tables are; yet two can meet in the second alone, and the others never."""
    firms = {one: FillUpCompany(one, 0, 1, None, frozenset({1, 2})) for one in (1, 2, 3, 4)}
    candidates = [PairCandidate(1, 2, 90.0), PairCandidate(3, 4, 80.0)]
    asked = []

    def can_meet(one, other, slot):
        asked.append((one, other, slot))
        return (one, other, slot) == (1, 2, 2)

    pairs, left = fill_up_result(firms, candidates, tables={1: 5, 2: 1}, can_meet=can_meet)

    assert [(pair.candidate.companies, pair.slot) for pair in pairs] == [((1, 2), 2)]
    assert left == {3: (1, ShortfallReason.NO_TABLE), 4: (1, ShortfallReason.NO_TABLE)}
    assert sorted(asked) == [(1, 2, 1), (1, 2, 2), (3, 4, 1), (3, 4, 2)]  # each once, and nothing else


def test_no_time_is_looked_at_beyond_the_first_that_suits():
    firms = {one: FillUpCompany(one, 0, 1, None, frozenset(range(1, 30))) for one in (1, 2)}
    asked = []

    def can_meet(*what):
        asked.append(what)
        return True

    pairs, _ = fill_up_result(
        firms, [PairCandidate(1, 2, 90.0)], tables=dict.fromkeys(range(1, 30), 5), can_meet=can_meet
    )

    assert [pair.slot for pair in pairs] == [1]
    assert asked == [(1, 2, 1)]
