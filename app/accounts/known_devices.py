"""Browsers that an account signed in from before: their cookie opens nothing, it only keeps limits of its own."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.models import User

LIFETIME = timedelta(days=365)
MOST_USERS = 10
"""So many accounts does one browser know again, the latest ones."""


def remember_device(user: User) -> None:
    """Know this browser again when somebody tries to sign in as ``user`` on it."""
    device, users = _known()
    device = device or secrets.token_urlsafe(16)
    users = [user.id, *(known for known in users if known != user.id)][:MOST_USERS]

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie(),
            _signer().dumps([device, users]),
            max_age=LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def device_of(user_id: int) -> str:
    """The name of this browser, if the user signed in on it before; else nothing."""
    device, users = _known()
    return device if user_id in users else ""


def _known() -> tuple[str, list[int]]:
    """The browser's name and the users whom it knows; nothing of a forged or an old cookie."""
    try:
        device, users = _signer().loads(request.cookies.get(_cookie(), ""), max_age=int(LIFETIME.total_seconds()))
    except BadData:
        return "", []
    return device, users


def _cookie() -> str:
    return f"{'__Host-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}known_device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known-device")
