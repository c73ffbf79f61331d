"""When more comes than can be answered, some is turned away at once, so that the rest is answered in time.

Else all would wait in a queue that only grows, and whoever gives up and asks again makes it longer. Who comes learns at
once whether its turn would come in time, by how long the last ones took.

Of our own, since Granian's ``--backpressure`` makes connections wait and turns nobody away. Standard library alone, as
all of this package.

Where SQLite is in the same process, that works on one request at a time: with one interpreter lock a second one only
takes from the first, and most of all from whoever holds the lock of the database, so that two at a time answer a third
less. Where one waits for PostgreSQL, another one is worked on. But who takes long lets the next one begin.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

MAX_RUNNING = 3
"""Requests of a process that are worked on at a time, with those that take long."""
AT_ONCE = {"sqlite": 1, "postgresql": 2}
"""And without those, by database."""
QUICK_SECONDS = 0.1
"""Who takes longer keeps nobody waiting any more."""
MAX_WAITING = 64
"""Requests of a process that may wait for their turn, however fast they are answered: what comes while a process that
has just begun answers its first ones, which take twenty times as long."""
ALWAYS_WAITING = 6
"""So many may wait however slow they are answered: a browser asks for up to six things at a time. At up to 70 ms a
request the last one still has its answer within half a second."""
WAIT_SECONDS = 0.38
"""Nobody beyond those is let in to wait for longer: answers are promised within half a second."""
PATIENCE_SECONDS = 5.0
"""As long as who writes waits for the lock of the database; whoever has a place and no turn by then gets none."""
RETRY_SECONDS = 2
THREADS = MAX_RUNNING + MAX_WAITING + 4
"""Of a process that answers requests; the last few only turn away."""
HEALTH_PATH = "/healthz"

Header = tuple[str, str]
RawResponse = tuple[str, list[Header], bytes]
"""Status, headers and content."""
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def refusal_page(status: str, title: str, english: str, chinese: str, french: str, *headers: Header) -> RawResponse:
    """A page in three languages for whoever is turned away before the application is asked."""
    page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Qiao</title></head><body><main><h1>{title}</h1>
<p>{english}</p>
<p lang="zh-Hans">{chinese}</p>
<p lang="fr">{french}</p>
</main></body></html>
""".encode()
    usual = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
    ]
    return status, [*usual, *headers], page


BUSY_RESPONSE = refusal_page(
    "503 Service Unavailable",
    "Many at once",
    "Nothing was done. Wait a few seconds and send it again; your place in the event is not at risk.",
    "当前访问人数较多，本次操作未执行。请稍候几秒后重试，您的安排不受影响。",
    "Beaucoup de monde à la fois\u00a0: rien n’a été fait. Attendez quelques secondes et renvoyez\u00a0; "
    "votre place n’est pas en jeu.",
    ("Retry-After", str(RETRY_SECONDS)),
)


class RequestPace:
    """For how long a request keeps the next one waiting, as the last ones did: a tenth of it is the last one's."""

    SHARE = 0.1

    def __init__(self) -> None:
        self.seconds = 0.0

    def took(self, seconds: float) -> None:
        self.seconds += self.SHARE * (min(seconds, QUICK_SECONDS) - self.seconds)


class RequestTurn:
    """A request that waits, or that is worked on since ``begun``; ``called`` is released once its wait is over."""

    __slots__ = ("begun", "called")

    def __init__(self) -> None:
        self.begun = 0.0
        self.called = threading.Lock()
        self.called.acquire()

    def is_quick(self) -> bool:
        return time.monotonic() - self.begun < QUICK_SECONDS


class RequestTurns:
    """Who is worked on and who waits, in the order in which they came; for the threads of one process."""

    def __init__(
        self, running: int, waiting: int, always_waiting: int, wait_seconds: float, *, at_once: int = 1
    ) -> None:
        self.running, self.waiting, self.always_waiting = running, waiting, always_waiting
        self.wait_seconds, self.at_once = wait_seconds, at_once
        self.pace = RequestPace()
        self.in_work: list[RequestTurn] = []
        self.line: deque[RequestTurn] = deque()
        self._mutex = threading.Lock()

    def take(self, patience_seconds: float) -> RequestTurn | None:
        """One's turn: at once, or after a wait that is short enough; None where it would be too long, or was."""
        turn = RequestTurn()
        with self._mutex:
            if not self.line and self._may_begin():
                self._begin(turn)
                return turn
            if not self._may_wait(len(self.line)):
                return None
            self.line.append(turn)
        deadline = time.monotonic() + patience_seconds
        while not turn.called.acquire(timeout=min(max(0.0, deadline - time.monotonic()), self._next_look_seconds())):
            with self._mutex:
                if turn.begun:
                    break
                if self.line[0] is turn and self._may_begin():
                    self._begin(self.line.popleft())
                elif time.monotonic() >= deadline:
                    self.line.remove(turn)
                    return None
        return turn

    def give_back(self, turn: RequestTurn) -> None:
        """The turn is over; who waits longest begins, unless as many are worked on."""
        with self._mutex:
            self.pace.took(time.monotonic() - turn.begun)
            self.in_work.remove(turn)
            if self.line and self._may_begin():
                self._begin(self.line.popleft())

    def _may_begin(self) -> bool:
        return len(self.in_work) < self.running and sum(turn.is_quick() for turn in self.in_work) < self.at_once

    def _begin(self, turn: RequestTurn) -> None:
        turn.begun = time.monotonic()
        self.in_work.append(turn)
        turn.called.release()

    def _next_look_seconds(self) -> float:
        """The seconds after which the first of those that are worked on will have taken long."""
        left = [turn.begun + QUICK_SECONDS - time.monotonic() for turn in tuple(self.in_work)]
        return min((seconds for seconds in left if seconds > 0), default=QUICK_SECONDS)

    def _may_wait(self, before: int) -> bool:
        if before >= self.waiting or not self.running:
            return False
        return before < self.always_waiting or (before + 1) * self.pace.seconds / self.at_once <= self.wait_seconds


class LoadShedding:
    """A WSGI application in front of another: so many at a time, so many in wait, 503 for the rest."""

    def __init__(
        self,
        answering: WsgiApplication,
        *,
        running: int = MAX_RUNNING,
        waiting: int = MAX_WAITING,
        always_waiting: int = ALWAYS_WAITING,
        wait_seconds: float = WAIT_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        headers: Iterable[Header] = (),
        at_once: int = 1,
    ) -> None:
        """``headers``: what every answer carries besides, as when all is on TLS."""
        self.answering = answering
        self.patience_seconds = patience_seconds
        self.headers = list(headers)
        self.turns = RequestTurns(running, waiting, always_waiting, wait_seconds, at_once=at_once)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == HEALTH_PATH:  # whoever watches must not take a crowd for a death
            return self.answering(environ, start)
        turn = self.turns.take(self.patience_seconds)
        if turn is None:
            status, headers, page = BUSY_RESPONSE
            start(status, [*headers, *self.headers])
            return [page]
        try:
            return self.answering(environ, start)
        finally:
            self.turns.give_back(turn)
