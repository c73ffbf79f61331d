"""One line of JSON per request and per thing worth knowing, each with the request's id; nothing about persons.

An address is logged as its pattern (``/f/<token>``), never as typed: paths hold tokens, queries hold names. An
exception is logged as its class and the lines of code it passed, not by its message, which may quote what people wrote.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.typing import EventDict, Processor, WrappedLogger

from config import Settings

REQUEST_ID_HEADER = "X-Request-ID"
_REQUEST_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
log = structlog.get_logger(__name__)


class StderrHandler(logging.Handler):
    """Writes to standard error as it is at the moment, whoever replaced it."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr, flush=True)


def connect(app: Flask, settings: Settings) -> None:
    """Write logs as JSON to standard error, and begin a new id with every request (or take the proxy's)."""
    configure_logging(settings.log_level)
    app.logger.addFilter(_hide_path)
    app.before_request(_begin_request)
    app.after_request(_end_request)


def configure_logging(level: str) -> None:
    """Our own lines from ``level`` up and the warnings of libraries, all alike."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _replace_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderers: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = StderrHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=renderers))
    handler.set_name("qiao")
    root = logging.getLogger()
    root.handlers = [old_handler for old_handler in root.handlers if old_handler.get_name() != "qiao"] + [handler]
    root.setLevel("WARNING")
    logging.getLogger("app").setLevel(level)


def request_id() -> str:
    """The id of the request at hand, for the error page; empty outside of one."""
    return str(g.get("request_id", ""))


def _begin_request() -> None:
    proxy_id = request.headers.get(REQUEST_ID_HEADER, "")
    g.request_id = proxy_id if _REQUEST_ID_PATTERN.fullmatch(proxy_id) else uuid.uuid4().hex
    g.begun = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end_request(response: Response) -> Response:
    if "request_id" in g:
        response.headers[REQUEST_ID_HEADER] = g.request_id
        log.info("request", **_request_line(response))
    return response


def _request_line(response: Response) -> dict[str, Any]:
    return {
        "method": request.method,
        "route": _route_pattern(),
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.begun), 1),
    }


def _route_pattern() -> str:
    """The pattern of the address at hand; empty where there is none."""
    return request.url_rule.rule if has_request_context() and request.url_rule is not None else ""


def _replace_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Instead of an exception and its message: its class, its cause's class, the lines of code."""
    info = line.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else None)
    error = error or (sys.exc_info()[1] if info else None)
    if error is not None:
        line["error"] = _exception_names(error)
        line["where"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)][-12:]
    return line


def _exception_names(error: BaseException) -> list[str]:
    """The classes of an exception and of what led to it."""
    names: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(names) < 5:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return names


def _hide_path(record: logging.LogRecord) -> bool:
    """Flask tells the path of a request that broke; its line must not."""
    if record.exc_info:
        record.msg, record.args = f"request broke on {_route_pattern()}", ()
    return True
