"""What each interpreter of an event does: its meetings, and what it should know of the firms beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import exists, or_, select

from app.companies.models import Company, CompanySector
from app.companies.sectors import tree
from app.db import db
from app.events.models import Event, Interpreter
from app.meetings.lifecycle import PLACED
from app.meetings.models import Claim, Meeting, MeetingParty
from app.meetings.queries.lists import MeetingRow, meetings_in
from app.meetings.queries.round_parties import SITS
from app.meetings.queries.rounds import RoundRow, rounds_in
from app.meetings.queries.voices import InterpreterRow, interpreters_of
from app.registrations.models import Registration, Representation, Representative


@dataclass(frozen=True)
class Brief:
    """A firm as an interpreter prepares for it. ``is_in``: sector codes; ``languages``: codes of what it speaks."""

    registration_id: int
    company: Company
    is_in: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class RunSheet:
    """One interpreter with its meetings and group meetings, by time."""

    row: InterpreterRow
    meetings: Sequence[MeetingRow]
    rounds: Sequence[RoundRow] = ()

    @property
    def interpreter(self) -> Interpreter:
        return self.row.interpreter


def run_sheets_of(event: Event, only: int | None = None) -> list[RunSheet]:
    """Of each interpreter (``only`` this one), by name, in a constant number of queries."""
    held: dict[int, set[int]] = defaultdict(set)
    rows = select(Claim.interpreter_id, Claim.meeting_id).where(
        Claim.event_id == event.id, Claim.interpreter_id.is_not(None)
    )
    for interpreter_id, meeting_id in db.session.execute(rows):
        held[cast("int", interpreter_id)].add(meeting_id)
    meetings = meetings_in(event.id, *PLACED, brief=True)
    rounds = rounds_in(event.id, *PLACED, brief=True)
    return [
        RunSheet(
            one,
            [row for row in meetings if row.id in held[one.interpreter.id]],
            [row for row in rounds if row.id in held[one.interpreter.id]],
        )
        for one in interpreters_of(event.id)
        if only in (None, one.interpreter.id)
    ]


def spoken_at(meeting_ids: Collection[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    """(meeting, registration) → what who sits there for the firm speaks, by code; where nothing is known of them the
    firm's own languages count. One query."""
    if not meeting_ids:
        return {}
    at_it = or_(
        Registration.id.in_((Meeting.low_id, Meeting.high_id)),
        exists().where(MeetingParty.meeting_id == Meeting.id, MeetingParty.registration_id == Registration.id, SITS),
    )
    rows = (
        select(Claim.meeting_id, Registration.id, Representative.languages)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Representative, Representative.id == Claim.representative_id)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Claim.meeting_id.in_(meeting_ids), at_it)
        .order_by(Claim.id)
    )
    return {(meeting, firm): tuple(spoken) for meeting, firm, spoken in db.session.execute(rows) if spoken}


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
        one: Brief(one, company, tree().sorted(sectors[one]), languages) for one, (company, languages) in firms.items()
    }
