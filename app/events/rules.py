"""What an organizer rules: who may ask whom, who keeps a table, how many and how long, who sees whose contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.events.calendar import EventFinding, error_finding, look_finding

MOST_SLOTS_IN_A_ROW: Final = 3
"""How many slots in a row one meeting may take at most."""


class ContactVisibility(StrEnum):
    """When the firms of an event see each other's e-mail, phone and WeChat on its pages."""

    NEVER = "never"
    ACCEPTED = "accepted"  # once both have accepted to meet
    ALWAYS = "always"

    def shows(self, *, both_accepted: bool) -> bool:
        """Whether one firm sees the contacts of another; an arranged meeting is accepted by neither at first."""
        return self == ContactVisibility.ALWAYS or (self == ContactVisibility.ACCEPTED and both_accepted)


class DirectoryVisibility(StrEnum):
    """Whether anybody may read which firms take part, without a sign-in, and whether search engines may keep it."""

    NONE = "none"
    PUBLIC = "public"
    INDEXED = "indexed"


@dataclass(frozen=True)
class GroupRules:
    """The sides of an event.

    ``may_ask``: pairs (asking group, asked group) · ``seated``: groups whose companies keep their tables while the
    others walk. A guest stands in no group (None): it asks nobody and is asked by nobody.
    """

    may_ask: frozenset[tuple[int, int]]
    seated: frozenset[int] = frozenset()

    def allows_asking(self, asker: int | None, asked: int | None) -> bool:
        """Whether a firm of one group may ask a firm of another (or of its own, where that is ruled)."""
        return asker is not None and asked is not None and (asker, asked) in self.may_ask

    def allows_meeting(self, first: int | None, second: int | None) -> bool:
        """Whether the two may meet at all: one of them may ask the other."""
        return self.allows_asking(first, second) or self.allows_asking(second, first)

    def keeps_table(self, first: int | None, second: int | None) -> int | None:
        """The group that keeps its table where the two meet; None where both do, or neither."""
        staying = {group for group in (first, second) if group in self.seated}
        return staying.pop() if len(staying) == 1 and first != second else None


def group_findings(groups: Iterable[int], rules: GroupRules) -> Iterable[EventFinding]:
    """What is odd about the sides: ``nobody_may_ask`` (an error), ``group_meets_nobody``, ``both_keep_tables``."""
    if not rules.may_ask:
        yield error_finding("nobody_may_ask")
        return
    for group in groups:
        if not any(group in pair for pair in rules.may_ask):
            yield look_finding("group_meets_nobody", group=group)
    for first, second in sorted({(min(pair), max(pair)) for pair in rules.may_ask}):
        if first != second and {first, second} <= rules.seated:
            yield look_finding("both_keep_tables", one=first, other=second)


@dataclass(frozen=True)
class CompanyLimits:
    """What one company may have; None means no limit.

    ``open_requests``: its own requests that wait for an answer · ``least_meetings``: what the plan tries to give each ·
    ``most_meetings`` · ``longest_run``: meetings in a row that one person sits through before a pause.
    """

    open_requests: int | None = None
    least_meetings: int | None = None
    most_meetings: int | None = None
    longest_run: int | None = None

    def but(self, own: CompanyLimits) -> CompanyLimits:
        """These with what is said of one firm alone; a least of all firms that is above its own most is that most."""
        if own is NO_OWN_LIMITS:
            return self
        most = self.most_meetings if own.most_meetings is None else own.most_meetings
        least = self.least_meetings if own.least_meetings is None else own.least_meetings
        if own.least_meetings is None and least is not None and most is not None:
            least = min(least, most)
        return CompanyLimits(
            open_requests=self.open_requests if own.open_requests is None else own.open_requests,
            least_meetings=least,
            most_meetings=most,
            longest_run=self.longest_run if own.longest_run is None else own.longest_run,
        )


NO_OWN_LIMITS: Final = CompanyLimits()
"""What is said of a firm that has no limits of its own."""


def limit_findings(limits: CompanyLimits) -> Iterable[EventFinding]:
    """Errors in the limits: ``limit_not_positive`` (with its name), ``least_above_most``."""
    for name in ("open_requests", "most_meetings", "longest_run"):
        if (value := getattr(limits, name)) is not None and value < 1:
            yield error_finding("limit_not_positive", limit=name, value=value)
    least, most = limits.least_meetings, limits.most_meetings
    if least is not None and least < 0:
        yield error_finding("limit_not_positive", limit="least_meetings", value=least)
    if least is not None and most is not None and least > most:
        yield error_finding("least_above_most", least=least, most=most)


def expires_at(asked_at: datetime, *, days: int | None, deadlines: Iterable[datetime | None] = ()) -> datetime | None:
    """When a request lapses: ``days`` after it was asked, or at the first deadline that still lay ahead then.

    Deadlines: the end of the time for requests, the start of the proposed slot. None: it never lapses.
    """
    moments = [moment for moment in deadlines if moment is not None and moment > asked_at]
    if days is not None:
        moments.append(asked_at + timedelta(days=days))
    return min(moments, default=None)


def has_expired(expires: datetime | None, *, now: datetime) -> bool:
    """Whether a request that lapses at this moment has lapsed; at the moment itself it has."""
    return expires is not None and now >= expires
