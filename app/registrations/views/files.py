"""Files that are kept with a firm, sent to those who may see them."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from app.floor.models import StoredFile


def send_kept(kept: StoredFile, *, saved: bool, name: str = "") -> Response:
    """The file as what it was found to be when it came. ``saved``: never shown, so that nothing in it runs as a page of
    ours; a picture that we have drawn may be shown."""
    answer = send_file(
        BytesIO(kept.content),
        mimetype=kept.media_type,
        as_attachment=saved,
        download_name=(name or kept.name) if saved else None,
        etag=False,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
