"""The organizer's acts upon the questions of an event: ask, change, put in order, stop asking."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.localized import LANGUAGES, Localized
from app.events.models import Event
from app.events.services.lifecycle import values_to_copy
from app.registrations.models import Answer, Question
from app.registrations.questions import (
    CONDITION_KINDS,
    CONSENT_GIVEN,
    MAX_OPTIONS,
    NO_TEXT,
    OPTION_KINDS,
    SEALABLE_KINDS,
    QuestionKind,
    QuestionSubject,
    are_labels_distinct,
    assign_option_keys,
    generate_key,
)

MAX_QUESTIONS: Final = 60


class QuestionHasDependents(Conflict):
    """Another question is asked only where this one is answered so. Details: other."""

    code = "question_needed"


class ConditionRetired(Conflict):
    """The question on which this one depends is not asked any more, or has no such answer. Details: other."""

    code = "question_rests"


class QuestionChanged(Stale):
    """Somebody saved this question since it was read; nothing was written."""

    code = "question_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """What the organizer says of a question. ``options``: their labels, in order; ``only_if``: (question's id, option's
    key or ``yes``)."""

    kind: QuestionKind
    subject: QuestionSubject
    label: Localized
    help: Localized = NO_TEXT
    options: tuple[Localized, ...] = ()
    required: bool = False
    sensitive: bool = False
    erase_after_days: int | None = None
    only_if: tuple[int, str] | None = None


def add_question(event: Event, draft: QuestionDraft, *, by: int | None) -> Question:
    """One more question, the last. Raises Invalid (see ``_validate_draft``), Conflict ``questions_too_many``."""
    with transaction() as session:
        known = _lock_questions(event.id)
        if sum(question.retired_at is None for question in known) >= MAX_QUESTIONS:
            raise Conflict("questions_too_many", most=MAX_QUESTIONS)
        label = draft.label.in_language("en")[0]
        last = max((question.position for question in known), default=0)
        made = Question(
            event_id=event.id,
            key=generate_key(label, (question.key for question in known)),
            kind=draft.kind,
            position=last + 1,
        )
        _write_question(made, draft, known)
        session.add(made)
        session.flush()
        audit.log_action("question.added", made, event_id=event.id, by=by, key=made.key)
    return made


def copy_questions(source: Event, event: Event) -> None:
    """Inside the caller's transaction: ask at a new event what is asked at another."""
    copies: dict[int, Question] = {}
    for question in (
        source_question for source_question in _lock_questions(source.id) if source_question.retired_at is None
    ):
        values = values_to_copy(question) | {"only_if_id": None, "version": 1, "created_at": now()}
        copies[question.id] = Question(**values, event_id=event.id)
        db.session.add(copies[question.id])
    db.session.flush()
    for question in _lock_questions(source.id):
        if question.id in copies and question.only_if_id in copies:
            copies[question.id].only_if_id = copies[question.only_if_id].id
    db.session.flush()


def update_question(event: Event, question_id: int, draft: QuestionDraft, *, version: int, by: int | None) -> Question:
    """What kind it is and whom it is about stay once somebody answered; and so does all that questions depend on.

    Raises NotFound, QuestionChanged, QuestionNeeded, Invalid.
    """
    with transaction() as session:
        known = _lock_questions(event.id)
        question = _get_question(known, question_id)
        if question.version != version:
            raise QuestionChanged
        answered = (
            session.scalar(select(func.count()).select_from(Answer).where(Answer.question_id == question.id)) or 0
        )
        same = (question.kind, question.subject, question.sensitive) == (draft.kind, draft.subject, draft.sensitive)
        if answered and not same:
            raise Invalid("question_answered", answers=answered)
        question.kind = draft.kind
        _write_question(question, draft, known)
        broken = next(
            (
                dependent
                for dependent in _list_dependent(question, known)
                if not _can_be_condition(question, dependent.subject, dependent.only_if_values)
            ),
            None,
        )
        if broken is not None:
            raise QuestionHasDependents(other=broken.key)
        question.version += 1
        audit.log_action("question.saved", question, event_id=event.id, by=by, key=question.key)
    return question


def move_question(event: Event, question_id: int, *, up: bool, by: int | None) -> None:
    """One place up or down; never before the question that it depends on. Raises NotFound, QuestionNeeded."""
    with transaction():
        known = [question for question in _lock_questions(event.id) if question.retired_at is None]
        moved = _get_question(known, question_id)
        at = known.index(moved)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(known):
            return
        first, second = (known[to], moved) if up else (moved, known[to])
        if second.only_if_id == first.id:
            raise QuestionHasDependents(other=first.key)
        known[at], known[to] = known[to], known[at]
        for place, known_question in enumerate(known):
            known_question.position = place
        audit.log_action("question.moved", moved, event_id=event.id, by=by, key=moved.key)


def retire_question(event: Event, question_id: int, *, by: int | None) -> bool:
    """Delete one that nobody answered and none ever depended on (True); else it is not asked any more, and the answers
    stay (False).

    Raises NotFound, QuestionNeeded.
    """
    with transaction() as session:
        known = _lock_questions(event.id)
        question = _get_question(known, question_id)
        if needing := _list_dependent(question, known):
            raise QuestionHasDependents(other=needing[0].key)
        audit.log_action("question.removed", question, event_id=event.id, by=by, key=question.key)
        answered = session.scalar(select(Answer.id).where(Answer.question_id == question.id).limit(1))
        if answered is None and all(known_question.only_if_id != question.id for known_question in known):
            session.delete(question)
            return True
        question.retired_at = now()
        return False


def restore_question(event: Event, question_id: int, *, by: int | None) -> None:
    """Raises NotFound, QuestionRests."""
    with transaction():
        known = _lock_questions(event.id)
        question = _get_question(known, question_id)
        other = next((known_question for known_question in known if known_question.id == question.only_if_id), None)
        if other is not None and not _can_be_condition(other, question.subject, question.only_if_values):
            raise ConditionRetired(other=other.key)
        question.retired_at, question.position = None, max(known_question.position for known_question in known) + 1
        audit.log_action("question.added", question, event_id=event.id, by=by, key=question.key)


def _lock_questions(event_id: int) -> list[Question]:
    chosen = select(Question).where(Question.event_id == event_id).order_by(Question.position, Question.id)
    return list(db.session.scalars(chosen.with_for_update().execution_options(populate_existing=True)))


def _get_question(known: list[Question], question_id: int) -> Question:
    question = next((known_question for known_question in known if known_question.id == question_id), None)
    if question is None:
        raise NotFound
    return question


def _write_question(question: Question, draft: QuestionDraft, known: list[Question]) -> None:
    _validate_draft(draft)
    for language in LANGUAGES:
        setattr(question, f"label_{language}", draft.label.exactly(language) or None)
        setattr(question, f"help_{language}", draft.help.exactly(language) or None)
    question.subject, question.required, question.sensitive = draft.subject, draft.required, draft.sensitive
    question.erase_after_days = draft.erase_after_days if draft.sensitive else None
    options = list(question.options or ())
    question.options = assign_option_keys(draft.options, options) if draft.kind in OPTION_KINDS else []
    question.only_if_id, question.only_if_values = _validate_condition(question, draft, known)


def _validate_draft(draft: QuestionDraft) -> None:
    """Raises Invalid ``question_unnamed``, ``question_options``, ``question_options_alike``, ``question_sealed_kind``,
    ``question_days``."""
    if not draft.label:
        raise Invalid("question_unnamed")
    if draft.kind in OPTION_KINDS and not 2 <= len(draft.options) <= MAX_OPTIONS:
        raise Invalid("question_options", most=MAX_OPTIONS)
    if not are_labels_distinct(draft.options):
        raise Invalid("question_options_alike")
    if draft.sensitive and draft.kind not in SEALABLE_KINDS:
        raise Invalid("question_sealed_kind")
    if draft.sensitive and draft.erase_after_days is None:
        raise Invalid("question_days")


def _validate_condition(
    question: Question, draft: QuestionDraft, known: list[Question]
) -> tuple[int | None, list[str]]:
    """Raises Invalid ``question_condition`` unless it is an earlier question of the event, about the company where this
    one is, that has this answer."""
    if draft.only_if is None:
        return None, []
    wanted, value = draft.only_if
    other = next(
        (known_question for known_question in known if known_question.id == wanted and known_question is not question),
        None,
    )
    if other is None or other.position >= question.position or not _can_be_condition(other, draft.subject, [value]):
        raise Invalid("question_condition")
    return wanted, [value]


def _list_dependent(on: Question, known: list[Question]) -> list[Question]:
    """The questions that are asked only where this one is answered so."""
    return [question for question in known if question.only_if_id == on.id and question.retired_at is None]


def _can_be_condition(question: Question, subject: str, answers: Collection[str]) -> bool:
    """Whether it is asked, of the firm where the other one is, and has these answers."""
    offered = (
        {CONSENT_GIVEN} if question.kind == QuestionKind.CONSENT else {option["key"] for option in question.options}
    )
    known_there = question.subject == QuestionSubject.COMPANY or subject == QuestionSubject.PERSON
    return question.retired_at is None and question.kind in CONDITION_KINDS and known_there and offered >= set(answers)
