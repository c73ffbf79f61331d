"""A firm's page with fifty suggestions at once, more than it is ever shown, at an event of 2,000."""

from __future__ import annotations

from time import perf_counter, process_time
from unittest.mock import patch

from app.matching import services
from app.matching.services import ranking
from app.matching.views import suggestions
from tests.bench.big_event import BigEvent
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

PLACES = 50
PAGES = 60
MOST_MILLISECONDS = 120.0


def measure(ground: Ground) -> None:
    """One page after another, by the application alone, without a server before it."""
    with in_context(ground.instance.app), patch.object(ranking, "PLACES", PLACES):
        services.rank_event(ground.big.event_id)
    ground.say(Section(f"A page of {PLACES} suggestions", [_figure(ground, ground.big)]))


def _figure(ground: Ground, big: BigEvent) -> Figure:
    client, took = ground.instance.app.test_client(), []
    with client.session_transaction() as session:
        session.update({"_user_id": big.boss, "_fresh": True})
    began = process_time()
    with patch.object(suggestions, "PAGE", PLACES):
        for _ in range(PAGES):
            asked = perf_counter()
            page = client.get(f"/events/{big.slug}/companies/1/suggestions?q=").text
            took.append(1000 * (perf_counter() - asked))
    cpu = 1000 * (process_time() - began) / PAGES
    shown = page.count('class="q-pair"')
    note = f"{shown} shown, {len(page) / 1000:.0f} kB; {cpu:.0f} ms in the processor on the average"
    return Figure("one page, p95", sorted(took)[int(0.95 * PAGES)], "ms", MOST_MILLISECONDS, note=note)
