"""How often something may be tried: counted before it is done, in the counters that all processes share.

A view says ``spend(SIGN_IN, bucket)``; who is over the limit gets ``TooMany``, with the seconds to wait.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse

from app.db import transaction
from app.floor import notices
from app.floor.notices import TableOf
from app.floor.rates import limiter
from app.floor.web.security import network
from app.kernel.errors import TooMany

NOTED = parse("1 per 15 minutes")


@dataclass(frozen=True)
class Limit:
    """``rate`` as "10 per 15 minutes"; ``name`` keeps its counters apart from those of other limits."""

    name: str
    rate: str

    @property
    def item(self) -> RateLimitItem:
        return parse(self.rate)


def spend(limit: Limit, who: str, *, times: int = 1) -> None:
    """Count a try of ``who``, or several at once. Raises TooMany where that is one too many."""
    if times and not limiter.hit(limit.item, limit.name, who, cost=times):
        raise _too_many(limit, who)


def count(limit: Limit, who: str) -> None:
    """Count a try of ``who`` that was let through, even where that is one too many."""
    limiter.hit(limit.item, limit.name, who)


def require(limit: Limit, who: str) -> None:
    """Raise TooMany if ``who`` has none left, without counting: for what is counted only when it fails."""
    if not limiter.test(limit.item, limit.name, who):
        raise _too_many(limit, who)


def has_tried(limit: Limit, who: str) -> bool:
    """Whether any try of ``who`` counts now."""
    return limiter.get_window_stats(limit.item, limit.name, who).remaining < limit.item.amount


def forgive(limit: Limit, who: str) -> None:
    """Forget what ``who`` has tried, since it succeeded now."""
    limiter.clear(limit.item, limit.name, who)


def _too_many(limit: Limit, who: str) -> TooMany:
    """The refusal; the first of each quarter of an hour stands in the audit log."""
    if limiter.hit(NOTED, limit.name, who):
        with transaction():
            user = who.removeprefix("user:")
            subject = TableOf("users", int(user) if user != who and user.isdigit() else 0)
            notices.write("limit.reached", subject, by=None, limit=limit.name, network=network())
    reset_at: float = limiter.get_window_stats(limit.item, limit.name, who).reset_time
    seconds = max(1, math.ceil(reset_at - time.time()))
    return TooMany(seconds=seconds, minutes=math.ceil(seconds / 60))
