"""What the migrations make is what the models say, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from app.core.db import Model, db
from app.events.models import Slot
from tests import factories

TABLES = Model.metadata.tables.keys()
"""The queue makes its own."""

pytestmark = pytest.mark.databases("sqlite", "postgresql")

TABLES = Model.metadata.tables.keys()
"""The queue makes its own."""

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.full
def test_the_schema_is_that_of_the_models(app: Flask) -> None:
    options = {"compare_type": True, "include_name": lambda name, kind, _of: kind != "table" or name in TABLES}
    context = MigrationContext.configure(db.session.connection(), opts=options)

    assert compare_metadata(context, Model.metadata) == []


@pytest.mark.usefixtures("app")
def test_slots_of_an_event_never_overlap() -> None:
    slot = factories.event().slots[0]
    a_minute_later = slot.starts_at + timedelta(minutes=1)
    overlapping = insert(Slot).values(
        event_id=slot.event_id, starts_at=a_minute_later, ends_at=slot.ends_at, kind=slot.kind
    )

    with pytest.raises(DBAPIError, match="slots_no_overlap"):
        db.session.execute(overlapping)


@pytest.mark.usefixtures("app")
def test_no_table_of_sqlite_gives_a_number_twice() -> None:
    if db.engine.dialect.name == "postgresql":  # sequences never do
        tables = db.session.scalars(text("SELECT sequencename FROM pg_sequences WHERE cycle"))
        assert tables.all() == []
        return
    counting = db.session.scalars(text("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'"))

    assert set(counting) == {table.name for table in Model.metadata.tables.values() if "id" in table.c}
