"""What a firm that left out a part of its profile would most likely say there: what firms like it say."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median_low
from typing import Final

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.firm import Firm, Group

Codes = frozenset[str]
SETS: Final[
    Mapping[str, tuple[Callable[[CompanyProfile], Codes], Callable[[CompanyProfile, Codes], CompanyProfile]]]
] = {
    "seeks": (lambda said: said.seeks, lambda said, codes: replace(said, seeks=codes)),
    "offers": (lambda said: said.offers, lambda said, codes: replace(said, offers=codes)),
    "is_in": (lambda said: said.is_in, lambda said, codes: replace(said, is_in=codes)),
    "certificates": (lambda said: said.holds, lambda said, codes: replace(said, holds=codes)),
}
"""Parts of a profile that are sets of codes: how they are read, and how filled."""
PARTS: Final = (*SETS, "goal", "precision")
"""The parts of a profile that a ranking reads, as ``companies.profile`` names them, but for languages: who names none
loses nothing by the formula, so that naming some raises nobody, and costs nothing that could be counted."""
LEAST_MODELS: Final = 3
EVERYWHERE: Final = ""


@dataclass
class _Said:
    """What some firms say in one part: how often each code, and how many codes each of them."""

    codes: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=list)

    def add(self, codes: Iterable[str]) -> None:
        said = set(codes)
        self.codes.update(said)
        self.sizes.append(len(said))

    @cached_property
    def typical(self) -> frozenset[str]:
        """As many codes as the firm in the middle names, the most frequent ones; ties by code."""
        order = sorted(self.codes, key=lambda code: (-self.codes[code], code))
        return frozenset(order[: median_low(self.sizes)])


@dataclass(frozen=True, slots=True)
class Typical:
    """What the firms of an event say: by side, part of the profile, and node of the tree that they have to do with."""

    said: Mapping[tuple[Group, str, str], _Said]
    classes: Mapping[str, str]
    together: dict[tuple[Group, str, tuple[str, ...]], _Said] = field(default_factory=dict)

    def filled(self, firm: Firm) -> dict[str, CompanyProfile]:
        """For each of PARTS that the firm lacks, its profile with that part filled; a part that no firm of its side
        fills either is absent.

        A set gets the typical codes of the firms of its side that share the deepest node with it and are at least
        LEAST_MODELS, else of all of its side; a goal is the most frequent one; a code broader than a class (in a
        profile without any class) becomes the class below it that most firms of the event name.
        """
        said = firm.profile
        found = {
            part: fill(said, models.typical)
            for part, (held, fill) in SETS.items()
            if not held(said) and (models := self._models(firm, part)) is not None
        }
        goals = self.said.get((firm.group, "goal", EVERYWHERE))
        if said.goal is None and goals is not None:
            (goal,) = goals.typical
            found["goal"] = replace(said, goal=CompanyGoal(goal))
        exact = self._exact(said)
        if not said.has_class and exact != said:
            found["precision"] = exact
        return found

    def _models(self, firm: Firm, part: str) -> _Said | None:
        paths = [sector_tree().path(code) for code in sorted(firm.profile.offered | firm.profile.seeks)]
        for depth in reversed(range(max(map(len, paths), default=0))):
            near = self._near(firm.group, part, tuple(sorted({path[depth] for path in paths if len(path) > depth})))
            if len(near.sizes) >= LEAST_MODELS:
                return near
        return self.said.get((firm.group, part, EVERYWHERE))

    def _near(self, group: Group, part: str, nodes: tuple[str, ...]) -> _Said:
        """What the firms that have to do with any of these nodes say; who has to do with two counts twice."""
        known = [one for node in nodes if (one := self.said.get((group, part, node))) is not None]
        if len(known) == 1:
            return known[0]
        if (group, part, nodes) not in self.together:
            joined = _Said()
            for one in known:
                joined.codes.update(one.codes)
                joined.sizes.extend(one.sizes)
            self.together[group, part, nodes] = joined
        return self.together[group, part, nodes]

    def _exact(self, said: CompanyProfile) -> CompanyProfile:
        is_in, offers, seeks = (
            frozenset(self.classes.get(code, code) for code in codes) for codes in (said.is_in, said.offers, said.seeks)
        )
        return replace(said, is_in=is_in, offers=offers, seeks=seeks)


def typical(firms: Sequence[Firm]) -> Typical:
    """What these firms say, counted once for all questions about it."""
    said: dict[tuple[Group, str, str], _Said] = {}
    classes: Counter[str] = Counter()
    for firm in firms:
        profile = firm.profile
        paths = [sector_tree().path(code) for code in profile.offered | profile.seeks]
        classes.update({path[-1] for path in paths if sector_tree()[path[-1]].level == "class"})
        nodes = {EVERYWHERE, *(node for path in paths for node in path)}
        for part, (held, _) in SETS.items():
            if codes := held(profile):
                for node in nodes:
                    said.setdefault((firm.group, part, node), _Said()).add(codes)
        if profile.goal is not None:
            said.setdefault((firm.group, "goal", EVERYWHERE), _Said()).add([profile.goal])
    return Typical(said, _most_named(classes))


def _most_named(classes: Counter[str]) -> dict[str, str]:
    """Each broader node → the class below it that most firms name; ties by code."""
    found: dict[str, str] = {}
    for code in sorted(classes, key=lambda code: (-classes[code], code)):
        for node in sector_tree().path(code)[:-1]:
            found.setdefault(node, code)
    return found
