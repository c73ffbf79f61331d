"""A post that is sent twice happens once: its key gets the answer that was first given.

::

    with transaction(), once(user_id, key, {"slot": 7}) as post:
        if post.answer is None:
            post.answer = {"meeting": book(...).id}
    return post.answer
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, running
from app.floor.models import IdempotencyKey
from app.kernel.errors import Invalid

_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}", re.ASCII)
_MINE = (IdempotencyKey.user_id == bindparam("whose"), IdempotencyKey.key == bindparam("posted"))

# made once: everybody books in the same minutes
_KNOWN = select(IdempotencyKey.body_hash, IdempotencyKey.answer).where(*_MINE)
_ANSWERED = update(IdempotencyKey).where(*_MINE).values(answer=bindparam("answer"))
_RESERVED = {
    name: dialect.insert(IdempotencyKey).on_conflict_do_nothing().returning(IdempotencyKey.id)
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


class KeyReused(Invalid):
    """The key came before, with another body."""

    code = "idempotency_key_reused"


@dataclass
class Post:
    """``answer``: plain JSON; None while the effect is still to be had."""

    answer: dict[str, Any] | None


@contextmanager
def once(user_id: int, key: str, body: Mapping[str, object]) -> Iterator[Post]:
    """Keep the answer under the user's key, in the transaction of the effect: a refusal is undone with it, not kept.

    A second post waits for the first one that is still under way. Raises Invalid ``idempotency_key_malformed``, and
    KeyReused when the same key came with another ``body``.
    """
    running()
    if not _KEY.fullmatch(key):
        raise Invalid("idempotency_key_malformed")
    digest = _digest(body)
    if not _reserved(user_id, key, digest):
        yield _known(user_id, key, digest)
        return
    post = Post(None)
    yield post
    if post.answer is None:
        raise RuntimeError("a post with a key ended without an answer to keep")
    db.session.execute(_ANSWERED, {"whose": user_id, "posted": key, "answer": post.answer})


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def _reserved(user_id: int, key: str, digest: str) -> bool:
    """Whether the key was free and is now ours; on PostgreSQL this waits for whoever is about to take it."""
    values = {"user_id": user_id, "key": key, "body_hash": digest, "answer": {}}
    return db.session.execute(_RESERVED[db.engine.dialect.name], values).first() is not None


def _known(user_id: int, key: str, digest: str) -> Post:
    row = db.session.execute(_KNOWN, {"whose": user_id, "posted": key}).one()
    if row.body_hash != digest:
        raise KeyReused
    return Post(row.answer)
