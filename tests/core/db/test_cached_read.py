"""What a page needs in several places is asked once."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.core.db import cached_read, db, transaction
from tests import factories
from tests.architecture.test_query_counts import counted


@cached_read
def organisations(least: int) -> int:
    return db.session.scalar(select(func.count()).where(Organisation.id >= least)) or 0


def test_the_database_is_asked_once_in_a_read_transaction(app: Flask) -> None:
    organisations(0)
    with counted() as sent:
        assert [organisations(0), organisations(0), organisations(1)] == [0, 0, 0]

    assert len([statement for statement in sent if "organisations" in statement]) == 1


def test_what_was_written_is_seen(app: Flask) -> None:
    assert organisations(0) == 0
    with transaction():
        assert organisations(0) == 0
        factories.organisation("Chamber")
        assert organisations(0) == 1

    assert organisations(0) == 1
