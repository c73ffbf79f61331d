"""Letters, jobs and kept answers: nothing is stuck, nothing is written by half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import and_, cast, exists, func, or_, select
from sqlalchemy.types import String

from app.db import db, now
from app.floor.doctor.registry import check
from app.floor.jobs.sweep import STALE
from app.floor.mail.sending import LOST, PAUSES, STUCK
from app.floor.models import IdempotencyKey, JobRun, LetterLine, Notice, Outbox
from app.kernel.faults import Fault

GRACE = timedelta(minutes=10)
"""How long after its time a letter or a job may wait: sweepers pass four times a minute, a queue may be long."""
OVERDUE = timedelta(hours=1)
"""How long after its time news may be in no letter: digests are written some hundred at a time."""


@check("letters.stuck", "No letter waits longer than it must.")
def stuck_letters() -> Iterator[Fault]:
    """Those that a rehearsal holds do not wait: somebody holds them. Once let go they have as long as new ones."""
    moment = now() - GRACE
    pauses = enumerate((LOST, *PAUSES))
    waits = or_(*(and_(Outbox.attempts == n, Outbox.touched_at < moment - pause) for n, pause in pauses))
    let_go = exists().where(
        Notice.kind == "letters.released", Notice.event_id == Outbox.event_id, Notice.at >= moment - LOST
    )
    never = and_(Outbox.attempts == 0, Outbox.created_at < moment - LOST, ~let_go)
    stuck = or_(
        and_(Outbox.state == "queued", or_(waits, never)),
        and_(Outbox.state == "sending", Outbox.touched_at < moment - STUCK),
    )
    rows = select(Outbox.id, Outbox.kind, Outbox.state, Outbox.touched_at).where(stuck).order_by(Outbox.id)
    for number, kind, state, touched in db.session.execute(rows):
        yield Fault("letter_stuck", "outbox", (number,), f"Letter {number} ({kind}) is {state} since {_at(touched)}.")


@check("letters.twice", "A notice has one letter of a kind to each recipient.")
def doubled_letters() -> Iterator[Fault]:
    key = (Outbox.notice_id, Outbox.recipient, Outbox.kind)
    twice = select(Outbox.notice_id, Outbox.kind, func.min(Outbox.id), func.max(Outbox.id), func.count())
    for notice, kind, first, last, count in db.session.execute(twice.group_by(*key).having(func.count() > 1)):
        says = f"Notice {notice} has {count} letters {kind} to one recipient: {first} to {last}."
        yield Fault("letter_twice", "outbox", (first, last), says)


@check("letters.lines", "News are in a letter or wait for one, never both, and none waits longer than it must.")
def wrong_lines() -> Iterator[Fault]:
    same = (Outbox.notice_id == LetterLine.notice_id, Outbox.recipient == LetterLine.recipient)
    twice = select(LetterLine.id).join(Outbox, and_(*same, Outbox.kind == LetterLine.kind))
    for number in db.session.scalars(twice.order_by(LetterLine.id)):
        yield Fault("line_and_letter", "letter_lines", (number,), f"Line {number} is a letter of its own, too.")
    late = (LetterLine.state == "waiting", LetterLine.due_at < now() - OVERDUE)
    for number in db.session.scalars(select(LetterLine.id).where(*late).order_by(LetterLine.id)):
        yield Fault("line_stuck", "letter_lines", (number,), f"Line {number} is in no letter though it is due.")


@check("jobs.beat", "Whatever runs says that it is alive, and whatever waits begins.")
def silent_jobs() -> Iterator[Fault]:
    moment = now() - GRACE
    since = func.coalesce(JobRun.heartbeat_at, JobRun.created_at)
    silent = (JobRun.state.in_(("queued", "running")), or_(since.is_(None), since < moment - STALE))
    rows = select(JobRun.id, JobRun.kind, JobRun.state, since).where(*silent).order_by(JobRun.id)
    for number, kind, state, at in db.session.execute(rows):
        yield Fault(
            "job_silent", "job_runs", (number,), f"Job {number} ({kind}) is {state} and silent since {_at(at)}."
        )


@check("keys.answers", "Every kept post has its answer, and one alone.")
def keys_without_answer() -> Iterator[Fault]:
    empty = cast(IdempotencyKey.answer, String).in_(("{}", "null"))
    for number in db.session.scalars(select(IdempotencyKey.id).where(empty).order_by(IdempotencyKey.id)):
        yield Fault("key_without_answer", "idempotency_keys", (number,), f"Key {number} was kept without its answer.")
    key = (IdempotencyKey.user_id, IdempotencyKey.key)
    twice = select(func.min(IdempotencyKey.id), func.max(IdempotencyKey.id)).group_by(*key).having(func.count() > 1)
    for first, last in db.session.execute(twice):
        yield Fault("key_twice", "idempotency_keys", (first, last), f"Keys {first} and {last} are one key.")


def _at(moment: object) -> str:
    return str(moment)[:19]
