"""Who is let in without the organizer's look, how many places a side has, and who is offered the next one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Who is approved at once: everybody, firms of these sides, those of these ISIC classes, those that were invited
    (whoever did not register openly)."""

    everybody: bool = False
    groups: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    invited: bool = False

    @property
    def lets_strangers_in(self) -> bool:
        """Whether some that register openly may be approved at once."""
        return self.everybody or bool(self.groups or self.classes)

    def approve(self, *, group_id: int | None, codes: Collection[str], was_invited: bool) -> bool:
        """Whether one of the rules lets a firm in."""
        by_group, by_sector = group_id in self.groups, bool(self.classes & set(codes))
        return self.everybody or by_group or by_sector or (self.invited and was_invited)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a side: ``quota`` None for no limit; ``taken`` by approved firms, ``offered`` and not answered."""

    quota: int | None
    taken: int = 0
    offered: int = 0

    @property
    def free(self) -> int | None:
        """How many more may come, never below 0 (a quota may be lowered under what is taken); None for no limit."""
        return None if self.quota is None else max(0, self.quota - self.taken - self.offered)

    def has_room(self, *, for_the_offered: bool = False) -> bool:
        """Whether one more may come: who was offered a place has it kept, even where the quota was lowered since."""
        return for_the_offered or self.free != 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A firm on the waiting list; ``lapsed``: how many offers it has let pass."""

    registration_id: int
    since: datetime
    lapsed: int = 0


def next_in_line(waiting: Iterable[Waiting], free: int | None) -> list[int]:
    """The firms that are offered a place now: those who let fewer offers pass first, then who waits longest."""
    line = sorted(waiting, key=lambda one: (one.lapsed, one.since, one.registration_id))
    return [one.registration_id for one in (line if free is None else line[:free])]
