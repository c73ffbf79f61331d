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
from app.registrations.option_keys import with_keys
from app.registrations.questions import (
    MOST_OPTIONS,
    NOTHING,
    SEALABLE,
    TELLING,
    WITH_OPTIONS,
    YES,
    QuestionKind,
    Subject,
    apart,
    key_for,
)

MOST: Final = 60


class QuestionNeeded(Conflict):
    """Another question is asked only where this one is answered so. Details: other."""

    code = "question_needed"


class QuestionRests(Conflict):
    """The question on which this one depends is not asked any more, or has no such answer. Details: other."""

    code = "question_rests"


class QuestionChanged(Stale):
    """Somebody saved this question since it was read; nothing was written."""

    code = "question_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the organizer says of a question. ``options``: their labels, in order; ``only_if``: (question's id, option's
    key or ``yes``)."""

    kind: QuestionKind
    subject: Subject
    label: Localized
    help: Localized = NOTHING
    options: tuple[Localized, ...] = ()
    required: bool = False
    sensitive: bool = False
    erase_after_days: int | None = None
    only_if: tuple[int, str] | None = None


def ask(event: Event, draft: Draft, *, by: int | None) -> Question:
    """One more question, the last. Raises Invalid (see ``_check``), Conflict ``questions_too_many``."""
    with transaction() as session:
        known = _all(event.id)
        if sum(one.retired_at is None for one in known) >= MOST:
            raise Conflict("questions_too_many", most=MOST)
        label = draft.label.in_language("en")[0]
        last = max((one.position for one in known), default=0)
        made = Question(
            event_id=event.id, key=key_for(label, (one.key for one in known)), kind=draft.kind, position=last + 1
        )
        _write(made, draft, known)
        session.add(made)
        session.flush()
        audit.log_action("question.added", made, event_id=event.id, by=by, key=made.key)
    return made


def copy(source: Event, event: Event) -> None:
    """Inside the caller's transaction: ask at a new event what is asked at another."""
    copies: dict[int, Question] = {}
    for question in (one for one in _all(source.id) if one.retired_at is None):
        values = values_to_copy(question) | {"only_if_id": None, "version": 1, "created_at": now()}
        copies[question.id] = Question(**values, event_id=event.id)
        db.session.add(copies[question.id])
    db.session.flush()
    for question in _all(source.id):
        if question.id in copies and question.only_if_id in copies:
            copies[question.id].only_if_id = copies[question.only_if_id].id
    db.session.flush()


def change(event: Event, question_id: int, draft: Draft, *, version: int, by: int | None) -> Question:
    """What kind it is and whom it is about stay once somebody answered; and so does all that questions depend on.

    Raises NotFound, QuestionChanged, QuestionNeeded, Invalid.
    """
    with transaction() as session:
        known = _all(event.id)
        found = _one(known, question_id)
        if found.version != version:
            raise QuestionChanged
        answered = session.scalar(select(func.count()).select_from(Answer).where(Answer.question_id == found.id)) or 0
        same = (found.kind, found.subject, found.sensitive) == (draft.kind, draft.subject, draft.sensitive)
        if answered and not same:
            raise Invalid("question_answered", answers=answered)
        found.kind = draft.kind
        _write(found, draft, known)
        broken = next(
            (one for one in _depending(found, known) if not _tells(found, one.subject, one.only_if_values)), None
        )
        if broken is not None:
            raise QuestionNeeded(other=broken.key)
        found.version += 1
        audit.log_action("question.saved", found, event_id=event.id, by=by, key=found.key)
    return found


def move(event: Event, question_id: int, *, up: bool, by: int | None) -> None:
    """One place up or down; never before the question that it depends on. Raises NotFound, QuestionNeeded."""
    with transaction():
        known = [one for one in _all(event.id) if one.retired_at is None]
        found = _one(known, question_id)
        at = known.index(found)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(known):
            return
        first, second = (known[to], found) if up else (found, known[to])
        if second.only_if_id == first.id:
            raise QuestionNeeded(other=first.key)
        known[at], known[to] = known[to], known[at]
        for place, one in enumerate(known):
            one.position = place
        audit.log_action("question.moved", found, event_id=event.id, by=by, key=found.key)


def stop_asking(event: Event, question_id: int, *, by: int | None) -> bool:
    """Delete one that nobody answered and none ever depended on (True); else it is not asked any more, and the answers
    stay (False).

    Raises NotFound, QuestionNeeded.
    """
    with transaction() as session:
        known = _all(event.id)
        found = _one(known, question_id)
        if needing := _depending(found, known):
            raise QuestionNeeded(other=needing[0].key)
        audit.log_action("question.removed", found, event_id=event.id, by=by, key=found.key)
        answered = session.scalar(select(Answer.id).where(Answer.question_id == found.id).limit(1))
        if answered is None and all(one.only_if_id != found.id for one in known):
            session.delete(found)
            return True
        found.retired_at = now()
        return False


def ask_again(event: Event, question_id: int, *, by: int | None) -> None:
    """Raises NotFound, QuestionRests."""
    with transaction():
        known = _all(event.id)
        found = _one(known, question_id)
        other = next((one for one in known if one.id == found.only_if_id), None)
        if other is not None and not _tells(other, found.subject, found.only_if_values):
            raise QuestionRests(other=other.key)
        found.retired_at, found.position = None, max(one.position for one in known) + 1
        audit.log_action("question.added", found, event_id=event.id, by=by, key=found.key)


def _all(event_id: int) -> list[Question]:
    chosen = select(Question).where(Question.event_id == event_id).order_by(Question.position, Question.id)
    return list(db.session.scalars(chosen.with_for_update().execution_options(populate_existing=True)))


def _one(known: list[Question], question_id: int) -> Question:
    found = next((one for one in known if one.id == question_id), None)
    if found is None:
        raise NotFound
    return found


def _write(question: Question, draft: Draft, known: list[Question]) -> None:
    _check(draft)
    for language in LANGUAGES:
        setattr(question, f"label_{language}", draft.label.exactly(language) or None)
        setattr(question, f"help_{language}", draft.help.exactly(language) or None)
    question.subject, question.required, question.sensitive = draft.subject, draft.required, draft.sensitive
    question.erase_after_days = draft.erase_after_days if draft.sensitive else None
    kept = list(question.options or ())
    question.options = with_keys(draft.options, kept) if draft.kind in WITH_OPTIONS else []
    question.only_if_id, question.only_if_values = _condition(question, draft, known)


def _check(draft: Draft) -> None:
    """Raises Invalid ``question_unnamed``, ``question_options``, ``question_options_alike``, ``question_sealed_kind``,
    ``question_days``."""
    if not draft.label:
        raise Invalid("question_unnamed")
    if draft.kind in WITH_OPTIONS and not 2 <= len(draft.options) <= MOST_OPTIONS:
        raise Invalid("question_options", most=MOST_OPTIONS)
    if not apart(draft.options):
        raise Invalid("question_options_alike")
    if draft.sensitive and draft.kind not in SEALABLE:
        raise Invalid("question_sealed_kind")
    if draft.sensitive and draft.erase_after_days is None:
        raise Invalid("question_days")


def _condition(question: Question, draft: Draft, known: list[Question]) -> tuple[int | None, list[str]]:
    """Raises Invalid ``question_condition`` unless it is an earlier question of the event, about the firm where this
    one is, that has this answer."""
    if draft.only_if is None:
        return None, []
    wanted, value = draft.only_if
    other = next((one for one in known if one.id == wanted and one is not question), None)
    if other is None or other.position >= question.position or not _tells(other, draft.subject, [value]):
        raise Invalid("question_condition")
    return wanted, [value]


def _depending(on: Question, known: list[Question]) -> list[Question]:
    """The questions that are asked only where this one is answered so."""
    return [one for one in known if one.only_if_id == on.id and one.retired_at is None]


def _tells(question: Question, subject: str, answers: Collection[str]) -> bool:
    """Whether it is asked, of the firm where the other one is, and has these answers."""
    offered = {YES} if question.kind == QuestionKind.CONSENT else {one["key"] for one in question.options}
    known_there = question.subject == Subject.FIRM or subject == Subject.PERSON
    return question.retired_at is None and question.kind in TELLING and known_there and offered >= set(answers)
