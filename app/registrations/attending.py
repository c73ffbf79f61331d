"""Which firm of an event another one may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from typing import NamedTuple

from app.accounts.credentials import mailbox_key
from app.registrations.compared_firm import Firm, firm_of
from app.registrations.pool import Pool


class Attending(NamedTuple):
    """What an event has of a firm that tells it from others. ``id``: of the registration; ``came_alone``: a stranger
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


class Attendance:
    """The firms of one event in the order they came, to be asked which of them is one with another. Of thousands few
    change between two looks: the others are taken over as they were read ``before``."""

    def __init__(self, firms: tuple[Attending, ...], before: Attendance | None = None) -> None:
        self.firms = {one.id: one for one in firms}
        known = before.comparable if before is not None else {}
        self.comparable: dict[Attending, Firm] = {one: known.get(one) or _firm(one) for one in firms}
        self._pool = Pool(self.comparable.values())
        self._by_mailbox: defaultdict[str, list[int]] = defaultdict(list)
        self._came_alone = [one.id for one in firms if one.came_alone]
        self._known: dict[tuple[int, Set[int]], int | None] = {}
        for one in firms:
            for mailbox in {mailbox_key(email) for email in one.emails}:
                self._by_mailbox[mailbox].append(one.id)

    def is_of(self, firms: tuple[Attending, ...]) -> bool:
        """Whether these are its firms, none changed."""
        return tuple(self.comparable) == firms

    def same_as(self, one: int, apart: Set[int]) -> int | None:
        """The firm with a mailbox of this one, else who it is by the rules for the rows of a sheet, by which a name
        makes no firm the same as one of another country. ``apart``: the companies that it was said not to be. Of two
        that both came alone the later one is said to be like the earlier."""
        asked = one, frozenset(apart)
        if asked not in self._known:
            self._known[asked] = self._look_for(self.firms[one], apart)
        return self._known[asked]

    def _look_for(self, one: Attending, apart: Set[int]) -> int | None:
        others = {key for key in self._came_alone if key > one.id} | {one.id}
        others |= {key for key, other in self.firms.items() if other.company_id in apart} if apart else set()
        shared = {key for email in one.emails for key in self._by_mailbox[mailbox_key(email)]} - others
        if shared:
            return min(shared)
        best = self._pool.best(self.comparable[one], map(str, others | self._abroad(one)))
        return int(best[0].key) if best is not None else None

    def _abroad(self, one: Attending) -> set[int]:
        if not one.country:
            return set()
        return {key for key, other in self.firms.items() if other.country and other.country != one.country}


def _firm(one: Attending) -> Firm:
    return firm_of(
        str(one.id),
        (one.name, one.name_zh or "", *one.other_names),
        website=one.website or "",
        emails=one.emails,
        country=one.country or "",
    )
