"""When more comes than can be answered, some is turned away at once, so that the rest is answered in time.

Else all would wait in a queue that only grows, and whoever gives up and asks again makes it longer. Who comes learns at
once whether its turn would come in time, by how long the last ones took. Standard library alone, as all of this
package.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

RUNNING = 2
"""Requests of a process that are worked on at a time: with one interpreter lock more would only slow each other, and
whoever holds the lock of the database most of all."""
WAITING = 24
"""Requests of a process that may wait for their turn, however fast they are answered."""
ALWAYS_WAITING = 8
"""So many may wait however slow they are answered: a browser, which asks for up to six things at a time. At up to
100 ms a request the last one still has its answer within half a second."""
WAIT_SECONDS = 0.25
"""Nobody beyond those is let in to wait for longer: answers are promised within half a second."""
PATIENCE_SECONDS = 5.0
"""As long as who writes waits for the lock of the database; whoever has a place and no turn by then gets none."""
RETRY_SECONDS = 2
TURN_SECONDS = 0.0005
"""How long a thread keeps the interpreter where another one wants it."""
THREADS = RUNNING + WAITING + 4
"""Of a process that answers requests; the last few only turn away."""
HEALTH = "/healthz"

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Many at once · Qiao</title></head><body><main><h1>Many at once</h1>
<p>Nothing was done. Wait a few seconds and send it again; your place in the event is not at risk.</p>
<p lang="zh-Hans">当前访问人数较多，本次操作未执行。请稍候几秒后重试，您的安排不受影响。</p>
<p lang="fr">Beaucoup de monde à la fois\u00a0: rien n’a été fait. Attendez quelques secondes et renvoyez\u00a0; \
votre place n’est pas en jeu.</p>
</main></body></html>
""".encode()

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(PAGE))),
    ("Retry-After", str(RETRY_SECONDS)),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
]
Answering = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Pace:
    """How long a request takes, as the last ones did: a tenth of it is the last one's."""

    SHARE = 0.1
    LONGEST_SECONDS = 1.0
    """One list that takes a minute says nothing about the pages that come."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def took(self, seconds: float) -> None:
        self.seconds += self.SHARE * (min(seconds, self.LONGEST_SECONDS) - self.seconds)


class Turns:
    """Who is worked on and who waits, in the order in which they came; for the threads of one process."""

    def __init__(self, running: int, waiting: int, always_waiting: int, wait_seconds: float) -> None:
        self.running, self.waiting, self.always_waiting = running, waiting, always_waiting
        self.wait_seconds = wait_seconds
        self.pace = Pace()
        self._free = running
        self._line: deque[threading.Lock] = deque()
        self._mutex = threading.Lock()

    def take(self, patience_seconds: float) -> bool:
        """Whether one's turn has come: at once, or after a wait that is short enough."""
        with self._mutex:
            if self._free > 0:
                self._free -= 1
                return True
            if not self._may_wait(len(self._line)):
                return False
            mine = threading.Lock()
            mine.acquire()
            self._line.append(mine)
        return mine.acquire(timeout=patience_seconds) or self._was_called(mine)

    def give_back(self, seconds: float) -> None:
        """The turn is over after so long; it goes to whoever waits longest."""
        with self._mutex:
            self.pace.took(seconds)
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1

    def _may_wait(self, before: int) -> bool:
        if before >= self.waiting or not self.running:
            return False
        return before < self.always_waiting or (before + 1) * self.pace.seconds / self.running <= self.wait_seconds

    def _was_called(self, mine: threading.Lock) -> bool:
        """Whether the turn came at the very moment at which the patience ended; else one leaves the line."""
        with self._mutex:
            if mine in self._line:
                self._line.remove(mine)
                return False
            return True


class Shedding:
    """A WSGI application in front of another: so many at a time, so many in wait, 503 for the rest."""

    def __init__(
        self,
        answering: Answering,
        *,
        running: int = RUNNING,
        waiting: int = WAITING,
        always_waiting: int = ALWAYS_WAITING,
        wait_seconds: float = WAIT_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        """``headers``: what every answer carries besides, as when all is on TLS."""
        self.answering = answering
        self.patience_seconds = patience_seconds
        self.headers = [*HEADERS, *headers]
        self.turns = Turns(running, waiting, always_waiting, wait_seconds)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == HEALTH:  # whoever watches must not take a crowd for a death
            return self.answering(environ, start)
        if not self.turns.take(self.patience_seconds):
            start("503 Service Unavailable", list(self.headers))
            return [PAGE]
        begun = time.monotonic()
        try:
            return self.answering(environ, start)
        finally:
            self.turns.give_back(time.monotonic() - begun)


def take_short_turns() -> None:
    """For a process that answers requests: whoever holds the lock of the database gives the interpreter away at each of
    some thirty short statements, and must have it back before a page that is being made has taken its five
    milliseconds each time."""
    sys.setswitchinterval(TURN_SECONDS)
