"""What messages do in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db
from app.core.jobs import JobAttempt, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.messages.services import sending


@every(20, "send-due-messages")
def send_due_messages() -> None:
    """Those that were to go at a time that is over."""
    sending.send_due()


def _message_url(run: JobRun) -> str:
    event = db.session.get_one(Event, run.event_id)
    return url_for("messages.message", event=event, message_id=run.arguments["message_id"])


@job(sending.MESSAGE_JOB, title=_l("Writing the letters"), queue="long", leads_to=_message_url)
def write_emails(running: JobAttempt, *, message_id: int) -> dict[str, Any]:
    """Safe to run twice: each reader's letter is written once. It can be stopped after any letters."""
    return {"letters": sending.write_emails(message_id, running.must_stop_at)}
