"""The security headers of every response."""

from __future__ import annotations

import secrets

from flask import Flask, Response, request

from config import Settings

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
HTTPS_ONLY = "max-age=31556926; includeSubDomains"


def connect(app: Flask, settings: Settings) -> None:
    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=secrets.token_urlsafe(24))
        if settings.secure and _is_over_tls():
            response.headers["Strict-Transport-Security"] = HTTPS_ONLY
        return response


def of_file(settings: Settings) -> dict[str, str]:
    """The headers of a static file, which is no page: its policy needs no nonce."""
    tls = {"Strict-Transport-Security": HTTPS_ONLY} if settings.secure else {}
    return {**HEADERS, "Content-Security-Policy": POLICY.replace(" 'nonce-{nonce}'", ""), **tls}


def _is_over_tls() -> bool:
    """Here or at the proxy in front."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"
