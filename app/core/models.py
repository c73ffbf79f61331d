"""What every room stands on: notices, letters, jobs, files, counters, keys of repeated posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.digest_schedule import EmailFrequency
from app.core.erasure_marks import CODE, PERSONAL, REWRITTEN

EMAIL_STATES = ("held", "queued", "sending", "sent", "failed", "dropped")
DIGEST_LINE_STATES = ("waiting", "gathered", "unwanted", "dropped")
REFUSABLE_EMAIL_KINDS = ("message", "reminder", "thanks")
"""Kinds of letters that their readers may want none of, each by itself: nobody needs them to take part."""
JOB_STATES = ("queued", "running", "done", "failed", "stopped")


class Notice(Model):
    """Who did what to which row, when: ids, states and names of fields, never personal values. Append-only.

    ``organisation_id``: for which organisation they did it, as it was then; None for who acted for their own company,
    for nobody's and for the system. ``event_id`` and ``subject_id`` stay when what they name is deleted.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_subject", "subject", "subject_id"),
        Index("ix_notices_event", "event_id", "id"),
        Index("ix_notices_user", "user_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(info=CODE)
    subject: Mapped[str] = mapped_column(info=CODE)
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, info=CODE)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))


class Outbox(Model):
    """An email to one recipient, written in the transaction that caused it; sent afterwards, at least once.

    ``forgets``: what goes once it is dealt with, because it names who was erased: its text, or all (the address too).
    ``optional``: its reader may choose to get such emails seldom, or not at all.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("notice_id", "recipient", "kind"),
        CheckConstraint(enum_check("state", EMAIL_STATES), name="state"),
        Index("ix_outbox_state", "state", "id"),
        Index("ix_outbox_event", "event_id", "id", "state"),
        Index("ix_outbox_recipient", "recipient", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(info=CODE)
    recipient: Mapped[str] = mapped_column(info=PERSONAL)
    language: Mapped[str] = mapped_column(info=CODE)
    subject: Mapped[str] = mapped_column(info=REWRITTEN)
    body: Mapped[str] = mapped_column(info=REWRITTEN)
    calendar: Mapped[str | None] = mapped_column(info=REWRITTEN)
    message_id: Mapped[str] = mapped_column(unique=True, info=CODE)
    state: Mapped[str] = mapped_column(default="queued", info=CODE)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(info=CODE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    touched_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    forgets: Mapped[str | None] = mapped_column(info=CODE)
    optional: Mapped[bool] = mapped_column(default=False)


class DigestLine(Model):
    """News that wait to go together in one email, that the reader does not want (``unwanted``), or that nobody is told
    any more (``dropped``); of those that went, ``letter_id`` has the text. Each (notice, recipient, kind) is an email
    or a line, once."""

    __tablename__ = "letter_lines"
    __table_args__ = (
        UniqueConstraint("notice_id", "recipient", "kind"),
        CheckConstraint(enum_check("state", DIGEST_LINE_STATES), name="state"),
        CheckConstraint("(state = 'gathered') = (letter_id IS NOT NULL)", name="gathered"),
        CheckConstraint("state <> 'waiting' OR due_at IS NOT NULL", name="due"),
        Index("ix_letter_lines_recipient", "recipient", "event_id", "state"),
        Index("ix_letter_lines_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(info=CODE)
    recipient: Mapped[str] = mapped_column(info=PERSONAL)
    language: Mapped[str] = mapped_column(info=CODE)
    topic: Mapped[str] = mapped_column(info=CODE)
    subject: Mapped[str] = mapped_column(default="", info=REWRITTEN)
    body: Mapped[str] = mapped_column(default="", info=REWRITTEN)
    calendar: Mapped[str | None] = mapped_column(info=REWRITTEN)
    state: Mapped[str] = mapped_column(default="waiting", info=CODE)
    due_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class EmailPreference(Model):
    """How often somebody wants letters about meetings, by address: not everybody who reads them has an account."""

    __tablename__ = "letter_choices"
    __table_args__ = (
        CheckConstraint(enum_check("rhythm", EmailFrequency), name="rhythm"),
        CheckConstraint("address = lower(address)", name="address_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True, info=PERSONAL)
    rhythm: Mapped[str] = mapped_column(info=CODE)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class EmailOptOut(Model):
    """A kind of letters that somebody wants none of, by address as ``EmailPreference``."""

    __tablename__ = "letter_refusals"
    __table_args__ = (
        UniqueConstraint("address", "kind"),
        CheckConstraint(enum_check("kind", REFUSABLE_EMAIL_KINDS), name="kind"),
        CheckConstraint("address = lower(address)", name="address_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(info=PERSONAL)
    kind: Mapped[str] = mapped_column(info=CODE)
    refused_at: Mapped[datetime] = mapped_column(default=now)


class JobRun(Model):
    """One piece of background work: progress in [0, 1], a heartbeat, a wish to stop, a result or an error code."""

    __tablename__ = "job_runs"
    __table_args__ = (
        CheckConstraint(enum_check("state", JOB_STATES), name="state"),
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
        Index("ix_job_runs_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, info=CODE)
    kind: Mapped[str] = mapped_column(info=CODE)
    queue: Mapped[str] = mapped_column(default="quick", info=CODE)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict, info=REWRITTEN)
    state: Mapped[str] = mapped_column(default="queued", info=CODE)
    progress: Mapped[float] = mapped_column(default=0.0)
    stage: Mapped[str | None] = mapped_column(info=CODE)
    stop_requested_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(info=REWRITTEN)
    error: Mapped[str | None] = mapped_column(info=CODE)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class StoredFile(Model):
    """Bytes made or taken in (an upload, an export, a logo); fetched by its owner through a view, never statically."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, info=CODE)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    name: Mapped[str] = mapped_column(info=REWRITTEN)
    media_type: Mapped[str] = mapped_column(info=CODE)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=PERSONAL)
    sha256: Mapped[str] = mapped_column(info=CODE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]


class RateCount(Model):
    """Hits on a rate limit within a window; shared by all processes."""

    __tablename__ = "rate_counts"

    key: Mapped[str] = mapped_column(primary_key=True, info=CODE)
    hits: Mapped[int]
    expires_at: Mapped[float] = mapped_column(index=True)


class IdempotencyKey(Model):
    """The answer once given to a post; the same key gets it again, with another body it is refused."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(info=CODE)
    body_hash: Mapped[str] = mapped_column(info=CODE)
    answer: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=now, server_default=text("CURRENT_TIMESTAMP"))


class Heartbeat(Model):
    """When something that recurs was last alive or last done: a consumer of jobs, a piece of housekeeping."""

    __tablename__ = "beats"

    name: Mapped[str] = mapped_column(primary_key=True, info=CODE)
    at: Mapped[datetime]
