"""Cookies, CSRF and caching of every response, and where a request comes from."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, g, has_request_context, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import COOKIE_NAME, current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from app.floor.web import headers, wechat
from app.floor.web.guards import PUBLIC, declaration
from config import Settings

YEAR = 31_536_000
SESSION_HOURS = 12
"""Without use, after which a sign-in ends."""
MAX_UPLOAD_MB = 10

csrf = CSRFProtect()


def address() -> str:
    """Whom a rate limit by address counts: an IPv6 site has a whole /48 to choose from; a mapped IPv4 host has not."""
    given = request.remote_addr or "unknown"
    try:
        parsed = ip_address(given)
    except ValueError:
        return given
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 48), strict=False))
    return given


def network() -> str:
    """Where the request comes from, as the audit log tells it: of IPv4 the /24, of IPv6 the /48, so that it names no
    household; "" outside of a request."""
    if not has_request_context():
        return ""
    found = address()
    try:
        return found if "/" in found else str(ip_network(f"{found}/24", strict=False))
    except ValueError:
        return found


class Sessions(SecureCookieSessionInterface):
    """Each page starts the hours of a session anew; a file that is the same for all carries no cookie."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not _is_file():
            super().save_session(app, session, response)


def configure(app: Flask, settings: Settings) -> None:
    """The settings of Flask that keep a session safe."""
    prefix = "__Host-" if settings.secure else ""  # with it no other host of the domain can set the cookie
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_MB * 1024 * 1024 + 64 * 1024,
        MAX_FORM_PARTS=3000,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME=f"{prefix}session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_NAME=f"{prefix}{COOKIE_NAME}",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,
    )


def connect(app: Flask, settings: Settings) -> None:
    """Put the headers, the CSRF check and the proxy's hops in place."""
    csrf.init_app(app)
    app.add_template_global(csrf_token)
    app.session_interface = Sessions()
    headers.connect(app, settings)
    app.after_request(_no_store)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def csrf_token() -> str:
    """The token of this request, made once, however many forms its page has."""
    made: str = g.get("csrf_token") or generate_csrf()
    return made


def _is_file() -> bool:
    """Whether what is asked for is a public file, which knows neither reader nor language."""
    return (request.endpoint or "").rpartition(".")[2] in {"static", wechat.ENDPOINT}


def _no_store(response: Response) -> Response:
    """What a signed-in person or the holder of a link saw must not lie in a cache, nor a link in a search engine,
    whatever its view says; pages differ for htmx and by language."""
    if _is_file() and response.status_code < 400:
        return response
    response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    if _lets_in():
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # an error asks nobody who is there: perhaps it is the database that broke
    if response.status_code >= 400 or current_user.is_authenticated or _is_closed() or _lets_in():
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _lets_in() -> bool:
    """Whether the address is a secret that lets its holder in, as every ``token`` in a route is."""
    return "token" in (request.view_args or {})


def _is_closed() -> bool:
    """Whether what is asked for needs a sign-in: also its way to the sign-in page, and the last answer of all."""
    view = current_app.view_functions.get(request.endpoint or "")
    declared = declaration(view) if view is not None else None
    return declared is not None and declared.roles != PUBLIC
