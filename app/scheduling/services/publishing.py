"""Make a draft, or the lines of a repair, the timetable that everybody has: whole, against what has changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.jobs import enqueue
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Mover, Phase
from app.events.services import move_event
from app.meetings.models import Claim, Unavailability
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock, settled
from app.meetings.services.timetables import Seating, hold_all
from app.registrations.models import Registration, Representation
from app.scheduling.asked import Settings
from app.scheduling.models import Draft
from app.scheduling.packing import unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.queries.drafts import draft_at
from app.scheduling.queries.ground import gather
from app.scheduling.services.errors import Changed, DraftClosed
from app.scheduling.services.storing import timetable_of
from app.scheduling.services.together import require_seen
from app.scheduling.since import Since, declined, since
from app.scheduling.standing import OPEN, Standing

TELLING = "tell_timetable"
TOLD = "timetable.told"


def looked_at(event: Event, draft: Draft, *, lines: Collection[str] | None = None) -> Since:
    """What publishing it would do now, and what stands in the way. Reads only."""
    settings = Settings.from_json(draft.settings)
    fresh = gather(event, settings).problem
    return since(unpacked_problem(draft.problem), fresh, timetable_of(draft.id), lines=lines)


@settled
def publish(
    event_id: int,
    number: int,
    *,
    by: int,
    without: Collection[str] = (),
    lines: Collection[str] | None = None,
    seen: int | None = None,
) -> int:
    """Book, move and free all that the draft says, in one transaction; how many meetings changed.

    ``without``: what the planner has seen cannot be published; ``lines``: of a repair, only these. Anything else that
    stands in the way refuses the whole: Changed, whose ``rows`` name it. Raises DraftClosed, DraftMovedOn where another
    planner has changed the draft since its version ``seen``, PhaseForbids.
    """
    with transaction():
        draft = draft_at(event_id, number, locked=True)
        firms = _lock_all(event_id, draft)
        event = db.session.get_one(Event, event_id)
        require_phase(event, EventAct.PLAN)
        if draft.state not in OPEN or not timetable_of(draft.id):  # one that holds nothing would free everything
            raise DraftClosed(state=draft.state)
        require_seen(draft, seen, by=by)
        found = looked_at(event, draft, lines=lines)
        unseen = [row for row in found.rows if row.request not in without]
        if unseen:
            raise Changed(rows=[row.request for row in unseen], num=len(unseen))
        first = event.phase == Phase.PLANNING
        if first:
            move_event(event_id, source=Phase.PLANNING, target=Phase.PUBLISHED, mover=Mover.ORGANIZER, by=by)
        problem = unpacked_problem(draft.problem)
        seatings = list(_seatings(problem, found.changed))
        freed = [int(one) for one in found.freed]
        once = first or is_told_once(event, problem, found)
        hold_all(event, seatings, freed, firms, by=by, telling=not once, together=True)
        _make_true(event, Settings.from_json(draft.settings))
        draft.state, draft.published_at = Standing.PUBLISHED.value, now()
        left = {"left_out": len(found.rows), "declined": declined(problem, timetable_of(draft.id), lines)}
        draft.figures = {**draft.figures, **left}
        changed = len(seatings) + len(freed)
        audit.log_action("plan.published", draft, event_id=event_id, by=by, number=number, meetings=changed)
        if once:
            _have_everybody_told(event_id, draft, found.target if first else found.changed, problem, firms, by=by)
        return changed


def is_told_once(event: Event, problem: Problem, found: Since) -> bool:
    """At a live event, that only gives times where there were none: a letter to each firm with its agenda, not one for
    each meeting."""
    had = {held.request for held in problem.standing}
    moved = any(held.request in had for held in found.changed)
    return event.booking_mode == BookingMode.LIVE and not found.freed and not moved


def _lock_all(event_id: int, draft: Draft) -> dict[int, Registration]:
    """Every firm of the draft, in the order of their ids, then the event."""
    named = {int(firm.id) for firm in unpacked_problem(draft.problem).firms}
    there = select(Registration.id).where(Registration.event_id == event_id, Registration.id.in_(named))
    return lock(event_id, *db.session.scalars(there))[1]


def _seatings(problem: Problem, changed: Iterable[Held]) -> Iterator[Seating]:
    places = {slot.id: place for place, slot in enumerate(problem.slots)}
    lengths = {request.id: request.length for request in problem.requests}
    for held in changed:
        first = places[held.slot]
        person, other = held.people or ("0", "0")
        yield Seating(
            meeting_id=int(held.request),
            slot_ids=tuple(int(slot.id) for slot in problem.slots[first : first + lengths[held.request]]),
            people=(int(person), int(other)),
            table_id=None if held.table is None else int(held.table),
            interpreter_id=None if held.interpreter is None else int(held.interpreter),
        )


def _make_true(event: Event, settings: Settings) -> None:
    """What a repair supposed has happened: nobody else is to be booked with who does not come, or at what is lost.

    Where a meeting stays with them all the same, since its line was not accepted, they are still to be had.
    """
    supposed = settings.supposed
    if not supposed:
        return
    order = [slot.id for slot in sorted(event.slots, key=lambda slot: slot.starts_at) if slot.kind == "meeting"]
    gone = {("representative_id", one): order for one in supposed.people}
    gone |= {("table_id", one): order for one in supposed.tables}
    for firm, slot in supposed.late.items():
        people = db.session.scalars(
            select(Representation.representative_id).where(Representation.registration_id == firm)
        )
        gone |= {("representative_id", one): order[: order.index(slot)] for one in people if slot in order}
    for (column, one), slots in gone.items():
        of_both = (select(of.slot_id).where(getattr(of, column) == one) for of in (Unavailability, Claim))
        known = {slot for rows in of_both for slot in db.session.scalars(rows)}
        for slot in slots:
            if slot not in known:
                db.session.add(Unavailability(event_id=event.id, slot_id=slot, **{column: one}))
    db.session.flush()


def _have_everybody_told(
    event_id: int, draft: Draft, target: Iterable[Held], problem: Problem, firms: dict[int, Registration], *, by: int
) -> None:
    """A notice for each firm that meets somebody; the letters are written from them, each once."""
    sides = {request.id: (int(request.asker), int(request.asked)) for request in problem.requests}
    told = sorted({firm for held in target for firm in sides.get(held.request, ())} & set(firms))
    for firm in told:
        audit.log_action_later(TOLD, firms[firm], event_id=event_id, by=by, draft=draft.number)
    enqueue(TELLING, user_id=by, event_id=event_id, number=draft.number)
