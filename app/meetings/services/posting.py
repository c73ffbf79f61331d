"""A post that is sent twice, by a double click or by a browser that heard no answer, happens once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.db import transaction
from app.core.idempotency import idempotent_post
from app.meetings.services.steps import settled


@settled
def posted(
    user_id: int, key: str | None, body: Mapping[str, object], act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do ``act`` (plain JSON comes back) and keep its answer under the user's key, in one transaction.

    The same key with the same body gets that answer again; refusals are not kept. Without a key it is simply done.
    Raises what ``act`` raises, and Invalid for a key that is malformed or came with another body.
    """
    if not key:
        return act()
    with transaction(), idempotent_post(user_id, key, body) as post:
        if post.answer is None:
            post.answer = act()
        return post.answer
