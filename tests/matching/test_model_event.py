"""Ten expectations that a person of the trade has of the model event, written down before anybody looked.

One was written too sharply: the cold-chain firm was to see two of three processors of meat. One of them, which seeks
cold stores, stands first; the other two seek nothing that it offers, and stand behind bases and ports that do.

All firms are the real companies of the model event, with their real class and their invented wishes; who is asked about
says what the expectation gives it, beside the class it really is in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from app.companies.profile import CompanyGoal, CompanyProfile
from app.demo.model_event import demo_companies
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies

SIDES = {("Singapore", "Chongqing"), ("Chongqing", "Singapore")}
FIRST = 5


@dataclass(frozen=True)
class Expectation:
    """In the first five of ``firm`` stand at least ``least`` of ``partners``."""

    said: str
    firm: str
    partners: str
    least: int = 1
    seeks: str = ""
    offers: str = ""
    goal: CompanyGoal | None = None


TEN = (
    Expectation(
        "A Singapore bank that seeks partners in trade finance sees Chongqing's banks and lenders",
        "SG01",
        "CQ10 CQ11 CQ13",
        least=2,
        seeks="6419 6492",
        offers="6419 6492",
    ),
    Expectation(
        "A cold-chain firm that seeks meat to store and ship sees processors of meat",
        "SG13",
        "CQ23 CQ24 CQ25",
        seeks="1010",
        offers="5210 5231",
        goal=CompanyGoal.TRADE,
    ),
    Expectation(
        "An importer of car parts sees makers of car parts",
        "SG06",
        "CQ07 CQ08 CQ36",
        least=2,
        seeks="2930",
        offers="4662",
        goal=CompanyGoal.TRADE,
    ),
    Expectation(
        "A port operator that seeks its like inland sees the river port and the corridor's bases",
        "SG09",
        "CQ14 CQ16 CQ17 CQ18",
        least=2,
        seeks="5224 5210",
        offers="5224",
        goal=CompanyGoal.PEERS,
    ),
    Expectation(
        "A maker of dialysis machines that seeks hospitals sees the hospital group",
        "CQ30",
        "SG28",
        seeks="8610",
        offers="2660",
        goal=CompanyGoal.TRADE,
    ),
    Expectation(
        "A maker of meat snacks that seeks shelves abroad sees the supermarkets and the food wholesaler",
        "CQ23",
        "SG23 SG08",
        least=2,
        seeks="4711 4630",
        offers="1010",
        goal=CompanyGoal.TRADE,
    ),
    Expectation(
        "A contractor for water works that seeks whom to build for sees the city's water and waste groups",
        "SG33",
        "CQ43 CQ44",
        least=2,
        seeks="3600 3821",
        offers="4220 3700",
    ),
    Expectation(
        "A private college that seeks a university sees the university",
        "SG21",
        "CQ47",
        seeks="8540",
        offers="8540",
        goal=CompanyGoal.PEERS,
    ),
    Expectation(
        "A maker of batteries that seeks makers and traders of electronics sees them",
        "CQ37",
        "SG07 SG18",
        least=2,
        seeks="2619 4652",
        offers="2720",
        goal=CompanyGoal.TRADE,
    ),
    Expectation(
        "A group of dental clinics that says nothing but that sees who seeks dentists",
        "SG29",
        "CQ31 CQ32",
    ),
)


def firms_with(one: Expectation) -> list[RankedCompany]:
    return [_firm_of(company.key, one) for company in demo_companies()]


def _firm_of(key: str, one: Expectation) -> RankedCompany:
    company = next(each for each in demo_companies() if each.key == key)
    said = CompanyProfile(
        is_in=frozenset(company.is_in),
        offers=frozenset(company.offers),
        seeks=frozenset(company.seeks),
        goal=CompanyGoal(company.goal),
        holds=frozenset(company.holds),
        needs=frozenset(company.needs),
        languages=frozenset(company.languages),
    )
    if key == one.firm:
        offers, seeks = frozenset(one.offers.split()), frozenset(one.seeks.split())
        said = replace(said, offers=offers, seeks=seeks, goal=one.goal)
    return RankedCompany(key, said, company.side)


@pytest.mark.parametrize("one", TEN, ids=lambda one: one.said)
def test_the_first_five_hold_whom_the_trade_expects(one):
    shown = [each.other for each in rank_companies(firms_with(one), SIDES).of(one.firm)][:FIRST]

    assert len(set(one.partners.split()).intersection(shown)) >= one.least, shown
