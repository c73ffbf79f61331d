"""A browser without a screen: sends requests to an application in this process."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core.db import db

OBJECT = b" object at 0x"
"""Of what Python calls a thing that has no words of its own."""


class Visitor(FlaskClient):
    """Each request runs in a context of its own, as on a server: no ``g``, no user, no session of the test shines
    through. Afterwards the test reads afresh what the request has written."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not has_app_context():  # a redirect that is followed, inside the call below
            return super().open(*args, **kwargs)
        db.session.rollback()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        assert answer.mimetype != "text/html" or OBJECT not in answer.data, "a page shows what nobody can read"
        return answer

    def as_user(self, user: User) -> Visitor:
        """Sign ``user`` in without asking for a password."""
        with self.session_transaction() as session:
            session.clear()
            session["_user_id"], session["_fresh"] = user.get_id(), True
        return self
