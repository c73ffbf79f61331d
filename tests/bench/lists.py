"""Long lists, signed in, beside bare pages with the same rows: the same server, workers, database, and seconds.

The two are asked in turns, a few seconds each, so that whatever else the machine does slows both alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from flask import Flask

from tests.bench.big_event import BigEvent
from tests.bench.figures import Figure, missing
from tests.bench.load import Load, send
from tests.bench.servers import Served
from tests.bench.signing_in import cookie_for

LEAST_RATIO = 0.3
MOST_MILLISECONDS = 120.0
CLIENTS = 8


@dataclass(frozen=True)
class Listing:
    """``who`` of ``BigEvent`` looks at ``endpoint``; ``bare`` names the page of ``tests.bench.bare``."""

    name: str
    endpoint: str
    who: str
    bare: str


LISTINGS = (
    Listing("organizer's registrations", "registrations.index", "organizer", "registrations"),
    Listing("attendees", "lists.attendees", "organizer", "attendees"),
    Listing("directory", "registrations.directory", "boss", "directory"),
    Listing("meetings", "meetings.index", "organizer", "meetings"),
    Listing("letters", "messages.letters", "organizer", "letters"),
    Listing("chamber's roster", "delegations.roster", "chamber", "roster"),
)


@dataclass
class Turns:
    """What both pages answered, turn by turn, and what their workers spent on it in the processor (seconds)."""

    qiao: Load = field(default_factory=Load)
    bare: Load = field(default_factory=Load)
    qiao_cpu: float = 0.0
    bare_cpu: float = 0.0
    ratios: list[float] = field(default_factory=list)


def figures(app: Flask, big: BigEvent, qiao: Served, bare: Served, *, rounds: int, seconds: float) -> Iterator[Figure]:
    """Two for each list: the ratio of the rates, and the time in which 95 of 100 answers came."""
    for listing in LISTINGS:
        ratio, wait = f"{listing.name}: rate of the bare page", f"{listing.name}: p95 at {CLIENTS} clients"
        if listing.endpoint not in app.view_functions:
            yield missing(ratio, "this page is not there yet", LEAST_RATIO, "×", more=True)
            continue
        turns = _turns(app, big, listing, qiao, bare, rounds, seconds)
        if turns.qiao.errors or turns.bare.errors:
            yield missing(ratio, f"{turns.qiao.errors} errors, bare {turns.bare.errors}", LEAST_RATIO, "×", more=True)
            continue
        yield Figure(ratio, turns.qiao.rate / turns.bare.rate, "×", LEAST_RATIO, more=True, note=_note(turns))
        yield Figure(wait, turns.qiao.percentile(0.95), "ms", MOST_MILLISECONDS, note=_waits(turns))


def _turns(
    app: Flask, big: BigEvent, listing: Listing, qiao: Served, bare: Served, rounds: int, seconds: float
) -> Turns:
    path = _address(app, big, listing)
    cookie = cookie_for(app, getattr(big, listing.who), qiao.port, path)
    warm = min(1.0, seconds)  # until all workers have seen the page
    send(qiao.port, path, cookie=cookie, clients=CLIENTS, seconds=warm)
    send(bare.port, f"/{listing.bare}", clients=CLIENTS, seconds=warm)
    turns = Turns()
    for _ in range(rounds):
        before = bare.cpu_seconds()
        plain = send(bare.port, f"/{listing.bare}", clients=CLIENTS, seconds=seconds)
        turns.bare_cpu += bare.cpu_seconds() - before
        before = qiao.cpu_seconds()
        ours = send(qiao.port, path, cookie=cookie, clients=CLIENTS, seconds=seconds)
        turns.qiao_cpu += qiao.cpu_seconds() - before
        turns.bare, turns.qiao = turns.bare.plus(plain), turns.qiao.plus(ours)
        turns.ratios.append(ours.rate / plain.rate)
    return turns


def _address(app: Flask, big: BigEvent, listing: Listing) -> str:
    values = {"event": big.slug, "delegation_id": big.delegation_id}
    rule = next(app.url_map.iter_rules(listing.endpoint))
    path: str = app.url_map.bind("").build(listing.endpoint, {name: values[name] for name in rule.arguments})
    return path


def _note(turns: Turns) -> str:
    low, mid, high = min(turns.ratios), median(turns.ratios), max(turns.ratios)
    return (
        f"{turns.qiao.rate:.0f}/s of {turns.bare.rate:.0f}/s; turns {low:.2f}–{mid:.2f}–{high:.2f}; "
        f"by processor {_each(turns.bare_cpu, turns.bare) / _each(turns.qiao_cpu, turns.qiao):.2f}: "
        f"{_each(turns.qiao_cpu, turns.qiao):.1f} ms of {_each(turns.bare_cpu, turns.bare):.1f} ms a page; "
        f"{turns.qiao.bytes / turns.qiao.answers / 1000:.0f} kB"
    )


def _each(cpu: float, load: Load) -> float:
    """Milliseconds in the processor for one page."""
    return 1000 * cpu / load.answers


def _waits(turns: Turns) -> str:
    return f"p50 {turns.qiao.percentile(0.5):.0f} ms; bare p95 {turns.bare.percentile(0.95):.0f} ms"
