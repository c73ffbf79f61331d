"""An index of companies by keys, in which the company that another one may be is found without comparing all with
all; the duplicate candidates of a whole register."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Final, NamedTuple

from app.accounts.credentials import mailbox_key
from app.companies.identifiers import parse_stock_code
from app.companies.names.comparison import NameGlance, may_be_alike_chinese, may_be_alike_latin, name_glance
from app.companies.names.parsing import ChineseName, LatinName, pinyin
from app.companies.names.transliteration import brand_word, brands_by_sound, chinese_meanings, latin_meanings
from app.companies.names.words import GENERIC_WORDS, PLACES, word_set
from app.core.spreadsheets.values import SheetCell
from app.registrations.match_features import ComparableCompany, create_comparable_company
from app.registrations.match_verdict import MatchOutcome, MatchVerdict, judge_match

COMMON_KEY_MIN_COMPANIES: Final = 60
"""A key that more firms share than this tells too little to look at them all."""
MAX_LIKELY_CANDIDATES: Final = 10
SHARED_HOST_MIN_COMPANIES: Final = 4
"""From so many firms on, a web or mail host is a platform or an association, no firm's own."""


class CandidateIndex:
    """Firms in the order they came; grows while rows are read."""

    def __init__(self, companies: Iterable[ComparableCompany] = ()) -> None:
        self.companies: dict[str, ComparableCompany] = {}
        self._by_key: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._hosts: Counter[str] = Counter()
        self._apart: set[frozenset[str]] = set()
        self._glances: dict[str, list[NameGlance]] = {}
        for company in companies:
            self.add(company)
        self._register = frozenset(self.companies)

    def add(self, company: ComparableCompany) -> None:
        """A new firm, or more about one that has this key already."""
        existing = self.companies.get(company.key)
        if existing is None:
            self.companies[company.key] = company
            self._hosts.update(company.hosts | company.mail_hosts)
        else:
            self._hosts.update((company.hosts | company.mail_hosts) - existing.hosts - existing.mail_hosts)
            existing.absorb(company)
        glances = [name_glance(name) for name in self.companies[company.key].latin]
        self._glances[company.key] = glances
        for key in {*_distinctive_keys(company), *_vague_keys(company, glances)}:
            self._by_key[key][company.key] = None

    def best(
        self, company: ComparableCompany, apart: Iterable[str] = ()
    ) -> tuple[ComparableCompany, MatchVerdict] | None:
        """The company that this one most probably is, the earlier of equals, who are then only perhaps the same; None
        where none is even perhaps the same. ``apart``: keys of companies that it was said not to be."""
        result = self._best(company, apart)
        if result is None:
            return None
        other, verdict = result
        listed_both = other.key not in self._register
        if may_be_two_companies(company, other, verdict, listed_both=listed_both):
            return other, replace(verdict, outcome=MatchOutcome.PERHAPS, likely=True, against=("short_name",))
        return result

    def _best(self, company: ComparableCompany, apart: Iterable[str]) -> tuple[ComparableCompany, MatchVerdict] | None:
        shared = frozenset(h for h in company.hosts | company.mail_hosts if self._hosts[h] >= SHARED_HOST_MIN_COMPANIES)
        best: tuple[ComparableCompany, MatchVerdict] | None = None
        rivals: list[ComparableCompany] = []
        houses: set[str] = set()
        seen: set[str] = {company.key, *apart}
        glances = [name_glance(name) for name in company.latin]
        for keys, is_vague in ((_distinctive_keys(company), False), (_vague_keys(company, glances), True)):
            for candidate in self._candidates(keys, seen):
                if is_vague and not self._may_be(company, glances, self.companies[candidate]):
                    continue
                verdict = judge_match(company, self.companies[candidate], shared)
                if verdict.outcome is MatchOutcome.DIFFERENT:
                    continue
                houses.add("" if verdict.faint else self.companies[candidate].company)
                if best is None or verdict.weight > best[1].weight:
                    best, rivals = (self.companies[candidate], verdict), []
                elif verdict.weight == best[1].weight and self.companies[candidate].company != best[0].company:
                    rivals.append(self.companies[candidate])
            if best and best[1].outcome is MatchOutcome.SAME:
                break
        if best and best[1].if_alone and houses - {""} == {best[0].company}:
            return best[0], replace(best[1], outcome=MatchOutcome.SAME, against=())
        if best and rivals and best[1].outcome is MatchOutcome.PERHAPS:
            return best[0], replace(best[1], likely=False)
        return self._choose_rival(company, best, rivals) if best and self._apart else best

    def likely(self, company: ComparableCompany) -> list[tuple[ComparableCompany, MatchVerdict]]:
        """The firms that this one is taken for, one after the other: the best, and what else may well be the same."""
        candidates: list[tuple[ComparableCompany, MatchVerdict]] = []
        while (
            len(candidates) < MAX_LIKELY_CANDIDATES
            and (best := self.best(company, [candidate.key for candidate, _ in candidates])) is not None
        ):
            if candidates and not (best[1].likely or best[1].outcome is MatchOutcome.SAME):
                break
            candidates.append(best)
        return candidates

    def tell_apart(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Somebody said of these that they are two firms each, however alike they are."""
        self._apart.update(map(frozenset, pairs))

    def _choose_rival(
        self, company: ComparableCompany, best: tuple[ComparableCompany, MatchVerdict], rivals: list[ComparableCompany]
    ) -> tuple[ComparableCompany, MatchVerdict]:
        """Of two that were said to be two firms it is the one whose name it bears letter by letter; else who knows."""
        apart = [rival for rival in rivals if frozenset((rival.company, best[0].company)) in self._apart]
        if not apart:
            return best
        named = [candidate for candidate in (best[0], *apart) if set(candidate.names.all) & set(company.names.all)]
        if len(named) == 1:
            return named[0], best[1]
        return best[0], replace(best[1], outcome=MatchOutcome.PERHAPS, likely=False)

    def _may_be(self, company: ComparableCompany, glances: list[NameGlance], other: ComparableCompany) -> bool:
        """Whether two that share no number, name, host or address need a closer look. False only where that would find
        them different."""
        others = self._glances[other.key]
        for glance in glances:
            for another in others:
                if may_be_alike_latin(glance, another):
                    return True
        if company.chinese and other.chinese:
            return any(may_be_alike_chinese(x, y) for x in company.chinese for y in other.chinese)
        if not (glances and others):
            return True
        return any(
            brand_word(glance.name) in brands_by_sound(name) for glance in glances for name in other.chinese
        ) or any(brand_word(glance.name) in brands_by_sound(name) for glance in others for name in company.chinese)

    def _candidates(self, keys: Iterable[str], seen: set[str]) -> Iterator[str]:
        for key in keys:
            candidates = self._by_key.get(key, {})
            if len(candidates) <= COMMON_KEY_MIN_COMPANIES or key[0] in _NEVER_COMMON_KEY_KINDS:
                for candidate in candidates:
                    if candidate not in seen:
                        seen.add(candidate)
                        yield candidate


_NEVER_COMMON_KEY_KINDS: Final = frozenset("nzrk")


def _distinctive_keys(company: ComparableCompany) -> Iterator[str]:
    """n Latin names, z Chinese names, r registry numbers, k stock codes, h hosts, e e-mails: in full."""
    yield from ("r" + number for number in company.uens | company.usccs)
    yield from ("k" + code.bare for code in company.codes)
    yield from ("n" + name.key for name in company.latin)
    yield from ("z" + name.core for name in company.chinese)
    yield from ("h" + each for each in company.hosts | company.mail_hosts)
    yield from ("e" + each for each in company.emails)


def _vague_keys(company: ComparableCompany, glances: Iterable[NameGlance]) -> Iterator[str]:
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
    for chinese in company.chinese:
        yield from ("c" + pair for core in {chinese.core, chinese.bare} for pair in _character_pairs(core))
        yield from ("q" + sound for sound in brands_by_sound(chinese))
    yield from ("q" + brand for name in company.latin if (brand := brand_word(name)))
    yield from ("t" + key for name in company.chinese for key in chinese_meanings(name))
    yield from ("t" + key for seen in glances for key in latin_meanings(seen.name))
    if not company.chinese:
        yield from ("s" + name.key[:5] for name in company.latin)
    if not company.latin:
        yield from ("s" + pinyin(core)[:5] for name in company.chinese for core in {name.bare, name.core})


def _character_pairs(core: str) -> Iterator[str]:
    """First character with each later one near the beginning: short forms keep these."""
    if core:
        yield from (core[0] + later for later in dict.fromkeys(core[1:8]))


class RegisteredCompany(NamedTuple):
    """What a register has of a firm that tells it from others."""

    id: int
    name: str
    name_zh: str | None
    other_names: tuple[str, ...]
    stock_code: str | None
    website: str | None
    uen: str | None
    uscc: str | None


class DuplicateCandidate(NamedTuple):
    """An earlier company that one may be. ``because``: see ``MatchVerdict``; ``likely``: more probably than not;
    ``sure``: nobody would ask."""

    id: int
    because: tuple[str, ...]
    likely: bool
    sure: bool


def find_duplicate_candidates(
    register: Sequence[RegisteredCompany], tell: Callable[[float], None] = lambda _share: None
) -> dict[int, tuple[DuplicateCandidate, ...]]:
    """Company → the earlier ones that it may be, the most probable first, in the order of the register; others are
    absent. Takes seconds for thousands of companies. ``tell`` hears what share of them is compared, from 0 to 1."""
    pool, result = CandidateIndex(), {}
    for at, registered_company in enumerate(register):
        tell(at / len(register))
        company = create_comparable_company(
            str(registered_company.id),
            (registered_company.name, registered_company.name_zh or "", *registered_company.other_names),
            code=parse_stock_code(SheetCell(registered_company.stock_code)) if registered_company.stock_code else None,
            website=registered_company.website or "",
            registry=(registered_company.uen or "", registered_company.uscc or ""),
        )
        if taken := pool.likely(company):
            result[registered_company.id] = tuple(
                DuplicateCandidate(
                    int(other.key), verdict.because, verdict.likely, verdict.outcome is MatchOutcome.SAME
                )
                for other, verdict in taken
            )
        pool.add(company)
    return result


def candidates_to_json(candidates: Mapping[int, Sequence[DuplicateCandidate]]) -> list[Any]:
    """What ``find_duplicate_candidates`` found, as plain JSON in its order."""
    return [[company_id, [[*twin] for twin in taken]] for company_id, taken in candidates.items()]


def candidates_from_json(rows: Iterable[Any]) -> dict[int, tuple[DuplicateCandidate, ...]]:
    """The same back again."""
    return {
        company_id: tuple(
            DuplicateCandidate(other, tuple(because), likely, sure) for other, because, likely, sure in taken
        )
        for company_id, taken in rows
    }


class EventCompany(NamedTuple):
    """What an event has of a company that tells it from others. ``id``: of the registration; ``came_alone``: a stranger
    registered it."""

    id: int
    company_id: int
    came_alone: bool
    name: str
    name_zh: str | None
    other_names: tuple[str, ...]
    website: str | None
    emails: tuple[str, ...]
    country: str | None


class EventCompanies:
    """The companies of one event in the order they came, to be asked which of them is one with another. Of thousands
    few change between two looks: the others are taken over as they were read ``before``."""

    def __init__(self, companies: tuple[EventCompany, ...], before: EventCompanies | None = None) -> None:
        self.companies = {company.id: company for company in companies}
        known = before.comparable if before is not None else {}
        self.comparable: dict[EventCompany, ComparableCompany] = {
            event_company: known.get(event_company) or _comparable_company(event_company) for event_company in companies
        }
        self._pool = CandidateIndex(self.comparable.values())
        self._by_mailbox: defaultdict[str, list[int]] = defaultdict(list)
        self._came_alone = [event_company.id for event_company in companies if event_company.came_alone]
        self._known: dict[tuple[int, Set[int]], int | None] = {}
        for event_company in companies:
            for mailbox in {mailbox_key(email) for email in event_company.emails}:
                self._by_mailbox[mailbox].append(event_company.id)

    def is_of(self, companies: tuple[EventCompany, ...]) -> bool:
        """Whether these are its firms, none changed."""
        return tuple(self.comparable) == companies

    def same_as(self, registration_id: int, apart: Set[int]) -> int | None:
        """The company with a mailbox of this one, else who it is by the rules for the rows of a sheet, by which a name
        makes no company the same as one of another country. ``apart``: the companies that it was said not to be. Of two
        that both came alone the later one is said to be like the earlier."""
        asked = registration_id, frozenset(apart)
        if asked not in self._known:
            self._known[asked] = self._look_for(self.companies[registration_id], apart)
        return self._known[asked]

    def _look_for(self, event_company: EventCompany, apart: Set[int]) -> int | None:
        others = {key for key in self._came_alone if key > event_company.id} | {event_company.id}
        others |= {key for key, other in self.companies.items() if other.company_id in apart} if apart else set()
        shared = {key for email in event_company.emails for key in self._by_mailbox[mailbox_key(email)]} - others
        if shared:
            return min(shared)
        best = self._pool.best(self.comparable[event_company], map(str, others | self._abroad(event_company)))
        return int(best[0].key) if best is not None else None

    def _abroad(self, company: EventCompany) -> set[int]:
        if not company.country:
            return set()
        return {key for key, other in self.companies.items() if other.country and other.country != company.country}


def _comparable_company(event_company: EventCompany) -> ComparableCompany:
    return create_comparable_company(
        str(event_company.id),
        (event_company.name, event_company.name_zh or "", *event_company.other_names),
        website=event_company.website or "",
        emails=event_company.emails,
        country=event_company.country or "",
    )


_SUFFICIENT_REASONS: Final = word_set("registry_number stock_code name name_zh name_spelling")
_HOLDING_TERMS: Final = frozenset({"holding", "控股"})


def may_be_two_companies(
    company: ComparableCompany, other: ComparableCompany, verdict: MatchVerdict, *, listed_both: bool
) -> bool:
    """Whether what was taken for the same rests on a name that is the other's beginning. Who is known in full may be
    said shortly, so that the known name has to be the shorter one; ``listed_both``: by the same people, who would write
    one company in one way."""
    because = set(verdict.because)
    if verdict.outcome is not MatchOutcome.SAME or because & _SUFFICIENT_REASONS:
        return False
    if "name_without_group" in because:
        return listed_both and _is_only_holding(company, other)
    return bool(because & {"name_short", "name_kin"}) and (
        _is_longer_name(company, other) or (listed_both and _is_longer_name(other, company))
    )


def _is_longer_name(longer: ComparableCompany, shorter: ComparableCompany) -> bool:
    latin = [_is_longer_latin_name(x, y) for x in longer.latin for y in shorter.latin]
    chinese = [_is_longer_chinese_name(x, y) for x in longer.chinese for y in shorter.chinese]
    return any(latin) and all(chinese) if latin else any(chinese)


def _is_longer_latin_name(longer: LatinName, shorter: LatinName) -> bool:
    """By whole words: Intl for International is none more."""
    return len(shorter.core) < len(longer.core) and longer.core[: len(shorter.core)] == shorter.core


def _is_longer_chinese_name(longer: ChineseName, shorter: ChineseName) -> bool:
    return len(shorter.core) < len(longer.core) and longer.core.startswith(shorter.core)


def _is_only_holding(company: ComparableCompany, other: ComparableCompany) -> bool:
    """Whether one says in each script that it holds shares, and the other does not."""
    latin = [bool((x.soft ^ y.soft) & _HOLDING_TERMS) for x in company.latin for y in other.latin]
    chinese = [bool((x.soft ^ y.soft) & _HOLDING_TERMS) for x in company.chinese for y in other.chinese]
    differences = latin + chinese
    return bool(differences) and all(differences)
