"""Have a pack made: one job for each form that is sent, however often it is."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.core.db import new_public_id, transaction
from app.core.idempotency import idempotent_post
from app.core.jobs import enqueue
from app.day.paper.asked import Asked
from app.events.models import Event

JOB, NIGHT = "paper", "papers_of_the_day"


def begin(event: Event, asked: Asked, *, reader: str, form_key: str, by: int) -> str:
    """The public id of the job."""
    return _once(JOB, event, asked.to_json(), reader, form_key, by)


def begin_night(event: Event, language: str, *, reader: str, form_key: str, by: int) -> str:
    """The same for the archive of everything."""
    return _once(NIGHT, event, {"language": language}, reader, form_key, by)


def _once(job: str, event: Event, said: dict[str, Any], reader: str, form_key: str, by: int) -> str:
    told = json.dumps([job, form_key or new_public_id(), event.id, said, reader], sort_keys=True)
    with (
        transaction(),
        idempotent_post(by, hashlib.sha256(told.encode()).hexdigest(), {"event": event.id, **said}) as post,
    ):
        if post.answer is None:
            run = enqueue(job, user_id=by, event_id=event.id, asked=said, reader=reader)
            post.answer = {"job": run.public_id}
    return str(post.answer["job"])
