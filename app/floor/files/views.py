"""Fetch one's own file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.floor.files.services import file_of
from app.floor.web.guards import signed_in

files = Blueprint("files", __name__)


@files.get("/files/<string(length=32):public_id>")
@signed_in
def download(public_id: str) -> ResponseReturnValue:
    """Always saved, never shown: what somebody uploaded must not run as a page of ours."""
    file = file_of(public_id, current_user.id)
    answer = send_file(
        BytesIO(file.content), mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.sha256
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
