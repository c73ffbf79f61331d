"""Who sits at the browser: the session holds a user's id and the version it was made under."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from app.accounts.models import User
from app.db import db

login_manager = LoginManager()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def user_of_session(kept: str) -> User | None:
    """The user, unless disabled or signed out everywhere since."""
    user_id, _, version = kept.partition(".")
    user = db.session.get(User, int(user_id)) if user_id.isdigit() else None
    if user is None or not user.is_active or str(user.session_version) != version:
        return None
    return user


def connect(app: Flask) -> None:
    login_manager.init_app(app)
