"""Refusals as HTTP: one table for pages and API, and sentences for the codes, those of core among them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.core.db import is_disk_full, is_timeout, is_transient, is_unreachable
from app.core.errors import Busy, Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale, TooMany
from app.core.web.security import MAX_UPLOAD_MB
from app.core.web.translations import lazy_gettext as _l

E = TypeVar("E", bound=Exception)
log = structlog.get_logger(__name__)
STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Busy: 503,
    DomainError: 400,
}

upload_limits: dict[str, int] = {}
"""Endpoint → how many MB its file may have, where that is less than any upload may."""

_SENTENCES: dict[str, Any] = {
    "not_found": _l("There is nothing at this address, or it is not yours to see."),
    "not_allowed": _l("Your role here does not include this."),
    "conflict": _l("This is no longer possible as things now stand. Nothing was changed."),
    "stale": _l(
        "Somebody changed this since you opened it. Nothing was changed; look at it as it is now and decide again."
    ),
    "busy": _l("The system is busy for a moment. Nothing was changed; try again."),
    "too_many": _l("Too many attempts. Nothing was done; try again in %(minutes)s min."),
    "invalid": _l("What was sent could not be understood. Nothing was changed."),
    "refused": _l("This was refused. Nothing was changed."),
}


def register_sentences(sentences: dict[str, Any]) -> None:
    """Add a feature's sentences: code → lazily translated text, with ``%(name)s`` for the error's details, or a
    function of these that makes the text."""
    _SENTENCES.update(sentences)


def error_sentence(code: str, /, **details: object) -> str:
    """What a code means, in the reader's language; an unknown code gets the general sentence."""
    known = _SENTENCES.get(code) or _SENTENCES["refused"]
    if callable(known):
        return str(known(**details))
    text = str(known)
    return text % details if details and "%(" in text else text


def error_text(error: DomainError) -> str:
    """What happened, what did not, what to do."""
    return error_sentence(error.code, **error.details)


def error_status(error: DomainError) -> int:
    """The status of the most special class that stands in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def connect(app: Flask) -> None:
    """Answer every refusal and every HTTP error with a page that says what to do."""
    app.register_error_handler(DomainError, _with_outage_page(_refusal_response))
    app.register_error_handler(CSRFError, _with_outage_page(_csrf_response))
    app.register_error_handler(HTTPException, _with_outage_page(_http_error_response))
    app.register_error_handler(DBAPIError, _outage_response)
    app.register_error_handler(OSError, _os_error_response)
    app.register_error_handler(InternalServerError, _server_error_response)


def _with_outage_page(handler: Callable[[E], ResponseReturnValue]) -> Callable[[E], ResponseReturnValue]:
    """A page that refuses asks the database, too, and Flask hands an error within a handler to no other one."""

    @wraps(handler)
    def handled(error: E) -> ResponseReturnValue:
        try:
            return handler(error)
        except DBAPIError as outage:
            return _outage_response(outage)

    return handled


def _refusal_response(error: DomainError) -> ResponseReturnValue:
    answer, status = error_page(
        error_status(error), error_text(error), code=error.code, changed=isinstance(error, Stale)
    )
    return answer, status, retry_headers(error)


def retry_headers(error: DomainError) -> dict[str, str]:
    """After how many seconds the same may be tried again, where waiting helps."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.details.get("seconds", 60))}
    return {"Retry-After": "2"} if isinstance(error, Busy) else {}


def _csrf_response(_error: CSRFError) -> ResponseReturnValue:
    return error_page(
        400,
        gettext(
            "The form had been open too long, or its session ended. Nothing was changed; go back and send it again."
        ),
    )


def _http_error_response(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    if request_ctx.url_adapter is None:  # the Host header itself is bad: no page with addresses can be made
        return Response("This is not the address of this server.\n", 400, mimetype="text/plain")
    answer, status = error_page(error.code, "")
    headers = [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
    return answer, status, headers


def _outage_response(error: DBAPIError) -> ResponseReturnValue:
    """The database hung up or lets nobody in, as while it starts anew, or gave up one of two that waited for each
    other: it will be back. Any other fault is a fault.

    Whether the commit that was under way has come to pass nobody knows here, so nothing is promised.
    """
    if is_disk_full(error):
        return _disk_full_response()
    if not (error.connection_invalidated or is_unreachable(error) or is_transient(error) or is_timeout(error)):
        raise error
    log.warning("database.away", error=type(error.orig).__name__)
    return _bare_error_page("away"), 503, {"Retry-After": "2"}


def _os_error_response(error: OSError) -> ResponseReturnValue:
    """A file, such as an upload on its way, found no room on the disk. Any other fault is a fault."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return _disk_full_response()


def _disk_full_response() -> ResponseReturnValue:
    log.warning("disk.full")
    return _bare_error_page("full"), 503, {"Retry-After": "60"}


def _server_error_response(_error: InternalServerError) -> ResponseReturnValue:
    return _bare_error_page("broken"), 500


def _bare_error_page(name: str) -> str:
    """Made without session, database or catalogue, any of which may be what broke: nobody asks for a language."""
    template = f"errors/_{name}.html" if request.headers.get("HX-Request") else f"errors/{name}.html"
    with force_locale("en"):
        return current_app.jinja_env.get_template(template).render(request_id=g.get("request_id", ""))


def error_page(status: int, text: str, *, code: str = "", changed: bool = False) -> tuple[str, int]:
    """An error page (for htmx the notice alone). ``changed``: it is not as it was when the reader was shown it."""
    template = "errors/_notice.html" if request.headers.get("HX-Request") else "errors/error.html"
    context = {"status": status, "text": text, "code": code, "changed": changed}
    return render_template(
        template, **context, most_megabytes=upload_limits.get(request.endpoint or "", MAX_UPLOAD_MB)
    ), status


register_sentences(
    {
        "job_broke": _l("This stopped because of a fault in the system. The fault is on record; begin again."),
        "job_lost": _l("This was interrupted three times and given up. Begin again, or tell whoever runs the server."),
        "email_unusable": _l("This is not one e-mail address. Write it as name@example.org."),
        "letter_overtaken": _l("A later letter has told its reader how it stands now. Nothing was sent."),
        "letter_on_its_way": _l("This letter is already on its way. Nothing was changed."),
        "sealed_unreadable": _l(
            "This was sealed with another key and cannot be opened. Ask who runs the server for the earlier "
            "QIAO_SEALING_KEY."
        ),
        "idempotency_key_malformed": _l("The form had no valid key. Nothing was changed; open the page again."),
        "idempotency_key_reused": _l(
            "This form was sent before with other choices. Nothing was changed; open it anew."
        ),
    }
)
