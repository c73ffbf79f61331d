"""Which questions that must be answered are not: for many firms at once, in a constant number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select

from app.core.db import db
from app.registrations.models import Answer, Registration, Representation
from app.registrations.queries.answers import Told, asked_of, open_among
from app.registrations.questions import Asked, Value
from app.registrations.states import OUT_OF_SIGHT


def unanswered_of(event_id: int, among: Collection[int]) -> dict[int, int]:
    """For each of these registrations how many questions about it and its people must be answered and are not; those
    that have answered all are absent."""
    return {firm: len(questions) for firm, questions in missed_by(event_id, among).items()}


def missing_counts(event_id: int) -> Counter[int]:
    """Question → how many firms of the event, those cancelled or rejected left out, miss an answer to it."""
    return Counter(question for questions in _missed_at(event_id).values() for question in set(questions))


def firms_missing(event_id: int, question_id: int | None = None) -> set[int]:
    """Who misses an answer to a question that must be answered: to this one, or to any."""
    missed = _missed_at(event_id)
    return {firm for firm, questions in missed.items() if question_id is None or question_id in questions}


def _missed_at(event_id: int) -> dict[int, tuple[int, ...]]:
    firms = select(Registration.id).where(
        Registration.event_id == event_id, Registration.kind == "firm", Registration.state.not_in(OUT_OF_SIGHT)
    )
    return missed_by(event_id, db.session.scalars(firms).all())


def missed_by(event_id: int, among: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Registration → the questions as ``unanswered_of`` counts them, one as often as it is missed. A sealed answer that
    was erased since counts as given."""
    asked = asked_of(event_id)
    if not among or not any(one.required for one in asked):
        return {}
    people = _people_of(among)
    everyone = {person for persons in people.values() for person in persons}
    firms, persons = _told(event_id, asked, among, everyone)
    missed = {
        firm: open_among(asked, firms[firm], *(persons[person] for person in people[firm])).missed for firm in among
    }
    return {firm: questions for firm, questions in missed.items() if questions}


def _people_of(among: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    chosen = select(Representation.registration_id, Representation.representative_id).where(
        Representation.registration_id.in_(among)
    )
    for firm, person in db.session.execute(chosen):
        found[firm].append(person)
    return found


def _told(
    event_id: int, asked: Collection[Asked], firms: Collection[int], people: Collection[int]
) -> tuple[dict[int, Told], dict[int, Told]]:
    """What the firms and what the people have answered."""
    values: dict[tuple[str, int], dict[int, Value]] = defaultdict(dict)
    there: dict[tuple[str, int], set[int]] = defaultdict(set)
    for firm, person, question, value, kept in db.session.execute(_answers(event_id, [one.id for one in asked])):
        subject = ("firm", firm) if firm is not None else ("person", person)
        if value is not None:
            values[subject][question] = tuple(value) if isinstance(value, list) else value
        if kept:
            there[subject].add(question)

    def told(kind: str, ids: Collection[int]) -> dict[int, Told]:
        return {one: Told(values.get((kind, one), {}), there.get((kind, one), ())) for one in ids}

    return told("firm", firms), told("person", people)


def _answers(event_id: int, questions: Collection[int]) -> Select[Any]:
    kept = or_(*(one.is_not(None) for one in (Answer.value, Answer.file_id, Answer.sealed, Answer.erased_at)))
    return select(Answer.registration_id, Answer.representative_id, Answer.question_id, Answer.value, kept).where(
        Answer.event_id == event_id, Answer.question_id.in_(questions)
    )
