"""A wish that a job fulfils: how it is written down, and read again in the job."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from app.core.db import new_public_id, transaction
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.events.models import Event
from app.lists.queries.reach import Reach
from app.lists.selection import read, written
from app.lists.services.making import PLAIN, Wish

SAID: Final = ("kind", "language", "reason", "recipient", "view")


def begin(job: str, event: Event, wish: Wish, form_key: str | None, **more: Any) -> str:
    """Have a job make it; the run's public id. A form with a key that is sent twice makes one. ``more``: what this job
    asks besides, plain JSON."""
    asked = {**to_json(wish), **more}
    told = json.dumps([form_key, asked], sort_keys=True)
    key = hashlib.sha256(told.encode()).hexdigest() if form_key else new_public_id()
    by = wish.by or 0
    with transaction(), idempotent_post(by, key, {"event": event.id, **asked}) as post:
        if post.answer is None:
            post.answer = {"job": enqueue(job, user_id=by, event_id=event.id, asked=asked).public_id}
    return str(post.answer["job"])


def to_json(wish: Wish) -> dict[str, Any]:
    """``values`` of the selection, ``delegations`` and ``columns`` that the user reaches, whether the list may be
    handed over, and the fields of the wish."""
    reach, values = wish.reach, written(wish.selection, PLAIN)
    return {
        "values": {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()},
        "delegations": list(reach.delegations) if reach.delegations is not None else None,
        "columns": list(reach.columns) if reach.columns is not None else None,
        "hands_over": reach.hands_over,
        "runs_all": reach.runs_all,
        **{name: getattr(wish, name) for name in SAID},
    }


def from_json(event_id: int, asked: dict[str, Any], *, by: int | None) -> Wish:
    """The same again."""
    within, columns = asked["delegations"], asked["columns"]
    reach = Reach(
        event_id,
        tuple(within) if within is not None else None,
        tuple(columns) if columns is not None else None,
        asked["hands_over"],
        asked.get("runs_all", False),
    )
    said = {name: asked[name] for name in SAID}
    return Wish(selection=read(asked["values"], PLAIN), reach=reach, by=by, **said)
