"""Who sits at the browser: the session holds a user's id and the version it was made under."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask, request, session
from flask_login import COOKIE_NAME, LoginManager, decode_cookie, login_user, logout_user
from sqlalchemy import Integer, bindparam, select

from app.accounts.models import User
from app.db import db

DEVICE_DAYS = 60
KEPT = ("language", "theme", "_remember")
"""What survives a sign-in and a sign-out: choices of the reader, and the order to forget the device's cookie."""

ONE = select(User).where(User.id == bindparam("user_id", type_=Integer))
"""Made once: every page asks who is there."""

login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def user_of_session(kept: str) -> User | None:
    """The user, unless disabled or signed out everywhere since."""
    user_id, _, version = kept.partition(".")
    user = db.session.scalar(ONE, {"user_id": int(user_id)}) if re.fullmatch(r"[0-9]{1,9}", user_id) else None
    if user is None or not user.is_active or str(user.session_version) != version:
        return None
    return user


def enter(user: User, *, device: bool = False) -> None:
    """Sign ``user`` in, in a session of its own: nothing of the one before it (a planted one, another user's) stays.

    It ends after the hours of ``QIAO_SESSION_HOURS`` without use. ``device``: the browser is known again for 60 days,
    for people who have no e-mail to get a link by; a browser that knew this user already goes on knowing.
    """
    device = device or _device_user_id() == str(user.id)
    _forget()
    session.permanent = True
    if COOKIE_NAME in request.cookies and not device:
        session["_remember"] = "clear"
    login_user(user, remember=device, duration=timedelta(days=DEVICE_DAYS) if device else None)


def leave() -> None:
    """Sign out, on this browser alone."""
    logout_user()
    _forget()


def _device_user_id() -> str:
    """Whom this browser's long-lived cookie knows; nothing if it has none, or a forged one."""
    kept: str | None = decode_cookie(request.cookies.get(COOKIE_NAME, ""))
    return (kept or "").partition(".")[0]


def _forget() -> None:
    for key in [key for key in session if key not in KEPT]:
        del session[key]


def connect(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)
