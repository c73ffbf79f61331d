"""The interpreters of an event, and what firms are in that they may know of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.clock import Span
from app.core.db import cached_read, db
from app.core.errors import NotFound
from app.events.models import Interpreter, InterpreterHours, Table
from app.meetings.interpreting import Mode, Voice
from app.meetings.models import Claim, InterpreterPost
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

_VOICES = (
    select(
        *(Interpreter.id, Interpreter.languages, Interpreter.mode, Interpreter.sectors, Interpreter.longest_run),
        InterpreterPost.works_for_id,
        InterpreterPost.table_id,
        InterpreterHours.starts_at,
        InterpreterHours.ends_at,
    )
    .outerjoin(InterpreterPost, InterpreterPost.interpreter_id == Interpreter.id)
    .outerjoin(InterpreterHours, InterpreterHours.interpreter_id == Interpreter.id)
    .where(Interpreter.event_id == bindparam("event_id"), Interpreter.retired_at.is_(None))
    .order_by(Interpreter.id, InterpreterHours.starts_at)
)
"""Made once, as everybody books in the same minutes."""


@cached_read
def voices_of(event_id: int) -> Sequence[Voice]:
    """Those who interpret at an event; who is retired is left out."""
    hours: dict[int, list[Span]] = defaultdict(list)
    known = {}
    for row in db.session.execute(_VOICES, {"event_id": event_id}):
        known[row.id] = row
        if row.starts_at is not None:
            hours[row.id].append(Span(row.starts_at, row.ends_at))
    return [
        Voice(
            id=one.id,
            languages=frozenset(one.languages or ()),
            mode=Mode(one.mode),
            works_for=one.works_for_id,
            table_id=one.table_id,
            sectors=frozenset(one.sectors or ()),
            hours=tuple(hours[one.id]),
            longest_run=one.longest_run,
        )
        for one in known.values()
    ]


def sectors_of(registration_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """What each firm is in, offers or seeks, with all that this lies under."""
    wanted = frozenset(registration_ids)
    return _sectors_of(wanted) if wanted else {}


@cached_read
def _sectors_of(wanted: frozenset[int]) -> Mapping[int, frozenset[str]]:
    rows = (
        select(Registration.id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(Registration.id.in_(wanted))
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for registration_id, code in db.session.execute(rows):
        found[registration_id].add(code)
    return {one: sector_tree().closure(codes) for one, codes in found.items()}


@dataclass(frozen=True)
class InterpreterRow:
    """An interpreter as lists show it; ``firm``, ``table``: whom it serves alone, where they still take part;
    ``meetings``: how many it holds."""

    interpreter: Interpreter
    firm: Registration | None
    table: str
    meetings: int


def interpreter_at(event_id: int, interpreter_id: int) -> tuple[Interpreter, InterpreterPost | None]:
    """One of them, and whom it serves alone. Raises NotFound for one who is retired, or of another event."""
    found = db.session.get(Interpreter, interpreter_id)
    if found is None or found.event_id != event_id or found.retired_at is not None:
        raise NotFound
    post = select(InterpreterPost).where(InterpreterPost.interpreter_id == interpreter_id)
    return found, db.session.scalar(post)


def interpreters_of(event_id: int) -> list[InterpreterRow]:
    """Who interprets at an event, by name, in a constant number of queries."""
    held = (
        select(Claim.interpreter_id, func.count(Claim.meeting_id.distinct()).label("meetings"))
        .where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None))
        .group_by(Claim.interpreter_id)
        .subquery()
    )
    approved = Registration.state == RegistrationState.APPROVED
    rows = (
        select(Interpreter, Registration, Table.label, func.coalesce(held.c.meetings, 0))
        .outerjoin(InterpreterPost, InterpreterPost.interpreter_id == Interpreter.id)
        .outerjoin(Registration, and_(Registration.id == InterpreterPost.works_for_id, approved))
        .outerjoin(Table, and_(Table.id == InterpreterPost.table_id, Table.retired_at.is_(None)))
        .outerjoin(held, held.c.interpreter_id == Interpreter.id)
        .where(Interpreter.event_id == event_id, Interpreter.retired_at.is_(None))
        .order_by(Interpreter.name, Interpreter.id)
        .options(joinedload(Registration.company), joinedload(Interpreter.hours))
    )
    return [
        InterpreterRow(one, firm, label or "", count) for one, firm, label, count in db.session.execute(rows).unique()
    ]
