from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.accounts.models import Organisation
from app.core.db import db, side_transaction, transaction
from app.core.models import RateCount
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def count(key: str) -> None:
    with side_transaction() as connection:
        connection.execute(insert(RateCount).values(key=key, hits=1, expires_at=0))


def test_aside_commits_by_itself_and_leaves_the_session_alone(app: Flask) -> None:
    factories.organisation("Chamber")
    loaded = db.session.scalars(select(Organisation)).one()

    count("a")

    assert "name_en" in loaded.__dict__  # not expired
    db.session.rollback()
    assert db.session.scalars(select(RateCount.key)).all() == ["a"]


def test_aside_is_undone_whole(app: Flask) -> None:
    def twice_then_break() -> None:
        with side_transaction() as connection:
            connection.execute(insert(RateCount).values(key="a", hits=1, expires_at=0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        twice_then_break()

    assert db.session.scalars(select(RateCount)).all() == []


def test_aside_is_refused_inside_a_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="aside"), transaction():
        count("a")
