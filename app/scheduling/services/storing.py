"""Keep what a search finds: never anything with a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.core.db import db, side_transaction, transaction
from app.scheduling import check
from app.scheduling.anew import told_anew
from app.scheduling.figures import figures
from app.scheduling.models import Draft, Placement
from app.scheduling.packing import packed, unpacked_problem
from app.scheduling.problem import Held, Problem
from app.scheduling.standing import Standing


def tell(draft_id: int, *, value: int | None, bound: int | None, seconds: float) -> None:
    """How far the search is; a short write of its own."""
    mine = (Draft.id == draft_id, Draft.state == Standing.SEARCHING.value)
    with side_transaction() as connection:
        connection.execute(update(Draft).where(*mine).values(value=value, bound=bound, seconds=round(seconds, 2)))


def keep(draft_id: int, problem: Problem, timetable: Sequence[Held]) -> None:
    """The best so far, while the search goes on."""
    with transaction():
        put(db.session.get_one(Draft, draft_id), problem, timetable)


def settle(draft_id: int, state: Standing, problem: Problem, found: dict[str, Any]) -> None:
    """The end of a search. ``found``: as ``flask timetable solve`` writes it."""
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        if draft.state != Standing.SEARCHING:
            return
        draft.state = state.value
        draft.bound = found["bound"]
        draft.proven = found["status"] == "optimal"
        draft.seconds = found["seconds"]
        draft.unplaced = found.get("unplaced", [])
        draft.certificate = packed(found["certificate"]) if found["certificate"] is not None else None
        timetable = [held_in(one) for one in found["timetable"]]
        put(draft, problem, timetable)


def lose(draft_id: int) -> None:
    """The search died: what was kept stands, with its figures and the reasons of the rest."""
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        if draft.state != Standing.SEARCHING:
            return
        draft.state = Standing.LOST.value
        problem, timetable = unpacked_problem(draft.problem), timetable_of(draft.id)
        draft.value = check.value(problem, timetable) if timetable else None
        draft.figures = figures(problem, timetable) if timetable else {}
        draft.unplaced = told_anew(problem, (), {}, {held.request: held for held in timetable})


def put(draft: Draft, problem: Problem, timetable: Sequence[Held]) -> None:
    """Write the placements and what they are worth; what the checker faults is left out. Locks stay."""
    faulted = {fault.request for fault in check.faults(problem, timetable)}
    kept = [held for held in timetable if held.request not in faulted]
    locked = {held.request for held in problem.fixed} | _locked(draft.id)
    db.session.execute(delete(Placement).where(Placement.draft_id == draft.id))
    rows = [row_of(draft, held, locked=held.request in locked) for held in kept]
    if rows:
        db.session.execute(insert(Placement), rows)
    draft.value = check.value(problem, kept)
    draft.figures = figures(problem, kept)
    db.session.flush()


def timetable_of(draft_id: int) -> list[Held]:
    """What a draft holds, in the words of the problem; by meeting."""
    rows = select(*Placement.__table__.c).where(Placement.draft_id == draft_id).order_by(Placement.meeting_id)
    return [held_of(row) for row in db.session.execute(rows)]


def held_of(row: Any) -> Held:
    """Of a Placement, or its columns."""
    return Held(
        str(row.meeting_id),
        str(row.slot_id),
        _text(row.table_id),
        (str(row.person_id), str(row.other_person_id)),
        _text(row.interpreter_id),
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def row_of(draft: Draft, held: Held, *, locked: bool) -> dict[str, Any]:
    person, other = held.people or ("0", "0")
    return {
        "event_id": draft.event_id,
        "draft_id": draft.id,
        "meeting_id": int(held.request),
        "slot_id": int(held.slot),
        "table_id": _number(held.table),
        "person_id": int(person),
        "other_person_id": int(other),
        "interpreter_id": _number(held.interpreter),
        "locked": locked,
    }


def _locked(draft_id: int) -> set[str]:
    rows = select(Placement.meeting_id).where(Placement.draft_id == draft_id, Placement.locked)
    return {str(one) for one in db.session.scalars(rows)}


def held_in(told: dict[str, Any]) -> Held:
    people = told.get("people")
    return Held(
        told["request"],
        told["slot"],
        told.get("table"),
        (people[0], people[1]) if people else None,
        told.get("interpreter"),
    )


def ids_of(timetable: Iterable[Held]) -> set[str]:
    return {held.request for held in timetable}
