"""The firms that a row may be the same as, found by keys: never all compared with all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from app.companies.likeness import without_place
from app.companies.names import acronyms, pinyin
from app.companies.words import GENERIC_WORDS, PLACES
from app.registrations.duplicates import Outcome, Verdict, judge
from app.registrations.evidence import Firm

COMMON_FROM: Final = 60
"""A key that more firms share than this tells too little to look at them all."""
SHARED_HOST_FROM: Final = 4
"""From so many firms on, a web or mail host is a platform or an association, no firm's own."""


class Pool:
    """Firms in the order they came; grows while rows are read."""

    def __init__(self, firms: Iterable[Firm] = ()) -> None:
        self.firms: dict[str, Firm] = {}
        self._by_key: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._hosts: Counter[str] = Counter()
        for firm in firms:
            self.add(firm)

    def add(self, firm: Firm) -> None:
        """A new firm, or more about one that has this key already."""
        held = self.firms.get(firm.key)
        if held is None:
            self.firms[firm.key] = firm
            self._hosts.update(firm.hosts | firm.mail_hosts)
        else:
            self._hosts.update((firm.hosts | firm.mail_hosts) - held.hosts - held.mail_hosts)
            held.absorb(firm)
        for key in set(_keys(firm)):
            self._by_key[key][firm.key] = None

    def best(self, firm: Firm) -> tuple[Firm, Verdict] | None:
        """The firm that this one most probably is, the earlier of equals; None where none is even perhaps the same."""
        shared = frozenset(h for h in firm.hosts | firm.mail_hosts if self._hosts[h] >= SHARED_HOST_FROM)
        best: tuple[Firm, Verdict] | None = None
        for key in self._candidates(firm):
            verdict = judge(firm, self.firms[key], shared)
            if verdict.outcome is not Outcome.DIFFERENT and (best is None or verdict.weight > best[1].weight):
                best = self.firms[key], verdict
        return best

    def _candidates(self, firm: Firm) -> Iterator[str]:
        seen: set[str] = {firm.key}
        for key in _keys(firm):
            found = self._by_key.get(key)
            if not found or (len(found) > COMMON_FROM and key[0] in _VAGUE):
                continue
            for candidate in found:
                if candidate not in seen:
                    seen.add(candidate)
                    yield candidate


_VAGUE: Final = frozenset("wbcs")


def _keys(firm: Firm) -> Iterator[str]:
    """n names in full, a short forms, w words, b beginnings, z Chinese names, c their characters in pairs, s sounds,
    r registry numbers, k codes, h hosts, e e-mails."""
    for name in firm.latin:
        yield "n" + name.key
        yield "a" + name.key
        yield from ("a" + short for short in acronyms(name))
        yield from (
            "w" + word for word in name.core if word not in GENERIC_WORDS and word not in PLACES and len(word) > 1
        )
        yield "b" + name.key[:5]
        yield "b" + "".join(sorted(word[0] for word in name.core))
        if len(name.core) == 1:
            yield "b" + name.key[:3]
        elif len(name.core[0]) >= 3:
            yield "b" + name.core[0][:3]
        yield "s" + name.key[:5]
    for chinese in firm.chinese:
        bare = without_place(chinese.core)
        yield "z" + chinese.core
        yield "z" + bare
        yield from ("c" + pair for core in {chinese.core, bare} for pair in _pairs(core))
        yield "s" + pinyin(bare)[:5]
        yield "s" + pinyin(chinese.core)[:5]
    yield from ("r" + number for number in firm.uens | firm.usccs)
    yield from ("k" + code.bare for code in firm.codes)
    yield from ("h" + each for each in firm.hosts | firm.mail_hosts)
    yield from ("e" + each for each in firm.emails)


def _pairs(core: str) -> Iterator[str]:
    """First character with each later one near the beginning: short forms keep these."""
    if core:
        yield from (core[0] + later for later in dict.fromkeys(core[1:8]))
