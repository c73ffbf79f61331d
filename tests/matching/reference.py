"""The formula in plain Python, slow and literal: what the matrices must equal."""

import math
from collections import Counter

from app.companies.sectors.tree import sector_tree
from app.matching.parameters import DEFAULT_PARAMETERS, MatchParameters
from app.matching.profiles import RankedCompany

CLASSES = [sector.code for sector in sector_tree() if sector.level == "class"]


class Reference:
    def __init__(self, firms: list[RankedCompany], parameters: MatchParameters = DEFAULT_PARAMETERS) -> None:
        self.parameters = parameters
        self.firms = {firm.key: firm for firm in firms}
        self.content = self._content()
        self.named = self._named()
        self._meanings: dict[str, dict[str, float]] = {}
        self._answers: dict[tuple[str, str], float] = {}

    def _content(self) -> dict[str, float]:
        closed = [sector_tree().closure(firm.profile.offered | firm.profile.seeks) for firm in self.firms.values()]
        smoothing = self.parameters.smoothing_firms
        raw = {}
        for code in sector_tree().codes:
            concerned = sum(code in each for each in closed)
            share = sum(each in CLASSES for each in sector_tree().subtree(code)) / len(CLASSES)
            raw[code] = -math.log((concerned + smoothing * share) / (len(closed) + smoothing))
        largest = max(raw.values())
        return {code: each / largest for code, each in raw.items()}

    def _named(self) -> dict[str, float]:
        """How often each class is named, with the imagined firms that smooth."""
        said = [firm.profile.offered | firm.profile.seeks for firm in self.firms.values()]
        each = self.parameters.smoothing_firms / len(CLASSES)
        return {code: sum(code in codes for codes in said) + each for code in CLASSES}

    def meaning(self, code: str) -> dict[str, float]:
        """Class → the chance that who names the code means it."""
        if code not in self._meanings:
            under = [each for each in sector_tree().subtree(code) if each in self.named]
            all_of_them = math.fsum(map(self.named.__getitem__, under))
            self._meanings[code] = {each: self.named[each] / all_of_them for each in under}
        return self._meanings[code]

    def answer(self, need: str, offer: str) -> float:
        if (need, offer) not in self._answers:
            self._answers[need, offer] = self._answer(need, offer)
        return self._answers[need, offer]

    def _answer(self, need: str, offer: str) -> float:
        mine, theirs = self.meaning(need), self.meaning(offer)
        same = math.fsum(chance * theirs.get(each, 0) for each, chance in mine.items())
        share = self.parameters.same_class
        return share * same + (1 - share) * self.closeness(need, offer) ** 2

    def closeness(self, need: str, offer: str) -> float:
        if need == offer:
            return 1.0
        common = [code for code in sector_tree().path(need) if code in sector_tree().path(offer)]
        if not common:
            return 0.0
        shared, excess = self.content[common[-1]], self.parameters.excess_of_offer
        return shared / (shared + (self.content[need] - shared) + excess * (self.content[offer] - shared))

    def met(self, asking: RankedCompany, offering: RankedCompany) -> float:
        return self._answered(asking.profile.seeks, offering, in_full=True)

    def alike(self, one: RankedCompany, other: RankedCompany) -> float:
        return self._answered(one.profile.offered, other, in_full=False)

    def _answered(self, needs: frozenset[str], offering: RankedCompany, *, in_full: bool) -> float:
        missed = 1.0
        for need in needs:
            missed *= (1 - 0.9 * self.worth(need, offering, in_full=in_full)) ** min(1, 3 / len(needs))
        return 1 - missed

    def worth(self, need: str, offering: RankedCompany, *, in_full: bool = True) -> float:
        """Of the best offer; beside the very code that is sought, the others count as if it were not there."""
        offers = offering.profile.offered
        others = offers - {need}
        near = max((self.answer(need, offer) for offer in others), default=0.0) * min(1, 3 / max(len(others), 1))
        same = 1.0 if in_full else self.answer(need, need)
        return max(near, same * min(1, 3 / len(offers))) if need in offers else near

    def whole(self, firm: RankedCompany) -> Counter[str]:
        said = (*firm.profile.offered, *firm.profile.seeks)
        return Counter(above for code in said for above in sector_tree().path(code))

    def cosine(self, one: Counter[str], other: Counter[str]) -> float:
        def product(left: Counter[str], right: Counter[str]) -> float:
            return math.fsum(self.content[code] * left[code] * right[code] for code in left)

        lengths = math.sqrt(product(one, one) * product(other, other))
        return product(one, other) / lengths if lengths else 0.0

    def language(self, one: RankedCompany, other: RankedCompany) -> float:
        mine, theirs = one.profile.languages, other.profile.languages
        return 0.8 if mine and theirs and not mine & theirs else 1.0

    def missing(self, one: RankedCompany, other: RankedCompany) -> set[str]:
        """What one needs and the other does not show, though it is customary in one of the other's divisions."""
        found = set()
        for division in {sector_tree().division(code) for code in other.profile.offered} - {None}:
            peers = [
                firm for firm in self.firms.values() if division in map(sector_tree().division, firm.profile.offered)
            ]
            for standard in one.profile.needs - other.profile.holds:
                if sum(standard in firm.profile.holds for firm in peers) / len(peers) > 0.10:
                    found.add(standard)
        return found

    def fit(self, one: RankedCompany, other: RankedCompany) -> float:
        weights = self.parameters.weights_for(one.profile.goal)
        certificate = 0.85 if self.missing(one, other) else 1.0
        return (
            self.language(one, other)
            * certificate
            * (
                weights.you_seek * self.met(one, other)
                + weights.they_seek * self.met(other, one)
                + weights.same_activity * self.alike(one, other)
                + weights.common_ground * self.cosine(self.whole(one), self.whole(other))
            )
        )

    def score(self, one: RankedCompany, other: RankedCompany) -> float:
        fit, back = self.fit(one, other), self.fit(other, one)
        return 2 * fit * back / (fit + back) if fit + back else 0.0
