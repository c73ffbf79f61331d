"""Values that cannot be read, and constraints and triggers that are gone, are found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from app.cli import run_checks
from app.core.db import Model, db, transaction
from app.core.models import IdempotencyKey
from tests import factories
from tests.doctor.hands import careless, codes, put

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.full
def test_a_missing_check_trigger_or_index_is_found(app, hall):
    sqlite = db.engine.dialect.name == "sqlite"
    away = "DROP TRIGGER notices_no_delete" if sqlite else "ALTER TABLE notices DISABLE TRIGGER notices_append_only"
    back = "ALTER TABLE notices ENABLE TRIGGER notices_append_only"
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(away))
        connection.execute(text("DROP INDEX uq_meetings_live_pair"))

    found = {fault.code for one in run_checks() for fault in one.faults}

    with db.engine.begin() as connection:  # where the schema differs, SQLite's file is copied anew for the next test
        for index in Model.metadata.tables["meetings"].indexes:
            if index.name == "uq_meetings_live_pair":
                index.create(connection)
        if not sqlite:
            connection.execute(text(back))
    assert found == {"trigger_lost", "schema_differs"}


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_a_trigger_that_refuses_nothing_is_as_good_as_none(app, hall):
    with careless() as connection:
        connection.exec_driver_sql("DROP TRIGGER notices_no_delete")
        connection.exec_driver_sql("CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices BEGIN SELECT 1; END")

    assert codes() == {"trigger_lost"}


@pytest.mark.full
@pytest.mark.databases("postgresql")
def test_a_trigger_that_refuses_nothing_is_as_good_as_none_on_postgresql(app, hall):
    kept = "BEGIN RAISE EXCEPTION '%_append_only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END"
    written = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"
    put(written.format("BEGIN RETURN NEW; END"))
    found = codes()
    put(written.format(kept))

    assert (found, codes()) == ({"trigger_lost"}, set())


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_two_slots_that_overlap_are_found(app, hall):
    first, second = hall[0].slots[:2]
    with careless() as connection:
        kept = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'slots_no_overlap_update'"
        ).scalar()
        connection.exec_driver_sql("DROP TRIGGER slots_no_overlap_update")
        connection.execute(
            text("UPDATE slots SET ends_at = (SELECT ends_at FROM slots WHERE id = :other) WHERE id = :one"),
            {"one": first.id, "other": second.id},
        )
        connection.exec_driver_sql(str(kept))

    assert "slots_overlap" in codes()


@pytest.mark.full
@pytest.mark.parametrize(
    ("statement", "place", "stops"),
    [
        (
            "UPDATE meetings SET state = 'foo' WHERE id = {0}",
            "meetings breaks the check ck_meetings_state in row {0}",
            True,
        ),
        ("UPDATE meetings SET length = 'x' WHERE id = {0}", "meetings.length cannot be read in row {0}", True),
        (
            "UPDATE meetings SET expires_at = 'garbage' WHERE id = {0}",
            "meetings.expires_at cannot be read in row {0}",
            True,
        ),
        ("UPDATE meetings SET message = x'ff' WHERE id = {0}", "meetings.message cannot be read in row {0}", False),
        ("UPDATE notices SET details = '{{bad' WHERE id = 1", "notices.details cannot be read in row 1", True),
        ("UPDATE notices SET details = '[]' WHERE id = 1", "notices.details cannot be read in row 1", True),
        ("UPDATE events SET phase = 'none'", "events breaks the check ck_events_phase in row 1", False),
    ],
)
@pytest.mark.databases("sqlite")
def test_a_value_that_cannot_be_read_is_a_fault_with_its_place_and_the_other_checks_go_on(
    app, hall, statement, place, stops
):
    first = hall[2][0]
    with transaction() as session:
        session.add(IdempotencyKey(user_id=factories.user().id, key="12345678", body_hash="h", answer={}))
    with careless() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("DROP TRIGGER notices_no_update")
        connection.exec_driver_sql(statement.format(first))
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")

    answer = app.test_cli_runner().invoke(args=["doctor", "--json"])

    assert (answer.exit_code, answer.exc_info[0]) == (1, SystemExit)
    faults = [fault for one in json.loads(answer.stdout)["checks"] for fault in one["faults"]]
    assert any(fault["says"].startswith(place.format(first)) for fault in faults)
    found = {fault["code"] for fault in faults}
    assert ("check_cannot_run" in found, "key_without_answer" in found) == (stops, True)
    assert len(json.loads(answer.stdout)["checks"]) == len(run_checks())


@pytest.mark.full
@pytest.mark.databases("postgresql")
def test_a_list_where_words_belong_stops_one_check_and_no_other_on_postgresql_too(hall):
    first = hall[2][0]
    with careless() as connection:
        connection.execute(text("UPDATE notices SET details = '[]' WHERE subject = 'meetings'"))
        connection.execute(text(f"DELETE FROM claims WHERE meeting_id = {first} AND table_id IS NOT NULL"))

    assert codes() >= {"value_unreadable", "check_cannot_run", "not_one_table"}
