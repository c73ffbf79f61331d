"""Where a page stands that was answered to a POST: links that turn its language lead there, not to what was sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.floor.web.routes import kept_arguments
from app.kernel.local_paths import local_path

CHOICES = ("lang", "theme")


def same_page(**choice: str) -> str:
    """The address of the page at hand with another language or theme, "" where none is known.

    After a POST that of the form: the page that sent it, if it is ours, else the same address, if it can be read.
    """
    if request.method == "GET":
        return _address(request.endpoint, request.view_args or {}, choice)
    if before := form_page():
        return _chosen(before, choice)
    found = _readable(request.path)
    return _address(*found, choice) if found else ""


def form_page() -> str:
    """The page of ours that sent this POST, as its browser says; "" where that cannot be read again or was no page."""
    if request.method == "GET" or request.referrer is None:
        return ""
    try:
        parts = urlsplit(request.referrer)
    except ValueError:
        return ""
    path = local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return path if parts.netloc == request.host and path and _readable(parts.path) else ""


def _readable(path: str) -> tuple[str, dict[str, Any]] | None:
    """The endpoint, with its values, that answers a GET of this path."""
    adapter = request_ctx.url_adapter
    try:
        found = adapter.match(path, method="GET") if adapter is not None else None
    except (HTTPException, RequestRedirect):
        return None
    return (str(found[0]), dict(found[1])) if found is not None else None


def _address(endpoint: str | None, values: dict[str, Any], choice: dict[str, str]) -> str:
    return url_for(endpoint, **{**kept_arguments(*CHOICES), **values, **choice}) if endpoint else ""


def _chosen(path: str, choice: dict[str, str]) -> str:
    parts = urlsplit(path)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in CHOICES]
    return f"{parts.path}?{urlencode([*kept, *choice.items()])}"
