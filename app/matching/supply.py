"""Supply and demand at an event: who seeks what, who offers it, and which needs nobody here can meet."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from app.companies.sectors.tree import sector_tree
from app.matching.firm import Firm, Group, Key

Keys = frozenset[Key]
_Index = Mapping[str, Mapping[Group, Keys]]


@dataclass(frozen=True, slots=True)
class Need:
    """A sector that is sought. ``seekers``: all who seek it; ``unserved``: those of them who may meet nobody that
    offers it."""

    code: str
    seekers: tuple[Key, ...]
    unserved: tuple[Key, ...]


@dataclass(frozen=True)
class Market:
    """The firms of an event and which group meets which: pairs (group, other group), both ways; None: everybody meets
    everybody. An offer meets a need of its own sector, of one above it, and of one under it unless the offer is a whole
    section, which says too little."""

    firms: tuple[Firm, ...]
    allowed: Collection[tuple[Group, Group]] | None = None

    def suppliers(self, code: str, firm: Firm) -> Keys:
        """Whom a firm may meet that offer what meets a need of this sector."""
        return self._met(self._suppliers, code, firm)

    def customers(self, code: str, firm: Firm) -> Keys:
        """Whom a firm may meet that seek what an offer of this sector meets."""
        return frozenset().union(*(self._met(self._seekers, need, firm) for need in _needs_met_by(code)))

    def partners(self, firm: Firm) -> int:
        """How many others a firm may meet."""
        allowed = sum(count for group, count in self._sizes.items() if self._meet(firm.group, group))
        return allowed - self._meet(firm.group, firm.group)

    def needs(self) -> tuple[Need, ...]:
        """Every sector that is sought, in the order of the tree."""
        seekers: dict[str, list[Firm]] = defaultdict(list)
        for firm in self.firms:
            for code in firm.profile.seeks:
                seekers[code].append(firm)
        return tuple(self._need(code, seekers[code]) for code in sector_tree().sorted(seekers))

    def unmet(self) -> tuple[Need, ...]:
        """Needs that somebody cannot have met here, those of most firms first: whom to invite."""
        return tuple(sorted((need for need in self.needs() if need.unserved), key=lambda need: -len(need.unserved)))

    def heat(self) -> dict[tuple[str, str], int]:
        """(section that firms are in, section that they seek) → how many firms; only cells with any. A firm in two
        sections counts in both rows; one that names none stands under ""."""
        return Counter(
            (row, column)
            for firm in self.firms
            for row in _sections(firm.profile.is_in) or {""}
            for column in _sections(firm.profile.seeks)
        )

    def totals(self) -> dict[str, tuple[int, int]]:
        """Section → (firms that seek in it, firms that offer in it), in the order of the tree; only those with any."""
        sought = Counter(chain.from_iterable(_sections(firm.profile.seeks) for firm in self.firms))
        offered = Counter(chain.from_iterable(_sections(firm.profile.offered) for firm in self.firms))
        return {code: (sought[code], offered[code]) for code in sector_tree().sections if sought[code] or offered[code]}

    @cached_property
    def _sizes(self) -> Mapping[Group, int]:
        return Counter(firm.group for firm in self.firms)

    @cached_property
    def _suppliers(self) -> _Index:
        return self._indexed(lambda firm: chain.from_iterable(map(_needs_met_by, firm.profile.offered)))

    @cached_property
    def _seekers(self) -> _Index:
        return self._indexed(lambda firm: firm.profile.seeks)

    def _indexed(self, codes: Callable[[Firm], Iterable[str]]) -> _Index:
        found: dict[str, dict[Group, set[Key]]] = defaultdict(lambda: defaultdict(set))
        for firm in self.firms:
            for code in codes(firm):
                found[code][firm.group].add(firm.key)
        return {code: {group: frozenset(keys) for group, keys in groups.items()} for code, groups in found.items()}

    def _met(self, index: _Index, code: str, firm: Firm) -> Keys:
        groups = index.get(code, {})
        return Keys().union(*(keys for group, keys in groups.items() if self._meet(firm.group, group))) - {firm.key}

    def _need(self, code: str, seekers: Iterable[Firm]) -> Need:
        unserved = tuple(firm.key for firm in seekers if not self.suppliers(code, firm))
        return Need(code, tuple(firm.key for firm in seekers), unserved)

    def _meet(self, group: Group, other: Group) -> bool:
        return self.allowed is None or (group, other) in self.allowed


def _needs_met_by(offered: str) -> Iterator[str]:
    """Each sector once, of which a need is met by an offer."""
    yield from sector_tree().ancestors(offered)
    yield from sector_tree().subtree(offered) if sector_tree()[offered].depth else [offered]


def _sections(codes: Iterable[str]) -> set[str]:
    return {sector_tree().path(code)[0] for code in codes}
