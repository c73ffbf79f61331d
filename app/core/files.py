"""Bytes that were made or taken in, kept in the database, so that every process on every machine finds them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import or_, select

from app.core.db import current_transaction, db, new_public_id, now, transaction
from app.core.errors import NotFound
from app.core.models import StoredFile

__all__ = ["EXPORT_MINUTES", "file_checks", "get_file", "store_export", "store_file"]


EXPORT_MINUTES = 15
"""For so long an export can be fetched."""
MAX_NAME_LENGTH = 150
_UNSAFE_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\\/:*?\"<>|]+")

file_checks: list[Callable[[StoredFile], None]] = []
"""What features ask before a file is fetched; they refuse by raising."""


def store_file(
    content: bytes,
    *,
    name: str,
    media_type: str,
    user_id: int | None,
    event_id: int | None = None,
    minutes: float | None = None,
) -> StoredFile:
    """Keep ``content`` inside the running transaction, for ``minutes`` or for good; only ``user_id`` may fetch it."""
    current_transaction()
    file = StoredFile(
        public_id=new_public_id(),
        name=safe_file_name(name),
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        user_id=user_id,
        event_id=event_id,
        expires_at=None if minutes is None else now() + timedelta(minutes=minutes),
    )
    db.session.add(file)
    db.session.flush()
    return file


def store_export(
    content: bytes, *, name: str, media_type: str, user_id: int | None, event_id: int | None
) -> StoredFile:
    """Keep what was made for this user, to be fetched for a quarter of an hour; in the running transaction, or one of
    its own."""
    with transaction():
        return store_file(
            content, name=name, media_type=media_type, user_id=user_id, event_id=event_id, minutes=EXPORT_MINUTES
        )


def get_file(public_id: str, user_id: int) -> StoredFile:
    """The user's own file. Raises NotFound for one of somebody else and for one whose time is over, and what one of
    ``file_checks`` raises."""
    fresh = or_(StoredFile.expires_at.is_(None), StoredFile.expires_at > now())
    chosen = select(StoredFile).where(StoredFile.public_id == public_id, StoredFile.user_id == user_id, fresh)
    file = db.session.scalars(chosen).one_or_none()
    if file is None:
        raise NotFound
    for check in file_checks:
        check(file)
    return file


def safe_file_name(name: str) -> str:
    """A name that every system can save: no path, no control or direction marks, at most 150 characters."""
    cleaned = " ".join(_UNSAFE_SIGNS.sub(" ", name).split()).strip(". ")
    stem, dot, ending = cleaned.rpartition(".")
    if len(cleaned) > MAX_NAME_LENGTH and dot and len(ending) < 10:
        return f"{stem[: MAX_NAME_LENGTH - len(ending) - 1]}.{ending}"
    return cleaned[:MAX_NAME_LENGTH] or "file"
