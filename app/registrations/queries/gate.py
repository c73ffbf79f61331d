"""The list for the gate: who comes, with the sensitive answers opened. The only way out for these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db
from app.core.models import Notice
from app.core.signing import SealedUnreadable
from app.events.models import Event
from app.registrations.models import Answer, Question, Registration, Representation, Representative
from app.registrations.queries.answers import opened, sealing_key
from app.registrations.questions import Asked
from app.registrations.states import RegistrationState

TAKEN = "gate.exported"


@dataclass(frozen=True, slots=True)
class GateRow:
    """A person who comes for a firm, or a guest of ``company``, the institution; without anybody named (``person_id``
    None), the firm alone. ``answers``: by question, a guest's none, who is not asked; None for one that cannot be
    opened, because it was sealed with another key."""

    registration_id: int
    person_id: int | None
    company: str
    company_zh: str
    name: str
    name_zh: str
    title: str
    answers: dict[int, str | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """When the list was taken, by whom, with how many rows."""

    at: datetime
    by: str
    rows: int


def sealed_questions(event_id: int) -> list[Asked]:
    """The sensitive questions of an event, also those that are asked no longer, in their order."""
    chosen = select(Question).where(Question.event_id == event_id, Question.sensitive.is_(True))
    return [one.asked for one in db.session.scalars(chosen.order_by(Question.position, Question.id))]


def sealed_counts(event_id: int) -> dict[int, int]:
    """How many answers to each question are still kept."""
    counted = select(Answer.question_id, func.count()).where(Answer.event_id == event_id, Answer.sealed.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Answer.question_id))}


def gate_rows(event: Event) -> list[GateRow]:
    """Everybody who comes: for an approved firm, by firm, rank and name; then the guests, by institution."""
    firms, people = _answers(event.id)
    chosen = (
        select(Registration.id, func.coalesce(Company.name, Registration.institution), Company.name_zh, Representative)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Representation, Representation.registration_id == Registration.id)
        .outerjoin(Representative, Representative.id == Representation.representative_id)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
        .order_by(
            *(Registration.kind, Company.sort_name, Registration.institution, Registration.id),
            *(Representative.rank, Representative.id),
        )
    )
    found = []
    for registration_id, name, name_zh, someone in db.session.execute(chosen):
        person: Representative | None = someone
        answers = {**firms[registration_id], **(people[person.id] if person is not None else {})}
        told = (person.display_name, person.name_zh or "", person.title or "") if person is not None else ("", "", "")
        number = person.id if person is not None else None
        found.append(GateRow(registration_id, number, name or "", name_zh or "", *told, answers))
    return found


def taken_lists(event_id: int) -> Sequence[Taken]:
    """Who took the list so far, the latest first."""
    chosen = (
        select(Notice.at, User.name, Notice.details)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.event_id == event_id, Notice.kind == TAKEN)
        .order_by(Notice.id.desc())
    )
    return [Taken(at, name or "", int(details.get("rows", 0))) for at, name, details in db.session.execute(chosen)]


def _answers(event_id: int) -> tuple[dict[int, dict[int, str | None]], dict[int, dict[int, str | None]]]:
    key = sealing_key()
    firms: dict[int, dict[int, str | None]] = defaultdict(dict)
    people: dict[int, dict[int, str | None]] = defaultdict(dict)
    for one in db.session.scalars(select(Answer).where(Answer.event_id == event_id, Answer.sealed.is_not(None))):
        try:
            text: str | None = opened(one, key)
        except SealedUnreadable:
            text = None
        if one.registration_id is not None:
            firms[one.registration_id][one.question_id] = text
        elif one.representative_id is not None:
            people[one.representative_id][one.question_id] = text
    return firms, people
