"""Addresses: the ``slug`` converter takes the row or its slug, static files carry their version;
``has("feature.page")`` tells a template whether a page is built in, ``each_url`` writes those of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, url_for
from werkzeug.routing import BaseConverter, IntegerConverter, Map, RequestRedirect

from app.kernel.local_paths import local_path
from app.kernel.web_addresses import web_address
from app.kernel.whole import LARGEST


class SlugConverter(BaseConverter):
    """``<slug:event>``: reads a slug, writes one for a slug or for anything that has one."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?"

    def to_url(self, value: Any) -> str:
        return super().to_url(getattr(value, "slug", value))


class IdConverter(IntegerConverter):
    """``<int:x>``: nothing at all stands at an address with a number that no column holds."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 werkzeug's name
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


def full_url(endpoint: str, **values: Any) -> str:
    """The address of a page for letters and the terminal: from the configured base, never from a request's Host."""
    path: str = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["SETTINGS"].base_url) + path


def kept_arguments(*without: str) -> dict[str, list[str]]:
    """The arguments of this page's address, for ``url_for`` of another one, but for those named.

    What ``url_for`` takes for itself (``endpoint``, ``_external``, ``_scheme``) is no argument of any page of ours, nor
    is what bears the name of a part of the address.
    """
    without = (*without, "endpoint", *(request.view_args or ()))
    names = (name for name in request.args if not name.startswith("_"))
    return {name: request.args.getlist(name) for name in names if name not in without}


def each_url(endpoint: str, name: str, **values: Any) -> Callable[[int], str]:
    """Writes the addresses of many rows: those of ``endpoint`` with each row's id as ``name``, all else as given."""
    head, _, tail = url_for(endpoint, **{**values, name: LARGEST}).rpartition(str(LARGEST))
    return lambda number: f"{head}{number}{tail}"


def connect(app: Flask) -> None:
    app.url_map.converters.update(slug=SlugConverter, int=IdConverter)
    app.url_defaults(_version_static)
    app.after_request(_stay_here)
    app.add_template_filter(web_address)
    app.add_template_global(each_url)
    app.add_template_global(lambda endpoint: endpoint in app.view_functions, "has")


def _stay_here(response: Response) -> Response:
    """The way to the tidy form of an address (``//`` for ``/``) names no host: a request may say any."""
    if isinstance(request.routing_exception, RequestRedirect):
        parts = urlsplit(response.location or "")
        response.location = local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path) or "/"
    return response


def _version_static(endpoint: str, values: dict[str, Any]) -> None:
    """A changed file gets another address, so that browsers may keep each for a year."""
    if endpoint == "static" and "v" not in values:
        path = Path(current_app.static_folder or "", values["filename"])
        with suppress(OSError, ValueError):  # ValueError: a name with NUL in it
            values["v"] = _version(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
