"""Messages to a group of an event's people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, emptied_with, erased
from app.core.localized import LANGUAGES, Localized

MESSAGE_LISTS = ("attendees", "firms", "roster", "meetings")
MESSAGE_STATES = ("draft", "scheduled", "sending", "sent", "stopped")


class Message(Model):
    """A text to whoever stands in a list when it is sent. ``asked``: the filters of that list, as its address says
    them; ``delegations``: to whose people alone it goes, and in whose name; none: the organizer's. ``stopped``: it
    was due, but who wrote it may not write to these people any more. ``notice_id``: what its emails are
    about; ``run_id``: the work that writes them, which is kept for a while only."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(enum_check("of_list", MESSAGE_LISTS), name="of_list"),
        CheckConstraint(enum_check("state", MESSAGE_STATES), name="state"),
        CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name="scheduled"),
        CheckConstraint("state NOT IN ('sending', 'sent') OR notice_id IS NOT NULL", name="begun"),
        Index("ix_messages_event", "event_id", "id"),
        Index("ix_messages_due", "state", "send_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), info=emptied_with("whole"))
    written_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    of_list: Mapped[str] = mapped_column(info=CODE)
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict, info=erased({}, names="removed"))
    subject_en: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    subject_zh: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    subject_fr: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    body_en: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    body_zh: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    body_fr: Mapped[str] = mapped_column(default="", info=erased("", names="removed"))
    state: Mapped[str] = mapped_column(default="draft", info=CODE)
    send_at: Mapped[datetime | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"), index=True)
    run_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    begun_at: Mapped[datetime | None]

    author: Mapped[User] = relationship()
    within: Mapped[list[MessageDelegation]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def delegations(self) -> tuple[int, ...]:
        return tuple(sorted(row.delegation_id for row in self.within))

    @property
    def subject(self) -> Localized:
        return Localized(self.subject_en, self.subject_zh, self.subject_fr)

    @property
    def body(self) -> Localized:
        return Localized(self.body_en, self.body_zh, self.body_fr)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state in ("draft", "stopped")

    @property
    def written_in(self) -> tuple[str, ...]:
        """The languages that it has a whole text in."""
        return tuple(
            language for language in LANGUAGES if self.subject.exactly(language) and self.body.exactly(language)
        )

    @property
    def mark(self) -> str:
        """The same for the same words: who has read these confirms these."""
        words = "\0".join(text.exactly(language) for text in (self.subject, self.body) for language in LANGUAGES)
        return sha256(words.encode()).hexdigest()[:16]

    def text_for(self, language: str) -> tuple[str, str, str]:
        """Subject, body and the language they are in: the reader's, else English, else the first that there is."""
        written = self.written_in
        chosen = next((candidate for candidate in (language, "en", *written) if candidate in written), language)
        return self.subject.exactly(chosen), self.body.exactly(chosen), chosen

    def keep(self, texts: Mapping[str, str]) -> None:
        """Take over ``subject_en`` … ``body_fr``; what is absent stays."""
        for name, value in texts.items():
            setattr(self, name, value)


class MessageDelegation(Model):
    """One of the delegations in whose name a message is written, and whose people it reaches."""

    __tablename__ = "message_delegations"
    __table_args__ = (UniqueConstraint("message_id", "delegation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id"), index=True)
