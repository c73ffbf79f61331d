"""The planner's pages and a move by hand, at an event of 2,000 requests whose timetable was planned."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, process_time, sleep

from flask.testing import FlaskClient

from app.accounts.permissions import Role
from app.core.db import db
from app.events.models import Event
from app.scheduling.drafts import PlanSettings, unpacked_problem
from app.scheduling.manual_changes import ManualSchedule
from app.scheduling.models import ScheduleDraft
from app.scheduling.queries.drafts import get_draft
from app.scheduling.services import draft_changes, drafts, planning, remedies
from tests import factories
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.scheduling import halls
from tests.support.consumers import Asked, consumer
from tests.support.instances import Instance, in_context

FIRMS, SLOTS, TABLES, FEW_TABLES = 300, 20, 100, 80
TIMES = 20
MOST_MILLISECONDS = 500.0
MOST_MOVING_MILLISECONDS = 300.0
MOST_WAITING_SECONDS = 5.0
PAGES = {
    "before planning": "/schedule",
    "draft, by table": "/schedule/drafts/1",
    "draft, by firm": "/schedule/drafts/1?view=firms",
    "draft, by hour": "/schedule/drafts/1?view=hours",
    "what publishing would do": "/schedule/drafts/1/publication",
}


def measure(ground: Ground) -> None:
    """By the application alone, without a server before it, one page after another."""
    instance = ground.new_instance("planner")
    instance.app.config["JOBS"] = "now"
    with in_context(instance.app):
        host = factories.organisation("Office")
        organizer = factories.member(host, Role.ORGANIZER)
        event = halls.crowd(ground.size.firms, FIRMS, slots=SLOTS, tables=TABLES, run_by=host)
        planning.create_draft(event, PlanSettings(seconds=10), by=organizer.id)
        client = instance.app.test_client()
        with client.session_transaction() as session:
            session.update({"_user_id": organizer.get_id(), "_fresh": True})
        figures = [_page(client, name, f"/events/{event.slug}{path}") for name, path in PAGES.items()]
        figures += _moves(event.id)
        tight = halls.crowd(ground.size.firms, FIRMS, slots=SLOTS, tables=FEW_TABLES, run_by=host, seed=2)
        planning.create_draft(tight, PlanSettings(seconds=10), by=organizer.id)
        figures += [_dropped(client, tight), _take_out(tight.id), _remedied(tight.id, organizer.id)]
        figures += _beside_a_plan(instance, tight, organizer.id)
    ground.say(Section(f"The planner at {ground.size.firms} requests of {FIRMS} firms", figures))


def _beside_a_plan(instance: Instance, event: Event, by: int) -> list[Figure]:
    """A letter and a ranking, asked for while a plan thinks: by real workers, one for each queue."""
    instance.app.config["JOBS"] = "queue"
    workers = [consumer(queue, instance.settings) for queue in ("quick", "long")]
    try:
        draft = planning.create_draft(event, PlanSettings(seconds=120), by=by)
        _until(lambda: _is_found(draft))
        firm = factories.firm(event, name="Late Pte Ltd")
        began, asked = perf_counter(), Asked(firm, by=by)
        letter, ranking = _until(asked.letter_is_out) - began, _until(asked.ranking_has_begun) - began
        renewed = _until(asked.ranking_is_new) - began
        thinks = "the plan went on" if _is_found(draft) and draft.state == "searching" else "THE PLAN WAS OVER"
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    done = f"done after {renewed:.1f} s"
    return [
        Figure("a letter asked for while a plan thinks is out", letter, "s", MOST_WAITING_SECONDS, note=thinks),
        Figure("a ranking asked for then is begun", ranking, "s", MOST_WAITING_SECONDS, note=done),
    ]


def _is_found(draft: ScheduleDraft) -> bool:
    """Whether a timetable is there, however good; of a small event it may be the best one at once."""
    db.session.rollback()
    db.session.refresh(draft)
    return draft.value is not None


def _until(happened: Callable[[], bool]) -> float:
    """When it did."""
    deadline = perf_counter() + 300
    while not happened():
        assert perf_counter() < deadline, "waited in vain"
        sleep(0.05)
    return perf_counter()


def _page(client: FlaskClient, name: str, path: str) -> Figure:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return _timed(f"{name}: p95", ask, MOST_MILLISECONDS)


def _moves(event_id: int) -> list[Figure]:
    """A meeting to another time, where another one makes way for it since the hall is full, and back by undo."""
    draft = get_draft(event_id, 1)
    timetable = drafts.list_placed_meetings(draft.id)
    bench = ManualSchedule(unpacked_problem(draft.problem), timetable)
    able = ((held, spot) for held in timetable for spot in bench.spots(held.request) if spot.placed)
    held, spot = next((held, spot) for held, spot in able if spot.slot != held.slot)

    def move() -> None:
        draft_changes.place_meeting(event_id, 1, held.request, spot.slot, make_way=True)
        draft_changes.undo_change(event_id, 1)
        db.session.rollback()

    return [_timed("a move by hand and back, p95", move, 2 * MOST_MOVING_MILLISECONDS)]


def _dropped(client: FlaskClient, event: Event) -> Figure:
    held = drafts.list_placed_meetings(get_draft(event.id, 1).id)
    told = {"id": held[0].request, "slot": held[-1].slot, "table": held[-1].table}

    def ask() -> None:
        address = f"/events/{event.slug}/schedule/drafts/1/move"
        answer = client.get(address, query_string=told, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise RuntimeError(answer.status)

    return _timed("what a drop on the board would do: p95", ask, MOST_MOVING_MILLISECONDS)


def _take_out(event_id: int) -> Figure:
    """In a hall with too few tables hundreds are not held, each with a reason that a free table may take away."""
    draft = get_draft(event_id, 1)
    left, first = len(draft.unplaced), drafts.list_placed_meetings(draft.id)[0]

    def act() -> None:
        draft_changes.remove_meeting(event_id, 1, first.request)
        draft_changes.undo_change(event_id, 1)
        db.session.rollback()

    return _timed(f"taken out and back among {left} not held, p95", act, 2 * MOST_MOVING_MILLISECONDS)


LACKS_NO_TABLE = "no request of this hall lacks a table"


def _remedied(event_id: int, by: int) -> Figure:
    """One more table, the draft looked at anew on the event as it then is, the meeting at it."""

    def act() -> None:
        remedies.apply_remedy(event_id, 1, next(iter(_able(event_id))), do="one_more_table", by=by)
        db.session.rollback()

    if not _able(event_id):
        return Figure("one more table by one click, p95", None, "ms", note=LACKS_NO_TABLE)
    return _timed("one more table by one click, p95", act, MOST_MILLISECONDS)


def _able(event_id: int) -> list[str]:
    """The requests that one more table would place."""
    told = get_draft(event_id, 1).unplaced or ()
    return [one["request"] for one in told if one["remedy"]["do"] == "one_more_table"]


def _timed(name: str, act: Callable[[], None], most: float) -> Figure:
    act()
    took, began = [], process_time()
    for _ in range(TIMES):
        asked = perf_counter()
        act()
        took.append(1000 * (perf_counter() - asked))
    cpu = 1000 * (process_time() - began) / TIMES
    return Figure(name, sorted(took)[int(0.95 * TIMES)], "ms", most, note=f"{cpu:.0f} ms in the processor")
