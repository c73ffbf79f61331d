"""The file that a job has just made, on the page that it led to (``?made=``)."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from app.floor.files import file_of
from app.floor.models import StoredFile
from app.kernel.errors import NotFound


def made_in_address() -> StoredFile | None:
    """The file that was just made for the reader, as long as it can be fetched."""
    try:
        return file_of(request.args["made"], current_user.id) if "made" in request.args else None
    except NotFound:
        return None
