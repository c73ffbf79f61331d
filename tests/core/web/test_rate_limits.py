from __future__ import annotations

import multiprocessing
import sys
import time

import pytest
from flask import Flask
from limits import parse

from app import create_app
from app.core.db import db, transaction
from app.core.models import RateCount
from app.core.reactions import delete_expired_rows
from app.core.web.rate_limits import RateLimitStorage, limiter
from config import Settings

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def storage(app: Flask) -> RateLimitStorage:
    return RateLimitStorage()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """``at[0]`` is the present, in seconds since 1970."""
    told = [time.time()]
    monkeypatch.setattr("app.core.web.rate_limits.time.time", lambda: told[0])
    return told


def test_hits_count_within_a_window_and_begin_anew_after_it(storage: RateLimitStorage, at: list[float]) -> None:
    counted = [storage.incr("a", 60), storage.incr("a", 60), storage.incr("b", 60), storage.incr("a", 60, amount=3)]
    assert counted == [1, 2, 1, 5]
    assert storage.get("a") == 5
    assert storage.get_expiry("a") == pytest.approx(at[0] + 60)

    at[0] += 60

    assert storage.get("a") == 0
    assert storage.get_expiry("a") == at[0]
    assert storage.incr("a", 60) == 1


def test_a_key_can_be_forgotten_alone_or_with_all(storage: RateLimitStorage) -> None:
    for key in ("a", "b", "c"):
        storage.incr(key, 60)

    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)

    assert storage.reset() == 2
    assert storage.get("b") == 0


def test_keys_are_not_kept_as_they_are(storage: RateLimitStorage) -> None:
    storage.incr("LIMITS:LIMITER/tan@example.org/sign_in/5/1/minute", 60)

    assert "tan" not in db.session.query(RateCount.key).one()[0]


def test_a_hit_leaves_the_requests_session_alone(storage: RateLimitStorage) -> None:
    before = db.session.query(RateCount).count()

    storage.incr("a", 60)

    assert before == 0
    assert db.session().in_transaction()


def test_a_hit_inside_a_transaction_is_refused(storage: RateLimitStorage) -> None:
    with pytest.raises(RuntimeError, match="aside"), transaction():
        storage.incr("a", 60)


def test_check_tells_whether_the_counters_can_be_read(storage: RateLimitStorage) -> None:
    assert storage.check() is True


def test_counters_whose_window_is_over_are_pruned(storage: RateLimitStorage) -> None:
    storage.incr("old", -1)
    storage.incr("new", 60)

    delete_expired_rows()

    assert db.session.query(RateCount).count() == 1
    assert storage.get("new") == 1


def passes(settings: Settings, tries: int) -> int:
    """How many of ``tries`` pass a limit of 40 a minute, in a process of its own."""
    app = create_app(settings)
    with app.app_context():
        passed = sum(limiter.hit(parse("40/minute"), "hall") for _ in range(tries))
        db.session.remove()
        db.engine.dispose()
    return passed


def test_several_processes_let_exactly_the_limit_pass(app: Flask, settings: Settings) -> None:
    context = multiprocessing.get_context("spawn" if sys.platform == "darwin" else "forkserver")
    context.set_forkserver_preload(["app.factory"])  # read once, by the process that all come from
    with context.Pool(5) as pool:
        passed = pool.starmap(passes, [(settings, 16)] * 5, chunksize=1)

    assert sum(passed) == 40
