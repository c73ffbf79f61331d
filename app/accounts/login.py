"""Who sits at the browser: the session holds a name (``session_names``) that says whose it is."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Literal

from flask import Flask, current_app, request, session
from flask_login import LoginManager, current_user, decode_cookie, login_user, logout_user
from sqlalchemy import exists, select

from app.accounts.known_devices import remember_device
from app.accounts.models import EndedSession, User
from app.accounts.services.sessions import end_session, note_sign_in
from app.accounts.session_names import LONGEST_DAYS, SessionName, session_name
from app.db import db

KEPT = ("language", "theme", "_remember")
"""What survives a sign-in and a sign-out: choices of the reader, and the order to forget the device's cookie."""

login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def user_of_session(kept: str) -> User | None:
    """The user, unless disabled, or the session is over: signed out of, here or everywhere, or too old."""
    name = session_name(kept)
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


def enter(user: User, *, way: str = "", device: bool = False) -> None:
    """Sign ``user`` in, in a session of its own: nothing of the one before it (a planted one, another user's) stays.

    It ends after ``SESSION_HOURS`` without use. ``device``: the browser is known again for 60 days,
    for people who have no e-mail to get a link by, as are those whose address is not confirmed; a browser that knew
    this user already goes on knowing. ``way``: by what, as the audit log tells it; "" where a session goes on.
    """
    known = _device()
    device = device or user.email_unconfirmed_since is not None or (known is not None and known.user_id == user.id)
    _end()
    _forget()
    session.permanent = True
    if _device_cookie() is not None and not device:
        session["_remember"] = "clear"
    if user.email and user.email_unconfirmed_since is None:
        remember_device(user)
    login_user(user, remember=device, duration=timedelta(days=LONGEST_DAYS) if device else None)
    if way:
        note_sign_in(user, way)


FRESH_SECONDS = 900
"""So long after a mailed link the session it began may do what the account's owner alone may, where there is no
password to ask for."""


Proof = Literal["password", "link", ""]


def proof_wanted() -> Proof:
    """What the current user must show before a password, an address or the account itself is changed.

    ``link``: the session is older than FRESH_SECONDS, or nobody has shown yet that they read the account's address;
    one is mailed there. "": nothing more, as the session has just begun, or the device is the only way in.
    """
    if current_user.email_unconfirmed_since is not None:
        return "link"
    if current_user.password_hash is not None:
        return "password"
    name = session_name(session.get("_user_id"))
    fresh = name is not None and time.time() - name.begun < FRESH_SECONDS
    return "" if fresh or not current_user.email else "link"


def leave() -> None:
    """Sign out, on this browser alone, and for good: a copy of its cookies lets nobody in again."""
    _end()
    logout_user()
    _forget()


def _device() -> SessionName | None:
    """Whom this browser's long-lived cookie knows; None if it has none, or a forged one."""
    return session_name(decode_cookie(_device_cookie() or ""))


def _device_cookie() -> str | None:
    return request.cookies.get(current_app.config["REMEMBER_COOKIE_NAME"])


def _end() -> None:
    """End what this browser's cookies name; the long-lived one may be of an earlier session."""
    for mark in {name.mark for name in (session_name(session.get("_user_id")), _device()) if name is not None}:
        end_session(mark)


def _forget() -> None:
    for key in [key for key in session if key not in KEPT]:
        del session[key]


def connect(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)
