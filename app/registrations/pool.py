"""The firms that a row may be the same as, found by keys: never all compared with all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from app.companies.names.comparison import NameGlance, may_be_alike_chinese, may_be_alike_latin, name_glance
from app.companies.names.parsing import pinyin
from app.companies.names.transliteration import brand_word, brands_by_sound, chinese_meanings, latin_meanings
from app.companies.names.words import GENERIC_WORDS, PLACES
from app.registrations.compared_firm import Firm
from app.registrations.duplicates import Outcome, Verdict, judge
from app.registrations.said_longer import are_perhaps_two

COMMON_FROM: Final = 60
"""A key that more firms share than this tells too little to look at them all."""
MOST_LIKELY: Final = 10
SHARED_HOST_FROM: Final = 4
"""From so many firms on, a web or mail host is a platform or an association, no firm's own."""


class Pool:
    """Firms in the order they came; grows while rows are read."""

    def __init__(self, firms: Iterable[Firm] = ()) -> None:
        self.firms: dict[str, Firm] = {}
        self._by_key: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._hosts: Counter[str] = Counter()
        self._apart: set[frozenset[str]] = set()
        self._glances: dict[str, list[NameGlance]] = {}
        for firm in firms:
            self.add(firm)
        self._register = frozenset(self.firms)

    def add(self, firm: Firm) -> None:
        """A new firm, or more about one that has this key already."""
        held = self.firms.get(firm.key)
        if held is None:
            self.firms[firm.key] = firm
            self._hosts.update(firm.hosts | firm.mail_hosts)
        else:
            self._hosts.update((firm.hosts | firm.mail_hosts) - held.hosts - held.mail_hosts)
            held.absorb(firm)
        glances = [name_glance(name) for name in self.firms[firm.key].latin]
        self._glances[firm.key] = glances
        for key in {*_telling_keys(firm), *_vague_keys(firm, glances)}:
            self._by_key[key][firm.key] = None

    def best(self, firm: Firm, apart: Iterable[str] = ()) -> tuple[Firm, Verdict] | None:
        """The firm that this one most probably is, the earlier of equals, who are then only perhaps the same; None
        where none is even perhaps the same. ``apart``: keys of firms that it was said not to be."""
        found = self._best(firm, apart)
        if found is None:
            return None
        other, verdict = found
        listed_both = other.key not in self._register
        if are_perhaps_two(firm, other, verdict, listed_both=listed_both):
            return other, replace(verdict, outcome=Outcome.PERHAPS, likely=True, against=("short_name",))
        return found

    def _best(self, firm: Firm, apart: Iterable[str]) -> tuple[Firm, Verdict] | None:
        shared = frozenset(h for h in firm.hosts | firm.mail_hosts if self._hosts[h] >= SHARED_HOST_FROM)
        best: tuple[Firm, Verdict] | None = None
        rivals: list[Firm] = []
        houses: set[str] = set()
        seen: set[str] = {firm.key, *apart}
        glances = [name_glance(name) for name in firm.latin]
        for keys, is_vague in ((_telling_keys(firm), False), (_vague_keys(firm, glances), True)):
            for candidate in self._candidates(keys, seen):
                if is_vague and not self._may_be(firm, glances, self.firms[candidate]):
                    continue
                verdict = judge(firm, self.firms[candidate], shared)
                if verdict.outcome is Outcome.DIFFERENT:
                    continue
                houses.add("" if verdict.faint else self.firms[candidate].company)
                if best is None or verdict.weight > best[1].weight:
                    best, rivals = (self.firms[candidate], verdict), []
                elif verdict.weight == best[1].weight and self.firms[candidate].company != best[0].company:
                    rivals.append(self.firms[candidate])
            if best and best[1].outcome is Outcome.SAME:
                break
        if best and best[1].if_alone and houses - {""} == {best[0].company}:
            return best[0], replace(best[1], outcome=Outcome.SAME, against=())
        if best and rivals and best[1].outcome is Outcome.PERHAPS:
            return best[0], replace(best[1], likely=False)
        return self._one_of_two(firm, best, rivals) if best and self._apart else best

    def likely(self, firm: Firm) -> list[tuple[Firm, Verdict]]:
        """The firms that this one is taken for, one after the other: the best, and what else may well be the same."""
        found: list[tuple[Firm, Verdict]] = []
        while len(found) < MOST_LIKELY and (best := self.best(firm, [one.key for one, _ in found])) is not None:
            if found and not (best[1].likely or best[1].outcome is Outcome.SAME):
                break
            found.append(best)
        return found

    def tell_apart(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Somebody said of these that they are two firms each, however alike they are."""
        self._apart.update(map(frozenset, pairs))

    def _one_of_two(self, firm: Firm, best: tuple[Firm, Verdict], rivals: list[Firm]) -> tuple[Firm, Verdict]:
        """Of two that were said to be two firms it is the one whose name it bears letter by letter; else who knows."""
        apart = [one for one in rivals if frozenset((one.company, best[0].company)) in self._apart]
        if not apart:
            return best
        named = [one for one in (best[0], *apart) if set(one.names.all) & set(firm.names.all)]
        if len(named) == 1:
            return named[0], best[1]
        return best[0], replace(best[1], outcome=Outcome.PERHAPS, likely=False)

    def _may_be(self, firm: Firm, glances: list[NameGlance], other: Firm) -> bool:
        """Whether two that share no number, name, host or address need a closer look. False only where that would find
        them different."""
        others = self._glances[other.key]
        for one in glances:
            for another in others:
                if may_be_alike_latin(one, another):
                    return True
        if firm.chinese and other.chinese:
            return any(may_be_alike_chinese(x, y) for x in firm.chinese for y in other.chinese)
        if not (glances and others):
            return True
        return any(brand_word(one.name) in brands_by_sound(name) for one in glances for name in other.chinese) or any(
            brand_word(one.name) in brands_by_sound(name) for one in others for name in firm.chinese
        )

    def _candidates(self, keys: Iterable[str], seen: set[str]) -> Iterator[str]:
        for key in keys:
            found = self._by_key.get(key, {})
            if len(found) <= COMMON_FROM or key[0] in _NEVER_COMMON:
                for candidate in found:
                    if candidate not in seen:
                        seen.add(candidate)
                        yield candidate


_NEVER_COMMON: Final = frozenset("nzrk")


def _telling_keys(firm: Firm) -> Iterator[str]:
    """n Latin names, z Chinese names, r registry numbers, k stock codes, h hosts, e e-mails: in full."""
    yield from ("r" + number for number in firm.uens | firm.usccs)
    yield from ("k" + code.bare for code in firm.codes)
    yield from ("n" + name.key for name in firm.latin)
    yield from ("z" + name.core for name in firm.chinese)
    yield from ("h" + each for each in firm.hosts | firm.mail_hosts)
    yield from ("e" + each for each in firm.emails)


def _vague_keys(firm: Firm, glances: Iterable[NameGlance]) -> Iterator[str]:
    """a short forms, w words, b beginnings, c Chinese characters in pairs, s sounds where there is but one script,
    q how a brand sounds, t what a name means. ``glances``: at its Latin names."""
    for seen in glances:
        name = seen.name
        yield "a" + name.key
        yield from ("a" + short for short in seen.short)
        telling = (word for word in name.core if len(word) > 1 and word not in GENERIC_WORDS and word not in PLACES)
        yield from ("w" + word for word in telling)
        yield "b" + name.key[:5]
        yield "b" + name.key[:3]
        yield "b" + "".join(sorted(word[0] for word in name.core if word))
    for chinese in firm.chinese:
        yield from ("c" + pair for core in {chinese.core, chinese.bare} for pair in _pairs(core))
        yield from ("q" + heard for heard in brands_by_sound(chinese))
    yield from ("q" + brand for name in firm.latin if (brand := brand_word(name)))
    yield from ("t" + key for name in firm.chinese for key in chinese_meanings(name))
    yield from ("t" + key for seen in glances for key in latin_meanings(seen.name))
    if not firm.chinese:
        yield from ("s" + name.key[:5] for name in firm.latin)
    if not firm.latin:
        yield from ("s" + pinyin(core)[:5] for name in firm.chinese for core in {name.bare, name.core})


def _pairs(core: str) -> Iterator[str]:
    """First character with each later one near the beginning: short forms keep these."""
    if core:
        yield from (core[0] + later for later in dict.fromkeys(core[1:8]))
