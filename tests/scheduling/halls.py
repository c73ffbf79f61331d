"""Events for tests of the planner."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.core.db import db, transaction
from app.events.models import Event, Slot, Table
from app.meetings import services
from app.meetings.models import Meeting, MeetingParty
from app.registrations.models import Registration
from app.scheduling.drafts import PlanSettings, packed_problem, problem_fingerprint
from app.scheduling.models import ScheduleDraft
from app.scheduling.pace import SearchPace
from app.scheduling.queries.event_problem import get_event_problem
from app.scheduling.services.drafts import write_placements
from app.scheduling.solver import solve_problem
from app.scheduling.unplaced import list_unplaced, unplaced_json
from tests import factories

Hall = tuple[Event, list[Registration], list[Registration]]
"""The event, the firms that sit, those that walk."""


def event(**values: Any) -> Event:
    """A planned event in phase ``planning``: six half hours, four tables, Singapore sits, Chongqing walks."""
    made = factories.event(**{"phase": "planning", "booking_mode": "planned", **values})
    for group in made.groups:
        with transaction():
            group.seated = False
    return made


def hall(singapore: int = 3, chongqing: int = 3, **values: Any) -> Hall:
    made = event(**values)
    return (
        made,
        [factories.firm(made, name=f"Lion {number + 1}") for number in range(singapore)],
        [factories.firm(made, "Chongqing", name=f"Bridge {number + 1}") for number in range(chongqing)],
    )


def agreed(one: Registration, other: Registration, **values: Any) -> Meeting:
    """A meeting that both have accepted, which the asker ``one`` asked for."""
    low, high = sorted((one.id, other.id))
    with transaction() as session:
        told = {"state": "agreed", "low_id": low, "high_id": high, "asker_id": one.id, **values}
        if told["state"] == "requested":
            told.setdefault("awaiting_id", other.id)
        made = Meeting(event_id=one.event_id, **told)
        session.add(made)
        session.flush()
        for firm, side in ((one, "asker"), (other, "asked")):
            session.add(MeetingParty(event_id=one.event_id, meeting_id=made.id, registration_id=firm.id, side=side))
        session.flush()
    return made


def arranged(one: Registration, other: Registration, **values: Any) -> int:
    """A meeting that an organizer arranged, noted in the log as it should be."""
    return services.arrange(one.event_id, one.id, other.id, by=factories.user().id, **values)


def crowd(requests: int, firms: int, *, slots: int = 20, tables: int = 100, seed: int = 1, **values: Any) -> Event:
    """A hall of ``firms`` that want to meet at random, quickly written."""
    draw = Random(seed)
    made = event(slots=slots, tables=0, **values)
    with transaction() as session:
        session.add_all(Table(event_id=made.id, label=f"T{n + 1}", position=n, zone_en="Hall") for n in range(tables))
        session.flush()
    half = firms // 2
    with transaction():
        here = [factories.firm(made, name=f"Lion {n + 1} Pte Ltd") for n in range(half)]
        there = [factories.firm(made, "Chongqing", name=f"Bridge {n + 1} Co") for n in range(firms - half)]
    pairs = draw.sample([(one, other) for one in here for other in there], requests)
    with transaction() as session:
        for one, other in pairs:
            low, high = sorted((one.id, other.id))
            session.add(
                Meeting(
                    event_id=made.id, state="agreed", low_id=low, high_id=high, asker_id=one.id,
                    priority=draw.choice(["must", "want", "want", "open"]),
                )
            )  # fmt: skip
        session.flush()
    return made


def solved(event: Event, *, seed: int = 0) -> int:
    """A draft of whatever waits for a time at an event, in any phase: its number."""
    found = get_event_problem(event, PlanSettings(unanswered=True))
    plan = solve_problem(found.problem, seed=seed, pace=SearchPace(work=2000))
    last = db.session.scalar(select(func.max(ScheduleDraft.number)).where(ScheduleDraft.event_id == event.id)) or 0
    with transaction() as session:
        draft = ScheduleDraft(
            event_id=event.id,
            number=last + 1,
            state="done",
            bound=plan.bound,
            problem=packed_problem(found.problem),
            problem_mark=problem_fingerprint(found.problem),
            unplaced=unplaced_json(list_unplaced(found.problem, plan.timetable)),
        )
        session.add(draft)
        session.flush()
        write_placements(draft, found.problem, plan.timetable)
    return draft.number


def slot_ids(made: Event) -> list[int]:
    return [slot.id for slot in sorted(made.slots, key=lambda slot: slot.starts_at)]


def later(made: Event, hours: int) -> None:
    """The event moves by so many hours."""
    with transaction():
        for slot in db.session.query(Slot).filter_by(event_id=made.id):
            slot.starts_at += timedelta(hours=hours)
            slot.ends_at += timedelta(hours=hours)
