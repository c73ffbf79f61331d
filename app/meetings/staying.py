"""Whether a firm stays at a table or walks: by the rules while it meets nobody, else by the meetings as they stand."""

from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

MOST_EXCEPTIONS: Final = 2
"""Who sits elsewhere more often keeps no table."""


class Part(StrEnum):
    """What a firm does between its meetings."""

    STAYS = "stays"  # it keeps a table, and the others come
    WALKS = "walks"  # it goes from table to table
    PARTLY = "partly"  # most of its meetings, or some at the table that it keeps, are at one
    AWAY = "away"  # it keeps a table, and meets at others alone
    AT_ONE = "at_one"  # all its meetings are at one table, which is not its own


@dataclass(frozen=True, slots=True)
class Course:
    """``table``: at which the firm stays, or has so many of its meetings as are ``there``, "" where no meeting and no
    home says so; ``but``: when it sits elsewhere, and where, in order of time; ``is_home``: it keeps that table for
    itself. ``part``: None where there is nothing to say."""

    part: Part | None = None
    table: str = ""
    but: tuple[tuple[datetime, str], ...] = ()
    there: int = 0
    is_home: bool = False


def part_of(group: int | None, partners: Collection[int], seated: Set[int], *, has_home: bool) -> Part | None:
    """The part of a firm of this side, which meets firms of the ``partners``' sides, where ``seated`` sides keep their
    tables; None where it is now this, now that. A table of its own counts among sides of which none is seated."""
    others = set(partners) - {group}
    if group in seated:
        return Part.STAYS if others and not others & seated else None
    if others & seated:
        return Part.WALKS if others <= seated and group not in partners else None
    return Part.STAYS if has_home else None


def course_of(ruled: Part | None, held: Sequence[tuple[datetime, str]], *, home: str = "") -> Course:
    """What a firm does whose meetings are ``held`` (when, at which table). ``ruled``: its part by the rules, which
    alone count while it meets nobody. One meeting makes nobody stay who is not ruled to."""
    if not held:
        return Course(ruled, home if ruled is Part.STAYS else "")
    sat = Counter(table for _at, table in held)
    table = home or max(sat, key=lambda one: sat[one])
    but = tuple(sorted((at, where) for at, where in held if where != table))
    stays = bool(home) or ruled is Part.STAYS or len(held) > 1
    if (ruled is not Part.WALKS or home) and stays and len(but) <= MOST_EXCEPTIONS and len(but) < sat[table]:
        return Course(Part.STAYS, table, but)
    if home:
        return Course(Part.PARTLY if sat[home] else Part.AWAY, home, there=sat[home], is_home=True)
    if len(sat) == 1:
        return Course(Part.AT_ONE, table, there=len(held)) if len(held) > 1 else Course()
    return Course(Part.PARTLY, table, there=sat[table]) if sat[table] * 2 > len(held) else Course(Part.WALKS)
