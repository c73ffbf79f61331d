"""Consents of people and companies, and marks of those who were erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, emptied_with, erased

CONSENT_PURPOSES = ("attendee_list", "contacts", "cross_border", "public_directory", "partners")
CONSENT_SOURCES = ("self", "sheet", "paper", "desk")


class Consent(Model):
    """What a person or a company said to a purpose, and how we know. Append-only; only ``withdrawn_at`` is ever set
    later, ``evidence`` is emptied when who it names is erased, and what was read from a sheet goes when its import is
    undone.

    The newest word of a subject and purpose counts (``oldest_consent_first``). ``given`` False: asked, and refused.
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("(registration_id IS NULL) <> (representative_id IS NULL)", name="one_subject"),
        CheckConstraint(enum_check("purpose", CONSENT_PURPOSES), name="purpose"),
        CheckConstraint(enum_check("source", CONSENT_SOURCES), name="source"),
        Index("ix_consents_registration", "registration_id"),
        Index("ix_consents_representative", "representative_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True, info=emptied_with("whole"))
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id"), info=emptied_with("registrations")
    )
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"), info=emptied_with("people"))
    purpose: Mapped[str] = mapped_column(info=CODE)
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(info=CODE)
    text_hash: Mapped[str] = mapped_column(info=CODE)
    language: Mapped[str] = mapped_column(info=CODE)
    source: Mapped[str] = mapped_column(info=CODE)
    evidence: Mapped[str | None] = mapped_column(info=erased(names="forgotten"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


def oldest_consent_first() -> tuple[ColumnElement[Any], ...]:
    """The order of words, by when each was said or taken back, not by when it was recorded: a paper may be keyed in
    long after the company spoke again."""
    return _stated_at(), Consent.id  # type: ignore[return-value]


def newest_consent_first() -> tuple[ColumnElement[Any], ...]:
    """The same the other way round: what comes first counts."""
    return _stated_at().desc(), Consent.id.desc()


def _stated_at() -> ColumnElement[Any]:
    return func.coalesce(Consent.withdrawn_at, Consent.at)


class ErasedMark(Model):
    """An address of somebody who was erased on request, as ``erased_people.create_mark`` makes it: a later sheet that
    names them does not bring them back."""

    __tablename__ = "erased_marks"
    __table_args__ = (UniqueConstraint("event_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    mark: Mapped[str] = mapped_column(info=CODE)
