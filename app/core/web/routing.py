"""Addresses and requests: converters, versions of static files, numbers that fit the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, Request, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NoSuchRoute
from werkzeug.formparser import FormDataParser
from werkzeug.routing import BaseConverter, IntegerConverter, Map, RequestRedirect
from werkzeug.utils import cached_property

from app.core.errors import NotFound
from app.core.parsing import LARGEST_NUMBER, local_path, parse_id, web_address

RENAMED_SEGMENTS = {
    "firms": "companies",
    "quiet-firms": "quiet-companies",
    "letters": "emails",
    "meetings-per-firm": "meetings-per-company",
    "plan": "schedule",
}
"""Parts of addresses that had another name before: bookmarks and sent emails still hold them."""


class SlugConverter(BaseConverter):
    """``<slug:event>``: reads a slug, writes one for a slug or for anything that has one."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?"

    def to_url(self, value: Any) -> str:
        return super().to_url(getattr(value, "slug", value))


class IdConverter(IntegerConverter):
    """``<int:x>``: nothing at all stands at an address with a number that no column holds."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 werkzeug's name
        super().__init__(map, *args, **{"max": LARGEST_NUMBER, **kwargs})


def full_url(endpoint: str, **values: Any) -> str:
    """The address of a page for letters and the terminal: from the configured base, never from a request's Host."""
    path: str = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["SETTINGS"].base_url) + path


def current_arguments(*without: str) -> dict[str, list[str]]:
    """The arguments of this page's address, for ``url_for`` of another one, but for those named.

    What ``url_for`` takes for itself (``endpoint``, ``_external``, ``_scheme``) is no argument of any page of ours, nor
    is what bears the name of a part of the address.
    """
    without = (*without, "endpoint", *(request.view_args or ()))
    names = (name for name in request.args if not name.startswith("_"))
    return {name: request.args.getlist(name) for name in names if name not in without}


def each_url(endpoint: str, name: str, **values: Any) -> Callable[[int], str]:
    """Writes the addresses of many rows: those of ``endpoint`` with each row's id as ``name``, all else as given."""
    head, _, tail = url_for(endpoint, **{**values, name: LARGEST_NUMBER}).rpartition(str(LARGEST_NUMBER))
    return lambda number: f"{head}{number}{tail}"


def connect_urls(app: Flask) -> None:
    app.url_map.converters.update(slug=SlugConverter, int=IdConverter)
    app.url_defaults(_version_static)
    app.before_request(_redirect_old_address)
    app.after_request(_keep_host_out)
    app.add_template_filter(web_address)
    app.add_template_global(each_url)
    app.add_template_global(lambda endpoint: endpoint in app.view_functions, "has")


def renamed_path(path: str) -> str:
    """The present path of a page whose address has been renamed; any other path as it is. The name of an event, which
    follows ``/events``, may be any word."""
    segments = path.split("/")
    first = 3 if segments[1:2] == ["events"] else 1
    return "/".join(segments[:first] + [RENAMED_SEGMENTS.get(segment, segment) for segment in segments[first:]])


def _redirect_old_address() -> ResponseReturnValue | None:
    """301, or 308 for a form that was open while the addresses were renamed."""
    if not isinstance(request.routing_exception, NoSuchRoute | MethodNotAllowed):
        return None
    path = renamed_path(request.path)
    if path == request.path or not (target := local_path(path)):
        return None
    query = request.query_string.decode(errors="replace")
    return redirect(f"{target}?{query}" if query else target, 301 if request.method in {"GET", "HEAD"} else 308)


def _keep_host_out(response: Response) -> Response:
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
            values["v"] = _file_version(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _file_version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def parse_form_fields(sent: bytes) -> list[tuple[str, str]]:
    """Names and values as a browser's form writes them. Bytes that are no UTF-8 become U+FFFD, as in forms with files:
    werkzeug would keep them as ``%ED%A0%80``, which then stands in texts and emails."""
    return parse_qsl(sent.decode(errors="replace"), keep_blank_values=True, errors="replace")


class RequestValues(ImmutableMultiDict[str, str]):
    """Arguments or fields; asked for with ``type=int``, a number out of range is as if it were not there."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002 werkzeug's name
        return super().get(key, default, parse_id if type is int else type)

    def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002 werkzeug's name
        return super().getlist(key, parse_id if type is int else type)


class CountingFormParser(FormDataParser):
    """Counts the fields of a form however it is sent; werkzeug counts the parts of multipart ones alone."""

    def parse(self, stream: Any, mimetype: str, *args: Any, **kwargs: Any) -> Any:
        """Raises RequestEntityTooLarge for more than ``max_form_parts`` fields."""
        if mimetype == "application/x-www-form-urlencoded":
            fields, files = self.cls(parse_form_fields(stream.read())), self.cls()
        else:
            stream, fields, files = super().parse(stream, mimetype, *args, **kwargs)
        if (
            self.max_form_parts is not None
            and sum(len(values) for _name, values in fields.lists()) > self.max_form_parts
        ):
            raise RequestEntityTooLarge
        return stream, fields, files


class CheckedRequest(Request):
    parameter_storage_class = RequestValues
    form_data_parser_class = CountingFormParser

    @cached_property
    def args(self) -> RequestValues:
        """The arguments of the address, read as a form is; NUL, which no column holds, becomes U+FFFD."""
        sent = parse_form_fields(self.query_string)
        return self.parameter_storage_class([(name, value.replace("\x00", "\ufffd")) for name, value in sent])


def connect_requests(app: Flask) -> None:
    app.request_class = CheckedRequest
    app.before_request(_refuse_nul_path)


def _refuse_nul_path() -> None:
    """Nothing has a name with NUL in it. Raises NotFound."""
    if "\x00" in request.path:
        raise NotFound
