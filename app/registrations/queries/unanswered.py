"""How many questions that must be answered are not: for many firms at once, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select

from app.db import db
from app.registrations.models import Answer, Representation
from app.registrations.queries.answers import Told, asked_of, open_among
from app.registrations.questions import Asked, Value


def unanswered_of(event_id: int, among: Collection[int]) -> dict[int, int]:
    """For each of these registrations how many questions about it and its people must be answered and are not; those
    that have answered all are absent. A sealed answer that was erased since counts as given."""
    asked = asked_of(event_id)
    if not among or not any(one.required for one in asked):
        return {}
    people = _people_of(among)
    everyone = {person for persons in people.values() for person in persons}
    firms, persons = _told(event_id, asked, among, everyone)
    needed = {
        firm: open_among(asked, firms[firm], *(persons[person] for person in people[firm])).needed for firm in among
    }
    return {firm: count for firm, count in needed.items() if count}


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
