"""Counters of rate limits in the database, so that all processes count together.

Keys are kept hashed: they hold addresses of people. A hit commits by itself, so it may not be counted inside
``transaction()``.
"""

from __future__ import annotations

import hashlib
import time

from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.db import aside, db
from app.floor.models import RateCount

COUNT = text(
    "INSERT INTO rate_counts (key, hits, expires_at) VALUES (:key, :amount, :ends) ON CONFLICT (key) DO UPDATE SET "
    "hits = CASE WHEN rate_counts.expires_at <= :now THEN :amount ELSE rate_counts.hits + :amount END, "
    "expires_at = CASE WHEN rate_counts.expires_at <= :now THEN :ends ELSE rate_counts.expires_at END RETURNING hits"
)


class DatabaseStorage(Storage):
    """Fixed windows; a window begins with its first hit."""

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` hits; how many there are in the window, these included."""
        moment = time.time()
        values = {"key": _hashed(key), "amount": amount, "now": moment, "ends": moment + expiry}
        with aside() as connection:
            return int(connection.execute(COUNT, values).scalar_one())

    def get(self, key: str) -> int:
        """Hits in the current window."""
        chosen = select(RateCount.hits).where(RateCount.key == _hashed(key), RateCount.expires_at > time.time())
        with db.engine.connect() as connection:
            return connection.scalar(chosen) or 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now, if none is open."""
        chosen = select(RateCount.expires_at).where(RateCount.key == _hashed(key))
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
        with aside() as connection:
            total = connection.scalar(select(func.count()).select_from(RateCount)) or 0
            connection.execute(delete(RateCount))
        return total

    def clear(self, key: str) -> None:
        """Forget the hits of one key."""
        with aside() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == _hashed(key)))


limiter = FixedWindowRateLimiter(DatabaseStorage())


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
