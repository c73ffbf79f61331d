"""Static files in the small form that the build has put beside them (``qiao.css.gz``)."""

from __future__ import annotations

import mimetypes
import os.path

from flask import Flask, Response, current_app, request, send_from_directory
from werkzeug.security import safe_join


def connect(app: Flask) -> None:
    """Answer ``static`` with the compressed twin of a file where there is one and the browser takes it."""
    app.view_functions["static"] = send


def send(filename: str) -> Response:
    """The file, or its twin with its own ETag; 404 outside of the folder of static files."""
    folder = str(current_app.static_folder)
    twin = safe_join(folder, f"{filename}.gz")
    if twin is None or not os.path.isfile(twin):  # unlike Path.is_file, False also for a name too long
        return current_app.send_static_file(filename)
    if request.accept_encodings["gzip"] <= 0:
        response = current_app.send_static_file(filename)
    else:
        kind = mimetypes.guess_type(filename)[0]
        response = send_from_directory(
            folder, f"{filename}.gz", mimetype=kind, max_age=current_app.get_send_file_max_age(filename)
        )
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response
