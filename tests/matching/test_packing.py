"""Lists as bytes: what is read of them is what was ranked."""

from dataclasses import replace
from struct import error

import pytest

from app.companies.profile import CompanyProfile
from app.matching import packing, ranking, terms
from app.matching.packing import packed_lists
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from app.matching.stored_lists import places_without_reasons, unpacked_places
from tests.matching.worlds import BOTH_WAYS, crowd


def numbered(firms):
    return [replace(each, key=number) for number, each in enumerate(firms, 1)]


@pytest.mark.parametrize("limit", [0, 4])
def test_all_lists_are_read_as_each_of_them_was_ranked(monkeypatch, limit):
    monkeypatch.setattr(packing, "COMPANIES_AT_A_TIME", 7)
    ranking = rank_companies(numbered(crowd(40, seed=2)), BOTH_WAYS)

    read = {key: unpacked_places(packed) for key, packed in packed_lists(ranking, limit)}

    assert read == {
        key: tuple(
            (*pairing, reasons, False)
            for pairing, reasons in zip(ranking.of(key), ranking.reasons(key, limit), strict=True)
        )
        for key in ranking
    }
    assert sum(map(len, read.values())) > 500


def test_vast_profiles_are_taken_apart_in_small_parts_with_the_same_lists(monkeypatch):
    firms = numbered(crowd(24, seed=2))
    whole = dict(packed_lists(rank_companies(firms, BOTH_WAYS, limit=4), 4))

    monkeypatch.setattr(terms, "COMPARISONS_AT_A_TIME", 5)
    monkeypatch.setattr(ranking, "CODES_AT_A_TIME", 20)

    assert dict(packed_lists(rank_companies(firms, BOTH_WAYS, limit=4), 4)) == whole


def test_places_are_read_the_same_without_their_reasons():
    lists = dict(packed_lists(rank_companies(numbered(crowd(40, seed=2)), BOTH_WAYS), 4))

    assert any(place.reasons for packed in lists.values() for place in unpacked_places(packed))
    for packed in lists.values():
        assert places_without_reasons(packed) == tuple(place._replace(reasons=()) for place in unpacked_places(packed))


def test_certificates_are_named_too():
    needing = CompanyProfile(offers=frozenset({"2100"}), needs=frozenset({"gmp"}))
    others = [
        CompanyProfile(offers=frozenset({"2100"}), holds=frozenset({"gmp"} if holds else ())) for holds in (True, False)
    ]
    ranking = rank_companies([RankedCompany(key, profile) for key, profile in enumerate((needing, *others))])

    read = unpacked_places(dict(packed_lists(ranking, 6))[0])

    assert [[reason.code for reason in place.reasons if reason.points < 0] for place in read] == [[], ["gmp"]]


def test_a_firm_without_a_list_has_no_bytes():
    firms = [
        RankedCompany(1, CompanyProfile(offers=frozenset({"5210"}))),
        RankedCompany(2, CompanyProfile(seeks=frozenset({"2720"}))),
    ]

    assert dict(packed_lists(rank_companies(firms), 6)) == {}


def test_bytes_that_are_no_list_are_refused():
    with pytest.raises(error):
        unpacked_places(b"none")
