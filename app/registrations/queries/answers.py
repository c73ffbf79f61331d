"""What an event asks besides the profile, and what firms and their people answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from flask import current_app
from sqlalchemy import Integer, Select, bindparam, func, or_, select

from app.core.db import cached_read, db
from app.core.signing import derive_sealing_key, unseal, unseal_bytes
from app.registrations.models import Answer, Question, Registration
from app.registrations.questions import Asked, QuestionKind, Subject, Value, asked_among
from config import Settings


@dataclass(frozen=True, slots=True)
class Replies:
    """The answers of one firm: its own by question, and those of each of its people by id."""

    firm: Mapping[int, Answer] = field(default_factory=dict)
    people: Mapping[int, Mapping[int, Answer]] = field(default_factory=dict)

    def of(self, person_id: int | None) -> Mapping[int, Answer]:
        """Those of the firm itself (None) or of one of its people."""
        return self.firm if person_id is None else self.people.get(person_id, {})


@cached_read
def questions_of(event_id: int, *, retired: bool = False) -> Sequence[Question]:
    """The questions of an event in their order: those that are asked, or those that are asked no longer."""
    return db.session.scalars(_questions(retired=retired), {"event_id": event_id}).all()


@cache
def _questions(*, retired: bool) -> Select[Question]:
    """Made once of each kind: all lists ask for them."""
    asked = Question.retired_at.is_not(None) if retired else Question.retired_at.is_(None)
    here = Question.event_id == bindparam("event_id", type_=Integer)
    return select(Question).where(here, asked).order_by(Question.position, Question.id)


def asked_of(event_id: int, subject: Subject | None = None) -> list[Asked]:
    """The same as values; only those about firms, or about people, where ``subject`` says so."""
    return [one.asked for one in questions_of(event_id) if subject in (None, one.subject)]


def answer_counts(event_id: int) -> dict[int, int]:
    """How many answers each question has; those without any are absent."""
    counted = select(Answer.question_id, func.count()).where(Answer.event_id == event_id).group_by(Answer.question_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def replies_of(registration: Registration) -> Replies:
    """All answers of a firm and its people."""
    people = [one.id for one in registration.representatives]
    chosen = select(Answer).where(
        or_(Answer.registration_id == registration.id, Answer.representative_id.in_(people)),
        Answer.event_id == registration.event_id,
    )
    firm: dict[int, Answer] = {}
    others: dict[int, dict[int, Answer]] = defaultdict(dict)
    for one in db.session.scalars(chosen):
        if one.representative_id is None:
            firm[one.question_id] = one
        else:
            others[one.representative_id][one.question_id] = one
    return Replies(firm, others)


def value_of(answer: Answer | None) -> Value | None:
    """What was answered; None for nothing, a file, and what is sealed."""
    if answer is None or answer.value is None:
        return None
    value: Value = tuple(answer.value) if isinstance(answer.value, list) else answer.value
    return value


def values_of(answers: Mapping[int, Answer]) -> dict[int, Value]:
    """The answers by question as values, without files and sealed ones."""
    return {key: value for key, one in answers.items() if (value := value_of(one)) is not None}


def is_there(answer: Answer | None) -> bool:
    """Whether it holds anything: a value, a file, something sealed."""
    return answer is not None and (answer.value is not None or answer.file_id is not None or answer.sealed is not None)


@dataclass(frozen=True, slots=True)
class Open:
    """``asked``: how many questions a firm and its people are asked; ``open``: how many have no answer yet;
    ``missed``: those that must have one, each as often as it has none."""

    asked: int = 0
    open: int = 0
    missed: tuple[int, ...] = ()

    @property
    def needed(self) -> int:
        """How many answers that must be given are not."""
        return len(self.missed)


def open_of(registration: Registration, questions: Sequence[Asked] | None = None) -> Open:
    """What a firm has still to answer."""
    asked = asked_of(registration.event_id) if questions is None else questions
    if not asked:
        return Open()
    replies = replies_of(registration)
    people = [replies.of(person.id) for person in registration.representatives]
    return open_among(asked, *(Told(values_of(each), _there(each)) for each in (replies.firm, *people)))


@dataclass(frozen=True, slots=True)
class Told:
    """What one subject has answered: the ``values`` that conditions look at, and which questions have an answer."""

    values: Mapping[int, Value] = field(default_factory=dict)
    there: Collection[int] = ()


def open_among(asked: Sequence[Asked], firm: Told, *people: Told) -> Open:
    """What is still to be answered by a firm and by each of its people, who may be asked because of what it said."""
    found: list[tuple[Asked, bool]] = [
        (one, one.id in firm.there) for one in asked_among(about(asked, Subject.FIRM), firm.values)
    ]
    for person in people:
        here = asked_among(asked, {**firm.values, **person.values})
        found += [(one, one.id in person.there) for one in about(here, Subject.PERSON)]
    missed = tuple(one.id for one, there in found if one.required and not there)
    return Open(len(found), sum(not there for _, there in found), missed)


def _there(answers: Mapping[int, Answer]) -> set[int]:
    return {key for key, one in answers.items() if is_there(one)}


def about(questions: Iterable[Asked], subject: Subject) -> list[Asked]:
    return [one for one in questions if one.subject == subject]


def columns_of(event_id: int) -> list[Asked]:
    """The questions that lists may show as columns, in their order: neither sealed ones nor files."""
    return [one for one in asked_of(event_id) if not one.sensitive and one.kind != QuestionKind.FILE]


def column_values(
    event_id: int, *, registrations: Collection[int], representatives: Collection[int]
) -> tuple[dict[int, dict[int, Value]], dict[int, dict[int, Value]]]:
    """(of firms by registration, of people by representative): question → value, for ``columns_of``. One query."""
    chosen = (
        select(Answer.registration_id, Answer.representative_id, Answer.question_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.event_id == event_id,
            Answer.value.is_not(None),
            Question.retired_at.is_(None),
            or_(Answer.registration_id.in_(registrations), Answer.representative_id.in_(representatives)),
        )
    )
    firms: dict[int, dict[int, Value]] = defaultdict(dict)
    people: dict[int, dict[int, Value]] = defaultdict(dict)
    for registration_id, person_id, question_id, kept in db.session.execute(chosen):
        value: Value = tuple(kept) if isinstance(kept, list) else kept
        if registration_id is not None:
            firms[registration_id][question_id] = value
        else:
            people[person_id][question_id] = value
    return dict(firms), dict(people)


def sealing_key() -> bytes:
    """The key for sensitive answers, from the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return derive_sealing_key(settings.sealing_key or settings.secret_key)


def place_of(question_id: int, registration_id: int | None, representative_id: int | None) -> str:
    """Where a sealed answer is kept: it opens nowhere else."""
    return f"answers {question_id} {registration_id or '-'} {representative_id or '-'}"


def opened(answer: Answer, key: bytes) -> str:
    """The text of a sealed answer. Raises Unreadable."""
    place = place_of(answer.question_id, answer.registration_id, answer.representative_id)
    return unseal(answer.sealed or "", key=key, place=place)


def opened_file(answer: Answer, content: bytes) -> bytes:
    """The bytes of a file that was given as an answer. Raises Unreadable."""
    place = place_of(answer.question_id, answer.registration_id, answer.representative_id)
    return unseal_bytes(content, key=sealing_key(), place=place)
