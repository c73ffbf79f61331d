"""What puts a database back finds all that changed, and leaves the schema as it was."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Organisation
from app.core.audit import log_action
from app.core.db import db, transaction
from app.core.models import Notice
from tests import factories
from tests.support.instances import database_file

both = pytest.mark.databases("sqlite", "postgresql")


def count(model: type) -> int:
    found = db.session.scalar(select(func.count()).select_from(model))
    db.session.rollback()
    return found or 0


def told() -> None:
    event = factories.event()
    with transaction():
        log_action("event.created", event, by=None)


@both
def test_no_row_stays_not_even_of_what_may_only_grow(app, instance):
    for _ in range(2):
        told()

        instance.restore()

        assert (count(Organisation), count(Notice)) == (0, 0)
        assert factories.organisation().id == 1


@both
def test_what_may_only_grow_is_guarded_again(app, instance):
    told()
    instance.restore()
    told()

    with pytest.raises(DatabaseError, match="append_only"), transaction() as session:
        session.execute(delete(Notice))


@both
def test_a_world_comes_back_after_any_change(app, instance, tmp_path):
    kept, gone = factories.organisation("Kept"), factories.organisation("Gone")
    put_back = instance.keep(tmp_path)

    for _ in range(2):
        with transaction() as session:
            session.delete(session.get_one(Organisation, gone.id))
            session.get_one(Organisation, kept.id).name_en = "Changed"
        told()
        db.session.rollback()
        put_back()
        assert list(db.session.scalars(select(Organisation.name_en).order_by("id"))) == ["Kept", "Gone"]
        assert (count(Notice), factories.organisation().id) == (0, gone.id + 1)


@pytest.mark.databases("sqlite")
def test_who_has_the_database_open_need_not_read_its_schema_anew(app, instance):
    with closing(sqlite3.connect(database_file(instance))) as other:
        number = other.execute("PRAGMA schema_version").fetchone()
        told()

        instance.restore()

        assert other.execute("PRAGMA schema_version").fetchone() == number
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.databases("sqlite")
def test_a_changed_schema_is_put_back_too(app, instance):
    with transaction() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER PRIMARY KEY)"))
        session.execute(text("DROP TRIGGER notices_no_delete"))
    db.session.rollback()

    instance.restore()

    names = "SELECT name FROM sqlite_schema WHERE name IN ('left_behind', 'notices_no_delete')"
    assert db.session.execute(text(names)).all() == [("notices_no_delete",)]


@pytest.mark.databases("sqlite")
def test_numbers_go_on_where_a_kept_world_left_off(app, instance, tmp_path):
    factories.organisation()
    with transaction() as session:
        session.execute(text("UPDATE sqlite_sequence SET seq = 400000 WHERE name = 'organisations'"))
    put_back = instance.keep(tmp_path)

    for _ in range(2):
        assert factories.organisation().id == 400_001
        db.session.rollback()
        put_back()
