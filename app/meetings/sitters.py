"""Who sits for which firm, where one person may stand for several."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Firm = TypeVar("Firm", bound=Hashable)


def who_sits_for(firms: Mapping[Firm, Collection[int]], sitting: Collection[int]) -> dict[Firm, int]:
    """Firm → its person among those who sit; one each, for as many firms as can be. ``firms``: who stands for each."""
    sits: dict[int, Firm] = {}

    def seat(firm: Firm, asked: set[int]) -> bool:
        """Give the firm a person, if need be one whose firm finds another."""
        for person in firms[firm]:
            if person in sitting and person not in asked:
                asked.add(person)
                if person not in sits or seat(sits[person], asked):
                    sits[person] = firm
                    return True
        return False

    for firm in firms:
        seat(firm, set())
    return {firm: person for person, firm in sits.items()}
