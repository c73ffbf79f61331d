"""Keeping what a firm and its people answer to the organizer's questions."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, select

from app.companies.uploads import paper_kind
from app.core import audit, files
from app.core.db import db, now, transaction
from app.core.errors import Invalid, Stale
from app.core.models import StoredFile
from app.core.signing import seal, seal_bytes
from app.registrations.models import Answer, Registration
from app.registrations.queries.answers import place_of, replies_of, sealing_key
from app.registrations.questions import Asked, QuestionKind, Read, Value
from app.registrations.services.profiles import locked, require_open

FILE_MEGABYTES: Final = 5


class RepliesChanged(Stale):
    """Somebody saved these answers since they were read; nothing was written."""

    code = "replies_changed"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; ``media_type`` is told by its content."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is to be kept of one subject: ``person_id`` None for the firm itself. ``questions``: all that were shown;
    ``erase``: those whose kept answer is to go."""

    questions: Sequence[Asked]
    read: Read
    person_id: int | None = None
    files: Mapping[int, Upload] = field(default_factory=dict)
    erase: Collection[int] = ()


def looked_at(name: str, content: bytes) -> Upload:
    """Raises Invalid ``answer_file_big``, ``answer_file_kind``."""
    if len(content) > FILE_MEGABYTES * 1024 * 1024:
        raise Invalid("answer_file_big", most=FILE_MEGABYTES)
    media_type = next(iter(paper_kind(content) or ()), None)
    if media_type is None:
        raise Invalid("answer_file_kind")
    return Upload(name, content, media_type)


def keep(
    registration: Registration, replies: Sequence[Reply], *, language: str, by: int | None, seen: str | None
) -> list[str]:
    """Write what changed; the keys of those questions. ``seen``: the ``print_of`` the answers that were looked at, None
    where there were none to look at. Raises RepliesChanged, PhaseForbids."""
    with transaction():
        firm = locked(registration.id)
        require_open(firm)
        if seen is not None and seen != print_of(firm):
            raise RepliesChanged
        held, changed = replies_of(firm), []
        for reply in replies:
            answers = held.of(reply.person_id)
            for question in reply.questions:
                if _write(firm, reply, question, answers.get(question.id), language, by):
                    changed.append(question.key)
        changed = list(dict.fromkeys(changed))
        if changed:
            db.session.flush()
            audit.log_action("answers.saved", firm, event_id=firm.event_id, by=by, fields=changed)
    return changed


def print_of(registration: Registration) -> str:
    """A word that stands for exactly these answers: another saving, another word."""
    held = replies_of(registration)
    everyone = [held.firm, *(held.people[one] for one in sorted(held.people))]
    rows = [(one.id, one.value, one.sealed, one.file_id) for each in everyone for _, one in sorted(each.items())]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def forget_person(person_id: int) -> None:
    """In the running transaction: what one person answered is nobody else's."""
    with transaction() as session:
        gone = session.execute(
            delete(Answer).where(Answer.representative_id == person_id).returning(Answer.file_id)
        ).scalars()
        _empty([file_id for file_id in gone if file_id is not None])


def _write(
    firm: Registration, reply: Reply, question: Asked, answer: Answer | None, language: str, by: int | None
) -> bool:
    """Whether the answer to one question became another."""
    value, upload = reply.read.said.get(question.id), reply.files.get(question.id)
    hidden = question.sensitive or question.kind == QuestionKind.FILE
    off = question.id in reply.read.off or question.id in reply.erase
    if off or (value is None and upload is None):
        goes = answer is not None and (off or not hidden)
        if goes and answer is not None:
            _empty([answer.file_id] if answer.file_id else [])
            db.session.delete(answer)
        return goes
    if answer is not None and not hidden and answer.value == _stored(value):
        return False
    if answer is None:
        own = {"registration_id": firm.id} if reply.person_id is None else {"representative_id": reply.person_id}
        answer = Answer(event_id=firm.event_id, question_id=question.id, **own)
        db.session.add(answer)
    _fill(firm, answer, question, value, upload)
    answer.answered_at, answer.answered_by, answer.erased_at = now(), by, None
    answer.language = language
    answer.text_hash = _words(question, language) if question.kind == QuestionKind.CONSENT else None
    return True


def _fill(firm: Registration, answer: Answer, question: Asked, value: Value | None, upload: Upload | None) -> None:
    answer.value = answer.sealed = None
    if upload is not None:
        _empty([answer.file_id] if answer.file_id else [])
        place = place_of(question.id, answer.registration_id, answer.representative_id)
        sealed = seal_bytes(upload.content, key=sealing_key(), place=place)
        kept = files.store_file(
            sealed, name=upload.name, media_type=upload.media_type, user_id=None, event_id=firm.event_id
        )
        answer.file_id = kept.id
    elif question.sensitive:
        place = place_of(question.id, answer.registration_id, answer.representative_id)
        answer.sealed = seal(str(value), key=sealing_key(), place=place)
    else:
        answer.value = _stored(value)


def _stored(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _words(question: Asked, language: str) -> str:
    """The fingerprint of the words that were agreed to."""
    said = f"{question.label.in_language(language)[0]}\n{question.help.in_language(language)[0]}"
    return hashlib.sha256(said.encode()).hexdigest()


def _empty(file_ids: Sequence[int]) -> None:
    """The content of files that are nobody's any more; the rows stay, as those of expired ones do."""
    for file in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(file_ids))):
        file.content = b""
