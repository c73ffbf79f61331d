"""Who you are: users, organisations, the roles that join them, and the tokens of letters and links."""

from __future__ import annotations

import secrets
import time
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.credentials import SessionName
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES
from app.core.db import Model, enum_check, now
from app.core.erasure_marks import CODE, PERSONAL, PUBLISHED, REWRITTEN, erased
from app.core.localized import Localized
from app.core.personal_data import ERASED_NAME

NAME_LENGTH = 200
EMAIL_LENGTH = 254


class User(Model):
    """A person who signs in. Without e-mail and password: somebody who came by a company's link, known by the device.

    One that was erased is an empty row that may not come in: notices and other rows point to it.

    ``email_unconfirmed_since``: from when on a link to the account was in the hands of somebody who may not read its
    mailbox; None once a link that went there by mail alone was used, and for accounts that had no other.
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=erased(ERASED_NAME))
    email: Mapped[str | None] = mapped_column(unique=True, info=erased())
    email_unconfirmed_since: Mapped[datetime | None] = mapped_column(info=erased(names="never"))
    phone: Mapped[str | None] = mapped_column(info=erased())
    locale: Mapped[str | None] = mapped_column(info=erased(names="never"))
    zone: Mapped[str | None] = mapped_column(info=erased(names="never"))
    theme: Mapped[str | None] = mapped_column(info=erased(names="never"))
    password_hash: Mapped[str | None] = mapped_column(info=erased())
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")

    # Flask-Login asks for these
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def get_id(self) -> str:
        """The name of a session that begins now. A raised ``session_version`` ends every older one."""
        name = SessionName(self.id, self.session_version, begun=int(time.time()), mark=secrets.token_urlsafe(16))
        return str(name)


class EndedSession(Model):
    """A session that was signed out of, by the mark in its name; kept until it would have been over in any case."""

    __tablename__ = "ended_sessions"

    mark: Mapped[str] = mapped_column(primary_key=True, info=CODE)
    ended_at: Mapped[datetime]


class Organisation(Model):
    """A chamber, a zone's investment office: it runs events or brings delegations.

    ``owner_id``: the organisation whose organizer made it as a chamber of its events. Each owner has its own rows, so
    a name tells nothing of another owner's. None for one that the operator made.
    ``event_id``: the event of a chamber that was made by somebody who organizes this event alone. Its name is known at
    this event only.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        Index(
            "uq_organisations_owner_id_name_en",
            "owner_id",
            "name_en",
            unique=True,
            sqlite_where=text("event_id IS NULL"),
            postgresql_where=text("event_id IS NULL"),
        ),
        Index("uq_organisations_event_id_name_en", "event_id", "name_en", unique=True),
        Index(
            "uq_organisations_name_en",
            "name_en",
            unique=True,
            sqlite_where=text("owner_id IS NULL"),
            postgresql_where=text("owner_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", name="fk_organisations_event_id", use_alter=True)
    )
    name_en: Mapped[str] = mapped_column(info=PUBLISHED)
    name_zh: Mapped[str | None] = mapped_column(info=PUBLISHED)
    name_fr: Mapped[str | None] = mapped_column(info=PUBLISHED)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self) -> Localized:
        return Localized(self.name_en, self.name_zh or "", self.name_fr or "")


class Membership(Model):
    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "role"),
        CheckConstraint(enum_check("role", ORGANISATION_ROLES), name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(info=CODE)

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class EventRole(Model):
    __tablename__ = "event_roles"
    __table_args__ = (
        UniqueConstraint("user_id", "event_id", "role"),
        CheckConstraint(enum_check("role", EVENT_ROLES), name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(info=CODE)


class Token(Model):
    """A secret that an email carried: only its hash is kept. Single use; ``payload`` says what it may do.

    ``purpose``: sign_in, invite, reset, email. ``subject``: whom it is for, as ``user:12`` or ``registration:7``.
    ``email``: the address that an invitation is for. ``handed_over``: who gave it out has seen it, so that its use does
    not show that somebody reads the address.
    """

    __tablename__ = "tokens"
    __table_args__ = (CheckConstraint(enum_check("purpose", ("sign_in", "invite", "reset", "email")), name="purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(info=CODE)
    subject: Mapped[str] = mapped_column(index=True, info=CODE)
    email: Mapped[str | None] = mapped_column(index=True, info=PERSONAL)
    handed_over: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[str | None] = mapped_column(info=REWRITTEN)
    hash: Mapped[str] = mapped_column(unique=True, info=CODE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
