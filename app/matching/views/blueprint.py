"""The blueprint of these pages, who may open those of a company, and the file that a job has just made."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import NotFound
from app.core.files import get_file
from app.core.models import StoredFile

matching = Blueprint("matching", __name__)

ROWS_ON_PAGE = 50
COMPANY_URL = "/events/<slug:event>/companies/<int:registration_id>"
COMPANY_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


def requested_file() -> StoredFile | None:
    """The file that was just made for the reader, as long as it can be fetched."""
    try:
        return get_file(request.args["made"], current_user.id) if "made" in request.args else None
    except NotFound:
        return None
