"""How often something may be tried: counted before it is done, in the database, by all processes together."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.core import audit
from app.core.audit import TableSubject
from app.core.db import db, side_transaction, transaction
from app.core.errors import TooMany
from app.core.models import RateCount
from app.core.web.security import client_network

COUNT_HITS_SQL = text(
    "INSERT INTO rate_counts (key, hits, expires_at) VALUES (:key, :amount, :ends) ON CONFLICT (key) DO UPDATE SET "
    "hits = CASE WHEN rate_counts.expires_at <= :now THEN :amount ELSE rate_counts.hits + :amount END, "
    "expires_at = CASE WHEN rate_counts.expires_at <= :now THEN :ends ELSE rate_counts.expires_at END RETURNING hits"
)


class RateLimitStorage(Storage):
    """Fixed windows; a window begins with its first hit."""

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` hits; how many there are in the window, these included."""
        moment = time.time()
        values = {"key": _hashed_key(key), "amount": amount, "now": moment, "ends": moment + expiry}
        with side_transaction() as connection:
            return int(connection.execute(COUNT_HITS_SQL, values).scalar_one())

    def get(self, key: str) -> int:
        """Hits in the current window."""
        chosen = select(RateCount.hits).where(RateCount.key == _hashed_key(key), RateCount.expires_at > time.time())
        with db.engine.connect() as connection:
            return connection.scalar(chosen) or 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now, if none is open."""
        chosen = select(RateCount.expires_at).where(RateCount.key == _hashed_key(key))
        with db.engine.connect() as connection:
            return max(connection.scalar(chosen) or 0.0, time.time())

    def check(self) -> bool:
        """Whether the counters can be read."""
        try:
            with db.engine.connect() as connection:
                return connection.scalar(select(1)) == 1
        except SQLAlchemyError:
            return False

    def reset(self) -> int:
        """Forget all hits; how many counters there were."""
        with side_transaction() as connection:
            total = connection.scalar(select(func.count()).select_from(RateCount)) or 0
            connection.execute(delete(RateCount))
        return total

    def clear(self, key: str) -> None:
        """Forget the hits of one key."""
        with side_transaction() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == _hashed_key(key)))


limiter = FixedWindowRateLimiter(RateLimitStorage())


def _hashed_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


LOGGED_RATE = parse("1 per 15 minutes")


@dataclass(frozen=True)
class RateLimit:
    """``rate`` as "10 per 15 minutes"; ``name`` keeps its counters apart from those of other limits."""

    name: str
    rate: str

    @property
    def item(self) -> RateLimitItem:
        return parse(self.rate)


def spend_attempts(limit: RateLimit, who: str, *, times: int = 1) -> None:
    """Count a try of ``who``, or several at once. Raises TooMany where that is one too many."""
    if times and not limiter.hit(limit.item, limit.name, who, cost=times):
        raise _limit_refusal(limit, who)


def count_attempt(limit: RateLimit, who: str) -> None:
    """Count a try of ``who`` that was let through, even where that is one too many."""
    limiter.hit(limit.item, limit.name, who)


def require_attempt(limit: RateLimit, who: str) -> None:
    """Raise TooMany if ``who`` has none left, without counting: for what is counted only when it fails."""
    if not limiter.test(limit.item, limit.name, who):
        raise _limit_refusal(limit, who)


def has_tried(limit: RateLimit, who: str) -> bool:
    """Whether any try of ``who`` counts now."""
    return limiter.get_window_stats(limit.item, limit.name, who).remaining < limit.item.amount


def clear_attempts(limit: RateLimit, who: str) -> None:
    """Forget what ``who`` has tried, since it succeeded now."""
    limiter.clear(limit.item, limit.name, who)


def _limit_refusal(limit: RateLimit, who: str) -> TooMany:
    """The refusal; the first of each quarter of an hour stands in the audit log."""
    if limiter.hit(LOGGED_RATE, limit.name, who):
        with transaction():
            user = who.removeprefix("user:")
            subject = TableSubject("users", int(user) if user != who and user.isdigit() else 0)
            audit.log_action("limit.reached", subject, by=None, limit=limit.name, network=client_network())
    reset_at: float = limiter.get_window_stats(limit.item, limit.name, who).reset_time
    seconds = max(1, math.ceil(reset_at - time.time()))
    return TooMany(seconds=seconds, minutes=math.ceil(seconds / 60))
