"""Files that are kept with a firm, sent to those who may see them."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from app.companies.queries import get_file_with_bytes
from app.core.errors import NotFound


def send_kept(file_id: int | None, *, saved: bool) -> Response:
    """The file as what it was found to be when it came. ``saved``: never shown, so that nothing in it runs as a page of
    ours; a picture that we have drawn may be shown. Raises NotFound where there is none."""
    kept = get_file_with_bytes(file_id)
    if kept is None:
        raise NotFound
    answer = send_file(
        BytesIO(kept.content),
        mimetype=kept.media_type,
        as_attachment=saved,
        download_name=kept.name if saved else None,
        etag=False,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
