"""The interpreters of an event as meetings choose among them, and the sectors of companies that they may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.clock import Span
from app.core.db import cached_read, db
from app.events.models import Interpreter, InterpreterHours
from app.meetings.interpreters import InterpreterMode, InterpreterProfile
from app.meetings.models import InterpreterPost
from app.registrations.models import Registration

_INTERPRETERS = (
    select(
        Interpreter.id,
        Interpreter.languages,
        Interpreter.mode,
        Interpreter.sectors,
        Interpreter.longest_run,
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
def list_interpreter_profiles(event_id: int) -> Sequence[InterpreterProfile]:
    """Those who interpret at an event; who is retired is left out."""
    hours: dict[int, list[Span]] = defaultdict(list)
    known = {}
    for row in db.session.execute(_INTERPRETERS, {"event_id": event_id}):
        known[row.id] = row
        if row.starts_at is not None:
            hours[row.id].append(Span(row.starts_at, row.ends_at))
    return [
        InterpreterProfile(
            id=interpreter.id,
            languages=frozenset(interpreter.languages or ()),
            mode=InterpreterMode(interpreter.mode),
            works_for=interpreter.works_for_id,
            table_id=interpreter.table_id,
            sectors=frozenset(interpreter.sectors or ()),
            hours=tuple(hours[interpreter.id]),
            longest_run=interpreter.longest_run,
        )
        for interpreter in known.values()
    ]


def get_related_sectors(registration_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """What each firm is in, offers or seeks, with all that this lies under."""
    wanted = frozenset(registration_ids)
    return _related_sectors(wanted) if wanted else {}


@cached_read
def _related_sectors(wanted: frozenset[int]) -> Mapping[int, frozenset[str]]:
    rows = (
        select(Registration.id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(Registration.id.in_(wanted))
        .distinct()
    )
    codes_by_company: dict[int, set[str]] = defaultdict(set)
    for registration_id, code in db.session.execute(rows):
        codes_by_company[registration_id].add(code)
    return {registration_id: sector_tree().closure(codes) for registration_id, codes in codes_by_company.items()}
