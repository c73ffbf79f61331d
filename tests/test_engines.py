"""A connection that nobody has used for a while is asked first whether it still stands."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app import engines
from app.db import db


def hang_up(url: str) -> None:
    """What its clients see of a restart: every connection is closed."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")


@pytest.mark.databases("postgresql")
def test_whoever_comes_back_after_a_while_does_not_hear_that_the_server_hung_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0.0)
    assert db.session.scalar(text("SELECT 1")) == 1
    db.session.rollback()
    hang_up(app.config["SETTINGS"].database_url)

    assert db.session.scalar(text("SELECT 2")) == 2
