"""Firms for tests: drawn by hypothesis (small, dense in ties) or by a seed (many)."""

import random

from hypothesis import strategies as st

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.profiles import RankedCompany

FEW = ["C", "27", "272", "2720", "271", "2710", "2611", "H", "52", "521", "5210", "5224", "62", "01"]
STANDARDS = ["iso_9001", "haccp", "gmp"]
LANGUAGES = ["en", "zh", "fr"]
BOTH_WAYS = {("here", "there"), ("there", "here")}
CODES = st.frozensets(st.sampled_from(FEW), max_size=5) | st.frozensets(
    st.sampled_from(sector_tree().codes), max_size=6
)
PROFILES = st.builds(
    CompanyProfile,
    is_in=CODES,
    offers=CODES,
    seeks=CODES,
    goal=st.sampled_from([None, *CompanyGoal]),
    holds=st.frozensets(st.sampled_from(STANDARDS)),
    needs=st.frozensets(st.sampled_from(STANDARDS)),
    languages=st.frozensets(st.sampled_from(LANGUAGES)),
)


@st.composite
def worlds(draw: st.DrawFn, least: int = 2, most: int = 9) -> list[RankedCompany]:
    """Firms on two sides, some of which say the same."""
    said = draw(st.lists(PROFILES, min_size=least, max_size=most))
    said += draw(st.lists(st.sampled_from(said), max_size=3))
    sides = draw(st.lists(st.sampled_from(["here", "there"]), min_size=len(said), max_size=len(said)))
    return [
        RankedCompany(number, profile, side) for number, (profile, side) in enumerate(zip(said, sides, strict=True))
    ]


def crowd(size: int, seed: int) -> list[RankedCompany]:
    """Many firms of a skewed mix of sectors, at all levels of the tree."""
    draw = random.Random(seed)
    weights = [draw.paretovariate(0.8) for _ in sector_tree().codes]

    def codes(most: int) -> frozenset[str]:
        return frozenset(draw.choices(sector_tree().codes, weights, k=draw.randint(0, most)))

    def some(names: list[str]) -> frozenset[str]:
        return frozenset(draw.sample(names, draw.randint(0, 2)))

    return [
        RankedCompany(
            number,
            CompanyProfile(
                is_in=codes(2),
                offers=codes(4),
                seeks=codes(5),
                goal=draw.choice([None, *CompanyGoal]),
                holds=some(STANDARDS),
                needs=some(STANDARDS),
                languages=some(LANGUAGES),
            ),
            draw.choice(["here", "there"]),
        )
        for number in range(size)
    ]
