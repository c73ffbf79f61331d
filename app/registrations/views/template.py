"""The sheet to start from, in the reader's language and Chinese."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.accounts.permissions import Role
from app.core.db import now
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.services.imports import MEDIA_TYPES
from app.registrations.template import filename, template
from app.registrations.views.blueprint import registrations


@registrations.get("/events/<slug:event>/imports/template")
@allow(Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER, of=an_event)
def import_template(event: Event) -> ResponseReturnValue:  # noqa: ARG001
    locale = get_locale()
    language = locale.language if locale else "en"
    made = template(language, made_at=now())
    return send_file(BytesIO(made), mimetype=MEDIA_TYPES["xlsx"], as_attachment=True, download_name=filename(language))
