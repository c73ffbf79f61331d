"""Who interprets at an event: added, changed, gone; what that costs booked meetings is said first.

It is done in one transaction: nobody has more meetings than there are slots, and each takes some 20 ms.
"""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from app.companies.sectors.tree import sector_tree
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound, Stale
from app.events.models import Event, Interpreter, InterpreterHours, Table
from app.meetings import mails
from app.meetings.errors import InterpreterHolds, InterpreterKnown
from app.meetings.interpreting import InterpreterDraft, check, is_called_alike
from app.meetings.lifecycle import Actor, Move
from app.meetings.models import GROUP, Claim, InterpreterPost, Meeting, Unavailability
from app.meetings.queries.boards import hall_of
from app.meetings.queries.sittings import sittings_with
from app.meetings.relieving import Relief, reliefs
from app.meetings.services.rounds.leaving import say_who_interprets_at
from app.meetings.services.steps import change, noted, settled
from app.registrations.models import Registration


@settled
def add_interpreter(event_id: int, draft: InterpreterDraft, *, by: int | None, again: bool = False) -> int:
    """The interpreter's id. Raises Invalid (as ``check``, UnknownSector), NotFound for a firm or table of elsewhere,
    InterpreterKnown where one of this name is there and it is not said that there are two of them (``again``)."""
    check(draft)
    with transaction() as session:
        lock_event(event_id)
        if not again:
            _require_new(event_id, draft.name)
        made = Interpreter(event_id=event_id, name=draft.name.strip())
        session.add(made)
        _write(made, draft)
        audit.log_action("interpreter.added", made, event_id=event_id, by=by)
        return made.id


@settled
def change_interpreter(
    event_id: int,
    interpreter_id: int,
    draft: InterpreterDraft,
    *,
    version: int,
    by: int | None,
    confirmed: bool = False,
    again: bool = False,
) -> list[Relief]:
    """Describe an interpreter anew; the meetings that it can serve no more, and who steps in there.

    Raises InterpreterHolds where there are any and it is not ``confirmed``, Stale where somebody was faster, Invalid
    and NotFound as ``add_interpreter``.
    """
    check(draft)
    with transaction():
        event, found = _locked(event_id, interpreter_id, version)
        if not again and not is_called_alike(found.name, draft.name):
            _require_new(event_id, draft.name)
        before = _described(found)
        found.name, found.version = draft.name.strip(), version + 1
        _write(found, draft)
        fields = [name for name, value in _described(found).items() if value != before[name]]
        told = _relieve(event, found, confirmed=confirmed, by=by)
        audit.log_action("interpreter.changed", found, event_id=event_id, by=by, meetings=len(told), fields=fields)
        return told


@settled
def remove_interpreter(
    event_id: int, interpreter_id: int, *, version: int, by: int | None, confirmed: bool = False
) -> list[Relief]:
    """Let an interpreter go; raises and answers as ``change_interpreter``. What is over still names it."""
    with transaction() as session:
        event, found = _locked(event_id, interpreter_id, version)
        found.retired_at = now()
        session.execute(delete(InterpreterPost).where(InterpreterPost.interpreter_id == found.id))
        session.execute(delete(Unavailability).where(Unavailability.interpreter_id == found.id))
        session.flush()
        told = _relieve(event, found, confirmed=confirmed, by=by)
        audit.log_action("interpreter.removed", found, event_id=event_id, by=by, meetings=len(told))
        if not session.scalar(select(func.count()).where(Claim.interpreter_id == found.id)):
            session.delete(found)
        return told


def lock_event(event_id: int) -> Event:
    """No meeting changes meanwhile: whoever acts on one holds the event for reading, and its firms before that. So they
    are not locked after it: who waits for the event holds them. Raises NotFound.
    """
    row = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    found = db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _locked(event_id: int, interpreter_id: int, version: int) -> tuple[Event, Interpreter]:
    event = lock_event(event_id)
    found = db.session.get(Interpreter, interpreter_id, populate_existing=True)
    if found is None or found.event_id != event_id or found.retired_at is not None:
        raise NotFound
    if found.version != version:
        raise Stale
    return event, found


def _described(row: Interpreter) -> dict[str, object]:
    """All that an organizer says of an interpreter, by the names under which the log says that it changed."""
    posts = select(InterpreterPost.works_for_id, InterpreterPost.table_id)
    post = db.session.execute(posts.where(InterpreterPost.interpreter_id == row.id)).one_or_none()
    return {
        "name": row.name,
        "languages": list(row.languages),
        "serves": (row.mode, *(post or ())),
        "sectors": list(row.sectors),
        "hours": [(one.starts_at, one.ends_at) for one in row.hours],
        "longest_run": row.longest_run,
    }


def _require_new(event_id: int, name: str) -> None:
    """Raises InterpreterKnown."""
    here = select(Interpreter.id, Interpreter.name).where(
        Interpreter.event_id == event_id, Interpreter.retired_at.is_(None)
    )
    for number, known in db.session.execute(here.order_by(Interpreter.id)):
        if is_called_alike(known, name):
            raise InterpreterKnown(name=known, interpreter_id=number)


def _write(row: Interpreter, draft: InterpreterDraft) -> None:
    """All but the name."""
    row.languages, row.mode = sorted(set(draft.languages)), draft.mode.value
    row.sectors, row.longest_run = list(sector_tree().sorted(draft.sectors)), draft.longest_run
    row.hours = [InterpreterHours(starts_at=one.start, ends_at=one.end) for one in sorted(draft.hours)]
    db.session.flush()
    db.session.execute(delete(InterpreterPost).where(InterpreterPost.interpreter_id == row.id))
    if draft.works_for is None and draft.table_id is None:
        return
    _require_here(row.event_id, draft)
    post = {"works_for_id": draft.works_for, "table_id": draft.table_id}
    db.session.add(InterpreterPost(event_id=row.event_id, interpreter_id=row.id, **post))
    db.session.flush()


def _require_here(event_id: int, draft: InterpreterDraft) -> None:
    firm = db.session.get(Registration, draft.works_for) if draft.works_for is not None else None
    table = db.session.get(Table, draft.table_id) if draft.table_id is not None else None
    here = firm or table
    if here is None or here.event_id != event_id:
        raise NotFound
    if table is not None and table.retired_at is not None:
        raise Invalid("interpreter_post")


def _relieve(event: Event, gone: Interpreter, *, confirmed: bool, by: int | None) -> list[Relief]:
    sittings = sittings_with(event.id, gone.id)
    if not sittings:
        return []
    hall = hall_of(event, {party for one in sittings for party in one.parties})
    found = reliefs(hall.board, gone.id, sittings, hall.parties)
    if found and not confirmed:
        raise InterpreterHolds(count=len(found), reliefs=[(one.meeting_id, one.by) for one in found])
    for one in found:
        _hand_over(gone, one, by, together=len(found) > 1)
    return found


def _hand_over(gone: Interpreter, relief: Relief, by: int | None, *, together: bool) -> None:
    meeting = db.session.get_one(Meeting, relief.meeting_id, populate_existing=True)
    held = (Claim.meeting_id == meeting.id, Claim.interpreter_id == gone.id)
    if relief.by is None:
        db.session.execute(delete(Claim).where(*held))
    else:
        db.session.execute(update(Claim).where(*held).values(interpreter_id=relief.by))
    say_who_interprets(meeting, relief.by, by, together=together, instead_of=gone.name, loss="interpreter")


def say_who_interprets(
    meeting: Meeting,
    interpreter_id: int | None,
    by: int | None,
    *,
    together: bool,
    instead_of: str = "",
    is_needed: bool = True,
    **details: str,
) -> None:
    """Note that another interpreter works at a booked meeting, or none, and tell its firms, naming who did until now
    (``instead_of``), or that nobody need (``is_needed``); behind ``lock_event``.
    ``together``: other meetings change now, too, and each reader gets one letter of all of them."""
    name = db.session.get_one(Interpreter, interpreter_id).name if interpreter_id is not None else ""
    if meeting.kind == GROUP:
        told = {"instead_of": instead_of, **details}
        say_who_interprets_at(meeting, name, interpreter_id, by, together=together, is_needed=is_needed, **told)
        return
    change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
    notice = noted(meeting, Move.MOVE, by, interpreter=interpreter_id, **details)
    firms = {one: db.session.get_one(Registration, one) for one in (meeting.low_id, meeting.high_id)}
    kinds = dict.fromkeys(firms, "interpreter")
    why = name if is_needed else mails.NOT_NEEDED
    mails.tell(notice, meeting, firms, kinds, why=why, instead_of=instead_of, together=together)
