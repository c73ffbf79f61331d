"""Saving what a company and its people answer to the organizer’s questions, and its remarks; sensitive answers leave
by the gate’s list alone and are erased when their time is over."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from app.companies.uploads import paper_kind
from app.core import audit, files
from app.core.db import db, now, transaction
from app.core.errors import Invalid, Stale
from app.core.models import StoredFile
from app.core.signing import seal, seal_bytes
from app.events.models import Event, EventDay
from app.registrations.models import Answer, Question, Registration
from app.registrations.queries.answers import (
    GATE_LIST_EXPORTED,
    GateRow,
    get_answers,
    get_sealing_key,
    get_sealing_place,
)
from app.registrations.questions import AnswerValue, ParsedAnswers, QuestionDefinition, QuestionKind, erasure_time
from app.registrations.services.profiles import lock_registration, require_profile_open
from app.registrations.signals import gate_list_exported

MAX_FILE_MEGABYTES: Final = 5


class QuestionAnswersChanged(Stale):
    """Somebody saved these answers since they were read; nothing was written."""

    code = "replies_changed"


@dataclass(frozen=True, slots=True)
class AnswerUpload:
    """A file as it came; ``media_type`` is told by its content."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSubmission:
    """What is to be kept of one subject: ``person_id`` None for the company itself. ``questions``: all that were shown;
    ``erase``: those whose kept answer is to go."""

    questions: Sequence[QuestionDefinition]
    read: ParsedAnswers
    person_id: int | None = None
    files: Mapping[int, AnswerUpload] = field(default_factory=dict)
    erase: Collection[int] = ()


def parse_upload(name: str, content: bytes) -> AnswerUpload:
    """Raises Invalid ``answer_file_big``, ``answer_file_kind``."""
    if len(content) > MAX_FILE_MEGABYTES * 1024 * 1024:
        raise Invalid("answer_file_big", most=MAX_FILE_MEGABYTES)
    media_type = next(iter(paper_kind(content) or ()), None)
    if media_type is None:
        raise Invalid("answer_file_kind")
    return AnswerUpload(name, content, media_type)


def save_answers(
    registration: Registration, replies: Sequence[AnswerSubmission], *, language: str, by: int | None, seen: str | None
) -> list[str]:
    """Write what changed; the keys of those questions. ``seen``: the fingerprint of the answers that were looked at,
    None where there were none to look at. Raises RepliesChanged, PhaseForbids."""
    with transaction():
        company = lock_registration(registration.id)
        require_profile_open(company)
        if seen is not None and seen != get_answers_fingerprint(company):
            raise QuestionAnswersChanged
        stored_answers, changed = get_answers(company), []
        for reply in replies:
            answers = stored_answers.of(reply.person_id)
            for question in reply.questions:
                if _write_answer(company, reply, question, answers.get(question.id), language, by):
                    changed.append(question.key)
        changed = list(dict.fromkeys(changed))
        if changed:
            db.session.flush()
            audit.log_action("answers.saved", company, event_id=company.event_id, by=by, fields=changed)
    return changed


def get_answers_fingerprint(registration: Registration) -> str:
    """A word that stands for exactly these answers: another saving, another word."""
    answers = get_answers(registration)
    everyone = [answers.company, *(answers.people[person] for person in sorted(answers.people))]
    rows = [
        (answer.id, answer.value, answer.sealed, answer.file_id)
        for each in everyone
        for _, answer in sorted(each.items())
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def delete_person_answers(person_id: int) -> None:
    """In the running transaction: what one person answered is nobody else's."""
    with transaction() as session:
        file_ids = session.execute(
            delete(Answer).where(Answer.representative_id == person_id).returning(Answer.file_id)
        ).scalars()
        _clear_files([file_id for file_id in file_ids if file_id is not None])


def _write_answer(
    company: Registration,
    reply: AnswerSubmission,
    question: QuestionDefinition,
    answer: Answer | None,
    language: str,
    by: int | None,
) -> bool:
    """Whether the answer to one question became another."""
    value, upload = reply.read.answers.get(question.id), reply.files.get(question.id)
    hidden = question.sensitive or question.kind == QuestionKind.FILE
    off = question.id in reply.read.off or question.id in reply.erase
    if off or (value is None and upload is None):
        goes = answer is not None and (off or not hidden)
        if goes and answer is not None:
            _clear_files([answer.file_id] if answer.file_id else [])
            db.session.delete(answer)
        return goes
    if answer is not None and not hidden and answer.value == _stored_value(value):
        return False
    if answer is None:
        own = {"registration_id": company.id} if reply.person_id is None else {"representative_id": reply.person_id}
        answer = Answer(event_id=company.event_id, question_id=question.id, **own)
        db.session.add(answer)
    _fill_answer(company, answer, question, value, upload)
    answer.answered_at, answer.answered_by, answer.erased_at = now(), by, None
    answer.language = language
    answer.text_hash = _consent_fingerprint(question, language) if question.kind == QuestionKind.CONSENT else None
    return True


def _fill_answer(
    company: Registration,
    answer: Answer,
    question: QuestionDefinition,
    value: AnswerValue | None,
    upload: AnswerUpload | None,
) -> None:
    answer.value = answer.sealed = None
    if upload is not None:
        _clear_files([answer.file_id] if answer.file_id else [])
        place = get_sealing_place(question.id, answer.registration_id, answer.representative_id)
        sealed = seal_bytes(upload.content, key=get_sealing_key(), place=place)
        stored_file = files.store_file(
            sealed, name=upload.name, media_type=upload.media_type, user_id=None, event_id=company.event_id
        )
        answer.file_id = stored_file.id
    elif question.sensitive:
        place = get_sealing_place(question.id, answer.registration_id, answer.representative_id)
        answer.sealed = seal(str(value), key=get_sealing_key(), place=place)
    else:
        answer.value = _stored_value(value)


def _stored_value(value: AnswerValue | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _consent_fingerprint(question: QuestionDefinition, language: str) -> str:
    """The fingerprint of the words that were agreed to."""
    wording = f"{question.label.in_language(language)[0]}\n{question.help.in_language(language)[0]}"
    return hashlib.sha256(wording.encode()).hexdigest()


def _clear_files(file_ids: Sequence[int]) -> None:
    """The content of files that are nobody's any more; the rows stay, as those of expired ones do."""
    for file in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids))):
        file.content = b""


REMARK_FIELDS: Final = ("site_visit", "arrival", "departure", "remarks")


class RemarksChanged(Stale):
    """Somebody saved these answers since they were read; nothing was written."""

    code = "answers_changed"


def save_remarks(registration: Registration, remarks: Mapping[str, Any], *, seen: str, by: int) -> None:
    """Put these answers in the place of the old ones; an empty one is taken out, the others stay.

    ``seen``: the fingerprint of what was looked at. Raises AnswersChanged where somebody saved others since.
    """
    registration_id = registration.id
    with transaction() as session:
        locked_registration = session.get_one(
            Registration, registration_id, populate_existing=True, with_for_update=True
        )
        if get_remarks_fingerprint(locked_registration) != seen:
            raise RemarksChanged
        changed = sorted(
            name for name, value in remarks.items() if (value or None) != locked_registration.answers.get(name)
        )
        if changed:
            merged = {**locked_registration.answers, **remarks}
            locked_registration.answers = {name: value for name, value in merged.items() if value not in (None, "", [])}
            audit.log_action(
                "registration.answers_saved",
                locked_registration,
                event_id=locked_registration.event_id,
                by=by,
                fields=changed,
            )


def get_remarks_fingerprint(registration: Registration) -> str:
    """A word that stands for exactly the answers that may be edited: another saving, another word."""
    stored = [registration.answers.get(name) for name in REMARK_FIELDS]
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class GateList:
    """A list for the gate: its rows, the questions whose answers were opened, who took it."""

    rows: Sequence[GateRow]
    questions: Sequence[QuestionDefinition]
    by: int


def log_gate_export(event: Event, *, rows: Sequence[GateRow], questions: Sequence[QuestionDefinition], by: int) -> None:
    """Write down who took the list for the gate: whose rows, which questions."""
    taken = GateList(rows, questions, by)
    keys = [question.key for question in questions]
    with transaction():
        audit.log_action(GATE_LIST_EXPORTED, event, event_id=event.id, by=by, rows=len(rows), questions=keys)
        gate_list_exported.send(event, taken=taken)


def erase_due_answers(moment: datetime) -> int:
    """Empty all sealed answers whose time is over; how many. Safe to run at any time."""
    days = select(EventDay.event_id, func.max(EventDay.day).label("last")).group_by(EventDay.event_id).subquery()
    chosen = (
        select(Question.id, Question.event_id, Question.erase_after_days, days.c.last, Event.zone)
        .join(Event, Event.id == Question.event_id)
        .join(days, days.c.event_id == Event.id)
        .where(Question.sensitive.is_(True))
        .where(Question.id.in_(select(Answer.question_id).where(Answer.sealed.is_not(None))))
    )
    due = [
        (question_id, event_id)
        for question_id, event_id, after, last, zone in db.session.execute(chosen)
        if moment >= erasure_time(last, zone, after)
    ]
    return sum(_erase_answers(question_id, event_id, moment) for question_id, event_id in due)


def _erase_answers(question_id: int, event_id: int, moment: datetime) -> int:
    with transaction() as session:
        erasure = (
            update(Answer)
            .where(Answer.question_id == question_id, Answer.sealed.is_not(None))
            .values(sealed=None, erased_at=moment)
            .returning(Answer.id)
        )
        count = len(session.execute(erasure).all())
        question = session.get_one(Question, question_id)
        audit.log_action("answers.erased", question, event_id=event_id, by=None, answers=count)
    return count
