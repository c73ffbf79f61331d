"""What each interpreter of an event does: its meetings, and what it should know of the firms beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.companies.models import Company, CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.events.models import Event, Interpreter
from app.meetings.lifecycle import PLACED
from app.meetings.queries.held import Held, held_at
from app.meetings.queries.lists import MeetingRow, meetings_in
from app.meetings.queries.rounds import RoundRow, rounds_in
from app.meetings.queries.voices import InterpreterRow, interpreters_of
from app.registrations.models import Registration


@dataclass(frozen=True)
class Brief:
    """A firm as an interpreter prepares for it. ``is_in``: sector codes; ``languages``: codes of what it speaks."""

    registration_id: int
    company: Company
    is_in: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class RunSheet:
    """One interpreter with its meetings and group meetings, by time. ``seats``: what each meeting holds."""

    row: InterpreterRow
    meetings: Sequence[MeetingRow]
    rounds: Sequence[RoundRow] = ()
    seats: Mapping[int, Held] = field(default_factory=dict)

    @property
    def interpreter(self) -> Interpreter:
        return self.row.interpreter


def run_sheets_of(event: Event, only: int | None = None) -> list[RunSheet]:
    """Of each interpreter (``only`` this one), by name, in a constant number of queries."""
    seats = {one: held for one, held in held_at(event.id).items() if held.interpreters}
    meetings = meetings_in(event.id, *PLACED, brief=True, seats=seats)
    rounds = rounds_in(event.id, *PLACED, brief=True, seats=seats)
    return [
        RunSheet(
            one,
            [row for row in meetings if row.id in seats and one.interpreter.id in seats[row.id].interpreters],
            [row for row in rounds if row.id in seats and one.interpreter.id in seats[row.id].interpreters],
            seats,
        )
        for one in interpreters_of(event.id)
        if only in (None, one.interpreter.id)
    ]


def briefs_of(registration_ids: Collection[int]) -> dict[int, Brief]:
    """Of each of these firms, in one query."""
    is_in = (CompanySector.company_id == Company.id) & (CompanySector.kind == "is_in")
    rows = (
        select(Registration.id, Registration.languages, Company, CompanySector.code)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(CompanySector, is_in)
        .where(Registration.id.in_(registration_ids))
    )
    firms: dict[int, tuple[Company, tuple[str, ...]]] = {}
    sectors: dict[int, list[str]] = defaultdict(list)
    for registration_id, languages, company, code in db.session.execute(rows):
        firms[registration_id] = (company, tuple(languages or ()))
        if code is not None:
            sectors[registration_id].append(code)
    return {
        one: Brief(one, company, sector_tree().sorted(sectors[one]), languages)
        for one, (company, languages) in firms.items()
    }
