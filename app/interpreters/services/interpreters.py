"""The interpreters of an event: added, updated, removed, with a preview of what that costs booked meetings; and
assigned to meetings that were booked before there were enough of them."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from sqlalchemy import delete, func, select, update

from app.companies.sectors.tree import sector_tree
from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.core.jobs import ProgressReport
from app.events.models import Event, Interpreter, InterpreterHours, Table
from app.meetings.errors import InterpreterBooked, InterpreterExists
from app.meetings.interpreter_assignment import InterpreterHandover, list_assignments, list_handovers
from app.meetings.interpreters import MIN_LANGUAGES, InterpreterMode
from app.meetings.models import Claim, InterpreterPost, Meeting, Unavailability
from app.meetings.queries.availability import load_availability
from app.meetings.queries.displacement import list_bookings_with_interpreter, list_bookings_without_interpreter
from app.meetings.services.interpreters import lock_event, notify_new_interpreter
from app.meetings.services.transitions import claim_resources, retry_on_conflict
from app.registrations.models import Registration


@retry_on_conflict
def create_interpreter(event_id: int, draft: InterpreterDraft, *, by: int | None, again: bool = False) -> int:
    """The interpreter's id. Raises Invalid (as ``check``, UnknownSector), NotFound for a company or table of elsewhere,
    InterpreterKnown where one of this name is there and it is not said that there are two of them (``again``)."""
    require_valid_draft(draft)
    with transaction() as session:
        lock_event(event_id)
        if not again:
            _require_new_name(event_id, draft.name)
        made = Interpreter(event_id=event_id, name=draft.name.strip())
        session.add(made)
        _write_draft(made, draft)
        audit.log_action("interpreter.added", made, event_id=event_id, by=by)
        return made.id


@retry_on_conflict
def update_interpreter(
    event_id: int,
    interpreter_id: int,
    draft: InterpreterDraft,
    *,
    version: int,
    by: int | None,
    confirmed: bool = False,
    again: bool = False,
) -> list[InterpreterHandover]:
    """Describe an interpreter anew; the meetings that it can serve no more, and who steps in there.

    Raises InterpreterHolds where there are any and it is not ``confirmed``, Stale where somebody was faster, Invalid
    and NotFound as ``create_interpreter``.
    """
    require_valid_draft(draft)
    with transaction():
        event, interpreter = _lock_interpreter(event_id, interpreter_id, version)
        if not again and not is_same_name(interpreter.name, draft.name):
            _require_new_name(event_id, draft.name)
        before = _interpreter_fields(interpreter)
        interpreter.name, interpreter.version = draft.name.strip(), version + 1
        _write_draft(interpreter, draft)
        fields = [name for name, value in _interpreter_fields(interpreter).items() if value != before[name]]
        interpreter_handovers = _hand_over_meetings(event, interpreter, confirmed=confirmed, by=by)
        audit.log_action(
            "interpreter.changed",
            interpreter,
            event_id=event_id,
            by=by,
            meetings=len(interpreter_handovers),
            fields=fields,
        )
        return interpreter_handovers


@retry_on_conflict
def delete_interpreter(
    event_id: int, interpreter_id: int, *, version: int, by: int | None, confirmed: bool = False
) -> list[InterpreterHandover]:
    """Let an interpreter go; raises and answers as ``change_interpreter``. What is over still names it."""
    with transaction() as session:
        event, interpreter = _lock_interpreter(event_id, interpreter_id, version)
        interpreter.retired_at = now()
        session.execute(delete(InterpreterPost).where(InterpreterPost.interpreter_id == interpreter.id))
        session.execute(delete(Unavailability).where(Unavailability.interpreter_id == interpreter.id))
        session.flush()
        interpreter_handovers = _hand_over_meetings(event, interpreter, confirmed=confirmed, by=by)
        audit.log_action(
            "interpreter.removed", interpreter, event_id=event_id, by=by, meetings=len(interpreter_handovers)
        )
        if not session.scalar(select(func.count()).where(Claim.interpreter_id == interpreter.id)):
            session.delete(interpreter)
        return interpreter_handovers


def _lock_interpreter(event_id: int, interpreter_id: int, version: int) -> tuple[Event, Interpreter]:
    event = lock_event(event_id)
    interpreter = db.session.get(Interpreter, interpreter_id, populate_existing=True)
    if interpreter is None or interpreter.event_id != event_id or interpreter.retired_at is not None:
        raise NotFound
    if interpreter.version != version:
        raise Stale
    return event, interpreter


def _interpreter_fields(row: Interpreter) -> dict[str, object]:
    """All that an organizer says of an interpreter, by the names under which the log says that it changed."""
    posts = select(InterpreterPost.works_for_id, InterpreterPost.table_id)
    post = db.session.execute(posts.where(InterpreterPost.interpreter_id == row.id)).one_or_none()
    return {
        "name": row.name,
        "languages": list(row.languages),
        "serves": (row.mode, *(post or ())),
        "sectors": list(row.sectors),
        "hours": [(hour.starts_at, hour.ends_at) for hour in row.hours],
        "longest_run": row.longest_run,
    }


def _require_new_name(event_id: int, name: str) -> None:
    """Raises InterpreterKnown."""
    here = select(Interpreter.id, Interpreter.name).where(
        Interpreter.event_id == event_id, Interpreter.retired_at.is_(None)
    )
    for number, known in db.session.execute(here.order_by(Interpreter.id)):
        if is_same_name(known, name):
            raise InterpreterExists(name=known, interpreter_id=number)


def _write_draft(row: Interpreter, draft: InterpreterDraft) -> None:
    """All but the name."""
    row.languages, row.mode = sorted(set(draft.languages)), draft.mode.value
    row.sectors, row.longest_run = list(sector_tree().sorted(draft.sectors)), draft.longest_run
    row.hours = [InterpreterHours(starts_at=hour.start, ends_at=hour.end) for hour in sorted(draft.hours)]
    db.session.flush()
    db.session.execute(delete(InterpreterPost).where(InterpreterPost.interpreter_id == row.id))
    if draft.works_for is None and draft.table_id is None:
        return
    _require_same_event(row.event_id, draft)
    post = {"works_for_id": draft.works_for, "table_id": draft.table_id}
    db.session.add(InterpreterPost(event_id=row.event_id, interpreter_id=row.id, **post))
    db.session.flush()


def _require_same_event(event_id: int, draft: InterpreterDraft) -> None:
    company = db.session.get(Registration, draft.works_for) if draft.works_for is not None else None
    table = db.session.get(Table, draft.table_id) if draft.table_id is not None else None
    here = company or table
    if here is None or here.event_id != event_id:
        raise NotFound
    if table is not None and table.retired_at is not None:
        raise Invalid("interpreter_post")


def _hand_over_meetings(
    event: Event, interpreter: Interpreter, *, confirmed: bool, by: int | None
) -> list[InterpreterHandover]:
    sittings = list_bookings_with_interpreter(event.id, interpreter.id)
    if not sittings:
        return []
    hall = load_availability(event, {party for sitting in sittings for party in sitting.parties})
    handovers = list_handovers(hall.board, interpreter.id, sittings, hall.parties)
    if handovers and not confirmed:
        raise InterpreterBooked(
            count=len(handovers), reliefs=[(handover.meeting_id, handover.by) for handover in handovers]
        )
    for relief in handovers:
        _hand_over_meeting(interpreter, relief, by, together=len(handovers) > 1)
    return handovers


def _hand_over_meeting(
    interpreter: Interpreter, relief: InterpreterHandover, by: int | None, *, together: bool
) -> None:
    meeting = db.session.get_one(Meeting, relief.meeting_id, populate_existing=True)
    conditions = (Claim.meeting_id == meeting.id, Claim.interpreter_id == interpreter.id)
    if relief.by is None:
        db.session.execute(delete(Claim).where(*conditions))
    else:
        db.session.execute(update(Claim).where(*conditions).values(interpreter_id=relief.by))
    notify_new_interpreter(meeting, relief.by, by, together=together, instead_of=interpreter.name, loss="interpreter")


MEETINGS_PER_TRANSACTION = 25
"""Meetings in one transaction: whoever books meanwhile waits no longer than for these."""


def assign_interpreters(
    event_id: int,
    *,
    by: int | None,
    tell: ProgressReport = lambda share: False,  # noqa: ARG005
) -> tuple[int, int]:
    """How many booked meetings got an interpreter, and for how many that need one nobody is free.

    The earliest first; both companies of each are told. ``tell`` hears the share that is done, in [0, 1], and stops
    it by True. What was given stays given: run again, it goes on with the rest.
    """
    given, stopped = 0, False
    while not stopped:
        done, left = _assign_some(event_id, by=by)
        given += done
        if not done or left == 0:
            return given, left
        stopped = tell(given / (given + left))
    return given, left


@retry_on_conflict
def _assign_some(event_id: int, *, by: int | None) -> tuple[int, int]:
    """How many were given, and how many still need one."""
    with transaction():
        event = lock_event(event_id)
        sittings = list_bookings_without_interpreter(event_id)
        hall = load_availability(event, {party for sitting in sittings for party in sitting.parties})
        needed = list_assignments(hall.board, sittings, hall.parties)
        now_given = [item for item in needed if item.by is not None][:MEETINGS_PER_TRANSACTION]
        slots = {item.meeting_id: item.slot_ids for item in sittings}
        for item in now_given:
            _assign_interpreter(item, slots[item.meeting_id], by, together=len(now_given) > 1)
        return len(now_given), len(needed) - len(now_given)


def _assign_interpreter(
    relief: InterpreterHandover, slot_ids: tuple[int, ...], by: int | None, *, together: bool
) -> None:
    meeting = db.session.get_one(Meeting, relief.meeting_id, populate_existing=True)
    if relief.by is not None:
        claim_resources(meeting, slot_ids, [("interpreter_id", relief.by)])
    notify_new_interpreter(meeting, relief.by, by, together=together)


@dataclass(frozen=True)
class InterpreterDraft:
    """An interpreter as its organizer describes it; fields as of ``InterpreterProfile``."""

    name: str
    languages: tuple[str, ...]
    mode: InterpreterMode = InterpreterMode.POOL
    works_for: int | None = None
    table_id: int | None = None
    sectors: tuple[str, ...] = ()
    hours: tuple[Span, ...] = ()
    longest_run: int | None = None


def require_valid_draft(draft: InterpreterDraft) -> None:
    """Raises Invalid: ``interpreter_unnamed``, ``interpreter_languages`` for fewer than two, ``interpreter_post`` where
    it is not said whom it serves, or said of one who serves all, ``interpreter_run``.
    """
    if not draft.name.strip():
        raise Invalid("interpreter_unnamed")
    if len(set(draft.languages)) < MIN_LANGUAGES:
        raise Invalid("interpreter_languages")
    of_company, of_table = (
        draft.mode in (InterpreterMode.OWN, InterpreterMode.FOLLOWS),
        draft.mode is InterpreterMode.TABLE,
    )
    if (draft.works_for is not None) != of_company or (draft.table_id is not None) != of_table:
        raise Invalid("interpreter_post")
    if draft.longest_run is not None and draft.longest_run < 1:
        raise Invalid("interpreter_run")


def is_same_name(name: str, other: str) -> bool:
    """Whether two names are one but for capitals, spaces and the width of letters."""
    return _normalize_name(name) == _normalize_name(other)


def _normalize_name(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())
