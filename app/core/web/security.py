"""Headers, cookies, CSRF and caching of every response, static files among them, and where a request comes from."""

from __future__ import annotations

import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, g, has_request_context, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import COOKIE_NAME, current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.core.web.guards import PUBLIC, public, view_declaration
from config import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
HTTPS_ONLY = "max-age=31556926; includeSubDomains"


def connect_headers(app: Flask, settings: Settings) -> None:
    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.format(nonce=secrets.token_urlsafe(24))
        if settings.secure and (request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"):
            response.headers["Strict-Transport-Security"] = HTTPS_ONLY
        return response


def file_headers(settings: Settings) -> dict[str, str]:
    """The headers of a static file, which is no page: its policy needs no nonce."""
    tls = {"Strict-Transport-Security": HTTPS_ONLY} if settings.secure else {}
    return {
        **SECURITY_HEADERS,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(" 'nonce-{nonce}'", ""),
        **tls,
    }


WECHAT_ENDPOINT = "wechat"


def connect_wechat(app: Flask, settings: Settings) -> None:
    """Answer the configured name, and no other, with exactly the configured content."""
    file = settings.wechat_verification
    if file is None:
        return

    @public
    def answer() -> ResponseReturnValue:
        return Response(file.content, mimetype="text/plain")

    app.add_url_rule(f"/{file.name}", endpoint=WECHAT_ENDPOINT, view_func=answer)


YEAR_SECONDS = 31_536_000
SESSION_HOURS = 12
"""Without use, after which a sign-in ends."""
MAX_UPLOAD_MB = 10

csrf = CSRFProtect()


def client_address() -> str:
    """Whom a rate limit by address counts: an IPv6 site has a whole /48 to choose from; a mapped IPv4 host has not."""
    host = request.remote_addr or "unknown"
    try:
        parsed = ip_address(host)
    except ValueError:
        return host
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 48), strict=False))
    return host


def client_network() -> str:
    """Where the request comes from, as the audit log tells it: of IPv4 the /24, of IPv6 the /48, so that it names no
    household; "" outside of a request."""
    if not has_request_context():
        return ""
    client = client_address()
    try:
        return client if "/" in client else str(ip_network(f"{client}/24", strict=False))
    except ValueError:
        return client


class PageSessions(SecureCookieSessionInterface):
    """Each page starts the hours of a session anew; a file that is the same for all carries no cookie."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not _is_public_file():
            super().save_session(app, session, response)


def configure_security(app: Flask, settings: Settings) -> None:
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
        SEND_FILE_MAX_AGE_DEFAULT=YEAR_SECONDS,
    )


def connect_security(app: Flask, settings: Settings) -> None:
    """Put the headers, the CSRF check and the proxy's hops in place."""
    csrf.init_app(app)
    app.add_template_global(csrf_token)
    app.session_interface = PageSessions()
    connect_headers(app, settings)
    app.after_request(_set_cache_headers)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def csrf_token() -> str:
    """The token of this request, made once, however many forms its page has."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


def _is_public_file() -> bool:
    """Whether what is asked for is a public file, which knows neither reader nor language."""
    return (request.endpoint or "").rpartition(".")[2] in {"static", WECHAT_ENDPOINT}


def _set_cache_headers(response: Response) -> Response:
    """What a signed-in person or the holder of a link saw must not lie in a cache, nor a link in a search engine,
    whatever its view says; pages differ for htmx and by language."""
    if _is_public_file() and response.status_code < 400:
        return response
    response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    if _has_token():
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # an error asks nobody who is there: perhaps it is the database that broke
    if response.status_code >= 400 or current_user.is_authenticated or _needs_sign_in() or _has_token():
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _has_token() -> bool:
    """Whether the address is a secret that lets its holder in, as every ``token`` in a route is."""
    return "token" in (request.view_args or {})


def _needs_sign_in() -> bool:
    """Whether what is asked for needs a sign-in: also its way to the sign-in page, and the last answer of all."""
    view = current_app.view_functions.get(request.endpoint or "")
    declared = view_declaration(view) if view is not None else None
    return declared is not None and declared.roles != PUBLIC


def static_files_app(app: Flask) -> WhiteNoise:
    """A WSGI application that answers with the static files that there are now, and leaves all else to ``app``."""
    security = file_headers(app.config["SETTINGS"])

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in security.items():
            headers[name] = value

    return WhiteNoise(
        app,
        root=app.static_folder,
        prefix=app.static_url_path,
        max_age=YEAR_SECONDS,
        allow_all_origins=False,
        add_headers_function=add_headers,
    )
