"""The workshop's own tools do what other tests rely on."""

from __future__ import annotations

import pytest
from flask import g
from flask_login import current_user
from sqlalchemy import func, select, update

from app.accounts.models import User
from app.db import db, now, transaction
from tests import factories
from tests.support.clients import Visitor
from tests.support.instances import in_context, new_instance


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database(app, database, turn):
    assert db.engine.dialect.name == database
    assert db.session.scalar(select(func.count()).select_from(User)) == 0

    factories.user()

    assert db.session.scalars(select(User.id)).all() == [1]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_the_configuration_as_built(app, turn):
    assert "CLOCK" not in app.config

    app.config["CLOCK"] = now


@pytest.fixture
def visitor(tmp_path):
    """A visitor of an application of its own, with two routes for these tests."""
    instance = new_instance(tmp_path)
    instance.app.get("/seen")(lambda: {"user": current_user.get_id(), "mark": g.get("mark")})
    instance.app.get("/rename")(rename)
    with in_context(instance.app):
        yield Visitor(instance.app)
    instance.close()


def rename():
    with transaction() as session:
        session.execute(update(User).values(name="renamed"))
    return {}


def test_a_request_sees_nothing_of_the_test(visitor):
    user = factories.user()
    g.mark = "left by the test"

    seen = visitor.as_user(user).get("/seen").json

    assert seen == {"user": "1.1", "mark": None}


def test_a_test_reads_what_a_request_has_written(visitor):
    user = factories.user(name="as it was")
    assert user.name == "as it was"

    visitor.get("/rename")

    assert user.name == "renamed"
