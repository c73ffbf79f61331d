"""The people who stand for firms at an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.companies.names.parsing import has_chinese
from app.core.db import Model, now
from app.core.localized import Localized

NAME_LENGTH = 200


class Representative(Model):
    """A person at one event; may stand for several firms there (``representations``). ``absent``: the half days at
    which it is not there (``half_days``); ``greeter``: who is to meet this guest of honour at the door. One that was
    erased is an empty row, which stands for no firm any more."""

    __tablename__ = "representatives"
    __table_args__ = (UniqueConstraint("event_id", "id"), UniqueConstraint("event_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    salutation: Mapped[str | None]
    family_name: Mapped[str | None]
    given_name: Mapped[str | None]
    display_name: Mapped[str]
    name_zh: Mapped[str | None]
    title: Mapped[str | None]
    title_zh: Mapped[str | None]
    rank: Mapped[int | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    wechat: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    dietary: Mapped[str | None]
    vip: Mapped[bool] = mapped_column(default=False)
    greeter: Mapped[str | None]
    absent: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    badge_version: Mapped[int] = mapped_column(default=1)
    calendar_version: Mapped[int] = mapped_column(default=1)
    checked_in_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self) -> str:
        """As on the badge: what whoever bears a name has, beside a Chinese one (``companies.naming.Bearer``)."""
        return self.display_name

    @property
    def titles(self) -> Localized:
        """The job title; one that has Chinese characters is Chinese wherever it was written."""
        title, title_zh = self.title or "", self.title_zh or ""
        return Localized(zh=title_zh or title) if has_chinese(title) else Localized(en=title, zh=title_zh)


class Representation(Model):
    __tablename__ = "representations"
    __table_args__ = (
        UniqueConstraint("representative_id", "registration_id"),
        ForeignKeyConstraint(
            ["event_id", "representative_id"],
            ["representatives.event_id", "representatives.id"],
            name="fk_representations_representative",
        ),
        ForeignKeyConstraint(
            ["event_id", "registration_id"],
            ["registrations.event_id", "registrations.id"],
            name="fk_representations_registration",
        ),
        Index("ix_representations_registration", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    representative_id: Mapped[int]
    registration_id: Mapped[int]
