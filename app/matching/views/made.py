"""The file that a job has just made, on the page that it led to (``?made=``)."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from app.core.errors import NotFound
from app.core.files import get_file
from app.core.models import StoredFile


def made_in_address() -> StoredFile | None:
    """The file that was just made for the reader, as long as it can be fetched."""
    try:
        return get_file(request.args["made"], current_user.id) if "made" in request.args else None
    except NotFound:
        return None
