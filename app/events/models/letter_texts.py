"""An event's own words for letters."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, now
from app.kernel.localized import Localized
from app.kernel.words import one_of

LETTER_KINDS: Final = ("invitation", "reminder", "thanks", "free")
SUBJECT_LENGTH, BODY_LENGTH, NAME_LENGTH = 200, 6000, 80


class LetterText(Model):
    """What the organizer writes in place of the standard words of a letter, or keeps for messages (``free``, under a
    ``name``). A language without a text of its own has the standard one; a free text falls back to English."""

    __tablename__ = "letter_texts"
    __table_args__ = (
        CheckConstraint(one_of("kind", LETTER_KINDS), name="kind"),
        CheckConstraint("(kind = 'free') = (name <> '')", name="named_if_free"),
        Index("uq_letter_texts_kind", "event_id", "kind", unique=True, sqlite_where=text("kind <> 'free'"),
              postgresql_where=text("kind <> 'free'")),
        Index("uq_letter_texts_name", "event_id", "name", unique=True, sqlite_where=text("kind = 'free'"),
              postgresql_where=text("kind = 'free'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    subject_en: Mapped[str] = mapped_column(default="")
    subject_zh: Mapped[str] = mapped_column(default="")
    subject_fr: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    body_zh: Mapped[str] = mapped_column(default="")
    body_fr: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def subject(self) -> Localized:
        return Localized(self.subject_en, self.subject_zh, self.subject_fr)

    @property
    def body(self) -> Localized:
        return Localized(self.body_en, self.body_zh, self.body_fr)
