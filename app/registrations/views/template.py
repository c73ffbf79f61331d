"""The sheet to start from, in the reader's language and Chinese."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.accounts.permissions import Role
from app.db import now
from app.events.models import Event
from app.floor.web.guards import allow
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation
from app.registrations.services.imports import MEDIA_TYPES
from app.registrations.template import filename, template
from app.registrations.views.blueprint import registrations


@registrations.get("/events/<slug:event>/delegations/<int:delegation_id>/imports/template")
@allow(Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER, of=a_delegation)
def import_template(event: Event, delegation: Delegation) -> ResponseReturnValue:  # noqa: ARG001
    locale = get_locale()
    language = locale.language if locale else "en"
    made = template(language, made_at=now())
    return send_file(BytesIO(made), mimetype=MEDIA_TYPES["xlsx"], as_attachment=True, download_name=filename(language))
