"""Requests whose numbers fit the database (what no column holds counts as no number at all), and whose fields can be
counted."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

from app.kernel.errors import NotFound
from app.kernel.whole import an_id


def decoded(sent: bytes) -> list[tuple[str, str]]:
    """Names and values as a browser's form writes them. Bytes that are no UTF-8 become U+FFFD, as in forms with files:
    werkzeug would keep them as ``%ED%A0%80``, which then stands in texts and letters."""
    return parse_qsl(sent.decode(errors="replace"), keep_blank_values=True, errors="replace")


class Values(ImmutableMultiDict[str, str]):
    """Arguments or fields; asked for with ``type=int``, a number out of range is as if it were not there."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002 werkzeug's name
        return super().get(key, default, an_id if type is int else type)

    def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002 werkzeug's name
        return super().getlist(key, an_id if type is int else type)


class CountingParser(FormDataParser):
    """Counts the fields of a form however it is sent; werkzeug counts the parts of multipart ones alone."""

    def parse(self, stream: Any, mimetype: str, *args: Any, **kwargs: Any) -> Any:
        """Raises RequestEntityTooLarge for more than ``max_form_parts`` fields."""
        if mimetype == "application/x-www-form-urlencoded":
            fields, files = self.cls(decoded(stream.read())), self.cls()
        else:
            stream, fields, files = super().parse(stream, mimetype, *args, **kwargs)
        if (
            self.max_form_parts is not None
            and sum(len(values) for _name, values in fields.lists()) > self.max_form_parts
        ):
            raise RequestEntityTooLarge
        return stream, fields, files


class FittingRequest(Request):
    parameter_storage_class = Values
    form_data_parser_class = CountingParser

    @cached_property
    def args(self) -> Values:
        """The arguments of the address, read as a form is; NUL, which no column holds, becomes U+FFFD."""
        sent = decoded(self.query_string)
        return self.parameter_storage_class([(name, value.replace("\x00", "\ufffd")) for name, value in sent])


def connect(app: Flask) -> None:
    app.request_class = FittingRequest
    app.before_request(_no_such_name)


def _no_such_name() -> None:
    """Nothing has a name with NUL in it. Raises NotFound."""
    if "\x00" in request.path:
        raise NotFound
