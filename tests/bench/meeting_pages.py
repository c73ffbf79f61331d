"""Pages about the meetings of an event of 2,000, as those who use them ask for them, at eight clients; and what each
answer costs in the processor, which a busy machine disturbs less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import TimeoutExpired
from time import perf_counter

from app.core.db import db, new_public_id, transaction
from app.core.models import JobRun
from app.events.models import Event
from app.matching import services as matching
from app.matching.services import pairings
from tests.bench.big_event import BigEvent
from tests.bench.figures import Figure, Section, missing
from tests.bench.ground import Ground
from tests.bench.load import send
from tests.bench.servers import QIAO, Served, served
from tests.bench.signing_in import cookie_for
from tests.support.instances import in_context
from tests.support.serving import environment

MOST_MILLISECONDS = 150.0
MOST_FILLING_SECONDS = 10.0
CLIENTS = 8


@dataclass(frozen=True)
class Asked:
    """``who`` of ``BigEvent`` asks for ``path``, which stands below the event's address, as so many ``clients``."""

    name: str
    who: str
    path: str
    clients: int = CLIENTS


def pages_of(big: BigEvent, found: str) -> list[Asked]:
    """``found``: the public id of a run of fill-up."""
    firm, partner = "/companies/1", big.firms // 2 + big.firms // 4 + 1
    delegation = f"/delegations/{big.delegation_id}"
    narrowed = {
        "all": "",
        "by state": "?state=requested",
        "by side": "?group=1",
        "by delegation": f"?delegation={big.delegation_id}",
        "by priority": "?priority=want",
        "with a time": "?time=with",
        "waiting": "?waits=1",
        "lapsing": "?lapses=7",
        "in need of an interpreter": "?interpreter=1",
        "that clash": "?clash=1",
        "by a name": "?q=lotus",
        "by all at once": "?q=trading&state=booked&group=1&priority=want&interpreter=1",
    }
    return [
        Asked("home of a firm", "boss", f"{firm}/home"),
        Asked("booking page", "boss", f"{firm}/ask/{partner}"),
        Asked("requests of a firm", "boss", f"{firm}/requests"),
        Asked("agenda of a firm", "boss", f"{firm}/agenda"),
        *(Asked(f"organizer's list, {name}", "organizer", f"/meetings{query}") for name, query in narrowed.items()),
        Asked("home of the organizer", "organizer", "/overview"),
        Asked("home of the organizer, one client", "organizer", "/overview", clients=1),
        Asked("fill up, who lacks", "organizer", "/fill-up"),
        Asked("fill up, pairs found", "organizer", f"/fill-up?run={found}"),
        Asked("chamber's home", "chamber", delegation),
        Asked("chamber's requests", "chamber", f"{delegation}/requests"),
        Asked("chamber's agendas", "chamber", f"{delegation}/agendas"),
    ]


def measure(ground: Ground) -> None:
    big, size = ground.big, ground.size
    with in_context(ground.instance.app):
        settings = ground.instance.settings
        found, seconds, pairs = _filled(big)
        with served(QIAO, environment(settings), settings.instance / "meetings.log") as qiao:
            figures = list(_figures(ground, pages_of(big, found), qiao, size.seconds))
        note = f"{pairs} pairs for {big.firms} firms"
        figures.append(Figure("fill up, finding the pairs", seconds, "s", MOST_FILLING_SECONDS, note=note))
        ground.say(Section(f"Pages about {big.firms} meetings, at {CLIENTS} clients", figures))


def _figures(ground: Ground, pages: list[Asked], qiao: Served, seconds: float) -> Iterator[Figure]:
    port = qiao.port
    for page in pages:
        path = f"/events/{ground.big.slug}{page.path}"
        cookie = cookie_for(ground.instance.app, getattr(ground.big, page.who), port, path)
        try:
            send(port, path, cookie=cookie, clients=page.clients, seconds=min(1.0, seconds))
            before = qiao.cpu_seconds()
            load = send(port, path, cookie=cookie, clients=page.clients, seconds=seconds)
            spent = qiao.cpu_seconds() - before
        except TimeoutExpired:
            yield missing(f"{page.name}: p95", "no answer in half a minute", MOST_MILLISECONDS, "ms")
            continue
        if load.errors:
            yield missing(f"{page.name}: p95", f"{load.errors} errors", MOST_MILLISECONDS, "ms")
            continue
        note = (
            f"p50 {load.percentile(0.5):.0f} ms; {1000 * spent / load.answers:.0f} ms in the processor; "
            f"{load.rate:.0f}/s; {load.bytes / load.answers / 1000:.0f} kB"
        )
        yield Figure(f"{page.name}: p95", load.percentile(0.95), "ms", MOST_MILLISECONDS, note=note)


def _filled(big: BigEvent) -> tuple[str, float, int]:
    """The event ranked and its pairs found: by which run, in how many seconds, how many."""
    with transaction() as session:
        session.get_one(Event, big.event_id).min_meetings = 4
    matching.rank_event(big.event_id)
    began = perf_counter()
    result = pairings.find_fill_up_pairs(big.event_id, None, tell=lambda _share, _stage: None)
    seconds = perf_counter() - began
    with transaction():
        organizer = int(big.organizer.partition("-")[0].partition(".")[0].partition(":")[0])
        run = JobRun(
            public_id=new_public_id(),
            kind=pairings.FILL_UP_JOB,
            event_id=big.event_id,
            user_id=organizer,
            state="done",
            arguments={"delegations": None},
            result=result,
        )
        db.session.add(run)
        db.session.flush()
        return run.public_id, seconds, len(result["pairs"])
