"""A delegation's programme as a PDF: at once, or as a job where it takes longer."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.db import transaction
from app.core.jobs import enqueue
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.meetings.services import programmes
from app.meetings.views.blueprint import DELEGATION, FOR_A_DELEGATION, meetings
from app.registrations.models import Delegation
from app.registrations.queries.brought import firms_in
from app.registrations.scopes import a_delegation

LONG = 12
"""Firms from which on setting the pages may take more than a second: then a job does it."""


@meetings.post(f"{DELEGATION}/programme/pdf")
@allow(*FOR_A_DELEGATION, of=a_delegation)
def delegation_programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """In the reader's language, with Chinese beside it."""
    if firms_in(delegation.id) > LONG:
        whose = {"user_id": current_user.id, "event_id": event.id}
        with transaction():
            run = enqueue("delegation_programme", **whose, delegation_id=delegation.id, language=language())
        return redirect(url_for("jobs.show", public_id=run.public_id), 303)
    content = programmes.programme_pdf(event, delegation, language())
    named = f'attachment; filename="{programmes.file_name(delegation)}"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})
