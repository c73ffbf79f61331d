"""What an organizer asks besides the profile, and the answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CLEANED, CODE, FILE, PUBLISHED, deleted_with
from app.core.localized import Localized
from app.registrations.questions import (
    MAX_ERASURE_DAYS,
    SEALABLE_KINDS,
    QuestionDefinition,
    QuestionKind,
    QuestionOption,
    QuestionSubject,
)


class Question(Model):
    """A question of one event, about each company or each person. ``key`` names its column in lists. ``sensitive``: its
    answers are kept sealed and erased ``erase_after_days`` after the event's last day. One that was asked and is
    asked no longer is retired, with its answers."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("event_id", "key"),
        UniqueConstraint("event_id", "id"),
        ForeignKeyConstraint(
            ["event_id", "only_if_id"], ["questions.event_id", "questions.id"], name="fk_questions_only_if"
        ),
        CheckConstraint(enum_check("kind", QuestionKind), name="kind"),
        CheckConstraint(enum_check("subject", QuestionSubject), name="subject"),
        CheckConstraint(f"NOT sensitive OR {enum_check('kind', SEALABLE_KINDS)}", name="sealable"),
        CheckConstraint("sensitive = (erase_after_days IS NOT NULL)", name="erased"),
        CheckConstraint(f"erase_after_days BETWEEN 0 AND {MAX_ERASURE_DAYS}", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(info=CODE)
    kind: Mapped[str] = mapped_column(info=CODE)
    subject: Mapped[str] = mapped_column(default=QuestionSubject.COMPANY.value, info=CODE)
    label_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    label_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    help_en: Mapped[str | None] = mapped_column(info=PUBLISHED)
    help_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    help_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    options: Mapped[list[Any]] = mapped_column(default=list, info=PUBLISHED)
    required: Mapped[bool] = mapped_column(default=False)
    sensitive: Mapped[bool] = mapped_column(default=False)
    erase_after_days: Mapped[int | None]
    only_if_id: Mapped[int | None]
    only_if_values: Mapped[list[Any]] = mapped_column(default=list, info=CODE)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]

    @property
    def label(self) -> Localized:
        return Localized(self.label_en or "", self.label_zh or "", self.label_fr or "")

    @property
    def help(self) -> Localized:
        return Localized(self.help_en or "", self.help_zh or "", self.help_fr or "")

    @property
    def asked(self) -> QuestionDefinition:
        """The question as a value."""
        return QuestionDefinition(
            id=self.id,
            key=self.key,
            kind=QuestionKind(self.kind),
            subject=QuestionSubject(self.subject),
            label=self.label,
            help=self.help,
            options=tuple(
                QuestionOption(
                    option["key"], Localized(option.get("en", ""), option.get("zh", ""), option.get("fr", ""))
                )
                for option in self.options
            ),
            required=self.required,
            sensitive=self.sensitive,
            only_if=self.only_if_id,
            only_if_values=tuple(self.only_if_values),
        )


class Answer(Model):
    """What was answered for a company, or for one of its people: a ``value``, a file, or a text that is ``sealed``.

    Of a consent ``text_hash`` and ``language`` say to which words. A sealed answer whose time is over is emptied and
    keeps ``erased_at``.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("question_id", "registration_id"),
        UniqueConstraint("question_id", "representative_id"),
        ForeignKeyConstraint(
            ["event_id", "question_id"],
            ["questions.event_id", "questions.id"],
            name="fk_answers_question",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_answers_registration",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_answers_representative",
            ondelete="CASCADE",
        ),
        CheckConstraint("(registration_id IS NULL) <> (representative_id IS NULL)", name="one_subject"),
        CheckConstraint("sealed IS NULL OR (value IS NULL AND file_id IS NULL)", name="sealed_alone"),
        Index("ix_answers_registration", "registration_id"),
        Index("ix_answers_representative", "representative_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    question_id: Mapped[int]
    registration_id: Mapped[int | None] = mapped_column(info=deleted_with("registrations"))
    representative_id: Mapped[int | None] = mapped_column(info=deleted_with("people"))
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), info=CLEANED)
    sealed: Mapped[str | None] = mapped_column(info=CODE)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), info=FILE)
    language: Mapped[str | None] = mapped_column(info=CODE)
    text_hash: Mapped[str | None] = mapped_column(info=CODE)
    answered_at: Mapped[datetime] = mapped_column(default=now)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    erased_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship(viewonly=True)
