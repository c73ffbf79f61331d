"""Who sits at the browser: sessions, known browsers, roles in an organisation."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Any, Literal

from flask import Flask, Response, after_this_request, current_app, request, session
from flask_login import LoginManager, current_user, decode_cookie, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import exists, select

from app.accounts.credentials import MAX_SESSION_DAYS, SessionName, parse_session_name
from app.accounts.models import EndedSession, Membership, Organisation, User
from app.accounts.services.access import end_session, log_sign_in
from app.core.db import db
from app.core.errors import NotFound
from app.core.web.guards import ScopeResult

DEVICE_LIFETIME = timedelta(days=365)
MAX_DEVICE_USERS = 10
"""So many accounts does one browser know again, the latest ones."""


def remember_device(user: User) -> None:
    """Know this browser again when somebody tries to sign in as ``user`` on it."""
    device, users = _device_and_users()
    device = device or secrets.token_urlsafe(16)
    users = [user.id, *(known for known in users if known != user.id)][:MAX_DEVICE_USERS]

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _known_device_cookie(),
            _device_signer().dumps([device, users]),
            max_age=DEVICE_LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def known_device(user_id: int) -> str:
    """The name of this browser, if the user signed in on it before; else nothing."""
    device, users = _device_and_users()
    return device if user_id in users else ""


def _device_and_users() -> tuple[str, list[int]]:
    """The browser's name and the users whom it knows; nothing of a forged or an old cookie."""
    try:
        device, users = _device_signer().loads(
            request.cookies.get(_known_device_cookie(), ""), max_age=int(DEVICE_LIFETIME.total_seconds())
        )
    except BadData:
        return "", []
    return device, users


def _known_device_cookie() -> str:
    return f"{'__Host-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}known_device"


def _device_signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known-device")


KEPT_SESSION_KEYS = ("language", "theme", "_remember")
"""What survives a sign-in and a sign-out: choices of the reader, and the order to forget the device's cookie."""

login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def user_of_session(session_text: str) -> User | None:
    """The user, unless disabled, or the session is over: signed out of, here or everywhere, or too old."""
    name = parse_session_name(session_text)
    if name is None or name.is_over(time.time()):
        return None
    user = db.session.scalar(
        select(User).where(
            User.id == name.user_id,
            User.session_version == name.version,
            ~exists().where(EndedSession.mark == name.mark),
        )
    )
    return user if user is not None and user.is_active else None


def start_session(user: User, *, way: str = "", device: bool = False) -> None:
    """Sign ``user`` in, in a session of its own: nothing of the one before it (a planted one, another user's) stays.

    It ends after ``SESSION_HOURS`` without use. ``device``: the browser is known again for 60 days,
    for people who have no e-mail to get a link by, as are those whose address is not confirmed; a browser that knew
    this user already goes on knowing. ``way``: by what, as the audit log tells it; "" where a session goes on.
    """
    known = _remembered_session()
    device = device or user.email_unconfirmed_since is not None or (known is not None and known.user_id == user.id)
    _end_named_sessions()
    _clear_session()
    session.permanent = True
    if _remember_cookie() is not None and not device:
        session["_remember"] = "clear"
    if user.email and user.email_unconfirmed_since is None:
        remember_device(user)
    login_user(user, remember=device, duration=timedelta(days=MAX_SESSION_DAYS) if device else None)
    if way:
        log_sign_in(user, way)


FRESH_SECONDS = 900
"""So long after a mailed link the session it began may do what the account's owner alone may, where there is no
password to ask for."""


OwnerProof = Literal["password", "link", ""]


def required_proof() -> OwnerProof:
    """What the current user must show before a password, an address or the account itself is changed.

    ``link``: the session is older than FRESH_SECONDS, or nobody has shown yet that they read the account's address;
    one is mailed there. "": nothing more, as the session has just begun, or the device is the only way in.
    """
    if current_user.email_unconfirmed_since is not None:
        return "link"
    if current_user.password_hash is not None:
        return "password"
    name = parse_session_name(session.get("_user_id"))
    fresh = name is not None and time.time() - name.begun < FRESH_SECONDS
    return "" if fresh or not current_user.email else "link"


def leave_session() -> None:
    """Sign out, on this browser alone, and for good: a copy of its cookies lets nobody in again."""
    _end_named_sessions()
    logout_user()
    _clear_session()


def _remembered_session() -> SessionName | None:
    """Whom this browser's long-lived cookie knows; None if it has none, or a forged one."""
    return parse_session_name(decode_cookie(_remember_cookie() or ""))


def _remember_cookie() -> str | None:
    return request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"])


def _end_named_sessions() -> None:
    """End what this browser's cookies name; the long-lived one may be of an earlier session."""
    for mark in {
        name.mark for name in (parse_session_name(session.get("_user_id")), _remembered_session()) if name is not None
    }:
        end_session(mark)


def _clear_session() -> None:
    for key in [key for key in session if key not in KEPT_SESSION_KEYS]:
        del session[key]


def connect(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)


def an_organisation(organisation_id: int, **rest: Any) -> ScopeResult:
    """An organisation, for its members."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    roles = select(Membership.role).where(
        Membership.user_id == current_user.id, Membership.organisation_id == organisation_id
    )
    return ScopeResult({"organisation": organisation, **rest}, frozenset(db.session.scalars(roles)))
