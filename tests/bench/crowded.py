"""Two thousand people make five bookings each in a minute while others read; then come more than can be answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import text

from app.cli import run_checks
from app.core.db import db
from tests.bench import crowded_event
from tests.bench.clocks import took
from tests.bench.crowded_event import BOOKINGS, CrowdedEvent
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.machine import load
from tests.bench.open_loop import Told, send
from tests.bench.races import durable
from tests.bench.servers import QIAO, Served, served
from tests.support.instances import POSTGRESQL, SQLITE, Instance, in_context
from tests.support.serving import environment

SECONDS = 60.0
READS_A_SECOND = 20.0
GOAL_MS = 500.0
FLOOD = 400.0
FLOOD_SECONDS = 10.0
CALM_SECONDS = 20.0
CALM_A_SECOND = 10.0
PROBE_SECONDS = 10.0
PROBES = 5
CALM_BETWEEN_SECONDS = 2.0
BEFORE_SECONDS = 5.0
"""People look at their pages before the first of them books: it is no fresh start that is measured."""
ANSWERED = (200, 302)


def measure(ground: Ground) -> None:
    for database in (SQLITE, POSTGRESQL):
        with _crowded(ground, database, "crowd") as (instance, event, qiao):
            ground.say(_minute(instance, event, qiao, database, ground.size.bookings_a_second))
            ground.say(_flood(instance, event, qiao, database))
            ground.say(_doctor(database))
        with _crowded(ground, database, "capacity") as (instance, event, qiao):
            ground.say(_highest(instance, event, qiao, database))


@contextmanager
def _crowded(ground: Ground, database: str, name: str) -> Iterator[tuple[Instance, CrowdedEvent, Served]]:
    with durable(ground.folder, database, name) as instance, in_context(instance.app):
        instance.app.config["JOBS"] = "queue"
        event = crowded_event.build(ground.size.people)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        with served(QIAO, environment(instance.settings), instance.settings.instance / "web.log") as qiao:
            yield instance, event, qiao


def _minute(instance: Instance, event: CrowdedEvent, qiao: Served, database: str, rate: float) -> Section:
    """``rate``: bookings a second; 0: so many that all come within the minute."""
    rate = rate or BOOKINGS * event.size / SECONDS
    bookings = event.bookings(instance.app, rate=rate)[: int(rate * SECONDS)]
    readings = event.readings(instance.app, rate=READS_A_SECOND, seconds=SECONDS)
    _look(instance, event, qiao)
    before = qiao.cpu_seconds()
    sent = send(qiao.port, [*bookings, *readings])
    spent = qiao.cpu_seconds() - before
    title = (
        f"{len(bookings)} bookings at {rate:.0f} a second, {READS_A_SECOND:g} readers beside, {database}; load {load()}"
    )
    answered = sum(status in ANSWERED for _at, status, _seconds in sent.told)
    figures = [
        *_told(sent.told),
        Figure("processor of the web workers, a request that was answered", 1000 * spent / max(1, answered), "ms"),
        Figure("processor of who sends, a request", 1000 * sent.cpu_seconds / len(sent.told), "ms"),
    ]
    return Section(title, figures)


def _look(instance: Instance, event: CrowdedEvent, qiao: Served) -> None:
    """Let them look at their pages, and hold nothing in the database while others are measured."""
    pages = event.readings(instance.app, rate=READS_A_SECOND, seconds=BEFORE_SECONDS)
    db.session.rollback()
    db.engine.dispose()
    send(qiao.port, pages)


def _highest(instance: Instance, event: CrowdedEvent, qiao: Served, database: str) -> Section:
    """By halves the most bookings a second at which all are answered, and in time, with the readers beside."""
    bookings = iter(event.bookings(instance.app, rate=1.0))
    readings = event.readings(instance.app, rate=READS_A_SECOND, seconds=PROBE_SECONDS)
    _look(instance, event, qiao)
    held, broke, tried = 0.0, 2 * BOOKINGS * event.size / SECONDS, list[str]()
    rate = broke / 2
    for _ in range(PROBES):
        some = list(islice(bookings, max(1, int(rate * PROBE_SECONDS))))
        timed = [(n / rate, *rest) for n, (_at, *rest) in enumerate(some)]
        told = send(qiao.port, [*timed, *readings]).told  # type: ignore[list-item]
        p95 = _percentile([seconds for _at, _status, seconds in told], 0.95)
        refused = sum(status not in ANSWERED for _at, status, _seconds in told)
        tried.append(f"  {rate:.0f} a second: p95 {p95:.0f} ms, {refused} of {len(told)} not answered")
        held, broke = (rate, broke) if p95 <= GOAL_MS and not refused else (held, rate)
        rate = (held + broke) / 2
        time.sleep(CALM_BETWEEN_SECONDS)
    goal = BOOKINGS * event.size / SECONDS
    figure = Figure("bookings a second, all answered, p95 in 500 ms", held, goal=goal, more=True)
    return Section(f"The most that is answered in time, {database}; load {load()}", [figure], tried)


def _told(told: Sequence[Told]) -> Iterator[Figure]:
    statuses = Counter(status for _at, status, _seconds in told)
    done = [seconds for _at, status, seconds in told if status in ANSWERED]
    span = max((at + seconds for at, status, seconds in told if status in ANSWERED), default=0.0)
    yield Figure("answers", len(done), note=", ".join(f"{n} × {code}" for code, n in sorted(statuses.items())))
    yield Figure("answered a second", len(done) / span if span else 0.0)
    yield Figure("an answer, p50", _percentile(done, 0.5), "ms")
    yield Figure("an answer, p95", _percentile(done, 0.95), "ms", GOAL_MS)
    yield Figure("turned away (503)", statuses[503])
    turned_away = [seconds for _at, status, seconds in told if status == 503]
    yield Figure("turned away within, p95", _percentile(turned_away, 0.95), "ms")
    yield Figure(
        "broken (other 5xx, none)",
        sum(n for code, n in statuses.items() if code == 0 or code > 503 or 499 < code < 503),
        goal=0,
    )


def _flood(instance: Instance, event: CrowdedEvent, qiao: Served, database: str) -> Section:
    """Far more than can be answered for some seconds, then few: how long until those are answered in time again."""
    flood = event.readings(instance.app, rate=FLOOD, seconds=FLOOD_SECONDS)
    calm = event.readings(instance.app, rate=CALM_A_SECOND, seconds=CALM_SECONDS)
    later = [(FLOOD_SECONDS + at, *rest) for at, *rest in calm]
    told = send(qiao.port, [*flood, *later]).told  # type: ignore[list-item]
    during, after = [one for one in told if one[0] < FLOOD_SECONDS], [one for one in told if one[0] >= FLOOD_SECONDS]
    late = [at - FLOOD_SECONDS for at, status, seconds in after if status != 200 or 1000 * seconds > GOAL_MS]
    statuses = Counter(status for _at, status, _seconds in during)
    turned_away = [seconds for _at, status, seconds in during if status == 503]
    figures = [
        Figure("turned away", statuses[503], goal=1, more=True, note=f"of {len(during)}; {dict(statuses)}"),
        Figure("turned away within, p95", _percentile(turned_away, 0.95), "ms"),
        Figure("answered in the flood, p95", _percentile([s for _, status, s in during if status == 200], 0.95), "ms"),
        Figure("broken (other 5xx, none)", statuses[0] + statuses[500] + statuses[502], goal=0),
        Figure("in time again after", max(late, default=0.0), "s", 5),
    ]
    return Section(
        f"{FLOOD:g} a second for {FLOOD_SECONDS:g} s, then {CALM_A_SECOND:g}, {database}; load {load()}", figures
    )


def _doctor(database: str) -> Section:
    looked = took(run_checks, times=1)
    faults = [fault.says for one in looked.answer for fault in one.faults if fault.code != "letter_stuck"]
    figures = [
        Figure("flask doctor", looked.wall, "s", note=looked.note),
        Figure("what does not hold", len(faults), goal=0, note="letters apart, which nobody sends here"),
    ]
    return Section(f"The database afterwards, {database}", figures, [f"  {one}" for one in faults[:10]])


def _percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
