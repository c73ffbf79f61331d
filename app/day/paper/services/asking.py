"""Have a pack made: one job for each form that is sent, however often it is."""

from __future__ import annotations

import hashlib
import json

from app.day.paper.asked import Asked
from app.db import new_public_id, transaction
from app.events.models import Event
from app.floor.idempotency import once
from app.floor.jobs import enqueue

JOB = "paper"


def begin(event: Event, asked: Asked, *, reader: str, form_key: str, by: int) -> str:
    """The public id of the job."""
    said = asked.to_json()
    told = json.dumps([form_key or new_public_id(), event.id, said, reader], sort_keys=True)
    with transaction(), once(by, hashlib.sha256(told.encode()).hexdigest(), {"event": event.id, **said}) as post:
        if post.answer is None:
            run = enqueue(JOB, user_id=by, event_id=event.id, asked=said, reader=reader)
            post.answer = {"job": run.public_id}
    return str(post.answer["job"])
