"""The same moment, many times over: posts to the real server, each by a thread of its own that waits for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from app.accounts.models import User
from app.core.db import db
from tests.races.agent import Line

Post = tuple[str, dict[str, str]]
"""Path and fields."""


def at_once(app: Flask, url: str, user: User | None, posts: Sequence[Post]) -> Counter[int]:
    """How often each status came when ``user`` (None: somebody not signed in) sends all ``posts`` at one moment."""
    given = credentials(app, user)
    db.session.rollback()
    start = Barrier(len(posts))

    def send(post: Post) -> int:
        line = Line(url, given["cookie"], given["token"])
        start.wait()
        status = line.post(*post)
        line.close()
        return status

    with ThreadPoolExecutor(len(posts)) as threads:
        statuses = Counter(threads.map(send, posts))
    db.session.rollback()
    return statuses


def credentials(app: Flask, user: User | None) -> dict[str, str]:
    """A session's cookie, and the token that its forms carry."""
    with app.app_context(), app.test_request_context():
        if user is not None:
            session["_user_id"], session["_fresh"] = user.get_id(), True
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return {"cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", "token": token}
