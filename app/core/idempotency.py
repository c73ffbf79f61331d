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

from app.core.db import current_transaction, db
from app.core.errors import Invalid
from app.core.models import IdempotencyKey

_KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{8,100}", re.ASCII)
_OWN_KEY = (IdempotencyKey.user_id == bindparam("whose"), IdempotencyKey.key == bindparam("posted"))

# made once: everybody books in the same minutes
_STORED_ANSWER = select(IdempotencyKey.body_hash, IdempotencyKey.answer).where(*_OWN_KEY)
_STORE_ANSWER = update(IdempotencyKey).where(*_OWN_KEY).values(answer=bindparam("answer"))
_RESERVE_KEY = {
    name: dialect.insert(IdempotencyKey).on_conflict_do_nothing().returning(IdempotencyKey.id)
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


class IdempotencyKeyReused(Invalid):
    """The key came before, with another body."""

    code = "idempotency_key_reused"


@dataclass
class IdempotentPost:
    """``answer``: plain JSON; None while the effect is still to be had."""

    answer: dict[str, Any] | None


@contextmanager
def idempotent_post(user_id: int, key: str, body: Mapping[str, object]) -> Iterator[IdempotentPost]:
    """Keep the answer under the user's key, in the transaction of the effect: a refusal is undone with it, not kept.

    A second post waits for the first one that is still under way. Raises Invalid ``idempotency_key_malformed``, and
    KeyReused when the same key came with another ``body``.
    """
    current_transaction()
    if not _KEY_PATTERN.fullmatch(key):
        raise Invalid("idempotency_key_malformed")
    digest = _body_hash(body)
    if not _reserve_key(user_id, key, digest):
        yield _stored_post(user_id, key, digest)
        return
    post = IdempotentPost(None)
    yield post
    if post.answer is None:
        raise RuntimeError("a post with a key ended without an answer to keep")
    db.session.execute(_STORE_ANSWER, {"whose": user_id, "posted": key, "answer": post.answer})


def _body_hash(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def _reserve_key(user_id: int, key: str, digest: str) -> bool:
    """Whether the key was free and is now ours; on PostgreSQL this waits for whoever is about to take it."""
    values = {"user_id": user_id, "key": key, "body_hash": digest, "answer": {}}
    return db.session.execute(_RESERVE_KEY[db.engine.dialect.name], values).first() is not None


def _stored_post(user_id: int, key: str, digest: str) -> IdempotentPost:
    row = db.session.execute(_STORED_ANSWER, {"whose": user_id, "posted": key}).one()
    if row.body_hash != digest:
        raise IdempotencyKeyReused
    return IdempotentPost(row.answer)
