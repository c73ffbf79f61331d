from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.core.serving import load_shedding
from app.core.serving.load_shedding import AT_ONCE, BUSY_RESPONSE, LoadShedding, RequestPace, RequestTurns


class Slow:
    """Answers once it is let go; counts how many it works on at a time."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(10)
        with self.lock:
            self.now -= 1
        start("200 OK", [])
        return [b"done"]


def ask(app: LoadShedding, path: str = "/") -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    body = b"".join(app({"PATH_INFO": path}, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], body


@pytest.mark.parametrize("at_once", AT_ONCE.values())
def test_so_many_are_worked_on_at_a_time(monkeypatch, at_once):
    monkeypatch.setattr(load_shedding, "QUICK_SECONDS", 60)
    slow = Slow()
    app = LoadShedding(slow, running=3, waiting=3, always_waiting=3, at_once=at_once)

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask, app) for _ in range(4)]
        while slow.now < at_once or len(app.turns.line) < 4 - at_once:
            time.sleep(0.001)
        slow.go.set()
        answers = [one.result()[0] for one in asked]

    assert answers == ["200 OK"] * 4
    assert slow.most == at_once


@pytest.mark.parametrize("waits", [False, True])
def test_who_takes_long_keeps_nobody_waiting(monkeypatch, waits):
    monkeypatch.setattr(
        load_shedding, "QUICK_SECONDS", 0.3 if waits else 0.0
    )  # the second waits at first, or not at all
    slow = Slow()
    app = LoadShedding(slow, running=2, waiting=3, always_waiting=3)

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(ask, app) for _ in range(2)]
        while slow.now < 2:
            time.sleep(0.001)
        assert app.turns.take(0.0) is None  # a third one waits for one of them
        slow.go.set()
        answers = [one.result()[0] for one in asked]

    assert answers == ["200 OK"] * 2
    assert (app.turns.in_work, len(app.turns.line)) == ([], 0)


def test_so_many_run_so_many_wait_and_the_rest_is_turned_away_at_once(monkeypatch):
    monkeypatch.setattr(load_shedding, "QUICK_SECONDS", 0.0)
    slow = Slow()
    app = LoadShedding(slow, running=2, waiting=3, always_waiting=3)

    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(ask, app) for _ in range(5)]
        while slow.now < 2 or len(app.turns.line) < 3:
            time.sleep(0.01)
        begun = time.monotonic()
        status, headers, body = ask(app)
        took = time.monotonic() - begun
        slow.go.set()
        answers = [one.result()[0] for one in asked]

    assert (status, headers["Retry-After"], body) == ("503 Service Unavailable", "2", BUSY_RESPONSE[2])
    assert took < 1
    assert answers == ["200 OK"] * 5
    assert slow.most == 2


def test_who_has_waited_long_enough_is_turned_away_and_afterwards_all_is_as_before():
    slow = Slow()
    app = LoadShedding(slow, running=1, waiting=1, patience_seconds=0.05)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask, app)
        while slow.now < 1:
            time.sleep(0.01)
        waited = ask(app)[0]
        slow.go.set()

    assert (waited, first.result()[0]) == ("503 Service Unavailable", "200 OK")
    assert [ask(app)[0] for _ in range(3)] == ["200 OK"] * 3


def test_who_asks_whether_it_lives_is_never_turned_away():
    app = LoadShedding(lambda _environ, start: start("200 OK", []) or [], running=0, waiting=0)

    assert ask(app, "/healthz")[0] == "200 OK"
    assert ask(app)[0] == "503 Service Unavailable"


def test_a_place_is_free_again_after_a_page_that_broke():
    def breaks(_environ: Any, _start: Any) -> list[bytes]:
        raise RuntimeError

    app = LoadShedding(breaks, running=1, waiting=0)
    for _ in range(3):
        try:
            ask(app)
        except RuntimeError:
            continue
        raise AssertionError("it was turned away")


def test_who_would_wait_too_long_is_turned_away_at_once_though_there_is_a_place():
    slow = Slow()
    app = LoadShedding(slow, running=1, waiting=20, always_waiting=1, wait_seconds=0.25)
    for _ in range(30):
        app.turns.pace.took(0.1)

    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(ask, app) for _ in range(3)]  # one runs, two wait for 0.1 and 0.2 seconds
        while len(app.turns.line) < 2:
            time.sleep(0.01)
        begun = time.monotonic()
        status, headers, _body = ask(app)
        took = time.monotonic() - begun
        slow.go.set()
        answers = [one.result()[0] for one in asked]

    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "2")
    assert took < 1
    assert answers == ["200 OK"] * 3


def test_on_a_slow_machine_as_many_wait_as_one_browser_asks_for():
    slow = Slow()
    app = LoadShedding(slow, running=1, waiting=20, always_waiting=6, wait_seconds=0.25)
    for _ in range(100):
        app.turns.pace.took(1.0)

    with ThreadPoolExecutor(7) as threads:
        asked = [threads.submit(ask, app) for _ in range(7)]
        while len(app.turns.line) < 6:
            time.sleep(0.01)
        eighth = ask(app)[0]
        slow.go.set()
        answers = [one.result()[0] for one in asked]

    assert eighth == "503 Service Unavailable"
    assert answers == ["200 OK"] * 7


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    turns = RequestTurns(running=1, waiting=20, always_waiting=20, wait_seconds=1)
    order: list[int] = []

    def one(number: int) -> None:
        turn = turns.take(10)
        assert turn is not None
        order.append(number)
        turns.give_back(turn)

    first = turns.take(10)
    assert first is not None
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
        while len(turns.line) <= number:
            time.sleep(0.001)
    turns.give_back(first)
    for thread in threads:
        thread.join()

    assert order == list(range(8))


def test_no_turn_gets_lost_where_patience_ends_just_as_it_comes():
    turns = RequestTurns(running=2, waiting=50, always_waiting=50, wait_seconds=1)

    def many() -> None:
        for _ in range(60):
            if (turn := turns.take(0.0005)) is not None:
                time.sleep(0.0004)
                turns.give_back(turn)

    threads = [threading.Thread(target=many) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (turns.in_work, len(turns.line)) == ([], 0)


def test_one_page_that_takes_a_minute_does_not_turn_the_next_ones_away():
    pace = RequestPace()
    pace.took(60)

    assert pace.seconds <= 0.1
